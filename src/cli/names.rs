//! The entity that a word on the command line means: by id, code, name in any language, or IRI.

use super::place::Place;
use crate::ontology::gazetteer::Gazetteer;
use crate::ontology::names::AliasKind;
use crate::query::{Asker, Found, Question};
use crate::rdf::{Literal, NamedNode, Term};
use crate::source::Source;
use crate::statement::catalog::Catalog;

/// Finds entities of single articles, which no catalog knows: by label, or by the end of the IRI.
const IN_DATA: &str = "\
SELECT DISTINCT ?entity ?name ?tail WHERE {
  { ?entity rdfs:label ?label } UNION { ?entity skos:altLabel ?label }
  FILTER(STRSTARTS(STR(?entity), STR(e:)))
  FILTER(LCASE(STR(?label)) = LCASE(?name) || STRENDS(STR(?entity), ?tail))
} ORDER BY ?entity LIMIT 20";

/// Returns the IRI of the entity meant, or says in words why there is none.
pub(super) fn entity_iri(place: &Place, asker: &Asker<'_>, written: &str) -> Result<String, String> {
    if let Some(iri) = by_id(asker, written)? {
        return Ok(iri);
    }
    let kb = place.kb().map_err(|error| error.message().unwrap_or_default().to_owned())?;
    let catalog = &kb.context.catalog;
    if let Some(number) = catalog.by_id(written) {
        return Ok(catalog.entity(number).iri.clone());
    }
    if let Some(iri) = crate::statement::outside_iri(written) {
        return Ok(catalog.by_same_as(&iri).map_or(iri, |number| catalog.entity(number).iri.clone()));
    }
    match by_name(catalog, written)[..] {
        [number] => return Ok(catalog.entity(number).iri.clone()),
        [] => {}
        ref several => {
            let listed: Vec<String> =
                several.iter().map(|number| format!("`{}`", catalog.entity(*number).id)).collect();
            return Err(format!("it may be {}; write the id of the one that is meant", listed.join(" or ")));
        }
    }
    match in_data(asker, written)?.as_slice() {
        [iri] => Ok(iri.clone()),
        [] => Err(match catalog.nearest(written).into_iter().next() {
            Some((number, name)) => {
                format!("no entity is called so; did you mean `{name}` (`{}`)?", catalog.entity(number).id)
            }
            None => "no entity is called so; `chancery entities NAME` looks names up".to_owned(),
        }),
        several => {
            let listed: Vec<String> = several
                .iter()
                .map(|iri| format!("`{}`", asker.prefixes().shorten(iri).unwrap_or_else(|| iri.clone())))
                .collect();
            Err(format!("several articles have one: {}; write the one that is meant", listed.join(", ")))
        }
    }
}

/// Finds an id without reading the knowledge base, which takes longer than most queries: its own
/// entities are those of the data, and they shadow the gazetteer's.
fn by_id(asker: &Asker<'_>, written: &str) -> Result<Option<String>, String> {
    let own = asker.base().entity(written);
    let parameters = match NamedNode::new(&own) {
        Ok(node) => vec![("entity".to_owned(), Term::from(node))],
        Err(_) => return Ok(None),
    };
    let text = "SELECT ?entity { ?entity ?property ?value } LIMIT 1";
    let question = Question::new(Source::new("<entity>", text)).with_parameters(parameters);
    if let Found::Solutions(mut rows) = asker.ask(&question).map_err(|error| error.to_string())?.results
        && rows.next().transpose().map_err(|error| error.to_string())?.is_some()
    {
        return Ok(Some(own));
    }
    Ok(Gazetteer::embedded().get(written).map(|entity| entity.iri.clone()))
}

/// Returns the entities that bear a name; a metonym or an adjective counts only if none bears it.
fn by_name(catalog: &Catalog, written: &str) -> Vec<u32> {
    let hits = catalog.by_name(written);
    let bears = |kind: AliasKind| !matches!(kind, AliasKind::Metonym | AliasKind::Adjective);
    let any_bears = hits.iter().any(|hit| bears(hit.kind));
    let mut found: Vec<u32> = hits.iter().filter(|hit| bears(hit.kind) || !any_bears).map(|hit| hit.entity).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn in_data(asker: &Asker<'_>, written: &str) -> Result<Vec<String>, String> {
    let tail = asker.base().entity(written);
    let tail = tail.strip_prefix(asker.base().entity("").as_str()).unwrap_or_default();
    let text = |value: String| Term::from(Literal::new_simple_literal(value));
    let parameters = vec![("name".to_owned(), text(written.to_owned())), ("tail".to_owned(), text(format!("/{tail}")))];
    let question = Question::new(Source::new("<entity>", IN_DATA)).with_parameters(parameters);
    let Found::Solutions(rows) = asker.ask(&question).map_err(|error| error.to_string())?.results else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for row in rows {
        let row = row.map_err(|error| error.to_string())?;
        if let Some(Some(Term::NamedNode(node))) = row.into_iter().next() {
            found.push(node.into_string());
        }
    }
    found.dedup();
    Ok(found)
}
