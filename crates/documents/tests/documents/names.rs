//! Names of parts and streams: each spelling through file type detection and through the reader, which agree on all.

use darasa_documents::{Kind, Unreadable, kind};

use crate::{
    old_word::{OldWord, Words::Narrow},
    packing::{compound, part, zip},
    read, whole,
};

const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// How a package spells the names of its parts, and the targets of its relations.
struct Spelling {
    types: &'static str,
    relations: &'static str,
    document: &'static str,
    own_relations: &'static str,
    header: &'static str,
    target: &'static str,
    header_target: &'static str,
    schema: &'static str,
}

const USUAL: Spelling = Spelling {
    types: "[Content_Types].xml",
    relations: "_rels/.rels",
    document: "word/document.xml",
    own_relations: "word/_rels/document.xml.rels",
    header: "word/header1.xml",
    target: "word/document.xml",
    header_target: "header1.xml",
    schema: TRANSITIONAL,
};

impl Spelling {
    /// With one document of this content type.
    fn package(&self, kind: &str) -> Vec<u8> {
        let Self { target, header_target, schema, .. } = self;
        let relation = |kind: &str, target: &str| {
            format!("<Relationships><Relationship Id='h' Type='{schema}/{kind}' Target='{target}'/></Relationships>")
        };
        let absolute = format!("/{}", target.replace('\\', "/").trim_start_matches('/'));
        let words = |words: &str| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>");
        let body = words("Ada") + "<w:sectPr><w:headerReference w:type='default' r:id='h'/></w:sectPr>";
        zip(&[
            part(self.types, format!("<Types><Override PartName='{absolute}' ContentType='{kind}'/></Types>")),
            part(self.relations, relation("officeDocument", target)),
            part(self.document, format!("<w:document><w:body>{body}</w:body></w:document>")),
            part(self.own_relations, relation("header", header_target)),
            part(self.header, format!("<w:hdr>{}</w:hdr>", words("Grace"))),
        ])
    }
}

fn spellings() -> Vec<(&'static str, Spelling)> {
    vec![
        ("as usual", USUAL),
        (
            "folders as Windows separates them",
            Spelling {
                relations: r"_rels\.rels",
                document: r"word\document.xml",
                own_relations: r"word\_rels\document.xml.rels",
                header: r"word\header1.xml",
                target: r"word\document.xml",
                ..USUAL
            },
        ),
        (
            "another case in the zip",
            Spelling {
                types: "[CONTENT_TYPES].XML",
                relations: "_RELS/.RELS",
                document: "WORD/DOCUMENT.XML",
                own_relations: "WORD/_RELS/DOCUMENT.XML.RELS",
                header: "WORD/HEADER1.XML",
                ..USUAL
            },
        ),
        (
            "another case in the targets",
            Spelling { target: "Word/Document.XML", header_target: "Header1.xml", ..USUAL },
        ),
        ("absolute targets", Spelling { target: "/word/document.xml", header_target: "/word/header1.xml", ..USUAL }),
        (
            "a way around",
            Spelling { target: "./word/../word/document.xml", header_target: "../word/header1.xml", ..USUAL },
        ),
        ("the strict edition", Spelling { schema: STRICT, ..USUAL }),
        (
            "slashes in front",
            Spelling {
                document: "/word/document.xml",
                relations: "/_rels/.rels",
                header: "/word/header1.xml",
                ..USUAL
            },
        ),
        (
            "a number",
            Spelling {
                document: "word/document22.xml",
                own_relations: "word/_rels/document22.xml.rels",
                target: "word/document22.xml",
                ..USUAL
            },
        ),
        (
            "elsewhere",
            Spelling {
                document: "cv/ada.xml",
                own_relations: "cv/_rels/ada.xml.rels",
                target: "/cv/ada.xml",
                header_target: "/word/header1.xml",
                schema: STRICT,
                ..USUAL
            },
        ),
        (
            "in the root",
            Spelling {
                document: "Ada.xml",
                own_relations: "_rels/ada.xml.rels",
                target: "ADA.xml",
                header_target: "word/header1.xml",
                ..USUAL
            },
        ),
        (
            "escaped in the target alone",
            Spelling {
                document: "word/my résumé.xml",
                own_relations: r"word\_rels\My résumé.xml.rels",
                target: "word/my%20r%C3%A9sum%C3%A9.xml",
                ..USUAL
            },
        ),
        (
            "escaped in the zip too",
            Spelling {
                document: "word/my%20cv.xml",
                own_relations: "word/_rels/my%20cv.xml.rels",
                target: "word/my%20cv.xml",
                header: "word/header%31.xml",
                ..USUAL
            },
        ),
    ]
}

