//! Redis client, over its own protocol or over Upstash's HTTP: asked once, within a limit, and never needed.

mod rest;
mod tcp;

use std::{fmt, sync::Arc, time::Duration};

use aws_lc_rs::digest;
use tokio::time::Instant;

use crate::base::{
    clock::{self, Clock},
    digest::hex,
    env::{self, RedisAddress},
    http_client::HttpClient,
    trace::{self, Part},
};
use rest::RestTransport;
use tcp::TcpTransport;

/// Cheap to clone; connects when first asked.
#[derive(Clone)]
pub struct Redis {
    transport: Transport,
    limit: Duration,
}

#[derive(Clone)]
enum Transport {
    Tcp(Arc<TcpTransport>),
    Rest(Arc<RestTransport>),
}

/// What Redis answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Nil,
    Integer(i64),
    Text(Vec<u8>),
    List(Vec<Value>),
}

/// No answer, or none that can be used. Says why, without any of the words that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedisError(pub String);

/// A Lua script, known to the server by its hash.
pub struct Script {
    text: &'static str,
    sha1: String,
}

/// What the server says no to, beginning with its code, such as `NOSCRIPT`.
struct CommandError(String);

/// The answer to one command of several.
type Answer = Result<Value, CommandError>;

type Command = Vec<Vec<u8>>;

impl Redis {
    pub fn new(settings: &env::Redis, http: HttpClient) -> Self {
        Self::with_clock(settings, http, clock::system())
    }

    /// With a clock of one's own: by it a socket is called idle.
    pub fn with_clock(settings: &env::Redis, http: HttpClient, clock: Clock) -> Self {
        let transport = match &settings.address {
            RedisAddress::Server(server) => {
                Transport::Tcp(Arc::new(TcpTransport::new(server.clone(), settings.authority.clone(), clock)))
            }
            RedisAddress::Rest { url, token } => {
                Transport::Rest(Arc::new(RestTransport::new(http, url, token.clone())))
            }
        };
        Self { transport, limit: settings.limit }
    }

    pub async fn command(&self, parts: &[&[u8]]) -> Result<Value, RedisError> {
        let command = parts.iter().map(|part| part.to_vec()).collect();
        Ok(self.one(command, Instant::now() + self.limit).await??)
    }

    /// All of them in one flight, in their order; others may come in between. One refused is all refused.
    pub async fn pipeline(&self, commands: &[Vec<Vec<u8>>]) -> Result<Vec<Value>, RedisError> {
        let answers = self.ask(commands, Instant::now() + self.limit).await?;
        answers.into_iter().map(|answer| answer.map_err(RedisError::from)).collect()
    }

    /// Runs a script as one step that nothing comes in between. A server that does not know it yet is sent its text.
    pub async fn eval(&self, script: &Script, keys: &[&str], args: &[&str]) -> Result<Value, RedisError> {
        let deadline = Instant::now() + self.limit;
        let command = |verb: &str, script: &str| {
            let head = [verb, script, &keys.len().to_string()].map(|part| part.as_bytes().to_vec());
            let rest = keys.iter().chain(args).map(|part| part.as_bytes().to_vec());
            head.into_iter().chain(rest).collect()
        };
        match self.one(command("EVALSHA", &script.sha1), deadline).await? {
            Err(refusal) if refusal.0.starts_with("NOSCRIPT") => {
                Ok(self.one(command("EVAL", script.text), deadline).await??)
            }
            answer => Ok(answer?),
        }
    }

    async fn one(&self, command: Command, deadline: Instant) -> Result<Answer, RedisError> {
        let answers = self.ask(&[command], deadline).await?;
        answers.into_iter().next().ok_or_else(|| RedisError("no answer to a command".to_owned()))
    }

    async fn ask(&self, commands: &[Command], deadline: Instant) -> Result<Vec<Answer>, RedisError> {
        // In a box, as a query of the database is: a connection may have to be opened in it.
        let asking = Box::pin(async {
            match &self.transport {
                Transport::Tcp(tcp) => tcp.ask(commands, deadline).await,
                Transport::Rest(rest) => rest.ask(commands, deadline).await,
            }
        });
        let answers = trace::measure(Part::Redis, asking).await?;
        if answers.len() == commands.len() {
            Ok(answers)
        } else {
            Err(RedisError(format!("{} answers to {} commands", answers.len(), commands.len())))
        }
    }
}

impl Script {
    pub fn new(text: &'static str) -> Self {
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
        Self { text, sha1: hex(hash) }
    }
}

impl Value {
    /// The text, if it is one and readable.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }
}

impl RedisError {
    fn late() -> Self {
        Self("no answer in time".to_owned())
    }
}

impl CommandError {
    /// The server may quote what it was sent: all from the first quotation or list on is left out.
    fn redacted(text: &str) -> Self {
        let end = text.find(['\'', '"', '`', '[', ',']).unwrap_or(text.len());
        Self(text[..end].trim_end().chars().take(120).collect())
    }
}

impl From<CommandError> for RedisError {
    fn from(refusal: CommandError) -> Self {
        Self(format!("refused: {}", refusal.0))
    }
}

impl fmt::Display for RedisError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Redis: {}", self.0)
    }
}

impl std::error::Error for RedisError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_quotes_nothing_that_was_sent() {
        for (said, kept) in [
            ("ERR unknown command 'SECRET', with args beginning with: 'secret'", "ERR unknown command"),
            ("ERR wrong number of arguments for 'get' command", "ERR wrong number of arguments for"),
            ("ERR wrong number of args, command was: [\"get\",\"secret\"]", "ERR wrong number of args"),
            ("NOSCRIPT No matching script. Please use EVAL.", "NOSCRIPT No matching script. Please use EVAL."),
        ] {
            assert_eq!(CommandError::redacted(said).0, kept);
        }
    }

    #[test]
    fn a_script_is_known_by_its_sha1() {
        assert_eq!(Script::new("return 1").sha1, "e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
    }
}
