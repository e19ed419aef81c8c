//! Reads the Word file on its standard input, as every function can: see `darasa_documents`.

use std::process::ExitCode;

fn main() -> ExitCode {
    darasa_documents::child()
}
