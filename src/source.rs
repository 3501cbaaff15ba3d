//! Text and the places in it.

pub mod fold;
pub mod locate;
pub mod positions;
