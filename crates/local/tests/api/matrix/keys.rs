//! Authorisation matrix of API keys: every route, and every kind of key.

use darasa_core::base::api_key::ApiKey;
use darasa_core::http::KeyScope::{self, Practice, Read};

use super::*;

/// Open to programs and to nobody else, with either scope: its tools ask for theirs.
const MCP: (&str, &str) = ("POST", "/api/mcp");

/// What a route needs of a key, any of it.
const NEEDS: &[(&str, &[(&str, &str)])] = &[
    (
        "read",
        &[
            ("GET", "/api/users/me"),
            ("GET", "/api/users/me/progress"),
            ("GET", "/api/job-infos"),
            ("GET", "/api/job-infos/{id}"),
            ("GET", "/api/job-infos/{id}/plan"),
            ("GET", "/api/job-infos/{id}/analyses"),
            ("GET", "/api/job-infos/{id}/analyses/{analysisId}"),
            ("GET", "/api/questions?jobInfoId="),
            ("GET", "/api/questions/due"),
            ("GET", "/api/questions/suspended"),
            ("GET", "/api/questions/next?jobInfoId="),
            ("GET", "/api/questions/{id}"),
            ("GET", "/api/questions/{id}/answers"),
            ("GET", "/api/questions/{id}/answers/{answerId}/second-opinion"),
            ("GET", "/api/interviews"),
            ("GET", "/api/interviews/{id}"),
            ("GET", "/api/interviews/{id}/transcript"),
            ("GET", "/api/ai/streams/{id}"),
            ("GET", "/api/ai/streams/{id}/stream"),
            MCP,
        ],
    ),
    (
        "practice",
        &[
            ("POST", "/api/job-infos"),
            ("PATCH", "/api/job-infos/{id}"),
            ("PATCH", "/api/questions/{id}/answers/{answerId}"),
            ("POST", "/api/questions/{id}/answers/{answerId}/second-opinion"),
            ("POST", "/api/questions/{id}/review"),
            ("PATCH", "/api/questions/{id}/card"),
            ("POST", "/api/interviews"),
            ("POST", "/api/interviews/{id}/finish"),
            ("POST", "/api/interviews/{id}/reply"),
            ("POST", "/api/ai/questions/generate-question"),
            ("POST", "/api/ai/questions/generate-feedback"),
            ("POST", "/api/ai/interviews/generate-feedback"),
            ("POST", "/api/ai/resumes/analyze"),
            ("DELETE", "/api/ai/streams/{id}"),
            MCP,
        ],
    ),
];

/// What is as open to a key as to nobody: what asks for no sign-in.
const OPEN_TO_ANYBODY: [(&str, &str); 12] = [
    ("GET", "/api/health"),
    ("GET", "/api/ready"),
    ("GET", "/api/config"),
    ("GET", "/api/arcjet"),
    ("GET", "/api/webhooks/clerk"),
    ("POST", "/api/webhooks/clerk"),
    ("GET", "/api/calendar/{token}"),
    ("GET", "/api/receipts/{token}"),
    ("GET", "/api/shares/{token}"),
    ("GET", "/.well-known/darasa-receipts.json"),
    ("GET", "/.well-known/oauth-protected-resource"),
    ("GET", "/.well-known/oauth-protected-resource/api/mcp"),
];

fn needs(row: &Row) -> Vec<&'static str> {
    let is_listed = |(_, routes): &&(&str, &[(&str, &str)])| routes.contains(&(row.method, row.route));
    NEEDS.iter().filter(is_listed).map(|(scope, _)| *scope).collect()
}

/// Whoever comes with a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Holder {
    /// Ada's, with these scopes.
    Ada(&'static [&'static str]),
    /// Bob's, with both.
    Bob,
    /// What opens nothing, and why.
    Nobody(&'static str),
}

const HOLDERS: [Holder; 10] = [
    Holder::Ada(&[]),
    Holder::Ada(&["read"]),
    Holder::Ada(&["practice"]),
    Holder::Ada(&["read", "practice"]),
    Holder::Bob,
    Holder::Nobody("expired"),
    Holder::Nobody("deleted"),
    Holder::Nobody("of somebody who is gone"),
    Holder::Nobody("with a bad checksum"),
    Holder::Nobody("unknown"),
];

/// One made in the database, where a key without scopes can be made too.
async fn key(sql: &Client, user: &str, scopes: &[&str], life: &str) -> String {
    const MAKE: &str = "
    insert into api_keys (user_id, name, key_sha256, scopes, expires_at)
    values ($1, 'Script', $2, $3, now() + $4::text::interval)";
    let key = ApiKey::new().unwrap();
    sql.execute(MAKE, &[&user, &key.sha256, &scopes, &life]).await.unwrap();
    key.text
}

async fn keys(sql: &Client) -> Vec<(Holder, String)> {
    sql.batch_execute("alter table api_keys drop constraint api_keys_scopes_known").await.unwrap();
    let mut keys = Vec::new();
    for holder in HOLDERS {
        let text = match holder {
            Holder::Ada(scopes) => key(sql, "user_ada", scopes, "1 hour").await,
            Holder::Bob => key(sql, "user_bob", &["read", "practice"], "1 hour").await,
            Holder::Nobody("expired") => key(sql, "user_ada", &["read", "practice"], "-1 second").await,
            Holder::Nobody("of somebody who is gone") => key(sql, "user_grace", &["read", "practice"], "1 hour").await,
            Holder::Nobody("with a bad checksum") => {
                let good = key(sql, "user_ada", &["read", "practice"], "1 hour").await;
                let last = if good.ends_with('0') { "1" } else { "0" };
                format!("{}{last}", &good[..good.len() - 1])
            }
            Holder::Nobody("deleted") => {
                const DELETE: &str = "delete from api_keys where key_sha256 = $1";
                let key = key(sql, "user_ada", &["read", "practice"], "1 hour").await;
                let sha256 = ApiKey::kept_of(&key).unwrap();
                assert_eq!(sql.execute(DELETE, &[&sha256.as_slice()]).await.unwrap(), 1);
                key
            }
            Holder::Nobody(_) => ApiKey::new().unwrap().text,
        };
        keys.push((holder, text));
    }
    keys
}

