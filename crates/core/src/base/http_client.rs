//! HTTP client: one for all calls outwards.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;
use reqwest::{Client, Method, RequestBuilder, Response, redirect::Policy};

use crate::base::{
    error::{Error, Result},
    tls,
    trace::{self, TRACEPARENT},
};

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// A frozen instance outlives its sockets; an idle one is not kept for long.
const IDLE_LIMIT: Duration = Duration::from_secs(20);

/// One client for all who are called, made when the first one is: most cold starts need none.
#[derive(Clone, Default)]
pub struct HttpClient(Arc<OnceLock<Client>>);

impl HttpClient {
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

    pub fn request(&self, method: Method, url: &str) -> Result<RequestBuilder> {
        Ok(traced(self.client()?.request(method, url)))
    }
}

/// A call outwards carries on the trace of the request that it is made for.
pub fn traced(request: RequestBuilder) -> RequestBuilder {
    match trace::current() {
        Some(trace) => request.header(TRACEPARENT, trace.context().outward()),
        None => request,
    }
}

/// A whole reply, unless it is longer than anything the other end has to say.
pub async fn read_limited(mut response: Response, limit: usize) -> Result<Bytes, String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| error.without_url().to_string())? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > limit {
            return Err(format!("a reply of more than {limit} bytes"));
        }
    }
    Ok(bytes.into())
}
