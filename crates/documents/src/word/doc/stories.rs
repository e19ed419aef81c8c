//! Stories of a document, which are its text, notes, headers and boxes: written to a page paragraph by paragraph.

use std::ops::Range;

use super::{
    pieces::Letter,
    runs::{ParagraphLook, RunLook, Runs},
    styles::StyleSheet,
    words::ParagraphText,
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

/// A box with the place it hangs on.
pub(super) type HangingBox = (usize, String);

pub(super) struct Stories<'a> {
    pub letters: Vec<Letter>,
    /// The stream of pictures, in which form fields are kept.
    pub data: &'a [u8],
    pub styles: StyleSheet,
    pub runs: Runs<RunLook>,
    pub paragraphs: Runs<ParagraphLook>,
}

impl Stories<'_> {
    /// A story as a text of its own.
    pub fn apart(&self, story: &Range<usize>, boxes: &[HangingBox]) -> Read<String> {
        let mut page = TextPage::default();
        self.write(&mut page, story, "", boxes)?;
        Ok(page.into_text())
    }

    /// Boxes hang on a place in the text and follow its paragraph; within a table they wait for its end.
    pub fn write(&self, page: &mut TextPage, story: &Range<usize>, note: &str, boxes: &[HangingBox]) -> Read<()> {
        let letters = self.letters.get(story.clone()).ok_or_else(|| damaged("its text is not all there"))?;
        let mut boxes = boxes.iter().peekable();
        let mut words = ParagraphText::new(&self.runs, &self.styles, self.data, note);
        let mut at = story.start;
        for paragraph in letters.split_inclusive(|letter| ends_paragraph(letter.unit)) {
            at += paragraph.len();
            self.put(page, &mut words, paragraph);
            while page.depth() == 0
                && let Some((_, text)) = boxes.next_if(|(anchor, _)| *anchor < at)
            {
                page.block(text);
            }
        }
        close(page, 0);
        boxes.for_each(|(_, text)| page.block(text));
        Ok(())
    }

    fn put(&self, page: &mut TextPage, words: &mut ParagraphText<'_>, paragraph: &[Letter]) {
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
