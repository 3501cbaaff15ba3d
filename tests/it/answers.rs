//! The questions analysts ask most: every claim comes with who says it, how surely, in which words, where.

use crate::program::{chancery, example, said};
use serde_json::Value;

#[track_caller]
fn text(arguments: &[&str]) -> String {
    let output = chancery(example(), arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The groups of an answer; each claim is checked to have its receipt.
#[track_caller]
fn groups(arguments: &[&str]) -> Vec<Value> {
    let answer: Value = serde_json::from_str(&text(&[arguments, &["--format", "json"]].concat())).expect("JSON");
    let groups = answer["groups"].as_array().expect("groups").clone();
    for item in groups.iter().flat_map(|group| group["items"].as_array().expect("items")) {
        let claim = &item["claim"];
        if claim.is_null() {
            assert!(item["article"].is_string() && item["part"].is_array(), "{item:#}");
            continue;
        }
        for field in ["statement", "holder", "stance"] {
            assert!(claim[field].as_str().is_some_and(|iri| iri.starts_with("https://")), "{field}: {claim:#}");
        }
        assert!(claim["positive"].is_boolean() && claim["article"]["iri"].is_string(), "{claim:#}");
        let evidence = claim["quotes"].as_array().expect("quotes").len();
        let is_content = !claim["content_of"].as_array().expect("a list").is_empty();
        assert!(evidence > 0 || is_content, "no receipt: {claim:#}");
    }
    groups
}

fn ids(group: &Value) -> Vec<String> {
    let items = group["items"].as_array().expect("items").iter();
    let statements = items.filter_map(|item| item["claim"]["statement"].as_str());
    statements.map(|iri| iri.trim_start_matches("https://kb.example/statement/").to_owned()).collect()
}

#[test]
fn a_timeline_is_in_order_and_undated_claims_come_last() {
    let groups = groups(&["timeline", "--about", "مصر"]);
    assert_eq!(
        (groups[0]["words"].as_str(), ids(&groups[0])),
        (Some("1989/2018"), vec!["02-halaib/allied".to_owned()])
    );
    let undated = groups.iter().position(|group| group["words"].is_null()).expect("a group");
    assert!(groups[undated..].iter().all(|group| group["words"].is_null()));
    assert!(ids(&groups[undated]).contains(&"02-halaib/arbitration".to_owned()), "{:?}", ids(&groups[undated]));
    let shown = text(&["timeline", "--about", "EG", "--since", "2017-01-01", "--until", "2017-12-31"]);
    assert!(shown.contains("\n2017-05-23\n  Omar al-Bashir — accuses — Egypt\n    the author (committed)"), "{shown}");
    assert!(!shown.contains("no date") && !shown.contains("1991"), "{shown}");
}

#[test]
fn a_contradiction_shows_both_sides_and_its_head_claims_nothing() {
    let groups = groups(&["contradictions"]);
    assert!(groups.len() > 2);
    for group in &groups {
        let sides: Vec<bool> = group["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| item["claim"]["positive"].as_bool().expect("a side"))
            .collect();
        assert!(sides.contains(&true) && sides.contains(&false) && sides.is_sorted_by(|a, b| a >= b), "{sides:?}");
    }
    for line in text(&["contradictions"]).lines().filter(|line| !line.starts_with(' ') && !line.is_empty()) {
        assert!(line.starts_with("whether "), "{line}");
    }
}

#[test]
fn a_reprint_is_no_second_source_and_a_retracted_article_none() {
    let joint = |groups: &[Value]| {
        let found = groups.iter().find(|group| ids(group).contains(&"01-caspian-gas/joint".to_owned()));
        found.map(|group| (group["sources"].as_u64().expect("a number"), ids(group)))
    };
    let one = groups(&["corroborated", "--min-sources", "1", "--limit", "0"]);
    let (sources, said) = joint(&one).expect("it is said once");
    assert_eq!(sources, 1);
    assert!(said.contains(&"11-reprint/joint".to_owned()) && !said.contains(&"10-brief/joint".to_owned()), "{said:?}");
    let two = groups(&["corroborated", "--limit", "0"]);
    assert_eq!(joint(&two), None);
    assert!(!two.is_empty() && two.len() < one.len());
    assert!(two.iter().all(|group| group["sources"].as_u64() >= Some(2)));
    for by in ["publisher", "owner", "holder"] {
        let grouped = groups(&["corroborated", "--by", by, "--limit", "0"]);
        assert!(grouped.iter().all(|group| group["sources"].as_u64() >= Some(2)), "{by}");
    }
    let shown = text(&["corroborated"]);
    assert!(shown.starts_with("said by "), "{shown}");
}

#[test]
fn who_says_it_and_who_it_is_about_are_two_things() {
    let said = groups(&["claims-by", "Sudan"]);
    assert_eq!(said.len(), 1);
    let sudan = "https://w3id.org/chancery/gazetteer/SD";
    for item in said[0]["items"].as_array().expect("items") {
        let claim = &item["claim"];
        assert!(
            claim["holder"] == sudan || claim["via"].as_array().is_some_and(|via| via.contains(&sudan.into())),
            "{claim:#}"
        );
    }
    let between = groups(&["between", "Egypt", "السودان"]);
    let found = ids(&between[0]);
    for id in ["02-halaib/allied", "02-halaib/rivals", "02-halaib/letter"] {
        assert!(found.contains(&id.to_owned()), "{id}: {found:?}");
    }
    let arabic = text(&["claims-by", "السودان", "--lang", "ar"]);
    assert!(arabic.contains("\u{2068}السودان\u{2069}"), "{arabic}");
    let page = text(&["between", "Egypt", "Sudan", "--format", "markdown"]);
    assert!(
        page.contains("- **Egypt — is allied with — Sudan** — the author (committed)\n  - \u{2068}“على الورق"),
        "{page}"
    );
    let table = text(&["between", "Egypt", "Sudan", "--format", "table"]);
    assert!(found.iter().all(|id| table.contains(id.as_str())), "{table}");
}

#[test]
fn what_is_unknown_is_listed_with_its_reason() {
    let groups = groups(&["unknowns"]);
    let reasons: Vec<&str> = groups.iter().filter_map(|group| group["terms"][0]["iri"].as_str()).collect();
    assert!(reasons.len() > 1 && reasons.iter().all(|iri| iri.contains("statement#")), "{reasons:?}");
    assert!(text(&["unknowns", "--article", "12-forum"]).contains("a:12-forum"));
}

#[test]
fn limits_and_wrong_names_are_told() {
    for (code, arguments, words) in [
        (5, &["contradictions", "--limit", "1"][..], "1 of "),
        (2, &["between", "Egypt", "Atlantis"], "Atlantis"),
        (2, &["timeline", "--since", "yesterday"], "yesterday"),
        (2, &["corroborated", "--min-sources", "0"], "min-sources"),
    ] {
        let output = chancery(example(), arguments);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn what_is_asked_supposed_or_feared_corroborates_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("dossiers")).expect("a folder");
    std::fs::write(folder.path().join("chancery.toml"), "base = \"https://kb.example/\"\n").expect("a file");
    let supplies = "subject: AZ, predicate: supplies, object: تركيا, with: { theme: natural-gas }";
    let articles = [
        ("flat", format!("{{ id: s, {supplies} }}")),
        ("asked", format!("{{ id: s, {supplies}, stance: questioned }}")),
        ("supposed", format!("{{ id: s, {supplies}, stance: hypothetical }}")),
        ("hedged", format!("{{ id: s, {supplies}, stance: hedged }}")),
        ("foreseen", format!("{{ id: s, {supplies}, stance: predicted, holder: IR }}")),
        ("denied", format!("{{ id: s, {supplies}, not: true, holder: IR, stance: denied }}")),
        (
            "feared",
            format!(
                "{{ id: f, subject: IR, predicate: fears, object: {{ statement: s }} }}\n  - {{ id: s, {supplies} }}"
            ),
        ),
    ];
    let write = |(name, statements): (&str, String)| {
        let text = format!("article: {{ published: 2024-05-03, language: en }}\nstatements:\n  - {statements}\n");
        std::fs::write(folder.path().join(format!("dossiers/{name}.yaml")), text).expect("a file");
    };
    articles.into_iter().for_each(write);
    let sources = || {
        assert_eq!(chancery(folder.path(), &["sync", "--quiet"]).status.code(), Some(0));
        let output = chancery(folder.path(), &["corroborated", "--min-sources", "1", "--format", "json"]);
        let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let groups = answer["groups"].as_array().expect("groups");
        let group = groups.iter().find(|group| ids(group).iter().any(|id| id == "flat/s"));
        let group = group.unwrap_or_else(|| panic!("{answer:#}"));
        let named = chancery(folder.path(), &["query", "corroboration", "--param", "atLeast=2", "--format", "csv"]);
        let rows = String::from_utf8_lossy(&named.stdout).lines().count() - 1;
        (group["sources"].as_u64().expect("a number"), ids(group), rows > 0)
    };
    assert_eq!(sources(), (1, vec!["flat/s".to_owned()], false));
    write(("told", format!("{{ id: s, {supplies}, holder: TR }}")));
    assert_eq!(sources(), (2, vec!["flat/s".to_owned(), "told/s".to_owned()], true));
}
