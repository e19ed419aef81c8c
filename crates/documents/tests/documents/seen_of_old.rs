//! Visible text of a .doc, in reading order; a wrong one is damaged.

use darasa_documents::{Text, Unreadable};

use crate::{
    old_word::{
        OldWord,
        Words::{Narrow, Wide},
    },
    packing::compound,
    read, whole,
};

const HIDDEN: &[u8] = &[0x3c, 0x08, 1];
const DELETED: &[u8] = &[0x00, 0x08, 1];
const IN_TABLE: &[u8] = &[0x16, 0x24, 1];
const ROW_ENDS: &[u8] = &[0x16, 0x24, 1, 0x17, 0x24, 1];
const INNER: &[u8] = &[0x16, 0x24, 1, 0x49, 0x66, 2, 0, 0, 0];
const INNER_CELL_ENDS: &[u8] = &[0x16, 0x24, 1, 0x49, 0x66, 2, 0, 0, 0, 0x4b, 0x24, 1];
const INNER_ROW_ENDS: &[u8] = &[0x16, 0x24, 1, 0x49, 0x66, 2, 0, 0, 0, 0x4c, 0x24, 1];
const ITEM: &[u8] = &[0x0b, 0x46, 3, 0];
const DEEPER_ITEM: &[u8] = &[0x0b, 0x46, 3, 0, 0x0a, 0x26, 1];
const NUMBERED_HEADING: &[u8] = &[0x0b, 0x46, 3, 0, 0x40, 0x26, 0];

