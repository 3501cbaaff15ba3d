//! Words of verdict: a name that holds one tells an accusation as if it were so.
//!
//! `ontology/verdicts.tsv` lists them by language, folded, each as a whole word, as the beginning of
//! one, or (in scripts without spaces) anywhere.

use std::sync::OnceLock;

use super::VERDICTS_TSV;
use crate::source::fold::fold_key;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Exact,
    Prefix,
    Anywhere,
}

struct Word {
    stem: String,
    kind: Kind,
}

fn words() -> &'static [Word] {
    static WORDS: OnceLock<Vec<Word>> = OnceLock::new();
    WORDS.get_or_init(|| {
        VERDICTS_TSV
            .lines()
            .skip(1)
            .filter_map(|line| {
                let mut fields = line.split('\t').skip(1);
                let stem = fold_key(fields.next()?);
                let kind = match fields.next()? {
                    "prefix" => Kind::Prefix,
                    "anywhere" => Kind::Anywhere,
                    _ => Kind::Exact,
                };
                Some(Word { stem, kind })
            })
            .collect()
    })
}

/// Returns the word of verdict in a name or id, if there is one.
///
/// Ids are split at signs and at capitals, so `KhojalyMassacre` and `khojaly-massacre` are seen.
/// Arabic words are tried with the particles and the article that may be written onto them.
#[must_use]
pub fn verdict_in(name: &str) -> Option<String> {
    let spaced = split_capitals(name);
    let folded = fold_key(&spaced);
    let parts: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    for word in words() {
        let hit = if word.kind == Kind::Anywhere {
            folded.contains(&word.stem)
        } else if word.stem.contains(' ') {
            phrase_in(&parts, word)
        } else {
            parts.iter().any(|part| stems_of(part).any(|stem| matches(stem, word)))
        };
        if hit {
            return Some(word.stem.clone());
        }
    }
    None
}

fn matches(part: &str, word: &Word) -> bool {
    if word.kind == Kind::Prefix { part.starts_with(&word.stem) } else { part == word.stem }
}

fn phrase_in(parts: &[&str], word: &Word) -> bool {
    let wanted: Vec<&str> = word.stem.split(' ').collect();
    parts.windows(wanted.len()).any(|window| {
        window.iter().zip(&wanted).enumerate().all(|(number, (part, wanted_part))| {
            let last = number + 1 == wanted.len();
            let prefix = last && word.kind == Kind::Prefix;
            stems_of(part).any(|stem| if prefix { stem.starts_with(wanted_part) } else { stem == *wanted_part })
        })
    })
}

/// Returns an Arabic word as written and without the particles و ف ب ك ل and the article ال.
fn stems_of(part: &str) -> impl Iterator<Item = &str> {
    let without = |part: &'static [char], text| -> &str { str_without(text, part) };
    let one = without(&['و', 'ف'], part);
    let two = without(&['ب', 'ك', 'ل'], one);
    let three = two.strip_prefix("ال").unwrap_or(two);
    let four = one.strip_prefix("لل").unwrap_or(one);
    let five = one.strip_prefix("ال").unwrap_or(one);
    [part, one, two, three, four, five].into_iter().filter(|stem| !stem.is_empty())
}

fn str_without<'t>(text: &'t str, letters: &[char]) -> &'t str {
    text.strip_prefix(letters).unwrap_or(text)
}

fn split_capitals(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 8);
    let mut before_lower = false;
    for character in name.chars() {
        if character.is_uppercase() && before_lower {
            spaced.push(' ');
        }
        before_lower = character.is_lowercase();
        spaced.push(if matches!(character, '_' | '-' | '.') { ' ' } else { character });
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_seen_in_labels_and_ids() {
        for name in [
            "the Khojaly massacre",
            "khojaly-massacre",
            "KhojalyMassacre",
            "war crimes of 1992",
            "المجزرة",
            "وبالمجزرة",
            "génocide de 1994",
        ] {
            assert!(verdict_in(name).is_some(), "{name}");
        }
    }

    #[test]
    fn neutral_words_pass() {
        for name in ["events of the night of 14 May", "incident at the border", "أحداث خوجالي", "Trans-Anatolian Pipeline", "night-of-14"] {
            assert_eq!(verdict_in(name), None, "{name}");
        }
    }
}
