//! GET `/api/users/me/export`: everything of a person's, nothing of anybody else's, in a file that others can read.

use std::{collections::BTreeMap, fs, io::Read, process::Command};

use darasa_core::{
    base::digest::sha256_hex,
    domain::own_data::export::tables::{ANSWER_LINES, PAGE, TABLES},
};
use darasa_local::{
    services::temporary,
    testing::{
        programs::has_program,
        test_app::{ORIGIN, Settings},
    },
};
use futures_util::future::join_all;
use tokio_postgres::{
    SimpleQueryMessage,
    types::{ToSql, Type},
};
use zip::ZipArchive;

use super::*;
use crate::webhooks::deletions::{fill, owned_tables};

const URL: &str = "/api/users/me/export";
/// What no export has: the columns say nothing about anybody.
const LEFT_OUT: [(&str, &str); 8] = [
    ("gradings", "prompt_sha256"),
    ("idempotency_keys", "claim"),
    ("idempotency_keys", "body_sha256"),
    ("usage", "claim"),
    ("usage", "request_sha256"),
    ("calendars", "token_sha256"),
    ("api_keys", "key_sha256"),
    ("shares", "token_sha256"),
];

/// An archive as its bytes, which has to be whole.
async fn exported(person: &Person<'_>) -> Vec<u8> {
    let reply = person.request(Method::GET, URL).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    assert_eq!(
        (&reply.headers()["content-type"], &reply.headers()["cache-control"]),
        (&"application/zip".parse().unwrap(), &"no-store".parse().unwrap())
    );
    let name = reply.headers()["content-disposition"].to_str().unwrap().to_owned();
    let day = name.strip_prefix("attachment; filename=\"darasa-").and_then(|rest| rest.strip_suffix(".zip\""));
    assert!(day.is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok()), "{name}");
    reply.bytes().await.expect("a whole body").into()
}

/// The files of an archive by their names, as one reader of ZIP sees them.
fn files(archive: &[u8]) -> BTreeMap<String, String> {
    let mut zip = ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let names: Vec<_> = zip.file_names().map(str::to_owned).collect();
    let mut read = |name: &String| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        (name.clone(), text)
    };
    names.iter().map(&mut read).collect()
}

/// What somebody's export has.
pub async fn files_of(person: &Person<'_>) -> BTreeMap<String, String> {
    files(&exported(person).await)
}

fn table(files: &BTreeMap<String, String>, name: &str) -> Vec<Value> {
    serde_json::from_str(&files[&format!("data/{name}.json")]).unwrap()
}

/// So many questions of a job, the first with as many answers, each of them with two opinions.
async fn much(app: &TestApp, user: &str, many: i32) {
    const MUCH: &str = "
    with job as (
        insert into job_infos (user_id, name, experience_level, description) values ($1, 'Much', 'senior', 'x') returning id
    ), first as (
        insert into questions (id, job_info_id, text, difficulty, model, created_at)
        select gen_random_uuid(), job.id, 'first', 'easy', 'm', now() - interval '1 year' from job returning id
    ), others as (
        insert into questions (id, job_info_id, text, difficulty, model, created_at)
        select gen_random_uuid(), job.id, 'Question ' || n, 'easy', 'm', now() - n / 3 * interval '1 second'
        from job, generate_series(2, $2) n
    ), answered as (
        insert into answers (id, question_id, text, rating, feedback, model, created_at)
        select gen_random_uuid(), first.id, 'Answer ' || n, 5, 'Good', 'm', now() - n / 3 * interval '1 second'
        from first, generate_series(1, $2) n returning id
    )
    insert into gradings (id, answer_id, rating, model, prompt_sha256)
    select gen_random_uuid(), answered.id, n, 'm', '' from answered, generate_series(6, 7) n";
    app.sql().await.execute(MUCH, &[&user, &many]).await.unwrap();
}

