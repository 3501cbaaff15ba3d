//! Forms that need everything in memory: expanded, compacted by any context, flattened, any frame.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::covered::{Triples, cover, hash_of};
use super::quads::{iri, quad};
use super::{FormError, Shape, options};
use crate::export::{ExportError, LossReport, Reason, Selection};
use crate::jsonld::{self, Quad, Shaper};
use crate::rdf::Line;
use crate::vocab::{rdf, rdfs, skos, st};

/// Takes a segment: its article, or `None` for what articles share, and its N-Quads.
pub type Take<'t> = &'t mut dyn FnMut(Option<&str>, &[u8]) -> Result<(), ExportError>;

/// A form made of everything at once.
#[derive(Debug, Clone)]
pub enum WholeForm {
    /// Every IRI in full, no context.
    Expanded,
    /// Compacted by a context; the second is what stands in the document.
    Compacted([Value; 2]),
    /// Every node once, compacted.
    Flattened([Value; 2]),
    /// Shaped by a frame, which sees the default graph alone.
    Framed(Shape),
    /// Shaped by a frame of things that statements speak of, or are held by.
    About {
        /// The frame, which gets the identifiers of the things.
        shape: Shape,
        /// Properties of a statement that lead to the things.
        by: &'static [&'static str],
        /// One thing alone, with a page of its statements: IRI, first, how many.
        only: Option<(String, usize, usize)>,
    },
}

impl WholeForm {
    /// Returns what is said of entities, by whom.
    #[must_use]
    pub fn entity(shape: Shape, only: Option<(String, usize, usize)>) -> Self {
        Self::About { shape, by: &[st::SUBJECT, st::OBJECT, st::ABOUT], only }
    }

    /// Returns what holders say.
    #[must_use]
    pub fn holder(shape: Shape, only: Option<(String, usize, usize)>) -> Self {
        Self::About { shape, by: &[st::HOLDER], only }
    }

    const fn shape(&self) -> Option<&Shape> {
        match self {
            Self::Framed(shape) | Self::About { shape, .. } => Some(shape),
            _ => None,
        }
    }
}

