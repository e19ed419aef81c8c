//! Progress: what all reviews of somebody say together, in means, topics, days and streaks. Ranges, never a rank among
//! people.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    base::{
        clock::{Day, Timestamp},
        error::{Error, Result},
        json::JsonText,
    },
    domain::{
        accounts::users::{self, UserId},
        job_infos::JobInfoId,
        practice::{
            days::day,
            estimate::{Ratings, Status},
        },
    },
    storage::{cache::Cache, db::Db},
};

/// For how many days days are shown one by one, with the interviews and analyses in them.
pub const DAYS: std::ops::RangeInclusive<i64> = 7..=365;
pub const USUAL_DAYS: i64 = 90;

/// How somebody does. Means are of ratings that are fresh and not left out; days and streaks are of everything that is
/// not left out.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// When it was computed, to the minute.
    as_of: Timestamp,
    time_zone: String,
    today: Day,
    answers: AnswerProgress,
    /// Days with anything in them, the oldest first.
    days: Vec<DayProgress>,
    /// By how many answers they have; at most 50.
    topics: Vec<TopicProgress>,
    difficulties: Vec<DifficultyProgress>,
    streak: Streak,
    /// Those with feedback, the oldest first; at most the newest 100.
    interviews: Vec<InterviewProgress>,
    /// Analyses of résumés, the oldest first; at most the newest 100.
    resumes: Vec<ResumeProgress>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AnswerProgress {
    /// Answers with a rating, but for those left out.
    count: i64,
    /// Those left out.
    excluded: i64,
    /// To how many questions.
    questions: i64,
    mean: Option<f64>,
    /// Nine times of ten the true mean lies between the two.
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DayProgress {
    day: Day,
    /// Reviews of all kinds.
    count: i64,
    mean: Option<f64>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TopicProgress {
    topic: String,
    count: i64,
    /// Between the mean of the topic and that of all answers: the nearer to the latter, the fewer there are.
    estimate: f64,
    /// Nine times of ten the true mean lies between the two.
    low: f64,
    high: f64,
    status: Status,
    /// The mean of the last five less that of the five before; `null` below ten.
    trend: Option<f64>,
    last_at: Timestamp,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DifficultyProgress {
    difficulty: String,
    count: i64,
    mean: f64,
}

/// Days in a row with a review.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Streak {
    /// Those up to today, or up to yesterday.
    current: i64,
    longest: i64,
    /// Whether today has one.
    today: bool,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct InterviewProgress {
    interview_id: Uuid,
    rating: i32,
    at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ResumeProgress {
    id: Uuid,
    overall_score: f64,
    at: Timestamp,
}

/// Sums as the statement makes them.
#[derive(Debug, Deserialize)]
struct Sums {
    as_of: Timestamp,
    time_zone: String,
    today: Day,
    answers: AnswerSums,
    days: Vec<DaySum>,
    topics: Vec<TopicSum>,
    difficulties: Vec<DifficultySum>,
    streak: Streak,
    interviews: Vec<InterviewProgress>,
    resumes: Vec<ResumeProgress>,
}

#[derive(Debug, Deserialize)]
struct AnswerSums {
    count: i64,
    excluded: i64,
    questions: i64,
    rated: i64,
    sum: i64,
    squares: i64,
}

#[derive(Debug, Deserialize)]
struct DaySum {
    day: Day,
    count: i64,
    rated: i64,
    sum: i64,
}

#[derive(Debug, Deserialize)]
struct TopicSum {
    topic: String,
    rated: i64,
    sum: i64,
    /// Of the last five, and of the five before.
    newest: i64,
    before: i64,
    last_at: Timestamp,
}

#[derive(Debug, Deserialize)]
struct DifficultySum {
    difficulty: String,
    rated: i64,
    sum: i64,
}

pub async fn progress(db: &Db, cache: &Cache, owner: &UserId, job: Option<JobInfoId>, days: i64) -> Result<JsonText> {
    let of = job.map(|job| job.to_string()).unwrap_or_default();
    let fetch = async { JsonText::new(&Progress::new(fetch(db, owner, job, days).await?)) };
    cache.get_or_fetch(owner.as_str(), &format!("progress {of} {days}"), fetch).await
}

/// All of it in one statement, over one scan of the index `reviews_of_user`, which holds every column that is asked
/// for. A test keeps it so.
pub const PROGRESS: &str = concat!(
    "with me as (
    select coalesce(u.deleted_at is not null, false) as user_deleted, coalesce(u.time_zone, 'UTC') as time_zone,
        coalesce(u.day_starts_at, 4) as day_starts_at, j.id as of_job
    from (select) as nobody left join users u on u.id = $1 left join job_infos j on j.user_id = u.id and j.id = $2
), today as (
    select ",
    day!("now()"),
    " as today from me as u
), rows as materialized (
    select r.rating, r.fresh, r.excluded_by, r.topics, r.difficulty, r.question_id, r.created_at, ",
    day!("r.created_at"),
    " as day
    from reviews r, me as u
    where r.user_id = $1 and ($2::uuid is null or r.job_info_id = $2)
), counted as (
    select * from rows where excluded_by is null
), rated as (
    select * from counted where fresh and rating is not null
), days as (
    select day, count(*) as count, count(rating) filter (where fresh) as rated,
        coalesce(sum(rating) filter (where fresh), 0) as sum
    from counted group by day
), topics as (
    select topic, count(*) as rated, sum(rating) as sum, coalesce(sum(rating) filter (where nth <= 5), 0) as newest,
        coalesce(sum(rating) filter (where nth between 6 and 10), 0) as before, max(created_at) as last_at
    from (
        select topic, rating, created_at,
            row_number() over (partition by topic order by created_at desc, rating desc) as nth
        from rated cross join lateral unnest(topics) as topic
    ) as each
    group by topic order by count(*) desc, topic limit 50
), streaks as (
    select count(*) as length, max(day) as last
    from (select day, day - row_number() over (order by day)::int as island from days) as each
    group by island
), interviews as (
    select i.id, i.feedback_rating as rating, i.feedback_at as at
    from job_infos j join interviews i on i.job_info_id = j.id
    where j.user_id = $1 and ($2::uuid is null or j.id = $2) and i.feedback_rating is not null
        and i.feedback_at > now() - make_interval(days => $3)
    order by i.feedback_at desc, i.id desc limit 100
), resumes as (
    select r.id, r.overall_score, r.created_at as at
    from job_infos j join resume_analyses r on r.job_info_id = j.id
    where j.user_id = $1 and ($2::uuid is null or j.id = $2) and r.created_at > now() - make_interval(days => $3)
    order by r.created_at desc, r.id desc limit 100
)
select me.user_deleted, me.of_job, json_build_object(
    'as_of', date_trunc('minute', now()), 'time_zone', me.time_zone, 'today', today.today,
    'answers', (
        select json_build_object(
            'count', count(rating) filter (where excluded_by is null),
            'excluded', count(rating) filter (where excluded_by is not null),
            'questions', count(distinct question_id) filter (where excluded_by is null and rating is not null),
            'rated', count(rating) filter (where excluded_by is null and fresh),
            'sum', coalesce(sum(rating) filter (where excluded_by is null and fresh), 0),
            'squares', coalesce(sum(rating * rating) filter (where excluded_by is null and fresh), 0)
        ) from rows
    ),
    'days', (
        select coalesce(json_agg(days order by day), '[]') from days where day > today.today - $3
    ),
    'topics', (select coalesce(json_agg(topics order by rated desc, topic), '[]') from topics),
    'difficulties', (
        select coalesce(json_agg(each order by array_position(array['easy', 'medium', 'hard'], difficulty)), '[]')
        from (select difficulty, count(*) as rated, sum(rating) as sum from rated group by difficulty) as each
    ),
    'streak', (
        select json_build_object(
            'current', coalesce(max(length) filter (where last >= today.today - 1), 0),
            'longest', coalesce(max(length), 0), 'today', coalesce(bool_or(last = today.today), false)
        ) from streaks
    ),
    'interviews', (
        select coalesce(json_agg(json_build_object('interviewId', id, 'rating', rating, 'at', at) order by at, id), '[]')
        from interviews
    ),
    'resumes', (
        select coalesce(
            json_agg(json_build_object('id', id, 'overallScore', overall_score, 'at', at) order by at, id), '[]'
        )
        from resumes
    )
)::text as sums
from me, today"
);

async fn fetch(db: &Db, owner: &UserId, job: Option<JobInfoId>, days: i64) -> Result<Sums> {
    let whole_days = i32::try_from(days).map_err(Error::internal)?;
    let rows = db.read(PROGRESS, &[&owner.as_str(), &job.map(|job| job.0), &whole_days]).await?;
    users::owned(&rows)?;
    let row = match job {
        Some(_) => users::owned_row(&rows, "of_job")?,
        None => rows.first().ok_or_else(|| Error::internal("the sums of nobody"))?,
    };
    serde_json::from_str(row.get("sums")).map_err(Error::unreadable)
}

impl Progress {
    fn new(sums: Sums) -> Self {
        let AnswerSums { count, excluded, questions, rated, sum, squares } = sums.answers;
        let all = Ratings { count: rated, sum, squares };
        let range = all.range();
        let days = sums.days.into_iter().map(|DaySum { day, count, rated, sum }| DayProgress {
            day,
            count,
            mean: Ratings::mean_of(rated, sum),
        });
        let difficulties = sums.difficulties.into_iter().filter_map(|DifficultySum { difficulty, rated, sum }| {
            Some(DifficultyProgress { difficulty, count: rated, mean: Ratings::mean_of(rated, sum)? })
        });
        Self {
            as_of: sums.as_of,
            time_zone: sums.time_zone,
            today: sums.today,
            answers: AnswerProgress {
                count,
                excluded,
                questions,
                mean: Ratings::mean_of(rated, sum),
                low: range.map(|range| range.low),
                high: range.map(|range| range.high),
            },
            days: days.collect(),
            topics: sums.topics.into_iter().map(|topic| TopicProgress::new(topic, &all)).collect(),
            difficulties: difficulties.collect(),
            streak: sums.streak,
            interviews: sums.interviews,
            resumes: sums.resumes,
        }
    }
}

impl TopicProgress {
    fn new(sum: TopicSum, all: &Ratings) -> Self {
        let estimate = all.estimate(sum.rated, sum.sum);
        Self {
            topic: sum.topic,
            count: sum.rated,
            estimate: estimate.estimate,
            low: estimate.low,
            high: estimate.high,
            status: estimate.status,
            trend: Ratings::trend(sum.rated, sum.newest, sum.before),
            last_at: sum.last_at,
        }
    }
}
