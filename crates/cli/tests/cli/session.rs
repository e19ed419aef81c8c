//! Sign-in of the dev server, `/dev/session`: whom a page may choose, what each gets, and who is refused.

use darasa_local::services::processes::Signal;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Checkout, Running, http};

const YEAR: i64 = 31_536_000;

fn start(checkout: &Checkout, env: &[(&str, &str)]) -> (Running, String) {
    let running = checkout.start(&["dev", "--port", "0"], env, "Ctrl-C stops everything");
    let url = running.said_after("darasa is running at ");
    (running, url)
}

async fn ask(method: Method, url: &str, headers: &[(&str, &str)], body: Option<&Value>) -> (StatusCode, Value) {
    let request = http().request(method, format!("{url}/dev/session"));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let request = if let Some(body) = body { request.json(body) } else { request };
    let reply = request.send().await.unwrap();
    let (status, headers) = (reply.status(), reply.headers().clone());
    assert_eq!(headers["cache-control"], "no-store");
    let kind = if status == 200 { "application/json" } else { "application/problem+json" };
    assert_eq!(headers["content-type"], kind);
    (status, reply.json().await.unwrap())
}

async fn sign_in(url: &str, body: Value) -> Value {
    let (status, session) = ask(Method::POST, url, &[], Some(&body)).await;
    assert_eq!(status, 200, "{session}");
    session
}

async fn get(url: &str, session: &Value, path: &str) -> Value {
    let request = http().get(format!("{url}{path}")).bearer_auth(session["token"].as_str().unwrap());
    request.send().await.unwrap().json().await.unwrap()
}

async fn save_job(url: &str, session: &Value) -> Value {
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let request = http().post(format!("{url}/api/job-infos")).bearer_auth(session["token"].as_str().unwrap());
    let reply = request.json(&job).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::CREATED);
    reply.json().await.unwrap()
}

async fn people(url: &str) -> Vec<String> {
    let (_, choices) = ask(Method::GET, url, &[], None).await;
    let name = |person: &Value| format!("{} {}", person["user"].as_str().unwrap(), person["name"].as_str().unwrap());
    choices["people"].as_array().unwrap().iter().map(name).collect()
}

