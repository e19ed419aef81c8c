//! Test files of Word 97, written byte by byte, so that they can be odd.

use crate::packing::compound;

/// Some of a text: in Windows' western alphabet, or in UTF-16.
pub enum Words<'a> {
    Narrow(&'a [u8]),
    Wide(&'a str),
}

/// From a letter on, so many have these properties.
pub type Looks<'a> = &'a [(usize, usize, &'a [u8])];

/// Where the first letter stands, and each piece behind the last.
const TEXT: usize = 0x400;
const PAGE: usize = 512;

#[derive(Clone)]
pub struct OldWord {
    pub main: Vec<u8>,
    pub table: Vec<u8>,
    /// Where each letter stands, and where the text ends.
    places: Vec<usize>,
}

impl OldWord {
    pub fn of(pieces: &[Words<'_>]) -> Self {
        let mut new = Self { main: vec![0; TEXT], table: Vec::new(), places: Vec::new() };
        let (mut positions, mut places) = (vec![0_u32], Vec::new());
        for piece in pieces {
            let at = new.main.len();
            let (length, place) = match piece {
                Words::Narrow(bytes) => {
                    new.main.extend_from_slice(bytes);
                    new.places.extend(at..new.main.len());
                    (bytes.len(), (at * 2) as u32 | 1 << 30)
                }
                Words::Wide(text) => {
                    new.main.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
                    new.places.extend((at..new.main.len()).step_by(2));
                    (text.encode_utf16().count(), at as u32)
                }
            };
            positions.push(positions[positions.len() - 1] + length as u32);
            places.extend([&[0, 0], &place.to_le_bytes()[..], &[0, 0]].concat());
        }
        new.places.push(new.main.len());
        let letters = positions[positions.len() - 1];
        let positions: Vec<u8> = positions.into_iter().flat_map(u32::to_le_bytes).collect();
        let length = (positions.len() + places.len()) as u32;
        new.put(0, &0xa5ec_u16.to_le_bytes());
        new.put(10, &0x0200_u16.to_le_bytes());
        new.put(0x4c, &letters.to_le_bytes());
        new.tell(0x1a2, &[&[2], &length.to_le_bytes()[..], &positions, &places].concat());
        new
    }

    /// How runs of letters look.
    pub fn runs(self, looks: Looks<'_>) -> Self {
        self.looks(0xfa, looks, 1, |list| [&[list.len() as u8], list].concat())
    }

    /// How paragraphs look, each of the style with number 0.
    pub fn paragraphs(self, looks: Looks<'_>) -> Self {
        self.looks(0x102, looks, 13, |list| {
            let list = [&[0, 0], list, &vec![0; list.len() % 2]].concat();
            [&[0, (list.len() / 2) as u8], &list[..]].concat()
        })
    }

    /// A page that tells how letters look, and the table that names it.
    fn looks(mut self, field: usize, looks: Looks<'_>, entry: usize, stored: impl Fn(&[u8]) -> Vec<u8>) -> Self {
        let mut page = vec![0; PAGE];
        let mut end = PAGE - 1;
        for (number, (from, count, list)) in looks.iter().enumerate() {
            let [from, to] = [*from, from + count].map(|letter| (self.places[letter] as u32).to_le_bytes());
            page[4 * number..4 * number + 8].copy_from_slice(&[from, to].concat());
            let list = stored(list);
            end = (end - list.len()) & !1;
            page[end..end + list.len()].copy_from_slice(&list);
            page[4 * (looks.len() + 1) + entry * number] = (end / 2) as u8;
        }
        page[PAGE - 1] = looks.len() as u8;
        self.main.resize(self.main.len().next_multiple_of(PAGE), 0);
        let number = (self.main.len() / PAGE) as u32;
        self.main.extend(page);
        self.tell(field, &[0, u32::MAX, number].map(u32::to_le_bytes).concat());
        self
    }

    /// Into the table, and where it stands into the main stream.
    pub fn tell(&mut self, field: usize, bytes: &[u8]) {
        let place = [self.table.len() as u32, bytes.len() as u32].map(u32::to_le_bytes).concat();
        self.table.extend_from_slice(bytes);
        self.put(field, &place);
    }

    pub fn put(&mut self, at: usize, bytes: &[u8]) {
        self.main[at..at + bytes.len()].copy_from_slice(bytes);
    }

    pub fn file(&self) -> Vec<u8> {
        compound(&[("WordDocument", &self.main), ("1Table", &self.table)])
    }
}
