//! Nodes and edges of one article.
//!
//! A statement that the lens lets through and that stands between two things is one edge between
//! them. Every other statement is a node of its own from which edges lead to what it speaks of and to
//! who holds it. No edge ever enters such a node from a thing, so no path between two things goes
//! through what is only said.

use std::collections::{BTreeMap, HashMap};

use super::article::Article;
use super::columns::{Edge, Node, Statement};
use super::judge::{Judgement, Status, judge};
use super::shared::{Shared, Value};
use crate::convert::Policy;
use crate::iri::Base;
use crate::query::Lens;
use crate::vocab::{gp, q, schema, skos, st};

/// Roles that are no links to draw: what they say is in the columns.
const GENERIC: [&str; 2] = [st::ARTICLE_AUTHOR, st::UNNAMED_SOURCE];

/// Turns articles into nodes and edges.
#[derive(Debug)]
pub(super) struct Builder {
    pub(super) base: Base,
    pub(super) shared: Shared,
    pub(super) lens: Lens,
    pub(super) policy: Policy,
    /// Statements that are no edge get a node; else they are left out.
    pub(super) withheld: bool,
    /// Titles of articles that others point to.
    pub(super) titles: HashMap<String, String>,
}

/// What one article gives.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Things, by IRI.
    pub(super) things: BTreeMap<String, Node>,
    /// Every statement of the article, in the order of their IRIs.
    pub(super) statements: Vec<Statement>,
    /// Nodes of statements, with their number.
    pub(super) nodes: Vec<(Node, usize)>,
    /// Edges, in the order of their statements.
    pub(super) edges: Vec<Edge>,
    /// Numbers of the statements that are left out.
    pub(super) left_out: Vec<usize>,
}

/// What the IRI at the end of a statement stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Thing,
    Statement,
    Situation,
    Time,
    Quantity,
    Unknown,
}

impl Builder {
    /// Says what an IRI stands for.
    pub(super) fn kind(&self, article: &Article<'_>, iri: &str) -> Kind {
        let Some(path) = iri.strip_prefix(self.base.as_str()).and_then(|rest| rest.strip_prefix("statement/")) else {
            return Kind::Thing;
        };
        if path.matches('/').count() == 1 {
            return Kind::Statement;
        }
        let classes = [
            (st::SITUATION_CLASS, Kind::Situation),
            (st::TIME_CLASS, Kind::Time),
            (gp::QUANTITY_CLASS, Kind::Quantity),
        ];
        classes.into_iter().find(|(class, _)| article.is_a(iri, class)).map_or(Kind::Unknown, |(_, kind)| kind)
    }

    /// Returns the name of a thing, as far as it has one.
    pub(super) fn label(&self, article: &Article<'_>, iri: &str) -> Option<String> {
        let languages = &self.shared.languages;
        if iri == article.iri {
            return languages.pick(article.texts(iri, schema::HEADLINE));
        }
        let own = languages.pick(article.texts(iri, crate::vocab::rdfs::LABEL));
        let own = own.or_else(|| self.titles.get(iri).cloned());
        own.or_else(|| self.shared.label(iri).map(std::borrow::Cow::into_owned))
    }

    /// Builds what an article gives; `has_node` knows the statements of other articles that are nodes.
    pub(super) fn part(&self, article: &Article<'_>, has_node: &dyn Fn(&str) -> bool) -> Part {
        let judged = judge(article, &self.shared, self.policy);
        let mut part = Part::default();
        let direct: HashMap<&str, bool> = article
            .statements
            .iter()
            .map(|statement| {
                (*statement, judged.get(statement).is_some_and(|one| self.is_direct(article, statement, one)))
            })
            .collect();
        let is_node = |iri: &str| match direct.get(iri) {
            Some(direct) => self.withheld && !direct,
            None => has_node(iri),
        };
        for (number, &statement) in article.statements.iter().enumerate() {
            let Some(judgement) = judged.get(statement) else { continue };
            let label = self.statement_label(article, statement, judgement);
            part.statements.push(self.statement(article, statement, judgement));
            if direct.get(statement) == Some(&true) {
                self.direct(article, statement, number, judgement, &mut part);
            } else if self.withheld {
                self.spread(article, statement, number, &label, &is_node, &judged, &mut part);
                let node = Node {
                    id: statement.to_owned(),
                    label,
                    kind: "statement",
                    types: self.name(article, st::STATEMENT_CLASS),
                    type_iris: st::STATEMENT_CLASS.to_owned(),
                    same_as: String::new(),
                };
                part.nodes.push((node, number));
            } else {
                part.left_out.push(number);
            }
        }
        part
    }

    /// Says whether a statement is an edge between two things.
    fn is_direct(&self, article: &Article<'_>, statement: &str, judgement: &Judgement) -> bool {
        let lets_through = match self.lens {
            Lens::Statements => false,
            Lens::Asserted => judgement.status == Status::Asserted,
            Lens::Reviewed => judgement.accepted,
        };
        let is_thing = |end| article.iri(statement, end).is_some_and(|iri| self.kind(article, iri) == Kind::Thing);
        lets_through && is_thing(st::SUBJECT) && is_thing(st::OBJECT)
    }

