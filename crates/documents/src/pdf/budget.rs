//! Work limit of a PDF: how many operators are run and glyphs shown, and how many glyphs are kept. A few kilobytes
//! unpack to millions of either, so what a file costs is not what it weighs.

use crate::{MOST_CHARACTERS, steps};

/// Operators, glyphs and objects: half a second's work.
pub(super) const MOST_WORK: usize = 3_000_000;
/// In a document; one that has more has more text than is read of any file.
pub(super) const MOST_GLYPHS: usize = MOST_CHARACTERS;

#[derive(Debug)]
pub(super) struct Budget {
    work: usize,
    glyphs: usize,
    /// Something was left unread.
    pub exhausted: bool,
}

impl Default for Budget {
    fn default() -> Self {
        Self { work: MOST_WORK, glyphs: MOST_GLYPHS, exhausted: false }
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
        let left = self.work.checked_sub(much);
        self.exhausted |= left.is_none();
        self.work = left.unwrap_or(0);
        left.is_some()
    }

    /// Whether one glyph more may be kept.
    pub fn glyph(&mut self) -> bool {
        let left = self.glyphs.checked_sub(1);
        self.exhausted |= left.is_none();
        self.glyphs = left.unwrap_or(0);
        left.is_some()
    }
}
