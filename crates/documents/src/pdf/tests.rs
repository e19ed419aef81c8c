//! Tests of PDF text: what people see on a page is read, in the order in which it was written, once and whole.

use super::{
    FEWEST_LETTERS,
    budget::{Budget, MOST_LETTERS, MOST_WORK},
    text,
    writer::{FIRST, at, font, pdf, pdf_with, stream},
};
use crate::{MOST_CHARACTERS, Unreadable};

fn read(file: Vec<u8>) -> String {
    text(file).unwrap().text
}

/// What a page shows whose operators these are.
fn shown(content: &str) -> String {
    read(pdf(content))
}

fn shown_in(font: String, content: &str) -> String {
    read(pdf_with("", content, &[font]))
}

#[test]
fn lines_and_paragraphs_end_where_they_are_seen_to() {
    let page = "BT /F1 10 Tf 50 800 Td (Ada Example) Tj 0 -12 Td (Engineer) Tj 0 -30 Td (Skills) Tj T* ET";
    assert_eq!(shown(page), "Ada Example\nEngineer\n\nSkills");
    let operators = "BT /F1 10 Tf 12 TL 50 800 Td (Ada) Tj T* (Rust) ' 1 0 (and SQL) \" 0 -14 TD (Go) Tj T* (C) Tj ET";
    assert_eq!(shown(operators), "Ada\n\nRust\nand SQL\nGo\nC");
}

#[test]
fn the_order_is_that_of_the_file_and_columns_stay_apart() {
    let left = at(50.0, 800.0, "Skills") + &at(50.0, 788.0, "Rust") + &at(50.0, 776.0, "SQL");
    let right = at(300.0, 800.0, "Experience") + &at(300.0, 788.0, "Acme");
    assert_eq!(shown(&(left + &right)), "Skills\nRust\nSQL\n\nExperience\nAcme");
    assert_eq!(shown(&(at(300.0, 800.0, "2019") + &at(50.0, 800.0, "Acme"))), "2019\nAcme");
}

#[test]
fn a_gap_is_a_blank_and_kerning_is_none() {
    assert_eq!(shown("BT /F1 10 Tf 50 800 Td [(A) 70 (W) 40 (S and ) 30 (T) 110 (ools)] TJ ET"), "AWS and Tools");
    assert_eq!(shown("BT /F1 10 Tf 50 800 Td [(Rust) -250 (and) -180 (SQL)] TJ ET"), "Rust and SQL");
    assert_eq!(shown("BT /F1 10 Tf 50 800 Td 2 Tw (Rust and SQL) Tj ET"), "Rust and SQL");
    assert_eq!(shown(&(at(50.0, 800.0, "C") + "BT /F1 6 Tf 57.4 803 Td (++) Tj ET")), "C++");
}

#[test]
fn letters_that_are_set_apart_are_one_word() {
    assert_eq!(shown("BT /F1 10 Tf 50 800 Td 3 Tc (SKILLS) Tj ET"), "SKILLS");
    assert_eq!(shown("BT /F1 10 Tf 50 800 Td 3 Tc (WORK HISTORY) Tj ET"), "WORK HISTORY");
    let pieces = "BT /F1 10 Tf 50 800 Td [(S) -300 (K) -300 (I) -300 (L) -300 (L) -300 (S) -900 (A) -300 (T)] TJ ET";
    assert_eq!(shown(pieces), "SKILLS AT");
}

#[test]
fn ligatures_hyphens_and_blanks_are_written_as_people_type_them() {
    let names = ["f_f", "fi", "fl", "ffi", "ffl", "hyphen", "uni00AD", "uni2011", "uni00A0", "x", "uni200B", "uniE001"];
    let content = "BT /F2 10 Tf 50 800 Td (BCDEFGHIJKL) Tj ET";
    assert_eq!(shown_in(font(&names), content), "fiflffiffl--- x");
}

