//! Refuses queries that nest or chain so far that the parser would exhaust its stack.
//!
//! The parser of the SPARQL library is recursive and has no limit of its own: 1.1 kB of `{` ends a
//! process with a 2 MiB stack. This look at the tokens is linear, never recursive, and comes first.

use crate::store::token::{Kind, Token, tokens};

/// How deep brackets of any kind, and signs such as `!` before a value, may nest.
pub const MAX_NESTING: usize = 128;
/// How many operators, alternatives and clauses a query may hold: each may be one step of a chain
/// such as `1+1+1…` or `{…} UNION {…} UNION {…}…`, which the parser turns into a tree that deep.
pub const MAX_CHAIN: usize = 1_000;
/// How many patterns a query may hold outside `VALUES`: separators (`.` `;`, `,` between objects) and
/// items of collections.
pub const MAX_SEPARATORS: usize = 1_000;
/// How long a query text may be, in bytes.
pub const MAX_LENGTH: usize = 16 * 1024 * 1024;
/// The stack that a thread needs to parse and run any query that passes [`check`].
pub const STACK_SIZE: usize = 64 * 1024 * 1024;

/// A query that is refused before it is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: the limit is {limit}")]
pub struct TooDeep {
    /// Which limit was met.
    pub kind: Excess,
    /// The limit.
    pub limit: usize,
    /// Where, as a byte offset into the text.
    pub offset: usize,
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Excess {
    /// Brackets, or signs before a value.
    Nesting,
    /// Operators, alternatives and clauses.
    Chain,
    /// Separators between patterns.
    Separators,
    /// Bytes.
    Length,
}

impl std::fmt::Display for Excess {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Nesting => "the query nests too deeply",
            Self::Chain => "the query chains too many operators or clauses",
            Self::Separators => "the query holds too many patterns",
            Self::Length => "the query is too long",
        })
    }
}

/// Keywords that add one step to the tree of a group.
const CLAUSES: [&str; 12] =
    ["UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "GRAPH", "SERVICE", "LATERAL", "VALUES", "HAVING", "AS", "IN"];

/// Checks nesting and chains of a query text.
pub fn check(query: &str) -> Result<(), TooDeep> {
    let refuse = |kind, limit, offset| Err(TooDeep { kind, limit, offset });
    if query.len() > MAX_LENGTH {
        return refuse(Excess::Length, MAX_LENGTH, MAX_LENGTH);
    }
    let mut scan = Scan::default();
    for token in tokens(query) {
        let written = &query[token.range.clone()];
        if let Some((kind, limit)) = scan.step(&token, written) {
            return refuse(kind, limit, token.range.start);
        }
    }
    Ok(())
}

/// What has been met so far.
#[derive(Default)]
struct Scan {
    /// The brackets that are open.
    open: Vec<u8>,
    /// Signs before a value, one after another.
    signs: usize,
    chain: usize,
    separators: usize,
    data: DataBlock,
    /// The last token ended a value.
    after_value: bool,
}

impl Scan {
    fn step(&mut self, token: &Token, written: &str) -> Option<(Excess, usize)> {
        self.data = self.data.after(token, written);
        let step = Step::of(token, written);
        let counts = self.data != DataBlock::Inside;
        let in_parentheses = self.open.last() == Some(&b'(');
        // Items of a collection `(1 2 3)` stand side by side; each is two patterns more.
        let begins_value = matches!(step, Step::Value | Step::Iri | Step::Open);
        if counts && in_parentheses && begins_value && self.after_value {
            self.separators += 1;
        }
        self.after_value = matches!(step, Step::Value | Step::Iri | Step::Close);
        self.signs = if step == Step::Prefix { self.signs + 1 } else { 0 };
        match step {
            Step::Open => {
                self.chain += usize::from(counts && written.starts_with('{'));
                self.open.push(written.as_bytes()[0]);
            }
            Step::Close => {
                self.open.pop();
            }
            Step::Link | Step::Prefix if counts => self.chain += 1,
            // A comma between arguments adds no step to any tree.
            Step::Separator if counts && !(in_parentheses && written == ",") => self.separators += 1,
            // The parser tries `<` as an operator too, so an IRI's own brackets and signs count.
            Step::Iri if written.matches(['(', '[', '!']).count() > MAX_NESTING => {
                return Some((Excess::Nesting, MAX_NESTING));
            }
            Step::Iri if written.matches(['+', '-', '*', '/', '=', '&']).count() > MAX_CHAIN => {
                return Some((Excess::Chain, MAX_CHAIN));
            }
            _ => {}
        }
        if self.open.len() + self.signs > MAX_NESTING {
            return Some((Excess::Nesting, MAX_NESTING));
        }
        if self.chain > MAX_CHAIN {
            return Some((Excess::Chain, MAX_CHAIN));
        }
        (self.separators > MAX_SEPARATORS).then_some((Excess::Separators, MAX_SEPARATORS))
    }
}

/// What a token does to the tree of the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Open,
    Close,
    Prefix,
    Link,
    Separator,
    Iri,
    Value,
    None,
}

impl Step {
    fn of(token: &Token, written: &str) -> Self {
        match (token.kind, written) {
            (Kind::Iri, _) => Self::Iri,
            (Kind::Word, word) if CLAUSES.iter().any(|clause| word.eq_ignore_ascii_case(clause)) => Self::Link,
            (Kind::Sign, "{" | "(" | "[" | "<<" | "{|") => Self::Open,
            (Kind::Sign, "}" | ")" | "]" | ">>" | "|}") => Self::Close,
            (Kind::Sign, "!" | "^") => Self::Prefix,
            (Kind::Sign, "." | ";" | ",") => Self::Separator,
            (Kind::Sign, _) => Self::Link,
            (Kind::Prefixed | Kind::Variable | Kind::Number | Kind::Text, _) => Self::Value,
            _ => Self::None,
        }
    }
}

/// Where the scan is with regard to a `VALUES` block, whose rows are data and no chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum DataBlock {
    #[default]
    Outside,
    /// After `VALUES`, before its `{`.
    Announced,
    Inside,
}

impl DataBlock {
    fn after(self, token: &Token, written: &str) -> Self {
        match (self, token.kind, written) {
            (_, Kind::Word, word) if self != Self::Inside && word.eq_ignore_ascii_case("values") => Self::Announced,
            (Self::Announced, Kind::Variable, _) | (Self::Announced, Kind::Sign, "(" | ")") => Self::Announced,
            (Self::Announced, Kind::Sign, "{") => Self::Inside,
            // Anything that opens a group ends the data: the parser refuses it there.
            (Self::Inside, Kind::Sign, "{" | "}" | "[" | "!" | "^" | "||" | "&&") => Self::Outside,
            (Self::Inside, ..) => Self::Inside,
            _ => Self::Outside,
        }
    }
}

#[cfg(test)]
mod tests;
