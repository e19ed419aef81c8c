//! Word files: their text as people see it, in reading order, read in the child process. Deleted and hidden words are
//! left out, so that nothing reaches a model which its author did not show.

mod charset;
#[cfg(test)]
mod cost;
mod doc;
mod docx;
mod equation;
mod field;
mod flat;
mod html;
mod mime;
mod page;
mod rtf;
mod transfer;

use docx::{Chunk, Package, UnpackBudget};

use super::{Kind, Markup, Text, Unreadable, encoding, kind};

type Read<T> = Result<T, Unreadable>;

/// Documents in a document. Word unpacks them when it saves, so only programs that put documents together leave them.
const DEEPEST_CHUNK: usize = 4;

pub(super) fn text(bytes: Vec<u8>) -> Read<Text> {
    let kind = kind(&bytes)?;
    if kind == Kind::Text {
        return Err(Unreadable::Unknown);
    }
    Ok(Text::of(&words(&bytes, kind, &UnpackBudget::default(), 0)?))
}

/// The words of a document, or of one that stands in so many others.
fn words(bytes: &[u8], kind: Kind, budget: &UnpackBudget, depth: usize) -> Read<String> {
    let chunk = |chunk: Chunk| words_of_chunk(&chunk, budget, depth + 1);
    let of_package = |package| docx::text(package, &chunk);
    match kind {
        Kind::Docx => of_package(Package::open(bytes, budget)?),
        Kind::Doc => doc::text(bytes),
        Kind::Markup(Markup::Html) => html::text(&charset::decode(bytes, None), &[]),
        Kind::Markup(Markup::Mhtml) => mime::text(bytes),
        Kind::Markup(Markup::Rtf) => rtf::text(bytes),
        Kind::Markup(Markup::FlatOpc) => {
            of_package(Package::of_parts(flat::opc(&charset::decode(bytes, None))?, budget)?)
        }
        Kind::Markup(Markup::WordXml) => {
            of_package(Package::of_parts(flat::word_2003(&charset::decode(bytes, None))?, budget)?)
        }
        Kind::Text => Ok(encoding::decode(bytes)?.into_owned()),
        Kind::Pdf => Err(Unreadable::Unknown),
    }
}

fn words_of_chunk(chunk: &Chunk, budget: &UnpackBudget, depth: usize) -> Read<String> {
    if depth > DEEPEST_CHUNK {
        return Ok(String::new());
    }
    let kind = match kind(&chunk.bytes) {
        Ok(Kind::Text) | Err(_) if chunk.is_page => Kind::Markup(Markup::Html),
        kind => kind?,
    };
    words(&chunk.bytes, kind, budget, depth)
}

fn damaged(cause: impl Into<String>) -> Unreadable {
    Unreadable::Damaged(cause.into())
}

/// What stands beside the main text costs no more than itself when it is damaged. A bomb or a lock is the whole file's.
fn without_damaged<T: Default>(read: Read<T>) -> Read<T> {
    match read {
        Err(Unreadable::Damaged(_)) => Ok(T::default()),
        other => other,
    }
}

