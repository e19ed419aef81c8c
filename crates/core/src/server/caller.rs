//! Authorization: who sends a request, and whether they may; the first step of every handler behind a sign-in.

use std::{
    borrow::Cow,
    net::{IpAddr, Ipv4Addr},
};

use futures_util::future::{join, try_join};
use http::{HeaderMap, Method, header};
use uuid::Uuid;

use crate::{
    base::{
        env,
        error::{Error, Result},
        telemetry,
        trace::{self, Part},
    },
    domain::{
        accounts::{
            api_keys::KeyHolder,
            plans::Plan,
            seen_plan,
            usage::{self, Allowance},
            users::UserId,
        },
        interviews::rate_limit,
    },
    http::{KeyScope, KeyScopes, Request, WaitUntil},
    protection::decision::{Allowed, BotList, By, Decision, Denial, RequestDetails, Rule, SHIELD_TEST_HEADER},
    server::{api_key, app::App, auth::AccessToken},
    storage::db::Db,
};

/// So many people may be busy at once behind one address: an office, or a server that asks for its users.
const PEOPLE_AT_AN_ADDRESS: u32 = 100;
/// Programs that may pass whoever they come for.
const OPEN_BOTS: BotList = BotList::Allow(&["CATEGORY:SEARCH_ENGINE", "CATEGORY:MONITOR", "CATEGORY:PREVIEW"]);
/// Whoever brings a valid session is a person, with whatever client, unless they say that they read for a model.
const CRAWLERS: BotList = BotList::Deny(&["CATEGORY:AI"]);
/// The rule for creating an interview; Postgres enforces the same limit.
const INTERVIEWS: Rule = Rule::TokenBucket {
    policy: rate_limit::POLICY,
    by: By::User,
    capacity: rate_limit::CAPACITY,
    refill: rate_limit::REFILL,
    interval_seconds: rate_limit::REFILL_SECONDS,
    requested: 1,
};

/// How often a program may come with one key, which counts for its owner too.
const A_KEY_PER_MINUTE: u32 = 60;

/// How often a stream may be read once more.
const STREAMS: Rule = Rule::SlidingWindow { policy: "streams", by: By::User, max: 6, interval_seconds: 60 };

/// The user who sends a request, or whose program does.
#[derive(Clone)]
pub struct Caller {
    pub user_id: UserId,
    pub plan: Plan,
    is_fresh: bool,
    /// None: they are signed in.
    key: Option<CallerKey>,
    /// Whether the request changes nothing, so that a replica may answer it.
    reads_only: bool,
    wait_until: WaitUntil,
}

/// What a program comes with: an API key, or an access token, which is called by its client and its person.
#[derive(Clone)]
struct CallerKey {
    id: String,
    scopes: Vec<KeyScope>,
}

impl Caller {
    /// By their session, or by a key where one of these routes is open to it. The protection is not asked about a
    /// request without either: it costs us the check of a signature or a checksum and no more.
    pub async fn authenticate(app: &App, request: &Request, routes: &dyn KeyScopes) -> Result<Self> {
        match api_key::shown(request) {
            None => Self::by_session(app, request).await,
            Some(key) => Box::pin(Self::by_key(app, request, key, routes)).await,
        }
    }

