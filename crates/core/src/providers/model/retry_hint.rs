//! Retry hints: how long a provider asks to be left alone, in the headers of whichever API it speaks.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header::RETRY_AFTER};

/// Nobody is told to come back later than in a day.
const LONGEST: f64 = 86_400.0;

/// Seconds, at least one: what is finest counts first.
pub fn retry_hint(headers: &HeaderMap, now: SystemTime) -> Option<u32> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let millis = || text("retry-after-ms")?.parse().ok().map(|millis: f64| millis / 1_000.0).and_then(whole_seconds);
    let stated = || text(RETRY_AFTER.as_str()).and_then(|value| seconds_or_date(value, now));
    millis().or_else(stated).or_else(|| reset_of_limits(text))
}

/// Whether the provider says that asking again may help: it knows better than its status does.
pub fn may_retry(headers: &HeaderMap) -> bool {
    let said = headers.get("x-should-retry").and_then(|value| value.to_str().ok());
    said.is_some_and(|said| said.trim() == "true")
}

fn whole_seconds(seconds: f64) -> Option<u32> {
    (0.0..=LONGEST).contains(&seconds).then(|| (seconds.ceil() as u32).max(1))
}

fn seconds_or_date(value: &str, now: SystemTime) -> Option<u32> {
    if let Ok(seconds) = value.parse() {
        return whole_seconds(seconds);
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    let left = SystemTime::from(date).duration_since(now).unwrap_or(Duration::ZERO);
    whole_seconds(left.as_secs_f64())
}

/// Of the limits of requests and of tokens that counts of which nothing is left; where neither says so, the sooner one.
fn reset_of_limits<'a>(text: impl Fn(&str) -> Option<&'a str>) -> Option<u32> {
    let resets = ["requests", "tokens"].map(|limit| {
        let seconds = text(&format!("x-ratelimit-reset-{limit}")).and_then(duration).and_then(whole_seconds);
        (seconds, text(&format!("x-ratelimit-remaining-{limit}")) == Some("0"))
    });
    let exhausted = resets.iter().filter(|(_, is_exhausted)| *is_exhausted).filter_map(|(seconds, _)| *seconds).max();
    exhausted.or_else(|| resets.iter().filter_map(|(seconds, _)| *seconds).min())
}

/// Such as `6m0s`, `1.5s` or `20ms`.
fn duration(text: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 4] = [("ms", 0.001), ("h", 3_600.0), ("m", 60.0), ("s", 1.0)];
    let mut rest = text;
    let mut seconds = None;
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        let (unit, factor) = UNITS.into_iter().find(|(unit, _)| rest[end..].starts_with(unit))?;
        seconds = Some(seconds.unwrap_or(0.0) + number * factor);
        rest = &rest[end + unit.len()..];
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const NOW: u64 = 784_111_777;

    fn hint(headers: &[(&'static str, &str)]) -> Option<u32> {
        let pairs = headers.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap()));
        retry_hint(&HeaderMap::from_iter(pairs), SystemTime::UNIX_EPOCH + Duration::from_secs(NOW))
    }

    #[test]
    fn seconds_fractions_and_dates_are_read() {
        for (value, seconds) in [
            ("7", Some(7)),
            ("0", Some(1)),
            ("1.2", Some(2)),
            (" 3 ", Some(3)),
            ("86400", Some(86_400)),
            ("86401", None),
            ("-1", None),
            ("NaN", None),
            ("soon", None),
            ("", None),
            ("Sun, 06 Nov 1994 08:49:57 GMT", Some(20)),
            ("Sun, 06 Nov 1994 08:49:17 GMT", Some(1)),
            ("Mon, 07 Nov 1994 08:49:37 GMT", Some(86_400)),
            ("Mon, 07 Nov 1994 08:49:38 GMT", None),
            ("Sun, 06 Nov", None),
        ] {
            assert_eq!(hint(&[("retry-after", value)]), seconds, "{value}");
        }
    }

    #[test]
    fn milliseconds_come_before_seconds_and_these_before_limits() {
        let limits = [("x-ratelimit-reset-requests", "5s"), ("x-ratelimit-reset-tokens", "6m0s")];
        let seconds = ("retry-after", "9");
        assert_eq!(hint(&[&[("retry-after-ms", "1500"), seconds], &limits[..]].concat()), Some(2));
        assert_eq!(hint(&[("retry-after-ms", "soon"), seconds]), Some(9));
        assert_eq!(hint(&[&[seconds], &limits[..]].concat()), Some(9));
        assert_eq!(hint(&limits), Some(5));
        assert_eq!(hint(&[&[("x-ratelimit-remaining-tokens", "0")], &limits[..]].concat()), Some(360));
        assert_eq!(hint(&[]), None);
    }

    #[test]
    fn durations_have_units() {
        for (text, seconds) in [
            ("1s", Some(1.0)),
            ("6m0s", Some(360.0)),
            ("1h2m3s", Some(3_723.0)),
            ("20ms", Some(0.02)),
            ("1.5s", Some(1.5)),
            ("", None),
            ("5", None),
            ("s", None),
            ("5x", None),
            ("1784111777", None),
        ] {
            assert_eq!(duration(text), seconds, "{text}");
        }
    }

    #[test]
    fn a_provider_may_say_that_asking_again_helps() {
        for (value, said) in [("true", true), ("false", false), ("maybe", false)] {
            let headers = HeaderMap::from_iter([("x-should-retry".parse().unwrap(), value.parse().unwrap())]);
            assert_eq!(may_retry(&headers), said, "{value}");
        }
        assert!(!may_retry(&HeaderMap::new()));
    }
}
