//! Forged and damaged archives: every kind is refused with its sentence, and nothing is written anywhere.

use std::{
    fs,
    io::{Read, Write},
};

use darasa_backup::{
    archive::{ArchiveId, Sidecar},
    identity::Identity,
    progress::Progress,
};
use darasa_core::base::digest::sha256_hex;
use serde_json::{Value, json};

use crate::support::{Vault, empty_database, hard_to_carry, is_untouched, lived_in, newest, open, sql, wrong};

/// A member as it stands in a tar.
#[derive(Clone)]
struct Member {
    name: String,
    data: Vec<u8>,
    kind: tar::EntryType,
    /// What its header says, where that is not the truth.
    size: Option<u64>,
}

/// An archive taken apart, to be put together otherwise.
struct Forgery<'a> {
    vault: &'a Vault,
    id: ArchiveId,
    members: Vec<Member>,
    json: Value,
    window: u32,
    end: Vec<u8>,
    behind: Vec<u8>,
}

impl<'a> Forgery<'a> {
    fn of(vault: &'a Vault, id: &ArchiveId) -> Self {
        let sealed = age::Decryptor::new_buffered(std::io::BufReader::new(open(&vault.archive(id)))).unwrap();
        let identity = vault.identity();
        let packed = sealed.decrypt(identity.keys()).unwrap();
        let mut tar = tar::Archive::new(zstd::Decoder::new(packed).unwrap());
        let members = tar.entries().unwrap().map(|entry| {
            let mut entry = entry.unwrap();
            let (name, mut data) = (entry.path().unwrap().display().to_string(), Vec::new());
            entry.read_to_end(&mut data).unwrap();
            Member { name, data, kind: tar::EntryType::Regular, size: None }
        });
        let members = members.collect();
        let json = serde_json::from_slice(&fs::read(vault.json(id)).unwrap()).unwrap();
        Self { vault, id: id.clone(), members, json, window: 20, end: vec![0; 1024], behind: Vec::new() }
    }

    fn at(&self, name: &str) -> usize {
        self.members.iter().position(|member| member.name == name).unwrap()
    }

    fn data(&mut self, name: &str) -> &mut Vec<u8> {
        let at = self.at(name);
        &mut self.members[at].data
    }

    /// The same change of the manifest inside and beside the archive.
    fn manifest(&mut self, change: impl Fn(&mut Value)) {
        let mut inside: Value = serde_json::from_slice(self.data("manifest.json")).unwrap();
        change(&mut inside);
        *self.data("manifest.json") = inside.to_string().into_bytes();
        change(&mut self.json);
    }

    /// Sums inside and beside the archive that are true of a table's members.
    fn sum_up(&mut self, table: &str) {
        let prefix = format!("tables/{table}/");
        let members = self.members.iter().filter(|member| member.name.starts_with(&prefix));
        let (mut digest, mut all) = (darasa_backup::archive::TableDigest::default(), Vec::new());
        for member in members {
            digest.add_rows(&member.data);
            digest.end_chunk();
            all.extend_from_slice(&member.data);
        }
        let sums = serde_json::to_value(digest.finish()).unwrap();
        let mut inside: Value = serde_json::from_slice(self.data("checksums.json")).unwrap();
        inside["tables"][table] = sums.clone();
        *self.data("checksums.json") = inside.to_string().into_bytes();
        let tables = self.json["tables"].as_array_mut().unwrap();
        let beside = tables.iter_mut().find(|known| known["name"] == table).unwrap();
        beside.as_object_mut().unwrap().extend(sums.as_object().unwrap().clone());
    }

