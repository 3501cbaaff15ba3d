//! What the embedded gazetteer must hold.

use std::collections::{BTreeMap, BTreeSet};

use super::{AliasKind, CLASS, Entity, Gazetteer, WIKIDATA};

/// Counted in `@rapideditor/country-coder` 5.6.1 and in the source tables; a change of either is a change here.
const COUNTS: [(&str, usize); 6] = [
    ("Bloc", 12),
    ("Commodity", 56),
    ("HistoricalState", 16),
    ("IntergovernmentalOrganization", 42),
    ("Polity", 249),
    ("Region", 48),
];
const ISO_ALPHA_2: usize = 260;

fn embedded() -> &'static Gazetteer {
    Gazetteer::embedded()
}

fn entity(id: &str) -> &'static Entity {
    embedded().get(id).unwrap_or_else(|| panic!("no entity {id}"))
}

/// Ids of all entities that have exactly this name, of any kind, in any language.
fn named(text: &str) -> Vec<&'static str> {
    let has = |entity: &&Entity| {
        entity.labels.iter().any(|label| label.text == text) || entity.aliases.iter().any(|alias| alias.text == text)
    };
    embedded().entities().iter().filter(has).map(|entity| entity.id.as_str()).collect()
}

fn kind_of(id: &str, text: &str) -> Option<AliasKind> {
    entity(id).aliases.iter().find(|alias| alias.text == text).map(|alias| alias.kind)
}

#[test]
fn counts_are_those_of_the_sources() {
    let mut counts = BTreeMap::new();
    for entity in embedded().entities() {
        let class = entity.types[0].strip_prefix(CLASS).expect("a class of ours");
        *counts.entry(class).or_insert(0) += 1;
    }
    assert_eq!(counts, COUNTS.into_iter().collect());
    let listed: BTreeSet<_> = embedded().entities().iter().filter_map(|entity| entity.codes.iso2.clone()).collect();
    assert_eq!(listed.len(), ISO_ALPHA_2);
    assert!(listed.iter().all(|code| { embedded().get(code).is_some_and(|e| e.codes.iso2.as_ref() == Some(code)) }));
}

#[test]
fn every_iso_entity_has_eight_languages_codes_and_a_wikidata_id() {
    for entity in embedded().entities().iter().filter(|entity| entity.codes.iso2.is_some()) {
        for lang in ["ar", "en", "es", "fa", "fr", "ru", "tr", "zh"] {
            assert!(entity.label(lang).is_some_and(|text| !text.is_empty()), "{} has no {lang}", entity.id);
        }
        assert_eq!(entity.same_as.len(), 1, "{}", entity.id);
    }
}

