//! The files people upload: what they are by their bytes, and their text. Word files are read in a child process that
//! may take two seconds and a hundred megabytes, so that a hostile file can end nothing but that child.

mod kind;
mod little_endian;
pub mod sandbox;
mod text;
mod word;
mod zip;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use kind::{Kind, kind};
pub use sandbox::{WordReader, child, is_child};
pub use text::{MOST_CHARACTERS, Text};

/// What a model is given of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// As it is: the model reads it better than we could.
    Pdf,
    Text(Text),
}

pub async fn read(bytes: &[u8], word_reader: &WordReader) -> Result<Document, Unreadable> {
    let kind = kind(bytes)?;
    match kind {
        Kind::Pdf => Ok(Document::Pdf),
        _ => text(bytes, kind, word_reader).await.map(Document::Text),
    }
}

/// The text of a file of this kind; a PDF's is not ours to find.
pub async fn text(bytes: &[u8], kind: Kind, word_reader: &WordReader) -> Result<Text, Unreadable> {
    let text = match kind {
        Kind::Pdf => return Err(Unreadable::Unknown),
        Kind::Docx | Kind::Doc => word_reader.text(bytes).await?,
        Kind::Text => Text::of(&text::decode(bytes).ok_or(Unreadable::Unknown)?),
    };
    if text.text.is_empty() { Err(Unreadable::Empty) } else { Ok(text) }
}

/// Why there is no text. What a variant carries is for the log, not for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unreadable {
    /// Nothing in it, or only white space.
    Empty,
    /// Neither PDF nor Word nor text, whatever its name says.
    Unknown,
    /// Behind a password.
    Encrypted,
    /// Cut, altered, or made by something that does not know the format.
    Damaged(String),
    /// It unpacks to more than a résumé does, or its reader ran out of memory.
    TooLarge(String),
    TookTooLong,
    /// Its reader died of it.
    Crashed(String),
    /// It was not read at all: our fault, not the file's.
    NotRun(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(formatter, "the file is empty"),
            Self::Unknown => write!(formatter, "the file is neither PDF nor Word nor text"),
            Self::Encrypted => write!(formatter, "the file is encrypted"),
            Self::Damaged(cause) => write!(formatter, "the file is damaged: {cause}"),
            Self::TooLarge(cause) => write!(formatter, "the file is too large: {cause}"),
            Self::TookTooLong => write!(formatter, "the file took too long to read"),
            Self::Crashed(cause) => write!(formatter, "the file's reader crashed: {cause}"),
            Self::NotRun(cause) => write!(formatter, "the file's reader could not run: {cause}"),
        }
    }
}

impl std::error::Error for Unreadable {}
