//! Redis server for tests: the one installed on this machine, on a port and in a folder of its own, without
//! persistence. It can be killed in the middle of something and started again where it was.

use std::{
    fs::{self, Permissions},
    io,
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use darasa_core::base::clock::random_uuid;

use crate::services::{certificates::Certificate, postgres::ServerUser};

const WATCHDOG: &str = include_str!("redis-watchdog.sh");
/// It has the password, which does not stand on the command line: every process of the machine can read that.
const SETTINGS: &str = "redis.conf";
const NOT_INSTALLED: &str =
    "Redis did not start: is it installed? `apt-get install redis-server` or `brew install redis`";

/// It stops when dropped, or when its owner is gone.
pub struct RedisServer {
    port: u16,
    password: String,
    encrypted: bool,
    folder: PathBuf,
    user: Option<ServerUser>,
    watchdog: Option<Child>,
}

impl RedisServer {
    /// Blocks for a moment.
    pub fn start() -> io::Result<Self> {
        Self::launch(None)
    }

    /// The same, but it talks TLS alone.
    pub fn start_encrypted(certificate: &Certificate) -> io::Result<Self> {
        Self::launch(Some(certificate))
    }

    /// With the password in it.
    pub fn url(&self) -> String {
        let scheme = if self.encrypted { "rediss" } else { "redis" };
        format!("{scheme}://default:{}@127.0.0.1:{}", self.password, self.port)
    }

    /// `kill -9`: whoever waits for an answer gets none.
    pub fn kill(&mut self) {
        if let Some(mut watchdog) = self.watchdog.take() {
            // Waiting closes the watchdog's standard input, which is its sign.
            watchdog.wait().expect("a watchdog of ours");
        }
    }

    /// Another one in its place, which knows nothing.
    pub fn restart(&mut self) -> io::Result<()> {
        self.kill();
        self.watchdog = Some(self.spawn()?);
        for _ in 0..500 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(10));
        }
        Err(io::Error::other(NOT_INSTALLED))
    }

    fn launch(certificate: Option<&Certificate>) -> io::Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let password = random_uuid().simple().to_string();
        let folder = std::env::temp_dir().join(format!("darasa-redis-{password:.12}"));
        let user = ServerUser::if_root();
        fs::create_dir(&folder)?;
        fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
        let mut server =
            Self { port, password, encrypted: certificate.is_some(), folder: folder.clone(), user, watchdog: None };
        server.own(&folder)?;
        server.keep(SETTINGS, &format!("requirepass {}\n", server.password))?;
        if let Some(Certificate { certificate, key }) = certificate {
            server.keep("certificate.pem", certificate)?;
            server.keep("key.pem", key)?;
        }
        server.restart()?;
        Ok(server)
    }

    /// A file in its folder, which nobody else can read.
    fn keep(&self, name: &str, text: &str) -> io::Result<()> {
        let path = self.folder.join(name);
        fs::write(&path, text)?;
        self.own(&path)
    }

    fn own(&self, path: &Path) -> io::Result<()> {
        self.user.map_or(Ok(()), |user| user.own(path))
    }

    fn spawn(&self) -> io::Result<Child> {
        let port = self.port.to_string();
        let ports = match self.encrypted {
            false => ["--port", &port, "--tls-port", "0"],
            true => ["--port", "0", "--tls-port", &port],
        };
        let mut command = Command::new("sh");
        command.args(["-c", WATCHDOG, "darasa-watchdog", "redis-server", SETTINGS]).args(ports);
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        if self.encrypted {
            command.args(["--tls-cert-file", "certificate.pem", "--tls-key-file", "key.pem"]);
            command.args(["--tls-auth-clients", "no"]);
        }
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
        fs::remove_dir_all(&self.folder).ok();
    }
}
