//! Style sheet: whether a style makes text hidden, an item of a list, or a heading ([MS-DOC] 2.9.271).

use super::{
    properties::toggled,
    runs::{ParagraphLook, RunLook},
};
use crate::little_endian::{number, slice};

/// Word itself stops there.
const LONGEST_CHAIN: usize = 11;
const OF_PARAGRAPHS: usize = 1;
const OF_RUNS: usize = 2;

#[derive(Default)]
pub(super) struct StyleSheet(Vec<Option<SheetStyle>>);

struct SheetStyle {
    parent: usize,
    paragraph: ParagraphLook,
    run: RunLook,
}

impl StyleSheet {
    pub fn read(sheet: &[u8]) -> Self {
        Self(all(sheet).unwrap_or_default())
    }

    pub fn hidden(&self, style: usize) -> bool {
        self.hidden_within(style, LONGEST_CHAIN)
    }

    fn hidden_within(&self, style: usize, steps: usize) -> bool {
        let Some((Some(style), steps)) = self.0.get(style).zip(steps.checked_sub(1)) else { return false };
        let parent = self.hidden_within(style.parent, steps);
        style.run.hidden.map_or(parent, |value| toggled(value, parent))
    }

    pub fn heading(&self, style: usize) -> bool {
        self.chain(style).find_map(|style| style.paragraph.heading).unwrap_or_default()
    }

    /// A list, and how deep in it.
    pub fn list(&self, style: usize) -> (Option<u16>, Option<u8>) {
        let first =
            |find: fn(&ParagraphLook) -> Option<u16>| self.chain(style).find_map(|style| find(&style.paragraph));
        (first(|look| look.list), first(|look| look.level.map(u16::from)).and_then(|level| level.try_into().ok()))
    }

    /// A style and those it is based on.
    fn chain(&self, style: usize) -> impl Iterator<Item = &SheetStyle> {
        let get = |style: usize| self.0.get(style)?.as_ref();
        std::iter::successors(get(style), move |style| get(style.parent)).take(LONGEST_CHAIN)
    }
}

fn all(sheet: &[u8]) -> Option<Vec<Option<SheetStyle>>> {
    let head = number::<2>(sheet, 0)?;
    let (count, fixed) = (number::<2>(sheet, 2)?, number::<2>(sheet, 4)?);
    let mut rest = sheet.get(2 + head..)?;
    let mut styles = Vec::new();
    for _ in 0..count {
        let Some(style) = number::<2>(rest, 0).and_then(|length| slice(rest, 2, length)) else { break };
        styles.push(SheetStyle::read(style, fixed));
        rest = rest.get(2 + style.len().next_multiple_of(2)..).unwrap_or_default();
    }
    Some(styles)
}

impl SheetStyle {
    fn read(style: &[u8], fixed: usize) -> Option<Self> {
        let (which, family) = (number::<2>(style, 0)? & 0xfff, number::<2>(style, 2)?);
        let name = number::<2>(style, fixed)?;
        // The name has a length before it and an end behind.
        let mut lists = style.get(fixed + 2 + 2 * name + 2..)?;
        let mut next = || {
            let list = slice(lists, 2, number::<2>(lists, 0)?)?;
            lists = lists.get(2 + list.len().next_multiple_of(2)..).unwrap_or_default();
            Some(list)
        };
        let kind = family & 0xf;
        // In front of a paragraph's properties stands the style's own number.
        let paragraph = if kind == OF_PARAGRAPHS { next().and_then(|list| list.get(2..)) } else { None };
        let run = if kind == OF_PARAGRAPHS || kind == OF_RUNS { next() } else { None };
        let mut paragraph = ParagraphLook::of(paragraph.unwrap_or_default());
        // Word's own headings.
        if matches!(which, 1..=9) {
            paragraph.heading.get_or_insert(true);
        }
        Some(Self { parent: family >> 4, paragraph, run: RunLook::of(run.unwrap_or_default()) })
    }
}