    /// In the place of the real one.
    fn write(mut self) {
        let mut tar = Vec::new();
        for member in &self.members {
            let mut header = tar::Header::new_ustar();
            header.as_mut_bytes()[..member.name.len()].copy_from_slice(member.name.as_bytes());
            header.set_entry_type(member.kind);
            header.set_mode(0o600);
            header.set_uid(0);
            header.set_gid(0);
            header.set_mtime(0);
            header.set_size(member.size.unwrap_or(member.data.len() as u64));
            header.set_cksum();
            tar.extend_from_slice(header.as_bytes());
            tar.extend_from_slice(&member.data);
            tar.resize(tar.len().next_multiple_of(512), 0);
        }
        tar.extend_from_slice(&self.end);
        let mut packed = zstd::Encoder::new(Vec::new(), 1).unwrap();
        packed.window_log(self.window).unwrap();
        packed.write_all(&tar).unwrap();
        let mut packed = packed.finish().unwrap();
        packed.extend_from_slice(&self.behind);
        let sealed = seal(self.vault, &packed);
        self.json["archive"] = json!({"bytes": sealed.len(), "sha256": sha256_hex(&sealed)});
        fs::write(self.vault.archive(&self.id), sealed).unwrap();
        fs::write(self.vault.json(&self.id), self.json.to_string()).unwrap();
    }
}

fn seal(vault: &Vault, content: &[u8]) -> Vec<u8> {
    let keys = vault.recipients.names();
    let keys: Vec<age::x25519::Recipient> = keys.iter().map(|key| key.parse().unwrap()).collect();
    let encryptor = age::Encryptor::with_recipients(keys.iter().map(|key| key as &dyn age::Recipient)).unwrap();
    let mut sealed = encryptor.wrap_output(Vec::new()).unwrap();
    sealed.write_all(content).unwrap();
    sealed.finish().unwrap()
}

/// A change of an archive, and what its refusal says.
type Case = (&'static str, fn(&mut Forgery), &'static str);

/// Of a table's bytes.
type Change = fn(&mut Vec<u8>);

fn first_row_gone(rows: &mut Vec<u8>) {
    let end = rows.iter().position(|byte| *byte == b'\n').unwrap();
    rows.drain(..=end);
}

