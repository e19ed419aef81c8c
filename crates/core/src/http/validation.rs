//! Validation: a JSON object read field by field, so that a reply names everything that is wrong with it at once.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::base::error::{Error, Invalid, Result};

/// What is read from a body. A value that exists is valid.
pub trait FromFields: Sized {
    fn from_fields(fields: Fields) -> Result<Self>;
}

/// A field of a partial update: left out, or given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<T> {
    Keep,
    Set(T),
}

impl<T> Change<T> {
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Keep => None,
            Self::Set(value) => Some(value),
        }
    }
}

/// Of so many unknown fields a client hears at once, for it may send thousands.
const MOST_UNKNOWN: usize = 20;

/// The fields not read yet, and what was wrong with those that were.
pub struct Fields {
    /// The JSON pointer of this object in the body, with which those of its fields begin.
    pointer: String,
    unread: Map<String, Value>,
    errors: Vec<Invalid>,
}

impl Fields {
    pub fn new(unread: Map<String, Value>) -> Self {
        Self { pointer: "#".to_owned(), unread, errors: Vec::new() }
    }

    /// A text of 1 to `most` characters, trimmed.
    pub fn text(&mut self, name: &str, most: usize) -> Option<String> {
        match self.unread.remove(name) {
            None | Some(Value::Null) => self.reject(name, "is required"),
            Some(value) => self.non_blank(name, value, most),
        }
    }

    /// A text that may be missing, null or blank, which all mean none.
    pub fn optional_text(&mut self, name: &str, most: usize) -> Option<String> {
        match self.unread.remove(name)? {
            Value::Null => None,
            Value::String(text) if text.trim().is_empty() => None,
            value => self.non_blank(name, value, most),
        }
    }

