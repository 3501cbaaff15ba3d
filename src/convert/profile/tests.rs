//! Every lossless profile reads back to what was written, whatever hangs on a statement node.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::rdf::{Object, QuadSink as _};
use crate::vocab::{gp, q, rdf, rdfs, schema, skos, st, xsd};

fn base() -> Base {
    Base::new("https://kb.example/").unwrap()
}

fn set(nquads: &str) -> BTreeSet<&str> {
    nquads.lines().collect()
}

fn lossless() -> impl Iterator<Item = Profile> {
    Profile::ALL.into_iter().filter(|row| row.2).map(|row| row.0)
}

#[track_caller]
fn check(stored: &str) {
    for base in [base(), Base::new("https://kb.example/x#").unwrap()] {
        let stored = stored.replace("https://kb.example/", base.as_str());
        for profile in lossless() {
            let written = profile.write(&stored, &base, &[]).unwrap();
            assert!(written.left_out.is_empty());
            let back = read(&written.nquads).unwrap_or_else(|error| panic!("{profile}: {error}\n{}", written.nquads));
            let (got, wanted) = (set(&back.nquads), set(&stored));
            assert!(
                got == wanted,
                "{profile}: {:#?}\n{}",
                got.symmetric_difference(&wanted).collect::<Vec<_>>(),
                written.nquads
            );
        }
    }
}

const KB: &str = "https://kb.example/";

#[derive(Debug, Clone)]
enum Thing {
    Iri(String),
    Text(String),
    Lang(String, String),
    Typed(String, String),
    Time(String),
    Amount(String, Option<String>),
    Unknown,
}

fn thing() -> impl Strategy<Value = Thing> {
    let entity = select(vec!["entity/a/x", "entity/حقل", "statement/a/s1", "statement/a/s2", "article/a"]);
    prop_oneof![
        6 => entity.prop_map(|path| Thing::Iri(format!("{KB}{path}"))),
        1 => "\\PC*|[\\x00-\\x7f]*|(\\\\|\"|>| |\\)>>|<<\\( )*".prop_map(Thing::Text),
        1 => ("\\PC{0,8}", "[a-z]{2}").prop_map(|(text, lang)| Thing::Lang(text, lang)),
        1 => ("[0-9]{1,3}(\\.[0-9])?", select(vec![xsd::DECIMAL, xsd::DATE_TIME, xsd::BOOLEAN]))
            .prop_map(|(text, kind)| Thing::Typed(text, kind.to_owned())),
        2 => select(vec!["2024", "2024-05", "2024-05-03", "2018/..", "201X", "2024~"])
            .prop_map(|edtf| Thing::Time(edtf.to_owned())),
        2 => ("-?[0-9]{1,2}\\.[0-9]", prop::option::of("[0-9]")).prop_map(|(value, low)| Thing::Amount(value, low)),
        1 => Just(Thing::Unknown),
    ]
}

/// Writes a value as conversion does: a literal, an IRI, or a node below its subject.
fn put(out: &mut Vec<u8>, subject: &str, predicate: &str, thing: &Thing, place: &str) {
    let node = format!("{subject}/{place}");
    let object = match thing {
        Thing::Iri(iri) => Object::Iri(iri),
        Thing::Text(text) => Object::Text(text),
        Thing::Lang(text, lang) => Object::LangText(text, lang),
        Thing::Typed(text, kind) => Object::Typed(text, kind),
        Thing::Time(edtf) => {
            out.quad(&node, rdf::TYPE, Object::Iri(st::TIME_CLASS), None);
            out.quad(&node, st::EDTF, Object::Text(edtf), None);
            Object::Iri(&node)
        }
        Thing::Amount(value, low) => {
            out.quad(&node, rdf::TYPE, Object::Iri(gp::QUANTITY_CLASS), None);
            out.quad(&node, gp::VALUE, Object::Typed(value, xsd::DECIMAL), None);
            if let Some(low) = low {
                out.quad(&node, gp::LOWER_BOUND, Object::Typed(low, xsd::DECIMAL), None);
            }
            Object::Iri(&node)
        }
        Thing::Unknown => {
            out.quad(&node, rdf::TYPE, Object::Iri(st::UNKNOWN_VALUE_CLASS), None);
            Object::Iri(&node)
        }
    };
    out.quad(subject, predicate, object, None);
}

