//! Programs of others, by which a test looks at what we made. A bare machine need not have them; CI does.

use std::{env, process::Command};

/// Whether it is there; where it is not, the test says that it leaves out what it would have shown.
#[expect(clippy::disallowed_methods, reason = "whether a missing program may be passed over is no setting of darasa")]
pub fn has_program(name: &str) -> bool {
    let found = Command::new(name).arg("--version").output().is_ok();
    if !found {
        assert!(env::var_os("CI").is_none(), "no program `{name}`: ci/install installs it");
        eprintln!("SKIPPED: no program `{name}`; ci/install installs it");
    }
    found
}