/// Makes a form of N-Quads, article by article (`None` for what they share), each given once.
///
/// # Errors
/// When there are more than `most` quads, the processor refuses, or a line is not ours.
pub fn whole(
    selection: &Selection,
    form: &WholeForm,
    most: usize,
    segments: impl FnOnce(Take<'_>) -> Result<(), ExportError>,
) -> Result<(Value, LossReport), ExportError> {
    let mut gathered = Gathered { quads: Vec::new(), losses: LossReport::new(selection.format()), seen: 0 };
    let mut texts: Vec<(Option<String>, Vec<u8>)> = Vec::new();
    let mut counted = HashSet::new();
    segments(&mut |article, nquads| {
        let mut part = Vec::new();
        selection.take(article, nquads, &mut gathered.losses, &mut counted, |line| {
            if form.shape().is_none() || line.graph.is_none() {
                part.push(quad(line));
            }
            Ok::<(), ExportError>(())
        })?;
        gathered.take(part, article.is_some(), form);
        if gathered.quads.len() > most {
            return Err(FormError::TooLarge { most }.into());
        }
        if form.shape().is_some() && !matches!(form, WholeForm::About { only: Some(_), .. }) {
            texts.push((article.map(str::to_owned), nquads.to_vec()));
        }
        Ok(())
    })?;
    gathered.quads.sort_unstable();
    gathered.quads.dedup();
    let Gathered { quads, mut losses, .. } = gathered;
    let (document, covered) = make(quads, form).map_err(FormError::from)?;
    for (article, nquads) in texts {
        let text = std::str::from_utf8(&nquads).map_err(|_| ExportError::NotOurs(String::new()))?;
        let lines = text.lines().filter_map(Line::split);
        let is_lost = |line: &Line<'_>| line.graph.is_some() || !covered.contains(&hash_of(&quad(line)));
        let lost: Vec<_> = lines.filter(is_lost).map(|line| (Reason::Frame, line)).collect();
        if !lost.is_empty() {
            selection.report(article.as_deref(), text, &lost, &mut losses, &mut counted);
        }
    }
    Ok((document, losses))
}

struct Gathered {
    quads: Vec<Quad>,
    losses: LossReport,
    /// How many statements of the one thing have gone by.
    seen: usize,
}

impl Gathered {
    fn take(&mut self, part: Vec<Quad>, is_article: bool, form: &WholeForm) {
        let WholeForm::About { by, only: Some((wanted, first, count)), .. } = form else {
            self.quads.extend(part);
            return;
        };
        if !is_article {
            let kept = |quad: &Quad| {
                let named = [rdf::TYPE, rdfs::LABEL, skos::ALT_LABEL, skos::EXACT_MATCH];
                iri(&quad.predicate).is_some_and(|predicate| named.contains(&predicate))
            };
            self.quads.extend(part.into_iter().filter(kept));
            return;
        }
        let leads = |quad: &&Quad| {
            iri(&quad.object) == Some(wanted.as_str())
                && iri(&quad.predicate).is_some_and(|property| by.contains(&property))
        };
        let is_statement: HashSet<&str> = statements(&part);
        let found: BTreeSet<&str> = part
            .iter()
            .filter(leads)
            .filter_map(|quad| iri(&quad.subject))
            .filter(|iri| is_statement.contains(iri))
            .collect();
        let (from, seen) = (self.seen, found.len());
        self.seen += seen;
        let place = |at: usize| (*first..first.saturating_add(*count)).contains(&(from + at));
        let mut open: Vec<&str> = found.iter().enumerate().filter(|(at, _)| place(*at)).map(|(_, iri)| *iri).collect();
        let mut by_subject: HashMap<&str, Vec<&Quad>> = HashMap::new();
        for quad in &part {
            by_subject.entry(iri(&quad.subject).unwrap_or_default()).or_default().push(quad);
        }
        let mut reached: HashSet<&str> = open.iter().copied().collect();
        while let Some(node) = open.pop() {
            for quad in by_subject.get(node).into_iter().flatten() {
                self.quads.push((*quad).clone());
                if let Some(next) = iri(&quad.object)
                    && !is_statement.contains(next)
                    && reached.insert(next)
                {
                    open.push(next);
                }
            }
        }
        for quad in &part {
            let of_one = iri(&quad.subject) == Some(wanted.as_str());
            let reviews = iri(&quad.predicate) == Some(st::REVIEWS)
                && iri(&quad.object).is_some_and(|statement| reached.contains(statement));
            if of_one {
                self.quads.push(quad.clone());
            } else if reviews {
                self.quads.extend(
                    by_subject
                        .get(iri(&quad.subject).unwrap_or_default())
                        .into_iter()
                        .flatten()
                        .map(|quad| (*quad).clone()),
                );
            }
        }
    }
}

fn statements(quads: &[Quad]) -> HashSet<&str> {
    let typed = quads
        .iter()
        .filter(|quad| iri(&quad.predicate) == Some(rdf::TYPE) && iri(&quad.object) == Some(st::STATEMENT_CLASS));
    typed.filter_map(|quad| iri(&quad.subject)).collect()
}

/// Returns the things that properties of statements lead to, but not parts of statements.
fn things(quads: &[Quad], by: &[&str]) -> Vec<String> {
    let statements = statements(quads);
    let leads = quads.iter().filter(|quad| {
        iri(&quad.predicate).is_some_and(|property| by.contains(&property))
            && iri(&quad.subject).is_some_and(|subject| statements.contains(subject))
    });
    let part = |thing: &str| {
        thing.match_indices('/').any(|(at, _)| statements.contains(&thing[..at])) || statements.contains(thing)
    };
    let things: BTreeSet<&str> = leads.filter_map(|quad| iri(&quad.object)).filter(|thing| !part(thing)).collect();
    things.into_iter().map(str::to_owned).collect()
}

/// Makes the document, and for frames the triples it holds.
fn make(quads: Vec<Quad>, form: &WholeForm) -> jsonld::Result<(Value, Triples)> {
    let options = options();
    let mut covered = Triples::new();
    let document = match form {
        WholeForm::Expanded => jsonld::from_rdf(&quads, &options)?,
        WholeForm::Compacted([context, shown]) => {
            let expanded = jsonld::from_rdf(&quads, &options)?;
            drop(quads);
            shown_by(jsonld::compact_expanded(expanded, context, &options)?, shown)
        }
        WholeForm::Flattened([context, shown]) => {
            let expanded = jsonld::from_rdf(&quads, &options)?;
            drop(quads);
            shown_by(jsonld::flatten(&expanded, Some(context), &options)?, shown)
        }
        WholeForm::Framed(shape) | WholeForm::About { shape, .. } => {
            let mut frame = shape.frame.clone();
            if let (WholeForm::About { by, only, .. }, Some(members)) = (form, frame.as_object_mut()) {
                let ids = match only {
                    Some((thing, ..)) => vec![thing.clone()],
                    None => things(&quads, by),
                };
                members.insert("@id".to_owned(), json!(ids));
            }
            let expanded = jsonld::from_rdf(&quads, &options)?;
            drop(quads);
            let shaper = Shaper::framing(&frame, Some(&shape.context), &options)?;
            let framed = shaper.frame(expanded)?;
            cover(&framed, &mut covered);
            let nodes = shaper.compact(framed)?;
            let mut document = Map::new();
            document.insert("@context".to_owned(), shape.shown.clone());
            document.insert("@graph".to_owned(), Value::Array(nodes));
            Value::Object(document)
        }
    };
    Ok((document, covered))
}

/// Puts the context as it is to be shown in front.
fn shown_by(mut document: Value, shown: &Value) -> Value {
    if let Some(context) = document.get_mut("@context") {
        *context = shown.clone();
    }
    document
}
