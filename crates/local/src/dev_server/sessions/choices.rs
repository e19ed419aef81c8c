//! Choices of whoever signs in: the people who are there, and the plans of the emulated Clerk with what each allows.

use darasa_core::{
    Result,
    domain::accounts::plans::{Limit, Plan},
    storage::db::Db,
};
use serde::Serialize;

use crate::emulators::clerk::sign_in::{self, OfferedPlan, PEOPLE, PLANS};

/// So many people are listed who have signed in before.
const MOST_PEOPLE: usize = 50;

/// Those who are ready, then those who have an account already, the newest first; nobody who was deleted.
pub(super) async fn people(db: &Db) -> Result<Vec<Person>> {
    const ACCOUNTS: &str = "
    select id, name, deleted_at is not null as user_deleted from users
    where deleted_at is null or id = any($1) order by created_at desc limit $2";
    let ready: Vec<_> = PEOPLE.iter().map(|person| sign_in::user_id(person.user)).collect();
    let most = (MOST_PEOPLE + PEOPLE.len()) as i64;
    let rows = db.read(ACCOUNTS, &[&ready, &most]).await?;
    let (mut people, mut deleted) = (Vec::new(), Vec::new());
    for row in &rows {
        let (id, name): (String, Option<String>) = (row.get("id"), row.get("name"));
        let person = if row.get("user_deleted") { None } else { Person::with_account(&id, name) };
        match person {
            Some(person) => people.push(person),
            None => deleted.push(id),
        }
    }
    let is_new = |id: &String| !deleted.contains(id) && !people.iter().any(|person| person.id == *id);
    let new: Vec<_> = PEOPLE.iter().zip(&ready).filter(|(_, id)| is_new(id)).map(|(it, _)| it.into()).collect();
    // Those who are ready keep their place in front.
    people.extend(new);
    people.sort_by_key(|person| ready.iter().position(|id| *id == person.id).unwrap_or(ready.len()));
    people.truncate(MOST_PEOPLE);
    Ok(people)
}

pub(super) fn plans() -> Vec<Choice> {
    PLANS.iter().map(Choice::new).collect()
}

#[derive(Serialize)]
pub(super) struct Person {
    /// What POST takes.
    user: String,
    id: String,
    name: String,
}

impl Person {
    /// None: somebody of another Clerk, who cannot be signed in here.
    fn with_account(id: &str, name: Option<String>) -> Option<Self> {
        let user = id.strip_prefix("user_").filter(|user| sign_in::is_user(user))?.to_owned();
        Some(Self { id: id.to_owned(), name: name.unwrap_or_else(|| user.clone()), user })
    }
}

impl From<&sign_in::ReadyPerson> for Person {
    fn from(sign_in::ReadyPerson { user, first_name, last_name }: &sign_in::ReadyPerson) -> Self {
        Self { user: (*user).to_owned(), id: sign_in::user_id(user), name: format!("{first_name} {last_name}") }
    }
}

#[derive(Serialize)]
pub(super) struct Choice {
    name: &'static str,
    description: String,
    features: &'static [&'static str],
    allows: Allows,
}

/// How often, over the whole life of an account; `null`: as often as one likes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Allows {
    questions: Option<i32>,
    interviews: Option<i32>,
    resume_analyses: Option<i32>,
}

impl Choice {
    fn new(offered: &'static OfferedPlan) -> Self {
        let plan = Plan::from_features(Some(&offered.claim()));
        let counted = [
            in_words(plan.questions, "question", "questions"),
            in_words(plan.interviews, "interview", "interviews"),
            in_words(plan.resume_analyses, "résumé analysis", "résumé analyses"),
        ];
        let allows = Allows {
            questions: most(plan.questions),
            interviews: most(plan.interviews),
            resume_analyses: most(plan.resume_analyses),
        };
        Self { name: offered.name, description: counted.join(", "), features: offered.features, allows }
    }
}

fn most(limit: Option<Limit>) -> Option<i32> {
    match limit {
        None => Some(0),
        Some(Limit::UpTo(most)) => Some(most),
        Some(Limit::Unlimited) => None,
    }
}

fn in_words(limit: Option<Limit>, one: &str, many: &str) -> String {
    match most(limit) {
        None => format!("unlimited {many}"),
        Some(0) => format!("no {many}"),
        Some(1) => format!("1 {one}"),
        Some(most) => format!("{most} {many}"),
    }
}
