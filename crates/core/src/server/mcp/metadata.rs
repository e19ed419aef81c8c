//! OAuth protected resource metadata (RFC 9728): where a program gets an access token for `/api/mcp`.

use http::{HeaderValue, header};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    base::{
        env::is_loopback_origin,
        error::{Error, Result},
        newtype::TextEnum,
    },
    http::{KeyScope, Reply, Request},
    server::app::App,
};

const PATH: &str = "/api/mcp";
const METADATA: &str = "/.well-known/oauth-protected-resource/api/mcp";

/// Where a program gets an access token, and what for.
#[derive(Serialize, JsonSchema)]
pub struct ProtectedResource<'a> {
    /// What the token's `aud` has to be.
    resource: String,
    /// Clerk's Frontend API.
    authorization_servers: [&'a str; 1],
    scopes_supported: Vec<KeyScope>,
    bearer_methods_supported: [&'static str; 1],
}

/// Any page may read it. It says where it was asked, so no cache of others' keeps it.
pub fn reply(app: &App, request: &Request) -> Result<Reply> {
    let mut reply = Reply::no_store(&ProtectedResource {
        resource: resource_origin(app, request) + PATH,
        authorization_servers: [&app.env.clerk.issuer],
        scopes_supported: KeyScope::WORDS.iter().map(|(_, scope)| *scope).collect(),
        bearer_methods_supported: ["header"],
    })?;
    reply.headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(reply)
}

/// Where the metadata is, told to whoever comes without a token that opens anything.
pub(super) fn challenge(request: &Request, error: &Error) -> String {
    let metadata = request.origin() + METADATA;
    let scopes: Vec<_> = KeyScope::WORDS.iter().map(|(word, _)| *word).collect();
    let challenge = format!(r#"Bearer resource_metadata="{metadata}", scope="{}""#, scopes.join(" "));
    match error {
        Error::NotLoggedIn { token_given: true } => challenge + r#", error="invalid_token""#,
        _ => challenge,
    }
}

/// Where it was asked, if a token for that is taken, and otherwise the first that is.
fn resource_origin(app: &App, request: &Request) -> String {
    let asked = request.origin();
    let first = app.env.clerk.resource_origins.first();
    first.filter(|_| !is_resource_origin(app, &asked)).cloned().unwrap_or(asked)
}

/// Whether an access token for it is for us: what a request says of our name proves nothing, so it is one of the
/// origins that the settings name.
pub(super) fn is_own_resource(app: &App, resource: &str) -> bool {
    resource.strip_suffix(PATH).is_some_and(|origin| is_resource_origin(app, origin))
}

fn is_resource_origin(app: &App, origin: &str) -> bool {
    is_among(app, origin, &app.env.clerk.resource_origins)
}

/// Of our own pages.
pub(super) fn is_own_origin(app: &App, origin: &str) -> bool {
    is_among(app, origin, &app.env.clerk.authorized_parties)
}

/// Or of this machine where nobody else reaches us.
fn is_among(app: &App, origin: &str, ours: &[String]) -> bool {
    ours.iter().any(|known| known == origin) || (!app.env.production && is_loopback_origin(origin))
}
