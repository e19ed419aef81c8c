//! Listing: what is there, how old it is, and what does not protect anybody.

use std::fs;

use darasa_backup::{
    archive::ArchiveId,
    backups::{self, Listing, OLDEST_SECONDS},
};

use crate::support::{Vault, lived_in, newest, wrong};

async fn listing(vault: &Vault, age: i64) -> Listing {
    let storage = vault.storage();
    let at = match backups::newest(&storage).await {
        Ok(Some(sidecar)) => sidecar.created_at().as_second(),
        _ => 0,
    };
    backups::list(&storage, jiff::Timestamp::from_second(at + age).unwrap()).await.unwrap()
}

#[tokio::test]
async fn archives_are_listed_newest_first_with_those_apart_that_were_never_finished() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    assert_eq!(listing(&vault, 0).await.alarm.as_deref(), Some("there is no archive"));
    let first = vault.export(&url).await.unwrap();
    fs::write(vault.folder().join("README"), "not ours").unwrap();
    let begun = ArchiveId::parse("20991231T235959Z-00000000").unwrap();
    fs::write(vault.archive(&begun), "half").unwrap();
    fs::write(vault.json(&ArchiveId::parse("20981231T235959Z-00000000").unwrap()), "{}").unwrap();

    let listing = listing(&vault, 3_600).await;
    assert_eq!(listing.alarm, None);
    assert_eq!(listing.unfinished, [begun]);
    let [only] = &listing.archives[..] else { panic!("{listing:?}") };
    assert_eq!((&only.id, only.age_seconds, only.bytes), (&first.id, 3_600, first.bytes));
    assert_eq!((only.schema, only.rows, only.problem.as_ref()), (Some(newest()), Some(first.rows), None));
}

#[tokio::test]
async fn an_archive_that_is_over_eight_days_old_is_an_alarm() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let id = vault.export(&url).await.unwrap().id;
    assert_eq!(listing(&vault, OLDEST_SECONDS).await.alarm, None);
    let alarm = listing(&vault, OLDEST_SECONDS + 1).await.alarm.unwrap();
    assert_eq!(alarm, format!("the newest archive, {id}, is 8 days old"));
}

#[tokio::test]
async fn a_newest_archive_that_is_cut_or_cannot_be_read_is_an_alarm() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let id = vault.export(&url).await.unwrap().id;
    let whole = fs::read(vault.archive(&id)).unwrap();
    fs::write(vault.archive(&id), &whole[1..]).unwrap();
    let alarm = listing(&vault, 0).await.alarm.unwrap();
    assert!(alarm.contains(&format!("{} bytes instead of {}", whole.len() - 1, whole.len())), "{alarm}");

    fs::write(vault.json(&id), "{}").unwrap();
    let alarm = listing(&vault, 0).await.alarm.unwrap();
    assert!(alarm.ends_with("the JSON beside the archive is not one of darasa's"), "{alarm}");
    // It is no reason to have no new one.
    let exported = vault.export(&url).await.unwrap();
    assert!(exported.alarms[0].starts_with("the archive before this one cannot be compared"), "{exported:?}");
    assert_eq!(listing(&vault, 0).await.alarm, None);
}

#[tokio::test]
async fn what_is_there_is_never_overwritten() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let id = vault.export(&url).await.unwrap().id;
    let before = fs::read(vault.json(&id)).unwrap();
    let (code, said) = wrong(vault.storage().create(&id.sidecar_name(), b"{}".to_vec()).await);
    assert_eq!(code, 1);
    assert!(said.starts_with("an object of that name exists at file://"), "{said}");
    assert_eq!(fs::read(vault.json(&id)).unwrap(), before);
}
