//! Paragraph and run: what is known of those that are open.

use super::{
    styles::{BODY_LEVEL, Styles},
    xml::Element,
};
use crate::word::page::{Item, TextPage};

#[derive(Default)]
pub(super) struct Paragraph {
    pub text: String,
    pub style: Option<String>,
    pub list: Option<u32>,
    pub level: Option<u8>,
    pub heading: bool,
    pub ends_section: bool,
    /// What is written in the boxes that hang on it.
    pub boxes: Vec<String>,
}

#[derive(Default)]
pub(super) struct TextRun {
    pub style: Option<String>,
    pub hidden: Option<bool>,
}

impl Paragraph {
    pub fn learn(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "pStyle" => self.style = element.id("val"),
            "numId" | "ilfo" => self.list = element.number(),
            "ilvl" => self.level = element.number().and_then(|level| level.try_into().ok()),
            "outlineLvl" => self.heading = element.number().is_some_and(|level| level < BODY_LEVEL),
            _ => {}
        }
    }

    /// Writes down the text so far. A heading may be numbered; that makes it no item.
    pub fn put(&mut self, page: &mut TextPage, styles: &Styles) {
        match self.item(styles) {
            Some(item) => page.item(item, &self.text),
            None => page.block(&self.text),
        }
        self.text.clear();
    }

    fn item(&self, styles: &Styles) -> Option<Item> {
        let style = self.style.as_deref();
        let heading = self.heading || styles.heading(style);
        styles.item(style, self.list, self.level).filter(|_| !heading)
    }
}

impl TextRun {
    pub fn learn(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "rStyle" => self.style = element.id("val"),
            "vanish" => self.hidden = Some(element.is_on()),
            _ => {}
        }
    }

    pub fn is_hidden(&self, paragraph: Option<&str>, styles: &Styles) -> bool {
        self.hidden.unwrap_or_else(|| styles.hidden(self.style.as_deref(), paragraph))
    }
}
