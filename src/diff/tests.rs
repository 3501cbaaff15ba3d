//! Statements are matched, changes named, patches exact.

use proptest::prelude::*;

use super::*;
use crate::rdf::{Object, QuadSink};
use crate::vocab::{oa, rdf, st};

const KB: &str = "https://kb.example/";

/// A statement as it is stored, with a few parts to vary.
#[derive(Debug, Clone, PartialEq)]
struct Written {
    id: String,
    gloss: &'static str,
    stance: &'static str,
    holder: String,
    positive: bool,
    key: &'static str,
    quote: &'static str,
    asserted: bool,
}

fn written(id: &str) -> Written {
    Written {
        id: id.to_owned(),
        gloss: "أذربيجان تزوّد تركيا بالغاز",
        stance: st::COMMITTED,
        holder: st::ARTICLE_AUTHOR.to_owned(),
        positive: true,
        key: "key",
        quote: "تزوّد أذربيجان تركيا",
        asserted: false,
    }
}

fn quads(article: &str, statements: &[Written]) -> String {
    let mut quads = Vec::<u8>::new();
    for said in statements {
        let iri = format!("{KB}statement/{article}/{}", said.id);
        let evidence = format!("{iri}/evidence/1");
        quads.quad(&iri, rdf::TYPE, Object::Iri(st::STATEMENT_CLASS), None);
        quads.quad(&iri, st::ID, Object::Text(&said.id), None);
        quads.quad(&iri, st::IN_ARTICLE, Object::Iri(&format!("{KB}article/{article}")), None);
        quads.quad(&iri, st::GLOSS, Object::LangText(said.gloss, "ar"), None);
        quads.quad(&iri, st::STANCE, Object::Iri(said.stance), None);
        quads.quad(&iri, st::HOLDER, Object::Iri(&said.holder), None);
        quads.quad(&iri, st::POLARITY, Object::Iri(if said.positive { st::POSITIVE } else { st::NEGATIVE }), None);
        quads.quad(&iri, st::CONTENT_KEY, Object::Text(said.key), None);
        quads.quad(&iri, st::DIGEST, Object::Text(&format!("{}{}{}", said.key, said.stance, said.holder)), None);
        quads.quad(&iri, st::EVIDENCE, Object::Iri(&evidence), None);
        quads.quad(&evidence, oa::EXACT, Object::LangText(said.quote, "ar"), None);
        if said.asserted {
            for graph in ["asserted".to_owned(), format!("asserted/{article}")] {
                let graph = format!("{KB}graph/{graph}");
                quads.quad("https://e/az", "https://e/supplies", Object::Iri("https://e/tr"), Some(&graph));
            }
        }
    }
    String::from_utf8(quads).unwrap()
}

fn diff(before: &str, after: &str) -> Diff {
    Diff::between(&Side::Quads(before.to_owned()), &Side::Quads(after.to_owned())).unwrap()
}

fn kinds(diff: &Diff) -> Vec<&'static str> {
    diff.changed.iter().flat_map(|changed| &changed.changes).map(|change| change.kind.name()).collect()
}

#[test]
fn each_kind_of_change_has_its_name() {
    let before = written("s1");
    let cases: [(Written, &[&str]); 6] = [
        (Written { stance: st::HEDGED, ..before.clone() }, &["stance"]),
        (
            Written { holder: format!("{KB}entity/ministry"), stance: st::REPORTED, ..before.clone() },
            &["stance", "holder"],
        ),
        (Written { positive: false, ..before.clone() }, &["polarity"]),
        (Written { quote: "كلمات أخرى", ..before.clone() }, &["evidence"]),
        (Written { gloss: "صياغة أخرى", ..before.clone() }, &["wording"]),
        (Written { id: "renamed".to_owned(), ..before.clone() }, &["name"]),
    ];
    for (after, expected) in cases {
        let found = diff(&quads("a", std::slice::from_ref(&before)), &quads("a", &[after]));
        assert_eq!(kinds(&found), expected, "{found:#?}");
        assert!(found.added.is_empty() && found.withdrawn.is_empty());
    }
    let same = quads("a", &[before]);
    assert!(diff(&same, &same).is_empty());
}

#[test]
fn added_and_withdrawn_statements_keep_their_words() {
    let found = diff(
        &quads("a", &[written("s1")]),
        &quads("a", &[Written { key: "other", gloss: "قول آخر", ..written("s2") }]),
    );
    assert!(found.changed.is_empty());
    assert_eq!(found.withdrawn[0].quotes.iter().next().unwrap(), &("ar".to_owned(), "تزوّد أذربيجان تركيا".to_owned()));
    assert_eq!(found.added[0].glosses.iter().next().unwrap().1, "قول آخر");
    assert_eq!(found.to_json()["added"][0]["says"][0]["text"], "قول آخر");
}

