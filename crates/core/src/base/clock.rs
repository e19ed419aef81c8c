//! Clock and randomness: the one place that asks for them; everything else gets them as arguments.

use std::{cell::RefCell, fmt::Write, sync::Arc, time::SystemTime};

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

/// Bytes of an id that is told and never kept: of a request, a trace or a span. The kernel is asked for many at once,
/// since its answer is quicker than the way to it.
pub fn passing_id<const LENGTH: usize>() -> [u8; LENGTH] {
    /// So many the kernel gives whole, once it has begun to give any.
    const AT_ONCE: usize = 256;
    const { assert!(LENGTH <= AT_ONCE) };
    thread_local! {
        static RANDOM: RefCell<([u8; AT_ONCE], usize)> = const { RefCell::new(([0; AT_ONCE], AT_ONCE)) };
    }
    RANDOM.with_borrow_mut(|(bytes, used)| {
        if AT_ONCE - *used < LENGTH {
            getrandom::fill(bytes).expect("the kernel gives random bytes");
            *used = 0;
        }
        let mut id = [0; LENGTH];
        id.copy_from_slice(&bytes[*used..*used + LENGTH]);
        *used += LENGTH;
        id
    })
}

/// The same as a UUID (RFC 9562, version 4).
pub fn passing_uuid() -> Uuid {
    uuid::Builder::from_random_bytes(passing_id()).into_uuid()
}

/// Seconds since 1970, as tokens count them.
pub fn unix_seconds(at: SystemTime) -> i64 {
    at.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

/// An instant as clients see it: RFC 3339 in UTC with milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(with = "String", inline, description = "UTC, with milliseconds.", extend("format" = "date-time"))]
pub struct Timestamp(pub jiff::Timestamp);

/// Milliseconds from which on, and before which, a year has four digits.
const YEAR_0: i64 = -62_167_219_200_000;
const YEAR_10_000: i64 = 253_402_300_800_000;

impl Timestamp {
    /// Written at the end of a text.
    pub fn write(self, out: &mut String) {
        match self.digits().as_ref().map(|digits| std::str::from_utf8(digits)) {
            Some(Ok(digits)) => out.push_str(digits),
            // To write into a string cannot fail.
            _ => drop(write!(out, "{self}")),
        }
    }

    /// The same bytes as jiff's, which takes ten times as long; None where a year has not four digits.
    fn digits(self) -> Option<[u8; 24]> {
        let ms = self.0.as_second() * 1_000 + i64::from(self.0.subsec_nanosecond()).div_euclid(1_000_000);
        if !(YEAR_0..YEAR_10_000).contains(&ms) {
            return None;
        }
        let (year, month, day) = date(ms.div_euclid(86_400_000));
        let ms = ms.rem_euclid(86_400_000) as u32;
        let (seconds, thousandths) = (ms / 1_000, ms % 1_000);
        let time = [(11, seconds / 3_600), (14, seconds / 60 % 60), (17, seconds % 60), (21, thousandths % 100)];
        let mut text = *b"0000-00-00T00:00:00.000Z";
        text[20] += (thousandths / 100) as u8;
        for (place, number) in [(0, year / 100), (2, year % 100), (5, month), (8, day)].into_iter().chain(time) {
            text[place] += (number / 10) as u8;
            text[place + 1] += (number % 10) as u8;
        }
        Some(text)
    }
}

/// Year, month and day of so many days after 1970-01-01, in the Gregorian calendar: Hinnant's `civil_from_days`, whose
/// years begin in March, so that a leap day is the last one.
fn date(days: i64) -> (u32, u32, u32) {
    const DAYS_OF_400_YEARS: i64 = 146_097;
    /// From 0000-03-01 to 1970-01-01.
    const TO_1970: i64 = 719_468;
    let days = days + TO_1970;
    let (era, day_of_era) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS) as u32);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + i64::from(year_of_era) + i64::from(month <= 2);
    (year as u32, month, day)
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:.3}", self.0)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.digits().as_ref().map(|digits| std::str::from_utf8(digits)) {
            Some(Ok(digits)) => serializer.serialize_str(digits),
            _ => serializer.collect_str(self),
        }
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

