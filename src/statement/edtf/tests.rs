//! Tests of reading dates.

use super::{Edtf, EdtfError, End, Precision};
use proptest::prelude::*;

fn read(text: &str) -> Edtf {
    Edtf::parse(text).unwrap_or_else(|error| panic!("{text}: {error} ({})", error.hint))
}

fn refused(text: &str) -> EdtfError {
    match Edtf::parse(text) {
        Ok(date) => panic!("{date} was read: {:?} to {:?}", date.earliest(), date.latest()),
        Err(error) => error,
    }
}

/// The bounds as `earliest..latest`, `-` for none.
fn bounds(text: &str) -> String {
    let date = read(text);
    let show = |day: Option<jiff::civil::Date>| day.map_or("-".to_owned(), |day| day.to_string());
    format!("{}..{}", show(date.earliest()), show(date.latest()))
}

#[test]
fn plain_dates_have_their_own_bounds_and_datatype() {
    assert_eq!(bounds("2024-05-03"), "2024-05-03..2024-05-03");
    assert_eq!(bounds("2024-02"), "2024-02-01..2024-02-29");
    assert_eq!(bounds("2023"), "2023-01-01..2023-12-31");
    assert_eq!(read("2024-05-03").xsd(), Some(("2024-05-03", "date")));
    assert_eq!(read("2024-02").xsd(), Some(("2024-02", "gYearMonth")));
    assert_eq!(read("2023").xsd(), Some(("2023", "gYear")));
    assert_eq!(read("-0044-03-15").xsd(), Some(("-0044-03-15", "date")));
    assert_eq!(bounds("-0044"), "-000044-01-01..-000044-12-31");
}

