//! Numbers terms while a snapshot is built, and writes them.

use std::hash::BuildHasher as _;
use std::io::{self, Seek, Write};

use hashbrown::HashTable;
use oxigraph::model::{Quad, Term, Triple};

use super::header::Section;
use super::spelling::{BLANK, IRI, Spelling, TAGGED, TEXT, TRIPLE, bucket};
use super::terms::GROUP;
use super::write::ImageWriter;
use crate::rdf::{Object, read_object, split_triple_term, written_object};

/// Terms in a bucket, on average.
const PER_BUCKET: usize = 4;
/// What the key of a triple term begins with; no IRI and no literal does.
const TRIPLE_MARK: u8 = 1;
/// What the key of a blank node begins with: no IRI does, since a scheme begins with a letter.
const BLANK_MARK: &[u8] = b"_:";

/// The numbers of a snapshot are 32 bits wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there are more than {} different terms, the most that one snapshot can hold", u32::MAX / 2)]
pub struct TooManyTerms;

/// Terms and their numbers, in the order in which they were met.
///
/// The key of a term is what stands in canonical N-Quads, an IRI without its brackets.
pub(super) struct Interner {
    keys: Vec<u8>,
    ends: Vec<u64>,
    /// Hash and number.
    table: HashTable<(u32, u32)>,
    hasher: foldhash::fast::RandomState,
}

impl Default for Interner {
    fn default() -> Self {
        let hasher = foldhash::fast::RandomState::default();
        Self { keys: Vec::new(), ends: Vec::new(), table: HashTable::new(), hasher }
    }
}

impl Interner {
    pub(super) fn count(&self) -> u32 {
        self.ends.len() as u32
    }

    /// Returns the number of an IRI.
    #[inline]
    pub(super) fn iri(&mut self, iri: &str) -> Result<u32, TooManyTerms> {
        self.key(iri.as_bytes())
    }

    /// Returns the number of an object as it stands in a line.
    #[inline]
    pub(super) fn object(&mut self, object: &str) -> Result<u32, TooManyTerms> {
        match object.as_bytes() {
            [b'<', b'<', ..] => {
                let Some((subject, predicate, object)) = split_triple_term(object) else {
                    return self.key(object.as_bytes());
                };
                let parts = [self.iri(subject)?, self.iri(predicate)?, self.object(object)?];
                self.triple(parts)
            }
            [b'<', iri @ .., b'>'] => self.key(iri),
            literal => self.key(literal),
        }
    }

    /// Returns the number of a term of the library.
    pub(super) fn term(&mut self, term: &Term) -> Result<u32, TooManyTerms> {
        match term {
            Term::NamedNode(node) => self.key(node.as_str().as_bytes()),
            Term::BlankNode(node) => self.key(&[BLANK_MARK, node.as_str().as_bytes()].concat()),
            Term::Literal(_) => {
                let written = written_object(term).expect("only blank nodes cannot be written");
                self.key(written.as_bytes())
            }
            Term::Triple(triple) => {
                let Triple { subject, predicate, object } = &**triple;
                let subject = self.term(&subject.clone().into())?;
                let predicate = self.term(&predicate.clone().into())?;
                let object = self.term(object)?;
                self.triple([subject, predicate, object])
            }
        }
    }

    /// Returns the numbers of a quad; the last is that of the graph, if it has a name.
    pub(super) fn quad(&mut self, quad: &Quad) -> Result<([u32; 3], Option<u32>), TooManyTerms> {
        let triple = [
            self.term(&quad.subject.clone().into())?,
            self.term(&quad.predicate.clone().into())?,
            self.term(&quad.object)?,
        ];
        let graph = match &quad.graph_name {
            crate::rdf::GraphName::DefaultGraph => None,
            crate::rdf::GraphName::NamedNode(node) => Some(self.term(&node.clone().into())?),
            crate::rdf::GraphName::BlankNode(node) => Some(self.term(&node.clone().into())?),
        };
        Ok((triple, graph))
    }

    fn triple(&mut self, parts: [u32; 3]) -> Result<u32, TooManyTerms> {
        let mut key = [TRIPLE_MARK; 13];
        for (place, part) in key[1..].chunks_exact_mut(4).zip(parts) {
            place.copy_from_slice(&part.to_le_bytes());
        }
        self.key(&key)
    }

    /// Returns the number of an IRI that was met.
    pub(super) fn known(&self, iri: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(iri.as_bytes()) as u32;
        let same = |(other, id): &(u32, u32)| *other == hash && slice(&self.keys, &self.ends, *id) == iri.as_bytes();
        self.table.find(spread(hash), same).map(|(_, id)| *id)
    }

    fn key(&mut self, key: &[u8]) -> Result<u32, TooManyTerms> {
        let hash = self.hasher.hash_one(key) as u32;
        let (keys, ends) = (&self.keys, &self.ends);
        let found = self.table.find(spread(hash), |(other, id)| *other == hash && slice(keys, ends, *id) == key);
        if let Some((_, id)) = found {
            return Ok(*id);
        }
        let id = self.count();
        // The upper half of the numbers is for what changes and queries add.
        if id >= u32::MAX / 2 {
            return Err(TooManyTerms);
        }
        self.keys.extend_from_slice(key);
        self.ends.push(self.keys.len() as u64);
        self.table.insert_unique(spread(hash), (hash, id), |(hash, _)| spread(*hash));
        Ok(id)
    }

