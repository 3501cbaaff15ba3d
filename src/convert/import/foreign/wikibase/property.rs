//! What the properties of Wikidata that speak of statements, sources and time mean: `ontology/wikidata.tsv`.

use foldhash::HashMap;

use crate::iri::WIKIDATA;

const TABLE: &str = include_str!("../../../../../ontology/wikidata.tsv");

/// What a property means on a statement or in a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    SourceUrl,
    StatedIn,
    Retrieved,
    Title,
    Published,
    Author,
    AuthorName,
    Publisher,
    ArchiveUrl,
    Page,
    Quote,
    Start,
    End,
    Point,
    Earliest,
    Latest,
    Place,
    Within,
    Participant,
    Ordinal,
    Doubt,
    SupportedBy,
    DisputedBy,
    RankReason,
    /// Names where a claim was copied from, which is no source.
    NoSource,
}

impl Means {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "source-url" => Self::SourceUrl,
            "stated-in" => Self::StatedIn,
            "retrieved" => Self::Retrieved,
            "title" => Self::Title,
            "published" => Self::Published,
            "author" => Self::Author,
            "author-name" => Self::AuthorName,
            "publisher" => Self::Publisher,
            "archive-url" => Self::ArchiveUrl,
            "page" => Self::Page,
            "quote" => Self::Quote,
            "start" => Self::Start,
            "end" => Self::End,
            "point" => Self::Point,
            "earliest" => Self::Earliest,
            "latest" => Self::Latest,
            "place" => Self::Place,
            "within" => Self::Within,
            "participant" => Self::Participant,
            "ordinal" => Self::Ordinal,
            "doubt" => Self::Doubt,
            "supported-by" => Self::SupportedBy,
            "disputed-by" => Self::DisputedBy,
            "rank-reason" => Self::RankReason,
            "no-source" => Self::NoSource,
            _ => return None,
        })
    }
}

/// The properties of one wiki; those of other wikis than Wikidata have other numbers and are not known.
pub(super) struct Properties(HashMap<&'static str, Means>);

impl Properties {
    pub(super) fn of(concepts: &str) -> Self {
        let is_wikidata = concepts.replacen("https://", "http://", 1) == WIKIDATA;
        let rows = TABLE.lines().skip(1).filter(|_| is_wikidata).filter_map(|row| {
            let mut cells = row.split('\t');
            Some((cells.next()?, Means::of(cells.next()?)?))
        });
        Self(rows.collect())
    }

    pub(super) fn means(&self, property: &str) -> Option<Means> {
        self.0.get(property).copied()
    }
}

/// A calendar that dates are given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    Gregorian,
    Julian,
}

/// Returns the calendar that an IRI means: an item of Wikidata on every wiki.
pub(super) fn calendar_of(iri: &str) -> Option<Calendar> {
    let id = iri.replacen("https://", "http://", 1);
    let id = id.strip_prefix(WIKIDATA)?;
    let word = TABLE.lines().find_map(|row| row.strip_prefix(id)?.strip_prefix('\t')?.split('\t').next())?;
    match word {
        "gregorian" => Some(Calendar::Gregorian),
        "julian" => Some(Calendar::Julian),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood_and_has_its_check_record() {
        let rows = TABLE.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
        for row in rows {
            assert_eq!(row.len(), 4, "{row:?}");
            let of_property = Means::of(row[1]).is_some() && row[0].starts_with('P');
            let of_calendar = calendar_of(&format!("{WIKIDATA}{}", row[0])).is_some();
            assert!(of_property != of_calendar && row[3].len() > 10, "{row:?}");
        }
        // All but the header and the calendars.
        assert_eq!(Properties::of(WIKIDATA).0.len(), TABLE.lines().count() - 3);
        assert_eq!([calendar_of(""), calendar_of("http://www.wikidata.org/entity/P580")], [None, None]);
        assert_eq!(Properties::of("https://wiki.example/entity/").means("P854"), None);
    }
}
