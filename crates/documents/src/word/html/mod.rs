//! HTML: a page as a person sees it, without what its styles hide.

#[cfg(test)]
mod cost;
mod declarations;
mod elements;
mod open;
mod page;
mod sheets;
mod tags;
#[cfg(test)]
mod tests;

use page::HtmlPage;
use sheets::{Sheets, is_medium_of_screens};
use tags::{Tag, Visitor, walk};

use super::Read;

/// The text of a page, which is styled by its own sheets and by these others.
pub(super) fn text(html: &str, others: &[String]) -> Read<String> {
    let mut styles = Styles::default();
    others.iter().try_for_each(|sheet| styles.sheets.learn(sheet))?;
    walk(html, &mut styles)?;
    let mut page = HtmlPage::new(&styles.sheets, html.len());
    walk(html, &mut page)?;
    Ok(page.into_text())
}

/// The sheets of a page, wherever they stand in it.
#[derive(Default)]
struct Styles {
    sheets: Sheets,
    is_open: bool,
}

impl Visitor for Styles {
    fn begins(&mut self, tag: &Tag) -> Read<()> {
        self.is_open = tag.name == "style" && is_medium_of_screens(tag.attribute("media").unwrap_or_default());
        Ok(())
    }

    fn ends(&mut self, _: &str) -> Read<()> {
        self.is_open = false;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Read<()> {
        if self.is_open { self.sheets.learn(text) } else { Ok(()) }
    }
}
