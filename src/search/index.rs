//! The index of words: made, opened, added to. One document a text; what a text is of stands beside it.

use std::path::Path;

use tantivy::directory::MmapDirectory;
use tantivy::directory::error::OpenDirectoryError;
use tantivy::schema::{
    Field as Column, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument, Term};

use super::arabic;
use super::texts::{Field, Kind, PREDICATES, Text, Texts};
use super::words::words;
use crate::rdf::Term as RdfTerm;
use crate::store::{Engine, EngineError, Request, Results, StoreError};

/// What a writer may hold in memory before it writes a part down.
const MEMORY: usize = 48 << 20;

/// Why a search failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The library failed, or what lies on disk is not what was written.
    #[error("the index of words failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// A query failed while texts were gathered.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index cannot be written.
    #[error("the index of words cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The words cannot be looked for.
    #[error(transparent)]
    Words(#[from] super::Unreadable),
}

/// The columns of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub(super) of: Column,
    pub(super) kind: Column,
    pub(super) field: Column,
    pub(super) article: Column,
    /// Which segment it came from: what is taken out together.
    pub(super) part: Column,
    pub(super) holder: Column,
    pub(super) language: Column,
    pub(super) words: Column,
    /// Words as they stand.
    pub(super) exact: Column,
    /// Words in all their forms.
    pub(super) forms: Column,
}

/// An index of words, ready to be asked.
#[derive(Clone)]
pub struct Words {
    pub(super) index: Index,
    pub(super) reader: IndexReader,
    pub(super) columns: Columns,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Words")
    }
}

fn schema() -> (Schema, Columns) {
    let mut schema = Schema::builder();
    let positions = |record| {
        TextOptions::default()
            .set_indexing_options(TextFieldIndexing::default().set_tokenizer("raw").set_index_option(record))
    };
    let columns = Columns {
        of: schema.add_text_field("of", STRING | STORED),
        kind: schema.add_text_field("kind", STRING | STORED),
        field: schema.add_text_field("field", STRING | STORED),
        article: schema.add_text_field("article", STORED),
        part: schema.add_text_field("part", STRING),
        holder: schema.add_text_field("holder", STRING),
        language: schema.add_text_field("language", STRING | STORED),
        words: schema.add_text_field("words", STORED),
        exact: schema.add_text_field("exact", positions(IndexRecordOption::WithFreqsAndPositions)),
        forms: schema.add_text_field("forms", positions(IndexRecordOption::WithFreqs)),
    };
    (schema.build(), columns)
}

impl Words {
    /// Makes an empty index in a folder.
    pub(super) fn create(folder: &Path) -> Result<(Index, Columns), tantivy::TantivyError> {
        let (schema, columns) = schema();
        let directory = MmapDirectory::open(folder).map_err(unopened)?;
        Ok((Index::create(directory, schema, IndexSettings::default())?, columns))
    }

    /// Opens the index in a folder.
    pub(super) fn open(folder: &Path) -> Result<(Index, Columns), tantivy::TantivyError> {
        let (schema, columns) = schema();
        let index = Index::open(MmapDirectory::open(folder).map_err(unopened)?)?;
        if index.schema() == schema {
            return Ok((index, columns));
        }
        Err(tantivy::TantivyError::SchemaError("the columns are other ones".to_owned()))
    }

    /// Returns what can be asked of an index as it stands now.
    pub(super) fn reading(index: Index, columns: Columns) -> Result<Self, tantivy::TantivyError> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, reader, columns })
    }

    /// Makes an index in memory.
    pub fn of_texts(texts: impl IntoIterator<Item = Text>) -> Result<Self, SearchError> {
        let (schema, columns) = schema();
        let index = Index::create_in_ram(schema);
        let mut writer = writer(&index)?;
        for text in texts {
            add(&mut writer, &columns, "", &text)?;
        }
        writer.commit()?;
        drop(writer);
        Ok(Self::reading(index, columns)?)
    }

    /// Makes an index in memory of what an engine holds: files, or an earlier state.
    pub fn of_engine(engine: &dyn Engine) -> Result<Self, SearchError> {
        let listed: Vec<String> = PREDICATES.iter().map(|iri| format!("<{iri}>")).collect();
        let query = format!("SELECT ?s ?p ?o {{ VALUES ?p {{ {} }} ?s ?p ?o }}", listed.join(" "));
        let mut texts = Texts::default();
        if let Results::Solutions(rows) = engine.evaluate(&Request::new(query))?.results {
            for row in rows {
                let row = row?;
                if let [Some(RdfTerm::NamedNode(subject)), Some(RdfTerm::NamedNode(predicate)), Some(object)] =
                    row.values()
                {
                    texts.term(subject.as_str(), predicate.as_str(), object);
                }
            }
        }
        Self::of_texts(texts.finish())
    }

    /// Returns how many texts it holds.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Says whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn unopened(error: OpenDirectoryError) -> tantivy::TantivyError {
    tantivy::TantivyError::OpenDirectoryError(error)
}

/// Returns a writer on one thread: which part a text lands in does not depend on chance.
pub(super) fn writer(index: &Index) -> Result<IndexWriter, tantivy::TantivyError> {
    index.writer_with_num_threads(1, MEMORY)
}

/// Adds a text that belongs to a part.
pub(super) fn add(
    writer: &mut IndexWriter,
    columns: &Columns,
    part: &str,
    text: &Text,
) -> Result<(), tantivy::TantivyError> {
    let mut document = TantivyDocument::default();
    document.add_text(columns.of, &text.of);
    document.add_text(columns.kind, text.kind.name());
    document.add_text(columns.field, text.field.name());
    document.add_text(columns.article, &text.article);
    document.add_text(columns.part, part);
    for holder in &text.holders {
        document.add_text(columns.holder, holder);
    }
    document.add_text(columns.language, &text.language);
    document.add_text(columns.words, &text.words);
    let (mut exact, mut forms) = (Vec::new(), Vec::new());
    for (position, word) in words(&text.words).into_iter().enumerate() {
        let token = |text: String| Token {
            offset_from: word.range.start,
            offset_to: word.range.end,
            position,
            text,
            position_length: 1,
        };
        forms.extend(arabic::forms(&word.key).into_iter().map(token));
        exact.push(token(word.key.clone()));
    }
    for (column, tokens) in [(columns.exact, exact), (columns.forms, forms)] {
        document.add_pre_tokenized_text(column, PreTokenizedString { text: String::new(), tokens });
    }
    writer.add_document(document)?;
    Ok(())
}

/// Takes a part out.
pub(super) fn remove(writer: &IndexWriter, columns: &Columns, part: &str) {
    writer.delete_term(Term::from_field_text(columns.part, part));
}

/// Reads a stored text back.
pub(super) fn stored(document: &TantivyDocument, columns: &Columns) -> Option<Text> {
    let get = |column| Some(document.get_first(column)?.as_str()?.to_owned());
    Some(Text {
        of: get(columns.of)?,
        kind: Kind::from_name(&get(columns.kind)?)?,
        field: Field::from_name(&get(columns.field)?)?,
        article: get(columns.article)?,
        holders: Vec::new(),
        language: get(columns.language)?,
        words: get(columns.words)?,
    })
}
