//! The variables a command works with: the shell's, then those of `.env` that the shell does not set.

use std::{collections::HashMap, path::Path};

use crate::{Failure, env_file};

pub type Settings = HashMap<String, String>;

/// Settings of the shell and of the clone's `.env`. An empty value is as good as none.
pub fn read(clone: &Path) -> Result<Settings, Failure> {
    let mut settings = parse(&env_file::read(clone)?)?;
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

/// The pairs of a file outside our own block, which is nobody's choice.
pub fn parse(text: &str) -> Result<Settings, Failure> {
    let theirs = env_file::without_block(text)?;
    // The parser's error quotes the line, which may hold a secret.
    let pairs = dotenvy::from_read_iter(theirs.as_bytes()).collect::<Result<_, _>>();
    pairs.map_err(|_| ".env has a line that is no NAME=value; values with spaces or # need quotes".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env_file::{BLOCK_BEGIN, BLOCK_END};

    #[test]
    fn what_darasa_wrote_itself_is_nobodys_choice() {
        let text =
            format!("GEMINI_API_KEY=mine\n{BLOCK_BEGIN}\nCLERK_SECRET_KEY=emulated\n{BLOCK_END}\nLOG_FORMAT=json\n");
        let settings = parse(&text).unwrap();
        assert_eq!(settings.get("GEMINI_API_KEY").map(String::as_str), Some("mine"));
        assert_eq!(settings.get("CLERK_SECRET_KEY"), None);
        assert_eq!(settings.get("LOG_FORMAT").map(String::as_str), Some("json"));
    }

    #[test]
    fn a_bad_line_is_not_quoted() {
        let message = parse("hunter2 hunter2 = \n").unwrap_err().to_string();
        assert!(message.contains(".env") && !message.contains("hunter2"), "{message}");
    }
}