/// The status, and whether it is the scope that is wrong.
fn expected(row: &Row, holder: Holder) -> (u16, bool) {
    if OPEN_TO_ANYBODY.contains(&(row.method, row.route)) || row.route == "/api/cron/daily" {
        return (row.statuses[2], false);
    }
    let has = |scopes: &[&str]| needs(row).iter().any(|need| scopes.contains(need));
    let [adas, bobs] = if (row.method, row.route) == MCP { [200; 2] } else { [row.statuses[0], row.statuses[1]] };
    match holder {
        Holder::Nobody(_) => (401, false),
        Holder::Ada(scopes) if has(scopes) => (adas, false),
        Holder::Bob if !needs(row).is_empty() => (bobs, false),
        Holder::Ada(_) | Holder::Bob => (403, true),
    }
}

#[tokio::test]
async fn a_key_opens_what_its_scopes_say_of_its_owners_and_nothing_else() {
    let app = TestApp::start().await;
    let (_people, sql) = (People::of(&app).await, app.sql().await);
    app.until("select count(*) = 2 from users where plan_features is not null").await;
    let keys = keys(&sql).await;

    for row in ROWS {
        for (holder, key) in &keys {
            // There can be so many jobs and no more.
            sql.batch_execute("delete from job_infos where user_id = 'user_ada'").await.unwrap();
            let ids = things(&sql).await;
            let before = everything(&sql).await;

            let reply = row.ask(&app, Some(key), &ids).await;

            let (status, is_scope) = expected(row, *holder);
            let what = format!("{} {} with a key: {holder:?}", row.method, row.route);
            assert_eq!(reply.status, status, "{what}: {}", reply.text);
            assert_eq!(is_scope, reply.status == 403 && reply.text.contains("scope"), "{what}: {}", reply.text);
            if status >= 400 {
                assert_eq!(everything(&sql).await, before, "{what} changed something");
                assert_eq!(status == 401, reply.headers.contains_key("www-authenticate"), "{what}");
            }
            if !matches!(holder, Holder::Ada(_)) || is_scope {
                assert!(!reply.text.contains(ADAS), "{what}: {}", reply.text);
            }
        }
    }
}

/// A route that nobody decided about is closed to keys, and stands here all the same.
#[test]
fn the_tables_of_the_code_of_the_docs_and_of_this_test_are_one() {
    let here = |scope: KeyScope| {
        let word = if scope == Read { "read" } else { "practice" };
        let (_, routes) = NEEDS.iter().find(|(name, _)| *name == word).unwrap();
        let path = |route: &str| route.split('?').next().unwrap().to_owned();
        routes.iter().map(|(method, route)| (method.to_string(), path(route))).collect::<BTreeSet<_>>()
    };
    let in_code = |scope: KeyScope| {
        let all = FUNCTIONS.iter().flat_map(|function| (function.routes)().into_iter().zip((function.key_scopes)()));
        let with = all.filter(|(_, scopes)| scopes.contains(&scope));
        with.map(|((method, path), _)| (method.to_string(), path)).collect::<BTreeSet<_>>()
    };
    let documented = |scope: &str| {
        let docs = include_str!("../../../../../docs/api-keys.md");
        let rows = docs.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
        let of_scope = rows.filter(|(_, needs)| needs.split(" or ").any(|need| need == scope));
        let cells = of_scope.filter_map(|(cell, _)| cell.strip_suffix('`')?.split_once(" `"));
        let each = cells.flat_map(|(methods, route)| methods.split(", ").map(move |method| (method.to_owned(), route)));
        each.map(|(method, route)| (method, route.to_owned())).collect::<BTreeSet<_>>()
    };
    for (scope, word) in [(Read, "`read`"), (Practice, "`practice`")] {
        assert_eq!(in_code(scope), here(scope), "{word}: in the code, and in this test");
        assert_eq!(documented(word), here(scope), "{word}: in docs/api-keys.md, and in this test");
    }
    let closed = FUNCTIONS.iter().flat_map(|function| (function.routes)().into_iter().zip((function.key_scopes)()));
    let closed = closed.filter(|(_, scopes)| scopes.is_empty());
    let anybody = |method: &str, path: &str| OPEN_TO_ANYBODY.contains(&(method, path)) || path == "/api/cron/daily";
    let closed = closed.filter(|((method, path), _)| !anybody(method.as_str(), path));
    let closed: BTreeSet<_> = closed.map(|((method, path), _)| (method.to_string(), path)).collect();
    assert_eq!(documented("no key"), closed, "in docs/api-keys.md, and in the code");
}

#[tokio::test]
async fn what_is_no_route_is_none_for_a_key_too() {
    let app = TestApp::start().await;
    let (_people, sql) = (People::of(&app).await, app.sql().await);
    let key = key(&sql, "user_ada", &["read"], "1 hour").await;
    for (method, path, status) in [
        (Method::PUT, "/api/users/me", 405),
        (Method::POST, "/api/questions/due", 405),
        (Method::GET, "/api/users/me/nothing", 404),
        (Method::GET, "/api/job-infos/x/y/z", 404),
    ] {
        let reply = app.request(method, path).bearer_auth(&key).send_and_read().await;
        assert_eq!(reply.status, status, "{path}: {}", reply.text);
        assert!(!reply.text.contains("scope"), "{path}");
    }
}
