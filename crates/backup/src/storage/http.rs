//! HTTP service of the object stores: our own client on our own TLS, which remembers what went wrong last.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use darasa_core::base::tls;
use http::{HeaderValue, Method, header::IF_NONE_MATCH};
use object_store::{
    ClientOptions,
    client::{HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService},
};

const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Of silence; a part may take as long as the line needs.
const READ_LIMIT: Duration = Duration::from_secs(60);

/// What the last request met, if it met trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    Status(u16),
    Unreachable { host: String },
}

/// Shared by all connections of a store.
#[derive(Debug, Clone, Default)]
pub struct LastTrouble(Arc<Mutex<Option<Trouble>>>);

impl LastTrouble {
    pub fn get(&self) -> Option<Trouble> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, trouble: Option<Trouble>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

#[derive(Debug)]
pub struct Connector {
    pub trouble: LastTrouble,
    /// Whether a multipart upload may not replace an object. Only S3 takes the header without its signature.
    pub create_only: bool,
}

#[derive(Debug)]
struct Service {
    client: reqwest::Client,
    trouble: LastTrouble,
    create_only: bool,
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let client =
            client().map_err(|error| object_store::Error::Generic { store: "http", source: Box::new(error) })?;
        let (trouble, create_only) = (self.trouble.clone(), self.create_only);
        Ok(HttpClient::new(Service { client, trouble, create_only }))
    }
}

fn client() -> Result<reqwest::Client, crate::Error> {
    let mut tls = tls::public()?;
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(CONNECT_LIMIT)
        .read_timeout(READ_LIMIT)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("darasa/", env!("CARGO_PKG_VERSION")))
        .build();
    client.map_err(|error| crate::Error::failed(error.without_url().to_string()))
}

#[async_trait]
impl HttpService for Service {
    async fn call(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let completes = request.method() == Method::POST
            && request.uri().query().is_some_and(|query| query.split('&').any(|pair| pair.starts_with("uploadId=")));
        if self.create_only && completes {
            request.headers_mut().insert(IF_NONE_MATCH, HeaderValue::from_static("*"));
        }
        let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let result = self.client.call(request).await;
        self.trouble.set(match &result {
            Ok(response) if response.status().is_success() => None,
            Ok(response) => Some(Trouble::Status(response.status().as_u16())),
            Err(error) if matches!(error.kind(), HttpErrorKind::Connect | HttpErrorKind::Timeout) => {
                Some(Trouble::Unreachable { host })
            }
            Err(_) => None,
        });
        result
    }
}
