//! Words of verdict: a name that holds one tells an accusation as if it were so.
//!
//! `ontology/verdicts.tsv` lists them by language, folded, each as a whole word, as the beginning of
//! one, or (in scripts without spaces) anywhere.

use std::collections::HashMap;
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
    /// How many spaces it holds.
    spaces: usize,
}

/// The list, in the order of the file, with what is needed to look at few of its words.
struct Words {
    all: Vec<Word>,
    anywhere: Vec<usize>,
    /// First letter → the words and phrases that begin with it.
    by_initial: HashMap<char, Vec<usize>>,
    /// How many letters the shortest of the ASCII words has.
    shortest: usize,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words =
            Words { all: Vec::new(), anywhere: Vec::new(), by_initial: HashMap::new(), shortest: usize::MAX };
        for line in VERDICTS_TSV.lines().skip(1) {
            let mut fields = line.split('\t').skip(1);
            let (Some(stem), Some(kind)) = (fields.next().map(fold_key), fields.next()) else { continue };
            let Some(initial) = stem.chars().next() else { continue };
            let kind = match kind {
                "prefix" => Kind::Prefix,
                "anywhere" => Kind::Anywhere,
                _ => Kind::Exact,
            };
            if kind == Kind::Anywhere {
                words.anywhere.push(words.all.len());
            } else {
                words.by_initial.entry(initial).or_default().push(words.all.len());
            }
            if stem.is_ascii() {
                words.shortest = words.shortest.min(letters(&stem));
            }
            let spaces = stem.matches(' ').count();
            words.all.push(Word { stem, kind, spaces });
        }
        words
    })
}

/// Returns the word of verdict in a name or id, if there is one.
///
/// Ids are split at signs and at capitals, so `KhojalyMassacre` and `khojaly-massacre` are seen.
/// Arabic words are tried with the particles and the article that may be written onto them.
#[must_use]
pub fn verdict_in(name: &str) -> Option<String> {
    let words = words();
    // Ids such as `s12` are too short for any word.
    if name.is_ascii() && letters(name) < words.shortest {
        return None;
    }
    let spaced = split_capitals(name);
    let folded = fold_key(&spaced);
    let parts: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let Words { all, anywhere, by_initial, .. } = words;
    let may_hold = |stem: &str| stem.is_ascii() || !folded.is_ascii();
    let inside =
        anywhere.iter().copied().filter(|&number| may_hold(&all[number].stem) && folded.contains(&all[number].stem));
    let begun = (0..parts.len()).flat_map(|at| {
        let parts = &parts[at..];
        stems_of(parts[0]).flat_map(move |stem| {
            let candidates = stem.chars().next().and_then(|initial| by_initial.get(&initial));
            candidates.into_iter().flatten().copied().filter(move |&number| begins(stem, &parts[1..], &all[number]))
        })
    });
    inside.chain(begun).min().map(|number| all[number].stem.clone())
}

fn letters(ascii: &str) -> usize {
    ascii.bytes().filter(u8::is_ascii_alphabetic).count()
}

/// Says whether a stem, or a stem and what comes after it, is the word or phrase.
fn begins(stem: &str, after: &[&str], word: &Word) -> bool {
    let fits = |stem: &str, wanted: &str, prefix: bool| if prefix { stem.starts_with(wanted) } else { stem == wanted };
    let prefix = word.kind == Kind::Prefix;
    if word.spaces == 0 {
        return fits(stem, &word.stem, prefix);
    }
    let mut wanted = word.stem.split(' ');
    word.spaces <= after.len()
        && wanted.next() == Some(stem)
        && wanted.zip(after).enumerate().all(|(number, (wanted, part))| {
            stems_of(part).any(|stem| fits(stem, wanted, prefix && number + 1 == word.spaces))
        })
}

/// Returns an Arabic word as written and without the particles و ف ب ك ل and the article ال.
fn stems_of(part: &str) -> impl Iterator<Item = &str> {
    let mut stems = [part; 6];
    // Words of other scripts have one form.
    let forms = if part.is_ascii() { 1 } else { stems.len() };
    if forms > 1 {
        stems[1] = str_without(part, &['و', 'ف']);
        stems[2] = str_without(stems[1], &['ب', 'ك', 'ل']);
        stems[3] = stems[2].strip_prefix("ال").unwrap_or(stems[2]);
        stems[4] = stems[1].strip_prefix("لل").unwrap_or(stems[1]);
        stems[5] = stems[1].strip_prefix("ال").unwrap_or(stems[1]);
    }
    stems.into_iter().take(forms).filter(|stem| !stem.is_empty())
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
        for name in [
            "events of the night of 14 May",
            "incident at the border",
            "أحداث خوجالي",
            "Trans-Anatolian Pipeline",
            "night-of-14",
        ] {
            assert_eq!(verdict_in(name), None, "{name}");
        }
    }
}
