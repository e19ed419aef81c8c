//! A session in a cookie: it may read, and changes something only from our own pages.

use super::*;

#[tokio::test]
async fn a_cookie_may_read() {
    let app = TestApp::start().await;
    let token = adas(&app).mint();
    let job = saved_job(&app.person("ada"), "Acme").await;

    for cookies in [
        format!("__session={token}"),
        format!("theme=dark; __session={token}; __client_uat=1"),
        format!("__session_abc=nonsense;__session={token}"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let reply = app.request(method, JOBS).header("cookie", &cookies).send_and_read().await;
            assert_eq!(reply.status, 200, "{cookies}");
        }
        let foreign = app.request(Method::GET, JOBS).header("cookie", &cookies).header("origin", "https://evil.test");
        let foreign = foreign.send_and_read().await;
        assert_eq!(foreign.json()["items"], json!([job]));
        assert!(!foreign.headers.contains_key("access-control-allow-credentials"), "no page can read it");
    }
    for cookies in ["__session=nonsense".to_owned(), format!("__session={token}x")] {
        refused(&app.request(Method::GET, JOBS).header("cookie", &cookies).send_and_read().await, &cookies);
    }
    for cookies in ["__session=".to_owned(), format!("__session_abc={token}"), format!("x__session={token}")] {
        let reply = app.request(Method::GET, JOBS).header("cookie", &cookies).send_and_read().await;
        not_logged_in(&reply, &Method::GET, JOBS, false);
    }
}

#[tokio::test]
async fn the_cookie_of_our_own_instance_comes_first() {
    let app = TestApp::start().await;
    let (ada, bob) = (adas(&app).mint(), app.person("bob").token);
    // As Clerk's SDK computes it from the publishable key.
    let ours = "__session_ZicdjVSE";
    let ask = |cookies: String| app.request(Method::GET, "/api/users/me").header("cookie", cookies).send_and_read();
    app.person("ada");

    for (cookies, who) in [
        (format!("{ours}={ada}"), "user_ada"),
        (format!("__session={bob}; {ours}={ada}"), "user_ada"),
        (format!("{ours}={ada}; __session={bob}"), "user_ada"),
        (format!("{ours}=; __session={bob}"), "user_bob"),
        (format!("__session_ZicdjVSF={ada}; __session={bob}"), "user_bob"),
    ] {
        assert_eq!(ask(cookies.clone()).await.json()["id"], who, "{cookies}");
    }
    refused(&ask(format!("{ours}=nonsense; __session={bob}")).await, "a bad cookie of our own");
    let job = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });
    let posted = app.request(Method::POST, JOBS).header("cookie", format!("{ours}={ada}")).json(&job);
    assert_eq!(posted.send_and_read().await.problem(), (403, "foreign-origin".to_owned()));
}

#[tokio::test]
async fn a_cookie_changes_something_only_from_our_own_pages() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let cookie = format!("__session={}", ada.token);
    let changing = || every_verb(&path_of(&job)).into_iter().filter(|(method, ..)| method != Method::GET);

    for origin in
        [None, Some("https://evil.example.com"), Some("null"), Some("https://app.example.com.evil.test"), Some("")]
    {
        for (method, path, body) in changing() {
            let request = app.request(method.clone(), &path).header("cookie", &cookie).json(&body);
            let request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
            let reply = request.send_and_read().await;
            match path.starts_with("/api/ai/") {
                true => assert_eq!(reply.sentence(), (403, "foreign-origin")),
                false => assert_eq!(reply.problem(), (403, "foreign-origin".to_owned()), "{method} {path} {origin:?}"),
            }
        }
    }
    assert_eq!(ada.get(JOBS).await.json()["items"], json!([job]));
    assert_eq!(app.gemini.received().len(), 0);

    let statuses = changing().map(|(method, path, body)| {
        app.request(method, &path).header("cookie", &cookie).header("origin", ORIGIN).json(&body)
    });
    let mut told = Vec::new();
    for request in statuses {
        told.push(request.send_and_read().await.status.as_u16());
    }
    // The job is gone when a question for it is asked.
    assert_eq!(told, [201, 200, 204, 403]);
}

#[tokio::test]
async fn a_token_in_the_header_wins_over_a_cookie() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let ask = |token: &str, cookie: &str| {
        let request = app.request(Method::GET, "/api/users/me").bearer_auth(token);
        request.header("cookie", format!("__session={cookie}")).send_and_read()
    };

    assert_eq!(ask(&bob.token, &ada.token).await.json()["id"], "user_bob");
    refused(&ask("nonsense", &ada.token).await, "a bad header beside a good cookie");

    let posted = bob.request(Method::POST, JOBS).header("cookie", format!("__session={}", ada.token));
    let job = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });
    assert_eq!(posted.json(&job).send_and_read().await.status, 201, "with a header no origin is asked for");
    assert_eq!(app.count("select count(*) from job_infos where user_id = 'user_bob'").await, 1);
}

#[tokio::test]
async fn other_schemes_leave_the_cookie_in_force() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let cookie = format!("__session={}", ada.token);

    let reply = app.request(Method::GET, JOBS).basic_auth("staging", Some("hunter2")).header("cookie", cookie);

    assert_eq!(reply.send_and_read().await.status, 200);
}
