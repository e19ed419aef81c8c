//! Env file: our block of `.env`, which says where the services are for `vercel dev`, because that reads this file and
//! no other. Nothing outside the block is ever changed.
//!
//! The block stands at the end of the file, because for `vercel dev` the last line of a name counts, and a copy of
//! `.env.example` names every variable without a value. It is taken out again at a clean stop: settings of services
//! that no longer run would only mislead.

use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    path::{Path, PathBuf},
};

use crate::{Failure, env_lines, private_file};

/// Variables by name.
pub type Settings = HashMap<String, String>;

const BLOCK_BEGIN: &str = "# >>> darasa dev (written by `darasa dev --services-only`; do not edit)";
const BLOCK_END: &str = "# <<< darasa dev";
/// Whatever begins like this is meant as a marker, also when somebody changed the rest of its line.
const MARKERS: [&str; 2] = ["# >>> darasa dev", BLOCK_END];

/// The text of a clone's `.env`; none is as good as an empty one.
pub fn read(checkout: &Path) -> Result<String, Failure> {
    match fs::read_to_string(path(checkout)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        other => other.map_err(|error| format!(".env cannot be read: {error}").into()),
    }
}

/// A block that stands in a `.env` until it is removed.
pub struct Block {
    checkout: PathBuf,
    /// There was no `.env`, so there is to be none afterwards.
    made_file: bool,
    /// Their last line did not end, so that ours had to end it.
    ended_line: bool,
}

impl Block {
    /// Puts these settings into the block, in the place of whatever an earlier run left there.
    pub fn write(checkout: &Path, settings: &BTreeMap<String, String>) -> Result<Self, Failure> {
        let theirs = without_block(&read(checkout)?)?;
        refuse_twice(settings, &parse(&theirs)?)?;
        let ended_line = !theirs.is_empty() && !theirs.ends_with('\n');
        let block = Self { checkout: checkout.to_owned(), made_file: !path(checkout).exists(), ended_line };
        block.replace(&format!("{theirs}{}{}", if ended_line { "\n" } else { "" }, text(settings)))?;
        Ok(block)
    }

    /// Leaves the file as it would be without us, with all that was changed around the block meanwhile.
    pub fn remove(self) -> Result<(), Failure> {
        let mut theirs = without_block(&read(&self.checkout)?)?;
        if self.made_file && theirs.is_empty() {
            return Ok(fs::remove_file(path(&self.checkout))?);
        }
        if self.ended_line && theirs.ends_with('\n') {
            theirs.pop();
        }
        self.replace(&theirs)
    }

    fn replace(&self, text: &str) -> Result<(), Failure> {
        let written = private_file::write(&path(&self.checkout), text.as_bytes());
        written.map_err(|error| format!(".env cannot be written: {error}").into())
    }
}

/// The pairs of a file outside our own block, which is nobody's choice.
pub fn parse(text: &str) -> Result<Settings, Failure> {
    // Empty lines in the place of the block keep the numbers of those behind it.
    Ok(env_lines::parse(&with_block_as(text, "\n")?)?)
}

/// The file's text less our block, or an error when only parts of one are there.
fn without_block(text: &str) -> Result<String, Failure> {
    with_block_as(text, "")
}

/// The file's text with something else for each line of our block.
fn with_block_as(text: &str, instead: &str) -> Result<String, Failure> {
    let mut theirs = String::with_capacity(text.len());
    let (mut blocks, mut inside) = (0, false);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        match MARKERS.map(|marker| content.starts_with(marker)) {
            [true, _] if content == BLOCK_BEGIN && blocks == 0 => (blocks, inside) = (1, true),
            [_, true] if content == BLOCK_END && inside => inside = false,
            [false, false] if inside => {}
            [false, false] => {
                theirs.push_str(line);
                continue;
            }
            _ => return Err(damaged()),
        }
        theirs.push_str(instead);
    }
    if inside { Err(damaged()) } else { Ok(theirs) }
}

fn path(checkout: &Path) -> PathBuf {
    checkout.join(".env")
}

