//! Frozen executable: stopped as the platform freezes an instance, and continued when its sockets have died: those to
//! the database here, those to the providers beside.

mod providers;

use std::time::Duration;

use darasa_local::testing::{
    host::{Function, Host},
    tcp_proxy::Proxy,
    test_app::{Answer, Person, SendRequest, Settings, TestApp},
};
use http::Method;
use serde_json::json;
use tokio::time::sleep;

const JOBS: &str = "/api/job-infos";
/// Longer than a socket is trusted by a write.
const FROZEN: Duration = Duration::from_secs(6);

#[tokio::test]
async fn an_instance_whose_sockets_were_ended_by_the_server_while_it_was_frozen_serves_on() {
    frozen_while(async |app, _| {
        let kill = "select count(*) filter (where pg_terminate_backend(pid, 5000)) from pg_stat_activity
            where datname = current_database() and application_name = 'darasa'";
        assert!(app.count(kill).await > 0, "there was something to kill");
    })
    .await;
}

#[tokio::test]
async fn an_instance_whose_sockets_were_cut_while_it_was_frozen_serves_on() {
    frozen_while(async |_, proxy| proxy.cut()).await;
}

/// No packet tells it of their death, neither before it is thawed nor after.
#[tokio::test]
async fn an_instance_whose_sockets_fell_silent_while_it_was_frozen_serves_on() {
    frozen_while(async |_, proxy| proxy.silence()).await;
}

/// Freezes it twice; each time the first request after it is another one.
async fn frozen_while(happens: impl AsyncFn(&TestApp, &Proxy)) {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let host = Function::new(env!("CARGO_BIN_EXE_job-infos"), app.env()).start().await;
    assert_eq!(save(&host, &app.person("ada"), 0).await.status, 201);
    let connections = proxy.connections();

    for nth in 1..=2 {
        host.freeze();
        happens(&app, &proxy).await;
        sleep(FROZEN).await;
        host.thaw();

        let ada = app.person("ada");
        let list = || host.invoke(Method::GET, JOBS).1.bearer_auth(&ada.token).send_and_read();
        if nth == 1 {
            assert_eq!(list().await.status, 200);
        }
        let saved = save(&host, &ada, nth).await;
        assert_eq!(saved.status, 201, "{}", saved.text);
        assert_eq!(save(&host, &ada, nth).await.text, saved.text, "sent again, it is the same");
        assert_eq!(list().await.json()["items"].as_array().map(Vec::len), Some(nth + 1));
    }

    assert!(proxy.connections() >= connections + 2, "the old sockets were not used");
    assert_eq!(app.count("select count(*) from job_infos").await, 3);
}

/// With a key of its own.
async fn save(host: &Host, person: &Person<'_>, nth: usize) -> Answer {
    let job = json!({ "name": format!("Job {nth}"), "experienceLevel": "senior", "description": "Rust" });
    let (_, request) = host.invoke(Method::POST, JOBS);
    let request = request.bearer_auth(&person.token).header("idempotency-key", format!("\"job-{nth}\""));
    request.json(&job).send_and_read().await
}
