//! Object stores of different makers, run by ci/stores: the same archive through each of them, and what each refuses.

use std::{
    io::Write,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use darasa_backup::{
    archive::{ArchiveFile, ArchiveId, Ciphertext},
    backups, export,
    progress::Bars,
    restore::{self, People, Source},
    storage::{Location, Storage},
};
use darasa_core::base::env::StoreCredentials;
use darasa_local::{services::free_port::free_port, testing::time_limits::PATIENCE};
use serde_json::json;
use tokio::time::{Duration, Instant, sleep};

use crate::support::{Vault, contents, empty_database, hard_to_carry, settings, wrong};

/// A server of somebody else's; it is killed when dropped.
struct Store {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Store {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[expect(clippy::disallowed_methods, reason = "where ci/stores keeps its servers is no setting of darasa")]
fn programs() -> PathBuf {
    std::env::var_os("DARASA_TEST_STORES").expect("ci/stores runs these tests").into()
}

async fn start(program: &str, arguments: impl Fn(u16, &str) -> Vec<String>) -> Store {
    let (port, folder) = (free_port().unwrap(), tempfile::tempdir().unwrap());
    let mut command = Command::new(programs().join(program));
    command.args(arguments(port, folder.path().to_str().unwrap())).current_dir(folder.path());
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut store = Store { child, port, _folder: folder };
    let deadline = Instant::now() + PATIENCE;
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        assert!(Instant::now() < deadline && store.child.try_wait().unwrap().is_none(), "{program} does not start");
        sleep(Duration::from_millis(50)).await;
    }
    store
}

fn script(program: PathBuf, flag: &str, text: &str, arguments: &[String]) -> String {
    let output = Command::new(program).args([flag, text]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A user who may write and read and never delete, as docs/operations.md gives the exporter; then signatures count.
const MOTO: &str = r#"
import boto3, json, sys, urllib.request
url = sys.argv[1]
give = dict(endpoint_url=url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
boto3.client("s3", **give).create_bucket(Bucket="archives", ObjectLockEnabledForBucket=True)
iam = boto3.client("iam", **give)
iam.create_user(UserName="backup")
may = ["s3:PutObject", "s3:GetObject", "s3:ListBucket", "s3:AbortMultipartUpload"]
allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": may, "Resource": "*"}]}
iam.put_user_policy(UserName="backup", PolicyName="backup", PolicyDocument=json.dumps(allow))
key = iam.create_access_key(UserName="backup")["AccessKey"]
urllib.request.urlopen(urllib.request.Request(url + "/moto-api/reset-auth", data=b"0", headers={"content-type": "text/plain"}))
print(key["AccessKeyId"], key["SecretAccessKey"])
"#;

const AZURE_ACCOUNT: &str = "devstoreaccount1";
/// The one that every emulator of Azure has.
const AZURE_KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const AZURITE: &str = r#"
const [url, account, key] = process.argv.slice(1);
const date = new Date().toUTCString(), version = "2021-08-06";
const text = `PUT${"\n".repeat(12)}x-ms-date:${date}\nx-ms-version:${version}\n/${account}/${account}/archives\nrestype:container`;
const mac = require("node:crypto").createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
const headers = { "x-ms-date": date, "x-ms-version": version, authorization: `SharedKey ${account}:${mac}` };
fetch(`${url}/archives?restype=container`, { method: "PUT", headers }).then(async (reply) => {
  if (reply.status !== 201) throw new Error(`${reply.status} ${await reply.text()}`);
});
"#;

/// Google's XML API, which is S3's but for two things (cloud.google.com/storage/docs/xml-api/overview): a bearer token
/// instead of a signature, and a condition of its own. So it is moto with these two put into S3's words, which knows
/// one token, the empty one.
const GOOGLE: &str = r#"
import http.client, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
port, moto = map(int, sys.argv[1:])
class Google(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_): pass
    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("authorization", "host")}
        if self.headers.get("authorization", "Bearer").strip() != "Bearer":
            return self.tell(401, [], b"<Error><Code>AuthenticationRequired</Code></Error>")
        # Somebody, who is not looked at more closely.
        headers["authorization"] = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x"
        generation = headers.pop("x-goog-if-generation-match", None)
        if generation is not None:
            assert generation == "0", generation
            headers["if-none-match"] = "*"
        upstream = http.client.HTTPConnection("127.0.0.1", moto)
        upstream.request(self.command, self.path, body, headers)
        reply = upstream.getresponse()
        length = reply.getheader("content-length") if self.command == "HEAD" else None
        kept = [(name, value) for name, value in reply.getheaders()
                if name.lower() in ("etag", "last-modified", "content-type", "content-range")]
        self.tell(reply.status, kept, reply.read(), length)
    def tell(self, status, headers, body, length=None):
        self.send_response(status)
        for name, value in headers: self.send_header(name, value)
        self.send_header("content-length", length or str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer
ThreadingHTTPServer(("127.0.0.1", port), Google).serve_forever()
"#;
const MOTO_BUCKET: &str = r#"
import boto3, sys
boto3.client("s3", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x").create_bucket(Bucket="archives")
"#;

struct S3 {
    store: Store,
    id: String,
    secret: String,
}

async fn moto() -> Store {
    start("venv/bin/moto_server", |port, _| ["-H", "127.0.0.1", "-p", &port.to_string()].map(str::to_owned).into())
        .await
}

impl S3 {
    async fn start() -> Self {
        let store = moto().await;
        let url = format!("http://127.0.0.1:{}", store.port);
        let keys = script(programs().join("venv/bin/python"), "-c", MOTO, &[url]);
        let (id, secret) = keys.split_once(' ').unwrap();
        Self { id: id.to_owned(), secret: secret.to_owned(), store }
    }

    fn open(&self, bucket: &str, id: &str, secret: &str) -> Storage {
        s3(bucket, self.store.port, id, secret)
    }
}

fn s3(bucket: &str, port: u16, id: &str, secret: &str) -> Storage {
    let pairs = [
        ("AWS_ACCESS_KEY_ID", id.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", secret.to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}")),
    ];
    let credentials = StoreCredentials { s3: pairs.into(), ..StoreCredentials::default() };
    Storage::open(Location::parse("--to", &format!("s3://{bucket}/a/b")).unwrap(), &credentials).unwrap()
}

fn azure(container: &str, port: u16, key: &str) -> Storage {
    let pairs = [
        ("AZURE_STORAGE_ACCOUNT_NAME", AZURE_ACCOUNT.to_owned()),
        ("AZURE_STORAGE_ACCOUNT_KEY", key.to_owned()),
        ("AZURE_STORAGE_ENDPOINT", format!("http://127.0.0.1:{port}/{AZURE_ACCOUNT}")),
    ];
    let credentials = StoreCredentials { azure: pairs.into(), ..StoreCredentials::default() };
    Storage::open(Location::parse("--to", &format!("az://{container}/a")).unwrap(), &credentials).unwrap()
}

/// The service account is one without OAuth, whose token is empty: what asks Google for a token is the library's alone.
fn google(bucket: &str, port: u16) -> Storage {
    let account = json!({
        "client_email": "", "private_key": "", "private_key_id": "",
        "disable_oauth": true, "gcs_base_url": format!("http://127.0.0.1:{port}"),
    });
    let pairs = [("GOOGLE_SERVICE_ACCOUNT_KEY", account.to_string())];
    let credentials = StoreCredentials { gcs: pairs.into(), ..StoreCredentials::default() };
    Storage::open(Location::parse("--to", &format!("gs://{bucket}/a/b")).unwrap(), &credentials).unwrap()
}

/// Export, listing and restore through a store; `open` is called as often as a command would.
async fn there_and_back(open: impl Fn() -> Storage) {
    let (vault, url) = (Vault::new(), hard_to_carry().await);
    let exported = vault.export_to(&open(), &url).await.unwrap();
    let listing = backups::list(&open(), jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!((listing.archives.len(), listing.unfinished.len()), (1, 0));
    assert_eq!((&listing.archives[0].id, listing.archives[0].bytes), (&exported.id, exported.bytes));
    let into = empty_database().await;
    let source = Source::Id(open(), exported.id.clone());
    restore::restore(source, vault.identity(), &settings(&into), People::AllOfThem, Bars::Never).await.unwrap();
    assert_eq!(contents(&into).await, contents(&url).await);

    let taken = wrong(export::must_be_free(&open(), &exported.id).await);
    assert_eq!(taken.0, 1);
    assert!(taken.1.contains("exists at") && taken.1.ends_with("nothing was overwritten"), "{}", taken.1);
    let missing = ArchiveId::parse("20000101T000000Z-00000000").unwrap();
    export::must_be_free(&open(), &missing).await.unwrap();
    let source = Source::Id(open(), missing.clone());
    let (code, said) = wrong(restore::check(source, vault.identity(), Bars::Never).await.map(drop));
    assert!(code == 1 && said.starts_with(&format!("there is no archive {missing} at ")), "{said}");
}

/// An object of several parts.
async fn upload(storage: &Storage, name: &str, byte: u8) -> darasa_backup::Result<()> {
    let mut upload = storage.upload(name).await?;
    let mut writer = upload.writer()?;
    let write = tokio::task::spawn_blocking(move || {
        writer.write_all(&vec![byte; 20_000_000]).map_err(|error| darasa_backup::Error::failed(error.to_string()))?;
        writer.finish(&ArchiveFile { bytes: 0, sha256: String::new() })
    });
    let (written, sent) = tokio::join!(write, upload.run());
    sent?;
    written.unwrap()
}

#[tokio::test]
#[ignore = "needs servers: ci/stores"]
async fn s3_keeps_archives_and_overwrites_none() {
    let s3 = S3::start().await;
    let open = || s3.open("archives", &s3.id, &s3.secret);
    there_and_back(open).await;

    let storage = open();
    storage.create("once.json", b"1".to_vec()).await.unwrap();
    let (code, said) = wrong(storage.create("once.json", b"2".to_vec()).await);
    assert_eq!(
        (code, said.as_str()),
        (1, "an object of that name exists at s3://archives/a/b; nothing was overwritten")
    );
    assert_eq!(storage.get_small("once.json").await.unwrap().as_deref(), Some(&b"1"[..]));
    upload(&storage, "large", 1).await.unwrap();
    let (code, said) = wrong(upload(&storage, "large", 2).await);
    assert_eq!(
        (code, said.as_str()),
        (1, "an object of that name exists at s3://archives/a/b; nothing was overwritten")
    );
    assert_eq!(storage.size("large").await.unwrap(), Some(20_000_000));
}

#[tokio::test]
#[ignore = "needs servers: ci/stores"]
async fn s3_says_why_it_refuses_and_no_secret_is_in_it() {
    let s3 = S3::start().await;
    let cases = [
        ("archives", s3.id.as_str(), "hunter2", "the storage refuses us (403 SignatureDoesNotMatch)"),
        ("archives", "AKIAHUNTER2", "hunter2", "the storage refuses us (403 InvalidAccessKeyId)"),
        ("nowhere", &s3.id, &s3.secret, "no such bucket: nowhere"),
    ];
    let (vault, url) = (Vault::new(), hard_to_carry().await);
    for (bucket, id, secret, sentence) in cases {
        let storage = s3.open(bucket, id, secret);
        assert_eq!(wrong(vault.export_to(&storage, &url).await), (1, sentence.to_owned()));
        assert_eq!(wrong(storage.list().await.map(drop)), (1, sentence.to_owned()));
    }
}

#[tokio::test]
#[ignore = "needs servers: ci/stores"]
async fn a_store_that_is_away_is_named_by_its_host() {
    let port = free_port().unwrap();
    let said = wrong(s3("archives", port, "id", "hunter2").list().await.map(drop));
    assert_eq!(said, (1, format!("nobody answers at 127.0.0.1:{port}")));
}

/// The connection is lost for good while parts are on their way.
#[tokio::test]
#[ignore = "needs servers: ci/stores"]
async fn a_store_that_dies_in_mid_upload_has_no_object() {
    let s3 = S3::start().await;
    let storage = s3.open("archives", &s3.id, &s3.secret);
    let mut begun = storage.upload("never").await.unwrap();
    let mut writer = begun.writer().unwrap();
    let port = s3.store.port;
    let write = tokio::task::spawn_blocking(move || {
        writer.write_all(&vec![1; 8 * 1024 * 1024]).unwrap();
        drop(s3);
        let rest = writer.write_all(&vec![2; 40_000_000]);
        rest.and_then(|()| writer.flush()).is_err()
    });
    let (stopped, sent) = tokio::join!(write, begun.run());
    let (code, said) = wrong(sent);
    assert_eq!((code, said), (1, format!("nobody answers at 127.0.0.1:{port}")));
    assert!(stopped.unwrap(), "whoever writes is told");
}

#[tokio::test]
#[ignore = "needs servers: ci/stores"]
async fn azure_keeps_archives_and_says_why_it_refuses() {
    let store = start("node_modules/.bin/azurite-blob", |port, folder| {
        let port = port.to_string();
        ["--blobPort", &port, "--location", folder, "--silent", "--skipApiVersionCheck", "--disableTelemetry"]
            .map(str::to_owned)
            .into()
    });
    let store = store.await;
    let url = format!("http://127.0.0.1:{}/{AZURE_ACCOUNT}", store.port);
    script("node".into(), "-e", AZURITE, &[url, AZURE_ACCOUNT.to_owned(), AZURE_KEY.to_owned()]);
    let open = || azure("archives", store.port, AZURE_KEY);
    there_and_back(open).await;

    let storage = open();
    storage.create("once.json", b"1".to_vec()).await.unwrap();
    let (code, said) = wrong(storage.create("once.json", b"2".to_vec()).await);
    assert_eq!((code, said.as_str()), (1, "an object of that name exists at az://archives/a; nothing was overwritten"));
    let (code, said) = wrong(azure("archives", store.port, "aHVudGVyMg==").list().await.map(drop));
    assert!(code == 1 && said.starts_with("the storage refuses us (403"), "{said}");
    let (code, said) = wrong(azure("nowhere", store.port, AZURE_KEY).list().await.map(drop));
    assert_eq!((code, said.as_str()), (1, "no such container: nowhere"));
}

#[tokio::test]
#[ignore = "needs servers: ci/stores"]
async fn google_keeps_archives_and_overwrites_no_json() {
    let moto = moto().await;
    let python = programs().join("venv/bin/python");
    script(python, "-c", MOTO_BUCKET, &[format!("http://127.0.0.1:{}", moto.port)]);
    let front = start("venv/bin/python", |port, _| {
        ["-c", GOOGLE, &port.to_string(), &moto.port.to_string()].map(str::to_owned).into()
    });
    let front = front.await;
    let open = || google("archives", front.port);
    there_and_back(open).await;

    let storage = open();
    storage.create("once.json", b"1".to_vec()).await.unwrap();
    let (code, said) = wrong(storage.create("once.json", b"2".to_vec()).await);
    assert_eq!(
        (code, said.as_str()),
        (1, "an object of that name exists at gs://archives/a/b; nothing was overwritten")
    );
    assert_eq!(storage.get_small("once.json").await.unwrap().as_deref(), Some(&b"1"[..]));
    upload(&storage, "large", 1).await.unwrap();
    assert_eq!(storage.size("large").await.unwrap(), Some(20_000_000));
    let (code, said) = wrong(google("nowhere", front.port).list().await.map(drop));
    assert_eq!((code, said.as_str()), (1, "no such bucket: nowhere"));
}

/// It takes a condition and does not keep it: only the look before an upload sees that the name is taken.
#[tokio::test]
#[ignore = "needs servers: ci/stores"]
async fn a_store_that_ignores_conditions_is_looked_at_before() {
    let store = start("node_modules/.bin/s3rver", |port, folder| {
        ["--directory", folder, "--port", &port.to_string(), "--configure-bucket", "archives"].map(str::to_owned).into()
    });
    let store = store.await;
    let open = || s3("archives", store.port, "S3RVER", "S3RVER");
    there_and_back(open).await;
}
