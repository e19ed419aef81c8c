//! DELETE `/api/users/me` and the receipt of it: all goes, whatever dies on the way, and a receipt says so.

use std::{fs, process::Command};

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use darasa_core::{
    base::{
        clock,
        digest::sha256_hex,
        env::{self, Env},
        http_client::HttpClient,
    },
    domain::{
        accounts::{
            tombstones::{self, Record},
            users::UserId,
        },
        own_data::erasure::{self, Processors, StepState},
    },
    providers::clerk::Clerk,
    storage::{cache::Cache, db::Db},
};
use darasa_local::{
    emulators::{clerk::Fault, gemini},
    services::temporary,
    testing::{
        programs::has_program,
        tcp_proxy::Cut,
        test_app::{ORIGIN, Settings},
        time_limits::PATIENCE,
    },
};
use futures_util::future::join_all;

use super::*;
use crate::{
    purge::purged,
    webhooks::deletions::{fill, owned_tables},
};

const ME: &str = "/api/users/me";
const KEYS: &str = "/.well-known/darasa-receipts.json";

pub fn database(app: &TestApp) -> Db {
    Db::new(&Env::from_pairs(app.env()).unwrap().database, clock::system()).unwrap()
}

/// What an erasure takes besides the database, without a cache.
pub fn processors(app: &TestApp) -> Processors {
    let env = Env::from_pairs(app.env()).unwrap();
    Processors { cache: Cache::none(), live: None, clerk: Clerk::new(HttpClient::default(), &env.clerk) }
}

async fn erase(person: &Person<'_>) -> Answer {
    person.request(Method::DELETE, ME).json(&json!({ "confirm": person.id })).send_and_read().await
}

/// Where the receipt of whoever has just erased themselves is.
async fn erased(person: &Person<'_>) -> String {
    let reply = erase(person).await;
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (202, "no-store"), "{}", reply.text);
    reply.json()["receiptUrl"].as_str().unwrap().to_owned()
}

async fn look(app: &TestApp, url: &str) -> Answer {
    app.request(Method::GET, url).send_and_read().await
}

/// A receipt when all is done.
async fn finished(app: &TestApp, url: &str) -> Value {
    app.until("select count(*) = 0 from erasures where done_at is null").await;
    let reply = look(app, url).await;
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-store"), "{}", reply.text);
    let receipt = reply.json();
    assert_eq!(receipt["state"], "done", "{receipt}");
    receipt
}

fn states(receipt: &Value) -> Vec<(String, String)> {
    let text = |step: &Value, name: &str| step[name].as_str().unwrap().to_owned();
    receipt["steps"].as_array().unwrap().iter().map(|step| (text(step, "name"), text(step, "state"))).collect()
}

fn all_done() -> Vec<(String, String)> {
    let pair = |(name, state): (&str, &str)| (name.to_owned(), state.to_owned());
    [("database", "done"), ("cache", "done"), ("hume", "gone"), ("clerk", "done")].map(pair).into()
}

