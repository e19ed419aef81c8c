//! The companies we depend on, one file each. Their wire types stay in here; nobody here knows the house or the database.

pub mod clerk;
pub mod gemini;
pub mod hume;
pub mod sentry;
pub mod svix;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header::RETRY_AFTER, redirect::Policy};

use crate::{
    error::{Error, Result},
    tls,
    trace::{self, TRACEPARENT},
};

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// A frozen instance outlives its sockets; an idle one is not kept for long.
const IDLE_LIMIT: Duration = Duration::from_secs(20);
const TRIAL_LIMIT: Duration = Duration::from_secs(5);

/// One HTTP client for all providers, made when the first one is called: most cold starts need none.
#[derive(Clone, Default)]
pub struct Http(Arc<OnceLock<Client>>);

impl Http {
    pub fn client(&self) -> Result<&Client> {
        if let Some(client) = self.0.get() {
            return Ok(client);
        }
        let mut tls = tls::public()?;
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT_LIMIT)
            .pool_idle_timeout(IDLE_LIMIT)
            .redirect(Policy::none())
            .user_agent(concat!("darasa/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(Error::internal)?;
        Ok(self.0.get_or_init(|| client))
    }

    /// A call outwards; it carries on the trace of the request that it is made for.
    pub fn request(&self, method: Method, url: &str) -> Result<RequestBuilder> {
        let request = self.client()?.request(method, url);
        Ok(match trace::current() {
            Some(trace) => request.header(TRACEPARENT, trace.context().outward()),
            None => request,
        })
    }
}

/// What a call that costs nothing tells of our settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trial {
    Good,
    /// The key is not taken.
    Refused,
    /// What was asked for is not there.
    Unknown,
    Away(String),
}

async fn attempt(request: RequestBuilder) -> Trial {
    match request.timeout(TRIAL_LIMIT).send().await.map(|response| response.status()) {
        Ok(status) if status.is_success() => Trial::Good,
        Ok(StatusCode::NOT_FOUND) => Trial::Unknown,
        // Google says 400 to a key that is none.
        Ok(StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Trial::Refused,
        Ok(status) => Trial::Away(format!("status {status}")),
        Err(error) if error.is_timeout() => Trial::Away("no answer in time".to_owned()),
        Err(error) if error.is_connect() => Trial::Away("it cannot be reached".to_owned()),
        Err(error) => Trial::Away(error.without_url().to_string()),
    }
}

/// How many seconds a provider wants to be left alone, where it says so.
fn retry_after(response: &Response) -> Option<u32> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

/// A whole reply, unless it is longer than anything the provider has to say.
async fn body(mut response: Response, limit: usize) -> Result<Bytes, String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| error.without_url().to_string())? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > limit {
            return Err(format!("a reply of more than {limit} bytes"));
        }
    }
    Ok(bytes.into())
}
