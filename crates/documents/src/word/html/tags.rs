//! HTML tags: what html5gum's tokens tell of each, as far as it matters for what is seen.

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{Callback, CallbackEmitter, CallbackEvent},
};

use crate::{Unreadable, steps, word::Read};

/// Hears of tags and text in their order.
pub(super) trait Visitor {
    fn begins(&mut self, tag: &Tag) -> Read<()>;
    fn ends(&mut self, name: &str) -> Read<()>;
    fn text(&mut self, text: &str) -> Read<()>;
    fn comment(&mut self, _text: &str) -> Read<()> {
        Ok(())
    }
}

#[derive(Debug, Default, Clone)]
pub(super) struct Tag {
    pub name: String,
    attributes: Vec<(&'static str, String)>,
    pub is_closed: bool,
}

const ATTRIBUTES: [&str; 11] =
    ["class", "colspan", "hidden", "href", "id", "media", "open", "selected", "style", "type", "value"];

impl Tag {
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Of two with one name the first counts.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    fn add(&mut self, name: &[u8]) -> Option<&mut String> {
        let name = ATTRIBUTES.into_iter().find(|known| known.as_bytes() == name)?;
        if self.attribute(name).is_some() {
            return None;
        }
        self.attributes.push((name, String::new()));
        self.attributes.last_mut().map(|(_, value)| value)
    }
}

/// Iterative, so that no nesting is too deep for it.
pub(super) fn walk(html: &str, visitor: &mut dyn Visitor) -> Read<()> {
    steps::count(html.len());
    let mut emitter = CallbackEmitter::new(Listener { visitor, tag: Tag::default(), is_new: false });
    // The text of scripts and styles has no tags.
    emitter.naively_switch_states(true);
    // What it hands out is why it ends; reading from memory cannot fail.
    let Ok(error) = Tokenizer::new_with_emitter(html, emitter).next().transpose();
    error.map_or(Ok(()), Err)
}

struct Listener<'a> {
    visitor: &'a mut dyn Visitor,
    /// The one that is open.
    tag: Tag,
    /// Its last attribute counts.
    is_new: bool,
}

impl Callback<Unreadable, ()> for Listener<'_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Unreadable> {
        let heard = match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag::named(&String::from_utf8_lossy(name));
                Ok(())
            }
            CallbackEvent::AttributeName { name } => {
                self.is_new = self.tag.add(name).is_some();
                Ok(())
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, known)) = self.tag.attributes.last_mut().filter(|_| self.is_new) {
                    known.push_str(&String::from_utf8_lossy(value));
                }
                Ok(())
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                self.tag.is_closed = self_closing;
                self.visitor.begins(&self.tag)
            }
            CallbackEvent::EndTag { name } => self.visitor.ends(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => self.visitor.text(&String::from_utf8_lossy(value)),
            CallbackEvent::Comment { value } => self.visitor.comment(&String::from_utf8_lossy(value)),
            CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => Ok(()),
        };
        heard.err()
    }
}
