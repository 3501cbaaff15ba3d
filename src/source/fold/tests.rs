//! Tests of evening out spelling.

use super::{Folded, Whitespace, fold_key};
use proptest::prelude::*;
use std::ops::Range;

fn fold(text: &str) -> String {
    Folded::new(text, Whitespace::Collapse).text().to_owned()
}

/// The original words behind a needle found in the copy.
fn behind<'a>(text: &'a str, needle: &str) -> &'a str {
    let folded = Folded::new(text, Whitespace::Collapse);
    let start = folded.text().find(needle).unwrap_or_else(|| panic!("{needle} in {}", folded.text()));
    &text[folded.original(start..start + needle.len())]
}

#[test]
fn arabic_spellings_of_a_word_fold_together() {
    for (left, right) in [
        ("إسرائيل", "اسراييل"),
        ("أمريكا", "امريكا"),
        ("آسيا", "اسيا"),
        ("ٱلله", "الله"),
        ("سورية", "سوريه"),
        ("موسى", "موسي"),
        ("مؤتمر", "موتمر"),
        ("رئيس", "رييس"),
        ("مُحَمَّدٌ", "محمد"),
        ("المتُبادلة", "المُتبادلة"),
        ("المتُبادلة", "المتبادلة"),
        ("أذربيجــــان", "اذربيجان"),
        ("ایران", "ايران"),
        ("کردستان", "كردستان"),
        ("١٢٣ ۴۵۶", "123 456"),
        ("نعم، لا؛ أين؟ ٥٪ ٢٫٥", "نعم, لا; اين? 5% 2.5"),
        ("الع\u{200D}راق", "العراق"),
        ("\u{FEFF}العراق\u{200F}", "العراق"),
        ("\u{2067}العراق\u{2069}", "العراق"),
        ("رحمٰن", "رحمن"),
    ] {
        assert_eq!(fold(left), fold(right), "{left}");
    }
    assert_eq!(fold("سوریۀ"), "سوريه");
}

#[test]
fn composed_and_decomposed_letters_fold_together() {
    assert_eq!(fold("ا\u{0654}مريكا"), fold("أمريكا"));
    assert_eq!(fold("ا\u{064E}\u{0654}مريكا"), fold("أمريكا"), "marks in any order");
    assert_eq!(fold("cafe\u{0301}"), "café");
    assert_eq!(fold("\u{1112}\u{1161}\u{11AB}국"), "한국");
    assert_eq!(fold("K\u{212B}"), "kå");
}

#[test]
fn presentation_forms_fold_only_in_their_blocks() {
    assert_eq!(fold("\u{FEE3}\u{FEBC}\u{FEAE}"), "مصر");
    assert_eq!(fold("\u{FEFB}"), "لا");
    assert_eq!(fold("\u{FEF7}"), "لا", "with hamza above");
    assert_eq!(fold("\u{FE8E}\u{064E}"), "ا");
    assert_eq!(fold("ب\u{FE7C}ت\u{FC60}"), "بت", "a mark alone is no space");
    assert_eq!(fold("\u{FDFA}"), "صلي الله عليه وسلم");
    assert_eq!(fold("x² ﬁ ①"), "x² ﬁ ①", "other compatibility forms stay");
}

#[test]
fn case_quotes_and_dashes_fold() {
    assert_eq!(fold("“ΟΔΟΣ” ‘МОСКВА’ – «Ünal»"), "\"οδοσ\" 'москва' - \"ünal\"");
    assert_eq!(fold("ὁδός"), "ὁδόσ");
    assert_eq!(fold("İSTANBUL Iğdır"), "istanbul iğdir");
    assert_eq!(fold("so\u{00AD}lar…"), "solar...");
}

#[test]
fn white_space_collapses_only_when_asked() {
    assert_eq!(fold("a \n\t b\u{00A0}\u{200F} c"), "a b c");
    assert_eq!(fold("مصر\r\n  والعراق"), "مصر والعراق");
    assert_eq!(Folded::new("a \nب", Whitespace::Keep).text(), "a \nب");
    assert_eq!(Folded::new("A \nb", Whitespace::Keep).text(), "a \nb");
    assert_eq!(fold("a\tb"), "a b");
}

#[test]
fn places_lead_back_to_the_original() {
    assert_eq!(behind("قالت أَذربيجــــانُ إن", "اذربيجان"), "أَذربيجــــانُ");
    assert_eq!(behind("بين \u{FEFB} ونعم", "ا"), "\u{FEFB}");
    assert_eq!(behind("كلمة\u{200F} أخرى", "كلمه"), "كلمة", "an invisible sign after a word stays outside");
    assert_eq!(behind("الع\u{200D}راق", "العراق"), "الع\u{200D}راق");
    assert_eq!(behind("one  \n two", "e t"), "e  \n t");
    assert_eq!(behind("The Café", "café"), "Café");
    assert_eq!(behind("cafe\u{0301}s", "é"), "e\u{0301}");
    assert_eq!(behind("a…b", ".."), "…");
    assert_eq!(behind("Plain ASCII", "ascii"), "ASCII");
}