    fn direct(&self, article: &Article<'_>, statement: &str, number: usize, judgement: &Judgement, part: &mut Part) {
        let end = |property| article.iri(statement, property).unwrap_or_default();
        let (source, target) = (end(st::SUBJECT), end(st::OBJECT));
        let kind = if self.lens == Lens::Reviewed { "reviewed" } else { judgement.status.name() };
        let labels = [source, target].map(|end| self.thing(article, end, part));
        let [source_label, target_label] = labels;
        part.edges.push(Edge {
            id: statement.to_owned(),
            source: source.to_owned(),
            target: target.to_owned(),
            source_label,
            target_label,
            label: self.name(article, end(st::PREDICATE)),
            kind: kind.to_owned(),
            statement: number,
        });
    }

    /// Leads edges from a statement node to what it speaks of and to who holds it.
    #[expect(clippy::too_many_arguments, reason = "one place, and each of them is another matter")]
    fn spread(
        &self,
        article: &Article<'_>,
        statement: &str,
        number: usize,
        label: &str,
        is_node: &dyn Fn(&str) -> bool,
        judged: &HashMap<&str, Judgement>,
        part: &mut Part,
    ) {
        let mut ends: Vec<(&str, &str)> = Vec::new();
        for property in [st::SUBJECT, st::OBJECT, st::ABOUT, st::HOLDER] {
            let mut values: Vec<&str> = article.values(statement, property).filter_map(|value| value.iri()).collect();
            values.sort_unstable();
            ends.extend(values.into_iter().map(|value| (property, value)));
        }
        for via in self.via(article, statement) {
            ends.extend(article.iri(via, st::HOLDER).map(|holder| (st::VIA, holder)));
        }
        let mut others: Vec<(&str, &str)> = article
            .properties(statement)
            .filter(|(property, _)| property.starts_with(q::NAMESPACE) || is_link(property))
            .filter_map(|(property, object)| Some((property, Value::of(object).iri()?)))
            .collect();
        others.sort_unstable();
        ends.extend(others);
        let mut met: HashMap<&str, usize> = HashMap::new();
        for (property, target) in ends {
            if GENERIC.contains(&target) {
                continue;
            }
            let target_label = match self.kind(article, target) {
                Kind::Thing => self.thing(article, target, part),
                Kind::Statement if is_node(target) => {
                    judged.get(target).map_or_else(String::new, |one| self.statement_label(article, target, one))
                }
                _ => continue,
            };
            let kind = local(property);
            let count = met.entry(kind).or_default();
            *count += 1;
            part.edges.push(Edge {
                id: if *count == 1 { format!("{statement} {kind}") } else { format!("{statement} {kind} {count}") },
                source: statement.to_owned(),
                target: target.to_owned(),
                source_label: label.to_owned(),
                target_label,
                label: self.name(article, property),
                kind: kind.to_owned(),
                statement: number,
            });
        }
    }

    /// Returns the nodes of the outer holders, outermost first.
    pub(super) fn via<'a>(&self, article: &Article<'a>, statement: &str) -> Vec<&'a str> {
        let mut nodes: Vec<(u64, &str)> = article
            .values(statement, st::VIA)
            .filter_map(|value| value.iri())
            .map(|node| (article.text(node, st::ORDINAL).and_then(|text| text.parse().ok()).unwrap_or(0), node))
            .collect();
        nodes.sort_unstable();
        nodes.into_iter().map(|(_, node)| node).collect()
    }

    /// Takes a thing in, and returns its name.
    fn thing(&self, article: &Article<'_>, iri: &str, part: &mut Part) -> String {
        if let Some(known) = part.things.get(iri) {
            return known.label.clone();
        }
        let label = self.label(article, iri).unwrap_or_default();
        let shared = self.shared.entry(iri);
        let mut classes: Vec<&str> = shared.into_iter().flat_map(|entry| &entry.types).map(String::as_str).collect();
        classes.extend(article.asserted_types(iri));
        if article.is_a(iri, st::DESCRIBED_CLASS) {
            classes.push(st::DESCRIBED_CLASS);
        }
        classes.sort_unstable();
        classes.dedup();
        let concept =
            classes.contains(&skos::CONCEPT_CLASS) || iri.starts_with(gp::NAMESPACE) || iri.starts_with(st::NAMESPACE);
        let articles = format!("{}article/", self.base.as_str());
        let kind = match iri.strip_prefix(&articles) {
            Some(rest) if !rest.contains('/') => "article",
            _ if concept => "concept",
            _ => "entity",
        };
        let mut same_as: Vec<&str> = shared.into_iter().flat_map(|entry| &entry.same_as).map(String::as_str).collect();
        same_as.extend(article.values(iri, skos::EXACT_MATCH).filter_map(|value| value.iri()));
        let node = Node {
            id: iri.to_owned(),
            label: label.clone(),
            kind,
            types: classes.iter().map(|class| self.name(article, class)).collect::<Vec<_>>().join("; "),
            type_iris: classes.join(" "),
            same_as: same_as.join(" "),
        };
        part.things.insert(iri.to_owned(), node);
        label
    }

    /// Returns the name of anything; its IRI if it has none.
    pub(super) fn name(&self, article: &Article<'_>, iri: &str) -> String {
        self.label(article, iri).unwrap_or_else(|| iri.to_owned())
    }
}

/// Says whether a property is a link between statements.
pub(super) fn is_link(property: &str) -> bool {
    [st::DERIVED_FROM, st::EVIDENCED_BY, st::IN_CONFLICT_WITH, st::SAME_TOPIC_AS, st::STRONGER_THAN, st::PART_OF]
        .contains(&property)
}

/// Returns the last part of the IRI of a term.
pub(super) fn local(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}
