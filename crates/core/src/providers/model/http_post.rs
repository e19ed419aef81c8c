//! HTTP POST to a model: one call, which returns when the head of a good reply is there.

use bytes::Bytes;
use http::HeaderMap;
use reqwest::{RequestBuilder, StatusCode, header};
use tokio::time::{Instant, timeout_at};

use super::ModelFailure;
use crate::base::{
    error::Result,
    http_client::{HttpClient, HttpResponse, read_limited},
};

const ERROR_REPLY_LIMIT: usize = 64 * 1024;

/// `refused` says what a reply with another status than 200 means; of a body that cannot be read nothing is left.
pub async fn post(
    http: &HttpClient,
    request: Result<RequestBuilder>,
    json: Bytes,
    by: Instant,
    refused: impl FnOnce(StatusCode, &HeaderMap, &[u8]) -> ModelFailure,
) -> Result<HttpResponse, ModelFailure> {
    let request = request
        .map_err(|error| ModelFailure::unavailable(error.cause().unwrap_or_default()))?
        .header(header::CONTENT_TYPE, "application/json")
        .body(json);
    let response = match timeout_at(by, http.send(request)).await {
        Err(_) => return Err(ModelFailure::unavailable("no answer in time")),
        Ok(Err(error)) => return Err(ModelFailure::unavailable(error.without_url())),
        Ok(Ok(response)) => response,
    };
    let status = response.status();
    if status == StatusCode::OK {
        return Ok(response);
    }
    let headers = response.headers().clone();
    let body = timeout_at(by, read_limited(response, ERROR_REPLY_LIMIT)).await.ok().and_then(Result::ok);
    Err(refused(status, &headers, &body.unwrap_or_default()))
}
