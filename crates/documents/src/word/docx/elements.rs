//! Elements of a story: what each one begins, where it is read at all, and what its end does.

use super::{
    context::ElementContext,
    controls::{BoundContent, Control},
    end_action::{EndAction, OpenElement},
    paragraph::{Paragraph, TextRun},
    walker::Walker,
    xml::Element,
};

/// Word itself puts no box into a box.
const DEEPEST_BOX: usize = 16;

impl Walker<'_> {
    /// What the table of places cannot know by names alone.
    pub fn is_left_out(&mut self, outer: ElementContext, context: ElementContext, element: &Element<'_>) -> bool {
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

    pub fn begin(&mut self, outer: ElementContext, context: ElementContext, element: &Element<'_>) -> EndAction {
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
            (_, _, "sdt") => EndAction::Control(Control::default()),
            (_, _, "sdtContent") => self.control_content(),
            (_, _, "AlternateContent") => EndAction::Alternatives(false),
            // Switched off as a whole, in the list of a page's shapes.
            (_, ElementContext::Shape, "docPr" | "cNvPr") if element.is_hidden_shape() => {
                self.open.last_mut().into_iter().for_each(|shape| shape.context = ElementContext::Ignored);
                EndAction::Nothing
            }
            (_, ElementContext::Shape, "textpath") => {
                let text = element.attribute("string").unwrap_or_default();
                self.hang(text);
                EndAction::Nothing
            }
            _ => self.begin_field(context, element),
        }
    }

    fn begin_field(&mut self, context: ElementContext, element: &Element<'_>) -> EndAction {
        let (written, ignores_fields) = (self.written, self.ignores_fields);
        let fields = &mut self.story().fields;
        match (context, element.name()) {
            (ElementContext::FieldMark, _) if !ignores_fields => {
                let drawn = fields.mark(element.attribute("fldCharType").as_deref(), written);
                drawn.into_iter().for_each(|drawn| self.write(&drawn));
                EndAction::Nothing
            }
            (ElementContext::FormField, name) => {
                fields.form().into_iter().for_each(|form| form.begins(name));
                EndAction::Nothing
            }
            (_, "fldSimple") => {
                EndAction::Field(fields.simple_begins(element.attribute("instr").unwrap_or_default(), written))
            }
            _ => EndAction::Nothing,
        }
    }

    pub fn finish(&mut self, then: EndAction) {
        match then {
            EndAction::Nothing | EndAction::Alternatives(_) | EndAction::Control(_) => {}
            EndAction::Field(open_before) => {
                let written = self.written;
                let drawn = self.story().fields.simple_ends(open_before, written);
                drawn.into_iter().for_each(|drawn| self.write(&drawn));
            }
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

    /// What a control shows, where its words come from elsewhere.
    fn control_content(&mut self) -> EndAction {
        let data = self.custom_xml;
        match self.open.last().map(|outer| &outer.then) {
            Some(EndAction::Control(control)) if let Some(content) = control.content(data) => {
                self.bound.push(content);
                EndAction::BoundContent
            }
            _ => EndAction::Nothing,
        }
    }

    /// Where nothing stood that the words could take the place of, they stand by themselves.
    fn content_ends(&mut self) {
        let Some(words) = self.bound.pop().and_then(BoundContent::unwritten) else { return };
        match self.context() {
            ElementContext::Blocks if !self.story().fields.hide() => self.page().block(words),
            ElementContext::Paragraph | ElementContext::Run => self.write(words),
            _ => {}
        }
    }
}

fn comment(element: &Element<'_>) -> String {
    match element.attribute("author") {
        Some(author) => format!("Comment ({author}): "),
        None => "Comment: ".to_owned(),
    }
}
