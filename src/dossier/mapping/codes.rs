//! Code lists: which entity a code stands for, and when.

use std::collections::HashMap;

use crate::ontology::gazetteer::Gazetteer;

/// One meaning of a code.
#[derive(Debug)]
pub(super) struct Meaning {
    pub(super) entity: String,
    from: Option<String>,
    until: Option<String>,
}

/// What the codes of a list stand for.
#[derive(Debug)]
pub(super) struct Codes {
    pub(super) name: String,
    by_code: HashMap<String, Vec<Meaning>>,
}

/// Why a code has no one meaning.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoMeaning {
    /// The list does not have it.
    Unknown,
    /// It has meanings, but none at this time.
    NotThen,
    /// It has several, and no time decides.
    Several(Vec<String>),
}

impl Codes {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), by_code: HashMap::new() }
    }

    /// Returns the codes of a kind that the gazetteer has: `iso2`, `iso3`, `m49`, `cow`.
    pub(super) fn of_gazetteer(kind: &str) -> Option<Self> {
        let mut codes = Self::new(kind);
        for entity in Gazetteer::embedded().entities() {
            let all = &entity.codes;
            let code = match kind {
                "iso2" => &all.iso2,
                "iso3" => &all.iso3,
                "m49" => &all.m49,
                "cow" => &all.cow,
                _ => return None,
            };
            if let Some(code) = code {
                codes.add(code, &entity.id, "", "");
            }
        }
        Some(codes)
    }

    pub(super) fn add(&mut self, code: &str, entity: &str, from: &str, until: &str) {
        let bound = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let meaning = Meaning { entity: entity.to_owned(), from: bound(from), until: bound(until) };
        self.by_code.entry(code.to_owned()).or_default().push(meaning);
    }

    /// Returns what a code stands for. With a time it is the first meaning that held then, as far as both are told:
    /// `1991` is within `1922/1991-12-25`. Without one it must have a single meaning.
    pub(super) fn entity(&self, code: &str, at: Option<&str>) -> Result<&str, NoMeaning> {
        let meanings = self.by_code.get(code).ok_or(NoMeaning::Unknown)?;
        if let Some(at) = at {
            let then = meanings.iter().find(|meaning| meaning.holds(at));
            return then.map(|meaning| &*meaning.entity).ok_or(NoMeaning::NotThen);
        }
        match &meanings[..] {
            [one] => Ok(&one.entity),
            several => Err(NoMeaning::Several(several.iter().map(|one| one.entity.clone()).collect())),
        }
    }

    /// Returns a code that is written much like another.
    pub(super) fn nearest(&self, code: &str) -> Option<&str> {
        crate::dossier::nearest(code, self.by_code.keys().map(String::as_str))
    }
}

impl Meaning {
    fn holds(&self, at: &str) -> bool {
        let not_before = self.from.as_deref().is_none_or(|from| compare(from, at).is_le());
        not_before && self.until.as_deref().is_none_or(|until| compare(until, at).is_ge())
    }
}

/// Compares two dates as far as both are told.
fn compare(one: &str, other: &str) -> std::cmp::Ordering {
    let length = one.len().min(other.len());
    one.as_bytes()[..length].cmp(&other.as_bytes()[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_state_is_found_by_the_time() {
        let mut codes = Codes::new("un");
        codes.add("Russia", "SUHH", "", "1991-12-25");
        codes.add("Russia", "RU", "1991-12-26", "");
        for (at, entity) in [("1946-01-01", "SUHH"), ("1991", "SUHH"), ("1991-12-26", "RU"), ("2020", "RU")] {
            assert_eq!(codes.entity("Russia", Some(at)), Ok(entity), "{at}");
        }
        assert!(matches!(codes.entity("Russia", None), Err(NoMeaning::Several(_))));
        assert_eq!(codes.entity("روسيا", Some("1946")), Err(NoMeaning::Unknown));
        let cow = Codes::of_gazetteer("cow").unwrap();
        assert_eq!(cow.entity("2", None), Ok("US"));
        assert!(cow.entity("365", None).is_err() && Codes::of_gazetteer("fips").is_none());
    }
}