#[tokio::test]
async fn every_table_with_something_of_adas_is_in_it_with_every_column() {
    let app = TestApp::start().await;
    fill(&app, "ada").await;

    let files = files(&exported(&app.person("ada")).await);

    let mut tables = owned_tables(&app).await;
    tables.push("users".to_owned());
    let exported: Vec<_> = files.keys().filter(|name| name.starts_with("data/")).collect();
    assert_eq!(exported.len(), tables.len(), "{exported:?} and {tables:?}");
    let columns =
        "select column_name::text from information_schema.columns where table_schema = 'public' and table_name = $1";
    for name in &tables {
        let rows = table(&files, name);
        let count = app.count(&format!("select count(*) from {name}")).await;
        // The export itself took a token.
        assert_eq!(rows.len() as i64, count, "{name}");
        let columns = app.sql().await.query(columns, &[name]).await.unwrap();
        assert!(!columns.is_empty(), "{name}");
        for column in columns.iter().map(|row| row.get::<_, &str>(0)) {
            let left_out = LEFT_OUT.contains(&(name, column));
            assert_eq!(rows[0].get(column).is_none(), left_out, "{name}.{column}");
        }
    }
}

#[tokio::test]
async fn no_byte_of_bobs_is_in_adas() {
    let app = TestApp::start().await;
    fill(&app, "ada").await;
    let bob = app.person("bob");
    let bobs = saved_job(&bob, "Known to Bob alone").await;
    much(&app, "user_bob", 3).await;
    let sql = app.sql().await;
    sql.batch_execute("update questions set text = 'Bobs question' where text like 'Question%' or text = 'first'")
        .await
        .unwrap();

    for (person, own, others) in [("ada", "user_ada", "user_bob"), ("bob", "user_bob", "user_ada")] {
        let archive = exported(&app.person(person)).await;
        // Stored, not packed: what is in it can be found.
        let text = String::from_utf8_lossy(&archive);
        assert!(text.contains(own) && !text.contains(others), "{person}");
        let is_bobs = person == "bob";
        for word in ["Known to Bob alone", "Bobs question", bobs["id"].as_str().unwrap(), "bob@example.com"] {
            assert_eq!(text.contains(word), is_bobs, "{word} in {person}'s");
        }
    }
}

/// The manifest, and what three other readers find.
#[tokio::test]
async fn others_read_it_whole_and_the_manifest_is_true() {
    let app = TestApp::start().await;
    fill(&app, "ada").await;
    much(&app, "user_ada", 450).await;
    let archive = exported(&app.person("ada")).await;
    let files = files(&archive);

    let manifest: Value = serde_json::from_str(&files["manifest.json"]).unwrap();
    assert_eq!(manifest["formatVersion"], 1);
    assert!(manifest["asOf"].as_str().unwrap().ends_with('Z'));
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len() + 1, files.len());
    for file in listed {
        let text = &files[file["name"].as_str().unwrap()];
        assert_eq!(file["sha256"], sha256_hex(text), "{file}");
        assert_eq!(file["bytes"], text.len(), "{file}");
        if file["name"].as_str().unwrap().starts_with("data/") {
            let rows: Vec<Value> = serde_json::from_str(text).unwrap();
            assert_eq!(file["rows"], rows.len(), "{file}");
        }
    }

    if !has_program("python3") || !has_program("unzip") {
        return;
    }
    let path = temporary::path("zip");
    fs::write(&path, &archive).unwrap();
    let python = "import sys, zipfile, hashlib\n\
        z = zipfile.ZipFile(sys.argv[1])\n\
        assert z.testzip() is None\n\
        for i in z.infolist(): print(i.filename, hashlib.sha256(z.read(i)).hexdigest(), i.flag_bits)";
    let read = Command::new("python3").args(["-c", python]).arg(&path).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let lines = String::from_utf8(read.stdout).unwrap();
    let flags = 1 << 3 | 1 << 11;
    for (name, text) in &files {
        assert!(lines.contains(&format!("{name} {} {flags}\n", sha256_hex(text))), "{name} in {lines}");
    }
    let tested = Command::new("unzip").arg("-tq").arg(&path).output().unwrap();
    fs::remove_file(&path).unwrap();
    assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stdout));
}

