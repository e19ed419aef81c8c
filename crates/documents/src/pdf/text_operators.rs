//! Text operators of a content stream: fonts, positions and spacing, and the strings that are shown by them.

use hayro_font::kurbo::{Affine, Point, Vec2};
use hayro_syntax::{
    content::ops::TypedInstruction as Op,
    object::{Array, Object, String as PdfString},
};

use super::{
    fonts::{LoadedFont, text_of},
    interpreter::{BYTES_A_STEP, Interpreter, Running, affine},
    letters,
    state::{State, TextPosition},
};

const THOUSANDTH: f64 = 0.001;
/// Where a font does not say how far a vertical letter reaches.
const VERTICAL_WIDTH: f64 = 0.9;

impl<'a> Interpreter<'a> {
    pub(super) fn text_operator(&mut self, operator: &Op<'_, '_>, running: &mut Running<'_, 'a>) {
        let Running { resources, state, .. } = running;
        match operator {
            Op::CharacterSpacing(by) => state.letter_spacing = by.0.as_f64(),
            Op::WordSpacing(by) => state.word_spacing = by.0.as_f64(),
            Op::HorizontalScaling(percent) => state.stretch = percent.0.as_f64() / 100.0,
            Op::TextLeading(leading) => state.leading = leading.0.as_f64(),
            Op::TextRise(rise) => state.rise = rise.0.as_f64(),
            Op::TextFont(font) => {
                state.font = self.fonts.load(resources.get_font(font.0).as_ref());
                state.size = font.1.as_f64();
            }
            other => self.text(other, running),
        }
    }

    fn text(&mut self, operator: &Op<'_, '_>, running: &mut Running<'_, 'a>) {
        let Running { state, text, .. } = running;
        match operator {
            Op::BeginText(_) => *text = TextPosition::new(Affine::IDENTITY),
            Op::SetTextMatrix(to) => *text = TextPosition::new(affine([to.0, to.1, to.2, to.3, to.4, to.5])),
            Op::NextLine(by) => text.next_line(by.0.as_f64(), by.1.as_f64()),
            Op::NextLineAndSetLeading(by) => {
                state.leading = -by.1.as_f64();
                text.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => text.next_line(0.0, -state.leading),
            Op::ShowText(shown) => self.show(shown.0, state, text),
            Op::ShowTexts(shown) => self.show_all(shown.0, state, text),
            Op::NextLineAndShowText(shown) => {
                text.next_line(0.0, -state.leading);
                self.show(shown.0, state, text);
            }
            Op::ShowTextWithParameters(shown) => {
                (state.word_spacing, state.letter_spacing) = (shown.0.as_f64(), shown.1.as_f64());
                text.next_line(0.0, -state.leading);
                self.show(shown.2, state, text);
            }
            _ => {}
        }
    }

    /// Numbers between the strings move the next one, in thousandths of an em.
    fn show_all(&mut self, shown: &Array<'_>, state: &State<'a>, text: &mut TextPosition) {
        for part in shown.iter::<Object<'_>>() {
            if !self.budget.work() {
                return;
            }
            match part {
                Object::Number(back) => text.advance(-back.as_f64() * THOUSANDTH * state.size, state),
                Object::String(shown) => self.show(&shown, state, text),
                _ => {}
            }
        }
    }

    fn show(&mut self, shown: &PdfString<'_>, state: &State<'a>, text: &mut TextPosition) {
        let bytes = shown.as_bytes();
        let Some(loaded @ LoadedFont { font, .. }) = state.font.as_ref() else {
            // Only a composite font is missing here, whose codes have two bytes.
            let codes = bytes.len().div_ceil(2);
            self.counts.shown += codes;
            self.counts.unmapped += codes;
            return;
        };
        let mut at = 0;
        while at < bytes.len() && self.budget.work() {
            let (code, length) = font.read_code(bytes, at);
            at += length.max(1);
            let meaning = text_of(loaded, code);
            self.budget.work_of(meaning.as_ref().map_or(0, String::len) / BYTES_A_STEP);
            self.place(code, meaning, state, text);
            let advance = font.code_advance(code);
            let along = if font.is_horizontal() { advance.x } else { advance.y };
            let is_blank = code == u32::from(b' ') && length == 1;
            let blank = if is_blank { state.word_spacing } else { 0.0 };
            text.advance(along * THOUSANDTH * state.size + state.letter_spacing + blank, state);
        }
    }

    fn place(&mut self, code: u32, meaning: Option<String>, state: &State<'a>, text: &TextPosition) {
        let Some(loaded @ LoadedFont { font, .. }) = state.font.as_ref() else { return };
        let (width, origin) = if font.is_horizontal() {
            (font.code_advance(code).x * THOUSANDTH, Vec2::ZERO)
        } else {
            (VERTICAL_WIDTH, font.origin_displacement(code) * THOUSANDTH)
        };
        let on_page = state.transform * text.glyph * state.glyph_transform();
        let vector = |x: f64, y: f64| on_page * Point::new(x, y) - on_page * Point::ZERO;
        let (along, size) = (vector(width.signum(), 0.0), vector(0.0, loaded.em()).hypot());
        let width = width.abs() * along.hypot();
        let Some(letters) = self.letters(meaning) else { return };
        let glyph = self.page.place(letters, on_page * origin.to_point(), along, width, size);
        if let Some(glyph) = glyph
            && self.budget.keep(&glyph.text)
        {
            self.glyphs.push(glyph);
        }
    }

    /// Counts a glyph, and tells what of it is text.
    fn letters(&mut self, text: Option<String>) -> Option<String> {
        if let Some(actual) = self.marked.next() {
            self.counts.shown += 1;
            return Some(letters::plain(&actual));
        }
        let is_unmapped = text.as_deref().is_none_or(letters::is_unmapped);
        let plain = letters::plain(text.as_deref().unwrap_or_default());
        if is_unmapped || !plain.trim().is_empty() {
            self.counts.shown += 1;
        }
        self.counts.unmapped += usize::from(is_unmapped);
        Some(plain).filter(|plain| !plain.is_empty())
    }
}
