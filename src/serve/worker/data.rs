//! What is known of one thing: an article with all it says, a statement, an entity.

use std::collections::HashSet;
use std::io::Write;

use super::job::{Failure, Kind, Thing};
use super::run::{Answer, Opened, Prepared, failure};
use crate::export::{ExportError, Framed, QuadWriter, Selection, Shape, part};
use crate::history::Manifest;
use crate::iri::is_iri;
use crate::query::{Asker, Found, Lens, Question};
use crate::rdf::{Format, GraphName, Line, NamedNode, NamedOrBlankNode, Quad, Term, written_quad};
use crate::store::Archive;
use crate::vocab::{rdf, rdfs};

/// What a thing is said to be.
const ABOUT: &str = "SELECT ?thing ?property ?value WHERE { ?thing ?property ?value }";
/// Which statements speak of it.
const SPOKEN_OF: &str =
    "SELECT ?thing ?statement ?property WHERE { ?statement ?property ?thing . ?statement a st:Statement }";

/// Writes what is known of a thing; returns the media type and the number of quads.
pub(super) fn write(
    data: &Opened,
    asker: &Asker<'_>,
    thing: &Thing,
    prepared: Prepared,
    format: Format,
    out: &mut Answer<'_, impl Write>,
) -> Result<(String, u64), Failure> {
    let base = &data.base;
    let (article, iri) = match thing {
        Thing::Article(id) => (Some(id), base.article(id)),
        Thing::Statement(article, id) => (Some(article), base.statement(article, id)),
        Thing::Entity(None, id) => (None, base.entity(id)),
        Thing::Entity(Some(article), id) => (None, base.article_entity(article, id)),
    };
    let missing = || Failure::new(Kind::Missing, format!("there is no <{iri}>"));
    let stored = match (data.archive.as_deref(), article) {
        (Some((archive, manifest)), Some(article)) => Some(segment(archive, manifest, article)?.ok_or_else(missing)?),
        _ => None,
    };
    let selection = Selection::new(format, Lens::Statements, base, false);
    let Some(nquads) = stored else {
        let nquads = from_index(asker, &iri, &prepared)?;
        if nquads.is_empty() {
            return Err(missing());
        }
        return plain(&selection, None, &nquads, out);
    };
    let (frame, nquads) = match thing {
        Thing::Statement(..) => ("statement", below(&nquads, &iri, &base.statement("", ""))),
        _ => ("article", nquads),
    };
    if nquads.is_empty() {
        return Err(missing());
    }
    let shared = match data.archive.as_deref() {
        Some((archive, manifest)) => shared(archive, manifest)?,
        None => Vec::new(),
    };
    let article = article.map_or("", String::as_str);
    if format != Format::JsonLd {
        let mut all = nquads.into_bytes();
        all.extend_from_slice(&named(&all, &shared));
        let all = String::from_utf8(all).map_err(|_| Failure::new(Kind::Store, "the store holds no UTF-8"))?;
        return plain(&selection, Some(article), &all, out);
    }
    let shape = Shape::named(frame, true).ok_or_else(|| Failure::new(Kind::Broken, "the frame is not there"))?;
    let options = Framed::<std::io::Sink>::options();
    let written = Framed::new(&mut *out, &selection, &shape, &options, false).and_then(|mut framed| {
        framed.shared(&shared)?;
        framed.article(article, nquads.as_bytes())?;
        framed.finish()
    });
    let (_, nodes, _) = written.map_err(|error| unwritten(&error))?;
    Ok((format.media_type().to_owned(), nodes))
}

fn segment(archive: &Archive, manifest: &Manifest, article: &str) -> Result<Option<String>, Failure> {
    let Some(entry) = manifest.articles.get(article) else { return Ok(None) };
    let bytes = archive.read_segment(manifest, &entry.segment).map_err(|error| store(&error))?;
    String::from_utf8(bytes).map(Some).map_err(|_| Failure::new(Kind::Store, "the store holds no UTF-8"))
}

fn shared(archive: &Archive, manifest: &Manifest) -> Result<Vec<u8>, Failure> {
    let Some(segment) = &manifest.shared else { return Ok(Vec::new()) };
    archive.read_segment(manifest, segment).map_err(|error| store(&error))
}

