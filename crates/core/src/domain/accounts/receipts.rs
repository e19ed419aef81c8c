//! Receipts of the usage ledger as an operator reads them: one person's, the tokens of each model, and one given back.

use jiff::Timestamp;
use tokio::time::Instant;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::error::Result,
    domain::accounts::{usage::locking, users::UserId},
    storage::db::{
        Db,
        purge::{BATCH, Purged},
    },
};

/// Reserved, and nobody has made anything of it until long past its time.
macro_rules! lapsed {
    () => {
        "state = 'reserved' and expires_at < now() - interval '1 hour'"
    };
}

/// One entry of the ledger.
#[derive(Debug)]
pub struct Receipt {
    pub id: Uuid,
    pub kind: String,
    pub state: String,
    pub reserved_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    /// None: nothing was generated for it, or not yet.
    pub model: Option<String>,
    pub input_tokens: Option<i32>,
    pub output_tokens: Option<i32>,
    /// The request that took the use, as the log calls it; none before version 8 of the schema.
    pub request_id: Option<String>,
}

impl Receipt {
    fn from_row(row: &Row) -> Self {
        Self {
            id: row.get("id"),
            kind: row.get("kind"),
            state: row.get("state"),
            reserved_at: row.get("reserved_at"),
            settled_at: row.get("settled_at"),
            model: row.get("model"),
            input_tokens: row.get("input_tokens"),
            output_tokens: row.get("output_tokens"),
            request_id: row.get("request_id"),
        }
    }
}

/// The newest receipts of a person; none if there is no such person.
pub async fn of_person(db: &Db, owner: &UserId, most: i64) -> Result<Option<Vec<Receipt>>> {
    const RECEIPTS: &str = "
    select r.id, r.kind, r.state, r.reserved_at, r.settled_at, r.model, r.input_tokens, r.output_tokens, r.request_id
    from users u left join usage r on r.user_id = u.id where u.id = $1
    order by r.reserved_at desc, r.id limit $2";
    let rows = db.read(RECEIPTS, &[&owner.as_str(), &most]).await?;
    let receipts = rows.iter().filter(|row| row.get::<_, Option<Uuid>>("id").is_some());
    Ok((!rows.is_empty()).then(|| receipts.map(Receipt::from_row).collect()))
}

/// What a model was used for on one day, in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfModel {
    /// `YYYY-MM-DD`
    pub day: String,
    pub model: String,
    pub kind: String,
    pub uses: i64,
    pub input_tokens: i64,
    pub output_tokens: i64,
}

/// The uses of so many days, today among them, that a model was asked for and that were settled, also those that were
/// given back since: their tokens are spent. Reads the whole ledger.
pub async fn by_model(db: &Db, days: i32) -> Result<Vec<DayOfModel>> {
    const BY_MODEL: &str = "
    select (spent_at at time zone 'UTC')::date::text as day, model, kind, count(*) as uses,
        coalesce(sum(input_tokens), 0)::bigint as input_tokens, coalesce(sum(output_tokens), 0)::bigint as output_tokens
    from (
        select model, kind, input_tokens, output_tokens, coalesce(settled_at, reserved_at) as spent_at from usage
        where (state = 'settled' or given_back_at is not null) and model is not null
    ) as spent
    where spent_at >= (date_trunc('day', now() at time zone 'UTC') - make_interval(days => $1 - 1)) at time zone 'UTC'
    group by day, model, kind order by day, model, kind";
    let rows = db.read(BY_MODEL, &[&days]).await?;
    let day_of_model = |row: &Row| DayOfModel {
        day: row.get("day"),
        model: row.get("model"),
        kind: row.get("kind"),
        uses: row.get("uses"),
        input_tokens: row.get("input_tokens"),
        output_tokens: row.get("output_tokens"),
    };
    Ok(rows.iter().map(day_of_model).collect())
}

/// Gives back what people reserved and who never came again, an hour past its time; whoever comes gives back their own.
/// One person at a time, so that nobody waits for another's; those of at most `BATCH` people, while there is time.
pub async fn release_lapsed(db: &Db, end: Instant) -> Result<Purged> {
    const LAPSED: &str =
        concat!("select user_id from usage where ", lapsed!(), " group by user_id order by min(expires_at) limit $1");
    const RELEASE: &str = concat!(
        "with ",
        locking!("u.id = $1"),
        ", lapsed as (
            select id from usage, locked where user_id = $1 and ",
        lapsed!(),
        " for update of usage skip locked
        ), released as (
            update usage set state = 'released', released_at = expires_at from lapsed
            where usage.id = lapsed.id
            returning usage.kind
        ), counted as (
            update usage_counters as counter set reserved = counter.reserved - given_back.uses
            from (select kind, count(*) as uses from released group by kind) as given_back
            where counter.user_id = $1 and counter.kind = given_back.kind
        )
        select count(*) from released"
    );
    let people = db.read(LAPSED, &[&BATCH]).await?;
    let mut purged = Purged::new(&people);
    purged.rows = 0;
    for person in &people {
        if Instant::now() >= end {
            return Ok(Purged { is_full: true, ..purged });
        }
        let released = db.write(RELEASE, &[&person.get::<_, &str>("user_id")]).await?;
        purged.rows += released.first().map_or(0, |row| row.get::<_, i64>(0) as u64);
    }
    Ok(purged)
}

/// What an operator gave back.
#[derive(Debug, PartialEq, Eq)]
pub struct GivenBack {
    pub owner: String,
    pub kind: String,
    /// Whether the use had been settled, and not only reserved.
    pub was_settled: bool,
}

/// Gives a use back by hand, whether it is settled or still reserved; what was made with it stays, and what is still
/// made with it is free. None: there is no
/// such receipt, or it had been given back before.
pub async fn give_back(db: &Db, receipt: Uuid) -> Result<Option<GivenBack>> {
    const GIVE_BACK: &str = concat!(
        "with ",
        locking!("(c.user_id, c.kind) = (select user_id, kind from usage where id = $1)"),
        ", before as (
            select id, user_id, kind, state from usage, locked where id = $1 and state <> 'released' for update of usage
        ), given_back as (
            update usage set state = 'released', settled_at = null, released_at = now(), given_back_at = now()
            from before where usage.id = before.id
            returning before.user_id, before.kind, before.state
        )
        update usage_counters as counter
        set used = counter.used - (g.state = 'settled')::int, reserved = counter.reserved - (g.state = 'reserved')::int
        from given_back g where counter.user_id = g.user_id and counter.kind = g.kind
        returning g.user_id, g.kind, g.state = 'settled' as was_settled"
    );
    let rows = db.write(GIVE_BACK, &[&receipt]).await?;
    let given_back =
        |row: &Row| GivenBack { owner: row.get("user_id"), kind: row.get("kind"), was_settled: row.get("was_settled") };
    Ok(rows.first().map(given_back))
}
