//! Clerk webhook events: what Clerk reports of its users takes effect once, however often and in whatever order it
//! comes.

use crate::{
    base::error::{Error, Result},
    domain::accounts::{deletion, users::UserId},
    providers::{
        clerk::{ClerkUser, Event},
        svix::Delivery,
    },
    storage::{
        cache::{self, Cache},
        db::{
            Db,
            purge::{BATCH, Purged, purging},
        },
    },
};

const RETRY_AFTER: u32 = 5;
const NOBODY: &str = "This event is about nobody who could be a user.";

/// Nobody sends an event again after that.
macro_rules! lapsed {
    () => {
        "received_at < now() - interval '30 days'"
    };
}

/// Notes the event `$1` in the statement that has its effect: what follows starts from `event`, which has
/// no row when it was noted before. Ids that nobody will send again are forgotten on the way, a few at a time.
macro_rules! once {
    ($effect:literal) => {
        concat!(
            "with old as (
                select ctid from webhook_events where ",
            lapsed!(),
            " order by received_at limit 100 for update skip locked
            ), forgotten as (
                delete from webhook_events where ctid = any(array(select ctid from old))
            ), event as (
                insert into webhook_events (id) values ($1)
                on conflict on constraint webhook_events_pkey do nothing
                returning id
            )",
            $effect
        )
    };
}

/// Events of a deployment that hears of none any more.
pub async fn purge(db: &Db) -> Result<Purged> {
    const PURGE: &str = purging!("webhook_events", lapsed!(), "received_at");
    db.write(PURGE, &[&BATCH]).await.map(|rows| Purged::new(&rows))
}

pub async fn receive(db: &Db, cache: &Cache, delivery: &Delivery) -> Result<()> {
    match Event::parse(&delivery.body)? {
        Event::UserChanged { id, user } => {
            let id = UserId::parse(id).ok_or(Error::BadRequest(NOBODY))?;
            changed(&cache.invalidating(db, id.as_str()), &delivery.id, &id, &user).await
        }
        Event::UserDeleted { id } => match id.and_then(UserId::parse) {
            Some(id) => {
                delete(db, &delivery.id, &id).await?;
                forgotten(db, cache, &id).await
            }
            None => Ok(()),
        },
        Event::Other => Ok(()),
    }
}

/// The newest news win, whichever comes last; of the same millisecond both count. A tombstone stays what it is.
async fn changed(db: &Db, event: &str, id: &UserId, user: &ClerkUser) -> Result<()> {
    const CHANGED: &str = once!(
        "insert into users as known (id, name, email, image_url, clerk_updated_at)
        select $2, $3, $4, $5, $6 from event
        on conflict on constraint users_pkey do update
            set name = excluded.name, email = excluded.email, image_url = excluded.image_url,
                clerk_updated_at = excluded.clerk_updated_at, updated_at = now()
            where known.deleted_at is null
                and (known.clerk_updated_at is null or excluded.clerk_updated_at >= known.clerk_updated_at)"
    );
    let ClerkUser { name, email, image_url, updated_at } = user;
    db.write(CHANGED, &[&event, &id.as_str(), name, email, image_url, updated_at]).await?;
    Ok(())
}

/// First the tombstone, which stops whoever comes later; then all that the user owned.
pub async fn delete(db: &Db, event: &str, id: &UserId) -> Result<()> {
    const TOMBSTONE: &str = once!(
        "insert into users as known (id, deleted_at)
        select $2, now() from event
        on conflict on constraint users_pkey do update
            set name = null, email = null, image_url = null, deleted_at = coalesce(known.deleted_at, now())
        returning deleted_at"
    );

    let transaction = db.begin().await?;
    let rows = transaction.write(TOMBSTONE, &[&event, &id.as_str()]).await?;
    if let Some(row) = rows.first() {
        deletion::lock(&transaction, id).await?;
        deletion::delete_all(&transaction, id, row.get("deleted_at")).await?;
    }
    transaction.commit().await
}

/// That somebody is gone is settled in Postgres; but what a cache kept for them can be read until it hears of it, or
/// until its time is over. Before one of the two the event counts as not received, so that it comes again.
async fn forgotten(db: &Db, cache: &Cache, id: &UserId) -> Result<()> {
    const RECENT: &str = "
    select coalesce(deleted_at > now() - make_interval(secs => $2), false) as recent from users where id = $1";

    let Err(away) = cache.invalidate(id.as_str()).await else { return Ok(()) };
    let rows = db.read(RECENT, &[&id.as_str(), &cache::TTL.as_secs_f64()]).await?;
    if rows.first().is_some_and(|row| row.get("recent")) {
        return Err(Error::unavailable(format!("a cache does not know of a deletion yet: {away}"), RETRY_AFTER));
    }
    Ok(())
}
