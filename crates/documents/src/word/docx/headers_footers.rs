//! Headers and footers: each section names its own, by relation, and says which of them it shows (ECMA-376 17.10).

use std::mem;

use super::xml::Element;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeaderOrFooter {
    Header,
    Footer,
}

/// In the order in which they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pages {
    First,
    All,
    Even,
}

#[derive(Default)]
pub(super) struct HeadersFooters {
    /// What is shown, as relations; of even pages only where the document tells them from odd ones.
    shown: Vec<(Pages, HeaderOrFooter, String)>,
    /// What the sections so far have for first pages and did not show: a later section that has one inherits it.
    first: Vec<(HeaderOrFooter, String)>,
    section: Vec<(Pages, HeaderOrFooter, String)>,
    has_title_page: bool,
}

impl HeadersFooters {
    /// An element of a section's properties.
    pub fn learn(&mut self, element: &Element<'_>) {
        let kind = match element.name() {
            "headerReference" => HeaderOrFooter::Header,
            "footerReference" => HeaderOrFooter::Footer,
            "titlePg" => {
                self.has_title_page = element.is_on();
                return;
            }
            _ => return,
        };
        let pages = match element.attribute("type").as_deref() {
            Some("first") => Pages::First,
            Some("even") => Pages::Even,
            _ => Pages::All,
        };
        self.section.extend(element.id("id").map(|id| (pages, kind, id)));
    }

    pub fn section_ends(&mut self) {
        let mut section = mem::take(&mut self.section);
        section.sort_by_key(|(pages, ..)| *pages);
        let (first, others): (Vec<_>, Vec<_>) = section.into_iter().partition(|(pages, ..)| *pages == Pages::First);
        for (_, kind, id) in first {
            self.first.retain(|(other, _)| *other != kind);
            self.first.push((kind, id));
        }
        if mem::take(&mut self.has_title_page) {
            self.shown.extend(self.first.drain(..).map(|(kind, id)| (Pages::First, kind, id)));
        }
        // What a later section inherits of these was shown by the one that named it.
        self.shown.extend(others);
    }

    /// The relations of what is shown, in a document that tells even pages from odd ones or does not.
    pub fn ids(&self, kind: HeaderOrFooter, even_and_odd: bool) -> impl Iterator<Item = &str> {
        let shown = move |pages: &Pages| even_and_odd || *pages != Pages::Even;
        let shown = self.shown.iter().filter(move |(pages, other, _)| *other == kind && shown(pages));
        shown.map(|(.., id)| id.as_str())
    }
}