const FORGERIES: &[Case] = &[
    ("a path that leads out", |it| it.members[1].name = "tables/../x".into(), "not an export of darasa: tables/../x"),
    ("an absolute path", |it| it.members[1].name = "/etc/passwd".into(), "not an export of darasa: /etc/passwd"),
    (
        "a path that is no text",
        |it| it.members[1].name = "tables/é/000000".into(),
        "not an export of darasa: tables/\\u{e9}/000000",
    ),
    ("a symbolic link", |it| it.members[1].kind = tar::EntryType::Symlink, "not an export of darasa: tables/"),
    ("a hard link", |it| it.members[1].kind = tar::EntryType::Link, "not an export of darasa: tables/"),
    ("a long name of GNU's", |it| it.members[1].kind = tar::EntryType::GNULongName, "not an export of darasa: tables/"),
    ("a header of pax", |it| it.members[1].kind = tar::EntryType::XHeader, "not an export of darasa: tables/"),
    (
        "an unknown table",
        |it| it.members[1].name = "tables/wallets/000000".into(),
        "not an export of darasa: tables/wallets/000000",
    ),
    ("a member twice", |it| it.members.insert(2, it.members[1].clone()), "not an export of darasa: tables/"),
    (
        "a member left out at the beginning",
        |it| it.members[1].name = it.members[1].name.replace("000000", "000001"),
        "not an export of darasa: tables/",
    ),
    ("tables in another order", |it| it.members.swap(1, 2), ": 0 rows instead of "),
    ("the manifest later", |it| it.members.swap(0, 1), "an age file, but not an export of darasa"),
    ("no manifest", |it| drop(it.members.remove(0)), "an age file, but not an export of darasa"),
    ("no checksums", |it| drop(it.members.pop()), "not an export of darasa: "),
    (
        "something behind the checksums",
        |it| it.members.push(it.members[1].clone()),
        "not an export of darasa: it goes on after its end",
    ),
    ("no end", |it| it.end.clear(), "not an export of darasa: checksums.json"),
    ("half an end", |it| it.end.truncate(512), "not an export of darasa: checksums.json"),
    ("more behind the end", |it| it.end.push(0), "not an export of darasa: it goes on after its end"),
    (
        "a second frame",
        |it| it.behind = zstd::encode_all(&b"more"[..], 1).unwrap(),
        "not an export of darasa: it goes on after its end",
    ),
    ("bytes behind the frame", |it| it.behind = b"more".into(), "not an export of darasa: it goes on after its end"),
    ("a window that asks for memory", |it| it.window = 27, "an age file, but not an export of darasa"),
    ("a size that is not there", |it| it.members[1].size = Some(1 << 40), "more bytes than its JSON says"),
    ("a manifest without a limit", |it| it.members[0].size = Some(1 << 40), "not an export of darasa: manifest.json"),
    (
        "an empty member",
        |it| {
            let name = it.members[1].name.clone();
            it.data(&name).clear()
        },
        "more bytes than its JSON says",
    ),
    (
        "a row without an end",
        |it| it.data("tables/users/000000").truncate(9),
        "not an export of darasa: tables/users/000000",
    ),
    ("a row less", |it| first_row_gone(it.data("tables/users/000000")), "users: 7 rows instead of 8"),
    (
        "a table less",
        |it| {
            let at = it.at("tables/answers/000000");
            drop(it.members.remove(at))
        },
        "answers: 0 rows instead of 2",
    ),
    ("another row", |it| it.data("tables/users/000000")[6] ^= 1, "users: its SHA-256 is not the one in the archive"),
    ("a row more", |it| it.data("tables/users/000000").extend(b"x\n"), "users: more bytes than its JSON says"),
    (
        "sums of its own inside",
        |it| {
            let changed =
                String::from_utf8(it.data("checksums.json").clone()).unwrap().replacen("\"rows\": 8", "\"rows\": 9", 1);
            *it.data("checksums.json") = changed.into_bytes();
        },
        "its checksums are not those of the JSON beside it",
    ),
    (
        "a row sum of its own",
        |it| {
            it.sum_up("users");
            it.json["tables"][0]["rowSum"] = json!("00");
        },
        ": its checksums are not those in the archive",
    ),
    (
        "a manifest of its own inside",
        |it| {
            let changed = String::from_utf8(it.data("manifest.json").clone()).unwrap().replacen("users", "losers", 1);
            *it.data("manifest.json") = changed.into_bytes();
        },
        "the JSON beside it is that of another archive",
    ),
    ("a newer format", |it| it.manifest(|json| json["version"] = json!(2)), "format 2 is newer than this darasa ("),
    (
        "a newer schema",
        |it| {
            it.manifest(|json| {
                let next = json["schema"]["version"].as_i64().unwrap() + 1;
                json["schema"]["version"] = json!(next);
                json["schema"]["migrations"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!({"version": next, "name": "later", "checksum": "1"}));
            })
        },
        ": use the release that made it, or a newer one",
    ),
    (
        "another migration",
        |it| it.manifest(|json| json["schema"]["migrations"][3]["checksum"] = json!("1")),
        "migration V4 is not the one this archive was made with",
    ),
    (
        "a schema without its migrations",
        |it| it.manifest(|json| drop(json["schema"]["migrations"].as_array_mut().unwrap().pop())),
        "its schema is not that of its migrations",
    ),
    (
        "SQL for a name",
        |it| it.manifest(|json| json["tables"][0]["name"] = json!("x\"; drop table users; --")),
        "not an export of darasa: tables/x\\\"; drop table users; --",
    ),
    (
        "SQL for a column",
        |it| it.manifest(|json| json["tables"][0]["columns"][0] = json!("x\"; --")),
        "not an export of darasa: tables/",
    ),
    (
        "a table twice in the manifest",
        |it| {
            it.manifest(|json| {
                let table = json["tables"][0].clone();
                json["tables"].as_array_mut().unwrap().push(table);
            })
        },
        "not an export of darasa: tables/",
    ),
    ("sequences", |it| it.manifest(|json| json["sequences"] = json!(["users_id_seq"])), "it has sequences"),
    ("rows of another format", |it| it.manifest(|json| json["rows"] = json!("csv")), "its rows are in no format"),
    ("no time", |it| it.manifest(|json| json["createdAt"] = json!("yesterday")), "createdAt is no time"),
    (
        "columns of another schema",
        |it| it.manifest(|json| json["tables"][0]["types"][0] = json!("bytea")),
        ": its columns are not those of its schema",
    ),
    (
        "a table that its schema has, left out",
        |it| {
            it.members.retain(|member| !member.name.starts_with("tables/voice_budgets/"));
            it.manifest(|json| json["tables"].as_array_mut().unwrap().retain(|table| table["name"] != "voice_budgets"));
            let mut inside: Value = serde_json::from_slice(it.data("checksums.json")).unwrap();
            inside["tables"].as_object_mut().unwrap().remove("voice_budgets");
            *it.data("checksums.json") = inside.to_string().into_bytes();
        },
        "voice_budgets: a table of its schema that it does not have",
    ),
];

