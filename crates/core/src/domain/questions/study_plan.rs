//! Study plan of a job: its cards, topics, ratings and interview as they are stored, made into days; and the days of all
//! jobs together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        blocking,
        clock::Day,
        error::{Error, Result},
        newtype::TextEnum,
    },
    domain::{
        accounts::users::{self, UserId},
        job_infos::JobInfoId,
        keywords,
        practice::{
            days::day,
            estimate::{self, Status},
            fsrs::Memory,
            plan::{Minutes, PlanCard, PlanDay, PlanTopic, Preparation},
            topics,
        },
        questions::auto::{Ratings, newest_ratings},
    },
    storage::db::Db,
};

/// How many days a plan has, from today on.
pub const DAYS: std::ops::RangeInclusive<i64> = 1..=31;
pub const USUAL_DAYS: i64 = 14;

/// What to do on each day until the interview; without one, for a week.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StudyPlan {
    today: Day,
    interview_on: Option<Day>,
    /// Until the interview; `null` without one, and after it.
    days_left: Option<i64>,
    /// Today first.
    days: Vec<PlanDay>,
}

/// The days of all jobs, and when their interviews are.
pub struct Agenda {
    pub today: Day,
    pub days: Vec<PlanDay>,
    pub interviews: Vec<Day>,
}

/// What a plan of a job is made of, as it is stored.
struct StoredPreparation {
    today: Day,
    interview_on: Option<Day>,
    description: String,
    cards: Vec<StoredCard>,
    topics: Vec<TopicRatings>,
    all: estimate::Ratings,
    ratings: Ratings,
    retention: f64,
    daily_minutes: i64,
    spent_today: i64,
}

#[derive(Deserialize)]
struct StoredCard {
    question: Uuid,
    stability: f64,
    difficulty: f64,
    reviews: i32,
    reviewed_on: Day,
    due_on: Day,
}

#[derive(Deserialize)]
struct TopicRatings {
    topic: String,
    count: i64,
    sum: i64,
}

/// The plan of one job.
pub async fn get(db: &Db, owner: &UserId, job: JobInfoId, days: usize) -> Result<StudyPlan> {
    let rows = fetch(db, owner, Some(job)).await?;
    let stored = StoredPreparation::from_row(users::owned_row(&rows, "id")?)?;
    blocking::run(move || {
        let mut minutes = Minutes::new(stored.daily_minutes, days, stored.spent_today);
        let (today, interview_on) = (stored.today, stored.interview_on);
        let preparation = stored.preparation();
        let days_left = preparation.days_left();
        StudyPlan { today, interview_on, days_left, days: preparation.plan(&mut minutes) }
    })
    .await
}

/// The plans of all jobs, which share the minutes of a day: the next interview comes first. None for somebody who is
/// gone, or has no job.
pub async fn agenda(db: &Db, owner: &UserId) -> Result<Option<Agenda>> {
    let rows = fetch(db, owner, None).await?;
    if users::owned(&rows).is_err() {
        return Ok(None);
    }
    let jobs = rows.iter().filter(|row| row.get::<_, Option<Uuid>>("id").is_some());
    let jobs = jobs.map(StoredPreparation::from_row).collect::<Result<Vec<_>>>()?;
    blocking::run(move || Agenda::new(jobs)).await
}

