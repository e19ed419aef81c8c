//! Paragraph text: without what is deleted or hidden, and of fields only their results.

use super::{
    pieces::Letter,
    properties::toggled,
    runs::{RunLook, Runs},
    styles::StyleSheet,
};
use crate::word::plain;

const COMMENT: u16 = 0x05;
const LINE_ENDS: u16 = 0x0b;
const FIELD: u16 = 0x13;
const FIELD_SHOWS: u16 = 0x14;
const FIELD_ENDS: u16 = 0x15;
const HARD_HYPHEN: u16 = 0x1e;
const SYMBOL: u16 = 0x28;

/// A field may begin in one paragraph and end in another.
pub(super) struct ParagraphText<'a> {
    runs: &'a Runs<RunLook>,
    styles: &'a StyleSheet,
    /// What stands before a comment.
    note: &'a str,
    /// For each open field whether it is at what it shows.
    fields: Vec<bool>,
    /// How many of them are not: a field in another's code is not shown either.
    codes: usize,
}

impl<'a> ParagraphText<'a> {
    pub fn new(runs: &'a Runs<RunLook>, styles: &'a StyleSheet, note: &'a str) -> Self {
        Self { runs, styles, note, fields: Vec::new(), codes: 0 }
    }

    pub fn of(&mut self, paragraph: &[Letter], style: usize) -> String {
        let style_hides = self.styles.hidden(style);
        let mut units = Vec::with_capacity(paragraph.len());
        for letter in paragraph {
            match letter.unit {
                FIELD | FIELD_SHOWS | FIELD_ENDS => self.mark(letter.unit),
                _ if self.codes > 0 => {}
                unit => {
                    let look = self.runs.at(letter.at as usize);
                    if !look.is_some_and(|look| self.is_hidden(look, style_hides)) && (look.is_some() || !style_hides) {
                        self.write(&mut units, unit, look);
                    }
                }
            }
        }
        String::from_utf16_lossy(&units).chars().map(plain).collect()
    }

    fn mark(&mut self, unit: u16) {
        match unit {
            FIELD => {
                self.fields.push(false);
                self.codes += 1;
            }
            FIELD_SHOWS => {
                if let Some(shows @ false) = self.fields.last_mut() {
                    *shows = true;
                    self.codes -= 1;
                }
            }
            _ => {
                if self.fields.pop() == Some(false) {
                    self.codes -= 1;
                }
            }
        }
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
