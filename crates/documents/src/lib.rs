//! Document reader: what uploaded files are by their bytes, and their text. Word files and PDFs are read in a child
//! process that may take two seconds of a processor and a hundred megabytes, so that a hostile file can end nothing but
//! that child.

mod document;
mod encoding;
mod error;
mod kind;
mod little_endian;
mod markup;
mod names;
mod pdf;
pub mod sandbox;
mod steps;
mod text;
mod word;
mod zip;

pub use document::{detect, pdf, text};
pub use error::Unreadable;
pub use kind::{Kind, kind};
pub use markup::Markup;
pub use sandbox::{DocumentReader, child, is_child};
pub use text::{MOST_CHARACTERS, Text};
