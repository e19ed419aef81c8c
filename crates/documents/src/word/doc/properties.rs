//! Property modifiers (sprm): a number that says which property, and a value whose length follows from it ([MS-DOC]
//! 2.2.5).

use std::{cell::Cell, iter};

use crate::{Unreadable, little_endian::number, steps, word::Read};

pub(super) const DELETED: usize = 0x0800;
pub(super) const HIDDEN: usize = 0x083c;
pub(super) const SYMBOL: usize = 0x6a09;
/// Where in the stream of pictures its picture stands, or what a form field holds.
pub(super) const PICTURE: usize = 0x6a03;
pub(super) const STYLE_OF_RUN: usize = 0x4a30;
pub(super) const LIST: usize = 0x460b;
pub(super) const LEVEL: usize = 0x260a;
pub(super) const OUTLINE: usize = 0x2640;
pub(super) const IN_TABLE: usize = 0x2416;
pub(super) const ROW_ENDS: usize = 0x2417;
pub(super) const DEPTH: usize = 0x6649;
pub(super) const INNER_CELL_ENDS: usize = 0x244b;
pub(super) const INNER_ROW_ENDS: usize = 0x244c;
pub(super) const TITLE_PAGE: usize = 0x300a;
/// The others stand elsewhere, because there are too many of them.
pub(super) const ELSEWHERE: [usize; 2] = [0x6645, 0x6646];

/// Runs of a page share what they have in common, so honest files are read some ten times over. A file that names one
/// long list from everywhere could be read thousands of times over.
const MOST_REPEATED: usize = 64;

/// How many bytes of properties may yet be read.
pub(super) struct PropertyBudget(Cell<Option<usize>>);

impl PropertyBudget {
    pub fn for_file_of(bytes: usize) -> Self {
        Self(Cell::new(Some(MOST_REPEATED.saturating_mul(bytes))))
    }

    /// This list, if it may be read.
    pub fn take<'a>(&self, list: &'a [u8]) -> Option<&'a [u8]> {
        steps::count(list.len());
        self.0.set(self.0.get().and_then(|left| left.checked_sub(list.len())));
        self.0.get().map(|_| list)
    }

    pub fn check(&self) -> Read<()> {
        let spent = || Unreadable::TooLarge("it repeats its looks over and over".to_owned());
        self.0.get().map(drop).ok_or_else(spent)
    }
}

/// All properties of a list, until it ends or makes no sense.
pub(super) fn properties(mut list: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    iter::from_fn(move || {
        let which = number::<2>(list, 0)?;
        let rest = list.get(2..)?;
        let value = rest.get(..length(which, rest)?)?;
        list = &rest[value.len()..];
        Some((which, value))
    })
}

fn length(which: usize, rest: &[u8]) -> Option<usize> {
    const CELLS_OF_TABLE: usize = 0xd608;
    const TABS: usize = 0xc615;
    match which >> 13 {
        0 | 1 => Some(1),
        2 | 4 | 5 => Some(2),
        3 => Some(4),
        7 => Some(3),
        _ if which == CELLS_OF_TABLE => Some(number::<2>(rest, 0)? + 1),
        _ if which == TABS && rest.first() == Some(&255) => {
            let removed = 2 + 4 * usize::from(*rest.get(1)?);
            Some(removed + 1 + 3 * usize::from(*rest.get(removed)?))
        }
        _ => Some(1 + usize::from(*rest.first()?)),
    }
}

/// On or off, or as the style has it, or not as the style has it.
pub(super) fn toggled(value: u8, style: bool) -> bool {
    match value {
        0x80 => style,
        0x81 => !style,
        _ => value != 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_property_has_the_length_that_its_number_tells() {
        let list = [
            &[0x00, 0x08, 1][..],
            &[0x0b, 0x46, 2, 0],
            &[0x49, 0x66, 1, 0, 0, 0],
            &[0x08, 0xd6, 3, 0, 9, 9],
            &[0x15, 0xc6, 2, 9, 9],
            &[0x15, 0xc6, 255, 1, 9, 9, 9, 9, 2, 8, 8, 8, 8, 8, 8],
            &[0x61, 0xe4, 1, 2, 3],
            &[0x3c, 0x08, 0x81],
        ];
        let read: Vec<_> = properties(&list.concat()).map(|(which, value)| (which, value.len())).collect();
        let expected =
            [(DELETED, 1), (LIST, 2), (DEPTH, 4), (0xd608, 4), (0xc615, 3), (0xc615, 13), (0xe461, 3), (HIDDEN, 1)];
        assert_eq!(read, expected);
    }

    #[test]
    fn a_cut_list_ends_at_the_cut() {
        for list in [&[][..], &[0], &[0x00, 0x08], &[0x0b, 0x46, 2], &[0x08, 0xd6, 255, 255, 0], &[0x15, 0xc6, 255, 9]]
        {
            assert_eq!(properties(list).count(), 0, "{list:?}");
        }
    }
}
