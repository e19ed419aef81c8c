//! `/api/users/me/progress`, against a slow computation of the same.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::{NOTHING, pointers};

const PROGRESS: &str = "/api/users/me/progress";

/// A review as the slow computation knows it; the time in minutes before now.
#[derive(Clone)]
struct Review {
    question: usize,
    rating: Option<i32>,
    fresh: bool,
    excluded: bool,
    level: &'static str,
    topics: Vec<&'static str>,
    minutes_ago: i64,
}

/// Numbers that look like chance and are always the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn reviews(seed: u64, count: usize) -> Vec<Review> {
    const TOPICS: [&str; 5] = ["Rust", "PostgreSQL", "Kafka", "general", "Docker"];
    const LEVELS: [&str; 3] = ["hard", "easy", "medium"];
    let mut numbers = Numbers(seed);
    let review = |minutes_ago: i64, numbers: &mut Numbers| Review {
        question: numbers.below(12) as usize,
        rating: (numbers.below(6) > 0).then(|| 1 + numbers.below(10) as i32),
        fresh: numbers.below(4) > 0,
        excluded: numbers.below(7) == 0,
        level: LEVELS[numbers.below(3) as usize],
        topics: {
            let first = numbers.below(5) as usize;
            (0..=numbers.below(3) as usize).map(|next| TOPICS[(first + next) % 5]).collect()
        },
        minutes_ago,
    };
    let mut minutes_ago = 3;
    (0..count)
        .map(|_| {
            minutes_ago += 1 + numbers.below(2_500) as i64;
            review(minutes_ago, &mut numbers)
        })
        .collect()
}

/// Twelve questions of one job, and these reviews in them.
async fn store(app: &TestApp, user: &str, job: &str, reviews: &[Review]) {
    const QUESTIONS: &str = "
    insert into questions (id, job_info_id, text, difficulty, model)
    select md5($1 || n)::uuid, $1::text::uuid, 'Q', 'easy', 'm' from generate_series(0, 11) n on conflict do nothing";
    const STORE: &str = "
    insert into reviews
        (id, user_id, job_info_id, question_id, rating, grade, source, fresh, excluded_by, difficulty, topics, created_at)
    values (gen_random_uuid(), $1, $2::text::uuid, md5($2 || $3::int)::uuid, $4::int, 1,
        case when $4::int is null then 'self' else 'answer' end, $5, case when $6 then 'user' end, $7, $8,
        date_trunc('day', now() - interval '12 hours') + interval '12 hours' - make_interval(mins => $9::int))";
    let sql = app.sql().await;
    sql.execute(QUESTIONS, &[&job]).await.unwrap();
    for each in reviews {
        let Review { question, rating, fresh, excluded, level, topics, minutes_ago } = each;
        let (question, minutes) = (*question as i32, *minutes_ago as i32);
        sql.execute(STORE, &[&user, &job, &question, rating, fresh, excluded, level, topics, &minutes]).await.unwrap();
    }
}

fn one_decimal(number: f64) -> f64 {
    (10.0 * number).round() / 10.0
}

fn mean(list: &[f64]) -> Option<f64> {
    (!list.is_empty()).then(|| list.iter().sum::<f64>() / list.len() as f64)
}

