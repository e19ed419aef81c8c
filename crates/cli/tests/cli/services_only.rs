//! Command `darasa dev --services-only`: what `vercel dev` needs, and the block of `.env` that says where that is.

use std::{collections::HashMap, fs, os::unix::fs::PermissionsExt};

use darasa_core::base::env::Env;
use darasa_local::{services::processes::Signal, testing::test_app::postgres};

use crate::support::Checkout;

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
    let checkout = Checkout::new();
    checkout.write(".env", THEIRS);
    let running = checkout.start(&COMMAND, &[], READY);

    let text = checkout.read(".env").unwrap();
    assert!(text.starts_with(&format!("{THEIRS}\n# >>> darasa dev")), "{text}");
    assert_eq!(fs::metadata(checkout.folder.join(".env")).unwrap().permissions().mode() & 0o777, 0o600);
    let mut pairs = as_vercel_dev_reads_it(&text);
    assert!(pairs["CLERK_JWT_KEY"].starts_with("-----BEGIN PUBLIC KEY-----\nMII"), "{}", pairs["CLERK_JWT_KEY"]);
    assert_eq!(pairs["GEMINI_API_KEY"], "emulated", "a variable without a value is as good as none");
    Env::from_pairs(pairs.clone()).unwrap();
    let database = pairs.remove("DATABASE_URL").unwrap();
    let check = checkout.run_with(&["migrate", "--check"], &[("DATABASE_URL", &database)]);
    assert_eq!(check.stdout, "no migration is pending\n", "{}", check.stderr);

    assert_eq!(running.signal(Signal::INT), Some(0));
    assert_eq!(checkout.read(".env").as_deref(), Some(THEIRS));
    assert_eq!(checkout.processes(), [""; 0]);
}

#[tokio::test]
async fn a_killed_run_leaves_a_block_that_nobody_minds() {
    let (checkout, database) = (Checkout::new(), postgres().await.fresh_database().await.unwrap());
    checkout.write(".env", &format!("DATABASE_URL={database}\n"));
    let killed = checkout.start(&COMMAND, &[], READY);
    assert_eq!(killed.signal(Signal::KILL), None);
    let stale = checkout.read(".env").unwrap();
    assert!(stale.contains("GEMINI_API_KEY"), "{stale}");

    let dev = checkout.start(&["dev", "--port", "0"], &[], "Ctrl-C stops everything");
    assert!(dev.said().contains("Gemini    emulated"), "{}", dev.said());
    assert_eq!(dev.signal(Signal::INT), Some(0));
    assert_eq!(checkout.read(".env"), Some(stale), "only the command that writes the block changes it");

    let again = checkout.start(&COMMAND, &[], READY);
    assert_eq!(checkout.read(".env").unwrap().matches("# >>>").count(), 1);
    assert_eq!(again.signal(Signal::HUP), Some(0));
    assert_eq!(checkout.read(".env"), Some(format!("DATABASE_URL={database}\n")));
}

#[tokio::test]
async fn a_variable_of_an_emulated_service_must_not_be_set() {
    let (checkout, database) = (Checkout::new(), postgres().await.fresh_database().await.unwrap());
    let theirs = format!("DATABASE_URL={database}\nCLERK_JWT_KEY=hunter2\n");
    checkout.write(".env", &theirs);
    let complaint = checkout.complaint(&COMMAND, &[]);
    assert!(complaint.contains("CLERK_JWT_KEY is set in .env") && !complaint.contains("hunter2"), "{complaint}");
    assert_eq!(checkout.read(".env"), Some(theirs));
}

#[test]
fn a_damaged_block_is_an_error_and_stays_as_it_is() {
    let checkout = Checkout::new();
    let theirs = "A=1\n# <<< darasa dev\n";
    checkout.write(".env", theirs);
    for arguments in [&COMMAND[..], &["dev", "--port", "0"], &["migrate"]] {
        let complaint = checkout.complaint(arguments, &[]);
        assert!(complaint.contains("parts of the block"), "{complaint}");
    }
    assert_eq!(checkout.read(".env").as_deref(), Some(theirs));
}

#[test]
fn productions_rules_are_refused() {
    let checkout = Checkout::new();
    checkout.write(".env", "VERCEL_ENV=production\n");
    let complaint = checkout.complaint(&COMMAND, &[]);
    assert!(complaint.contains("VERCEL_ENV is set"), "{complaint}");
    assert_eq!(checkout.read(".env").as_deref(), Some("VERCEL_ENV=production\n"));
}

#[test]
fn there_is_no_port_to_choose() {
    let ended = Checkout::new().run(&["dev", "--services-only", "--port", "4000"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("cannot be used with"), "{}", ended.stderr);
}