/// Head and claims of a receipt whose signature one of these keys made.
fn verified(receipt: &str, keys: &Value) -> Option<(Value, Value)> {
    let (message, signature) = receipt.rsplit_once('.')?;
    let (head, claims) = message.split_once('.')?;
    let parsed = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let (head, claims) = (parsed(head)?, parsed(claims)?);
    let key = keys["keys"].as_array()?.iter().find(|key| key["kid"] == head["kid"])?;
    let public = UnparsedPublicKey::new(&ED25519, URL_SAFE_NO_PAD.decode(key["x"].as_str()?).ok()?);
    public.verify(message.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    Some((head, claims))
}

#[tokio::test]
async fn ada_is_gone_and_her_receipt_says_what_went_where() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let bobs = saved_job(&bob, "Globex").await;
    fill(&app, "ada").await;
    let owned = owned_tables(&app).await;

    let url = erased(&ada).await;

    for refused in [ada.get(ME).await, ada.get("/api/users/me/export").await, erase(&ada).await] {
        assert_eq!(
            refused.problem(),
            (401, "not-logged-in".to_owned()),
            "a token that is still valid meets the tombstone"
        );
    }
    let receipt = finished(&app, &url).await;
    assert_eq!(states(&receipt), all_done());
    for table in &owned {
        let left = app.count(&format!("select count(*) from {table}")).await;
        assert_eq!(left, i64::from(table == "job_infos"), "{table}");
    }
    assert_eq!(bob.get("/api/job-infos").await.json()["items"], json!([bobs]));
    assert!(app.clerk.user("user_ada").is_none() && app.clerk.user("user_bob").is_some());
    let asked = app.clerk.received().into_iter().find(|asked| asked.method == Method::DELETE).unwrap();
    assert_eq!((asked.path.as_str(), asked.header("clerk-api-version")), ("/v1/users/user_ada", Some("2026-05-12")));

    let keys = look(&app, KEYS).await;
    assert_eq!(keys.header("access-control-allow-origin"), "*", "any page may check it");
    let text = receipt["receipt"].as_str().unwrap();
    let (head, claims) = verified(text, &keys.json()).expect("a good signature");
    assert_eq!((&head["alg"], &head["typ"]), (&json!("EdDSA"), &json!("erasure-receipt+jwt")));
    let subject = URL_SAFE_NO_PAD.decode(claims["sub"].as_str().unwrap()).unwrap();
    assert_eq!(darasa_core::base::digest::hex(subject), sha256_hex("user_ada"));
    for table in owned.iter().map(String::as_str).chain(["users"]) {
        assert!(claims["deleted"][table].as_i64().is_some_and(|rows| rows > 0), "{table}: {claims}");
    }
    let processors: Vec<_> = claims["processors"].as_array().unwrap().iter().map(|each| each["name"].clone()).collect();
    assert_eq!(processors, ["cache", "hume", "clerk"]);
    assert_eq!(claims["kept"].as_array().unwrap().len(), 5);
    let row = "select count(*) from erasures where id = '{}' and date_trunc('second', done_at) = to_timestamp({})";
    let row = row.replacen("{}", claims["jti"].as_str().unwrap(), 1).replacen("{}", &claims["iat"].to_string(), 1);
    assert_eq!(app.count(&row).await, 1, "it is of the moment at which all was done");
    assert_eq!(look(&app, &url).await.json()["receipt"], text, "and the same whenever it is asked for");
}

