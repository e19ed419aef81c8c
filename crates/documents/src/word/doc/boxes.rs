//! Text boxes that are anchored to a place in the document ([MS-DOC] 2.8.27 and 2.8.32).

use std::{collections::BTreeMap, ops::Range};

use super::{layout::Layout, stories::Stories};
use crate::{
    little_endian::number,
    word::{Read, damaged},
};

/// What the tables tell of each box, behind its place.
const OF_BOX: usize = 22;
const OF_ANCHOR: usize = 26;

/// Each box with the place it hangs on, in the order of these; at the end what hangs nowhere.
pub(super) fn all(layout: &Layout, table: &[u8], stories: &Stories) -> Read<Vec<(usize, String)>> {
    let (boxes, anchors) = (layout.box_ends.of(table), layout.anchors.of(table));
    let (boxes, anchors) = (boxes.unwrap_or_default(), anchors.unwrap_or_default());
    let shapes: BTreeMap<_, _> = (0..count(anchors, OF_ANCHOR))
        .filter_map(|anchor| Some((about(anchors, OF_ANCHOR, anchor, 0)?, number::<4>(anchors, 4 * anchor)?)))
        .collect();
    let mut written = Vec::new();
    for (which, ends) in ends(boxes, OF_BOX, &layout.boxes)?.windows(2).enumerate() {
        let shape = about(boxes, OF_BOX, which, 14).and_then(|shape| shapes.get(&shape));
        written.push((shape.copied().unwrap_or(layout.text.end), stories.apart(&(ends[0]..ends[1]))?));
    }
    written.sort_by_key(|(anchor, _)| *anchor);
    Ok(written)
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
fn about(places: &[u8], size: usize, which: usize, at: usize) -> Option<usize> {
    number::<4>(places, 4 * (count(places, size) + 1) + size * which + at)
}
