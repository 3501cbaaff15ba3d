//! Lenses: which graphs a query sees as its default graph. Named graphs stay visible under each.

use std::fmt;
use std::str::FromStr;

use crate::iri::Base;

/// A named choice of the query's default graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lens {
    /// The statement layer as it is stored: a plain triple is only found with `GRAPH`.
    #[default]
    Statements,
    /// The statement layer and the triples that articles assert in their own voice.
    Asserted,
    /// The statement layer and the triples that a named person accepted.
    Reviewed,
}

impl Lens {
    /// Every lens, in the order people are shown them.
    pub const ALL: [Self; 3] = [Self::Statements, Self::Asserted, Self::Reviewed];

    /// Returns the name used on the command line, in `chancery.toml` and in `.rq` headers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Statements => "statements",
            Self::Asserted => "asserted",
            Self::Reviewed => "reviewed",
        }
    }

    /// Returns the named graphs that are united with the stored default graph.
    #[must_use]
    pub fn graphs(self, base: &Base) -> Vec<String> {
        match self {
            Self::Statements => Vec::new(),
            Self::Asserted | Self::Reviewed => vec![base.graph(self.name())],
        }
    }
}

impl fmt::Display for Lens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A word that names no lens.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("no lens `{0}`; there are `statements`, `asserted` and `reviewed`")]
pub struct UnknownLens(String);

impl FromStr for Lens {
    type Err = UnknownLens;

    fn from_str(written: &str) -> Result<Self, UnknownLens> {
        Self::ALL
            .into_iter()
            .find(|lens| lens.name().eq_ignore_ascii_case(written.trim()))
            .ok_or_else(|| UnknownLens(written.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_graphs_follow_the_base() {
        for lens in Lens::ALL {
            assert_eq!(lens.name().parse(), Ok(lens));
        }
        assert!("facts".parse::<Lens>().is_err());
        let base = Base::new("https://kb.example/").unwrap();
        assert!(Lens::Statements.graphs(&base).is_empty());
        assert_eq!(Lens::Asserted.graphs(&base), ["https://kb.example/graph/asserted"]);
        assert_eq!(Lens::Reviewed.graphs(&base), ["https://kb.example/graph/reviewed"]);
    }
}
