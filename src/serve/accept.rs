//! Which of several formats, and which compression, a client wants (RFC 9110 §12.5).

use hyper::HeaderMap;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, HeaderName};

use super::worker::job::Encoding;

/// What a client takes, by media range; empty is anything.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Accept(Vec<Range>);

#[derive(Debug, Clone, PartialEq)]
struct Range {
    main: String,
    sub: String,
    /// In thousandths.
    quality: u16,
}

/// A format that may be offered: its name here, and the media type it is sent as.
pub(super) type Offer = (&'static str, &'static str);

/// Of rows and truth values, the preferred first.
pub(super) const ROWS: [Offer; 9] = [
    ("json", "application/sparql-results+json"),
    ("json", "application/json"),
    ("xml", "application/sparql-results+xml"),
    ("csv", "text/csv"),
    ("tsv", "text/tab-separated-values"),
    ("xml", "application/xml"),
    ("xml", "text/xml"),
    ("jsonl", "application/x-ndjson"),
    ("markdown", "text/markdown"),
];

/// Of triples, the preferred first.
pub(super) const GRAPHS: [Offer; 9] = [
    ("turtle", "text/turtle"),
    ("jsonld", "application/ld+json"),
    ("ntriples", "application/n-triples"),
    ("nquads", "application/n-quads"),
    ("trig", "application/trig"),
    ("rdfxml", "application/rdf+xml"),
    ("jsonld", "application/json"),
    ("rdfxml", "application/xml"),
    ("ntriples", "text/plain"),
];

/// Reads the list of a header that may come several times; what cannot be read is left out.
fn items(headers: &HeaderMap, name: HeaderName) -> Vec<(String, u16)> {
    const MOST: usize = 64;
    let written = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    let items = written.flat_map(|value| value.split(',')).take(MOST).filter_map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let quality = match quality {
            Some(quality) => thousandths(quality)?,
            None => 1000,
        };
        Some((name, quality))
    });
    items.collect()
}

fn thousandths(quality: &str) -> Option<u16> {
    let number: f32 = quality.trim().parse().ok().filter(|number| (0.0..=1.0).contains(number))?;
    // Between 0 and 1000, as the line above says.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number from 0 to 1000")]
    Some((number * 1000.0).round() as u16)
}

impl Accept {
    /// Reads the headers `Accept` of a request.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let range = |(name, quality): (String, u16)| {
            let (main, sub) = name.split_once('/')?;
            Some(Range { main: main.to_owned(), sub: sub.to_owned(), quality })
        };
        Self(items(headers, ACCEPT).into_iter().filter_map(range).collect())
    }

    /// Returns what takes one format and nothing else.
    pub(super) fn only(media_type: &str) -> Self {
        let (main, sub) = media_type.split_once('/').unwrap_or((media_type, "*"));
        Self(vec![Range { main: main.to_owned(), sub: sub.to_owned(), quality: 1000 }])
    }

    /// Chooses the offer that is wanted most; among equals the first.
    pub(super) fn choose(&self, offers: &[Offer]) -> Option<Offer> {
        let mut best: Option<(u16, Offer)> = None;
        for offer in offers {
            let quality = self.quality(offer.1);
            if quality > best.map_or(0, |(best, _)| best) {
                best = Some((quality, *offer));
            }
        }
        best.map(|(_, offer)| offer)
    }

    /// Returns how much a media type is wanted: what the range that fits closest says.
    fn quality(&self, media_type: &str) -> u16 {
        if self.0.is_empty() {
            return 1000;
        }
        let (main, sub) = media_type.split_once('/').unwrap_or((media_type, ""));
        let closeness = |range: &Range| match (range.main.as_str(), range.sub.as_str()) {
            (m, s) if m == main && s == sub => 3,
            (m, "*") if m == main => 2,
            ("*", "*") => 1,
            _ => 0,
        };
        let fits = self.0.iter().map(|range| (closeness(range), range.quality));
        fits.filter(|(closeness, _)| *closeness > 0).max().map_or(0, |(_, quality)| quality)
    }
}

/// Chooses how an answer is compressed.
pub(super) fn encoding(headers: &HeaderMap) -> Encoding {
    let wanted = items(headers, ACCEPT_ENCODING);
    let quality = |encoding: Encoding| {
        let named = wanted.iter().find(|(name, _)| *name == encoding.name());
        named.or_else(|| wanted.iter().find(|(name, _)| name == "*")).map_or(0, |(_, quality)| *quality)
    };
    let (zstd, gzip) = (quality(Encoding::Zstd), quality(Encoding::Gzip));
    match (zstd, gzip) {
        (0, 0) => Encoding::Identity,
        (zstd, gzip) if zstd >= gzip => Encoding::Zstd,
        _ => Encoding::Gzip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accept: &str, offers: &[Offer]) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        Accept::of(&headers).choose(offers).map_or("none", |offer| offer.1)
    }

    #[test]
    fn the_closest_range_decides_and_equals_go_by_our_order() {
        for (accept, rows, graphs) in [
            ("", "application/sparql-results+json", "text/turtle"),
            ("*/*", "application/sparql-results+json", "text/turtle"),
            ("text/csv", "text/csv", "none"),
            ("TEXT/*;q=0.5", "text/csv", "text/turtle"),
            ("text/*, text/csv;q=0", "text/tab-separated-values", "text/turtle"),
            ("application/ld+json;profile=\"x\", */*;q=0.1", "application/sparql-results+json", "application/ld+json"),
            ("application/json", "application/json", "application/json"),
            ("text/turtle;q=0.4, application/n-triples ; q=0.5", "none", "application/n-triples"),
            ("text/html", "none", "none"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml", "application/xml"),
            ("nonsense, ;;;, text/csv;q=2, text/turtle", "none", "text/turtle"),
        ] {
            assert_eq!((chosen(accept, &ROWS), chosen(accept, &GRAPHS)), (rows, graphs), "{accept}");
        }
    }

    #[test]
    fn compression_is_only_what_was_asked_for() {
        for (written, expected) in [
            ("", Encoding::Identity),
            ("gzip", Encoding::Gzip),
            ("gzip, deflate, br, zstd", Encoding::Zstd),
            ("zstd;q=0.1, gzip;q=0.9", Encoding::Gzip),
            ("gzip;q=0", Encoding::Identity),
            ("*", Encoding::Zstd),
            ("br", Encoding::Identity),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, written.parse().unwrap());
            assert_eq!(encoding(&headers), expected, "{written}");
        }
    }
}
