//! Glyphs on a page: where each stands in reading direction, as its page is shown.

use hayro_font::kurbo::{Point, Vec2};
use hayro_syntax::page::Page;

/// What stands so far outside is not seen; rounding is not what moved it.
const MARGIN: f64 = 2.0;
/// Smaller than people see, and larger than a page is: neither is text.
const SIZES: std::ops::Range<f64> = 0.5..5_000.0;

/// Which way a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Right,
    Down,
    Left,
    Up,
}

impl Direction {
    pub const ALL: [Self; 4] = [Self::Right, Self::Down, Self::Left, Self::Up];
}

/// Coordinates are those of a page that is turned until the text runs to the right, with y down.
#[derive(Debug)]
pub(super) struct Glyph {
    /// Empty where an earlier glyph stands for this one's letters, too.
    pub text: String,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    /// Of an em.
    pub size: f64,
    pub direction: Direction,
}

impl Glyph {
    pub fn end(&self) -> f64 {
        self.x + self.width
    }

    pub fn is_blank(&self) -> bool {
        !self.text.is_empty() && self.text.trim().is_empty()
    }
}

/// Width and height of what is seen of a page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PageSize {
    width: f64,
    height: f64,
}

impl PageSize {
    pub fn new(page: &Page<'_>) -> Self {
        let (width, height) = page.render_dimensions();
        Self { width: width.into(), height: height.into() }
    }

    /// A glyph whose text runs along this vector; none where people see none.
    pub fn place(&self, text: String, origin: Point, along: Vec2, width: f64, size: f64) -> Option<Glyph> {
        let Self { width: right, height: bottom } = *self;
        let inside = |at: f64, end: f64| (-MARGIN..=end + MARGIN).contains(&at);
        // Numbers that are none are in no range.
        if !inside(origin.x, right) || !inside(origin.y, bottom) || !SIZES.contains(&size) || !width.is_finite() {
            return None;
        }
        let (direction, x, y) = match (along.x.abs() >= along.y.abs(), along.x >= 0.0, along.y > 0.0) {
            (true, true, _) => (Direction::Right, origin.x, origin.y),
            (true, false, _) => (Direction::Left, right - origin.x, bottom - origin.y),
            (false, _, true) => (Direction::Down, origin.y, right - origin.x),
            (false, _, false) => (Direction::Up, bottom - origin.y, origin.x),
        };
        Some(Glyph { text, x, y, width, size, direction })
    }
}
