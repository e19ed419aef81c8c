//! Paragraph text: without what is deleted or hidden, and of fields only their results.

use super::{
    fields::Fields,
    pieces::Letter,
    properties::toggled,
    runs::{RunLook, Runs},
    styles::StyleSheet,
};
use crate::word::plain;

const COMMENT: u16 = 0x05;
const LINE_ENDS: u16 = 0x0b;
const HARD_HYPHEN: u16 = 0x1e;
const SYMBOL: u16 = 0x28;

pub(super) struct ParagraphText<'a> {
    runs: &'a Runs<RunLook>,
    styles: &'a StyleSheet,
    data: &'a [u8],
    /// What stands before a comment.
    note: &'a str,
    fields: Fields,
}

impl<'a> ParagraphText<'a> {
    pub fn new(runs: &'a Runs<RunLook>, styles: &'a StyleSheet, data: &'a [u8], note: &'a str) -> Self {
        Self { runs, styles, data, note, fields: Fields::default() }
    }

    pub fn of(&mut self, paragraph: &[Letter], style: usize) -> String {
        let style_hides = self.styles.hidden(style);
        let mut units = Vec::with_capacity(paragraph.len());
        for letter in paragraph {
            let look = self.runs.at(letter.at as usize);
            let is_hidden = look.map_or(style_hides, |look| self.is_hidden(look, style_hides));
            let before = units.len();
            if Fields::is_mark(letter.unit) {
                let drawn = self.fields.mark(letter.unit, self.data).filter(|_| !is_hidden);
                units.extend(drawn.unwrap_or_default().encode_utf16());
            } else if is_hidden {
                continue;
            } else if self.fields.hide() {
                self.fields.add_code(*letter, look);
            } else {
                self.write(&mut units, letter.unit, look);
            }
            self.fields.count_shown(units.len() - before);
        }
        String::from_utf16_lossy(&units).chars().map(plain).collect()
    }

    fn is_hidden(&self, look: &RunLook, style_hides: bool) -> bool {
        let style_hides = style_hides || look.style.is_some_and(|style| self.styles.hidden(style));
        look.deleted || look.hidden.map_or(style_hides, |value| toggled(value, style_hides))
    }

    /// Other control characters are places of pictures and marks of notes; a soft hyphen is none either.
    fn write(&self, units: &mut Vec<u16>, unit: u16, look: Option<&RunLook>) {
        match unit {
            COMMENT => units.extend(self.note.encode_utf16()),
            LINE_ENDS => units.push(b'\n'.into()),
            HARD_HYPHEN => units.push(0x2011),
            SYMBOL => units.push(look.and_then(|look| look.symbol).unwrap_or(unit)),
            0x09 | 0x20.. => units.push(unit),
            _ => {}
        }
    }
}
