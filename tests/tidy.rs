//! Rules that were said twice: the shape of the repository, kept by a test.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the repository fails, and says where")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The rooms of `core`, from the ground up: each may import only from those before it.
#[rustfmt::skip]
const ROOMS: &[&str] = &[
    "clock", "protection", "trace", "error", "tls", "env", "telemetry", "http", "ai_stream", "egress",
    "db", "redis", "cache",
    "providers",
    "plans", "prompts", "documents", "keywords", "quotations", "users", "webhooks", "usage", "generation", "health", "readiness", "client_config",
    "job_infos", "answers", "questions", "resumes", "interviews", "utterances", "pacing", "transcripts", "turns", "voice",
    "interview_feedback", "guard",
    "auth", "app", "protect", "idempotency", "exchange", "serve",
];
const NEIGHBOURS: [&str; 1] = ["providers"];
#[rustfmt::skip]
const HOUSE: &[&str] = &[
    "plans", "prompts", "documents", "keywords", "quotations", "users", "webhooks", "usage", "generation", "health", "readiness", "client_config",
    "job_infos", "answers", "questions", "resumes", "interviews", "utterances", "pacing", "transcripts", "turns", "voice",
    "interview_feedback", "guard",
];
const MOST_FUNCTIONS: usize = 12;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All Rust files below a folder, relative to the root.
fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap().map(Result::unwrap) {
        let path = entry.path().strip_prefix(root()).unwrap().to_owned();
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(sources(path.to_str().unwrap())),
            false if path.extension().is_some_and(|end| end == "rs") => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

/// The functions by their path below `api/`, without the ending.
fn functions() -> Vec<String> {
    let name = |path: PathBuf| path.with_extension("").strip_prefix("api").unwrap().to_str().unwrap().to_owned();
    sources("api").into_iter().map(name).collect()
}

/// The room of `core` that a file belongs to.
fn room(path: &Path) -> String {
    let below = path.strip_prefix("crates/core/src").unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The rooms a text imports: every `crate::room`, also those inside `use crate::{…}`.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut rooms: BTreeSet<String> = code.split("crate::").skip(1).map(word).filter(|word| !word.is_empty()).collect();
    for group in code.split("use crate::{").skip(1) {
        let mut depth = 0;
        let mut item = String::new();
        for letter in group.chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    rooms.insert(word(&std::mem::take(&mut item)));
                }
                _ if depth == 0 => item.push(letter),
                _ => {}
            }
        }
        rooms.insert(word(&item));
    }
    rooms.retain(|room| ROOMS.contains(&room.as_str()));
    rooms
}

fn word(text: &str) -> String {
    text.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[test]
fn every_function_has_its_binary_its_mount_its_route_and_its_first_line() {
    let (manifest, mounts, readme) = (read("Cargo.toml"), read("crates/local/src/functions.rs"), read("README.md"));
    for function in functions() {
        let binary = format!("[[bin]]\nname = \"{}\"\npath = \"api/{function}.rs\"\n", function.replace('/', "-"));
        assert!(manifest.contains(&binary), "Cargo.toml has no\n{binary}");
        let mount = format!("\"/api/{function}\" = \"../../../api/{function}.rs\"");
        assert!(mounts.contains(&mount), "functions.rs has no {mount}");
        assert!(readme.contains(&format!("`/api/{function}")), "README.md has no row for /api/{function}");
        let first = read(format!("api/{function}.rs"));
        assert!(first.starts_with(&format!("//! `/api/{function}")), "api/{function}.rs begins with its URL");
    }
    assert_eq!(manifest.matches("\n[[bin]]\n").count(), functions().len(), "a [[bin]] without a file");
}

#[test]
fn the_start_page_names_every_route_of_the_readme() {
    let (readme, page) = (read("README.md"), read("public/index.html"));
    let rows = readme.lines().filter(|line| line.starts_with("| ") && line.contains("`/api/"));
    let routes: Vec<_> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    assert!(routes.len() >= functions().len(), "{routes:?}");
    for route in routes {
        assert!(page.contains(&format!("<code>{route}</code>")), "public/index.html has no {route}");
    }
    assert!(!page.contains("src=") && !page.contains("http"), "the page needs nothing from elsewhere");
}

#[test]
fn there_are_at_most_twelve_functions() {
    assert!(functions().len() <= MOST_FUNCTIONS, "{:?}", functions());
}

#[test]
fn the_example_environment_has_exactly_the_variables_that_are_read() {
    let example = read(".env.example");
    let documented: BTreeSet<_> = example
        .lines()
        .filter_map(|line| line.trim_start_matches("# ").split_once('='))
        .map(|(name, _)| name)
        .filter(|name| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        })
        .collect();
    let read: BTreeSet<_> = darasa_core::env::names().into_iter().collect();
    assert_eq!(documented, read);
}

