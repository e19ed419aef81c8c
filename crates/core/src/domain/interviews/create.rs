//! Creation of an interview within the plan and the rate, and keeping its use until it begins.

use uuid::Uuid;

use super::{
    Interview, InterviewId,
    rate_limit::{self, capacity, refill, refill_interval, refill_seconds, refills_due, take_token},
    sql::{interview_columns, window_is_over, window_minutes},
};
use crate::{
    base::{
        clock,
        error::{Error, Result},
    },
    domain::{
        accounts::{
            plans::{Feature, REQUEST_LIFE},
            usage::{self, Allowance, expired, locking},
            users::{self, UserId},
        },
        job_infos::JobInfoId,
    },
    http::{Fields, FromFields},
    storage::db::Db,
};

#[derive(Debug)]
pub struct NewInterview {
    job: JobInfoId,
}

impl FromFields for NewInterview {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let job_info_id = fields.id("jobInfoId");
        Ok(Self { job: fields.finish(job_info_id)?.parse()? })
    }
}

/// What somebody wants to create, if they may now: an empty bucket is reported before a request that is wrong, and that
/// before a job that is not there. Only `create` takes from the bucket.
pub async fn possible(db: &Db, owner: &UserId, new: Result<NewInterview>) -> Result<NewInterview> {
    const LOOK: &str = concat!(
        "select u.deleted_at is not null as user_deleted, j.id,
        ceil(extract(epoch from bucket.filled_at + ",
        refill_interval!(),
        " - now()))::int as wait
        from users u
        left join job_infos j on j.user_id = u.id and j.id = $2
        left join token_buckets bucket on bucket.user_id = u.id and bucket.name = 'interviews'
            and bucket.tokens = 0 and bucket.filled_at > now() - ",
        refill_interval!(),
        " where u.id = $1"
    );
    let rows = db.read(LOOK, &[&owner.as_str(), &new.as_ref().ok().map(|new| new.job.0)]).await?;
    users::owned(&rows)?;
    if let Some(wait) = rows.first().and_then(|row| row.get("wait")) {
        return Err(rate_limit::exceeded(wait));
    }
    let new = new?;
    users::owned_row(&rows, "id").map(|_| new)
}

/// Reserves a use, which is settled when the interview begins. The interview and its token from the bucket are one
/// statement, so that neither a refusal nor a job deleted meanwhile costs a token.
pub async fn create(db: &Db, allowance: Allowance<'_>, new: NewInterview) -> Result<Interview> {
    const CREATE: &str = concat!(
        "with job as (
            select j.id, u.id as owner from users u join job_infos j on j.user_id = u.id
            where u.id = $1 and j.id = $2 and u.deleted_at is null
            for key share of u, j
        ), token as (",
        take_token!("job"),
        "), i as (
            insert into interviews (id, job_info_id, receipt_id) select $3, job.id, $4 from job, token returning *
        )
        select ",
        interview_columns!(),
        " from i"
    );
    let id = clock::random_uuid();
    let paid = usage::reserve(db, allowance, Feature::Interviews, id).await?;
    let created = db.write(CREATE, &[&allowance.owner.as_str(), &new.job.0, &id, &paid.id]).await;
    let refusal = match created {
        Ok(rows) => match rows.first().and_then(Interview::from_row) {
            Some(interview) => return Ok(interview),
            // Others were faster, or the job went.
            None => possible(db, allowance.owner, Ok(new)).await.err().unwrap_or_else(|| rate_limit::exceeded(1)),
        },
        Err(error) => error,
    };
    usage::release(db, &paid).await;
    Err(refusal)
}

/// Makes sure that an interview has the use with which it will begin for as long as this request can live: the
/// one reserved at its creation, for longer where too little of its time is left, and reserved anew when it
/// lapsed. One that has begun needs none. Yields the receipt, which stays the interview's.
pub async fn hold_use(db: &Db, allowance: Allowance<'_>, id: InterviewId) -> Result<Uuid> {
    const HELD: &str = "
    select u.deleted_at is not null as user_deleted, i.id, i.receipt_id,
        i.state = 'created' and (r.state <> 'reserved' or r.expires_at < now() + make_interval(secs => $3)) as ending
    from users u
    left join (interviews i join job_infos j on j.id = i.job_info_id join usage r on r.id = i.receipt_id)
        on j.user_id = u.id and i.id = $2
    where u.id = $1";
    let rows = db.read(HELD, &[&allowance.owner.as_str(), &id.0, &REQUEST_LIFE.as_secs_f64()]).await?;
    let row = users::owned_row(&rows, "id")?;
    if row.get("ending") {
        renew(db, allowance, id).await?;
    }
    Ok(row.get("receipt_id"))
}

/// The receipt stays the same, so that whoever looked at the interview before pays with it too. One that began or ended
/// meanwhile needs nothing. One that is still reserved keeps its use whatever the plan has become. A row says that no
/// use is left.
async fn renew(db: &Db, allowance: Allowance<'_>, id: InterviewId) -> Result<()> {
    const RENEW: &str = concat!(
        "with ",
        locking!("u.id = $1 and c.kind = $2"),
        ", ",
        expired!(),
        ", ending as (
            select r.id, r.state, r.state = 'reserved' and r.expires_at >= now() as held
            from locked, interviews i join usage r on r.id = i.receipt_id
            where i.id = $4 and i.state = 'created' and r.state in ('reserved', 'released')
            for update of i, r
        ), others as (
            select count(*) as expired from expired where id not in (select id from ending)
        ), counted as (
            update usage_counters as counter
            set reserved = counter.reserved - others.expired + (ending.state = 'released')::int
            from ending, others
            where counter.user_id = $1 and counter.kind = $2 and (
                ending.held
                or counter.used + counter.reserved - others.expired + (ending.state = 'released')::int <= $3
            )
            returning ending.id as renewed
        ), given_back as (
            update usage set state = 'released', released_at = expires_at from expired, counted
            where usage.id = expired.id and usage.id <> counted.renewed
        ), renewed as (
            update usage set
                state = 'reserved', reserved_at = now(), expires_at = now() + make_interval(secs => $5),
                released_at = null, given_back_at = null
            from counted where usage.id = counted.renewed
        )
        select id from ending where not exists (select from counted)"
    );
    // A plan that has none opens none anew, and what is held is not taken away.
    let most = allowance.most(Feature::Interviews).unwrap_or_default();
    let (kind, waits) = (Feature::Interviews.kind(), Feature::Interviews.waits().as_secs_f64());
    let refused = db.write(RENEW, &[&allowance.owner.as_str(), &kind, &most, &id.0, &waits]).await?;
    refused.first().map_or(Ok(()), |_| Err(Error::PlanLimit))
}