/// What progress should say, but for times and the interviews. A day ends at four; twelve o'clock is 480 minutes later.
fn slowly(reviews: &[Review], days: i64, hours_now: i64) -> Value {
    let counted: Vec<_> = reviews.iter().filter(|review| !review.excluded).collect();
    let rated: Vec<_> = counted.iter().filter(|review| review.fresh && review.rating.is_some()).collect();
    let all: Vec<f64> = rated.iter().map(|review| f64::from(review.rating.unwrap())).collect();
    let own = mean(&all);
    let deviation = match all.len() {
        0..8 => 1.7,
        count => {
            let spread: f64 = all.iter().map(|rating| (rating - own.unwrap()).powi(2)).sum();
            (spread / (count - 1) as f64).sqrt().clamp(1.0, 2.5)
        }
    };
    let around = |middle: f64, count: usize| {
        let half = 1.645 * deviation / (2.0 + count as f64).sqrt();
        ((middle - half).clamp(1.0, 10.0), (middle + half).clamp(1.0, 10.0))
    };

    // Days before today; the reviews were made up before the last noon, which is yesterday's until noon.
    let ago =
        |review: &Review| (review.minutes_ago - 480).div_euclid(1_440) + 1 + i64::from((4..12).contains(&hours_now));
    let mut by_day: BTreeMap<i64, Vec<&Review>> = BTreeMap::new();
    counted.iter().for_each(|review| by_day.entry(ago(review)).or_default().push(review));
    let day = |(ago, of_day): (&i64, &Vec<&Review>)| {
        let ratings: Vec<f64> =
            of_day.iter().filter(|review| review.fresh).filter_map(|review| review.rating.map(f64::from)).collect();
        json!({ "ago": ago, "count": of_day.len(), "mean": mean(&ratings).map(one_decimal) })
    };
    let shown: Vec<_> = by_day.iter().rev().filter(|(ago, _)| **ago < days).map(day).collect();

    let mut topics: Vec<(&str, Vec<&Review>)> = Vec::new();
    for topic in ["Docker", "Kafka", "PostgreSQL", "Rust", "general"] {
        let mut of: Vec<&Review> =
            rated.iter().copied().copied().filter(|review| review.topics.contains(&topic)).collect();
        of.sort_by_key(|review| review.minutes_ago);
        if !of.is_empty() {
            topics.push((topic, of));
        }
    }
    topics.sort_by_key(|(_, of)| std::cmp::Reverse(of.len()));
    let topic = |(topic, of): &(&str, Vec<&Review>)| {
        let ratings: Vec<f64> = of.iter().map(|review| f64::from(review.rating.unwrap())).collect();
        let prior = if all.len() < 3 { 6.0 } else { own.unwrap() };
        let estimate = (2.0 * prior + ratings.iter().sum::<f64>()) / (2.0 + ratings.len() as f64);
        let (low, high) = around(estimate, ratings.len());
        let status = if ratings.len() < 3 {
            "unknown"
        } else if high < 6.5 {
            "weak"
        } else if low > 7.0 {
            "strong"
        } else {
            "fair"
        };
        let trend =
            (ratings.len() >= 10).then(|| one_decimal(mean(&ratings[..5]).unwrap() - mean(&ratings[5..10]).unwrap()));
        json!({
            "topic": topic, "count": ratings.len(), "estimate": one_decimal(estimate), "low": one_decimal(low),
            "high": one_decimal(high), "status": status, "trend": trend,
        })
    };
    let difficulties: Vec<_> = ["easy", "medium", "hard"]
        .into_iter()
        .filter_map(|level| {
            let of: Vec<f64> = rated
                .iter()
                .filter(|review| review.level == level)
                .map(|review| f64::from(review.rating.unwrap()))
                .collect();
            Some(json!({ "difficulty": level, "count": of.len(), "mean": one_decimal(mean(&of)?) }))
        })
        .collect();

    let (mut longest, mut current) = (0, 0);
    for start in by_day.keys().filter(|ago| !by_day.contains_key(&(**ago - 1))) {
        let length = (*start..).take_while(|ago| by_day.contains_key(ago)).count();
        longest = longest.max(length);
        current = if *start <= 1 { length } else { current };
    }
    let answers: Vec<_> = counted.iter().filter(|review| review.rating.is_some()).collect();
    json!({
        "answers": {
            "count": answers.len(),
            "excluded": reviews.iter().filter(|review| review.excluded && review.rating.is_some()).count(),
            "questions": answers.iter().map(|review| review.question).collect::<BTreeSet<_>>().len(),
            "mean": own.map(one_decimal),
            "low": own.map(|own| one_decimal(around(own, all.len()).0)),
            "high": own.map(|own| one_decimal(around(own, all.len()).1)),
        },
        "days": shown,
        "topics": topics.iter().map(topic).collect::<Vec<_>>(),
        "difficulties": difficulties,
        "streak": { "current": current, "longest": longest, "today": by_day.contains_key(&0) },
    })
}

