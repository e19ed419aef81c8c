//! Platform check: vercel.json, Cargo.toml and api/ against each other, for what would fail at a deploy, or only after
//! it.

use std::{collections::BTreeMap, fs, path::Path};

use indexmap::IndexMap;
use serde::{Deserialize, de::DeserializeOwned};

use super::Finding;
use crate::Failure;

const ABOUT: &str = "vercel.json";
/// Hobby's limit.
const MOST_FUNCTIONS: usize = 12;
const LONGEST_SECONDS: u64 = 300;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vercel {
    build_command: Option<String>,
    output_directory: Option<String>,
    /// In their order, which counts: the first pattern that matches a file is the file's.
    #[serde(default)]
    functions: IndexMap<String, Function>,
    #[serde(default)]
    rewrites: Vec<Rewrite>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Function {
    max_duration: Option<u64>,
}

#[derive(Deserialize)]
struct Rewrite {
    source: String,
    destination: String,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    bin: Vec<Binary>,
}

#[derive(Deserialize)]
struct Binary {
    name: String,
    path: String,
}

pub fn check(checkout: &Path) -> Vec<Finding> {
    match wrongs(checkout) {
        Ok((functions, wrongs)) if wrongs.is_empty() => {
            vec![Finding::good(ABOUT, format!("agrees with Cargo.toml and the {functions} functions of api/"))]
        }
        Ok((_, wrongs)) => wrongs,
        Err(failure) => vec![Finding::bad(ABOUT, failure.to_string())],
    }
}

fn wrongs(checkout: &Path) -> Result<(usize, Vec<Finding>), Failure> {
    let vercel: Vercel = read(checkout, "vercel.json", |text| serde_json::from_str(text).map_err(Into::into))?;
    let manifest: Manifest = read(checkout, "Cargo.toml", |text| toml::from_str(text).map_err(Into::into))?;
    let mut files = Vec::new();
    functions(checkout, "api", &mut files)?;
    files.sort();

    let mut wrongs = binaries(&files, &manifest.bin);
    wrongs.extend(durations(&files, &vercel.functions));
    wrongs.extend(rewrites(&files, &vercel.rewrites));
    wrongs.extend(publishing(checkout, &vercel));
    if files.len() > MOST_FUNCTIONS {
        let wrong = format!("api/ has {} functions, and Vercel's Hobby plan takes {MOST_FUNCTIONS}", files.len());
        wrongs.push(Finding::bad(ABOUT, wrong).advising("let one file answer several URLs, with a rewrite"));
    }
    Ok((files.len(), wrongs))
}

fn read<T: DeserializeOwned>(
    checkout: &Path,
    name: &str,
    parse: impl Fn(&str) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let text = fs::read_to_string(checkout.join(name)).map_err(|error| format!("{name} cannot be read: {error}"))?;
    parse(&text).map_err(|error| format!("{name} cannot be read: {error}").into())
}

/// Every Rust file below `api/` whose name, and whose folders' names, begin with neither `_` nor `.`.
fn functions(checkout: &Path, below: &str, files: &mut Vec<String>) -> Result<(), Failure> {
    for entry in checkout.join(below).read_dir()? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{below}/{name}");
        match () {
            () if name.starts_with(['_', '.']) => {}
            () if entry.file_type()?.is_dir() => functions(checkout, &path, files)?,
            () if name.ends_with(".rs") => files.push(path),
            () => {}
        }
    }
    Ok(())
}

fn binaries(files: &[String], binaries: &[Binary]) -> Vec<Finding> {
    let missing = files.iter().filter(|file| !binaries.iter().any(|binary| binary.path == **file));
    let missing = missing.map(|file| {
        let name = file.trim_start_matches("api/").trim_end_matches(".rs").replace('/', "-");
        Finding::bad(ABOUT, format!("{file} has no [[bin]] in Cargo.toml"))
            .advising(format!("[[bin]] name = \"{name}\", path = \"{file}\""))
    });
    let lost = binaries.iter().filter(|binary| binary.path.starts_with("api/") && !files.contains(&binary.path));
    let lost = lost.map(|Binary { name, path }| {
        Finding::bad(ABOUT, format!("[[bin]] {name} in Cargo.toml points at {path}, which is not there"))
    });
    missing.chain(lost).collect()
}

