//! Refuses queries that nest or chain so far that the parser would exhaust its stack.
//!
//! The parser of the SPARQL library is recursive and has no limit of its own: 1.1 kB of `{` ends a
//! process with a 2 MiB stack. This look at the tokens is linear, never recursive, and comes first.

use super::token::{Kind, Token, tokens};

/// How deep brackets of any kind, and signs such as `!` before a value, may nest.
pub const MAX_NESTING: usize = 128;
/// How many operators, alternatives and clauses a query may hold: each may be one step of a chain
/// such as `1+1+1…` or `{…} UNION {…} UNION {…}…`, which the parser turns into a tree that deep.
pub const MAX_CHAIN: usize = 1_000;
/// How many separators (`.` `;` `,`) a query may hold outside `VALUES`.
pub const MAX_SEPARATORS: usize = 4_000;
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
const CLAUSES: [&str; 12] = [
    "UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "GRAPH", "SERVICE", "LATERAL", "VALUES", "HAVING", "AS", "IN",
];

/// Checks nesting and chains of a query text.
pub fn check(query: &str) -> Result<(), TooDeep> {
    let refuse = |kind, limit, offset| Err(TooDeep { kind, limit, offset });
    if query.len() > MAX_LENGTH {
        return refuse(Excess::Length, MAX_LENGTH, MAX_LENGTH);
    }
    let (mut open, mut signs, mut chain, mut separators) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut data = DataBlock::Outside;
    for token in tokens(query) {
        let offset = token.range.start;
        let written = &query[token.range.clone()];
        data = data.after(&token, written);
        let step = Step::of(&token, written);
        signs = if step == Step::Prefix { signs + 1 } else { 0 };
        match step {
            Step::Open(levels) => open += levels,
            Step::Close(levels) => open = open.saturating_sub(levels),
            Step::Group if data == DataBlock::Outside => chain += 1,
            Step::Link | Step::Prefix if data != DataBlock::Inside => chain += 1,
            Step::Separator if data != DataBlock::Inside => separators += 1,
            // The parser tries `<` as an operator too, so an IRI's own brackets and signs count.
            Step::Iri if written.matches(['(', '[', '!']).count() > MAX_NESTING => {
                return refuse(Excess::Nesting, MAX_NESTING, offset);
            }
            Step::Iri if written.matches(['+', '-', '*', '/', '=', '&']).count() > MAX_CHAIN => {
                return refuse(Excess::Chain, MAX_CHAIN, offset);
            }
            _ => {}
        }
        if open + signs > MAX_NESTING {
            return refuse(Excess::Nesting, MAX_NESTING, offset);
        }
        if chain > MAX_CHAIN {
            return refuse(Excess::Chain, MAX_CHAIN, offset);
        }
        if separators > MAX_SEPARATORS {
            return refuse(Excess::Separators, MAX_SEPARATORS, offset);
        }
    }
    Ok(())
}

/// What a token does to the tree of the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Open(usize),
    Close(usize),
    Prefix,
    Link,
    Group,
    Separator,
    Iri,
    None,
}

impl Step {
    fn of(token: &Token, written: &str) -> Self {
        match (token.kind, written) {
            (Kind::Iri, _) => Self::Iri,
            (Kind::Word, word) if CLAUSES.iter().any(|clause| word.eq_ignore_ascii_case(clause)) => Self::Link,
            (Kind::Sign, "{" | "(" | "[" | "<<" | "{|") => Self::Open(1),
            (Kind::Sign, "}" | ")" | "]" | ">>" | "|}") => Self::Close(1),
            (Kind::Sign, "!" | "^") => Self::Prefix,
            (Kind::Sign, "." | ";" | ",") => Self::Separator,
            (Kind::Sign, _) => Self::Link,
            _ => Self::None,
        }
    }
}

/// Where the scan is with regard to a `VALUES` block, whose rows are data and no chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DataBlock {
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
