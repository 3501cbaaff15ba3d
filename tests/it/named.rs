//! Named queries as an interface: listed with parameters and columns, and found by other editors in the data itself.

use crate::program::ends;
use crate::world;
use serde_json::Value;
use std::path::Path;
use std::sync::OnceLock;

fn kb() -> &'static Path {
    static KB: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = || {
        let folder = tempfile::tempdir().expect("a folder");
        world::copy(&world::package("examples/kb"), folder.path());
        std::fs::create_dir(folder.path().join("queries")).expect("a folder");
        let own = "#+ summary: من يقول ماذا؟\n#+ tags:\n#+   - ours\n#defaultView:Table\nSELECT ?statement { ?statement st:holder ?_who_iri } ORDER BY ?statement";
        std::fs::write(folder.path().join("queries/ours.rq"), own).expect("a file");
        ends(folder.path(), 0, &["sync", "--quiet"]);
        folder
    };
    KB.get_or_init(made).path()
}

fn rows(query: &str) -> Vec<Value> {
    let output = ends(kb(), 0, &["query", query, "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    answer["results"]["bindings"].as_array().expect("rows").clone()
}

#[test]
fn each_is_listed_with_what_it_takes_and_gives() {
    let output = ends(kb(), 0, &["query", "--list", "--format", "json"]);
    let list: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let queries = list["queries"].as_array().expect("queries");
    assert_eq!(queries.len(), 31);
    for query in queries {
        assert!(!query["columns"].as_array().expect("columns").is_empty(), "{query:#}");
        assert_eq!(query["form"], "select");
    }
    let own = queries.iter().find(|query| query["name"] == "ours").expect("our own");
    assert_eq!(
        (&own["view"], &own["tags"][0], &own["questions"][""]),
        (&"Table".into(), &"ours".into(), &"من يقول ماذا؟".into())
    );
    let shown = ends(kb(), 0, &["query", "--list", "accusations"]);
    let shown = String::from_utf8(shown.stdout).expect("UTF-8");
    assert!(shown.contains("?stance  how the author relates"), "{shown}");
    let asked = ends(kb(), 0, &["query", "ours", "--param", "who=gz:SD", "--format", "csv"]);
    assert!(String::from_utf8_lossy(&asked.stdout).contains("/statement/"));
}

#[test]
fn editors_find_prefixes_examples_and_terms_without_naming_a_graph() {
    let prefixes = rows("SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }");
    assert!(prefixes.iter().any(|row| row["prefix"]["value"] == "gz") && prefixes.len() > 15);
    // As the editor of the Swiss Institute of Bioinformatics asks.
    let examples = rows(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT DISTINCT ?sq ?comment ?query ?target WHERE { ?sq a sh:SPARQLExecutable ; \
         rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query ; schema:target ?target ; sh:prefixes ?p } ORDER BY ?sq",
    );
    let texts: std::collections::BTreeSet<&str> =
        examples.iter().map(|row| row["query"]["value"].as_str().expect("a text")).collect();
    assert_eq!(texts.len(), 31);
    for text in &texts {
        spargebra::SparqlParser::new().parse_query(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
    assert!(examples.iter().any(|row| row["comment"]["xml:lang"] == "ar"));
    // A default stands in the place of its parameter: it can be run as it is.
    let corroboration = texts.iter().find(|text| text.contains("?reprintOf ?retracted")).expect("an example");
    assert!(!rows(corroboration).is_empty(), "{corroboration}");
    let classes = rows(
        "PREFIX void: <http://rdfs.org/ns/void#> SELECT DISTINCT ?class ?property { ?cp void:class ?class OPTIONAL { ?cp void:propertyPartition/void:property ?property } }",
    );
    assert!(classes.iter().any(|row| row["class"]["value"].as_str().is_some_and(|iri| iri.ends_with("#Statement"))));
    // Who does not ask for it does not see it.
    assert!(rows("SELECT ?s { ?s a ?class FILTER(STRENDS(STR(?class), 'SPARQLExecutable')) }").is_empty());
}
