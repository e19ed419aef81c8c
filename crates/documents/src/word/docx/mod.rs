//! Word since 2007 (.docx, Office Open XML): a zip of XML parts, whose relations say which part is what.

mod chunks;
mod context;
mod controls;
mod custom_xml;
mod drawings;
mod elements;
mod end_action;
mod fields;
mod forms;
mod headers_footers;
mod namespaces;
mod package;
mod paragraph;
mod properties;
mod relations;
mod settings;
mod story;
mod styles;
mod walker;
mod xml;

use std::collections::BTreeSet;

use chunks::Chunks;
pub(super) use chunks::{Chunk, ReadChunk};
use custom_xml::CustomXml;
use headers_footers::HeaderOrFooter;
pub(super) use package::{Package, UnpackBudget};
use relations::Relations;
use settings::Settings;
use story::Story;
use styles::Styles;

use super::{Read, page::TextPage, without_damaged};

/// Headers, the document, what is drawn in it, its notes, footers: each part once, however many sections show it.
pub(super) fn text(mut package: Package<'_>, read_chunk: ReadChunk<'_>) -> Read<String> {
    let main = relations::main_part(&mut package)?;
    let relations = without_damaged(Relations::of(&mut package, &main))?;
    let styles = beside(&mut package, &relations, "styles", Styles::read)?;
    let settings = beside(&mut package, &relations, "settings", Settings::read)?;
    let custom_xml = CustomXml::read(&mut package, &relations)?;
    let read_story = |package: &mut Package<'_>, part: &str| {
        let xml = package.read(part)?;
        let chunks = Chunks::read(package, part, &xml, read_chunk)?;
        Story::read(&xml, &styles, &custom_xml, &chunks)
    };
    let document = read_story(&mut package, &main)?;

    let [headers, footers] = [HeaderOrFooter::Header, HeaderOrFooter::Footer]
        .map(|kind| relations.parts(document.headers_footers.ids(kind, settings.even_and_odd)));
    let [drawings, notes] = [&["diagramData", "chart"][..], &["footnotes", "endnotes", "comments"]]
        .map(|kinds| kinds.iter().flat_map(|kind| relations.of_kind(kind)).collect::<Vec<_>>());
    let (mut page, mut seen) = (TextPage::default(), BTreeSet::new());
    type ReadPart<'a> = &'a dyn Fn(&mut Package<'_>, &str) -> Read<String>;
    let mut write = |page: &mut TextPage, part: &str, text: ReadPart<'_>| -> Read<()> {
        if package.has(part) && seen.insert(part.to_owned()) {
            page.block(&without_damaged(text(&mut package, part))?);
        }
        Ok(())
    };
    let story = |package: &mut Package<'_>, part: &str| Ok(read_story(package, part)?.text);
    let drawing = |package: &mut Package<'_>, part: &str| drawings::text(&package.read(part)?);
    headers.iter().try_for_each(|part| write(&mut page, part, &story))?;
    page.block(&document.text);
    drawings.iter().try_for_each(|part| write(&mut page, part, &drawing))?;
    notes.iter().chain(&footers).try_for_each(|part| write(&mut page, part, &story))?;
    Ok(page.into_text())
}

/// What a part of this kind says, if there is one and it is not damaged.
fn beside<T: Default>(
    package: &mut Package<'_>,
    relations: &Relations,
    kind: &str,
    read: fn(&str) -> Read<T>,
) -> Read<T> {
    match relations.of_kind(kind).find(|part| package.has(part)) {
        Some(part) => without_damaged(package.read(part).and_then(|xml| read(&xml))),
        None => Ok(T::default()),
    }
}
