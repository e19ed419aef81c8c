//! Usage: what people used of their plan. Reserved before the model is called (`reservations`), settled with the
//! result, released when it failed.

use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        env::AiLimits,
        error::{Error, Result},
        rate_limit::LimitStatus,
        trace,
    },
    domain::accounts::{
        plans::{Feature, Limit, Plan},
        users::UserId,
    },
    http::WaitUntil,
    storage::db::{self, Db, Param},
};

/// One use that is paid for and not yet delivered. Its id is the receipt's.
#[derive(Clone)]
pub struct Reservation {
    pub id: Uuid,
    /// The id of the thing to be made.
    pub subject: Uuid,
    /// How often the receipt has been reserved, this time among them.
    pub attempt: i32,
    /// Of this reservation alone: whoever reserves the receipt anew has another.
    pub claim: Uuid,
    /// It may have to be given back when the client has long been answered.
    pub(super) hold: WaitUntil,
}

/// What somebody may spend: their plan over their life, and the budget of the hour and the day.
#[derive(Clone, Copy)]
pub struct Allowance<'a> {
    pub owner: &'a UserId,
    pub plan: &'a Plan,
    pub budget: AiLimits,
    /// Keeps the invocation open while what came to nothing is given back.
    pub hold: &'a WaitUntil,
}

/// What every statement locks first that pays or takes back: the person's row and their counters `$of`, by kind. There
/// is always one row of it, for whatever is locked after that to lean on, so that nobody waits in a circle.
macro_rules! locking {
    ($of:literal) => {
        concat!(
            "locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where ",
            $of,
            "
                    order by c.kind for key share of u for update of c
                ) as counters
            )"
        )
    };
}
pub(crate) use locking;

/// What was spent of a budget `b` and the seconds until its windows end: columns for a query that is asked anyway, so
/// that `within` can tell an exhausted budget.
macro_rules! budget {
    () => {
        "b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left"
    };
}
pub(crate) use budget;

/// Of this claim alone: what is given back late takes nothing from whoever reserved the receipt since.
const RELEASE: &str = concat!(
    "with ",
    locking!("(c.user_id, c.kind) = (select user_id, kind from usage where id = $1)"),
    ", released as (
        update usage set state = 'released', released_at = now()
        from locked where id = $1 and state = 'reserved' and claim = $2 returning user_id, kind
    )
    update usage_counters as counter set reserved = counter.reserved - 1
    from released where counter.user_id = released.user_id and counter.kind = released.kind"
);

/// Puts the settling of a receipt around the statement that stores the result, so that they happen together or not at
/// all. `$1` is the receipt, `$2` to `$4` what was spent; the statement's own parameters begin at `$5`, among them the
/// `claim`. A receipt settled before, or given back by hand, changes nothing; one that had expired still counts; one
/// that was reserved anew since belongs to another text, and nothing is stored. `in` tells of which counters, where
/// the statement pays with something else as well.
macro_rules! settling {
    (claim $claim:literal, in $of:literal; $($store:tt)+) => {
        concat!(
            "with ",
            $crate::domain::accounts::usage::locking!($of),
            ", ",
            $crate::domain::accounts::usage::settle!(
                "receipt",
                "$1",
                claim $claim,
                ", model = $2, input_tokens = $3, output_tokens = $4"
            ),
            $($store)+
        )
    };
    (claim $claim:literal; $($store:tt)+) => {
        $crate::domain::accounts::usage::settling!(
            claim $claim, in "(c.user_id, c.kind) = (select user_id, kind from usage where id = $1)"; $($store)+
        )
    };
}
pub(crate) use settling;

/// The settling alone, of the receipt whose id is the expression `$id` and whose counter is `locked`: common table
/// expressions whose names begin with `$name`. `$spent` is what else stands on the receipt. One under another claim
/// gets a kind that there is not, which undoes the whole statement.
macro_rules! settle {
    ($name:literal, $id:literal) => {
        $crate::domain::accounts::usage::settle!(set $name, $id, [], [])
    };
    ($name:literal, $id:literal, claim $claim:literal, $spent:literal) => {
        $crate::domain::accounts::usage::settle!(
            set $name, $id,
            [
                ", kind = case when usage.claim is distinct from " $claim " then 'reserved anew' else usage.kind end"
                $spent
            ],
            [" or usage.claim is distinct from " $claim]
        )
    };
    (set $name:literal, $id:literal, [$($set:literal)*], [$($also:literal)*]) => {
        concat!(
            $name,
            " as (select id, user_id, kind, state from usage, locked where id = ",
            $id,
            " for update of usage),
            ",
            $name,
            "_settled as (
                update usage set state = 'settled', settled_at = now()",
            $($set,)*
            "
                from ",
            $name,
            " as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null",
            $($also,)*
            ")
                returning usage.user_id, usage.kind, before.state as before
            ),
            ",
            $name,
            "_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from ",
            $name,
            "_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            )"
        )
    };
}
pub(crate) use settle;

