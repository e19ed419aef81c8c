//! Page of HTML: walks through a page's elements, and writes down what is seen of them.

use std::mem;

use super::{
    declarations::{Display, Listing, Look, looks},
    elements::{BLOCK, CELL, FORMATTING, LEFT_OUT, LIST, Traits, VOID},
    open::{EndAction, OpenElement, OpenElements, Visibility},
    sheets::{Key, Meetings, Sheets},
    tags::{Tag, Visitor, walk},
};
use crate::word::{
    Read,
    page::{Item, TextPage},
    plain,
};

const MOST_COLUMNS: usize = 64;
const MOST_CLASSES: usize = 64;
/// Each of them hides the rest already.
const MOST_LINGERING: usize = 64;
const SOFT_HYPHEN: char = '\u{ad}';

pub(super) struct HtmlPage<'s> {
    sheets: &'s Sheets,
    meetings: Meetings,
    page: TextPage,
    open: OpenElements,
    /// The paragraph that is being written, and the item that it is.
    text: String,
    item: Option<Item>,
    lists: u32,
    /// Hiding letters (`<b style=…>`) that lost their end, each with the boundary that they go on until.
    lingering: Vec<(String, usize)>,
    /// Within Word's own drawings, which stand in comments.
    in_comment: bool,
}

impl<'s> HtmlPage<'s> {
    pub fn new(sheets: &'s Sheets, length: usize) -> Self {
        Self {
            sheets,
            meetings: Meetings::of_page(length),
            page: TextPage::default(),
            open: OpenElements::default(),
            text: String::new(),
            item: None,
            lists: 0,
            lingering: Vec::new(),
            in_comment: false,
        }
    }

    pub fn into_text(mut self) -> String {
        self.close(0);
        self.flush();
        self.page.into_text()
    }

    fn visibility(&self) -> Visibility {
        self.open.last().map(|element| element.visibility).unwrap_or_default()
    }

    fn is_shown(&self) -> bool {
        self.lingering.is_empty() && self.visibility().is_shown()
    }

    /// What its tag, the sheets and its own attributes say of an element; the last word counts.
    fn look(&mut self, tag: &Tag, keys: &[Key]) -> Read<Look> {
        let is_away = match tag.name.as_str() {
            "dialog" => tag.attribute("open").is_none(),
            "option" => tag.attribute("selected").is_none(),
            "input" => tag.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden")),
            _ => false,
        };
        let is_away = is_away || tag.attribute("hidden").is_some();
        let open = &self.open;
        let sheets = self.sheets.looks(keys, |key| open.has(key), &mut self.meetings)?;
        let own = tag.attribute("style").map(looks).unwrap_or_default();
        let first = Look { display: is_away.then_some(Display::None), ..Look::default() };
        Ok([sheets[0], own[0], sheets[1], own[1]].into_iter().fold(first, Look::overridden_by))
    }

    fn push(&mut self, tag: &Tag, traits: Traits) -> Read<()> {
        let keys = keys(tag);
        let look = self.look(tag, &keys)?;
        let name = tag.name.as_str();
        let outer = self.open.last();
        let visibility = self.visibility_of(name, traits, &look);
        let is_block = match look.display {
            Some(Display::Block) => true,
            Some(Display::Inline) => traits.has(CELL),
            _ => traits.has(BLOCK),
        };
        let preformatted = look.preformatted.unwrap_or_else(|| {
            matches!(name, "pre" | "textarea" | "listing" | "xmp") || outer.is_some_and(|outer| outer.preformatted)
        });
        let list = outer.and_then(|outer| outer.list);
        let mut element = OpenElement {
            name: name.to_owned(),
            traits,
            keys: keys[2..].to_vec(),
            visibility,
            preformatted,
            is_block,
            list,
            ..OpenElement::default()
        };
        if is_block && !visibility.gone {
            self.flush();
        }
        if visibility.gone {
            self.tabs(&look);
        } else {
            self.begin(&mut element, tag, &look);
        }
        self.open.push(element)
    }

