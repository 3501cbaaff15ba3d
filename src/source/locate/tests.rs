//! Tests of finding quotes in a text.

use super::{Context, How, Located, Locator, MAX_PLACES, Nearest, Place, Quote, locate};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

fn found(text: &str, words: &str) -> Place {
    found_between(text, words, None, None)
}

fn found_between(text: &str, words: &str, prefix: Option<&str>, suffix: Option<&str>) -> Place {
    match locate(text, words, prefix, suffix) {
        Located::Found(place) => place,
        Located::NotFound { nearest } => panic!("{words} is not in {text}, nearest {nearest:?}"),
    }
}

fn near(text: &str, words: &str) -> Option<Nearest> {
    match locate(text, words, None, None) {
        Located::Found(place) => panic!("{words} was found at {place:?}"),
        Located::NotFound { nearest } => nearest,
    }
}

const ARTICLE: &str = "قالت وزارة الخارجية في باكو إن أذربيجان ستزوّد تركيا بالغاز الطبيعي حتى عام ٢٠٣٠.\n\
    ونفت أرمينيا، «الاتفاق المتُبادل» بين البلدين، وقالت إن أذربيجــــان تبالغ.\n\
    The ministry’s spokesman said that the two   countries had signed a treaty in May.";

#[test]
fn a_quote_is_found_to_the_letter() {
    let place = found(ARTICLE, "أذربيجان ستزوّد تركيا");
    assert_eq!(&ARTICLE[place.range.clone()], "أذربيجان ستزوّد تركيا");
    assert_eq!((place.how, place.context, place.count), (How::Exact, Context::NotGiven, 1));
    assert!(place.differing.is_empty() && !place.is_ambiguous());
}

#[test]
fn another_spelling_is_found_and_flagged() {
    for (quote, original) in [
        ("اذربيجان ستزود تركيا", "أذربيجان ستزوّد تركيا"),
        ("الاتفاق المُتبادل", "الاتفاق المتُبادل"),
        ("أذربيجان تبالغ", "أذربيجــــان تبالغ"),
        ("حتى عام 2030", "حتى عام ٢٠٣٠"),
        ("2030. ونفت", "٢٠٣٠.\nونفت"),
        ("\"الاتفاق المتبادل\"", "«الاتفاق المتُبادل»"),
        ("The ministry's spokesman said", "The ministry’s spokesman said"),
        ("the two countries had\nsigned", "the two   countries had signed"),
    ] {
        let place = found(ARTICLE, quote);
        assert_eq!(&ARTICLE[place.range.clone()], original);
        assert_eq!(place.how, How::Folded, "{quote}");
    }
}

#[test]
fn differences_in_spelling_are_named_by_code_point() {
    let differing =
        |text: &str, quote: &str| found(text, quote).differing.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(differing("أمريكا", "امريكا"), ["أ (U+0623) where the quote has ا (U+0627)"]);
    assert_eq!(differing("زوّد", "زود"), ["U+0651 which the quote leaves out"]);
    assert_eq!(differing("a\u{200F}b", "ab"), ["U+200F which the quote leaves out"]);
    assert_eq!(differing("ab", "a\u{AD}b"), ["nothing where the quote has U+00AD"]);
    assert_eq!(differing("’tis", "'tis"), ["U+2019 where the quote has ' (U+0027)"]);
    assert_eq!(differing("x أب y ة", "x\nاب y ه").len(), 2, "white space is no difference");
}

#[test]
fn several_places_are_ambiguous_until_context_decides() {
    let text = "ايران قالت. تركيا قالت. ايران نفت.";
    let place = found(text, "ايران");
    assert_eq!((place.range.start, place.count, place.all.len()), (0, 2, 2));
    assert!(place.is_ambiguous());
    let second = found_between(text, "ايران", Some("قالت. "), None);
    assert_eq!((second.range.start, second.context, second.count), (text.rfind("ايران").unwrap(), Context::Fits, 1));
    let by_suffix = found_between(text, "ايران", None, Some(" نفت"));
    assert_eq!(by_suffix.range, second.range);
    let trimmed = found_between(text, "ايران", Some("تركيا قالت."), Some("نفت."));
    assert_eq!(
        (trimmed.range, trimmed.how),
        (second.range.clone(), How::Exact),
        "spaces next to the quote may be missing"
    );
    let spelt = found_between(text, "ايران", Some("تركيّا قالت."), Some("نفت"));
    assert_eq!((spelt.range, spelt.how, spelt.context), (second.range, How::Exact, Context::Fits));
}

