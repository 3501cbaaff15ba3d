//! What is not known is told with its place in the value, and what is known beside it is not lost.

use super::*;

fn loaded() -> &'static Loaded {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    LOADED.get_or_init(|| knowledge_base("tests/fixtures/every-field"))
}

#[test]
fn the_work_list_says_which_part_is_unknown() {
    let rows = loaded().rows("unknowns", &[]);
    for begin in [
        "q:time | st:unknownStart | st:notStated | zq255 start | ",
        "q:time | st:unknownEnd | st:vague | zq256 end | ",
        "q:quantity | gp:value | st:vague | zq266 | ",
        "st:object | gp:value | st:digitsLost | zq261 number | ",
        "st:object | st:object | st:vague | zq253 thing | ",
        "st:unknownHolder | - | st:unnamed | zq241 source | ",
        "st:via | st:unknownHolder | st:vague | zq236 source | ",
        "schema:datePublished | - | st:digitsLost | zq303 day | - | - | a:zq300 | -",
        "schema:author | - | st:unnamed | zq108 hand | - | - | a:zq100 | -",
    ] {
        assert_eq!(rows.iter().filter(|row| row.starts_with(begin)).count(), 1, "{begin}: {rows:#?}");
    }
    let of_one = loaded().rows("unknowns", &[("article", "a:zq300")]);
    assert!(!of_one.is_empty() && of_one.iter().all(|row| row.contains("a:zq300")), "{of_one:?}");
}

#[test]
fn the_timeline_says_why_a_start_or_an_end_is_missing() {
    let rows = loaded().rows("timeline", &[]);
    for begin in
        ["1921~/ | - | - | st:digitsLost | ", "/1933-03 | - | st:unnamed | - | ", "- | - | st:notStated | st:vague | "]
    {
        assert_eq!(rows.iter().filter(|row| row.starts_with(begin)).count(), 1, "{begin}: {rows:#?}");
    }
}

#[test]
fn amounts_keep_their_bounds_beside_an_unknown_number() {
    let rows = loaded().rows("transfers", &[]);
    let amount = " | - | 32.5 | 42.7 | zq263 | st:digitsLost | zq264 whole | ";
    assert!(rows.iter().any(|row| row.contains(amount)), "{rows:#?}");
}
