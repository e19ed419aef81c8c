//! Redis server for tests: an installed Redis or Valkey, or a fetched Valkey, on a port and in a folder of its own,
//! without persistence. It can be killed in the middle of something and started again where it was.

use std::{
    fs::{self, Permissions},
    io::{self, Write},
    net::{Ipv4Addr, TcpStream},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use darasa_core::base::clock::random_uuid;

use crate::services::{
    certificates::Certificate,
    free_port::free_port,
    location::{Search, Service},
    packages::{self, Recipe},
    processes::ServerUser,
    temporary,
    tls_proxy::TlsProxy,
};

const WATCHDOG: &str = include_str!("redis-watchdog.sh");
/// It has the password, which does not stand on the command line: every process of the machine can read that.
const SETTINGS: &str = "redis.conf";
/// A minute in all: it starts in a few milliseconds, but on a busy machine.
const START_POLLS: u32 = 6_000;
const START_POLL: Duration = Duration::from_millis(10);

pub(crate) const REDIS: Service = Service {
    name: "Redis",
    variable: "DARASA_REDIS_BIN",
    recipe: Recipe {
        package: packages::valkey(),
        debian: "redis-server",
        formula: "redis",
        server: &["redis-server", "valkey-server"],
        tools: &[],
    },
    oldest: 6,
    instead: "",
    usual: Vec::new,
};

/// It stops when dropped, or when its owner is gone.
pub struct RedisServer {
    program: PathBuf,
    port: u16,
    password: String,
    tls: Option<TlsProxy>,
    folder: PathBuf,
    user: Option<ServerUser>,
    watchdog: Option<Child>,
}

impl RedisServer {
    /// Blocks for a moment; the first time on a machine without Redis, until it is fetched.
    pub fn start() -> io::Result<Self> {
        Self::launch()
    }

    /// The same, behind a port that talks TLS alone: not every build of Redis has TLS.
    pub fn start_encrypted(certificate: &Certificate) -> io::Result<Self> {
        let mut server = Self::launch()?;
        server.tls = Some(TlsProxy::start(certificate, server.port)?);
        Ok(server)
    }

    /// With the password in it.
    pub fn url(&self) -> String {
        let (scheme, port) = self.tls.as_ref().map_or(("redis", self.port), |proxy| ("rediss", proxy.port));
        format!("{scheme}://default:{}@127.0.0.1:{port}", self.password)
    }

    /// `kill -9`: whoever waits for an answer gets none.
    pub fn kill(&mut self) {
        if let Some(mut watchdog) = self.watchdog.take() {
            if let Some(sign) = &mut watchdog.stdin {
                // A watchdog that is gone has nothing to keep.
                sign.write_all(b"again\n").ok();
            }
            watchdog.wait().expect("a watchdog of ours");
        }
    }

    /// Another one in its place, which knows nothing.
    pub fn restart(&mut self) -> io::Result<()> {
        self.kill();
        self.watchdog = Some(self.spawn()?);
        for _ in 0..START_POLLS {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(());
            }
            sleep(START_POLL);
        }
        Err(io::Error::other(format!("{} did not start", self.program.display())))
    }

    fn launch() -> io::Result<Self> {
        let program =
            Search::from_env(&REDIS).find(&REDIS).map_err(|error| io::Error::other(error.to_string()))?.program;
        let port = free_port()?;
        let password = random_uuid().simple().to_string();
        let folder = temporary::path("redis");
        let user = ServerUser::if_root();
        fs::create_dir(&folder)?;
        fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
        user.map_or(Ok(()), |user| user.own(&folder))?;
        let mut server = Self { program, port, password, tls: None, folder, user, watchdog: None };
        server.keep(SETTINGS, &format!("requirepass {}\n", server.password))?;
        server.restart()?;
        Ok(server)
    }

    /// A file in its folder, which nobody else can read.
    fn keep(&self, name: &str, text: &str) -> io::Result<()> {
        let path = self.folder.join(name);
        fs::write(&path, text)?;
        self.user.map_or(Ok(()), |user| user.own(&path))
    }

    fn spawn(&self) -> io::Result<Child> {
        let mut command = Command::new("sh");
        command.args(["-c", WATCHDOG, "darasa-watchdog"]).arg(&self.program).arg(SETTINGS);
        command.args(["--port", &self.port.to_string()]);
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        if let Some(user) = self.user {
            user.run(&mut command);
        }
        // A Ctrl-C at the terminal is for the owner alone.
        command.current_dir(&self.folder).process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
        // Where the owner ends without this, the watchdog does it.
        fs::remove_dir_all(&self.folder).ok();
    }
}
