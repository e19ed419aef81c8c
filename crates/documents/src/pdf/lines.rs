//! Lines of a page: its words in the order of the content stream, which is the order in which word processors, browsers
//! and typesetters write what is read. Where a word stands only tells where a line ends.

use super::{
    glyph::{Direction, Glyph},
    words::{Word, apart, words},
};

/// All of these in ems.
const NEXT_LINE: f64 = 0.5;
const NEXT_PARAGRAPH: f64 = 1.9;
const BACK_TO_THE_MARGIN: f64 = 1.5;
const LEAST_BLANK: f64 = 0.06;

/// The text of a page; what is turned follows what most of it is.
pub(super) fn text(glyphs: Vec<Glyph>) -> String {
    let mut directions = Direction::ALL.map(|_| Vec::new());
    for glyph in glyphs {
        directions[glyph.direction as usize].push(glyph);
    }
    directions.sort_by_key(|glyphs| std::cmp::Reverse(glyphs.len()));
    let mut text = String::new();
    let mut last: Option<Word> = None;
    for word in directions.into_iter().flat_map(words) {
        text.push_str(last.as_ref().map_or("", |last| between(last, &word)));
        text.push_str(&word.text);
        last = Some(word);
    }
    text
}

fn between(last: &Word, word: &Word) -> &'static str {
    let size = last.size.max(word.size);
    let down = (word.baseline - last.baseline) / size;
    let is_right_to_left = last.right_to_left || word.right_to_left;
    let gap =
        if is_right_to_left { apart((last.start, last.end), (word.start, word.end)) } else { word.start - last.end };
    if !(-NEXT_LINE..=NEXT_PARAGRAPH).contains(&down) {
        "\n\n"
    } else if down > NEXT_LINE || gap < -BACK_TO_THE_MARGIN * size {
        "\n"
    } else if gap.abs() >= LEAST_BLANK * word.size {
        " "
    } else {
        ""
    }
}
