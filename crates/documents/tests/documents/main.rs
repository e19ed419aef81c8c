//! Document reader tests: good files give their text, hostile ones their documented error, and no child outlives its
//! reading.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

mod called_word;
mod controls;
mod fields;
mod headers;
mod hostile;
mod limits;
mod names;
mod old_fields;
mod old_word;
mod packing;
mod pdf;
mod pdf_corpus;
mod processes;
mod seen;
mod seen_of_old;
mod side_parts;

use std::time::Duration;

use bytes::Bytes;
use darasa_documents::{DocumentReader, MOST_CHARACTERS, Text, Unreadable};
use packing::{docx, megabytes};
use processes::{READER, named};

const PDF: &[u8] = include_bytes!("../samples/ada.pdf");
const DOCX: &[u8] = include_bytes!("../samples/ada.docx");
const DOC: &[u8] = include_bytes!("../samples/ada.doc");
const GRACE_DOCX: &[u8] = include_bytes!("../samples/grace.docx");
const GRACE_DOC: &[u8] = include_bytes!("../samples/grace.doc");
const HEADER_BOX_DOC: &[u8] = include_bytes!("../samples/header-box.doc");
const FORMS_DOCX: &[u8] = include_bytes!("../samples/form-fields.docx");
const ENCRYPTED: &[u8] = include_bytes!("../samples/encrypted.docx");

const RESUME: &str = "\
Curriculum vitae

Ada Example

Portfolio: ada.example

Experience

- Rust & PostgreSQL, 2019–2024
- Led 5 < 10 people
- Café owner, “part-time”

Status: available

Skills

Kubernetes\t4 years
Terraform\t3 years

Name in other scripts

Ада Пример

艾达·示例

エイダ・例

عايدة مثال

Άντα Παράδειγμα

References on request";

/// As in production, but on a machine that may be busy with a debug build.
fn patient() -> DocumentReader {
    DocumentReader {
        program: READER.into(),
        cpu: Duration::from_secs(60),
        wall: Duration::from_secs(120),
        ..DocumentReader::default()
    }
}

async fn read(bytes: &[u8]) -> Result<Text, Unreadable> {
    read_by(bytes, &patient()).await
}

/// As the résumé route does it: first what it is, and then its text.
async fn read_by(bytes: &[u8], reader: &DocumentReader) -> Result<Text, Unreadable> {
    let file = Bytes::copy_from_slice(bytes);
    let kind = darasa_documents::detect(&file).await?;
    darasa_documents::text(&file, kind, reader).await
}

fn whole(text: &str) -> Result<Text, Unreadable> {
    Ok(Text { text: text.to_owned(), truncated: false })
}

#[tokio::test]
async fn both_kinds_of_word_file_give_headings_lists_rows_links_and_margins_but_no_deleted_words() {
    assert_eq!(read(DOCX).await, whole(RESUME));
    assert_eq!(read(DOC).await, whole(RESUME));
}

#[tokio::test]
async fn text_is_the_same_in_every_encoding() {
    let expected = "\
Ada Example
Senior Engineer

Experience
- Rust & PostgreSQL, 2019–2024
- Café owner, “part-time”

Languages: Ада Пример, 艾达·示例, エイダ・例, عايدة مثال, Άντα Παράδειγμα";
    let files: [&[u8]; 4] = [
        include_bytes!("../samples/utf-8.txt"),
        include_bytes!("../samples/utf-8-mark.txt"),
        include_bytes!("../samples/utf-16-le.txt"),
        include_bytes!("../samples/utf-16-be.txt"),
    ];
    for file in files {
        assert_eq!(read(file).await, whole(expected));
    }
}

#[tokio::test]
async fn text_is_read_however_it_was_saved() {
    let files: [(&[u8], &str); 4] = [
        (
            include_bytes!("../samples/cp1252.txt"),
            "Ada Example – Senior Engineer\nRésumé: Rust, PostgreSQL, “Kubernetes”, Zürich",
        ),
        (include_bytes!("../samples/utf16le-without-mark.txt"), "Ada Example – Rust, PostgreSQL"),
        (include_bytes!("../samples/shift-jis.txt"), "英田エイダ\nRust、PostgreSQL"),
        (include_bytes!("../samples/vertical-tab.txt"), "Ada Example\nRust, PostgreSQL"),
    ];
    for (file, expected) in files {
        assert_eq!(read(file).await, whole(expected));
    }
}

#[tokio::test]
async fn a_pdf_is_read_and_left_as_it_is_for_a_model_that_sees() {
    assert_eq!(read(PDF).await, whole("Ada Example\nSenior Engineer: Rust, PostgreSQL"));
    assert_eq!(darasa_documents::pdf(&Bytes::from_static(PDF)), PDF);
}

#[tokio::test]
async fn a_pdf_behind_other_bytes_begins_at_its_header() {
    let mail = include_bytes!("../samples/ascii-pdf-behind-words.pdf");
    let form = include_bytes!("../samples/header-behind-bytes.pdf");
    for (file, before) in [(&mail[..], "Content-Type: application/pdf\r\n\r\n".len()), (form, 72)] {
        assert_eq!(read(file).await, whole("Ada Example Rust"));
        let pdf = darasa_documents::pdf(&Bytes::from_static(file));
        assert_eq!(pdf, file[before..]);
        assert!(pdf.starts_with(b"%PDF-1.4"));
    }
}

#[tokio::test]
async fn a_long_word_file_is_cut_and_says_so() {
    let Ok(Text { text, truncated }) = read(&docx(vec![megabytes(packing::PARAGRAPH, 1)])).await else {
        panic!("a megabyte of paragraphs is no bomb");
    };
    assert_eq!((text.chars().count(), truncated), (MOST_CHARACTERS, true));
}

#[tokio::test]
async fn twenty_people_upload_at_once() {
    let reader = named("twenty-at-once", READER);
    let all = (0..20).map(|_| {
        let reader = reader.clone();
        tokio::spawn(async move { read_by(DOC, &reader).await })
    });
    for each in all.collect::<Vec<_>>() {
        assert_eq!(each.await.unwrap(), whole(RESUME));
    }
    assert!(processes::children("twenty-at-once").is_empty());
}
