//! Custom XML: data of a package to which content controls are bound. Word shows the data and not what was saved in the
//! control (ECMA-376 17.5.2.6), so that it is read from there too.

use std::{
    cell::Cell,
    collections::{BTreeSet, HashMap},
};

use super::{
    package::Package,
    relations::Relations,
    xml::{Element, Visitor, walk},
};
use crate::{
    steps,
    text::MOST_CHARACTERS,
    word::{Read, without_damaged},
};

/// Of all data together: what people fill into forms is a few kilobytes. What is beyond it is not read, and its
/// controls are read as they were saved.
pub(super) const MOST_DATA: usize = 1_000_000;
/// Title, author and so on are data as well, under a name of their own.
const CORE_PROPERTIES: &str = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}";
const MORE_PROPERTIES: &str = "{6668398D-A668-4E3E-A5EB-62B293D839F1}";

pub(super) struct CustomXml {
    by_id: HashMap<String, Data>,
    /// What may yet be shown of it: a long value that many controls name costs no more than the longest text.
    left: Cell<usize>,
}

impl CustomXml {
    pub fn read(package: &mut Package<'_>, relations: &Relations) -> Read<Self> {
        let mut new = Self { by_id: HashMap::new(), left: Cell::new(MOST_CHARACTERS) };
        let mut left = MOST_DATA;
        let of_package = without_damaged(Relations::of(package, ""))?;
        for (kind, id) in [("core-properties", CORE_PROPERTIES), ("extended-properties", MORE_PROPERTIES)] {
            if let Some(part) = of_package.of_kind(kind).next() {
                new.add(package, part, id.to_owned(), &mut left)?;
            }
        }
        for part in relations.of_kind("customXml").collect::<BTreeSet<_>>() {
            if let Some(id) = without_damaged(id(package, part))? {
                new.add(package, part, id, &mut left)?;
            }
        }
        Ok(new)
    }

    fn add(&mut self, package: &mut Package<'_>, part: &str, id: String, left: &mut usize) -> Read<()> {
        let Some(rest) = package.size(part).and_then(|size| left.checked_sub(size)) else { return Ok(()) };
        *left = rest;
        let data = package.read(part).and_then(|xml| Data::read(&xml).map(Some));
        if let Some(data) = without_damaged(data)? {
            self.by_id.entry(id.to_ascii_uppercase()).or_insert(data);
        }
        Ok(())
    }

    /// What stands at a path in the data of this id; none where the path leads nowhere or says more than a place.
    pub fn value(&self, id: &str, path: &str) -> Option<&str> {
        let value = self.by_id.get(&id.to_ascii_uppercase())?.value(path)?;
        let end = value.char_indices().nth(self.left.get()).map_or(value.len(), |(end, _)| end);
        steps::count(end + path.len());
        self.left.set(self.left.get() - value[..end].chars().count());
        Some(&value[..end])
    }
}

/// The id of data stands in a part beside it.
fn id(package: &mut Package<'_>, part: &str) -> Read<Option<String>> {
    #[derive(Default)]
    struct Id(Option<String>);

    impl Visitor for Id {
        fn begins(&mut self, element: &Element<'_>) {
            if element.name() == "datastoreItem" {
                self.0 = element.id("itemID");
            }
        }
    }

    let mut id = Id::default();
    let relations = Relations::of(package, part)?;
    if let Some(properties) = relations.of_kind("customXmlProps").find(|part| package.has(part)) {
        walk(&package.read(properties)?, &mut id)?;
    }
    Ok(id.0)
}

/// An element's number among all, in their order; the data itself is number 0.
type Node = usize;

/// Elements of data by their place: the element around them, their name, and how many of that name stand before them.
#[derive(Default)]
struct Data {
    names: HashMap<String, usize>,
    children: HashMap<(Node, usize, usize), Node>,
    attributes: HashMap<(Node, usize), String>,
    counts: HashMap<(Node, usize), usize>,
    /// Of each element its text, and whether it is all of it: only such an element can be shown.
    texts: Vec<(String, bool)>,
    open: Vec<Node>,
}

