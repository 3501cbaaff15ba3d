//! What is looked for: words, "a phrase", the beginning of a word*, and -what must not stand there.

use super::arabic;
use super::words::words;

/// As many words can be asked for at once.
const MOST: usize = 64;

/// One thing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A word, in any of its forms.
    Word {
        /// As it was asked for, folded.
        key: String,
        /// All its forms, itself first.
        forms: Vec<String>,
    },
    /// Words right after each other, as they stand.
    Phrase(Vec<String>),
    /// How a word begins.
    Beginning(String),
}

/// Words that cannot be looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// There is no word among them.
    #[error("there is no word to look for in `{0}`")]
    NoWord(String),
    /// Only what must not stand there.
    #[error("`{0}` only says what must not stand there")]
    OnlyNot(String),
    /// There are too many.
    #[error("these are more than {MOST} words")]
    TooMany,
}

/// What is looked for, and what must not stand there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Query {
    pub(super) wanted: Vec<Wanted>,
    pub(super) unwanted: Vec<Wanted>,
}

impl Query {
    /// Reads what was asked.
    pub(super) fn read(asked: &str) -> Result<Self, Unreadable> {
        let mut query = Self::default();
        let mut rest = asked.trim_start();
        while !rest.is_empty() {
            let without = rest.strip_prefix('-').filter(|rest| !rest.starts_with(char::is_whitespace));
            let begun = without.unwrap_or(rest);
            let mut chars = begun.chars();
            let quoted = chars.next().and_then(closing).and_then(|close| {
                let inside = chars.as_str();
                inside.find(close).map(|end| (&inside[..end], &inside[end + close.len_utf8()..]))
            });
            let (found, after) = match quoted {
                Some((inside, after)) => (phrase(inside), after),
                None => {
                    let end = begun.find(char::is_whitespace).unwrap_or(begun.len());
                    (word(&begun[..end]), &begun[end..])
                }
            };
            if without.is_some() { &mut query.unwanted } else { &mut query.wanted }.extend(found);
            rest = after.trim_start();
        }
        if query.wanted.len() + query.unwanted.len() > MOST {
            return Err(Unreadable::TooMany);
        }
        match (query.wanted.is_empty(), query.unwanted.is_empty()) {
            (true, true) => Err(Unreadable::NoWord(asked.trim().to_owned())),
            (true, false) => Err(Unreadable::OnlyNot(asked.trim().to_owned())),
            _ => Ok(query),
        }
    }
}

/// Returns the quotation mark that closes what this one opens.
fn closing(mark: char) -> Option<char> {
    match mark {
        '"' => Some('"'),
        '“' => Some('”'),
        '«' => Some('»'),
        '„' => Some('“'),
        _ => None,
    }
}

fn phrase(inside: &str) -> Vec<Wanted> {
    let mut keys: Vec<String> = words(inside).into_iter().map(|word| word.key).collect();
    match keys.len() {
        0 => Vec::new(),
        1 => vec![Wanted::Phrase(vec![keys.remove(0)])],
        _ => vec![Wanted::Phrase(keys)],
    }
}

/// Reads what stands between blanks: one word, or several as in `gas-deal`.
fn word(written: &str) -> Vec<Wanted> {
    let is_beginning = written.len() > 1 && written.ends_with('*');
    let found = words(written);
    let last = found.len().saturating_sub(1);
    let mut wanted = Vec::new();
    let mut run: Vec<String> = Vec::new();
    for (number, word) in found.into_iter().enumerate() {
        if word.joined && !run.is_empty() {
            run.push(word.key);
            continue;
        }
        settle(&mut run, &mut wanted);
        if is_beginning && number == last {
            wanted.push(Wanted::Beginning(word.key));
        } else {
            run.push(word.key);
        }
    }
    settle(&mut run, &mut wanted);
    wanted
}

/// A word by itself is looked for in all its forms; signs written without spaces are a phrase.
fn settle(run: &mut Vec<String>, wanted: &mut Vec<Wanted>) {
    match run.len() {
        0 => {}
        1 => {
            let key = run.remove(0);
            wanted.push(Wanted::Word { forms: arabic::forms(&key), key });
        }
        _ => wanted.push(Wanted::Phrase(std::mem::take(run))),
    }
}
