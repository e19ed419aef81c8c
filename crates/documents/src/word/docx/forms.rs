//! Form fields of the older kind: what is chosen in a list or a box (ECMA-376 17.16.17).

use super::xml::Element;
use crate::word::field::FormEntry;

/// Word itself takes no more.
const MOST_ENTRIES: usize = 25;

#[derive(Debug, Default)]
pub(super) struct FormField {
    is_list: bool,
    is_box: bool,
    default: Option<String>,
    chosen: Option<String>,
    entries: Vec<String>,
}

impl FormField {
    pub fn begins(&mut self, name: &str) {
        self.is_list |= name == "ddList";
        self.is_box |= name == "checkBox";
    }

    pub fn learn(&mut self, element: &Element<'_>) {
        // An on-off value without one is on.
        let value = || Some(element.attribute("val").unwrap_or_else(|| "1".to_owned()));
        match element.name() {
            "default" => self.default = value(),
            "checked" | "result" => self.chosen = value(),
            "listEntry" if self.entries.len() < MOST_ENTRIES => self.entries.extend(value()),
            _ => {}
        }
    }

    /// The first entry is chosen where nothing else is.
    pub fn into_entry(self) -> Option<FormEntry> {
        let value = self.chosen.or(self.default);
        if self.is_box {
            return Some(FormEntry::Checked(matches!(value.as_deref(), Some("1" | "true" | "on"))));
        }
        let chosen = value.and_then(|value| value.parse().ok()).unwrap_or(0);
        self.entries.into_iter().nth(chosen).filter(|_| self.is_list).map(FormEntry::Chosen)
    }
}
