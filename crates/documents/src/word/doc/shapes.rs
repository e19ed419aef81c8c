//! Shapes of a document, which may stand in groups: only a group is anchored to a place (OfficeArtContent in
//! [MS-DOC], containers in [MS-ODRAW]).

use std::collections::BTreeMap;

use crate::{little_endian::number, steps};

const HEAD: usize = 8;
const DRAWING: usize = 0xf002;
const GROUP: usize = 0xf003;
const SHAPE: usize = 0xf004;
const SHAPE_ID: usize = 0xf00a;

/// Shapes that stand in groups, each with the outermost one. Of a damaged list it is what stands before the damage.
pub(super) fn groups(content: &[u8]) -> BTreeMap<usize, usize> {
    let mut groups = BTreeMap::new();
    // What all drawings share, then the text's drawing and the headers', each behind a byte that says which it is.
    let mut at = after(content, 0);
    while let Some((DRAWING, length)) = at.and_then(|at| record(content, at + 1)) {
        let begin = at.unwrap_or_default() + 1 + HEAD;
        let end = begin.saturating_add(length).min(content.len());
        read(&content[begin..end], &mut groups);
        at = begin.checked_add(length);
    }
    groups
}

/// Kind and length of the record there.
fn record(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    steps::count(1);
    Some((number::<2>(bytes, at.checked_add(2)?)?, number::<4>(bytes, at.checked_add(4)?)?))
}

fn after(bytes: &[u8], at: usize) -> Option<usize> {
    at.checked_add(HEAD)?.checked_add(record(bytes, at)?.1)
}

/// All shapes of a drawing. They all stand in one group, which is the drawing itself; the first of each group is the
/// group.
fn read(drawing: &[u8], groups: &mut BTreeMap<usize, usize>) {
    let (mut open, mut outermost, mut at) = (Vec::new(), None, 0);
    while let Some((kind, length)) = record(drawing, at) {
        while open.pop_if(|end| *end <= at).is_some() {}
        if open.len() < 2 {
            outermost = None;
        }
        let inside = at + HEAD;
        if kind == GROUP {
            open.push(inside.saturating_add(length));
        } else if kind == SHAPE_ID && open.len() > 1 {
            let Some(id) = number::<4>(drawing, inside) else { return };
            match outermost {
                Some(outermost) => drop(groups.insert(id, outermost)),
                None => outermost = Some(id),
            }
        }
        at = if matches!(kind, GROUP | SHAPE) { inside } else { inside.saturating_add(length) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(kind: usize, inside: &[u8]) -> Vec<u8> {
        [&[0x0f, 0][..], &(kind as u16).to_le_bytes(), &(inside.len() as u32).to_le_bytes(), inside].concat()
    }

    fn shape(id: u8) -> Vec<u8> {
        let options = written(0xf00b, &[9; 12]);
        written(SHAPE, &[written(SHAPE_ID, &[id, 4, 0, 0, 0, 0, 0, 0]), options].concat())
    }

    fn group(inside: &[Vec<u8>]) -> Vec<u8> {
        written(GROUP, &inside.concat())
    }

    fn content(drawings: &[Vec<u8>]) -> Vec<u8> {
        let drawings = drawings.iter().map(|drawing| {
            let numbers = written(0xf008, &[0; 8]);
            [vec![1], written(DRAWING, &[numbers, drawing.clone()].concat())].concat()
        });
        [written(0xf000, &[1; 20]), drawings.collect::<Vec<_>>().concat()].concat()
    }

    #[test]
    fn a_shape_in_groups_belongs_to_the_outermost_one() {
        let inner = group(&[shape(3), shape(4)]);
        let text =
            group(&[shape(0), shape(1), group(&[shape(2), inner, shape(5)]), shape(6), group(&[shape(7), shape(8)])]);
        let headers = group(&[shape(9), group(&[shape(10), shape(11)])]);
        let found = groups(&content(&[text, headers]));
        let expected = [(3, 2), (4, 2), (5, 2), (8, 7), (11, 10)].map(|(shape, group)| (0x400 + shape, 0x400 + group));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_list_that_is_cut_anywhere_has_what_stands_before_the_cut() {
        let whole = content(&[group(&[shape(0), group(&[shape(1), shape(2)])])]);
        let all = groups(&whole);
        for length in 0..whole.len() {
            assert!(groups(&whole[..length]).iter().all(|(shape, group)| all.get(shape) == Some(group)), "{length}");
        }
    }

    #[test]
    fn groups_in_groups_cost_no_more_than_they_are_long() {
        steps::assert_linear("groups", 2_000, |count| {
            let heads: Vec<u8> = (0..count).flat_map(|_| [0x0f, 0, 0x03, 0xf0, 0xff, 0xff, 0xff, 0x0f]).collect();
            groups(&content(&[[heads, shape(1), shape(2)].concat()]));
        });
    }
}