/// The same of a reply, with days as they are told slowly.
async fn comparable(app: &TestApp, progress: &Value) -> Value {
    let mut shown = progress.clone();
    let today = progress["today"].as_str().unwrap();
    for day in shown["days"].as_array_mut().unwrap() {
        let ago = told(app, &format!("select date '{today}' - date '{}' as days", day["day"].as_str().unwrap())).await;
        day.as_object_mut().unwrap().remove("day");
        day["ago"] = ago["days"].clone();
    }
    for topic in shown["topics"].as_array_mut().unwrap() {
        topic.as_object_mut().unwrap().remove("lastAt");
    }
    for other in ["asOf", "timeZone", "today", "interviews", "resumes"] {
        shown.as_object_mut().unwrap().remove(other).unwrap();
    }
    shown
}

async fn a_job(person: &Person<'_>) -> String {
    saved_job(person, "Acme").await["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn of_nothing_there_is_nothing_to_say() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let nothing = json!({
        "answers": { "count": 0, "excluded": 0, "questions": 0, "mean": null, "low": null, "high": null },
        "days": [], "topics": [], "difficulties": [], "streak": { "current": 0, "longest": 0, "today": false },
    });

    let met = ada.get(PROGRESS).await;
    assert_eq!((met.status.as_u16(), met.header("cache-control")), (200, "private, no-cache"), "{}", met.text);
    assert_eq!(comparable(&app, &met.json()).await, nothing, "somebody without a row");
    let job = a_job(&ada).await;
    let progress = ada.get(PROGRESS).await.json();
    assert_eq!((&progress["timeZone"], &progress["interviews"]), (&json!("UTC"), &json!([])));
    assert_eq!(comparable(&app, &progress).await, nothing);
    assert_eq!(comparable(&app, &ada.get(&format!("{PROGRESS}?jobInfoId={job}")).await.json()).await, nothing);
}

#[tokio::test]
async fn one_answer_is_shown_and_left_out() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Indexes\n\nWhen does Postgres use an index?").await;
    let id = answer(&app, &ada, &question, "When it is cheaper than a scan.", 4).await;

    let progress = ada.get(PROGRESS).await.json();
    assert_eq!(
        progress["answers"],
        json!({ "count": 1, "excluded": 0, "questions": 1, "mean": 4.0, "low": 2.4, "high": 5.6 })
    );
    let topic = &progress["topics"][0];
    assert_eq!(
        (&topic["topic"], &topic["estimate"], &topic["status"]),
        (&json!("PostgreSQL"), &json!(5.3), &json!("unknown"))
    );
    assert_eq!(progress["days"], json!([{ "day": progress["today"], "count": 1, "mean": 4.0 }]));
    assert_eq!(progress["difficulties"], json!([{ "difficulty": "easy", "count": 1, "mean": 4.0 }]));
    assert_eq!(progress["streak"], json!({ "current": 1, "longest": 1, "today": true }));

    ada.patch(&format!("/api/questions/{question}/answers/{id}"), json!({ "excluded": true })).await;
    let progress = ada.get(PROGRESS).await.json();
    assert_eq!(
        progress["answers"],
        json!({ "count": 0, "excluded": 1, "questions": 0, "mean": null, "low": null, "high": null })
    );
    for list in ["days", "topics", "difficulties"] {
        assert_eq!(progress[list], json!([]), "{list}");
    }
    assert_eq!(progress["streak"], json!({ "current": 0, "longest": 0, "today": false }));
}

