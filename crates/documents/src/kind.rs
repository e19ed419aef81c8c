//! File type detection: what a file is by its bytes, never by its label. Nothing is unpacked and no chain is followed
//! here, because this runs inside the function, on untrusted files.

use super::{
    Markup, Unreadable, encoding,
    markup::markup,
    names::{is_stream, part_key},
    steps, zip,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Pdf,
    /// Word since 2007: a zip with a Word document in it.
    Docx,
    /// Word before 2007: a compound file with a Word document in it.
    Doc,
    /// Another format that Word writes, whatever the file's name ends with.
    Markup(Markup),
    Text,
}

/// Word 6 and 95 outside of a compound file, Word for Windows 1 and 2, for DOS and for the Mac, and Windows' Write.
const WORD_BEFORE_97: [&[u8]; 8] = [
    b"\xdc\xa5",
    b"\xdb\xa5",
    b"\x9b\xa5",
    b"\x31\xbe\0\0",
    b"\x32\xbe\0\0",
    b"\xfe\x37\0\x1c",
    b"\xfe\x37\0\x23",
    b"\xfe\x32\0\0",
];

pub fn kind(bytes: &[u8]) -> Result<Kind, Unreadable> {
    if bytes.starts_with(b"PK\x03\x04") {
        return if may_be_word(bytes) { Ok(Kind::Docx) } else { Err(Unreadable::Unknown) };
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound(bytes);
    }
    if WORD_BEFORE_97.iter().any(|head| bytes.starts_with(head)) {
        return Err(Unreadable::WordBefore97);
    }
    if pdf_header(bytes).is_some() {
        return Ok(Kind::Pdf);
    }
    if let Some(markup) = markup(bytes)? {
        return Ok(Kind::Markup(markup));
    }
    match encoding::decode(bytes)? {
        text if text.trim().is_empty() => Err(Unreadable::Empty),
        _ => Ok(Kind::Text),
    }
}

/// Readers of PDF look for the header in so many bytes, and forgive what stands before it.
const PDF_HEADER_WITHIN: usize = 1024;

/// Where a PDF begins: behind a byte order mark and blanks, or behind other bytes, such as the head of a mail's part or
/// of a form, when objects follow. A text that only speaks of the header has none.
pub(crate) fn pdf_header(bytes: &[u8]) -> Option<usize> {
    const HEADER: &[u8] = b"%PDF-";
    let head = &bytes[..bytes.len().min(PDF_HEADER_WITHIN)];
    let mut headers = (0..head.len()).filter(|at| head[*at..].starts_with(HEADER));
    let first = headers.next()?;
    if encoding::without_mark(&head[..first]).trim_ascii_start().is_empty() {
        return Some(first);
    }
    let versioned = |at: &usize| matches!(bytes[at + HEADER.len()..], [b'0'..=b'9', b'.', ..]);
    let header = [first].into_iter().chain(headers).find(versioned)?;
    has_object(&bytes[header..]).then_some(header)
}

/// Such as `1 0 obj<<`; a text has objectives.
fn has_object(bytes: &[u8]) -> bool {
    steps::count(bytes.len());
    let begins =
        |window: &[u8]| matches!(window, [b'0'..=b'9', b' ', b'o', b'b', b'j', next] if !next.is_ascii_alphanumeric());
    bytes.windows(6).any(begins)
}

/// Where the document has the usual name it is one. Only its relations know one of another name, and they are packed:
/// so a package that does not look like a spreadsheet or slides is left to the reader, which refuses what is not of
/// Word.
fn may_be_word(zip: &[u8]) -> bool {
    let (mut has_types, mut has_relations, mut is_other) = (false, false, false);
    for entry in zip::entries(zip) {
        match &*part_key(&String::from_utf8_lossy(entry.name)) {
            "[content_types].xml" => has_types = true,
            "_rels/.rels" => has_relations = true,
            "xl/workbook.xml" | "xl/workbook.bin" | "ppt/presentation.xml" => is_other = true,
            key if is_word_part(key) => return true,
            _ => {}
        }
    }
    has_types && has_relations && !is_other
}

