//! Who is it and may they: the first beat of every handler behind a sign-in.

use std::net::{IpAddr, Ipv4Addr};

use futures_util::future::{join, try_join};
use http::header;

use crate::{
    base::{
        error::{Error, Result},
        telemetry,
        trace::{self, Part},
    },
    domain::{
        accounts::{
            plans::Plan,
            usage::{self, Allowance},
            users::UserId,
        },
        interviews::rate_limit,
    },
    http::{Request, WaitUntil},
    protection::decision::{Allowed, By, Decision, Denial, RequestDetails, Rule},
    server::app::App,
    storage::db::Db,
};

/// What everybody has to pass who is signed in. The bots come last, so that they can be left out.
const EVERYWHERE: [Rule; 3] = [
    Rule::Shield,
    Rule::SlidingWindow { policy: "requests", max: 100, interval_seconds: 60 },
    Rule::Bots { allow: &["CATEGORY:SEARCH_ENGINE", "CATEGORY:MONITOR", "CATEGORY:PREVIEW"] },
];
/// Who creates an interview; Postgres holds everybody to the same.
const INTERVIEWS: Rule = Rule::TokenBucket {
    policy: rate_limit::POLICY,
    by: By::User,
    capacity: rate_limit::CAPACITY,
    refill: rate_limit::REFILL,
    interval_seconds: rate_limit::REFILL_SECONDS,
    requested: 1,
};

/// Whoever sends this request.
#[derive(Clone)]
pub struct Caller {
    pub user_id: UserId,
    pub plan: Plan,
    hold: WaitUntil,
}

impl Caller {
    /// Nobody is asked about a request whose sender is not known: it costs us a signature and nothing else.
    pub async fn authenticate(app: &App, request: &Request) -> Result<Self> {
        let session = app.auth.session(request).await?;
        request.note_user(telemetry::hashed(session.user_id.as_str()));
        if !app.protection.is_off() {
            let bots_too = if app.env.protection.allow_api_clients { EVERYWHERE.len() - 1 } else { EVERYWHERE.len() };
            let admission = check(app, request, Some(&session.user_id), &EVERYWHERE[..bots_too]);
            // A cold start waits for the decision or the first connection, whichever takes longer, and not for both.
            try_join(admission, async {
                if app.protection.leaves_database_idle() {
                    app.db.warm().await;
                }
                Ok(())
            })
            .await?;
        }
        Ok(Self { user_id: session.user_id.clone(), plan: session.plan, hold: request.wait_until() })
    }

    /// Whether an interview may be created, as far as somebody else counts.
    pub async fn may_create_interview(&self, app: &App, request: &Request) -> Result<()> {
        match app.protection.counts_interviews() {
            true => check(app, request, Some(&self.user_id), &[INTERVIEWS]).await,
            false => Ok(()),
        }
    }

    /// Reads a request for a generation that is long in coming, while its caller's budget is looked at: an exhausted budget is
    /// told before anything that is wrong with the request.
    pub async fn read_within_budget<T>(&self, app: &App, reading: impl Future<Output = Result<T>>) -> Result<T> {
        let (budget, read) = join(usage::within_budget(&app.db, &self.user_id, app.env.ai), reading).await;
        budget.and(read)
    }

    /// Reads a request for a generation whose next query shows the budget too: only what is wrong needs a look of its own.
    pub async fn budget_before_errors<T>(&self, app: &App, reading: impl Future<Output = Result<T>>) -> Result<T> {
        match reading.await {
            Ok(read) => Ok(read),
            Err(wrong) => usage::within_budget(&app.db, &self.user_id, app.env.ai).await.and(Err(wrong)),
        }
    }

    /// The database for what they read and write: a cache hears of their writes.
    pub fn db(&self, app: &App) -> Db {
        app.cache.invalidating(&app.db, self.user_id.as_str())
    }

    pub fn allowance(&self, app: &App) -> Allowance<'_> {
        Allowance { owner: &self.user_id, plan: &self.plan, budget: app.env.ai, hold: &self.hold }
    }
}

async fn check(app: &App, request: &Request, user: Option<&UserId>, rules: &[Rule]) -> Result<()> {
    match decide(app, request, user, rules).await {
        Decision::Allow(_) => Ok(()),
        Decision::Deny(Denial::RateLimit(standing)) => Err(Error::RateLimit(standing)),
        Decision::Deny(Denial::Bot(_)) => Err(Error::Bot),
        Decision::Deny(Denial::Shield) => Err(Error::Suspicious),
        Decision::Deny(Denial::Unexplained) => Err(Error::NotAdmitted),
    }
}

/// Asks, notes how the limit stands, and logs what somebody should know of.
pub(super) async fn decide(app: &App, request: &Request, user: Option<&UserId>, rules: &[Rule]) -> Decision {
    let query = request.raw_query().map(|query| format!("?{query}")).unwrap_or_default();
    // A laptop's visitors come from itself.
    let here = IpAddr::from(Ipv4Addr::LOCALHOST);
    let visit = RequestDetails {
        address: request.client_ip().or((!app.env.production).then_some(here)),
        method: request.sent_method().as_str(),
        // Production is reached by HTTPS alone; the platform ends it.
        protocol: if app.env.production { "https:" } else { "http:" },
        host: request.header(header::HOST).unwrap_or_default(),
        path: request.path(),
        query: &query,
        headers: request.headers(),
        user: user.map(UserId::as_str),
    };
    let hold = request.wait_until();
    let decision = trace::measure(Part::Protect, app.protection.decide(&visit, rules, &hold)).await;
    note(app, request, &decision);
    decision
}

fn note(app: &App, request: &Request, decision: &Decision) {
    match decision {
        Decision::Allow(Allowed { standing, undecided, .. }) => {
            if let Some(cause) = undecided {
                let so_far = app.protection.undecided_so_far();
                tracing::error!(cause, so_far, "nobody decided about a visit, so it passes");
            }
            standing.iter().for_each(|standing| request.note_limit(*standing));
        }
        Decision::Deny(denial) => {
            let denial = match denial {
                Denial::RateLimit(standing) => standing.policy,
                Denial::Bot(_) => "bot",
                Denial::Shield => "shield",
                Denial::Unexplained => "unexplained",
            };
            tracing::info!(denial, "a visit was refused");
        }
    }
}