    /// One of a fixed set of words.
    pub fn one_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let found = match self.unread.remove(name) {
            None | Some(Value::Null) => return self.reject(name, "is required"),
            Some(Value::String(word)) => words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value),
            Some(_) => None,
        };
        found.or_else(|| {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.reject(name, &format!("must be one of: {}", known.join(", ")))
        })
    }

    /// A whole number, or null for none.
    pub fn optional_number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        match self.unread.remove(name)? {
            Value::Null => None,
            value => value.as_i64().filter(|number| range.contains(number)).or_else(|| {
                self.reject(name, &format!("must be a whole number from {} to {}", range.start(), range.end()))
            }),
        }
    }

    pub fn number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        match self.unread.get(name) {
            None | Some(Value::Null) => {
                self.unread.remove(name);
                self.reject(name, "is required")
            }
            Some(_) => self.optional_number(name, range),
        }
    }

    /// True or false; left out it is false.
    pub fn flag(&mut self, name: &str) -> bool {
        match self.unread.remove(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => flag,
            Some(_) => self.reject::<bool>(name, "must be true or false").unwrap_or_default(),
        }
    }

    /// A list of 1 to `most` objects, each read like a body of its own.
    pub fn list<T>(&mut self, name: &str, most: usize, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let items = match self.unread.remove(name) {
            None | Some(Value::Null) => return self.reject(name, "is required"),
            Some(Value::Array(items)) if (1..=most).contains(&items.len()) => items,
            Some(_) => return self.reject(name, &format!("must be a list of 1 to {most} objects")),
        };
        let items = items.into_iter().enumerate().map(|(nth, item)| self.item(name, nth, item, &read));
        items.collect::<Vec<_>>().into_iter().collect()
    }

    fn item<T>(&mut self, name: &str, nth: usize, item: Value, read: impl Fn(&mut Self) -> Option<T>) -> Option<T> {
        let pointer = format!("{}/{name}/{nth}", self.pointer);
        let Value::Object(unread) = item else {
            self.errors.push(Invalid { pointer, detail: "must be an object".to_owned() });
            return None;
        };
        let mut fields = Self { pointer, unread, errors: Vec::new() };
        let value = read(&mut fields);
        match fields.finish(value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.errors.extend(error.fields());
                None
            }
        }
    }

    /// A text of a form that more than its length decides.
    pub fn formed(&mut self, name: &str, form: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
        match self.unread.remove(name) {
            None | Some(Value::Null) => self.reject(name, "is required"),
            Some(Value::String(text)) if fits(&text) => Some(text),
            Some(_) => self.reject(name, &format!("must be {form}")),
        }
    }

    /// A field that a partial update may leave out: `read` is asked only when it is there.
    pub fn change<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Change<T>> {
        if self.unread.contains_key(name) { read(self).map(Change::Set) } else { Some(Change::Keep) }
    }

    /// The value, if nothing was wrong and no field was left over.
    pub fn finish<T>(mut self, value: Option<T>) -> Result<T> {
        for unknown in std::mem::take(&mut self.unread).keys().take(MOST_UNKNOWN) {
            self.reject::<()>(unknown, "is not a field of this request");
        }
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(Error::Invalid(self.errors)),
        }
    }

    fn non_blank(&mut self, name: &str, value: Value, most: usize) -> Option<String> {
        let Value::String(text) = value else {
            return self.reject(name, "must be a text");
        };
        let text = text.trim();
        if text.is_empty() {
            self.reject(name, "must not be blank")
        } else if text.contains('\0') {
            self.reject(name, "must not contain the character U+0000")
        } else if text.chars().count() > most {
            self.reject(name, &format!("must have at most {most} characters"))
        } else {
            Some(text.to_owned())
        }
    }

    fn reject<T>(&mut self, name: &str, detail: &str) -> Option<T> {
        let name = name.replace('~', "~0").replace('/', "~1");
        self.errors.push(Invalid { pointer: format!("{}/{name}", self.pointer), detail: detail.to_owned() });
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Fields {
        Fields::new(value.as_object().unwrap().clone())
    }

    fn pointers(result: Result<()>) -> Vec<String> {
        match result {
            Err(Error::Invalid(wrong)) => wrong.into_iter().map(|each| each.pointer).collect(),
            other => panic!("expected invalid fields, got {other:?}"),
        }
    }

    #[test]
    fn of_thousands_of_unknown_fields_some_are_named() {
        let all: Map<String, Value> = (0..30_000).map(|number| (format!("x{number:05}"), json!(0))).collect();
        let Err(Error::Invalid(wrong)) = Fields::new(all).finish(Some(())) else { panic!("they were taken") };
        assert_eq!(wrong.len(), MOST_UNKNOWN);
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let mut body = fields(json!({ "name": " ", "level": "boss", "a/b": 1 }));
        let name = body.text("name", 255);
        let missing = body.text("description", 10);
        let level = body.one_of("level", &[("junior", 1)]);
        let result = body.finish(name.zip(missing).zip(level).map(|_| ()));
        assert_eq!(pointers(result), ["#/name", "#/description", "#/level", "#/a~1b"]);
    }

    #[test]
    fn a_text_is_measured_in_characters_after_trimming() {
        let mut body = fields(json!({ "at": "  ééé ", "above": "éééé", "nul": "a\u{0}b" }));
        assert_eq!(body.text("at", 3).as_deref(), Some("ééé"));
        assert_eq!(body.text("above", 3), None);
        assert_eq!(body.text("nul", 9), None);
        assert_eq!(pointers(body.finish(Some(()))), ["#/above", "#/nul"]);
    }

    #[test]
    fn numbers_flags_forms_and_lists_are_named_where_they_stand() {
        let item = |body: &mut Fields| body.number("n", 0..=9);
        let read = |value: Value| {
            let mut body = fields(value);
            let (items, flag) = (body.list("items", 2, item), body.flag("flag"));
            let form = body.formed("form", "two letters", |text| text.len() == 2);
            body.finish(items.zip(form).map(|(items, form)| (items, flag, form)))
        };
        let good = json!({ "items": [{ "n": 0 }, { "n": 9 }], "flag": true, "form": "ab" });
        assert_eq!(read(good).unwrap(), (vec![0, 9], true, "ab".to_owned()));
        for (body, wrong) in [
            (
                json!({ "items": [{ "n": 10 }, { "n": 1.5, "x": 1 }], "form": "ab" }),
                vec!["#/items/0/n", "#/items/1/n", "#/items/1/x"],
            ),
            (json!({ "items": [1, {}], "form": "ab" }), vec!["#/items/0", "#/items/1/n"]),
            (json!({ "items": [], "form": "abc", "flag": 1 }), vec!["#/items", "#/flag", "#/form"]),
            (json!({ "items": [{}, {}, {}], "form": null }), vec!["#/items", "#/form"]),
        ] {
            assert_eq!(pointers(read(body).map(|_| ())), wrong);
        }
    }

    #[test]
    fn a_partial_update_tells_null_from_absent() {
        let mut body = fields(json!({ "title": null }));
        let title = body.change("title", |body| Some(body.optional_text("title", 9)));
        let name = body.change("name", |body| body.text("name", 9));
        assert_eq!(title, Some(Change::Set(None)));
        assert_eq!(name, Some(Change::Keep));
    }
}
