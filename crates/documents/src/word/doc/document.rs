//! Document of Word 97: its text, between its headers and footers, with its boxes, notes and comments.

use super::{
    boxes, headers_footers,
    layout::Layout,
    pieces,
    runs::{ParagraphLook, RunLook},
    stories::Stories,
    styles::StyleSheet,
};
use crate::word::{Read, damaged, page::TextPage, without_damaged};

/// What is needed to read a text and to know what of it is hidden must be whole; all else may be damaged.
pub(super) fn text(layout: &Layout, main: &[u8], table: &[u8], data: &[u8]) -> Read<String> {
    let pieces = layout.pieces.of(table).ok_or_else(|| damaged("its table of pieces lies outside"))?;
    let stories = Stories {
        letters: pieces::letters(pieces, main)?,
        data,
        styles: StyleSheet::read(layout.styles.of(table).unwrap_or_default()),
        runs: RunLook::all(layout.runs, table, main)?,
        paragraphs: ParagraphLook::all(layout.paragraphs, table, main, data)?,
    };
    let [headers, footers] = without_damaged(headers_footers::shown(layout, main, table, &stories))?;
    let boxes = without_damaged(boxes::of_text(layout, table, &stories))?;
    let mut page = TextPage::default();
    headers.iter().for_each(|text| page.block(text));
    stories.write(&mut page, &layout.text, "", &boxes)?;
    for (notes, mark) in [(&layout.footnotes, ""), (&layout.endnotes, ""), (&layout.comments, "Comment: ")] {
        without_damaged(stories.write(&mut page, notes, mark, &[]))?;
    }
    footers.iter().for_each(|text| page.block(text));
    Ok(page.into_text())
}
