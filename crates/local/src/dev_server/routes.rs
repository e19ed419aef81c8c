//! Routes to the functions: which one answers a path. The files of `api/` come first, then the rewrites of
//! `vercel.json`, as on the platform.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::dev_server::functions::{FUNCTIONS, Function};

static REWRITES: LazyLock<Vec<Rewrite>> = LazyLock::new(|| {
    let config: Config =
        serde_json::from_str(include_str!("../../../../vercel.json")).expect("vercel.json is part of this build");
    config.rewrites
});

#[derive(Deserialize)]
struct Config {
    rewrites: Vec<Rewrite>,
}

#[derive(Deserialize)]
struct Rewrite {
    source: String,
    destination: String,
}

/// The function sees the path as the client sent it, also after a rewrite.
pub fn function(path: &str) -> Option<&'static Function> {
    let at = |path: &str| FUNCTIONS.iter().find(|function| function.path == path);
    at(path).or_else(|| {
        let rewrite = REWRITES.iter().find(|rewrite| matches(&rewrite.source, path))?;
        at(&rewrite.destination)
    })
}

/// `:name` stands for one segment, `:name*` for any number of them, `:name+` for at least one.
fn matches(source: &str, path: &str) -> bool {
    let (mut source, mut path) = (source.split('/'), path.split('/'));
    loop {
        match (source.next(), path.next()) {
            (None, None) => return true,
            (Some(many), first) if many.starts_with(':') && many.ends_with(['*', '+']) => {
                return first.is_some() || many.ends_with('*');
            }
            (Some(one), Some(segment)) if one.starts_with(':') && !segment.is_empty() => {}
            (Some(literal), Some(segment)) if literal == segment => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_on_the_platform() {
        for (source, path, fits) in [
            ("/api/x/:path*", "/api/x", true),
            ("/api/x/:path*", "/api/x/1/2", true),
            ("/api/x/:path*", "/api/xy", false),
            ("/api/x/:path+", "/api/x", false),
            ("/api/x/:id/notes", "/api/x/1/notes", true),
            ("/api/x/:id/notes", "/api/x//notes", false),
            ("/api/x/:id", "/api/x/1/notes", false),
        ] {
            assert_eq!(matches(source, path), fits, "{source} {path}");
        }
    }

    #[test]
    fn a_job_is_found_below_its_list() {
        assert!(function("/api/job-infos").is_some());
        assert!(function("/api/job-infos/3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34").is_some());
        assert!(function("/api/nothing").is_none());
    }
}
