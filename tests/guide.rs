//! Guide of deployment, docs/deployment.md, and README's Deploy button: their variables are those that a function
//! needs, and the guide's steps come out as it says on functions that were started with exactly these.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

use darasa_core::base::{
    clock,
    env::{self, Env, Problems},
};
use darasa_local::{
    emulators::clerk::{User, Webhook},
    testing::{
        host::{Function, Host},
        test_app::TestApp,
    },
};
use http::Method;
use reqwest::Url;
use serde_json::Value;

const FUNCTIONS: [(&str, &str); 5] = [
    ("/api/health", env!("CARGO_BIN_EXE_health")),
    // A rewrite of vercel.json.
    ("/api/ready", env!("CARGO_BIN_EXE_health")),
    ("/api/config", env!("CARGO_BIN_EXE_public")),
    ("/api/users/me", env!("CARGO_BIN_EXE_users-me")),
    ("/api/webhooks/clerk", env!("CARGO_BIN_EXE_webhooks-clerk")),
];
const ADDRESS: &str = "darasa.vercel.app";
/// What Vercel itself gives a deployment in production.
const GIVEN: [(&str, &str); 5] = [
    ("VERCEL_ENV", "production"),
    ("VERCEL_REGION", "fra1"),
    ("VERCEL_GIT_COMMIT_SHA", "c0ffee"),
    ("VERCEL_URL", "darasa-abc123-team.vercel.app"),
    ("VERCEL_PROJECT_PRODUCTION_URL", ADDRESS),
];
const SECRET: &str = "CLERK_WEBHOOK_SIGNING_SECRET";
const READY_TOKEN: &str = "a long random text";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn guide() -> String {
    read("docs/deployment.md")
}

/// The names of the loop that gives each variable to Vercel.
fn variables(guide: &str) -> Vec<&str> {
    let (_, list) = guide.split_once("for name in ").unwrap();
    list.split_once("; do").unwrap().0.split_whitespace().filter(|word| *word != "\\").collect()
}

fn given() -> HashMap<String, String> {
    GIVEN.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// The environment that whoever follows the guide has: its variables, and what Vercel gives.
fn environment(values: &HashMap<String, String>) -> HashMap<String, String> {
    let guide = guide();
    let chosen = variables(&guide).into_iter().map(|name| {
        let value = match name {
            "PROTECTION" => "local".to_owned(),
            "READY_TOKEN" => READY_TOKEN.to_owned(),
            "DATABASE_URL_UNPOOLED" => values["DATABASE_URL"].clone(),
            _ => values[name].clone(),
        };
        (name.to_owned(), value)
    });
    chosen.chain(given()).collect()
}

fn problems(env: HashMap<String, String>) -> Vec<&'static str> {
    let problems = Env::from_pairs(env).err().map(|Problems(problems)| problems).unwrap_or_default();
    problems.into_iter().map(|problem| problem.variable).collect()
}

/// Names of variables in backquotes.
fn quoted_names(text: &str) -> BTreeSet<&str> {
    let is_name = |word: &&str| {
        word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    text.split('`').skip(1).step_by(2).filter(is_name).collect()
}

#[test]
fn the_guide_sets_every_variable_that_a_deployment_needs_and_describes_it() {
    let guide = guide();
    let set = variables(&guide);
    let needed = problems(given());
    assert!(needed.len() >= 6, "{needed:?}");
    let missing: Vec<_> = needed.iter().filter(|name| !set.contains(name)).collect();
    assert!(missing.is_empty(), "docs/deployment.md does not set {missing:?}");
    let read = env::names();
    let unknown: Vec<_> = set.iter().filter(|name| !read.contains(name)).collect();
    assert!(unknown.is_empty(), "nobody reads {unknown:?}");
    let rows: String = guide.lines().filter(|line| line.starts_with("| `")).collect();
    let undescribed: Vec<_> = set.iter().filter(|name| !quoted_names(&rows).contains(**name)).collect();
    assert!(undescribed.is_empty(), "docs/deployment.md does not say what {undescribed:?} is");
}

#[tokio::test]
async fn without_one_of_the_needed_variables_it_is_named() {
    let app = TestApp::start().await;
    let env = environment(&app.env());
    assert_eq!(problems(env.clone()), [""; 0]);
    for name in problems(given()) {
        let mut without = env.clone();
        without.remove(name);
        assert_eq!(problems(without), [name]);
    }
}

#[test]
fn what_integrations_set_is_read_or_said_to_be_needless() {
    let guide = guide();
    let (_, table) = guide.split_once("| integration | sets, and darasa reads |").unwrap();
    let rows: Vec<Vec<&str>> =
        table.lines().skip(2).map_while(|row| row.strip_prefix("| ")).map(|row| row.split(" |").collect()).collect();
    assert_eq!(rows.iter().map(|row| row[0]).collect::<Vec<_>>(), ["Neon", "Upstash", "Clerk"]);
    let known: BTreeSet<_> = env::names().into_iter().collect();
    for row in rows {
        let (read, needless) = (quoted_names(row[1]), quoted_names(row[2]));
        assert!(!read.is_empty() && read.is_subset(&known), "{}: {read:?}", row[0]);
        assert!(needless.is_disjoint(&known), "{}: {needless:?} are read", row[0]);
    }
}

#[test]
fn the_deploy_button_clones_this_repository_and_asks_for_the_guides_variables() {
    let (readme, manifest) = (read("README.md"), read("Cargo.toml"));
    let (_, repository) = manifest.split_once("\nrepository = \"").unwrap();
    let repository = repository.split_once('"').unwrap().0;
    let (_, link) = readme.split_once("(https://vercel.com/button)](").unwrap();
    let link = Url::parse(link.split_once(')').unwrap().0).unwrap();
    assert_eq!((link.host_str(), link.path()), (Some("vercel.com"), "/new/clone"));
    let asked: HashMap<_, _> = link.query_pairs().into_owned().collect();
    assert_eq!(asked["repository-url"], repository);
    assert_eq!(asked["envLink"], format!("{repository}/blob/main/docs/deployment.md"));
    assert_eq!(asked["env"].split(',').collect::<Vec<_>>(), variables(&guide()));
}

/// A step of the guide: what is asked, and the status that stands behind it.
struct Step<'a> {
    line: &'a str,
    path: &'a str,
    status: u16,
}

