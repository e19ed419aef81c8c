//! Environment, cron jobs: the secret of the platform's scheduler.

use secrecy::SecretString;

use super::reader::Reader;

const NAME: &str = "CRON_SECRET";
const LEAST: usize = 16;

/// The outer None is a problem.
pub(super) fn secret(reader: &mut Reader) -> Option<Option<SecretString>> {
    let secret = reader.optional(NAME);
    if secret.as_ref().is_some_and(|secret| secret.chars().count() < LEAST) {
        reader.problem(NAME, "is too short to be a secret", "random text of at least 16 letters: openssl rand -hex 32");
        return None;
    }
    Some(secret.map(SecretString::from))
}
