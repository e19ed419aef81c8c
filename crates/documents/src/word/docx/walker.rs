//! The walk through a story: writes down what stands in its elements, as the table of places tells them.

use super::{
    context::{Place, place},
    headers_footers::Margins,
    paragraph::{Paragraph, TextRun},
    story::Story,
    styles::Styles,
    xml::{Element, Visit},
};
use crate::word::{page::TextPage, plain};

/// Word itself puts no box into a box.
const DEEPEST_BOX: usize = 16;

pub(super) struct Walker<'s> {
    styles: &'s Styles,
    /// All elements that are open, outermost first.
    pub open: Vec<Open>,
    /// The story, and each note or box within another.
    pages: Vec<TextPage>,
    pub paragraphs: Vec<Paragraph>,
    pub runs: Vec<TextRun>,
    pub margins: Margins,
    /// How much has been written: by this an alternative is known that said something.
    written: usize,
}

pub(super) struct Open {
    pub place: Place,
    pub then: Then,
}

/// What is to be done at an element's end.
pub(super) enum Then {
    Nothing,
    Paragraph,
    TextRun,
    /// With the columns that it covers besides its own.
    Cell(u32),
    Row,
    Table,
    Section,
    Box,
    /// With what stands before it.
    Note(String),
    /// An element with alternatives, and how much had been written at its beginning.
    Alternatives(usize),
}

impl Visit for Walker<'_> {
    fn begins(&mut self, element: &Element<'_>) {
        let outer = self.place();
        let mut place = place(outer, element.name());
        if self.is_left_out(outer, place, element) {
            place = Place::Ignored;
        }
        let then = match place {
            Place::Ignored => {
                self.learn(outer, element);
                Then::Nothing
            }
            _ => self.begin(outer, place, element),
        };
        self.open.push(Open { place, then });
    }

    fn ends(&mut self, _: &str) {
        match self.open.pop() {
            Some(Open { place: Place::Ignored, .. }) | None => {}
            Some(Open { then, .. }) => self.finish(then),
        }
    }

    fn text(&mut self, text: &str) {
        if self.place() == Place::Text {
            self.write(text);
        }
    }
}

impl<'s> Walker<'s> {
    pub fn new(styles: &'s Styles) -> Self {
        let (open, paragraphs, runs) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            styles,
            open,
            pages: vec![TextPage::default()],
            paragraphs,
            runs,
            margins: Margins::default(),
            written: 0,
        }
    }

    pub fn story(self) -> Story {
        let text = self.pages.into_iter().next().unwrap_or_default().into_text();
        Story { text, margins: self.margins }
    }

    fn place(&self) -> Place {
        self.open.last().map_or(Place::Root, |open| open.place)
    }

    /// What the table of places cannot know by names alone.
    fn is_left_out(&self, outer: Place, place: Place, element: &Element<'_>) -> bool {
        match (element.name(), self.open.last()) {
            // It says the same once more, for older readers.
            ("Fallback", Some(Open { then: Then::Alternatives(before), .. })) => self.written > *before,
            ("txbxContent", _) => self.pages.len() > DEEPEST_BOX,
            // Lines between the text and the notes are kept among the notes.
            _ if outer == Place::Notes => element.attribute("type").is_some_and(|kind| kind != "normal"),
            _ => place == Place::Shape && outer == Place::TextRun && self.is_hidden(),
        }
    }

    fn begin(&mut self, outer: Place, place: Place, element: &Element<'_>) -> Then {
        match (outer, place, element.name()) {
            (_, Place::Paragraph, "p") => {
                self.paragraphs.push(Paragraph::default());
                Then::Paragraph
            }
            (_, Place::TextRun, "r") => {
                self.runs.push(TextRun::default());
                Then::TextRun
            }
            (_, Place::Table, "tbl") => {
                self.page().table();
                Then::Table
            }
            (_, Place::Row, "tr") => Then::Row,
            (Place::Row, Place::Blocks, _) => Then::Cell(0),
            (_, Place::Section, _) => {
                let inside = self.paragraphs.last_mut().filter(|_| outer == Place::ParagraphProperties);
                inside.into_iter().for_each(|paragraph| paragraph.ends_section = true);
                Then::Section
            }
            (Place::Shape, Place::Blocks, _) => {
                self.pages.push(TextPage::default());
                Then::Box
            }
            (Place::Notes, Place::Blocks, name) => {
                self.pages.push(TextPage::default());
                Then::Note(if name == "comment" { comment(element) } else { String::new() })
            }
            (_, _, "AlternateContent") => Then::Alternatives(self.written),
            (_, Place::Shape, "textpath") => {
                let text = element.attribute("string").unwrap_or_default();
                self.hang(text);
                Then::Nothing
            }
            _ => Then::Nothing,
        }
    }

    fn finish(&mut self, then: Then) {
        match then {
            Then::Nothing | Then::Alternatives(_) => {}
            Then::Paragraph => self.paragraph_ends(),
            Then::TextRun => drop(self.runs.pop()),
            Then::Cell(more) => (0..=more).for_each(|_| self.page().cell_ends()),
            Then::Row => self.page().row_ends(),
            Then::Table => self.page().table_ends(),
            Then::Section => self.margins.section_ends(),
            Then::Box => {
                let text = self.pages.pop().unwrap_or_default().into_text();
                self.hang(text);
            }
            Then::Note(author) => {
                let text = self.pages.pop().unwrap_or_default().into_text();
                if !text.is_empty() {
                    self.page().block(&format!("{author}{text}"));
                }
            }
        }
    }

    pub fn write(&mut self, text: &str) {
        if !self.is_hidden()
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.text.extend(text.chars().map(plain));
            self.written += text.len();
        }
    }

    fn is_hidden(&self) -> bool {
        let paragraph = self.paragraphs.last().and_then(|paragraph| paragraph.style.as_deref());
        self.runs.last().is_some_and(|run| run.is_hidden(paragraph, self.styles))
    }

    fn hang(&mut self, text: String) {
        self.written += text.len();
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.boxes.push(text);
        }
    }

    fn paragraph_ends(&mut self) {
        let (Some(mut paragraph), styles) = (self.paragraphs.pop(), self.styles) else { return };
        let page = self.page();
        paragraph.put(page, styles);
        paragraph.boxes.iter().for_each(|text| page.block(text));
        if paragraph.ends_section {
            page.leaf();
        }
    }

    /// Within a paragraph: what follows stands on another page.
    pub fn page_ends(&mut self) {
        if let (Some(paragraph), Some(page)) = (self.paragraphs.last_mut(), self.pages.last_mut()) {
            paragraph.put(page, self.styles);
            page.leaf();
        }
    }

    /// The innermost page. There is always the story's own.
    fn page(&mut self) -> &mut TextPage {
        if self.pages.is_empty() {
            self.pages.push(TextPage::default());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }
}

fn comment(element: &Element<'_>) -> String {
    match element.attribute("author") {
        Some(author) => format!("Comment ({author}): "),
        None => "Comment: ".to_owned(),
    }
}