#[test]
fn a_word_that_was_drawn_twice_is_there_once() {
    let twice = at(50.0, 800.0, "Experience") + &at(50.4, 800.0, "Experience") + &at(50.0, 786.0, "Acme");
    assert_eq!(shown(&twice), "Experience\nAcme");
    let letters = "BT /F1 10 Tf 50 800 Td [(G) 740 (G) -38 (o) 520 (o)] TJ ET";
    assert_eq!(shown(letters), "Go");
    let aside = at(50.0, 800.0, "ada") + &at(52.0, 788.0, "ada");
    assert_eq!(shown(&aside), "ada\nada", "another line is another word");
    assert_eq!(shown(&at(50.0, 800.0, "bookkeeper... llama")), "bookkeeper... llama");
}

#[test]
fn a_turned_page_is_read_as_it_is_shown() {
    for turn in [0, 90, 180, 270, -90, 450] {
        let content = at(50.0, 500.0, "Ada Example") + &at(50.0, 488.0, "Rust");
        assert_eq!(read(pdf_with(&format!("/Rotate {turn}"), &content, &[])), "Ada Example\nRust", "{turn}");
    }
}

#[test]
fn turned_words_follow_those_that_are_not() {
    for turn in ["0 1 -1 0", "0 -1 1 0", "-1 0 0 -1"] {
        let turned = format!("BT /F1 10 Tf {turn} 300 400 Tm (Rust since 2015) Tj ET\n");
        let page = turned + &at(50.0, 800.0, "Ada Example, software engineer");
        assert_eq!(shown(&page), "Ada Example, software engineer\n\nRust since 2015", "{turn}");
    }
}

#[test]
fn fonts_that_a_file_does_not_hold_are_read_by_their_names() {
    for (kind, name) in
        [("Type1", "Times-Roman"), ("Type1", "Courier"), ("TrueType", "Arial"), ("TrueType", "Nobody,Bold")]
    {
        let font = format!("<</Type/Font/Subtype/{kind}/BaseFont/{name}/Encoding/WinAnsiEncoding>>");
        assert_eq!(shown_in(font, "BT /F2 10 Tf 50 800 Td (Caf\\351 Rust) Tj ET"), "Café Rust", "{name}");
    }
    assert_eq!(shown_in("<</Subtype/Unheard>>".to_owned(), "BT /F2 10 Tf 50 800 Td (Rust) Tj ET"), "Rust");
    assert_eq!(shown("BT /F9 10 Tf 50 800 Td (no such font) Tj ET"), "no such font");
}

#[test]
fn a_font_is_also_set_by_a_graphics_state() {
    let state = "/Resources<</ExtGState<</G<</Font[<</Type/Font/Subtype/Type1/BaseFont/Helvetica>> 10]>>>>>>";
    assert_eq!(read(pdf_with(state, "/G gs BT 50 800 Td (Rust and SQL) Tj ET", &[])), "Rust and SQL");
}

#[test]
fn a_font_of_drawings_is_read_by_the_names_of_its_letters_whatever_its_scale() {
    for (scale, width) in [("0.001", 500), ("0.01", 50), ("0.1", 5)] {
        let glyph = stream("", &format!("{width} 0 d0 0 0 1 1 re f"));
        let names = ["R", "u", "s", "t", "a", "n", "d"];
        let procedures: String = names.iter().map(|name| format!("/{name} {} 0 R", FIRST + 1)).collect();
        let differences: String = names.iter().map(|name| format!("/{name}")).collect();
        let font = format!(
            "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[{scale} 0 0 {scale} 0 0]/CharProcs<<{procedures}>>\
             /Encoding<</Differences[65{differences}]>>/FirstChar 65/LastChar 71/Widths[{}]>>",
            format!("{width} ").repeat(7)
        );
        let content = "BT /F2 10 Tf 50 800 Td [(ABCD) -300 (EFG)] TJ ET";
        assert_eq!(read(pdf_with("", content, &[font, glyph])), "Rust and", "{scale}");
    }
}