#[test]
fn long_runs_of_signs_take_linear_time() {
    for sign in ["\u{200D}", "\u{0640}", "\u{064E}", "\u{0301}", " "] {
        let text = format!("م{}م", sign.repeat(300_000));
        let began = std::time::Instant::now();
        assert!(fold(&text).starts_with('م'));
        assert!(began.elapsed().as_secs() < 5, "{sign:?}");
    }
}

#[test]
fn ranges_beyond_the_text_are_cut() {
    for text in ["", "abc", "مصر", "\u{FEFF}"] {
        let folded = Folded::new(text, Whitespace::Collapse);
        assert!(folded.original(0..9).end <= text.len());
        assert_eq!(folded.original(7..9).len(), 0);
        let reversed = Range { start: 2, end: 1 };
        assert_eq!(folded.original(reversed).len(), 0);
    }
}

#[test]
fn keys_ignore_accents_hyphens_and_spacing() {
    for (left, right) in [
        ("Cote d'Ivoire", "Côte d’Ivoire"),
        ("  Trinidad-and--Tobago ", "trinidad AND tobago"),
        ("TÜRKİYE", "türkiye"),
        ("Türkiye", "Turkiye"),
        ("Łódź", "lodz"),
        ("Åland", "A\u{030A}land"),
        ("Straße", "STRASSE"),
        ("Ελλάδα", "ΕΛΛΑΔΑ"),
        ("Королёв", "Королев"),
        ("الأمم  المتحدة", "الامم المتحده"),
        ("ناغورني - كاراباخ", "ناغورني–كاراباخ"),
        ("São Tomé", "sao tome"),
        ("Việt Nam", "viet nam"),
    ] {
        assert_eq!(fold_key(left), fold_key(right), "{left}");
    }
    assert_eq!(fold_key("Côte d’Ivoire"), "cote d'ivoire");
    assert_ne!(fold_key("май"), fold_key("маи"), "a Cyrillic short i is a letter of its own");
    assert_eq!(fold_key(" - "), "");
    assert_eq!(fold_key("中国"), "中国");
}

/// Text of the kinds that fold: Arabic with marks and forms, Latin with accents, Korean, invisible signs, white space.
fn mixed() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        "[ء-يـ\u{064B}-\u{0655}\u{0670}]",
        "[a-zA-Z \n\t]",
        "[éüİıß\u{0300}-\u{0308}…“«]",
        "[\u{FB50}-\u{FBB1}\u{FC5E}-\u{FD3D}\u{FE70}-\u{FE74}\u{FE76}-\u{FEFC}]",
        "[\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11A8}-\u{11C2}]",
        "[\u{00AD}\u{200B}-\u{200F}\u{FEFF}\u{2060}]",
        "\\PC",
    ];
    proptest::collection::vec(letter, 0..24).prop_map(|letters| letters.concat())
}

#[test]
fn what_stands_alone_neither_joins_nor_vanishes() {
    for c in (0..0x1_0000).filter_map(char::from_u32).filter(|c| super::stands_alone(*c)) {
        assert!(!super::joins('a', c) && !super::vanishes(c), "U+{:04X}", u32::from(c));
    }
    for c in (0..0x1_0000).filter_map(char::from_u32).filter(|c| super::is_settled(*c)) {
        use unicode_normalization::UnicodeNormalization as _;
        assert!(std::iter::once(c).nfc().eq([c]), "U+{:04X}", u32::from(c));
    }
}

proptest! {
    #[test]
    fn the_map_is_monotone_and_on_boundaries(text in mixed()) {
        for whitespace in [Whitespace::Collapse, Whitespace::Keep] {
            let folded = Folded::new(&text, whitespace);
            let mut last = 0..0;
            for (at, c) in folded.text().char_indices() {
                let source = folded.original(at..at + c.len_utf8());
                prop_assert!(source.start >= last.start && source.end >= last.end, "{:?} after {:?}", source, last);
                prop_assert!(source.start == last.start || source.start >= last.end, "{:?} cuts {:?}", source, last);
                prop_assert!(!source.is_empty());
                prop_assert!(text.is_char_boundary(source.start) && text.is_char_boundary(source.end));
                last = source;
            }
        }
    }

    #[test]
    fn folding_twice_is_folding_once(text in mixed()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn a_piece_of_the_original_folds_to_the_piece_of_the_copy(text in "[ء-ي\u{064B}-\u{0652}ـ a-z]{0,20}", from in 0_usize..20, length in 1_usize..8) {
        let folded = Folded::new(&text, Whitespace::Collapse);
        let bounds: Vec<usize> = folded.text().char_indices().map(|(at, _)| at).chain([folded.text().len()]).collect();
        let (start, end) = (bounds[from.min(bounds.len() - 1)], bounds[(from + length).min(bounds.len() - 1)]);
        let original = &text[folded.original(start..end)];
        prop_assert_eq!(fold(original), &folded.text()[start..end]);
    }

    #[test]
    fn a_key_is_its_own_key(name in mixed()) {
        // Without its accent a Korean letter may meet the next one, so those are left out here.
        let name: String = name.chars().filter(|c| !matches!(c, '\u{1100}'..='\u{11FF}')).collect();
        let key = fold_key(&name);
        prop_assert_eq!(fold_key(&key), key);
    }
}
