//! Walker through a story's XML: writes to a page what stands in its elements, by the table of contexts.

use super::{
    chunks::Chunks,
    context::{ElementContext, context},
    headers_footers::HeadersFooters,
    paragraph::{Paragraph, TextRun},
    styles::Styles,
    xml::{Element, Visitor},
};
use crate::word::{page::TextPage, plain};

/// Word itself puts no box into a box.
const DEEPEST_BOX: usize = 16;

pub(super) struct Walker<'s> {
    styles: &'s Styles,
    chunks: Chunks,
    /// All elements that are open, outermost first.
    pub open: Vec<OpenElement>,
    /// The story, and each note or box within another.
    pages: Vec<TextPage>,
    pub paragraphs: Vec<Paragraph>,
    pub runs: Vec<TextRun>,
    pub headers_footers: HeadersFooters,
    /// How much has been written: by this an alternative is known that said something.
    written: usize,
}

pub(super) struct OpenElement {
    pub context: ElementContext,
    pub then: EndAction,
}

/// What is to be done at an element's end.
pub(super) enum EndAction {
    Nothing,
    Paragraph,
    Run,
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

impl Visitor for Walker<'_> {
    fn begins(&mut self, element: &Element<'_>) {
        let outer = self.context();
        let mut context = context(outer, element.name());
        if self.is_left_out(outer, context, element) {
            context = ElementContext::Ignored;
        }
        let then = match context {
            ElementContext::Ignored => {
                self.learn(outer, element);
                EndAction::Nothing
            }
            _ => self.begin(outer, context, element),
        };
        self.open.push(OpenElement { context, then });
    }

    fn ends(&mut self, _: &str) {
        match self.open.pop() {
            Some(OpenElement { context: ElementContext::Ignored, .. }) | None => {}
            Some(OpenElement { then, .. }) => self.finish(then),
        }
    }

    fn text(&mut self, text: &str) {
        if self.context() == ElementContext::Text {
            self.write(text);
        }
    }
}

impl<'s> Walker<'s> {
    pub fn new(styles: &'s Styles, chunks: Chunks) -> Self {
        let (open, paragraphs, runs) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            styles,
            chunks,
            open,
            pages: vec![TextPage::default()],
            paragraphs,
            runs,
            headers_footers: HeadersFooters::default(),
            written: 0,
        }
    }

    /// The story's text, and what it says of headers and footers.
    pub fn into_parts(self) -> (String, HeadersFooters) {
        (self.pages.into_iter().next().unwrap_or_default().into_text(), self.headers_footers)
    }

    fn context(&self) -> ElementContext {
        self.open.last().map_or(ElementContext::Root, |open| open.context)
    }

    /// What the table of places cannot know by names alone.
    fn is_left_out(&self, outer: ElementContext, context: ElementContext, element: &Element<'_>) -> bool {
        match (element.name(), self.open.last()) {
            // It says the same once more, for older readers.
            ("Fallback", Some(OpenElement { then: EndAction::Alternatives(before), .. })) => self.written > *before,
            ("txbxContent", _) => self.pages.len() > DEEPEST_BOX,
            // Lines between the text and the notes are kept among the notes.
            _ if outer == ElementContext::Notes => element.attribute("type").is_some_and(|kind| kind != "normal"),
            _ => context == ElementContext::Shape && outer == ElementContext::Run && self.is_hidden(),
        }
    }

    fn begin(&mut self, outer: ElementContext, context: ElementContext, element: &Element<'_>) -> EndAction {
        match (outer, context, element.name()) {
            (_, ElementContext::Paragraph, "p") => {
                self.paragraphs.push(Paragraph::default());
                EndAction::Paragraph
            }
            (_, ElementContext::Run, "r") => {
                self.runs.push(TextRun::default());
                EndAction::Run
            }
            (_, ElementContext::Table, "tbl") => {
                self.page().table();
                EndAction::Table
            }
            (_, ElementContext::Row, "tr") => EndAction::Row,
            (ElementContext::Row, ElementContext::Blocks, _) => EndAction::Cell(0),
            (_, ElementContext::Section, _) => {
                let inside = self.paragraphs.last_mut().filter(|_| outer == ElementContext::ParagraphProperties);
                inside.into_iter().for_each(|paragraph| paragraph.ends_section = true);
                EndAction::Section
            }
            (ElementContext::Shape, ElementContext::Blocks, _) => {
                self.pages.push(TextPage::default());
                EndAction::Box
            }
            (ElementContext::Notes, ElementContext::Blocks, name) => {
                self.pages.push(TextPage::default());
                EndAction::Note(if name == "comment" { comment(element) } else { String::new() })
            }
            (_, _, "AlternateContent") => EndAction::Alternatives(self.written),
            (_, ElementContext::Shape, "textpath") => {
                let text = element.attribute("string").unwrap_or_default();
                self.hang(text);
                EndAction::Nothing
            }
            _ => EndAction::Nothing,
        }
    }

    fn finish(&mut self, then: EndAction) {
        match then {
            EndAction::Nothing | EndAction::Alternatives(_) => {}
            EndAction::Paragraph => self.paragraph_ends(),
            EndAction::Run => drop(self.runs.pop()),
            EndAction::Cell(more) => (0..=more).for_each(|_| self.page().cell_ends()),
            EndAction::Row => self.page().row_ends(),
            EndAction::Table => self.page().table_ends(),
            EndAction::Section => self.headers_footers.section_ends(),
            EndAction::Box => {
                let text = self.pages.pop().unwrap_or_default().into_text();
                self.hang(text);
            }
            EndAction::Note(author) => {
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

    /// A file of another format stands here.
    pub fn chunk(&mut self, id: Option<String>) {
        if let Some(text) = id.and_then(|id| self.chunks.take(&id)) {
            self.written += text.len();
            self.page().block(&text);
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
