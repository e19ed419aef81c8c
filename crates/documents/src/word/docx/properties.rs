//! Properties and symbols: elements without text of their own, which format the element around them or stand for a
//! character.

use super::{
    context::ElementContext,
    end_action::{EndAction, OpenElement},
    walker::Walker,
    xml::Element,
};

const MOST_COLUMNS: u32 = 63;

impl Walker<'_> {
    /// What an element without text of its own tells about the one it stands in.
    pub fn learn(&mut self, outer: ElementContext, element: &Element<'_>) {
        match (outer, element.name(), self.paragraphs.last_mut(), self.runs.last_mut()) {
            (ElementContext::ParagraphProperties, name, Some(paragraph), _) => paragraph.learn(name, element),
            (ElementContext::RunProperties, name, _, Some(run)) => run.learn(name, element),
            (ElementContext::CellProperties, "gridSpan", ..) => {
                let more = element.number().unwrap_or_default().saturating_sub(1);
                self.outer(|cell| cell.then = EndAction::Cell(more.min(MOST_COLUMNS)));
            }
            (ElementContext::RowProperties, "del", ..) | (ElementContext::CellProperties, "cellDel", ..) => {
                self.outer(|row| row.context = ElementContext::Ignored)
            }
            (ElementContext::ControlProperties, ..) => self.outer(|control| {
                if let EndAction::Control(control) = &mut control.then {
                    control.learn(element);
                }
            }),
            (ElementContext::FormField, ..) => {
                self.story().fields.form().into_iter().for_each(|form| form.learn(element))
            }
            (ElementContext::Section, ..) => self.headers_footers.learn(element),
            (ElementContext::Run, name, ..) => self.sign(name, element),
            // Of a drawing; in a text it stands in a run.
            (ElementContext::Paragraph, "br", ..) => self.write("\n"),
            (ElementContext::Blocks, "altChunk", ..) => self.chunk(element.id("id")),
            _ => {}
        }
    }

    /// Changes the row or cell of which the properties are open.
    fn outer(&mut self, change: impl FnOnce(&mut OpenElement)) {
        if let [.., outer, _] = &mut self.open[..] {
            change(outer);
        }
    }

    /// What stands in a run for a sign that is no letter. A soft hyphen is none: it shows where a word may be broken.
    fn sign(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "tab" | "ptab" => self.write("\t"),
            "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("\u{2011}"),
            "sym" | "symEx" => {
                let code = element.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                if let Some(letter) = code.and_then(char::from_u32) {
                    self.write(letter.encode_utf8(&mut [0; 4]));
                }
            }
            "br" => match element.attribute("type").as_deref() {
                Some("page" | "column") => self.page_ends(),
                _ => self.write("\n"),
            },
            _ => {}
        }
    }
}
