//! Profiles: the ways to write a statement in RDF, each read back.
//!
//! ```text
//! stored quads ─ write ─▶ quads of a profile ─ read ─▶ the same stored quads
//! ```
//!
//! The stored shape is the pivot: a profile is a function over the quads of one article (or of what
//! articles share), and most change only how subject, predicate and object hang on the statement
//! node. So nothing is lost that a profile does not touch, and any two lossless profiles convert into
//! each other through the stored shape.
//!
//! No profile may say more than the stored shape: the triple of a withheld statement stands in no
//! graph, not even in one of its own, for many tools read the union of all graphs.
//!
//! ```
//! use chancery::convert::profile::{Profile, read};
//! use chancery::iri::Base;
//! let st = "https://w3id.org/chancery/statement#";
//! let said = [("subject", "https://e/a"), ("predicate", "https://e/p"), ("object", "https://e/b")];
//! let mut stored = format!("<https://e/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{st}Statement> .\n");
//! for (end, iri) in said {
//!     stored += &format!("<https://e/s> <{st}{end}> <{iri}> .\n");
//! }
//! let written = Profile::Rdf12.write(&stored, &Base::default(), &[])?.nquads;
//! assert!(written.contains("reifies> <<( <https://e/a> <https://e/p> <https://e/b> )>> ."));
//! let back = read(&written)?;
//! assert_eq!((back.profile, back.nquads), (Profile::Rdf12, stored));
//! # Ok::<(), chancery::convert::profile::ProfileError>(())
//! ```

mod basic;
mod graphs;
mod nanopub;
mod part;
mod plain;
mod rdf12;
mod reification;
mod trusty;
mod wikibase;

use std::borrow::Cow;
use std::fmt;

use crate::iri::Base;
use crate::rdf::Line;
use part::{Out, Part};

pub use trusty::artifact_code;

/// A way to write statements in RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Profile {
    /// The statement node as it is stored (RDF 1.1).
    #[default]
    Stored,
    /// The statement node reifies a triple term (RDF 1.2).
    Rdf12,
    /// The same in RDF 1.1, by the basic encoding of RDF 1.2 Interoperability.
    Basic,
    /// The statement node is an `rdf:Statement` (RDF 1.1).
    Reification,
    /// A named graph a statement, named by its node.
    Graphs,
    /// A nanopublication a statement, with a trusty URI.
    Nanopub,
    /// Wikibase's RDF mapping.
    Wikibase,
    /// Asserted triples only, and what they need to be read.
    Plain,
}

/// Why quads could not be written or read in a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// A line that is not canonical N-Quads without blank nodes.
    #[error("not canonical N-Quads without blank nodes: `{0}`")]
    NotCanonical(String),
    /// A nanopublication that is not what its address says.
    #[error("the nanopublication <{written}> was changed: its content has the code {computed}")]
    Trusty {
        /// The address as written.
        written: String,
        /// The artifact code of the content.
        computed: String,
    },
    /// A node of a profile without a part that it must have once.
    #[error("<{node}> has not exactly one {part}")]
    Broken {
        /// The node.
        node: String,
        /// What is missing or there twice.
        part: &'static str,
    },
}

/// Quads in a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<'a> {
    /// The quads, one a line.
    pub nquads: Cow<'a, str>,
    /// Stored quads that the profile does not carry.
    pub left_out: Vec<Line<'a>>,
}

/// Stored quads, read from a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The profile they were in.
    pub profile: Profile,
    /// The quads as they are stored, one a line, in no order.
    pub nquads: String,
}

impl Profile {
    /// Every profile with its name, and whether it can be read back whole.
    pub const ALL: [(Self, &'static str, bool); 8] = [
        (Self::Stored, "stored", true),
        (Self::Rdf12, "rdf12", true),
        (Self::Basic, "basic", true),
        (Self::Reification, "reification", true),
        (Self::Graphs, "graphs", true),
        (Self::Nanopub, "nanopub", true),
        (Self::Wikibase, "wikibase", true),
        (Self::Plain, "plain", false),
    ];

    const fn row(self) -> &'static (Self, &'static str, bool) {
        let number = match self {
            Self::Stored => 0,
            Self::Rdf12 => 1,
            Self::Basic => 2,
            Self::Reification => 3,
            Self::Graphs => 4,
            Self::Nanopub => 5,
            Self::Wikibase => 6,
            Self::Plain => 7,
        };
        &Self::ALL[number]
    }

