//! `darasa dev --services-only`: what `vercel dev` needs, and the block of `.env` that tells it where that is.

use std::{collections::HashMap, fs, os::unix::fs::PermissionsExt};

use darasa_core::base::env::Env;
use darasa_local::{services::processes::Signal, testing::test_app::postgres};

use crate::support::Clone;

const COMMAND: [&str; 2] = ["dev", "--services-only"];
const READY: &str = "Now start `vercel dev`";
const THEIRS: &str = "# mine\nVOICE_PROVIDER=off\nGEMINI_API_KEY=";

/// The pairs of a `.env` as `vercel dev` reads them: line by line, the last of a name counts, `\n` inside quotes.
fn as_vercel_dev_reads_it(text: &str) -> HashMap<String, String> {
    let pairs = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.trim_matches('"').replace("\\n", "\n"))).collect()
}

#[tokio::test]
async fn the_block_says_where_everything_is_and_goes_with_it() {
    let clone = Clone::new();
    clone.write(".env", THEIRS);
    let running = clone.start(&COMMAND, &[], READY);

    let text = clone.read(".env").unwrap();
    assert!(text.starts_with(&format!("{THEIRS}\n# >>> darasa dev")), "{text}");
    assert_eq!(fs::metadata(clone.folder.join(".env")).unwrap().permissions().mode() & 0o777, 0o600);
    let mut pairs = as_vercel_dev_reads_it(&text);
    assert!(pairs["CLERK_JWT_KEY"].starts_with("-----BEGIN PUBLIC KEY-----\nMII"), "{}", pairs["CLERK_JWT_KEY"]);
    assert_eq!(pairs["GEMINI_API_KEY"], "emulated", "a variable without a value is as good as none");
    Env::from_pairs(pairs.clone()).unwrap();
    let database = pairs.remove("DATABASE_URL").unwrap();
    let check = clone.run_with(&["migrate", "--check"], &[("DATABASE_URL", &database)]);
    assert_eq!(check.stdout, "no migration is pending\n", "{}", check.stderr);

    assert_eq!(running.signal(Signal::INT), Some(0));
    assert_eq!(clone.read(".env").as_deref(), Some(THEIRS));
    assert_eq!(clone.processes(), [""; 0]);
}

#[tokio::test]
async fn a_killed_run_leaves_a_block_that_nobody_minds() {
    let (clone, database) = (Clone::new(), postgres().await.fresh_database().await.unwrap());
    clone.write(".env", &format!("DATABASE_URL={database}\n"));
    let killed = clone.start(&COMMAND, &[], READY);
    assert_eq!(killed.signal(Signal::KILL), None);
    let stale = clone.read(".env").unwrap();
    assert!(stale.contains("GEMINI_API_KEY"), "{stale}");

    let dev = clone.start(&["dev", "--port", "0"], &[], "Ctrl-C stops everything");
    assert!(dev.said().contains("Gemini    emulated"), "{}", dev.said());
    assert_eq!(dev.signal(Signal::INT), Some(0));
    assert_eq!(clone.read(".env"), Some(stale), "only the command that writes the block changes it");

    let again = clone.start(&COMMAND, &[], READY);
    assert_eq!(clone.read(".env").unwrap().matches("# >>>").count(), 1);
    assert_eq!(again.signal(Signal::HUP), Some(0));
    assert_eq!(clone.read(".env"), Some(format!("DATABASE_URL={database}\n")));
}

#[tokio::test]
async fn a_variable_of_an_emulated_service_must_not_be_set() {
    let (clone, database) = (Clone::new(), postgres().await.fresh_database().await.unwrap());
    let theirs = format!("DATABASE_URL={database}\nCLERK_JWT_KEY=hunter2\n");
    clone.write(".env", &theirs);
    let complaint = clone.complaint(&COMMAND, &[]);
    assert!(complaint.contains("CLERK_JWT_KEY is set in .env") && !complaint.contains("hunter2"), "{complaint}");
    assert_eq!(clone.read(".env"), Some(theirs));
}

#[test]
fn a_damaged_block_is_an_error_and_stays_as_it_is() {
    let clone = Clone::new();
    let theirs = "A=1\n# <<< darasa dev\n";
    clone.write(".env", theirs);
    for arguments in [&COMMAND[..], &["dev", "--port", "0"], &["migrate"]] {
        let complaint = clone.complaint(arguments, &[]);
        assert!(complaint.contains("parts of the block"), "{complaint}");
    }
    assert_eq!(clone.read(".env").as_deref(), Some(theirs));
}

#[test]
fn productions_rules_are_refused() {
    let clone = Clone::new();
    clone.write(".env", "VERCEL_ENV=production\n");
    let complaint = clone.complaint(&COMMAND, &[]);
    assert!(complaint.contains("VERCEL_ENV is set"), "{complaint}");
    assert_eq!(clone.read(".env").as_deref(), Some("VERCEL_ENV=production\n"));
}

#[test]
fn there_is_no_port_to_choose() {
    let ended = Clone::new().run(&["dev", "--services-only", "--port", "4000"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("cannot be used with"), "{}", ended.stderr);
}
