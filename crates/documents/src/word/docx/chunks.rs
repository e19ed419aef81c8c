//! Alternative format chunks (`altChunk`): files of other formats that stand for their words in a document.

use std::collections::HashMap;

use super::{
    package::Package,
    relations::{self, Relations},
};
use crate::{
    Unreadable,
    word::{Read, without_damaged},
};

/// A file within a document.
pub(in crate::word) struct Chunk {
    pub bytes: Vec<u8>,
    /// The document calls it a page, so that it need not begin as one.
    pub is_page: bool,
}

/// How the words of a chunk are found.
pub(in crate::word) type ReadChunk<'a> = &'a dyn Fn(Chunk) -> Read<String>;

/// The words of a part's chunks by their relations.
#[derive(Default)]
pub(super) struct Chunks(HashMap<String, String>);

impl Chunks {
    pub fn read(package: &mut Package<'_>, part: &str, xml: &str, read_chunk: ReadChunk<'_>) -> Read<Self> {
        let mut chunks = Self::default();
        if !xml.contains("altChunk") {
            return Ok(chunks);
        }
        let relations = without_damaged(Relations::of(package, part))?;
        let types = relations::types(package)?;
        for (id, part) in relations.ids_of_kind("aFChunk") {
            let is_page = types.of_any(part).is_some_and(|kind| matches!(kind, "text/html" | "application/xhtml+xml"));
            match package.read_bytes(part).and_then(|bytes| read_chunk(Chunk { bytes, is_page })) {
                Ok(text) => drop(chunks.0.insert(id.to_owned(), text)),
                // It is the whole file that is too large then.
                Err(error @ Unreadable::TooLarge(_)) => return Err(error),
                // A chunk that is missing or broken costs its own words.
                Err(_) => {}
            }
        }
        Ok(chunks)
    }

    /// Its id and its words.
    pub fn get(&self, id: &str) -> Option<(&str, &str)> {
        self.0.get_key_value(id).map(|(id, text)| (id.as_str(), text.as_str()))
    }
}
