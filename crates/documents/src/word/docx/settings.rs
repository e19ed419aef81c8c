//! Settings of a document: those that decide what is shown.

use super::xml::{Element, Visitor, walk};
use crate::word::Read;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// Even pages have headers and footers of their own; without it theirs are not shown (ECMA-376 17.10.1).
    pub even_and_odd: bool,
}

impl Settings {
    pub fn read(xml: &str) -> Read<Self> {
        let mut settings = Self::default();
        walk(xml, &mut settings)?;
        Ok(settings)
    }
}

impl Visitor for Settings {
    fn begins(&mut self, element: &Element<'_>) {
        if element.name() == "evenAndOddHeaders" {
            self.even_and_odd = element.is_on();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_pages_are_told_from_odd_ones_only_where_it_is_on() {
        let read = |inside: &str| Settings::read(&format!("<w:settings>{inside}</w:settings>")).unwrap();
        for on in ["<w:evenAndOddHeaders/>", "<w:evenAndOddHeaders w:val='on'/>", "<w:evenAndOddHeaders w:val='1'/>"] {
            assert!(read(on).even_and_odd, "{on}");
        }
        for off in ["", "<w:mirrorMargins/>", "<w:evenAndOddHeaders w:val='0'/>"] {
            assert!(!read(off).even_and_odd, "{off}");
        }
    }
}
