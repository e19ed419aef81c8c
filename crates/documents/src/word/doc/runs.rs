//! Formatted pages (FKP): which properties hold for which bytes of the text, in pages of half a kilobyte ([MS-DOC]
//! 2.9.33 and 2.9.175).

use super::{
    layout::TableRange,
    properties::{
        DELETED, DEPTH, ELSEWHERE, HIDDEN, IN_TABLE, INNER_CELL_ENDS, INNER_ROW_ENDS, LEVEL, LIST, OUTLINE, PICTURE,
        PropertyBudget, ROW_ENDS, STYLE_OF_RUN, SYMBOL, properties,
    },
};
use crate::{
    little_endian::{number, slice},
    steps,
    word::{Read, damaged},
};

const PAGE: usize = 512;
const BODY_LEVEL: u8 = 9;

/// What is known of bytes of the text, in their order.
pub(super) struct Runs<T>(Vec<(usize, usize, T)>);

impl<T> Runs<T> {
    pub fn at(&self, place: usize) -> Option<&T> {
        steps::count(1);
        let after = self.0.partition_point(|(begin, ..)| *begin <= place);
        let (_, end, found) = self.0.get(after.checked_sub(1)?)?;
        (place < *end).then_some(found)
    }

    /// Of each page all that it tells, by a function that finds the properties for an entry of it.
    fn read(
        place: TableRange,
        table: &[u8],
        main: &[u8],
        budget: &PropertyBudget,
        find: impl Fn(&[u8], usize, usize) -> Option<T>,
    ) -> Read<Self> {
        let broken = || damaged("what it tells of its looks is cut");
        let index = place.of(table).ok_or_else(broken)?;
        let pages = index.len().saturating_sub(4) / 8;
        if pages > main.len() / PAGE {
            return Err(damaged("it has more pages of looks than pages"));
        }
        let mut runs = Vec::new();
        for page in 0..pages {
            let page = number::<4>(index, 4 * (pages + 1 + page)).map(|page| page & 0x3f_ffff);
            let page = page.and_then(|page| slice(main, page * PAGE, PAGE)).ok_or_else(broken)?;
            let count = usize::from(page[PAGE - 1]);
            for run in 0..count {
                let (begin, end) = (number::<4>(page, 4 * run), number::<4>(page, 4 * run + 4));
                let (begin, end) = begin.zip(end).ok_or_else(broken)?;
                runs.extend(find(page, count, run).map(|look| (begin, end, look)));
            }
            budget.check()?;
        }
        runs.sort_by_key(|(begin, ..)| *begin);
        Ok(Self(runs))
    }
}

#[derive(Debug, Default)]
pub(super) struct RunLook {
    pub deleted: bool,
    pub hidden: Option<u8>,
    pub style: Option<usize>,
    pub symbol: Option<u16>,
    pub picture: Option<usize>,
}

impl RunLook {
    pub fn all(place: TableRange, table: &[u8], main: &[u8]) -> Read<Runs<Self>> {
        let budget = PropertyBudget::for_file_of(main.len());
        Runs::read(place, table, main, &budget, |page, count, run| {
            let at = 2 * usize::from(*page.get(4 * (count + 1) + run)?);
            (at != 0).then_some(())?;
            Some(Self::of(budget.take(slice(page, at + 1, usize::from(*page.get(at)?))?)?))
        })
    }

    pub fn of(list: &[u8]) -> Self {
        let mut look = Self::default();
        for (which, value) in properties(list) {
            match which {
                DELETED => look.deleted = value[0] != 0,
                HIDDEN => look.hidden = Some(value[0]),
                STYLE_OF_RUN => look.style = number::<2>(value, 0),
                PICTURE => look.picture = number::<4>(value, 0),
                SYMBOL => look.symbol = Some(u16::from_le_bytes([value[2], value[3]])),
                _ => {}
            }
        }
        look
    }
}

#[derive(Debug, Default)]
pub(super) struct ParagraphLook {
    pub style: usize,
    pub list: Option<u16>,
    pub level: Option<u8>,
    pub heading: Option<bool>,
    pub in_table: bool,
    pub depth: usize,
    pub row_ends: bool,
    pub inner_cell_ends: bool,
}

impl ParagraphLook {
    pub fn all(place: TableRange, table: &[u8], main: &[u8], data: &[u8]) -> Read<Runs<Self>> {
        const ENTRY: usize = 13;
        let budget = PropertyBudget::for_file_of(main.len() + data.len());
        Runs::read(place, table, main, &budget, |page, count, run| {
            let at = 2 * usize::from(*page.get(4 * (count + 1) + ENTRY * run)?);
            (at != 0).then_some(())?;
            // An odd length stands in one byte, an even one in a second.
            let list = match usize::from(*page.get(at)?) {
                0 => slice(page, at + 2, 2 * usize::from(*page.get(at + 1)?))?,
                half => slice(page, at + 1, 2 * half - 1)?,
            };
            let mut look = Self { style: number::<2>(budget.take(list)?, 0)?, ..Self::default() };
            look.learn(list.get(2..)?, Some((data, &budget)));
            Some(look)
        })
    }

    pub fn of(list: &[u8]) -> Self {
        let mut look = Self::default();
        look.learn(list, None);
        look
    }

    /// Properties elsewhere do not lead elsewhere again.
    fn learn(&mut self, list: &[u8], elsewhere: Option<(&[u8], &PropertyBudget)>) {
        for (which, value) in properties(list) {
            match which {
                LIST => self.list = Some(u16::from_le_bytes([value[0], value[1]])),
                LEVEL => self.level = Some(value[0]),
                OUTLINE => self.heading = Some(value[0] < BODY_LEVEL),
                IN_TABLE => self.in_table = value[0] != 0,
                ROW_ENDS | INNER_ROW_ENDS => self.row_ends = value[0] != 0,
                INNER_CELL_ENDS => self.inner_cell_ends = value[0] != 0,
                DEPTH => self.depth = number::<4>(value, 0).unwrap_or_default(),
                which if ELSEWHERE.contains(&which) => {
                    let at = number::<4>(value, 0).unwrap_or_default();
                    let more = elsewhere.and_then(|(data, budget)| {
                        budget.take(slice(data, at.checked_add(2)?, number::<2>(data, at)?)?)
                    });
                    self.learn(more.unwrap_or_default(), None);
                }
                _ => {}
            }
        }
    }
}
