//! Repository rules: the layout of the code, its arrows, and what has to agree across files, each kept by a test.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the repository fails, and says where")]

#[path = "tidy/api_guide.rs"]
mod api_guide;
#[path = "tidy/imports.rs"]
mod imports;
#[path = "tidy/pictures.rs"]
mod pictures;
#[path = "tidy/runbooks.rs"]
mod runbooks;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use imports::Crate;

/// The folders of `core`, from the lowest layer up, each with those that it may import.
const LAYERS: [(&str, &[&str]); 7] = [
    ("base", &[]),
    ("http", &["base"]),
    ("storage", &["base", "http"]),
    ("providers", &["base", "http"]),
    ("protection", &["base", "http", "storage", "providers"]),
    ("domain", &["base", "http", "storage", "providers"]),
    ("server", &["base", "http", "storage", "providers", "protection", "domain"]),
];
/// The same within `domain`: what people make stands on jobs, keywords and generation, these on accounts.
const DOMAIN: [(&str, &[&str]); 9] = [
    ("accounts", &[]),
    ("job_infos", &["accounts"]),
    ("keywords", &["accounts"]),
    ("generation", &["accounts", "job_infos", "keywords"]),
    ("practice", &["accounts", "job_infos", "keywords"]),
    ("own_data", &["accounts", "generation"]),
    ("questions", &["accounts", "job_infos", "keywords", "generation", "practice"]),
    ("resumes", &["accounts", "job_infos", "keywords", "generation"]),
    ("interviews", &["accounts", "job_infos", "keywords", "generation"]),
];
const CRATES: [&str; 9] = ["core", "documents", "functions", "migrations", "lambda", "local", "backup", "bench", "cli"];
const MOST_FUNCTIONS: usize = 12;
/// What a maintainer searches for; the file that does it has the term in its first line.
const SEARCH_TERMS: [&str; 8] = [
    "rate limit",
    "middleware",
    "pagination",
    "circuit breaker",
    "retry",
    "cache invalidation",
    "access log",
    "api key",
];
const WIDEST: usize = 120;

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
        if entry.file_type().unwrap().is_dir() {
            found.extend(sources(path.to_str().unwrap()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
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

#[test]
fn every_function_has_its_binary_its_mount_its_route_and_its_first_line() {
    let (manifest, mounts, readme) = (read("Cargo.toml"), read("crates/functions/src/lib.rs"), read("README.md"));
    let rewrites = read("vercel.json");
    for function in functions() {
        let binary = format!("[[bin]]\nname = \"{}\"\npath = \"api/{function}.rs\"\n", function.replace('/', "-"));
        assert!(manifest.contains(&binary), "Cargo.toml has no\n{binary}");
        let mount = format!("\"/api/{function}\" = \"../../../api/{function}.rs\"");
        assert!(mounts.contains(&mount), "crates/functions has no {mount}");
        let source = read(format!("api/{function}.rs"));
        let url = source.strip_prefix("//! `").and_then(|first| first.split(['`', '*']).next()).unwrap_or_default();
        let rewrite = format!(r#""source": "{url}", "destination": "/api/{function}""#);
        let leads_here = url.starts_with(&format!("/api/{function}")) || rewrites.contains(&rewrite);
        assert!(leads_here, "api/{function}.rs does not begin with a URL of its own");
        assert!(readme.contains(&format!("`{url}")), "README.md has no row for {url}");
    }
    assert_eq!(manifest.matches("\n[[bin]]\n").count(), functions().len(), "a [[bin]] without a file");
}

#[test]
fn the_readme_names_exactly_the_routes_of_the_contract() {
    let readme = read("README.md");
    let contract: serde_json::Value = serde_json::from_str(&read("public/openapi.json")).unwrap();
    let rows = readme
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("`/api/") || line.contains("`/.well-known/"));
    let named = rows.filter_map(|row| row.split('`').nth(1)?.split('?').next());
    let documented = contract["paths"].as_object().unwrap().keys().map(String::as_str);
    assert_eq!(named.collect::<BTreeSet<_>>(), documented.collect());
}

/// The landing page is what a browser without scripts sees, under the policy of every page.
#[test]
fn the_landing_page_leads_to_the_app_and_the_reference_and_needs_nothing_from_elsewhere() {
    let page = read("public/index.html");
    for link in ["href=\"/app\"", "href=\"/reference\"", "href=\"/landing.css\""] {
        assert!(page.contains(link), "public/index.html has no {link}");
    }
    for refused in ["<script", "<style", "style=", "src=", "href=\"http", "href=\"//"] {
        assert!(!page.contains(refused), "public/index.html has {refused}");
    }
    assert!(read("public/landing.css").contains("url(/reference/atkinson-next."), "the font is the reference's");
}

/// A deployment without them fails, instead of one that publishes the sources, or an API without its contract.
#[test]
fn the_build_demands_files_that_are_there() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).unwrap();
    let demanded: Vec<_> = config["buildCommand"].as_str().unwrap().split(" && ").collect();
    for file in ["robots.txt", "openapi.json", "reference/index.html", "app/index.html"] {
        let file = format!("public/{file}");
        assert!(demanded.contains(&format!("test -s {file}").as_str()), "{demanded:?}");
        assert!(!read(&file).is_empty(), "{file}");
    }
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
    let read: BTreeSet<_> = darasa_core::base::env::names().into_iter().collect();
    assert_eq!(documented, read);
}

/// All Rust files of the repository but those that are built.
fn all_sources() -> Vec<PathBuf> {
    ["api", "bench/hello/src", "bench/limit/src", "crates", "tests"].into_iter().flat_map(sources).collect()
}

/// Whether a first line names a thing: a noun, or the URL of a function.
fn names_its_subject(first: &str) -> bool {
    const QUESTIONS: [&str; 9] = ["What", "How", "Where", "When", "Who", "Whose", "Which", "Why", "The"];
    let Some(text) = first.strip_prefix("//! ") else { return false };
    let word = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
    let is_noun = word.starts_with(char::is_uppercase) && !QUESTIONS.contains(&word);
    is_noun || text.starts_with("`/api/")
}

#[test]
fn every_file_begins_with_the_noun_that_one_would_search_for() {
    let without: Vec<_> = all_sources()
        .into_iter()
        .map(|path| format!("{}: {}", path.display(), read(&path).lines().next().unwrap_or_default()))
        .filter(|line| !line.split_once(": ").is_some_and(|(_, first)| names_its_subject(first)))
        .collect();
    assert_eq!(without, Vec::<String>::new());
}

#[test]
fn the_search_terms_of_the_field_find_the_file_that_does_it() {
    let read_first = |path: &PathBuf| read(path).lines().next().unwrap_or_default().to_lowercase();
    let first_lines: Vec<_> = sources("crates/core/src").iter().map(read_first).collect();
    let is_missing = |term: &&str| !first_lines.iter().any(|line| line.contains(term));
    let missing: Vec<_> = SEARCH_TERMS.into_iter().filter(is_missing).collect();
    assert_eq!(missing, Vec::<&str>::new(), "in no first line of crates/core");
}

/// rustfmt keeps the width of code, and leaves comments and literals alone; a literal may be as long as it has to be.
#[test]
fn no_comment_is_wider_than_the_code() {
    let mut wide = Vec::new();
    for path in all_sources() {
        let is_wide = |line: &&str| line.trim_start().starts_with("//") && line.chars().count() > WIDEST;
        wide.extend(read(&path).lines().filter(is_wide).map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    assert_eq!(wide, Vec::<String>::new());
}

/// An expectation that is no longer met is reported; an allowance stays for ever.
#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    for path in all_sources() {
        let text = read(&path);
        assert!(!text.contains(concat!("#[", "allow(")), "{} allows a lint", path.display());
        assert!(!text.contains(concat!("#![", "allow(")), "{} allows a lint", path.display());
    }
}

fn core() -> Crate {
    Crate::read(&root().join("crates/core/src"))
}

/// Panics where a part imports what it may not; `part` names the part of a module, if it lies in one.
fn holds_arrows(allowed: &[(&str, &[&str])], part: impl Fn(&[String]) -> Option<String>) {
    for (module, imported) in &core().arrows {
        let Some(from) = part(module) else { continue };
        let known = allowed.iter().find(|(name, _)| *name == from);
        let (_, may) = known.unwrap_or_else(|| panic!("{} lies in no known folder", module.join("/")));
        for to in imported.iter().filter_map(|other| part(other)).filter(|to| *to != from) {
            assert!(may.contains(&to.as_str()), "{}: {from} imports {to}", module.join("/"));
        }
    }
}

#[test]
fn core_has_seven_folders_and_they_import_downwards_only() {
    let folders: BTreeSet<_> = fs::read_dir(root().join("crates/core/src"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let known = LAYERS.iter().map(|(name, _)| (*name).to_owned()).chain(["lib.rs".to_owned()]).collect();
    assert_eq!(folders, known);
    holds_arrows(&LAYERS, |module| module.first().cloned());
}

#[test]
fn what_people_make_stands_on_jobs_keywords_and_generation_and_these_on_accounts() {
    holds_arrows(&DOMAIN, |module| match module {
        [layer, part, ..] if layer == "domain" => Some(part.clone()),
        _ => None,
    });
}

#[test]
fn no_files_of_a_crate_import_each_other_in_a_circle() {
    let circles = CRATES.iter().flat_map(|name| {
        let circles = Crate::read(&root().join("crates").join(name).join("src")).circles();
        circles.into_iter().map(move |circle| {
            let files: Vec<_> = circle.iter().map(|module| module.join("/")).collect();
            format!("crates/{name}: {}", files.join(" → "))
        })
    });
    assert_eq!(circles.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn imports_are_seen_in_every_form() {
    let text = "use crate::{\n    db::Db,\n    http::{Reply, lists::{self, Cursor}},\n    users, // and no more\n};\n\
                pub use crate::plans::Plan as P;\nlet x = crate::usage::reserve;\n#[cfg(test)]\nuse crate::never;\n\
                use crate::afterwards;";
    let paths: BTreeSet<_> = imports::paths(text).into_iter().map(|path| path.join("::")).collect();
    let expected = [
        "crate::db::Db",
        "crate::http::Reply",
        "crate::http::lists",
        "crate::http::lists::Cursor",
        "crate::users",
        "crate::plans::Plan",
        "crate::usage::reserve",
        "crate::afterwards",
    ];
    assert_eq!(paths, expected.map(str::to_owned).into());
}

#[test]
fn the_domain_knows_neither_app_nor_request() {
    for path in sources("crates/core/src/domain") {
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
    let mut signed_in = 0;
    for path in sources("api") {
        let text = read(&path);
        if text.contains("Caller::authenticate(") {
            signed_in += 1;
            assert!(!text.contains("app.db"), "{} goes past caller.db(app)", path.display());
        }
    }
    let others = "only health, what is public, Clerk's events and MCP, which knows programs alone, ask for nobody here";
    assert_eq!(signed_in + 4, functions().len(), "{others}");
}

#[test]
fn one_file_names_each_host_and_one_folder_reads_the_environment() {
    for path in sources("crates/core/src") {
        let text = read(&path);
        for (file, host) in [("server/vercel.rs", "vercel_runtime::"), ("server/lambda.rs", "lambda_http::")] {
            assert!(path.ends_with(file) || !text.contains(host), "{} names {host}", path.display());
        }
        let reads = path.starts_with("crates/core/src/base/env");
        assert!(reads || !text.contains("env::var"), "{} reads the environment", path.display());
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
    assert_eq!(files.filter_map(version).max(), Some(darasa_core::storage::db::SCHEMA_VERSION));
}

/// Those of the app show its one page, and never for a file that is gone.
#[test]
fn every_rewrite_leads_to_a_function_or_to_the_page_of_the_app() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).unwrap();
    for rewrite in config["rewrites"].as_array().unwrap() {
        let [source, destination] = ["source", "destination"].map(|name| rewrite[name].as_str().unwrap());
        match destination.strip_prefix("/api/") {
            Some(name) => assert!(functions().iter().any(|function| function == name), "{destination}"),
            None => assert!(destination == "/app/index.html" && source.starts_with("/app"), "{destination}"),
        }
    }
}
