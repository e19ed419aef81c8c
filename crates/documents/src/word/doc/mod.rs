//! Word 97 to 2003 (.doc): a compound file with the text in pieces, and tables with its properties beside it.

mod boxes;
mod compound;
#[cfg(test)]
mod cost;
mod document;
mod fields;
mod forms;
mod headers_footers;
mod layout;
mod pieces;
mod properties;
mod runs;
mod sections;
mod sectors;
mod shapes;
mod stories;
mod styles;
mod words;

use compound::Compound;
use layout::Layout;

use super::{Read, damaged, without_damaged};
use crate::Unreadable;

/// The document, then its notes and boxes, between its headers and footers.
pub(super) fn text(bytes: &[u8]) -> Read<String> {
    let file = Compound::open(bytes)?;
    // Word puts a document beside a locked one, to tell older readers that it is locked.
    if file.holds("EncryptedPackage") {
        return Err(Unreadable::Encrypted);
    }
    // A spreadsheet may embed a document; the file is what stands in its root.
    let main = file.stream("WordDocument")?.ok_or(Unreadable::Unknown)?;
    let layout = Layout::read(&main)?;
    let [named, other] = if layout.uses_table_1 { ["1Table", "0Table"] } else { ["0Table", "1Table"] };
    let table = match file.stream(named)? {
        Some(table) => table,
        None => file.stream(other)?.ok_or_else(|| damaged("it has no table"))?,
    };
    let data = without_damaged(file.stream("Data"))?.unwrap_or_default();
    document::text(&layout, &main, &table, &data)
}