    /// What stands in an element besides its children, and what is to be done at its end.
    fn begin(&mut self, element: &mut OpenElement, tag: &Tag, look: &Look) {
        let item = match look.list {
            Some(Listing::Item(item)) => Some(item),
            _ if element.name == "li" => {
                Some(element.list.map(|(list, level)| Item { list, level }).unwrap_or(Item { list: 0, level: 0 }))
            }
            _ => None,
        };
        if item.is_some() && element.is_block {
            (self.item, element.is_item) = (item, true);
        }
        if element.traits.has(LIST) {
            element.list = Some(match element.list {
                Some((list, level)) => (list, level.saturating_add(1)),
                None => {
                    self.lists += 1;
                    (self.lists, 0)
                }
            });
        }
        element.then = match element.name.as_str() {
            "table" => {
                self.page.table();
                EndAction::Table
            }
            "tr" => EndAction::Row,
            "q" => {
                self.write("“");
                EndAction::Quotation
            }
            _ if element.traits.has(CELL) => {
                let columns = tag.attribute("colspan").and_then(|columns| columns.trim().parse().ok()).unwrap_or(1);
                EndAction::Cell(usize::clamp(columns, 1, MOST_COLUMNS))
            }
            _ => EndAction::Nothing,
        };
    }

    fn visibility_of(&self, name: &str, traits: Traits, look: &Look) -> Visibility {
        let outer = self.visibility();
        // The one thing that is seen of Word's drawings is what is written in them.
        let outer_gone = outer.gone && !(self.in_comment && name == "v:textbox");
        let gone = outer_gone
            || traits.has(LEFT_OUT)
            || look.display == Some(Display::None)
            || look.transparent == Some(true)
            || look.list == Some(Listing::Mark)
            || look.tabs.is_some();
        Visibility {
            gone,
            invisible: look.invisible.unwrap_or(outer.invisible),
            sizeless: look.sizeless.unwrap_or(outer.sizeless),
            hidden: look.hidden.unwrap_or(outer.hidden),
        }
    }

    fn tabs(&mut self, look: &Look) {
        if self.is_shown() {
            (0..look.tabs.unwrap_or_default()).for_each(|_| self.text.push('\t'));
        }
    }

    /// Ends all elements but the first so many.
    fn close(&mut self, kept: usize) {
        while self.open.len() > kept {
            let is_wanted = self.open.len() == kept + 1;
            let boundary = self.open.boundary();
            let Some(element) = self.open.pop() else { break };
            if boundary > self.open.len() {
                self.lingering.retain(|(_, other)| *other < boundary);
            }
            self.finish(&element);
            let hides = !element.visibility.is_shown() && self.visibility().is_shown();
            if hides && !is_wanted && element.traits.has(FORMATTING) && self.lingering.len() < MOST_LINGERING {
                self.lingering.push((element.name, self.open.boundary()));
            }
        }
    }

    fn finish(&mut self, element: &OpenElement) {
        if element.then == EndAction::Quotation {
            self.write("”");
        }
        if element.is_block && !element.visibility.gone {
            self.flush();
        }
        if element.is_item {
            self.item = None;
        }
        match element.then {
            EndAction::Nothing | EndAction::Quotation => {}
            EndAction::Cell(columns) => (0..columns).for_each(|_| self.page.cell_ends()),
            EndAction::Row => self.page.row_ends(),
            EndAction::Table => self.page.table_ends(),
        }
    }

    /// Writes down the paragraph so far.
    fn flush(&mut self) {
        let text = mem::take(&mut self.text);
        let text = text.trim_matches([' ', '\n']);
        if text.trim().is_empty() {
            return;
        }
        match self.item.take() {
            Some(item) => self.page.item(item, text),
            None => self.page.block(text),
        }
    }

    fn write(&mut self, text: &str) {
        if self.is_shown() {
            self.text.extend(text.chars().filter(|letter| *letter != SOFT_HYPHEN).map(plain));
        }
    }