#[tokio::test]
async fn progress_is_what_a_slow_computation_says_in_whatever_order_rows_were_written() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let (job, other, bobs) = (a_job(&ada).await, a_job(&ada).await, a_job(&bob).await);
    store(&app, "user_bob", &bobs, &reviews(99, 60)).await;
    for (seed, count) in [(1, 1), (2, 2), (3, 7), (4, 9), (5, 40), (6, 300)] {
        app.sql().await.batch_execute("delete from reviews where user_id = 'user_ada'").await.unwrap();
        let mut all = reviews(seed, count);
        store(&app, "user_ada", &job, &all).await;
        let hour = told(&app, "select extract(hour from now())::int as hour").await["hour"].as_i64().unwrap();
        for days in [7, 90, 365] {
            let progress = ada.get(&format!("{PROGRESS}?days={days}")).await.json();
            assert_eq!(comparable(&app, &progress).await, slowly(&all, days, hour), "{count} reviews, {days} days");
        }
        let of_job = ada.get(&format!("{PROGRESS}?jobInfoId={job}&days=90")).await.json();
        assert_eq!(comparable(&app, &of_job).await, slowly(&all, 90, hour));
        let of_other = ada.get(&format!("{PROGRESS}?jobInfoId={other}")).await.json();
        assert_eq!(of_other["answers"]["count"], 0);

        let before = ada.get(PROGRESS).await.json();
        app.sql().await.batch_execute("delete from reviews where user_id = 'user_ada'").await.unwrap();
        all.reverse();
        all.rotate_left(count / 3);
        store(&app, "user_ada", &job, &all).await;
        let mut after = ada.get(PROGRESS).await.json();
        after["asOf"] = before["asOf"].clone();
        assert_eq!(after, before, "{count} reviews in another order");
    }
}

#[tokio::test]
async fn interviews_and_analyses_are_shown_in_their_order_within_the_days() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (job, other) = (a_job(&ada).await, a_job(&ada).await);
    let made = format!(
        "insert into interviews (id, job_info_id, receipt_id, state, kind, started_at, finished_at, feedback, feedback_rating,
            feedback_model, feedback_at)
        select gen_random_uuid(), '{job}', gen_random_uuid(), 'finished', 'text', now(), now(), 'F', n, 'm',
            now() - make_interval(days => n)
        from generate_series(1, 10) n;
        insert into interviews (id, job_info_id, receipt_id) values (gen_random_uuid(), '{job}', gen_random_uuid());
        insert into resume_analyses (id, job_info_id, job_version, file_name, file_size, file_sha256, overall_score, result,
            keywords, model, created_at)
        select gen_random_uuid(), '{other}', 1, 'cv.pdf', 1, n::text, n + 0.5, '{{}}', '{{}}', 'm',
            now() - make_interval(days => n)
        from generate_series(1, 8) n"
    );
    app.sql().await.batch_execute(&made).await.unwrap();
    let of = |progress: &Value, list: &str, field: &str| {
        progress[list].as_array().unwrap().iter().map(|each| each[field].as_f64().unwrap()).collect::<Vec<_>>()
    };

    let progress = ada.get(&format!("{PROGRESS}?days=7")).await.json();
    assert_eq!(of(&progress, "interviews", "rating"), [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]);
    assert_eq!(of(&progress, "resumes", "overallScore"), [6.5, 5.5, 4.5, 3.5, 2.5, 1.5]);
    let progress = ada.get(&format!("{PROGRESS}?jobInfoId={other}")).await.json();
    assert_eq!((of(&progress, "interviews", "rating").len(), of(&progress, "resumes", "overallScore").len()), (0, 8));
}

#[tokio::test]
async fn a_streak_still_stands_the_day_after() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let review = format!("/api/questions/{question}/review");
    for _ in 0..3 {
        earlier(&app, "1 day").await;
        assert_eq!(ada.post(&review, json!({ "grade": "good" })).await.status, 201);
    }
    let streak = async || ada.get(PROGRESS).await.json()["streak"].clone();
    assert_eq!(streak().await, json!({ "current": 3, "longest": 3, "today": true }));
    earlier(&app, "1 day").await;
    assert_eq!(streak().await, json!({ "current": 3, "longest": 3, "today": false }));
    earlier(&app, "1 day").await;
    assert_eq!(streak().await, json!({ "current": 0, "longest": 3, "today": false }));
}

#[tokio::test]
async fn days_and_jobs_that_are_none_are_refused() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let job = a_job(&ada).await;
    a_job(&bob).await;

    for days in ["7", "365"] {
        assert_eq!(ada.get(&format!("{PROGRESS}?days={days}")).await.status, 200, "{days}");
    }
    for days in ["6", "366", "0", "-7", "7.5", "x", ""] {
        assert_eq!(pointers(&ada.get(&format!("{PROGRESS}?days={days}")).await), ["?days"], "{days}");
    }
    for (person, id) in [(&bob, job.as_str()), (&ada, NOTHING), (&ada, "1"), (&app.person("grace"), job.as_str())] {
        let refused = person.get(&format!("{PROGRESS}?jobInfoId={id}")).await;
        assert_eq!(refused.problem(), (404, "not-found".into()), "{id}");
    }
}

