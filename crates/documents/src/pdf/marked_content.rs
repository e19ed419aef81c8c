//! Marked content: an `ActualText` says what the glyphs that it encloses mean, such as the letters of a ligature.

/// Stands for at most so many times its own letters, and so many glyphs more: an end that is missing is not to take the
/// rest of a page away.
const GLYPHS_A_LETTER: usize = 2;
const GLYPHS_MORE: usize = 8;
/// In each other; what is deeper says nothing.
const DEEPEST: usize = 16;

#[derive(Default)]
pub(super) struct MarkedContent {
    open: Vec<Option<ActualText>>,
    /// Open ones that are too deep.
    ignored: usize,
}

struct ActualText {
    /// None when it was said.
    text: Option<String>,
    glyphs_left: usize,
}

impl MarkedContent {
    pub fn depth(&self) -> usize {
        self.open.len() + self.ignored
    }

    pub fn begin(&mut self, actual_text: Option<String>) {
        if self.open.len() == DEEPEST {
            self.ignored += 1;
            return;
        }
        let actual_text = actual_text.map(|text| {
            let glyphs_left = GLYPHS_A_LETTER * text.chars().count() + GLYPHS_MORE;
            ActualText { text: Some(text), glyphs_left }
        });
        self.open.push(actual_text);
    }

    /// What was open outside of a stream stays open until that ends.
    pub fn end(&mut self, depth_of_stream: usize) {
        if self.depth() <= depth_of_stream {
            return;
        }
        if self.ignored > 0 {
            self.ignored -= 1;
        } else {
            self.open.pop();
        }
    }

    pub fn end_all(&mut self, depth_of_stream: usize) {
        self.ignored = depth_of_stream.saturating_sub(self.open.len());
        self.open.truncate(depth_of_stream);
    }

    /// What the next glyph means, if its own letters do not count: the text for the first, nothing for the others.
    pub fn next(&mut self) -> Option<String> {
        let inner = self.open.iter_mut().rev().flatten().find(|actual| actual.glyphs_left > 0)?;
        inner.glyphs_left -= 1;
        Some(inner.text.take().unwrap_or_default())
    }
}