fn store(error: &crate::store::StoreError) -> Failure {
    Failure::new(Kind::Store, error.to_string())
}

fn unwritten(error: &ExportError) -> Failure {
    Failure::new(Kind::Broken, error.to_string())
}

/// Writes lines in a format.
pub(super) fn plain(
    selection: &Selection,
    article: Option<&str>,
    nquads: &str,
    out: &mut Answer<'_, impl Write>,
) -> Result<(String, u64), Failure> {
    let (lines, _) = part(selection, article, nquads.as_bytes()).map_err(|error| unwritten(&error))?;
    let broken = |error: std::io::Error| Failure::new(Kind::Broken, error.to_string());
    let mut writer = QuadWriter::new(selection.format(), &selection.prefixes(), &mut *out).map_err(broken)?;
    writer.part(&lines).map_err(broken)?;
    writer.finish().map_err(broken)?;
    Ok((selection.format().media_type().to_owned(), lines.iter().count() as u64))
}

/// Returns the lines of a statement, of the nodes below it, and of what they name in the same article,
/// other statements excepted, though not words of theirs that it shares.
fn below(nquads: &str, statement: &str, statements: &str) -> String {
    let inner = format!("{statement}/");
    let lines = || nquads.lines().filter_map(|text| Some((text, Line::split(text)?)));
    let default = |line: &Line<'_>| line.graph.is_none();
    let own = |line: &Line<'_>| default(line) && (line.subject == statement || line.subject.starts_with(&inner));
    let statements = statements.trim_end_matches('/');
    let is_other = |iri: &str| {
        let parts = iri.strip_prefix(statements).and_then(|rest| rest.strip_prefix('/'));
        parts.is_some_and(|parts| parts.matches('/').count() < 2)
    };
    let named: HashSet<&str> = lines()
        .filter(|(_, line)| own(line))
        .filter_map(|(text, _)| Line::split(text)?.object_iri())
        .filter(|iri| !is_other(iri))
        .collect();
    if !lines().any(|(_, line)| own(&line)) {
        return String::new();
    }
    let wanted = lines().filter(|(_, line)| own(line) || (default(line) && named.contains(line.subject)));
    wanted.flat_map(|(text, _)| [text, "\n"]).collect()
}

/// Returns the labels and types that articles share of what these lines name.
fn named(nquads: &[u8], shared: &[u8]) -> Vec<u8> {
    let text = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
    let mentioned: HashSet<&str> = text(nquads).lines().filter_map(|line| Line::split(line)?.object_iri()).collect();
    let wanted = text(shared).lines().filter(|text| {
        Line::split(text).is_some_and(|line| {
            line.graph.is_none()
                && [rdf::TYPE, rdfs::LABEL].contains(&line.predicate)
                && mentioned.contains(line.subject)
        })
    });
    wanted.flat_map(|line| [line.as_bytes(), b"\n"]).flatten().copied().collect()
}

/// Returns what the index has of a thing, and which statements speak of it, as lines.
fn from_index(asker: &Asker<'_>, iri: &str, prepared: &Prepared) -> Result<String, Failure> {
    let Some(node) = NamedNode::new(iri).ok().filter(|_| is_iri(iri)) else { return Ok(String::new()) };
    let mut nquads = String::new();
    for (text, of_thing) in [(ABOUT, true), (SPOKEN_OF, false)] {
        let question =
            prepared.another(Question::text(text)).with_parameters(vec![("thing".to_owned(), node.clone().into())]);
        let Found::Solutions(rows) = asker.ask(&question).map_err(|error| failure(&error))?.results else { continue };
        for row in rows {
            let row = row.map_err(|error| failure(&error))?;
            let quad = match &row[..] {
                [_, Some(Term::NamedNode(property)), Some(value)] if of_thing => {
                    Quad::new(node.clone(), property.clone(), value.clone(), GraphName::DefaultGraph)
                }
                [_, Some(Term::NamedNode(statement)), Some(Term::NamedNode(property))] if !of_thing => Quad::new(
                    NamedOrBlankNode::from(statement.clone()),
                    property.clone(),
                    node.clone(),
                    GraphName::DefaultGraph,
                ),
                _ => continue,
            };
            nquads.extend(written_quad(&quad));
        }
    }
    Ok(nquads)
}