#[tokio::test]
async fn pages_join_without_a_gap_whatever_their_ends_fall_on() {
    let page = PAGE as i32;
    for many in [page - 1, page, page + 1, 2 * page, 2 * page + 1] {
        let app = TestApp::start().await;
        let ada = app.person("ada");
        ada.get("/api/users/me").await;
        much(&app, "user_ada", many).await;
        much(&app, "user_ada", 1).await;

        let files = files(&exported(&ada).await);

        for (name, times) in [("questions", 1), ("answers", 1), ("gradings", 2)] {
            let rows = table(&files, name);
            let ids: std::collections::BTreeSet<_> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
            let all = times * (many + 1);
            assert_eq!((rows.len() as i32, ids.len() as i32), (all, all), "{many} {name}");
        }
        let lines = files["answers.csv"].matches("\r\n").count() as i32;
        assert_eq!(lines, many + 2, "with its head");
    }
}

/// All rows of a table, a page after another, in the session's own plans.
async fn paged(sql: &tokio_postgres::Client, page: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), None::<Vec<String>>);
    loop {
        let params: [(&(dyn ToSql + Sync), Type); 2] = [(&"user_ada", Type::TEXT), (&cursor, Type::TEXT_ARRAY)];
        let rows = sql.query_typed(page, &params).await.unwrap();
        all.extend(
            rows.iter()
                .filter_map(|row| row.get::<_, Option<&str>>("json"))
                .map(|json| serde_json::from_str::<Value>(json).unwrap()),
        );
        if rows.len() < PAGE {
            return all;
        }
        cursor = rows.last().map(|row| row.get("cursor"));
    }
}

/// A hash join gives its rows in the order of one side, and what is the smaller one is for the planner to say.
#[tokio::test]
async fn pages_join_without_a_gap_in_whatever_way_the_database_joins() {
    const MORE: &str = "
    insert into cards (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
    select id, 'user_ada', job_info_id, 1, 5, 1, 0, now(), current_date from questions order by md5(id::text);
    insert into interviews (id, job_info_id, receipt_id, created_at)
    select gen_random_uuid(), id, gen_random_uuid(), now() - n / 3 * interval '1 second'
    from job_infos, generate_series(1, 250) n;
    insert into utterances (interview_id, seq, speaker, text, at_ms)
    select id, seq, 'candidate', 'Said', seq from interviews, generate_series(0, 1) seq order by md5(id::text);
    analyze";
    let app = TestApp::start().await;
    app.person("ada").get("/api/users/me").await;
    much(&app, "user_ada", 450).await;
    let sql = app.sql().await;
    sql.batch_execute(MORE).await.unwrap();

    for forbidden in ["nothing", "nestloop", "nestloop, mergejoin", "nestloop, hashjoin"] {
        sql.batch_execute("reset all").await.unwrap();
        for join in forbidden.split(", ").filter(|join| *join != "nothing") {
            sql.batch_execute(&format!("set enable_{join} = off")).await.unwrap();
        }
        for (name, many) in
            [("cards", 450), ("questions", 450), ("answers", 450), ("interviews", 250), ("utterances", 500)]
        {
            let page = TABLES.iter().find(|table| table.name == name).unwrap().page;
            let rows = paged(&sql, page).await;
            let different: std::collections::BTreeSet<_> = rows.iter().map(Value::to_string).collect();
            assert_eq!((rows.len(), different.len()), (many, many), "{name} without {forbidden}");
        }
    }
}

/// How many rows the scans of a plan had, with those that a filter threw away.
fn rows_scanned(plan: &Value) -> f64 {
    let number = |name: &str| plan[name].as_f64().unwrap_or_default();
    let own = if plan["Node Type"].as_str().unwrap_or_default().contains("Scan") {
        (number("Actual Rows") + number("Rows Removed by Filter")) * number("Actual Loops")
    } else {
        0.0
    };
    own + plan["Plans"].as_array().into_iter().flatten().map(rows_scanned).sum::<f64>()
}

#[tokio::test]
async fn a_late_page_costs_what_the_first_one_does() {
    let app = TestApp::start().await;
    app.person("ada").get("/api/users/me").await;
    much(&app, "user_ada", 5_000).await;
    let sql = app.sql().await;
    sql.batch_execute("analyze").await.unwrap();
    let pages = TABLES.iter().map(|table| (table.name, table.page)).chain([("answers.csv", ANSWER_LINES)]);
    for (name, page) in pages.filter(|(name, _)| ["questions", "answers", "answers.csv"].contains(name)) {
        sql.batch_execute(&format!("deallocate all; prepare page (text, text[]) as {page}")).await.unwrap();
        let mut cursor: Option<Vec<String>> = None;
        let mut scanned = Vec::new();
        loop {
            let literal =
                cursor.as_ref().map_or("null".to_owned(), |cursor| format!("array['{}']", cursor.join("','")));
            let asked = format!("execute page('user_ada', {literal})");
            let explained = sql.simple_query(&format!("explain (analyze, format json) {asked}")).await.unwrap();
            let text = explained.iter().find_map(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0),
                _ => None,
            });
            scanned.push(rows_scanned(&serde_json::from_str::<Value>(text.unwrap()).unwrap()[0]["Plan"]));
            let params: [(&(dyn ToSql + Sync), Type); 2] = [(&"user_ada", Type::TEXT), (&cursor, Type::TEXT_ARRAY)];
            let rows = sql.query_typed(page, &params).await.unwrap();
            if rows.len() < PAGE {
                break;
            }
            cursor = rows.last().map(|row| row.get("cursor"));
        }
        assert_eq!(scanned.len(), 26, "{name}");
        // One page begins where the question with all answers comes behind those that have none.
        let dear = scanned.iter().filter(|rows| **rows > 6.0 * PAGE as f64).count();
        assert!(dear <= 1, "{name}: {scanned:?}");
    }
}

