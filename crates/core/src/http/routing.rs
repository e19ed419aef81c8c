//! Routing: a handler's table of methods and path patterns, matched once for each request. The `Allow` of a 405 and of
//! the reply to OPTIONS follow from the table.
//!
//! Not axum's router, which would add 193 KB to each function.

use std::borrow::Cow;

use http::Method;

use super::{KeyScope, KeyScopes, Request};
use crate::base::error::{Error, Result};

/// The order in which `Allow` lists methods.
const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// The routes of one handler: `base` is the path that all of them begin with, a pattern is what follows it. In a
/// pattern `{name}` stands for one segment. GET answers HEAD too; OPTIONS is answered by the middleware.
#[derive(Clone, Copy)]
pub struct Routes<R: 'static> {
    base: &'static str,
    table: &'static [(Method, &'static str, R)],
    /// What a key needs for a route; a route that nothing is said about refuses keys.
    key_scopes: fn(R) -> &'static [KeyScope],
}

/// The route of a request, with the segments of its path.
#[derive(Debug)]
pub struct RouteMatch<'r, R> {
    pub route: R,
    pattern: &'static str,
    segments: Vec<Cow<'r, str>>,
}

impl<R: Copy> Routes<R> {
    pub const NONE: Self = Self::new("", &[]);

    pub const fn new(base: &'static str, table: &'static [(Method, &'static str, R)]) -> Self {
        Self { base, table, key_scopes: |_| &[] }
    }

    /// The same for programs with an API key too: one of the scopes that are said of a route is needed for it.
    pub const fn open_to_keys(self, key_scopes: fn(R) -> &'static [KeyScope]) -> Self {
        Self { key_scopes, ..self }
    }

    /// Each method with its whole path.
    pub fn all(&self) -> impl Iterator<Item = (&'static Method, String)> {
        let base = self.base;
        self.table.iter().map(move |(method, pattern, _)| (method, format!("{base}{pattern}")))
    }

    /// Of each, in the same order, what it asks of a key.
    pub fn all_key_scopes(&self) -> impl Iterator<Item = &'static [KeyScope]> {
        self.table.iter().map(|(_, _, route)| (self.key_scopes)(*route))
    }

    pub fn find<'r>(&self, request: &'r Request) -> Result<RouteMatch<'r, R>> {
        self.find_by(request.method(), request.path())
    }

    fn find_by<'r>(&self, method: &Method, path: &'r str) -> Result<RouteMatch<'r, R>> {
        let segments = segments_after(self.base, path)?;
        let mut path_is_known = false;
        let is_row = self.rows_of(&segments);
        for (allowed, pattern, route) in self.table.iter().filter(|(_, pattern, _)| is_row(pattern, &segments)) {
            if allowed == method {
                return Ok(RouteMatch { route: *route, pattern, segments });
            }
            path_is_known = true;
        }
        if path_is_known { Err(Error::MethodNotAllowed { allow: self.allow(path) }) } else { Err(Error::NoSuchRoute) }
    }

    /// What a row of a path is. Where a pattern is the path word by word, those with a name in place of a word are
    /// none.
    fn rows_of(&self, segments: &[Cow<'_, str>]) -> impl Fn(&str, &[Cow<'_, str>]) -> bool + use<R> {
        let is_named = |pattern: &str| pattern.contains('{');
        let has_words = self.table.iter().any(|(_, pattern, _)| !is_named(pattern) && matches(pattern, segments));
        move |pattern, segments| !(has_words && is_named(pattern)) && matches(pattern, segments)
    }

    /// The methods of a path as the value of `Allow`. A path without a route has none but OPTIONS.
    pub fn allow(&self, path: &str) -> String {
        let segments = segments_after(self.base, path).ok();
        let is_row = self.rows_of(segments.as_deref().unwrap_or_default());
        let is_allowed = |method: &Method| {
            let matched = |pattern| segments.as_ref().is_some_and(|segments| is_row(pattern, segments));
            self.table.iter().any(|(allowed, pattern, _)| allowed == method && matched(pattern))
        };
        let mut allow = String::new();
        for method in METHODS.iter().filter(|method| is_allowed(method)) {
            allow += if *method == Method::GET { "GET, HEAD" } else { method.as_str() };
            allow += ", ";
        }
        allow + Method::OPTIONS.as_str()
    }
}

impl<R: Copy + Sync> KeyScopes for Routes<R> {
    fn scopes_for(&self, request: &Request) -> Result<&'static [KeyScope]> {
        self.find(request).map(|matched| (self.key_scopes)(matched.route))
    }
}

impl<R> RouteMatch<'_, R> {
    /// The segment that `{name}` stands for, decoded. Empty where the pattern has no such name; no id is empty.
    pub fn param(&self, name: &str) -> &str {
        let is_named = |part: &str| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) == Some(name);
        // The first part of a pattern is what stands before its first slash: nothing.
        let position = self.pattern.split('/').skip(1).position(is_named);
        position.and_then(|position| self.segments.get(position)).map_or("", AsRef::as_ref)
    }
}