#[tokio::test]
async fn a_page_offers_people_and_plans_and_each_person_has_an_account_of_their_own_that_lasts() {
    let checkout = Checkout::new();
    let (first, url) = start(&checkout, &[]);
    let (status, choices) = ask(Method::GET, &url, &[("sec-fetch-site", "same-origin")], None).await;
    assert_eq!(status, 200, "{choices}");
    assert_eq!(people(&url).await, ["ada Ada Lovelace", "grace Grace Hopper"]);
    let plans = choices["plans"].as_array().unwrap();
    let allows = |plan: usize| &plans[plan]["allows"];
    assert_eq!(plans.iter().map(|plan| plan["name"].clone()).collect::<Vec<_>>(), ["free", "pro", "max"]);
    assert_eq!(allows(0), &json!({ "questions": 5, "interviews": 1, "resumeAnalyses": 0 }));
    assert_eq!(allows(1), &json!({ "questions": null, "interviews": 10, "resumeAnalyses": 10 }));
    assert_eq!(allows(2), &json!({ "questions": null, "interviews": null, "resumeAnalyses": null }));
    let said = plans.iter().map(|plan| plan["description"].clone()).collect::<Vec<_>>();
    let expected = [
        "5 questions, 1 interview, no résumé analyses",
        "unlimited questions, 10 interviews, 10 résumé analyses",
        "unlimited questions, unlimited interviews, unlimited résumé analyses",
    ];
    assert_eq!((said, &choices["defaultPlan"]), (expected.map(Value::from).to_vec(), &json!("max")));

    for plan in plans {
        let session = sign_in(&url, json!({ "user": "ada", "plan": plan["name"] })).await;
        let me = get(&url, &session, "/api/users/me").await;
        assert_eq!((&me["name"], &me["plan"]), (&json!("Ada Lovelace"), &plan["name"]), "{me}");
        for (feature, most) in plan["allows"].as_object().unwrap() {
            assert_eq!(&me["features"][feature]["limit"], most, "{feature} of {me}");
        }
        assert!(me["imageUrl"].as_str().unwrap().starts_with("data:image/svg+xml,"), "{me}");
    }
    let ada = sign_in(&url, json!({ "user": "ada" })).await;
    assert_eq!((&ada["plan"], &ada["id"]), (&json!("max"), &json!("user_ada")), "{ada}");
    let lin = sign_in(&url, json!({ "user": "lin", "features": ["1_questions"], "ttl": YEAR })).await;
    let me = get(&url, &lin, "/api/users/me").await;
    assert_eq!((&me["name"], &me["features"]["questions"]["limit"]), (&json!("lin"), &json!(1)), "{me}");

    let job = save_job(&url, &ada).await;
    save_job(&url, &lin).await;
    let question = http()
        .post(format!("{url}/api/ai/questions/generate-question?stream=text"))
        .bearer_auth(ada["token"].as_str().unwrap())
        .json(&json!({ "prompt": "easy", "jobInfoId": job["id"] }));
    assert!(!question.send().await.unwrap().text().await.unwrap().is_empty());
    assert!(!first.said().contains("Open http"), "there is no page to open here: {}", first.said());
    assert_eq!(first.signal(Signal::INT), Some(0));

    let (second, url) = start(&checkout, &[]);
    assert_eq!(people(&url).await, ["ada Ada Lovelace", "grace Grace Hopper", "lin lin"]);
    for (user, used) in [("ada", 1), ("lin", 0)] {
        let again = sign_in(&url, json!({ "user": user, "plan": "free" })).await;
        let me = get(&url, &again, "/api/users/me").await;
        assert_eq!(me["features"]["questions"]["used"], used, "{me}");
        let jobs = get(&url, &again, "/api/job-infos").await;
        assert_eq!(jobs["items"].as_array().unwrap().len(), 1, "each sees their own: {jobs}");
    }
    let strange = get(&url, &lin, &format!("/api/questions?jobInfoId={}", job["id"].as_str().unwrap())).await;
    assert_eq!(strange["code"], "not-found", "and an earlier token is still good: {strange}");

    assert_eq!(checkout.run(&["webhook", "user.deleted", "--user", "ada"]).code, Some(0));
    let (status, refused) = ask(Method::POST, &url, &[], Some(&json!({ "user": "ada" }))).await;
    assert_eq!((status.as_u16(), &refused["code"]), (409, &json!("account-deleted")), "{refused}");
    assert_eq!(people(&url).await, ["grace Grace Hopper", "lin lin"]);
    assert_eq!(second.signal(Signal::INT), Some(0));
}

#[tokio::test]
async fn a_wish_that_is_none_is_refused_by_name_and_changes_nothing() {
    let checkout = Checkout::new();
    let (_running, url) = start(&checkout, &[]);
    let features = |count: usize| json!({ "user": "lin", "features": vec!["5_questions"; count] });
    for (body, pointers) in [
        (json!({}), &["#/user"][..]),
        (json!({ "user": "Grace Hopper" }), &["#/user"]),
        (json!({ "user": "a".repeat(65) }), &["#/user"]),
        (json!({ "user": 7, "plan": "gold", "ttl": 0, "name": "x" }), &["#/user", "#/plan", "#/ttl", "#/name"]),
        (json!({ "user": "lin", "ttl": YEAR + 1 }), &["#/ttl"]),
        (json!({ "user": "lin", "plan": "free", "features": [] }), &["#/features"]),
        (json!({ "user": "lin", "features": "5_questions" }), &["#/features"]),
        (json!({ "user": "lin", "features": ["5_questions", "u:pro", 5] }), &["#/features/1", "#/features/2"]),
        (features(21), &["#/features"]),
        (json!([]), &["#"]),
    ] {
        let (status, refused) = ask(Method::POST, &url, &[], Some(&body)).await;
        let wrong = refused["errors"].as_array().unwrap();
        let named: Vec<_> = wrong.iter().map(|each| each["pointer"].as_str().unwrap()).collect();
        assert_eq!((status.as_u16(), &named[..]), (422, pointers), "{body}: {refused}");
    }
    let reply = http().post(format!("{url}/dev/session")).body("user=lin").send().await.unwrap();
    assert_eq!(reply.json::<Value>().await.unwrap()["code"], "bad-json");
    let reply = http().post(format!("{url}/dev/session")).body(" ".repeat(16 * 1024 + 1)).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let reply = http().delete(format!("{url}/dev/session")).send().await.unwrap();
    assert_eq!(
        (reply.status().as_u16(), &reply.headers()["allow"]),
        (405, &"GET, HEAD, POST, OPTIONS".parse().unwrap())
    );
    assert_eq!(people(&url).await, ["ada Ada Lovelace", "grace Grace Hopper"], "nobody was made");

    for good in [json!({ "user": "a".repeat(64), "ttl": 1 }), features(20), json!({ "user": "lin", "features": [] })] {
        sign_in(&url, good).await;
    }
}