impl Allowance<'_> {
    /// How many uses of a feature there are in a life.
    pub fn most(&self, feature: Feature) -> Result<i64> {
        match self.plan.limit(feature) {
            None => Err(Error::PlanLimit),
            Some(Limit::UpTo(most)) => Ok(most.into()),
            Some(Limit::Unlimited) => Ok(i32::MAX.into()),
        }
    }
}

/// Whether the budget has room for one more generation. Only `reserve` takes from it.
pub async fn within_budget(db: &Db, owner: &UserId, budget: AiLimits) -> Result<()> {
    const BUDGET: &str = concat!("select ", budget!(), " from ai_budgets b where user_id = $1");
    within(&db.read(BUDGET, &[&owner.as_str()]).await?, budget)
}

/// The same of rows that show it; somebody without a row has spent nothing.
pub fn within(rows: &[Row], budget: AiLimits) -> Result<()> {
    let wait = |spent, most, left| {
        let number = |column| rows.first().and_then(|row| row.get::<_, Option<i32>>(column)).unwrap_or(0);
        if number(spent) >= most { number(left).max(0) as u32 } else { 0 }
    };
    match (wait("hour_spent", budget.hourly, "hour_left"), wait("day_spent", budget.daily, "day_left")) {
        (0, 0) => Ok(()),
        (hour, day) if hour >= day => Err(Error::RateLimit(exhausted_hour(budget, hour))),
        (_, retry_after) => Err(Error::RateLimit(LimitStatus::exhausted("ai-day", budget.daily, 86_400, retry_after))),
    }
}

pub(super) fn exhausted_hour(budget: AiLimits, retry_after: u32) -> LimitStatus {
    LimitStatus::exhausted("ai-hour", budget.hourly, 3_600, retry_after)
}

/// What a generation cost in tokens, and whom.
pub struct Spent<'a> {
    pub model: &'a str,
    pub input_tokens: i32,
    pub output_tokens: i32,
}

/// Settles a use of which nothing can be stored, although enough of it was shown. May be repeated.
pub async fn settle_alone(db: &Db, reservation: &Reservation, spent: Spent<'_>) -> Result<()> {
    const SETTLE: &str = concat!(
        "with ",
        locking!("(c.user_id, c.kind) = (select user_id, kind from usage where id = $1)"),
        ", ",
        settle!("receipt", "$1", claim "$5", ", model = $2, input_tokens = $3, output_tokens = $4, unstored = true"),
        " select id from receipt"
    );
    let Spent { model, input_tokens, output_tokens } = spent;
    let params: [&dyn Param; 5] = [&reservation.id, &model, &input_tokens, &output_tokens, &reservation.claim];
    db.write(SETTLE, &params).await.map(drop)
}

/// Gives a use back because nothing came of it. The client need not wait until the database is there to hear of it.
pub async fn release(db: &Db, reservation: &Reservation) {
    let Reservation { id, claim, hold, .. } = reservation;
    if db.write(RELEASE, &[id, claim]).await.is_err() {
        release_unheard(db, *id, *claim, hold);
    }
}

/// An open receipt would keep somebody from the very thing that they were asked to try again. One of a transaction is
/// undone with it.
pub(super) fn release_unheard(db: &Db, id: Uuid, claim: Uuid, hold: &WaitUntil) {
    if db.is_transaction() {
        return;
    }
    let (db, hold) = (db.clone(), hold.clone());
    trace::spawn(async move {
        if let Err(error) = db::retry_in_background(|| async { db.write(RELEASE, &[&id, &claim]).await }).await {
            let cause = error.cause();
            tracing::warn!(receipt = %id, cause, "a use is given back later, when its reservation expires");
        }
        drop(hold);
    });
}
