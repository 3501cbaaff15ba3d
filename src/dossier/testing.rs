//! What the tests of the notations share.

use super::Dossier;

/// Shows a dossier without its places, so that two notations of one dossier compare equal.
pub(super) fn without_places(dossier: &Dossier<'_>) -> String {
    let shown = format!("{dossier:#?}");
    let mut out = String::with_capacity(shown.len());
    let mut rest = &*shown;
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('}').expect("derived Debug closes its braces");
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}
