//! An object of ours as a value of a wiki's property. What does not fit is refused, never bent.

use std::collections::BTreeMap;

use super::Item;
use super::claim::{Claims, Why};
use crate::export::graph::shared::Value;
use crate::vocab::{gp, st};
use crate::wiki::json::{DataValue, QuantityValue};
use crate::wiki::target::Datatype;
use crate::wiki::text::one_line;
use crate::wiki::time;

/// Reads objects for a property.
#[derive(Debug)]
pub(super) struct Values<'v, 'c, 'a> {
    pub(super) claims: &'v Claims<'c, 'a>,
    pub(super) kind: Datatype,
}

impl<'a> Values<'_, '_, 'a> {
    /// Returns the value; an item is noted.
    pub(super) fn read(&self, object: &'a str, used: &mut BTreeMap<String, Item>) -> Result<DataValue, Why> {
        let target = self.claims.target;
        match (self.kind, Value::of(object)) {
            (Datatype::WikibaseItem, Value::Iri(iri)) => Ok(DataValue::item(&self.claims.item(iri, used)?)),
            (Datatype::Url, Value::Iri(iri)) => {
                address(iri, target.limits.url).map(DataValue::String).ok_or_else(|| no("the address is too long"))
            }
            (Datatype::String | Datatype::ExternalId, Value::Text(text, _)) => self.whole(&text).map(DataValue::String),
            (Datatype::Monolingualtext, Value::Text(text, language)) => {
                let language = target.language(language).ok_or_else(|| no("the wiki does not know its language"))?;
                Ok(DataValue::text(self.whole(&text)?, &language))
            }
            (Datatype::Time, Value::Iri(node)) => {
                let written = self.claims.article.text(node, st::EDTF).unwrap_or_default();
                time::plain(&written).map(DataValue::Time).ok_or_else(|| no("it is no single time"))
            }
            (Datatype::Time, Value::Text(text, _)) => {
                time::plain(&text).map(DataValue::Time).ok_or_else(|| no("it is no single time"))
            }
            (Datatype::Quantity, Value::Iri(node)) => self.quantity(node).map(DataValue::Quantity),
            (Datatype::Quantity, Value::Text(text, _)) => {
                let amount = amount(&text).ok_or_else(|| no("it is no decimal number"))?;
                let value = QuantityValue { amount, unit: "1".to_owned(), upper_bound: None, lower_bound: None };
                Ok(DataValue::Quantity(value))
            }
            _ => Err(no("the property takes values of another kind")),
        }
    }

    /// Returns a text that may be said only as a whole.
    fn whole(&self, text: &str) -> Result<String, Why> {
        let line = one_line(text, usize::MAX);
        if line.is_empty() || line.chars().count() > self.claims.target.limits.text {
            return Err(no("the text is empty or too long"));
        }
        Ok(line)
    }

    fn quantity(&self, node: &str) -> Result<QuantityValue, Why> {
        let (article, target) = (self.claims.article, self.claims.target);
        let number = |property| match article.values(node, property).next() {
            Some(Value::Text(text, _)) => amount(&text),
            _ => None,
        };
        let value = number(gp::VALUE).ok_or_else(|| no("there is no number, and a bound is not one"))?;
        let unit = match article.text(node, gp::UNIT) {
            None => "1".to_owned(),
            Some(unit) => {
                let item = target.units.get(&unit);
                let item = item.ok_or_else(|| no(&format!("the wiki has no item for the unit `{unit}`")))?;
                format!("{}{item}", target.concept_base)
            }
        };
        let [lower_bound, upper_bound] = match (number(gp::LOWER_BOUND), number(gp::UPPER_BOUND)) {
            (Some(lower), Some(upper)) => [Some(lower), Some(upper)],
            (None, None) => [None, None],
            _ => return Err(no("a wiki has either both bounds or none")),
        };
        Ok(QuantityValue { amount: value, unit, upper_bound, lower_bound })
    }
}

fn no(why: &str) -> Why {
    ("value", why.to_owned())
}

/// Returns an address as a wiki takes it, if it is not too long.
pub(super) fn address(iri: &str, most: usize) -> Option<String> {
    let url = url::Url::parse(iri).ok().filter(|url| ["http", "https"].contains(&url.scheme()))?;
    // As written if it is ASCII, so that it stays the same address for people who compare.
    let text = if iri.is_ascii() { iri.to_owned() } else { url.to_string() };
    let fits = text.chars().count() <= most && !text.contains(['|', '"', '<', '>', ' ', '\t', '\n']);
    fits.then_some(text)
}

/// Returns a decimal in Wikibase's spelling: a sign, no zeros in front, digits behind the point as written.
pub(super) fn amount(text: &str) -> Option<String> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && rest.is_empty()) || !is_number(whole) || !is_number(rest) || text.len() > 100 {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let zero = whole == "0" && rest.bytes().all(|byte| byte == b'0');
    let sign = if negative && !zero { '-' } else { '+' };
    Some(if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_their_digits() {
        for (text, expected) in [
            ("10.380", Some("+10.380")),
            ("-007", Some("-7")),
            (".5", Some("+0.5")),
            ("5.", Some("+5")),
            ("-0.0", Some("+0.0")),
            ("+12", Some("+12")),
            ("", None),
            (".", None),
            ("1e3", None),
            ("٣", None),
        ] {
            assert_eq!(amount(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn addresses_are_of_the_web_and_fit() {
        assert_eq!(address("https://e/a?b=c", 500).as_deref(), Some("https://e/a?b=c"));
        assert_eq!(address("https://e/س", 500).as_deref(), Some("https://e/%D8%B3"));
        for none in ["urn:x:y", "https://e/a|b", "word"] {
            assert_eq!(address(none, 500), None, "{none}");
        }
        assert_eq!(address("https://e/abc", 5), None);
    }
}
