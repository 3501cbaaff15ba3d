//! Framing beyond the official suite: circles, budgets, nested patterns, and time that grows with the data.

use serde_json::{Value, json};

use crate::jsonld::{Budget, ErrorCode, Options, frame};

fn framed(input: &Value, by: &Value) -> Value {
    frame(input, by, &Options::default()).unwrap()
}

#[test]
fn circles_of_data_end_in_references() {
    let input = json!([
        { "@id": "urn:a", "urn:p": [{ "@id": "urn:b" }] },
        { "@id": "urn:b", "urn:p": [{ "@id": "urn:c" }] },
        { "@id": "urn:c", "urn:p": [{ "@id": "urn:a" }, { "@id": "urn:c" }] },
    ]);
    let result = framed(&input, &json!({ "@id": "urn:a", "@embed": "@always" }));
    assert_eq!(
        result,
        json!({
            "@id": "urn:a",
            "urn:p": { "@id": "urn:b", "urn:p": { "@id": "urn:c", "urn:p": [{ "@id": "urn:a" }, { "@id": "urn:c" }] } }
        })
    );
}

#[test]
fn too_much_output_and_depth_are_refused() {
    // Everything refers to everything: with @always the output has more trees than anyone wants.
    let all: Vec<Value> = (0..14).map(|to| json!({ "@id": format!("urn:{to}") })).collect();
    let nodes: Vec<Value> = (0..14).map(|at| json!({ "@id": format!("urn:{at}"), "urn:p": all })).collect();
    let budget = Budget { output_bytes: 100_000, ..Budget::default() };
    let options = Options { budget, ..Options::default() };
    let refused = frame(&json!(nodes), &json!({ "@embed": "@always" }), &options).unwrap_err();
    assert_eq!(refused.code, ErrorCode::LimitExceeded);
    let chain: Vec<Value> = (0..10_000)
        .map(|at| json!({ "@id": format!("urn:{at:06}"), "urn:p": { "@id": format!("urn:{:06}", at + 1) } }))
        .collect();
    let refused = frame(&json!(chain), &json!({}), &Options::default()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::LimitExceeded, "{refused}");
    let never = frame(&json!(chain), &json!({ "urn:p": { "@embed": "@never" } }), &Options::default()).unwrap();
    assert_eq!(never["@graph"].as_array().unwrap().len(), 10_001 - 1);
}

#[test]
fn nested_patterns_match_recursively() {
    let input = json!([
        { "@id": "urn:1", "urn:p": { "@id": "urn:x", "urn:q": "yes" } },
        { "@id": "urn:2", "urn:p": { "@id": "urn:y", "urn:r": "no" } },
    ]);
    let result = framed(&input, &json!({ "urn:p": { "urn:q": { "@value": "yes" } } }));
    assert_eq!(result, json!({ "@id": "urn:1", "urn:p": { "@id": "urn:x", "urn:q": "yes" } }));
}

#[test]
fn what_a_node_is_referred_by_is_found_once() {
    let claims = 3_000;
    let mut nodes: Vec<Value> = (0..claims)
        .map(|at| json!({ "@id": format!("urn:claim:{at}"), "@type": "urn:Claim", "urn:by": { "@id": format!("urn:who:{}", at % 1_000) } }))
        .collect();
    nodes.extend((0..1_000).map(|at| json!({ "@id": format!("urn:who:{at}"), "@type": "urn:Holder" })));
    let by = json!({
        "@type": "urn:Holder",
        "@reverse": { "urn:by": { "@type": "urn:Claim", "urn:by": { "@embed": "@never" } } }
    });
    let budget = Budget { steps: 200_000, ..Budget::default() };
    let result = frame(&json!(nodes), &by, &Options { budget, ..Options::default() }).unwrap();
    let holders = result["@graph"].as_array().unwrap();
    assert_eq!(holders.len(), 1_000);
    assert_eq!(holders[0]["@reverse"]["urn:by"].as_array().unwrap().len(), 3);
}

#[test]
fn hubs_do_not_make_matching_quadratic() {
    // Every node has the hub as value, and the hub has many values that do not match.
    let spokes: Vec<Value> =
        (0..2_000).map(|at| json!({ "@id": format!("urn:{at}"), "urn:hub": { "@id": "urn:hub" } })).collect();
    let mut nodes = spokes.clone();
    let values: Vec<Value> = (0..2_000).map(|at| json!({ "@id": format!("urn:{at}") })).collect();
    nodes.push(json!({ "@id": "urn:hub", "urn:value": values }));
    let by = json!({ "urn:hub": { "urn:value": { "urn:none": { "@value": "x" } } }, "@requireAll": true });
    let budget = Budget { steps: 200_000, ..Budget::default() };
    let result = frame(&json!(nodes), &by, &Options { budget, ..Options::default() }).unwrap();
    assert_eq!(result, json!({}));
}

#[test]
fn wrong_frames_have_their_codes() {
    let code = |by: Value| frame(&json!([]), &by, &Options::default()).map(|_| ()).map_err(|error| error.code);
    assert_eq!(code(json!({ "@embed": "@sometimes" })), Err(ErrorCode::InvalidEmbedValue));
    assert_eq!(code(json!({ "@embed": "@last" })), Err(ErrorCode::InvalidEmbedValue));
    assert_eq!(code(json!({ "@id": "_:b0" })), Err(ErrorCode::InvalidFrame));
    assert_eq!(code(json!({})), Ok(()));
    let mut deep = json!({ "@type": "urn:T" });
    for _ in 0..400 {
        deep = json!({ "urn:p": deep });
    }
    assert_eq!(code(deep), Err(ErrorCode::LimitExceeded));
}
