//! Whether a query bounds its rows itself.

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

#[cfg(test)]
mod tests {
    use super::has_limit;

    #[test]
    fn only_the_limit_of_the_whole_query_counts() {
        assert!(has_limit("SELECT * { ?s ?p ?o } limit 5"));
        assert!(!has_limit("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 5 } }"));
        assert!(!has_limit("SELECT * { ?s ?p 'limit 5' } # LIMIT 5"));
    }
}
