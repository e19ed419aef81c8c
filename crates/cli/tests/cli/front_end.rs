//! Front end on `darasa dev`: its files, what `vercel.json` says about them, and pages of another port.

use darasa_local::services::processes::Signal;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Checkout, Running, http};

const STARTED: &str = "Ctrl-C stops everything";
const CONFIG: &str = r#"{
    "trailingSlash": false,
    "headers": [
        { "source": "/(.*)", "headers": [{ "key": "X-Frame-Options", "value": "DENY" }] },
        { "source": "/assets/:file*", "headers": [{ "key": "Cache-Control", "value": "max-age=31536000, immutable" }] }
    ],
    "rewrites": [
        { "source": "/api/job-infos/:path*", "destination": "/api/job-infos" },
        { "source": "/api/questions/:path*", "destination": "/api/questions" },
        { "source": "/((?!api/|assets/).*)", "destination": "/index.html" }
    ]
}"#;

fn with_pages() -> Checkout {
    let checkout = Checkout::new();
    checkout.write("vercel.json", CONFIG);
    checkout.write("public/index.html", "<title>start</title>");
    checkout.write("public/assets/app.js", "let started = true");
    checkout.write("public/help/index.html", "<title>help</title>");
    checkout.write("public/a b.txt", "with a space");
    checkout.write("secret.txt", "hunter2");
    checkout
}

fn start(checkout: &Checkout, more: &[&str]) -> (Running, String) {
    let running = checkout.start(&[&["dev", "--port", "0"], more].concat(), &[], STARTED);
    let url = running.said_after("darasa is running at ");
    (running, url)
}

async fn page(url: &str, path: &str) -> (StatusCode, String, String) {
    let reply = http().get(format!("{url}{path}")).send().await.unwrap();
    let header = |name: &str| reply.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let (status, kind) = (reply.status(), header("content-type"));
    assert_eq!(header("x-frame-options"), "DENY", "{path}");
    (status, kind, reply.text().await.unwrap())
}

#[tokio::test]
async fn pages_come_with_the_headers_and_rewrites_of_vercel_json() {
    let checkout = with_pages();
    let (running, url) = start(&checkout, &[]);

    for (path, kind, text) in [
        ("/", "text/html", "<title>start</title>"),
        ("/index.html", "text/html", "<title>start</title>"),
        ("/app/interviews/7?tab=notes", "text/html", "<title>start</title>"),
        ("/help", "text/html", "<title>help</title>"),
        ("/assets/app.js", "text/javascript", "let started = true"),
        ("/a%20b.txt", "text/plain", "with a space"),
    ] {
        assert_eq!(page(&url, path).await, (StatusCode::OK, kind.to_owned(), text.to_owned()), "{path}");
    }
    for path in ["/assets/none.js", "/api/nothing", "/assets/..%2f..%2fsecret.txt", "/assets/%2e%2e%2f..%2fsecret.txt"]
    {
        let (status, _, text) = page(&url, path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(!text.contains("hunter2"), "{path}");
    }
    let head = |path: &str| http().head(format!("{url}{path}")).send();
    let cache = async |path: &str| head(path).await.unwrap().headers()["cache-control"].clone();
    assert_eq!(cache("/assets/app.js").await, "max-age=31536000, immutable");
    assert_eq!(cache("/help").await, "public, max-age=0, must-revalidate");
    assert_eq!(cache("/api/users/me").await, "no-store", "a function's own header stays");
    let posted = http().post(format!("{url}/help")).send().await.unwrap();
    assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);

    // What is written now is served now.
    checkout.write("public/assets/app.js", "let started = false");
    assert_eq!(page(&url, "/assets/app.js").await.2, "let started = false");
    assert!(!running.said().contains("200 GET"), "files make no lines: {}", running.said());
}

/// By the file of the repository, with files of our own.
#[tokio::test]
async fn the_app_is_one_page_under_any_path_and_its_address_is_said_first() {
    let checkout = Checkout::new();
    checkout.write("vercel.json", include_str!("../../../../vercel.json"));
    checkout.write("public/app/index.html", "<title>app</title>");
    checkout.write("public/app/assets/index-0123abcd.js", "let started = true");
    let (running, url) = start(&checkout, &[]);
    let said = running.said();
    let lines = [format!("Open {url}/app"), format!("darasa is running at {url}"), "Ctrl-C stops".to_owned()];
    let places = lines.each_ref().map(|line| said.find(line).unwrap_or_else(|| panic!("no {line} in {said}")));
    assert!(places.is_sorted(), "{said}");

    for path in ["/app", "/app/jobs/7", "/app/interviews/7/review?from=home", "/app/index.html"] {
        let reply = http().get(format!("{url}{path}")).send().await.unwrap();
        let headers = reply.headers().clone();
        assert_eq!(
            (reply.status(), headers["cache-control"].to_str().unwrap()),
            (StatusCode::OK, "public, max-age=0, must-revalidate")
        );
        let policy = headers["content-security-policy"].to_str().unwrap();
        let connect = policy.split("; ").find(|directive| directive.starts_with("connect-src")).unwrap();
        assert!(connect.ends_with(" ws://127.0.0.1:*"), "{connect}");
        assert_eq!(headers["permissions-policy"], "microphone=(self), camera=(), geolocation=()");
        assert_eq!(reply.text().await.unwrap(), "<title>app</title>", "{path}");
    }
    let asset = async |name: &str| http().get(format!("{url}/app/assets/{name}")).send().await.unwrap();
    let there = asset("index-0123abcd.js").await;
    assert_eq!(
        (there.status().as_u16(), &there.headers()["cache-control"]),
        (200, &"public, max-age=31536000, immutable".parse().unwrap())
    );
    let gone = asset("index-4567cdef.js").await;
    assert_eq!((gone.status().as_u16(), &gone.headers()["cache-control"]), (404, &"no-store".parse().unwrap()));
    let slash = http().get(format!("{url}/app/")).send().await.unwrap();
    assert_eq!((slash.status().as_u16(), &slash.headers()["location"]), (308, &"/app".parse().unwrap()));
}