impl Data {
    fn read(xml: &str) -> Read<Self> {
        let mut data = Self { texts: vec![(String::new(), false)], open: vec![0], ..Self::default() };
        walk(xml, &mut data)?;
        Ok(data)
    }

    /// A path of names with numbers, such as `/a:root[1]/a:name[1]`; the last may be an attribute's.
    fn value(&self, path: &str) -> Option<&str> {
        let path = path.trim().strip_prefix('/')?;
        let mut node = 0;
        let mut ahead = path.split('/').peekable();
        while let Some(step) = ahead.next() {
            steps::count(1);
            if let Some(attribute) = step.strip_prefix('@').filter(|_| ahead.peek().is_none()) {
                return self.attributes.get(&(node, *self.names.get(local(attribute))?)).map(String::as_str);
            }
            let (name, nth) = match step.strip_suffix(']') {
                Some(step) => step.split_once('[').and_then(|(name, nth)| Some((name, nth.trim().parse().ok()?)))?,
                None => (step, 1_usize),
            };
            node = *self.children.get(&(node, *self.names.get(local(name))?, nth.checked_sub(1)?))?;
        }
        self.texts.get(node).filter(|(_, is_all)| *is_all).map(|(text, _)| text.as_str())
    }

    fn name(&mut self, name: &str) -> usize {
        let next = self.names.len();
        *self.names.entry(name.to_owned()).or_insert(next)
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

impl Visitor for Data {
    fn begins(&mut self, element: &Element<'_>) {
        steps::count(1);
        let (name, node) = (self.name(element.name()), self.texts.len());
        let outer = self.open.last().copied().unwrap_or_default();
        let count = self.counts.entry((outer, name)).or_default();
        self.children.insert((outer, name, *count), node);
        *count += 1;
        self.texts[outer].1 = false;
        self.texts.push((String::new(), true));
        self.open.push(node);
        element.each_attribute(|name, value| {
            let name = self.name(name);
            self.attributes.entry((node, name)).or_insert(value);
        });
    }

    fn ends(&mut self, _: &str) {
        self.open.pop();
    }

    fn text(&mut self, text: &str) {
        if let Some((own, is_all)) = self.open.last().and_then(|node| self.texts.get_mut(*node))
            && *is_all
        {
            own.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_an_element_or_an_attribute_by_names_and_numbers() {
        let data =
            "<a:cv xmlns:a='x'><a:job>Rust</a:job><a:job lang='en'>SQL &amp; Go</a:job><a:name><b/></a:name></a:cv>";
        let data = Data::read(data).unwrap();
        for (path, expected) in [
            ("/a:cv[1]/a:job[1]", Some("Rust")),
            ("/cv/x:job[2]", Some("SQL & Go")),
            ("/cv[1]/job[2]/@lang", Some("en")),
            ("/cv[1]/name[1]/b[1]", Some("")),
            ("/cv[1]/name[1]", None),
            ("/cv[1]/job[3]", None),
            ("/cv[1]/job[0]", None),
            ("/cv[1]/job[@lang='en']", None),
            ("/cv/@lang/job", None),
            ("cv/job", None),
            ("//job", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(data.value(path), expected, "{path}");
        }
    }

    #[test]
    fn a_long_value_is_shown_as_often_as_a_text_may_be_long() {
        let data = Data::read(&format!("<a>{}</a>", "é".repeat(MOST_CHARACTERS / 2 + 1))).unwrap();
        let all = CustomXml { by_id: [("{A}".to_owned(), data)].into(), left: Cell::new(MOST_CHARACTERS) };
        let lengths = [0; 4].map(|_| all.value("{a}", "/a").unwrap().chars().count());
        assert_eq!(lengths, [MOST_CHARACTERS / 2 + 1, MOST_CHARACTERS / 2 - 1, 0, 0]);
    }
}
