//! What the columns of a query hold: found in its text, explained in its header, or common to many queries.

use crate::store::token::{Kind, tokens};

/// A column of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The variable, without `?`.
    pub name: String,
    /// What it holds; empty if nobody says so.
    pub words: String,
    /// It is not shown.
    pub hidden: bool,
}

/// Columns that mean the same in every query.
const COMMON: &[(&str, &str)] = &[
    ("statement", "the statement; its IRI leads to the words, the article, the speaker and the stance"),
    ("article", "the article it stands in"),
    ("holder", "who holds it: the article's author, an unnamed source, or somebody named"),
    ("stance", "how the author relates to it: committed, reported, hedged, denied and so on"),
    ("polarity", "whether it is said to be so or not to be so"),
    ("subject", "of whom or what it is said"),
    ("predicate", "what is said of it"),
    ("object", "the other end of what is said"),
    ("published", "when the article was published"),
    ("when", "when it is said to be true, as an EDTF date"),
    ("unknown", "the reason why a value is not known"),
    ("type", "the class"),
    ("theme", "what is handed over or spoken of"),
    ("articles", "how many articles say so"),
    ("statements", "how many statements there are"),
    ("gloss", "what is said, in the words of whoever wrote it down"),
    ("quote", "the words of the article"),
    ("exact", "the words of the article"),
    ("content", "the statement that is the content of this one"),
    ("reprintOf", "the article that this one repeats"),
    ("retracted", "when the article was taken back"),
];

/// Returns what a column of this name holds in every query.
#[must_use]
pub fn common(name: &str) -> Option<&'static str> {
    COMMON.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
}

/// Returns the form of a query and the variables it selects, in order; none if it selects `*`.
pub(super) fn selected(text: &str) -> (String, Vec<String>) {
    let (mut form, mut names, mut open, mut after_as) = (String::new(), Vec::new(), 0_usize, false);
    for token in tokens(text) {
        let written = &text[token.range.clone()];
        let word = |wanted: &str| token.kind == Kind::Word && written.eq_ignore_ascii_case(wanted);
        if form.is_empty() {
            if let Some(found) = ["select", "ask", "construct", "describe"].into_iter().find(|form| word(form)) {
                form = found.to_owned();
            }
            continue;
        }
        if form != "select" || written == "{" || open == 0 && (written == "*" || word("where") || word("from")) {
            break;
        }
        match written {
            "(" => open += 1,
            ")" => open = open.saturating_sub(1),
            _ if token.kind == Kind::Variable && (open == 0 || open == 1 && after_as) => {
                names.push(written[1..].to_owned())
            }
            _ => {}
        }
        after_as = word("as");
    }
    (form, names)
}
