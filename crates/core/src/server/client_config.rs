//! Client configuration: what a browser may know, public by definition, so any cache may keep it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    base::{
        env::{Env, VoiceProvider},
        error::Result,
    },
    http::Reply,
};

/// The CDN keeps it for five minutes and serves it stale while it asks again.
const CACHED: &str = "public, max-age=0, s-maxage=300, stale-while-revalidate=60";

/// What a browser needs to know.
#[derive(Serialize, JsonSchema)]
pub struct ClientConfig<'a> {
    clerk: Clerk<'a>,
    voice: Voice,
    /// `null`: no interviews are held there.
    hume: Option<Hume<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ClerkConfig")]
#[serde(rename_all = "camelCase")]
pub struct Clerk<'a> {
    publishable_key: &'a str,
    sign_in_url: Option<&'a str>,
    sign_in_fallback_redirect_url: Option<&'a str>,
    sign_up_force_redirect_url: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "VoiceConfig")]
pub struct Voice {
    provider: VoiceProvider,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HumeConfig")]
#[serde(rename_all = "camelCase")]
pub struct Hume<'a> {
    config_id: &'a str,
}

pub fn reply(env: &Env) -> Result<Reply> {
    let config = ClientConfig {
        clerk: Clerk {
            publishable_key: &env.clerk.publishable_key,
            sign_in_url: env.clerk.sign_in_url.as_deref(),
            sign_in_fallback_redirect_url: env.clerk.sign_in_fallback_redirect_url.as_deref(),
            sign_up_force_redirect_url: env.clerk.sign_up_force_redirect_url.as_deref(),
        },
        voice: Voice { provider: env.voice.provider },
        hume: env.hume.as_ref().map(|hume| Hume { config_id: &hume.config_id }),
    };
    Reply::public(&config, CACHED)
}