#[test]
fn the_general_reader_agrees_with_the_short_way() {
    for text in ["2024-05-03", "2024-02-29", "2024-02", "1999-12", "2023", "0000", "9999-12-31"] {
        assert_eq!(super::read::plain(text.as_bytes()), Some(super::read::whole(text).unwrap()), "{text}");
    }
    for text in ["2023-02-29", "2023-00", "2023-13", "20X3", "2023-1", "+2023", "2023-02-3 ", "12345"] {
        assert_eq!(super::read::plain(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn unspecified_digits_widen_the_bounds() {
    assert_eq!(bounds("201X"), "2010-01-01..2019-12-31");
    assert_eq!(bounds("20XX"), "2000-01-01..2099-12-31");
    assert_eq!(bounds("2018-10-XX"), "2018-10-01..2018-10-31");
    assert_eq!(bounds("2018-XX"), "2018-01-01..2018-12-31");
    assert_eq!(bounds("2018-XX-31"), "2018-01-31..2018-12-31");
    assert_eq!(bounds("2018-02-2X"), "2018-02-20..2018-02-28");
    assert_eq!(bounds("2018-1X-30"), "2018-10-30..2018-12-30");
    assert_eq!(bounds("201X-02-29"), "2012-02-29..2016-02-29");
    assert_eq!(bounds("1X9X"), "1090-01-01..1999-12-31");
    assert_eq!(bounds("-01XX"), "-000199-01-01..-000100-12-31");
}

#[test]
fn a_year_nobody_knows_has_no_bounds() {
    assert_eq!(bounds("XXXX-10-XX"), "-..-");
    assert_eq!(bounds("XXXX-02-29"), "-..-");
    assert_eq!(bounds("XXXX"), "-..-");
    assert_eq!(read("XXXX-10-XX").xsd(), None);
}

#[test]
fn precision_is_what_is_known() {
    for (text, precision) in [
        ("2024-05-03T10:00:00Z", Precision::Second),
        ("2024-05-03", Precision::Day),
        ("2024-05", Precision::Month),
        ("2018-10-XX", Precision::Month),
        ("2024-21", Precision::Season),
        ("2018", Precision::Year),
        ("2018-XX-XX", Precision::Year),
        ("201X", Precision::Decade),
        ("20XX", Precision::Century),
        ("2XXX", Precision::Millennium),
        ("XXXX-10-XX", Precision::Partial),
        ("201X-05", Precision::Partial),
        ("2018-XX-05", Precision::Partial),
        ("2018-10-1X", Precision::Partial),
        ("2018/2019", Precision::Interval),
    ] {
        assert_eq!(read(text).precision(), precision, "{text}");
    }
}

#[test]
fn qualifiers_stand_before_or_after_any_part() {
    for (text, approximate, uncertain) in [
        ("2024~", true, false),
        ("2024?", false, true),
        ("2024-05%", true, true),
        ("2024~-05-03", true, false),
        ("2024-~05-03", true, false),
        ("2024-05-?03", false, true),
        ("?2024-05-03~", true, true),
        ("-0044~", true, false),
        ("2024-05~/2024-07", true, false),
        ("2024", false, false),
    ] {
        let date = read(text);
        assert_eq!((date.is_approximate(), date.is_uncertain()), (approximate, uncertain), "{text}");
        assert_eq!(date.as_str(), text);
        assert_eq!(date.xsd().is_some(), text == "2024", "{text}");
    }
    assert_eq!(bounds("2024-05~"), "2024-05-01..2024-05-31");
    assert!(refused("~2024~").hint.contains("2024-05"), "one mark is enough");
    assert_eq!(refused("2024?~").hint, "write `2024%`");
}

#[test]
fn intervals_may_be_open_or_unknown_at_one_end() {
    assert_eq!(bounds("2018/2020-05"), "2018-01-01..2020-05-31");
    assert_eq!(bounds("2018/.."), "2018-01-01..-");
    assert_eq!(bounds("2018/"), "2018-01-01..-");
    assert_eq!(bounds("../2018"), "-..2018-12-31");
    assert_eq!(bounds("/2018"), "-..2018-12-31");
    assert_eq!(bounds("201X/2020"), "2010-01-01..2020-12-31");
    assert_eq!(bounds("XXXX-10/2020"), "-..2020-12-31");
    assert_eq!(bounds("2024-05-03T10:00:00Z/2024-05-03T12:00:00Z"), "2024-05-03..2024-05-03");
    assert!(refused("../..").problem.contains("neither"));
    assert!(refused("/").problem.contains("neither"));
    assert_eq!(refused("2020/2018").hint, "write `2018/2020`");
    assert!(refused("2024-05-03T12:00:00Z/2024-05-03T10:00:00Z").problem.contains("ends before"));
    read("2018/2018-03");
    read("2018-05/2018");
}

#[test]
fn between_joins_two_dates() {
    let (may, june) = (read("2024-05"), read("2024-06~"));
    let (date, between) = (End::Date, |from, to| Edtf::between(from, to).unwrap().as_str().to_owned());
    assert_eq!(between(date(&may), date(&june)), "2024-05/2024-06~");
    assert_eq!(between(date(&may), End::Open), "2024-05/..");
    assert_eq!(between(End::Open, date(&may)), "../2024-05");
    assert_eq!(between(date(&may), End::Unknown), "2024-05/");
    assert_eq!(between(End::Unknown, date(&may)), "/2024-05");
    assert!(Edtf::between(End::Open, End::Unknown).is_err());
    assert!(Edtf::between(date(&june), date(&may)).is_err());
    assert!(Edtf::between(date(&read("2018/2019")), End::Open).unwrap_err().problem.contains("interval"));
}

#[test]
fn seasons_and_quarters() {
    assert_eq!(bounds("2024-21"), "2024-03-01..2024-12-22");
    assert_eq!(bounds("2024-24"), "2023-12-01..2025-03-21");
    assert_eq!(bounds("2024-25"), "2024-03-01..2024-06-22");
    assert_eq!(bounds("2024-35"), "2024-07-01..2024-09-30");
    assert_eq!(bounds("2024-41"), "2024-07-01..2024-12-31");
    assert_eq!(bounds("202X-33"), "2020-01-01..2029-03-31");
    assert_eq!(read("2024-21").xsd(), None);
    assert!(refused("2024-21-03").problem.contains("season"));
    assert!(refused("2024-42").problem.contains("no month 42"));
}

#[test]
fn every_season_lies_in_order() {
    for code in 21..=41 {
        let date = read(&format!("2024-{code}"));
        assert!(date.earliest().unwrap() < date.latest().unwrap(), "{code}");
    }
}

#[test]
fn times_need_seconds_and_keep_their_zone() {
    for text in
        ["2024-05-03T14:30:00", "2024-05-03T14:30:00Z", "2024-05-03T23:59:59.123+03:00", "2024-05-03T00:00:00-14:00"]
    {
        assert_eq!(read(text).xsd(), Some((text, "dateTime")));
        assert_eq!(bounds(text), "2024-05-03..2024-05-03");
    }
    assert_eq!(read("2024-05-03T14:30:00+03").xsd(), None, "XML Schema wants the minutes");
    for text in [
        "2024-05-03T24:00:00Z",
        "2024-05-03T14:60:00",
        "2024-05-03T14:30",
        "2024-05T14:30:00",
        "2024-05-03T",
        "T14:30:00",
        "2024-05-03~T14:30:00",
    ] {
        refused(text);
    }
    assert!(refused("2024-05-03T14:30:00+25:00").problem.contains("zone"));
    assert!(refused("2024-05-03T14:30:00 Riyadh").problem.contains("zone"));
    assert!(refused("2023-02-30T14:30:00Z").problem.contains("28 days"));
    assert_eq!(refused("2024-05-03 14:30:00").hint, "write `2024-05-03T14:30:00`");
}

#[test]
fn years_beyond_the_calendar() {
    assert_eq!(bounds("Y17000"), "9999-12-31..-");
    assert_eq!(bounds("Y-17000"), "-..-009999-01-01");
    assert_eq!(read("Y-17000").xsd(), Some(("-17000", "gYear")));
    refused("Y2024");
    refused("Y017000");
    refused("Y17e7");
}

#[test]
fn impossible_dates_say_why_and_what_instead() {
    let error = refused("2023-02-30");
    assert_eq!(error.problem, "`2023-02-30` does not exist: 2023-02 has 28 days at most");
    assert_eq!(error.hint, "write a day from 01 to 28, or `2023-02-XX` if it is not known");
    assert!(refused("2024-04-31").problem.contains("30 days"));
    assert!(refused("2023-02-29").problem.contains("28 days"));
    assert!(refused("XXXX-02-30").problem.contains("29 days"));
    assert!(refused("2023-02-3X").problem.contains("28 days"));
    assert!(refused("2023-05-00").problem.contains("31 days"));
    assert!(refused("2023-13").problem.contains("no month 13"));
    assert!(refused("2023-00-10").problem.contains("no month 00"));
    assert!(refused("2023-2X").problem.contains("no month 2X"));
    assert!(refused("-0000").problem.contains("-0000"));
    assert_eq!(refused("2024-31-05").hint, "write `2024-05-31`");
}

#[test]
fn other_ways_to_write_a_date_get_the_right_one() {
    for (written, hint) in [
        ("٢٠٢٤-٠٥-٠٣", "2024-05-03"),
        ("۲۰۲۴-۰۵", "2024-05"),
        ("٢٠١٨/٢٠٢٠", "2018/2020"),
        ("2024–05–03", "2024-05-03"),
        ("\u{200F}2024-05-03", "2024-05-03"),
        (" 2024-05-03 ", "2024-05-03"),
        ("2024/05/03", "2024-05-03"),
        ("2024/5", "2024-05"),
        ("2024.05.03", "2024-05-03"),
        ("2024-5-3", "2024-05-03"),
        ("2024-5-3/2024-6-1", "2024-05-03/2024-06-01"),
        ("20240503", "2024-05-03"),
        ("31.05.2024", "2024-05-31"),
        ("31/05/2024", "2024-05-31"),
        ("201x", "201X"),
        ("199u", "199X"),
        ("2018/open", "2018/.."),
        ("2024-05-03t14:30:00z", "2024-05-03T14:30:00Z"),
    ] {
        assert_eq!(refused(written).hint, format!("write `{hint}`"), "{written}");
    }
    assert!(refused("٢٠٢٤").problem.contains("0-9"));
    assert!(!refused("03/05/2024").hint.contains("`2024-03-05`"), "3 May or 5 March is not ours to say");
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "  ",
        "May 2024",
        "yesterday",
        "24-05-03",
        "2024-",
        "2024-05-",
        "2024--05",
        "2024-05-03-01",
        "1950S2",
        "2024-05-03/04",
        "12345",
        "2024-05-03/2024/2025",
        "null",
        "٢",
    ] {
        let error = refused(text);
        assert!(!error.hint.is_empty() && !error.problem.is_empty(), "{text}");
    }
    assert!(refused("[2016, 2018]").problem.contains("set"));
    assert!(refused("{2016..2018}").hint.contains("2016/2018"));
    assert!(refused(&"9".repeat(100_000)).problem.len() < 100);
}

/// Run by hand with `--release -- --ignored --nocapture`: a million a second and more.
#[test]
#[ignore = "measures time, which says something only in a release build on a quiet machine"]
fn speed() {
    for text in ["2024-05-03", "2024-05", "2024", "2018-10-XX", "2018/2020~", "2024-05-03T14:30:00Z"] {
        let began = std::time::Instant::now();
        let read = (0..200_000).filter(|_| Edtf::parse(std::hint::black_box(text)).is_ok()).count();
        println!("{text}: {:?} each", began.elapsed() / u32::try_from(read).unwrap());
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_what_is_read_keeps_its_text(text in "[0-9XY?~%/.:TZ+٠-٩ -]{0,24}") {
        if let Ok(date) = Edtf::parse(&text) {
            prop_assert_eq!(date.as_str(), text.as_str());
            if let (Some(first), Some(last)) = (date.earliest(), date.latest()) {
                prop_assert!(first <= last);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_explained(text in "\\PC{0,40}") {
        if let Err(error) = Edtf::parse(&text) {
            prop_assert!(!error.hint.is_empty());
        }
    }

    #[test]
    fn masked_digits_contain_the_real_date(year in 0_i16..=9999, month in 1_i8..=12, day in 1_i8..=28, mask in 0_u8..=255) {
        let real = jiff::civil::Date::new(year, month, day).unwrap();
        let mut at = 0;
        let text: String = format!("{year:04}-{month:02}-{day:02}").chars().map(|c| {
            if c == '-' { return c; }
            at += 1;
            if mask >> (at - 1) & 1 == 1 { 'X' } else { c }
        }).collect();
        let date = Edtf::parse(&text).unwrap();
        prop_assert!(date.earliest().is_none_or(|first| first <= real), "{}", text);
        prop_assert!(date.latest().is_none_or(|last| last >= real), "{}", text);
    }
}
