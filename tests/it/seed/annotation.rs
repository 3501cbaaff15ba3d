//! The list made by hand against the annotation of the article.

use super::{as_list, expected, read, shared};
use crate::corpus;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn the_list_says_what_the_annotation_says() {
    let Some(folder) = shared() else { return };
    let annotation = corpus::yaml(&folder.join("seed/statements.yaml"));
    let text: Vec<char> =
        std::fs::read_to_string(folder.join("seed/article.ar.txt")).expect("a text").chars().collect();
    let (expected, names) = (expected(), read("tests/seed/names.json"));
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for annotated in annotation["statements"].as_array().expect("a list") {
        let id = annotated["id"].as_str().expect("an id");
        let split = as_list(&names["split"][id]);
        let ids = if split.is_empty() { vec![json!(id)] } else { split };
        for (number, part) in ids.iter().enumerate() {
            let part = part.as_str().expect("an id");
            seen.insert(part.to_owned());
            let ours = &expected[part];
            let mut differs = |field: &str, got: &Value, wanted: &Value| {
                if got != wanted {
                    wrong.push(format!("{part} {field}: {got} and not {wanted}"));
                }
            };
            differs("stance", &ours["stance"], &annotated["author_commitment"]);
            differs("polarity", &ours["polarity"], &annotated["polarity"]);
            differs("projectable", &ours["annotation_projectable"], &annotated["projectable"]);
            let holder = annotated["attribution"]["holder"].as_str().expect("a holder");
            differs("holder", &ours["holder"], &names["holders"][holder]);
            differs("content_of", &ours["content_of"], &annotated["content_of"]);
            let predicate = annotated["proposition"]["predicate"].as_str().expect("a predicate");
            let bare = predicate.strip_prefix("gp:").or_else(|| predicate.strip_prefix("st:")).unwrap_or(predicate);
            differs("predicate", &ours["predicate"], &json!(bare));
            let spans: Vec<Value> = ["evidence", "restated_at"]
                .iter()
                .flat_map(|field| as_list(&annotated[*field]))
                .map(|span| json!([position(&span["start"]), position(&span["end"])]))
                .collect();
            differs("evidence", &ours["evidence"], &json!(spans));
            for span in ["evidence", "restated_at"].iter().flat_map(|field| as_list(&annotated[*field])) {
                let (start, end) = (position(&span["start"]), position(&span["end"]));
                let words: String = text[start as usize..end as usize].iter().collect();
                if let Some(quote) = span["quote"].as_str() {
                    differs("words", &json!(words), &json!(quote));
                }
            }
            for end in ["subject", "object"] {
                let kind = names["free_words"][part][end].as_str();
                let moved = names["moved"][part][format!("{end}s")].as_str().is_some()
                    || names["moved"][id][format!("{end}s")].as_str().is_some();
                if number > 0 || moved || !ids[1..].is_empty() {
                    continue;
                }
                let written = annotated["proposition"][end].as_str().unwrap_or_default();
                match kind {
                    Some("absent") => differs(end, &ours[end], &Value::Null),
                    Some("entity") | None => differs(end, &ours[end], &term(written, &names)),
                    Some(kind) => {
                        differs(&format!("{end} is {kind}"), &json!(ours[end].get(kind).is_some()), &json!(true));
                    }
                }
            }
            wrong.extend(roles(part, id, annotated, ours, &names));
        }
    }
    wrong.extend(
        expected.keys().filter(|id| !seen.contains(*id)).map(|id| format!("{id} is nowhere in the annotation")),
    );
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

fn position(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).expect("a position")
}

/// An end or a role of the annotation in the words of the dossier.
fn term(written: &str, names: &Value) -> Value {
    let is_statement = written.len() == 4 && written.starts_with('S') && written[1..].parse::<u32>().is_ok();
    if is_statement {
        return json!({ "statement": written });
    }
    names["entities"].get(written).cloned().unwrap_or_else(|| json!(written))
}

/// Compares the roles that the annotation gives with those of the list.
fn roles(part: &str, id: &str, annotated: &Value, ours: &Value, names: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for (role, values) in annotated["proposition"]["roles"].as_object().into_iter().flatten() {
        let name = names["roles"][role].as_str().unwrap_or(role);
        let moved = [part, id].iter().any(|id| [role, name].iter().any(|role| !names["moved"][id][role].is_null()));
        if moved || ["event", "eventType"].contains(&role.as_str()) {
            continue;
        }
        if role == "quantity" {
            for (field, theirs) in [("unit", "unit"), ("text", "text")] {
                let got = &ours["quantity"][field];
                let got = if got.is_null() { &ours["quantity"]["value"][field] } else { got };
                if values[theirs] != *got {
                    wrong.push(format!("{part} quantity {field}: {got} and not {}", values[theirs]));
                }
            }
            let bound = values["lower_bound"].as_str().and_then(|text| text.parse::<f64>().ok());
            if ours["quantity"]["at_least"].as_f64() != bound {
                wrong.push(format!("{part} quantity: {} and not {bound:?}", ours["quantity"]));
            }
            continue;
        }
        let got = as_list(&ours["roles"][name]);
        for value in as_list(values) {
            let written = value.as_str().unwrap_or_default();
            let wanted = term(written, names);
            let kind = names["free_words"][part][name].as_str();
            let fine = got.contains(&wanted)
                || kind.is_some()
                || (wanted == json!(written) && got.iter().any(|got| got["text"] == written || *got == json!(written)));
            if !fine {
                wrong.push(format!("{part} role {name}: {} lacks {wanted}", json!(got)));
            }
        }
    }
    wrong
}