/// A day as clients see it, in a person's own time zone: `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(with = "String", inline, description = "A day in the caller's time zone.", extend("format" = "date"))]
pub struct Day(pub jiff::civil::Date);

impl Day {
    /// A day that nothing depends on.
    pub const FIRST: Self = Self(jiff::civil::Date::constant(1970, 1, 1));

    /// `YYYY-MM-DD` and nothing else that is a date somewhere.
    pub fn parse(text: &str) -> Option<Self> {
        let is_usual =
            text.len() == "YYYY-MM-DD".len() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        text.parse().ok().filter(|_| is_usual).map(Self)
    }

    /// How many days this one is behind another; less than none before it.
    pub fn days_since(self, other: Self) -> i64 {
        self.0.duration_since(other.0).as_hours() / 24
    }

    /// The day so many days later; the last there is where none is that late.
    pub fn after(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::SignedDuration::from_hours(24 * days)))
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map(Self).map_err(de::Error::custom)
    }
}

impl<'a> FromSql<'a> for Day {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        jiff::civil::Date::from_sql(ty, raw).map(Self)
    }

    fn accepts(ty: &Type) -> bool {
        <jiff::civil::Date as FromSql>::accepts(ty)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn times_are_written_as_jiff_writes_them(
            near in -5_000_000_000..5_000_000_000_i64,
            far in jiff::Timestamp::MIN.as_second()..jiff::Timestamp::MAX.as_second(),
            nanoseconds in 0..1_000_000_000,
        ) {
            for seconds in [near, far] {
                let time = Timestamp(jiff::Timestamp::new(seconds, nanoseconds).unwrap());
                let mut written = String::new();
                time.write(&mut written);
                prop_assert_eq!(&written, &time.to_string());
                prop_assert_eq!(serde_json::to_string(&time).unwrap(), format!("\"{time}\""));
            }
        }
    }

    #[test]
    fn the_first_and_the_last_day_of_each_kind_of_year_are_written_as_jiff_writes_them() {
        for year in ["0000", "0001", "1600", "1900", "1969", "1970", "2000", "2024", "2026", "2100", "9999"] {
            for day in ["01-01T00:00:00Z", "02-28T23:59:59.999Z", "03-01T00:00:00Z", "12-30T21:59:59.9999Z"] {
                let time = Timestamp(format!("{year}-{day}").parse().unwrap());
                assert_eq!(time.digits().map(|text| text.to_vec()), Some(time.to_string().into_bytes()), "{time}");
            }
        }
        assert!(Timestamp("-000001-12-31T23:59:59.999Z".parse().unwrap()).digits().is_none());
    }

    #[test]
    fn days_are_counted_over_leap_days_and_years() {
        let day = |text: &str| Day(text.parse().unwrap());
        for (from, days, to) in
            [("2024-02-28", 2, "2024-03-01"), ("2025-12-31", 1, "2026-01-01"), ("1969-12-31", 1, "1970-01-01")]
        {
            assert_eq!(day(to).days_since(day(from)), days);
            assert_eq!((day(from).after(days), day(to).after(-days)), (day(to), day(from)));
        }
        assert_eq!(serde_json::to_string(&day("2026-11-07")).unwrap(), "\"2026-11-07\"");
        assert_eq!(day("9999-12-31").after(1), day("9999-12-31"));
    }

    #[test]
    fn passing_ids_are_all_different() {
        let ids: std::collections::HashSet<[u8; 8]> = (0..1_000).map(|_| passing_id()).collect();
        assert_eq!(ids.len(), 1_000);
        assert_ne!(passing_id::<16>(), [0; 16]);
    }

    #[test]
    fn times_have_three_decimals_even_when_they_are_zero() {
        let noon: jiff::Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        assert_eq!(serde_json::to_string(&Timestamp(noon)).unwrap(), r#""2026-11-23T12:00:00.000Z""#);
        let later: jiff::Timestamp = "2026-11-23T12:00:00.1239Z".parse().unwrap();
        assert_eq!(serde_json::to_string(&Timestamp(later)).unwrap(), r#""2026-11-23T12:00:00.123Z""#);
    }
}
