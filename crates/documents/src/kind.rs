//! File type detection: what a file is by its bytes, never by its label. Nothing is unpacked and no chain is followed
//! here, because this runs inside the function, on untrusted files.

use super::{Markup, Unreadable, little_endian::number, markup::markup, text, zip};

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
    if begins_as_pdf(bytes) {
        return Ok(Kind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return if zip::entries(bytes).any(|entry| is_word_part(entry.name)) {
            Ok(Kind::Docx)
        } else {
            Err(Unreadable::Unknown)
        };
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound(bytes);
    }
    if WORD_BEFORE_97.iter().any(|head| bytes.starts_with(head)) {
        return Err(Unreadable::WordBefore97);
    }
    if let Some(markup) = markup(bytes)? {
        return Ok(Kind::Markup(markup));
    }
    match text::decode(bytes) {
        Some(text) if text.trim().is_empty() => Err(Unreadable::Empty),
        Some(_) => Ok(Kind::Text),
        None => Err(Unreadable::Unknown),
    }
}

/// Readers of PDF forgive a byte order mark or blanks before the header, so some writers leave them there.
fn begins_as_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    text::without_mark(head).trim_ascii_start().starts_with(b"%PDF-")
}

/// `word/document.xml`; some of Microsoft's own writers number it.
fn is_word_part(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let number = name.strip_prefix(b"word/document").and_then(|rest| rest.strip_suffix(b".xml"));
    number.is_some_and(|number| number.iter().all(u8::is_ascii_digit))
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

/// An entry is a name in UTF-16, the name's length in bytes with its end, and a type.
fn is_stream(entry: &[u8], name: &str) -> bool {
    const STREAM: u8 = 2;
    let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    entry[66] == STREAM && number::<2>(entry, 64) == Some(name.len()) && entry.starts_with(&name)
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
        assert_eq!(kind(b"PK\x03 is how a zip begins".as_slice()), Err(Unreadable::Unknown));
    }

    #[test]
    fn a_pdf_may_begin_with_blanks_but_not_with_words() {
        assert_eq!(kind(b"\xef\xbb\xbf \r\n%PDF-1.7\n"), Ok(Kind::Pdf));
        let late = [&[b' '; 1019][..], b"%PDF-1.7"].concat();
        assert_eq!(kind(&late), Ok(Kind::Pdf));
        let too_late = [&[b' '; 1020][..], b"%PDF-1.7"].concat();
        assert_eq!(kind(&too_late), Ok(Kind::Text));
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
            b"Ada \xe9t\xe9 in Latin-1",
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
        let known = |name: &str| is_word_part(name.as_bytes());
        assert!(known("word/document.xml") && known("Word/Document.xml") && known("word/document2.xml"));
        assert!(!known("xl/workbook.xml") && !known("word/documents.xml") && !known("a/word/document.xml"));
    }
}
