//! Piece table: the text in pieces of one or two bytes a character, anywhere in the document's stream ([MS-DOC]
//! 2.8.35).

use crate::{
    Unreadable,
    little_endian::{number, slice},
    steps,
    word::{Read, damaged},
};

/// A character, and where in the stream it stands: by that its properties are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    pub unit: u16,
    pub at: u32,
}

const PROPERTIES: u8 = 1;
const TABLE: u8 = 2;
const ONE_BYTE: usize = 1 << 30;
const OFFSET: usize = ONE_BYTE - 1;

/// All characters in their order. A piece outside of the stream is damage; pieces that repeat the same
/// bytes over and over are a bomb.
pub(super) fn letters(table: &[u8], main: &[u8]) -> Read<Vec<Letter>> {
    let table = piece_table(table).ok_or_else(|| damaged("it has no table of pieces"))?;
    let count = table.len().saturating_sub(4) / 12;
    let place = |at| number::<4>(table, at).ok_or_else(|| damaged("its table of pieces is cut"));
    let whole = place(4 * count)?;
    if whole > main.len() {
        return Err(Unreadable::TooLarge("its pieces are longer than all of it".to_owned()));
    }
    let mut letters = Vec::with_capacity(whole);
    steps::count(whole + count);
    for piece in 0..count {
        let (begin, end) = (place(4 * piece)?, place(4 * piece + 4)?);
        let length = end.checked_sub(begin).filter(|_| begin == letters.len() && end <= whole);
        let length = length.ok_or_else(|| damaged("its pieces do not follow each other"))?;
        add(&mut letters, main, place(4 * count + 4 + 8 * piece + 2)?, length)
            .ok_or_else(|| damaged("a piece lies outside of it"))?;
    }
    Ok(letters)
}

/// Behind properties of whole pieces, of which there may be any number.
fn piece_table(mut table: &[u8]) -> Option<&[u8]> {
    loop {
        match *table.first()? {
            PROPERTIES => table = table.get(3 + number::<2>(table, 1)?..)?,
            TABLE => return slice(table, 5, number::<4>(table, 1)?),
            _ => return None,
        }
    }
}

fn add(letters: &mut Vec<Letter>, main: &[u8], place: usize, length: usize) -> Option<()> {
    if place & ONE_BYTE != 0 {
        let begin = (place & OFFSET) / 2;
        let units = slice(main, begin, length)?.iter().map(|byte| western(*byte));
        letters.extend((begin as u32..).zip(units).map(|(at, unit)| Letter { unit, at }));
    } else {
        let begin = place & OFFSET;
        let pairs = slice(main, begin, length.checked_mul(2)?)?.as_chunks().0.iter();
        let units = pairs.map(|pair| u16::from_le_bytes(*pair));
        letters.extend((begin as u32..).step_by(2).zip(units).map(|(at, unit)| Letter { unit, at }));
    }
    Some(())
}

/// Windows' western alphabet is Unicode's first page but for these.
fn western(byte: u8) -> u16 {
    const FROM_80: [u16; 32] = [
        0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,
        0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
        0x0153, 0x9d, 0x017e, 0x0178,
    ];
    match byte {
        0x80..=0x9f => FROM_80[usize::from(byte - 0x80)],
        _ => byte.into(),
    }
}
