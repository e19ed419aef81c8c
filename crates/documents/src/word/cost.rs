//! Complexity tests of .docx: no file takes more than linear time, counted in steps and not in seconds.

use super::{Read, UnpackBudget, tests::stored};
use crate::{Kind, steps::assert_linear, text::Text};

const TYPES: &str =
    "<Types><Override PartName='/word/document.xml' ContentType='x.wordprocessingml.document.main+xml'/></Types>";

/// A file with this body, these relations of the document's, and these styles.
fn read(body: &str, relations: &str, styles: &str) -> Read<String> {
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("word/document.xml", format!("<document><body>{body}</body></document>")),
        (
            "word/_rels/document.xml.rels",
            format!("<x><Relationship Id='s' Type='x/styles' Target='styles.xml'/>{relations}</x>"),
        ),
        ("word/styles.xml", format!("<styles>{styles}</styles>")),
        ("word/header.xml", "<hdr><p><r><t>Ada</t></r></p></hdr>".to_owned()),
    ];
    text_of(parts)
}

fn text_of<const N: usize>(parts: [(&str, String); N]) -> Read<String> {
    let file = stored(&parts.map(|(name, xml)| (name.to_owned(), xml.into_bytes())));
    super::words(&file, Kind::Docx, &UnpackBudget::default(), 0)
}

fn reference(id: impl std::fmt::Display) -> String {
    format!("<headerReference id='{id}'/>")
}

#[test]
fn many_relations_that_are_all_named() {
    assert_linear("relations", 2_000, |count| {
        let relations: String =
            (0..count).map(|id| format!("<Relationship Id='{id}' Type='x/header' Target='header.xml'/>")).collect();
        let references: String = (0..count).map(reference).collect();
        assert_eq!(read(&format!("<sectPr>{references}</sectPr>"), &relations, "").unwrap(), "Ada");
    });
}

#[test]
fn a_long_target_that_is_named_often() {
    assert_linear("targets", 2_000, |count| {
        let long = format!("<Relationship Id='a' Type='x/header' Target='{}header.xml'/>", "./".repeat(count));
        let references = reference("a").repeat(count);
        assert_eq!(read(&format!("<sectPr>{references}</sectPr>"), &long, "").unwrap(), "Ada");
    });
}

/// The names of styles are as long as a program writes them; longer ones name nothing.
#[test]
fn a_long_name_of_a_style_that_is_used_often() {
    for (length, hidden) in [(1_024, true), (1_025, false)] {
        let (name, used) = ("x".repeat(length), "<r><rPr><rStyle val='NAME'/></rPr><t>Ada</t></r>");
        let style = format!("<style styleId='{name}'><rPr><vanish/></rPr></style>");
        let text = read(&format!("<p>{}</p>", used.replace("NAME", &name)), "", &style).unwrap();
        assert_eq!(text.is_empty(), hidden, "{length}");
    }
    assert_linear("styles", 2_000, |count| {
        let name = "x".repeat(count);
        let styles = format!("<style styleId='a'><basedOn val='{name}'/></style><style styleId='{name}'/>");
        let runs = "<r><rPr><rStyle val='a'/></rPr><t>Ada</t></r>".repeat(count);
        assert!(read(&format!("<p><pPr><pStyle val='{name}'/></pPr>{runs}</p>"), "", &styles).is_ok());
    });
}

