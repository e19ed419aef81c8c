//! Story of a document: its text, a header or the notes, as people see it.

use super::{
    chunks::Chunks, custom_xml::CustomXml, headers_footers::HeadersFooters, styles::Styles, walker::Walker, xml::walk,
};
use crate::word::Read;

pub(super) struct Story {
    pub text: String,
    pub headers_footers: HeadersFooters,
}

impl Story {
    pub fn read(xml: &str, styles: &Styles, custom_xml: &CustomXml, chunks: &Chunks) -> Read<Self> {
        let mut walker = Walker::new(styles, custom_xml, chunks);
        walk(xml, &mut walker)?;
        if walker.story().fields.hide() {
            walker = Walker::new(styles, custom_xml, chunks);
            walker.ignores_fields = true;
            walk(xml, &mut walker)?;
        }
        let (text, headers_footers) = walker.into_parts();
        Ok(Self { text, headers_footers })
    }
}
