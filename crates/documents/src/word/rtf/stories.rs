//! Stories of an RTF file: the text, its headers and footers, notes, comments and boxes, each written to a page.

use std::{collections::HashSet, mem};

use super::destinations::{Pages, StoryKind};
use crate::word::page::{Item, TextPage};

/// Word itself puts no box into a box.
const DEEPEST_STORY: usize = 16;
/// Deeper tables than Word makes are written as if they were no deeper.
const DEEPEST_TABLE: usize = 32;
/// The list of paragraphs with a bullet of their own.
const BULLETS: u32 = u32::MAX;

/// What is known of a paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ParagraphLook {
    /// In so many tables.
    pub depth: usize,
    pub list: u32,
    pub level: u8,
    pub heading: bool,
}

#[derive(Default)]
struct Story {
    page: TextPage,
    /// The paragraph that is being written.
    text: String,
    boxes: Vec<String>,
    /// It has a bullet or a number, whatever its list is.
    bullet: bool,
}

#[derive(Default)]
pub(super) struct Stories {
    /// The text, and on it each story within another.
    open: Vec<Story>,
    /// Of this section.
    section: Vec<(StoryKind, String)>,
    pub has_title_page: bool,
    pub has_facing_pages: bool,
    /// What a section has for its first page counts for later ones that have a first page.
    first: Vec<(StoryKind, String)>,
    headers_footers: Vec<(StoryKind, String)>,
    notes: Vec<String>,
}

impl Stories {
    pub fn new() -> Self {
        Self { open: vec![Story::default()], ..Self::default() }
    }

    /// Whether there is place for one more.
    pub fn begin(&mut self) -> bool {
        let has_place = self.open.len() <= DEEPEST_STORY;
        if has_place {
            self.open.push(Story::default());
        }
        has_place
    }

    pub fn end(&mut self, kind: StoryKind, look: ParagraphLook) {
        if self.open.len() < 2 {
            return;
        }
        self.paragraph_ends(look);
        let text = self.open.pop().unwrap_or_default().into_text();
        match kind {
            StoryKind::Header(_) | StoryKind::Footer(_) => self.section.push((kind, text)),
            StoryKind::Note => self.notes.push(text),
            StoryKind::Comment if !text.is_empty() => self.notes.push(format!("Comment: {text}")),
            StoryKind::Comment => {}
            StoryKind::Box => self.with(|story| story.boxes.push(text)),
        }
    }

    pub fn write(&mut self, letters: impl Iterator<Item = char>) {
        self.with(|story| story.text.extend(letters));
    }

    pub fn bullet(&mut self) {
        self.with(|story| story.bullet = true);
    }

    pub fn paragraph_ends(&mut self, look: ParagraphLook) {
        self.with(|story| story.put(look));
    }

    pub fn page_ends(&mut self, look: ParagraphLook) {
        self.with(|story| {
            story.put(look);
            story.page.leaf();
        });
    }

    /// Of the table at this depth.
    pub fn cell_ends(&mut self, look: ParagraphLook, depth: usize) {
        self.with(|story| {
            story.put(ParagraphLook { depth, ..look });
            story.page.cell_ends();
        });
    }

    pub fn row_ends(&mut self, look: ParagraphLook, depth: usize) {
        self.with(|story| {
            story.put(ParagraphLook { depth, ..look });
            story.page.row_ends();
        });
    }

    pub fn section_ends(&mut self) {
        for (kind, text) in mem::take(&mut self.section) {
            match kind {
                StoryKind::Header(Pages::First) | StoryKind::Footer(Pages::First) => {
                    self.first.retain(|(other, _)| *other != kind);
                    self.first.push((kind, text));
                }
                _ => self.headers_footers.push((kind, text)),
            }
        }
        if mem::take(&mut self.has_title_page) {
            // Once is enough: later ones would be the same.
            self.headers_footers.append(&mut self.first);
        }
    }

    /// Headers, the text, notes, footers; each header once, however many sections repeat it.
    pub fn into_text(mut self) -> String {
        self.section_ends();
        let has_facing_pages = self.has_facing_pages;
        let (mut page, mut seen) = (TextPage::default(), HashSet::new());
        let is_shown = |pages: Pages| pages != Pages::Even || has_facing_pages;
        let (headers, footers): (Vec<_>, Vec<_>) =
            self.headers_footers.into_iter().partition(|(kind, _)| matches!(kind, StoryKind::Header(_)));
        let mut write = |page: &mut TextPage, all: Vec<(StoryKind, String)>| {
            for (kind, text) in all {
                if let StoryKind::Header(pages) | StoryKind::Footer(pages) = kind
                    && is_shown(pages)
                    && seen.insert(text.clone())
                {
                    page.block(&text);
                }
            }
        };
        write(&mut page, headers);
        page.block(&self.open.into_iter().next().unwrap_or_default().into_text());
        self.notes.iter().for_each(|text| page.block(text));
        write(&mut page, footers);
        page.into_text()
    }

    fn with(&mut self, change: impl FnOnce(&mut Story)) {
        if let Some(story) = self.open.last_mut() {
            change(story);
        }
    }
}

impl Story {
    /// Writes down the paragraph, in as many tables as it says. A heading may be numbered; that makes it no item.
    fn put(&mut self, look: ParagraphLook) {
        self.tables(look.depth.min(DEEPEST_TABLE));
        let text = mem::take(&mut self.text);
        let bullet = mem::take(&mut self.bullet).then_some(BULLETS);
        match (look.list != 0).then_some(look.list).or(bullet).filter(|_| !look.heading) {
            Some(list) => self.page.item(Item { list, level: look.level }, &text),
            None => self.page.block(&text),
        }
        mem::take(&mut self.boxes).iter().for_each(|text| self.page.block(text));
    }

    fn tables(&mut self, depth: usize) {
        (self.page.depth()..depth).for_each(|_| self.page.table());
        (depth..self.page.depth()).for_each(|_| self.page.table_ends());
    }

    fn into_text(mut self) -> String {
        self.tables(0);
        self.page.into_text()
    }
}
