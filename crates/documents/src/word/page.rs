//! Page of plain text: blocks with a blank line between, items of a list below each other, rows of a table as lines
//! with tabs between their cells.

/// A paragraph's place in a list: which one, and how deep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    pub list: u32,
    pub level: u8,
}

const DEEPEST: u8 = 8;

/// It is written from top to bottom and never moved, so that no nesting makes it slow.
#[derive(Debug, Default)]
pub(super) struct TextPage {
    text: String,
    tables: Vec<Table>,
    /// The list that the last block belongs to, and its first item's level.
    list: Option<Item>,
}

#[derive(Debug)]
struct Table {
    row: usize,
    cell_is_empty: bool,
}

impl TextPage {
    pub fn block(&mut self, text: &str) {
        self.list = None;
        if !text.trim().is_empty() {
            self.part();
            self.text.push_str(text);
        }
    }

    pub fn item(&mut self, item: Item, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let first = match self.list.filter(|first| first.list == item.list) {
            Some(first) => {
                self.text.push('\n');
                first
            }
            None => {
                self.part();
                item
            }
        };
        let depth = item.level.saturating_sub(first.level).min(DEEPEST);
        self.text.extend((0..depth).map(|_| "  "));
        self.text.push_str("- ");
        self.text.push_str(text);
        self.list = Some(first);
    }

    /// The end of a page or a section.
    pub fn leaf(&mut self) {
        if self.tables.is_empty() && !self.text.is_empty() {
            self.part();
            self.text.push('\u{c}');
        }
    }

    pub fn table(&mut self) {
        self.part();
        self.tables.push(Table { row: self.text.len(), cell_is_empty: true });
    }

    pub fn cell_ends(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            self.text.push('\t');
            self.list = None;
            table.cell_is_empty = true;
        }
    }

    pub fn row_ends(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            while self.text.len() > table.row && self.text.ends_with('\t') {
                self.text.pop();
            }
            self.text.push('\n');
            *table = Table { row: self.text.len(), cell_is_empty: true };
        }
    }

    pub fn table_ends(&mut self) {
        self.list = None;
        if self.tables.pop().is_some() && self.text.ends_with('\n') {
            self.text.pop();
        }
    }

    /// How many tables are open.
    pub fn depth(&self) -> usize {
        self.tables.len()
    }

    pub fn into_text(self) -> String {
        self.text
    }

    /// What stands between the last block and the next.
    fn part(&mut self) {
        self.list = None;
        match self.tables.last_mut() {
            None if self.text.is_empty() => {}
            None => self.text.push_str("\n\n"),
            Some(table) if table.cell_is_empty => table.cell_is_empty = false,
            Some(_) => self.text.push(' '),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(write: impl FnOnce(&mut TextPage)) -> String {
        let mut page = TextPage::default();
        write(&mut page);
        page.into_text()
    }

    #[test]
    fn blocks_have_a_blank_line_between_and_empty_ones_leave_none() {
        let text = page(|page| ["Ada", "", " ", "Example"].iter().for_each(|block| page.block(block)));
        assert_eq!(text, "Ada\n\nExample");
    }

    #[test]
    fn items_stand_below_each_other_until_another_list_or_a_blank_paragraph() {
        let item = |list, level| Item { list, level };
        let text = page(|page| {
            page.item(item(1, 1), "Rust");
            page.item(item(1, 2), "tokio");
            page.item(item(1, 0), "Go");
            page.item(item(2, 0), "Bern");
            page.block("");
            page.item(item(2, 0), "Basel");
        });
        assert_eq!(text, "- Rust\n  - tokio\n- Go\n\n- Bern\n\n- Basel");
    }

    #[test]
    fn a_table_in_a_cell_has_lines_of_its_own() {
        let text = page(|page| {
            page.block("Skills");
            page.table();
            page.block("Rust");
            page.block("(tokio)");
            page.cell_ends();
            page.table();
            page.block("4");
            page.cell_ends();
            page.block("years");
            page.cell_ends();
            page.row_ends();
            page.cell_ends();
            page.row_ends();
            page.table_ends();
            page.cell_ends();
            page.row_ends();
            page.table_ends();
            page.block("Bern");
        });
        assert_eq!(text, "Skills\n\nRust (tokio)\t4\tyears\n\n\nBern");
    }

    #[test]
    fn what_ends_without_a_beginning_is_nothing() {
        let text = page(|page| {
            page.cell_ends();
            page.row_ends();
            page.table_ends();
            page.block("Ada");
        });
        assert_eq!(text, "Ada");
    }
}
