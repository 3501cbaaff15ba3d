//! A dossier into an article: names looked up, defaults filled in, nested content laid flat.

mod defaults;
mod metadata;
mod number;

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt as _};

use super::catalog::Catalog;
use super::{About, Article, Evidence, Holder, LangText, LocalEntity, Polarity, Stance, Statement};
use crate::dossier::{self, Dossier, StatementEntry, Text};
use crate::finding::{Checked, Code, Finding};
use crate::iri::Base;
use crate::ontology::names::NameIndex;
use crate::ontology::{Ontology, Term};
use crate::source::{Source, Span};
use number::Outline;

/// What every article of a run is read against.
#[derive(Debug)]
pub struct Context {
    /// Where IRIs are minted.
    pub base: Base,
    /// The terms.
    pub ontology: Ontology,
    /// Shared entities and the gazetteer.
    pub catalog: Catalog,
}

/// Gives a dossier its meaning; an article with an error among the findings is not to be converted.
#[must_use]
pub fn resolve<'a>(dossier: Dossier<'a>, source: &'a Source, context: &'a Context) -> Checked<Article<'a>> {
    let mut resolver = Resolver::new(&dossier, source, context);
    resolver.define_entities(dossier.entities);
    let about = resolver.about(dossier.article);
    resolver.number(&dossier.statements);
    for entry in dossier.statements {
        resolver.statement(entry, None);
    }
    resolver.fill_defaults();
    resolver.finish(about)
}

pub(super) struct Resolver<'a> {
    pub(super) source: &'a Source,
    pub(super) context: &'a Context,
    pub(super) findings: Vec<Finding>,
    pub(super) article_id: Cow<'a, str>,
    pub(super) language: Cow<'a, str>,
    pub(super) entities: Vec<LocalEntity<'a>>,
    pub(super) entity_by_id: HashMap<Cow<'a, str>, u32>,
    pub(super) entity_by_iri: HashMap<String, u32>,
    pub(super) entity_names: Option<NameIndex>,
    outlines: Vec<Outline<'a>>,
    pub(super) statement_by_id: HashMap<Cow<'a, str>, usize>,
    drafts: Vec<Draft<'a>>,
    /// How many statements have been taken in hand, in the order of pass one.
    reached: usize,
}

/// A statement whose holder and stance may still be defaults.
struct Draft<'a> {
    statement: Statement<'a>,
    holder: Option<Vec<Holder>>,
    stance: Option<Stance>,
}

impl<'a> Resolver<'a> {
    fn new(dossier: &Dossier<'a>, source: &'a Source, context: &'a Context) -> Self {
        Self {
            source,
            context,
            findings: Vec::new(),
            article_id: dossier.article.id.value.clone(),
            language: dossier.article.language.value.clone(),
            entities: Vec::new(),
            entity_by_id: HashMap::new(),
            entity_by_iri: HashMap::new(),
            entity_names: None,
            outlines: Vec::with_capacity(dossier.statements.len()),
            statement_by_id: HashMap::with_capacity(dossier.statements.len()),
            drafts: Vec::with_capacity(dossier.statements.len()),
            reached: 0,
        }
    }

