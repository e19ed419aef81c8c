//! Tombstones over a restore: people who were deleted after the archive was made, by the old database's word and by
//! Clerk's.

use darasa_backup::{
    restore::People,
    tombstones::{Report, apply, export, reconcile},
};
use darasa_core::{
    base::{clock, digest::sha256_hex, http_client::HttpClient},
    domain::{
        accounts::{
            tombstones::{self, Record},
            users::UserId,
        },
        own_data::erasure::{self, Processors},
    },
    providers::clerk::Clerk,
    storage::{cache::Cache, db::Db},
};
use darasa_local::emulators::clerk::{ClerkEmulator, User};
use secrecy::SecretString;

use crate::support::{Vault, empty_database, lived_in, newest, settings, sql, wrong};

const LIVING: &str = "select count(*) from users where deleted_at is null";

async fn count(url: &str, query: &str) -> i64 {
    sql(url).await.query_one(query, &[]).await.unwrap().get(0)
}

/// The whole database as it was restored from an archive, and the old one, in which Ada was erased since.
async fn restored_to_before(clerk: &ClerkEmulator) -> (String, String) {
    let (vault, old) = (Vault::new(), lived_in(newest()).await);
    let id = vault.export(&old).await.unwrap().id;
    let db = Db::new(&settings(&old), clock::system()).unwrap();
    let ada = UserId::parse("user_ada".to_owned()).unwrap();
    let (mut erasure, _) = erasure::begin(&db, &ada).await.unwrap();
    let clerk = Clerk::at(HttpClient::default(), SecretString::from(clerk.secret_key().to_owned()), clerk.url());
    erasure.go_on(&db, &Processors { cache: Cache::none(), live: None, clerk }).await.unwrap();
    let new = empty_database().await;
    vault.restore(&id, &new).await.unwrap();
    (old, new)
}

async fn clerk_who_knows(ids: &[&str]) -> ClerkEmulator {
    let clerk = ClerkEmulator::start().await.unwrap();
    for id in ids {
        clerk.put(User::ada(*id, "2026-01-02T03:04:05Z".parse().unwrap()));
    }
    clerk
}

#[tokio::test]
async fn whoever_the_old_database_knows_to_be_gone_is_gone_from_the_new_one() {
    let clerk = clerk_who_knows(&["user_ada", "user_bo"]).await;
    let (old, new) = restored_to_before(&clerk).await;
    assert_eq!((count(&old, LIVING).await, count(&new, LIVING).await), (1, 2), "she is back");
    let mut lines = Vec::new();

    assert_eq!(export(&settings(&old), &mut lines).await.unwrap(), 2, "Ada, and who was gone before");
    let first = apply(&settings(&new), &lines[..]).await.unwrap();
    let again = apply(&settings(&new), &lines[..]).await.unwrap();

    assert_eq!((first, again), (Report { tombstones: 2, deleted: 1 }, Report { tombstones: 2, deleted: 0 }));
    let stones = "select string_agg(u::text, ';' order by id) from users u where deleted_at is not null";
    let [here, there] = [&old, &new].map(|url| async { sql(url).await.query_one(stones, &[]).await.unwrap().get(0) });
    let (here, there): (String, String) = (here.await, there.await);
    // To the millisecond, in which such a line tells a time.
    let short = |text: &str| text.split('.').next().unwrap().to_owned();
    assert_eq!(short(&here), short(&there));
    assert_eq!(count(&new, "select count(*) from job_infos where user_id = 'user_ada'").await, 0);
    assert_eq!(count(&new, LIVING).await, 1, "Bo was not named");
    let erasures =
        "select count(*) from erasures where user_sha256 = encode(sha256('user_ada'), 'hex') and done_at is not null";
    assert_eq!(count(&new, erasures).await, 1, "her receipt can still be read");
    let sums = "select coalesce(sum(uses), 0)::bigint from usage_totals";
    assert_eq!(count(&old, sums).await, count(&new, sums).await, "the ledger is added up as it was");
}

