//! Headers and footers as Word shows them: those that are switched off, and what hangs in them.

use crate::{
    HEADER_BOX_DOC,
    old_word::{OldWord, Words::Narrow},
    packing::document,
    read, whole,
};

fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

/// Sections of one paragraph each, with these properties; the header and footer parts are named by their texts.
fn sections(properties: &[&str], settings: &str) -> Vec<u8> {
    let reference = |name: &str, kind: &str, id: &str| format!("<w:{name}Reference w:type='{kind}' r:id='{id}'/>");
    let properties = properties.iter().map(|wanted| {
        let each = wanted.split_whitespace().map(|word| match word.split_once('=') {
            Some((kind, id)) if id.starts_with("footer") => reference("footer", kind, id),
            Some((kind, id)) => reference("header", kind, id),
            None => format!("<w:{word}/>"),
        });
        format!("<w:p><w:r><w:t>.</w:t></w:r><w:pPr><w:sectPr>{}</w:sectPr></w:pPr></w:p>", each.collect::<String>())
    });
    let names = ["header1", "header2", "header3", "header4", "footer1", "footer2", "footer3"];
    let parts = names.map(p);
    let mut others: Vec<_> = names.into_iter().zip(parts.iter().map(String::as_str)).collect();
    others.push(("settings", settings));
    document(&properties.collect::<String>(), &others)
}

const EVEN: &str = "<w:evenAndOddHeaders/>";

#[tokio::test]
async fn headers_of_new_files_are_shown_where_their_section_says_so() {
    let all = "first=header1 default=header2 even=header3 first=footer1 default=footer2 even=footer3";
    let titled = format!("{all} titlePg");
    let cases: [(&str, &[&str], &str, &str); 10] = [
        ("none but those of all pages", &[all], "", "header2\n\n.\n\n\nfooter2"),
        ("a title page", &[&titled], "", "header1\n\nheader2\n\n.\n\n\nfooter1\n\nfooter2"),
        ("even pages", &[all], EVEN, "header2\n\nheader3\n\n.\n\n\nfooter2\n\nfooter3"),
        ("even pages switched off", &[all], "<w:evenAndOddHeaders w:val='0'/>", "header2\n\n.\n\n\nfooter2"),
        ("a type that is not told", &["x=header4"], "", "header4\n\n."),
        ("a title page inherits", &["first=header1", "titlePg"], "", "header1\n\n.\n\n\n."),
        ("and shows it once", &["first=header1 titlePg", "titlePg", "titlePg"], "", "header1\n\n.\n\n\n.\n\n\n."),
        (
            "the newer one is inherited",
            &["first=header1", "first=header2", "titlePg"],
            "",
            "header2\n\n.\n\n\n.\n\n\n.",
        ),
        ("no title page after all", &["first=header1", "default=header2"], "", "header2\n\n.\n\n\n."),
        ("what is after it is not inherited", &["titlePg", "first=header1"], "", ".\n\n\n."),
    ];
    for (what, properties, settings, expected) in cases {
        assert_eq!(read(&sections(properties, settings)).await, whole(expected), "{what}");
    }
    let met = include_bytes!("../samples/even-header-switched-off.docx");
    assert_eq!(read(met).await, whole("Ada Example\n\nRust engineer"));
}

const FACING: u32 = 1;
const TITLE_PAGE: &[u8] = &[0x0a, 0x30, 1];

type Section<'a> = ([&'a str; 6], &'a [u8]);

