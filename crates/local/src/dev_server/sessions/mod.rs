//! Session tokens for the pages of a laptop (`/dev/session`): whoever is chosen is signed in at the emulated Clerk. And
//! days that pass for them (`/dev/days`).
//!
//! It is a part of the dev server and of no function, and answers nobody but a page of this very server: whoever gets
//! a token is that person.

mod choices;
mod days;
mod new_session;
mod place;

use std::sync::Arc;

use darasa_core::{
    App, Error, Result,
    base::clock::Timestamp,
    domain::accounts::{
        plans::Plan,
        users::{self, UserId},
    },
    http::{Method, Reply, ReplyBody, Request, Routes, StatusCode, header},
};
use jiff::SignedDuration;
use serde_json::json;

use self::{
    days::PassedDays,
    new_session::{Grant, NewSession, USER},
};
use crate::emulators::clerk::{
    ClerkEmulator,
    sign_in::{self, DEFAULT_PLAN, LIFETIME, LONGEST_LIFETIME},
};

#[derive(Clone, Copy)]
enum Route {
    Choices,
    Days,
    SignIn,
}

const ROUTES: Routes<Route> = Routes::new(
    "/dev",
    &[
        (Method::POST, "/days", Route::Days),
        (Method::GET, "/session", Route::Choices),
        (Method::POST, "/session", Route::SignIn),
    ],
);

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
        if let Some(why) = place::is_foreign(&request) {
            return problem(&request, StatusCode::FORBIDDEN, "foreign-page", why);
        }
        match ROUTES.find(&request)?.route {
            Route::Choices => self.choices().await,
            Route::Days => self.pass_days(&request).await,
            Route::SignIn => self.sign_in(&request).await,
        }
    }

    async fn pass_days(&self, request: &Request) -> Result<Reply> {
        let passed: PassedDays = request.json().await?;
        let id = sign_in::user_id(&passed.user);
        passed.pass(&self.app.cache.invalidating(&self.app.db, &id), &id).await?;
        Ok(Reply::no_content())
    }

    /// Whom and what a page may offer.
    async fn choices(&self) -> Result<Reply> {
        Reply::no_store(&json!({
            "people": choices::people(&self.app.db).await?,
            "plans": choices::plans(),
            "defaultPlan": DEFAULT_PLAN.name,
            "ttl": { "default": LIFETIME, "most": LONGEST_LIFETIME },
        }))
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
