//! Origins in the environment: pages that may call us, and pages whose tokens are taken.

use reqwest::Url;

use super::reader::{Reader, is_loopback};

/// Origins as a browser writes them; anything else would never match.
pub(super) fn origins(reader: &mut Reader, name: &'static str) -> Vec<String> {
    let origins = reader.list(name);
    if !origins.iter().all(|origin| is_origin(origin)) {
        reader.problem(name, "has an entry that is no origin", "scheme and host, such as https://app.example.com");
    }
    origins
}

/// Whether a browser would write this origin for some page: no path, no capitals, no wildcard, no usual port.
pub(super) fn is_origin(text: &str) -> bool {
    parse(text).is_some()
}

/// Whether a page of this origin is on this machine, on any port.
pub fn is_loopback_origin(origin: &str) -> bool {
    parse(origin).is_some_and(|url| url.host_str().is_some_and(is_loopback))
}

fn parse(text: &str) -> Option<Url> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]/".contains(&byte);
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    (text.bytes().all(plain) && url.origin().ascii_serialization() == text).then_some(url)
}