/// With the first line of a file Bo erases himself, while the rest is still to be read.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_while_others_are_written_down_has_a_tombstone_with_their_erasure() {
    let clerk = clerk_who_knows(&["user_ada", "user_bo"]).await;
    let (old, _) = restored_to_before(&clerk).await;
    let db = Db::new(&settings(&old), clock::system()).unwrap();
    let bo = UserId::parse("user_bo".to_owned()).unwrap();
    let (mut gone, mut erased) = (Vec::new(), Vec::new());
    let erase = || {
        let erasing = async { erasure::begin(&db, &bo).await.map(drop).unwrap() };
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(erasing));
    };

    let all = tombstones::export(&db, |record| {
        if gone.is_empty() && erased.is_empty() {
            erase();
        }
        match record {
            Record::Tombstone(tombstone) => gone.push(sha256_hex(&tombstone.id)),
            Record::Erasure(row) => erased.push(serde_json::from_str::<serde_json::Value>(row.get()).unwrap()),
        }
        Ok(())
    });
    all.await.unwrap();

    let [ada, bo] = ["user_ada", "user_bo"].map(sha256_hex);
    let is_erased = |hash: &str| erased.iter().any(|erasure| erasure["user_sha256"] == hash);
    assert!(gone.contains(&ada) && is_erased(&ada), "{gone:?}");
    assert!(gone.contains(&bo) || !is_erased(&bo), "an erasure without a tombstone");
}

#[tokio::test]
async fn a_file_with_a_line_that_is_none_deletes_nobody() {
    let clerk = clerk_who_knows(&["user_ada"]).await;
    let (old, new) = restored_to_before(&clerk).await;
    let mut lines = Vec::new();
    export(&settings(&old), &mut lines).await.unwrap();
    for wrong_line in
        ["", "{}", "{\"tombstone\":{\"id\":\"somebody\",\"deletedAt\":\"2026-11-28T12:00:00.000Z\"}}", "user_bo"]
    {
        let with = [&lines[..], wrong_line.as_bytes(), b"\n"].concat();
        let (code, said) = wrong(apply(&settings(&new), &with[..]).await);
        assert_eq!(code, 2);
        assert!(said.contains("is no line of `darasa tombstones export`: nothing was changed"), "{said}");
        assert_eq!(count(&new, LIVING).await, 2);
    }
}

#[tokio::test]
async fn with_the_old_database_lost_clerk_says_who_is_gone() {
    let clerk = clerk_who_knows(&["user_ada", "user_bo"]).await;
    let (_, new) = restored_to_before(&clerk).await;
    let people = |key: &str, allow_mass_deletion| {
        let clerk = Clerk::at(HttpClient::default(), SecretString::from(key.to_owned()), clerk.url());
        People::AsClerkKnows { clerk: Box::new(clerk), allow_mass_deletion }
    };
    let (code, said) = wrong(reconcile(&settings(&new), people("sk_test_other", false)).await);
    assert_eq!((code, said.as_str()), (2, "Clerk does not take CLERK_SECRET_KEY"));

    assert_eq!(reconcile(&settings(&new), people(clerk.secret_key(), false)).await.unwrap(), 1);
    assert_eq!(reconcile(&settings(&new), people(clerk.secret_key(), false)).await.unwrap(), 0);

    assert_eq!(count(&new, LIVING).await, 1);
    assert_eq!(count(&new, "select count(*) from job_infos where user_id = 'user_ada'").await, 0);
    clerk.remove("user_bo");
    let (code, said) = wrong(reconcile(&settings(&new), people(clerk.secret_key(), false)).await);
    assert_eq!(code, 2);
    assert!(said.starts_with("Clerk does not know 1 of the database's 1 people"), "{said}");
    assert!(said.ends_with("--allow-mass-deletion deletes them"), "an option of restore's is none here: {said}");
    assert_eq!(count(&new, LIVING).await, 1);
    assert_eq!(reconcile(&settings(&new), people(clerk.secret_key(), true)).await.unwrap(), 1);
}
