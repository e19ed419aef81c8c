//! Words of a page: glyphs in the order of the content stream, parted where a blank, a gap, another line or another
//! size begins.

use std::collections::HashMap;

use super::{
    glyph::Glyph,
    right_to_left::{in_reading_order, is_right_to_left},
};
use crate::steps;

/// All of these in ems.
const LEAST_GAP: f64 = 0.1;
/// Letters of a word overlap where they are kerned, and no more.
const MOST_OVERLAP: f64 = 0.6;
const SAME_LINE: f64 = 0.35;
/// The same letter drawn again so near is bold without a bold font.
const SAME_PLACE: f64 = 0.12;
/// A letter that is narrower stands twice as near by itself, such as a dot.
const LEAST_REPEATED: f64 = 0.15;
/// Letters set apart on purpose, as in headings; kerning is less.
const LEAST_TRACKING: f64 = 0.04;
const MOST_TRACKING: f64 = 0.6;
/// Gaps that tell how a run of letters is set.
const FEWEST_GAPS: usize = 4;
/// A letter so many times as large begins another word; between two sizes a gap is one of this part of the larger.
const OTHER_SIZE: f64 = 3.0;
const OF_THE_LARGER: f64 = 0.6;

#[derive(Debug, Clone)]
pub(super) struct Word {
    pub text: String,
    pub start: f64,
    pub end: f64,
    pub baseline: f64,
    pub size: f64,
    pub right_to_left: bool,
}

/// The words of glyphs that all run one way.
pub(super) fn words(mut glyphs: Vec<Glyph>) -> Vec<Word> {
    glyphs.chunk_by_mut(|a, b| (a.y - b.y).abs() < SAME_LINE * a.size.min(b.size)).for_each(in_reading_order);
    let tracking = tracking(&glyphs);
    let mut words: Vec<Word> = Vec::new();
    let mut drawn = Drawn::default();
    // The last glyph of a word that may go on.
    let mut last: Option<&Glyph> = None;
    for (glyph, tracking) in glyphs.iter().zip(tracking) {
        steps::count(1);
        if glyph.is_blank() {
            last = None;
            continue;
        }
        if drawn.is_repeated(glyph) {
            continue;
        }
        match (last, words.last_mut()) {
            (Some(last), Some(word)) if goes_on(word, last, glyph, tracking) => word.push(glyph),
            _ => words.push(Word::new(glyph)),
        }
        last = Some(glyph);
    }
    words.retain(|word| !word.text.trim().is_empty());
    words
}

fn goes_on(word: &Word, last: &Glyph, glyph: &Glyph, tracking: f64) -> bool {
    let (smaller, larger) = (glyph.size.min(last.size).max(1.0), glyph.size.max(last.size));
    let gap = if word.right_to_left || is_right_to_left(&glyph.text) {
        apart((last.x, last.end()), (glyph.x, glyph.end()))
    } else {
        glyph.x - word.end
    };
    (glyph.y - word.baseline).abs() < SAME_LINE * smaller
        && larger < OTHER_SIZE * glyph.size.min(last.size)
        && gap <= tracking + LEAST_GAP * smaller.max(OF_THE_LARGER * larger)
        && gap >= -MOST_OVERLAP * smaller
}

/// How far two stretches of a line stand apart, whichever comes first; less than nothing where they overlap.
pub(super) fn apart(one: (f64, f64), other: (f64, f64)) -> f64 {
    (other.0 - one.1).max(one.0 - other.1)
}

impl Word {
    fn new(glyph: &Glyph) -> Self {
        Self {
            text: glyph.text.trim().to_owned(),
            start: glyph.x,
            end: glyph.end().max(glyph.x + 0.1),
            baseline: glyph.y,
            size: glyph.size,
            right_to_left: is_right_to_left(&glyph.text),
        }
    }

    fn push(&mut self, glyph: &Glyph) {
        self.text.push_str(glyph.text.trim());
        self.start = self.start.min(glyph.x);
        self.end = self.end.max(glyph.end());
        self.size = self.size.max(glyph.size);
        self.right_to_left |= is_right_to_left(&glyph.text);
    }
}

/// How far letters stand apart on purpose, by glyph: the middle gap of its run on one line.
fn tracking(glyphs: &[Glyph]) -> Vec<f64> {
    let one_run = |a: &Glyph, b: &Glyph| (a.y - b.y).abs() < 0.2 * b.size && (a.size - b.size).abs() < 0.2 * b.size;
    let mut tracking = Vec::with_capacity(glyphs.len());
    for run in glyphs.chunk_by(one_run) {
        let gaps = run.windows(2).map(|pair| pair[1].x - pair[0].end()).collect();
        let size = run[0].size;
        let gap = middle(gaps).unwrap_or(0.0).clamp(0.0, MOST_TRACKING * size);
        let gap = if gap > LEAST_TRACKING * size { gap } else { 0.0 };
        tracking.extend(std::iter::repeat_n(gap, run.len()));
    }
    tracking
}

fn middle(mut gaps: Vec<f64>) -> Option<f64> {
    let middle = gaps.len() / 2;
    (gaps.len() >= FEWEST_GAPS).then(|| *gaps.select_nth_unstable_by(middle, f64::total_cmp).1)
}

/// Where letters stand already, in cells of a page that are as wide as two places that count as one.
#[derive(Default)]
struct Drawn<'g>(HashMap<(&'g str, i64, i64), (f64, f64)>);

impl<'g> Drawn<'g> {
    /// Whether the same letter was drawn in the same place; remembers it.
    fn is_repeated(&mut self, glyph: &'g Glyph) -> bool {
        if glyph.text.is_empty() || glyph.width <= LEAST_REPEATED * glyph.size {
            return false;
        }
        let near = SAME_PLACE * glyph.size;
        let cell = |at: f64| (at / (2.0 * SAME_PLACE * glyph.size.round().max(1.0))) as i64;
        let around = |at: f64| [at - near, at + near].map(cell);
        let is_near = |(x, y): &(f64, f64)| (x - glyph.x).abs() < near && (y - glyph.y).abs() < near;
        let repeated = around(glyph.x)
            .into_iter()
            .any(|x| around(glyph.y).into_iter().any(|y| self.0.get(&(&*glyph.text, x, y)).is_some_and(is_near)));
        self.0.insert((&*glyph.text, cell(glyph.x), cell(glyph.y)), (glyph.x, glyph.y));
        repeated
    }
}
