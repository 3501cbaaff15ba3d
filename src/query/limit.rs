//! What a query text says of itself: whether it bounds its rows, comes out the same twice, is whole.

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

/// Says whether a text may be a whole query: it has a form, and every bracket that was opened is closed.
#[must_use]
pub fn is_whole(query: &str) -> bool {
    let (mut open, mut bodies, mut form) = (0_i64, 0_usize, None);
    let mut end = 0;
    for token in tokens(query) {
        end = token.range.end;
        match (token.kind, &query[token.range]) {
            (Kind::Sign, "{" | "(" | "[") => {
                open += 1;
                bodies += 1;
            }
            (Kind::Sign, "}" | ")" | "]") => open -= 1,
            // A quotation mark by itself opens a text that is not closed yet.
            (Kind::Sign, "\"" | "'") => return false,
            (Kind::Word, word) if form.is_none() => {
                let forms = ["select", "ask", "construct", "describe"];
                form = forms.into_iter().find(|form| word.eq_ignore_ascii_case(form));
            }
            _ => {}
        }
    }
    match form {
        None => false,
        Some("describe") => open <= 0 && end > 0,
        Some(_) => open <= 0 && bodies > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{has_limit, is_whole, repeats};

    #[test]
    fn chance_and_the_clock_are_known_by_their_names_alone() {
        assert!(repeats("SELECT ?now ('RAND()' AS ?unknown) { ?s <http://e/now> ?uuid } # now()"));
        assert!(!repeats("SELECT (RAND() AS ?r) {}") && !repeats("SELECT * { BIND(now() AS ?n) }"));
    }

    #[test]
    fn a_query_is_whole_when_its_brackets_are_closed() {
        for whole in
            ["ASK {}", "SELECT * { ?s ?p '{' } # {", "DESCRIBE gz:AZ", "PREFIX x: <y:> SELECT ?s { x:a ?p ?s }"]
        {
            assert!(is_whole(whole), "{whole}");
        }
        for part in ["", "SELECT *", "SELECT * {", "PREFIX x: <y:>", "SELECT * { ?s ?p \"a }", "ASK { { }"] {
            assert!(!is_whole(part), "{part}");
        }
    }

    #[test]
    fn only_the_limit_of_the_whole_query_counts() {
        assert!(has_limit("SELECT * { ?s ?p ?o } limit 5"));
        assert!(!has_limit("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 5 } }"));
        assert!(!has_limit("SELECT * { ?s ?p 'limit 5' } # LIMIT 5"));
    }
}
