//! Idempotency key of a generation: the receipt's id is made of it, so what is asked for twice is made and paid once.

use aws_lc_rs::digest::{SHA256, digest};
use tokio_postgres::Row;
use uuid::{Builder, Uuid};

use crate::{
    base::{
        clock,
        digest::sha256_of_parts,
        error::{Error, Result},
    },
    domain::accounts::users::{self, UserId},
    storage::db::Db,
};

/// An `Idempotency-Key`, and the method and path that it was sent with.
pub struct SentKey {
    pub key: String,
    pub route: String,
}

/// The id of a receipt, and what has to be the same where the receipt is asked for again.
#[derive(Clone)]
pub struct ReceiptKey {
    pub id: Uuid,
    /// Of the fields as they were read. None: no key was sent, and the id is nobody else's.
    request_sha256: Option<Vec<u8>>,
    attempt: i32,
}

/// The columns of a receipt `r` that `ReceiptKey::is_taken` reads. Whether its text is there is asked only where it was
/// given back by hand; feedback on an interview cannot be told from a later one then.
macro_rules! keyed_receipt {
    () => {
        "r.id as receipt_id, r.state as receipt_state, r.expires_at < now() as receipt_lapsed,
        r.attempt as receipt_attempt, r.request_sha256 as receipt_request,
        r.given_back_at is not null and case r.kind
            when 'question' then exists (select from questions where id = r.subject_id)
            when 'answer_feedback' then exists (select from answers where id = r.subject_id)
            when 'answer_regrade' then exists (select from gradings where id = r.id)
            when 'resume_analysis' then exists (select from resume_analyses where id = r.subject_id)
            when 'interview_turn' then
                exists (select from utterances where interview_id = r.subject_id and receipt_id = r.id)
            else false
        end as receipt_is_gift"
    };
}
pub(crate) use keyed_receipt;

impl ReceiptKey {
    /// The attempt of a receipt that nobody has reserved before.
    pub const FIRST: i32 = 1;

    pub fn random() -> Self {
        Self { id: clock::random_uuid(), request_sha256: None, attempt: Self::FIRST }
    }

    /// The same person, method, path and key are the same receipt. `fields`: what was asked for.
    pub fn new(owner: &UserId, sent: Option<&SentKey>, fields: &[&[u8]]) -> Self {
        let Some(SentKey { key, route }) = sent else { return Self::random() };
        let hash = digest(&SHA256, format!("{}\0{route}\0{key}", owner.as_str()).as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&hash.as_ref()[..16]);
        let request_sha256 = Some(sha256_of_parts(fields).to_vec());
        Self { id: Builder::from_custom_bytes(id).into_uuid(), request_sha256, attempt: Self::FIRST }
    }

    pub fn is_sent(&self) -> bool {
        self.request_sha256.is_some()
    }

    /// How often its receipt will have been reserved then.
    pub fn attempt(&self) -> i32 {
        self.attempt
    }

    pub(super) fn request_sha256(&self) -> Option<&[u8]> {
        self.request_sha256.as_deref()
    }

    /// Whether the stream of this key is there or being made, as a row says that has the columns of `keyed_receipt!`.
    /// For one that came to nothing, or whose time is over, nothing is owed: it is made once more. What was given back
    /// by hand and is there is a gift, which stays what it is.
    pub fn is_taken(&mut self, rows: &[Row]) -> Result<bool> {
        let Some(row) = rows.first().filter(|row| row.get::<_, Option<Uuid>>("receipt_id").is_some()) else {
            return Ok(false);
        };
        if row.get::<_, Option<&[u8]>>("receipt_request") != self.request_sha256() {
            return Err(Error::IdempotencyMismatch);
        }
        self.attempt = row.get::<_, i32>("receipt_attempt") + 1;
        Ok(match row.get("receipt_state") {
            "settled" => true,
            "reserved" => !row.get::<_, bool>("receipt_lapsed"),
            _ => row.get("receipt_is_gift"),
        })
    }
}

/// `ReceiptKey::is_taken` in a query of its own.
pub(super) async fn look(db: &Db, owner: &UserId, key: &mut ReceiptKey) -> Result<bool> {
    const LOOK: &str = concat!(
        "select u.deleted_at is not null as user_deleted, ",
        keyed_receipt!(),
        " from users u left join usage r on r.user_id = u.id and r.id = $2 where u.id = $1"
    );
    let rows = db.read(LOOK, &[&owner.as_str(), &key.id]).await?;
    users::owned(&rows)?;
    key.is_taken(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(user: &str, route: &str, key: &str) -> Uuid {
        let owner = UserId::parse(format!("user_{user}")).unwrap();
        let sent = SentKey { key: key.to_owned(), route: route.to_owned() };
        ReceiptKey::new(&owner, Some(&sent), &[]).id
    }

    #[test]
    fn a_receipt_is_known_by_person_route_and_key_together() {
        let ada = id("ada", "POST /api/x", "k");
        assert_eq!(ada, id("ada", "POST /api/x", "k"));
        assert_eq!(ada.get_version_num(), 8, "{ada}");
        for other in [id("bob", "POST /api/x", "k"), id("ada", "POST /api/y", "k"), id("ada", "POST /api/x", "l")] {
            assert_ne!(ada, other);
        }
        let hash = digest(&SHA256, b"user_ada\0POST /api/x\0k");
        let same = |nth: usize, mask: u8| assert_eq!(ada.as_bytes()[nth] & mask, hash.as_ref()[nth] & mask, "{nth}");
        (0..16).for_each(|nth| same(nth, [0xff, 0x0f, 0x3f][usize::from(nth == 6) + 2 * usize::from(nth == 8)]));
    }

    #[test]
    fn without_a_key_each_receipt_has_an_id_of_its_own() {
        let owner = UserId::parse("user_ada".to_owned()).unwrap();
        let (one, other) = (ReceiptKey::new(&owner, None, &[]), ReceiptKey::new(&owner, None, &[]));
        assert!(one.id != other.id && !one.is_sent());
    }
}