#[tokio::test]
async fn cells_are_no_formulas_and_the_page_has_no_markup_of_hers() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "=HYPERLINK(\"http://evil\")").await;
    const ANSWERED: &str = "
    with question as (
        insert into questions (id, job_info_id, text, difficulty, model)
        select gen_random_uuid(), id, '+1', 'hard', 'm' from job_infos returning id
    )
    insert into answers (id, question_id, text, rating, feedback, model, created_at)
    select gen_random_uuid(), id, '<script>alert(1)</script>, \"quoted\"', null, E'@x\\ny', '-m', '2026-11-28T12:00:00.5Z' from question";
    app.sql().await.batch_execute(ANSWERED).await.unwrap();

    let files = files(&exported(&ada).await);

    let expected = "\"'=HYPERLINK(\"\"http://evil\"\")\",\"hard\",\"'+1\",\"<script>alert(1)</script>, \"\"quoted\"\"\",\"\",\
        \"'@x\ny\",\"'-m\",\"2026-11-28T12:00:00.500Z\"\r\n";
    assert!(files["answers.csv"].ends_with(expected), "{}", files["answers.csv"]);
    let page = &files["index.html"];
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt;, &quot;quoted&quot;") && !page.contains("<script"),
        "{page}"
    );
    assert_eq!(
        table(&files, "answers")[0]["text"],
        "<script>alert(1)</script>, \"quoted\"",
        "data are as they were written"
    );
    if !has_program("python3") {
        return;
    }
    let zip = exported(&ada).await;
    let path = temporary::path("zip");
    fs::write(&path, zip).unwrap();
    let python = "import sys, zipfile, csv, io, json\n\
        rows = list(csv.reader(io.TextIOWrapper(zipfile.ZipFile(sys.argv[1]).open('answers.csv'), 'utf-8', newline='')))\n\
        print(json.dumps(rows[1]))";
    let read = Command::new("python3").args(["-c", python]).arg(&path).output().unwrap();
    fs::remove_file(&path).unwrap();
    let cells: Vec<String> = serde_json::from_slice(&read.stdout).unwrap();
    assert_eq!(cells[3], "<script>alert(1)</script>, \"quoted\"");
}

#[tokio::test]
async fn two_a_day_for_each_and_a_refusal_says_when_there_is_another() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let replies = join_all((0..5).map(|_| ada.get(URL))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 2);
    let refused = replies.iter().find(|reply| reply.status != 200).unwrap();
    assert_eq!(refused.problem(), (429, "RATE_LIMIT".to_owned()));
    assert_eq!(refused.header("ratelimit-policy"), r#""exports";q=2;w=86400"#);
    assert!((86_300..=86_400).contains(&refused.header("retry-after").parse::<i64>().unwrap()));
    assert_eq!(bob.get(URL).await.status, 200);

    let age = async |interval: &str| {
        let update = format!("update token_buckets set filled_at = now() - interval '{interval}'");
        app.sql().await.batch_execute(&update).await.unwrap();
    };
    age("23 hours 59 minutes").await;
    assert_eq!(ada.get(URL).await.status, 429);
    age("24 hours").await;
    for status in [200, 200, 429] {
        assert_eq!(ada.get(URL).await.status, status);
    }
}

