//! Hostile files: broken, mislabelled or made to exhaust their reader.

use darasa_documents::Unreadable;
use proptest::{prelude::*, sample::Index, test_runner::Config};

use crate::{
    DOC, DOCX, ENCRYPTED, FORMS_DOCX, GRACE_DOC, GRACE_DOCX, HEADER_BOX_DOC, PDF,
    packing::{PARAGRAPH, compound, document, docx, docx_claiming, megabytes, part, zip},
    patient, processes, read, whole,
};

#[tokio::test]
async fn a_bomb_is_refused_before_it_goes_off() {
    let zeros = docx(vec![(vec![0; 1_000_000], 800)]);
    let paragraphs = docx(vec![megabytes(PARAGRAPH, 200)]);
    for bomb in [zeros, paragraphs] {
        assert!(bomb.len() < 4 << 20);
        let Err(Unreadable::TooLarge(cause)) = read(&bomb).await else { panic!("a bomb was read") };
        assert!(cause.contains("part 'word/document.xml' expands to more than"), "{cause}");
    }
    assert!(processes::peak(std::process::id()) < 150 << 20, "the parent is not to feel it");
}

#[tokio::test]
async fn a_bomb_that_lies_about_its_size_is_damaged() {
    let bomb = docx_claiming(vec![(vec![0; 1_000_000], 800)], Some(1_000));
    assert!(matches!(read(&bomb).await, Err(Unreadable::Damaged(_))));
}

/// Letters that XML itself names are read, and nothing else that is named is.
#[tokio::test]
async fn entities_are_not_expanded() {
    let named = docx(vec![("<w:p><w:r><w:t>Ada&b;&amp;&#x42;&nbsp;</w:t></w:r></w:p>".into(), 1)]);
    assert_eq!(read(&named).await, whole("Ada&B"));

    let laughs = "<!DOCTYPE w:document [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>";
    let declared = docx(vec![(format!("{laughs}<w:p><w:r><w:t>Ada&b;</w:t></w:r></w:p>").into(), 1)]);
    assert_eq!(read(&declared).await, Err(Unreadable::Damaged("it declares a document type".to_owned())));
}

#[tokio::test]
async fn a_part_that_declares_its_own_words_is_refused_before_any_is_read() {
    let laughs: String = (1..30).map(|n| format!("<!ENTITY l{n} '&l{0};&l{0};&l{0};&l{0};'>", n - 1)).collect();
    let bomb =
        format!("<!DOCTYPE w:document [<!ENTITY l0 'ha'>{laughs}]><w:document><w:body>&l29;</w:body></w:document>");
    let types =
        "<Types><Override PartName='/word/document.xml' ContentType='x.wordprocessingml.document.main+xml'/></Types>";
    let file = zip(&[part("[Content_Types].xml", types), part("word/document.xml", bomb)]);
    let Err(Unreadable::Damaged(cause)) = read(&file).await else { panic!("it was read") };
    assert_eq!(cause, "it declares a document type");
}

/// Where the directory tells of the document.
fn told_of_document(file: &[u8]) -> usize {
    let name = file.windows(17).rposition(|window| window == b"word/document.xml").unwrap();
    name - 46
}

#[tokio::test]
async fn a_directory_that_lies_is_damage() {
    let good = docx(vec![(PARAGRAPH.into(), 1)]);
    assert_eq!(read(&good).await, whole("Ada"));
    let (entry, end) = (told_of_document(&good), good.len() - 22);
    let altered = |at: usize, bytes: &[u8]| {
        let mut file = good.clone();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        file
    };
    let size = u32::from_le_bytes(good[entry + 24..entry + 28].try_into().unwrap());
    let lies = [
        ("a byte more", altered(entry + 24, &(size + 1).to_le_bytes())),
        ("a byte less", altered(entry + 24, &(size - 1).to_le_bytes())),
        ("nothing at all", altered(entry + 24, &[0; 4])),
        ("packed in more than there is", altered(entry + 20, &[0xff; 4])),
        ("packed in less", altered(entry + 20, &[9, 0, 0, 0])),
        ("packed another way", altered(entry + 10, &[12, 0])),
        ("not packed", altered(entry + 10, &[0, 0])),
        ("elsewhere", altered(entry + 42, &[5, 0, 0, 0])),
        ("outside", altered(entry + 42, &[0xff; 4])),
        ("one part more", altered(end + 10, &[4, 0])),
        ("one part less", altered(end + 10, &[2, 0])),
    ];
    for (what, file) in lies {
        let outcome = read(&file).await;
        assert!(matches!(outcome, Err(Unreadable::Damaged(_))), "{what}: {outcome:?}");
    }
    assert_eq!(read(&altered(entry + 8, &[1, 0])).await, Err(Unreadable::Encrypted));
    assert!(matches!(read(&altered(entry + 24, &[0xff; 4])).await, Err(Unreadable::TooLarge(_))));
}

