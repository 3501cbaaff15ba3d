//! The forms under which an Arabic word is found: as it stands, and without what is written onto it.
//!
//! (و|ف)? (ب|ك|ل)? (ال)? stem (ها|هم|نا…)?, ل+ال = لل, س before imperfect verbs. Without a lexicon of the
//! language some readings are wrong; they do no harm where no other word is read the same wrong way. So what
//! is the name of a place keeps all its letters (بولندا is not ب + ولندا), and short rests are left alone.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::ontology::gazetteer::{AliasKind, Gazetteer};
use crate::source::fold::fold_key;

/// Behind the article as many letters are enough;
const BEHIND_ARTICLE: usize = 3;
/// behind a single letter, which may be the first one of the word, it takes more.
const BEHIND_LETTER: usize = 4;
/// What is left of a word whose ending is taken away; of one letter more, since ة is folded into ه.
const BEFORE_ENDING: usize = 3;
/// Words of grammar that a wrong reading must not lead to.
const GRAMMAR: [&str; 6] = ["الي", "علي", "التي", "الذي", "هذا", "هذه"];
/// Endings that are pronouns; ه is also what folding makes of ة.
const ENDINGS: [&str; 8] = ["هما", "كما", "ها", "هم", "هن", "كم", "نا", "ه"];

/// Says whether a word has Arabic letters.
#[must_use]
pub fn is_arabic(word: &str) -> bool {
    word.chars().any(|c| matches!(c, '\u{0621}'..='\u{064A}'))
}

/// Returns every form of a folded word, itself first, then by how much was taken away.
#[must_use]
pub fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if !is_arabic(word) {
        return forms;
    }
    let names = names();
    let mut add = |form: &str| {
        if !forms.iter().any(|known| known == form) && !GRAMMAR.contains(&form) {
            forms.push(form.to_owned());
        }
    };
    if let Some(stem) = without_article(word) {
        add(stem);
        endings(stem, names, &mut add);
    }
    if names.contains(word) {
        return forms;
    }
    let conjunction = word.strip_prefix(['و', 'ف']);
    for rest in [Some(word), conjunction].into_iter().flatten() {
        let is_whole = rest.len() == word.len();
        let stands = |rest: &str| length(rest) >= BEHIND_LETTER || names.contains(rest);
        if !is_whole && stands(rest) {
            add(rest);
            endings(rest, names, &mut add);
        }
        if !is_whole && let Some(stem) = without_article(rest) {
            add(rest);
            add(stem);
            endings(stem, names, &mut add);
        }
        if !is_whole && names.contains(rest) {
            continue;
        }
        if let Some(stem) = rest.strip_prefix("لل").filter(|stem| length(stem) >= BEHIND_ARTICLE) {
            add(&format!("ال{stem}"));
            add(stem);
            endings(stem, names, &mut add);
        }
        if let Some(behind) = rest.strip_prefix(['ب', 'ك', 'ل']) {
            if let Some(stem) = without_article(behind) {
                add(behind);
                add(stem);
                endings(stem, names, &mut add);
            } else if stands(behind) {
                add(behind);
                endings(behind, names, &mut add);
            }
        }
        // The future: سيزود is يزود, while سوريا begins with a letter of its own.
        let verb = rest.strip_prefix('س').filter(|verb| verb.starts_with(['ي', 'ت', 'ن', 'ا']));
        if let Some(verb) = verb.filter(|verb| length(verb) >= BEHIND_LETTER) {
            add(verb);
            endings(verb, names, &mut add);
        }
    }
    endings(word, names, &mut add);
    forms
}

/// Adds a word without the pronoun at its end; before it, ة is written ت.
fn endings(word: &str, names: &HashSet<String>, add: &mut impl FnMut(&str)) {
    if names.contains(word) {
        return;
    }
    for ending in ENDINGS {
        let least = if length(ending) == 1 { BEFORE_ENDING + 1 } else { BEFORE_ENDING };
        let Some(stem) = word.strip_suffix(ending).filter(|stem| length(stem) >= least) else { continue };
        // ماليه (financial) is not Mali.
        if names.contains(stem) {
            continue;
        }
        add(stem);
        if let Some(noun) = stem.strip_suffix('ت') {
            add(&format!("{noun}ه"));
        }
        return;
    }
}

fn without_article(word: &str) -> Option<&str> {
    word.strip_prefix("ال").filter(|stem| length(stem) >= BEHIND_ARTICLE)
}

fn length(word: &str) -> usize {
    word.chars().count()
}

/// Returns the Arabic names of one word in the gazetteer, folded.
fn names() -> &'static HashSet<String> {
    static NAMES: OnceLock<HashSet<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = HashSet::new();
        for entity in Gazetteer::embedded().entities() {
            let labels = entity.labels.iter().map(|label| &*label.text);
            let own = |kind: AliasKind| matches!(kind, AliasKind::Name | AliasKind::Short | AliasKind::Variant);
            let aliases = entity.aliases.iter().filter(|alias| own(alias.kind)).map(|alias| &*alias.text);
            for name in labels.chain(aliases).filter(|name| is_arabic(name) && !name.contains(' ')) {
                names.insert(fold_key(name));
            }
        }
        names
    })
}
