//! Settings of a command: the shell's variables, then those of `.env` that the shell does not set.

use std::path::Path;

use crate::{
    Failure,
    env_file::{self, Settings},
};

/// Settings of the shell and of the clone's `.env`. An empty value is as good as none.
pub fn read(checkout: &Path) -> Result<Settings, Failure> {
    let mut settings = env_file::parse(&env_file::read(checkout)?)?;
    settings.extend(shell());
    settings.retain(|_, value| !value.is_empty());
    Ok(settings)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a command's settings are the shell's, merged with .env before Env reads them"
)]
fn shell() -> impl Iterator<Item = (String, String)> {
    std::env::vars().filter(|(_, value)| !value.is_empty())
}
