//! Inverse Context Creation and Term Selection (API §4.3, §4.4).

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::{ActiveContext, Container, PropertyTerm, TermDefinition};

/// For each IRI the terms that may stand for it, and the terms that are prefixes.
#[derive(Debug)]
pub(super) struct InverseContext {
    entries: HashMap<Rc<str>, TermChoices>,
    /// The prefixes by their IRI mapping, in its order.
    prefixes: Vec<Prefix>,
}

/// The terms that are prefixes for one IRI.
#[derive(Debug)]
struct Prefix {
    mapping: Rc<str>,
    /// The preferred one first.
    terms: Vec<Rc<str>>,
    /// The longest other mapping that this one begins with.
    shorter: Option<usize>,
}

/// The terms of one IRI by their container mapping.
#[derive(Debug, Default)]
pub(super) struct TermChoices(Vec<(Container, Choices)>);

/// The terms of one IRI and container.
#[derive(Debug)]
struct Choices {
    languages: HashMap<Rc<str>, Rc<PropertyTerm>>,
    types: HashMap<Rc<str>, Rc<PropertyTerm>>,
    any: Rc<PropertyTerm>,
}

/// Which mapping of a term is to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Language,
    Type,
    Any,
}

impl InverseContext {
    /// Creates the inverse context (§4.3.2).
    pub(super) fn of(context: &ActiveContext) -> Self {
        let mut default_language = match &context.language {
            Some(language) => language.to_ascii_lowercase(),
            None => "@none".to_owned(),
        };
        if let Some(direction) = context.direction {
            default_language = format!("{default_language}_{}", direction.as_str());
        }
        let mut inverse = Self { entries: HashMap::with_capacity(context.terms.len()), prefixes: Vec::new() };
        let mut terms: Vec<(&Rc<str>, &Rc<TermDefinition>)> = context.terms.iter().collect();
        terms.sort_unstable_by_key(|(term, _)| (term.chars().count(), *term));
        let mut prefixes: Vec<(&Rc<str>, &Rc<str>)> = Vec::new();
        for (term, definition) in terms {
            if let Some(mapping) = &definition.iri {
                inverse.add(term, mapping, definition, &default_language);
                if definition.prefix {
                    prefixes.push((mapping, term));
                }
            }
        }
        // Stable: the terms of one mapping stay in the order of preference.
        prefixes.sort_by_key(|(mapping, _)| *mapping);
        for (mapping, term) in prefixes {
            inverse.add_prefix(mapping, term);
        }
        inverse
    }

    /// Adds a prefix whose mapping comes after those added before.
    fn add_prefix(&mut self, mapping: &Rc<str>, term: &Rc<str>) {
        if let Some(last) = self.prefixes.last_mut()
            && last.mapping == *mapping
        {
            last.terms.push(term.clone());
            return;
        }
        let mut shorter = self.prefixes.len().checked_sub(1);
        while let Some(at) = shorter
            && !mapping.starts_with(&*self.prefixes[at].mapping)
        {
            shorter = self.prefixes[at].shorter;
        }
        self.prefixes.push(Prefix { mapping: mapping.clone(), terms: vec![term.clone()], shorter });
    }

    fn add(&mut self, term: &Rc<str>, mapping: &Rc<str>, definition: &Rc<TermDefinition>, default_language: &str) {
        let chosen = Rc::new(PropertyTerm { name: term.clone(), definition: Some(definition.clone()) });
        let containers = &mut self.entries.entry(mapping.clone()).or_default().0;
        let at = containers.iter().position(|(container, _)| *container == definition.container).unwrap_or_else(|| {
            let choices = Choices { languages: HashMap::new(), types: HashMap::new(), any: chosen.clone() };
            containers.push((definition.container, choices));
            containers.len() - 1
        });
        let choices = &mut containers[at].1;
        let set = |map: &mut HashMap<Rc<str>, Rc<PropertyTerm>>, key: &str| {
            if !map.contains_key(key) {
                map.insert(Rc::from(key), chosen.clone());
            }
        };
        let Choices { languages, types, .. } = choices;
        if definition.reverse {
            set(types, "@reverse");
        } else if definition.type_mapping.as_deref() == Some("@none") {
            set(languages, "@any");
            set(types, "@any");
        } else if let Some(mapping) = &definition.type_mapping {
            set(types, mapping);
        } else {
            match (&definition.language, definition.direction) {
                (Some(language), Some(direction)) => {
                    let key = match (language, direction) {
                        (Some(language), Some(direction)) => {
                            format!("{language}_{}", direction.as_str()).to_ascii_lowercase()
                        }
                        (Some(language), None) => language.to_ascii_lowercase(),
                        (None, Some(direction)) => format!("_{}", direction.as_str()),
                        (None, None) => "@null".to_owned(),
                    };
                    set(languages, &key);
                }
                (Some(Some(language)), None) => set(languages, &language.to_ascii_lowercase()),
                (Some(None), None) => set(languages, "@null"),
                (None, Some(Some(direction))) => {
                    set(languages, &format!("_{}", direction.as_str()));
                }
                (None, Some(None)) => set(languages, "@none"),
                (None, None) => {
                    set(languages, default_language);
                    set(languages, "@none");
                    set(types, "@none");
                }
            }
        }
    }

    /// Returns whether any term stands for the IRI.
    pub(super) fn knows(&self, iri: &str) -> bool {
        self.entries.contains_key(iri)
    }

    /// Returns the terms that may stand for the IRI.
    pub(super) fn choices(&self, iri: &str) -> Option<&TermChoices> {
        self.entries.get(iri)
    }

    /// Calls `visit` with the terms for each prefix of `iri`, and the rest of the IRI.
    pub(super) fn each_prefix<'i>(&self, iri: &'i str, mut visit: impl FnMut(&[Rc<str>], &'i str)) {
        // Every mapping that `iri` begins with is the last one before it, or one that begins it.
        let before = self.prefixes.partition_point(|prefix| &*prefix.mapping < iri);
        let mut at = before.checked_sub(1);
        while let Some(prefix) = at.and_then(|at| self.prefixes.get(at)) {
            if let Some(rest) = iri.strip_prefix(&*prefix.mapping)
                && !rest.is_empty()
            {
                visit(&prefix.terms, rest);
            }
            at = prefix.shorter;
        }
    }
}

impl TermChoices {
    /// Selects the term (§4.4.2).
    pub(super) fn select(&self, containers: &[Container], kind: Kind, preferred: &[&str]) -> Option<&Rc<PropertyTerm>> {
        for container in containers {
            let Some((_, choices)) = self.0.iter().find(|(known, _)| known == container) else {
                continue;
            };
            let map = match kind {
                Kind::Language => &choices.languages,
                Kind::Type => &choices.types,
                // Under a term of JSON literals an empty list would read as a literal.
                Kind::Any if preferred.contains(&"@none") && !choices.any.is_json() => return Some(&choices.any),
                Kind::Any => continue,
            };
            if let Some(term) = preferred.iter().find_map(|key| map.get(*key)) {
                return Some(term);
            }
        }
        None
    }
}
