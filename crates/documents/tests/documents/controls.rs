//! Content controls of a .docx, bound to data or showing a hint, as Word shows them.

use darasa_documents::Text;

use crate::{
    packing::{part, zip},
    read,
};

fn r(words: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>")
}

fn p(inside: &str) -> String {
    format!("<w:p>{inside}</w:p>")
}

async fn text_of(file: &[u8]) -> String {
    match read(file).await {
        Ok(Text { text, truncated: false }) => text,
        other => panic!("{other:?}"),
    }
}

const ITEM: &str = "{11111111-2222-3333-4444-ABCDEFABCDEF}";
const CORE: &str = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}";

/// A control of this kind, bound to this path in data of this id.
fn control(kind: &str, id: &str, path: &str, content: &str) -> String {
    format!(
        "<w:sdt><w:sdtPr><w:rPr><w:b/></w:rPr>{kind}<w:dataBinding w:prefixMappings='' w:xpath='{path}' w:storeItemID='{id}'/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )
}

fn bound(body: &str, data: &str) -> Vec<u8> {
    let types =
        "<Types><Override PartName='/word/document.xml' ContentType='x.wordprocessingml.document.main+xml'/></Types>";
    let relations = |all: &[(&str, &str)]| {
        let all =
            all.iter().map(|(kind, target)| format!("<Relationship Id='{kind}' Type='x/{kind}' Target='{target}'/>"));
        format!("<Relationships>{}</Relationships>", all.collect::<String>())
    };
    let of_package = [("officeDocument", "word/document.xml"), ("core-properties", "docProps/core.xml")];
    zip(&[
        part("[Content_Types].xml", types),
        part("_rels/.rels", relations(&of_package)),
        part("docProps/core.xml", "<cp:coreProperties><dc:creator>Ada Example</dc:creator></cp:coreProperties>"),
        part("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>")),
        part("word/_rels/document.xml.rels", relations(&[("customXml", "../customXml/item1.xml")])),
        part("customXml/item1.xml", data),
        part("customXml/_rels/item1.xml.rels", relations(&[("customXmlProps", "itemProps1.xml")])),
        part("customXml/itemProps1.xml", format!("<ds:datastoreItem ds:itemID='{ITEM}'/>")),
    ])
}

const TEXT: &str = "<w:text/>";
const HINT: &str = "<w:showingPlcHdr/><w:text/>";
const DATA: &str = "<a:cv xmlns:a='x'><a:job>Rust</a:job><a:job> SQL </a:job><a:none/></a:cv>";

#[tokio::test]
async fn a_bound_control_shows_its_data_and_not_what_was_saved() {
    let second = "/a:cv[1]/a:job[2]";
    let lower = ITEM.to_lowercase();
    let cases = [
        ("in a line", p(&(r("Skill:") + &control(TEXT, ITEM, second, &(r("o") + &r("ld"))) + &r("!"))), "Skill: SQL !"),
        ("a paragraph", control(TEXT, &lower, second, &p(&r("old"))) + &p(&r("!")), " SQL\n\n!"),
        ("empty in a line", p(&(r("Skill:") + &control(TEXT, ITEM, second, ""))), "Skill: SQL"),
        ("an empty paragraph", control(TEXT, ITEM, second, &p("")), " SQL"),
        ("nothing at all", control(TEXT, ITEM, second, "") + &p(&r("!")), " SQL\n\n!"),
        ("a hint", p(&control(HINT, ITEM, second, &r("Click here"))), " SQL"),
        ("no data", p(&(r("!") + &control(TEXT, ITEM, "/cv/none", &r("old")))), "!"),
        ("no data and a hint", p(&control(HINT, ITEM, "/cv/none", &r("Click here"))), "Click here"),
        (
            "a hint and no binding",
            p(
                "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click</w:t></w:r></w:sdtContent></w:sdt>",
            ),
            "Click",
        ),
        ("a path to nowhere", p(&control(TEXT, ITEM, "/cv/job[3]", &r("saved"))), "saved"),
        ("a path to more than a place", p(&control(TEXT, ITEM, "/cv/job[. = 1]", &r("saved"))), "saved"),
        ("data of another id", p(&control(TEXT, CORE, second, &r("saved"))), "saved"),
        ("a date", p(&control("<w:date/>", ITEM, second, &r("2024"))), "2024"),
        ("the author", p(&control(TEXT, CORE, "/ns1:coreProperties[1]/ns0:creator[1]", &r("Name"))), "Ada Example"),
        (
            "a cell",
            format!(
                "<w:tbl><w:tr>{}</w:tr></w:tbl>",
                control(TEXT, ITEM, "/cv/job[1]", &format!("<w:tc>{}</w:tc>", p(&r("old"))))
            ),
            "Rust",
        ),
    ];
    for (what, body, expected) in cases {
        assert_eq!(text_of(&bound(&body, DATA)).await, expected, "{what}");
    }
}

#[tokio::test]
async fn a_hidden_control_shows_no_data() {
    let hidden = r("old").replace("<w:t ", "<w:rPr><w:vanish/></w:rPr><w:t ");
    let body = p(&(r("!") + &control(TEXT, ITEM, "/cv/job[1]", &hidden)));
    assert_eq!(text_of(&bound(&body, DATA)).await, "!");
}

#[tokio::test]
async fn damaged_or_endless_data_leaves_what_was_saved() {
    let body = p(&control(TEXT, ITEM, "/cv/job[1]", &r("saved")));
    for data in ["<a:cv>", "", "<!DOCTYPE a><cv><job>Rust</job></cv>"] {
        assert_eq!(text_of(&bound(&body, data)).await, "saved", "{data}");
    }
    // Of all data together a million bytes are read; the author's name is some of them.
    let core = "<cp:coreProperties><dc:creator>Ada Example</dc:creator></cp:coreProperties>".len();
    let padded = |length: usize| {
        let data = "<cv><job>Rust</job><!-- -->".to_owned();
        let padding = length - data.len() - "</cv>".len();
        data.replace("<!-- -->", &format!("<!--{}-->", "x".repeat(padding + 1))) + "</cv>"
    };
    assert_eq!(padded(1_000).len(), 1_000);
    assert_eq!(text_of(&bound(&body, &padded(1_000_000 - core))).await, "Rust");
    assert_eq!(text_of(&bound(&body, &padded(1_000_001 - core))).await, "saved");
}