/// Nothing but the key, the bytes and the signature.
#[tokio::test]
async fn openssl_takes_a_receipt_and_refuses_one_with_a_byte_changed() {
    if !has_program("openssl") {
        return;
    }
    let app = TestApp::start().await;
    let url = erased(&app.person("ada")).await;
    let receipt = finished(&app, &url).await["receipt"].as_str().unwrap().to_owned();
    let (message, signature) = receipt.rsplit_once('.').unwrap();
    let key = look(&app, KEYS).await.json()["keys"][0]["x"].as_str().unwrap().to_owned();
    // An Ed25519 key as SubjectPublicKeyInfo (RFC 8410): twelve bytes before the key itself.
    let spki =
        [b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", &URL_SAFE_NO_PAD.decode(key).unwrap()[..]].concat();
    let folder = temporary::path("receipt");
    fs::create_dir(&folder).unwrap();
    let verifies = |message: &[u8]| {
        let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
        write("key", &spki);
        write("signature", &URL_SAFE_NO_PAD.decode(signature).unwrap());
        write("message", message);
        let arguments = "pkeyutl -verify -rawin -pubin -keyform DER -inkey key -in message -sigfile signature";
        let openssl = Command::new("openssl").args(arguments.split(' ')).current_dir(&folder).output();
        openssl.unwrap().status.success()
    };

    assert!(verifies(message.as_bytes()));
    let mut changed = message.to_owned().into_bytes();
    changed[40] ^= 1;
    assert!(!verifies(&changed));
    fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn a_receipt_with_a_byte_changed_is_none() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let url = erased(&ada).await;
    let receipt = finished(&app, &url).await["receipt"].as_str().unwrap().to_owned();
    let keys = look(&app, KEYS).await.json();
    assert!(verified(&receipt, &keys).is_some());

    for at in 0..receipt.len() {
        let mut changed = receipt.clone().into_bytes();
        changed[at] = if changed[at].is_ascii_lowercase() { b'A' } else { b'z' };
        assert!(verified(std::str::from_utf8(&changed).unwrap(), &keys).is_none(), "byte {at}");
    }
}

#[tokio::test]
async fn only_ada_herself_freshly_signed_in_may_erase_herself() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    for (body, pointer) in [
        (json!({}), "#/confirm"),
        (json!({ "confirm": "user_bob" }), "#/confirm"),
        (json!({ "confirm": "USER_ADA" }), "#/confirm"),
        (json!({ "confirm": "user_ada", "why": "x" }), "#/why"),
    ] {
        let reply = ada.request(Method::DELETE, ME).json(&body).send_and_read().await;
        assert_eq!(pointers(&reply), [pointer], "{body}");
    }
    let token = |verified: Option<(i64, Option<i64>)>| {
        let token = app.clerk.token(&ada.id).azp(ORIGIN);
        match verified {
            Some((first, second)) => token.verified_ago(first, second).mint(),
            None => token.without_claim("fva").mint(),
        }
    };
    for stale in [None, Some((10, None)), Some((-1, None)), Some((0, Some(10)))] {
        let person = Person { app: &app, id: ada.id.clone(), token: token(stale) };
        let reply = erase(&person).await;
        assert_eq!(reply.problem(), (403, "reverification-needed".to_owned()), "{stale:?}");
        let hint = json!({
            "type": "forbidden", "reason": "reverification-error", "metadata": { "reverification": "strict" },
        });
        assert_eq!(reply.json()["clerk_error"], hint, "what Clerk's script looks for");
    }
    assert_eq!(ada.get(&path_of(&job)).await.status, 200, "nothing was changed");
    assert_eq!(app.count("select count(*) from erasures").await, 0);

    erased(&Person { app: &app, id: ada.id.clone(), token: token(Some((600, Some(9)))) }).await;
}

#[tokio::test]
async fn somebody_whom_we_never_met_is_erased_too() {
    let app = TestApp::start().await;
    let url = erased(&app.person("ada")).await;
    let receipt = finished(&app, &url).await;
    assert_eq!(states(&receipt), all_done());
    assert!(app.clerk.user("user_ada").is_none());
    assert_eq!(app.count("select count(*) from users where deleted_at is not null").await, 1);
}

/// The process dies behind each step; the daily purge ends what is left.
#[tokio::test]
async fn whatever_step_it_dies_behind_the_purge_ends_it() {
    for steps in 0..4 {
        let app = TestApp::start().await;
        fill(&app, "ada").await;
        let (db, processors) = (database(&app), processors(&app));
        let ada = UserId::parse("user_ada".to_owned()).unwrap();
        let (mut erasure, accepted) = erasure::begin(&db, &ada).await.unwrap();
        for _ in 0..steps {
            erasure.advance(&db, &processors).await.unwrap();
        }
        let waiting = erasure.progress.steps.iter().filter(|step| step.state == StepState::Waiting).count();
        assert_eq!(waiting, 3 - steps.min(3));
        drop(erasure);
        let url = serde_json::to_value(accepted).unwrap()["receiptUrl"].as_str().unwrap().to_owned();
        let before = look(&app, &url).await.json();
        assert_eq!(before["state"], if steps < 3 { "running" } else { "done" });
        assert_eq!(before["receipt"].is_null(), steps < 3, "a receipt is of what is done");

        let report = purged(&app).await.json();

        assert_eq!((&report["erasures"], &report["failed"]), (&json!(i64::from(steps < 3)), &json!([])), "{steps}");
        assert_eq!(states(&finished(&app, &url).await), all_done(), "{steps}");
        let asked = app.clerk.received().into_iter().filter(|asked| asked.method == Method::DELETE).count();
        assert_eq!(asked, 1, "one is not asked again for what is done");
        assert_eq!(purged(&app).await.json()["erasures"], 0);
    }
}

