//! Cells that no spreadsheet takes for a formula.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, their wide forms, a tab or a line end gets an
//! apostrophe in front, and so does one that begins with apostrophes before such a character. Numbers
//! stay numbers. Taking one apostrophe away from each cell that begins with apostrophes and then such a
//! character gives back exactly what was there.

use std::borrow::Cow;

/// Returns a cell as it may stand in a table.
#[must_use]
pub fn guard(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) && !is_number(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Returns what stood in a cell before it was guarded.
#[must_use]
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|_| is_risky(cell)).unwrap_or(cell)
}

fn is_risky(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Says whether a cell is a plain decimal number, which no spreadsheet evaluates.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.matches('.').count() <= 1
        && digits.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for risky in [
            "=1+1",
            "+cmd",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "'=1",
            "''=1",
            "＝1",
            "-",
            "-خ",
            "=HYPERLINK(\"http://e\")",
        ] {
            let guarded = guard(risky);
            assert_eq!(guarded, format!("'{risky}"));
            assert_eq!(unguard(&guarded), risky);
        }
        for plain in ["", "-5", "+2.50", "10.380", "'tis", "a=b", "خبر", "'", "1-2"] {
            assert_eq!(guard(plain), plain);
            assert_eq!(unguard(plain), plain);
        }
    }

    proptest! {
        #[test]
        fn guards_come_off_again(cell in "['=+\\-@\\t\\r\\n0-9.a＝]{0,5}|\\PC*") {
            let guarded = guard(&cell);
            prop_assert_eq!(unguard(&guarded), cell.as_str());
            prop_assert!(is_number(&guarded) || !guarded.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        }
    }
}
