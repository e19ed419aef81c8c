//! Usage: what people used of their plan. Reserved before the model is called, settled with the result, released when
//! it failed.

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
        receipt_key::{self, ReceiptKey},
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
    /// It may have to be given back when the client has long been answered.
    hold: WaitUntil,
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
    "insert into usage (id, user_id, kind, subject_id, expires_at, request_id, request_sha256, attempt)
    select $4, user_id, kind, $5, now() + make_interval(secs => $9), $10, $11, $12 from paid
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
    "update usage set kind = paid.kind, state = 'reserved', subject_id = $5, attempt = $12,
        reserved_at = now(), expires_at = now() + make_interval(secs => $9), request_id = $10, request_sha256 = $11,
        settled_at = null, released_at = null, given_back_at = null, unstored = false
    from paid where usage.id = $4
    returning usage.id"
);
const TAKEN: &str = "usage_pkey";
const OVER_BUDGET: &str = "usage_kind_known";
const CLAIMED: &str = "usage_one_at_a_time";

/// What was spent of a budget `b` and the seconds until its windows end: columns for a query that is asked anyway, so
/// that `within` can tell an exhausted budget.
macro_rules! budget {
    () => {
        "b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left"
    };
}
pub(crate) use budget;

/// Of this attempt alone: what is given back late takes nothing from one that was begun since.
const RELEASE: &str = concat!(
    "with ",
    locking!("(c.user_id, c.kind) = (select user_id, kind from usage where id = $1)"),
    ", released as (
        update usage set state = 'released', released_at = now()
        from locked where id = $1 and state = 'reserved' and attempt = $2 returning user_id, kind
    )
    update usage_counters as counter set reserved = counter.reserved - 1
    from released where counter.user_id = released.user_id and counter.kind = released.kind"
);

/// Puts the settling of a receipt around the statement that stores the result, so that they happen together or not at
/// all. `$1` is the receipt, `$2` to `$4` what was spent; the statement's own parameters begin at `$5`. A receipt
/// settled before, or given back by hand, changes nothing; one that had expired still counts. `in` tells of which
/// counters, where the statement pays with something else as well.
macro_rules! settling {
    (in $of:literal; $($store:tt)+) => {
        concat!(
            "with ",
            $crate::domain::accounts::usage::locking!($of),
            ", ",
            $crate::domain::accounts::usage::settle!(
                "receipt",
                "$1",
                ", model = $2, input_tokens = $3, output_tokens = $4"
            ),
            $($store)+
        )
    };
    ($($store:tt)+) => {
        $crate::domain::accounts::usage::settling!(
            in "(c.user_id, c.kind) = (select user_id, kind from usage where id = $1)"; $($store)+
        )
    };
}
pub(crate) use settling;

/// The settling alone, of the receipt whose id is the expression `$id` and whose counter is `locked`: common table
/// expressions whose names begin with `$name`. `$spent` is what else stands on the receipt.
macro_rules! settle {
    ($name:literal, $id:literal, $spent:literal) => {
        concat!(
            $name,
            " as (select id, user_id, kind, state from usage, locked where id = ",
            $id,
            " for update of usage),
            ",
            $name,
            "_settled as (
                update usage set state = 'settled', settled_at = now()",
            $spent,
            "
                from ",
            $name,
            " as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
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
    let (id, attempt) = (key.id, key.attempt());
    let request_id = trace::current().map(|trace| trace.request_id().to_owned());
    let params: [&dyn Param; 12] = [
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
    ];
    match db.write(if attempt == ReceiptKey::FIRST { RESERVE } else { RESERVE_ANEW }, &params).await {
        Ok(rows) if rows.is_empty() => Err(Error::PlanLimit),
        Ok(_) => {
            trace::note(|trace| trace.note_receipt(id));
            Ok(Reservation { id, subject, attempt, hold: hold.clone() })
        }
        Err(Error::Constraint(name)) if name == OVER_BUDGET => {
            within_budget(db, owner, budget).await?;
            // The window ended between the two looks.
            Err(Error::RateLimit(exhausted_hour(budget, 1)))
        }
        Err(Error::Constraint(name)) if name == CLAIMED => Err(Error::InProgress),
        Err(error) => {
            // Nobody knows whether there is a receipt now.
            if matches!(error, Error::Unavailable { .. }) {
                release_unheard(db, id, attempt, hold);
            }
            Err(error)
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

fn exhausted_hour(budget: AiLimits, retry_after: u32) -> LimitStatus {
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
        settle!("receipt", "$1", ", model = $2, input_tokens = $3, output_tokens = $4, unstored = true"),
        " select id from receipt"
    );
    db.write(SETTLE, &[&reservation.id, &spent.model, &spent.input_tokens, &spent.output_tokens]).await.map(drop)
}

/// Gives a use back because nothing came of it. The client need not wait until the database is there to hear of it.
pub async fn release(db: &Db, reservation: &Reservation) {
    let Reservation { id, attempt, hold, .. } = reservation;
    if db.write(RELEASE, &[id, attempt]).await.is_err() {
        release_unheard(db, *id, *attempt, hold);
    }
}

/// An open receipt would keep somebody from the very thing that they were asked to try again. One of a transaction is
/// undone with it.
fn release_unheard(db: &Db, id: Uuid, attempt: i32, hold: &WaitUntil) {
    if db.is_transaction() {
        return;
    }
    let (db, hold) = (db.clone(), hold.clone());
    trace::spawn(async move {
        if let Err(error) = db::retry_in_background(|| async { db.write(RELEASE, &[&id, &attempt]).await }).await {
            let cause = error.cause();
            tracing::warn!(receipt = %id, cause, "a use is given back later, when its reservation expires");
        }
        drop(hold);
    });
}
