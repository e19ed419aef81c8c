//! Rate limit headers, as in draft-ietf-httpapi-ratelimit-headers: structured fields, in which `q` is the quota, `w`
//! its window, `r` what is left, and `t` the seconds until there is more.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::Reply;
use crate::base::rate_limit::LimitStatus;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// A limit that is used up.
pub fn exhausted(limit: &LimitStatus, reply: Reply) -> Reply {
    let retry_after = limit.retry_after();
    reply
        .with(header::RETRY_AFTER, &retry_after.to_string())
        .with(RATE_LIMIT_POLICY, &policy_field(limit))
        .with(RATE_LIMIT, &field(limit.policy, 0, retry_after))
}

/// Adds all limits that a request stayed within. A reply about one that is exhausted has its headers already.
pub fn add_headers(limits: &[LimitStatus], headers: &mut HeaderMap) {
    if limits.is_empty() || headers.contains_key(RATE_LIMIT) {
        return;
    }
    let policies = limits.iter().map(policy_field);
    let left = limits.iter().map(|limit| field(limit.policy, limit.remaining, limit.reset_seconds));
    for (name, items) in [(RATE_LIMIT_POLICY, policies.collect::<Vec<_>>()), (RATE_LIMIT, left.collect())] {
        headers.extend(HeaderValue::from_str(&items.join(", ")).ok().map(|value| (name, value)));
    }
}

fn policy_field(limit: &LimitStatus) -> String {
    format!("\"{}\";q={};w={}", limit.policy, limit.quota, limit.window_seconds)
}

fn field(policy: &str, remaining: u32, reset_seconds: u32) -> String {
    format!("\"{policy}\";r={remaining};t={reset_seconds}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUESTS: LimitStatus =
        LimitStatus { policy: "requests", quota: 100, window_seconds: 60, remaining: 99, reset_seconds: 60 };
    const INTERVIEWS: LimitStatus =
        LimitStatus { policy: "interviews", quota: 12, window_seconds: 86_400, remaining: 11, reset_seconds: 86_400 };

    fn headers_for(limits: &[LimitStatus]) -> [Option<String>; 2] {
        let mut headers = HeaderMap::new();
        add_headers(limits, &mut headers);
        [RATE_LIMIT, RATE_LIMIT_POLICY].map(|name| Some(headers.get(name)?.to_str().ok()?.to_owned()))
    }

    #[test]
    fn limits_are_items_of_a_structured_list() {
        assert_eq!(headers_for(&[]), [None, None]);
        let one = [r#""requests";r=99;t=60"#, r#""requests";q=100;w=60"#];
        assert_eq!(headers_for(&[REQUESTS]), one.map(|text| Some(text.to_owned())));
        let two = [
            r#""requests";r=99;t=60, "interviews";r=11;t=86400"#,
            r#""requests";q=100;w=60, "interviews";q=12;w=86400"#,
        ];
        assert_eq!(headers_for(&[REQUESTS, INTERVIEWS]), two.map(|text| Some(text.to_owned())));
    }

    #[test]
    fn a_limit_that_is_used_up_has_the_last_word() {
        let over = LimitStatus::exhausted("interviews", 12, 86_400, 17);
        let mut headers = exhausted(&over, Reply::no_content()).headers;
        add_headers(&[REQUESTS], &mut headers);

        assert_eq!(headers["ratelimit"], r#""interviews";r=0;t=17"#);
        assert_eq!(headers["ratelimit-policy"], r#""interviews";q=12;w=86400"#);
        assert_eq!(headers["retry-after"], "17");
    }
}