/// Stories of headers and footers, six for each section, with its properties; the document's settings.
fn old(sections: &[Section<'_>], settings: u32) -> OldWord {
    old_with_boxes(sections, settings, &[], &[])
}

/// And boxes, each with its shape, and shapes, each with its place among the headers.
fn old_with_boxes(sections: &[Section<'_>], settings: u32, boxes: &[(&str, u32)], anchors: &[(u32, u32)]) -> OldWord {
    let stories: Vec<&str> = sections.iter().flat_map(|(stories, _)| *stories).collect();
    let headers = stories.concat() + "\r";
    // The last box is always a spare one.
    let boxes: Vec<_> = boxes.iter().copied().chain([("spare\r", 0)]).collect();
    let boxed: String = boxes.iter().map(|(text, _)| *text).collect();
    let mut file = OldWord::of(&[Narrow(["Ada\r", &*headers, &*boxed].concat().as_bytes())]);
    for (field, length) in [(0x4c, 4), (0x54, headers.len()), (0x68, boxed.len())] {
        file.put(field, &(length as u32).to_le_bytes());
    }
    let separators = [""; 6];
    let ends = ends(separators.iter().chain(&stories).chain(&["\r"]).map(|story| story.len()));
    file.tell(0xf2, &plc(&ends, &[], |_| Vec::new()));
    let mut places = Vec::new();
    for (_, properties) in sections {
        places.push(file.main.len() as u32);
        file.main.extend([&(properties.len() as u16).to_le_bytes()[..], properties].concat());
    }
    let section = |place: u32| [&[0, 0][..], &place.to_le_bytes(), &[0; 6]].concat();
    file.tell(0xca, &plc(&vec![0; sections.len() + 1], &places, section));
    file.tell(0x192, &settings.to_le_bytes());
    let shapes: Vec<u32> = boxes.iter().map(|(_, shape)| *shape).collect();
    let box_of = |shape: u32| [&[0; 14][..], &shape.to_le_bytes(), &[0; 4]].concat();
    file.tell(0x26a, &plc(&self::ends(boxes.iter().map(|(text, _)| text.len())), &shapes, box_of));
    let (places, shapes): (Vec<u32>, Vec<u32>) = anchors.iter().copied().unzip();
    let places = [places, vec![headers.len() as u32]].concat();
    file.tell(0x1e2, &plc(&places, &shapes, |shape| [&shape.to_le_bytes()[..], &[0; 22]].concat()));
    file
}

fn ends(lengths: impl Iterator<Item = usize>) -> Vec<u32> {
    let ends = lengths.scan(0, |end, length| {
        *end += length as u32;
        Some(*end)
    });
    [0].into_iter().chain(ends).collect()
}

/// A table of places, and what it tells of each.
fn plc(places: &[u32], about: &[u32], record: impl Fn(u32) -> Vec<u8>) -> Vec<u8> {
    let places = places.iter().flat_map(|place| place.to_le_bytes());
    places.chain(about.iter().flat_map(|about| record(*about))).collect()
}

const SIX: [&str; 6] = ["even\r\r", "all\r\r", "even foot\r\r", "foot\r\r", "first\r\r", "first foot\r\r"];
const NONE: [&str; 6] = [""; 6];

#[tokio::test]
async fn headers_of_old_files_are_shown_where_their_section_says_so() {
    let cases: [(&str, &[Section<'_>], u32, &str); 7] = [
        ("none but those of all pages", &[(SIX, &[])], 0, "all\n\nAda\n\nfoot"),
        ("a title page", &[(SIX, TITLE_PAGE)], 0, "first\n\nall\n\nAda\n\nfirst foot\n\nfoot"),
        ("a title page switched off", &[(SIX, &[0x0a, 0x30, 0])], 0, "all\n\nAda\n\nfoot"),
        ("even pages", &[(SIX, &[])], FACING, "all\n\neven\n\nAda\n\nfoot\n\neven foot"),
        ("a title page inherits", &[(SIX, &[]), (NONE, TITLE_PAGE)], 0, "all\n\nfirst\n\nAda\n\nfoot\n\nfirst foot"),
        ("and shows it once", &[(SIX, TITLE_PAGE), (NONE, TITLE_PAGE)], 0, "first\n\nall\n\nAda\n\nfirst foot\n\nfoot"),
        (
            "an empty one is no header at all",
            &[(SIX, &[]), (["", "", "", "", "\r\r", ""], TITLE_PAGE)],
            0,
            "all\n\nAda\n\nfoot\n\nfirst foot",
        ),
    ];
    for (what, sections, settings, expected) in cases {
        assert_eq!(read(&old(sections, settings).file()).await, whole(expected), "{what}");
    }
}

/// A group with a shape in it, as the list of shapes tells of both.
fn group(group: u32, inside: u32) -> Vec<u8> {
    let record = |kind: u16, inside: &[u8]| {
        [&[0x0f, 0][..], &kind.to_le_bytes(), &(inside.len() as u32).to_le_bytes(), inside].concat()
    };
    let shape = |id: u32| record(0xf004, &record(0xf00a, &[id.to_le_bytes(), [0; 4]].concat()));
    let inner = record(0xf003, &[shape(group), shape(inside)].concat());
    [record(0xf000, &[]), vec![1], record(0xf002, &record(0xf003, &[shape(0), inner].concat()))].concat()
}

#[tokio::test]
async fn boxes_of_old_headers_follow_the_line_they_hang_on_and_hide_with_their_header() {
    let stories = ["even\r\r", "name\raddress\r\r", "", "foot\r\r", "first\r\r", ""];
    let boxes =
        [("in the foot\r", 1), ("at the name\r", 2), ("on even pages\r", 3), ("on first pages\r", 4), ("nowhere\r", 9)];
    // Where the stories begin: 0, 6, 20, 20, 26; each shape hangs on the first line of its own.
    let anchors = [(1, 3), (7, 2), (22, 1), (28, 4)];
    let file = |settings, properties| old_with_boxes(&[(stories, properties)], settings, &boxes, &anchors);
    let plain = "name\n\nat the name\n\naddress\n\nAda\n\nfoot\n\nin the foot";
    assert_eq!(read(&file(0, &[]).file()).await, whole(plain));
    let titled = ["first\n\non first pages\n\n", plain].concat();
    assert_eq!(read(&file(0, TITLE_PAGE).file()).await, whole(&titled));
    let facing = plain.replace("address", "address\n\neven\n\non even pages");
    assert_eq!(read(&file(FACING, &[]).file()).await, whole(&facing));

    let met = HEADER_BOX_DOC;
    let expected = "Curriculum vitae\n\nAda Example ada@example.com +41 31 000 00 00\n\nExperience\n\nRust engineer\n\n\
        A box in the body";
    assert_eq!(read(met).await, whole(expected));
}

#[tokio::test]
async fn a_box_in_a_group_hangs_where_the_group_does() {
    let mut file = old_with_boxes(&[(SIX, &[])], 0, &[("Ada\r", 0x402)], &[(7, 0x401)]);
    assert_eq!(read(&file.file()).await, whole("all\n\nAda\n\nfoot"), "of another shape");
    file.tell(0x22a, &group(0x401, 0x402));
    assert_eq!(read(&file.file()).await, whole("all\n\nAda\n\nAda\n\nfoot"));
}

#[tokio::test]
async fn a_box_that_is_kept_for_later_shows_nothing() {
    let mut file = old_with_boxes(&[(SIX, &[])], 0, &[("old words\r", 1)], &[(7, 1)]);
    let shown = "all\n\nold words\n\nAda\n\nfoot";
    assert_eq!(read(&file.file()).await, whole(shown));
    let at = u32::from_le_bytes(*file.main[0x26a..].first_chunk().unwrap()) as usize;
    file.table[at + 3 * 4 + 8] = 1;
    assert_eq!(read(&file.file()).await, whole("all\n\nAda\n\nfoot"));
}