#[test]
fn an_actual_text_stands_for_its_glyphs() {
    let ligature = "BT /F1 10 Tf 50 800 Td (E) Tj /Span<</ActualText(ffi)>>BDC (###) Tj EMC (cient) Tj ET";
    assert_eq!(shown(ligature), "Efficient");
    let utf_16 = "/Span<</ActualText<FEFF00C9>>>BDC ".to_owned() + &at(50.0, 800.0, "E") + "EMC";
    assert_eq!(shown(&utf_16), "É");
    let named = "/Properties<</P<</ActualText(Rust)>>>>";
    let resources = format!("/Resources<<{named}/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>");
    assert_eq!(read(pdf_with(&resources, &format!("/Span/P BDC {}EMC", at(50.0, 800.0, "####")), &[])), "Rust");
    let gone = "/Span<</ActualText()>>BDC ".to_owned() + &at(50.0, 800.0, "* * *") + "EMC " + &at(50.0, 780.0, "Ada");
    assert_eq!(shown(&gone), "Ada");
}

#[test]
fn an_actual_text_does_not_swallow_a_page() {
    let page = "/Span<</ActualText(x)>>BDC ".to_owned() + &at(50.0, 800.0, "1234567890Ada Example");
    assert_eq!(shown(&page), "xAda Example", "it stands for two of its own letters and eight more");
    let many = "/Span<</ActualText(x)>>BDC ".repeat(40)
        + &(30..40).map(|y| at(50.0, 20.0 * f64::from(y), &"Ada ".repeat(8))).collect::<String>()
        + &"EMC ".repeat(40);
    assert!(shown(&many).ends_with("Ada Ada Ada"), "those in each other are bounded, too");
}

#[test]
fn a_long_actual_text_counts_by_its_letters() {
    let said = format!("/Properties<</P<</ActualText({})>>>>", "Rust ".repeat(2_000));
    let resources = format!("/Resources<<{said}/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>");
    for (times, truncated) in [(5, false), (7, true)] {
        let page: String = (0..times).map(|y| format!("/S/P BDC {}EMC ", at(50.0, 20.0 * f64::from(y), "a"))).collect();
        assert_eq!(text(pdf_with(&resources, &page, &[])).unwrap().truncated, truncated, "{times}");
    }
}

#[test]
fn what_is_outside_of_the_page_is_not_read_and_invisible_letters_over_a_picture_are() {
    let content =
        at(50.0, 800.0, "Ada") + &at(-500.0, 780.0, "Kafka") + &at(50.0, 900.0, "Scala") + &at(50.0, 20.0, "Go");
    assert_eq!(shown(&content), "Ada\n\nGo");
    assert_eq!(read(pdf_with("/CropBox[0 100 595 842]", &content, &[])), "Ada");
    assert_eq!(shown("BT 3 Tr /F1 10 Tf 50 800 Td (recognised) Tj ET"), "recognised");
    assert_eq!(shown(&(at(50.0, 800.0, "Ada") + "BT /F1 0.4 Tf 50 700 Td (too small) Tj ET")), "Ada");
}

#[test]
fn forms_are_read_where_they_are_drawn_and_as_deep_as_programs_put_them() {
    let form = stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Matrix[1 0 0 1 0 -12]", &at(50.0, 800.0, "Rust"));
    let page = at(50.0, 800.0, "Ada") + "q /X Do Q " + &at(50.0, 776.0, "SQL");
    assert_eq!(read(pdf_with("", &page, &[form])), "Ada\nRust\nSQL");

    // Each draws the next.
    let nested = |count: usize| {
        let resources = |number: usize| {
            format!("/Resources<</XObject<</X {number} 0 R>>/Font<</F1<</Subtype/Type1/BaseFont/Helvetica>>>>>>")
        };
        let entries = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]";
        let form = |nth: usize| {
            let content = if nth == count { at(50.0, 700.0, "deepest") } else { "/X Do".to_owned() };
            stream(&format!("{entries}{}", resources(FIRST + nth)), &content)
        };
        let forms: Vec<_> = (1..=count).map(form).collect();
        read(pdf_with("", &(at(50.0, 800.0, "Ada ") + "/X Do"), &forms))
    };
    assert_eq!([11, 12, 13].map(nested), ["Ada\n\ndeepest", "Ada\n\ndeepest", "Ada"]);
}