#[test]
fn a_statement_is_found_again_by_its_content_only_if_that_is_clear() {
    let twice = [written("s1"), written("s2")];
    let found = diff(&quads("a", &twice), &quads("a", &[written("t1"), written("t2")]));
    assert_eq!((found.added.len(), found.withdrawn.len()), (2, 2));
    // Another stance makes another digest; the proposition in the article is still the same.
    let renamed = Written { stance: st::HEDGED, ..written("t1") };
    let found = diff(&quads("a", &twice[..1]), &quads("a", std::slice::from_ref(&renamed)));
    assert_eq!(kinds(&found), ["stance", "name"]);
    let found = diff(&quads("a", &twice[..1]), &quads("b", &[renamed]));
    assert_eq!((found.added.len(), found.withdrawn.len()), (1, 1));
    // The same words in an article of another name: renamed if only that is new and the old one gone.
    let found = diff(&quads("a", &twice[..1]), &quads("b", &twice[..1]));
    assert_eq!(kinds(&found), ["name", "field"]);
    let stays = Written { key: "else", ..written("s9") };
    let found =
        diff(&quads("a", &[twice[0].clone(), stays.clone()]), &(quads("a", &[stays]) + &quads("b", &twice[..1])));
    assert_eq!((found.added.len(), found.withdrawn.len(), found.changed.len()), (1, 1, 0));
}

#[test]
fn a_contradiction_is_told_of_the_statement_that_was_there() {
    let old = quads("a", &[written("s1")]);
    let both = old.clone() + &quads("b", &[Written { positive: false, ..written("denial") }]);
    let found = diff(&old, &both);
    assert_eq!(found.newly_contested.len(), 1);
    assert_eq!(found.newly_contested[0].0.iri, format!("{KB}statement/a/s1"));
    assert_eq!(found.newly_contested[0].1, [format!("{KB}statement/b/denial")]);
    assert!(found.no_longer_contested.is_empty());
    let back = diff(&both, &old);
    assert_eq!(back.no_longer_contested.len(), 1);
    assert!(back.newly_contested.is_empty());
    let mut linked = old.clone().into_bytes();
    linked.quad("urn:x", rdf::TYPE, Object::Iri(st::STATEMENT_CLASS), None);
    linked.quad("urn:x", st::IN_CONFLICT_WITH, Object::Iri(&format!("{KB}statement/a/s1")), None);
    let found = diff(&old, &String::from_utf8(linked).unwrap());
    assert_eq!(found.newly_contested[0].1, ["urn:x"]);
}

#[test]
fn a_triple_is_no_longer_asserted_when_the_last_article_takes_it_back() {
    let asserted = |article| quads(article, &[Written { asserted: true, ..written("s1") }]);
    let both = asserted("a") + &asserted("b");
    let found = diff(&both, &asserted("a"));
    assert!(found.no_longer_asserted.is_empty() && !found.is_empty());
    let found = diff(&asserted("a"), &quads("a", &[written("s1")]));
    let triple = ["https://e/az", "https://e/supplies", "<https://e/tr>"].map(str::to_owned);
    assert_eq!(found.no_longer_asserted.iter().collect::<Vec<_>>(), [&triple]);
}

fn apply(patch: &str, to: &str) -> BTreeSet<String> {
    let mut lines: BTreeSet<String> = to.lines().map(str::to_owned).collect();
    let mut rows = patch.lines();
    assert_eq!(rows.next(), Some("TX ."));
    for row in rows {
        match row.split_at(2) {
            ("D ", line) => assert!(lines.remove(line), "{row}"),
            ("A ", line) => assert!(lines.insert(line.to_owned()), "{row}"),
            _ => assert_eq!(row, "TC ."),
        }
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_patch_turns_one_state_into_the_other(
        sides in prop::array::uniform2(prop::collection::vec((0_usize..5, 0_usize..3, any::<bool>(), any::<bool>(), 0_usize..3), 0..8))
    ) {
        let [before, after] = sides.map(|side| {
            let mut text = String::new();
            for (number, (id, stance, positive, asserted, quote)) in side.into_iter().enumerate() {
                let said = Written {
                    stance: [st::COMMITTED, st::HEDGED, st::REPORTED][stance],
                    quote: ["a \"quote\"\n", "اقتباس", "\u{202e}\\"][quote],
                    positive,
                    asserted,
                    ..written(&format!("s{id}"))
                };
                text += &quads(["a", "b"][number % 2], &[said]);
            }
            text
        });
        let found = diff(&before, &after);
        let wanted: BTreeSet<String> = after.lines().map(str::to_owned).collect();
        prop_assert_eq!(apply(&found.patch(), &before), wanted.clone());
        prop_assert_eq!(found.is_empty(), before.lines().map(str::to_owned).collect::<BTreeSet<_>>() == wanted);
        // Backwards, what was added is withdrawn, and so on.
        let back = diff(&after, &before);
        let names = |list: &[Said]| list.iter().map(|said| said.iri.clone()).collect::<Vec<_>>();
        prop_assert_eq!(names(&found.added), names(&back.withdrawn));
        prop_assert_eq!(names(&found.withdrawn), names(&back.added));
        prop_assert_eq!(&found.newly_asserted, &back.no_longer_asserted);
        prop_assert_eq!(found.changed.len(), back.changed.len());
    }
}
