//! Redis connection over its own protocol (RESP): one that all requests share, made when it is needed.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, SystemTime},
};

use redis::{
    AsyncConnectionConfig, Cmd, Pipeline, RedisConnectionInfo, RedisError as ClientError, ServerError,
    Value as WireValue, aio::MultiplexedConnection,
};
use rustls::pki_types::ServerName;
use secrecy::ExposeSecret;
use tokio::{
    net::TcpStream,
    task::{Id, JoinHandle},
    time::{Instant, timeout_at},
};
use tokio_rustls::TlsConnector;

use super::{Answer, Command, CommandError, RedisError, Value};
use crate::base::{clock::Clock, env::RedisServer, task::boxed, tls};

/// A frozen instance outlives its sockets; one that was idle for longer, by the wall clock, is not worth the doubt.
const STALE_AFTER: Duration = Duration::from_secs(20);

pub struct TcpTransport {
    server: RedisServer,
    authority: Option<String>,
    tls: OnceLock<TlsConnector>,
    clock: Clock,
    live: Mutex<Option<Live>>,
    connecting: tokio::sync::Mutex<()>,
}

/// A connection and the task that reads and writes for it.
struct Live {
    connection: MultiplexedConnection,
    driver: JoinHandle<()>,
    last_used: SystemTime,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl TcpTransport {
    pub fn new(server: RedisServer, authority: Option<String>, clock: Clock) -> Self {
        Self {
            server,
            authority,
            tls: OnceLock::new(),
            clock,
            live: Mutex::default(),
            connecting: tokio::sync::Mutex::default(),
        }
    }

    /// A connection that failed once is not used again, also when others still wait on it.
    pub async fn ask(&self, commands: &[Command], deadline: Instant) -> Result<Vec<Answer>, RedisError> {
        let checkout = timeout_at(deadline, self.checkout()).await;
        let (connection, driver) =
            checkout.map_err(|_| RedisError::late())?.map_err(|error| RedisError(describe(&error)))?;
        let failure = match timeout_at(deadline, send(connection, commands)).await {
            Ok(Ok(answers)) => return answers.into_iter().map(answer).collect(),
            Ok(Err(error)) => RedisError(describe(&error)),
            Err(_) => RedisError::late(),
        };
        self.live().take_if(|live| live.driver.id() == driver);
        Err(failure)
    }

    /// A request that comes while a connection is being made waits for that one.
    async fn checkout(&self) -> Result<(MultiplexedConnection, Id), ClientError> {
        if let Some(usable) = self.usable() {
            return Ok(usable);
        }
        let _alone = self.connecting.lock().await;
        if let Some(usable) = self.usable() {
            return Ok(usable);
        }
        let live = self.connect().await?;
        let fresh = (live.connection.clone(), live.driver.id());
        *self.live() = Some(live);
        Ok(fresh)
    }

    fn usable(&self) -> Option<(MultiplexedConnection, Id)> {
        let now = (self.clock)();
        let mut live = self.live();
        live.take_if(|live| live.is_stale(now));
        let live = live.as_mut()?;
        live.last_used = now;
        Some((live.connection.clone(), live.driver.id()))
    }

    fn live(&self) -> MutexGuard<'_, Option<Live>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self) -> Result<Live, ClientError> {
        let stream = TcpStream::connect((self.server.host.as_str(), self.server.port)).await?;
        stream.set_nodelay(true)?;
        let (info, config) = (self.info(), AsyncConnectionConfig::new().set_response_timeout(None));
        let (connection, driver) = if self.server.encrypted {
            let name = ServerName::try_from(self.server.host.clone()).map_err(io::Error::other)?;
            let stream = self.tls()?.connect(name, stream).await?;
            let (connection, driver) = MultiplexedConnection::new_with_config(&info, stream, config).await?;
            (connection, tokio::spawn(boxed(driver)))
        } else {
            let (connection, driver) = MultiplexedConnection::new_with_config(&info, stream, config).await?;
            (connection, tokio::spawn(boxed(driver)))
        };
        Ok(Live { connection, driver, last_used: (self.clock)() })
    }

    fn info(&self) -> RedisConnectionInfo {
        let mut info = RedisConnectionInfo::default().set_db(self.server.database).set_skip_set_lib_name();
        if let Some(user) = &self.server.user {
            info = info.set_username(user);
        }
        if let Some(password) = &self.server.password {
            info = info.set_password(password.expose_secret());
        }
        info
    }

    fn tls(&self) -> io::Result<&TlsConnector> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls);
        }
        let config = tls::trusting(self.authority.as_deref()).map_err(io::Error::other)?;
        Ok(self.tls.get_or_init(|| TlsConnector::from(Arc::new(config))))
    }
}

impl Live {
    /// A clock that went backwards tells nothing, so the socket counts as long idle.
    fn is_stale(&self, now: SystemTime) -> bool {
        let idle = now.duration_since(self.last_used).unwrap_or(Duration::MAX);
        self.driver.is_finished() || idle > STALE_AFTER
    }
}

async fn send(mut connection: MultiplexedConnection, commands: &[Command]) -> Result<Vec<WireValue>, ClientError> {
    let mut pipeline = Pipeline::with_capacity(commands.len());
    for parts in commands {
        let mut command = Cmd::new();
        parts.iter().for_each(|part| {
            command.arg(part.as_slice());
        });
        pipeline.add_command(command);
    }
    connection.send_packed_commands(&pipeline, 0, commands.len()).await
}

fn answer(value: WireValue) -> Result<Answer, RedisError> {
    Ok(Ok(match value {
        WireValue::ServerError(error) => return Ok(Err(command_error(&error))),
        WireValue::Nil => Value::Nil,
        WireValue::Int(number) => Value::Integer(number),
        WireValue::BulkString(bytes) => Value::Text(bytes),
        WireValue::SimpleString(text) => Value::Text(text.into_bytes()),
        WireValue::Okay => Value::Text(b"OK".to_vec()),
        WireValue::Array(values) => {
            let values = values.into_iter().map(answer).collect::<Result<Result<_, _>, _>>()?;
            match values {
                Ok(values) => Value::List(values),
                Err(error) => return Ok(Err(error)),
            }
        }
        _ => return Err(RedisError("an answer of a kind that was not asked for".to_owned())),
    }))
}

fn command_error(error: &ServerError) -> CommandError {
    CommandError::redacted(&format!("{} {}", error.code(), error.details().unwrap_or_default()))
}

/// What an error says, without what the server may have quoted in it.
fn describe(error: &ClientError) -> String {
    match error.code() {
        Some(code) => {
            RedisError::from(CommandError::redacted(&format!("{code} {}", error.detail().unwrap_or_default()))).0
        }
        None => error.to_string(),
    }
}