    /// Writes the terms, and the buckets that they are found by.
    pub(super) fn write<W: Write + Seek>(mut self, out: &mut ImageWriter<W>) -> io::Result<()> {
        // What finds keys is of no more use, and its memory is of use to the sorting beside.
        self.table = HashTable::new();
        let count = self.ends.len();
        let buckets = (count / PER_BUCKET).max(1);
        let mut tags = Interned::default();
        let mut hashes: Vec<u32> = Vec::with_capacity(count);
        let mut groups: Vec<u64> = Vec::with_capacity(count / GROUP as usize + 2);
        let start = out.begin()?;
        let (mut length, mut entry, mut last_iri) = (0_u64, Vec::new(), 0..0);
        let mut scratch = String::new();
        for id in 0..self.count() {
            if u64::from(id) % GROUP == 0 {
                groups.push(length);
                last_iri = 0..0;
            }
            let key = slice(&self.keys, &self.ends, id);
            let spelling = spelling(key, &mut scratch);
            hashes.push(bucket(spelling.hash(), buckets as u64) as u32);
            entry.clear();
            match spelling.kind {
                IRI => {
                    let before = &self.keys[last_iri];
                    let shared = before.iter().zip(key).take_while(|(a, b)| a == b).count();
                    put(&mut entry, (shared as u64) << 3 | u64::from(IRI));
                    put(&mut entry, (key.len() - shared) as u64);
                    entry.extend_from_slice(&key[shared..]);
                    let end = self.ends[id as usize] as usize;
                    last_iri = end - key.len()..end;
                }
                TRIPLE => {
                    put(&mut entry, u64::from(TRIPLE));
                    for part in spelling.text.chunks_exact(4) {
                        put(&mut entry, part.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)));
                    }
                }
                kind => {
                    put(&mut entry, u64::from(kind));
                    if kind == TAGGED {
                        put(&mut entry, tags.number(spelling.tag));
                    }
                    put(&mut entry, spelling.text.len() as u64);
                    entry.extend_from_slice(spelling.text);
                }
            }
            out.bytes(&entry)?;
            length += entry.len() as u64;
        }
        out.end(Section::TermBytes, start);
        groups.push(length);
        out.section(Section::TermBlocks, groups.iter().map(|start| start.to_le_bytes()))?;
        let start = out.begin()?;
        for tag in &tags.tags {
            entry.clear();
            put(&mut entry, tag.len() as u64);
            out.bytes(&entry)?;
            out.bytes(tag.as_bytes())?;
        }
        out.end(Section::Tags, start);
        drop(self);
        write_buckets(out, &hashes, buckets)
    }
}

/// Writes terms by bucket.
fn write_buckets<W: Write + Seek>(out: &mut ImageWriter<W>, hashes: &[u32], buckets: usize) -> io::Result<()> {
    let mut starts = vec![0_u32; buckets + 1];
    for bucket in hashes {
        starts[*bucket as usize + 1] += 1;
    }
    for bucket in 0..buckets {
        starts[bucket + 1] += starts[bucket];
    }
    let mut next = starts.clone();
    let mut terms = vec![0_u32; hashes.len()];
    for (id, bucket) in hashes.iter().enumerate() {
        let place = &mut next[*bucket as usize];
        terms[*place as usize] = id as u32;
        *place += 1;
    }
    out.section(Section::Buckets, starts.iter().map(|start| start.to_le_bytes()))?;
    out.section(Section::BucketTerms, terms.iter().map(|id| id.to_le_bytes()))
}

/// Few different texts, by number.
#[derive(Default)]
struct Interned {
    tags: Vec<String>,
    numbers: std::collections::HashMap<String, u64>,
}

impl Interned {
    fn number(&mut self, tag: &str) -> u64 {
        if let Some(number) = self.numbers.get(tag) {
            return *number;
        }
        let number = self.tags.len() as u64;
        self.tags.push(tag.to_owned());
        self.numbers.insert(tag.to_owned(), number);
        number
    }
}

fn slice<'k>(keys: &'k [u8], ends: &[u64], id: u32) -> &'k [u8] {
    let id = id as usize;
    let start = if id == 0 { 0 } else { ends[id - 1] as usize };
    &keys[start..ends[id] as usize]
}

/// Makes 64 bits of 32, since the table looks at both ends.
const fn spread(hash: u32) -> u64 {
    (hash as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Returns the spelling of a key; `scratch` holds what had to be put together.
pub(super) fn spelling<'a>(key: &'a [u8], scratch: &'a mut String) -> Spelling<'a> {
    match key {
        [TRIPLE_MARK, parts @ ..] => Spelling { kind: TRIPLE, text: parts, tag: "" },
        [b'"', ..] => literal(std::str::from_utf8(key).unwrap_or_default(), scratch),
        [b'_', b':', label @ ..] => Spelling { kind: BLANK, text: label, tag: "" },
        iri => Spelling { kind: IRI, text: iri, tag: "" },
    }
}

fn literal<'a>(key: &'a str, scratch: &'a mut String) -> Spelling<'a> {
    let end = key.rfind('"').unwrap_or(0);
    let tag = &key[end + 1..];
    let text = match read_object(key, scratch) {
        Object::Text(text) | Object::LangText(text, _) | Object::Typed(text, _) => text.as_bytes(),
        Object::Iri(_) | Object::Triple(_) => &[],
    };
    Spelling { kind: if tag.is_empty() { TEXT } else { TAGGED }, text, tag }
}

/// Appends a number in LEB128.
fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