#[tokio::test]
async fn every_forgery_is_refused_with_its_sentence_and_changes_nothing() {
    let (vault, url) = (Vault::new(), hard_to_carry().await);
    let id = vault.export(&url).await.unwrap().id;
    let (archive, json) = (fs::read(vault.archive(&id)).unwrap(), fs::read(vault.json(&id)).unwrap());
    let into = empty_database().await;
    Forgery::of(&vault, &id).write();
    vault.check(&id).await.expect("an archive that is put together as it was is one");

    for (what, forge, sentence) in FORGERIES {
        fs::write(vault.archive(&id), &archive).unwrap();
        fs::write(vault.json(&id), &json).unwrap();
        let mut forgery = Forgery::of(&vault, &id);
        forge(&mut forgery);
        forgery.write();
        let (code, said) = wrong(vault.restore(&id, &into).await);
        assert!(said.contains(sentence), "{what}: {said}");
        assert_eq!(code, 3, "{what}: {said}");
        assert!(is_untouched(&into).await, "{what}");
    }

    fs::write(vault.archive(&id), &archive).unwrap();
    fs::write(vault.json(&id), &json).unwrap();
    vault.restore(&id, &into).await.expect("the same command again, with the real archive");
}

/// Whoever can write into the bucket can make an archive that is true to itself. What it breaks, Postgres refuses.
#[tokio::test]
async fn rows_that_break_a_constraint_undo_everything_and_are_not_quoted() {
    let (vault, url) = (Vault::new(), hard_to_carry().await);
    let id = vault.export(&url).await.unwrap().id;
    let into = empty_database().await;
    let cases: [(Change, u8, &str); 3] = [
        (first_row_gone, 1, "violates foreign key constraint"),
        (|rows| rows.extend(b"person_hunter2\thunter2\n"), 1, "Postgres refuses a value (22P04)"),
        (
            |rows| rows.extend(b"person_hunter2\t\\N\t\\N\t\\N\t\\N\t\\N\tnow\tnow\tUTC\t4\t0.9\t30\t\\N\t\\N\n"),
            1,
            "violates check constraint",
        ),
    ];
    for (change, code, sentence) in cases {
        let mut forgery = Forgery::of(&vault, &id);
        change(forgery.data("tables/users/000000"));
        forgery.sum_up("users");
        let (archive, json) = (fs::read(vault.archive(&id)).unwrap(), fs::read(vault.json(&id)).unwrap());
        forgery.write();
        let (ended, said) = wrong(vault.restore(&id, &into).await);
        assert!(said.contains(sentence) && !said.contains("hunter2"), "{said}");
        assert_eq!(ended, code, "{said}");
        assert!(is_untouched(&into).await);
        fs::write(vault.archive(&id), archive).unwrap();
        fs::write(vault.json(&id), json).unwrap();
    }
}