/// The connection breaks at each statement of the first step: it has happened as a whole or not at all.
#[tokio::test]
async fn a_first_step_cut_anywhere_is_whole_or_nothing() {
    for step in ["for update", "usage_totals", "delete from users", "insert into erasures", "commit"] {
        for cut in [Cut::BeforeTheServerReads, Cut::BeforeTheClientHears] {
            let (app, proxy) =
                TestApp::behind_a_proxy(Settings { recorded_when_cut: true, ..Settings::default() }).await;
            let ada = app.person("ada");
            saved_job(&ada, "Acme").await;
            proxy.cut_on(step, cut, 1);

            let reply = erase(&ada).await;

            // Whoever is gone has to know where the receipt is, and the answer to `commit` alone was lost.
            if (step, cut) == ("commit", Cut::BeforeTheClientHears) {
                finished(&app, reply.json()["receiptUrl"].as_str().expect("a receipt")).await;
                assert!(app.clerk.user("user_ada").is_none());
                continue;
            }
            assert_eq!(reply.problem(), (503, "unavailable".to_owned()), "{step} {cut:?}");
            let jobs = app.count("select count(*) from job_infos").await;
            let open = app.count("select count(*) from erasures").await;
            let stones = app.count("select count(*) from users where deleted_at is not null").await;
            assert!([(1, 0, 0), (0, 1, 1)].contains(&(jobs, open, stones)), "{step} {cut:?}: {jobs} {open} {stones}");
            if open == 1 {
                assert_eq!(purged(&app).await.json()["erasures"], 1, "whoever heard nothing is gone all the same");
            } else {
                finished(&app, &erased(&ada).await).await;
            }
            assert!(app.clerk.user("user_ada").is_none());
        }
    }
}

#[tokio::test]
async fn with_clerk_away_the_rest_is_done_and_the_purge_comes_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;
    app.clerk.fail_next(1, Fault::Status(500));

    let url = erased(&ada).await;

    app.until("select (steps->>'failures')::int = 1 from erasures").await;
    let running = look(&app, &url).await.json();
    assert_eq!((&running["state"], &running["receipt"]), (&json!("running"), &Value::Null));
    assert_eq!(states(&running)[3], ("clerk".to_owned(), "waiting".to_owned()));
    for failures in 2..=5 {
        app.clerk.fail_next(1, Fault::Status(500));
        let report = purged(&app).await;
        assert_eq!((report.status.as_u16(), &report.json()["erasures"]), (200, &json!(0)), "the other tasks are done");
        app.until(&format!("select (steps->>'failures')::int = {failures} from erasures")).await;
    }
    // Somebody deleted the account by hand meanwhile.
    app.clerk.remove("user_ada");
    assert_eq!(purged(&app).await.json()["erasures"], 1);
    assert_eq!(states(&finished(&app, &url).await), all_done());
}

/// What a cache has of her can be read for a minute, so it must have heard; meanwhile she is gone all the same.
#[tokio::test]
async fn a_cache_that_is_away_is_told_later() {
    // Nobody listens on port 1.
    let app = TestApp::with_env([("REDIS_URL", "redis://127.0.0.1:1")]).await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;

    let url = erased(&ada).await;

    app.until("select (steps->>'failures')::int = 1 from erasures").await;
    assert_eq!(states(&look(&app, &url).await.json())[1], ("cache".to_owned(), "waiting".to_owned()));
    assert_eq!(app.count("select count(*) from job_infos").await, 0);
    app.until("select steps->'steps'->3->>'state' = 'done' from erasures").await;
    assert!(app.clerk.user("user_ada").is_none(), "no step waits for one that fails");
    let db = database(&app);
    erasure::resume(&db, &processors(&app), tokio::time::Instant::now() + PATIENCE).await.unwrap();
    assert_eq!(states(&finished(&app, &url).await), all_done());
}

/// Clerk tells of the deletion that it was asked for, before the erasure has noted it or after.
#[tokio::test]
async fn clerks_own_event_finds_the_tombstone() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    fill(&app, "ada").await;
    let spent = "select coalesce(sum(uses), 0)::bigint from usage_totals";

    let url = erased(&ada).await;
    delete_account(&app, "user_ada").await;

    finished(&app, &url).await;
    assert_eq!(app.count(spent).await, 2, "the ledger is added up once");
    assert_eq!(app.count("select count(*) from users where deleted_at is not null").await, 1);
}

