//! Styles: whether a style makes text hidden, an item of a list, or a heading.

use std::{collections::HashMap, iter};

use super::xml::{Element, Visitor, walk};
use crate::{
    steps,
    word::{Read, page::Item},
};

/// Word itself stops there.
const LONGEST_CHAIN: usize = 11;
/// The level of an outline that is no heading.
pub(super) const BODY_LEVEL: u32 = 9;

#[derive(Default)]
pub(super) struct Styles {
    all: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
    /// While reading: the style with its name, and whether it speaks of some cells of a table only.
    now: Option<(String, Style)>,
    aside: bool,
}

#[derive(Default)]
struct Style {
    parent: Option<String>,
    hidden: Option<bool>,
    list: Option<u32>,
    level: Option<u8>,
    heading: bool,
}

impl Styles {
    pub fn read(xml: &str) -> Read<Self> {
        let mut styles = Self::default();
        walk(xml, &mut styles)?;
        Ok(styles)
    }

    /// The style of characters decides before that of their paragraph.
    pub fn hidden(&self, run: Option<&str>, paragraph: Option<&str>) -> bool {
        let paragraph = paragraph.or(self.default.as_deref());
        let mut chains = [run, paragraph].into_iter().flat_map(|name| self.chain(name));
        chains.find_map(|style| style.hidden).unwrap_or_default()
    }

    /// Number 0 takes a paragraph out of the list of its style.
    pub fn item(&self, paragraph: Option<&str>, list: Option<u32>, level: Option<u8>) -> Option<Item> {
        let of_style = self.chain(paragraph).find_map(|style| style.list.map(|list| (list, style.level)));
        let (list, level) = match list {
            Some(list) => (list, level),
            None => of_style?,
        };
        (list != 0).then_some(Item { list, level: level.unwrap_or_default() })
    }

    /// A heading may be numbered; that makes it no list.
    pub fn heading(&self, paragraph: Option<&str>) -> bool {
        paragraph.is_some_and(is_heading) || self.chain(paragraph).any(|style| style.heading)
    }

    /// A style and those it is based on.
    fn chain<'a>(&'a self, name: Option<&str>) -> impl Iterator<Item = &'a Style> {
        let find = |name: &str| {
            steps::count(name.len());
            self.all.get(name)
        };
        iter::successors(name.and_then(find), move |style| find(style.parent.as_deref()?)).take(LONGEST_CHAIN)
    }
}

/// Headings often have no level of their own: their name says it.
fn is_heading(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.strip_prefix("heading").is_some_and(|level| matches!(level.trim().as_bytes(), [b'1'..=b'9']))
}

impl Visitor for Styles {
    fn begins(&mut self, element: &Element<'_>) {
        let is = |name: &str, value: &str| element.attribute(name).as_deref() == Some(value);
        match (element.name(), &mut self.now) {
            ("style", _) => {
                let id = element.id("styleId").unwrap_or_default();
                if is("type", "paragraph") && (is("default", "1") || is("default", "true")) {
                    self.default = Some(id.clone());
                }
                self.now = Some((id, Style::default()));
            }
            ("tblStylePr", _) => self.aside = true,
            (name, Some((_, style))) if !self.aside => style.learn(name, element),
            _ => {}
        }
    }

    fn ends(&mut self, name: &str) {
        match name {
            "style" => self.all.extend(self.now.take()),
            "tblStylePr" => self.aside = false,
            _ => {}
        }
    }
}

impl Style {
    fn learn(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "basedOn" => self.parent = element.id("val"),
            "name" => self.heading |= element.attribute("val").is_some_and(|name| is_heading(&name)),
            "outlineLvl" => self.heading |= element.number().is_some_and(|level| level < BODY_LEVEL),
            "vanish" => self.hidden = Some(element.is_on()),
            "numId" => self.list = element.number(),
            "ilvl" => self.level = element.number().and_then(|level| level.try_into().ok()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(body: &str) -> Styles {
        Styles::read(&format!("<w:styles xmlns:w='w'>{body}</w:styles>")).unwrap()
    }

    #[test]
    fn a_style_is_what_it_is_based_on_unless_it_says_otherwise() {
        let styles = styles(
            "<w:style w:type='paragraph' w:styleId='Draft'><w:rPr><w:vanish/></w:rPr></w:style>
             <w:style w:type='paragraph' w:styleId='Note'><w:basedOn w:val='Draft'/></w:style>
             <w:style w:type='character' w:styleId='Shown'><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>
             <w:style w:type='table' w:styleId='Grid'><w:tblStylePr><w:rPr><w:vanish/></w:rPr></w:tblStylePr></w:style>",
        );
        assert!(styles.hidden(None, Some("Note")));
        assert!(!styles.hidden(Some("Shown"), Some("Note")));
        assert!(
            !styles.hidden(None, Some("Grid")) && !styles.hidden(None, None) && !styles.hidden(Some("Nobody"), None)
        );
    }

    #[test]
    fn the_default_style_speaks_for_paragraphs_without_one() {
        let styles = styles(
            "<w:style w:type='paragraph' w:default='1' w:styleId='N'><w:rPr><w:vanish/></w:rPr></w:style>
             <w:style w:type='paragraph' w:styleId='Own'/>",
        );
        assert!(styles.hidden(None, None) && !styles.hidden(None, Some("Own")));
    }

    #[test]
    fn a_circle_of_styles_ends() {
        let styles = styles(
            "<w:style w:styleId='A'><w:basedOn w:val='B'/></w:style><w:style w:styleId='B'><w:basedOn w:val='A'/></w:style>",
        );
        assert!(!styles.hidden(Some("A"), Some("B")));
    }

    #[test]
    fn lists_come_from_the_style_and_number_0_leaves_them() {
        let styles = styles(
            "<w:style w:styleId='Bullet'><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='7'/></w:numPr></w:pPr></w:style>",
        );
        assert_eq!(styles.item(Some("Bullet"), None, None), Some(Item { list: 7, level: 1 }));
        assert_eq!(styles.item(Some("Bullet"), Some(0), None), None);
        assert_eq!(styles.item(None, Some(3), None), Some(Item { list: 3, level: 0 }));
    }

    #[test]
    fn headings_are_known_by_their_level_or_their_name() {
        let styles = styles(
            "<w:style w:styleId='Outlined'><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>
             <w:style w:styleId='Body'><w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>
             <w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>",
        );
        for name in ["Outlined", "berschrift1", "Heading2"] {
            assert!(styles.heading(Some(name)), "{name}");
        }
        assert!(!styles.heading(Some("Body")) && !styles.heading(Some("Headings")) && !styles.heading(None));
    }
}
