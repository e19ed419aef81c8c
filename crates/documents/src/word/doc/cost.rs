//! Complexity tests of .doc: no file takes more than linear time, counted in steps and not in seconds.

use super::{
    fields::Fields,
    forms,
    layout::{Layout, TableRange},
    pieces::Letter,
    properties::ELSEWHERE,
    runs::ParagraphLook,
    sections,
    sectors::Sectors,
};
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

/// Every section says that its properties are one long list.
#[test]
fn a_long_list_that_all_sections_name() {
    let attack = |size: usize| {
        let sections = size / 16;
        let mut main = vec![0; 0x400.max(size)];
        main[..2].copy_from_slice(&0xa5ec_u16.to_le_bytes());
        let long = main.len() - 0x300;
        main[0x2fe..0x300].copy_from_slice(&(long as u16).to_le_bytes());
        let section = [&[0, 0][..], &0x2fe_u32.to_le_bytes(), &[0; 6]].concat();
        let table = [vec![0; 4 * (sections + 1)], section.repeat(sections)].concat();
        main[0xca + 4..0xca + 8].copy_from_slice(&(table.len() as u32).to_le_bytes());
        sections::title_pages(&Layout::read(&main).unwrap(), &table, &main).map(|pages| pages.len())
    };
    assert_eq!(attack(1_000), Ok(62), "a short file is read");
    assert!(matches!(attack(16_000), Err(Unreadable::TooLarge(_))));
    assert_linear("sections", 16_000, |size| assert!(attack(size).is_err()));
}

/// Fields that stand in each other, and many that all hold the same long list.
#[test]
fn fields_that_are_many_or_stand_in_each_other() {
    let letter = |unit| Letter { unit, at: 0 };
    for marks in [&[0x13][..], &[0x13, 0x14], &[0x13, 0x15], &[0x13, 0x14, 0x15], &[0x14], &[0x15]] {
        assert_linear(&format!("{marks:?}"), 2_000, |count| {
            let mut fields = Fields::default();
            for _ in 0..count {
                for mark in marks {
                    crate::steps::count(1);
                    fields.add_code(letter(0x41), None);
                    drop(fields.mark(*mark, &[]));
                }
            }
        });
    }
}

/// Cut or with any byte changed, a form field is read or is none.
#[test]
fn a_harmed_form_field_is_read_or_is_none() {
    let text = |words: &str, end: &[u8]| {
        let units: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&(words.len() as u16).to_le_bytes()[..], &units, end].concat()
    };
    let texts = ["format", "help", "status", "in", "out"].map(|words| text(words, &[0, 0])).concat();
    let entries = [&[0xff, 0xff, 2, 0, 0, 0][..], &text("Beginner", &[]), &text("Fluent", &[])].concat();
    let record = [&[0xff; 4][..], &[6, 0, 0, 0, 0, 0], &text("F", &[0, 0]), &[0, 0], &texts, &entries].concat();
    let length = (68 + record.len()) as u32;
    let whole = [&length.to_le_bytes()[..], &[68, 0], &[0; 62], &record].concat();
    let read = |data: &[u8]| forms::entry(data, 0);
    assert_eq!(read(&whole), Some(crate::word::field::FormEntry::Chosen("Fluent".to_owned())));
    for at in 0..whole.len() {
        assert_eq!(read(&whole[..at]), None, "{at}");
        for bits in 1..=255 {
            let mut harmed = whole.clone();
            harmed[at] ^= bits;
            drop(read(&harmed));
        }
    }
}