#[test]
fn every_entity_has_an_english_and_an_arabic_label() {
    for entity in embedded().entities() {
        assert!(entity.label("en").is_some() && entity.label("ar").is_some(), "{}", entity.id);
        assert_eq!(entity.iri, format!("https://w3id.org/chancery/gazetteer/{}", entity.id));
        assert!(entity.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{}", entity.id);
    }
}

#[test]
fn ids_and_wikidata_ids_are_unique_and_well_formed() {
    let mut ids = BTreeSet::new();
    let mut items = BTreeSet::new();
    for entity in embedded().entities() {
        assert!(ids.insert(&entity.id), "{} twice", entity.id);
        for item in entity.same_as.iter().chain(&entity.close_match) {
            let digits = item.strip_prefix(WIKIDATA).and_then(|qid| qid.strip_prefix('Q')).expect("a Wikidata IRI");
            assert!(digits.chars().all(|c| c.is_ascii_digit()) && !digits.starts_with('0'), "{item}");
            assert!(items.insert(item), "{item} twice");
        }
    }
    assert!(embedded().entities().is_sorted_by_key(|entity| &entity.id));
}

#[test]
fn hand_kept_entities_have_no_wikidata_id() {
    for entity in embedded().entities() {
        let from_country_coder = entity.codes.iso2.is_some() || entity.id.starts_with("m49-");
        assert_eq!(!entity.same_as.is_empty(), from_country_coder, "{}", entity.id);
    }
}

#[test]
fn codes_are_well_formed_and_mean_one_entity() {
    let mut alpha_3 = BTreeSet::new();
    for entity in embedded().entities() {
        let codes = &entity.codes;
        if let Some(code) = &codes.iso3 {
            assert!(code.len() >= 3 && code.chars().all(|c| c.is_ascii_uppercase()), "{code}");
            assert!(alpha_3.insert(code), "{code} twice");
        }
        if let Some(code) = &codes.m49 {
            assert!(code.len() == 3 && code.chars().all(|c| c.is_ascii_digit()), "{code}");
        }
        for alias in &entity.aliases {
            let other = embedded().get(&alias.text).filter(|other| other.id != entity.id);
            assert!(other.is_none() || alias.text.len() != 2, "{} of {} is another's code", alias.text, entity.id);
        }
    }
}

#[test]
fn sources_are_named_and_none_is_share_alike() {
    let sources = embedded().sources();
    let named: Vec<_> = sources.iter().map(|s| (s.name.as_str(), s.licence.as_deref())).collect();
    assert_eq!(
        named,
        [
            ("@rapideditor/country-coder", Some("ISC")),
            ("cldr-localenames-full", Some("Unicode-3.0")),
            ("source/*.tsv", None),
        ]
    );
    assert!(sources[0].gives.split(' ').any(|field| field == "wikidata"));
    assert!(sources.iter().all(|source| !source.version.is_empty()));
    assert!(sources.iter().all(|source| embedded().version().contains(&source.version)));
}

#[test]
fn wikidata_ids_find_their_entity() {
    for (qid, id) in
        [("Q227", "AZ"), ("Q801", "IL"), ("Q1065", "UN"), ("Q27275", "m49-143"), ("Q29999", "NL"), ("Q55", "NL")]
    {
        assert_eq!(embedded().by_wikidata(qid).map(|e| e.id.as_str()), Some(id), "{qid}");
        assert_eq!(embedded().by_wikidata(&format!("{WIKIDATA}{qid}")).map(|e| e.id.as_str()), Some(id));
    }
    assert_eq!(embedded().by_wikidata("Q0"), None);
}

#[test]
fn names_in_many_languages_find_one_entity() {
    for (name, id) in [
        ("أذربيجان", "AZ"),
        ("Армения", "AM"),
        ("تركيا", "TR"),
        ("Turkey", "TR"),
        ("Gürcistan", "GE"),
        ("Georgia", "GE"),
        ("جورجيا", "GE"),
        ("إيران", "IR"),
        ("الولايات المتحدة", "US"),
        ("أمريكا", "US"),
        ("US", "US"),
        ("UK", "GB"),
        ("UAE", "AE"),
        ("Guinea", "GN"),
        ("غينيا", "GN"),
        ("Nigerien", "NE"),
        ("Nigerian", "NG"),
        ("الدولة العثمانية", "ottoman-empire"),
        ("الاتحاد السوفياتي", "SUHH"),
        ("آسيا الوسطى", "m49-143"),
        ("جنوب القوقاز", "south-caucasus"),
        ("حلف الناتو", "nato"),
        ("الغاز الطبيعي", "natural-gas"),
        ("النفط", "oil"),
        ("إسرائيل", "IL"),
        ("تل أبيب", "IL"),
        ("واشنطن", "US"),
        ("موسكو", "RU"),
        ("إيطاليا", "IT"),
        ("روسيا", "RU"),
        ("أرمينيا", "AM"),
        ("الصين", "CN"),
        ("صيني", "CN"),
        ("أوروبا", "m49-150"),
        ("جنوب أوروبا", "m49-039"),
        ("وسائل قتالية", "arms"),
        ("Cuba", "CU"),
        ("طائرات بدون طيار", "drones"),
    ] {
        assert_eq!(named(name), [id], "{name}");
    }
}

#[test]
fn ambiguous_names_keep_all_candidates() {
    for (name, ids) in [
        ("كوريا", ["KP", "KR"]),
        ("Korea", ["KP", "KR"]),
        ("كوري", ["KP", "KR"]),
        ("الكونغو", ["CD", "CG"]),
        ("Congo", ["CD", "CG"]),
        ("Congolese", ["CD", "CG"]),
        ("عمان", ["JO", "OM"]),
        ("Dominican", ["DM", "DO"]),
        ("Brussels", ["BE", "EU"]),
    ] {
        assert_eq!(named(name), ids, "{name}");
    }
}

#[test]
fn kinds_are_marked() {
    assert_eq!(kind_of("IL", "تل أبيب"), Some(AliasKind::Metonym));
    assert_eq!(kind_of("US", "واشنطن"), Some(AliasKind::Metonym));
    assert_eq!(kind_of("RU", "Moscow"), Some(AliasKind::Metonym));
    assert_eq!(kind_of("OM", "عمان"), Some(AliasKind::Variant));
    assert_eq!(kind_of("US", "US"), Some(AliasKind::Short));
    assert_eq!(kind_of("AZ", "Azerbaijani"), Some(AliasKind::Adjective));
    assert_eq!(kind_of("CN", "صيني"), Some(AliasKind::Adjective), "by rule");
    assert_eq!(kind_of("US", "أمريكي"), Some(AliasKind::Adjective), "listed");
}

#[test]
fn a_listed_adjective_replaces_the_rule() {
    let adjectives: Vec<_> =
        entity("AT").aliases.iter().filter(|a| a.lang == "ar" && a.kind == AliasKind::Adjective).collect();
    assert_eq!(adjectives.len(), 1);
    assert_eq!(adjectives[0].text, "نمساوي");
}

#[test]
fn dissolved_states_have_no_current_code() {
    for id in ["SUHH", "YUCS", "CSXX", "CSHH", "DDDE", "cow-260", "YDYE", "cow-678", "cow-817", "cow-511"] {
        let entity = entity(id);
        assert_eq!(entity.types, [format!("{CLASS}HistoricalState")]);
        assert_eq!(entity.codes.iso2, None, "{id}");
        assert!(entity.codes.cow.is_some(), "{id}");
    }
    assert_eq!(entity("SUHH").codes.cow, entity("RU").codes.cow);
}

#[test]
fn a_name_stands_once_on_its_entity() {
    for entity in embedded().entities() {
        let mut seen = BTreeSet::new();
        for (lang, text) in entity.labels.iter().map(|label| (label.lang.clone(), label.text.clone())).chain(
            entity.aliases.iter().filter(|a| a.kind != AliasKind::Adjective).map(|a| (a.lang.clone(), a.text.clone())),
        ) {
            assert!(seen.insert((lang.clone(), text.clone())), "{text} ({lang}) twice on {}", entity.id);
            assert_eq!(text.trim(), text, "{}", entity.id);
        }
    }
}
