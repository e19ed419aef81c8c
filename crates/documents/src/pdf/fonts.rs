//! Fonts of a PDF: loaded once a document. Those that a file names and does not hold are replaced by the fourteen that
//! every reader has, else their text would vanish.

use std::sync::Arc;

use hayro_font::{
    CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, StandardFont, hayro_cmap::BfString,
};
use hayro_syntax::object::{
    Dict, Name,
    dict::keys::{SUBTYPE, TYPE0},
};

pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    resolver: FontResolverFn,
    cmaps: CMapResolverFn,
}

impl<'a> Fonts<'a> {
    pub fn new() -> Self {
        let resolver: FontResolverFn = Arc::new(|query: &FontQuery| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
        });
        Self { cache: FontCache::new(), resolver, cmaps: Arc::new(hayro_cmap::load_embedded) }
    }

    /// A font that cannot be loaded is most often one of Latin letters. Only the codes of a composite one say nothing
    /// without it.
    pub fn load(&self, font: Option<&Dict<'a>>) -> Option<Font<'a>> {
        let loaded = font.and_then(|font| self.cache.font(font, &self.resolver, &self.cmaps));
        let is_composite = font.and_then(|font| font.get::<Name<'_>>(SUBTYPE)).as_deref() == Some(TYPE0);
        if loaded.is_some() || is_composite {
            return loaded;
        }
        self.cache.standard_font(StandardFont::Helvetica, &self.resolver)
    }
}

/// What a font says of one of its codes.
pub(super) struct CodeMeaning {
    /// None where the font does not tell which letter it is.
    pub text: Option<String>,
    /// Drawn by a content stream of the font's own, so its scale says little of how large the letter is.
    pub type_3: bool,
}

pub(super) fn meaning(font: &Font<'_>, code: u32) -> CodeMeaning {
    let (unicode, type_3) = match font.glyph(font.map_code(code), code) {
        FontGlyph::Outline(glyph) => (glyph.as_unicode(), false),
        FontGlyph::Type3(glyph) => (glyph.as_unicode(), true),
    };
    let text = unicode.map(|text| match text {
        BfString::Char(letter) => letter.to_string(),
        BfString::String(text) => text,
    });
    CodeMeaning { text, type_3 }
}
