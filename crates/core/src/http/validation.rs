//! Validation: a JSON object read field by field, so that a reply names everything that is wrong with it at once.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::base::{
    clock::Day,
    error::{Error, Invalid, Result},
};

/// What is read from a body. A value that exists is valid. Every field is asked for, whatever became of those before
/// it: only so a reply names all that is wrong, and the OpenAPI document all there is.
pub trait FromFields: Sized {
    fn from_fields(fields: impl Fields) -> Result<Self>;
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

/// A text of a form that more than its length decides: in words, as a regular expression for whoever reads the OpenAPI
/// document, and as it is checked.
pub struct TextForm {
    pub words: &'static str,
    pub pattern: &'static str,
    pub fits: fn(&str) -> bool,
}

/// No id that a client sends is longer.
const ID: usize = 255;

/// The fields of an object. A body has them as `JsonFields`; the OpenAPI document is written by some that only note
/// what they are asked for.
pub trait Fields: Sized {
    /// A text of 1 to `most` characters, trimmed.
    fn text(&mut self, name: &str, most: usize) -> Option<String>;

    /// A text that may be missing, null or blank, which all mean none.
    fn optional_text(&mut self, name: &str, most: usize) -> Option<String>;

    /// A day as `YYYY-MM-DD`; missing or null it is none.
    fn optional_day(&mut self, name: &str) -> Option<Day>;

    /// The id of a thing, still as text: one that is no id names nothing, so that is not found and not invalid.
    fn id(&mut self, name: &str) -> Option<String> {
        self.text(name, ID)
    }

    /// One of a fixed set of words.
    fn one_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T>;

    /// One or more of a fixed set of words, each once.
    fn some_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<Vec<T>>;

    /// A whole number, or null for none.
    fn optional_number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64>;

    fn number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64>;

    /// A number with a fraction.
    fn decimal(&mut self, name: &str, range: RangeInclusive<f64>) -> Option<f64>;

    /// True or false, and never left out.
    fn required_flag(&mut self, name: &str) -> Option<bool>;

    /// True or false; left out it is false.
    fn flag(&mut self, name: &str) -> bool;

    /// A list of 1 to `most` objects, each read like a body of its own.
    fn list<T>(&mut self, name: &str, most: usize, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>>;

    fn formed(&mut self, name: &str, form: &TextForm) -> Option<String>;

    /// A field that a partial update may leave out: `read` is asked only when it is there.
    fn change<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Change<T>>;

    /// The value, if nothing was wrong and no field was left over.
    fn finish<T>(self, value: Option<T>) -> Result<T>;
}

/// Of so many unknown fields a client hears at once, for it may send thousands.
const MOST_UNKNOWN: usize = 20;

/// The fields not read yet, and what was wrong with those that were.
pub struct JsonFields {
    /// The JSON pointer of this object in the body, with which those of its fields begin.
    pointer: String,
    unread: Map<String, Value>,
    errors: Vec<Invalid>,
}

impl JsonFields {
    pub fn new(unread: Map<String, Value>) -> Self {
        Self { pointer: "#".to_owned(), unread, errors: Vec::new() }
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

impl Fields for JsonFields {
    fn text(&mut self, name: &str, most: usize) -> Option<String> {
        match self.unread.remove(name) {
            None | Some(Value::Null) => self.reject(name, "is required"),
            Some(value) => self.non_blank(name, value, most),
        }
    }

    fn optional_text(&mut self, name: &str, most: usize) -> Option<String> {
        match self.unread.remove(name)? {
            Value::Null => None,
            Value::String(text) if text.trim().is_empty() => None,
            value => self.non_blank(name, value, most),
        }
    }

    fn optional_day(&mut self, name: &str) -> Option<Day> {
        match self.unread.remove(name)? {
            Value::Null => None,
            Value::String(text) => Day::parse(&text).or_else(|| self.reject(name, "must be a day, such as 2026-11-28")),
            _ => self.reject(name, "must be a text"),
        }
    }

    fn one_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
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

    fn some_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<Vec<T>> {
        let given = match self.unread.remove(name) {
            None | Some(Value::Null) => return self.reject(name, "is required"),
            Some(Value::Array(given)) => given,
            Some(_) => Vec::new(),
        };
        let chosen: Vec<_> = words.iter().filter(|(word, _)| given.iter().any(|each| each == word)).collect();
        // A word that is unknown or stands twice makes the list longer than what is chosen by it.
        if given.is_empty() || given.len() > chosen.len() {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            return self.reject(name, &format!("must be a list of one or more of: {}, each once", known.join(", ")));
        }
        Some(chosen.into_iter().map(|(_, value)| *value).collect())
    }

    fn optional_number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        match self.unread.remove(name)? {
            Value::Null => None,
            value => whole(&value).filter(|number| range.contains(number)).or_else(|| {
                self.reject(name, &format!("must be a whole number from {} to {}", range.start(), range.end()))
            }),
        }
    }

    fn number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        match self.unread.get(name) {
            None | Some(Value::Null) => {
                self.unread.remove(name);
                self.reject(name, "is required")
            }
            Some(_) => self.optional_number(name, range),
        }
    }

