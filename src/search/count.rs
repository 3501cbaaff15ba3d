//! What ranking counts: only texts that are there, so the same texts rank the same however they came in.

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, Searcher, TERMINATED, Term};

/// Words an average text has: the true number would count texts that were taken out.
const LENGTH: u64 = 16;

/// Counts over the texts that are there.
pub(super) struct Alive<'s>(pub(super) &'s Searcher);

impl Bm25StatisticsProvider for Alive<'_> {
    fn total_num_tokens(&self, _: Field) -> tantivy::Result<u64> {
        Ok(self.0.num_docs() * LENGTH)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.0.num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut total = 0;
        for segment in self.0.segment_readers() {
            let words = segment.inverted_index(term.field())?;
            let Some(alive) = segment.alive_bitset() else {
                total += u64::from(words.doc_freq(term)?);
                continue;
            };
            let Some(mut texts) = words.read_postings(term, IndexRecordOption::Basic)? else { continue };
            while texts.doc() != TERMINATED {
                total += u64::from(alive.is_alive(texts.doc()));
                texts.advance();
            }
        }
        Ok(total)
    }
}
