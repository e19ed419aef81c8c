//! JSON object that a model writes: its schema, and where it begins and ends in a text that is streamed.

use schemars::{JsonSchema, generate::SchemaSettings};

/// What the model is held to: a type without references.
pub fn schema_of<T: JsonSchema>() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// Finds the one JSON object in a text that arrives in pieces, and drops what stands around it: clients of the object
/// stream understand neither fences nor words.
#[derive(Debug, Default)]
pub struct ObjectReader {
    depth: usize,
    in_text: bool,
    escaped: bool,
    ended: bool,
}

impl ObjectReader {
    /// The part of this piece that belongs to the object.
    pub fn push<'a>(&mut self, piece: &'a str) -> &'a str {
        let mut begin = if self.depth > 0 { Some(0) } else { None };
        for (at, byte) in piece.bytes().enumerate() {
            if self.ended {
                return "";
            }
            if self.depth == 0 && byte == b'{' {
                begin = Some(at);
            }
            self.take(byte);
            if self.ended {
                return begin.map_or("", |begin| &piece[begin..=at]);
            }
        }
        begin.map_or("", |begin| &piece[begin..])
    }

    /// Braces and quotes are ASCII, so bytes are enough; before the object only its first brace matters.
    fn take(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' if self.depth > 0 => self.in_text = !self.in_text,
            b'{' if !self.in_text => self.depth += 1,
            b'}' if !self.in_text && self.depth > 0 => {
                self.depth -= 1;
                self.ended = self.depth == 0;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn any_split_gives_the_same_object(cuts in proptest::collection::vec(0usize..80, 0..8)) {
            let object = r#"{"a":{"b":"} \" é ☕ {","c":[1,{}]}}"#;
            let text = format!("Here you are:\n```json\n{object}\n```\nAnything else?");
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| text.is_char_boundary(*cut)).collect();
            cuts.push(text.len());
            cuts.sort_unstable();
            let (mut reader, mut from, mut seen) = (ObjectReader::default(), 0, String::new());
            for cut in cuts {
                seen.push_str(reader.push(&text[from..cut]));
                from = cut;
            }
            proptest::prop_assert_eq!(seen, object);
        }
    }
}