    fn decimal(&mut self, name: &str, range: RangeInclusive<f64>) -> Option<f64> {
        match self.unread.remove(name) {
            None | Some(Value::Null) => self.reject(name, "is required"),
            Some(value) => value
                .as_f64()
                .filter(|number| range.contains(number))
                .or_else(|| self.reject(name, &format!("must be a number from {} to {}", range.start(), range.end()))),
        }
    }

    fn required_flag(&mut self, name: &str) -> Option<bool> {
        match self.unread.remove(name) {
            None | Some(Value::Null) => self.reject(name, "is required"),
            Some(Value::Bool(flag)) => Some(flag),
            Some(_) => self.reject(name, "must be true or false"),
        }
    }

    fn flag(&mut self, name: &str) -> bool {
        match self.unread.get(name) {
            None | Some(Value::Null) => {
                self.unread.remove(name);
                false
            }
            Some(_) => self.required_flag(name).unwrap_or_default(),
        }
    }

    fn list<T>(&mut self, name: &str, most: usize, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let items = match self.unread.remove(name) {
            None | Some(Value::Null) => return self.reject(name, "is required"),
            Some(Value::Array(items)) if (1..=most).contains(&items.len()) => items,
            Some(_) => return self.reject(name, &format!("must be a list of 1 to {most} objects")),
        };
        let items = items.into_iter().enumerate().map(|(nth, item)| self.item(name, nth, item, &read));
        items.collect::<Vec<_>>().into_iter().collect()
    }

    fn formed(&mut self, name: &str, form: &TextForm) -> Option<String> {
        match self.unread.remove(name) {
            None | Some(Value::Null) => self.reject(name, "is required"),
            Some(Value::String(text)) if (form.fits)(&text) => Some(text),
            Some(_) => self.reject(name, &format!("must be {}", form.words)),
        }
    }

    fn change<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Change<T>> {
        if self.unread.contains_key(name) { read(self).map(Change::Set) } else { Some(Change::Keep) }
    }

