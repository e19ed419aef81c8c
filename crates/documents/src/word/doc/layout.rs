//! File information block: the beginning of a document, which says where everything is ([MS-DOC] 2.5).

use std::ops::Range;

use crate::{
    Unreadable,
    little_endian::{number, slice},
    word::{Read, damaged},
};

const SINCE_97: usize = 0xa5ec;
const WORD_6_OR_95: usize = 0xa5dc;
/// Word 95 has 104, and Word 97's first beta 106.
const FIRST_OF_97: usize = 106;
const ENCRYPTED: usize = 0x0100;
const TABLE_1: usize = 0x0200;

/// All characters of a document stand in one row; its stories follow each other in it.
#[derive(Debug)]
pub(super) struct Layout {
    pub uses_table_1: bool,
    pub text: Range<usize>,
    pub footnotes: Range<usize>,
    /// And footers.
    pub headers: Range<usize>,
    pub comments: Range<usize>,
    pub endnotes: Range<usize>,
    pub boxes: Range<usize>,
    pub header_boxes: Range<usize>,
    pub pieces: TableRange,
    pub styles: TableRange,
    /// Where each of the headers and footers begins.
    pub header_ends: TableRange,
    pub box_ends: TableRange,
    pub anchors: TableRange,
    pub header_box_ends: TableRange,
    pub header_anchors: TableRange,
    /// All shapes, which may stand in groups.
    pub shapes: TableRange,
    pub sections: TableRange,
    /// Settings of the document as a whole.
    pub settings: TableRange,
    pub runs: TableRange,
    pub paragraphs: TableRange,
}

/// Some bytes of the table beside the document.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableRange {
    at: usize,
    length: usize,
}

impl TableRange {
    #[cfg(test)]
    pub fn new(at: usize, length: usize) -> Self {
        Self { at, length }
    }

    /// None when they are not all there.
    pub fn of<'a>(&self, table: &'a [u8]) -> Option<&'a [u8]> {
        slice(table, self.at, self.length)
    }
}

impl Layout {
    pub fn read(main: &[u8]) -> Read<Self> {
        match (number::<2>(main, 0), number::<2>(main, 2)) {
            (Some(WORD_6_OR_95), _) | (Some(SINCE_97), Some(1..FIRST_OF_97)) => return Err(Unreadable::WordBefore97),
            (Some(SINCE_97), _) => {}
            _ => return Err(damaged("it is not of Word 97 or later")),
        }
        let field = |at| number::<4>(main, at).ok_or_else(|| damaged("it ends in its first block"));
        let place = |at| Ok::<_, Unreadable>(TableRange { at: field(at)?, length: field(at + 4)? });
        let flags = number::<2>(main, 10).unwrap_or_default();
        if flags & ENCRYPTED != 0 {
            return Err(Unreadable::Encrypted);
        }
        let mut end = 0;
        let mut story = |at| {
            let begin = end;
            end += field(at)?;
            Ok::<_, Unreadable>(begin..end)
        };
        Ok(Self {
            uses_table_1: flags & TABLE_1 != 0,
            text: story(0x4c)?,
            footnotes: story(0x50)?,
            headers: story(0x54)?,
            comments: story(0x5c)?,
            endnotes: story(0x60)?,
            boxes: story(0x64)?,
            header_boxes: story(0x68)?,
            styles: place(0xa2)?,
            sections: place(0xca)?,
            header_ends: place(0xf2)?,
            runs: place(0xfa)?,
            paragraphs: place(0x102)?,
            settings: place(0x192)?,
            pieces: place(0x1a2)?,
            anchors: place(0x1da)?,
            header_anchors: place(0x1e2)?,
            shapes: place(0x22a)?,
            box_ends: place(0x25a)?,
            header_box_ends: place(0x26a)?,
        })
    }
}