#[test]
fn saves_beyond_the_limit_restore_nothing() {
    for depth in [255, 256, 257, 1_000] {
        let deep = "q ".repeat(depth) + "1 0 0 1 0 -50 cm Q ";
        let kept = shown(&(at(50.0, 800.0, "Ada") + &deep + &at(50.0, 800.0, "!!!")));
        let moved = depth > 256;
        assert_eq!(kept.contains("\n\n"), moved, "{depth}: {kept}");
    }
    assert_eq!(shown(&("Q Q Q ".to_owned() + &at(50.0, 800.0, "Ada"))), "Ada");
}

#[test]
fn filled_in_forms_and_notes_are_read_as_they_are_shown() {
    let look = |text: &str| stream("/Subtype/Form/BBox[0 0 100 20]", &format!("BT /F1 10 Tf 2 5 Td ({text}) Tj ET"));
    let annotation = |kind: &str, entries: &str, y: usize| {
        format!("<</Type/Annot/Subtype/{kind}/Rect[100 {y} 200 {}]{entries}>>", y + 20)
    };
    let streams = |number: usize| format!("/AP<</N {number} 0 R>>");
    let annotations = [
        annotation("Widget", &streams(FIRST), 700),
        annotation("FreeText", &streams(FIRST + 1), 650),
        annotation("Widget", &format!("/F 2{}", streams(FIRST + 2)), 600),
        annotation("Widget", &format!("/F 32{}", streams(FIRST + 2)), 600),
        annotation("Link", &streams(FIRST + 2), 600),
        annotation("Widget", &format!("/AS/On/AP<</N<</On {} 0 R/Off {} 0 R>>>>", FIRST + 3, FIRST + 2), 550),
        annotation("Widget", "", 500),
    ];
    let entries = format!("/Annots[{}]", annotations.join(" "));
    let looks = ["Ada Example", "a note", "hidden", "yes"].map(look);
    let text = read(pdf_with(&entries, &at(50.0, 702.0, "Name:"), &looks));
    assert_eq!(text, "Name: Ada Example\n\na note\n\nyes");
}

/// Alef to dalet, as seen from the left: the last letter of each line comes first.
#[test]
fn right_to_left_lines_are_read_from_the_right() {
    let names = ["uni05D0", "uni05D1", "uni05D2", "uni05D3", "one", "two", "R", "u"];
    for content in [
        "BT /F2 10 Tf 50 800 Td [(DC) -300 (BA)] TJ ET",
        "BT /F2 10 Tf 75 800 Td [(A) 1000 (B) 1300 (C) 1000 (D)] TJ ET",
    ] {
        assert_eq!(shown_in(font(&names), content), "אב גד", "{content}");
    }
    let with_names = "BT /F2 10 Tf 50 800 Td [(DC) -300 (GH) -300 (EF) -300 (BA)] TJ ET";
    assert_eq!(shown_in(font(&names), with_names), "אב Ru 12 גד");
}

#[test]
fn a_word_that_a_line_end_cuts_is_joined_where_it_stands_elsewhere() {
    let lines = |lines: &[&str]| {
        let lines: String = lines.iter().map(|line| format!("({line}) Tj T* ")).collect();
        shown(&format!("BT /F1 10 Tf 12 TL 50 800 Td {lines}ET"))
    };
    assert_eq!(lines(&["Runs Kuber-", "netes, and more", "Kubernetes"]), "Runs Kubernetes,\nand more\nKubernetes");
    assert_eq!(lines(&["a cloud-", "native service"]), "a cloud-\nnative service");
    assert_eq!(lines(&["Kuber-", "netes", "and kubernetes"]), "Kubernetes\nand kubernetes");
    assert_eq!(lines(&["2019-", "now", "Rust -", "and SQL", "Kuber-"]), "2019-\nnow\nRust -\nand SQL\nKuber-");
    assert_eq!(lines(&["e-", "Mail", "email"]), "e-\nMail\nemail", "a capital begins a word");
}

const IMAGE: &str = "BI /W 1 /H 1 /CS /G /BPC 8 ID x EI\n";