    fn finish<T>(mut self, value: Option<T>) -> Result<T> {
        for unknown in std::mem::take(&mut self.unread).keys().take(MOST_UNKNOWN) {
            self.reject::<()>(unknown, "is not a field of this request");
        }
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(Error::Invalid(self.errors)),
        }
    }
}

/// A whole number, however it is written: `1.0` is one to JSON Schema and to JavaScript.
fn whole(number: &Value) -> Option<i64> {
    /// Above it not every whole number is a float.
    const MOST_EXACT: f64 = 9_007_199_254_740_991.0;

    let float = || number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= MOST_EXACT);
    number.as_i64().or_else(|| float().map(|float| float as i64))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> JsonFields {
        JsonFields::new(value.as_object().unwrap().clone())
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
        let Err(Error::Invalid(wrong)) = JsonFields::new(all).finish(Some(())) else { panic!("they were taken") };
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
        const TWO_LETTERS: TextForm = TextForm { words: "two letters", pattern: "^..$", fits: |text| text.len() == 2 };

        let item = |body: &mut JsonFields| body.number("n", 0..=9);
        let read = |value: Value| {
            let mut body = fields(value);
            let (items, flag) = (body.list("items", 2, item), body.flag("flag"));
            let form = body.formed("form", &TWO_LETTERS);
            body.finish(items.zip(form).map(|(items, form)| (items, flag, form)))
        };
        let good = json!({ "items": [{ "n": 0 }, { "n": 9.0 }], "flag": true, "form": "ab" });
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
    fn of_a_set_of_words_some_are_chosen_each_once() {
        const WORDS: &[(&str, u8)] = &[("read", 1), ("write", 2)];
        let chosen = |value: Value| {
            let mut body = fields(json!({ "scopes": value }));
            let scopes = body.some_of("scopes", WORDS);
            body.finish(scopes)
                .map_err(|error| error.fields().into_iter().map(|wrong| wrong.pointer).collect::<Vec<_>>())
        };
        assert_eq!(chosen(json!(["read"])), Ok(vec![1]));
        assert_eq!(chosen(json!(["write", "read"])), Ok(vec![1, 2]), "in the order of the set");
        for wrong in [
            json!(null),
            json!([]),
            json!("read"),
            json!(["read", "read"]),
            json!(["read", "all"]),
            json!(["read", "write", "read"]),
            json!([["read"]]),
            json!([null]),
        ] {
            assert_eq!(chosen(wrong.clone()), Err(vec!["#/scopes".to_owned()]), "{wrong}");
        }
    }

    #[test]
    fn a_decimal_and_a_required_flag_are_read_within_their_bounds() {
        let read = |value: Value| {
            let mut body = fields(value);
            let (share, on) = (body.decimal("share", 0.8..=0.95), body.required_flag("on"));
            body.finish(share.zip(on))
        };
        for share in [0.8, 0.9, 0.95] {
            assert_eq!(read(json!({ "share": share, "on": false })).unwrap(), (share, false));
        }
        for share in [json!(0.79), json!(0.951), json!("0.9"), json!(null)] {
            assert_eq!(pointers(read(json!({ "share": share, "on": true })).map(|_| ())), ["#/share"], "{share}");
        }
        for on in [json!(null), json!(1), json!("true")] {
            assert_eq!(pointers(read(json!({ "share": 0.9, "on": on })).map(|_| ())), ["#/on"], "{on}");
        }
        assert_eq!(pointers(read(json!({})).map(|_| ())), ["#/share", "#/on"]);
    }

    #[test]
    fn a_day_is_one_of_the_calendar_in_its_one_form() {
        let read = |value: Value| {
            let mut body = fields(json!({ "on": value }));
            let on = body.optional_day("on");
            body.finish(Some(on.map(|day| day.to_string())))
        };
        for day in ["2026-11-28", "2028-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(read(json!(day)).unwrap().as_deref(), Some(day));
        }
        assert_eq!(read(json!(null)).unwrap(), None);
        for wrong in [
            json!(""),
            json!("2026-02-29"),
            json!("2026-13-01"),
            json!("20261128"),
            json!("2026-11-28T10:00:00Z"),
            json!(" 2026-11-28"),
            json!("2026-W48-6"),
            json!("-000001-01-01"),
            json!("+012026-11-28"),
            json!(20_261_128),
            json!(true),
        ] {
            assert_eq!(pointers(read(wrong.clone()).map(|_| ())), ["#/on"], "{wrong}");
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
