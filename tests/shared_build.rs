//! Feature unification: `cargo dev` and `cargo test` compile their dependencies with the same features, so that the
//! second of the two commands finds what the first has compiled.

use std::{collections::BTreeSet, process::Command};

/// What the alias `dev` of .cargo/config.toml compiles.
const DEV: [&str; 5] = ["--package", "darasa-cli", "--no-default-features", "--edges", "normal,build"];

/// Crates as cargo resolves them, one a line: name, version, features.
fn lines(arguments: &[&str]) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--no-dedupe", "--format", "{p} {f}"])
        .args(arguments);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|line| line.replace(" (proc-macro)", "")).collect()
}

/// Without those of this repository, which are compiled for tests once more anyway.
fn dependencies(arguments: &[&str]) -> BTreeSet<String> {
    lines(arguments).into_iter().filter(|line| !line.contains(env!("CARGO_MANIFEST_DIR"))).collect()
}

#[test]
fn what_cargo_dev_compiles_is_what_cargo_test_needs() {
    let dev = dependencies(&DEV);
    let test = dependencies(&["--workspace", "--edges", "normal,build,dev"]);

    assert!(dev.len() > 100, "{dev:?}");
    let compiled_again: Vec<_> = dev.difference(&test).collect();
    assert!(compiled_again.is_empty(), "with other features in a test: {compiled_again:#?}");
}

#[test]
fn cargo_dev_compiles_neither_benchmarks_nor_backups_nor_another_host_nor_what_only_tests_need() {
    let all = lines(&DEV);

    let local = all.iter().find(|line| line.starts_with("darasa-local ")).expect("it serves the functions");
    assert!(!local.ends_with("testing"), "{local}");
    for name in [
        "age",
        "darasa-backup",
        "darasa-bench",
        "darasa-lambda",
        "indicatif",
        "lambda_http",
        "object_store",
        "proptest",
        "protox-parse",
        "rcgen",
        "refinery-macros",
        "zstd",
    ] {
        let found = all.iter().find(|line| line.starts_with(&format!("{name} ")));
        assert!(found.is_none(), "{found:?} is compiled for `cargo dev`");
    }
}

/// The alias says it in one place, the arguments above in another.
#[test]
fn the_alias_leaves_the_same_out() {
    let config = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.cargo/config.toml")).expect("aliases");
    assert!(config.contains("dev = \"run --package darasa-cli --no-default-features -- dev\""), "{config}");
    assert!(config.contains("darasa = \"run --quiet --package darasa-cli --\""), "{config}");
}