/// Some hundred ways to be damaged, the same in every run.
#[tokio::test]
async fn no_archive_that_was_cut_or_changed_is_taken_for_whole() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    // What does not compress, so that there are several pieces of 64 KiB.
    let noise = "insert into users (id, name)
        select 'user_n' || n, (select string_agg(md5(n || '.' || m), '') from generate_series(1, 100) m) from generate_series(1, 120) n";
    sql(&url).await.batch_execute(noise).await.unwrap();
    let id = vault.export(&url).await.unwrap().id;
    let (whole, sidecar) = (fs::read(vault.archive(&id)).unwrap(), vault.sidecar(&id));
    assert!(whole.len() > 3 * 65_536, "{}", whole.len());
    let key = vault.identity();
    let scratch = vault.folder().join("scratch");
    let read = |bytes: &[u8]| read(&scratch, bytes, &sidecar, &key);
    read(&whole).expect("as it is it is whole");

    let (mut flips, mut state) = (0, 1u64);
    for round in 0..300u64 {
        // A step that meets the header, every piece and the end.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = if round < 100 { (round * 7) as usize } else { (state >> 33) as usize % whole.len() };
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (round % 8);
        let (code, said) = wrong(read(&bytes));
        assert!(said.starts_with("damaged: ") || said == "not an age file", "byte {at}: {said}");
        assert_eq!(code, 3);
        flips += 1;
    }
    for cut in (0..200).map(|step| step * whole.len() / 200) {
        let (code, said) = wrong(read(&whole[..cut]));
        assert!(code == 3 && said.starts_with("cut off: "), "{cut}: {said}");
    }
    let (mut swapped, piece) = (whole.clone(), 65_552);
    let start = whole.len() - 3 * piece;
    swapped[start..start + 2 * piece].rotate_left(piece);
    assert!(wrong(read(&swapped)).1.starts_with("damaged: byte "), "pieces in another order");
    let longer = [&whole[..], b"x"].concat();
    let (code, said) = wrong(read(&longer));
    assert!(code == 3 && said.starts_with("longer than it was written: "), "{said}");
    assert_eq!(flips, 300);
}

fn read(scratch: &std::path::Path, bytes: &[u8], sidecar: &Sidecar, key: &Identity) -> darasa_backup::Result<()> {
    fs::write(scratch, bytes).unwrap();
    let mut archive = darasa_backup::archive::Archive::new(open(scratch), sidecar.clone());
    archive.read(key, &Progress::none(), |_| Ok(()))
}

/// A re-encrypted archive has another size or hash, so its JSON has to be another as well; then its inside decides.
#[tokio::test]
async fn what_is_no_archive_is_told_apart() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let id = vault.export(&url).await.unwrap().id;
    let zstd = zstd::encode_all(&b"something else"[..], 3).unwrap();
    let cases = [
        (b"PK\x03\x04 a zip".to_vec(), "not an age file"),
        (Vec::new(), "not an age file"),
        (seal(&vault, b"hello"), "an age file, but not an export of darasa"),
        (seal(&vault, b""), "an age file, but not an export of darasa"),
        (seal(&vault, &zstd), "an age file, but not an export of darasa"),
        (b"age-encryption.org/v1\n-> X25519 x\n".to_vec(), "damaged: byte "),
    ];
    for (bytes, sentence) in cases {
        let mut json: Value = serde_json::from_slice(&fs::read(vault.json(&id)).unwrap()).unwrap();
        json["archive"] = json!({"bytes": bytes.len(), "sha256": sha256_hex(&bytes)});
        fs::write(vault.archive(&id), &bytes).unwrap();
        fs::write(vault.json(&id), json.to_string()).unwrap();
        let (code, said) = wrong(vault.check(&id).await);
        assert!(said.starts_with(sentence), "{said}");
        assert_eq!(code, 3);
    }
}
