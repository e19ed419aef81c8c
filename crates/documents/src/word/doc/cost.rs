//! Complexity tests of .doc: no file takes more than linear time, counted in steps and not in seconds.

use super::{layout::TableRange, properties::ELSEWHERE, runs::ParagraphLook, sectors::Sectors};
use crate::{Unreadable, steps::assert_linear};

const SECTOR: usize = 512;
const NONE: u32 = u32::MAX;

/// The lists of the table stand in every sector but the first, and name no sector but each other.
#[test]
fn many_lists_that_name_nothing() {
    assert_linear("lists", 200, |count| {
        let mut file = vec![0xff; SECTOR * (count + 1)];
        file[30..32].copy_from_slice(&9_u16.to_le_bytes());
        file[68..72].copy_from_slice(&0_u32.to_le_bytes());
        for list in 0..count {
            let next = if list + 1 < count { list as u32 + 1 } else { NONE };
            file[SECTOR * (list + 2) - 4..SECTOR * (list + 2)].copy_from_slice(&next.to_le_bytes());
        }
        assert!(Sectors::of(&file).is_ok());
    });
}

/// Every paragraph of every page says over and over that its properties are a long list which stands elsewhere.
#[test]
fn a_long_list_that_is_named_from_everywhere() {
    const PARAGRAPHS: usize = 20;
    let property = [&(ELSEWHERE[0] as u16).to_le_bytes()[..], &[0; 4]].concat();
    let list = [&[0, 17, 0, 0][..], &property.repeat(5), &[0; 2]].concat();
    let mut page = vec![0; SECTOR];
    page[SECTOR - 1] = PARAGRAPHS as u8;
    let entries = 4 * (PARAGRAPHS + 1);
    (0..PARAGRAPHS).for_each(|nth| page[entries + 13 * nth] = 200);
    page[400..400 + list.len()].copy_from_slice(&list);
    let attack = |size: usize| {
        let pages = size / SECTOR;
        let index = [vec![0; 4 * (pages + 1)], (0..pages as u32).flat_map(u32::to_le_bytes).collect()].concat();
        let data = [&(size as u16 - 2).to_le_bytes()[..], &vec![0; size]].concat();
        let place = TableRange::new(0, index.len());
        ParagraphLook::all(place, &index, &page.repeat(pages), &data).map(drop)
    };
    assert_eq!(attack(SECTOR), Ok(()), "a short file is read");
    assert!(matches!(attack(16_000), Err(Unreadable::TooLarge(_))));
    assert_linear("lists elsewhere", 16_000, |size| assert!(attack(size).is_err()));
}