    /// Blanks and ends of lines are one blank, and none at the beginning of a line.
    fn write_flowing(&mut self, text: &str) {
        for letter in text.chars() {
            if !matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.write(letter.encode_utf8(&mut [0; 4]));
            } else if !(self.text.is_empty() || self.text.ends_with([' ', '\n', '\t'])) {
                self.text.push(' ');
            }
        }
    }

    fn void(&mut self, tag: &Tag) -> Read<()> {
        let kind = tag.attribute("type").unwrap_or("text").to_ascii_lowercase();
        match tag.name.as_str() {
            "br" => self.line(),
            "hr" => self.flush(),
            "input"
                if matches!(
                    kind.as_str(),
                    "button" | "date" | "email" | "number" | "submit" | "tel" | "text" | "url"
                ) =>
            {
                let keys = keys(tag);
                let look = self.look(tag, &keys)?;
                if self.visibility_of("input", Traits::of("input"), &look).is_shown() {
                    self.write(tag.attribute("value").unwrap_or_default());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn line(&mut self) {
        if self.is_shown() {
            self.text.truncate(self.text.trim_end_matches(' ').len());
            self.text.push('\n');
        }
    }
}

impl Visitor for HtmlPage<'_> {
    fn begins(&mut self, tag: &Tag) -> Read<()> {
        match tag.name.as_str() {
            "html" | "head" => return Ok(()),
            "body" if self.open.has("body") => return Ok(()),
            _ => {}
        }
        let traits = Traits::of(&tag.name);
        self.close(self.open.kept_by_beginning(&tag.name, traits));
        if traits.has(VOID) {
            return self.void(tag);
        }
        // Elements with a prefix are Word's own, and XML.
        if tag.is_closed && tag.name.contains(':') {
            return Ok(());
        }
        if traits.has(CELL) && self.open.lacks_row() {
            self.push(&Tag::named("tr"), Traits::of("tr"))?;
        }
        self.push(tag, traits)
    }

    fn ends(&mut self, name: &str) -> Read<()> {
        match (name, self.open.kept_by_end(name, Traits::of(name))) {
            ("html" | "head" | "body", _) => {}
            ("br", _) => self.line(),
            ("p", None) => self.flush(),
            (_, Some(kept)) => self.close(kept),
            (_, None) => {
                if let Some(at) = self.lingering.iter().rposition(|(other, _)| other == name) {
                    self.lingering.remove(at);
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Read<()> {
        if !self.is_shown() {
        } else if self.open.last().is_some_and(|element| element.preformatted) {
            self.write(text);
        } else {
            self.write_flowing(text);
        }
        Ok(())
    }

    /// Word hides its drawings from browsers in comments, and with them what is written in their boxes.
    fn comment(&mut self, text: &str) -> Read<()> {
        let drawing = text.strip_prefix("[if gte vml 1]>").filter(|_| !self.in_comment && self.is_shown());
        let Some(drawing) = drawing else { return Ok(()) };
        let kept = self.open.len();
        let (line, item) = (mem::take(&mut self.text), self.item.take());
        let visibility = Visibility { gone: true, ..self.visibility() };
        let (name, traits) = ("table".to_owned(), Traits::of("table"));
        self.open.push(OpenElement { name, traits, visibility, ..OpenElement::default() })?;
        self.in_comment = true;
        let walked = walk(drawing, self);
        self.close(kept);
        self.flush();
        (self.in_comment, self.text, self.item) = (false, line, item);
        walked
    }
}

/// What rules may speak of: any element, its tag, its id and its classes.
fn keys(tag: &Tag) -> Vec<Key> {
    let id = tag.attribute("id").map(|id| format!("#{}", id.trim()));
    let classes = tag.attribute("class").unwrap_or_default().split_ascii_whitespace().take(MOST_CLASSES);
    let mut keys = vec!["*".to_owned(), tag.name.clone()];
    keys.extend(id.into_iter().chain(classes.map(|class| format!(".{class}"))));
    keys
}
