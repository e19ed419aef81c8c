//! Word since 2007 (.docx, Office Open XML): a zip of XML parts, whose relations say which part is what.

mod chunks;
mod context;
mod drawings;
mod headers_footers;
mod package;
mod paragraph;
mod properties;
mod relations;
mod story;
mod styles;
mod walker;
mod xml;

use std::collections::BTreeSet;

use chunks::Chunks;
pub(super) use chunks::{Chunk, ReadChunk};
use headers_footers::HeaderOrFooter;
pub(super) use package::{Package, UnpackBudget};
use relations::Relations;
use story::Story;
use styles::Styles;

use super::{Read, page::TextPage};

/// Headers, the document, what is drawn in it, its notes, footers: each part once, however many sections show it.
pub(super) fn text(mut package: Package<'_>, read_chunk: ReadChunk<'_>) -> Read<String> {
    let main = relations::main_part(&mut package)?;
    let relations = Relations::of(&mut package, &main)?;
    let styles = match relations.of_kind("styles").find(|part| package.has(part)) {
        Some(part) => Styles::read(&package.read(part)?)?,
        None => Styles::default(),
    };
    let document = read_story(&mut package, &main, &styles, read_chunk)?;

    let [headers, footers] = [HeaderOrFooter::Header, HeaderOrFooter::Footer]
        .map(|kind| relations.parts(document.headers_footers.ids(kind)));
    let [drawings, notes] = [&["diagramData", "chart"][..], &["footnotes", "endnotes", "comments"]]
        .map(|kinds| kinds.iter().flat_map(|kind| relations.of_kind(kind)).collect::<Vec<_>>());
    let (mut page, mut seen) = (TextPage::default(), BTreeSet::new());
    type ReadPart<'a> = &'a dyn Fn(&mut Package<'_>, &str) -> Read<String>;
    let mut write = |page: &mut TextPage, part: &str, text: ReadPart<'_>| -> Read<()> {
        if package.has(part) && seen.insert(part.to_owned()) {
            page.block(&text(&mut package, part)?);
        }
        Ok(())
    };
    let story = |package: &mut Package<'_>, part: &str| Ok(read_story(package, part, &styles, read_chunk)?.text);
    let drawing = |package: &mut Package<'_>, part: &str| drawings::text(&package.read(part)?);
    headers.iter().try_for_each(|part| write(&mut page, part, &story))?;
    page.block(&document.text);
    drawings.iter().try_for_each(|part| write(&mut page, part, &drawing))?;
    notes.iter().chain(&footers).try_for_each(|part| write(&mut page, part, &story))?;
    Ok(page.into_text())
}

fn read_story(package: &mut Package<'_>, part: &str, styles: &Styles, read_chunk: ReadChunk<'_>) -> Read<Story> {
    let xml = package.read(part)?;
    let chunks = Chunks::read(package, part, &xml, read_chunk)?;
    Story::read(&xml, styles, chunks)
}
