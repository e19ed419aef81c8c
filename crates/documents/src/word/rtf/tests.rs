//! RTF tests: the words that are seen, as Word, WordPad, LibreOffice and TextEdit write them.

use super::*;

fn seen(rtf: &str) -> String {
    text(rtf.as_bytes()).unwrap()
}

/// A file with this body.
fn body(body: &str) -> String {
    seen(&format!("{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0 Calibri;}}}}{body}}}"))
}

#[test]
fn paragraphs_lines_tabs_and_dashes_are_read() {
    assert_eq!(body("Ada\\par Rust\\line Go\\tab SQL\\par}"), "Ada\n\nRust\nGo\tSQL");
    assert_eq!(
        body("2019\\endash 2024\\emdash\\bullet\\lquote a\\rquote\\ldblquote b\\rdblquote"),
        "2019–2024—•‘a’“b”"
    );
    assert_eq!(body("a\\~b\\_c\\-d \\{e\\}\\\\f"), "a\u{a0}b\u{2011}cd {e}\\f");
    assert_eq!(body("one\\\ntwo\r\nthree"), "one\n\ntwothree");
    assert_eq!(body("Ada\\page Page two\\sect Section two"), "Ada\n\n\u{c}\n\nPage two\n\n\u{c}\n\nSection two");
}

#[test]
fn hidden_and_deleted_words_are_left_out_until_they_are_shown_again() {
    assert_eq!(body("Ada {\\v hidden}Example {\\b\\v0 shown}"), "Ada Example shown");
    assert_eq!(body("\\v hidden\\plain shown\\v hidden\\v0  again"), "shown again");
    assert_eq!(body("keen{\\deleted lazy}{\\revised , quick}"), "keen, quick");
    assert_eq!(body("{\\v {\\footnote hidden}}{\\v{\\shp{\\*\\shpinst{\\shptxt hidden\\par}}}}Ada"), "Ada");
}

#[test]
fn letters_beyond_the_code_page_stand_before_their_substitutes() {
    assert_eq!(body("Z\\u252\\'fcrich \\u8364?"), "Zürich €");
    assert_eq!(body("\\uc0\\u8226  Rust \\u26085\\u26412"), "• Rust 日本");
    assert_eq!(body("{\\uc2\\u26085 \\'93\\'fa}{\\u26412 ?}x"), "日本x");
    assert_eq!(body("\\u-10180?\\u-8436?"), "🌌");
    assert_eq!(body("\\u8212\\emdash a"), "—a", "a word can be a substitute");
    assert_eq!(body("{\\uc3\\u65 }b{\\uc9999\\u66 }c"), "AbBc", "a group's end is the end of its substitutes");
    assert_eq!(body("\\u99999999?\\u-99999999?a").chars().last(), Some('a'));
    assert_eq!(body("{\\upr{Zurich}{\\*\\ud{Z\\u252 ?rich}}}"), "Zürich");
}

#[test]
fn bytes_are_read_in_the_encoding_of_their_font() {
    let fonts = "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204{\\*\\falt Times}Arial Cyr;}{\\f2\\fcharset128 MS Mincho;}\
        {\\f3\\fcharset2 Symbol;}{\\f4\\fcharset1\\cpg1250 Arial CE;}}";
    let text = |body: &str| seen(&format!("{{\\rtf1\\ansi\\ansicpg1252\\deff0{fonts}{body}}}"));
    assert_eq!(
        text("\\f1 \\'c0\\'e4\\'e0\\f0 \\'e9 {\\f2 \\'93\\'fa\\'96\\'7b} \\f3\\'b7\\f4\\'a3\\plain\\'e9"),
        "Ада\u{e9} 日本 •Łé"
    );
    assert_eq!(seen("{\\rtf1\\ansi\\ansicpg1251 \\'c0\\'e4\\'e0}"), "Ада");
    assert_eq!(seen("{\\rtf1\\mac \\'8e}"), "é");
    assert_eq!(seen("{\\rtf1\\ansi\\ansicpg99999 \\'e9}"), "é");
}

#[test]
fn bytes_above_ascii_may_stand_as_they_are() {
    assert_eq!(text(b"{\\rtf1\\ansi\\ansicpg932 \x93\xfa\x96\\{}").unwrap(), "日本");
    assert_eq!(text(b"{\\rtf1\\ansi Z\xfcrich}").unwrap(), "Zürich");
}

#[test]
fn tables_are_rows_with_tabs_and_tables_in_tables_too() {
    let row = "\\trowd\\cellx1\\cellx2\\pard\\intbl Rust\\cell 4 years\\cell\\row";
    assert_eq!(
        body(&format!("Skills\\par{row}{row}\\pard Bern\\par")),
        "Skills\n\nRust\t4 years\nRust\t4 years\n\nBern"
    );
    let nested = "\\trowd\\pard\\intbl Navy\\par\\pard\\intbl\\itap2 1943\\nestcell 1986\\nestcell\
        {\\*\\nesttableprops\\trowd\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\itap1 after\\cell Bern\\cell\\row\\pard Basel";
    assert_eq!(body(nested), "Navy 1943\t1986 after\tBern\n\nBasel");
    assert_eq!(body("lost\\cell cells\\cell\\row\\pard Ada"), "lost\tcells\n\nAda");
}