fn steps(guide: &str) -> Vec<Step<'_>> {
    let (_, section) = guide.split_once("## 10. See that it works").unwrap();
    let lines = section.lines().filter(|line| line.starts_with("curl "));
    let step = |line| {
        let (command, comment) = str::split_once(line, " # ").unwrap();
        let (_, path) = command.split_once("$URL").unwrap();
        Step { line, path: path.split(' ').next().unwrap(), status: comment[..3].parse().unwrap() }
    };
    lines.map(step).collect()
}

impl Step<'_> {
    fn request(&self, host: &Host, token: &str) -> reqwest::RequestBuilder {
        let method = if self.line.contains(" -X POST ") { Method::POST } else { Method::GET };
        let agent = self.line.split_once(" -A '").map_or("curl/8.5.0", |(_, rest)| rest.split_once('\'').unwrap().0);
        let (_, mut request) = host.invoke(method, self.path);
        request = request.header("user-agent", agent).header("x-forwarded-proto", "https");
        if let Some((_, rest)) = self.line.split_once(" -d '") {
            request =
                request.header("content-type", "application/json").body(rest.split_once('\'').unwrap().0.to_owned());
        }
        if self.line.contains("Authorization: Bearer") { request.bearer_auth(token) } else { request }
    }
}

#[tokio::test]
async fn the_steps_of_the_guide_come_out_as_it_says() {
    let (app, guide) = (TestApp::start().await, guide());
    let env = environment(&app.env());
    let mut functions = HashMap::new();
    for (path, executable) in FUNCTIONS {
        functions.insert(path, Function::new(executable, env.clone()).start().await);
    }
    // Clerk's event about whoever will come, as the guide's webhook gets it.
    let now = clock::now().try_into().unwrap();
    let event = Webhook::of_user("msg_1", "user.created", &User::named("user_ada", "ada", now), now);
    let headers = event.headers(&env[SECRET]).unwrap();
    let (_, delivery) = functions["/api/webhooks/clerk"].invoke(Method::POST, "/api/webhooks/clerk");
    let delivery = headers.into_iter().fold(delivery, |delivery, (name, value)| delivery.header(name, value));
    let delivered = delivery.header("content-type", "application/json").body(event.body).send().await.unwrap();
    assert_eq!(delivered.status(), 200, "{}", functions["/api/webhooks/clerk"].log());

    let token = app.clerk.token("user_ada").azp(&format!("https://{ADDRESS}")).mint();
    let steps = steps(&guide);
    assert!(steps.len() >= 7, "{} steps", steps.len());
    for step in steps {
        let Some(host) = functions.get(step.path) else {
            assert!(!step.path.starts_with("/api/") && step.status == 404, "{}", step.line);
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("public").join(&step.path[1..]);
            assert!(!file.exists(), "{} would be published", step.path);
            continue;
        };
        let token = if step.path == "/api/ready" { READY_TOKEN } else { &token };
        let reply = step.request(host, token).send().await.unwrap();
        assert_eq!(reply.status(), step.status, "{}\n{}", step.line, host.log());
        if step.path == "/api/ready" {
            let ready: Value = reply.json().await.unwrap();
            assert_eq!(ready["database"]["status"], "ok", "{ready}");
        }
    }
}
