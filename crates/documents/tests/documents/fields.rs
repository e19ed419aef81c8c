//! Fields of a .docx, as Word shows them.

use darasa_documents::Text;

use crate::{FORMS_DOCX, packing::document, read, whole};

fn r(words: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>")
}

fn p(inside: &str) -> String {
    format!("<w:p>{inside}</w:p>")
}

async fn text(body: &str) -> String {
    match read(&document(body, &[])).await {
        Ok(Text { text, truncated: false }) => text,
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
    let met = FORMS_DOCX;
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