#[test]
fn items_of_lists_stand_below_each_other() {
    let item = |level: u8, words: &str| format!("\\pard\\ls1\\ilvl{level}{{\\listtext\\f3\\'b7\\tab}}{words}\\par");
    let list = [item(0, "Rust"), item(1, "tokio"), item(0, "Go")].concat();
    assert_eq!(body(&format!("{list}\\pard Bern")), "- Rust\n  - tokio\n- Go\n\nBern");
    let wordpad =
        "\\pard{\\pntext\\f1\\'B7\\tab}{\\*\\pn\\pnlvlblt{\\pntxtb\\'B7}}Rust\\par{\\pntext\\f1\\'B7\\tab}Go\\par";
    assert_eq!(body(wordpad), "- Rust\n- Go");
    assert_eq!(body("\\pard\\ls1\\outlinelevel0{\\listtext 1.}Skills\\par"), "Skills");
}

#[test]
fn fields_show_their_results_and_pictures_objects_and_tables_of_the_file_show_nothing() {
    let link = "{\\field{\\*\\fldinst{HYPERLINK \"https://ada.example\"}}{\\fldrslt{\\ul my page}}}";
    assert_eq!(body(&format!("See {link}.")), "See my page.");
    let nothing = "{\\info{\\title COBOL}{\\author Eve}}{\\stylesheet{\\s0 Normal;}}{\\colortbl;\\red0;}{\\*\\generator Word;}\
        {\\pict\\wmetafile8 0102}{\\*\\bkmkstart x}{\\object\\objemb{\\*\\objclass Excel}{\\*\\objdata 0105}{\\result Sheet}}\
        {\\*\\listtable{\\list x}}{\\*\\unheard of}{\\nonshppict{\\pict 00}}{\\*\\shppict{\\pict\\bin4 }}}}}}";
    assert_eq!(body(&format!("{nothing}Ada")), "SheetAda");
}

#[test]
fn headers_boxes_notes_and_comments_are_read_in_their_order() {
    let text = "{\\header Ada Example\\par}{\\footer Page\\par}Rust{\\footnote Since 2015\\par}\\par\
        {\\*\\annotation{\\*\\atnref 1}Nice\\par}{\\shp{\\*\\shpinst\\shpleft0{\\sp{\\sn x}{\\sv 1}}{\\shptxt Box\\par}}{\\shprslt Box}}Go\\par";
    assert_eq!(body(text), "Ada Example\n\nRust\n\nGo\n\nBox\n\nSince 2015\n\nComment: Nice\n\nPage");
    let twice = "{\\header Ada\\par}one\\sect\\sectd{\\header Ada\\par}two";
    assert_eq!(body(twice), "Ada\n\none\n\n\u{c}\n\ntwo");
}

#[test]
fn headers_that_are_switched_off_are_not_shown() {
    let headers = "{\\headerl Left\\par}{\\headerr Right\\par}{\\headerf First\\par}";
    assert_eq!(body(&format!("{headers}Ada")), "Right\n\nAda");
    assert_eq!(body(&format!("\\facingp\\sectd\\titlepg{headers}Ada")), "Left\n\nRight\n\nFirst\n\nAda");
    assert_eq!(body(&format!("{headers}Ada\\sect\\sectd\\titlepg Go")), "Right\n\nFirst\n\nAda\n\n\u{c}\n\nGo");
}

#[test]
fn data_is_skipped_by_its_length_whatever_stands_in_it() {
    assert_eq!(body("{\\pict\\bin7 }}}{{{{}Ada"), "Ada");
    assert_eq!(body("Ada{\\pict\\bin2147483647 } lost"), "Ada");
    assert_eq!(body("Ada{\\pict\\bin-1 } kept"), "Ada kept");
}

#[test]
fn groups_may_be_so_deep_and_not_one_deeper() {
    let nested = |depth: usize| format!("{{\\rtf1{}Ada{}", "{".repeat(depth - 1), "}".repeat(depth));
    assert_eq!(seen(&nested(DEEPEST_GROUP)), "Ada");
    let Err(Unreadable::TooLarge(cause)) = text(nested(DEEPEST_GROUP + 1).as_bytes()) else { panic!("it was read") };
    assert_eq!(cause, "it has more than 10000 groups in each other");
}

#[test]
fn a_file_that_is_cut_or_goes_on_behind_its_end_is_read_as_word_reads_it() {
    assert_eq!(seen("{\\rtf1 Ada"), "Ada");
    assert_eq!(seen("{\\rtf1 Ada} and {more}"), "Ada");
    assert_eq!(seen("{\\rtf1 Ada}}}}"), "Ada");
    assert_eq!(seen("{\\rtf1 Ada\\"), "Ada");
    assert_eq!(text(b"\xef\xbb\xbf\r\n{\\rtf1 Ada}").unwrap(), "Ada");
}
