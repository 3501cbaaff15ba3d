//! Full text, from words to hits.
