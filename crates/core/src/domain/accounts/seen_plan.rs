//! Plan without a session: the features that a person's newest session token had, for what comes without one. They are
//! good for a week, and then it is as if there were none.

use crate::{
    base::error::Result,
    domain::accounts::{
        plans::Plan,
        users::{self, UserId},
    },
    storage::db::Db,
};

/// Of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

/// The features of `u`, as a claim has them, or null.
macro_rules! seen_features {
    () => {
        "case when u.plan_seen_at > now() - interval '7 days' then array_to_string(u.plan_features, ',') end"
    };
}
pub(crate) use seen_features;

/// The items of a `fea` claim, as they are kept.
pub fn features(claim: Option<&str>) -> Vec<String> {
    let items = claim.into_iter().filter(|claim| !claim.is_empty()).flat_map(|claim| claim.split(','));
    items.map(|item| item.trim().to_owned()).collect()
}

/// From the column `seen_features!`.
pub fn plan(features: Option<&str>) -> Plan {
    Plan::from_features(features)
}

/// Of somebody whose program comes without a key, too. Whoever has no row yet has no plan, and whoever is deleted is
/// nobody.
pub async fn of(db: &Db, id: &UserId) -> Result<Plan> {
    const PLAN: &str = concat!(
        "select deleted_at is not null as user_deleted, ",
        seen_features!(),
        " as features from users u where id = $1"
    );
    let rows = db.read(PLAN, &[&id.as_str()]).await?;
    users::owned(&rows)?;
    Ok(plan(rows.first().and_then(|row| row.get("features"))))
}

/// Keeps what a token that was issued then says. The row is written only when something changes, or when it is a day
/// old; what an older token says is old. Whether there is such a person. The time is in seconds since 1970: a driver's
/// time as a parameter links arithmetic of calendars, 150 KB, into functions that have no other use for it.
pub async fn note(db: &Db, id: &UserId, features: &Vec<String>, issued: i64) -> Result<bool> {
    const NOTE: &str = "
    with noted as (
        update users set plan_features = $2, plan_seen_at = to_timestamp($3)
        where id = $1 and deleted_at is null and (
            plan_seen_at is null
            or plan_seen_at <= to_timestamp($3) and plan_features is distinct from $2
            or plan_seen_at <= to_timestamp($3) - interval '1 day'
        )
    )
    select from users where id = $1 and deleted_at is null";
    let issued = issued.clamp(0, LAST_SECOND) as f64;
    Ok(!db.write(NOTE, &[&id.as_str(), features, &issued]).await?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_claim_opens_what_the_claim_opens() {
        for claim in [
            None,
            Some(""),
            Some("u:5_questions"),
            Some("u:5_questions, o:unlimited_interviews"),
            Some("u:5_questions,"),
            Some("5_questions,u:unlimited_questions"),
            Some("uo:unlimited_interview,u:unlimited_resume_analysis"),
        ] {
            let kept = features(claim).join(",");
            assert_eq!(plan(Some(&kept)), Plan::from_features(claim), "{claim:?}");
        }
    }
}