#[tokio::test]
async fn progress_that_has_not_changed_is_not_sent_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    // The minute may end between two looks.
    for _ in 0..3 {
        let tag = ada.get(PROGRESS).await.header("etag").to_owned();
        let again = ada.request(Method::GET, PROGRESS).header("if-none-match", &tag).send_and_read().await;
        if again.status == 304 {
            answer(&app, &ada, &question, "It moves values between two threads.", 9).await;
            let changed = ada.request(Method::GET, PROGRESS).header("if-none-match", &tag).send_and_read().await;
            return assert_eq!(changed.json()["answers"]["count"], 1);
        }
    }
    panic!("an ETag that never holds");
}

/// Of ten thousand answers nothing but the pages of the index are read, whichever plan is chosen.
#[tokio::test]
async fn progress_of_ten_thousand_answers_comes_from_the_covering_index_alone() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = a_job(&ada).await;
    let sql = app.sql().await;
    let others = "
        insert into users (id) select 'user_' || n from generate_series(1, 12) n;
        insert into job_infos (user_id, name, experience_level, description)
        select 'user_' || n, 'Acme', 'senior', 'Rust' from generate_series(1, 12) n;
        insert into questions (id, job_info_id, text, difficulty, model)
        select gen_random_uuid(), id, 'Q', 'easy', 'm' from job_infos, generate_series(1, 500);
        insert into reviews
            (id, user_id, job_info_id, question_id, rating, grade, source, fresh, difficulty, topics, created_at)
        select gen_random_uuid(), j.user_id, j.id, q.id, 1 + n % 10, 1, 'answer', true, 'easy', '{PostgreSQL,Rust}',
            now() - make_interval(hours => n)
        from job_infos j join questions q on q.job_info_id = j.id
            cross join lateral generate_series(1, case when j.user_id = 'user_ada' then 20 else 10 end) n";
    sql.batch_execute(others).await.unwrap();
    vacuum(&sql).await;
    let prepare =
        format!("prepare progress (text, uuid, int) as {}", darasa_core::domain::practice::progress::PROGRESS);
    sql.batch_execute(&prepare).await.unwrap();
    for (plan, job) in [
        ("force_custom_plan", "null".to_owned()),
        ("force_generic_plan", "null".to_owned()),
        ("force_custom_plan", format!("'{job}'")),
    ] {
        sql.batch_execute(&format!("set plan_cache_mode = {plan}")).await.unwrap();
        let explained = explained(&sql, &format!("execute progress ('user_ada', {job}, 90)")).await;
        let scans = scans_of(&explained[0]["Plan"], "reviews");
        assert_eq!(scans.len(), 1, "{plan}: one scan of reviews: {explained}");
        let scan = &scans[0];
        assert_eq!(
            (&scan["Node Type"], &scan["Index Name"]),
            (&json!("Index Only Scan"), &json!("reviews_of_user")),
            "{scan}"
        );
        assert_eq!(
            (scan["Actual Rows"].as_f64(), scan["Heap Fetches"].as_i64()),
            (Some(10_000.0), Some(0)),
            "{plan}: {scan}"
        );
        let pages = scan["Shared Hit Blocks"].as_i64().unwrap() + scan["Shared Read Blocks"].as_i64().unwrap();
        assert!(pages < 400, "{plan}: {pages} pages");
    }
}

/// Until every page is known to be visible to all, which a snapshot that somebody else holds puts off.
async fn vacuum(sql: &tokio_postgres::Client) {
    const VISIBLE: &str = "select relallvisible = relpages from pg_class where oid = 'reviews'::regclass";
    for _ in 0..300 {
        sql.batch_execute("vacuum analyze reviews").await.unwrap();
        if sql.query_one(VISIBLE, &[]).await.unwrap().get(0) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("reviews cannot be vacuumed");
}
