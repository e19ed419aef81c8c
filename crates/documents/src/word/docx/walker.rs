//! Walker through a story's XML: writes to a page what stands in its elements, by the table of contexts.

use std::mem;

use super::{
    context::{ElementContext, context},
    controls::{BoundContent, Control},
    custom_xml::CustomXml,
    fields::Fields,
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
    pub custom_xml: &'s CustomXml,
    /// All elements that are open, outermost first.
    pub open: Vec<OpenElement>,
    /// The story, and each note or box within another.
    stories: Vec<OpenStory>,
    pub paragraphs: Vec<Paragraph>,
    pub runs: Vec<TextRun>,
    /// Contents of controls whose words are elsewhere.
    pub bound: Vec<BoundContent<'s>>,
    pub headers_footers: HeadersFooters,
    /// Some field of the story never ends, so that all behind its beginning would be code.
    pub ignores_fields: bool,
    /// How much has been written: by this a field is known that has no result.
    pub written: usize,
}

#[derive(Default)]
pub(super) struct OpenStory {
    page: TextPage,
    pub fields: Fields,
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
    /// A field whose code is an attribute, and how many fields were open before it.
    Field(usize),
    Control(Control),
    BoundContent,
    /// An element with alternatives, and whether one of them is read.
    Alternatives(bool),
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
        match self.context() {
            ElementContext::Text => self.write(text),
            ElementContext::FieldCode if !self.is_hidden() => self.story().fields.add_code(text),
            _ => {}
        }
    }
}

impl<'s> Walker<'s> {
    pub fn new(styles: &'s Styles, custom_xml: &'s CustomXml) -> Self {
        Self {
            styles,
            custom_xml,
            open: Vec::new(),
            stories: Vec::new(),
            paragraphs: Vec::new(),
            runs: Vec::new(),
            bound: Vec::new(),
            headers_footers: HeadersFooters::default(),
            ignores_fields: false,
            written: 0,
        }
    }

    /// The story's text, and what it says of headers and footers.
    pub fn into_parts(self) -> (String, HeadersFooters) {
        let story = self.stories.into_iter().next().unwrap_or_default();
        (story.page.into_text(), self.headers_footers)
    }

    pub fn context(&self) -> ElementContext {
        self.open.last().map_or(ElementContext::Root, |open| open.context)
    }

    /// What the table of places cannot know by names alone.
    fn is_left_out(&mut self, outer: ElementContext, context: ElementContext, element: &Element<'_>) -> bool {
        match (element.name(), self.open.last_mut()) {
            // The first one that Word understands is shown, even if it shows nothing, and no other.
            (name @ ("Choice" | "Fallback"), Some(OpenElement { then: EndAction::Alternatives(is_chosen), .. })) => {
                let is_left_out = *is_chosen || name == "Choice" && !element.is_understood();
                *is_chosen |= !is_left_out;
                is_left_out
            }
            ("txbxContent" | "txBody", _) => self.stories.len() > DEEPEST_BOX,
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
                self.story_begins();
                EndAction::Box
            }
            (ElementContext::Notes, ElementContext::Blocks, name) => {
                self.story_begins();
                EndAction::Note(if name == "comment" { comment(element) } else { String::new() })
            }
            (_, ElementContext::FieldMark, _) => {
                self.field_mark(element.attribute("fldCharType").as_deref());
                EndAction::Nothing
            }
            (_, ElementContext::FormField, name) => {
                self.story().fields.form().into_iter().for_each(|form| form.begins(name));
                EndAction::Nothing
            }
            (_, _, "fldSimple") => {
                EndAction::Field(self.simple_field_begins(element.attribute("instr").unwrap_or_default()))
            }
            (_, _, "sdt") => EndAction::Control(Control::default()),
            (_, _, "sdtContent") => self.control_content(),
            (_, _, "AlternateContent") => EndAction::Alternatives(false),
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
            EndAction::Nothing | EndAction::Alternatives(_) | EndAction::Control(_) => {}
            EndAction::Field(open_before) => self.simple_field_ends(open_before),
            EndAction::BoundContent => self.content_ends(),
            EndAction::Paragraph => self.paragraph_ends(),
            EndAction::Run => drop(self.runs.pop()),
            EndAction::Cell(more) => (0..=more).for_each(|_| self.page().cell_ends()),
            EndAction::Row => self.page().row_ends(),
            EndAction::Table => self.page().table_ends(),
            EndAction::Section => self.headers_footers.section_ends(),
            EndAction::Box => {
                let text = self.stories.pop().unwrap_or_default().page.into_text();
                self.hang(text);
            }
            EndAction::Note(author) => {
                let text = self.stories.pop().unwrap_or_default().page.into_text();
                if !text.is_empty() {
                    self.page().block(&format!("{author}{text}"));
                }
            }
        }
    }

    pub fn write(&mut self, text: &str) {
        let is_hidden = self.is_hidden() || self.story().fields.hide();
        let text = self.bound.last_mut().map_or(text, |content| content.instead(is_hidden));
        if !is_hidden && let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.extend(text.chars().map(plain));
            self.written += text.len();
        }
    }

    fn is_hidden(&self) -> bool {
        let paragraph = self.paragraphs.last().and_then(|paragraph| paragraph.style.as_deref());
        self.runs.last().is_some_and(|run| run.is_hidden(paragraph, self.styles))
    }

    fn hang(&mut self, text: String) {
        if self.story().fields.hide() {
            return;
        }
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
        if let (Some(paragraph), Some(story)) = (self.paragraphs.last_mut(), self.stories.last_mut()) {
            paragraph.put(&mut story.page, self.styles);
            story.page.leaf();
        }
    }

    /// The story itself stands there before anything in it.
    fn story_begins(&mut self) {
        self.story();
        self.stories.push(OpenStory::default());
    }

    /// The innermost one. There is always the story itself.
    pub fn story(&mut self) -> &mut OpenStory {
        if self.stories.is_empty() {
            self.stories.push(OpenStory::default());
        }
        let last = self.stories.len() - 1;
        &mut self.stories[last]
    }

    pub fn page(&mut self) -> &mut TextPage {
        &mut self.story().page
    }

    fn control_content(&mut self) -> EndAction {
        match self.open.last_mut().map(|outer| &mut outer.then) {
            Some(EndAction::Control(control)) => {
                let control = mem::take(control);
                if self.content_begins(&control) { EndAction::BoundContent } else { EndAction::Nothing }
            }
            _ => EndAction::Nothing,
        }
    }
}

fn comment(element: &Element<'_>) -> String {
    match element.attribute("author") {
        Some(author) => format!("Comment ({author}): "),
        None => "Comment: ".to_owned(),
    }
}
