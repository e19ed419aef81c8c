//! Headers and footers: each section names its own, by relation.

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
    /// What is shown, as relations.
    shown: Vec<(HeaderOrFooter, String)>,
    /// What the sections so far have for first pages, shown or not: a later section that has one inherits it.
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
            self.shown.extend_from_slice(&self.first);
        }
        self.shown.extend(others.into_iter().map(|(_, kind, id)| (kind, id)));
    }

    pub fn ids(&self, kind: HeaderOrFooter) -> impl Iterator<Item = &str> {
        self.shown.iter().filter(move |(other, _)| *other == kind).map(|(_, id)| id.as_str())
    }
}
