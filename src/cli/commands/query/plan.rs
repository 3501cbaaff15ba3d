//! The plan of a query as an indented tree.

use std::fmt::Write as _;

use serde_json::Value;

/// Draws the plan that the engine tells as JSON; what is no such plan is returned as it is.
pub(super) fn tree(json: &str) -> String {
    let Ok(plan) = serde_json::from_str::<Value>(json) else { return json.to_owned() };
    let mut text = String::new();
    if let Some(seconds) = plan["planning duration in seconds"].as_f64() {
        let _ = writeln!(text, "planned in {}", milliseconds(seconds));
    }
    node(&plan["plan"], 0, &mut text);
    text
}

fn node(value: &Value, depth: usize, text: &mut String) {
    let name = value["name"].as_str().unwrap_or("?");
    let _ = write!(text, "{}{name}", "  ".repeat(depth));
    if let Some(count) = value["number of results"].as_u64() {
        let _ = write!(text, "  [{count} results");
        if let Some(seconds) = value["duration in seconds"].as_f64() {
            let _ = write!(text, ", {}", milliseconds(seconds));
        }
        text.push(']');
    }
    text.push('\n');
    for child in value["children"].as_array().into_iter().flatten() {
        node(child, depth + 1, text);
    }
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.2} ms", seconds * 1000.0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn children_are_indented_below_their_parent() {
        let json = r#"{"planning duration in seconds":0.001,"plan":{"name":"Project","number of results":2,
            "duration in seconds":0.5,"children":[{"name":"Scan","number of results":2,"children":[]}]}}"#;
        assert_eq!(super::tree(json), "planned in 1.00 ms\nProject  [2 results, 500.00 ms]\n  Scan  [2 results]\n");
    }
}
