//! Parent process of the sandbox: starts a child for a Word file, writes the file to it, reads its answer, and kills it
//! when it takes too long.

use std::{
    io,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};

use super::child::EXTRACT_TEXT;
use crate::{MOST_CHARACTERS, Text, Unreadable};

/// Children at work together: an instance has two gigabytes and one processor for all of its requests.
static PLACES: Semaphore = Semaphore::const_new(4);
/// A character takes at most six bytes of JSON.
const MOST_ANSWER: u64 = 6 * MOST_CHARACTERS as u64 + 1024;
const MOST_COMPLAINT: u64 = 1024;

/// The program that reads Word files as a child, and what it may spend on one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordReader {
    pub program: PathBuf,
    pub time: Duration,
    /// In bytes.
    pub memory: u64,
}

impl Default for WordReader {
    fn default() -> Self {
        Self { program: this_program(), time: Duration::from_secs(2), memory: 100_000_000 }
    }
}

/// On Linux by the kernel's own link, which leads to the running program even when its file was built anew.
fn this_program() -> PathBuf {
    if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe().unwrap_or_default() }
}

impl WordReader {
    pub(crate) async fn text(&self, file: &[u8]) -> Result<Text, Unreadable> {
        // Never closed; and waiting for a place is not the file's fault, so the clock starts after it.
        let _place = PLACES.acquire().await;
        let mut child = self.start().map_err(not_run)?;
        match timeout(self.time, converse(&mut child, file)).await {
            Ok(Ok(end)) => end.outcome(),
            Ok(Err(error)) => Err(not_run(error)),
            Err(_) => {
                child.kill().await.map_err(not_run)?;
                Err(Unreadable::TookTooLong)
            }
        }
    }

    fn start(&self) -> io::Result<Child> {
        Command::new(&self.program)
            .args([EXTRACT_TEXT, &self.memory.to_string(), &(self.time.as_secs() + 1).to_string()])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
    }
}

/// How a child ended, and what it said until then.
struct ChildOutput {
    status: ExitStatus,
    answer: Vec<u8>,
    complaint: Vec<u8>,
}

/// Writes and reads at once: a child that answers before it has heard all would otherwise wait for us, and we for it.
async fn converse(child: &mut Child, file: &[u8]) -> io::Result<ChildOutput> {
    let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let write = async {
        if let Some(mut input) = input {
            // A child that stops listening has its reason, and tells it by its answer or its end.
            let _ = input.write_all(file).await;
        }
    };
    let hear = async { tokio::join!(write, bounded(output, MOST_ANSWER), bounded(errors, MOST_COMPLAINT)) };
    let (((), answer, complaint), status) = (hear.await, child.wait().await?);
    Ok(ChildOutput { status, answer: answer?, complaint: complaint? })
}

/// Reads so much and then hangs up, so that a talkative child ends instead of waiting.
async fn bounded(stream: Option<impl AsyncRead + Unpin>, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(stream) = stream {
        stream.take(most).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

impl ChildOutput {
    fn outcome(&self) -> Result<Text, Unreadable> {
        if self.status.success()
            && let Ok(outcome) = serde_json::from_slice(&self.answer)
        {
            return outcome;
        }
        let complaint = String::from_utf8_lossy(&self.complaint);
        let cause = format!("{}: {}", self.status, complaint.trim().lines().next().unwrap_or_default());
        // What Rust says as it aborts; glibc has no word of its own for it.
        if complaint.contains("memory allocation of") {
            Err(Unreadable::TooLarge(cause))
        } else {
            Err(Unreadable::Crashed(cause))
        }
    }
}

fn not_run(error: io::Error) -> Unreadable {
    Unreadable::NotRun(error.to_string())
}
