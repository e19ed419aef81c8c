//! Secret header: a key in a header of its own, marked as sensitive so that nothing that prints headers shows it.

use http::HeaderValue;
use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};

use crate::base::error::{Error, Result};

pub fn secret_header(request: RequestBuilder, name: &'static str, key: &SecretString) -> Result<RequestBuilder> {
    let value = HeaderValue::from_str(key.expose_secret());
    let mut value = value.map_err(|_| Error::internal(format!("a key that cannot be sent as {name}")))?;
    value.set_sensitive(true);
    Ok(request.header(name, value))
}

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::*;
    use crate::base::http_client::HttpClient;

    fn sent(key: &str) -> Result<RequestBuilder> {
        let request = HttpClient::default().request(Method::GET, "http://localhost/")?;
        secret_header(request, "x-api-key", &SecretString::from(key))
    }

    #[tokio::test]
    async fn a_key_is_sent_and_not_printed() {
        let request = sent("hunter2").unwrap().build().unwrap();
        assert_eq!(request.headers()["x-api-key"], "hunter2");
        assert!(!format!("{request:?}").contains("hunter2"), "{request:?}");
    }

    #[tokio::test]
    async fn a_key_that_no_header_can_hold_is_named_and_not_shown() {
        let error = sent("hunter2\n").unwrap_err();
        assert_eq!(error.cause(), Some("a key that cannot be sent as x-api-key"));
    }
}
