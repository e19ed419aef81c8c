//! Fingerprint: a hash of the characteristics that a rule names, by which requests are counted together.

use super::request::Details;
use darasa_core::base::digest::sha256_hex;

/// The kinds of characteristics in the order in which they are joined.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Ip,
    Host,
    Method,
    Path,
    Header,
    Cookie,
    Query,
    UserDefined,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Ip => "ip",
            Self::Host => "host",
            Self::Method => "method",
            Self::Path => "path",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Query => "query",
            Self::UserDefined => "userdefined",
        }
    }
}

/// What SDK and service find on their own; nothing parts one piece from the next.
pub(crate) fn fingerprint(details: &Details, characteristics: &[String]) -> Result<String, String> {
    let by_address = ["ip.src".to_owned()];
    let characteristics = if characteristics.is_empty() { &by_address } else { characteristics };
    let mut pieces = Vec::new();
    for characteristic in characteristics {
        let (kind, key) = parse(characteristic);
        let value = value(details, kind, &key);
        if value.is_empty() {
            return Err(format!("requested `{characteristic}` characteristic but the value was empty"));
        }
        pieces.push((kind, key, value));
    }
    pieces.sort();
    if pieces.windows(2).any(|pair| (pair[0].0, pair[1].0) == (Kind::Ip, Kind::Ip)) {
        return Err("the `ip.src` characteristic was requested twice".to_owned());
    }

    let joined: String = pieces.iter().map(|(kind, key, value)| format!("{}{key}{value}", kind.name())).collect();
    Ok(format!("fp::2::{}", sha256_hex(joined)))
}

fn parse(characteristic: &str) -> (Kind, String) {
    let keyed = |prefix| within(characteristic.strip_prefix(prefix)?);
    match characteristic {
        "ip.src" => (Kind::Ip, String::new()),
        "http.host" => (Kind::Host, String::new()),
        "http.method" => (Kind::Method, String::new()),
        "http.request.uri.path" => (Kind::Path, String::new()),
        _ => {
            let header = keyed("http.request.headers").map(|name| (Kind::Header, name.to_lowercase()));
            let cookie = || keyed("http.request.cookie").map(|name| (Kind::Cookie, name.to_owned()));
            let query = || keyed("http.request.uri.args").map(|name| (Kind::Query, name.to_owned()));
            header.or_else(cookie).or_else(query).unwrap_or_else(|| (Kind::UserDefined, characteristic.to_owned()))
        }
    }
}

/// The key in `["key"]` or `['key']`.
fn within(brackets: &str) -> Option<&str> {
    let inner = brackets.strip_prefix('[')?.strip_suffix(']')?;
    ['"', '\''].into_iter().find_map(|quote| inner.strip_prefix(quote)?.strip_suffix(quote))
}

fn value(details: &Details, kind: Kind, key: &str) -> String {
    match kind {
        Kind::Ip => details.ip.clone(),
        Kind::Host => details.host.clone(),
        Kind::Method => details.method.clone(),
        Kind::Path => details.path.clone(),
        Kind::Header => details.headers.get(key).cloned().unwrap_or_default(),
        Kind::Cookie => cookie(&details.cookies, key).unwrap_or_default().to_owned(),
        Kind::Query => {
            let pairs = form_urlencoded::parse(details.query.trim_start_matches('?').as_bytes());
            pairs.filter(|(name, _)| name == key).map(|(_, value)| value).collect()
        }
        Kind::UserDefined => details.extra.get(key).cloned().unwrap_or_default(),
    }
}

fn cookie<'a>(cookies: &'a str, key: &str) -> Option<&'a str> {
    let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find_map(|(name, value)| (name == key).then_some(value))
}
