//! Tests of reading amounts.

use super::{Amount, Decimal, DecimalError, Quantity, QuantityError};
use proptest::prelude::*;
use std::cmp::Ordering;

fn number(text: &str) -> Decimal {
    Decimal::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> DecimalError {
    Decimal::parse(text).expect_err(text)
}

#[test]
fn digits_stay_as_written() {
    for text in
        ["0", "10.380", "-0.50", "+7", "007", ".5", "5.", "123456789012345678901234567890.000000000000000000001"]
    {
        assert_eq!(number(text).as_str(), text);
    }
    assert_ne!(number("1.0"), number("1"));
    assert!(number("12").is_integer() && !number("12.0").is_integer());
}

#[test]
fn comparison_is_by_value() {
    for (left, right, order) in [
        ("10.380", "10.38", Ordering::Equal),
        ("0", "-0.00", Ordering::Equal),
        ("+1", "1.", Ordering::Equal),
        (".5", "0.50", Ordering::Equal),
        ("9", "10", Ordering::Less),
        ("-9", "-10", Ordering::Greater),
        ("0.1", "0.09", Ordering::Greater),
        ("-0.1", "0", Ordering::Less),
        ("0.12", "0.123", Ordering::Less),
        ("9007199254740993", "9007199254740992", Ordering::Greater),
        ("0.10000000000000000001", "0.1", Ordering::Greater),
    ] {
        assert_eq!(number(left).compare(&number(right)), order, "{left} {right}");
        assert_eq!(number(right).compare(&number(left)), order.reverse(), "{right} {left}");
    }
}

#[test]
fn other_ways_to_write_a_number_get_the_right_one() {
    for (written, hint) in [
        ("٢٫٥", "write `2.5`"),
        ("۱۲", "write `12`"),
        ("-٣", "write `-3`"),
        ("\u{2212}3", "write `-3`"),
        (" 3 ", "write `3`"),
        ("2e8", "write `200000000`"),
        ("2.0e8", "write `200000000`"),
        ("-1.25E-3", "write `-0.00125`"),
        ("1.5e1", "write `15`"),
        ("0e5", "write `0`"),
        ("1 500 000", "write `1500000`"),
        ("1_500", "write `1500`"),
        ("1\u{202F}500", "write `1500`"),
        ("1'500", "write `1500`"),
        ("1,234,567", "write `1234567`"),
        ("1,234.50", "write `1234.50`"),
        ("1.234,50", "write `1234.50`"),
        ("2,5", "write `2.5`"),
        ("1,500", "write `1500` or `1.500`, whichever is meant"),
        ("١٬٥٠٠", "write `1500` or `1.500`, whichever is meant"),
        ("1.500.000", "write `1500000`"),
        ("5%", "write `value: 5` and `unit: percent`"),
        ("٥٪", "write `value: 5` and `unit: percent`"),
    ] {
        assert_eq!(refused(written).hint, hint, "{written}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for text in [
        "",
        " ",
        "-",
        ".",
        "+.",
        "1.2.3",
        "--1",
        "1-2",
        "0x1F",
        "two",
        "½",
        "1e999999999",
        "NaN",
        ".inf",
        "-INF",
        "12 bcm",
        "٣ مليارات",
    ] {
        let error = refused(text);
        assert!(!error.problem.is_empty() && !error.hint.is_empty(), "{text}");
    }
    assert!(refused("NaN").hint.contains("unknown"));
    assert!(refused(&"9".repeat(100_000)).problem.len() < 100);
}

#[test]
fn a_value_excludes_bounds() {
    let some = |text| Some(number(text));
    assert_eq!(Amount::new(some("1"), None, None), Ok(Amount::Value(number("1"))));
    assert_eq!(Amount::new(some("1"), some("1"), None), Err(QuantityError::ValueAndBounds));
    assert_eq!(Amount::new(some("1"), None, some("1")), Err(QuantityError::ValueAndBounds));
    assert_eq!(Amount::new(None, None, None), Err(QuantityError::Empty));
}

#[test]
fn bounds_are_in_order() {
    let some = |text| Some(number(text));
    assert!(Amount::new(None, some("2.0"), some("2")).is_ok());
    let error = Amount::new(None, some("10"), some("9.99")).unwrap_err();
    assert_eq!(error.to_string(), "`at_least` 10 is greater than `at_most` 9.99");
    assert_eq!(error.hint(), "write `at_least: 9.99` and `at_most: 10`");
}

#[test]
fn a_quantity_gives_back_its_parts() {
    let bounds = Amount::new(None, Some(number("2.0")), Some(number("3"))).unwrap();
    let quantity = Quantity::new(Some(bounds), Some("bcm".into()), Some("بين مليارين وثلاثة".into())).unwrap();
    assert_eq!(quantity.at_least().map(Decimal::as_str), Some("2.0"));
    assert_eq!(quantity.at_most().map(Decimal::as_str), Some("3"));
    assert_eq!((quantity.value(), quantity.unit()), (None, Some("bcm")));
    assert_eq!(quantity.text(), Some("بين مليارين وثلاثة"));
    let words = Quantity::new(None, None, Some("مئات ملايين الدولارات".into())).unwrap();
    assert_eq!((words.amount(), words.value(), words.at_least(), words.at_most()), (None, None, None, None));
    assert_eq!(Quantity::new(None, Some("bcm".into()), None), Err(QuantityError::Empty));
    assert_eq!(Quantity::new(None, None, Some(" ".into())), Err(QuantityError::Empty));
}

/// Writes `units` hundredths, with surplus zeros.
fn scaled(units: i64, lead: usize, trail: usize) -> String {
    let (sign, size) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
    format!("{sign}{}{}.{:02}{}", "0".repeat(lead), size / 100, size % 100, "0".repeat(trail))
}

proptest! {
    #[test]
    fn comparison_agrees_with_integers(a in -100_000_i64..100_000, b in -100_000_i64..100_000, lead in 0_usize..3, trail in 0_usize..3) {
        let (left, right) = (number(&scaled(a, lead, trail)), number(&scaled(b, trail, lead)));
        prop_assert_eq!(left.compare(&right), a.cmp(&b));
    }

    #[test]
    fn an_exponent_is_written_out_exactly(mantissa in -999_i64..999, power in 0_u32..6) {
        let hint = refused(&format!("{mantissa}e{power}")).hint;
        prop_assert_eq!(hint, format!("write `{}`", mantissa * 10_i64.pow(power)));
    }

    #[test]
    fn any_text_is_read_as_it_stands_or_explained(text in "[0-9eE+.,_ '٠-٩٫٬%-]{0,12}|\\PC{0,20}") {
        match Decimal::parse(&text) {
            Ok(read) => prop_assert_eq!(read.as_str(), text.as_str()),
            Err(error) => prop_assert!(!error.hint.is_empty()),
        }
    }
}
