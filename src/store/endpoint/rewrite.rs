//! Query text as a server gets it: with its base, and with the values of parameters.

use oxigraph::model::Term;

use super::super::engine::{EngineError, Request};
use super::super::token::{Kind, Token, tokens};

/// What a query answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Rows, or a truth value.
    Rows,
    /// Triples.
    Triples,
}

/// A query ready to be sent, and what has to be known of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rewritten {
    pub(super) text: String,
    pub(super) form: Form,
    pub(super) has_graph: bool,
    pub(super) has_from: bool,
}

/// Prepares a query that is known to be SPARQL.
pub(super) fn rewrite(request: &Request) -> Result<Rewritten, EngineError> {
    let words: Vec<String> = tokens(&request.sparql)
        .filter(|token| token.kind == Kind::Word)
        .map(|token| request.sparql[token.range].to_ascii_uppercase())
        .collect();
    let has = |word: &str| words.iter().any(|known| known == word);
    if has("SERVICE") {
        return Err(EngineError::Evaluation("SERVICE is not sent on: a server would ask whom it is told to".into()));
    }
    let forms = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"];
    let form = match words.iter().find(|word| forms.contains(&word.as_str())).map(String::as_str) {
        Some("CONSTRUCT" | "DESCRIBE") => Form::Triples,
        _ => Form::Rows,
    };
    let mut text = String::with_capacity(request.sparql.len() + 64);
    if let Some(base) = &request.base {
        text.extend(["BASE <", base, ">\n"]);
    }
    substitute(&request.sparql, &request.parameters, &mut text);
    Ok(Rewritten { text, form, has_graph: has("GRAPH"), has_from: has("FROM") })
}

/// What a variable stands in, as far as that decides how a value is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clause {
    Pattern,
    /// The outermost `SELECT` keeps its columns.
    Projection,
    /// What an inner one hands on is a constant around it, too.
    Inner,
    /// `GROUP BY` and `ORDER BY`.
    Modifier,
}

/// Writes a query with values in the place of variables (SEP-0007): other engines have no parameters.
pub(crate) fn substitute(sparql: &str, parameters: &[(String, Term)], text: &mut String) {
    let tokens: Vec<Token> = tokens(sparql).collect();
    let word = |place: usize| tokens.get(place).map_or("", |token| &sparql[token.range.clone()]);
    let is = |place: usize, wanted: &str| word(place).eq_ignore_ascii_case(wanted);
    let (mut clause, mut braces, mut brackets, mut written) = (Clause::Pattern, 0_usize, 0_usize, 0);
    for (place, token) in tokens.iter().enumerate() {
        match word(place) {
            "{" => (clause, braces) = (Clause::Pattern, braces + 1),
            "}" => (clause, braces) = (Clause::Pattern, braces.saturating_sub(1)),
            "(" => brackets += 1,
            ")" => brackets = brackets.saturating_sub(1),
            _ if token.kind == Kind::Word && is(place, "SELECT") => {
                (clause, brackets) = (if braces == 0 { Clause::Projection } else { Clause::Inner }, 0);
            }
            _ if token.kind == Kind::Word && is(place, "BY") => (clause, brackets) = (Clause::Modifier, 0),
            _ if token.kind == Kind::Word
                && ["WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "VALUES"].iter().any(|end| is(place, end)) =>
            {
                clause = Clause::Pattern;
            }
            _ => {}
        }
        let name = (token.kind == Kind::Variable).then(|| &word(place)[1..]);
        let Some((name, value)) = name.and_then(|name| parameters.iter().find(|(known, _)| known == name)) else {
            continue;
        };
        let (mut start, mut end) = (token.range.start, token.range.end);
        let value = match clause {
            _ if place >= 2 && is(place - 2, "BOUND") && is(place + 1, ")") => {
                (start, end) = (tokens[place - 2].range.start, tokens[place + 1].range.end);
                brackets = brackets.saturating_sub(1);
                "true".to_owned()
            }
            Clause::Projection if brackets == 0 => format!("({value} AS ?{name})"),
            Clause::Inner if brackets == 0 => String::new(),
            Clause::Modifier if brackets == 0 => format!("({value})"),
            _ => value.to_string(),
        };
        // A bound test may have been written with its bracket already.
        if start >= written {
            text.push_str(&sparql[written..start]);
            text.push_str(&value);
            written = end;
        }
    }
    text.push_str(&sparql[written..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNode};

    fn with(sparql: &str) -> Rewritten {
        let mut request = Request::new(sparql);
        request.parameters = vec![
            ("x".to_owned(), NamedNode::new_unchecked("http://e/أ").into()),
            ("n".to_owned(), Literal::from(2).into()),
        ];
        rewrite(&request).unwrap()
    }

    #[test]
    fn form_and_dataset_are_seen() {
        let mut request = Request::new("# CONSTRUCT\nselect ?x { graph ?g { ?x ?p \"SERVICE FROM {\" } }");
        request.base = Some("https://kb.example/".to_owned());
        let found = rewrite(&request).unwrap();
        assert_eq!((found.form, found.has_graph, found.has_from), (Form::Rows, true, false));
        assert!(found.text.starts_with("BASE <https://kb.example/>\n# CONSTRUCT\n"), "{}", found.text);
        let found = rewrite(&Request::new("CONSTRUCT WHERE { ?s ?p ?o }")).unwrap();
        assert_eq!((found.form, found.has_graph), (Form::Triples, false));
        assert!(rewrite(&Request::new("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }")).is_err());
    }

    #[test]
    fn values_stand_where_variables_stood() {
        let two = "\"2\"^^<http://www.w3.org/2001/XMLSchema#integer>";
        for (asked, sent) in [
            (
                "SELECT ?x ?y { ?x ?p \"?x\" } # ?x",
                "SELECT (<http://e/أ> AS ?x) ?y { <http://e/أ> ?p \"?x\" } # ?x".to_owned(),
            ),
            (
                "SELECT (COUNT(?x) AS ?c) ?n { ?s ?p ?n FILTER(?n > 1) }",
                format!("SELECT (COUNT(<http://e/أ>) AS ?c) ({two} AS ?n) {{ ?s ?p {two} FILTER({two} > 1) }}"),
            ),
            (
                "SELECT ?n WHERE { { SELECT ?x ?n ?k { ?x ?p ?k } GROUP BY ?x ?k HAVING (COUNT(*) >= ?n) } } ORDER BY ?n",
                format!(
                    "SELECT ({two} AS ?n) WHERE {{ {{ SELECT   ?k {{ <http://e/أ> ?p ?k }} GROUP BY (<http://e/أ>) ?k HAVING (COUNT(*) >= {two}) }} }} ORDER BY ({two})"
                ),
            ),
            ("ASK { FILTER(!BOUND(?n) || BOUND( ?z )) }", "ASK { FILTER(!true || BOUND( ?z )) }".to_owned()),
        ] {
            assert_eq!(with(asked).text, sent);
            let prepared = oxigraph::sparql::SparqlEvaluator::new().parse_query(&with(asked).text);
            assert!(prepared.is_ok(), "{sent}");
        }
    }
}
