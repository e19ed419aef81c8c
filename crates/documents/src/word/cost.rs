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
    super::words(
        &stored(&parts.map(|(name, xml)| (name.to_owned(), xml.into_bytes()))),
        Kind::Docx,
        &UnpackBudget::default(),
        0,
    )
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
fn a_plain_text() {
    for line in ["\n", "\r\n", " \t", "Ada "] {
        assert_linear(line, 2_000, |count| drop(Text::of(&line.repeat(count))));
    }
}
