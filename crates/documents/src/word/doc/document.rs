//! Document of Word 97: its text, between its headers and footers, with its boxes, notes and comments.

use std::collections::BTreeSet;

use super::{
    boxes,
    layout::Layout,
    pieces,
    runs::{ParagraphLook, RunLook},
    stories::Stories,
    styles::StyleSheet,
};
use crate::word::{Read, damaged, page::TextPage};

pub(super) fn text(layout: &Layout, main: &[u8], table: &[u8], data: &[u8]) -> Read<String> {
    let pieces = layout.pieces.of(table).ok_or_else(|| damaged("its table of pieces lies outside"))?;
    let stories = Stories {
        letters: pieces::letters(pieces, main)?,
        styles: StyleSheet::read(layout.styles.of(table).unwrap_or_default()),
        runs: RunLook::all(layout.runs, table, main)?,
        paragraphs: ParagraphLook::all(layout.paragraphs, table, main, data)?,
    };
    let [headers, footers] = headers_footers(layout, table, &stories)?;
    let mut page = TextPage::default();
    headers.iter().for_each(|text| page.block(text));
    let boxes = boxes::all(layout, table, &stories)?;
    stories.write(&mut page, &layout.text, "", boxes)?;
    stories.write(&mut page, &layout.footnotes, "", Vec::new())?;
    stories.write(&mut page, &layout.endnotes, "", Vec::new())?;
    stories.write(&mut page, &layout.comments, "Comment: ", Vec::new())?;
    footers.iter().for_each(|text| page.block(text));
    Ok(page.into_text())
}

/// Headers and footers, each once however many sections repeat it. Of each section there are six, behind six lines that
/// part the notes from the text.
fn headers_footers(layout: &Layout, table: &[u8], stories: &Stories) -> Read<[Vec<String>; 2]> {
    const OF_SECTION: usize = 6;
    // First pages, all others, even ones.
    const HEADERS: [usize; 3] = [4, 1, 0];
    const FOOTERS: [usize; 3] = [5, 3, 2];
    let ends = boxes::ends(layout.header_ends.of(table).unwrap_or_default(), 0, &layout.headers)?;
    let mut written = [HEADERS, FOOTERS].map(|_| Vec::new());
    let mut seen = BTreeSet::new();
    for section in ends.windows(2).collect::<Vec<_>>().chunks(OF_SECTION).skip(1) {
        for (kind, which) in [HEADERS, FOOTERS].into_iter().enumerate() {
            for ends in which.into_iter().filter_map(|which| section.get(which)) {
                let text = stories.apart(&(ends[0]..ends[1]))?;
                if seen.insert(text.clone()) {
                    written[kind].push(text);
                }
            }
        }
    }
    Ok(written)
}
