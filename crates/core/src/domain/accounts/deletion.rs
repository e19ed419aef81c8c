//! Deletion of all that a person owns, in a transaction whose first statement made their tombstone: by foreign keys
//! that cascade, so no table can be forgotten.

use jiff::Timestamp;

use crate::{base::error::Result, domain::accounts::users::UserId, storage::db::Transaction};

/// Waits for whoever is writing for this person. Whoever comes later waits, and then finds the tombstone: what is
/// counted under this lock is exact.
pub async fn lock(transaction: &Transaction, id: &UserId) -> Result<()> {
    const LOCK: &str = "select from users where id = $1 for update";
    transaction.write(LOCK, &[&id.as_str()]).await.map(drop)
}

/// The row goes as a whole and comes back empty. Before that the ledger's sums are added to those that name nobody, of
/// uses whose tokens are spent.
pub async fn delete_all(transaction: &Transaction, id: &UserId, deleted_at: Timestamp) -> Result<()> {
    const TOTALS: &str = "
    insert into usage_totals as total (day, kind, model, uses, input_tokens, output_tokens)
    select (coalesce(settled_at, reserved_at) at time zone 'UTC')::date as day, kind, coalesce(model, '') as model,
        count(*), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0)
    from usage where user_id = $1 and (state = 'settled' or given_back_at is not null)
    group by 1, 2, 3 order by 1, 2, 3
    on conflict on constraint usage_totals_pkey do update set
        uses = total.uses + excluded.uses, input_tokens = total.input_tokens + excluded.input_tokens,
        output_tokens = total.output_tokens + excluded.output_tokens";
    const EVERYTHING: &str = "delete from users where id = $1";
    const TOMBSTONE_ALONE: &str = "insert into users (id, deleted_at) values ($1, $2)";

    transaction.write(TOTALS, &[&id.as_str()]).await?;
    transaction.write(EVERYTHING, &[&id.as_str()]).await?;
    transaction.write(TOMBSTONE_ALONE, &[&id.as_str(), &deleted_at]).await.map(drop)
}