    /// A program, by a key or an access token for a resource of ours; never a session, which is a page's.
    pub async fn authenticate_program(
        app: &App,
        request: &Request,
        routes: &dyn KeyScopes,
        is_ours: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Self> {
        match (api_key::shown(request), request.bearer().filter(|token| !token.is_empty())) {
            (Some(key), _) => Self::by_key(app, request, key, routes).await,
            (None, Some(token)) => Self::by_access_token(app, request, token, is_ours).await,
            (None, None) => Err(Error::NotLoggedIn { token_given: false }),
        }
    }

    async fn by_access_token(
        app: &App,
        request: &Request,
        token: &str,
        is_ours: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Self> {
        let AccessToken { user_id, client, scopes, .. } = app.auth.access(request, token, is_ours).await?;
        request.note_user(telemetry::hashed(user_id.as_str()));
        let plan = seen_plan::of(&app.db, &user_id).await?;
        let id = format!("{client} {}", user_id.as_str());
        let caller = Self { key: Some(CallerKey { id, scopes }), ..Self::new(request, user_id, plan) };
        caller.admit(app, request).await?;
        Ok(caller)
    }

    async fn by_session(app: &App, request: &Request) -> Result<Self> {
        let session = app.auth.session(request).await?;
        request.note_user(session.hashed_user.clone());
        let caller = Self { is_fresh: session.is_fresh, ..Self::new(request, session.user_id.clone(), session.plan) };
        caller.admit(app, request).await?;
        if session.takes_news() {
            api_key::note_plan(app, request, session);
        }
        Ok(caller)
    }

    async fn by_key(app: &App, request: &Request, shown: &str, routes: &dyn KeyScopes) -> Result<Self> {
        let KeyHolder { id, owner, scopes, plan, is_first_use_of_day } = api_key::holder(app, request, shown).await?;
        request.note_user(telemetry::hashed(owner.as_str()));
        let key = Some(CallerKey { id: id.to_string(), scopes });
        let caller = Self { key, ..Self::new(request, owner, plan) };
        caller.admit(app, request).await?;
        if is_first_use_of_day {
            api_key::note_use(app, request, id);
        }
        caller.may(routes.scopes_for(request)?)?;
        Ok(caller)
    }

    fn new(request: &Request, user_id: UserId, plan: Plan) -> Self {
        let (reads_only, wait_until) = (request.method() == Method::GET, request.wait_until());
        Self { user_id, plan, is_fresh: false, key: None, reads_only, wait_until }
    }

    async fn admit(&self, app: &App, request: &Request) -> Result<()> {
        // Also of what the cache answers, and before anything waits for a primary that is away.
        if self.reads_only && app.db.is_read_only() {
            request.trace().note_read_only();
        }
        if app.protection.is_off() {
            return Ok(());
        }
        // In a box, for it is large, and each handler would have room for it.
        Box::pin(self.check_visit(app, request)).await
    }

    /// A cold start waits for the decision or the first connection, whichever takes longer, and not for both.
    async fn check_visit(&self, app: &App, request: &Request) -> Result<()> {
        let rules = rules(&app.env.protection, self.key.is_some());
        let warming = async {
            if app.protection.leaves_database_idle() {
                app.db.warm().await;
            }
            Ok(())
        };
        try_join(check(app, request, Some(self), &rules), warming).await.map(drop)
    }

    /// Whether they are signed in, or their key has one of these scopes.
    pub fn may(&self, scopes: &[KeyScope]) -> Result<()> {
        match &self.key {
            Some(key) if !scopes.iter().any(|scope| key.scopes.contains(scope)) => Err(Error::Scope),
            _ => Ok(()),
        }
    }

    /// What a program is known by; nothing for whoever is signed in.
    pub fn credential(&self) -> &str {
        self.key.as_ref().map_or("", |key| &key.id)
    }

    /// Whether they showed within the last minutes that it is they. Otherwise the problem makes Clerk's script ask for
    /// it and send the request again.
    pub fn is_fresh(&self) -> Result<()> {
        if self.is_fresh { Ok(()) } else { Err(Error::ReverificationNeeded) }
    }

    /// Whether an interview may be created, if an external service counts them.
    pub async fn may_create_interview(&self, app: &App, request: &Request) -> Result<()> {
        if !app.protection.counts_interviews() {
            return Ok(());
        }
        check(app, request, Some(self), &[INTERVIEWS]).await
    }

    /// Reads a large request for a generation while its caller's budget is queried: an exhausted budget is reported
    /// before anything that is wrong with the request. Not where a key may name what is paid already: a later query
    /// looks for it first.
    pub async fn read_within_budget<T>(
        &self,
        app: &App,
        request: &Request,
        reading: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        if request.idempotency_key().is_ok_and(|key| key.is_some()) {
            return self.budget_before_errors(app, reading).await;
        }
        let (budget, read) = join(usage::within_budget(&app.db, &self.user_id, app.env.ai), reading).await;
        budget.and(read)
    }

    /// Reads a request for a generation whose next query checks the budget too: only an invalid request needs a query
    /// of its own.
    pub async fn budget_before_errors<T>(&self, app: &App, reading: impl Future<Output = Result<T>>) -> Result<T> {
        match reading.await {
            Ok(read) => Ok(read),
            Err(wrong) => usage::within_budget(&app.db, &self.user_id, app.env.ai).await.and(Err(wrong)),
        }
    }

    /// Whether a stream may be read once more: each reader holds an invocation. Counted by stream, for all instances
    /// where there is a Redis.
    pub async fn may_read_stream(&self, app: &App, request: &Request, stream: Uuid) -> Result<()> {
        let visitor = format!("{} {stream}", self.user_id.as_str());
        let details = RequestDetails { user: Some(&visitor), ..details(app, request, "", request.headers()) };
        let decision = match app.redis {
            Some(_) => app.stream_limit.decide(&details, &[STREAMS]).await,
            None => app.stream_limit.decide_here(&details, &[STREAMS]).await,
        };
        refusal(decision)
    }

    /// The database for what the caller reads and writes: their writes invalidate the cache. What they only look at is
    /// answered by the replica while the primary is away.
    pub fn db(&self, app: &App) -> Db {
        let db = app.cache.invalidating(&app.db, self.user_id.as_str());
        if self.reads_only { db.or_replica() } else { db }
    }

    /// Keeps the invocation open for what goes on after the reply.
    pub fn wait_until(&self) -> WaitUntil {
        self.wait_until.clone()
    }

    pub fn allowance(&self, app: &App) -> Allowance<'_> {
        Allowance { owner: &self.user_id, plan: &self.plan, budget: app.env.ai, hold: &self.wait_until }
    }
}

/// The rules for every request behind a sign-in. A person is one visitor wherever they come from, and an address is one
/// of its own. Whoever has a key is a program that somebody let in, so it is no crawler.
fn rules(settings: &env::Protection, by_key: bool) -> [Rule; 4] {
    let a_minute = |policy, by, max| Rule::SlidingWindow { policy, by, max, interval_seconds: 60 };
    let max = settings.requests_per_minute;
    let people = if settings.allow_api_clients { CRAWLERS } else { OPEN_BOTS };
    [
        Rule::Shield,
        a_minute("requests", By::User, max),
        a_minute("address", By::Address, PEOPLE_AT_AN_ADDRESS * max),
        if by_key { a_minute("key", By::Key, A_KEY_PER_MINUTE) } else { Rule::Bots(people) },
    ]
}

pub(super) async fn check(app: &App, request: &Request, caller: Option<&Caller>, rules: &[Rule]) -> Result<()> {
    refusal(decide(app, request, caller, rules).await)
}

/// Of pages for whoever has their token: the database is asked by whoever has one that looks like it.
pub(super) async fn check_token_reader(app: &App, request: &Request, policy: &'static str) -> Result<()> {
    let rule = Rule::SlidingWindow { policy, by: By::Address, max: 30, interval_seconds: 60 };
    check(app, request, None, &[rule]).await
}

fn refusal(decision: Decision) -> Result<()> {
    match decision {
        Decision::Allow(_) => Ok(()),
        Decision::Deny(Denial::RateLimit(limit)) => Err(Error::RateLimit(limit)),
        Decision::Deny(Denial::Bot(_)) => Err(Error::Bot),
        Decision::Deny(Denial::Shield) => Err(Error::Suspicious),
        Decision::Deny(Denial::Unexplained) => Err(Error::NotAdmitted),
    }
}

/// Asks the protection, and notes its decision: limits for the reply's headers, the rest for the log.
pub(super) async fn decide(app: &App, request: &Request, caller: Option<&Caller>, rules: &[Rule]) -> Decision {
    let query = request.raw_query().map(|query| format!("?{query}")).unwrap_or_default();
    let headers = judged_headers(app.env.production, request.headers());
    let user = caller.map(|caller| caller.user_id.as_str());
    let key = caller.and_then(|caller| caller.key.as_ref()).map(|key| key.id.as_str());
    let details = RequestDetails { user, key, ..details(app, request, &query, &headers) };
    let wait_until = request.wait_until();
    let decision = trace::measure(Part::Protect, app.protection.decide(&details, rules, &wait_until)).await;
    note(app, request, &decision);
    decision
}

fn details<'r>(app: &App, request: &'r Request, query: &'r str, headers: &'r HeaderMap) -> RequestDetails<'r> {
    // On a laptop requests come from the machine itself.
    let localhost = IpAddr::from(Ipv4Addr::LOCALHOST);
    RequestDetails {
        address: request.client_ip().or((!app.env.production).then_some(localhost)),
        method: request.sent_method().as_str(),
        // Production is reached by HTTPS alone; the platform ends it.
        protocol: if app.env.production { "https:" } else { "http:" },
        host: request.header(header::HOST).unwrap_or_default(),
        path: judged_path(request.path()),
        query,
        headers,
        user: None,
        key: None,
    }
}