/// A page elsewhere may have a browser send its cookie, and cannot read the reply: it would cost her both.
#[tokio::test]
async fn no_other_site_and_no_look_takes_one_of_the_two() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    ada.get("/api/users/me").await;
    let by_cookie = |site: &'static str, origin: Option<&'static str>| {
        let request = app.request(Method::GET, URL).header("cookie", format!("__session={}", ada.token));
        let request = request.header("sec-fetch-site", site);
        origin.into_iter().fold(request, |request, origin| request.header("origin", origin)).send_and_read()
    };
    for origin in [None, Some("https://evil.example.com")] {
        assert_eq!(by_cookie("cross-site", origin).await.problem(), (403, "foreign-origin".to_owned()));
    }
    for _ in 0..3 {
        let looked = ada.request(Method::HEAD, URL).send().await.unwrap();
        assert_eq!(
            (looked.status().as_u16(), &looked.headers()["content-type"]),
            (200, &"application/zip".parse().unwrap())
        );
        assert_eq!(looked.bytes().await.unwrap().len(), 0);
    }
    assert_eq!(app.count("select count(*) from token_buckets").await, 0, "nothing is taken");

    assert_eq!(by_cookie("cross-site", Some(ORIGIN)).await.status, 200, "a page of our own");
    let by_token = ada.request(Method::GET, URL).header("sec-fetch-site", "cross-site");
    assert_eq!(by_token.send_and_read().await.status, 200, "whoever has the token need not be asked");
    app.sql().await.batch_execute("delete from token_buckets").await.unwrap();
    for site in ["same-origin", "none"] {
        assert_eq!(by_cookie(site, None).await.status, 200, "{site}");
    }
}

#[tokio::test]
async fn a_failure_in_the_middle_breaks_the_body() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;
    app.sql().await.batch_execute("alter table voice_budgets rename to elsewhere").await.unwrap();

    let reply = ada.request(Method::GET, URL).send().await.unwrap();

    assert_eq!(reply.status(), 200);
    assert!(reply.bytes().await.is_err(), "nobody takes the part for the whole");
    app.sql().await.batch_execute("alter table elsewhere rename to voice_budgets").await.unwrap();
    for status in [200, 200, 429] {
        assert_eq!(ada.get(URL).await.status, status, "what broke is none of the two");
    }
}

/// She asks for her data, and erases herself while they come.
#[tokio::test]
async fn whoever_is_erased_meanwhile_gets_no_part_for_the_whole() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    ada.get("/api/users/me").await;
    much(&app, "user_ada", 2_000).await;
    app.sql().await.batch_execute("update answers set feedback = repeat('x', 20000)").await.unwrap();
    let mut reply = ada.request(Method::GET, URL).send().await.unwrap();
    assert!(reply.chunk().await.unwrap().is_some());

    let erased =
        ada.request(Method::DELETE, "/api/users/me").json(&json!({ "confirm": "user_ada" })).send_and_read().await;

    assert_eq!(erased.status, 202, "{}", erased.text);
    let end = loop {
        match reply.chunk().await {
            Ok(Some(_)) => {}
            other => break other,
        }
    };
    assert!(end.is_err(), "it ended as if it were whole");
}

#[tokio::test]
async fn somebody_new_gets_an_archive_of_almost_nothing() {
    let app = TestApp::with(Settings::default()).await;
    let files = files(&exported(&app.person("ada")).await);
    assert_eq!(table(&files, "users")[0]["email"], "ada@example.com");
    assert_eq!((table(&files, "answers"), table(&files, "token_buckets").len()), (Vec::new(), 1));
    assert_eq!(files["answers.csv"].matches("\r\n").count(), 1);
}
