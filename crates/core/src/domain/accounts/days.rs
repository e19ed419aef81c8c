//! Days: which day of somebody's an instant falls on, in their time zone; it begins some hours after midnight.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::base::{
    clock::{self, Day},
    error::{Error, Result},
};

/// The SQL of the day of the instant `$at`, for the person `u`. Postgres knows the zones, so it alone decides.
macro_rules! day {
    ($at:literal) => {
        concat!("((", $at, " at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date")
    };
}
pub(crate) use day;

/// The time zone of somebody who has set none, as the column's default has it.
macro_rules! usual_time_zone {
    () => {
        "UTC"
    };
}
pub(crate) use usual_time_zone;

/// The hour in which their day begins.
macro_rules! usual_day_starts_at {
    () => {
        4
    };
}
pub(crate) use usual_day_starts_at;

/// Today, for somebody who has no row yet: in `usual_time_zone!`, which needs no list of zones.
pub fn usual_today() -> Result<Day> {
    let now = Timestamp::try_from(clock::now()).map_err(Error::internal)?;
    let since_it_began = SignedDuration::from_hours(usual_day_starts_at!());
    Ok(Day(now.saturating_sub(since_it_began).map_err(Error::internal)?.to_zoned(TimeZone::UTC).date()))
}
