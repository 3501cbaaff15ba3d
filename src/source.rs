//! Text and the places in it.

pub mod fold;
