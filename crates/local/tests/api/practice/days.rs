//! Days of people in their own time zones: where one ends, also when the clocks are changed.

use super::*;

/// A review at each of these instants, and the days that progress tells for them.
async fn days_of(app: &TestApp, zone: &str, starts_at: i16, instants: &[&str]) -> Vec<String> {
    const REVIEWED: &str = "
    insert into reviews (id, user_id, job_info_id, question_id, rating, grade, source, fresh, difficulty, topics, created_at)
    select gen_random_uuid(), 'user_ada', job_info_id, id, 5, 2, 'answer', true, 'easy', '{}', instant::timestamptz
    from questions, unnest($1::text[]) as instant";
    let sql = app.sql().await;
    sql.batch_execute("delete from reviews").await.unwrap();
    sql.execute("update users set time_zone = $1, day_starts_at = $2", &[&zone, &starts_at]).await.unwrap();
    sql.execute(REVIEWED, &[&instants]).await.unwrap();
    let days = told(
        app,
        concat!(
            "select json_agg(day::text order by created_at) as days from (select r.created_at, ",
            "((r.created_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as day ",
            "from reviews r, users u) as each"
        ),
    );
    days.await["days"].as_array().unwrap().iter().map(|day| day.as_str().unwrap().to_owned()).collect()
}

async fn practising(app: &TestApp) {
    let ada = app.person("ada");
    question(app, &ada, "# Send").await;
}

#[tokio::test]
async fn a_day_begins_at_four_by_the_clock_on_the_wall_whatever_was_done_to_it() {
    let app = TestApp::start().await;
    practising(&app).await;
    for (zone, instants, days) in [
        ("UTC", ["2026-11-27T03:59:59.999Z", "2026-11-27T04:00:00Z"], ["2026-11-26", "2026-11-27"]),
        // Half past nine in the evening in UTC is the hour.
        ("Asia/Kolkata", ["2026-11-26T22:29:59.999Z", "2026-11-26T22:30:00Z"], ["2026-11-26", "2026-11-27"]),
        // Summer time begins at two: three hours after midnight it is four.
        ("America/New_York", ["2026-03-08T07:59:59.999Z", "2026-03-08T08:00:00Z"], ["2026-03-07", "2026-03-08"]),
        // It ends: five hours after midnight it is four.
        ("America/New_York", ["2026-11-01T08:59:59.999Z", "2026-11-01T09:00:00Z"], ["2026-10-31", "2026-11-01"]),
        ("Pacific/Apia", ["2026-11-26T14:59:59.999Z", "2026-11-26T15:00:00Z"], ["2026-11-26", "2026-11-27"]),
        // The 30th of December was left out there.
        ("Pacific/Apia", ["2011-12-30T09:59:59Z", "2011-12-30T14:00:00Z"], ["2011-12-29", "2011-12-31"]),
    ] {
        assert_eq!(days_of(&app, zone, 4, &instants).await, days, "{zone} {instants:?}");
    }
}

#[tokio::test]
async fn a_day_begins_when_its_owner_says() {
    let app = TestApp::start().await;
    practising(&app).await;
    for (starts_at, days) in [(0, ["2026-11-27", "2026-11-27"]), (6, ["2026-11-26", "2026-11-27"])] {
        let instants = ["2026-11-27T05:59:00Z", "2026-11-27T06:00:00Z"];
        assert_eq!(days_of(&app, "UTC", starts_at, &instants).await, days, "{starts_at}");
    }
}

#[tokio::test]
async fn progress_and_cards_count_by_these_days() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send").await;
    let sql = app.sql().await;
    // It is always before four in one of these, and after four in the other.
    for zone in ["Pacific/Kiritimati", "Pacific/Midway", "America/New_York", "Asia/Kolkata"] {
        sql.batch_execute(&format!("delete from reviews; delete from cards; update users set time_zone = '{zone}'"))
            .await
            .unwrap();
        let today = format!("select (((now() at time zone '{zone}') - interval '4 hours')::date)::text as day");
        let before = told(&app, &today).await["day"].clone();

        let reply = ada.post(&format!("/api/questions/{question}/review"), json!({ "grade": "again" })).await.json();
        let progress = ada.get("/api/users/me/progress").await.json();

        let after = told(&app, &today).await["day"].clone();
        assert!([&before, &after].contains(&&progress["today"]), "{zone}: {progress}");
        assert_eq!(progress["timeZone"], zone);
        assert_eq!(progress["streak"], json!({ "current": 1, "longest": 1, "today": true }), "{zone}");
        let next = format!("select (date '{}' + 1)::text as day", progress["today"].as_str().unwrap());
        if before == after {
            assert_eq!(reply["dueOn"], told(&app, &next).await["day"], "{zone}: again tomorrow");
        }
        cards_are_folds(&app).await;
    }
}

/// A card's steps are whole days of its owner's, not days of twenty-four hours.
#[tokio::test]
async fn two_reviews_around_the_border_of_a_day_are_a_day_apart() {
    let app = TestApp::start().await;
    practising(&app).await;
    for (instants, stability) in [
        // On the same day S grows by the short formula, from one to the next by the long one.
        (["2026-11-27T04:00:00Z", "2026-11-28T03:59:59Z"], 2.3065),
        (["2026-11-27T03:59:59Z", "2026-11-27T04:00:00Z"], 2.3065),
    ] {
        days_of(&app, "UTC", 4, &instants).await;
        app.sql().await.batch_execute("update reviews set grade = 3; delete from cards").await.unwrap();
        rebuild::cards(&db(&app), &People::new(vec!["user_ada".to_owned()])).await.unwrap();
        let card = told(&app, "select stability, due_on::text from cards").await;
        let grown = card["stability"].as_f64().unwrap() > stability + 0.5;
        assert_eq!(grown, instants[0].contains("03:59"), "{instants:?}: {card}");
    }
}
