//! Trace context (W3C): which trace a request is part of, and how calls outwards continue it.
//!
//! `tracestate` is dropped, as the specification allows: it is what others tell each other about their traces, and none
//! of the companies we ask is meant by it.

use http::{HeaderMap, HeaderName};

use crate::base::{clock, digest::hex};

pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// `00-`, 32 digits, `-`, 16 digits, `-`, 2 digits.
const KNOWN: usize = 55;
/// A future version may say more, but not a novel.
const LONGEST: usize = 256;
const SAMPLED: u8 = 1;

/// A trace and our own span in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    trace_id: u128,
    span_id: u64,
    flags: u8,
}

impl Context {
    /// The trace of whoever calls us. Without one, or with one that cannot be read, a new trace begins.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let mut given = headers.get_all(TRACEPARENT).iter();
        match (given.next().and_then(|header| parse(header.to_str().ok()?)), given.next()) {
            (Some((trace_id, flags)), None) => Self { trace_id, span_id: random_span(), flags },
            _ => Self::begin(),
        }
    }

    /// Sampled, because every request has its line in the log.
    pub fn begin() -> Self {
        let id = u128::from_be_bytes(clock::passing_id());
        Self { trace_id: id.max(1), span_id: random_span(), flags: SAMPLED }
    }

    pub fn trace_id(&self) -> String {
        hex(self.trace_id.to_be_bytes())
    }

    pub fn span_id(&self) -> String {
        hex(self.span_id.to_be_bytes())
    }

    /// The header of one call outwards: the same trace, a span of its own.
    pub fn outward(&self) -> String {
        format!("00-{:032x}-{:016x}-{:02x}", self.trace_id, random_span(), self.flags)
    }
}

/// Never zero, which stands for none.
fn random_span() -> u64 {
    u64::from_be_bytes(clock::passing_id()).max(1)
}

/// The trace and its flags. Of a future version only what version 00 has is understood.
fn parse(header: &str) -> Option<(u128, u8)> {
    let (known, more) = header.split_at_checked(KNOWN).filter(|_| header.len() <= LONGEST)?;
    let parts: Vec<&str> = known.split('-').collect();
    let &[version, trace_id, parent_id, flags] = &parts[..] else { return None };
    let version = digits(version, 2).filter(|version| *version != 0xff)?;
    let ends_well = if version == 0 { more.is_empty() } else { more.is_empty() || more.starts_with('-') };
    let trace_id = digits(trace_id, 32).filter(|id| *id != 0 && ends_well)?;
    digits(parent_id, 16).filter(|id| *id != 0)?;
    Some((trace_id, digits(flags, 2)? as u8 & SAMPLED))
}

/// So many hexadecimal digits, of which the letters are small.
fn digits(text: &str, length: usize) -> Option<u128> {
    let small = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let all = text.len() == length && text.bytes().all(small);
    all.then(|| u128::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const GOOD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn of(values: &[&str]) -> Context {
        let value = |value: &&str| (TRACEPARENT, value.parse().unwrap());
        Context::from_headers(&HeaderMap::from_iter(values.iter().map(value)))
    }

    #[test]
    fn a_callers_trace_goes_on_with_a_span_of_our_own() {
        let context = of(&[GOOD]);
        assert_eq!(context.trace_id(), TRACE);
        assert_ne!(context.span_id(), "00f067aa0ba902b7");
        let outward = context.outward();
        assert!(outward.starts_with(&format!("00-{TRACE}-")) && outward.ends_with("-01"), "{outward}");
        assert!(!outward.contains(&context.span_id()), "a call has a span of its own");
        assert_eq!(parse(&outward).unwrap().0, context.trace_id);
    }

    #[test]
    fn flags_go_on_as_far_as_they_are_understood() {
        for (flags, passed) in [("00", "00"), ("01", "01"), ("03", "01"), ("ff", "01"), ("02", "00")] {
            let header = format!("00-{TRACE}-00f067aa0ba902b7-{flags}");
            assert!(of(&[&header]).outward().ends_with(&format!("-{passed}")), "{flags}");
        }
    }

    #[test]
    fn future_versions_are_understood_as_far_as_they_are_known() {
        for header in [
            format!("cc-{TRACE}-00f067aa0ba902b7-01"),
            format!("cc-{TRACE}-00f067aa0ba902b7-01-what-the-future-will-be"),
            format!("01-{TRACE}-00f067aa0ba902b7-01-"),
        ] {
            assert_eq!(of(&[&header]).trace_id(), TRACE, "{header}");
        }
    }

    #[test]
    fn whatever_else_is_sent_begins_a_new_trace() {
        for header in [
            "".to_owned(),
            "hello".to_owned(),
            TRACE.to_owned(),
            format!("ff-{TRACE}-00f067aa0ba902b7-01"),
            format!("0-{TRACE}-00f067aa0ba902b7-01"),
            format!("000-{TRACE}-00f067aa0ba902b7-1"),
            format!("00-{TRACE}-00f067aa0ba902b7"),
            format!("00-{TRACE}-00f067aa0ba902b7-"),
            format!("00-{TRACE}-00f067aa0ba902b7-1"),
            format!("00-{TRACE}-00f067aa0ba902b7-0g"),
            format!("00-{TRACE}-00f067aa0ba902b7-01-"),
            format!("00-{TRACE}-00f067aa0ba902b7-01-more"),
            format!("00-{TRACE}-00f067aa0ba902b7-01x"),
            format!("cc-{TRACE}-00f067aa0ba902b7-01.more"),
            format!("cc-{TRACE}-00f067aa0ba902b7-01-{}", "x".repeat(LONGEST)),
            format!("00-{}-00f067aa0ba902b7-01", TRACE.to_uppercase()),
            format!("00-{TRACE}-00F067AA0BA902B7-01"),
            format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
            format!("00-{}-00f067aa0ba902b7-01", &TRACE[1..]),
            format!("00-{TRACE}0-0f067aa0ba902b7-01"),
            format!("00_{TRACE}_00f067aa0ba902b7_01"),
            format!("00-+{}-00f067aa0ba902b7-01", &TRACE[1..]),
            format!("00-{TRACE}-00f067aa0ba902b7-01,{GOOD}"),
        ] {
            let context = of(&[&header]);
            assert_ne!(context.trace_id(), TRACE, "{header}");
            assert!(parse(&context.outward()).is_some(), "{header} leads to {}", context.outward());
        }
        assert_ne!(of(&[GOOD, GOOD]).trace_id(), TRACE, "two headers are none");
        assert_ne!(of(&[]).trace_id(), of(&[]).trace_id());
    }

    #[test]
    fn letters_that_are_none_begin_a_new_trace() {
        let context = Context::from_headers(&HeaderMap::from_iter([(
            TRACEPARENT,
            http::HeaderValue::from_bytes(b"\xff").unwrap(),
        )]));
        assert!(parse(&context.outward()).is_some());
        assert!(parse(&format!("00-{}é-00f067aa0ba902b7-01", &TRACE[2..])).is_none());
    }
}
