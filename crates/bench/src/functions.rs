//! Function under measurement: in a process of its own, started as its host starts it, on a database with people in it.

use std::{
    collections::HashMap,
    error::Error,
    ffi::OsStr,
    fs,
    io::{self, BufRead, BufReader},
    os::unix::net::UnixListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use darasa_local::{
    emulators::ClerkEmulator,
    services::{free_port::free_port, temporary},
    testing::test_app::WEBHOOK_SECRET,
};

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;
pub type Env = HashMap<String, String>;

/// How many people `SEED` makes.
pub const PEOPLE: usize = 200;

/// 200 people with 20 jobs each, described in about 600 bytes.
pub const SEED: &str = "
    insert into users (id) select 'user_' || n from generate_series(1, 200) n;
    insert into job_infos (user_id, name, experience_level, description)
        select 'user_' || n % 200 + 1, 'Job ' || n, 'senior', repeat('Rust on Postgres. ', 33)
        from generate_series(1, 4000) n;
    analyze";

/// What a function of each kind needs to start.
pub fn usual_env(clerk: &ClerkEmulator, database_url: &str) -> Env {
    let pairs = [
        ("DATABASE_URL", database_url.to_owned()),
        ("CLERK_SECRET_KEY", clerk.secret_key().to_owned()),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", clerk.publishable_key()),
        ("CLERK_JWT_KEY", clerk.public_key_pem()),
        ("CLERK_WEBHOOK_SIGNING_SECRET", WEBHOOK_SECRET.to_owned()),
        ("GEMINI_API_KEY", "none".to_owned()),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Another program on a single CPU, as most instances have: whoever asks how many there are sees one.
pub fn on_one_cpu(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", "0"]).arg(program);
    command
}

/// All is prepared but the process.
pub struct Launch {
    command: Command,
    listener: UnixListener,
    socket: PathBuf,
    port: u16,
}

impl Launch {
    pub fn new(executable: &Path, env: &Env) -> Result<Self> {
        Self::with(Command::new(executable), env)
    }

    /// By way of another program, such as one that counts what the executable does.
    pub fn with(mut command: Command, env: &Env) -> Result<Self> {
        let socket = temporary::path("measured");
        let listener = UnixListener::bind(&socket)?;
        let port = free_port()?;
        command.env_clear().env("VERCEL_ENV", "development").envs(env);
        command.env("VERCEL_IPC_PATH", &socket).env("VERCEL_DEV_PORT", port.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self { command, listener, socket, port })
    }

    /// Returns when the function has said that it listens.
    pub fn start(mut self) -> Result<Function> {
        let process = self.command.spawn()?;
        let function = Function { process, port: self.port, socket: self.socket };
        let mut messages = BufReader::new(self.listener.accept()?.0);
        messages.read_until(0, &mut Vec::new())?;
        // It speaks of every request, and would wait for a host that does not listen.
        thread::spawn(move || io::copy(&mut messages, &mut io::sink()));
        Ok(function)
    }
}

/// It ends with its value.
pub struct Function {
    process: Child,
    pub port: u16,
    socket: PathBuf,
}

impl Function {
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// A file of what Linux tells about the process.
    pub fn proc_file(&self, file: &str) -> Result<String> {
        Ok(fs::read_to_string(format!("/proc/{}/{file}", self.process.id()))?)
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        // One that ended by itself is as good.
        self.process.kill().ok();
        self.process.wait().ok();
        fs::remove_file(&self.socket).ok();
    }
}
