//! Files that only call themselves Word documents, and files of other formats inside of Word documents (altChunk).

use darasa_documents::{Kind, Markup, Unreadable, kind};

use crate::{
    packing::{Part, compound, docx, part, zip},
    read, whole,
};

const TYPES: &str = "<Types><Default Extension='html' ContentType='text/html'/>\
    <Override PartName='/word/document.xml' ContentType='x.wordprocessingml.document.main+xml'/>\
    <Override PartName='/word/page.dat' ContentType='text/html'/></Types>";

fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

/// A Word file with chunks between its paragraphs, each by its name and bytes.
fn with_chunks(chunks: &[(&'static str, &[u8])]) -> Vec<u8> {
    let places: String = (0..chunks.len()).map(|id| format!("<w:altChunk r:id='c{id}'/>")).collect();
    with_body(&format!("{}{places}{}", p("Ada"), p("Bern")), chunks)
}

fn with_body(body: &str, chunks: &[(&'static str, &[u8])]) -> Vec<u8> {
    let relation = |(id, (name, _)): (usize, &(&str, &[u8]))| {
        format!("<Relationship Id='c{id}' Type='x/aFChunk' Target='{name}'/>")
    };
    let relations: String = chunks.iter().enumerate().map(relation).collect();
    let mut parts = vec![
        part("[Content_Types].xml", TYPES),
        part("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>")),
        part("word/_rels/document.xml.rels", format!("<Relationships>{relations}</Relationships>")),
    ];
    let named = |name: &'static str| &*String::leak(format!("word/{name}"));
    parts.extend(chunks.iter().filter(|(_, bytes)| !bytes.is_empty()).map(|(name, bytes)| part(named(name), bytes)));
    zip(&parts)
}

#[tokio::test]
async fn the_words_that_are_seen_are_read_and_no_markup() {
    let page = whole("Ada Example\n\nRust & PostgreSQL, Kubernetes, Zürich");
    assert_eq!(read(include_bytes!("../samples/html-called.doc")).await, page);
    assert_eq!(read(include_bytes!("../samples/mhtml-called.doc")).await, page);
    let rtf = include_bytes!("../samples/rtf-called.doc");
    assert_eq!(read(rtf).await, whole("Ada Example\n\nRust, PostgreSQL, Kubernetes"));
}

#[tokio::test]
async fn words_own_xml_is_read_as_its_newer_files_are() {
    let word_2003 = "<?xml version='1.0'?><?mso-application progid='Word.Document'?>\
        <w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml' xmlns:wx='x' xmlns:aml='y'>\
        <o:DocumentProperties><o:Author>Eve</o:Author></o:DocumentProperties>\
        <w:styles><w:style w:type='character' w:styleId='Draft'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>\
        <w:body><wx:sect>\
        <w:p><w:r><w:t>Ada </w:t></w:r><w:hlink w:dest='x'><w:r><w:t>Example</w:t></w:r></w:hlink>\
        <w:r><w:rPr><w:rStyle w:val='Draft'/></w:rPr><w:t>COBOL</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>COBOL</w:t></w:r></w:p>\
        <wx:sub-section><w:p><w:pPr><w:listPr><w:ilvl w:val='0'/><w:ilfo w:val='1'/></w:listPr></w:pPr>\
        <aml:annotation w:type='Word.Insertion'><aml:content><w:r><w:t>Rust</w:t></w:r></aml:content></aml:annotation>\
        <aml:annotation w:type='Word.Deletion'><aml:content><w:r><w:t>COBOL</w:t></w:r></aml:content></aml:annotation>\
        <w:r><w:footnote><w:p><w:r><w:t>Since 2015</w:t></w:r></w:p></w:footnote></w:r>\
        <w:r><aml:annotation w:type='Word.Comment' aml:author='Eve'><aml:content><w:p><w:r><w:t>Nice</w:t></w:r></w:p>\
        </aml:content></aml:annotation></w:r></w:p></wx:sub-section>\
        <w:sectPr><w:hdr w:type='odd'><w:p><w:r><w:t>Curriculum vitae</w:t></w:r></w:p></w:hdr>\
        <w:hdr w:type='first'><w:p><w:r><w:t>COBOL</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>";
    let expected = "Curriculum vitae\n\nAda Example\n\n- Rust\n\nSince 2015\n\nComment (Eve): Nice";
    assert_eq!(read(word_2003.as_bytes()).await, whole(expected));
}

/// Flat OPC with this document and this part beside it.
fn flat(document: &str, other: &str) -> String {
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let relations = "<Relationships><Relationship Id='h' Type='x/header' Target='header.xml'/>\
        <Relationship Id='c' Type='x/aFChunk' Target='c.rtf'/></Relationships>";
    format!(
        "<?xml version='1.0' standalone='yes'?>\n<?mso-application progid='Word.Document'?>\n\
         <pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>\
         <pkg:part pkg:name='/word/document.xml' pkg:contentType='{kind}'><pkg:xmlData>{document}</pkg:xmlData></pkg:part>\
         <pkg:part pkg:name='/word/_rels/document.xml.rels' pkg:contentType='x'><pkg:xmlData>{relations}</pkg:xmlData></pkg:part>\
         {other}</pkg:package>"
    )
}

#[tokio::test]
async fn the_parts_of_flat_opc_are_those_of_a_zip() {
    let body = format!("{}<w:altChunk r:id='c'/><w:sectPr><w:headerReference r:id='h'/></w:sectPr>", p("Ada"));
    let document = format!("<w:document xmlns:w='x'><w:body>{body}</w:body></w:document>");
    let header = format!(
        "<pkg:part pkg:name='/word/header.xml'><pkg:xmlData><w:hdr>{}</w:hdr></pkg:xmlData></pkg:part>",
        p("CV")
    );
    // {\rtf1 Rust}
    let chunk = "<pkg:part pkg:name='/word/c.rtf'><pkg:binaryData>e1xydGYx\r\nIFJ1c3R9</pkg:binaryData></pkg:part>";
    assert_eq!(read(flat(&document, &format!("{header}{chunk}")).as_bytes()).await, whole("CV\n\nAda\n\nRust"));
    let twice = flat(&document, &format!("{header}{header}"));
    assert!(matches!(read(twice.as_bytes()).await, Err(Unreadable::Damaged(_))));
    let declared = flat("<!DOCTYPE a [<!ENTITY b 'ha'>]><w:document/>", "");
    assert!(matches!(read(declared.as_bytes()).await, Err(Unreadable::Damaged(_))));
    let cut = flat(&document, "");
    assert!(matches!(read(&cut.as_bytes()[..cut.len() - 20]).await, Err(Unreadable::Damaged(_))));
}

#[tokio::test]
async fn a_file_within_a_document_is_read_in_its_place() {
    let between = "Ada Example\n\nRust engineer – Zürich\n\nReferences on request";
    assert_eq!(read(include_bytes!("../samples/altchunk-html-in-between.docx")).await, whole(between));
    let mail = include_bytes!("../samples/altchunk-mht-only.docx");
    assert_eq!(read(mail).await, whole("Ada Example\n\nRust engineer – Zürich"));

    let inner = docx(vec![(p("Go").into_bytes(), 1)]);
    let mht = b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>mail</p>";
    let file = with_chunks(&[
        ("a.html", b"page <b>one</b><p hidden>COBOL"),
        ("page.dat", b"page <i>two</i>"),
        ("a.mht", mht),
        ("a.txt", b"text caf\xe9"),
        ("a.rtf", b"{\\rtf1 rich}"),
        ("a.docx", &inner),
    ]);
    assert_eq!(read(&file).await, whole("Ada\n\npage one\n\npage two\n\nmail\n\ntext café\n\nrich\n\nGo\n\nBern"));
}

#[tokio::test]
async fn a_file_that_is_missing_or_broken_costs_its_own_words() {
    let broken = zip(&[part("word/document.xml", "<w:document>")]);
    let file =
        with_chunks(&[("gone.html", b""), ("a.docx", &broken), ("a.png", b"\x89PNG\r\n\x1a\n\0"), ("b.html", b"Rust")]);
    assert_eq!(read(&file).await, whole("Ada\n\nRust\n\nBern"));
    let alone = with_body("<w:altChunk r:id='c0'/><w:altChunk/><w:altChunk r:id='x'/>", &[("gone.html", b"")]);
    assert_eq!(read(&alone).await, Err(Unreadable::Empty));
}

#[tokio::test]
async fn a_file_that_is_named_over_and_over_is_read_once() {
    let page = "Rust ".repeat(10_000);
    let body = "<w:altChunk r:id='c0'/>".repeat(10_000);
    assert_eq!(read(&with_body(&body, &[("a.html", page.as_bytes())])).await, whole(page.trim()));
}

#[tokio::test]
async fn documents_in_documents_are_read_four_deep_and_not_deeper() {
    let nested = |depth: usize| {
        let innermost = docx(vec![(p("Rust").into_bytes(), 1)]);
        (0..depth).fold(innermost, |file, _| with_body("<w:altChunk r:id='c0'/>", &[("a.docx", &file)]))
    };
    assert_eq!(read(&nested(4)).await, whole("Rust"));
    assert_eq!(read(&nested(5)).await, Err(Unreadable::Empty));
}

/// Each of these unpacks to less than a file may, and all of them to more.
#[tokio::test]
async fn all_that_is_in_a_document_is_unpacked_within_one_account() {
    let inner = |megabytes: u32| {
        let comment = [("<!--".into(), 1), (vec![b' '; 1_000_000], megabytes), ("-->".into(), 1)].to_vec();
        docx([comment, vec![(p("Rust").into_bytes(), 1)]].concat())
    };
    let two = |megabytes: u32| with_chunks(&[("a.docx", &inner(megabytes)), ("b.docx", &inner(megabytes))]);
    assert_eq!(read(&two(10)).await, whole("Ada\n\nRust\n\nRust\n\nBern"));
    assert!(matches!(read(&two(20)).await, Err(Unreadable::TooLarge(_))));
}

#[test]
fn a_document_of_word_95_or_before_is_known_by_its_beginning() {
    let heads: [&[u8]; 5] =
        [b"\xdb\xa5-\0", b"\x31\xbe\0\0\0\xab", b"\xdc\xa5h\0", b"\xfe\x37\0\x23", b"\x9b\xa5\x21\0"];
    for head in heads {
        assert_eq!(kind(&[head, &[0; 100]].concat()), Err(Unreadable::WordBefore97), "{}", head.escape_ascii());
    }
    assert_eq!(kind(b"1\xbe is three quarters in Latin-1"), Ok(Kind::Text));
}

#[tokio::test]
async fn a_compound_file_of_word_6_or_95_is_known_by_its_first_block() {
    let file = |head: &[u8]| compound(&[("WordDocument", &[head, &[0; 1000]].concat())]);
    for head in [b"\xdc\xa5\x65\0", b"\xdc\xa5\x68\0", b"\xec\xa5\x65\0", b"\xec\xa5\x69\0"] {
        assert_eq!(read(&file(head)).await, Err(Unreadable::WordBefore97), "{}", head.escape_ascii());
    }
    for head in [b"\xec\xa5\x6a\0", b"\xec\xa5\xc1\0", b"\x00\x00\xc1\0"] {
        assert!(matches!(read(&file(head)).await, Err(Unreadable::Damaged(_))), "{}", head.escape_ascii());
    }
}

#[tokio::test]
async fn hostile_pages_and_rich_texts_end_with_a_reason() {
    let deep = |open: &str| [open.repeat((4 << 20) / open.len()).as_bytes(), b"Ada"].concat();
    for file in [deep("<div>"), deep("<b>"), [b"{\\rtf1", &deep("{")[..]].concat()] {
        let outcome = read(&file).await;
        assert!(matches!(outcome, Err(Unreadable::TooLarge(_))), "{outcome:?}");
    }
    let nothing = [&b"{\\rtf1{\\pict\\bin2147483647 "[..], &[b'}'; 1 << 20]].concat();
    assert_eq!(read(&nothing).await, Err(Unreadable::Empty));
    assert_eq!(read(b"<html><p style='display:none'>Ada").await, Err(Unreadable::Empty));
    assert_eq!(
        read(b"MIME-Version: 1.0\nContent-Type: image/png\n\nAda").await,
        Err(Unreadable::Damaged("its parts have no text".to_owned()))
    );
}

#[tokio::test]
async fn a_text_that_begins_with_a_bracket_is_a_text() {
    for text in ["<Ada Example>\nRust engineer", "<3 Rust\nAda", "I write <html> and <p>hidden</p>"] {
        assert_eq!(kind(text.as_bytes()), Ok(Kind::Text));
        assert_eq!(read(text.as_bytes()).await, whole(text));
    }
    assert_eq!(kind(b"<p>Ada</p>"), Ok(Kind::Markup(Markup::Html)));
}

/// A part of so many megabytes of one page.
fn page(piece: &str, count: u32) -> Part {
    Part { name: "word/a.html", pieces: vec![(piece.as_bytes().to_vec(), count)], claimed: None }
}

#[tokio::test]
async fn a_page_of_megabytes_in_a_small_file_is_read_within_the_memory_of_production() {
    let parts = |page: Part| {
        zip(&[
            part("[Content_Types].xml", TYPES),
            part("word/document.xml", "<w:document><w:body><w:altChunk r:id='c'/></w:body></w:document>"),
            part("word/_rels/document.xml.rels", "<x><Relationship Id='c' Type='x/aFChunk' Target='a.html'/></x>"),
            page,
        ])
    };
    let outcome = read(&parts(page(&"<p class=x>Ada</p>".repeat(5_000), 5))).await;
    assert!(outcome.is_ok(), "{outcome:?}");
    assert!(matches!(read(&parts(page(&" ".repeat(1_000_000), 40))).await, Err(Unreadable::TooLarge(_))));
}
