//! Rate limits in Postgres: one statement a visit, for all of its limits, by the database's clock.

use tokio_postgres::Row;

use super::{Check, Outcome, State};
use crate::{
    base::error::{Error, Result},
    storage::db::{
        Db, Param,
        purge::{BATCH, Purged, purging},
    },
};

/// What has become of a row by now and whether there is room, as `Limit::forward` and `Limit::passes` say it, of the
/// limit `w` and the row `stored`, which may be missing.
macro_rules! forwarded {
    () => {
        "cross join lateral (select greatest(0, w.now - coalesce(stored.since, w.now)) / w.span as steps) a
        cross join lateral (
            select greatest(0, coalesce(stored.taken, 0) - a.steps * w.refill) as taken,
                case when w.kind <> 1 then 0
                    when a.steps = 0 then coalesce(stored.earlier, 0)
                    when a.steps = 1 then coalesce(stored.taken, 0)
                    else 0 end as earlier
        ) b
        cross join lateral (
            select case when b.taken + b.earlier = 0 then w.now else stored.since + a.steps * w.span end as since
        ) c
        cross join lateral (
            select c.since, b.earlier, b.taken, b.earlier * (w.span - least(w.span, greatest(0, w.now - c.since)))
                + (b.taken + greatest(1, w.cost)) * w.span <= w.capacity * w.span as passes
        ) f"
    };
}

/// What a visit that passes writes, as `Limit::take` and `Limit::expires` say it; less than nothing when there is no
/// room.
macro_rules! after {
    () => {
        "case when w.kind = 2 then w.now else f.since end, f.earlier,
        case when f.passes then f.taken + w.cost else -1 end,
        to_timestamp((
            case when w.kind = 2 then w.now else f.since end
                + ((f.taken + w.cost + w.refill - 1) / w.refill + (w.kind = 1)::int) * w.span
        ) / 1000.0)"
    };
}

/// First all limits are looked at as they stood when the statement began; if one of them has no room, nothing is
/// written. Else each row is locked and looked at again, in the order of their keys, so that no two visits wait for
/// each other; if one of them has no room any more, its check undoes all of it. A visit that adds a row takes two
/// expired ones away. Losing the last moment of this in a crash is nothing, so nobody waits for the disk.
const TAKE: &str = concat!(
    "with moment as (
        select floor(extract(epoch from now()) * 1000)::bigint as now, set_config('synchronous_commit', 'off', true)
    ), wanted as (
        select w.*, moment.now from moment, unnest($1, $2, $3, $4, $5, $6)
            with ordinality as w (key, kind, capacity, refill, span, cost, nth)
    ), seen as (
        select w.*, f.*, stored.key is null as is_new from wanted w
        left join lateral (select * from rate_limits where key = w.key limit 1) stored on true ",
    forwarded!(),
    "), visit as (select bool_and(passes) as passes from seen), took as (
        insert into rate_limits as stored (key, since, earlier, taken, expires_at)
        select w.key, ",
    after!(),
    "   from visit, seen w cross join lateral (select w.since, w.earlier, w.taken, w.passes) f
        where visit.passes and w.cost > 0
        order by w.key
        on conflict (key) do update set (since, earlier, taken, expires_at) = (
            select ",
    after!(),
    "       from wanted w ",
    forwarded!(),
    "       where w.key = stored.key
        )
        returning key, since, earlier, taken
    ), purged as (
        delete from rate_limits where key in (
            select key from rate_limits
            where expires_at < now() and key <> all($1)
                and (select count(*) from took join seen using (key) where seen.is_new) > 0
            order by expires_at limit 2 for update skip locked
        )
    )
    select seen.now, visit.passes, coalesce(took.since, seen.since) as since,
        coalesce(took.earlier, seen.earlier)::bigint as earlier, coalesce(took.taken, seen.taken)::bigint as taken
    from visit, seen left join took using (key) order by seen.nth"
);
const NO_ROOM: &str = "rate_limits_has_room";
/// Asked as a reading is: on a connection that turns out to be dead it is repeated, for a visit counted twice is better
/// than a question to every connection before it is used. Whoever was overtaken looks again, and then sees the limit as
/// it stands. Nobody is overtaken for ever.
const MOST_ATTEMPTS: usize = 5;

pub async fn take(db: &Db, checks: &[Check]) -> Result<Outcome> {
    let numbers = |of: fn(&Check) -> i64| checks.iter().map(of).collect::<Vec<i64>>();
    let params: [&dyn Param; 6] = [
        &checks.iter().map(|check| check.key.clone()).collect::<Vec<String>>(),
        &numbers(|check| check.limit.kind.number()),
        &numbers(|check| check.limit.capacity),
        &numbers(|check| check.limit.refill),
        &numbers(|check| check.limit.interval_ms),
        &numbers(|check| check.limit.cost),
    ];
    for _ in 0..MOST_ATTEMPTS {
        match db.read(TAKE, &params).await {
            Err(Error::Constraint(name)) if name == NO_ROOM => {}
            answer => return answer.and_then(|rows| outcome(&rows)),
        }
    }
    Err(Error::unavailable("a limit that many want at once", 1))
}

/// Limits of people who never come again.
pub async fn purge(db: &Db) -> Result<Purged> {
    const PURGE: &str = purging!("rate_limits", "expires_at < now()", "expires_at");
    db.write(PURGE, &[&BATCH]).await.map(|rows| Purged::new(&rows))
}

fn outcome(rows: &[Row]) -> Result<Outcome> {
    let first = rows.first().ok_or_else(|| Error::internal("limits without an answer"))?;
    let state = |row: &Row| State { since: row.get("since"), earlier: row.get("earlier"), taken: row.get("taken") };
    Ok(Outcome { now: first.get("now"), passed: first.get("passes"), states: rows.iter().map(state).collect() })
}
