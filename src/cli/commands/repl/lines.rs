//! What a line means, and where a query of a script ends.

use crate::query::is_whole;

/// A line, or the lines of one query.
pub(super) enum Line<'l> {
    /// Nothing but blanks and comments.
    Nothing,
    /// A command: its name, and the rest.
    Command(&'l str, &'l str),
    /// A named query: its name, and the rest.
    Named(&'l str, &'l str),
    /// SPARQL.
    Sparql(&'l str),
}

impl<'l> Line<'l> {
    pub(super) fn read(line: &'l str) -> Self {
        let line = line.trim();
        if line.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return Self::Nothing;
        }
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if let Some(name) = first.strip_prefix('.') {
            return Self::Command(name, rest.trim());
        }
        if is_name(first) && !begins_query(first) { Self::Named(first, rest.trim()) } else { Self::Sparql(line) }
    }

    /// Says whether nothing more is needed.
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Self::Nothing | Self::Command(..) | Self::Named(..) => true,
            Self::Sparql(text) => is_whole(text),
        }
    }
}

fn is_name(word: &str) -> bool {
    word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

fn begins_query(word: &str) -> bool {
    ["select", "ask", "construct", "describe", "prefix", "base", "version"]
        .iter()
        .any(|keyword| word.eq_ignore_ascii_case(keyword))
}

/// Splits words at blanks; what stands in quotation marks of one kind stays together.
pub(super) fn split(text: &str) -> Vec<String> {
    let (mut words, mut word, mut inside, mut begun) = (Vec::new(), String::new(), None, false);
    for c in text.chars() {
        match (inside, c) {
            (Some(mark), c) if c == mark => inside = None,
            (None, '"' | '\'') => (inside, begun) = (Some(c), true),
            (None, c) if c.is_whitespace() => {
                if begun {
                    words.push(std::mem::take(&mut word));
                    begun = false;
                }
            }
            (_, c) => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

/// Gathers the lines of a script into queries.
#[derive(Default)]
pub(super) struct Script {
    gathered: String,
}

impl Script {
    /// Takes a line; returns what is whole by now.
    ///
    /// A query goes on after its brackets are closed (`ORDER BY`), up to a blank line, a command, or the next query.
    pub(super) fn line(&mut self, line: &str) -> Vec<String> {
        let mut whole = Vec::new();
        let first = line.split_whitespace().next().unwrap_or_default();
        let ends = first.is_empty() || first.starts_with('.') || begins_query(first);
        if !self.gathered.trim().is_empty() && ends && is_whole(&self.gathered) {
            whole.push(std::mem::take(&mut self.gathered));
        }
        if self.gathered.trim().is_empty() {
            self.gathered.clear();
            match Line::read(line) {
                Line::Nothing if first.is_empty() => return whole,
                Line::Command(..) | Line::Named(..) => {
                    whole.push(line.to_owned());
                    return whole;
                }
                _ => {}
            }
        }
        self.gathered.push_str(line);
        self.gathered.push('\n');
        whole
    }

    /// Returns what is left at the end; if it is not whole, asking it will say so.
    pub(super) fn end(&mut self) -> Option<String> {
        Some(std::mem::take(&mut self.gathered)).filter(|text| !text.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_cut_where_queries_end() {
        let mut script = Script::default();
        let text = "# first\nSELECT ?s {\n  ?s ?p ?o\n\n}\nORDER BY ?s\n.lens asserted\nsupplies supplier='أذربيجان'\nASK {}\nASK { }\n\nDESCRIBE gz:AZ";
        let mut all: Vec<String> = text.lines().flat_map(|line| script.line(line)).collect();
        all.extend(script.end());
        let all: Vec<&str> = all.iter().map(|query| query.trim()).collect();
        assert_eq!(
            all,
            [
                "# first\nSELECT ?s {\n  ?s ?p ?o\n\n}\nORDER BY ?s",
                ".lens asserted",
                "supplies supplier='أذربيجان'",
                "ASK {}",
                "ASK { }",
                "DESCRIBE gz:AZ"
            ]
        );
    }

    #[test]
    fn words_in_quotation_marks_stay_together() {
        assert_eq!(split("a 'b c' who=\"د هـ\"  ''"), ["a", "b c", "who=د هـ", ""]);
    }
}
