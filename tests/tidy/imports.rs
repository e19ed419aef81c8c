//! Import graph: which file of a crate imports which, read from its `use` declarations and from paths in its code.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use darasa_local::testing::source::without_tests;

/// The modules of a crate by their paths (`server::auth`), each with the modules of the same crate that it imports.
pub struct Crate {
    pub arrows: BTreeMap<Module, BTreeSet<Module>>,
}

/// `["server", "auth"]`; the crate's root is empty.
pub type Module = Vec<String>;

impl Crate {
    /// Reads what lies below a `src` folder; tests inside the files do not count.
    pub fn read(source: &Path) -> Self {
        let mut texts = BTreeMap::new();
        collect(source, source, &mut texts);
        let modules: BTreeSet<Module> = texts.keys().cloned().collect();
        let arrows = texts.iter().map(|(module, text)| (module.clone(), arrows(module, text, &modules))).collect();
        Self { arrows }
    }

    /// Modules that import each other, directly or by way of others. What a folder's own `mod.rs` offers to the files
    /// of the folder is their common ground, and no arrow.
    pub fn circles(&self) -> Vec<Vec<Module>> {
        let mut circles = Vec::new();
        let mut done = BTreeSet::new();
        for start in self.arrows.keys() {
            self.walk(start, &mut vec![start.clone()], &mut done, &mut circles);
        }
        circles
    }

    fn walk(&self, at: &Module, path: &mut Vec<Module>, done: &mut BTreeSet<Module>, circles: &mut Vec<Vec<Module>>) {
        if done.contains(at) {
            return;
        }
        for next in self.arrows.get(at).into_iter().flatten().filter(|next| !at.starts_with(next)) {
            if let Some(from) = path.iter().position(|seen| seen == next) {
                circles.push(path[from..].to_vec());
                continue;
            }
            path.push(next.clone());
            self.walk(next, path, done, circles);
            path.pop();
        }
        done.insert(at.clone());
    }
}

fn collect(source: &Path, folder: &Path, texts: &mut BTreeMap<Module, String>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() && !path.ends_with("src/bin") {
            collect(source, &path, texts);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            texts.insert(module(source, &path), fs::read_to_string(&path).unwrap());
        }
    }
}

fn module(source: &Path, file: &Path) -> Module {
    let path: PathBuf = file.strip_prefix(source).unwrap().with_extension("");
    let mut names: Module = path.iter().map(|name| name.to_str().unwrap().to_owned()).collect();
    names.pop_if(|last| ["mod", "lib", "main"].contains(&last.as_str()));
    names
}

/// The modules that a text names.
fn arrows(module: &Module, text: &str, modules: &BTreeSet<Module>) -> BTreeSet<Module> {
    let named = paths(text).into_iter().filter_map(|path| absolute(module, &path, modules));
    named.filter_map(|path| deepest(path, modules)).filter(|other| other != module).collect()
}

/// The module that a path leads into.
fn deepest(mut path: Module, modules: &BTreeSet<Module>) -> Option<Module> {
    while !modules.contains(&path) {
        path.pop()?;
    }
    Some(path)
}

/// From the crate's root; None: it leads out of the crate.
fn absolute(module: &Module, path: &[String], modules: &BTreeSet<Module>) -> Option<Module> {
    let (first, rest) = path.split_first()?;
    let mut base = match first.as_str() {
        "crate" => Module::new(),
        "self" => module.clone(),
        "super" => module[..module.len().checked_sub(1)?].to_vec(),
        name => {
            let child = [module.as_slice(), &[name.to_owned()]].concat();
            return modules.contains(&child).then(|| [module.as_slice(), path].concat());
        }
    };
    for name in rest {
        if name == "super" { base.pop().map(drop)? } else { base.push(name.clone()) }
    }
    Some(base)
}

/// Every path of a text, also those inside `use crate::{…}`.
pub fn paths(text: &str) -> Vec<Vec<String>> {
    let code: String = without_tests(text)
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join(" ");
    let mut found = Vec::new();
    let mut rest = code.as_str();
    while let Some(at) = rest.find("use ") {
        let alone = rest[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric() && before != '_');
        let (before, after) = rest.split_at(at);
        plain_paths(before, &mut found);
        let tree = after[4..].split(';').next().unwrap_or_default();
        if alone && !tree.contains(['"', '=']) {
            flatten(&[], tree, &mut found);
            rest = after.split_once(';').map_or("", |(_, rest)| rest);
        } else {
            rest = &after[4..];
        }
    }
    plain_paths(rest, &mut found);
    found
}

/// `a::b::c` outside of declarations.
fn plain_paths(code: &str, found: &mut Vec<Vec<String>>) {
    let words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != ':');
    for word in words.filter(|word| word.contains("::")) {
        let names = word.split("::").filter(|name| !name.is_empty());
        found.push(names.map(str::to_owned).collect());
    }
}

/// A tree of `use`: `a::{b, c::{d}}` is `a::b` and `a::c::d`.
fn flatten(prefix: &[String], tree: &str, found: &mut Vec<Vec<String>>) {
    let (path, inner) = match tree.split_once('{') {
        Some((path, inner)) => (path, inner.rsplit_once('}').map(|(inner, _)| inner)),
        None => (tree, None),
    };
    let path = path.split(" as ").next().unwrap_or_default();
    let names = path.split("::").map(str::trim).filter(|name| !name.is_empty() && *name != "*");
    let mut whole: Vec<String> = prefix.iter().cloned().chain(names.map(str::to_owned)).collect();
    match inner {
        Some(inner) => parts(inner).into_iter().for_each(|part| flatten(&whole, part, found)),
        None => {
            whole.pop_if(|last| last == "self" && !prefix.is_empty());
            found.push(whole);
        }
    }
}

/// Split at the commas that stand in no braces.
fn parts(inner: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, letter) in inner.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[from..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}