/// The segments of a path below `base`, each decoded once. Ids come from here and never from the query: a client can
/// overwrite query parameters that a rewrite made.
fn segments_after<'p>(base: &str, path: &'p str) -> Result<Vec<Cow<'p, str>>> {
    let rest = path.strip_prefix(base).ok_or(Error::NoSuchRoute)?;
    let segments = match rest.strip_prefix('/') {
        Some(segments) => segments,
        None if rest.is_empty() => return Ok(Vec::new()),
        None => return Err(Error::NoSuchRoute),
    };
    let decode = |segment| percent_encoding::percent_decode_str(segment).decode_utf8();
    segments.split('/').map(|segment| decode(segment).map_err(|_| Error::NotFound)).collect()
}

fn matches(pattern: &str, segments: &[Cow<'_, str>]) -> bool {
    let mut parts = pattern.split('/').skip(1);
    segments.iter().all(|segment| parts.next().is_some_and(|part| part.starts_with('{') || part == segment))
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Route {
        List,
        Create,
        Get,
        Delete,
        Notes,
        Note,
        Due,
    }

    const ROUTES: Routes<Route> = Routes::new(
        "/api/jobs",
        &[
            (Method::GET, "", Route::List),
            (Method::POST, "", Route::Create),
            (Method::DELETE, "/{id}", Route::Delete),
            (Method::GET, "/{id}", Route::Get),
            (Method::GET, "/due", Route::Due),
            (Method::POST, "/{id}/notes", Route::Notes),
            (Method::GET, "/{id}/notes/{note}", Route::Note),
        ],
    );

    #[test]
    fn a_method_and_a_path_find_their_route() {
        for (method, path, route) in [
            (Method::GET, "/api/jobs", Route::List),
            (Method::POST, "/api/jobs", Route::Create),
            (Method::GET, "/api/jobs/7", Route::Get),
            (Method::GET, "/api/jobs/due", Route::Due),
            (Method::DELETE, "/api/jobs/7", Route::Delete),
            (Method::POST, "/api/jobs/7/notes", Route::Notes),
            (Method::POST, "/api/jobs/7/n%6ftes", Route::Notes),
            (Method::GET, "/api/jobs/7/notes/8", Route::Note),
        ] {
            assert_eq!(ROUTES.find_by(&method, path).unwrap().route, route, "{method} {path}");
        }
    }

    #[test]
    fn a_parameter_is_one_segment_decoded_once() {
        let find = |path| ROUTES.find_by(&Method::GET, path).unwrap();
        let note = find("/api/jobs/a%20b/notes/%2531%2f");
        assert_eq!((note.param("id"), note.param("note"), note.param("other")), ("a b", "%31/", ""));
        assert_eq!(find("/api/jobs").param("id"), "");
        assert_eq!(find("/api/jobs/").param("id"), "");
        assert!(matches!(ROUTES.find_by(&Method::GET, "/api/jobs/%ff"), Err(Error::NotFound)));
        assert!(matches!(ROUTES.find_by(&Method::PUT, "/api/jobs/%ff"), Err(Error::NotFound)));
    }

    #[test]
    fn a_route_of_which_nothing_is_said_is_closed_to_keys() {
        assert!(ROUTES.all_key_scopes().all(<[_]>::is_empty));
        let open = ROUTES.open_to_keys(|route| if route == Route::Get { &[KeyScope::Read] } else { &[] });
        let scopes: Vec<_> = open.all().zip(open.all_key_scopes()).collect();
        for ((method, path), scopes) in scopes {
            let is_open = (method, path.as_str()) == (&Method::GET, "/api/jobs/{id}");
            assert_eq!(!scopes.is_empty(), is_open, "{method} {path}");
        }
    }

    #[test]
    fn a_path_without_a_route_is_unknown_whatever_the_method() {
        for path in ["", "/", "/api/job", "/api/jobsx", "/api/jobs/7/", "/api/jobs/7/others", "/api/jobs/7/notes/8/x"] {
            for method in [Method::GET, Method::POST, Method::PUT] {
                let found = ROUTES.find_by(&method, path);
                assert!(matches!(found, Err(Error::NoSuchRoute)), "{method} {path}: {found:?}");
            }
            assert_eq!(ROUTES.allow(path), "OPTIONS");
        }
    }

    #[test]
    fn another_method_is_refused_with_those_of_the_path_in_a_fixed_order() {
        for (path, expected) in [
            ("/api/jobs", "GET, HEAD, POST, OPTIONS"),
            ("/api/jobs/7", "GET, HEAD, DELETE, OPTIONS"),
            ("/api/jobs/due", "GET, HEAD, OPTIONS"),
            ("/api/jobs/7/notes", "POST, OPTIONS"),
            ("/api/jobs/7/notes/8", "GET, HEAD, OPTIONS"),
        ] {
            assert_eq!(ROUTES.allow(path), expected, "{path}");
            match ROUTES.find_by(&Method::PUT, path) {
                Err(Error::MethodNotAllowed { allow }) => assert_eq!(allow, expected, "{path}"),
                other => panic!("{path}: {other:?}"),
            }
        }
    }
}
