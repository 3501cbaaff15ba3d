//! A knowledge base with a wiki in its settings that has an item for every thing and a property for every term.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use chancery::wiki::Plan;

use crate::program::ends;
use crate::world;

/// A copy of the example, synced.
pub fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    world::copy(&world::package("examples/kb"), folder.path());
    ends(folder.path(), 0, &["sync"]);
    folder
}

/// What the wiki calls everything.
pub struct Map {
    items: BTreeMap<String, String>,
    properties: BTreeMap<String, String>,
    /// The lines of the asserted graph.
    pub asserted: BTreeSet<String>,
    /// How many statements there are.
    pub statements: usize,
}

impl Map {
    pub fn item(&self, id: &str) -> &str {
        self.items.iter().find(|(_, known)| *known == id).expect("an item of ours").0
    }

    pub fn property(&self, id: &str) -> &str {
        self.properties.iter().find(|(_, known)| *known == id).expect("a property of ours").0
    }
}

/// Writes `[wiki.test]` into the settings, at an address where nobody answers.
pub fn map_of(kb: &Path, gates: &str) -> Map {
    map_at(kb, gates, "http://127.0.0.1:9/w/api.php")
}

/// Writes `[wiki.test]` into the settings.
pub fn map_at(kb: &Path, gates: &str, api: &str) -> Map {
    let lines = String::from_utf8(ends(kb, 0, &["export", "--to", "nq"]).stdout).expect("UTF-8");
    let mut map = Map { items: BTreeMap::new(), properties: BTreeMap::new(), asserted: BTreeSet::new(), statements: 0 };
    let (mut things, mut terms) = (BTreeSet::new(), BTreeSet::new());
    for line in lines.lines() {
        let parts: Vec<&str> = line.splitn(3, ' ').collect();
        let iri = |part: &str| Some(part.strip_prefix('<')?.split_once('>')?.0.to_owned());
        let object = iri(parts[2]);
        match parts[1].trim_matches(['<', '>']).strip_prefix("https://w3id.org/chancery/") {
            Some("statement#subject" | "statement#object") => things.extend(object),
            Some("statement#predicate") => terms.extend(object),
            Some(other) if other.starts_with("qualifier#") => {
                terms.extend(iri(parts[1]));
                things.extend(object);
            }
            _ if line.ends_with("rdf-syntax-ns#type> <https://w3id.org/chancery/statement#Statement> .") => {
                map.statements += 1
            }
            _ => {}
        }
        if line.ends_with("/graph/asserted> .") {
            map.asserted.insert(line.to_owned());
        }
    }
    things.retain(|iri| !iri.contains("/statement/"));
    let mut text = String::from("[properties]\n");
    for (number, iri) in terms.into_iter().enumerate() {
        let id = format!("P{}", 100 + number);
        // Of these the objects are amounts, dates or texts.
        let kind = match iri.rsplit('#').next() {
            Some("quantity") => "quantity",
            Some("ordinal") => "string",
            _ => "wikibase-item",
        };
        let _ = writeln!(text, "{iri:?} = {{ id = \"{id}\", type = \"{kind}\" }}");
        map.properties.insert(iri, id);
    }
    text += "[entities]\n";
    for (number, iri) in things.into_iter().enumerate() {
        let id = format!("Q{}", 1000 + number);
        let _ = writeln!(text, "{iri:?} = \"{id}\"");
        map.items.insert(iri, id);
    }
    text += "[roles]\nreference_url = \"P1\"\ntitle = \"P2\"\npublished = \"P3\"\nauthor_name = \"P4\"\nquotation = \"P5\"\n\
             point_in_time = \"P6\"\nstart = \"P7\"\nend = \"P8\"\nearliest = \"P9\"\nlatest = \"P10\"\n\
             sourcing_circumstances = \"P11\"\n[certainty]\ncirca = \"Q10\"\n[units]\npercent = \"Q11\"\n";
    std::fs::write(kb.join("test-wiki.toml"), text).expect("a file");
    let settings = kb.join("chancery.toml");
    let before = std::fs::read_to_string(&settings).expect("settings");
    let before = before.split("\n[wiki.test]").next().expect("the first part");
    let own = format!(
        "{before}\n[wiki.test]\nkind = \"wikibase\"\napi = \"{api}\"\nconcept_base = \"http://wiki.test/entity/\"\n\
         map = \"test-wiki.toml\"\nlanguages = [\"en\", \"ar\", \"fr\"]\nrate = {{ edits_per_minute = 60000 }}\n[wiki.test.gates]\n{gates}"
    );
    std::fs::write(settings, own).expect("settings");
    map
}

/// Plans for that wiki.
pub fn planned(kb: &Path) -> Plan {
    Plan::read(&ends(kb, 0, &["wiki", "plan", "test"]).stdout).expect("a plan")
}
