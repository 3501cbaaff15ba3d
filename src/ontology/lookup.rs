//! Finding terms by what people write, and the nearest term when there is none.

use foldhash::HashMap;

use super::{Ontology, Term};

/// Below this likeness a term is not worth proposing.
const NEAR_ENOUGH: f64 = 0.6;

impl Ontology {
    /// Returns the predicate written as a local name, a CURIE or an IRI.
    ///
    /// A local name means the term of `gp:` before that of `st:`, of another vocabulary embedded
    /// here, or of an added one. A local name that two added vocabularies share finds neither.
    #[must_use]
    pub fn predicate(&self, written: &str) -> Option<&Term> {
        self.find(&self.predicates, written)
    }

    /// Returns the class written as a local name, a CURIE or an IRI.
    #[must_use]
    pub fn class(&self, written: &str) -> Option<&Term> {
        self.find(&self.classes, written)
    }

    /// Returns the qualifier written as a local name, a CURIE or an IRI.
    #[must_use]
    pub fn qualifier(&self, written: &str) -> Option<&Term> {
        self.find(&self.qualifiers, written)
    }

    /// Returns the link between statements written as a local name, a CURIE or an IRI.
    #[must_use]
    pub fn link(&self, written: &str) -> Option<&Term> {
        self.find(&self.links, written)
    }

    /// Returns the concept of a scheme by its short name, local name, CURIE, IRI or a label.
    #[must_use]
    pub fn concept(&self, scheme_iri: &str, written: &str) -> Option<&Term> {
        let scheme = self.concepts.get(scheme_iri)?;
        self.find(scheme, written).or_else(|| self.find(scheme, &written.trim().to_lowercase()))
    }

    /// Returns whether the class or property is the other one or lies below it.
    #[must_use]
    pub fn is_a(&self, iri: &str, ancestor_iri: &str) -> bool {
        iri == ancestor_iri
            || self.ancestors.get(iri).is_some_and(|above| above.iter().any(|ancestor| ancestor == ancestor_iri))
    }

    /// Returns whether something of this class may stand where `expected` classes are hinted at.
    ///
    /// No hint allows everything.
    #[must_use]
    pub fn fits(&self, class_iri: &str, expected: &[String]) -> bool {
        let above = self.ancestors.get(class_iri).map_or(&[][..], Vec::as_slice);
        expected.is_empty()
            || expected.iter().any(|wanted| {
                wanted == class_iri || wanted == crate::vocab::rdfs::RESOURCE_CLASS || above.contains(wanted)
            })
    }

    /// Returns the predicate that is most like what was written, as it should be written.
    #[must_use]
    pub fn nearest_predicate(&self, written: &str) -> Option<&str> {
        self.nearest(&self.predicates, written)
    }

    /// Returns the class that is most like what was written, as it should be written.
    #[must_use]
    pub fn nearest_class(&self, written: &str) -> Option<&str> {
        self.nearest(&self.classes, written)
    }

    /// Returns the qualifier that is most like what was written, as it should be written.
    #[must_use]
    pub fn nearest_qualifier(&self, written: &str) -> Option<&str> {
        self.nearest(&self.qualifiers, written)
    }

    /// Returns the link that is most like what was written, as it should be written.
    #[must_use]
    pub fn nearest_link(&self, written: &str) -> Option<&str> {
        self.nearest(&self.links, written)
    }

    /// Returns the concept of a scheme that is most like what was written, as it should be written.
    #[must_use]
    pub fn nearest_concept(&self, scheme_iri: &str, written: &str) -> Option<&str> {
        let scheme = self.concepts.get(scheme_iri)?;
        let local = self.nearest(scheme, written)?;
        self.find(scheme, local).map(|term| term.notation.as_deref().unwrap_or(&term.local))
    }

    fn find(&self, map: &HashMap<String, usize>, written: &str) -> Option<&Term> {
        map.get(written).map(|&index| &*self.terms[index])
    }

    fn nearest<'a>(&'a self, map: &HashMap<String, usize>, written: &str) -> Option<&'a str> {
        let wanted = comparable(written);
        if wanted.is_empty() {
            return None;
        }
        let mut indexes: Vec<usize> = map.values().copied().collect();
        indexes.sort_unstable();
        indexes.dedup();
        let mut best: Option<(f64, &Term)> = None;
        for index in indexes {
            let term = &*self.terms[index];
            let likeness = std::iter::once(&*term.local)
                .chain(term.labels.iter().map(|label| &*label.text))
                .chain(term.alt_labels.iter().map(|label| &*label.text))
                .map(|name| strsim::normalized_damerau_levenshtein(&comparable(name), &wanted))
                .fold(0.0, f64::max);
            if likeness >= NEAR_ENOUGH && best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, term));
            }
        }
        let (_, term) = best?;
        let short_is_enough = map.get(&term.local).is_some_and(|&index| self.terms[index].iri == term.iri);
        Some(if short_is_enough { &term.local } else { &term.curie })
    }
}

/// Returns the text in lower case without prefix, spaces and signs, so that `has_ties with` equals
/// `hasTiesWith`.
fn comparable(text: &str) -> String {
    let text = text.rsplit_once(['#', ':']).map_or(text, |(_, last)| last);
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
