//! CSS declarations: whether an element is seen, and how it stands on the page. All else about its looks is left out.

use crate::word::page::Item;

/// What a rule or an element says of looks; None where it says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub display: Option<Display>,
    /// `visibility: hidden`, which what stands inside may undo.
    pub invisible: Option<bool>,
    /// Letters of no size, which what stands inside may undo.
    pub sizeless: Option<bool>,
    /// Word's own word for hidden text.
    pub hidden: Option<bool>,
    /// `opacity: 0`, which nothing inside can undo.
    pub transparent: Option<bool>,
    pub preformatted: Option<bool>,
    pub list: Option<Listing>,
    /// Word writes tabs as blanks that say how many tabs they are.
    pub tabs: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    None,
    Block,
    Inline,
}

/// What Word says of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    Item(Item),
    /// The bullet or number before an item.
    Mark,
}

const MOST_TABS: u8 = 63;

impl Look {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What the other says counts.
    pub fn overridden_by(self, other: Self) -> Self {
        Self {
            display: other.display.or(self.display),
            invisible: other.invisible.or(self.invisible),
            sizeless: other.sizeless.or(self.sizeless),
            hidden: other.hidden.or(self.hidden),
            transparent: other.transparent.or(self.transparent),
            preformatted: other.preformatted.or(self.preformatted),
            list: other.list.or(self.list),
            tabs: other.tabs.or(self.tabs),
        }
    }

    fn learn(&mut self, name: &str, value: &str) {
        match name {
            "display" => self.display = display(value).or(self.display),
            "visibility" => self.invisible = Some(matches!(value, "hidden" | "collapse")),
            "font-size" => self.sizeless = sizeless(value).or(self.sizeless),
            // Its size stands before its family, and may have the height of lines behind it.
            "font" => {
                let parts = value.split_ascii_whitespace().map(|part| part.split('/').next().unwrap_or_default());
                let mut sizes =
                    parts.filter(|part| part.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.'));
                self.sizeless = sizes.find_map(sizeless).or(self.sizeless);
            }
            "opacity" => self.transparent = Some(is_zero(value)),
            "white-space" => self.preformatted = Some(value.starts_with("pre") || value == "break-spaces"),
            "mso-hide" => self.hidden = Some(value != "none"),
            "mso-list" => self.list = listing(value).or(self.list),
            "mso-tab-count" => self.tabs = value.parse().ok().map(|tabs: u8| tabs.min(MOST_TABS)),
            _ => {}
        }
    }
}

/// Declarations that count, and those that count more: `!important`.
pub(super) fn looks(declarations: &str) -> [Look; 2] {
    let mut looks = [Look::default(); 2];
    for declaration in split(declarations) {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
        match value.rsplit_once('!') {
            Some((value, important)) if important.trim() == "important" => looks[1].learn(&name, value.trim()),
            _ => looks[0].learn(&name, &value),
        }
    }
    looks
}

/// At semicolons that stand neither in quotation marks nor in brackets, as those of `url(data:…;base64,…)` do.
fn split(declarations: &str) -> impl Iterator<Item = &str> {
    let (mut quote, mut depth) = (None, 0_usize);
    declarations.split(move |letter| {
        match (letter, quote) {
            (_, Some(open)) if letter == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(letter),
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            (';', None) => return depth == 0,
            _ => {}
        }
        false
    })
}

fn display(value: &str) -> Option<Display> {
    match value {
        "none" => Some(Display::None),
        "contents" | "inline" | "inline-block" | "inline-flex" | "inline-grid" | "inline-table" => {
            Some(Display::Inline)
        }
        "block" | "flex" | "flow-root" | "grid" | "list-item" | "table" => Some(Display::Block),
        _ => None,
    }
}

/// None for a size that is relative to the one around it.
fn sizeless(value: &str) -> Option<bool> {
    let is_relative =
        value.ends_with("em") && !value.ends_with("rem") || value.ends_with(['%', 'x']) && !value.ends_with("px");
    match is_zero(value) {
        true => Some(true),
        false if is_relative || matches!(value, "inherit" | "larger" | "smaller") => None,
        false => Some(false),
    }
}

fn is_zero(value: &str) -> bool {
    let end = value.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(value.len());
    value[..end].parse::<f64>().is_ok_and(|number| number == 0.0)
}

/// `l0 level1 lfo1`, or `Ignore`.
fn listing(value: &str) -> Option<Listing> {
    let words = || value.split_ascii_whitespace();
    let number = |name: &str| words().find_map(|word| word.strip_prefix(name)?.parse::<u32>().ok());
    if value == "ignore" {
        return Some(Listing::Mark);
    }
    let level = number("level").unwrap_or(1).saturating_sub(1).try_into().unwrap_or(u8::MAX);
    // Numbers of other lists, those of the page's own elements, begin at 0.
    let list = u32::MAX - number("lfo").or(number("l"))?.min(u32::MAX / 2);
    Some(Listing::Item(Item { list, level }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(declarations: &str) -> Look {
        let [usual, important] = looks(declarations);
        usual.overridden_by(important)
    }

    #[test]
    fn what_hides_is_known_however_it_is_written() {
        for declarations in ["display:none", " DISPLAY : None ; color: red", "display:none!important;display:block"] {
            assert_eq!(look(declarations).display, Some(Display::None), "{declarations}");
        }
        for size in ["font-size:0", "font-size: 0.0pt", "font-size:0px", "font:0/0 a", "font: bold 0px Arial"] {
            assert_eq!(look(size).sizeless, Some(true), "{size}");
        }
        for size in ["font-size:10.0pt", "font-size:.5rem", "font-size:medium", "font:12pt/0 Arial", "font-size:1px"] {
            assert_eq!(look(size).sizeless, Some(false), "{size}");
        }
        for size in ["font-size:1em", "font-size:120%", "font-size:inherit", "font:inherit", "line-height:0"] {
            assert_eq!(look(size).sizeless, None, "{size}");
        }
        assert_eq!(look("visibility:hidden").invisible, Some(true));
        assert_eq!(look("mso-hide:all").hidden, Some(true));
        assert_eq!((look("opacity:0").transparent, look("opacity:0.5").transparent), (Some(true), Some(false)));
    }

    #[test]
    fn semicolons_in_strings_and_addresses_part_nothing() {
        let declarations = "background:url(data:image/png;display:none,x);content:';display:none;';display:block";
        assert_eq!(look(declarations).display, Some(Display::Block));
        assert!(look("background:url(x;display:none").is_empty() && look("content:'x;display:none").is_empty());
    }

    #[test]
    fn words_lists_have_numbers_and_levels() {
        let item = |list, level| Some(Listing::Item(Item { list: u32::MAX - list, level }));
        assert_eq!(look("mso-list:l0 level2 lfo3").list, item(3, 1));
        assert_eq!(look("mso-list:l7 level1").list, item(7, 0));
        assert_eq!((look("mso-list:Ignore").list, look("mso-list:none").list), (Some(Listing::Mark), None));
    }
}