/// A row a job, the next interview first; at most ten of all jobs, and a thousand cards of each.
async fn fetch(db: &Db, owner: &UserId, job: Option<JobInfoId>) -> Result<Vec<Row>> {
    const PREPARATIONS: &str = concat!(
        "select u.deleted_at is not null as user_deleted, t.today, u.daily_minutes::bigint, spent.minutes as spent_today,
            u.retention::text::float8 as retention, j.id, j.interview_on, j.description, ",
        newest_ratings!(),
        ", cards.cards, rated.topics, rated.count, rated.sum, rated.squares
    from users u
    cross join lateral (select ",
        day!("now()"),
        " as today) as t
    cross join lateral (
        select coalesce(sum(case when is_first then 10 else 5 end), 0)::bigint + (
            select 30 * count(*) from job_infos held join interviews i on i.job_info_id = held.id
            where held.user_id = u.id and i.finished_at > now() - interval '2 days' and ",
        day!("i.finished_at"),
        " = t.today
        ) as minutes
        from (
            select not exists (
                select from reviews before where before.question_id = r.question_id and before.created_at < r.created_at
            ) as is_first
            from reviews r
            where r.user_id = u.id and r.created_at > now() - interval '2 days' and ",
        day!("r.created_at"),
        " = t.today
        ) as reviewed
    ) as spent
    left join lateral (
        select * from job_infos where user_id = u.id and ($2::uuid is null or id = $2)
        order by case when interview_on >= t.today then interview_on end, created_at desc, id desc
        limit 10
    ) as j on true
    left join lateral (
        select coalesce(json_agg(each), '[]')::text as cards from (
            select question_id as question, stability, difficulty, reviews, due_on, ",
        day!("c.reviewed_at"),
        " as reviewed_on
            from cards c where c.job_info_id = j.id and not c.suspended
            order by due_on, question_id limit 1000
        ) as each
    ) as cards on true
    left join lateral (
        select (
                select coalesce(json_agg(each order by each.topic), '[]')::text from (
                    select topic, count(*) as count, sum(rating) as sum
                    from reviews cross join lateral unnest(topics) as topic
                    where job_info_id = j.id and fresh and excluded_by is null and rating is not null
                    group by topic
                ) as each
            ) as topics,
            count(*) as count, coalesce(sum(rating), 0) as sum, coalesce(sum(rating * rating), 0) as squares
        from reviews where job_info_id = j.id and fresh and excluded_by is null and rating is not null
    ) as rated on true
    where u.id = $1
    order by case when j.interview_on >= t.today then j.interview_on end, j.created_at desc, j.id desc"
    );
    db.read(PREPARATIONS, &[&owner.as_str(), &job.map(|job| job.0)]).await
}

impl StoredPreparation {
    /// Of a row that has a job.
    fn from_row(row: &Row) -> Result<Self> {
        let parsed = |column| serde_json::from_str(row.get(column)).map_err(Error::unreadable);
        Ok(Self {
            today: row.get("today"),
            interview_on: row.get("interview_on"),
            description: row.get("description"),
            cards: parsed("cards")?,
            topics: serde_json::from_str(row.get("topics")).map_err(Error::unreadable)?,
            all: estimate::Ratings { count: row.get("count"), sum: row.get("sum"), squares: row.get("squares") },
            ratings: Ratings::from_row(row),
            retention: row.get("retention"),
            daily_minutes: row.get("daily_minutes"),
            spent_today: row.get("spent_today"),
        })
    }

    fn preparation(self) -> Preparation {
        let topics = self.topics_to_ask_about();
        let card = |card: StoredCard| PlanCard {
            question: card.question,
            memory: Memory { stability: card.stability, difficulty: card.difficulty },
            reviews: card.reviews,
            reviewed_on: card.reviewed_on,
            due_on: card.due_on,
        };
        Preparation {
            today: self.today,
            interview_on: self.interview_on,
            cards: self.cards.into_iter().map(card).collect(),
            topics,
            difficulty: self.ratings.next_level().0.as_str(),
            retention: self.retention,
        }
    }

    /// Those that answers were weak in, the weakest first; then those that too little is known of, what the job names
    /// before the others.
    fn topics_to_ask_about(&self) -> Vec<PlanTopic> {
        let named = keywords::known(&self.description).into_iter().map(|term| term.term);
        let mut practised: Vec<_> = self
            .topics
            .iter()
            .filter(|each| each.topic != topics::GENERAL)
            .map(|each| (each.topic.as_str(), self.all.estimate(each.count, each.sum)))
            .collect();
        practised.sort_by(|(_, one), (_, other)| one.estimate.total_cmp(&other.estimate));
        let of = |status| practised.iter().filter(move |(_, each)| each.status == status).map(|(topic, _)| *topic);
        let is_settled =
            |topic: &str| practised.iter().any(|(known, each)| *known == topic && each.status != Status::Unknown);
        let weak = of(Status::Weak).map(|topic| PlanTopic { topic: topic.to_owned(), is_weak: true });
        let mut all: Vec<_> = weak.collect();
        let unknown = named.filter(|topic| !is_settled(topic)).chain(of(Status::Unknown).map(str::to_owned));
        for topic in unknown {
            if !all.iter().any(|each| each.topic == topic) {
                all.push(PlanTopic { topic, is_weak: false });
            }
        }
        all
    }
}

impl Agenda {
    fn new(jobs: Vec<StoredPreparation>) -> Option<Self> {
        let first = jobs.first()?;
        let (today, most) = (first.today, *DAYS.end() as usize);
        let mut minutes = Minutes::new(first.daily_minutes, most, first.spent_today);
        let mut days: Vec<_> = (0..most as i64)
            .map(|number| PlanDay { day: today.after(number), minutes: 0, tasks: Vec::new() })
            .collect();
        let interviews = jobs.iter().filter_map(|job| job.interview_on).filter(|day| *day >= today).collect();
        for job in jobs {
            for (day, planned) in days.iter_mut().zip(job.preparation().plan(&mut minutes)) {
                day.minutes += planned.minutes;
                day.tasks.extend(planned.tasks);
            }
        }
        Some(Self { today, days, interviews })
    }
}
