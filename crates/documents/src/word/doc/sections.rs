//! Sections of a document: which of them have a header of their own on their first page ([MS-DOC] 2.9.243).

use super::{
    layout::Layout,
    properties::{PropertyBudget, TITLE_PAGE, properties},
};
use crate::{
    little_endian::{number, slice},
    word::Read,
};

const ENTRY: usize = 12;

/// For each section whether it has a title page. One whose properties lie outside has none of its own.
pub(super) fn title_pages(layout: &Layout, table: &[u8], main: &[u8]) -> Read<Vec<bool>> {
    let sections = layout.sections.of(table).unwrap_or_default();
    let count = sections.len().saturating_sub(4) / (4 + ENTRY);
    let budget = PropertyBudget::for_file_of(main.len());
    let mut all = Vec::with_capacity(count);
    for section in 0..count {
        let at = number::<4>(sections, 4 * (count + 1) + ENTRY * section + 2);
        let list = at.and_then(|at| budget.take(slice(main, at.checked_add(2)?, number::<2>(main, at)?)?));
        budget.check()?;
        let titles = properties(list.unwrap_or_default()).filter(|(which, _)| *which == TITLE_PAGE);
        all.push(titles.last().is_some_and(|(_, value)| value[0] != 0));
    }
    Ok(all)
}
