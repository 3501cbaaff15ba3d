//! The terms of a snapshot: a number to its term and back.
//!
//! Terms are numbered as they were first met. Sixteen stand in a group: a number that says the kind and
//! how many bytes the term shares with the IRI before it in the group (IRIs only), for tagged literals
//! the number of the tag, the length of the text, the text; for triple terms three numbers of terms
//! that come before. All numbers are LEB128. A term is found by the bucket of its hash.

use std::sync::Arc;

use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};

use super::header::Section;
use super::image::{Damage, Image};
use super::spelling::{BLANK, IRI, Spelling, TAGGED, TEXT, TRIPLE, Tag, bucket, node, spell};

/// Terms in a group.
pub(super) const GROUP: u64 = 16;
/// How deep triple terms may stand in one another.
const DEPTH: usize = 130;

const NO_SENSE: Damage = Damage("has a term without sense");

/// The terms of a snapshot.
pub(super) struct Terms {
    image: Arc<Image>,
    tags: Box<[(String, Tag)]>,
    count: u32,
    buckets: u64,
}

/// A term as it is stored.
enum Stored<'i> {
    Iri(Vec<u8>),
    Blank(&'i [u8]),
    Text(&'i [u8]),
    Tagged(usize, &'i [u8]),
    Triple([u32; 3]),
}

impl Terms {
    pub(super) fn open(image: Arc<Image>) -> Result<Self, Damage> {
        let count = u32::try_from(image.header().terms).map_err(|_| NO_SENSE)?;
        let buckets = image.entries(Section::Buckets, 4).saturating_sub(1);
        let mut tags = Vec::new();
        let length = image.header().section(Section::Tags).1;
        let mut rest = Cursor(image.slice(Section::Tags, 0, length)?);
        while !rest.0.is_empty() {
            let tag = std::str::from_utf8(rest.bytes()?).map_err(|_| NO_SENSE)?;
            tags.push((tag.to_owned(), Tag::read(tag)?));
        }
        Ok(Self { tags: tags.into(), count, buckets, image })
    }

    /// Returns how many there are.
    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    /// Returns the term of a number.
    pub(super) fn term(&self, id: u32) -> Result<Term, Damage> {
        self.term_within(id, DEPTH)
    }

    fn term_within(&self, id: u32, depth: usize) -> Result<Term, Damage> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|_| NO_SENSE);
        Ok(match self.stored(id)? {
            Stored::Iri(iri) => node(IRI, String::from_utf8(iri).map_err(|_| NO_SENSE)?),
            Stored::Blank(label) => node(BLANK, text(label)?),
            Stored::Text(value) => oxigraph::model::Literal::new_simple_literal(text(value)?).into(),
            Stored::Tagged(tag, value) => {
                let (_, tag) = self.tags.get(tag).ok_or(NO_SENSE)?;
                tag.literal(text(value)?).into()
            }
            Stored::Triple(parts) => {
                let depth = depth.checked_sub(1).ok_or(NO_SENSE)?;
                // Parts were numbered before the whole, so this ends.
                if parts.iter().any(|part| *part >= id) {
                    return Err(NO_SENSE);
                }
                let [subject, predicate, object] = parts.map(|part| self.term_within(part, depth));
                let subject = NamedOrBlankNode::try_from(subject?).map_err(|_| NO_SENSE)?;
                let predicate = NamedNode::try_from(predicate?).map_err(|_| NO_SENSE)?;
                Triple::new(subject, predicate, object?).into()
            }
        })
    }

    /// Returns the number of a term.
    pub(super) fn find(&self, term: &Term) -> Result<Option<u32>, Damage> {
        if let Term::Triple(triple) = term {
            let mut parts = Vec::with_capacity(12);
            for part in [&triple.subject.clone().into(), &triple.predicate.clone().into(), &triple.object] {
                let Some(id) = self.find(part)? else { return Ok(None) };
                parts.extend_from_slice(&id.to_le_bytes());
            }
            return self.find_spelling(&Spelling { kind: TRIPLE, text: &parts, tag: "" });
        }
        let mut tag = String::new();
        let Some(spelling) = spell(term, &mut tag) else { return Ok(None) };
        self.find_spelling(&spelling)
    }

    /// Returns the number of a term by its spelling.
    pub(super) fn find_spelling(&self, wanted: &Spelling<'_>) -> Result<Option<u32>, Damage> {
        if self.buckets == 0 {
            return Ok(None);
        }
        let bucket = bucket(wanted.hash(), self.buckets);
        let (from, to) = (self.image.u32(Section::Buckets, bucket)?, self.image.u32(Section::Buckets, bucket + 1)?);
        for place in from..to {
            let id = self.image.u32(Section::BucketTerms, u64::from(place))?;
            if self.is(id, wanted)? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn is(&self, id: u32, wanted: &Spelling<'_>) -> Result<bool, Damage> {
        let (kind, text) = (wanted.kind, wanted.text);
        Ok(match self.stored(id)? {
            Stored::Iri(iri) => kind == IRI && iri == text,
            Stored::Blank(label) => kind == BLANK && label == text,
            Stored::Text(value) => kind == TEXT && value == text,
            Stored::Tagged(tag, value) => {
                kind == TAGGED && value == text && self.tags.get(tag).is_some_and(|(tag, _)| tag == wanted.tag)
            }
            Stored::Triple(parts) => {
                kind == TRIPLE && parts.iter().flat_map(|part| part.to_le_bytes()).eq(text.iter().copied())
            }
        })
    }

    fn stored(&self, id: u32) -> Result<Stored<'_>, Damage> {
        if id >= self.count {
            return Err(Damage("names a term that it does not have"));
        }
        let group = u64::from(id) / GROUP;
        let from = self.image.u64(Section::TermBlocks, group)?;
        let to = self.image.u64(Section::TermBlocks, group + 1)?;
        let mut rest = Cursor(self.image.slice(Section::TermBytes, from, to)?);
        let mut iri = Vec::with_capacity(96);
        let mut left = u64::from(id) % GROUP;
        loop {
            let head = rest.number()?;
            let stored = match (head & 7) as u8 {
                IRI => {
                    let shared = (head >> 3) as usize;
                    if shared > iri.len() {
                        return Err(NO_SENSE);
                    }
                    iri.truncate(shared);
                    iri.extend_from_slice(rest.bytes()?);
                    None
                }
                BLANK => Some(Stored::Blank(rest.bytes()?)),
                TEXT => Some(Stored::Text(rest.bytes()?)),
                TAGGED => Some(Stored::Tagged(rest.number()? as usize, rest.bytes()?)),
                TRIPLE => {
                    let mut parts = [0; 3];
                    for part in &mut parts {
                        *part = u32::try_from(rest.number()?).map_err(|_| NO_SENSE)?;
                    }
                    Some(Stored::Triple(parts))
                }
                _ => return Err(NO_SENSE),
            };
            if left == 0 {
                return Ok(stored.unwrap_or(Stored::Iri(iri)));
            }
            left -= 1;
        }
    }
}

/// Bytes being read.
struct Cursor<'b>(&'b [u8]);

impl<'b> Cursor<'b> {
    #[inline]
    fn number(&mut self) -> Result<u64, Damage> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first().ok_or(NO_SENSE)?;
            self.0 = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(NO_SENSE)
    }

    /// Reads a length and as many bytes.
    #[inline]
    fn bytes(&mut self) -> Result<&'b [u8], Damage> {
        let length = usize::try_from(self.number()?).map_err(|_| NO_SENSE)?;
        let (taken, rest) = self.0.split_at_checked(length).ok_or(NO_SENSE)?;
        self.0 = rest;
        Ok(taken)
    }
}
