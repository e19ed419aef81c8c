//! Protection check: who decides whether a request may pass, and what is unwise about that choice.

use darasa_core::base::env::{self, Protector};

use super::Finding;
use crate::env_file::Settings;

const ABOUT: &str = "protection";

/// Arcjet has no call that costs nothing, so its key is looked at and not tried.
pub fn check(settings: Settings) -> Vec<Finding> {
    let Ok(protection) = env::protection(settings) else {
        return vec![Finding::warning(ABOUT, "not looked at, see above")];
    };
    let mut findings = vec![match protection.by {
        Protector::Arcjet(arcjet) => Finding::good(
            ABOUT,
            format!(
                "Arcjet at {}; ARCJET_KEY has the shape of a key, and trying it would count as a use",
                arcjet.base_url
            ),
        ),
        Protector::Local => Finding::good(ABOUT, "darasa's own protection"),
        Protector::Off => Finding::warning(ABOUT, "off")
            .advising("good on a laptop; a deployment needs PROTECTION=local, or PROTECTION=arcjet with ARCJET_KEY"),
    }];
    if !protection.allow_api_clients {
        let advice = "apps of phones, servers and tests of a front end get 403; without the variable they pass";
        let said = "the bot rule holds for programs with a valid token too (ALLOW_API_CLIENTS=off)";
        findings.push(Finding::warning(ABOUT, said).advising(advice));
    }
    findings
}
