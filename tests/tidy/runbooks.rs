//! Runbooks, docs/recovery.md, docs/operations.md and docs/lambda.md: whoever follows one in the night finds every
//! command, file, variable and heading that it names.

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt};

use super::{read, root};

const RUNBOOKS: [&str; 3] = ["docs/recovery.md", "docs/operations.md", "docs/lambda.md"];
/// What a runbook must have, in the order of the headings.
const LOSSES: [&str; 10] = [
    "Which way back",
    "Who holds what",
    "Lost data",
    "Bad migration",
    "Read-only mode",
    "Lost region",
    "Lost Vercel",
    "Lost Neon",
    "Lost Clerk",
    "Leaked secret",
];

/// What stands in backquotes, and each line of the blocks.
fn code(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (nth, part) in text.split("```").enumerate() {
        if nth % 2 == 1 {
            found.extend(part.lines().skip(1));
        } else {
            found.extend(part.split('`').skip(1).step_by(2));
        }
    }
    found
}

/// The words of commands, without what only a shell reads.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| letter.is_whitespace() || "&|;()\"'".contains(letter)).filter(|word| !word.is_empty())
}

fn verbs() -> BTreeSet<String> {
    let main = read("crates/cli/src/main.rs");
    let (_, list) = main.split_once("enum Command {").unwrap();
    let list = list.split_once("\n}").unwrap().0;
    let names = list.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with('#'));
    names.filter_map(|line| line.split(['(', ',', ' ']).next()).map(str::to_lowercase).collect()
}

/// As GitHub makes an anchor of a heading.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| {
        let kept = heading.to_lowercase();
        kept.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter)).collect::<String>()
    };
    headings.map(|heading| anchor(heading).replace(' ', "-")).collect()
}

#[test]
fn every_script_and_verb_that_a_runbook_names_exists() {
    let (verbs, mut named) = (verbs(), BTreeSet::new());
    let scripts = fs::read_dir(root().join("ci")).unwrap().map(|entry| entry.unwrap().file_name());
    let scripts: Vec<_> = scripts.map(|name| format!("ci/{}", name.to_string_lossy())).collect();
    assert!(verbs.contains("doctor") && verbs.contains("migrate"), "{verbs:?}");
    for runbook in RUNBOOKS {
        for command in code(&read(runbook)) {
            let words: Vec<_> = words(command).collect();
            for word in words.iter().filter(|word| word.starts_with("ci/") || word.starts_with("bench/")) {
                if let Some((start, "")) = word.split_once('*') {
                    assert!(scripts.iter().any(|script| script.starts_with(start)), "{runbook}: there is no {word}");
                    continue;
                }
                let Ok(file) = fs::metadata(root().join(word)) else { panic!("{runbook}: there is no {word}") };
                assert!(file.is_dir() || file.permissions().mode() & 0o100 != 0, "{runbook}: {word} cannot be run");
                named.insert((*word).to_owned());
            }
            for pair in words.windows(2).filter(|pair| pair[0] == "darasa" && !pair[1].starts_with('-')) {
                assert!(verbs.contains(pair[1]), "{runbook}: darasa has no verb {}", pair[1]);
                named.insert(pair[1].to_owned());
            }
        }
    }
    for needed in
        ["ci/neon-restore", "ci/deploy-production", "ci/lambda-package", "ci/smoke", "export", "restore", "drill"]
    {
        assert!(named.contains(needed), "no runbook names {needed}: {named:?}");
    }
}

#[test]
fn every_link_of_a_runbook_leads_to_a_heading() {
    for runbook in RUNBOOKS {
        let text = read(runbook);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file =
                if file.is_empty() { runbook.to_owned() } else { format!("docs/{file}").replace("docs/../", "") };
            let known = root().join(&file).exists() && (anchor.is_empty() || anchors(&read(&file)).contains(anchor));
            assert!(known, "{runbook} links to {link}");
        }
    }
}

#[test]
fn each_loss_has_its_runbook_and_each_secret_its_rotation() {
    let text = read("docs/recovery.md");
    let mut places = Vec::new();
    for heading in LOSSES {
        places.push(text.find(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no heading {heading}")));
    }
    assert!(places.is_sorted(), "the headings are not in their order: {places:?}");
    let (_, leaked) = text.split_once("\n## Leaked secret\n").unwrap();
    let leaked = leaked.split_once("\n## ").unwrap().0;
    let rotation = read("docs/operations.md");
    let (_, rotation) = rotation.split_once("\n## Rotation\n").unwrap();
    let rotation = rotation.split_once("\n## ").unwrap().0;
    // A function's variable that only it and its vendor know.
    let example = read(".env.example");
    let names = example.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim_start_matches("# "));
    let is_secret = |name: &&str| {
        !name.starts_with("NEXT_PUBLIC_")
            && (name.ends_with("_KEY") || name.ends_with("_TOKEN") || name.contains("SECRET"))
    };
    // A public key, and the other name of a secret.
    let other = ["CLERK_JWT_KEY", "KV_REST_API_TOKEN"];
    let secrets: Vec<_> = names.filter(is_secret).filter(|name| !other.contains(name)).collect();
    assert!(secrets.len() >= 6, "{secrets:?}");
    for secret in secrets {
        let quoted = format!("`{secret}`");
        assert!(leaked.contains(&quoted), "docs/recovery.md, Leaked secret, does not name {secret}");
        assert!(rotation.contains(&quoted), "docs/operations.md, Rotation, does not name {secret}");
    }
}
