//! Forms the Arabic relational adjective (nisba) of a name: `إيران` gives `إيراني`, and that `الإيرانية`, `إيرانيون`, …
//!
//! This is the only place that knows the rule. What it does not give is listed in
//! `ontology/gazetteer/source/nisba-irregular.tsv`.

const ARTICLE: &str = "ال";
/// Endings that fall before the nisba's own, the longest first.
const DROPPED: [&str; 5] = ["يا", "ية", "ا", "ة", "ى"];
/// Masculine and feminine singular, plural (two cases), dual (two cases each), feminine plural.
const ENDINGS: [&str; 8] = ["ي", "ية", "يون", "يين", "يان", "يتان", "يتين", "يات"];

/// Returns the masculine singular, indefinite, of a one-word Arabic name; none for a name of several words.
pub fn base(name: &str) -> Option<String> {
    let plain: String = name.chars().filter(|letter| !is_mark(*letter)).collect();
    if plain.is_empty() || !plain.chars().all(is_letter) {
        return None;
    }
    let stem = plain.strip_prefix(ARTICLE).filter(|rest| rest.chars().count() >= 3).unwrap_or(&plain);
    let stem = DROPPED
        .iter()
        .find_map(|ending| stem.strip_suffix(ending))
        .filter(|rest| rest.chars().count() >= 2)
        .unwrap_or(stem);
    Some(if stem.ends_with('ي') { stem.to_owned() } else { format!("{stem}ي") })
}

/// Returns all forms of a nisba, the indefinite ones first, the base itself first of all.
///
/// In `كوري جنوبي` both words are inflected and both take the article; in `جنوب أفريقي` the last word is inflected and
/// the first takes the article.
pub fn forms(base: &str) -> Vec<String> {
    let words: Vec<&str> = base.split_whitespace().collect();
    let all_inflected = words.iter().all(|word| word.ends_with('ي'));
    let indefinite = ENDINGS.map(|ending| join(&words, |index, word| inflect(index, word, &words, ending)));
    let definite = indefinite.clone().map(|form| {
        let words: Vec<&str> = form.split(' ').collect();
        join(&words, |index, word| match index == 0 || all_inflected {
            true => format!("{ARTICLE}{word}"),
            false => word.to_owned(),
        })
    });
    indefinite.into_iter().chain(definite).collect()
}

fn inflect(index: usize, word: &str, words: &[&str], ending: &str) -> String {
    let inflected = index + 1 == words.len() || words.iter().all(|word| word.ends_with('ي'));
    match word.strip_suffix('ي').filter(|_| inflected) {
        Some(stem) => format!("{stem}{ending}"),
        None => word.to_owned(),
    }
}

fn join(words: &[&str], change: impl Fn(usize, &str) -> String) -> String {
    words.iter().enumerate().map(|(index, word)| change(index, word)).collect::<Vec<_>>().join(" ")
}

fn is_letter(letter: char) -> bool {
    matches!(letter, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}')
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}')
}

#[cfg(test)]
mod tests {
    use super::{base, forms};

    #[test]
    fn rule_gives_the_usual_adjective() {
        for (name, adjective) in [
            ("إيران", "إيراني"),
            ("روسيا", "روسي"),
            ("سورية", "سوري"),
            ("سوريا", "سوري"),
            ("كندا", "كندي"),
            ("الصين", "صيني"),
            ("السودان", "سوداني"),
            ("العراق", "عراقي"),
            ("الهند", "هندي"),
            ("ليبيا", "ليبي"),
            ("هايتي", "هايتي"),
            ("عُمان", "عماني"),
            ("لاوس", "لاوسي"),
            ("ألمانيا", "ألماني"),
        ] {
            assert_eq!(base(name).as_deref(), Some(adjective), "{name}");
        }
    }

    #[test]
    fn names_of_several_words_or_other_scripts_have_no_rule() {
        for name in ["كوريا الجنوبية", "تيمور - ليشتي", "Iran", "", "تایلند"] {
            assert_eq!(base(name), None, "{name}");
        }
    }

    #[test]
    fn one_word_has_sixteen_forms() {
        let forms = forms("تركي");
        assert_eq!(forms[0], "تركي");
        for form in ["تركية", "تركيون", "تركيين", "تركيان", "تركيات", "التركي", "التركية", "التركيين"]
        {
            assert!(forms.iter().any(|found| found == form), "{form}");
        }
        assert_eq!(forms.len(), 16);
    }

    #[test]
    fn two_words_agree_when_both_are_adjectives() {
        let korean = forms("كوري جنوبي");
        assert!(korean.contains(&"كورية جنوبية".to_owned()));
        assert!(korean.contains(&"الكورية الجنوبية".to_owned()));
        let south_african = forms("جنوب أفريقي");
        assert!(south_african.contains(&"جنوب أفريقية".to_owned()));
        assert!(south_african.contains(&"الجنوب أفريقية".to_owned()));
    }
}
