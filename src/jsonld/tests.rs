//! Hostile documents: refused by a limit with its name, quickly and without a deep stack.

use std::sync::Arc;

use serde_json::{Map, json};

use super::*;

/// Makes `inner` nested in `levels` maps or arrays.
fn nested(levels: usize, inner: Value, wrap: impl Fn(Value) -> Value) -> Value {
    (0..levels).fold(inner, |value, _| wrap(value))
}

/// Makes a map of one entry; the macro would copy the value.
fn within(key: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value)]))
}

/// Tears down a value too deep to be dropped by recursion.
fn tear_down(value: Value) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(map) => open.extend(map.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> ErrorCode {
    result.unwrap_err().code
}

/// Contexts by address, made up as they are asked for.
struct Made<F>(F);

impl<F> std::fmt::Debug for Made<F> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Made")
    }
}

impl<F: Fn(&str) -> Value + Send + Sync> DocumentLoader for Made<F> {
    fn load(&self, url: &str, _options: LoadOptions) -> Result<RemoteDocument> {
        Ok(RemoteDocument::new(url, json!({ "@context": (self.0)(url) })))
    }
}

fn with_contexts(make: impl Fn(&str) -> Value + Send + Sync + 'static) -> Options {
    Options { loader: Arc::new(Made(make)), ..Options::default() }
}

#[test]
fn nesting_is_refused_in_every_operation() {
    let options = Options::default();
    let empty = json!({});
    let shapes: [fn(Value) -> Value; 3] = [
        |value| Value::Array(vec![value]),
        |value| within("http://example.org/p", value),
        |value| within("@value", Value::Array(vec![value])),
    ];
    for wrap in shapes {
        let deep = nested(100_000, Value::Null, wrap);
        assert_eq!(code(expand(&deep, &options)), ErrorCode::LimitExceeded);
        assert_eq!(code(compact(&deep, &empty, &options)), ErrorCode::LimitExceeded);
        assert_eq!(code(compact(&empty, &deep, &options)), ErrorCode::LimitExceeded);
        assert_eq!(code(flatten(&deep, None, &options)), ErrorCode::LimitExceeded);
        assert_eq!(code(to_rdf(&deep, &options)), ErrorCode::LimitExceeded);
        assert_eq!(code(frame(&deep, &empty, &options)), ErrorCode::LimitExceeded);
        assert_eq!(code(frame(&empty, &deep, &options)), ErrorCode::LimitExceeded);
        tear_down(deep);
    }
}

#[test]
fn what_the_depth_allows_fits_the_stack() {
    let options = Options::default();
    let context = json!({ "@context": { "p": "http://example.org/p" } });
    let mut deep = nested(120, json!({ "p": "x" }), |value| json!({ "p": [value] }));
    assert_eq!(code(expand(&deep, &options)), ErrorCode::LimitExceeded);
    deep = nested(120, json!({ "p": "x" }), |value| json!({ "p": value }));
    deep.as_object_mut().unwrap().insert("@context".to_owned(), context["@context"].clone());
    let expanded = expand(&deep, &options).unwrap();
    let compacted = compact_expanded(expanded, &context, &options).unwrap();
    assert_eq!(compacted, deep);
    assert_eq!(compact(&deep, &context, &options).unwrap(), deep);
    assert_eq!(to_rdf(&deep, &options).unwrap().len(), 121);
    let lists = json!({ "@context": context["@context"], "p": nested(60, json!({ "@list": [] }), |value| json!({ "@list": [value] })) });
    assert_eq!(compact(&lists, &context, &options).unwrap()["p"], lists["p"]);
    assert!(frame(&deep, &context, &options).is_ok());
}

#[test]
fn contexts_count_apart_from_the_document() {
    let options = Options::default();
    let scoped = json!({ "p": { "@id": "http://example.org/p", "@context": { "q": "http://example.org/q" } } });
    let mut deep = nested(120, json!({ "q": "x" }), |value| within("p", value));
    deep.as_object_mut().unwrap().insert("@context".to_owned(), scoped.clone());
    assert_eq!(compact(&deep, &scoped, &options).unwrap(), deep);
    let mut chain: Map<String, Value> =
        (0..100).map(|at| (format!("t{at}"), json!(format!("t{}:x", at + 1)))).collect();
    chain.insert("t100".to_owned(), json!("http://example.org/"));
    let inner = json!({ "@context": chain, "t0": "x" });
    let deep = nested(120, inner, |value| within("http://example.org/p", value));
    assert!(expand(&deep, &options).is_ok());
}

