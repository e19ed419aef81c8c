//! Content controls: words that may be bound to data of the package. Of one that shows a hint where nobody has written
//! anything the hint is read, for it is shown and printed.

use std::mem;

use super::{custom_xml::CustomXml, xml::Element};

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
    pub fn content<'a>(&self, data: &'a CustomXml) -> Option<BoundContent<'a>> {
        let (id, path) = self.binding.as_ref().filter(|_| self.is_plain)?;
        let value = data.value(id, path).filter(|value| !value.is_empty() || !self.shows_hint)?;
        Some(BoundContent { value, is_written: false, is_hidden: false })
    }
}

impl<'a> BoundContent<'a> {
    /// What is to be written instead of what stands there.
    pub fn instead(&mut self, is_hidden: bool) -> &'a str {
        self.is_hidden |= is_hidden;
        if is_hidden || mem::replace(&mut self.is_written, true) { "" } else { self.value }
    }

    /// The words, if nothing stood there, hidden or not, whose place they could take.
    pub fn unwritten(self) -> Option<&'a str> {
        (!self.is_written && !self.is_hidden).then_some(self.value)
    }
}
