//! What a dossier means, as types.

pub mod edtf;
pub mod quantity;