#[test]
fn pictures_without_text_are_a_scan_up_to_200_letters() {
    for (letters, scanned) in [(0, true), (FEWEST_LETTERS - 1, true), (FEWEST_LETTERS, false)] {
        let words = "ada ".repeat(letters / 3) + &"x".repeat(letters % 3);
        let lines: String = (10..)
            .zip(words.as_bytes().chunks(80))
            .map(|(y, line)| at(50.0, 20.0 * f64::from(y), str::from_utf8(line).unwrap()))
            .collect();
        assert_eq!(text(pdf(&(lines.clone() + IMAGE))) == Err(Unreadable::Scanned), scanned, "{letters}");
        assert!(text(pdf(&lines)).is_ok(), "{letters}: without a picture it is a short text");
    }
}

#[test]
fn text_that_only_stands_for_glyphs_is_no_scan_beside_a_photo() {
    let line = |y: u32| format!("/Span<</ActualText(Ada Example)>>BDC {}EMC ", at(50.0, f64::from(20 * y), "######"));
    let lines: String = (1..=40).map(line).collect();
    assert!(text(pdf(&(lines + IMAGE))).is_ok_and(|text| text.text.contains("Ada")));
}

#[test]
fn letters_that_are_drawn_as_shapes_are_outlines() {
    let shapes = |count: usize| "0 0 m 1 1 l 2 0 l h f\n".repeat(count);
    assert_eq!(text(pdf(&shapes(500))), Err(Unreadable::Outlined));
    assert_eq!(text(pdf(&(at(50.0, 20.0, "Page 1") + &shapes(500)))), Err(Unreadable::Outlined));
    assert_eq!(shown(&(at(50.0, 800.0, "Ada Example") + &shapes(10))), "Ada Example", "a rule is no letter");
    assert_eq!(text(pdf(&(shapes(500) + IMAGE))), Err(Unreadable::Scanned));
    assert_eq!(shown(""), "", "nothing at all is nothing");
}

#[test]
fn more_than_a_fifth_of_letters_without_a_name_cannot_be_copied() {
    let names = ["x", "uniE000"];
    for (nameless, readable) in [(19, true), (20, true), (21, false)] {
        let content = format!("BT /F2 5 Tf 10 800 Td ({}{}) Tj ET", "A".repeat(100 - nameless), "B".repeat(nameless));
        let outcome = text(pdf_with("", &content, &[font(&names)]));
        assert_eq!(outcome.is_ok(), readable, "{nameless}: {outcome:?}");
    }
    let composite = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Subtype/CIDFontType2\
                     /BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>";
    let content = "BT /F2 10 Tf 50 800 Td <000100020003> Tj ET";
    assert_eq!(text(pdf_with("", content, &[composite.to_owned()])), Err(Unreadable::Unmapped));
}

#[test]
fn work_ends_at_its_limit_and_not_before() {
    let mut budget = Budget::default();
    assert!(budget.work_of(MOST_WORK - 1) && budget.work() && !budget.exhausted);
    assert!(!budget.work() && budget.exhausted);

    let mut budget = Budget::default();
    assert!((0..MOST_LETTERS - 3).all(|_| budget.keep("a")) && budget.keep("ffi") && !budget.exhausted);
    assert!(!budget.keep("") && budget.exhausted && !budget.work(), "nothing is read behind what is not kept");
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let page = |letters: usize| {
        let lines = vec!["x".repeat(100); letters / 100].join(") Tj T* (");
        text(pdf(&format!("BT /F1 1 Tf 1 TL 10 800 Td ({lines}) Tj ET"))).unwrap()
    };
    // Its line ends are characters too.
    let most = MOST_CHARACTERS / 101 * 100;
    assert!(!page(most).truncated);
    let cut = page(MOST_LETTERS + 100);
    assert!(cut.truncated && cut.text.chars().count() <= MOST_CHARACTERS);
}

#[test]
fn what_is_no_pdf_behind_its_header_is_damaged() {
    for rest in ["", "1.7\n", "1.7\n1 0 obj\n<<>>\nendobj\n", "1.7\n%%EOF"] {
        assert!(matches!(text(format!("%PDF-{rest}").into_bytes()), Err(Unreadable::Damaged(_))), "{rest}");
    }
    let behind = [b"Content-Type: application/pdf\r\n\r\n", &pdf(&at(50.0, 800.0, "Ada"))[..]].concat();
    assert_eq!(read(behind), "Ada");
}
