//! Query parameters: read one by one, so that a reply names every wrong one at once. Unknown names are ignored.

use std::ops::RangeInclusive;

use super::{Page, Request};
use crate::base::error::{Error, Invalid, Result};

/// The query of a request, and what was wrong with the parameters read so far.
pub struct Query<'r> {
    request: &'r Request,
    wrong: Vec<Invalid>,
}

impl Request {
    /// What `read` makes of the query, or all that is wrong with it. A wrong parameter may read as anything: its value
    /// is thrown away.
    pub fn read_query<T>(&self, read: impl FnOnce(&mut Query<'_>) -> T) -> Result<T> {
        let mut query = Query { request: self, wrong: Vec::new() };
        let value = read(&mut query);
        if query.wrong.is_empty() { Ok(value) } else { Err(Error::Invalid(query.wrong)) }
    }

    pub fn page(&self) -> Result<Page> {
        self.read_query(|query| query.page())
    }
}

impl Query<'_> {
    /// A text that must not be missing or empty.
    pub fn required(&mut self, name: &str) -> String {
        let value = self.request.query(name).unwrap_or_default();
        if value.is_empty() {
            self.reject(name, "is required".to_owned());
        }
        value
    }

    /// A text that may be missing. An empty one is a text: an id that names nothing is not found.
    pub fn optional(&mut self, name: &str) -> Option<String> {
        self.request.query(name)
    }

    /// A whole number, or what is usual where none is given.
    pub fn number(&mut self, name: &str, range: RangeInclusive<i64>, usual: i64) -> i64 {
        let Some(given) = self.request.query(name) else { return usual };
        whole_number(&given, &range).unwrap_or_else(|| {
            self.reject(name, format!("must be a whole number from {} to {}", range.start(), range.end()));
            usual
        })
    }

    /// One of a fixed set of words; None where it is not given.
    pub fn one_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let given = self.request.query(name)?;
        let found = words.iter().find(|(word, _)| *word == given).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.reject(name, format!("must be one of: {}", known.join(", ")));
        }
        found
    }

    /// True or false; left out it is false. Nothing else is: who writes `1` or `yes` means true, and would not get it.
    pub fn flag(&mut self, name: &str) -> bool {
        self.one_of(name, &[("true", true), ("false", false)]).unwrap_or_default()
    }

    /// Which part of a list is asked for, by `limit` and `cursor`.
    pub fn page(&mut self) -> Page {
        let (limit, cursor) = (self.request.query("limit"), self.request.query("cursor"));
        let page = Page::parse(limit.as_deref(), cursor.as_deref());
        page.unwrap_or_else(|error| {
            self.wrong.extend(error.fields());
            Page::FIRST
        })
    }

    fn reject(&mut self, name: &str, detail: String) {
        self.wrong.push(Invalid { pointer: format!("?{name}"), detail });
    }
}

/// Digits alone, within their bounds: a sign or a blank is nothing that somebody means.
pub fn whole_number(text: &str, range: &RangeInclusive<i64>) -> Option<i64> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_digits && range.contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::trace::{self, Trace},
        http::{WaitUntil, request::Body},
    };

    fn asking(query: &str) -> Request {
        let (head, ()) = http::Request::get(format!("/api/x?{query}")).body(()).unwrap().into_parts();
        let trace = Trace::new("12345678".to_owned(), trace::Context::from_headers(&head.headers));
        Request::new(head, Body::default(), trace, std::time::SystemTime::UNIX_EPOCH, None, WaitUntil::new(()))
    }

    /// All kinds of parameters in one query.
    fn read(query: &str) -> Result<(String, Page, Option<u8>, bool)> {
        asking(query).read_query(|query| {
            let (job, page) = (query.required("job"), query.page());
            (job, page, query.one_of("form", &[("short", 1), ("long", 2)]), query.flag("again"))
        })
    }

    fn named(query: &str) -> Vec<String> {
        read(query).expect_err("it was taken").fields().into_iter().map(|wrong| wrong.pointer).collect()
    }

    #[test]
    fn a_good_query_is_read_and_what_is_left_out_has_its_default() {
        assert_eq!(read("job=1").unwrap(), ("1".to_owned(), Page::FIRST, None, false));
        let page = Page { limit: 7, after: None };
        assert_eq!(read("again=true&limit=7&job=1&form=long&x=").unwrap(), ("1".to_owned(), page, Some(2), true));
        assert_eq!(read("job=&job=1&again=1&again=false").unwrap().0, "1", "the last value of a name counts");
    }

    #[test]
    fn a_number_is_digits_within_its_bounds() {
        let read =
            |query: &str| asking(query).read_query(|query| (query.number("n", 7..=365, 90), query.optional("of")));
        for (query, number) in [("", 90), ("n=7", 7), ("n=365", 365), ("n=007", 7)] {
            assert_eq!(read(query).unwrap(), (number, None), "{query}");
        }
        for query in [
            "n=",
            "n=6",
            "n=366",
            "n=-7",
            "n=%2B7",
            "n=+7",
            "n=7.0",
            "n=1e1",
            "n=99999999999999999999",
            "n=x",
            "n=%D9%A7",
        ] {
            let wrong = read(query).expect_err("it was taken").fields();
            assert_eq!((wrong.len(), wrong[0].pointer.as_str()), (1, "?n"), "{query}");
        }
        assert_eq!(read("").unwrap().1, None);
        assert_eq!(read("of=").unwrap().1.as_deref(), Some(""));
        assert_eq!(read("of=1").unwrap().1.as_deref(), Some("1"));
    }

    #[test]
    fn every_wrong_parameter_is_named_in_the_order_of_reading() {
        assert_eq!(
            named("cursor=x&again=1&form=Long&limit=0"),
            ["?job", "?limit", "?cursor", "?form", "?again"].map(str::to_owned)
        );
        for again in ["1", "yes", "TRUE", "", "true,false"] {
            assert_eq!(named(&format!("job=1&again={again}")), ["?again"], "{again}");
        }
        assert_eq!(named("job"), ["?job"]);
        assert_eq!(named("job=1&form"), ["?form"]);
    }

    #[test]
    fn a_word_that_is_none_is_told_which_there_are() {
        let wrong = read("job=1&form=wide").expect_err("it was taken").fields();
        assert_eq!(wrong[0].detail, "must be one of: short, long");
    }
}