async fn text(file: &OldWord) -> String {
    match read(&file.file()).await {
        Ok(Text { text, truncated: false }) => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn pieces_of_one_and_two_bytes_a_letter_make_one_text() {
    let file = OldWord::of(&[Narrow(b"Caf\xe9 \x93Ada\x94 \x96 \x80 5\r"), Wide("Łódź 🎉\r"), Narrow(b"Bern\r")]);
    assert_eq!(text(&file).await, "Café “Ada” – € 5\n\nŁódź 🎉\n\nBern");
}

#[tokio::test]
async fn fields_show_their_words_and_signs_are_read_as_they_look() {
    let link = "\u{13}HYPERLINK \"x\" \u{14}my \u{13}REF a\u{14}own\u{15} page\u{15}";
    let hidden = "\u{13}IF \u{13}PAGE\u{14}1\u{15} > 1\u{15}";
    let signs = "\u{1}\u{2}\u{8}a\tb\u{b}c e\u{1e}mail Fähig\u{1f}keit \u{f0b7}\r";
    let file = OldWord::of(&[Wide(&[link, hidden, "\r", signs].concat())]);
    assert_eq!(text(&file).await, "my own page\n\na\tb\nc e\u{2011}mail Fähigkeit •");
    let odd = OldWord::of(&[Narrow(b"Ada\x15\x14 Example\r\x13never shown\rnor this\r")]);
    assert_eq!(text(&odd).await, "Ada Example");
}

#[tokio::test]
async fn hidden_and_deleted_words_are_left_out_of_pieces_of_both_kinds() {
    let file = OldWord::of(&[Narrow(b"Ada lazy Example"), Wide(" très mal bien\r")]);
    let file = file.runs(&[(4, 5, DELETED), (9, 7, &[]), (17, 9, HIDDEN)]);
    assert_eq!(text(&file).await, "Ada Example bien");
}

#[tokio::test]
async fn a_symbol_is_what_its_property_says() {
    let file = OldWord::of(&[Narrow(b"(call)\r")]).runs(&[(0, 1, &[0x09, 0x6a, 0, 0, 0x28, 0xf0])]);
    assert_eq!(text(&file).await, "•call)");
}

#[tokio::test]
async fn rows_are_lines_and_tables_may_stand_in_cells() {
    let file = OldWord::of(&[Narrow(b"Skills\rRust\x07a\rb\r\r\r4\x07\x07Go\x07\x07\x07End\r")]);
    let file = file.paragraphs(&[
        (0, 7, &[]),
        (7, 5, IN_TABLE),
        (12, 2, INNER_CELL_ENDS),
        (14, 2, INNER_CELL_ENDS),
        (16, 1, INNER_ROW_ENDS),
        (17, 1, INNER),
        (18, 2, IN_TABLE),
        (20, 1, ROW_ENDS),
        (21, 3, IN_TABLE),
        (24, 1, IN_TABLE),
        (25, 1, ROW_ENDS),
        (26, 4, &[]),
    ]);
    assert_eq!(text(&file).await, "Skills\n\nRust\ta\tb 4\nGo\n\nEnd");
}

#[tokio::test]
async fn items_stand_below_each_other_and_headings_are_none() {
    let file = OldWord::of(&[Narrow(b"Skills\rRust\rtokio\rGo\r")]);
    let file = file.paragraphs(&[(0, 7, NUMBERED_HEADING), (7, 5, ITEM), (12, 6, DEEPER_ITEM), (18, 3, ITEM)]);
    assert_eq!(text(&file).await, "Skills\n\n- Rust\n  - tokio\n- Go");
}

#[tokio::test]
async fn headers_notes_and_footers_stand_where_they_are_read() {
    let stories = ["Ada\r", "\u{2} Since 2019.\r", "top\rend\r\r", "\u{5}Good!\r", "The end.\r"];
    let mut file = OldWord::of(&[Wide(&stories.concat())]);
    for (field, story) in [0x4c, 0x50, 0x54, 0x5c, 0x60].into_iter().zip(stories) {
        file.put(field, &(story.chars().count() as u32).to_le_bytes());
    }
    // Six lines that part notes from the text, then of one section an odd header and an odd footer.
    let ends = [0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 8, 8, 8, 9_u32];
    file.tell(0xf2, &ends.map(u32::to_le_bytes).concat());
    assert_eq!(text(&file).await, "top\n\nAda\n\n Since 2019.\n\nThe end.\n\nComment: Good!\n\nend");
}

async fn refused(what: &str, file: &OldWord) {
    let outcome = read(&file.file()).await;
    assert!(matches!(outcome, Err(Unreadable::Damaged(_) | Unreadable::TooLarge(_))), "{what}: {outcome:?}");
}

/// Where the table of pieces keeps its second position, and the first piece's place.
const SECOND: usize = 9;
const FIRST_PLACE: usize = SECOND + 2 * 4 + 2;

#[tokio::test]
async fn pieces_that_cannot_be_are_refused() {
    let good = OldWord::of(&[Narrow(b"Ada\r"), Narrow(b"Example\r")]);
    assert_eq!(text(&good).await, "Ada\n\nExample");
    let altered = |at: usize, value: u32| {
        let mut file = good.clone();
        file.table[at..at + 4].copy_from_slice(&value.to_le_bytes());
        file
    };
    for place in [u32::MAX, 0x3fff_ffff, 0x4000_0000 | 0x3fff_ffff, 5_000] {
        refused("a piece outside", &altered(FIRST_PLACE, place)).await;
    }
    for position in [13, 1 << 31, u32::MAX] {
        refused("pieces out of their order", &altered(SECOND, position)).await;
        refused("more letters than bytes", &altered(SECOND + 4, 1_000_000 + position / 2)).await;
    }
    for length in [0, 3, u32::MAX] {
        refused("a table of another length", &altered(1, length)).await;
    }
    for (what, at, value) in [
        ("no table", 0x1a2, u32::MAX),
        ("an empty one", 0x1a6, 0),
        ("longer text", 0x4c, 13),
        ("endless text", 0x4c, u32::MAX),
    ] {
        let mut file = good.clone();
        file.put(at, &value.to_le_bytes());
        refused(what, &file).await;
    }
}

#[tokio::test]
async fn looks_that_cannot_be_are_refused() {
    let good = OldWord::of(&[Narrow(b"Ada\r")]);
    let page = |numbers: &[u32]| {
        let mut file = good.clone();
        file.tell(0xfa, &numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>());
        file
    };
    refused("a page outside", &page(&[0, 9, 0x3f_ffff])).await;
    refused("the same page over and over", &page(&[2; 2_001])).await;
    let mut outside = good.clone();
    outside.put(0xfa, &[0xff; 8]);
    refused("a table outside", &outside).await;
}

#[tokio::test]
async fn a_table_as_deep_as_can_be_told_is_read() {
    let deep = [&[0x16, 0x24, 1, 0x49, 0x66][..], &[0xff; 4]].concat();
    let file = OldWord::of(&[Narrow(b"Ada\r")]).paragraphs(&[(0, 4, &deep)]);
    assert_eq!(text(&file).await, "Ada");
}

#[tokio::test]
async fn folders_that_lead_in_circles_or_lie_about_sizes_end() {
    let file = OldWord::of(&[Narrow(b"Ada\r")]).file();
    let entry = |number: usize| 1024 + 128 * number;
    let altered = |at: usize, value: u32| {
        let mut file = file.clone();
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
        file
    };
    // The second stream names the first as its sibling, and each sector of the directory names itself as the next.
    assert_eq!(read(&altered(entry(2) + 72, 1)).await, whole("Ada"));
    assert!(matches!(read(&altered(entry(1) + 120, u32::MAX)).await, Err(Unreadable::Damaged(_))));
    assert!(matches!(read(&altered(512 + 4, 1)).await, Err(Unreadable::Damaged(_))));
    assert_eq!(read(&altered(entry(0) + 76, 0)).await, Err(Unreadable::Unknown), "the root is in itself");
    assert!(
        matches!(read(&compound(&[("WordDocument", &[0xec, 0xa5])])).await, Err(Unreadable::Damaged(_))),
        "without a table"
    );
}
