//! The IRIs that the program speaks of, as plain string constants.
//!
//! One module a vocabulary: `vocab::gp::SUPPLIES` is `https://w3id.org/chancery/geopolitics#supplies`.
//! The constant of a class ends in `_CLASS`, because many a class has a property of the same name.
//! The Turtle files in `ontology/` are the source of truth; tests hold the two against each other.

pub mod gp;
pub mod q;
mod reused;
pub mod st;

pub use reused::{dct, np, npx, oa, owl, prov, rdf, rdfs, schema, sh, skos, wikibase, xsd};

/// Declares the constants of one vocabulary.
macro_rules! vocabulary {
    ($namespace:literal { $( $(#[$meta:meta])* $name:ident = $local:literal ),* $(,)? }) => {
        /// The namespace that every term of this vocabulary begins with.
        pub const NAMESPACE: &str = $namespace;
        $( $(#[$meta])* pub const $name: &str = concat!($namespace, $local); )*
        /// Every term of this module, in the order of its declaration.
        pub const TERMS: &[&str] = &[ $( $name ),* ];
    };
}
use vocabulary;

/// The prefixes that output is written with and that queries may use without declaring.
pub const PREFIXES: &[(&str, &str)] = &[
    ("dct", dct::NAMESPACE),
    ("gp", gp::NAMESPACE),
    ("oa", oa::NAMESPACE),
    ("owl", owl::NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("q", q::NAMESPACE),
    ("rdf", rdf::NAMESPACE),
    ("rdfs", rdfs::NAMESPACE),
    ("schema", schema::NAMESPACE),
    ("sh", sh::NAMESPACE),
    ("skos", skos::NAMESPACE),
    ("st", st::NAMESPACE),
    ("xsd", xsd::NAMESPACE),
];

#[cfg(test)]
mod tests;
