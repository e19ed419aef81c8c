//! Graphics state: what the operators of a content stream set, as far as it decides where a glyph stands.

use hayro_font::kurbo::Affine;

use super::fonts::LoadedFont;

/// Saved states at a time; programs need ten.
const MOST_SAVED: usize = 256;

#[derive(Clone)]
pub(super) struct State<'a> {
    /// From a stream's own coordinates to the page's.
    pub transform: Affine,
    pub font: Option<LoadedFont<'a>>,
    pub size: f64,
    pub letter_spacing: f64,
    pub word_spacing: f64,
    /// 1 is a font's own width.
    pub stretch: f64,
    pub leading: f64,
    pub rise: f64,
}

impl<'a> State<'a> {
    pub fn new(transform: Affine) -> Self {
        Self {
            transform,
            font: None,
            size: 1.0,
            letter_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }

    pub fn is_horizontal(&self) -> bool {
        self.font.as_ref().is_none_or(|loaded| loaded.font.is_horizontal())
    }

    /// From a glyph's own coordinates, one em high, to those of the text.
    pub fn glyph_transform(&self) -> Affine {
        Affine::new([self.size * self.stretch, 0.0, 0.0, self.size, 0.0, self.rise])
    }
}

/// What `q` saves and `Q` restores.
#[derive(Default)]
pub(super) struct SavedStates<'a> {
    states: Vec<State<'a>>,
    /// Saves beyond the limit, whose restores restore nothing.
    ignored: usize,
}

impl<'a> SavedStates<'a> {
    pub fn save(&mut self, state: &State<'a>) {
        if self.states.len() < MOST_SAVED {
            self.states.push(state.clone());
        } else {
            self.ignored += 1;
        }
    }

    /// A restore without a save changes nothing.
    pub fn restore(&mut self, state: &mut State<'a>) {
        if self.ignored > 0 {
            self.ignored -= 1;
        } else if let Some(saved) = self.states.pop() {
            *state = saved;
        }
    }
}

/// Where a text object stands: its next glyph, and the beginning of its line.
#[derive(Clone, Copy)]
pub(super) struct TextPosition {
    pub glyph: Affine,
    line: Affine,
}

impl TextPosition {
    pub fn new(matrix: Affine) -> Self {
        Self { glyph: matrix, line: matrix }
    }

    pub fn next_line(&mut self, x: f64, y: f64) {
        *self = Self::new(self.line * Affine::translate((x, y)));
    }

    /// Along the line: to the right, or down where a font is vertical.
    pub fn advance(&mut self, by: f64, state: &State<'_>) {
        let by = if state.is_horizontal() { (by * state.stretch, 0.0) } else { (0.0, by) };
        self.glyph *= Affine::translate(by);
    }
}
