//! User as Clerk shows them.

use jiff::Timestamp;
use serde_json::{Value, json};

const CODE_LIFETIME: i64 = 600_000;

/// What differs from user to user; all else of Clerk's shape is the same for everybody here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub email: Option<String>,
    pub image_url: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A picture that needs no network, and that the policy of the pages lets through: the first letter on a disc.
fn portrait(name: &str) -> String {
    let letter = name.chars().find(|letter| letter.is_ascii_alphanumeric()).unwrap_or('?').to_ascii_uppercase();
    let disc = "%3Ccircle cx='32' cy='32' r='32' fill='%23475569'/%3E";
    let text = "%3Ctext x='32' y='42' font-family='sans-serif' font-size='28' text-anchor='middle' fill='white'%3E";
    let svg = "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'%3E";
    format!("data:image/svg+xml,{svg}{disc}{text}{letter}%3C/text%3E%3C/svg%3E")
}

impl User {
    /// Ada Lovelace, under the id and with the birthday you give her.
    pub fn ada(id: impl Into<String>, created_at: Timestamp) -> Self {
        Self {
            id: id.into(),
            first_name: Some("Ada".to_owned()),
            last_name: Some("Lovelace".to_owned()),
            email: Some("ada@example.com".to_owned()),
            image_url: "https://img.example.invalid/a.png".to_owned(),
            created_at,
            updated_at: created_at,
        }
    }

    /// Somebody of whom only a name is known.
    pub fn named(id: &str, name: &str, created_at: Timestamp) -> Self {
        let email = Some(format!("{name}@example.com"));
        let (first_name, image_url) = (Some(name.to_owned()), portrait(name));
        Self { first_name, last_name: None, email, image_url, ..Self::ada(id, created_at) }
    }

    /// The user as in `GET /v1/users/{id}` and in the data of a webhook.
    pub fn json(&self) -> Value {
        let mut user = self.identity();
        let rest = [self.contacts(), self.security(), self.times()];
        for (name, value) in rest.into_iter().flat_map(|part| part.as_object().cloned().unwrap_or_default()) {
            user[name] = value;
        }
        user
    }

    fn identity(&self) -> Value {
        json!({
            "id": self.id,
            "object": "user",
            "username": null,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "locale": "en-US",
            "timezone": null,
            "image_url": self.image_url,
            "profile_image_url": self.image_url,
            "has_image": false,
            "external_id": null,
            "public_metadata": {},
            "private_metadata": {},
            "unsafe_metadata": {},
        })
    }

    fn contacts(&self) -> Value {
        json!({
            "primary_email_address_id": self.email.as_ref().map(|_| "idn_1"),
            "primary_phone_number_id": null,
            "primary_web3_wallet_id": null,
            "email_addresses": self.email.iter().map(|email| self.email_address(email)).collect::<Vec<_>>(),
            "phone_numbers": [],
            "web3_wallets": [],
            "passkeys": [],
            "external_accounts": [],
            "saml_accounts": [],
            "enterprise_accounts": [],
        })
    }

    fn email_address(&self, email: &str) -> Value {
        let created_at = self.created_at.as_millisecond();
        json!({
            "id": "idn_1",
            "object": "email_address",
            "email_address": email,
            "reserved": false,
            "verification": {
                "object": "verification_otp",
                "status": "verified",
                "strategy": "email_code",
                "attempts": 1,
                "expire_at": created_at + CODE_LIFETIME,
            },
            "linked_to": [],
            "matches_sso_connection": false,
            "created_at": created_at,
            "updated_at": created_at,
        })
    }

    fn security(&self) -> Value {
        json!({
            "password_enabled": true,
            "two_factor_enabled": false,
            "totp_enabled": false,
            "backup_code_enabled": false,
            "banned": false,
            "locked": false,
            "deprovisioned": false,
            "lockout_expires_in_seconds": null,
            "verification_attempts_remaining": 100,
            "delete_self_enabled": true,
            "create_organization_enabled": true,
            "create_organizations_limit": null,
        })
    }

    fn times(&self) -> Value {
        let created_at = self.created_at.as_millisecond();
        json!({
            "created_at": created_at,
            "updated_at": self.updated_at.as_millisecond(),
            "last_sign_in_at": created_at,
            "last_active_at": created_at,
            "mfa_enabled_at": null,
            "mfa_disabled_at": null,
            "legal_accepted_at": null,
            "password_last_updated_at": null,
        })
    }
}