/// What both formats write in a symbol font's own places is an ornament: a bullet, an arrow, a little telephone.
fn plain(letter: char) -> char {
    if matches!(letter, '\u{f020}'..='\u{f0ff}') { '•' } else { letter }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::Index, test_runner::Config};

    use super::*;
    use crate::MOST_CHARACTERS;

    const DOCX: &[u8] = include_bytes!("../../tests/samples/grace.docx");
    /// With fields, forms, alternatives, settings, and so on.
    const DOCXS: [&[u8]; 6] = [
        DOCX,
        include_bytes!("../../tests/samples/even-header-switched-off.docx"),
        include_bytes!("../../tests/samples/eq-furigana.docx"),
        include_bytes!("../../tests/samples/form-fields.docx"),
        include_bytes!("../../tests/samples/two-choices.docx"),
        include_bytes!("../../tests/samples/main-part-elsewhere.docx"),
    ];
    const DOCS: [&[u8]; 3] = [
        include_bytes!("../../tests/samples/ada.doc"),
        include_bytes!("../../tests/samples/grace.doc"),
        include_bytes!("../../tests/samples/header-box.doc"),
    ];

    /// Some bytes are taken away, and others put in their place.
    #[derive(Debug, Clone)]
    struct Harm {
        at: Index,
        removed: usize,
        put: Vec<u8>,
    }

    fn harms(put: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<Harm>> {
        let harm = (any::<Index>(), 0..40_usize, put).prop_map(|(at, removed, put)| Harm { at, removed, put });
        vec(harm, 1..8)
    }

    fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
        for harm in harms {
            if bytes.is_empty() {
                break;
            }
            let at = harm.at.index(bytes.len());
            let end = bytes.len().min(at + harm.removed);
            bytes.splice(at..end, harm.put.iter().copied());
        }
        bytes
    }

    /// Pieces of XML that mean something, so that harm is not just broken XML.
    fn xml() -> impl Strategy<Value = Vec<u8>> {
        const PIECES: [&str; 31] = [
            "",
            "<w:p>",
            "</w:p>",
            "<w:r>",
            "</w:r>",
            "<w:tbl>",
            "</w:tbl>",
            "<w:tc>",
            "</w:tc>",
            "<w:txbxContent>",
            "</w:txbxContent>",
            "<w:sectPr/>",
            "<w:vanish/>",
            "<w:t>Ada</w:t>",
            "&#x41;",
            "<w:br w:type='page'/>",
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r>",
            "<w:r><w:fldChar w:fldCharType='separate'/></w:r>",
            "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
            "<w:r><w:instrText>EQ \\o(\\s\\up 9(a),b</w:instrText></w:r>",
            "<w:fldSimple w:instr='MACROBUTTON x Ada'>",
            "</w:fldSimple>",
            "<w:ffData><w:ddList><w:listEntry w:val='Ada'/>",
            "<mc:AlternateContent><mc:Choice Requires='wps'>",
            "</mc:Choice><mc:Fallback>",
            "</mc:Fallback></mc:AlternateContent>",
            "<w:sdt><w:sdtPr><w:text/><w:dataBinding w:storeItemID='{A}' w:xpath='/a'/></w:sdtPr><w:sdtContent>",
            "</w:sdtContent></w:sdt>",
            "<w:drawing><a:txBody>",
            "</a:txBody></w:drawing>",
            "<w:titlePg/>",
        ];
        prop::sample::select(&PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec())
    }

    fn all_parts(file: &[u8]) -> Vec<(String, Vec<u8>)> {
        let names = crate::zip::entries(file).map(|entry| String::from_utf8(entry.name.to_vec()).unwrap());
        let mut package = docx::Package::open(file, Box::leak(Box::default())).unwrap();
        names.map(|name| (name.clone(), package.read(&name).unwrap().into_bytes())).collect()
    }

    /// A zip whose parts are stored as they are.
    pub(super) fn stored(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
        let (mut file, mut directory) = (Vec::new(), Vec::new());
        for (name, body) in parts {
            let size = (body.len() as u32).to_le_bytes();
            let about =
                [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &size, &size, &[name.len() as u8, 0, 0, 0]].concat();
            let place = (file.len() as u32).to_le_bytes();
            directory.extend([b"PK\x01\x02\x14\0", &about[..], &[0; 10], &place, name.as_bytes()].concat());
            file.extend([b"PK\x03\x04", &about[..], name.as_bytes(), body].concat());
        }
        let count = (parts.len() as u16).to_le_bytes();
        let [size, place] = [directory.len(), file.len()].map(|number| (number as u32).to_le_bytes());
        [&file[..], &directory, b"PK\x05\x06\0\0\0\0", &count, &count, &size, &place, &[0, 0]].concat()
    }

    #[test]
    fn a_file_packed_anew_reads_the_same() {
        let text = text(stored(&all_parts(DOCX))).unwrap();
        assert_eq!(text, super::text(DOCX.to_vec()).unwrap());
        assert!(text.text.starts_with("Résumé of Grace"), "{text:?}");
    }

    proptest! {
        #![proptest_config(Config { cases: 512, failure_persistence: None, ..Config::default() })]

        #[test]
        fn harmed_xml_is_read_or_refused(file in 0..6_usize, which in any::<Index>(), harms in harms(xml())) {
            let mut parts = all_parts(DOCXS[file]);
            let which = which.index(parts.len());
            parts[which].1 = harmed(parts[which].1.clone(), &harms);
            check(stored(&parts))?;
        }

        #[test]
        fn harmed_old_files_are_read_or_refused(which in 0..3_usize, harms in harms(vec(any::<u8>(), 0..40))) {
            check(harmed(DOCS[which].to_vec(), &harms))?;
        }

        #[test]
        fn old_files_with_other_numbers_in_their_tables_are_read_or_refused(
            which in 0..3_usize,
            numbers in vec((any::<Index>(), any::<u32>()), 1..4),
        ) {
            let mut bytes = DOCS[which].to_vec();
            for (at, number) in numbers {
                let at = 4 * at.index(bytes.len() / 4);
                bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
            }
            check(bytes)?;
        }
    }

    /// Every part that stands beside the main text may be cut anywhere, and the main text is read.
    #[test]
    fn a_part_beside_the_text_may_be_cut_anywhere() {
        for (file, words) in [(DOCXS[1], "Rust engineer"), (DOCX, "Grace Example")] {
            let parts = all_parts(file);
            let beside =
                |name: &str| name != "[Content_Types].xml" && name != "_rels/.rels" && name != "word/document.xml";
            for which in (0..parts.len()).filter(|which| beside(&parts[*which].0)) {
                for length in (0..parts[which].1.len()).step_by(7) {
                    let mut cut = parts.clone();
                    cut[which].1.truncate(length);
                    let text = text(stored(&cut)).unwrap().text;
                    assert!(text.contains(words), "{} at {length}: {text}", parts[which].0);
                }
            }
        }
    }

    /// It ends, and with a text that is not longer than texts may be or with a reason of the file's own.
    fn check(bytes: Vec<u8>) -> Result<(), TestCaseError> {
        match text(bytes) {
            Ok(text) => prop_assert!(text.text.chars().count() <= MOST_CHARACTERS),
            Err(Unreadable::Damaged(_) | Unreadable::TooLarge(_) | Unreadable::Unknown | Unreadable::Encrypted) => {}
            // One that is cut at its very beginning is as good as nothing.
            Err(other) => prop_assert_eq!(other, Unreadable::Empty),
        }
        Ok(())
    }
}
