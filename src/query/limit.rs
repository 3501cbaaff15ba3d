//! What a query says of its own answer: whether it bounds its rows, whether it comes out the same twice.

use crate::store::token::{Kind, tokens};

/// Says whether the query as a whole has a `LIMIT`; that of a sub-query does not count.
#[must_use]
pub fn has_limit(query: &str) -> bool {
    let mut open = 0_usize;
    for token in tokens(query) {
        match (token.kind, &query[token.range]) {
            (Kind::Sign, "{") => open += 1,
            (Kind::Sign, "}") => open = open.saturating_sub(1),
            (Kind::Word, word) if open == 0 && word.eq_ignore_ascii_case("limit") => return true,
            _ => {}
        }
    }
    false
}

/// Says whether a query gives the same answer again on the same data: it asks neither chance nor the clock.
#[must_use]
pub fn repeats(query: &str) -> bool {
    const CHANGING: [&str; 5] = ["rand", "now", "uuid", "struuid", "bnode"];
    tokens(query).all(|token| {
        token.kind != Kind::Word || !CHANGING.iter().any(|name| query[token.range.clone()].eq_ignore_ascii_case(name))
    })
}

#[cfg(test)]
mod tests {
    use super::{has_limit, repeats};

    #[test]
    fn chance_and_the_clock_are_known_by_their_names_alone() {
        assert!(repeats("SELECT ?now ('RAND()' AS ?unknown) { ?s <http://e/now> ?uuid } # now()"));
        assert!(!repeats("SELECT (RAND() AS ?r) {}") && !repeats("SELECT * { BIND(now() AS ?n) }"));
    }

    #[test]
    fn only_the_limit_of_the_whole_query_counts() {
        assert!(has_limit("SELECT * { ?s ?p ?o } limit 5"));
        assert!(!has_limit("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 5 } }"));
        assert!(!has_limit("SELECT * { ?s ?p 'limit 5' } # LIMIT 5"));
    }
}
