//! Address of a client, and what is known of it.

use serde::Deserialize;
use serde_json::{Value, json};

/// By default nothing is known, and nothing is held against it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Address {
    /// Two letters, or empty.
    pub country: String,
    pub hosting: bool,
    pub vpn: bool,
    pub proxy: bool,
    pub tor: bool,
    pub relay: bool,
    pub bots: Claims,
}

/// Whether programs that come from there are what they say they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Claims {
    #[default]
    Unchecked,
    Verified,
    Spoofed,
}

impl Address {
    pub(crate) fn json(&self) -> Value {
        let Self { country, hosting, vpn, proxy, tor, relay, .. } = self;
        json!({
            "country": country,
            "asnType": if *hosting { "hosting" } else { "" },
            "isHosting": hosting,
            "isVpn": vpn,
            "isProxy": proxy,
            "isTor": tor,
            "isRelay": relay,
        })
    }
}
