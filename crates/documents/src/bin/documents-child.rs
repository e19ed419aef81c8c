//! Executable of the sandbox's child for tests: reads the file on its standard input, as every function can.

use std::process::ExitCode;

fn main() -> ExitCode {
    darasa_documents::child()
}
