//! Command `darasa token`: a session token for the running dev server, alone on stdout.

use std::sync::Arc;

use darasa_local::emulators::clerk::{
    ClerkEmulator, ClerkSettings, SigningKey,
    sign_in::{self, DEFAULT_PLAN, LIFETIME, LONGEST_LIFETIME},
};

use crate::{Failure, state::State};

#[derive(clap::Args)]
pub struct Arguments {
    /// Who is signed in: letters, digits and _
    #[arg(long, default_value = "ada", value_parser = user)]
    user: String,
    /// The features of their plan, comma separated, such as 5_questions; by default all, without a limit
    #[arg(long, default_value_t = all_features(), value_parser = features)]
    features: String,
    /// How long the token is good, in seconds
    #[arg(long, default_value_t = LIFETIME, value_parser = clap::value_parser!(i64).range(1..=LONGEST_LIFETIME))]
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
    let features: Vec<_> = arguments.features.split(',').filter(|slug| !slug.is_empty()).collect();
    println!("{}", clerk.sign_in_with(&arguments.user, &features).expires_in(arguments.ttl).mint());
    Ok(())
}

/// Whoever tries things out is stopped by no plan; `--features` is for those who want to see a limit.
fn all_features() -> String {
    DEFAULT_PLAN.features.join(",")
}

pub fn user(name: &str) -> Result<String, String> {
    if sign_in::is_user(name) { Ok(name.to_owned()) } else { Err("1 to 64 letters, digits or _".to_owned()) }
}

fn features(list: &str) -> Result<String, String> {
    let plain = list.split(',').filter(|slug| !slug.is_empty()).all(sign_in::is_feature);
    if plain { Ok(list.to_owned()) } else { Err("slugs such as 5_questions, comma separated".to_owned()) }
}
