//! JSON Schema of a request's body: the reader that checks a body is run once with fields that note what it asks for.

use std::{cell::RefCell, ops::RangeInclusive, rc::Rc};

use darasa_core::{
    Error, Result,
    base::clock::Day,
    http::{Change, Fields, FromFields, TextForm},
};
use serde_json::{Map, Value, json};

/// Any text without U+0000, which Postgres cannot store.
const ANY: &str = "^[^\\u0000]*$";
/// One in which there is something else than white space, as Rust's `trim` knows it.
const NOT_BLANK: &str = "^[^\\u0000]*[^\\s\\u0000\\u0085][^\\u0000]*$";

/// The schema of a body, an object with nothing but what its reader knows.
pub fn schema_of<T: FromFields>() -> Value {
    let seen = Rc::default();
    // It cannot succeed: no field has a value.
    T::from_fields(SchemaFields { object: Object::default(), seen: Rc::clone(&seen) }).err();
    seen.take().expect("a reader asks for its fields and then finishes, whatever they were")
}

/// Fields that have no value: they note what they are asked for.
struct SchemaFields {
    object: Object,
    /// Where the schema goes in the end.
    seen: Rc<RefCell<Option<Value>>>,
}

#[derive(Default)]
struct Object {
    properties: Map<String, Value>,
    required: Vec<String>,
}

impl Object {
    fn into_schema(self) -> Value {
        let mut schema = json!({ "type": "object", "additionalProperties": false, "properties": self.properties });
        if !self.required.is_empty() {
            schema["required"] = json!(self.required);
        }
        schema
    }
}

impl SchemaFields {
    fn optional<T>(&mut self, name: &str, schema: Value) -> Option<T> {
        self.object.properties.insert(name.to_owned(), schema);
        None
    }

    fn required<T>(&mut self, name: &str, schema: Value) -> Option<T> {
        self.object.required.push(name.to_owned());
        self.optional(name, schema)
    }
}

impl Fields for SchemaFields {
    fn text(&mut self, name: &str, most: usize) -> Option<String> {
        self.required(name, json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": NOT_BLANK }))
    }

    fn optional_text(&mut self, name: &str, most: usize) -> Option<String> {
        self.optional(name, json!({ "type": ["string", "null"], "maxLength": most, "pattern": ANY }))
    }

    fn optional_day(&mut self, name: &str) -> Option<Day> {
        self.optional(name, json!({ "type": ["string", "null"], "format": "date" }))
    }

    fn id(&mut self, name: &str) -> Option<String> {
        self.required(name, json!({ "type": "string", "format": "uuid" }))
    }

    fn one_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        self.required(name, json!({ "type": "string", "enum": words }))
    }

    fn some_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<Vec<T>> {
        let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let items = json!({ "type": "string", "enum": words });
        self.required(name, json!({ "type": "array", "minItems": 1, "uniqueItems": true, "items": items }))
    }

    fn optional_number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let (least, most) = range.into_inner();
        self.optional(name, json!({ "type": ["integer", "null"], "minimum": least, "maximum": most }))
    }

    fn number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let (least, most) = range.into_inner();
        self.required(name, json!({ "type": "integer", "minimum": least, "maximum": most }))
    }

    fn decimal(&mut self, name: &str, range: RangeInclusive<f64>) -> Option<f64> {
        let (least, most) = range.into_inner();
        self.required(name, json!({ "type": "number", "minimum": least, "maximum": most }))
    }

    fn required_flag(&mut self, name: &str) -> Option<bool> {
        self.required(name, json!({ "type": "boolean" }))
    }

    fn flag(&mut self, name: &str) -> bool {
        self.optional::<bool>(name, json!({ "type": ["boolean", "null"], "default": false })).unwrap_or_default()
    }

    fn list<T>(&mut self, name: &str, most: usize, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut item = Self { object: Object::default(), seen: Rc::clone(&self.seen) };
        read(&mut item);
        let items = item.object.into_schema();
        self.required(name, json!({ "type": "array", "minItems": 1, "maxItems": most, "items": items }))
    }

    fn formed(&mut self, name: &str, form: &TextForm) -> Option<String> {
        self.required(name, json!({ "type": "string", "pattern": form.pattern }))
    }

    fn change<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Change<T>> {
        read(self);
        self.object.required.retain(|required| required != name);
        None
    }

    fn finish<T>(self, _: Option<T>) -> Result<T> {
        self.seen.replace(Some(self.object.into_schema()));
        Err(Error::Invalid(Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Everything;

    impl FromFields for Everything {
        fn from_fields(mut fields: impl Fields) -> Result<Self> {
            const LETTER: TextForm = TextForm { words: "a letter", pattern: "^.$", fits: |text| text.len() == 1 };

            let name = fields.text("name", 9);
            fields.optional_text("note", 8);
            fields.optional_day("day");
            fields.one_of("level", &[("low", 1), ("high", 2)]);
            fields.flag("flag");
            fields.change("letter", |fields| fields.formed("letter", &LETTER));
            fields.list("items", 3, |item| item.number("n", 0..=7).zip(item.id("thingId")));
            fields.optional_number("last", 1..=2);
            fields.decimal("share", 0.5..=1.0);
            fields.required_flag("on");
            fields.some_of("kinds", &[("a", 1), ("b", 2)]);
            fields.finish(name.map(|_| Self))
        }
    }

    #[test]
    fn a_reader_says_what_it_takes() {
        let expected = json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "name": { "type": "string", "minLength": 1, "maxLength": 9, "pattern": NOT_BLANK },
                "note": { "type": ["string", "null"], "maxLength": 8, "pattern": ANY },
                "day": { "type": ["string", "null"], "format": "date" },
                "level": { "type": "string", "enum": ["low", "high"] },
                "flag": { "type": ["boolean", "null"], "default": false },
                "letter": { "type": "string", "pattern": "^.$" },
                "items": {
                    "type": "array", "minItems": 1, "maxItems": 3,
                    "items": {
                        "type": "object",
                        "additionalProperties": false,
                        "properties": {
                            "n": { "type": "integer", "minimum": 0, "maximum": 7 },
                            "thingId": { "type": "string", "format": "uuid" },
                        },
                        "required": ["n", "thingId"],
                    },
                },
                "last": { "type": ["integer", "null"], "minimum": 1, "maximum": 2 },
                "share": { "type": "number", "minimum": 0.5, "maximum": 1.0 },
                "on": { "type": "boolean" },
                "kinds": {
                    "type": "array", "minItems": 1, "uniqueItems": true,
                    "items": { "type": "string", "enum": ["a", "b"] },
                },
            },
            "required": ["name", "level", "items", "share", "on", "kinds"],
        });
        assert_eq!(schema_of::<Everything>(), expected);
    }
}