#[tokio::test]
async fn the_ledger_goes_and_its_sums_stay_without_a_name() {
    const SUMS: &str = "
    select coalesce(json_agg(t order by kind), '[]')::text from (
        select kind, model, uses, input_tokens, output_tokens from usage_totals
        where day = (now() at time zone 'UTC')::date
    ) t";
    let app = TestApp::start().await;
    let sql = app.sql().await;
    let people: Vec<_> = ["ada", "bob"].into_iter().map(|name| app.person(name)).collect();
    for person in &people {
        person.get(ME).await;
        sql.execute(
            "insert into usage (id, user_id, kind, state, subject_id, model, input_tokens, output_tokens, expires_at, settled_at, given_back_at)
            select gen_random_uuid(), $1, kind, state, gen_random_uuid(), model, 900, 80, now(), settled, given_back
            from (values ('question', 'settled', 'm', now(), null::timestamptz), ('question', 'settled', 'm', now(), null),
                ('question', 'released', 'm', null, now()), ('question', 'released', 'm', null, null),
                ('question', 'reserved', null, null, null), ('interview', 'settled', null, now(), null))
                as rows (kind, state, model, settled, given_back)",
            &[&person.id],
        )
        .await
        .unwrap();
    }

    for url in join_all(people.iter().map(erased)).await {
        finished(&app, &url).await;
    }

    let sums: Value = serde_json::from_str(sql.query_one(SUMS, &[]).await.unwrap().get(0)).unwrap();
    let sum = |kind: &str, model: &str, uses: i64| json!({ "kind": kind, "model": model, "uses": uses, "input_tokens": uses * 900, "output_tokens": uses * 80 });
    assert_eq!(sums, json!([sum("interview", "", 2), sum("question", "m", 6)]));
    assert_eq!(app.count("select count(*) from usage").await, 0);
    assert_eq!(app.count("select count(*) from usage_counters").await, 0);
}

