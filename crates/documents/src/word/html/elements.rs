//! HTML elements: which of them are left out, which stand on lines of their own, and which end others by beginning.

/// What is known of an element by its name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Traits(u16);

/// It holds nothing and has no end.
pub(super) const VOID: u16 = 1;
/// It is never shown: heads, programs, what is for browsers that lack something, what was deleted, and the words above
/// others that say how to read them.
pub(super) const LEFT_OUT: u16 = 1 << 1;
/// It goes on behind the end of the paragraph it began in.
pub(super) const FORMATTING: u16 = 1 << 2;
/// Ends of nameless wrappers inside, such as spans, reach nothing beyond it.
pub(super) const SPECIAL: u16 = 1 << 3;
/// No ends inside reach anything beyond it.
pub(super) const BOUNDARY: u16 = SPECIAL | 1 << 4;
/// It stands on lines of its own, unless a style says otherwise.
pub(super) const BLOCK: u16 = SPECIAL | 1 << 5;
/// It cannot stand in a paragraph, so that one ends before it.
pub(super) const DIVISION: u16 = BLOCK | 1 << 6;
pub(super) const LIST: u16 = 1 << 7;
pub(super) const TABLE_PART: u16 = BLOCK | 1 << 8;
pub(super) const ROW_GROUP: u16 = TABLE_PART | 1 << 9;
pub(super) const CELL: u16 = TABLE_PART | BOUNDARY | 1 << 10;

impl Traits {
    pub fn of(name: &str) -> Self {
        let place = ELEMENTS.binary_search_by_key(&name, |(name, _)| name);
        place.map(|place| Self(ELEMENTS[place].1)).unwrap_or_default()
    }

    pub fn has(self, trait_: u16) -> bool {
        self.0 & trait_ == trait_
    }
}

/// By their names, for searching.
const ELEMENTS: [(&str, u16); 108] = [
    ("a", FORMATTING),
    ("address", DIVISION),
    ("annotation", LEFT_OUT),
    ("annotation-xml", LEFT_OUT),
    ("applet", BOUNDARY),
    ("area", VOID),
    ("article", DIVISION),
    ("aside", DIVISION),
    ("audio", LEFT_OUT),
    ("b", FORMATTING),
    ("base", VOID),
    ("basefont", VOID),
    ("bgsound", VOID),
    ("big", FORMATTING),
    ("blockquote", DIVISION),
    ("body", BLOCK),
    ("br", VOID),
    ("button", BOUNDARY),
    ("canvas", LEFT_OUT),
    ("caption", TABLE_PART | BOUNDARY),
    ("center", DIVISION),
    ("code", FORMATTING),
    ("col", VOID),
    ("datalist", LEFT_OUT),
    ("dd", DIVISION),
    ("defs", LEFT_OUT),
    ("del", LEFT_OUT),
    ("desc", LEFT_OUT),
    ("details", DIVISION),
    ("dialog", DIVISION),
    ("dir", LIST | DIVISION),
    ("div", DIVISION),
    ("dl", DIVISION),
    ("dt", DIVISION),
    ("em", FORMATTING),
    ("embed", VOID),
    ("fieldset", DIVISION),
    ("figcaption", DIVISION),
    ("figure", DIVISION),
    ("font", FORMATTING),
    ("footer", DIVISION),
    ("form", DIVISION),
    ("frame", VOID),
    ("h1", DIVISION),
    ("h2", DIVISION),
    ("h3", DIVISION),
    ("h4", DIVISION),
    ("h5", DIVISION),
    ("h6", DIVISION),
    ("header", DIVISION),
    ("hgroup", DIVISION),
    ("hr", VOID | DIVISION),
    ("i", FORMATTING),
    ("iframe", LEFT_OUT),
    ("img", VOID),
    ("input", VOID),
    ("keygen", VOID),
    ("legend", BLOCK),
    ("li", DIVISION),
    ("link", VOID),
    ("listing", BLOCK),
    ("main", DIVISION),
    ("marquee", BOUNDARY),
    ("menu", LIST | DIVISION),
    ("meta", VOID),
    ("metadata", LEFT_OUT),
    ("nav", DIVISION),
    ("nobr", FORMATTING),
    ("noembed", LEFT_OUT),
    ("noframes", LEFT_OUT),
    ("noscript", LEFT_OUT),
    ("object", LEFT_OUT | BOUNDARY),
    ("ol", LIST | DIVISION),
    ("option", BLOCK),
    ("p", DIVISION),
    ("param", VOID),
    ("pre", DIVISION),
    ("rp", LEFT_OUT),
    ("rt", LEFT_OUT),
    ("s", FORMATTING),
    ("script", LEFT_OUT),
    ("search", DIVISION),
    ("section", DIVISION),
    ("select", SPECIAL),
    ("small", FORMATTING),
    ("source", VOID),
    ("strike", FORMATTING),
    ("strong", FORMATTING),
    ("style", LEFT_OUT),
    ("summary", DIVISION),
    ("table", TABLE_PART | BOUNDARY | DIVISION),
    ("tbody", ROW_GROUP),
    ("td", CELL),
    ("template", LEFT_OUT | BOUNDARY),
    ("tfoot", ROW_GROUP),
    ("th", CELL),
    ("thead", ROW_GROUP),
    ("title", LEFT_OUT),
    ("tr", TABLE_PART),
    ("track", VOID),
    ("tt", FORMATTING),
    ("u", FORMATTING),
    ("ul", LIST | DIVISION),
    ("v:textbox", BOUNDARY | BLOCK),
    ("video", LEFT_OUT),
    ("wbr", VOID),
    ("xml", LEFT_OUT),
    ("xmp", BLOCK),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_each_of_it_is_found() {
        assert!(ELEMENTS.is_sorted_by(|one, other| one.0 < other.0));
        assert!(ELEMENTS.iter().all(|(name, traits)| Traits::of(name) == Traits(*traits)));
        assert_eq!(Traits::of("span"), Traits(0));
        assert!(Traits::of("td").has(CELL) && Traits::of("td").has(BOUNDARY) && !Traits::of("tr").has(CELL));
    }
}
