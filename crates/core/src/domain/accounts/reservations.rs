//! Reservation of a use of the plan: counter, budget and receipt in one statement, for a receipt that nobody has, or
//! for one that came to nothing.

use uuid::Uuid;

use crate::{
    base::{
        clock,
        error::{Error, Result},
        trace,
    },
    domain::accounts::{
        plans::Feature,
        receipt_key::{self, ReceiptKey},
        usage::{Allowance, Reservation, exhausted_hour, locking, release_unheard, within_budget},
    },
    storage::db::{Db, Param},
};

/// The reservations of the kind `$2` that nobody settled in time, under their counter, which is `locked`.
macro_rules! expired {
    () => {
        "expired as (
            select id from usage, locked
            where user_id = $1 and kind = $2 and state = 'reserved' and expires_at < now()
            for update of usage skip locked
        )"
    };
}
pub(crate) use expired;

/// Takes one use, or refuses and changes nothing: counter, budget and receipt in one statement, so that fifty requests
/// at four of five let one through. Reservations nobody settled in time do not count, and are given back on the way,
/// before the new receipt meets them in the index of claims. Without a use left, or for somebody deleted meanwhile,
/// there is no row; without a budget left the receipt has no kind, which undoes the whole statement, as a claim of
/// somebody else does. `$target` and `$wanted`: what else has to be there; `$receipt`: how the receipt is written.
macro_rules! reserving {
    ($target:literal, $wanted:literal, $receipt:literal) => {
        concat!(
            "with ",
            locking!("u.id = $1 and c.kind = $2"),
            ", ",
            expired!(),
            $target,
            ", counted as (
    insert into usage_counters as counter (user_id, kind, reserved)
    select id, $2, 1 from users where id = $1 and deleted_at is null and $3 > 0",
            $wanted,
            " for key share
    on conflict (user_id, kind) do update
        set reserved = counter.reserved + 1 - (select count(*) from expired)
        where counter.used + counter.reserved - (select count(*) from expired) < $3
    returning user_id
), budget as (
    insert into ai_budgets as budget (user_id, hour_spent, day_spent)
    select user_id, 1, 1 from counted where $8
    on conflict (user_id) do update set
        hour_started_at =
            case when budget.hour_started_at <= now() - interval '1 hour' then now() else budget.hour_started_at end,
        hour_spent =
            case when budget.hour_started_at <= now() - interval '1 hour' then 1 else budget.hour_spent + 1 end,
        day_started_at =
            case when budget.day_started_at <= now() - interval '1 day' then now() else budget.day_started_at end,
        day_spent = case when budget.day_started_at <= now() - interval '1 day' then 1 else budget.day_spent + 1 end
        where (budget.hour_started_at <= now() - interval '1 hour' or budget.hour_spent < $6)
            and (budget.day_started_at <= now() - interval '1 day' or budget.day_spent < $7)
    returning user_id
), given_back as (
    update usage set state = 'released', released_at = expires_at
    from expired, counted where usage.id = expired.id and usage.id <> $4 returning usage.id
), paid as (
    select user_id, case when not $8 or exists (select from budget) then $2 else 'over budget' end as kind
    from counted where (select count(*) from given_back) >= 0
)
",
            $receipt
        )
    };
}