#[tokio::test]
async fn a_slash_at_the_end_leads_to_the_path_without() {
    let checkout = with_pages();
    let (_running, url) = start(&checkout, &[]);
    for (path, location) in [
        ("/help/", "/help"),
        ("/api/job-infos/?jobInfoId=7", "/api/job-infos?jobInfoId=7"),
        ("//example.com/", "/example.com"),
    ] {
        let reply = http().post(format!("{url}{path}")).send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::PERMANENT_REDIRECT, "{path}");
        assert_eq!(reply.headers()["location"], location, "{path}");
    }
}

#[tokio::test]
async fn a_page_on_another_port_of_this_machine_may_call() {
    let checkout = with_pages();
    let (_running, url) = start(&checkout, &[]);
    for (origin, may) in [
        ("http://localhost:5173", true),
        ("http://127.0.0.1:8080", true),
        ("http://[::1]:3001", true),
        ("http://localhost.example.com", false),
        ("https://example.com", false),
        ("null", false),
    ] {
        let request = http().request(Method::OPTIONS, format!("{url}/api/job-infos")).header("origin", origin);
        let reply = request.header("access-control-request-method", "POST").send().await.unwrap();
        let allowed = reply.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap());
        assert_eq!(allowed, may.then_some(origin), "{origin}");
        assert_eq!(reply.headers()["vary"], "Origin", "{origin}");
        assert!(!reply.headers().contains_key("access-control-allow-credentials"), "{origin}");
    }
}

#[tokio::test]
async fn the_first_token_opens_everything_and_fresh_begins_empty() {
    let checkout = with_pages();
    let (first, url) = start(&checkout, &[]);
    let token = first.said_after("TOKEN=");
    let get = async |url: &str, path: &str| -> Value {
        http().get(format!("{url}{path}")).bearer_auth(&token).send().await.unwrap().json().await.unwrap()
    };
    let me = get(&url, "/api/users/me").await;
    assert_eq!(me["plan"], "max", "{me}");
    for feature in ["questions", "interviews", "resumeAnalyses"] {
        assert_eq!(me["features"][feature]["limit"], json!(null), "{me}");
    }
    let minted = checkout.run(&["token"]);
    let other = http().get(format!("{url}/api/users/me")).bearer_auth(minted.stdout.trim()).send().await.unwrap();
    assert_eq!(other.json::<Value>().await.unwrap()["plan"], "max");
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let saved = http().post(format!("{url}/api/job-infos")).bearer_auth(&token).json(&job).send().await.unwrap();
    assert_eq!(saved.status(), StatusCode::CREATED);
    assert!(first.said().contains("--fresh begins without them"), "{}", first.said());
    assert_eq!(first.signal(Signal::INT), Some(0));

    let jobs = async |url: &str| get(url, "/api/job-infos").await["items"].as_array().map(Vec::len);
    let (second, url) = start(&checkout, &[]);
    assert_eq!(jobs(&url).await, Some(1), "the data stayed");
    assert_eq!(second.signal(Signal::INT), Some(0));
    let (third, url) = start(&checkout, &["--fresh"]);
    assert_eq!(jobs(&url).await, Some(0), "and the token is good all the same");
    assert_eq!(third.signal(Signal::INT), Some(0));
}

#[test]
fn fresh_touches_no_database_that_somebody_set() {
    let checkout = with_pages();
    for (name, value) in
        [("DATABASE_URL", "postgres://u:hunter2@127.0.0.1:1/d"), ("POSTGRES_URL", "x"), ("DB_HOST", "x")]
    {
        for more in [&["--port", "0"][..], &["--services-only"]] {
            let complaint = checkout.complaint(&[&["dev", "--fresh"], more].concat(), &[(name, value)]);
            assert!(complaint.contains(name) && complaint.contains("--fresh"), "{complaint}");
            assert!(!complaint.contains("hunter2"), "{complaint}");
        }
    }
}

#[test]
fn a_vercel_json_that_is_not_followed_is_an_error_before_anything_is_started() {
    let checkout = with_pages();
    checkout.write("vercel.json", r#"{ "redirects": [] }"#);
    let complaint = checkout.complaint(&["dev", "--port", "0"], &[]);
    assert!(complaint.contains("vercel.json: `redirects` is not followed"), "{complaint}");
    assert_eq!(checkout.read(".darasa/dev.json"), None);
}