#[test]
fn rooms_import_downwards_only() {
    for path in sources("crates/core/src").into_iter().filter(|path| !path.ends_with("lib.rs")) {
        let room = room(&path);
        let level = ROOMS.iter().position(|known| *known == room);
        let level = level.unwrap_or_else(|| panic!("{} is in no room; add it to ROOMS", path.display()));
        for imported in imports(&read(&path)).into_iter().filter(|imported| *imported != room) {
            let below = ROOMS.iter().position(|known| *known == imported).unwrap() < level;
            assert!(below, "{}: {room} imports {imported}", path.display());
            let aside = NEIGHBOURS.contains(&room.as_str()) && (imported == "db" || HOUSE.contains(&imported.as_str()));
            assert!(!aside, "{}: a provider imports {imported}", path.display());
        }
    }
}

#[test]
fn imports_are_seen_in_every_form() {
    let text = "use crate::{\n    db::Db,\n    http::{Reply, lists::Cursor},\n    users,\n};\nuse crate::plans::Plan;\nlet x = crate::usage::reserve;";
    assert_eq!(imports(text), ["db", "http", "plans", "usage", "users"].map(str::to_owned).into());
}

#[test]
fn the_house_knows_neither_app_nor_request() {
    for path in sources("crates/core/src").into_iter().filter(|path| HOUSE.contains(&room(path).as_str())) {
        let text = read(&path);
        for word in ["Request", "App"] {
            let named = text.split(|letter: char| !letter.is_alphanumeric()).any(|each| each == word);
            assert!(!named, "{} names {word}", path.display());
        }
    }
}

/// A cache hears of the writes of whoever is signed in, because they go by way of their caller's database.
#[test]
fn handlers_behind_a_sign_in_use_their_callers_database() {
    for path in sources("api") {
        let text = read(&path);
        let signed_in = text.contains("protect::caller(");
        assert!(!signed_in || !text.contains("app.db"), "{} goes past caller.db(app)", path.display());
    }
}

#[test]
fn one_file_names_the_host_and_one_room_reads_the_environment() {
    for path in sources("crates/core/src") {
        let text = read(&path);
        assert!(path.ends_with("serve.rs") || !text.contains("vercel_runtime::"), "{} names the host", path.display());
        assert!(room(&path) == "env" || !text.contains("env::var"), "{} reads the environment", path.display());
    }
    for manifest in ["Cargo.toml", "crates/core/Cargo.toml"] {
        let text = read(manifest);
        let dependencies = text.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
        assert!(!dependencies.contains("darasa-local"), "{manifest}: a function would be linked with the laptop");
    }
}

#[test]
fn the_code_needs_the_newest_migration() {
    let version =
        |path: PathBuf| path.file_name()?.to_str()?.strip_prefix('V')?.split_once("__")?.0.parse::<i32>().ok();
    let files = fs::read_dir(root().join("migrations")).unwrap().map(|entry| entry.unwrap().path());
    assert_eq!(files.filter_map(version).max(), Some(darasa_core::db::SCHEMA_VERSION));
}

#[test]
fn every_rewrite_leads_to_a_function() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).unwrap();
    for rewrite in config["rewrites"].as_array().unwrap() {
        let destination = rewrite["destination"].as_str().unwrap().strip_prefix("/api/").unwrap();
        assert!(functions().iter().any(|function| function == destination), "{destination}");
    }
}
