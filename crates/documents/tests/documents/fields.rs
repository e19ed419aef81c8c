//! Fields and content controls, as Word shows them.

use darasa_documents::Text;

use crate::{
    Document,
    packing::{document, part, zip},
    read, whole,
};

fn r(words: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>")
}

fn p(inside: &str) -> String {
    format!("<w:p>{inside}</w:p>")
}

async fn text(body: &str) -> String {
    text_of(&document(body, &[])).await
}

async fn text_of(file: &[u8]) -> String {
    match read(file).await {
        Ok(Document::Text(Text { text, truncated: false })) => text,
        other => panic!("{other:?}"),
    }
}

fn mark(kind: &str, inside: &str) -> String {
    format!("<w:r><w:fldChar w:fldCharType='{kind}'>{inside}</w:fldChar></w:r>")
}

fn code(code: &str) -> String {
    format!("<w:r><w:instrText>{code}</w:instrText></w:r>")
}

/// A field with this code, what it holds, and its result if it has one.
fn field(instruction: &str, holds: &str, result: Option<&str>) -> String {
    let result = result.map(|result| mark("separate", "") + result).unwrap_or_default();
    [&mark("begin", holds), &code(instruction), &*result, &mark("end", "")].concat()
}

#[tokio::test]
async fn of_fields_the_result_is_shown_and_never_the_code() {
    let nested =
        [&mark("begin", ""), &code("IF "), &field("PAGE", "", Some(&r("1"))), &code(" > 1"), &mark("separate", "")];
    let nested = nested.map(String::as_str).concat() + &r("Ada") + &mark("end", "");
    assert_eq!(text(&p(&nested)).await, "Ada", "a result within a code is code");
    assert_eq!(text(&p(&(field("TOC", "", Some(&(r("a") + "</w:p><w:p>" + &r("b")))) + &r("!")))).await, "a\n\nb!");
    assert_eq!(text(&p(&(field("XE \"index\"", "", None) + &r("Ada")))).await, "Ada");
}

#[tokio::test]
async fn a_field_that_never_ends_hides_nothing_and_one_that_never_began_neither() {
    let cut = mark("begin", "") + &code("PAGE") + &r("Ada");
    assert_eq!(text(&[p(&cut), p(&r("Example"))].concat()).await, "Ada\n\nExample");
    assert_eq!(text(&p(&(mark("end", "") + &mark("separate", "") + &r("Ada")))).await, "Ada");
    let boxed =
        format!("<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>", p(&(mark("begin", "") + &r("-"))));
    assert_eq!(text(&p(&(boxed + &r("Ada")))).await, "Ada", "not beyond its box");
}

#[tokio::test]
async fn buttons_and_equations_show_what_word_draws() {
    let reading = r"EQ \* jc2 \o\ad(\s\up 9(えいだ),英田)";
    assert_eq!(text(&p(&(r("氏名: ") + &field(reading, "", None) + &r("様")))).await, "氏名: 英田様");
    assert_eq!(text(&p(&field(reading, "", Some("")))).await, "英田", "an empty result is none");
    assert_eq!(text(&p(&field(reading, "", Some(&r("英"))))).await, "英");
    assert_eq!(text(&p(&field("MACROBUTTON NoMacro [Your name]", "", None))).await, "[Your name]");
    let split = [&mark("begin", ""), &code("MACRO"), &code("BUTTON x Ada "), &code("Example"), &mark("end", "")];
    assert_eq!(text(&p(&split.map(String::as_str).concat())).await, "Ada Example");
    let simple = |inside: &str| p(&format!("<w:fldSimple w:instr='MACROBUTTON x Ada'>{inside}</w:fldSimple>"));
    assert_eq!(text(&simple("")).await, "Ada");
    assert_eq!(text(&simple(&r("Grace"))).await, "Grace");
    assert_eq!(text(&simple(&(mark("begin", "") + &code("PAGE")))).await, "Ada", "what ends with it");

    let hidden = code("MACROBUTTON x Ada").replace("<w:instrText", "<w:rPr><w:vanish/></w:rPr><w:instrText");
    let hidden = [&mark("begin", ""), &*hidden, &mark("end", ""), &r("!")].concat();
    assert_eq!(text(&p(&hidden)).await, "!");
    let met = include_bytes!("../samples/eq-furigana.docx");
    assert_eq!(read(met).await, whole("氏名: 英田\n\nRust"));
}

#[tokio::test]
async fn forms_show_what_was_chosen_or_written() {
    let list = |chosen: &str| {
        let entries = ["Beginner", "Fluent"].map(|entry| format!("<w:listEntry w:val='{entry}'/>")).concat();
        field("FORMDROPDOWN", &format!("<w:ffData><w:ddList>{chosen}{entries}</w:ddList></w:ffData>"), Some(""))
    };
    for (chosen, expected) in [
        ("", "Beginner"),
        ("<w:result w:val='1'/>", "Fluent"),
        ("<w:default w:val='1'/>", "Fluent"),
        ("<w:result w:val='0'/><w:default w:val='1'/>", "Beginner"),
        ("<w:result w:val='2'/>", ""),
    ] {
        assert_eq!(text(&p(&(r("German: ") + &list(chosen)))).await, format!("German: {expected}").trim(), "{chosen}");
    }
    let checked = |state: &str| {
        field("FORMCHECKBOX", &format!("<w:ffData><w:checkBox><w:sizeAuto/>{state}</w:checkBox></w:ffData>"), Some(""))
    };
    for (state, expected) in [
        ("", "☐"),
        ("<w:checked/>", "☒"),
        ("<w:checked w:val='0'/>", "☐"),
        ("<w:default w:val='1'/>", "☒"),
        ("<w:default w:val='1'/><w:checked w:val='false'/>", "☐"),
    ] {
        assert_eq!(text(&p(&checked(state))).await, expected, "{state}");
    }
    let data = "<w:ffData><w:name w:val='F'/><w:textInput><w:default w:val='Name?'/></w:textInput></w:ffData>";
    assert_eq!(text(&p(&field("FORMTEXT", data, Some(&r("Ada"))))).await, "Ada");
    let met = include_bytes!("../samples/form-fields.docx");
    assert_eq!(read(met).await, whole("German: Fluent\n\n☒ Remote   ☐ On site"));
}

/// Word takes 25 entries; the index of one more leads nowhere.
#[tokio::test]
async fn a_list_has_as_many_entries_as_word_takes() {
    let list = |chosen: usize| {
        let entries: String = (0..40).map(|entry| format!("<w:listEntry w:val='entry {entry}'/>")).collect();
        let data = format!("<w:ffData><w:ddList><w:result w:val='{chosen}'/>{entries}</w:ddList></w:ffData>");
        p(&(r("!") + &field("FORMDROPDOWN", &data, Some(""))))
    };
    assert_eq!(text(&list(23)).await, "!entry 23");
    assert_eq!(text(&list(24)).await, "!entry 24");
    assert_eq!(text(&list(25)).await, "!");
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
