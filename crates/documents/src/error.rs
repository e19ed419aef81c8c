//! Error: why a file has no text.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a variant carries is for the log, not for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unreadable {
    /// Nothing in it, or only white space.
    Empty,
    /// Neither PDF nor Word nor text, whatever its name says.
    Unknown,
    /// A text, it seems, in an encoding that nobody can tell.
    Encoding,
    /// Word 6 and 95, and what was before them.
    WordBefore97,
    /// Behind a password.
    Encrypted,
    /// A PDF of pictures: a scan.
    Scanned,
    /// A PDF whose letters are drawn as shapes.
    Outlined,
    /// A PDF whose fonts do not tell which letters they draw, so that nothing can be copied from it.
    Unmapped,
    /// Cut, altered, or made by something that does not know the format.
    Damaged(String),
    /// It unpacks to more than a résumé does, or its reader ran out of memory.
    TooLarge(String),
    TookTooLong,
    /// There was no processor for it in time: the machine is busy, and the file may be good.
    Busy,
    /// Its reader died of it.
    Crashed(String),
    /// It was not read at all: our fault, not the file's.
    NotRun(String),
}

impl Unreadable {
    /// People see words in it, and so does a model that is given the file itself.
    pub fn is_seen_only(&self) -> bool {
        matches!(self, Self::Scanned | Self::Outlined | Self::Unmapped)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(formatter, "the file is empty"),
            Self::Unknown => write!(formatter, "the file is neither PDF nor Word nor text"),
            Self::Encoding => write!(formatter, "the text's encoding cannot be told"),
            Self::WordBefore97 => write!(formatter, "the file was written by Word 95 or an older program"),
            Self::Encrypted => write!(formatter, "the file is encrypted"),
            Self::Scanned => write!(formatter, "the PDF holds pictures and no text"),
            Self::Outlined => write!(formatter, "the PDF draws its letters as shapes"),
            Self::Unmapped => write!(formatter, "the PDF's fonts do not tell its letters"),
            Self::Damaged(cause) => write!(formatter, "the file is damaged: {cause}"),
            Self::TooLarge(cause) => write!(formatter, "the file is too large: {cause}"),
            Self::TookTooLong => write!(formatter, "the file took too long to read"),
            Self::Busy => write!(formatter, "the file was not read in time on a busy machine"),
            Self::Crashed(cause) => write!(formatter, "the file's reader crashed: {cause}"),
            Self::NotRun(cause) => write!(formatter, "the file's reader could not run: {cause}"),
        }
    }
}

impl std::error::Error for Unreadable {}
