//! Inverse Context Creation and Term Selection (API §4.3, §4.4).

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::{ActiveContext, Container, TermDefinition};

/// For each IRI the terms that may stand for it, and the terms that are prefixes.
#[derive(Debug)]
pub(super) struct InverseContext {
    entries: HashMap<Rc<str>, Vec<(Container, Choices)>>,
    /// IRI mapping of prefixes → their terms, the preferred one first.
    prefixes: HashMap<Rc<str>, Vec<Rc<str>>>,
    /// The lengths of those IRI mappings, each once.
    prefix_lengths: Vec<usize>,
}

/// The terms of one IRI and container.
#[derive(Debug)]
struct Choices {
    languages: HashMap<Rc<str>, Rc<str>>,
    types: HashMap<Rc<str>, Rc<str>>,
    any: Rc<str>,
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
        let mut inverse = Self {
            entries: HashMap::with_capacity(context.terms.len()),
            prefixes: HashMap::new(),
            prefix_lengths: Vec::new(),
        };
        let mut terms: Vec<(&Rc<str>, &Rc<TermDefinition>)> = context.terms.iter().collect();
        terms.sort_unstable_by_key(|(term, _)| (term.chars().count(), *term));
        for (term, definition) in terms {
            if let Some(mapping) = &definition.iri {
                inverse.add(term, mapping, definition, &default_language);
                if definition.prefix {
                    inverse.add_prefix(term, mapping);
                }
            }
        }
        inverse
    }

    fn add_prefix(&mut self, term: &Rc<str>, mapping: &Rc<str>) {
        if !self.prefix_lengths.contains(&mapping.len()) {
            self.prefix_lengths.push(mapping.len());
        }
        let terms = self.prefixes.entry(mapping.clone()).or_default();
        terms.push(term.clone());
    }

    fn add(&mut self, term: &Rc<str>, mapping: &Rc<str>, definition: &TermDefinition, default_language: &str) {
        let containers = self.entries.entry(mapping.clone()).or_default();
        let at = containers.iter().position(|(container, _)| *container == definition.container).unwrap_or_else(|| {
            let choices = Choices { languages: HashMap::new(), types: HashMap::new(), any: term.clone() };
            containers.push((definition.container, choices));
            containers.len() - 1
        });
        let choices = &mut containers[at].1;
        let set = |map: &mut HashMap<Rc<str>, Rc<str>>, key: &str| {
            if !map.contains_key(key) {
                map.insert(Rc::from(key), term.clone());
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

    /// Selects the term for an IRI (§4.4.2).
    pub(super) fn select(
        &self,
        iri: &str,
        containers: &[Container],
        kind: Kind,
        preferred: &[&str],
    ) -> Option<&Rc<str>> {
        let known = self.entries.get(iri)?;
        for container in containers {
            let Some((_, choices)) = known.iter().find(|(known, _)| known == container) else {
                continue;
            };
            let map = match kind {
                Kind::Language => &choices.languages,
                Kind::Type => &choices.types,
                Kind::Any if preferred.contains(&"@none") => return Some(&choices.any),
                Kind::Any => continue,
            };
            if let Some(term) = preferred.iter().find_map(|key| map.get(*key)) {
                return Some(term);
            }
        }
        None
    }

    /// Calls `visit` with each prefix of `iri` and the terms for it, and the rest of the IRI.
    pub(super) fn each_prefix<'i>(&self, iri: &'i str, mut visit: impl FnMut(&[Rc<str>], &'i str)) {
        for length in &self.prefix_lengths {
            if *length < iri.len()
                && iri.is_char_boundary(*length)
                && let Some(terms) = self.prefixes.get(&iri[..*length])
            {
                visit(terms, &iri[*length..]);
            }
        }
    }
}
