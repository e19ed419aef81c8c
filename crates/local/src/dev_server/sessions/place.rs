//! Origin of a request for a session: a page of this very server, or a program on this machine, and nobody else.

use std::net::IpAddr;

use darasa_core::{
    base::env::is_loopback_origin,
    http::{Request, header},
};
use http::HeaderName;

/// What a browser says of the page that asks; a person who types the address is `none`.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// With these a proxy says for whom it asks.
const FORWARDED: [&str; 3] = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-server"];

/// Why a request is refused, if it does not come from a page of this server, or from a program on this machine.
pub(super) fn is_foreign(request: &Request) -> Option<&'static str> {
    let texts = |name: &str| {
        let lines = request.headers().get_all(name).iter().map(|line| line.to_str().unwrap_or("?"));
        lines.flat_map(|line| line.split(',')).map(|text| text.trim().to_ascii_lowercase()).collect::<Vec<_>>()
    };
    let is_local = |host: &String| is_loopback_origin(&format!("http://{host}")) || is_loopback(host);
    let hosts = texts("host");
    let [host] = &hosts[..] else { return Some("This needs one Host, that of this machine.") };
    let forwarded = FORWARDED.iter().flat_map(|name| texts(name)).all(|from| is_local(&from));
    let is_near = request.client_ip().is_some_and(|ip| ip.to_canonical().is_loopback());
    if !is_near || !forwarded || request.headers().contains_key("forwarded") || !is_local(host) {
        return Some("Sessions are given to this machine only: open the page at http://127.0.0.1 or http://localhost.");
    }
    let (origin, site) = (texts(header::ORIGIN.as_str()), texts(SEC_FETCH_SITE.as_str()));
    // A browser knows whose page it is, also where the server of a front end gives our own Host to what it passes on.
    let is_own = |page: &String| match site.is_empty() {
        true => *page == format!("http://{host}"),
        false => is_loopback_origin(page),
    };
    if !origin.iter().all(is_own) || !site.iter().all(|site| site == "same-origin" || site == "none") {
        return Some("Sessions are given to pages of this very server, and yours is from elsewhere.");
    }
    None
}

fn is_loopback(address: &str) -> bool {
    address.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.to_canonical().is_loopback())
}
