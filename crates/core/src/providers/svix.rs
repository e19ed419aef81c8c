//! Webhook signatures (Svix): a delivery is from Clerk, is unchanged, and was sent just now.

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::HeaderName;

use crate::{
    base::{
        clock::unix_seconds,
        error::{Error, Result},
    },
    http::Request,
};

/// A longer event is none of Clerk's.
const LIMIT: usize = 1_000_000;
/// How far a delivery's time may be from ours, both ways.
const TOLERANCE: u64 = 300;

const UNSIGNED: &str = "A webhook has the headers svix-id, svix-timestamp and svix-signature.";
const NOT_NOW: &str = "The webhook's svix-timestamp is not of the last five minutes.";
const FORGED: &str = "The webhook's signature is not right.";

/// Something that was signed with one of our secrets.
#[derive(Debug)]
pub struct Delivery {
    /// The same however often it is delivered.
    pub id: String,
    pub body: Bytes,
}

/// What the headers say, under Svix's own names or under the standard ones.
struct Signature<'a> {
    id: &'a str,
    timestamp: &'a str,
    candidates: &'a str,
}

pub async fn delivery(request: &Request, keys: &[hmac::Key]) -> Result<Delivery> {
    let signature = Signature::from_request(request).ok_or(Error::BadRequest(UNSIGNED))?;
    let sent_at = seconds(signature.timestamp).ok_or(Error::BadRequest(NOT_NOW))?;
    if sent_at.abs_diff(unix_seconds(request.received_at())) > TOLERANCE {
        return Err(Error::BadRequest(NOT_NOW));
    }
    let body = request.bytes(LIMIT).await?;
    if !keys.iter().any(|key| signature.matches(key, &body)) {
        return Err(Error::BadRequest(FORGED));
    }
    Ok(Delivery { id: signature.id.to_owned(), body })
}

/// Digits and nothing else: what is read leniently can be written in two ways.
fn seconds(text: &str) -> Option<i64> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

impl<'a> Signature<'a> {
    fn from_request(request: &'a Request) -> Option<Self> {
        let under = |names: [&'static str; 3]| {
            let [id, timestamp, candidates] =
                names.map(|name| request.header(HeaderName::from_static(name)).filter(|value| !value.is_empty()));
            Some(Self { id: id?, timestamp: timestamp?, candidates: candidates? })
        };
        under(["svix-id", "svix-timestamp", "svix-signature"])
            .or_else(|| under(["webhook-id", "webhook-timestamp", "webhook-signature"]))
    }

    /// Whether any of its signatures is of this key. Other versions than `v1` are for others.
    fn matches(&self, key: &hmac::Key, body: &[u8]) -> bool {
        let mut context = hmac::Context::with_key(key);
        for part in [self.id.as_bytes(), b".", self.timestamp.as_bytes(), b".", body] {
            context.update(part);
        }
        let right = context.sign();
        let candidates = self.candidates.split(' ').filter_map(|each| STANDARD.decode(each.strip_prefix("v1,")?).ok());
        candidates.fold(false, |fits, candidate| fits | verify_slices_are_equal(right.as_ref(), &candidate).is_ok())
    }
}