/// One line a variable, as the parser of `vercel dev` needs it: `\n` for a line's end, and no other escapes, so our
/// values have neither quotes nor backslashes.
fn text(settings: &BTreeMap<String, String>) -> String {
    let lines = settings.iter().map(|(name, value)| format!("{name}=\"{}\"\n", value.trim_end().replace('\n', "\\n")));
    format!("{BLOCK_BEGIN}\n{}{BLOCK_END}\n", lines.collect::<String>())
}

/// A variable with two values would be ours for `vercel dev` and theirs for every other command.
fn refuse_twice(ours: &BTreeMap<String, String>, theirs: &Settings) -> Result<(), Failure> {
    let set = |name: &&String| theirs.get(*name).is_some_and(|value| !value.is_empty());
    let twice: Vec<_> = ours.keys().filter(set).map(String::as_str).collect();
    if twice.is_empty() {
        return Ok(());
    }
    let names = twice.join(", ");
    Err(format!("{names} is set in .env, and belongs to a service that would be emulated: remove it, or set the keys of the real service").into())
}

fn damaged() -> Failure {
    format!(".env holds only parts of the block that darasa writes, or more than one. Remove what is left of it, from `{BLOCK_BEGIN}` to `{BLOCK_END}`; the file was not changed").into()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use darasa_local::services::temporary;

    use super::*;

    /// A folder of its own for each test; it goes with the value.
    struct Checkout(PathBuf);

    impl Checkout {
        fn with(name: &str, env: Option<&str>) -> Self {
            let folder = temporary::path(&format!("env-{name}"));
            fs::create_dir_all(&folder).unwrap();
            if let Some(text) = env {
                fs::write(folder.join(".env"), text).unwrap();
            }
            Self(folder)
        }

        fn env(&self) -> Option<String> {
            fs::read_to_string(path(&self.0)).ok()
        }
    }

    impl Drop for Checkout {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    fn ours() -> BTreeMap<String, String> {
        let pem = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
        [("GEMINI_API_KEY", "emulated"), ("CLERK_JWT_KEY", pem)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    fn block() -> String {
        format!(
            "{BLOCK_BEGIN}\nCLERK_JWT_KEY=\"-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END PUBLIC KEY-----\"\nGEMINI_API_KEY=\"emulated\"\n{BLOCK_END}\n"
        )
    }

    #[test]
    fn a_file_of_our_own_goes_when_we_go() {
        let checkout = Checkout::with("none", None);
        let written = Block::write(&checkout.0, &ours()).unwrap();
        assert_eq!(checkout.env(), Some(block()));
        assert_eq!(fs::metadata(path(&checkout.0)).unwrap().permissions().mode() & 0o777, 0o600);
        written.remove().unwrap();
        assert_eq!(checkout.env(), None);
        assert_eq!(fs::read_dir(&checkout.0).unwrap().count(), 0, "nothing else is left either");
    }

    #[test]
    fn what_is_theirs_stays_byte_for_byte() {
        let files = [
            ("empty", ""),
            ("plain", "A=1\n\n# é\nGEMINI_API_KEY=\n"),
            ("unended", "A=1\nB='2'"),
            ("windows", "A=1\r\nB=2\r\n"),
            ("windows-unended", "A=1\r\nB=2"),
        ];
        for (name, theirs) in files {
            let checkout = Checkout::with(name, Some(theirs));
            let written = Block::write(&checkout.0, &ours()).unwrap();
            let joint = if theirs.is_empty() || theirs.ends_with('\n') { "" } else { "\n" };
            assert_eq!(checkout.env(), Some(format!("{theirs}{joint}{}", block())), "{name}");
            written.remove().unwrap();
            assert_eq!(checkout.env().as_deref(), Some(theirs), "{name}");
        }
    }

    #[test]
    fn the_block_of_a_killed_run_gives_way_wherever_it_stands() {
        for end in ["\n", "\r\n"] {
            let old = format!("A=1\n{BLOCK_BEGIN}{end}GEMINI_API_KEY=old{end}{BLOCK_END}{end}B=2\n");
            let checkout = Checkout::with(if end == "\n" { "middle" } else { "middle-windows" }, Some(&old));
            let written = Block::write(&checkout.0, &ours()).unwrap();
            assert_eq!(checkout.env(), Some(format!("A=1\nB=2\n{}", block())));
            written.remove().unwrap();
            assert_eq!(checkout.env().as_deref(), Some("A=1\nB=2\n"));
        }
    }

    #[test]
    fn what_is_changed_meanwhile_stays() {
        let checkout = Checkout::with("meanwhile", Some("A=1\n"));
        let written = Block::write(&checkout.0, &ours()).unwrap();
        fs::write(path(&checkout.0), format!("A=2\n{}C=3\n", block())).unwrap();
        written.remove().unwrap();
        assert_eq!(checkout.env().as_deref(), Some("A=2\nC=3\n"));
    }

    #[test]
    fn damaged_markers_are_an_error_and_change_nothing() {
        let files = [
            format!("A=1\n{BLOCK_BEGIN}\nB=2\n"),
            format!("A=1\n{BLOCK_END}\n"),
            format!("{BLOCK_END}\n{BLOCK_BEGIN}\n"),
            format!("{BLOCK_BEGIN}\n{BLOCK_BEGIN}\n{BLOCK_END}\n"),
            format!("{0}{0}", block()),
            format!("# >>> darasa dev\nA=1\n{BLOCK_END}\n"),
            format!("{BLOCK_BEGIN}\nA=1\n{BLOCK_END} (mine)\n"),
        ];
        for (number, text) in files.iter().enumerate() {
            let checkout = Checkout::with(&format!("damaged-{number}"), Some(text));
            let message = Block::write(&checkout.0, &ours()).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(message.contains("Remove what is left of it"), "{text}: {message}");
            assert_eq!(checkout.env().as_ref(), Some(text));
        }
    }

    #[test]
    fn a_variable_that_is_set_outside_is_named_and_never_shown() {
        let checkout = Checkout::with("twice", Some("GEMINI_API_KEY=hunter2\n"));
        let message = Block::write(&checkout.0, &ours()).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(message.contains("GEMINI_API_KEY") && !message.contains("hunter2"), "{message}");
        assert_eq!(checkout.env().as_deref(), Some("GEMINI_API_KEY=hunter2\n"));
    }

    #[test]
    fn a_link_leads_to_the_file_that_is_changed() {
        let checkout = Checkout::with("link", None);
        let real = checkout.0.join("shared.env");
        fs::write(&real, "A=1\n").unwrap();
        std::os::unix::fs::symlink(&real, path(&checkout.0)).unwrap();
        let written = Block::write(&checkout.0, &ours()).unwrap();
        assert!(fs::read_to_string(&real).unwrap().contains(BLOCK_END));
        written.remove().unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "A=1\n");
        assert!(fs::symlink_metadata(path(&checkout.0)).unwrap().is_symlink());
    }

    #[test]
    fn what_darasa_wrote_itself_is_nobodys_choice() {
        let text =
            format!("GEMINI_API_KEY=mine\n{BLOCK_BEGIN}\nCLERK_SECRET_KEY=emulated\n{BLOCK_END}\nLOG_FORMAT=json\n");
        let settings = parse(&text).unwrap();
        assert_eq!(settings.get("GEMINI_API_KEY").map(String::as_str), Some("mine"));
        assert_eq!(settings.get("CLERK_SECRET_KEY"), None);
        assert_eq!(settings.get("LOG_FORMAT").map(String::as_str), Some("json"));
    }

    #[test]
    fn a_bad_line_is_not_quoted() {
        let message = parse("hunter2 hunter2 = \n").unwrap_err().to_string();
        assert!(message.starts_with(".env, line 1: ") && !message.contains("hunter2"), "{message}");
    }

    #[test]
    fn a_bad_line_behind_the_block_has_the_number_it_has_in_the_file() {
        let message = parse(&format!("A=1\n{}hunter2\n", block())).unwrap_err().to_string();
        assert!(message.starts_with(".env, line 6: "), "{message}");
    }
}
