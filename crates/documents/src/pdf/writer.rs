//! PDF writer for tests: small files of one page, with the objects that a test gives them.

/// The first that a test's own objects have.
pub(super) const FIRST: usize = 5;

/// A page of A4 with Helvetica as `/F1` and the test's first object as `/F2` and as `/X`.
pub(super) fn pdf(content: &str) -> Vec<u8> {
    pdf_with("", content, &[])
}

/// The same with more entries of the page, and with objects of the test's own, the first of which is number `FIRST`.
pub(super) fn pdf_with(entries: &str, content: &str, objects: &[String]) -> Vec<u8> {
    let resources = format!(
        "<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>/F2 {FIRST} 0 R>>\
         /XObject<</X {FIRST} 0 R>>>>"
    );
    let page =
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources{resources}{entries}>>");
    let first = ["<</Type/Catalog/Pages 2 0 R>>".to_owned(), "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(), page];
    let all = first.into_iter().chain([stream("", content)]).chain(objects.iter().cloned());
    file(&all.collect::<Vec<_>>())
}

/// A stream with these entries.
pub(super) fn stream(entries: &str, data: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

/// Text that begins at a place, in Helvetica of ten points.
pub(super) fn at(x: f64, y: f64, text: &str) -> String {
    format!("BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n")
}

/// A font that is not embedded, whose codes from `A` on have these names and are half an em wide.
pub(super) fn font(names: &[&str]) -> String {
    let names: String = names.iter().map(|name| format!("/{name}")).collect();
    format!(
        "<</Type/Font/Subtype/Type1/BaseFont/Other/FirstChar 65/LastChar 90/Widths[{}]\
         /FontDescriptor<</Type/FontDescriptor/FontName/Other/Flags 32>>\
         /Encoding<</Type/Encoding/Differences[65{names}]>>>>",
        "500 ".repeat(26)
    )
}

fn file(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut places = String::new();
    for (number, object) in (1..).zip(objects) {
        places.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (table, count) = (file.len(), objects.len() + 1);
    file.push_str(&format!("xref\n0 {count}\n0000000000 65535 f \n{places}"));
    file.push_str(&format!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"));
    file.into_bytes()
}
