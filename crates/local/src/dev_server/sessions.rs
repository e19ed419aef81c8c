//! Session tokens for the pages of a laptop (`/dev/session`): whoever is chosen is signed in at the emulated Clerk.
//!
//! It is a part of the dev server and of no function, and answers nobody but a page of this very server: whoever gets
//! a token is that person.

use std::{
    net::IpAddr,
    sync::{Arc, LazyLock},
};

use darasa_core::{
    App, Error, Result,
    base::{
        clock::Timestamp,
        env::is_loopback_origin,
        error::{Invalid, both, json_position},
    },
    domain::accounts::{
        plans::{Limit, Plan},
        users::{self, UserId},
    },
    http::{Fields, FromFields, Method, Reply, ReplyBody, Request, Routes, StatusCode, header, validation::JsonFields},
};
use http::HeaderName;
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::emulators::clerk::{
    ClerkEmulator,
    sign_in::{self, DEFAULT_PLAN, LIFETIME, LONGEST_LIFETIME, OfferedPlan, PEOPLE, PLANS},
};

#[derive(Clone, Copy)]
enum Route {
    Choices,
    SignIn,
}

const ROUTES: Routes<Route> =
    Routes::new("/dev/session", &[(Method::GET, "", Route::Choices), (Method::POST, "", Route::SignIn)]);
const BODY_LIMIT: usize = 16 * 1024;
const MOST_FEATURES: usize = 20;
/// So many people are listed who have signed in before.
const MOST_PEOPLE: usize = 50;
const NAME_LIMIT: usize = 64;
/// What a browser says of the page that asks; a person who types the address is `none`.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// With these a proxy says for whom it asks.
const FORWARDED: [&str; 3] = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-server"];
const USER: &str = "must have 1 to 64 letters (a to z), digits or _, such as ada";
const FEATURES: &str = "must be a list of at most 20 slugs of Clerk's features, such as 5_questions";

static PLAN_WORDS: LazyLock<Vec<(&str, &OfferedPlan)>> =
    LazyLock::new(|| PLANS.iter().map(|plan| (plan.name, plan)).collect());

/// The sign-in of a dev server whose Clerk is emulated.
#[derive(Clone)]
pub struct Sessions {
    app: &'static App,
    clerk: Arc<ClerkEmulator>,
}

impl Sessions {
    pub fn new(app: &'static App, clerk: Arc<ClerkEmulator>) -> Self {
        Self { app, clerk }
    }

    pub(super) fn answers(path: &str) -> bool {
        ROUTES.all().any(|(_, known)| known == path)
    }

    pub(super) fn allow(path: &str) -> String {
        ROUTES.allow(path)
    }

    pub(super) async fn handle(self, request: Request) -> Result<Reply> {
        if let Some(why) = is_foreign(&request) {
            return problem(&request, StatusCode::FORBIDDEN, "foreign-page", why);
        }
        match ROUTES.find(&request)?.route {
            Route::Choices => self.choices().await,
            Route::SignIn => self.sign_in(&request).await,
        }
    }

    /// Whom and what a page may offer.
    async fn choices(&self) -> Result<Reply> {
        Reply::no_store(&json!({
            "people": self.people().await?,
            "plans": PLANS.iter().map(Choice::new).collect::<Vec<_>>(),
            "defaultPlan": DEFAULT_PLAN.name,
            "ttl": { "default": LIFETIME, "most": LONGEST_LIFETIME },
        }))
    }

    /// Those who are ready, then those who have an account already, the newest first; nobody who was deleted.
    async fn people(&self) -> Result<Vec<Person>> {
        const ACCOUNTS: &str = "
        select id, name, deleted_at is not null as user_deleted from users
        where deleted_at is null or id = any($1) order by created_at desc limit $2";
        let ready: Vec<_> = PEOPLE.iter().map(|person| sign_in::user_id(person.user)).collect();
        let most = (MOST_PEOPLE + PEOPLE.len()) as i64;
        let rows = self.app.db.read(ACCOUNTS, &[&ready, &most]).await?;
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

    /// A token, and an account for it as a webhook of Clerk's would make one.
    async fn sign_in(&self, request: &Request) -> Result<Reply> {
        let NewSession { user, grant, ttl } = NewSession::read(request).await?;
        let token = match &grant {
            Grant::Plan(plan) => self.clerk.sign_in(&user, plan),
            Grant::Features(features) => self.clerk.sign_in_with(&user, features),
        };
        let plan = Plan::from_features(Some(&grant.claim()));
        let id = sign_in::user_id(&user);
        let known = UserId::parse(id.clone()).ok_or_else(|| Error::invalid("#/user", USER))?;
        let db = self.app.cache.invalidating(&self.app.db, &id);
        match users::me(&db, &self.app.cache, &self.app.clerk, &known, &plan).await {
            Err(Error::NotLoggedIn { .. }) => {
                let why = "This account was deleted, and nobody signs in to it again; choose another name, or begin \
                           with an empty database (cargo dev --fresh).";
                return problem(request, StatusCode::CONFLICT, "account-deleted", why);
            }
            met => met?,
        };
        Reply::no_store(&json!({
            "token": token.expires_in(ttl).mint(),
            "user": user,
            "id": id,
            "plan": plan.name,
            "features": grant.features(),
            "expiresAt": Timestamp(self.clerk.now() + SignedDuration::from_secs(ttl)),
        }))
    }
}

/// Why a request is refused: it does not come from a page of this server, or from a program on this machine.
fn is_foreign(request: &Request) -> Option<&'static str> {
    let texts = |name: &str| {
        let lines = request.headers().get_all(name).iter().map(|line| line.to_str().unwrap_or("?"));
        lines.flat_map(|line| line.split(',')).map(|text| text.trim().to_ascii_lowercase()).collect::<Vec<_>>()
    };
    let is_local = |host: &String| is_loopback_origin(&format!("http://{host}")) || is_loopback(host);
    let hosts = texts("host");
    let [host] = &hosts[..] else { return Some("This needs one Host, that of this machine.") };
    let forwarded = FORWARDED.iter().flat_map(|name| texts(name)).all(|from| is_local(&from));
    let is_near = request.client_ip().is_some_and(|ip| ip.to_canonical().is_loopback());
    if !is_near || !forwarded || request.headers().contains_key("forwarded") || !is_local(host) {
        return Some("Sessions are given to this machine only: open the page at http://127.0.0.1 or http://localhost.");
    }
    let (origin, site) = (texts(header::ORIGIN.as_str()), texts(SEC_FETCH_SITE.as_str()));
    // A browser knows whose page it is, also where the server of a front end gives our own Host to what it passes on.
    let is_own = |page: &String| match site.is_empty() {
        true => *page == format!("http://{host}"),
        false => is_loopback_origin(page),
    };
    if !origin.iter().all(is_own) || !site.iter().all(|site| site == "same-origin" || site == "none") {
        return Some("Sessions are given to pages of this very server, and yours is from elsewhere.");
    }
    None
}

