//! Completion: commands, keywords, prefixes, terms, named queries, variables, and names in any script.

use std::cell::OnceCell;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};

use super::lines::Line;
use crate::cli::place::Place;
use crate::ontology::Ontology;
use crate::query::{Library, Prefixes};
use crate::source::fold::fold_key;

const COMMANDS: [&str; 12] = [
    ".help",
    ".lens",
    ".as-of",
    ".published-by",
    ".at",
    ".format",
    ".why",
    ".search",
    ".time",
    ".queries",
    ".quit",
    ".exit",
];
const KEYWORDS: [&str; 32] = [
    "SELECT",
    "DISTINCT",
    "WHERE",
    "OPTIONAL",
    "FILTER",
    "FILTER NOT EXISTS",
    "UNION",
    "GRAPH",
    "SERVICE",
    "BIND",
    "VALUES",
    "MINUS",
    "ORDER BY",
    "GROUP BY",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "DESC",
    "COUNT",
    "SUM",
    "MIN",
    "MAX",
    "GROUP_CONCAT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "PREFIX",
    "CONTAINS",
    "REGEX",
    "BOUND",
    "LANG",
    "STRSTARTS",
];
/// A name may have so many words.
const WORDS: usize = 4;
/// So many ways to go on are shown.
const MOST: usize = 50;

/// A name that stands for an IRI.
struct Name {
    key: String,
    /// What is inserted: the IRI with a prefix, else in full.
    insert: String,
    /// What is shown.
    shown: String,
}

/// Helps the editor.
pub(super) struct Helper<'h> {
    place: &'h Place,
    prefixes: Prefixes,
    queries: Vec<String>,
    names: OnceCell<Vec<Name>>,
}

impl<'h> Helper<'h> {
    pub(super) fn new(place: &'h Place, library: &Library) -> Self {
        let queries = library.iter().map(|query| query.name.clone()).collect();
        Self { place, prefixes: Prefixes::new(&place.base), queries, names: OnceCell::new() }
    }

    /// Returns the names of terms and entities; read when first asked for.
    fn names(&self) -> &[Name] {
        self.names.get_or_init(|| {
            let kb = self.place.kb().ok();
            let ontology: &Ontology = match kb {
                Some(kb) => &kb.context.ontology,
                None => Ontology::embedded(),
            };
            let mut names = Vec::new();
            let mut put = |name: &str, insert: &str| {
                let shown = if name == insert { insert.to_owned() } else { format!("{insert}  {name}") };
                names.push(Name { key: fold_key(name), insert: insert.to_owned(), shown });
            };
            for term in ontology.terms() {
                put(&term.curie, &term.curie);
                put(&term.local, &term.curie);
                term.labels.iter().for_each(|label| put(&label.text, &term.curie));
            }
            for entity in kb.into_iter().flat_map(|kb| kb.context.catalog.entities()) {
                let insert = self.short(&entity.iri);
                put(&insert, &insert);
                put(&entity.id, &insert);
                entity.labels.iter().for_each(|label| put(&label.text, &insert));
                entity.aliases.iter().for_each(|alias| put(&alias.text, &insert));
            }
            names
        })
    }

    /// Returns an IRI as it may stand in a query.
    fn short(&self, iri: &str) -> String {
        let plain = |short: &String| {
            let local = short.split_once(':').map_or("", |(_, local)| local);
            local.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-') && !local.starts_with('-')
        };
        self.prefixes.shorten(iri).filter(plain).unwrap_or_else(|| format!("<{iri}>"))
    }