#[tokio::test]
async fn two_parts_of_one_name_are_damage_whatever_its_case() {
    for twin in ["word/document.xml", "WORD/Document.xml", "word\\document.xml"] {
        let file =
            zip(&[part("[Content_Types].xml", "<Types/>"), part("word/document.xml", "<a/>"), part(twin, "<b/>")]);
        let Err(Unreadable::Damaged(cause)) = read(&file).await else { panic!("{twin}") };
        assert!(cause.contains("two parts are named"), "{cause}");
    }
}

#[tokio::test]
async fn thousands_of_parts_are_too_many() {
    let names = (0..3_000).map(|number| &*String::leak(format!("word/{number}.xml")));
    let parts: Vec<_> = names.chain(["word/document.xml"]).map(|name| part(name, "")).collect();
    assert_eq!(read(&zip(&parts)).await, Err(Unreadable::TooLarge("it has 3001 parts".to_owned())));
}

#[tokio::test]
async fn parts_are_unpacked_within_one_account() {
    let others = ["header1", "header2", "header3", "header4"];
    let references = others.map(|name| format!("<w:headerReference r:id='{name}'/>")).concat();
    let body = format!("{PARAGRAPH}<w:sectPr>{references}</w:sectPr>");
    let padded = |megabytes: usize| {
        let padding = format!("<!--{}-->", "x".repeat(megabytes * 1_000_000));
        document(&body, &others.map(|name| (name, &*padding)))
    };
    assert_eq!(read(&padded(7)).await, whole("Ada"));
    let outcome = read(&padded(9)).await;
    assert!(matches!(outcome, Err(Unreadable::TooLarge(_))), "{outcome:?}");
}

#[tokio::test]
async fn boxes_in_boxes_are_read_until_they_make_no_sense() {
    let nested = |depth| {
        let (open, close) = ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>");
        docx(vec![(open.into(), depth), (PARAGRAPH.into(), 1), (close.into(), depth)])
    };
    assert_eq!(read(&nested(10)).await, whole("Ada"));
    assert_eq!(read(&nested(100_000)).await, Err(Unreadable::Empty));
}

