//! Pagination: pages of a list, newest first, by a cursor that stays valid while new items are added.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::base::{
    error::{Error, Result, both},
    json::ObjectWriter,
};

const DEFAULT_LIMIT: i64 = 20;
const MAX_LIMIT: i64 = 100;

/// Which part of a list a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub limit: i64,
    pub after: Option<Cursor>,
}

/// The last item of the page before: its time of creation and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub created_at: Timestamp,
    pub id: Uuid,
}

/// A page of a list, newest first.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
#[serde(rename_all = "camelCase")]
pub struct Paged<T> {
    pub items: Vec<T>,
    /// For the next page; `null` on the last.
    pub next_cursor: Option<String>,
}

impl Page {
    /// What a request gets that asks for no part of a list.
    pub const FIRST: Self = Self { limit: DEFAULT_LIMIT, after: None };

    pub fn parse(limit: Option<&str>, cursor: Option<&str>) -> Result<Self> {
        let limit = match limit.map(str::parse) {
            None => Ok(DEFAULT_LIMIT),
            Some(Ok(limit)) if (1..=MAX_LIMIT).contains(&limit) => Ok(limit),
            Some(_) => Err(Error::invalid("?limit", format!("must be a whole number from 1 to {MAX_LIMIT}"))),
        };
        let after = cursor.map(|text| {
            Cursor::parse(text).ok_or_else(|| Error::invalid("?cursor", "must be a nextCursor of this list"))
        });
        let (limit, after) = both(limit, after.transpose())?;
        Ok(Self { limit, after })
    }

    /// What a query has to fetch: one more than is shown, to know whether there is more.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// Cuts the extra row off and gives the cursor of the next page.
    pub fn paginate<T>(&self, mut items: Vec<T>, cursor_of: impl Fn(&T) -> Cursor) -> Paged<T> {
        let more = items.len() as i64 > self.limit;
        items.truncate(self.limit as usize);
        Paged::new(items, more, cursor_of)
    }

    /// Writes what `paginate` makes of the items as it is serialized, each of them by hand, and ends it before the item
    /// that makes it longer than `PAGE_BYTES`.
    pub fn write<T>(
        &self,
        items: &[T],
        cursor_of: impl Fn(&T) -> Cursor,
        out: &mut String,
        item: impl Fn(&T, &mut String),
    ) {
        let mut page = ObjectWriter::new(out);
        let list = page.value("items");
        list.push('[');
        let (start, mut shown) = (list.len(), 0);
        for each in items.iter().take(self.limit as usize) {
            let end = list.len();
            list.push_str(if shown > 0 { "," } else { "" });
            item(each, list);
            if shown > 0 && list.len() - start > PAGE_BYTES as usize {
                list.truncate(end);
                break;
            }
            shown += 1;
        }
        list.push(']');
        let last = items[..shown].last().filter(|_| shown < items.len());
        page.text_or_null("nextCursor", last.map(|last| cursor_of(last).to_text()).as_deref());
        page.end();
    }
}

/// So many bytes a page has at most where its items are long: it ends earlier than it was asked to, and has one in any
/// case.
pub const PAGE_BYTES: i64 = 256 * 1024;

impl<T> Paged<T> {
    /// A page that may have ended early, of a query that says how many rows it fetched, `Page::fetch` at the most.
    pub fn of_fetched(items: Vec<T>, fetched: Option<i64>, cursor_of: impl Fn(&T) -> Cursor) -> Self {
        let more = fetched.unwrap_or_default() > items.len() as i64;
        Self::new(items, more, cursor_of)
    }

    /// A page of these items, with the cursor of the next one if there are more.
    pub fn new(items: Vec<T>, more: bool, cursor_of: impl Fn(&T) -> Cursor) -> Self {
        let next_cursor = items.last().filter(|_| more).map(|last| cursor_of(last).to_text());
        Self { items, next_cursor }
    }
}

/// As a client would ask for it.
impl std::fmt::Display for Page {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.limit, self.after.map(Cursor::to_text).unwrap_or_default())
    }
}

impl Cursor {
    fn to_text(self) -> String {
        let mut bytes = self.created_at.as_microsecond().to_be_bytes().to_vec();
        bytes.extend_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (micros, id) = bytes.split_first_chunk::<8>()?;
        // Nothing here is older than 1970, and Postgres knows no time as old as could be written here.
        let micros = u64::from_be_bytes(*micros).try_into().ok()?;
        Some(Self { created_at: Timestamp::from_microsecond(micros).ok()?, id: Uuid::from_slice(id).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_way_to_the_client_and_back() {
        let cursor =
            Cursor { created_at: Timestamp::from_microsecond(1_700_000_000_123_456).unwrap(), id: Uuid::nil() };
        assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        assert_eq!(Cursor::parse("x"), None);
        assert_eq!(Cursor::parse(""), None);
        let ancient = Cursor { created_at: Timestamp::from_microsecond(-1).unwrap(), id: Uuid::nil() };
        assert_eq!(Cursor::parse(&ancient.to_text()), None);
    }

    #[test]
    fn limits_are_1_to_100() {
        for (text, good) in [("0", false), ("1", true), ("100", true), ("101", false), ("ten", false), ("-1", false)] {
            assert_eq!(Page::parse(Some(text), None).is_ok(), good, "{text}");
        }
        assert_eq!(Page::parse(None, None).unwrap().limit, 20);
    }
}