#[test]
fn contexts_cannot_lead_on_and_on() {
    let document = json!({ "@context": "https://example.org/a", "p": 1 });
    let round = with_contexts(|url| json!(if url.ends_with('a') { "b" } else { "a" }));
    assert_eq!(code(expand(&document, &round)), ErrorCode::ContextOverflow);
    let onward = with_contexts(|url| json!(format!("{url}a")));
    assert_eq!(code(expand(&document, &onward)), ErrorCode::ContextOverflow);
    let doubling = with_contexts(|url| match url.len() {
        ..50 => json!([format!("{url}a"), format!("{url}a")]),
        _ => json!({ "p": "http://example.org/p" }),
    });
    assert_eq!(code(expand(&document, &doubling)), ErrorCode::LimitExceeded);
    let importing = with_contexts(|_| json!({ "@import": "https://example.org/a" }));
    assert_eq!(
        code(expand(&json!({ "@context": { "@import": "https://example.org/a" } }), &importing)),
        ErrorCode::InvalidContextEntry
    );
    // A scoped context that leads to itself is looked into once.
    let scoped =
        with_contexts(|_| json!({ "p": { "@id": "http://example.org/p", "@context": "https://example.org/a" } }));
    assert!(expand(&document, &scoped).is_ok());
}

#[test]
fn terms_cannot_depend_on_and_on() {
    let options = Options::default();
    let chain: Map<String, Value> =
        (0..100_000).map(|at| (format!("t{at}"), json!(format!("t{}:x", at + 1)))).collect();
    assert_eq!(code(expand(&json!({ "@context": chain }), &options)), ErrorCode::LimitExceeded);
    let scoped: Map<String, Value> = (0..3_000)
        .map(|at| {
            (format!("t{at}"), json!({ "@id": "http://example.org/p", "@context": { "x": "http://example.org/x" } }))
        })
        .collect();
    assert!(expand(&json!({ "@context": scoped, "t1": 1 }), &options).is_ok());
    let prefixes: Map<String, Value> = (0..5_000)
        .map(|at| (format!("t{at}"), json!(format!("http://example.org/{}/", "a/".repeat(at % 50)))))
        .collect();
    let nodes: Vec<Value> = (0..5_000).map(|at| json!({ "@id": format!("http://example.org/{}/{at}", "a/".repeat(at % 60)), "http://example.org/p": 1 })).collect();
    assert!(compact(&Value::Array(nodes), &Value::Object(prefixes), &options).is_ok());
}

#[test]
fn steps_and_output_have_an_end() {
    let mut options = Options::default();
    options.budget.steps = 1_000;
    let long = json!({ "http://example.org/p": vec![1; 2_000] });
    assert_eq!(code(expand(&long, &options)), ErrorCode::LimitExceeded);
    let mut options = Options::default();
    options.budget.output_bytes = 1_000;
    assert_eq!(code(compact(&long, &json!({}), &options)), ErrorCode::LimitExceeded);
}

#[test]
fn nothing_is_fetched_by_default() {
    let options = Options::default();
    let error = expand(&json!({ "@context": "https://schema.org/" }), &options).unwrap_err();
    assert_eq!(error.code, ErrorCode::LoadingRemoteContextFailed);
    assert!(error.message.contains("allowed"), "{error}");
    assert_eq!(code(expand(Input::Iri("https://example.org/"), &options)), ErrorCode::LoadingDocumentFailed);
}

#[test]
fn two_lists_of_one_term_both_stay() {
    let options = Options::default();
    let document =
        json!([{ "http://example.org/p": [{ "@list": [{ "@value": 1 }] }, { "@list": [{ "@value": 2 }] }] }]);
    let context = json!({ "p": { "@id": "http://example.org/p", "@container": "@list" } });
    let compacted = compact(&document, &context, &options).unwrap();
    let again = expand(&compacted, &options).unwrap();
    assert_eq!(again, document);
}

#[test]
fn json_literals_keep_their_arrays() {
    let options = Options::default();
    let context = json!({ "p": { "@id": "http://example.org/p", "@type": "@json" } });
    for literal in [json!([]), json!([1]), json!([[1], [2]]), json!({}), json!("text")] {
        let document = json!([{ "http://example.org/p": [{ "@value": literal, "@type": "@json" }] }]);
        let compacted = compact(&document, &context, &options).unwrap();
        assert_eq!(compacted["p"], literal);
        assert_eq!(expand(&compacted, &options).unwrap(), document);
    }
    let two =
        json!([{ "http://example.org/p": [{ "@value": [1], "@type": "@json" }, { "@value": [2], "@type": "@json" }] }]);
    assert_eq!(expand(&compact(&two, &context, &options).unwrap(), &options).unwrap(), two);
}

#[test]
fn a_number_is_there_once_and_an_index_of_a_list_goes() {
    let options = Options::default();
    let list = json!({ "@list": [{ "@value": 1 }], "@index": "i" });
    for count in [1, 40] {
        // Both with few values and with many, where they are found by hash.
        let mut values: Vec<_> = (0..count).map(|number| json!({ "@value": format!("{number}") })).collect();
        values.extend([json!({ "@value": 5 }), json!({ "@value": 5.0 }), json!({ "@value": 5.5 }), list.clone()]);
        let document = json!([{ "@id": "http://e/s", "http://e/p": values }]);
        let flattened = flatten(&document, None, &options).unwrap();
        let found = flattened[0]["http://e/p"].as_array().unwrap();
        assert_eq!(found.len(), count + 3);
        assert_eq!(found.last(), Some(&json!({ "@list": [{ "@value": 1 }] })));
    }
}