#[derive(Debug, Clone)]
struct Drawn {
    ends: [Option<Thing>; 2],
    predicate: Option<&'static str>,
    qualifiers: Vec<(&'static str, Thing)>,
    flat: bool,
    asserted: bool,
    evidence: bool,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let predicate =
        prop::option::weighted(0.8, select(vec![gp::SUPPLIES, gp::OCCUPIES, "https://other.example/p/q?x#y"]));
    let qualifier = select(vec![q::THEME, q::TIME, q::QUANTITY, st::NOTE, st::DIGEST, st::IN_ARTICLE, "urn:x:y"]);
    (
        [prop::option::weighted(0.9, thing()), prop::option::weighted(0.8, thing())],
        predicate,
        prop::collection::vec((qualifier, thing()), 0..5),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(ends, predicate, qualifiers, flat, asserted, evidence)| Drawn {
            ends,
            predicate,
            qualifiers,
            flat,
            asserted,
            evidence,
        })
}

fn stored(statements: &[Drawn]) -> String {
    let mut out = Vec::new();
    let article = format!("{KB}article/a");
    out.quad(&article, rdf::TYPE, Object::Iri(st::ARTICLE_CLASS), None);
    out.quad(&format!("{KB}entity/a/x"), rdfs::LABEL, Object::LangText("أذربيجان", "ar"), None);
    for (number, drawn) in statements.iter().enumerate() {
        let iri = format!("{KB}statement/a/s{number}");
        out.quad(&iri, rdf::TYPE, Object::Iri(st::STATEMENT_CLASS), None);
        out.quad(&iri, st::IN_ARTICLE, Object::Iri(&article), None);
        for (property, thing, place) in
            [(st::SUBJECT, &drawn.ends[0], "subject"), (st::OBJECT, &drawn.ends[1], "object")]
        {
            if let Some(thing) = thing {
                put(&mut out, &iri, property, thing, place);
            }
        }
        if let Some(predicate) = drawn.predicate {
            out.quad(&iri, st::PREDICATE, Object::Iri(predicate), None);
        }
        for (number, (property, thing)) in drawn.qualifiers.iter().enumerate() {
            put(&mut out, &iri, property, thing, &format!("time/{number}"));
        }
        if drawn.flat {
            out.quad(&iri, st::HOLDER, Object::Iri(st::ARTICLE_AUTHOR), None);
            out.quad(&iri, st::STANCE, Object::Iri(st::COMMITTED), None);
            out.quad(&iri, st::POLARITY, Object::Iri(st::POSITIVE), None);
        }
        if drawn.evidence {
            let node = format!("{iri}/evidence/1");
            out.quad(&iri, st::EVIDENCE, Object::Iri(&node), None);
            out.quad(&node, rdf::TYPE, Object::Iri(st::EVIDENCE_CLASS), None);
            out.quad(&node, crate::vocab::oa::EXACT, Object::LangText("كلمات \"\\ \n", "ar"), None);
            out.quad(&format!("{iri}/review/1"), rdf::TYPE, Object::Iri(st::REVIEW_CLASS), None);
        }
        if let (true, Some(Thing::Iri(subject)), Some(predicate), Some(Thing::Iri(object))) =
            (drawn.asserted, &drawn.ends[0], drawn.predicate, &drawn.ends[1])
        {
            for graph in ["asserted/a", "asserted", "reviewed"] {
                out.quad(subject, predicate, Object::Iri(object), Some(&format!("{KB}graph/{graph}")));
            }
        }
    }
    String::from_utf8(out).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn what_is_written_reads_back(statements in prop::collection::vec(drawn(), 0..4)) {
        check(&stored(&statements));
    }
}

/// A flat statement that is asserted, and the same held by somebody else in the next one.
fn two() -> String {
    let end = |path: &str| Some(Thing::Iri(format!("{KB}entity/{path}")));
    let flat = Drawn {
        ends: [end("a/x"), end("حقل")],
        predicate: Some(gp::SUPPLIES),
        qualifiers: vec![(q::TIME, Thing::Time("2024-05".to_owned()))],
        flat: true,
        asserted: true,
        evidence: true,
    };
    let withheld = Drawn { ends: [end("حقل"), end("a/x")], flat: false, asserted: false, ..flat.clone() };
    stored(&[flat, withheld])
}

#[test]
fn a_withheld_triple_stands_in_no_graph_of_any_profile() {
    let stored = two();
    for (profile, ..) in Profile::ALL {
        let written = profile.write(&stored, &base(), &[]).unwrap().nquads;
        let lines: Vec<Line<'_>> = written.lines().filter_map(Line::split).collect();
        let edges = |from: &str, to: &str| {
            let (from, to) = (format!("{KB}entity/{from}"), format!("{KB}entity/{to}"));
            lines.iter().filter(|line| line.subject == from && line.object_iri() == Some(to.as_str())).count()
        };
        assert_eq!(edges("حقل", "a/x"), 0, "{profile}");
        assert!(edges("a/x", "حقل") > 0, "{profile}");
    }
}

#[test]
fn each_profile_is_what_it_says() {
    let stored = two();
    let written = |profile: Profile| profile.write(&stored, &base(), &[]).unwrap().nquads.into_owned();
    let has = |profile: Profile, what: &str| {
        let written = written(profile);
        assert!(written.contains(what), "{profile}: {what}\n{written}");
    };
    let s = format!("{KB}statement/a/s1");
    has(
        Profile::Rdf12,
        &format!("<{s}> <{}> <<( <{KB}entity/حقل> <{}> <{KB}entity/a/x> )>> .", rdf::REIFIES, gp::SUPPLIES),
    );
    has(Profile::Basic, &format!("<{s}> <{}> <https://kb.example/.well-known/genid/", rdf::REIFIES));
    has(Profile::Reification, &format!("<{s}> <{}> <{}> .", rdf::TYPE, rdf::STATEMENT_CLASS));
    has(Profile::Graphs, &format!("<{s}> <{}> <{KB}entity/حقل> <{s}> .", st::SUBJECT));
    has(Profile::Graphs, &format!("<{KB}entity/a/x> <{}> <{KB}entity/حقل> <{KB}statement/a/s0> .", gp::SUPPLIES));
    let wikibase = crate::vocab::wikibase::NAMESPACE;
    has(Profile::Wikibase, &format!("<{s}> <{wikibase}rank> <{wikibase}DeprecatedRank> ."));
    has(Profile::Wikibase, &format!("<{KB}entity/حقل> <{KB}prop/gp:supplies> <{s}> ."));
    has(
        Profile::Wikibase,
        &format!("<{s}> <{KB}prop/qualifier/q:time> \"2024-05-01T00:00:00Z\"^^<{}> .", xsd::DATE_TIME),
    );
    has(
        Profile::Wikibase,
        &format!("<{KB}entity/a/x> <{KB}prop/direct/gp:supplies> <{KB}entity/حقل> <{KB}graph/asserted/a> ."),
    );
    assert_eq!(written(Profile::Wikibase).matches(&format!("{wikibase}BestRank")).count(), 1);
    for line in [skos::PREF_LABEL, schema::NAME] {
        has(Profile::Wikibase, &format!("<{KB}entity/a/x> <{line}> \"أذربيجان\"@ar ."));
    }
    let plain = written(Profile::Plain);
    assert_eq!(plain.lines().count(), 2, "{plain}");
    assert!(!plain.contains("statement"), "{plain}");
    let left_out = Profile::Plain.write(&stored, &base(), &[]).unwrap().left_out;
    assert!(left_out.iter().any(|line| line.subject == s));
    for (profile, name, _) in Profile::ALL {
        assert_eq!(read(&written(profile)).unwrap().profile, profile);
        assert_eq!(Profile::from_name(name), Some(profile));
    }
}

#[test]
fn a_changed_nanopublication_is_refused() {
    let written = Profile::Nanopub.write(&two(), &base(), &[]).unwrap().nquads.into_owned();
    assert_eq!(written.matches("nschema#Nanopublication").count(), 2);
    for (from, to) in [("كلمات", "كلمة"), ("#supplies> <", "#occupies> <"), ("2024-05\"", "2024-06\"")] {
        let changed = written.replace(from, to);
        assert_ne!(changed, written, "{from}");
        // What stands outside nanopublications may change: `#supplies` is in the asserted graphs only.
        let inside = changed.lines().zip(written.lines()).any(|(a, b)| a != b && b.contains("/nanopub/"));
        assert_eq!(matches!(read(&changed), Err(ProfileError::Trusty { .. })), inside, "{from}");
    }
    let head = written.lines().find(|line| line.contains("hasProvenance")).unwrap();
    let error = read(&written.replace(&format!("{head}\n"), "")).unwrap_err();
    assert!(error.to_string().contains("has not exactly one provenance"), "{error}");
    // Somebody else's nanopublication stays as it is.
    let foreign = "<https://e/np> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> \
        <http://www.nanopub.org/nschema#Nanopublication> <https://e/np#h> .\n\
        <https://e/np> <http://www.nanopub.org/nschema#hasAssertion> <https://e/np#a> <https://e/np#h> .\n\
        <https://e/np> <http://www.nanopub.org/nschema#hasProvenance> <https://e/np#p> <https://e/np#h> .\n\
        <https://e/np> <http://www.nanopub.org/nschema#hasPublicationInfo> <https://e/np#i> <https://e/np#h> .\n\
        <https://e/s> <https://e/p> <https://e/o> <https://e/np#a> .\n";
    assert_eq!(set(&read(foreign).unwrap().nquads), set(foreign));
}

#[test]
fn the_basic_encoding_is_read_in_its_newer_words_too() {
    let stored = two();
    let mut written = Profile::Basic.write(&stored, &base(), &[]).unwrap().nquads.into_owned();
    for (old, new) in [
        (rdf::TRIPLE_TERM_CLASS, rdf::PROPOSITION_FORM_CLASS),
        (rdf::TT_SUBJECT, rdf::PROPOSITION_FORM_SUBJECT),
        (rdf::TT_PREDICATE, rdf::PROPOSITION_FORM_PREDICATE),
        (rdf::TT_OBJECT, rdf::PROPOSITION_FORM_OBJECT),
    ] {
        written = written.replace(old, new);
    }
    assert_eq!(set(&read(&written).unwrap().nquads), set(&stored));
    let term = written.lines().find(|line| line.contains("propositionFormObject")).unwrap();
    assert!(matches!(
        read(&written.replace(term, "")),
        Err(ProfileError::NotCanonical(_) | ProfileError::Broken { .. })
    ));
}