/// Under an id that nothing has. Of two with one key the second breaks the primary key, which undoes its reservation.
const RESERVE: &str = reserving!(
    "",
    "",
    "insert into usage (id, user_id, kind, subject_id, expires_at, request_id, request_sha256, attempt, claim)
    select $4, user_id, kind, $5, now() + make_interval(secs => $9), $10, $11, $12, $13 from paid
    returning id"
);
/// A receipt that came to nothing, and for which nothing is owed, once more: of many who try only one finds it as it
/// was. A lapsed one is among the expired, so its use is not counted twice.
const RESERVE_ANEW: &str = reserving!(
    ", target as (
        select id from usage, locked
        where id = $4 and user_id = $1 and kind = $2 and attempt = $12 - 1
            and (state = 'released' or state = 'reserved' and expires_at < now())
        for update of usage
    )",
    " and exists (select from target)",
    "update usage set kind = paid.kind, state = 'reserved', subject_id = $5, attempt = $12, claim = $13,
        reserved_at = now(), expires_at = now() + make_interval(secs => $9), request_id = $10, request_sha256 = $11,
        settled_at = null, released_at = null, given_back_at = null, unstored = false
    from paid where usage.id = $4
    returning usage.id"
);
const TAKEN: &str = "usage_pkey";
/// What a statement breaks on purpose that is to change nothing: one that reserves over the budget, and one that
/// settles a receipt which was reserved anew since.
pub const KIND_KNOWN: &str = "usage_kind_known";
/// Of interviews and of answers.
const CLAIMED: [&str; 2] = ["usage_one_at_a_time", "usage_one_regrade_at_a_time"];

/// Reserves one use of a feature for the thing that will have the id `subject`.
pub async fn reserve(db: &Db, allowance: Allowance<'_>, feature: Feature, subject: Uuid) -> Result<Reservation> {
    try_to_reserve(db, allowance, feature, subject, &ReceiptKey::random()).await
}

/// The same under a key. None: the stream of this key is there, or being made. Somebody with the same key may have been
/// quicker; then it is theirs that is in the way, or that took the last use, so a refusal is looked at once more.
pub async fn reserve_once(
    db: &Db,
    allowance: Allowance<'_>,
    feature: Feature,
    subject: Uuid,
    mut key: ReceiptKey,
) -> Result<Option<Reservation>> {
    loop {
        let refusal = match try_to_reserve(db, allowance, feature, subject, &key).await {
            Ok(paid) => return Ok(Some(paid)),
            Err(refusal) => refusal,
        };
        let may_be_ours = matches!(&refusal, Error::PlanLimit | Error::RateLimit(_) | Error::InProgress)
            || matches!(&refusal, Error::Constraint(name) if name == TAKEN);
        if !key.is_sent() || !may_be_ours {
            return Err(refusal);
        }
        let attempt = key.attempt();
        if receipt_key::look(db, allowance.owner, &mut key).await? {
            return Ok(None);
        }
        // Theirs came to nothing meanwhile, so it is our turn.
        if key.attempt() == attempt {
            return Err(refusal);
        }
    }
}

async fn try_to_reserve(
    db: &Db,
    allowance: Allowance<'_>,
    feature: Feature,
    subject: Uuid,
    key: &ReceiptKey,
) -> Result<Reservation> {
    let Allowance { owner, budget, hold, .. } = allowance;
    let (id, attempt, claim) = (key.id, key.attempt(), clock::random_uuid());
    let request_id = trace::current().map(|trace| trace.request_id().to_owned());
    let params: [&dyn Param; 13] = [
        &owner.as_str(),
        &feature.kind(),
        &allowance.most(feature)?,
        &id,
        &subject,
        &budget.hourly,
        &budget.daily,
        &feature.is_generation(),
        &feature.waits().as_secs_f64(),
        &request_id,
        &key.request_sha256(),
        &attempt,
        &claim,
    ];
    match db.write(if attempt == ReceiptKey::FIRST { RESERVE } else { RESERVE_ANEW }, &params).await {
        Ok(rows) if rows.is_empty() => Err(Error::PlanLimit),
        Ok(_) => {
            trace::note(|trace| trace.note_receipt(id));
            Ok(Reservation { id, subject, attempt, claim, hold: hold.clone() })
        }
        Err(Error::Constraint(name)) if name == KIND_KNOWN => {
            within_budget(db, owner, budget).await?;
            // The window ended between the two looks.
            Err(Error::RateLimit(exhausted_hour(budget, 1)))
        }
        Err(Error::Constraint(name)) if CLAIMED.contains(&name.as_str()) => Err(Error::InProgress),
        Err(error) => {
            // Nobody knows whether there is a receipt now.
            if matches!(error, Error::Unavailable { .. }) {
                release_unheard(db, id, claim, hold);
            }
            Err(error)
        }
    }
}