#[test]
fn fields_that_are_many_or_stand_in_each_other() {
    let mark = |kind: &str| format!("<r><fldChar fldCharType='{kind}'/></r>");
    let code = "<r><instrText>MACROBUTTON x Ada</instrText></r>";
    let whole = mark("begin") + code + &mark("end");
    let cases = [
        ("many fields", whole.clone()),
        ("fields in codes", mark("begin") + code),
        ("fields in results", mark("begin") + &mark("separate")),
        ("ends", mark("end")),
        ("results", mark("separate")),
    ];
    for (what, piece) in cases {
        assert_linear(what, 2_000, |count| drop(read(&format!("<p>{}{}</p>", piece.repeat(count), whole), "", "")));
    }
    assert_linear("a long code in pieces", 2_000, |count| {
        let pieces = "<r><instrText>\\o(</instrText></r>".repeat(count);
        drop(read(&format!("<p>{}<r><instrText>EQ</instrText></r>{pieces}{}</p>", mark("begin"), mark("end")), "", ""));
    });
    assert_linear("fields in attributes", 2_000, |count| {
        let (open, close) = ("<fldSimple instr='EQ x'>".repeat(count), "</fldSimple>".repeat(count));
        assert!(read(&format!("<p>{open}{close}</p>"), "", "").is_ok());
    });
}

#[test]
fn prefixes_that_are_many_or_declared_anew() {
    assert_linear("prefixes", 2_000, |count| {
        let declared: String = (0..count).map(|prefix| format!(" xmlns:p{prefix}='urn:x'")).collect();
        let asked = "<AlternateContent><Choice Requires='p1'/></AlternateContent>".repeat(count);
        assert!(read(&format!("<p{declared}>{asked}</p>"), "", "").is_ok());
    });
    assert_linear("prefixes in each other", 2_000, |count| {
        let (open, close) = ("<sdt xmlns:a='urn:x' xmlns:b='urn:y'>".repeat(count), "</sdt>".repeat(count));
        assert!(read(&format!("{open}{close}"), "", "").is_ok());
    });
}

/// A file with this body, and data to which controls can be bound.
fn bound(body: &str, data: &str) -> Read<String> {
    let relation =
        |kind: &str, target: &str| format!("<x><Relationship Id='1' Type='x/{kind}' Target='{target}'/></x>");
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("word/document.xml", format!("<document><body>{body}</body></document>")),
        ("word/_rels/document.xml.rels", relation("customXml", "/item.xml")),
        ("item.xml", data.to_owned()),
        ("_rels/item.xml.rels", relation("customXmlProps", "props.xml")),
        ("props.xml", "<datastoreItem itemID='{A}'/>".to_owned()),
    ];
    text_of(parts)
}

#[test]
fn controls_that_are_bound_to_long_or_deep_data() {
    let control = |path: &str| {
        let binding = format!("<dataBinding storeItemID='{{A}}' xpath='{path}'/>");
        format!("<p><sdt><sdtPr><text/>{binding}</sdtPr><sdtContent/></sdt></p>")
    };
    assert_eq!(bound(&control("/a/b[2]"), "<a><b/><b>Ada</b></a>").unwrap(), "Ada");
    assert_linear("long data", 2_000, |count| {
        let data = format!("<a>{}</a>", "Ada ".repeat(count));
        assert!(bound(&control("/a").repeat(count), &data).is_ok());
    });
    assert_linear("many places", 2_000, |count| {
        let body: String = (0..count).map(|place| control(&format!("/a/b[{place}]"))).collect();
        assert!(bound(&body, &format!("<a>{}</a>", "<b>x</b>".repeat(count))).is_ok());
    });
    assert_linear("deep data", 2_000, |count| {
        let data = format!("{}{}", "<a>".repeat(count), "</a>".repeat(count));
        assert!(bound(&control(&"/a".repeat(count)), &data).is_ok());
    });
}

#[test]
fn sections_that_all_have_a_title_page() {
    assert_linear("sections", 2_000, |count| {
        let first = format!("<sectPr>{}</sectPr>", reference("a").replace("id", "type='first' id"));
        let header = "<Relationship Id='a' Type='x/header' Target='header.xml'/>";
        let body = first + &"<sectPr><titlePg/></sectPr>".repeat(count);
        assert_eq!(read(&body, header, "").unwrap(), "Ada");
    });
}

#[test]
fn a_plain_text() {
    for line in ["\n", "\r\n", " \t", "Ada "] {
        assert_linear(line, 2_000, |count| drop(Text::of(&line.repeat(count))));
    }
}
