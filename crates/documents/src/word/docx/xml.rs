//! XML visitor: a part's elements by their local names, whatever their prefixes, without declarations.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};

use super::namespaces::Namespaces;
use crate::{
    steps,
    word::{Read, damaged},
};

const MOST_CAUSE: usize = 300;
/// Word's names of styles have 253 letters at most.
const LONGEST_ID: usize = 1024;

/// Hears of elements and text in their order; an empty element begins and ends.
pub(super) trait Visitor {
    fn begins(&mut self, element: &Element<'_>);
    fn ends(&mut self, _name: &str) {}
    fn text(&mut self, _text: &str) {}
}

pub(super) struct Element<'a> {
    start: BytesStart<'a>,
    namespaces: &'a Namespaces,
}

impl Element<'_> {
    /// Without its prefix.
    pub fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes.with_checks(false).flatten().find(|it| it.key.local_name().into_inner() == name)?;
        Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
    }

    /// Names without their prefix, and values.
    pub fn each_attribute(&self, mut found: impl FnMut(&str, String)) {
        for attribute in self.start.attributes().with_checks(false).flatten() {
            if let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) {
                found(attribute.key.local_name().into_inner(), value.into_owned());
            }
        }
    }

    /// The name of a style or a relation. One that is longer than any program writes names nothing: each use of it
    /// costs as much as it is long, and a packed file has room for very many uses of a very long one.
    pub fn id(&self, name: &str) -> Option<String> {
        self.attribute(name).filter(|id| id.len() <= LONGEST_ID)
    }

    pub fn is_hidden_shape(&self) -> bool {
        matches!(self.attribute("hidden").as_deref(), Some("1" | "true" | "on"))
    }

    /// Whether Word understands all that it requires.
    pub fn is_understood(&self) -> bool {
        self.attribute("Requires").is_none_or(|prefixes| self.namespaces.understands(&prefixes))
    }

    pub fn number(&self) -> Option<u32> {
        self.attribute("val")?.parse().ok()
    }

    /// What Word calls an on-off value: on, unless it says otherwise.
    pub fn is_on(&self) -> bool {
        !matches!(self.attribute("val").as_deref(), Some("0" | "false" | "off"))
    }
}

/// Iterative, so that no nesting is too deep for it.
pub(super) fn walk(xml: &str, visitor: &mut dyn Visitor) -> Read<()> {
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    steps::count(xml.len());
    let (mut depth, mut elements) = (0_usize, 0_usize);
    let mut namespaces = Namespaces::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                (depth, elements) = (depth + 1, elements + 1);
                declare(&mut namespaces, depth, &start);
                visitor.begins(&Element { start, namespaces: &namespaces });
            }
            Ok(Event::End(end)) => {
                namespaces.forget(depth);
                depth = depth.saturating_sub(1);
                visitor.ends(end.local_name().into_inner());
            }
            Ok(Event::Text(text)) => visitor.text(&text.xml10_content()),
            Ok(Event::CData(text)) => visitor.text(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) => {
                if let Some(letter) = referred(&name) {
                    visitor.text(letter.encode_utf8(&mut [0; 4]));
                }
            }
            // What it could declare is forbidden in Word files, and is what bombs are made of.
            Ok(Event::DocType(_)) => return Err(damaged("it declares a document type")),
            Ok(Event::Eof) if depth == 0 && elements > 0 => return Ok(()),
            Ok(Event::Eof) => return Err(damaged("its XML has no end")),
            Ok(_) => {}
            Err(error) => return Err(damaged(error.to_string().chars().take(MOST_CAUSE).collect::<String>())),
        }
    }
}

fn declare(namespaces: &mut Namespaces, depth: usize, start: &BytesStart<'_>) {
    if !start.attributes_raw().contains("xmlns:") {
        return;
    }
    for attribute in start.attributes().with_checks(false).flatten() {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        if let (Some(prefix), Ok(namespace)) = (attribute.key.into_inner().strip_prefix("xmlns:"), value) {
            namespaces.declare(depth, prefix, &namespace);
        }
    }
}

fn referred(name: &BytesRef<'_>) -> Option<char> {
    match &*name.xml10_content() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => name.resolve_char_ref().ok().flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unreadable;

    #[derive(Default)]
    struct Notes(String);

    impl Visitor for Notes {
        fn begins(&mut self, element: &Element<'_>) {
            let value = element.attribute("val").map(|value| format!("={value}")).unwrap_or_default();
            self.0 += &format!("<{}{value}>", element.name());
        }

        fn ends(&mut self, _: &str) {
            self.0 += "</>";
        }

        fn text(&mut self, text: &str) {
            self.0 += text;
        }
    }

    fn heard(xml: &str) -> Read<String> {
        let mut notes = Notes::default();
        walk(xml, &mut notes).map(|()| notes.0)
    }

    #[test]
    fn prefixes_entities_and_sections_of_characters_are_understood() {
        let xml =
            "<?xml version='1.0'?><x:a y:val='1 &amp; 2'><b/>&lt;&#x41;&#100;a &amp; <![CDATA[<c>]]><!-- no --></x:a>";
        assert_eq!(heard(xml).unwrap(), "<a=1 & 2><b></>< Ada & <c></>".replace("< A", "<A"));
    }

    #[test]
    fn entities_that_a_file_invents_say_nothing() {
        assert_eq!(heard("<a>Ada&laughs;&#xD800;&#99999999;</a>").unwrap(), "<a>Ada</>");
        assert!(matches!(heard("<!DOCTYPE a [<!ENTITY b 'ha'>]><a>&b;</a>"), Err(Unreadable::Damaged(_))));
    }

    #[test]
    fn what_is_cut_or_crossed_is_damaged() {
        for xml in ["", "Ada", "<a>", "<a><b></a></b>", "<a", "</a>", "<a>&</a"] {
            assert!(matches!(heard(xml), Err(Unreadable::Damaged(_))), "{xml}");
        }
    }
}
