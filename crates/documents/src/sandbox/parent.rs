//! Parent process of the sandbox: starts a child for a Word file or a PDF, writes the file to it, reads its answer, and
//! kills it when it waits too long for a processor. What it may spend of one it limits itself.

use std::{
    io,
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::Signal;
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
/// For so long a file waits for one of them to end; the slowest take two seconds of the processor each.
const WAIT_FOR_PLACE: Duration = Duration::from_secs(60);
/// A character takes at most six bytes of JSON.
const MOST_ANSWER: u64 = 6 * MOST_CHARACTERS as u64 + 1024;
const MOST_COMPLAINT: u64 = 1024;

/// The program that reads Word files and PDFs as a child, and what it may spend on one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentReader {
    pub program: PathBuf,
    /// Of a processor; whole seconds, as the kernel counts them. A file that takes more is made to do so.
    pub cpu: Duration,
    /// By the clock on the wall. On a busy machine an honest file waits for the processor much longer than it uses it.
    pub wall: Duration,
    /// In bytes.
    pub memory: u64,
}

impl Default for DocumentReader {
    fn default() -> Self {
        Self {
            program: this_program(),
            cpu: Duration::from_secs(2),
            wall: Duration::from_secs(30),
            memory: 100_000_000,
        }
    }
}

/// On Linux by the kernel's own link, which leads to the running program even when its file was built anew.
fn this_program() -> PathBuf {
    if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe().unwrap_or_default() }
}

impl DocumentReader {
    pub(crate) async fn text(&self, file: &[u8]) -> Result<Text, Unreadable> {
        // Waiting for a place is not the file's fault, so the clock starts after it.
        let _place = timeout(WAIT_FOR_PLACE, PLACES.acquire()).await.map_err(|_| Unreadable::Busy)?;
        let mut child = self.start().map_err(not_run)?;
        match timeout(self.wall, converse(&mut child, file)).await {
            Ok(Ok(end)) => end.outcome(),
            Ok(Err(error)) => Err(not_run(error)),
            Err(_) => {
                child.kill().await.map_err(not_run)?;
                Err(Unreadable::Busy)
            }
        }
    }

    fn start(&self) -> io::Result<Child> {
        Command::new(&self.program)
            .args([EXTRACT_TEXT, &self.memory.to_string(), &self.cpu.as_secs().to_string()])
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
        // The kernel's signal to a process that has used up its processor time.
        if self.status.signal() == Some(Signal::XCPU.as_raw()) {
            return Err(Unreadable::TookTooLong);
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
