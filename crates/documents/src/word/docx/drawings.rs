//! Drawings: the text of diagrams and charts, which are parts of their own.

use super::xml::{Element, Visitor, walk};
use crate::word::{Read, page::TextPage};

#[derive(Default)]
struct Drawing {
    page: TextPage,
    words: String,
    is_text: bool,
}

/// Paragraphs, and rows of a chart's names and numbers.
pub(super) fn text(xml: &str) -> Read<String> {
    let mut drawing = Drawing::default();
    walk(xml, &mut drawing)?;
    Ok(drawing.page.into_text())
}

impl Visitor for Drawing {
    fn begins(&mut self, element: &Element<'_>) {
        self.is_text = matches!(element.name(), "t" | "v");
        if element.name() == "v" && !self.words.is_empty() {
            self.words.push_str(", ");
        }
    }

    fn ends(&mut self, name: &str) {
        self.is_text = false;
        if matches!(name, "p" | "tx" | "cat" | "val" | "xVal" | "yVal") {
            self.page.block(self.words.trim());
            self.words.clear();
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_text {
            self.words.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagram_is_its_paragraphs() {
        let point = |words| format!("<d:pt><d:t> <a:p><a:r><a:t>{words}</a:t></a:r></a:p> </d:t></d:pt>");
        let diagram =
            format!("<d:dataModel>{}{}</d:dataModel>", point("Navy</a:t></a:r><a:r><a:t> 1943"), point("Harvard"));
        assert_eq!(text(&diagram).unwrap(), "Navy 1943\n\nHarvard");
    }

    #[test]
    fn a_chart_is_the_names_and_numbers_of_its_rows() {
        let values =
            |values: &[&str]| values.iter().map(|value| format!("<c:pt><c:v>{value}</c:v></c:pt>")).collect::<String>();
        let chart = format!(
            "<c:chart><c:ser><c:tx>{}</c:tx><c:cat><c:f>A1:B1</c:f>{}</c:cat><c:val>{}</c:val></c:ser></c:chart>",
            values(&["Years"]),
            values(&["Rust", "SQL"]),
            values(&["4", "9.5"]),
        );
        assert_eq!(text(&chart).unwrap(), "Years\n\nRust, SQL\n\n4, 9.5");
    }
}
