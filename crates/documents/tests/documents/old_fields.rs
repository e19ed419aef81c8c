//! Fields of a .doc, as Word shows them; a wrong one shows nothing.

use crate::{
    old_word::{OldWord, Words::Wide},
    packing::compound,
    read, whole,
};

/// A file with this line, whose n-th picture sign is kept there in the stream of pictures.
fn file(line: &str, places: &[u32], data: &[u8]) -> Vec<u8> {
    let looks: Vec<Vec<u8>> = places.iter().map(|place| [&[0x03, 0x6a][..], &place.to_le_bytes()].concat()).collect();
    let signs = line.encode_utf16().enumerate().filter(|(_, unit)| *unit == 1).map(|(at, _)| at);
    let looks: Vec<_> = signs.zip(&looks).map(|(at, look)| (at, 1, &look[..])).collect();
    let word = OldWord::of(&[Wide(&format!("{line}\r"))]).runs(&looks);
    compound(&[("WordDocument", &word.main), ("1Table", &word.table), ("Data", data)])
}

fn text(words: &str, end: &[u8]) -> Vec<u8> {
    let units: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&(words.encode_utf16().count() as u16).to_le_bytes()[..], &units, end].concat()
}

/// What a form field holds: its kind, what was chosen, the default, and the entries of a list.
fn form(kind: u16, chosen: u16, default: u16, entries: &[&str]) -> Vec<u8> {
    let ended = |words: &str| text(words, &[0, 0]);
    let mut record = [&[0xff; 4][..], &(kind | chosen << 2).to_le_bytes(), &[0; 4], &ended("Field1")].concat();
    match kind {
        0 => record.extend(ended("default words")),
        _ => record.extend(default.to_le_bytes()),
    }
    record.extend(["", "help", "status", "", ""].map(ended).concat());
    if kind == 2 {
        record.extend([&[0xff, 0xff][..], &(entries.len() as u16).to_le_bytes(), &[0, 0]].concat());
        entries.iter().for_each(|entry| record.extend(text(entry, &[])));
    }
    let length = 68 + record.len() as u32;
    [&length.to_le_bytes()[..], &[68, 0], &[0; 62], &record].concat()
}

const LIST: &str = "German: \u{13} FORMDROPDOWN \u{1}\u{14}\u{15}!";
const BOX: &str = "\u{13} FORMCHECKBOX \u{1}\u{14}\u{15} Remote";

#[tokio::test]
async fn forms_show_what_was_chosen_or_written() {
    let list = |chosen: u16, default: u16| form(2, chosen, default, &["Beginner", "Flüent"]);
    let cases = [
        (LIST, list(1, 0), "German: Flüent!"),
        (LIST, list(0, 1), "German: Beginner!"),
        (LIST, list(25, 1), "German: Flüent!"),
        (LIST, list(2, 0), "German: !"),
        (BOX, form(1, 1, 0, &[]), "☒ Remote"),
        (BOX, form(1, 0, 1, &[]), "☐ Remote"),
        (BOX, form(1, 25, 1, &[]), "☒ Remote"),
        (BOX, form(0, 1, 0, &[]), " Remote"),
        ("\u{13} FORMTEXT \u{1}\u{14}Ada\u{15}!", form(0, 0, 0, &[]), "Ada!"),
        ("\u{13} PAGE \u{1}\u{14}\u{15}!", form(1, 1, 0, &[]), "!"),
    ];
    for (number, (line, data, expected)) in cases.into_iter().enumerate() {
        // Behind something else, for a place of 0 proves nothing.
        let data = [&[7; 10], &data[..]].concat();
        assert_eq!(read(&file(line, &[10], &data)).await, whole(expected), "{number}: {line}");
    }
}

#[tokio::test]
async fn a_form_that_is_cut_or_elsewhere_shows_nothing() {
    let data = form(2, 1, 0, &["Beginner", "Fluent"]);
    for length in (0..data.len()).step_by(3) {
        // It ends where the stream does, which is written in whole sectors.
        let before = 4096 + 512 - length;
        let cut = [&vec![7; before], &data[..length]].concat();
        assert_eq!(read(&file(LIST, &[before as u32], &cut)).await, whole("German: !"), "{length}");
    }
    for place in [1, data.len() as u32, u32::MAX] {
        assert_eq!(read(&file(LIST, &[place], &data)).await, whole("German: !"), "{place}");
    }
}

/// Word takes 25 entries of 255 letters.
#[tokio::test]
async fn a_list_has_as_many_entries_of_as_many_letters_as_word_takes() {
    let entries: Vec<String> = (0..30).map(|entry| format!("entry {entry}")).collect();
    let entries: Vec<_> = entries.iter().map(String::as_str).collect();
    for (chosen, expected) in [(23, "German: entry 23!"), (24, "German: entry 24!"), (26, "German: !")] {
        assert_eq!(read(&file(LIST, &[0], &form(2, chosen, 0, &entries))).await, whole(expected), "{chosen}");
    }
    for (length, is_shown) in [(254, true), (255, true), (256, false)] {
        let entry = "x".repeat(length);
        let expected = format!("German: {}!", if is_shown { &entry } else { "" });
        assert_eq!(read(&file(LIST, &[0], &form(2, 0, 0, &[&entry]))).await, whole(&expected), "{length}");
    }
}

#[tokio::test]
async fn buttons_and_equations_show_what_word_draws() {
    let reading = r"EQ \* jc2 \o\ad(\s\up 9(えいだ),英田)";
    let cases = [
        (format!("氏名: \u{13}{reading}\u{15}様"), "氏名: 英田様"),
        (format!("\u{13}{reading}\u{14}\u{15}"), "英田"),
        (format!("\u{13}{reading}\u{14}英\u{15}"), "英"),
        (format!("\u{13}HYPERLINK x\u{14}\u{13}{reading}\u{15}\u{15}"), "英田"),
        (format!("\u{13}IF \u{13}{reading}\u{15}\u{14}Ada\u{15}"), "Ada"),
        ("\u{13}MACROBUTTON NoMacro [Your name]\u{15}".to_owned(), "[Your name]"),
        ("\u{13}MACROBUTTON x Ada\u{15}\u{13}XE index\u{15}".to_owned(), "Ada"),
    ];
    for (line, expected) in cases {
        assert_eq!(read(&file(&line, &[], &[])).await, whole(expected), "{line}");
    }
    let hidden = OldWord::of(&[Wide("!\u{13}MACROBUTTON x Ada\u{15}\r")]).runs(&[(1, 20, &[0x3c, 0x08, 1])]);
    assert_eq!(read(&hidden.file()).await, whole("!"));
}
