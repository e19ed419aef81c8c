//! A story of a document, as people see it: the text itself, a header, the notes.

use super::{headers_footers::Margins, styles::Styles, walker::Walker, xml::walk};
use crate::word::Read;

pub(super) struct Story {
    pub text: String,
    pub margins: Margins,
}

impl Story {
    pub fn read(xml: &str, styles: &Styles) -> Read<Self> {
        let mut walker = Walker::new(styles);
        walk(xml, &mut walker)?;
        Ok(walker.story())
    }
}
