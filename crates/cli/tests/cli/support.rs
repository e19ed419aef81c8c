//! Checkout for tests: a folder with nothing in it but what makes it one, and `darasa` running there with a bare
//! environment.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use darasa_local::services::{
    packages::Cache,
    processes::{self, Signal},
    temporary,
};

/// Starting includes making a database; a busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder that goes with this value, together with the database that was made for it.
pub struct Checkout {
    pub folder: PathBuf,
}

/// How a command ended.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// A command under way; it is killed if the test gives up.
pub struct Running {
    child: Child,
    output: PathBuf,
}

impl Checkout {
    pub fn new() -> Self {
        let checkout = Self::bare();
        fs::create_dir(checkout.folder.join("api")).unwrap();
        checkout.write("vercel.json", include_str!("../../../../vercel.json"));
        checkout
    }

    /// A folder that is no clone.
    pub fn bare() -> Self {
        let folder = temporary::path("cli");
        fs::create_dir_all(folder.join("home")).unwrap();
        let folder = folder.canonicalize().unwrap();
        Self { folder }
    }

    pub fn write(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(file)).ok()
    }

    #[expect(clippy::disallowed_methods, reason = "a command needs to find its programs")]
    pub fn command(&self, arguments: &[&str], env: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_darasa"));
        command.args(arguments).current_dir(&self.folder).stdin(Stdio::null()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.folder.join("home")).env("XDG_STATE_HOME", self.folder.join("home/state"));
        // A home of its own needs no Postgres of its own.
        command.env("XDG_CACHE_HOME", Cache::from_env().folder().parent().unwrap());
        if let Some(chosen) = std::env::var_os("DARASA_POSTGRES_BIN") {
            command.env("DARASA_POSTGRES_BIN", chosen);
        }
        command.envs(env.iter().copied());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, &[])
    }

    pub fn run_with(&self, arguments: &[&str], env: &[(&str, &str)]) -> Ended {
        let output = self.command(arguments, env).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// The sentence that a failing command says, on stderr and nowhere else.
    pub fn complaint(&self, arguments: &[&str], env: &[(&str, &str)]) -> String {
        let Ended { code, stdout, stderr } = self.run_with(arguments, env);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{stderr}");
        assert!(stderr.starts_with("darasa: "), "{stderr}");
        stderr
    }

    /// Starts a command and waits until it has said these words.
    pub fn start(&self, arguments: &[&str], env: &[(&str, &str)], words: &str) -> Running {
        let output = self.folder.join("output");
        let file = File::create(&output).unwrap();
        let mut command = self.command(arguments, env);
        let child = command.stdout(file.try_clone().unwrap()).stderr(file).spawn().unwrap();
        let mut running = Running { child, output };
        let deadline = Instant::now() + PATIENCE;
        while !running.said().contains(words) {
            let ended = running.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "{words:?} was never said:\n{}", running.said());
            sleep(Duration::from_millis(20));
        }
        self.note_database(&running.said());
        running
    }

    /// Whether any process is left that has to do with this clone.
    pub fn processes(&self) -> Vec<String> {
        let mine = [Some(self.folder.clone()), self.database()];
        let mine: Vec<_> = mine.into_iter().flatten().map(|path| path.display().to_string()).collect();
        let lines = processes::all().unwrap().into_iter().map(|process| process.command_line);
        lines.filter(|line| mine.iter().any(|path| line.contains(path))).collect()
    }

    /// For root a database is kept outside of what a test can choose, so its place is remembered.
    fn note_database(&self, said: &str) {
        if let Some((_, rest)) = said.split_once("kept in ") {
            self.write("database", rest.lines().next().unwrap());
        }
    }

    fn database(&self) -> Option<PathBuf> {
        Some(Path::new(&self.read("database")?).parent()?.to_owned())
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        if let Some(database) = self.database() {
            fs::remove_dir_all(database).ok();
        }
        fs::remove_dir_all(&self.folder).ok();
    }
}

impl Running {
    pub fn said(&self) -> String {
        fs::read_to_string(&self.output).unwrap()
    }

    /// The rest of the first line that has these words.
    pub fn said_after(&self, words: &str) -> String {
        let said = self.said();
        let (_, rest) = said.split_once(words).unwrap_or_else(|| panic!("no {words:?} in {said}"));
        rest.lines().next().unwrap().to_owned()
    }

    /// Ctrl-C, or another signal; returns how the command ended.
    pub fn signal(mut self, signal: Signal) -> Option<i32> {
        assert!(processes::send(self.child.id(), signal).unwrap());
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < deadline, "it did not stop:\n{}", self.said());
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub fn http() -> reqwest::Client {
    darasa_core::base::http_client::HttpClient::default().client().unwrap().clone()
}