#[test]
fn context_that_fits_nowhere_is_reported() {
    let place = found_between("A said. B said.", "said", Some("C "), None);
    assert_eq!((place.range, place.context, place.count), (2..6, Context::Differs, 2));
    let place = found_between("أ قال. B قال.", "ا قال", Some("C "), None);
    assert_eq!((place.how, place.context), (How::Folded, Context::Differs));
    assert_eq!(found_between("A said.", "said", Some(""), Some(" ")).context, Context::NotGiven);
}

#[test]
fn context_may_choose_a_place_in_another_spelling() {
    let text = "one امريكا two أمريكا three";
    let place = found_between(text, "امريكا", Some("two"), None);
    assert_eq!((&text[place.range], place.how), ("أمريكا", How::Folded));
}

#[test]
fn places_that_overlap_are_all_found() {
    assert_eq!(found("aaa", "aa").all, [0..2, 1..3]);
    assert_eq!(found_between("aaa", "aa", Some("a"), None).range, 1..3);
    let many = found(&"x ".repeat(5_000), "x");
    assert_eq!((many.count, many.all.len()), (5_000, MAX_PLACES));
}

#[test]
fn the_nearest_passage_is_whole_words() {
    let nearest = near(ARTICLE, "the two countries had signed an accord in May").unwrap();
    assert_eq!(nearest.text, "the two   countries had signed a treaty in May");
    assert!(nearest.similarity > 0.8, "{}", nearest.similarity);
    assert_eq!(&ARTICLE[nearest.range.clone()], nearest.text);
    let arabic = near(ARTICLE, "إن اذربيجان ستزود روسيا بالغاز").unwrap();
    assert_eq!(arabic.text, "إن أذربيجان ستزوّد تركيا بالغاز");
}

#[test]
fn a_letter_that_differs_is_named() {
    let nearest = near("وقعت الدولتان اتفاق الغاز أمس", "اتفاف الغاز").unwrap();
    assert_eq!(nearest.text, "اتفاق الغاز");
    assert_eq!(
        nearest.differing.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["ق (U+0642) where the quote has ف (U+0641)"]
    );
    let word = near("signed the accord.", "signed the treaty.").unwrap();
    assert!(word.differing.iter().map(|one| one.found.chars().count()).sum::<usize>() >= 4);
}

#[test]
fn a_misspelt_name_alone_is_found() {
    assert_eq!(near(ARTICLE, "أذربجيان").unwrap().text, "أذربيجان");
    assert_eq!(near("The treaty of Lausanne", "Lausane").unwrap().text, "Lausanne");
}

#[test]
fn what_is_not_there_has_no_nearest_passage() {
    assert_eq!(near(ARTICLE, "Un accord tout à fait différent"), None);
    assert_eq!(near(ARTICLE, "中国"), None);
    assert_eq!(near("", "word"), None);
    assert_eq!(near("ab", "word"), None);
    for empty in ["", " \n", "\u{200F}", "\u{064E}"] {
        assert_eq!(near(ARTICLE, empty), None, "{empty:?}");
    }
}

#[test]
fn a_quote_longer_than_the_text_is_compared_with_all_of_it() {
    let text = "Azerbaijan supplies Turkey with gas";
    let nearest = near(text, "Azerbaijan supplies Turkey with gas and oil").unwrap();
    assert_eq!(nearest.text, text);
    assert_eq!(nearest.differing[0].to_string(), "nothing where the quote has ` and oil`");
}

/// A long text of words that do not repeat in the same order.
fn long_text(bytes: usize) -> String {
    let words = [
        "قالت",
        "الوزارة",
        "إن",
        "الاتفاق",
        "يشمل",
        "الغاز",
        "والنفط",
        "بين",
        "البلدين",
        "منذ",
        "سنوات",
        "طويلة",
        "treaty",
    ];
    let mut text = String::new();
    let mut seed = 7_u64;
    while text.len() < bytes {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = words[usize::try_from(seed >> 33).unwrap() % words.len()];
        write!(text, "{word}{} ", seed >> 60).unwrap();
    }
    text
}