#[tokio::test]
async fn whoever_is_erased_while_a_stream_runs_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let (answer, gate) = gemini::Answer::text(["What is ", "Send?"]).paused_after(1);
    app.gemini.next(answer);
    let asked = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    let request = ada.request(Method::POST, "/api/ai/questions/generate-question").json(&asked);
    let mut stream = request.send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());

    let url = erased(&ada).await;
    gate.resume();
    while let Ok(Some(_)) = stream.chunk().await {}

    let receipt = finished(&app, &url).await;
    assert_eq!(states(&receipt), all_done());
    for table in owned_tables(&app).await {
        assert_eq!(app.count(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
    assert_eq!(app.count("select count(*) from usage_totals").await, 0, "what was never settled is no use");
}

#[tokio::test]
async fn twenty_at_once_erase_her_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;

    let replies = join_all((0..20).map(|_| erase(&ada))).await;

    let accepted: Vec<_> = replies.iter().filter(|reply| reply.status == 202).collect();
    assert_eq!(accepted.len(), 1);
    assert!(replies.iter().all(|reply| [202, 401].contains(&reply.status.as_u16())), "{replies:?}");
    finished(&app, accepted[0].json()["receiptUrl"].as_str().unwrap()).await;
    assert_eq!(app.count("select count(*) from erasures").await, 1);
}

#[tokio::test]
async fn a_receipt_is_for_whoever_has_its_token_and_for_ninety_days() {
    let app = TestApp::start().await;
    let url = erased(&app.person("ada")).await;
    finished(&app, &url).await;
    let token = url.rsplit('/').next().unwrap();
    assert_eq!(token.len(), 43);
    assert_eq!(app.count(&format!("select count(*) from erasures e where e::text like '%{token}%'")).await, 0);
    let other = format!("{}{}", if token.starts_with('A') { 'B' } else { 'A' }, &token[1..]);
    for stranger in [&token[1..], &format!("{token}A"), &other, "%00", crate::NOTHING] {
        assert_eq!(look(&app, &format!("/api/receipts/{stranger}")).await.problem(), (404, "not-found".to_owned()));
    }

    let age = async |interval: &str| {
        let update = format!("update erasures set done_at = now() - interval '{interval}'");
        app.sql().await.batch_execute(&update).await.unwrap();
    };
    age("90 days -1 minute").await;
    assert_eq!(purged(&app).await.json()["erasureReceipts"], 0);
    assert_eq!(look(&app, &url).await.status, 200);
    age("90 days 1 second").await;
    assert_eq!(look(&app, &url).await.problem(), (404, "not-found".to_owned()), "also before the purge");
    assert_eq!(purged(&app).await.json()["erasureReceipts"], 1);
}

#[tokio::test]
async fn strangers_ask_for_thirty_receipts_a_minute() {
    let app = TestApp::with_env([("PROTECTION", "local")]).await;
    let guess = || look(&app, "/api/receipts/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    for _ in 0..30 {
        assert_eq!(guess().await.problem(), (404, "not-found".to_owned()));
    }
    assert_eq!(guess().await.problem(), (429, "RATE_LIMIT".to_owned()));
}

#[tokio::test]
async fn a_new_key_signs_and_an_old_one_still_verifies() {
    let old = TestApp::start().await;
    let url = erased(&old.person("ada")).await;
    let first = finished(&old, &url).await["receipt"].as_str().unwrap().to_owned();
    let both = format!("{},{}", "ab".repeat(32), darasa_local::testing::test_app::RECEIPT_SIGNING_KEY);
    let app = old.beside(Settings { env: vec![("RECEIPT_SIGNING_KEY", both)], ..Settings::default() }).await;

    let keys = look(&app, KEYS).await.json();

    let second = look(&app, &url).await.json()["receipt"].as_str().unwrap().to_owned();
    let [first, second] = [&first, &second].map(|receipt| verified(receipt, &keys).expect("a good signature"));
    assert_ne!(first.0["kid"], second.0["kid"]);
    assert_eq!(first.1, second.1);
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
    // The key of RFC 8037's example.
    assert_eq!(keys["keys"][1]["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assert_eq!(keys["keys"][1]["kid"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[tokio::test]
async fn without_a_key_all_goes_and_nothing_is_signed() {
    let app = TestApp::with_env([("RECEIPT_SIGNING_KEY", "")]).await;
    let url = erased(&app.person("ada")).await;
    assert_eq!(finished(&app, &url).await["receipt"], Value::Null);
    assert_eq!(look(&app, KEYS).await.json(), json!({ "keys": [] }));
}

/// A database that was restored to a time before an erasure.
#[tokio::test]
async fn a_tombstone_and_its_receipt_are_taken_to_another_database() {
    let (old, restored) = (TestApp::start().await, TestApp::start().await);
    let url = erased(&old.person("ada")).await;
    let receipt = finished(&old, &url).await;
    let ada = restored.person("ada");
    saved_job(&ada, "Acme").await;
    let db = |app: &TestApp| Db::new(&env::database(app.env()).unwrap(), clock::system()).unwrap();

    let mut records = Vec::new();
    tombstones::export(&db(&old), |record| {
        records.push(record);
        Ok(())
    })
    .await
    .unwrap();
    for again in [false, true] {
        for record in &records {
            match record {
                Record::Erasure(row) => tombstones::apply_erasure(&db(&restored), row).await.unwrap(),
                Record::Tombstone(tombstone) => {
                    let id = UserId::parse(tombstone.id.clone()).unwrap();
                    let was_there = tombstones::apply(&db(&restored), tombstone, &id).await.unwrap();
                    assert_eq!(was_there, !again);
                }
            }
        }
    }

    assert_eq!(records.len(), 2);
    assert_eq!(restored.count("select count(*) from job_infos").await, 0);
    assert_eq!(ada.get("/api/job-infos").await.status, 401);
    assert_eq!(finished(&restored, &url).await["receipt"], receipt["receipt"]);
}
