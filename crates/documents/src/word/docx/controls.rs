//! Content controls: words that may be bound to data of the package. Of one that shows a hint where nobody has written
//! anything the hint is read, for it is shown and printed.

use super::{context::ElementContext, custom_xml::CustomXml, walker::Walker, xml::Element};

/// What is known of a control before its content.
#[derive(Default)]
pub(super) struct Control {
    binding: Option<(String, String)>,
    /// Others show their data in their own way: a date, a box, a picture.
    is_plain: bool,
    shows_hint: bool,
}

/// The content of a control whose words are elsewhere: what stands in it lends them its looks only.
pub(super) struct BoundContent<'a> {
    value: &'a str,
    is_written: bool,
    is_hidden: bool,
}

impl Control {
    pub fn learn(&mut self, element: &Element<'_>) {
        match element.name() {
            "dataBinding" => self.binding = element.attribute("storeItemID").zip(element.attribute("xpath")),
            "text" => self.is_plain = true,
            "showingPlcHdr" => self.shows_hint = element.is_on(),
            _ => {}
        }
    }

    /// The words that Word puts into it. Where these are none, the hint is shown, if that is there.
    fn content<'a>(&self, data: &'a CustomXml) -> Option<BoundContent<'a>> {
        let (id, path) = self.binding.as_ref().filter(|_| self.is_plain)?;
        let value = data.value(id, path).filter(|value| !value.is_empty() || !self.shows_hint)?;
        Some(BoundContent { value, is_written: false, is_hidden: false })
    }
}

impl<'a> BoundContent<'a> {
    /// What is to be written instead of what stands there.
    pub fn instead(&mut self, is_hidden: bool) -> &'a str {
        self.is_hidden |= is_hidden;
        if is_hidden || std::mem::replace(&mut self.is_written, true) { "" } else { self.value }
    }
}

impl Walker<'_> {
    /// Whether a control's words come from elsewhere.
    pub fn content_begins(&mut self, control: &Control) -> bool {
        let content = control.content(self.custom_xml);
        let is_bound = content.is_some();
        self.bound.extend(content);
        is_bound
    }

    /// Where nothing stood that the words could take the place of, they stand by themselves.
    pub fn content_ends(&mut self) {
        let Some(BoundContent { value, is_written: false, is_hidden: false }) = self.bound.pop() else { return };
        match self.context() {
            ElementContext::Blocks if !self.story().fields.hide() => self.page().block(value),
            ElementContext::Paragraph | ElementContext::Run => self.write(value),
            _ => {}
        }
    }
}