#[test]
fn a_long_text_takes_linear_time() {
    let text = long_text(1_000_000);
    let middle = text.char_indices().nth(200_000).unwrap().0;
    let passage: String = text[middle..].chars().take(150).collect();
    let quote = passage.replacen("الغاز", "الفحم", 1).replacen("بين", "عند", 1);
    let began = Instant::now();
    let nearest = near(&text, &quote).unwrap();
    assert!(nearest.range.start.abs_diff(middle) < 100);
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn texts_and_quotes_made_to_be_slow_are_not() {
    let began = Instant::now();
    let same = "a".repeat(1_000_000);
    found(&same, &"a".repeat(400_000));
    near(&same, &format!("{}b", "a".repeat(400_000)));
    near(&same, &format!("{}b{}", "a".repeat(900), "a".repeat(900)));
    near(&"ab ".repeat(300_000), &"ba  c".repeat(1_000));
    found_between(&same, "a", Some(&"b".repeat(1_000)), Some("c"));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

/// Run by hand with `--release -- --ignored --nocapture`; the bounds hold there.
#[test]
#[ignore = "measures time, which says something only in a release build on a quiet machine"]
fn speed() {
    for bytes in [100_000, 1_000_000] {
        let text = long_text(bytes);
        let quote = format!("{} تماما", &text[..text.char_indices().nth(300).unwrap().0].replace("الغاز", "الفحم"));
        let began = Instant::now();
        let locator = Locator::new(&text);
        let result = locator.find(&Quote::of(&quote));
        let first = began.elapsed();
        let began = Instant::now();
        let _ = locator.find(&Quote::of(&quote));
        println!(
            "{bytes} bytes: first {first:?}, again {:?}, {}",
            began.elapsed(),
            matches!(result, Located::NotFound { nearest: Some(_) })
        );
    }
}

proptest! {
    #[test]
    fn any_part_of_any_text_is_found_exactly(text in "[\\PC\nء-ي\u{064B}-\u{0652}ـab ]{1,60}", from in 0_usize..60, length in 1_usize..20) {
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let start = bounds[from % (bounds.len() - 1)];
        let end = bounds[(from % (bounds.len() - 1) + length).min(bounds.len() - 1)];
        let words = &text[start..end];
        prop_assume!(!words.trim().is_empty());
        let place = found(&text, words);
        prop_assert_eq!(&text[place.range.clone()], words);
        prop_assert_eq!(place.how, How::Exact);
        prop_assert!(place.all.contains(&(start..end)));
        let exact = found_between(&text, words, Some(&text[..start]), Some(&text[end..]));
        prop_assert_eq!((exact.range, exact.count), (start..end, 1));
    }

    #[test]
    fn no_text_and_quote_fail(text in "[\\PC\nأا\u{064B}ـab …]{0,60}", words in "[\\PCاa\u{064B} .]{0,30}", prefix in "[a ا]{0,3}") {
        match locate(&text, &words, Some(&prefix), None) {
            Located::Found(place) => prop_assert!(place.all.iter().all(|range| text.get(range.clone()).is_some())),
            Located::NotFound { nearest: Some(nearest) } => {
                prop_assert_eq!(text.get(nearest.range.clone()), Some(nearest.text.as_str()));
                prop_assert!((0.5..=1.0).contains(&nearest.similarity));
            }
            Located::NotFound { nearest: None } => {}
        }
    }

    #[test]
    fn one_letter_changed_is_still_near(at in 0_usize..30) {
        let text = "ثم قالت وزارة الخارجية إن البلدين وقعا اتفاقا جديدا للغاز في باكو";
        let passage = "وزارة الخارجية إن البلدين وقعا";
        let quote: String = passage.chars().enumerate().map(|(n, c)| if n == at { 'ж' } else { c }).collect();
        let nearest = near(text, &quote).unwrap();
        prop_assert!(nearest.text.contains("الخارجية إن البلدين") || at > 5, "{}", nearest.text);
        prop_assert!(nearest.similarity > 0.9);
    }
}
