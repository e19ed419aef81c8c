//! Fields of a story: which are open, and what is known of each ([MS-DOC] 2.8.25).

use super::{forms, pieces::Letter, runs::RunLook};
use crate::word::field;

const BEGINS: u16 = 0x13;
const SHOWS: u16 = 0x14;
const ENDS: u16 = 0x15;
/// In a code it stands for what the field holds.
const PICTURE: u16 = 0x01;

/// A field may begin in one paragraph and end in another.
#[derive(Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    /// How many of them are at their code: a field in another's code is not shown either.
    codes: usize,
    /// How many letters were shown in all: by this a field is known that has no result.
    shown: usize,
}

#[derive(Default)]
struct Field {
    is_result: bool,
    code: Vec<u16>,
    holds: Option<usize>,
    shown_before: usize,
}

impl Fields {
    pub fn hide(&self) -> bool {
        self.codes > 0
    }

    pub fn is_mark(unit: u16) -> bool {
        matches!(unit, BEGINS | SHOWS | ENDS)
    }

    pub fn count_shown(&mut self, letters: usize) {
        self.shown += letters;
    }

    /// A letter of a code that is not hidden.
    pub fn add_code(&mut self, letter: Letter, look: Option<&RunLook>) {
        let Some(field) = self.open.last_mut().filter(|field| !field.is_result) else { return };
        match letter.unit {
            PICTURE => field.holds = field.holds.or(look.and_then(|look| look.picture)),
            unit => field.code.push(unit),
        }
    }

    /// What Word draws of a field that ends without a result.
    pub fn mark(&mut self, unit: u16, data: &[u8]) -> Option<String> {
        match unit {
            BEGINS => {
                self.open.push(Field::default());
                self.codes += 1;
                None
            }
            SHOWS => {
                if let Some(field) = self.open.last_mut().filter(|field| !field.is_result) {
                    (field.is_result, field.shown_before) = (true, self.shown);
                    self.codes -= 1;
                }
                None
            }
            _ => {
                let field = self.open.pop()?;
                self.codes -= usize::from(!field.is_result);
                let has_result = field.is_result && field.shown_before != self.shown;
                if has_result || self.hide() {
                    return None;
                }
                let holds = field.holds.and_then(|at| forms::entry(data, at));
                field::shown(&String::from_utf16_lossy(&field.code), holds)
            }
        }
    }
}
