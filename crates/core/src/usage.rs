//! What people used of their plan: reserved before the model is called, settled with the result, released when it failed.

use uuid::Uuid;

use crate::{
    clock,
    db::Db,
    error::{Error, Result},
    plans::{Feature, Limit, Plan},
    users::UserId,
};

/// One use that is paid for and not yet delivered. Its id is the receipt's.
#[derive(Debug, Clone)]
pub struct Reservation {
    pub id: Uuid,
}

/// What the model reported of a result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spent {
    pub model: String,
    pub input_tokens: Option<i32>,
    pub output_tokens: Option<i32>,
}

/// Takes one use, or refuses and changes nothing: counter and receipt in one statement, so that fifty requests at four of
/// five let one through. Reservations nobody settled in ten minutes do not count, and are given back on the way.
const RESERVE: &str = "
with expired as (
    select id from usage
    where user_id = $1 and kind = $2 and state = 'reserved' and expires_at < now()
    for update skip locked
), counted as (
    insert into usage_counters as counter (user_id, kind, reserved)
    select $1, $2, 1 where $3 > 0
    on conflict (user_id, kind) do update
        set reserved = counter.reserved + 1 - (select count(*) from expired)
        where counter.used + counter.reserved - (select count(*) from expired) < $3
    returning user_id
), given_back as (
    update usage set state = 'released' from expired, counted where usage.id = expired.id
)
insert into usage (id, user_id, kind, subject_id, expires_at)
select $4, user_id, $2, $5, now() + interval '10 minutes' from counted
returning id";

const RELEASE: &str = "
with released as (
    update usage set state = 'released' where id = $1 and state = 'reserved' returning user_id, kind
)
update usage_counters as counter set reserved = counter.reserved - 1
from released where counter.user_id = released.user_id and counter.kind = released.kind";

/// Puts the settling of a receipt around the statement that stores the result, so that they happen together or not at
/// all. `$1` is the receipt, `$2` to `$4` what was spent; the statement's own parameters begin at `$5`. A receipt
/// settled before changes nothing; one that had expired still counts.
macro_rules! settling {
    ($store:literal) => {
        concat!(
            "with receipt as (select user_id, kind, state from usage where id = $1 for update),
            settled as (
                update usage set state = 'settled', settled_at = now(), model = $2, input_tokens = $3, output_tokens = $4
                from receipt where usage.id = $1 and receipt.state <> 'settled'
                returning usage.user_id, usage.kind, receipt.state as before
            ),
            counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from settled where counter.user_id = settled.user_id and counter.kind = settled.kind
            )",
            $store
        )
    };
}
pub(crate) use settling;

/// Reserves one use of a feature for the thing that will have the id `subject`.
pub async fn reserve(db: &Db, owner: &UserId, plan: &Plan, feature: Feature, subject: Uuid) -> Result<Reservation> {
    let most = match plan.limit(feature) {
        None => return Err(Error::PlanLimit),
        Some(Limit::UpTo(most)) => most,
        Some(Limit::Unlimited) => i32::MAX,
    };
    let id = clock::random_uuid();
    let rows = db.write(RESERVE, &[&owner.as_str(), &feature.kind(), &i64::from(most), &id, &subject]).await?;
    match rows.is_empty() {
        true => Err(Error::PlanLimit),
        false => Ok(Reservation { id }),
    }
}

/// Gives a use back because the model failed. A reservation that cannot be given back now expires by itself.
pub async fn release(db: &Db, reservation: &Reservation) {
    if let Err(error) = db.write(RELEASE, &[&reservation.id]).await {
        tracing::warn!(receipt = %reservation.id, cause = error.cause(), "a use is given back later, when its reservation expires");
    }
}
