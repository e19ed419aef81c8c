//! Word since 2007: a zip of XML parts, whose relations say which part is what.

mod margins;
mod package;
mod places;
mod relations;
mod story;
mod styles;
mod xml;

use std::collections::BTreeSet;

use margins::{Margin, Margins};
use package::Package;
use relations::Relations;
use story::Story;
use styles::Styles;

use super::{Read, page::Page};

/// Headers, the document, its notes, footers: each part once, however many sections show it.
pub(super) fn text(bytes: &[u8]) -> Read<String> {
    let mut package = Package::open(bytes)?;
    let main = relations::main_part(&mut package)?;
    let relations = Relations::of(&mut package, &main)?;
    let styles = match relations.of_kind("styles").find(|part| package.has(part)) {
        Some(part) => Styles::read(&package.read(part)?)?,
        None => Styles::default(),
    };
    let document = Story::read(&package.read(&main)?, &styles)?;

    let notes = ["footnotes", "endnotes", "comments"].into_iter().filter_map(|kind| relations.of_kind(kind).next());
    let [headers, footers] =
        [Margin::Header, Margin::Footer].map(|margin| parts(&document.margins, margin, &relations));
    let mut page = Page::default();
    let mut write = |page: &mut Page, part: &str| -> Read<()> {
        if package.has(part) {
            page.block(&Story::read(&package.read(part)?, &styles)?.text);
        }
        Ok(())
    };
    headers.into_iter().try_for_each(|part| write(&mut page, part))?;
    page.block(&document.text);
    notes.chain(footers).try_for_each(|part| write(&mut page, part))?;
    Ok(page.into_text())
}

fn parts<'a>(margins: &Margins, margin: Margin, relations: &'a Relations) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    margins.ids(margin).filter_map(|id| relations.part(id)).filter(|part| seen.insert(*part)).collect()
}
