//! The RDF formats by their names: one table of names, extensions and media types.
//!
//! ```
//! use chancery::rdf::Format;
//! assert_eq!(Format::from_name("ttl"), Some(Format::Turtle));
//! assert_eq!(Format::from_name("application/trig; charset=utf-8"), Some(Format::TriG));
//! assert_eq!(Format::from_file_name("all.nq.zst"), Some(Format::NQuads));
//! assert!(!Format::RdfXml.carries_graphs());
//! ```

use std::fmt;

use oxigraph::io::{JsonLdProfileSet, RdfFormat};

/// A format that RDF is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Turtle.
    Turtle,
    /// N-Triples.
    NTriples,
    /// N-Quads.
    NQuads,
    /// TriG.
    TriG,
    /// JSON-LD.
    JsonLd,
    /// RDF/XML.
    RdfXml,
}

impl Format {
    /// Every format with its name, extension and media type.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 6] = [
        (Self::Turtle, "turtle", "ttl", "text/turtle"),
        (Self::NTriples, "ntriples", "nt", "application/n-triples"),
        (Self::NQuads, "nquads", "nq", "application/n-quads"),
        (Self::TriG, "trig", "trig", "application/trig"),
        (Self::JsonLd, "jsonld", "jsonld", "application/ld+json"),
        (Self::RdfXml, "rdfxml", "rdf", "application/rdf+xml"),
    ];

    const fn row(self) -> &'static (Self, &'static str, &'static str, &'static str) {
        let number = match self {
            Self::Turtle => 0,
            Self::NTriples => 1,
            Self::NQuads => 2,
            Self::TriG => 3,
            Self::JsonLd => 4,
            Self::RdfXml => 5,
        };
        &Self::ALL[number]
    }

    /// Returns the name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().1
    }

    /// Returns the usual extension, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        self.row().2
    }

    /// Returns the media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        self.row().3
    }

    /// Says whether quads of named graphs can be written in it.
    #[must_use]
    pub const fn carries_graphs(self) -> bool {
        matches!(self, Self::NQuads | Self::TriG | Self::JsonLd)
    }

    /// Says whether triple terms of RDF 1.2 can be written in it.
    #[must_use]
    pub const fn carries_triple_terms(self) -> bool {
        !matches!(self, Self::JsonLd)
    }

    /// Returns the format with this name, extension or media type; parameters do not matter.
    #[must_use]
    pub fn from_name(written: &str) -> Option<Self> {
        let name = written.split(';').next().unwrap_or_default().trim();
        let name = name.trim_start_matches('.').to_ascii_lowercase();
        let fits = |row: &&(Self, &str, &str, &str)| [row.1, row.2, row.3].contains(&name.as_str());
        Self::ALL.iter().find(fits).map(|row| row.0)
    }

    /// Returns the format that the name of a file tells; `.gz` and `.zst` at its end do not matter.
    #[must_use]
    pub fn from_file_name(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let inner = [".gz", ".zst"].iter().find_map(|ending| lower.strip_suffix(ending)).unwrap_or(&lower);
        let (_, extension) = inner.rsplit_once('.')?;
        Self::ALL.iter().find(|row| row.2 == extension).map(|row| row.0)
    }

    /// Returns what the RDF library calls the format.
    pub(crate) const fn of_library(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::NTriples => RdfFormat::NTriples,
            Self::NQuads => RdfFormat::NQuads,
            Self::TriG => RdfFormat::TriG,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
            Self::RdfXml => RdfFormat::RdfXml,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Turtle => "Turtle",
            Self::NTriples => "N-Triples",
            Self::NQuads => "N-Quads",
            Self::TriG => "TriG",
            Self::JsonLd => "JSON-LD",
            Self::RdfXml => "RDF/XML",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_both_ways() {
        for (format, name, extension, media_type) in Format::ALL {
            assert_eq!((format.name(), format.extension(), format.media_type()), (name, extension, media_type));
            for written in [name.to_owned(), format!(".{extension}"), media_type.to_uppercase()] {
                assert_eq!(Format::from_name(&written), Some(format), "{written}");
            }
            let library = format.of_library();
            assert_eq!(library.media_type(), media_type);
            assert_eq!(library.supports_datasets(), format.carries_graphs());
            assert_eq!(Format::from_file_name(&format!("a.b.{extension}.GZ")), Some(format));
        }
        assert_eq!(Format::from_name("yaml"), None);
        assert_eq!(Format::from_file_name("nq"), None);
        assert_eq!(Format::from_file_name("x.zst"), None);
    }
}