#[tokio::test]
async fn whoever_is_not_a_page_of_this_server_on_this_machine_gets_no_session() {
    let checkout = Checkout::new();
    let (_running, url) = start(&checkout, &[]);
    let own = url.as_str();
    let port = url.rsplit(':').next().unwrap();
    let named = format!("localhost:{port}");
    let origin = format!("http://{named}");
    let body = json!({ "user": "ada" });
    for (headers, may) in [
        (&[("origin", own)][..], true),
        (&[("origin", own), ("sec-fetch-site", "same-origin")], true),
        (&[("host", &named), ("origin", &origin)], true),
        (&[("host", "[::1]:3000")], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("origin", "http://localhost:5173"), ("sec-fetch-site", "same-origin")], true),
        (&[("origin", "http://localhost:5173"), ("sec-fetch-site", "same-site")], false),
        (&[("origin", "https://example.com"), ("sec-fetch-site", "same-origin")], false),
        (&[("x-forwarded-for", "127.0.0.1"), ("x-forwarded-host", "localhost:5173")], true),
        (&[("origin", "https://example.com")], false),
        (&[("origin", "null")], false),
        (&[("origin", &origin)], false),
        (&[("origin", "http://127.0.0.1:5173")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("origin", own), ("sec-fetch-site", "cross-site")], false),
        (&[("host", "darasa.example.com")], false),
        (&[("host", "127.0.0.1.example.com:3000")], false),
        (&[("host", "192.168.1.7:3000")], false),
        (&[("x-real-ip", "203.0.113.7")], false),
        (&[("x-forwarded-for", "203.0.113.7, 127.0.0.1")], false),
        (&[("x-forwarded-host", "darasa.example.com")], false),
        (&[("forwarded", "for=127.0.0.1")], false),
    ] {
        for method in [Method::GET, Method::POST] {
            let body = Some(&body).filter(|_| method == Method::POST);
            let (status, reply) = ask(method, &url, headers, body).await;
            let expected = if may { 200 } else { 403 };
            assert_eq!(status, expected, "{headers:?}: {reply}");
            assert!(may || reply["code"] == "foreign-page" && reply.get("token").is_none(), "{reply}");
        }
    }
}

#[tokio::test]
async fn with_a_real_clerk_there_is_no_such_path() {
    let checkout = Checkout::new();
    let keys = [
        ("CLERK_SECRET_KEY", "sk_test_real"),
        // clerk.example.com$
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"),
    ];
    let (running, url) = start(&checkout, &keys);
    for method in [Method::GET, Method::POST] {
        let body = json!({ "user": "ada" });
        let (status, refused) = ask(method, &url, &[("origin", &url)], Some(&body)).await;
        assert_eq!((status.as_u16(), &refused["code"]), (404, &json!("no-such-route")), "{refused}");
    }
    assert!(running.said().contains("Send a session token of your own Clerk instance"), "{}", running.said());
}

