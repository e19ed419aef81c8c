//! Erasure of the caller: who may ask for it, what goes on after the reply, and who may read its receipt.

use http::{HeaderValue, StatusCode, header};

use super::{app::App, caller::Caller, stream_options::live_texts, visit};
use crate::{
    base::{error::Result, trace},
    domain::own_data::{
        erasure::{self, Confirmation, Processors},
        erasure_receipt::{KeySet, Receipt},
    },
    http::{Reply, Request},
};

const KEYS_FOR_AN_HOUR: &str = "public, max-age=3600";

impl App {
    pub fn processors(&self) -> Processors {
        Processors { cache: self.cache.clone(), live: live_texts(self), clerk: self.clerk.clone() }
    }
}

/// The person is gone from the database with the reply, and the rest follows it.
pub async fn reply(app: &App, caller: &Caller, confirmed: Confirmation) -> Result<Reply> {
    confirmed.is_by(&caller.user_id)?;
    caller.is_fresh()?;
    let (mut erasure, accepted) = erasure::begin(&caller.db(app), &caller.user_id).await?;
    let (db, processors, hold) = (app.db.clone(), app.processors(), caller.wait_until());
    trace::spawn(async move {
        // What fails is noted, and goes on with the next purge.
        erasure.go_on(&db, &processors).await.ok();
        drop(hold);
    });
    Ok(Reply { status: StatusCode::ACCEPTED, ..Reply::no_store(&accepted)? })
}

/// For whoever has its token.
pub async fn receipt(app: &App, request: &Request, token: &str) -> Result<Reply> {
    visit::check_token_reader(app, request, "receipts").await?;
    let erasure = erasure::find(&app.db, token).await?;
    Reply::no_store(&Receipt::new(erasure, app.env.receipt_keys.as_ref(), &app.env.models)?)
}

/// A page of anybody's may check a receipt.
pub fn keys(app: &App) -> Result<Reply> {
    let mut reply = Reply::public(&KeySet::new(app.env.receipt_keys.as_ref()), KEYS_FOR_AN_HOUR)?;
    reply.headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(reply)
}