    /// Returns where what is completed begins, and how it may go on.
    pub(super) fn ways(&self, before: &str) -> (usize, Vec<Pair>) {
        let begins = |c: char| c.is_whitespace() || "{}()[],;|^/!=<>\"'".contains(c);
        let start = before.rfind(begins).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let word = &before[start..];
        let plain = |text: &str| Pair { display: text.to_owned(), replacement: text.to_owned() };
        let fits = |text: &&str| {
            text.len() >= word.len()
                && text.is_char_boundary(word.len())
                && text[..word.len()].eq_ignore_ascii_case(word)
        };
        if before.trim_start().starts_with('.') && !before.trim_start().contains(char::is_whitespace) {
            return (start, COMMANDS.iter().filter(|text| text.starts_with(word)).map(|text| plain(text)).collect());
        }
        if word.is_empty() {
            return (start, Vec::new());
        }
        if word.starts_with(['?', '$']) {
            let mut variables: Vec<&str> = before[..start]
                .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '?' || c == '$'))
                .filter(|text| text.len() > 1 && text.starts_with(word))
                .collect();
            variables.sort_unstable();
            variables.dedup();
            return (start, variables.into_iter().map(plain).collect());
        }
        let mut ways: Vec<Pair> = Vec::new();
        if before[..start].trim().is_empty() {
            ways.extend(self.queries.iter().map(String::as_str).filter(fits).map(plain));
        }
        ways.extend(KEYWORDS.iter().copied().filter(fits).map(plain));
        if !word.contains(':') {
            let prefixes = self.prefixes.iter().filter(|(prefix, _)| prefix.starts_with(word));
            ways.extend(prefixes.map(|(prefix, _)| plain(&format!("{prefix}:"))));
        }
        let (from, named) = self.named(before, start);
        if from < start && !named.is_empty() {
            return (from, named);
        }
        ways.extend(named);
        (start, ways)
    }

    /// Finds names of several words first, then of one.
    fn named(&self, before: &str, start: usize) -> (usize, Vec<Pair>) {
        let mut starts = vec![start];
        let mut at = start;
        for _ in 1..WORDS {
            let earlier = before[..at].trim_end_matches(' ');
            if earlier.len() == at || earlier.is_empty() {
                break;
            }
            let word = earlier
                .rfind(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\''))
                .map_or(0, |end| end + earlier[end..].chars().next().map_or(1, char::len_utf8));
            if word == earlier.len() {
                break;
            }
            starts.push(word);
            at = word;
        }
        for from in starts.into_iter().rev() {
            let key = fold_key(&before[from..]);
            if key.is_empty() {
                continue;
            }
            let mut found: Vec<&Name> = self.names().iter().filter(|name| name.key.starts_with(&key)).collect();
            found.sort_by_key(|name| (name.key.len(), &name.insert));
            let mut ways: Vec<Pair> = Vec::new();
            for name in found {
                if ways.len() < MOST && !ways.iter().any(|way| way.replacement == name.insert) {
                    ways.push(Pair { display: name.shown.clone(), replacement: name.insert.clone() });
                }
            }
            if !ways.is_empty() {
                return (from, ways);
            }
        }
        (start, Vec::new())
    }
}

impl Completer for Helper<'_> {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &rustyline::Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        Ok(self.ways(&line[..position]))
    }
}

impl Validator for Helper<'_> {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let line = context.input();
        // A blank line ends it in any case: the error then says what is missing.
        let whole = Line::read(line).is_whole() || line.ends_with("\n\n") || line.ends_with("\n");
        Ok(if whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Hinter for Helper<'_> {
    type Hint = String;
}

impl Highlighter for Helper<'_> {}

impl rustyline::Helper for Helper<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_script_give_the_iri() {
        let place = Place::find(None, &[]).unwrap();
        let helper = Helper::new(&place, &Library::bundled());
        for (before, start, wanted) in [
            ("SELECT * { ?s st:object أذرب", "SELECT * { ?s st:object ".len(), "gz:AZ"),
            ("SELECT * { ?s st:object azerb", "SELECT * { ?s st:object ".len(), "gz:AZ"),
            ("ASK { الولايات المتح", "ASK { ".len(), "gz:US"),
            ("ASK { ?s gp:suppl", "ASK { ?s ".len(), "gp:supplies"),
            ("ASK { ?s suppl", "ASK { ?s ".len(), "gp:supplies"),
            (".le", 0, ".lens"),
            ("accus", 0, "accusations"),
            ("ASK { ?statement ?p ?st", "ASK { ?statement ?p ".len(), "?statement"),
            ("sel", 0, "SELECT"),
            ("ASK { schem", "ASK { ".len(), "schema:"),
        ] {
            let (from, ways) = helper.ways(before);
            let found: Vec<&str> = ways.iter().map(|way| way.replacement.as_str()).collect();
            assert_eq!(from, start, "{before}: {found:?}");
            assert!(found.contains(&wanted), "{before}: {found:?}");
        }
    }
}