/// The path that the protection sees: the token of a receipt or a report is for nobody else.
fn judged_path(path: &str) -> &str {
    const BEFORE_TOKENS: [&str; 2] = ["/api/receipts/", "/api/shares/"];
    BEFORE_TOKENS.into_iter().find(|before| path.starts_with(before)).unwrap_or(path)
}

/// The headers that the protection sees. Five visits with the test header block an address, at Arcjet too: in
/// production any stranger could have everybody behind it refused.
fn judged_headers(production: bool, sent: &HeaderMap) -> Cow<'_, HeaderMap> {
    if production && sent.contains_key(SHIELD_TEST_HEADER) {
        let mut headers = sent.clone();
        headers.remove(SHIELD_TEST_HEADER);
        return Cow::Owned(headers);
    }
    Cow::Borrowed(sent)
}

fn note(app: &App, request: &Request, decision: &Decision) {
    match decision {
        Decision::Allow(Allowed { limit, undecided, .. }) => {
            if let Some(cause) = undecided {
                let so_far = app.protection.undecided_so_far();
                tracing::error!(cause, so_far, "nobody decided about a visit, so it passes");
            }
            limit.iter().for_each(|status| request.note_limit(*status));
        }
        Decision::Deny(denial) => {
            let denial = match denial {
                Denial::RateLimit(limit) => limit.policy,
                Denial::Bot(_) => "bot",
                Denial::Shield => "shield",
                Denial::Unexplained => "unexplained",
            };
            tracing::info!(denial, "a visit was refused");
        }
    }
}
