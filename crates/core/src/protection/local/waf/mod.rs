//! Web application firewall: attacks that stand in a request's path, query or headers, such as injections. Bodies are
//! not looked at: they are what people write, and nothing in them is ever more than a parameter of a statement. One
//! strong signal or several weak ones refuse a visit; words that occur in job titles and searches are no signal at all.

mod normalize;
mod signatures;

use http::{HeaderMap, header};

use crate::protection::decision::{RequestDetails, SHIELD_TEST_HEADER};
use normalize::Source;
use signatures::score;

/// What refuses a visit: one strong signal, or weak ones that come to as much.
const REFUSED_AT: u32 = 10;
/// No request that Vercel lets through is longer; what stands behind that is not looked at.
const MOST_BYTES: usize = 64 * 1024;

/// Whether this is an attack, by itself.
pub fn is_attack(visit: &RequestDetails<'_>) -> bool {
    let mut left = MOST_BYTES;
    let mut total = 0;
    for (source, text) in parts(visit) {
        let looked_at = &text[..text.len().min(left)];
        left -= looked_at.len();
        total += score(source, looked_at);
        if total >= REFUSED_AT {
            return true;
        }
    }
    false
}

/// Whether it asks to be counted as suspicious.
pub fn is_suspicious(headers: &HeaderMap) -> bool {
    headers.get(SHIELD_TEST_HEADER).is_some_and(|value| value == "true")
}

/// All that is looked at: the path, each name and value of the query, each header but the cookies, which are random
/// text that only looks like something.
fn parts<'a>(visit: &RequestDetails<'a>) -> impl Iterator<Item = (Source, &'a [u8])> {
    let query = visit.query.trim_start_matches('?').as_bytes();
    let fields = query.split(|byte| *byte == b'&').flat_map(|pair| pair.splitn(2, |byte| *byte == b'='));
    let headers = visit.headers.iter().map(|(name, value)| {
        let is_secret = *name == header::AUTHORIZATION || *name == header::COOKIE;
        (if is_secret { Source::Secret } else { Source::Header }, value.as_bytes())
    });
    std::iter::once((Source::Path, visit.path.as_bytes()))
        .chain(fields.map(|field| (Source::Query, field)))
        .chain(headers)
}

#[cfg(test)]
mod tests;
