//! The stories of a document: its text, and what stands around it, written down paragraph by paragraph.

use std::{collections::BTreeSet, ops::Range};

use super::{
    boxes,
    layout::Layout,
    pieces::{self, Letter},
    runs::{ParagraphLook, RunLook, Runs},
    styles::Styles,
    words::Words,
};
use crate::word::{
    Read, damaged,
    page::{Item, TextPage},
};

const PARAGRAPH_ENDS: u16 = 0x0d;
const CELL_ENDS: u16 = 0x07;
const PAGE_ENDS: u16 = 0x0c;
/// Tables in tables; more make no sense to anybody.
const DEEPEST: usize = 32;
/// Of a list there are so many at most; the same numbers, negated, are lists too.
const LISTS: u16 = 0x07fe;

pub(super) fn text(layout: &Layout, main: &[u8], table: &[u8], data: &[u8]) -> Read<String> {
    let pieces = layout.pieces.of(table).ok_or_else(|| damaged("its table of pieces lies outside"))?;
    let stories = Stories {
        letters: pieces::letters(pieces, main)?,
        styles: Styles::read(layout.styles.of(table).unwrap_or_default()),
        runs: RunLook::all(layout.runs, table, main)?,
        paragraphs: ParagraphLook::all(layout.paragraphs, table, main, data)?,
    };
    let [headers, footers] = margins(layout, table, &stories)?;
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
fn margins(layout: &Layout, table: &[u8], stories: &Stories) -> Read<[Vec<String>; 2]> {
    const OF_SECTION: usize = 6;
    // First pages, all others, even ones.
    const HEADERS: [usize; 3] = [4, 1, 0];
    const FOOTERS: [usize; 3] = [5, 3, 2];
    let ends = boxes::ends(layout.margin_ends.of(table).unwrap_or_default(), 0, &layout.margins)?;
    let mut written = [HEADERS, FOOTERS].map(|_| Vec::new());
    let mut seen = BTreeSet::new();
    for section in ends.windows(2).collect::<Vec<_>>().chunks(OF_SECTION).skip(1) {
        for (margin, which) in [HEADERS, FOOTERS].into_iter().enumerate() {
            for ends in which.into_iter().filter_map(|which| section.get(which)) {
                let text = stories.apart(&(ends[0]..ends[1]))?;
                if seen.insert(text.clone()) {
                    written[margin].push(text);
                }
            }
        }
    }
    Ok(written)
}

pub(super) struct Stories {
    letters: Vec<Letter>,
    styles: Styles,
    runs: Runs<RunLook>,
    paragraphs: Runs<ParagraphLook>,
}

impl Stories {
    /// A story as a text of its own.
    pub fn apart(&self, story: &Range<usize>) -> Read<String> {
        let mut page = TextPage::default();
        self.write(&mut page, story, "", Vec::new())?;
        Ok(page.into_text())
    }

    /// Boxes hang on a place in the text and follow its paragraph; within a table they wait for its end.
    fn write(&self, page: &mut TextPage, story: &Range<usize>, note: &str, boxes: Vec<(usize, String)>) -> Read<()> {
        let letters = self.letters.get(story.clone()).ok_or_else(|| damaged("its text is not all there"))?;
        let mut boxes = boxes.into_iter().peekable();
        let mut words = Words::new(&self.runs, &self.styles, note);
        let mut at = story.start;
        for paragraph in letters.split_inclusive(|letter| ends_paragraph(letter.unit)) {
            at += paragraph.len();
            self.put(page, &mut words, paragraph);
            while page.depth() == 0
                && let Some((_, text)) = boxes.next_if(|(anchor, _)| *anchor < at)
            {
                page.block(&text);
            }
        }
        close(page, 0);
        boxes.for_each(|(_, text)| page.block(&text));
        Ok(())
    }

    fn put(&self, page: &mut TextPage, words: &mut Words<'_>, paragraph: &[Letter]) {
        let Some(last) = paragraph.last() else { return };
        let nothing = ParagraphLook::default();
        let look = self.paragraphs.at(last.at as usize).unwrap_or(&nothing);
        let text = words.of(paragraph, look.style);
        let depth = if look.in_table { look.depth.clamp(1, DEEPEST) } else { 0 };
        close(page, depth);
        (page.depth()..depth).for_each(|_| page.table());
        match self.item(look) {
            Some(item) => page.item(item, &text),
            None => page.block(&text),
        }
        if look.row_ends {
            page.row_ends();
        } else if last.unit == CELL_ENDS || look.inner_cell_ends {
            page.cell_ends();
        } else if last.unit == PAGE_ENDS {
            page.leaf();
        }
    }

    /// A heading may be numbered; that makes it no list.
    fn item(&self, look: &ParagraphLook) -> Option<Item> {
        let (list, level) = self.styles.list(look.style);
        let list = look.list.or(list).map(|list| list.min(list.wrapping_neg()))?;
        let heading = look.heading.unwrap_or_else(|| self.styles.heading(look.style));
        let item = Item { list: list.into(), level: look.level.or(level).unwrap_or_default() };
        (!heading && (1..=LISTS).contains(&list)).then_some(item)
    }
}

fn close(page: &mut TextPage, depth: usize) {
    (depth..page.depth()).for_each(|_| page.table_ends());
}

fn ends_paragraph(unit: u16) -> bool {
    matches!(unit, PARAGRAPH_ENDS | CELL_ENDS | PAGE_ENDS)
}