fn durations(files: &[String], functions: &IndexMap<String, Function>) -> Vec<Finding> {
    let mut first = BTreeMap::<&str, &str>::new();
    for pattern in functions.keys() {
        for file in files.iter().filter(|file| matches(pattern, file)) {
            first.entry(file).or_insert(pattern);
        }
    }
    let unused = functions.keys().filter(|pattern| !first.values().any(|used| used == pattern)).map(|pattern| {
        Finding::bad(ABOUT, format!("the pattern {pattern} of functions matches no function that is not taken already"))
            .advising("the build fails on it; put special patterns before general ones")
    });
    let unbounded = files
        .iter()
        .filter(|file| !first.contains_key(file.as_str()))
        .map(|file| Finding::bad(ABOUT, format!("no pattern of functions gives {file} a maxDuration")));
    let is_odd = |function: &Function| !(1..=LONGEST_SECONDS).contains(&function.max_duration.unwrap_or_default());
    let odd = functions.iter().filter(|(_, function)| is_odd(function));
    let odd = odd.map(|(pattern, _)| {
        Finding::bad(ABOUT, format!("the maxDuration of {pattern} is not between 1 and {LONGEST_SECONDS}"))
    });
    unused.chain(unbounded).chain(odd).collect()
}

fn rewrites(files: &[String], rewrites: &[Rewrite]) -> Vec<Finding> {
    let leads_nowhere = |rewrite: &&Rewrite| {
        let api = rewrite.destination.strip_prefix('/').filter(|path| path.starts_with("api/"));
        api.is_some_and(|path| !files.contains(&format!("{path}.rs")))
    };
    let lost = rewrites.iter().filter(leads_nowhere);
    lost.map(|Rewrite { source, destination }| {
        Finding::bad(ABOUT, format!("the rewrite of {source} leads to {destination}, which is no function"))
    })
    .collect()
}

/// Without both settings Vercel publishes the whole repository as static files.
fn publishing(checkout: &Path, vercel: &Vercel) -> Vec<Finding> {
    let public = checkout.join("public").join("robots.txt").metadata().is_ok_and(|file| file.len() > 0);
    let command = vercel.build_command.as_deref().unwrap_or_default();
    let wrongs = [
        (vercel.output_directory.as_deref() != Some("public"), "outputDirectory is not public"),
        (!command.contains("public/robots.txt"), "buildCommand does not demand public/robots.txt"),
        (!public, "public/robots.txt is missing or empty"),
    ];
    let wrongs = wrongs.into_iter().filter(|(wrong, _)| *wrong);
    wrongs
        .map(|(_, what)| {
            Finding::bad(ABOUT, what).advising("otherwise a deploy can publish the sources as static files")
        })
        .collect()
}

/// `**` stands for any number of folders, `*` for anything inside one name.
fn matches(pattern: &str, path: &str) -> bool {
    fn folders(pattern: &[&str], path: &[&str]) -> bool {
        match (pattern, path) {
            ([], []) => true,
            (["**", rest @ ..], _) => (0..=path.len()).any(|skipped| folders(rest, &path[skipped..])),
            ([name, rest @ ..], [given, below @ ..]) => is_named(name, given) && folders(rest, below),
            _ => false,
        }
    }
    fn is_named(pattern: &str, name: &str) -> bool {
        match pattern.split_once('*') {
            None => pattern == name,
            Some((before, after)) => name.strip_prefix(before).is_some_and(|rest| {
                rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| is_named(after, &rest[at..]))
            }),
        }
    }
    folders(&pattern.split('/').collect::<Vec<_>>(), &path.split('/').collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_on_the_platform() {
        assert!(matches("api/**/*.rs", "api/health.rs"));
        assert!(matches("api/**/*.rs", "api/ai/questions/generate-question.rs"));
        assert!(matches("api/health.rs", "api/health.rs"));
        assert!(matches("api/*/m*.rs", "api/users/me.rs"));
        assert!(!matches("api/*.rs", "api/users/me.rs"));
        assert!(!matches("api/ai/**/*.rs", "api/health.rs"));
    }
}
