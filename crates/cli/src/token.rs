//! Command `darasa token`: a session token for the running dev server, alone on stdout.

use std::sync::Arc;

use darasa_core::domain::accounts::plans;
use darasa_local::emulators::clerk::{ClerkEmulator, ClerkSettings, SigningKey};

use crate::{Failure, state::State};

/// A token lasts a working day, so that a copied one keeps working; Clerk's own last a minute.
pub const LIFETIME: i64 = 8 * 60 * 60;

#[derive(clap::Args)]
pub struct Arguments {
    /// Who is signed in: letters, digits and _
    #[arg(long, default_value = "ada", value_parser = user)]
    user: String,
    /// The features of their plan, comma separated, such as 5_questions; by default all, without a limit
    #[arg(long, default_value_t = all_features(), value_parser = features)]
    features: String,
    /// How long the token is good, in seconds
    #[arg(long, default_value_t = LIFETIME, value_parser = clap::value_parser!(i64).range(1..=31_536_000))]
    ttl: i64,
}

pub async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let state = State::read(&crate::checkout_root()?)?;
    let key =
        state.signing_key.ok_or("there is no signing key yet; start `cargo dev` first (with an emulated Clerk)")?;
    let key =
        SigningKey::from_pem(&key).map_err(|_| "the signing key in .darasa/dev.json is damaged; delete that file")?;
    // The emulator knows how a token has to look; this one answers nobody and ends with the command.
    let clerk =
        ClerkEmulator::start_with(ClerkSettings { key: Some(Arc::new(key)), ..ClerkSettings::default() }).await?;
    println!("{}", mint(&clerk, &arguments.user, &arguments.features, arguments.ttl));
    Ok(())
}

pub fn mint(clerk: &ClerkEmulator, user: &str, features: &str, ttl: i64) -> String {
    let features: Vec<_> =
        features.split(',').filter(|slug| !slug.is_empty()).map(|slug| format!("u:{slug}")).collect();
    clerk.token(&format!("user_{user}")).plan("u:dev", &features.join(",")).expires_in(ttl).mint()
}

/// Whoever tries things out is stopped by no plan; `--features` is for those who want to see a limit.
pub fn all_features() -> String {
    plans::UNLIMITED.join(",")
}

pub fn user(name: &str) -> Result<String, String> {
    let plain =
        !name.is_empty() && name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain { Ok(name.to_owned()) } else { Err("1 to 64 letters, digits or _".to_owned()) }
}

fn features(list: &str) -> Result<String, String> {
    let plain = list.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_,".contains(&byte));
    if plain { Ok(list.to_owned()) } else { Err("slugs such as 5_questions, comma separated".to_owned()) }
}
