//! What a query names by `FROM`.

use oxiri::Iri;

use super::token::{Kind, tokens};

/// Returns the graphs that a query names by `FROM` and `FROM NAMED` in angle brackets, resolved against `base`.
#[must_use]
pub fn graphs_of_from(query: &str, base: &str) -> Vec<String> {
    let Ok(base) = Iri::parse(base) else { return Vec::new() };
    let tokens: Vec<_> = tokens(query).collect();
    let word = |place: usize| tokens.get(place).map_or("", |token| &query[token.range.clone()]);
    let mut found = Vec::new();
    for place in (0..tokens.len()).filter(|place| word(*place).eq_ignore_ascii_case("from")) {
        let named = usize::from(word(place + 1).eq_ignore_ascii_case("named"));
        let Some(token) = tokens.get(place + 1 + named).filter(|token| token.kind == Kind::Iri) else { continue };
        let written = query[token.range.clone()].trim_matches(['<', '>']);
        found.extend(base.resolve(written).map(Iri::into_inner));
    }
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphs_are_named_once_and_resolved() {
        let query = "# FROM <comment>\nSELECT * FROM <a.ttl> FROM NAMED <b.ttl> from <a.ttl> { ?from ?p \"FROM <x>\" }";
        assert_eq!(graphs_of_from(query, "http://e/d/q.rq"), ["http://e/d/a.ttl", "http://e/d/b.ttl"]);
        assert!(graphs_of_from("ASK {}", "http://e/").is_empty());
    }
}
