//! Right-to-left text: Arabic and Hebrew lines that were drawn from their left end, as seen and not as read.

use super::glyph::Glyph;
use crate::steps;

/// Hebrew, Arabic, Syriac, Thaana, and the presentation forms.
pub(super) fn is_right_to_left(text: &str) -> bool {
    text.chars()
        .any(|letter| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'))
}

/// The glyphs of one line in the order in which they are read.
pub(super) fn in_reading_order(line: &mut [Glyph]) {
    steps::count(line.len());
    let right_to_left = line.iter().filter(|glyph| is_right_to_left(&glyph.text)).count();
    let letters = line.iter().filter(|glyph| glyph.text.chars().any(char::is_alphabetic)).count();
    if 2 * right_to_left <= letters || !is_drawn_from_the_left(line) {
        return;
    }
    line.reverse();
    // Names and numbers within it are read from the left.
    let mut from = 0;
    while let Some(start) = (from..line.len()).find(|at| is_left_to_right(&line[*at].text)) {
        let end = (start..line.len()).find(|at| is_right_to_left(&line[*at].text)).unwrap_or(line.len());
        let last = (start..end).rev().find(|at| is_left_to_right(&line[*at].text)).unwrap_or(start);
        line[start..=last].reverse();
        from = end;
    }
}

fn is_left_to_right(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric) && !is_right_to_left(text)
}

fn is_drawn_from_the_left(line: &[Glyph]) -> bool {
    let neighbours = line.windows(2).filter(|pair| pair.iter().all(|glyph| is_right_to_left(&glyph.text)));
    let (rightwards, leftwards) = neighbours.fold((0, 0), |(rightwards, leftwards), pair| {
        if pair[1].x > pair[0].x { (rightwards + 1, leftwards) } else { (rightwards, leftwards + 1) }
    });
    rightwards > leftwards
}