#[tokio::test]
async fn days_pass_for_one_person_and_their_interview_comes_nearer() {
    let checkout = Checkout::new();
    let (_running, url) = start(&checkout, &[]);
    let session = sign_in(&url, json!({ "user": "ada" })).await;
    let job = save_job(&url, &session).await;
    let path = format!("{url}/api/job-infos/{}", job["id"].as_str().unwrap());
    let today = jiff::Zoned::now().date();
    let day = |after: i64| json!(today.checked_add(jiff::Span::new().days(after)).unwrap().to_string());
    let set = http().patch(&path).bearer_auth(session["token"].as_str().unwrap());
    assert_eq!(set.json(&json!({ "interviewOn": day(9) })).send().await.unwrap().status(), 200);
    let pass = async |body: Value| {
        let reply = http().post(format!("{url}/dev/days")).json(&body).send().await.unwrap();
        reply.status().as_u16()
    };

    for wrong in [json!({ "user": "ada" }), json!({ "user": "ada", "days": 0 }), json!({ "user": "ada", "days": 367 })]
    {
        assert_eq!(pass(wrong).await, 422);
    }
    assert_eq!(pass(json!({ "user": "a b", "days": 3 })).await, 422);
    assert_eq!(pass(json!({ "user": "grace", "days": 3 })).await, 204);
    let unmoved = get(&url, &session, &format!("/api/job-infos/{}", job["id"].as_str().unwrap())).await;
    assert_eq!(unmoved["interviewOn"], day(9));

    assert_eq!(pass(json!({ "user": "ada", "days": 3 })).await, 204);
    let moved = get(&url, &session, &format!("/api/job-infos/{}", job["id"].as_str().unwrap())).await;
    assert_eq!(moved["interviewOn"], day(6));
    assert!(moved["createdAt"].as_str() < job["createdAt"].as_str());
}

/// A page that has seen them asks with the `ETag` it was told.
#[tokio::test]
async fn days_pass_for_all_that_somebody_made_and_for_whoever_asks_whether_it_is_still_the_same() {
    let checkout = Checkout::new();
    let (_running, url) = start(&checkout, &[]);
    let session = sign_in(&url, json!({ "user": "ada" })).await;
    let job = save_job(&url, &session).await["id"].clone();
    let token = session["token"].as_str().unwrap();
    let post = async |path: &str, body: Value| {
        let reply = http().post(format!("{url}{path}")).bearer_auth(token).json(&body).send().await.unwrap();
        let status = reply.status();
        assert!(status.is_success(), "{path}: {status} {}", reply.text().await.unwrap());
        reply
    };
    let asked = json!({ "prompt": "easy", "jobInfoId": job });
    let reply = post("/api/ai/questions/generate-question", asked).await;
    let question = reply.headers()["x-question-id"].to_str().unwrap().to_owned();
    reply.text().await.unwrap();
    let said = json!({ "prompt": "It sends.", "questionId": question });
    post("/api/ai/questions/generate-feedback", said).await.text().await.unwrap();
    let answers = get(&url, &session, &format!("/api/questions/{question}/answers")).await;
    let answer = answers["items"][0]["id"].as_str().unwrap();
    let opinion = format!("/api/questions/{question}/answers/{answer}/second-opinion");
    post(&opinion, Value::Null).await;
    let interview = post("/api/interviews", json!({ "jobInfoId": job })).await.json::<Value>().await.unwrap();
    let job = format!("/api/job-infos/{}", job.as_str().unwrap());
    let interview = format!("/api/interviews/{}", interview["id"].as_str().unwrap());
    let read = async |path: &str, seen: Option<&str>| {
        let request = http().get(format!("{url}{path}")).bearer_auth(token);
        let request = seen.into_iter().fold(request, |request, etag| request.header("if-none-match", etag));
        let reply = request.send().await.unwrap();
        let etag = reply.headers()["etag"].to_str().unwrap().to_owned();
        (reply.status().as_u16(), etag, reply.text().await.unwrap())
    };
    let mut before = Vec::new();
    for path in [&job, &interview, &opinion] {
        let (status, etag, text) = read(path, None).await;
        assert_eq!((status, read(path, Some(&etag)).await.0), (200, 304), "{path}");
        before.push((path, etag, text));
    }

    post("/dev/days", json!({ "user": "ada", "days": 3 })).await;

    for (path, etag, text) in before {
        let (status, _, moved) = read(path, Some(&etag)).await;
        assert_eq!(status, 200, "{path} is not what it was");
        let at = |text: &str| {
            let told: Value = serde_json::from_str(text).unwrap();
            let at = told.get("createdAt").unwrap_or(&told["gradings"][1]["at"]).as_str().unwrap().to_owned();
            at.parse::<jiff::Timestamp>().unwrap()
        };
        let passed = at(&text).duration_since(at(&moved));
        assert_eq!(passed.as_hours(), 72, "{path}");
    }
}
