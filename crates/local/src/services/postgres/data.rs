//! Data folder of a private server.

use std::path::Path;
use std::{fs, io};

use darasa_core::base::clock::random_uuid;

use super::binaries::Binaries;
use super::slots::Slot;
use super::{Purpose, StartError, USER, password};
use crate::services::certificates::Certificate;
use crate::services::location::major;

/// Three of Postgres's own, a template, and a few of a small run. A test run that leaves more leaves none: its watchdog
/// removes the data, for making them anew is quicker than dropping databases one by one.
pub(super) const MOST_DATABASES: usize = 12;

/// Makes the data unless they are there.
///
/// They are made beside their place and moved there when complete, so that an interrupted initdb is simply repeated.
pub(super) fn ensure(slot: &Slot, binaries: &Binaries, purpose: Purpose) -> Result<(), StartError> {
    let (data, unfinished) = (slot.path("data"), slot.path("data.unfinished"));
    if data.exists() {
        return Ok(());
    }
    remove(&unfinished)?;
    let password = password::random()?;
    slot.write("password", &password)?;
    slot.write("secret", &password::scram_secret(&password)?)?;

    let mut initdb = slot.command(binaries.initdb());
    initdb.arg("--pgdata").arg(&unfinished);
    initdb.arg("--pwfile").arg(slot.path("secret"));
    initdb.args(["--username", USER, "--auth=scram-sha-256"]);
    initdb.args(["--encoding=UTF8", "--locale=C", "--no-instructions"]);
    if purpose == Purpose::Test {
        initdb.arg("--no-sync");
    }
    slot.run(&mut initdb)?;
    fs::rename(&unfinished, &data).map_err(StartError::io("moving", &unfinished))
}

/// Whether an earlier run whose watchdog was killed left more than that.
pub(super) fn is_littered(slot: &Slot) -> bool {
    fs::read_dir(slot.path("data").join("base")).is_ok_and(|databases| databases.count() > MOST_DATABASES)
}

/// The major version that made the data.
pub(super) fn version(slot: &Slot) -> Option<u32> {
    major(slot.read("data/PG_VERSION").ok()?.trim())
}

pub(super) fn is_of_other_version(slot: &Slot, binaries: &Binaries) -> bool {
    version(slot).is_some_and(|version| version != binaries.location().major())
}

/// Puts a certificate where Postgres looks for one; returns the option that makes it look.
pub(super) fn certify(slot: &Slot, certificate: &Certificate) -> Result<&'static str, StartError> {
    slot.write("data/server.crt", &certificate.certificate)?;
    slot.write("data/server.key", &certificate.key)?;
    Ok("-c ssl=on")
}

/// Out of the way at once; the watchdog removes them when the server has stopped, for that can take minutes.
pub(super) fn set_aside(slot: &Slot) -> Result<(), StartError> {
    let (data, aside) = (slot.path("data"), slot.path(&format!("data.removed.{}", random_uuid().simple())));
    match fs::rename(&data, aside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        moved => moved.map_err(StartError::io("moving", &data)),
    }
}

fn remove(folder: &Path) -> Result<(), StartError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(StartError::io("removing", folder)),
    }
}
