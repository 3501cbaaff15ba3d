//! Tests of counting positions.

use super::ScalarIndex;
use proptest::prelude::*;

/// Checks every byte and every count of a text against counting by hand.
fn agrees(text: &str) {
    let index = ScalarIndex::new(text);
    let (mut scalars, mut units) = (0, 0);
    for (byte, c) in text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]) {
        assert_eq!(index.scalar_of_byte(text, byte), Some(scalars), "byte {byte}");
        assert_eq!(index.utf16_of_byte(text, byte), Some(units), "byte {byte}");
        assert_eq!(index.byte_of_scalar(text, scalars), Some(byte), "scalar {scalars}");
        assert_eq!(index.byte_of_utf16(text, units), Some(byte), "unit {units}");
        if let Some(c) = c {
            assert!((1..c.len_utf8()).all(|inside| index.scalar_of_byte(text, byte + inside).is_none()));
            if c.len_utf16() == 2 {
                assert_eq!(index.byte_of_utf16(text, units + 1), None);
            }
            scalars += 1;
            units += c.len_utf16();
        }
    }
    assert_eq!(index.scalar_of_byte(text, text.len() + 1), None);
    assert_eq!(index.byte_of_scalar(text, scalars + 1), None);
    assert_eq!(index.byte_of_utf16(text, units + 1), None);
}

#[test]
fn every_position_of_small_texts() {
    for text in ["", "a", "plain ASCII", "مصر والعراق", "🇪🇬", "a🙂b", "é"] {
        agrees(text);
    }
}

#[test]
fn scalars_that_lie_across_a_step() {
    for lead in 1018..1030 {
        let text = format!("{}🙂م{}ع", "a".repeat(lead), "€".repeat(700));
        agrees(&text);
    }
    agrees(&"م".repeat(1024));
    agrees(&"🙂".repeat(512));
    agrees(&"a".repeat(3000));
}

proptest! {
    #[test]
    fn every_position_of_any_text(text in "\\PC{0,60}", times in 1_usize..60) {
        agrees(&text.repeat(times));
    }
}
