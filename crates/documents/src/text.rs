//! Text decoding: a text as a model is given it, in UTF-8, without control characters, and of limited length.

use std::iter;

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
}
