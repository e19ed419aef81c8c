//! What stands above and below the pages: each section names its own, by relation.

use std::mem;

use super::xml::Element;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Margin {
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
pub(super) struct Margins {
    /// What is shown, as relations.
    shown: Vec<(Margin, String)>,
    /// What the sections so far have for first pages, shown or not: a later section that has one inherits it.
    first: Vec<(Margin, String)>,
    section: Vec<(Pages, Margin, String)>,
    has_title_page: bool,
}

impl Margins {
    /// An element of a section's properties.
    pub fn learn(&mut self, element: &Element<'_>) {
        let margin = match element.name() {
            "headerReference" => Margin::Header,
            "footerReference" => Margin::Footer,
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
        self.section.extend(element.attribute("id").map(|id| (pages, margin, id)));
    }

    pub fn section_ends(&mut self) {
        let mut section = mem::take(&mut self.section);
        section.sort_by_key(|(pages, ..)| *pages);
        let (first, others): (Vec<_>, Vec<_>) = section.into_iter().partition(|(pages, ..)| *pages == Pages::First);
        for (_, margin, id) in first {
            self.first.retain(|(other, _)| *other != margin);
            self.first.push((margin, id));
        }
        if mem::take(&mut self.has_title_page) {
            self.shown.extend_from_slice(&self.first);
        }
        self.shown.extend(others.into_iter().map(|(_, margin, id)| (margin, id)));
    }

    pub fn ids(&self, margin: Margin) -> impl Iterator<Item = &str> {
        self.shown.iter().filter(move |(other, _)| *other == margin).map(|(_, id)| id.as_str())
    }
}
