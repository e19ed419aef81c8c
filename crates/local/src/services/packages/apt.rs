//! Debian packages without root: a package and what it needs, downloaded by apt-get and unpacked by dpkg-deb. Also as
//! root, because installing would start a server of the whole machine's.

use std::{
    ffi::OsString,
    fs::{self, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    Attempt, Managers, PackageError, Recipe,
    fetch::{attempt, refused_or_unavailable, run},
    progress,
    unpack::make_folder,
};

const APT: &str = "apt-get";

/// Unpacks a package, with all it depends on that is not installed, into a folder. Its checksums are apt's to verify.
pub fn fetch(managers: &Managers, package: &str, work: &Path, into: &Path) -> Result<(), PackageError> {
    managers.command(APT)?;
    for folder in [work, into] {
        make_folder(folder).map_err(PackageError::io("creating", folder))?;
    }
    progress::line(&format!("fetching {package} and what it needs with {APT}"));
    let refusal = || format!("{package}, or something that it needs, is not what apt's lists announce");
    let archives = download(managers, package, work).map_err(|attempt| refused_or_unavailable(attempt, refusal))?;
    for archive in archives {
        run("dpkg-deb", managers.command("dpkg-deb")?.arg("-x").arg(archive).arg(into))?;
    }
    Ok(())
}

fn download(managers: &Managers, package: &str, work: &Path) -> Result<Vec<PathBuf>, Attempt> {
    let mut lists = Vec::new();
    let names = match needed(managers, package, &lists) {
        Ok(names) => names,
        // A slim image has no package lists; ours are kept apart, as the machine's own are root's to change.
        Err(_) => {
            lists = private_lists(work).map_err(|error| attempt(APT, &error.to_string()))?;
            run(APT, apt(managers, &lists)?.arg("update"))?;
            needed(managers, package, &lists)?
        }
    };
    run(APT, apt(managers, &lists)?.arg("download").args(names).current_dir(work))?;
    let files = fs::read_dir(work).map_err(|error| attempt(APT, &error.to_string()))?;
    let files = files.flatten().map(|entry| entry.path());
    Ok(files.filter(|file| file.extension().is_some_and(|ending| ending == "deb")).collect())
}

fn apt(managers: &Managers, options: &[OsString]) -> Result<Command, Attempt> {
    let mut apt = managers.command(APT)?;
    apt.args(["-qq", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="]).args(options);
    Ok(apt)
}

/// The package and its dependencies, as a simulated installation lists them.
fn needed(managers: &Managers, package: &str, options: &[OsString]) -> Result<Vec<String>, Attempt> {
    let mut simulation = apt(managers, options)?;
    simulation.args(["--simulate", "--no-install-recommends", "install", package]);
    let names = installations(&run(APT, &mut simulation)?);
    if names.is_empty() { Err(attempt(APT, "it has nothing to install")) } else { Ok(names) }
}

fn installations(simulated: &str) -> Vec<String> {
    let names = simulated.lines().filter_map(|line| line.strip_prefix("Inst ")?.split(' ').next());
    names.map(str::to_owned).collect()
}

fn private_lists(work: &Path) -> io::Result<Vec<OsString>> {
    let mut options = Vec::new();
    for (setting, name) in [("Dir::State::Lists", "lists"), ("Dir::Cache", "cache")] {
        let folder = work.join(name);
        fs::create_dir_all(folder.join("partial"))?;
        fs::create_dir_all(folder.join("archives/partial"))?;
        let mut option = OsString::from(format!("{setting}="));
        option.push(folder);
        options.extend(["-o".into(), option]);
    }
    Ok(options)
}

/// Puts a script for each program into `bin`: it names the libraries that lie in this folder, not in the machine's.
pub fn write_wrappers(root: &Path, recipe: &Recipe) -> io::Result<()> {
    let bin = root.join("bin");
    make_folder(&bin)?;
    for program in recipe.server.iter().chain(recipe.tools) {
        let Some(place) = place_of(program, root) else { continue };
        let script = bin.join(program);
        // `$0` leads to the programs wherever the folder is moved.
        let text = format!(
            "#!/bin/sh\nroot=${{0%/bin/*}}\n\
             for folder in \"$root\"/usr/lib/*-linux-gnu* \"$root\"/lib/*-linux-gnu*; do\n  \
             LD_LIBRARY_PATH=\"$folder${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\"\ndone\n\
             export LD_LIBRARY_PATH\nexec \"$root/{}/{program}\" \"$@\"\n",
            place.display()
        );
        fs::write(&script, text)?;
        fs::set_permissions(&script, Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Debian keeps Postgres in a folder for each version.
fn place_of(program: &str, root: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(root.join("usr/lib/postgresql")).into_iter().flatten().flatten();
    let versions = versions.map(|version| Path::new("usr/lib/postgresql").join(version.file_name()).join("bin"));
    let mut places = versions.chain([PathBuf::from("usr/bin")]);
    places.find(|place| root.join(place).join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simulated_installation_names_what_is_needed() {
        let simulated = "NOTE: This is only a simulation!\nInst libpq5 (15.14-0+deb12u1 Debian:12 [amd64])\n\
                         Inst postgresql-15 [15.1] (15.14 Debian:12 [amd64])\nConf libpq5 (15.14 Debian:12 [amd64])\n";
        assert_eq!(installations(simulated), ["libpq5", "postgresql-15"]);
    }
}
