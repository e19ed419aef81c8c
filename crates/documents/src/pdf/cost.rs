//! Complexity tests of PDF: no file takes more than linear time, counted in steps and not in seconds.

use super::{
    text,
    writer::{FIRST, at, pdf, pdf_with, stream},
};
use crate::steps::assert_linear;

#[test]
fn no_way_to_place_glyphs_costs_more_than_their_number() {
    let line = |piece: &str| format!("BT /F1 10 Tf 50 800 Td {piece} ET\n");
    let cases = [
        ("letters", "(abcd) Tj ".to_owned()),
        ("letters on one another", "(aaaa) Tj -22 0 Td ".to_owned()),
        ("words of one letter", "[(a) -900 (b) -900] TJ -30 0 Td ".to_owned()),
        ("lines", "(ab) Tj 0 -12 Td (c) Tj 0 12 Td ".to_owned()),
        ("numbers", "[1 2 3 4 5 6 7 8 9] TJ ".to_owned()),
        ("blanks", "(    ) Tj ".to_owned()),
        ("hyphens", "(ab-) Tj 0 -12 Td (ab) Tj 0 12 Td ".to_owned()),
        ("texts that stand for others", "/S<</ActualText(x)>>BDC (a) Tj ".to_owned()),
    ];
    for (what, piece) in cases {
        assert_linear(what, 500, |count| drop(text(pdf(&line(&piece.repeat(count))))));
    }
}

#[test]
fn no_operator_costs_more_than_itself() {
    for operator in
        ["q ", "q Q ", "Q ", "/S BMC ", "/S<</ActualText(x)>>BDC ", "EMC ", "/X Do ", "/F1 10 Tf ", "0 0 m f "]
    {
        assert_linear(operator, 2_000, |count| {
            let page = operator.repeat(count) + &at(50.0, 800.0, "Ada");
            let form = stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "");
            drop(text(pdf_with("", &page, &[form])));
        });
    }
}

#[test]
fn many_annotations_cost_their_number() {
    let look = stream("/Subtype/Form/BBox[0 0 100 20]", "BT /F1 10 Tf 2 5 Td (Ada) Tj ET");
    let annotation = format!("<</Subtype/Widget/Rect[100 700 200 720]/AP<</N {FIRST} 0 R>>>>");
    assert_linear("annotations", 500, |count| {
        let entries = format!("/Annots[{}]", annotation.repeat(count));
        drop(text(pdf_with(&entries, "", std::slice::from_ref(&look))));
    });
}
