//! Stream options of a request: which stream protocol it asks for, and that it brings no `Idempotency-Key`.

use crate::{
    base::error::{Error, Result},
    domain::generation::ai_sdk_stream::StreamOptions,
    http::Request,
};

const NO_KEYS: &str = "Idempotency-Key is not accepted here: a stream cannot be sent twice";

pub fn from_request(request: &Request) -> Result<StreamOptions> {
    if request.idempotency_key().map_or(true, |key| key.is_some()) {
        return Err(Error::BadRequest(NO_KEYS));
    }
    StreamOptions::new(request.query("stream").as_deref(), request.headers(), request.wait_until())
}