fn is_loopback(address: &str) -> bool {
    address.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.to_canonical().is_loopback())
}

/// A problem that no function has, so it stands in no table of theirs.
fn problem(request: &Request, status: StatusCode, code: &str, detail: &str) -> Result<Reply> {
    let title = status.canonical_reason();
    let body = json!({
        "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail, "code": code,
        "requestId": request.id(),
    });
    Ok(Reply::new(status, ReplyBody::Full(body.to_string().into()))
        .with(header::CONTENT_TYPE, "application/problem+json")
        .with(header::CACHE_CONTROL, "no-store"))
}

#[derive(Serialize)]
struct Person {
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
struct Choice {
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

#[derive(Debug)]
struct NewSession {
    user: String,
    grant: Grant,
    ttl: i64,
}

#[derive(Debug)]
enum Grant {
    Plan(&'static OfferedPlan),
    Features(Vec<String>),
}

impl Grant {
    fn features(&self) -> Vec<&str> {
        match self {
            Self::Plan(plan) => plan.features.to_vec(),
            Self::Features(features) => features.iter().map(String::as_str).collect(),
        }
    }

    fn claim(&self) -> String {
        sign_in::claim(&self.features())
    }
}

/// All but the features, which are a list of texts.
struct Rest {
    user: String,
    plan: Option<&'static OfferedPlan>,
    ttl: Option<i64>,
}

impl FromFields for Rest {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let user = fields.text("user", NAME_LIMIT);
        let plan = fields.change("plan", |fields| fields.one_of("plan", &PLAN_WORDS));
        let ttl = fields.optional_number("ttl", 1..=LONGEST_LIFETIME);
        fields.finish(user.zip(plan).map(|(user, plan)| Self { user, plan: plan.value().copied(), ttl }))
    }
}

impl NewSession {
    async fn read(request: &Request) -> Result<Self> {
        let bytes = request.bytes(BODY_LIMIT).await?;
        let body = serde_json::from_slice(&bytes).map_err(|error| Error::BadJson(json_position(&error)))?;
        let Value::Object(body) = body else { return Err(Error::invalid("#", "must be an object")) };
        Self::from_body(body)
    }

    fn from_body(mut body: Map<String, Value>) -> Result<Self> {
        let features = features(body.remove("features"));
        let rest = Rest::from_fields(JsonFields::new(body)).and_then(|rest| match sign_in::is_user(&rest.user) {
            true => Ok(rest),
            false => Err(Error::invalid("#/user", USER)),
        });
        let (Rest { user, plan, ttl }, features) = both(rest, features)?;
        let grant = match (plan, features) {
            (Some(_), Some(_)) => return Err(Error::invalid("#/features", "must not stand beside a plan")),
            (_, Some(features)) => Grant::Features(features),
            (plan, None) => Grant::Plan(plan.unwrap_or(DEFAULT_PLAN)),
        };
        Ok(Self { user, grant, ttl: ttl.unwrap_or(LIFETIME) })
    }
}

/// None: they are not given. An empty list is a plan that opens nothing.
fn features(given: Option<Value>) -> Result<Option<Vec<String>>> {
    let list = match given {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(list)) if list.len() <= MOST_FEATURES => list,
        Some(_) => return Err(Error::invalid("#/features", FEATURES)),
    };
    let wrong =
        |nth| Invalid { pointer: format!("#/features/{nth}"), detail: "must be a slug such as 5_questions".into() };
    let (mut good, mut wrongs) = (Vec::new(), Vec::new());
    for (nth, item) in list.into_iter().enumerate() {
        match item {
            Value::String(slug) if sign_in::is_feature(&slug) => good.push(slug),
            _ => wrongs.push(wrong(nth)),
        }
    }
    if wrongs.is_empty() { Ok(Some(good)) } else { Err(Error::Invalid(wrongs)) }
}
