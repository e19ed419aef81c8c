//! Fonts of a PDF: loaded once a document. Those that a file names and does not hold are replaced by the fourteen that
//! every reader has, else their text would vanish.

use std::{cell::OnceCell, collections::HashMap, sync::Arc};

use hayro_font::{
    CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, StandardFont, hayro_cmap::BfString,
};
use hayro_syntax::object::{
    Dict, Name, ObjectIdentifier,
    dict::keys::{SUBTYPE, TYPE0, TYPE3},
};

use super::tex::TexEncoding;

pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    resolver: FontResolverFn,
    cmaps: CMapResolverFn,
    drawn: HashMap<ObjectIdentifier, DrawnLetters>,
    helvetica: OnceCell<Option<Font<'a>>>,
}

#[derive(Clone)]
pub(super) struct LoadedFont<'a> {
    pub font: Font<'a>,
    drawn: DrawnLetters,
}

/// What is peculiar to a Type 3 font, whose letters are drawn by content streams.
#[derive(Debug, Clone, Copy)]
struct DrawnLetters {
    /// How high its letters are, in sizes of the font: its own scale says little of it.
    em: f64,
    tex: Option<TexEncoding>,
}

/// Letters are half as wide as an em, on average.
const EMS_A_WIDTH: f64 = 2.0;
const UNITS_AN_EM: f64 = 1_000.0;

impl<'a> Fonts<'a> {
    pub fn new() -> Self {
        let resolver: FontResolverFn = Arc::new(|query: &FontQuery| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
        });
        // Those that a file only names would weigh as much as a reader of Word files: such letters are not told.
        let cmaps: CMapResolverFn = Arc::new(|_| None);
        Self { cache: FontCache::new(), resolver, cmaps, drawn: HashMap::new(), helvetica: OnceCell::new() }
    }

    /// A font that cannot be loaded is most often one of Latin letters. Only the codes of a composite one say nothing
    /// without it.
    pub fn load(&mut self, font: Option<&Dict<'a>>) -> Option<LoadedFont<'a>> {
        let is = |kind| font.and_then(|font| font.get::<Name<'_>>(SUBTYPE)).as_deref() == Some(kind);
        let loaded = font.and_then(|font| self.cache.font(font, &self.resolver, &self.cmaps));
        let drawn = match (font, &loaded) {
            (Some(dict), Some(font)) if is(TYPE3) => self.drawn(dict, font),
            _ => DrawnLetters { em: 1.0, tex: None },
        };
        let font = if is(TYPE0) { loaded? } else { loaded.or_else(|| self.helvetica())? };
        Some(LoadedFont { font, drawn })
    }

    fn helvetica(&self) -> Option<Font<'a>> {
        let load = || self.cache.standard_font(StandardFont::Helvetica, &self.resolver);
        self.helvetica.get_or_init(load).clone()
    }

    fn drawn(&mut self, dict: &Dict<'a>, font: &Font<'a>) -> DrawnLetters {
        let look = || DrawnLetters { em: em(font), tex: TexEncoding::of(dict) };
        dict.obj_id().map_or_else(look, |id| *self.drawn.entry(id).or_insert_with(look))
    }
}

impl LoadedFont<'_> {
    /// In sizes of the font.
    pub fn em(&self) -> f64 {
        self.drawn.em
    }
}

fn em(font: &Font<'_>) -> f64 {
    let widths =
        (0..=255).map(|code| font.code_advance(code).x.abs()).filter(|width| *width > 0.0 && width.is_finite());
    let (sum, count) = widths.fold((0.0, 0.0), |(sum, count), width| (sum + width, count + 1.0));
    if count > 0.0 { EMS_A_WIDTH * sum / count / UNITS_AN_EM } else { 1.0 }
}

/// What a code of a font means; none where the font does not tell.
pub(super) fn text_of(LoadedFont { font, drawn }: &LoadedFont<'_>, code: u32) -> Option<String> {
    let unicode = match font.glyph(font.map_code(code), code) {
        FontGlyph::Outline(glyph) => glyph.as_unicode(),
        FontGlyph::Type3(glyph) => glyph.as_unicode(),
    };
    match unicode {
        Some(BfString::Char(letter)) => Some(letter.to_string()),
        Some(BfString::String(text)) => Some(text),
        None => drawn.tex?.text_of(code),
    }
}
