//! Work limit of a PDF: how many operators are run and glyphs shown, and how many letters are kept. A few kilobytes
//! unpack to millions of either, so what a file costs is not what it weighs.

use crate::{MOST_CHARACTERS, steps};

/// Operators, glyphs and objects: half a second's work.
pub(super) const MOST_WORK: usize = 3_000_000;
/// Letters of a document; one that has more has more text than is read of any file.
pub(super) const MOST_LETTERS: usize = MOST_CHARACTERS;

#[derive(Debug)]
pub(super) struct Budget {
    work: usize,
    letters: usize,
    /// Something was left unread, and so is all that follows.
    pub exhausted: bool,
}

impl Default for Budget {
    fn default() -> Self {
        Self { work: MOST_WORK, letters: MOST_LETTERS, exhausted: false }
    }
}

impl Budget {
    /// Whether one operator, glyph or object more may be looked at.
    pub fn work(&mut self) -> bool {
        self.work_of(1)
    }

    /// Whether so much more may be done.
    pub fn work_of(&mut self, much: usize) -> bool {
        steps::count(much);
        self.exhausted |= !take(&mut self.work, much);
        !self.exhausted
    }

    /// Whether a glyph may be kept that stands for this text.
    pub fn keep(&mut self, text: &str) -> bool {
        self.exhausted |= !take(&mut self.letters, text.chars().count().max(1));
        !self.exhausted
    }
}

fn take(left: &mut usize, much: usize) -> bool {
    let rest = left.checked_sub(much);
    *left = rest.unwrap_or(0);
    rest.is_some()
}
