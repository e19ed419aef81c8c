//! Side parts: a damaged one costs what it says and no more; the main text is still read.

use darasa_documents::{Text, Unreadable};

use crate::{
    old_word::{OldWord, Words::Narrow},
    packing::{compound, document, part, zip},
    read, whole,
};

fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

const PARTS: [&str; 10] = [
    "header1",
    "footer1",
    "footnotes",
    "endnotes",
    "comments",
    "chart",
    "diagramData",
    "styles",
    "settings",
    "numbering",
];

/// Each of the parts that a document may have beside it, one of them as it is given.
fn with(which: &str, inside: &str) -> Vec<u8> {
    let note = |name: &str| format!("<w:{name}>{}</w:{name}>", p("-"));
    let whole = PARTS.map(|name| match name {
        "footnotes" => note("footnote"),
        "endnotes" => note("endnote"),
        "comments" => note("comment"),
        "chart" | "diagramData" => "<a:p><a:t>-</a:t></a:p>".to_owned(),
        "header1" | "footer1" => p("-"),
        _ => String::new(),
    });
    let others: Vec<_> =
        PARTS.into_iter().zip(&whole).map(|(name, xml)| (name, if name == which { inside } else { xml })).collect();
    let section = "<w:sectPr><w:headerReference r:id='header1'/><w:footerReference r:id='footer1'/></w:sectPr>";
    document(&(p("Ada") + section), &others)
}

/// How many marks of other parts stand before the text, and how many behind it.
async fn marks(file: &[u8]) -> [usize; 2] {
    let outcome = read(file).await;
    let Ok(Text { text, .. }) = &outcome else { panic!("{outcome:?}") };
    let (before, behind) = text.split_once("Ada").expect("the main text is read");
    [before, behind].map(|text| text.matches('-').count())
}

#[tokio::test]
async fn a_damaged_part_of_a_new_file_costs_that_part() {
    assert_eq!(marks(&with("", "")).await, [1, 6], "all of them are read");
    for name in PARTS {
        let left = match name {
            "header1" => [0, 6],
            "styles" | "settings" | "numbering" => [1, 6],
            _ => [1, 5],
        };
        for damage in ["<w:p>", "</w:p>", "<w:p a=<", "<!DOCTYPE a [<!ENTITY b 'c'>]><w:p/>"] {
            assert_eq!(marks(&with(name, damage)).await, left, "{name}: {damage}");
        }
    }
    let met = include_bytes!("../samples/cut-header-part.docx");
    assert_eq!(read(met).await, whole("Ada Example, Rust"));
}

#[tokio::test]
async fn a_damaged_part_in_its_zip_costs_that_part() {
    let good = with("", "");
    let told = |name: &str| good.windows(name.len()).rposition(|window| window == name.as_bytes()).unwrap() - 46;
    let altered = |at: usize, bytes: &[u8]| {
        let mut file = good.clone();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        file
    };
    let entry = told("word/header1");
    let harms = [("packed another way", 10, &[12, 0][..]), ("a byte less", 24, &[9, 0]), ("outside", 42, &[0xff; 4])];
    for (what, at, bytes) in harms {
        let Ok(Text { text, .. }) = read(&altered(entry + at, bytes)).await else { panic!("{what}") };
        assert!(text.starts_with("Ada\n"), "{what}: {text}");
    }
    assert_eq!(read(&altered(entry + 8, &[1, 0])).await, Err(Unreadable::Encrypted), "a lock is the file's");
    let bomb = read(&altered(entry + 24, &[0xff; 4])).await;
    assert!(matches!(bomb, Err(Unreadable::TooLarge(_))), "and so is a bomb: {bomb:?}");
}

#[tokio::test]
async fn damaged_relations_cost_what_they_name() {
    let types =
        "<Types><Override PartName='/word/document.xml' ContentType='x.wordprocessingml.document.main+xml'/></Types>";
    let body = format!(
        "<w:document><w:body>{}<w:sectPr><w:headerReference r:id='h'/></w:sectPr></w:body></w:document>",
        p("Ada")
    );
    let file = |relations: &str| {
        zip(&[
            part("[Content_Types].xml", types),
            part("word/document.xml", &body),
            part("word/_rels/document.xml.rels", relations),
            part("word/header.xml", format!("<w:hdr>{}</w:hdr>", p("Grace"))),
        ])
    };
    let relations = "<Relationships><Relationship Id='h' Type='x/header' Target='header.xml'/></Relationships>";
    assert_eq!(read(&file(relations)).await, whole("Grace\n\nAda"));
    assert_eq!(read(&file(&relations[..relations.len() - 1])).await, whole("Ada"));
}

/// Where the document's first block tells of each table beside it, and of the stories behind the text.
const TABLES: [(&str, usize); 10] = [
    ("styles", 0xa2),
    ("sections", 0xca),
    ("headers", 0xf2),
    ("settings", 0x192),
    ("anchors", 0x1da),
    ("header anchors", 0x1e2),
    ("shapes", 0x22a),
    ("boxes", 0x25a),
    ("header boxes", 0x26a),
    ("macros, which are not read", 0x12a),
];
const STORIES: [(&str, usize); 6] = [
    ("notes", 0x50),
    ("headers", 0x54),
    ("comments", 0x5c),
    ("end notes", 0x60),
    ("boxes", 0x64),
    ("header boxes", 0x68),
];

#[tokio::test]
async fn a_damaged_table_of_an_old_file_costs_that_table() {
    for (what, field) in TABLES {
        for table in [&[0xff; 4][..], &[0xff; 200], &[7; 333]] {
            let mut file = OldWord::of(&[Narrow(b"Ada\r")]);
            file.tell(field, table);
            assert_eq!(read(&file.file()).await, whole("Ada"), "{what}");
        }
        let mut outside = OldWord::of(&[Narrow(b"Ada\r")]);
        outside.put(field, &[0xff, 0xff, 0xff, 0, 9, 0, 0, 0]);
        assert_eq!(read(&outside.file()).await, whole("Ada"), "{what}");
    }
    for (what, field) in STORIES {
        for length in [1, 1_000, u32::MAX] {
            let mut file = OldWord::of(&[Narrow(b"Ada\r")]);
            file.put(0x4c, &4_u32.to_le_bytes());
            file.put(field, &length.to_le_bytes());
            assert_eq!(read(&file.file()).await, whole("Ada"), "{what} of {length}");
        }
    }
    let met = include_bytes!("../samples/header-table-out-of-order.doc");
    assert_eq!(read(met).await, whole("Experience\n\nRust engineer\n\nA box in the body"));
}

/// Headers that each begin anew would be read as often as there are of them.
#[tokio::test]
async fn headers_over_each_other_are_not_read() {
    let mut file = OldWord::of(&[Narrow(b"Ada\rtop\r")]);
    file.put(0x4c, &4_u32.to_le_bytes());
    file.put(0x54, &4_u32.to_le_bytes());
    file.tell(0xf2, &[0, 4].repeat(500).into_iter().flat_map(u32::to_le_bytes).collect::<Vec<_>>());
    assert_eq!(read(&file.file()).await, whole("Ada"));
}

/// Its beginning leads out of the file.
#[tokio::test]
async fn a_damaged_stream_of_pictures_costs_that_stream() {
    let word = OldWord::of(&[Narrow(b"Ada\r")]);
    let mut file = compound(&[("WordDocument", &word.main), ("1Table", &word.table), ("Data", b"")]);
    file[1024 + 3 * 128 + 116..][..4].copy_from_slice(&0x00ff_ffff_u32.to_le_bytes());
    assert_eq!(read(&file).await, whole("Ada"));
}
