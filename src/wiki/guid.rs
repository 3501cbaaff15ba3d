//! Ids of statements that we choose ourselves, so that writing twice is writing once.

use crate::digest::Hasher;

/// Returns the id of the statement on an item of a wiki that a statement of ours becomes.
///
/// It is made of the wiki, the item and the IRI alone: a statement that is edited keeps it. The part
/// after `$` is a UUID of version 8 (RFC 9562 §5.8), from a SHA-256 digest.
#[must_use]
pub fn guid(concept_base: &str, item: &str, statement: &str) -> String {
    let mut hasher = Hasher::default();
    for part in ["https://w3id.org/chancery/wiki-statement", concept_base, item, statement] {
        hasher.part(part);
    }
    let mut bytes = *hasher.finish().as_bytes();
    bytes[6] = 0x80 | (bytes[6] & 0x0F);
    bytes[8] = 0x80 | (bytes[8] & 0x3F);
    let mut id = format!("{item}$");
    for (number, byte) in bytes[..16].iter().enumerate() {
        if [4, 6, 8, 10].contains(&number) {
            id.push('-');
        }
        id.push_str(&format!("{byte:02X}"));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_and_depend_on_wiki_item_and_statement_alone() {
        let id = guid("http://w/entity/", "Q1", "https://kb/statement/a/b");
        assert_eq!(id, guid("http://w/entity/", "Q1", "https://kb/statement/a/b"));
        let parts: Vec<&str> = id.strip_prefix("Q1$").unwrap().split('-').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(parts[2].starts_with('8') && parts[3].starts_with(['8', '9', 'A', 'B']), "{id}");
        for other in [
            guid("http://v/entity/", "Q1", "https://kb/statement/a/b"),
            guid("http://w/entity/", "Q2", "https://kb/statement/a/b"),
            guid("http://w/entity/", "Q1", "https://kb/statement/a/c"),
        ] {
            assert_ne!(id, other);
        }
    }
}
