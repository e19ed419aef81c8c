//! Text boxes that are anchored to a place in the text or in its headers ([MS-DOC] 2.8.23, 2.8.27 and 2.8.32).

use std::{collections::HashMap, ops::Range};

use super::{
    layout::{Layout, TableRange},
    shapes,
    stories::{HangingBox, Stories},
};
use crate::{
    little_endian::number,
    word::{Read, damaged},
};

/// What the tables tell of each box, behind its place.
const OF_BOX: usize = 22;
const OF_ANCHOR: usize = 26;

/// The boxes of the text in the order of their places; at its end those that hang nowhere.
pub(super) fn of_text(layout: &Layout, table: &[u8], stories: &Stories<'_>) -> Read<Vec<HangingBox>> {
    let (tables, end) = ([layout.box_ends, layout.anchors, layout.shapes], layout.text.end);
    let boxes = read(tables, table, &layout.boxes, stories)?;
    let mut boxes: Vec<_> = boxes.into_iter().map(|(anchor, text)| (anchor.unwrap_or(end), text)).collect();
    boxes.sort_by_key(|(anchor, _)| *anchor);
    Ok(boxes)
}

/// The boxes of headers and footers. What hangs in none of them is not shown.
pub(super) fn of_headers(layout: &Layout, table: &[u8], stories: &Stories<'_>) -> Read<Vec<HangingBox>> {
    let tables = [layout.header_box_ends, layout.header_anchors, layout.shapes];
    let boxes = read(tables, table, &layout.header_boxes, stories)?;
    let place = |anchor: usize| layout.headers.start.saturating_add(anchor);
    let mut boxes: Vec<_> = boxes.into_iter().filter_map(|(anchor, text)| Some((place(anchor?), text))).collect();
    boxes.sort_by_key(|(anchor, _)| *anchor);
    Ok(boxes)
}

/// The boxes of a story, each with the place of its shape or of the group in which that stands. Some are kept for
/// later use, always the last one, and show nothing.
fn read(
    tables: [TableRange; 3],
    table: &[u8],
    story: &Range<usize>,
    stories: &Stories<'_>,
) -> Read<Vec<(Option<usize>, String)>> {
    let [boxes, anchors, shapes] = tables.map(|place| place.of(table).unwrap_or_default());
    let (groups, places) = (shapes::groups(shapes), places(anchors));
    let place = |shape| places.get(&shape).or_else(|| places.get(groups.get(&shape)?)).copied();
    let ends = ends(boxes, OF_BOX, story)?;
    let mut written = Vec::new();
    for (which, ends) in ends.windows(2).enumerate().take(count(boxes, OF_BOX).saturating_sub(1)) {
        if about::<2>(boxes, OF_BOX, which, 8) == Some(0) {
            let anchor = about::<4>(boxes, OF_BOX, which, 14).and_then(place);
            written.push((anchor, stories.apart(&(ends[0]..ends[1]), &[])?));
        }
    }
    Ok(written)
}

/// Where each shape is anchored.
fn places(anchors: &[u8]) -> HashMap<usize, usize> {
    let all = 0..count(anchors, OF_ANCHOR);
    all.filter_map(|anchor| Some((about::<4>(anchors, OF_ANCHOR, anchor, 0)?, number::<4>(anchors, 4 * anchor)?)))
        .collect()
}

/// Where the parts of a story begin and end, among all characters. They follow each other, so that no part is read
/// twice.
pub(super) fn ends(places: &[u8], about: usize, story: &Range<usize>) -> Read<Vec<usize>> {
    let places = (0..=count(places, about)).map_while(|place| number::<4>(places, 4 * place));
    let ends: Vec<usize> = places.map(|place| story.start.saturating_add(place).min(story.end)).collect();
    if ends.is_sorted() { Ok(ends) } else { Err(damaged("parts of it overlap")) }
}

/// A table has a place more than it tells about.
fn count(places: &[u8], about: usize) -> usize {
    places.len().saturating_sub(4) / (4 + about)
}

/// A field of the record about one of them.
fn about<const BYTES: usize>(places: &[u8], size: usize, which: usize, at: usize) -> Option<usize> {
    number::<BYTES>(places, 4 * (count(places, size) + 1) + size * which + at)
}
