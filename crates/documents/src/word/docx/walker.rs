//! Walker through a story's XML: writes to a page what stands in its elements, by the table of contexts.

use std::collections::BTreeSet;

use super::{
    chunks::Chunks,
    context::{ElementContext, context},
    controls::BoundContent,
    custom_xml::CustomXml,
    end_action::{EndAction, OpenElement},
    fields::Fields,
    headers_footers::HeadersFooters,
    paragraph::{Paragraph, TextRun},
    styles::Styles,
    xml::{Element, Visitor},
};
use crate::word::{page::TextPage, plain};

pub(super) struct Walker<'s> {
    styles: &'s Styles,
    pub custom_xml: &'s CustomXml,
    chunks: &'s Chunks,
    /// A chunk that were named over and over would make a long text of a short file.
    shown_chunks: BTreeSet<&'s str>,
    /// All elements that are open, outermost first.
    pub open: Vec<OpenElement>,
    /// The story, and each note or box within another.
    pub stories: Vec<OpenStory>,
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
    pub page: TextPage,
    pub fields: Fields,
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
    pub fn new(styles: &'s Styles, custom_xml: &'s CustomXml, chunks: &'s Chunks) -> Self {
        Self {
            styles,
            custom_xml,
            chunks,
            shown_chunks: BTreeSet::new(),
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

    pub fn write(&mut self, text: &str) {
        let is_hidden = self.is_hidden() || self.story().fields.hide();
        let text = self.bound.last_mut().map_or(text, |content| content.instead(is_hidden));
        if !is_hidden && let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.extend(text.chars().map(plain));
            self.written += text.len();
        }
    }

    pub fn is_hidden(&self) -> bool {
        let paragraph = self.paragraphs.last().and_then(|paragraph| paragraph.style.as_deref());
        self.runs.last().is_some_and(|run| run.is_hidden(paragraph, self.styles))
    }

    pub fn hang(&mut self, text: String) {
        if self.story().fields.hide() {
            return;
        }
        self.written += text.len();
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.boxes.push(text);
        }
    }

    /// A file of another format stands here.
    pub fn chunk(&mut self, id: Option<String>) {
        let chunk = id.and_then(|id| self.chunks.get(&id));
        if let Some((id, text)) = chunk
            && !self.story().fields.hide()
            && self.shown_chunks.insert(id)
        {
            self.written += text.len();
            self.page().block(text);
        }
    }

    pub fn paragraph_ends(&mut self) {
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
    pub fn story_begins(&mut self) {
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
}