    /// Returns the name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().1
    }

    /// Says whether everything that is stored can be read back.
    #[must_use]
    pub const fn is_lossless(self) -> bool {
        self.row().2
    }

    /// Returns the profile with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1.eq_ignore_ascii_case(name.trim())).map(|row| row.0)
    }

    /// Returns prefixes that make the profile readable, beside those that are always known.
    #[must_use]
    pub fn prefixes(self, base: &Base) -> Vec<(&'static str, String)> {
        match self {
            Self::Nanopub => {
                let known = [("np", crate::vocab::np::NAMESPACE), ("npx", crate::vocab::npx::NAMESPACE)];
                known.map(|(prefix, namespace)| (prefix, namespace.to_owned())).into()
            }
            Self::Wikibase => wikibase::prefixes(base),
            _ => Vec::new(),
        }
    }

    /// Writes the stored quads of one article, or of what articles share, in the profile.
    ///
    /// `graphs` matters to [`Profile::Plain`] alone: the graphs whose triples it takes beside those of
    /// the graph `asserted`.
    ///
    /// # Errors
    /// When a line is not canonical N-Quads.
    pub fn write<'a>(self, stored: &'a str, base: &Base, graphs: &[String]) -> Result<Written<'a>, ProfileError> {
        if self == Self::Stored {
            return Ok(Written { nquads: stored.into(), left_out: Vec::new() });
        }
        let part = Part::new(stored)?;
        let mut out = Out::with_room_for(stored);
        let mut left_out = Vec::new();
        match self {
            Self::Stored => {}
            Self::Rdf12 => rdf12::write(&part, &mut out),
            Self::Basic => basic::write(&part, base, &mut out),
            Self::Reification => reification::write(&part, &mut out),
            Self::Graphs => graphs::write(&part, base, &mut out),
            Self::Nanopub => nanopub::write(&part, &mut out),
            Self::Wikibase => wikibase::write(&part, base, &mut out),
            Self::Plain => left_out = plain::write(&part, base, graphs, &mut out),
        }
        Ok(Written { nquads: out.into_string().into(), left_out })
    }

    /// Tells in which profile quads are written; text-only statements look alike in all of them.
    fn of(part: &Part<'_>) -> Self {
        use crate::vocab::{np, rdf, st, wikibase};
        let mut found = Self::Plain;
        for line in &part.lines {
            let class = if line.predicate == rdf::TYPE { line.object_iri() } else { None };
            let told = match (line.predicate, class) {
                (rdf::REIFIES, _) if line.has_triple_term() => Self::Rdf12,
                (_, Some(rdf::TRIPLE_TERM_CLASS | rdf::PROPOSITION_FORM_CLASS)) => Self::Basic,
                (_, Some(np::NANOPUBLICATION_CLASS)) => Self::Nanopub,
                (_, Some(class)) if class.starts_with(wikibase::NAMESPACE) => Self::Wikibase,
                (rdf::SUBJECT | rdf::PREDICATE | rdf::OBJECT, _) if part.is_statement(line.subject) => {
                    Self::Reification
                }
                (_, Some(st::STATEMENT_CLASS)) => {
                    found = Self::Stored;
                    continue;
                }
                _ if line.graph.is_some_and(|graph| part.is_statement(graph)) => Self::Graphs,
                _ => continue,
            };
            return told;
        }
        found
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Reads quads in any profile back to stored quads; which one it is, they tell themselves.
///
/// # Errors
/// When a line is not canonical N-Quads, a node of the profile is broken, or a nanopublication is not
/// what its trusty URI says.
pub fn read(nquads: &str) -> Result<Read, ProfileError> {
    let part = Part::new(nquads)?;
    let profile = Profile::of(&part);
    let mut out = Out::with_room_for(nquads);
    match profile {
        Profile::Stored | Profile::Plain => part.lines.iter().for_each(|line| out.line(line)),
        Profile::Rdf12 => rdf12::read(&part, &mut out)?,
        Profile::Basic => basic::read(&part, &mut out)?,
        Profile::Reification => reification::read(&part, &mut out),
        Profile::Graphs => graphs::read(&part, &mut out),
        Profile::Nanopub => nanopub::read(&part, &mut out)?,
        Profile::Wikibase => wikibase::read(&part, &mut out)?,
    }
    Ok(Read { profile, nquads: out.into_string() })
}

#[cfg(test)]
mod tests;
