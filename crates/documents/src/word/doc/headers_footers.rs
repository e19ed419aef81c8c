//! Headers and footers: stories of a row of their own, six for each section, of which a section shows some ([MS-DOC]
//! 2.3.3).

use std::{collections::BTreeSet, mem, ops::Range};

use super::{
    boxes,
    layout::Layout,
    sections,
    stories::{HangingBox, Stories},
};
use crate::{
    little_endian::number,
    word::{Read, without_damaged},
};

/// Before the first section's stand six lines that part the notes from the text.
const OF_SECTION: usize = 6;

/// Where a section keeps its stories.
struct Places {
    first: usize,
    all: usize,
    even: usize,
}

const HEADERS: Places = Places { first: 4, all: 1, even: 0 };
const FOOTERS: Places = Places { first: 5, all: 3, even: 2 };

/// Headers and footers that are shown, each once however many sections repeat it.
pub(super) fn shown(layout: &Layout, main: &[u8], table: &[u8], stories: &Stories<'_>) -> Read<[Vec<String>; 2]> {
    let ends = boxes::ends(layout.header_ends.of(table).unwrap_or_default(), 0, &layout.headers)?;
    let ranges: Vec<_> = ends.windows(2).map(|ends| ends[0]..ends[1]).collect();
    let sections: Vec<_> = ranges.chunks(OF_SECTION).skip(1).collect();
    let title_pages = sections::title_pages(layout, table, main)?;
    let boxes = without_damaged(boxes::of_headers(layout, table, stories))?;
    let even = tells_even_from_odd(layout, table);
    let mut texts = [Vec::new(), Vec::new()];
    for (texts, places) in texts.iter_mut().zip([HEADERS, FOOTERS]) {
        let mut seen = BTreeSet::new();
        for range in ranges_shown(&sections, &title_pages, even, &places) {
            let text = stories.apart(&range, hanging(&boxes, &range))?;
            if seen.insert(text.clone()) {
                texts.push(text);
            }
        }
    }
    Ok(texts)
}

/// Without a story of its own a section has that of the section before, so each is shown once: where it stands, or
/// where the first title page has it.
fn ranges_shown(sections: &[&[Range<usize>]], title_pages: &[bool], even: bool, places: &Places) -> Vec<Range<usize>> {
    let (mut shown, mut first) = (Vec::new(), None);
    for (number, section) in sections.iter().enumerate() {
        let own = |place: usize| section.get(place).filter(|range| !range.is_empty()).cloned();
        first = own(places.first).or(first);
        if title_pages.get(number) == Some(&true) {
            shown.extend(mem::take(&mut first));
        }
        shown.extend(own(places.all));
        shown.extend(own(places.even).filter(|_| even));
    }
    shown
}

/// Otherwise what stands there for even pages is kept and not shown.
fn tells_even_from_odd(layout: &Layout, table: &[u8]) -> bool {
    layout.settings.of(table).and_then(|settings| number::<1>(settings, 0)).is_some_and(|flags| flags & 1 == 1)
}

fn hanging<'a>(boxes: &'a [HangingBox], range: &Range<usize>) -> &'a [HangingBox] {
    let before = |place: usize| boxes.partition_point(|(anchor, _)| *anchor < place);
    &boxes[before(range.start)..before(range.end)]
}
