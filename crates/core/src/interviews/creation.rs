//! Creating an interview within the plan and the rate, and keeping its use until it begins.

use tokio_postgres::Row;
use uuid::Uuid;

use super::{Interview, InterviewId};
use crate::{
    clock,
    db::Db,
    error::{Error, Exhausted, Result},
    http::{Fields, FromFields},
    job_infos::JobInfoId,
    plans::Feature,
    usage::{self, Allowance, expired, locking},
    users::{self, UserId},
};

#[derive(Debug)]
pub struct NewInterview {
    job_info_id: String,
}

impl FromFields for NewInterview {
    fn from_fields(mut fields: Fields) -> Result<Self> {
        let new = fields.text("jobInfoId", 255).map(|job_info_id| Self { job_info_id });
        fields.finish(new)
    }
}

/// Whether somebody may create one more interview now. Only `create` takes from the bucket.
pub async fn within_rate(db: &Db, owner: &UserId) -> Result<()> {
    const WAIT: &str = "
    select ceil(extract(epoch from filled_at + interval '1 day' - now()))::int as wait
    from token_buckets where user_id = $1 and name = 'interviews' and tokens = 0 and filled_at > now() - interval '1 day'";
    let rows = db.read(WAIT, &[&owner.as_str()]).await?;
    rows.first().map_or(Ok(()), |row| Err(too_many(row.get("wait"))))
}

/// A bucket of twelve, refilled with four a day.
fn too_many(wait: i32) -> Error {
    let retry_after = wait.max(1) as u32;
    Error::RateLimit(Exhausted { policy: "interviews", quota: 12, window_seconds: 86_400, retry_after })
}

/// Reserves a use, which is settled when the interview begins. The interview and its token from the bucket are one
/// statement, so that neither a refusal nor a job deleted meanwhile costs a token. Whoever began before the bucket was
/// filled and met it afterwards looks at it from the past, where no day has gone by yet.
pub async fn create(db: &Db, allowance: Allowance<'_>, new: NewInterview) -> Result<Interview> {
    const CREATE: &str = concat!(
        "with job as (
            select j.id, u.id as owner from users u join job_infos j on j.user_id = u.id
            where u.id = $1 and j.id = $2 and u.deleted_at is null
            for key share of u, j
        ), token as (
            insert into token_buckets as bucket (user_id, name, tokens) select owner, 'interviews', 11 from job
            on conflict (user_id, name) do update set
                tokens = -1
                    + least(12, bucket.tokens + 4 * greatest(0, floor(extract(epoch from now() - bucket.filled_at) / 86400))),
                filled_at = bucket.filled_at
                    + greatest(0, floor(extract(epoch from now() - bucket.filled_at) / 86400)) * interval '1 day'
                where bucket.tokens > 0 or bucket.filled_at <= now() - interval '1 day'
            returning user_id
        ), i as (
            insert into interviews (id, job_info_id, receipt_id) select $3, job.id, $4 from job, token returning *
        )
        select ",
        shown!(),
        ", (select count(*) from job) > 0 as job_there from (select) as one left join i on true"
    );
    let job: JobInfoId = new.job_info_id.parse()?;
    job_there(db, allowance.owner, job).await?;
    let id = clock::random_uuid();
    let paid = usage::reserve(db, allowance, Feature::Interviews, id).await?;
    let created = db.write(CREATE, &[&allowance.owner.as_str(), &job.0, &id, &paid.id]).await;
    let refusal = match created.as_deref().map(<[Row]>::first) {
        Ok(Some(row)) => match (Interview::of(row), row.get("job_there")) {
            (Some(interview), _) => return Ok(interview),
            (None, true) => within_rate(db, allowance.owner).await.err().unwrap_or_else(|| too_many(1)),
            (None, false) => Error::NotFound,
        },
        _ => created.err().unwrap_or(Error::NotFound),
    };
    usage::release(db, &paid).await;
    Err(refusal)
}

async fn job_there(db: &Db, owner: &UserId, job: JobInfoId) -> Result<()> {
    const THERE: &str = "
    select u.deleted_at is not null as user_deleted, j.id
    from users u left join job_infos j on j.user_id = u.id and j.id = $2
    where u.id = $1";
    let rows = db.read(THERE, &[&owner.as_str(), &job.0]).await?;
    users::owned(&rows)?;
    rows.first().and_then(|row| row.get::<_, Option<Uuid>>("id")).map(|_| ()).ok_or(Error::NotFound)
}

/// Makes sure that an interview has the use with which it will begin: the one reserved at its creation, and reserved anew
/// when it lapsed. One that has begun needs none.
pub async fn hold_use(db: &Db, allowance: Allowance<'_>, id: InterviewId) -> Result<()> {
    const HELD: &str = "
    select u.deleted_at is not null as user_deleted, i.id,
        i.state = 'created' and (r.state <> 'reserved' or r.expires_at < now()) as lapsed
    from users u
    left join (interviews i join job_infos j on j.id = i.job_info_id join usage r on r.id = i.receipt_id)
        on j.user_id = u.id and i.id = $2
    where u.id = $1";
    let rows = db.read(HELD, &[&allowance.owner.as_str(), &id.0]).await?;
    users::owned(&rows)?;
    let row = rows.first().filter(|row| row.get::<_, Option<Uuid>>("id").is_some()).ok_or(Error::NotFound)?;
    match row.get("lapsed") {
        true => renew(db, allowance, id).await,
        false => Ok(()),
    }
}

/// The receipt stays the same, so that whoever looked at the interview before pays with it too. One that began or ended
/// meanwhile needs nothing. A row says that no use is left.
async fn renew(db: &Db, allowance: Allowance<'_>, id: InterviewId) -> Result<()> {
    const RENEW: &str = concat!(
        "with ",
        locking!("u.id = $1 and c.kind = $2"),
        ", ",
        expired!(),
        ", lapsed as (
            select r.id, r.state from locked, interviews i join usage r on r.id = i.receipt_id
            where i.id = $4 and i.state = 'created' and (r.state = 'released' or r.state = 'reserved' and r.expires_at < now())
            for update of i, r
        ), others as (
            select count(*) as expired from expired where id not in (select id from lapsed)
        ), counted as (
            update usage_counters as counter
            set reserved = counter.reserved - others.expired + (lapsed.state = 'released')::int
            from lapsed, others
            where counter.user_id = $1 and counter.kind = $2
                and counter.used + counter.reserved - others.expired + (lapsed.state = 'released')::int <= $3
            returning lapsed.id as lapsed
        ), given_back as (
            update usage set state = 'released' from expired, counted where usage.id = expired.id and usage.id <> counted.lapsed
        ), renewed as (
            update usage set state = 'reserved', reserved_at = now(), expires_at = now() + make_interval(secs => $5)
            from counted where usage.id = counted.lapsed
        )
        select id from lapsed where not exists (select from counted)"
    );
    let most = allowance.most(Feature::Interviews)?;
    let (kind, waits) = (Feature::Interviews.kind(), Feature::Interviews.waits().as_secs_f64());
    let refused = db.write(RENEW, &[&allowance.owner.as_str(), &kind, &most, &id.0, &waits]).await?;
    refused.first().map_or(Ok(()), |_| Err(Error::PlanLimit))
}