#[tokio::test]
async fn deep_nesting_is_read_or_left_out() {
    let nested =
        |open: &str, close: &str| docx(vec![(open.into(), 100_000), (PARAGRAPH.into(), 1), (close.into(), 100_000)]);
    assert_eq!(read(&nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>")).await, whole("Ada"));
    assert_eq!(read(&nested("<w:ins>", "</w:ins>")).await, whole("Ada"));
    assert_eq!(read(&nested("<stranger>", "</stranger>")).await, Err(Unreadable::Empty));

    assert_eq!(read(&nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")).await, whole("Ada"));
}

#[tokio::test]
async fn a_circle_in_a_compound_file_is_damage() {
    let mut circle = DOC.to_vec();
    let table = 512 * (1 + u32::from_le_bytes(circle[76..80].try_into().unwrap()) as usize);
    for (number, next) in circle[table..table + 512].chunks_exact_mut(4).enumerate() {
        next.copy_from_slice(&((number as u32 + 1) % 30).to_le_bytes());
    }
    let Err(Unreadable::Damaged(cause)) = read(&circle).await else { panic!("a circle has no end") };
    assert!(cause.contains("cycle"), "{cause}");
}

#[tokio::test]
async fn locked_files_say_so() {
    let mut locked = DOC.to_vec();
    let start = 512 * locked.chunks(512).position(|sector| sector.starts_with(b"\xec\xa5")).unwrap();
    locked[start + 11] |= 1;
    assert_eq!(read(&locked).await, Err(Unreadable::Encrypted));
    assert_eq!(read(ENCRYPTED).await, Err(Unreadable::Encrypted));
}

#[tokio::test]
async fn a_wrong_name_helps_nobody() {
    let spreadsheet = zip(&[part("[Content_Types].xml", "<Types/>"), part("xl/workbook.xml", "<workbook/>")]);
    let strangers = [
        spreadsheet,
        zip(&[]),
        zip(&[part("ada.docx", DOCX)]),
        compound(&[("Workbook", b"")]),
        b"<?xml version='1.0'?><office:document/>".to_vec(),
    ];
    for bytes in strangers {
        assert_eq!(read(&bytes).await, Err(Unreadable::Unknown));
    }
    assert!(read(PDF).await.is_ok());
}

#[tokio::test]
async fn a_spreadsheet_that_embeds_a_word_file_is_a_spreadsheet() {
    let mut file = compound(&[("Workbook", b""), ("WordDocument", b"")]);
    // The workbook is the second entry of the directory; without a sibling, the third is in no folder of the root.
    let sibling = 1024 + 128 + 72;
    file[sibling..sibling + 4].copy_from_slice(&[0xff; 4]);
    assert_eq!(read(&file).await, Err(Unreadable::Unknown));
}

#[tokio::test]
async fn files_without_words_are_empty() {
    for bytes in [b"".to_vec(), b" \r\n".to_vec(), docx(vec![("<w:p/>".into(), 3)])] {
        assert_eq!(read(&bytes).await, Err(Unreadable::Empty));
    }
}

#[tokio::test]
async fn broken_word_files_are_damaged() {
    let files = [
        zip(&[part("word/document.xml", "<w:document/>")]),
        compound(&[("WordDocument", b"")]),
        DOCX[..DOCX.len() - 1].to_vec(),
    ];
    for bytes in files {
        assert!(matches!(read(&bytes).await, Err(Unreadable::Damaged(_))));
    }
}

#[tokio::test]
async fn a_cut_word_file_has_an_error_at_every_length() {
    for file in [DOCX, DOC, GRACE_DOCX, GRACE_DOC, HEADER_BOX_DOC, FORMS_DOCX] {
        for length in (0..file.len()).step_by(file.len() / 16) {
            let error = read(&file[..length]).await.unwrap_err();
            assert!(matches!(error, Unreadable::Empty | Unreadable::Unknown | Unreadable::Damaged(_)), "{error}");
        }
    }
}

/// What chance does to a file.
#[derive(Debug, Clone)]
pub enum Harm {
    Cut(Index),
    Flip(Index, u8),
    Double(Index, Index),
}

pub fn harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        1 => any::<Index>().prop_map(Harm::Cut),
        6 => (any::<Index>(), 1..=255_u8).prop_map(|(at, bits)| Harm::Flip(at, bits)),
        1 => any::<(Index, Index)>().prop_map(|(from, to)| Harm::Double(from, to)),
    ]
}

pub fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        if bytes.is_empty() {
            break;
        }
        match harm {
            Harm::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Harm::Flip(at, bits) => {
                let at = at.index(bytes.len());
                bytes[at] ^= bits;
            }
            Harm::Double(from, to) => {
                let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
                bytes.extend_from_within(from.min(to)..from.max(to));
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(Config { cases: 48, failure_persistence: None, ..Config::default() })]

    #[test]
    fn harmed_files_have_an_outcome_of_their_own(which in 0..5, harms in prop::collection::vec(harm(), 1..12)) {
        let bytes = match which {
            0 => harmed(DOCX.to_vec(), &harms),
            1 => harmed(DOC.to_vec(), &harms),
            2 => harmed(HEADER_BOX_DOC.to_vec(), &harms),
            3 => harmed(FORMS_DOCX.to_vec(), &harms),
            _ => docx(vec![(harmed(PARAGRAPH.repeat(20).into(), &harms), 1)]),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let outcome = runtime.block_on(crate::read_by(&bytes, &patient()));
        prop_assert!(!matches!(outcome, Err(Unreadable::NotRun(_) | Unreadable::Crashed(_))), "{outcome:?}");
    }
}