    pub(super) fn report(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Finding {
        self.findings.push(Finding::new(code, self.source, span, message));
        self.findings.last_mut().expect("pushed right before")
    }

    /// Reports a word that is not known, with the near one that was probably meant, else with advice.
    pub(super) fn suggest(&mut self, code: Code, span: Span, message: String, near: Option<&str>, advice: &str) {
        let finding = Finding::new(code, self.source, span, message);
        self.findings.push(match near {
            Some(_) => finding.with_suggestion(near),
            None => finding.with_hint(advice),
        });
    }

    // --- Pass two: look everything up

    pub(super) fn id_of_statement(&self, number: usize) -> &str {
        &self.outlines[number].id
    }

    pub(super) fn statement(&mut self, entry: StatementEntry<'a>, parent: Option<usize>) -> usize {
        let number = self.reached;
        self.reached += 1;
        let id = self.outlines[number].id.clone();
        let statement = Statement {
            iri: self.context.base.statement(&self.article_id, &id),
            id,
            span: entry.id.as_ref().map_or_else(|| first_line(self.source, entry.span), |id| id.span),
            parents: std::mem::take(&mut self.outlines[number].parents),
            gloss: Vec::new(),
            subject: None,
            predicate: None,
            object: None,
            about: Vec::new(),
            links: Vec::new(),
            qualifiers: Vec::new(),
            holders: Vec::new(),
            holder_written: entry.holder.as_ref().is_some_and(|holders| !holders.is_empty()),
            unknown_holders: Vec::new(),
            stance: Stance::Committed,
            polarity: Polarity::Positive,
            evidence: Vec::new(),
            shared_evidence: false,
            confidence: None,
            scare_quoted: entry.scare_quoted.as_ref().is_some_and(|mark| mark.value),
            note: Vec::new(),
        };
        debug_assert!(parent.is_none_or(|parent| statement.parents.contains(&parent) || statement.parents.is_empty()));
        self.drafts.push(Draft { statement, holder: None, stance: None });
        self.check_shape(&entry);
        let gloss = self.texts(entry.says);
        let predicate = entry.predicate.as_ref().and_then(|name| self.predicate(name));
        let subject = entry.subject.and_then(|written| self.subject_value(written, number));
        let object = entry.object.and_then(|written| self.object_value(written, predicate, number));
        let qualifiers = self.qualifiers(entry.with, number);
        let about = self.about_values(entry.about, number);
        let links = self.links(entry.links);
        let (holder, unknown_holders) = match entry.holder {
            Some(holders) => {
                let (holders, unknown) = self.holders(holders, number);
                (Some(holders), unknown)
            }
            None => (None, Vec::new()),
        };
        let stance = entry.stance.and_then(|word| self.stance(&word));
        let polarity = match (stance, entry.not) {
            (Some(Stance::Denied), Some(not)) if !not.value => {
                self.report(Code::DeniedNotNegative, not.span, "denied and affirmed at once").hints.push(
                    "`stance: denied` already says that the holder says it is not so; leave `not` out".to_owned(),
                );
                Polarity::Negative
            }
            (Some(Stance::Denied), _) => Polarity::Negative,
            (_, Some(not)) if not.value => Polarity::Negative,
            _ => Polarity::Positive,
        };
        let confidence = entry.confidence.and_then(|text| self.confidence(text));
        let evidence = entry.quote.into_iter().map(evidence_of).collect();
        let note = entry.note.map(|map| self.texts(map)).unwrap_or_default();
        let draft = &mut self.drafts[number];
        draft.holder = holder;
        draft.stance = stance;
        let statement = &mut draft.statement;
        statement.unknown_holders = unknown_holders;
        statement.gloss = gloss;
        statement.predicate = predicate;
        statement.subject = subject;
        statement.object = object;
        statement.qualifiers = qualifiers;
        statement.about = about;
        statement.links = links;
        statement.polarity = polarity;
        statement.confidence = confidence;
        statement.evidence = evidence;
        statement.note = note;
        number
    }

    fn check_shape(&mut self, entry: &StatementEntry<'a>) {
        if entry.unread {
            return;
        }
        let source = self.source;
        let span = || first_line(source, entry.span);
        match (&entry.subject, &entry.predicate) {
            (None, None) if entry.says.texts.is_empty() => {
                self.report(Code::EmptyStatement, span(), "a statement that says nothing").hints.push(
                    "write `subject`, `predicate` and `object`; or `says` for a statement that is only text".to_owned(),
                );
            }
            (None, None) if entry.object.is_some() => {
                self.report(Code::IncompleteStatement, span(), "an object without subject and predicate").hints.push(
                    "add `subject` and `predicate`; a statement that is only text has `says` and `about`".to_owned(),
                );
            }
            (Some(_), None) => {
                self.report(Code::IncompleteStatement, span(), "a subject without a predicate").hints.push(
                    "add `predicate` and `object`; a statement that is only text has `says` and `about`".to_owned(),
                );
            }
            (None, Some(predicate)) => {
                self.report(Code::IncompleteStatement, predicate.span, "a predicate without a subject")
                    .hints
                    .push("add `subject`; who is not known is written `{unknown: not-stated}`".to_owned());
            }
            (Some(_), Some(name)) if entry.object.is_none() => {
                let optional = self.context.ontology.predicate(&name.value).is_none_or(|term| term.object_optional);
                if !optional {
                    let message = format!("`{}` needs an object", name.value);
                    self.report(Code::IncompleteStatement, name.span, message)
                        .hints
                        .push("what is not known is written `{unknown: not-stated}`".to_owned());
                }
            }
            _ => {}
        }
    }

    pub(super) fn predicate(&mut self, name: &Text<'a>) -> Option<&'a Term> {
        let ontology = &self.context.ontology;
        let found = ontology.predicate(&name.value);
        if found.is_none() {
            let near = ontology.nearest_predicate(&name.value).map(str::to_owned);
            let message = format!("`{}` is not a predicate of the ontology", name.value);
            let advice = "`chancery ontology --kind predicate` lists them; words alone go into `says`";
            self.suggest(Code::UnknownPredicate, name.span, message, near.as_deref(), advice);
        }
        found
    }

    fn stance(&mut self, word: &Text<'a>) -> Option<Stance> {
        let found = Stance::ALL.into_iter().find(|stance| stance.name() == word.value);
        if found.is_none() {
            let near = dossier::nearest(&word.value, Stance::ALL.iter().map(|stance| stance.name()));
            let message = format!("`{}` is not a stance", word.value);
            let names: Vec<&str> = Stance::ALL.iter().map(|stance| stance.name()).collect();
            self.suggest(Code::BadValue, word.span, message, near, &format!("one of: {}", names.join(", ")));
        }
        found
    }

    fn confidence(&mut self, text: Text<'a>) -> Option<Cow<'a, str>> {
        let in_range = super::quantity::Decimal::parse(&text.value)
            .is_ok_and(|_| text.value.parse::<f64>().is_ok_and(|number| (0.0..=1.0).contains(&number)));
        if in_range {
            return Some(text.value);
        }
        let message = format!("`confidence` is a decimal from 0 to 1, not `{}`", text.value);
        let hint = "write a number such as `0.9`, or leave it out: it says how sure you are of your reading";
        self.report(Code::BadValue, text.span, message).hints.push(hint.to_owned());
        None
    }

    fn finish(mut self, about: About<'a>) -> Checked<Article<'a>> {
        let iri = self.context.base.article(&self.article_id);
        self.findings.shrink_to_fit();
        Checked {
            value: Article {
                source: self.source,
                id: self.article_id,
                iri,
                about,
                entities: self.entities,
                statements: self.drafts.into_iter().map(|draft| draft.statement).collect(),
            },
            findings: self.findings,
        }
    }
}

/// Returns the first line of a span, so that a finding on a block does not mark all of it.
fn first_line(source: &Source, span: Span) -> Span {
    let length = source.slice(span).lines().next().map_or(0, str::len);
    Span::new(span.start as usize, span.start as usize + length)
}

fn evidence_of(quote: dossier::Quote<'_>) -> Evidence<'_> {
    Evidence {
        span: quote.quote.as_ref().map_or(quote.span, |text| text.span),
        exact: quote.quote.map(|text| text.value),
        prefix: quote.prefix.map(|text| text.value),
        suffix: quote.suffix.map(|text| text.value),
        position: quote.start.zip(quote.end).map(|(start, end)| (start.value, end.value)),
        sha256: quote.sha256.map(|text| text.value),
        page: quote.page.map(|text| text.value),
        timecode: quote.timecode.map(|text| text.value),
        translation: quote
            .translation
            .map(|(lang, text, by)| (LangText { lang: lang.value, text: text.value }, by.map(|by| by.value))),
    }
}
