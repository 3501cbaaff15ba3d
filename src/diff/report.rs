//! A difference as JSON and as RDF Patch.

use serde_json::{Value, json};

use super::{Diff, Said};

impl Diff {
    /// Returns the difference as an RDF Patch: one transaction that turns the earlier state's quads, in
    /// the stored shape, into those of the later.
    #[must_use]
    pub fn patch(&self) -> String {
        let mut patch = String::from("TX .\n");
        for (sign, lines) in [("D ", &self.deleted), ("A ", &self.inserted)] {
            for line in lines {
                patch.extend([sign, line, "\n"]);
            }
        }
        patch.push_str("TC .\n");
        patch
    }

    /// Returns the difference as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let said = |list: &[Said]| list.iter().map(said_json).collect::<Vec<_>>();
        let contested = |list: &[(Said, Vec<String>)]| -> Vec<Value> {
            list.iter().map(|(said, by)| json!({ "statement": said_json(said), "by": by })).collect()
        };
        let changed: Vec<Value> = self
            .changed
            .iter()
            .map(|changed| {
                let changes: Vec<Value> = changed
                    .changes
                    .iter()
                    .map(|change| {
                        json!({
                            "kind": change.kind.name(),
                            "property": change.property,
                            "before": change.before,
                            "after": change.after,
                        })
                    })
                    .collect();
                json!({
                    "before": said_json(&changed.before),
                    "after": said_json(&changed.after),
                    "changes": changes,
                })
            })
            .collect();
        json!({
            "same": self.is_empty(),
            "added": said(&self.added),
            "withdrawn": said(&self.withdrawn),
            "changed": changed,
            "newlyContested": contested(&self.newly_contested),
            "noLongerContested": contested(&self.no_longer_contested),
            "newlyAsserted": self.newly_asserted,
            "noLongerAsserted": self.no_longer_asserted,
            "quads": { "deleted": self.deleted.len(), "inserted": self.inserted.len() },
        })
    }
}

fn said_json(said: &Said) -> Value {
    let texts = |texts: &std::collections::BTreeSet<(String, String)>| -> Vec<Value> {
        texts.iter().map(|(language, text)| json!({ "text": text, "language": language })).collect()
    };
    json!({
        "statement": said.iri,
        "article": said.article,
        "says": texts(&said.glosses),
        "quotes": texts(&said.quotes),
        "holders": said.holders,
        "stance": said.stance,
        "positive": said.positive,
        "subject": said.triple[0],
        "predicate": said.triple[1],
        "object": said.triple[2],
    })
}
