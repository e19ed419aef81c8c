//! Open elements of a page: which are open around a place, and which of them an end tag ends. All of it takes the same
//! time however many are open.

use std::collections::HashMap;

use super::{
    elements::{BOUNDARY, CELL, DIVISION, FORMATTING, ROW_GROUP, SPECIAL, TABLE_PART, Traits},
    sheets::Key,
};
use crate::{Unreadable, word::Read};

/// Pages that forget their end tags leave some thousand open.
const DEEPEST: usize = 50_000;

/// What is shown within an element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Visibility {
    /// With all that is in it.
    pub gone: bool,
    pub invisible: bool,
    pub sizeless: bool,
    pub hidden: bool,
}

impl Visibility {
    pub fn is_shown(self) -> bool {
        !(self.gone || self.invisible || self.sizeless || self.hidden)
    }
}

#[derive(Debug, Default)]
pub(super) struct OpenElement {
    pub name: String,
    pub traits: Traits,
    pub keys: Vec<Key>,
    pub visibility: Visibility,
    pub preformatted: bool,
    pub is_block: bool,
    pub then: EndAction,
    /// The list that it stands in, and how deep.
    pub list: Option<(u32, u8)>,
    /// Its paragraph is an item.
    pub is_item: bool,
}

/// What is to be done at an element's end.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndAction {
    #[default]
    Nothing,
    /// With the columns that it covers besides its own.
    Cell(usize),
    Row,
    Table,
    Quotation,
}

/// The nearest open elements of some kinds, the element itself among them: their places plus one, or 0.
#[derive(Debug, Clone, Copy, Default)]
struct Near {
    special: usize,
    boundary: usize,
    table: usize,
    /// Nothing stands between that hides it from a beginning of its like.
    paragraph: usize,
    item: usize,
    term: usize,
    cell: usize,
    row: usize,
    row_group: usize,
    option: usize,
}

#[derive(Debug, Default)]
pub(super) struct OpenElements {
    all: Vec<(OpenElement, Near)>,
    /// The places of each name's elements.
    by_name: HashMap<String, Vec<usize>>,
    /// How many are open of each class and id.
    by_key: HashMap<Key, usize>,
}

impl OpenElements {
    pub fn last(&self) -> Option<&OpenElement> {
        self.all.last().map(|(element, _)| element)
    }

    fn near(&self) -> Near {
        self.all.last().map(|(_, near)| *near).unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn has(&self, key: &str) -> bool {
        self.by_key.contains_key(key) || self.by_name.contains_key(key)
    }

    pub fn push(&mut self, element: OpenElement) -> Read<()> {
        if self.all.len() == DEEPEST {
            return Err(Unreadable::TooLarge(format!("it has more than {DEEPEST} elements in each other")));
        }
        let near = self.near().within(&element.name, element.traits, self.all.len() + 1);
        self.by_name.entry(element.name.clone()).or_default().push(self.all.len());
        element.keys.iter().for_each(|key| *self.by_key.entry(key.clone()).or_default() += 1);
        self.all.push((element, near));
        Ok(())
    }

    pub fn pop(&mut self) -> Option<OpenElement> {
        let (element, _) = self.all.pop()?;
        if let Some(places) = self.by_name.get_mut(&element.name) {
            places.pop();
            if places.is_empty() {
                self.by_name.remove(&element.name);
            }
        }
        for key in &element.keys {
            if let Some(count) = self.by_key.get_mut(key) {
                *count -= 1;
                if *count == 0 {
                    self.by_key.remove(key);
                }
            }
        }
        Some(element)
    }

    /// How many stay open when an element of this name begins.
    pub fn kept_by_beginning(&self, name: &str, traits: Traits) -> usize {
        let near = self.near();
        let ended = match name {
            "li" => near.item,
            "dd" | "dt" => near.term,
            "option" | "optgroup" => near.option,
            "tr" => near.row,
            _ if traits.has(CELL) => near.cell,
            // A group has its rows in it, and there are rows without one.
            _ if traits.has(ROW_GROUP) && near.row_group > 0 => near.row_group,
            _ if traits.has(ROW_GROUP) => near.row,
            _ => 0,
        };
        let ended = if ended == 0 && traits.has(DIVISION) { near.paragraph } else { ended };
        ended.checked_sub(1).unwrap_or(self.all.len())
    }

    /// How many stay open behind an end tag; None where it ends nothing.
    pub fn kept_by_end(&self, name: &str, traits: Traits) -> Option<usize> {
        let near = self.near();
        let place = *self.by_name.get(name)?.last()?;
        let barrier = match name {
            "table" => 0,
            _ if traits.has(TABLE_PART) => near.table,
            _ if traits.has(BOUNDARY) => 0,
            _ if traits.has(SPECIAL) || traits.has(FORMATTING) => near.boundary,
            _ => near.special,
        };
        (place + 1 >= barrier).then_some(place)
    }

    /// Whether a cell that begins here needs a row around it.
    pub fn lacks_row(&self) -> bool {
        let near = self.near();
        near.table > 0 && near.row == 0
    }

    /// The nearest element that keeps ends inside it.
    pub fn boundary(&self) -> usize {
        self.near().boundary
    }
}

impl Near {
    fn within(self, name: &str, traits: Traits, place: usize) -> Self {
        let mut near = self;
        if traits.has(SPECIAL) {
            near.special = place;
            // An item ends at another only if nothing but divisions and paragraphs stands between.
            if !matches!(name, "address" | "div" | "p") {
                (near.item, near.term) = (0, 0);
            }
        }
        if traits.has(BOUNDARY) {
            (near.boundary, near.paragraph) = (place, 0);
        }
        if name == "table" {
            near = Self { table: place, cell: 0, row: 0, row_group: 0, ..near };
        }
        match name {
            "p" => near.paragraph = place,
            "li" => near.item = place,
            "dd" | "dt" => near.term = place,
            "option" => near.option = place,
            "select" => near.option = 0,
            "tr" => (near.row, near.cell) = (place, 0),
            _ if traits.has(CELL) => near.cell = place,
            _ if traits.has(ROW_GROUP) => near.row_group = place,
            _ => {}
        }
        near
    }
}
