//! JSON of others: read as browsers write it, in which half of a surrogate pair may stand alone. And JSON of our own
//! that is written with each request, by hand.

mod writer;

use std::borrow::Cow;

use memchr::memchr;
use serde::de::DeserializeOwned;

use super::steps;
pub use writer::{JsonText, ObjectWriter, write_number, write_text};

/// `\ud83d`, and what replaces it: as long, so every position in an error stays what it was.
const ESCAPE: usize = 6;
const REPLACEMENT: &[u8; ESCAPE] = br"\ufffd";

pub fn from_slice<T: DeserializeOwned>(text: &[u8]) -> serde_json::Result<T> {
    let text = with_whole_pairs(text);
    // All of it is checked at once, which costs a fraction of checking each of its strings.
    match std::str::from_utf8(&text) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(&text),
    }
}

/// The same text with U+FFFD for each half of a surrogate pair that stands alone. `JSON.stringify` writes one for an
/// emoji that a page cut in two, and serde takes none. Where a backslash is outside of a string, the text is no JSON,
/// whatever follows it.
pub fn with_whole_pairs(text: &[u8]) -> Cow<'_, [u8]> {
    let mut whole = Cow::Borrowed(text);
    let mut at = 0;
    while let Some(skipped) = text.get(at..).and_then(|rest| memchr(b'\\', rest)) {
        at += skipped;
        let read = match (unit_at(text, at), unit_at(text, at + ESCAPE)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * ESCAPE,
            (Some(0xd800..=0xdfff), _) => {
                whole.to_mut()[at..at + ESCAPE].copy_from_slice(REPLACEMENT);
                ESCAPE
            }
            // The second byte of any escape, which may be a backslash, begins none.
            _ => 2,
        };
        steps::count(skipped + read);
        at += read;
    }
    whole
}

/// The UTF-16 unit of an escape such as `\ud83d`.
fn unit_at(text: &[u8], at: usize) -> Option<u16> {
    let digits = text.get(at..at + ESCAPE)?.strip_prefix(br"\u")?;
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | u16::try_from(char::from(*digit).to_digit(16)?).ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::base::error::json_position;

    #[test]
    fn half_a_pair_is_a_replacement_character_wherever_it_stands() {
        for (text, expected) in [
            (r#""\ud83d""#, json!("\u{fffd}")),
            (r#""\uDE00""#, json!("\u{fffd}")),
            (r#""a\uD83Db\ude00c""#, json!("a\u{fffd}b\u{fffd}c")),
            (r#""\ud83d\ud83d""#, json!("\u{fffd}\u{fffd}")),
            (r#""\ude00\ud83d""#, json!("\u{fffd}\u{fffd}")),
            (r#""\ud83d\ud83d\ude00""#, json!("\u{fffd}😀")),
            (r#""\ud83d\ude00\ude00""#, json!("😀\u{fffd}")),
            (r#""\ud83d\n\ude00""#, json!("\u{fffd}\n\u{fffd}")),
            (r#""\ud83d\u0041""#, json!("\u{fffd}A")),
            (r#""\ud83d\\\ude00""#, json!("\u{fffd}\\\u{fffd}")),
            (r#""\ud83d\\ude00""#, json!("\u{fffd}\\ude00")),
            (
                r#"{"\ud83d": ["\udbff", {"\udfff": "\ud800\udc00"}]}"#,
                json!({ "\u{fffd}": ["\u{fffd}", { "\u{fffd}": "\u{10000}" }] }),
            ),
        ] {
            assert_eq!(from_slice::<Value>(text.as_bytes()).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_text_with_nothing_to_mend_is_the_very_same() {
        for text in [
            "",
            "\\",
            "{}",
            r#""\ud83d\ude00 \u00e9 \ufffd \ud7ff \ue000""#,
            r#""\\ud83d \\\\ude00""#,
            r#""\\\\\\ud83d""#,
            r#""ud83d \n \" \/""#,
            r#""\u+d83 \uD8 \ud83g""#,
            "\"\\ud8",
            "\"caf\u{e9} 😀\"",
        ] {
            assert!(
                matches!(with_whole_pairs(text.as_bytes()), Cow::Borrowed(same) if same == text.as_bytes()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_json_stays_none_and_breaks_at_the_same_place() {
        for (text, place) in [
            (r#"{"a": "\ud83d", b"#, "it breaks at line 1, column 17"),
            ("{\"a\": \"\\ud83d\",\n \"b\": \\ud83d}", "it breaks at line 2, column 7"),
            (r#"{"a": "\ud83d"#, "it ends too early"),
            (r#"["\ud83", 1]"#, "it breaks at line 1, column 8"),
        ] {
            assert_eq!(json_position(&from_slice::<Value>(text.as_bytes()).unwrap_err()), place, "{text}");
        }
    }

    #[test]
    fn reading_takes_linear_time() {
        for piece in [r"\ud83d", r"\\", r"\ud83d\ude00", r"\ude00x", "plain text \\n"] {
            steps::assert_linear(piece, 24_000, |size| drop(with_whole_pairs(piece.repeat(size / 2).as_bytes())));
        }
    }
}
