//! JSON writer, for what is written with each request: the bytes of serde_json, with strings looked at eight bytes at a
//! time. serde_json looks at each byte, which costs ten times as much at the size that functions are compiled for.

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::base::{
    clock::Timestamp,
    error::{Error, Result},
};

/// A value that is written already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonText(String);

impl JsonText {
    pub fn new(value: &impl Serialize) -> Result<Self> {
        serde_json::to_string(value).map(Self).map_err(Error::internal)
    }

    /// None: it is not one whole value.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str::<&RawValue>(text).ok().map(|value| Self(value.get().to_owned()))
    }

    /// Of a text that was written here, and so is one value.
    pub(crate) fn from_written(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<JsonText> for Bytes {
    fn from(text: JsonText) -> Self {
        text.0.into()
    }
}

/// An object, field by field. Names are our own words, without anything to escape.
pub struct ObjectWriter<'a> {
    out: &'a mut String,
    is_empty: bool,
}

impl<'a> ObjectWriter<'a> {
    pub fn new(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, is_empty: true }
    }

    pub fn end(self) {
        self.out.push('}');
    }

    /// The place of a field's value, for whatever writes it.
    pub fn value(&mut self, name: &str) -> &mut String {
        self.out.push_str(if self.is_empty { "\"" } else { ",\"" });
        self.is_empty = false;
        self.out.push_str(name);
        self.out.push_str("\":");
        self.out
    }

    pub fn text(&mut self, name: &str, text: &str) {
        write_text(self.value(name), text);
    }

    /// A text that needs no escapes: digits, ids.
    pub fn plain(&mut self, name: &str, text: &str) {
        let out = self.value(name);
        out.push('"');
        out.push_str(text);
        out.push('"');
    }

    pub fn time(&mut self, name: &str, time: Timestamp) {
        let out = self.value(name);
        out.push('"');
        time.write(out);
        out.push('"');
    }

    pub fn text_or_null(&mut self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(name, text),
            None => self.value(name).push_str("null"),
        }
    }

    pub fn number(&mut self, name: &str, number: u64) {
        write_number(self.value(name), number);
    }

    /// Microseconds as a number of milliseconds.
    pub fn milliseconds(&mut self, name: &str, microseconds: u64) {
        let out = self.value(name);
        write_number(out, microseconds / 1_000);
        let rest = microseconds % 1_000;
        out.push('.');
        for (unit, is_shown) in [(100, true), (10, !rest.is_multiple_of(100)), (1, !rest.is_multiple_of(10))] {
            if is_shown {
                out.push(digit(rest / unit % 10));
            }
        }
    }

    pub fn flag(&mut self, name: &str, flag: bool) {
        self.value(name).push_str(if flag { "true" } else { "false" });
    }
}

pub fn write_number(out: &mut String, number: u64) {
    let mut unit = 1;
    while number / unit >= 10 {
        unit *= 10;
    }
    while unit > 0 {
        out.push(digit(number / unit % 10));
        unit /= 10;
    }
}

fn digit(value: u64) -> char {
    char::from(b'0' + value as u8)
}

/// A string with its quotes.
pub fn write_text(out: &mut String, text: &str) {
    let (bytes, mut from) = (text.as_bytes(), 0);
    out.reserve(text.len() + 2);
    out.push('"');
    while let Some(at) = first_special(bytes, from) {
        out.push_str(&text[from..at]);
        write_escape(out, bytes[at]);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out.push('"');
}

/// The first byte from there on that has to be escaped: a quote, a backslash or a control character, all of them ASCII.
fn first_special(bytes: &[u8], from: usize) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH_BITS: u64 = ONES * 0x80;
    let (words, rest) = bytes.get(from..)?.as_chunks::<8>();
    for (nth, eight) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        // A byte that is less than what is taken from it borrows from the next ones, so that of all marked bytes only
        // the first is certain. With one bit turned the quote comes just behind the control characters.
        let quotes_and_controls = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
        let backslashes = (word ^ (ONES * 0x5c)).wrapping_sub(ONES);
        let marked = (quotes_and_controls | backslashes) & !word & HIGH_BITS;
        if marked != 0 {
            return Some(from + nth * 8 + marked.trailing_zeros() as usize / 8);
        }
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..=0x1f);
    rest.iter().position(is_special).map(|at| from + words.len() * 8 + at)
}

fn write_escape(out: &mut String, byte: u8) {
    match byte {
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        b'\n' => out.push_str("\\n"),
        b'\r' => out.push_str("\\r"),
        b'\t' => out.push_str("\\t"),
        0x08 => out.push_str("\\b"),
        0x0c => out.push_str("\\f"),
        control => {
            out.push_str(if control < 0x10 { "\\u000" } else { "\\u001" });
            out.push(char::from(b"0123456789abcdef"[usize::from(control & 0xf)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        write_text(&mut out, text);
        out
    }

    #[test]
    fn every_character_is_escaped_as_serde_json_does_it_wherever_it_stands() {
        for character in (0..0x180).filter_map(char::from_u32).chain("\u{2028}☕👩🏽‍💻\u{10ffff}".chars()) {
            for (before, behind) in [(0, 0), (0, 20), (3, 0), (7, 9), (8, 1), (15, 20)] {
                for neighbour in ["a", "!", "\"", "é", "\u{1}"] {
                    let text = format!("{}{character}{}", neighbour.repeat(before), neighbour.repeat(behind));
                    assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_what_serde_json_writes(text in "(?s).*", more in "[ -~\"\\\\\n]{0,40}") {
            let text = format!("{more}{text}{more}");
            prop_assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
        }

        #[test]
        fn any_time_is_what_serde_json_writes(microseconds in prop_oneof![0..10_000_u64, 0..1_u64 << 49]) {
            let mut out = String::new();
            let mut object = ObjectWriter::new(&mut out);
            object.milliseconds("ms", microseconds);
            object.end();
            prop_assert_eq!(out, json!({ "ms": microseconds as f64 / 1e3 }).to_string());
        }
    }

    #[test]
    fn an_object_is_what_serde_json_writes() {
        let mut out = String::new();
        ObjectWriter::new(&mut out).end();
        assert_eq!(out, "{}");
        out.clear();
        let mut object = ObjectWriter::new(&mut out);
        object.text("words", "a \"b\"\n");
        object.plain("id", "3f0d2c1e");
        object.text_or_null("none", None);
        object.text_or_null("some", Some("x"));
        for (name, number) in [("zero", 0), ("nine", 9), ("ten", 10), ("most", u64::MAX)] {
            object.number(name, number);
        }
        object.flag("yes", true);
        object.flag("no", false);
        object.end();
        let expected = json!({
            "words": "a \"b\"\n", "id": "3f0d2c1e", "none": null, "some": "x", "zero": 0, "nine": 9, "ten": 10,
            "most": u64::MAX, "yes": true, "no": false,
        });
        assert_eq!(out, expected.to_string());
    }
}
