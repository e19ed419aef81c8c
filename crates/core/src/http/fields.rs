//! A JSON object read field by field, so that a reply names everything that is wrong with it at once.

use serde_json::{Map, Value};

use crate::error::{Error, Invalid, Result};

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

/// The fields not read yet, and what was wrong with those that were.
pub struct Fields {
    left: Map<String, Value>,
    wrong: Vec<Invalid>,
}

impl Fields {
    pub fn new(left: Map<String, Value>) -> Self {
        Self { left, wrong: Vec::new() }
    }

    /// A text of 1 to `most` characters, trimmed.
    pub fn text(&mut self, name: &str, most: usize) -> Option<String> {
        match self.left.remove(name) {
            None | Some(Value::Null) => self.wrong(name, "is required"),
            Some(value) => self.filled(name, value, most),
        }
    }

    /// A text that may be missing, null or blank, which all mean none.
    pub fn optional_text(&mut self, name: &str, most: usize) -> Option<String> {
        match self.left.remove(name)? {
            Value::Null => None,
            Value::String(text) if text.trim().is_empty() => None,
            value => self.filled(name, value, most),
        }
    }

    /// One of a fixed set of words.
    pub fn one_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let found = match self.left.remove(name) {
            None | Some(Value::Null) => return self.wrong(name, "is required"),
            Some(Value::String(word)) => words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value),
            Some(_) => None,
        };
        found.or_else(|| {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.wrong(name, &format!("must be one of: {}", known.join(", ")))
        })
    }

    /// A field that a partial update may leave out: `read` is asked only when it is there.
    pub fn change<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Change<T>> {
        match self.left.contains_key(name) {
            false => Some(Change::Keep),
            true => read(self).map(Change::Set),
        }
    }

    /// The value, if nothing was wrong and no field was left over.
    pub fn finish<T>(mut self, value: Option<T>) -> Result<T> {
        for unknown in std::mem::take(&mut self.left).keys() {
            self.wrong::<()>(unknown, "is not a field of this request");
        }
        match value {
            Some(value) if self.wrong.is_empty() => Ok(value),
            _ => Err(Error::Invalid(self.wrong)),
        }
    }

    fn filled(&mut self, name: &str, value: Value, most: usize) -> Option<String> {
        let Value::String(text) = value else {
            return self.wrong(name, "must be a text");
        };
        let text = text.trim();
        if text.is_empty() {
            self.wrong(name, "must not be blank")
        } else if text.contains('\0') {
            self.wrong(name, "must not contain the character U+0000")
        } else if text.chars().count() > most {
            self.wrong(name, &format!("must have at most {most} characters"))
        } else {
            Some(text.to_owned())
        }
    }

    fn wrong<T>(&mut self, name: &str, detail: &str) -> Option<T> {
        let name = name.replace('~', "~0").replace('/', "~1");
        self.wrong.push(Invalid { pointer: format!("#/{name}"), detail: detail.to_owned() });
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
    fn a_partial_update_tells_null_from_absent() {
        let mut body = fields(json!({ "title": null }));
        let title = body.change("title", |body| Some(body.optional_text("title", 9)));
        let name = body.change("name", |body| body.text("name", 9));
        assert_eq!(title, Some(Change::Set(None)));
        assert_eq!(name, Some(Change::Keep));
    }
}
