//! Where a statement is from: its article and its words, in the slots that wikis have for them.

use std::collections::BTreeMap;

use super::Item;
use super::claim::{Claims, Why};
use super::value::address;
use crate::export::graph::shared::Value;
use crate::vocab::{oa, rdfs, schema, st};
use crate::wiki::json::{DataValue, Reference, Snak};
use crate::wiki::text::one_line;
use crate::wiki::time;

/// Makes the reference of a statement: one block for the article, with the words that carry it.
pub(super) fn reference(
    claims: &Claims<'_, '_>,
    statement: &str,
    used: &mut BTreeMap<String, Item>,
) -> Result<Reference, Why> {
    let (article, target) = (claims.article, claims.target);
    let mut snaks = Vec::new();
    let node = article.iri.as_str();
    let stated_in = target.role("stated_in").zip(claims.known_item(node));
    match stated_in {
        Some((property, item)) => {
            snaks.push(Snak::new(property, DataValue::item(&item.item)));
            used.insert(node.to_owned(), item);
        }
        None => {
            let url = article.iri(node, schema::URL).and_then(|url| address(url, target.limits.url));
            let Some((property, url)) = target.role("reference_url").zip(url) else {
                return Err(("no-source", "neither an item nor an address says where it is from".to_owned()));
            };
            snaks.push(Snak::new(property, DataValue::String(url)));
            details(claims, &mut snaks, used);
        }
    }
    if let Some(property) = target.role("quotation") {
        let spans = article.values(statement, st::EVIDENCE).filter_map(|value| value.iri());
        let quotes = spans.flat_map(|span| article.texts(span, oa::EXACT));
        snaks.extend(quotes.take(target.limits.quotes).filter_map(|quote| text(claims, property, quote)));
    }
    Ok(Reference::new(snaks))
}

/// A text in a language that the wiki knows, cut if it is too long.
fn text(claims: &Claims<'_, '_>, property: &str, (text, language): (String, String)) -> Option<Snak> {
    let line = one_line(&text, claims.target.limits.text);
    let language = claims.target.language(&language)?;
    (!line.is_empty()).then(|| Snak::new(property, DataValue::text(line, &language)))
}

/// Says of an article without an item what is known of it.
fn details(claims: &Claims<'_, '_>, snaks: &mut Vec<Snak>, used: &mut BTreeMap<String, Item>) {
    let (article, target, node) = (claims.article, claims.target, claims.article.iri.as_str());
    let date = |property: &str| {
        let values = article.values(node, property);
        let times = values.filter_map(|value| match value {
            Value::Text(text, _) => time::plain(&text),
            Value::Iri(time) => time::plain(&article.text(time, st::EDTF)?),
        });
        times.collect::<Vec<_>>()
    };
    if let Some(property) = target.role("title") {
        let language = article.text(node, schema::IN_LANGUAGE).unwrap_or_default();
        let mut titles: Vec<(String, String)> = article.texts(node, schema::HEADLINE).collect();
        // The title in the article's own language is its title; others are translations.
        titles.sort_by_key(|(title, tag)| (*tag != language, tag.clone(), title.clone()));
        snaks.extend(titles.into_iter().next().and_then(|title| text(claims, property, title)));
    }
    if let Some(property) = target.role("published") {
        snaks.extend(date(schema::DATE_PUBLISHED).into_iter().map(|time| Snak::new(property, DataValue::Time(time))));
    }
    for agent in article.values(node, schema::AUTHOR).filter_map(|value| value.iri()) {
        if let Some((property, item)) = target.role("author").zip(claims.known_item(agent)) {
            snaks.push(Snak::new(property, DataValue::item(&item.item)));
            used.insert(agent.to_owned(), item);
        } else if let Some(property) = target.role("author_name") {
            let own = claims.shared.languages.pick(article.texts(agent, rdfs::LABEL));
            let name = own.or_else(|| claims.shared.label(agent).map(std::borrow::Cow::into_owned));
            let name = name.map(|name| one_line(&name, target.limits.text)).filter(|name| !name.is_empty());
            snaks.extend(name.map(|name| Snak::new(property, DataValue::String(name))));
        }
    }
    for agent in article.values(node, schema::PUBLISHER).filter_map(|value| value.iri()) {
        if let Some((property, item)) = target.role("publisher").zip(claims.known_item(agent)) {
            snaks.push(Snak::new(property, DataValue::item(&item.item)));
            used.insert(agent.to_owned(), item);
        }
    }
    if let Some(property) = target.role("language") {
        let language = article.text(node, schema::IN_LANGUAGE).unwrap_or_default();
        let item = target.language_items.get(&language);
        snaks.extend(item.map(|item| Snak::new(property, DataValue::item(item))));
    }
    if let Some(property) = target.role("retrieved") {
        snaks.extend(date(st::RETRIEVED).into_iter().map(|time| Snak::new(property, DataValue::Time(time))));
    }
    if let Some(property) = target.role("archive_url") {
        let url = article.iri(node, st::ARCHIVE_URL).and_then(|url| address(url, target.limits.url));
        snaks.extend(url.map(|url| Snak::new(property, DataValue::String(url))));
    }
}
