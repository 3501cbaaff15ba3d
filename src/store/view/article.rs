//! One article's quads, and those of them that are about a time.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{At, Seen};
use crate::iri::Base;
use crate::rdf::{Line, Object, bare_iri, read_object};
use crate::statement::edtf::{Edtf, Holds};
use crate::vocab::{q, rdf, schema, st};

/// An article as its segment has it.
pub(super) struct Article<'a> {
    iri: String,
    /// What the addresses of its statements begin with.
    prefix: String,
    /// The graph of what a person accepted.
    reviewed: String,
    lines: Vec<(&'a str, Line<'a>)>,
}

/// What has to be known of a statement.
#[derive(Debug, Default)]
struct Statement<'a> {
    /// Subject, predicate and object as written.
    triple: [Option<&'a str>; 3],
    times: Vec<&'a str>,
    content_of: Vec<&'a str>,
    /// The author holds it as so, by itself.
    is_plain: bool,
    has_review: bool,
}

impl<'a> Article<'a> {
    /// Takes a segment apart; nothing if it is not of the canonical form.
    pub(super) fn read(id: &str, base: &Base, nquads: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(nquads).ok()?;
        let lines: Option<Vec<_>> = text.lines().map(|line| Some((line, Line::split(line)?))).collect();
        Some(Self {
            iri: base.article(id),
            prefix: base.statement(id, ""),
            reviewed: base.graph("reviewed"),
            lines: lines?,
        })
    }

    /// Returns when it was published, as far as that is known.
    pub(super) fn published(&self) -> Option<Edtf> {
        let is_date = |line: &&Line<'_>| line.subject == self.iri && line.predicate == schema::DATE_PUBLISHED;
        let line = self.lines.iter().map(|(_, line)| line).find(is_date)?;
        text(line.object).and_then(|date| Edtf::parse(&date).ok())
    }

    /// Writes what is about a time.
    pub(super) fn about(&self, at: &At, policy: &str, seen: &mut Seen, out: &mut Vec<u8>) {
        let statements = self.statements(policy);
        let left_out = self.left_out(&statements, at, seen);
        // Triples of statements left out, of those seen that stand for theirs, and of those whose review decides.
        let (mut gone, mut kept, mut reviewed) = (HashSet::new(), HashSet::new(), HashSet::new());
        // Triples of statements left out that a person looked at.
        let mut gone_reviewed = HashSet::new();
        for (iri, statement) in &statements {
            let [Some(subject), Some(predicate), Some(object)] = statement.triple else { continue };
            let set = match (left_out.contains(iri), statement.is_plain) {
                (true, _) => &mut gone,
                (false, true) if statement.has_review => &mut reviewed,
                (false, true) => &mut kept,
                (false, false) => continue,
            };
            for triple in [(subject, predicate, object), (object, predicate, subject)] {
                set.insert(triple);
                if statement.has_review && left_out.contains(iri) {
                    gone_reviewed.insert(triple);
                }
            }
        }
        for (written, line) in &self.lines {
            if self.statement_of(line.subject).is_some_and(|statement| left_out.contains(statement)) {
                continue;
            }
            if let Some(graph) = line.graph {
                let subject = format!("<{}>", line.subject);
                let triple = (&*subject, line.predicate, line.object);
                // What was accepted goes with the statement that was accepted, whoever else says the same.
                let goes = match graph == self.reviewed {
                    true => gone_reviewed.contains(&triple),
                    false => gone.contains(&triple) && !kept.contains(&triple),
                };
                if goes {
                    seen.unclear += u64::from(reviewed.contains(&triple));
                    continue;
                }
            }
            out.extend_from_slice(written.as_bytes());
            out.push(b'\n');
        }
    }

    /// Returns the statement that a node is, or stands below.
    fn statement_of(&self, node: &'a str) -> Option<&'a str> {
        let rest = node.strip_prefix(&*self.prefix)?;
        let id = rest.split('/').next().unwrap_or(rest);
        Some(&node[..self.prefix.len() + id.len()])
    }

    fn statements(&self, policy: &str) -> BTreeMap<&'a str, Statement<'a>> {
        let mut found: BTreeMap<&str, Statement<'_>> = BTreeMap::new();
        let default = || self.lines.iter().map(|(_, line)| line).filter(|line| line.graph.is_none());
        let is_statement =
            |line: &&Line<'_>| line.predicate == rdf::TYPE && bare_iri(line.object) == Some(st::STATEMENT_CLASS);
        for line in default().filter(is_statement) {
            found.insert(line.subject, Statement { is_plain: true, ..Statement::default() });
        }
        for line in default() {
            let (object, iri) = (line.object, bare_iri(line.object));
            if line.predicate == st::REVIEWS {
                if let Some(statement) = iri.and_then(|iri| found.get_mut(iri)) {
                    statement.has_review = true;
                }
                continue;
            }
            let Some(statement) = found.get_mut(line.subject) else { continue };
            match line.predicate {
                st::SUBJECT => statement.triple[0] = Some(object),
                st::PREDICATE => statement.triple[1] = iri,
                st::OBJECT => statement.triple[2] = Some(object),
                q::TIME => statement.times.extend(iri),
                st::CONTENT_OF => {
                    statement.content_of.extend(iri);
                    statement.is_plain = false;
                }
                st::HOLDER => statement.is_plain &= iri == Some(st::ARTICLE_AUTHOR),
                st::VIA => statement.is_plain = false,
                st::POLARITY => statement.is_plain &= iri == Some(st::POSITIVE),
                st::STANCE => {
                    let presupposed = policy != "strict" && iri == Some(st::PRESUPPOSED);
                    statement.is_plain &= presupposed || iri == Some(st::COMMITTED);
                }
                _ => {}
            }
        }
        found
    }

    /// Finds the statements that are not about the time asked for.
    fn left_out(&self, statements: &BTreeMap<&'a str, Statement<'a>>, at: &At, seen: &mut Seen) -> HashSet<&'a str> {
        let dates = self.dates();
        let mut taken = HashSet::new();
        for (iri, statement) in statements {
            let holds: Option<Holds> =
                statement.times.iter().filter_map(|time| dates.get(time)).map(|date| date.holds_at(&at.when)).max();
            if at.takes(holds, seen) {
                taken.insert(*iri);
            }
        }
        // Content and what it is the content of go together.
        loop {
            let before = taken.len();
            for (iri, statement) in statements {
                for parent in statement.content_of.iter().filter_map(|parent| statements.get_key_value(parent)) {
                    if taken.contains(iri) || taken.contains(parent.0) {
                        taken.extend([*iri, *parent.0]);
                    }
                }
            }
            if taken.len() == before {
                break;
            }
        }
        statements.keys().copied().filter(|iri| !taken.contains(iri)).collect()
    }

    /// Returns the dates of time nodes.
    fn dates(&self) -> HashMap<&'a str, Edtf> {
        let of_time = self.lines.iter().filter(|(_, line)| line.predicate == st::EDTF);
        of_time.filter_map(|(_, line)| Some((line.subject, Edtf::parse(&text(line.object)?).ok()?))).collect()
    }
}

fn text(object: &str) -> Option<String> {
    let mut scratch = String::new();
    match read_object(object, &mut scratch) {
        Object::Text(text) | Object::Typed(text, _) => Some(text.to_owned()),
        Object::LangText(..) | Object::Iri(_) | Object::Triple(_) => None,
    }
}