/// `word/document.xml`; some of Microsoft's own writers number it.
fn is_word_part(key: &str) -> bool {
    let number = key.strip_prefix("word/document").and_then(|rest| rest.strip_suffix(".xml"));
    number.is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Compound files are old Office, installers, and envelopes of encrypted new Office: their streams' names tell.
fn compound(bytes: &[u8]) -> Result<Kind, Unreadable> {
    // Sectors are multiples of an entry, so every entry of the directory is found without following its chain.
    let holds = |name: &str| bytes.chunks_exact(128).any(|entry| is_stream(entry, name));
    match (holds("WordDocument"), holds("EncryptedPackage")) {
        (true, _) => Ok(Kind::Doc),
        (false, true) => Err(Unreadable::Encrypted),
        (false, false) => Err(Unreadable::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = include_bytes!("../tests/samples/ada.pdf");
    const DOCX: &[u8] = include_bytes!("../tests/samples/ada.docx");
    const DOC: &[u8] = include_bytes!("../tests/samples/ada.doc");
    const ENCRYPTED: &[u8] = include_bytes!("../tests/samples/encrypted.docx");

    #[test]
    fn files_are_known_by_their_bytes() {
        assert_eq!(kind(PDF), Ok(Kind::Pdf));
        assert_eq!(kind(DOCX), Ok(Kind::Docx));
        assert_eq!(kind(DOC), Ok(Kind::Doc));
        assert_eq!(kind(b"Ada Example\r\n\tEngineer\x0cPage 2"), Ok(Kind::Text));
        assert_eq!(kind(b"My favourite header is %PDF-1.7"), Ok(Kind::Text));
        assert_eq!(kind(b"PK\x03".as_slice()), Err(Unreadable::Unknown));
    }

    #[test]
    fn a_pdf_may_begin_with_blanks() {
        assert_eq!(kind(b"\xef\xbb\xbf \r\n%PDF-1.7\n"), Ok(Kind::Pdf));
        let late = [&[b' '; 1019][..], b"%PDF-1.7"].concat();
        assert_eq!(kind(&late), Ok(Kind::Pdf));
        let too_late = [&[b' '; 1020][..], b"%PDF-1.7"].concat();
        assert_eq!(kind(&too_late), Ok(Kind::Text));
    }

    #[test]
    fn a_pdf_may_begin_behind_other_bytes_within_1024() {
        for before in [&b"Content-Type: application/pdf\r\n\r\n"[..], b"\0\x01\x02\xff", b"\xff\xfe", b"About %PDF-: "]
        {
            for (length, found) in [(before.len(), true), (1018, true), (1019, true), (1020, false), (4_000, false)] {
                let bytes = [before, &vec![b'x'; length - before.len()], PDF].concat();
                assert_eq!(pdf_header(&bytes), found.then_some(length), "{length} {}", before.escape_ascii());
                assert_eq!(kind(&bytes) == Ok(Kind::Pdf), found, "{length} {}", before.escape_ascii());
            }
        }
    }

    #[test]
    fn a_text_about_pdf_is_a_text() {
        for text in [
            "Wrote a parser for %PDF-1.7 and its objects.\nObjectives: 3 objects, 10 objectives",
            "%PDFs, %PDF and %PDF- of 1 0 obj",
            "Résumé\n%PDF-x.y\n1 0 obj",
        ] {
            assert_eq!(kind(text.as_bytes()), Ok(Kind::Text), "{text}");
        }
        let zip = [DOCX, b"%PDF-1.7 1 0 obj\n"].concat();
        assert_eq!(kind(&zip), Ok(Kind::Docx), "what begins as another file is that");
    }

    #[test]
    fn a_header_is_looked_for_in_linear_time() {
        for part in ["x%PDF-", "x%PDF-1.7 ", "1 0 ob ", "1 0 obje "] {
            let text = |size| format!("{part}%PDF-1.7 {}", part.repeat(size / part.len())).into_bytes();
            steps::assert_linear(part, 50_000, |size| drop(kind(&text(size))));
        }
    }

    #[test]
    fn nothing_and_blanks_are_empty() {
        for blank in ["", " \r\n\t", "\u{feff}", "\u{feff}\u{a0}\n"] {
            assert_eq!(kind(blank.as_bytes()), Err(Unreadable::Empty), "{blank:?}");
        }
        assert_eq!(kind(b"\xff\xfe \0\n\0"), Err(Unreadable::Empty));
    }

    #[test]
    fn other_files_are_unknown() {
        let strangers: [&[u8]; 7] = [
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\x89PNG\r\n\x1a\n",
            b"Ada\0Example",
            b"\xff\xd8\xff\xe0\0\x10JFIF\0",
            b"\xff\xfeA\0d",
        ];
        for bytes in strangers {
            assert_eq!(kind(bytes), Err(Unreadable::Unknown), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn an_encrypted_file_says_so() {
        assert_eq!(kind(ENCRYPTED), Err(Unreadable::Encrypted));
    }

    #[test]
    fn a_word_file_cut_before_its_names_is_unknown() {
        for length in [4, 1000, DOCX.len() / 2, DOCX.len() - 22] {
            assert_eq!(kind(&DOCX[..length]), Err(Unreadable::Unknown), "{length}");
        }
        assert_eq!(kind(&DOC[..600]), Err(Unreadable::Unknown));
    }

    #[test]
    fn word_parts_are_word_parts() {
        let known = |name: &str| is_word_part(&part_key(name));
        assert!(known("word/document.xml") && known(r"Word\Document.xml") && known("/word/document2.xml"));
        assert!(!known("xl/workbook.xml") && !known("word/documents.xml") && !known("a/word/document.xml"));
    }
}