#[tokio::test]
async fn a_document_is_found_by_any_spelling_of_its_name() {
    for (what, spelling) in spellings() {
        let package = spelling.package(DOCUMENT);
        assert_eq!(kind(&package), Ok(Kind::Docx), "{what}");
        assert_eq!(read(&package).await, whole("Grace\n\nAda"), "{what}");
    }
}

#[tokio::test]
async fn a_spreadsheet_is_none_by_any_spelling_of_its_name() {
    for (what, spelling) in spellings() {
        assert_eq!(read(&spelling.package(SHEET)).await, Err(Unreadable::Unknown), "{what}");
    }
    let sheet = Spelling { document: r"XL\Workbook.xml", target: "/xl/workbook.xml", ..USUAL };
    assert_eq!(kind(&sheet.package(SHEET)), Err(Unreadable::Unknown), "no child is needed for that");
    let relations =
        "<Relationships><Relationship Id='1' Type='x/fixedrepresentation' Target='a.fdseq'/></Relationships>";
    let other = [part("[Content_Types].xml", "<Types/>"), part("_rels/.rels", relations), part("a.fdseq", "<a/>")];
    assert_eq!(read(&zip(&other)).await, Err(Unreadable::Unknown));
}

/// What one of the two parts that name the document does not say, the other does.
#[tokio::test]
async fn a_document_is_found_when_one_of_the_parts_that_name_it_is_damaged() {
    let types = format!("<Types><Override PartName='/cv/ada.xml' ContentType='{DOCUMENT}'/></Types>");
    let relation = |target: &str| {
        format!(
            "<Relationships><Relationship Id='1' Type='{STRICT}/officeDocument' Target='{target}'/></Relationships>"
        )
    };
    let file = |types: &str, relations: &str, name: &'static str| {
        let body = "<w:document><w:body><w:p><w:r><w:t>Ada</w:t></w:r></w:p></w:body></w:document>";
        zip(&[part("[Content_Types].xml", types), part("_rels/.rels", relations), part(name, body)])
    };
    for relations in [relation("cv/nobody.xml"), relation("cv/ada.xml")[..40].to_owned()] {
        assert_eq!(read(&file(&types, &relations, "cv/ada.xml")).await, whole("Ada"), "{relations}");
    }
    assert_eq!(read(&file("<Types", &relation("cv/ada.xml"), "cv/ada.xml")).await, whole("Ada"));
    let neither = file("<Types", "<Rel", "word/document.xml");
    assert_eq!(read(&neither).await, Err(Unreadable::Damaged("it names no document".to_owned())));
}

#[tokio::test]
async fn streams_are_found_in_any_case() {
    let file = OldWord::of(&[Narrow(b"Ada\r")]);
    for [main, table] in [["WordDocument", "1Table"], ["WORDDOCUMENT", "1TABLE"], ["worddocument", "1table"]] {
        let file = compound(&[(main, &file.main), (table, &file.table)]);
        assert_eq!(kind(&file), Ok(Kind::Doc), "{main}");
        assert_eq!(read(&file).await, whole("Ada"), "{main}");
    }
    assert_eq!(read(&compound(&[("EncryptedPackage", b"")])).await, Err(Unreadable::Encrypted));
    assert_eq!(read(&compound(&[("ENCRYPTEDPACKAGE", b"")])).await, Err(Unreadable::Encrypted));
    let beside = [("WordDocument", &file.main[..]), ("1Table", &file.table), ("EncryptedPackage", b"")];
    assert_eq!(read(&compound(&beside)).await, Err(Unreadable::Encrypted), "what stands beside it only says so");
    assert_eq!(
        read(&compound(&[("WordDocuments", &file.main), ("1Table", &file.table)])).await,
        Err(Unreadable::Unknown)
    );
}

#[tokio::test]
async fn files_that_were_met_are_read() {
    let files: [&[u8]; 2] =
        [include_bytes!("../samples/backslash-names.docx"), include_bytes!("../samples/main-part-elsewhere.docx")];
    for file in files {
        assert_eq!(kind(file), Ok(Kind::Docx));
        assert_eq!(read(file).await, whole("Ada Example\n\nRust and PostgreSQL, 2019 to 2024"));
    }
}
