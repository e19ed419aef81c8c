//! Days: which day of somebody's an instant falls on, in their time zone; it begins some hours after midnight.

/// The SQL of the day of the instant `$at`, for the person `u`. Postgres knows the zones, so it alone decides.
macro_rules! day {
    ($at:literal) => {
        concat!("((", $at, " at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date")
    };
}
pub(crate) use day;
