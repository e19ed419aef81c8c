//! Complexity tests of RTF: no file takes more than linear time, counted in steps and not in seconds.

use super::text;
use crate::steps::assert_linear;

#[test]
fn any_piece_of_it_over_and_over() {
    for piece in [
        "{",
        "{}",
        "\\",
        "\\'",
        "\\'e9",
        "\\u8364?",
        "\\u-1",
        "\\uc999999 ",
        "\\bin1 ",
        "\\bin-1 ",
        "\\*",
        "{\\*\\x}",
        "\\par ",
        "\\cell ",
        "\\nestcell ",
        "\\itap32\\par\\itap0\\par ",
        "\\row ",
        "\\sect ",
        "\\page ",
        "\\f1 a\\f2 a",
        "{\\headerf Ada}\\titlepg\\sect ",
        "{\\header Ada\\par}",
        "{\\footnote a}",
        "{\\shptxt a}",
        "{\\pict 0}",
        "{\\fonttbl{\\f1\\fcharset2 x;}}",
        "\\ls1\\ilvl9 a\\par ",
        "{\\upr{a}{\\*\\ud b}}",
        "\\v a\\v0 b",
        "a",
        "\\x",
    ] {
        assert_linear(piece, 2_000, |count| drop(text(format!("{{\\rtf1 {}", piece.repeat(count)).as_bytes())));
    }
}

#[test]
fn words_and_numbers_without_an_end() {
    for (first, rest) in [("\\", "x"), ("\\u", "9"), ("\\b", "9"), ("\\b-", "0"), ("\\'", "0")] {
        assert_linear(first, 2_000, |count| drop(text(format!("{{\\rtf1 {first}{}", rest.repeat(count)).as_bytes())));
    }
}

/// Where a story stands in a story, its text is moved up once for each.
#[test]
fn stories_in_stories() {
    assert_linear("boxes", 2_000, |count| {
        let text =
            text(format!("{{\\rtf1 {}Ada{}", "{\\shptxt ".repeat(16), "a\\par ".repeat(count)).as_bytes()).unwrap();
        assert!(text.contains("Ada"));
    });
}
