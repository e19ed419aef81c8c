//! Clock and randomness: the one place that asks for them; everything else gets them as arguments.

use std::{sync::Arc, time::SystemTime};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tokio_postgres::types::{FromSql, Type};
use uuid::Uuid;

/// Tells the time; tests hand in one of their own.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

pub fn system() -> Clock {
    Arc::new(now)
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> SystemTime {
    SystemTime::now()
}

#[expect(clippy::disallowed_methods, reason = "this is the source of ids")]
pub fn random_uuid() -> Uuid {
    Uuid::new_v4()
}

/// Seconds since 1970, as tokens count them.
pub fn unix_seconds(at: SystemTime) -> i64 {
    at.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

/// An instant as clients see it: RFC 3339 in UTC with milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(with = "String", inline, description = "UTC, with milliseconds.", extend("format" = "date-time"))]
pub struct Timestamp(pub jiff::Timestamp);

impl std::fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:.3}", self.0)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map(Self).map_err(de::Error::custom)
    }
}

impl<'a> FromSql<'a> for Timestamp {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        jiff::Timestamp::from_sql(ty, raw).map(Self)
    }

    fn accepts(ty: &Type) -> bool {
        <jiff::Timestamp as FromSql>::accepts(ty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_decimals_even_when_they_are_zero() {
        let noon: jiff::Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        assert_eq!(serde_json::to_string(&Timestamp(noon)).unwrap(), r#""2026-11-23T12:00:00.000Z""#);
        let later: jiff::Timestamp = "2026-11-23T12:00:00.1239Z".parse().unwrap();
        assert_eq!(serde_json::to_string(&Timestamp(later)).unwrap(), r#""2026-11-23T12:00:00.123Z""#);
    }
}
