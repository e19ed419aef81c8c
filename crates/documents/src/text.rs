//! Text decoding: a text as a model is given it, in UTF-8, without control characters, and of limited length.

use std::{borrow::Cow, iter};

use serde::{Deserialize, Serialize};

use crate::{Unreadable, steps};

/// A long résumé has 15,000.
pub const MOST_CHARACTERS: usize = 60_000;
const MOST_BLANK_LINES: usize = 2;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub text: String,
    /// There was more than `MOST_CHARACTERS`.
    pub truncated: bool,
}

impl Text {
    pub(super) fn not_empty(self) -> Result<Self, Unreadable> {
        if self.text.is_empty() { Err(Unreadable::Empty) } else { Ok(self) }
    }

    /// Without control characters, blanks at the ends of lines, and long runs of blank lines.
    pub(super) fn of(raw: &str) -> Self {
        steps::count(raw.len());
        let mut text = tidied(&raw.replace("\r\n", "\n"));
        let cut = text.char_indices().nth(MOST_CHARACTERS).map(|(at, _)| at);
        text.truncate(cut.unwrap_or(text.len()));
        Self { text, truncated: cut.is_some() }
    }
}

fn tidied(raw: &str) -> String {
    let mut text = String::new();
    let mut blank = 0;
    for line in raw.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let line: String = line.chars().filter(|letter| *letter == '\t' || !is_junk(*letter)).collect();
        if line.trim().is_empty() {
            blank += 1;
            continue;
        }
        let breaks = if text.is_empty() { 0 } else { 1 + blank.min(MOST_BLANK_LINES) };
        text.extend(iter::repeat_n('\n', breaks));
        text.push_str(line.trim_end());
        blank = 0;
    }
    text
}

/// A byte order mark inside a text is a leftover of files joined together.
fn is_junk(letter: char) -> bool {
    letter.is_control() || letter == '\u{feff}'
}

/// UTF-8 with or without a byte order mark, or UTF-16 with one; none when the bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    steps::count(bytes.len());
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        _ => Cow::Borrowed(str::from_utf8(without_mark(bytes)).ok()?),
    };
    text.bytes().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c') || !byte.is_ascii_control()).then_some(text)
}

pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    if odd.is_empty() { char::decode_utf16(units).collect::<Result<_, _>>().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidy(raw: &str) -> String {
        Text::of(raw).text
    }

    #[test]
    fn lines_end_one_way_and_without_blanks() {
        assert_eq!(tidy("Ada \r\nExample\t\rPage\u{c}two\u{2028}three"), "Ada\nExample\nPage\ntwo\nthree");
    }

    #[test]
    fn at_most_two_blank_lines_stand_together_and_none_at_the_ends() {
        assert_eq!(tidy("\n\n \nAda\n\n\nExample\n\n\n \n\nEngineer\n\n"), "Ada\n\n\nExample\n\n\nEngineer");
    }

    #[test]
    fn control_characters_go_and_tabs_and_indents_stay() {
        assert_eq!(tidy("\u{feff}  A\u{7}d\u{0}a\u{9f}\tExample\u{7f}"), "  Ada\tExample");
    }

    #[test]
    fn joiners_of_scripts_that_need_them_stay() {
        assert_eq!(tidy("می\u{200c}خواهم क्\u{200d}ष"), "می\u{200c}خواهم क्\u{200d}ष");
    }

    #[test]
    fn text_is_cut_between_characters_and_says_so() {
        let full = Text::of(&"é".repeat(MOST_CHARACTERS));
        assert_eq!((full.text.chars().count(), full.truncated), (MOST_CHARACTERS, false));

        let cut = Text::of(&"é".repeat(MOST_CHARACTERS + 1));
        assert_eq!((cut.text.chars().count(), cut.truncated), (MOST_CHARACTERS, true));
    }

    #[test]
    fn both_encodings_give_the_same_text() {
        let text = "Ada Example, 工程师 🎉";
        let (low, high): (Vec<u8>, Vec<u8>) = (
            iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
        );
        for bytes in [text.as_bytes(), &[b"\xef\xbb\xbf", text.as_bytes()].concat(), &low, &high] {
            assert_eq!(decode(bytes).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_text_is_not_decoded() {
        let strangers: [&[u8]; 6] = [b"A\0", b"\x1b[0m", b"\x7f", b"\xff\xfeA", b"\xff\xfe\0\xd8", b"\xff\xfe\0\0"];
        for bytes in strangers {
            assert_eq!(decode(bytes), None, "{}", bytes.escape_ascii());
        }
    }
}
