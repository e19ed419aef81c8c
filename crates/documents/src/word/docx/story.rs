//! Story of a document: its text, a header or the notes, as people see it.

use super::{chunks::Chunks, headers_footers::HeadersFooters, styles::Styles, walker::Walker, xml::walk};
use crate::word::Read;

pub(super) struct Story {
    pub text: String,
    pub headers_footers: HeadersFooters,
}

impl Story {
    pub fn read(xml: &str, styles: &Styles, chunks: Chunks) -> Read<Self> {
        let mut walker = Walker::new(styles, chunks);
        walk(xml, &mut walker)?;
        let (text, headers_footers) = walker.into_parts();
        Ok(Self { text, headers_footers })
    }
}
