//! TLS to Postgres: Neon's connection strings against a Postgres that is as strict as Neon: encrypted, with channel
//! binding, under a private certificate authority; and what is said when something about it is wrong.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, LazyLock, Mutex},
};

use darasa_core::{
    base::{
        clock,
        env::{self, Database},
        error::Error,
    },
    storage::db::Db,
};
use darasa_local::{
    services::{
        certificates::{Authority, Certificate},
        postgres::{Postgres, Purpose, connect},
    },
    testing::test_app::{Settings, TestApp},
};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

const DIRECT: &str = "ep-quiet-sea-123.eu-central-1.aws.neon.tech";
const POOLED: &str = "ep-quiet-sea-123-pooler.eu-central-1.aws.neon.tech";
const NEON: &str = "sslmode=require&channel_binding=require";

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| Authority::new().unwrap());

/// Encrypted, under names such as Neon's.
static NEON_LIKE: LazyLock<Postgres> = LazyLock::new(|| {
    let certificate = AUTHORITY.issue([DIRECT, POOLED]).unwrap();
    Postgres::start_encrypted(Purpose::Test, Path::new("../.."), &certificate).unwrap()
});

static PLAIN: LazyLock<Postgres> = LazyLock::new(|| Postgres::start(Purpose::Test, Path::new("../..")).unwrap());

// Neon's strings as they are pasted.

#[tokio::test]
async fn neons_string_works_as_it_is_pasted() {
    for parameters in [NEON, "sslmode=verify-full&channel_binding=require", "sslmode=verify-ca", "sslmode=require"] {
        let db = trusting(&url(&NEON_LIKE, DIRECT, parameters));

        let row = &db.read("select ssl, version from pg_stat_ssl where pid = pg_backend_pid()", &[]).await.unwrap()[0];

        assert!(row.get::<_, bool>("ssl"), "{parameters}");
        assert_eq!(row.get::<_, String>("version"), "TLSv1.3", "{parameters}");
    }
}

#[tokio::test]
async fn through_the_pooler_no_statement_is_kept_and_past_it_one_is() {
    for (host, kept) in [(POOLED, 0_i64), (DIRECT, 1)] {
        let mut pairs = pairs(&url(&NEON_LIKE, host, NEON));
        pairs.extend([("DB_POOL_SIZE", "1".to_owned()), ("DB_SSLROOTCERT", AUTHORITY.pem())].map(owned));
        let db = db(&pairs);

        let count = "select count(*) from pg_prepared_statements";
        for _ in 0..2 {
            db.read(count, &[]).await.unwrap();
        }
        assert_eq!(db.read(count, &[]).await.unwrap()[0].get::<_, i64>(0), kept, "{host}");
    }
}

/// Postgres itself knows this since version 17; Neon's proxy knows it whatever stands behind, and so does this one.
#[tokio::test]
async fn direct_negotiation_begins_with_tls_and_names_its_protocol() {
    let proxy = Proxy::start(Entrance::Direct, &AUTHORITY.issue([DIRECT]).unwrap(), Behind::plain(&NEON_LIKE)).await;

    let db = trusting(&proxy.url(&NEON_LIKE, DIRECT, "sslmode=require&sslnegotiation=direct"));

    db.read("select 1", &[]).await.unwrap();
    assert_eq!(proxy.seen().protocol.as_deref(), Some("postgresql"));
    assert_eq!(proxy.seen().server_name.as_deref(), Some(DIRECT));
}

// Whom it talks to.

#[tokio::test]
async fn a_man_in_the_middle_is_found_out_even_with_a_certificate_that_is_trusted() {
    let certificate = AUTHORITY.issue([DIRECT]).unwrap();
    let proxy = Proxy::start(Entrance::Negotiated, &certificate, Behind::encrypted(&NEON_LIKE)).await;

    let careless = trusting(&proxy.url(&NEON_LIKE, DIRECT, "sslmode=require&channel_binding=disable"));
    careless.read("select 1", &[]).await.unwrap();
    assert!(proxy.seen().text.contains("SCRAM-SHA-256\0"), "without channel binding it goes unnoticed");

    let cause = cause(trusting(&proxy.url(&NEON_LIKE, DIRECT, NEON)).read("select 1", &[]).await);
    assert!(proxy.seen().text.contains("SCRAM-SHA-256-PLUS"), "channel binding was asked for");
    assert!(cause.contains("SCRAM channel binding check failed"), "{cause}");
}

#[tokio::test]
async fn a_server_without_channel_binding_is_refused_where_it_is_required() {
    let certificate = AUTHORITY.issue([DIRECT]).unwrap();
    let proxy = Proxy::start(Entrance::Negotiated, &certificate, Behind::plain(&NEON_LIKE)).await;

    let cause = cause(trusting(&proxy.url(&NEON_LIKE, DIRECT, NEON)).read("select 1", &[]).await);

    assert!(cause.contains("channel binding"), "{cause}");
}

#[tokio::test]
async fn an_unknown_authority_is_refused() {
    let stranger = Authority::new().unwrap();
    for authority in [None, Some(stranger.pem())] {
        let mut pairs = pairs(&url(&NEON_LIKE, DIRECT, NEON));
        pairs.extend(authority.map(|pem| ("DB_SSLROOTCERT".to_owned(), pem)));

        let cause = cause(db(&pairs).read("select 1", &[]).await);

        assert!(cause.contains("invalid peer certificate"), "{cause}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let cause = cause(trusting(&url(&NEON_LIKE, "ep-other.neon.tech", NEON)).read("select 1", &[]).await);

    assert!(cause.contains("not valid for name \"ep-other.neon.tech\""), "{cause}");
}

#[tokio::test]
async fn production_refuses_a_server_that_does_not_encrypt() {
    for (parameters, in_production) in [("", true), ("sslmode=prefer", true), ("sslmode=require", false)] {
        let mut pairs = pairs(&url(&PLAIN, DIRECT, parameters));
        if in_production {
            pairs.extend([("VERCEL_ENV", "production".to_owned())].map(owned));
        }

        let cause = cause(db(&pairs).read("select 1", &[]).await);

        assert!(cause.contains("server does not support TLS"), "{parameters}: {cause}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_an_operators_matter() {
    let secret = "hunter2";
    let wrong = url(&NEON_LIKE, DIRECT, NEON).replace(&password(&NEON_LIKE), secret);

    let cause = cause(trusting(&wrong).read("select 1", &[]).await);

    assert!(cause.contains("password authentication failed for user \"darasa\""), "{cause}");
    assert!(!cause.contains(secret), "{cause}");
}

#[tokio::test]
async fn outside_a_refused_database_is_503_and_nothing_more() {
    let env = vec![("DATABASE_URL", url(&NEON_LIKE, DIRECT, NEON)), ("DB_SSLROOTCERT", String::new())];
    let app = TestApp::with(Settings { env, ..Settings::default() }).await;

    let reply = app.person("ada").get("/api/job-infos").await;

    assert_eq!(reply.problem(), (503, "unavailable".to_owned()));
    assert_eq!(reply.header("retry-after"), "2");
    for word in ["certificate", "neon", "database", "Issuer"] {
        assert!(!reply.text.contains(word), "{word} in {}", reply.text);
    }
}

#[tokio::test]
async fn the_app_works_on_neons_string() {
    let fresh = NEON_LIKE.fresh_database().await.unwrap();
    let name = fresh.rsplit('/').next().unwrap();
    let neon = url(&NEON_LIKE, POOLED, NEON).replace("/postgres?", &format!("/{name}?"));
    let env = vec![("DATABASE_URL", neon), ("DB_SSLROOTCERT", AUTHORITY.pem())];
    let app = TestApp::with(Settings { env, ..Settings::default() }).await;

    let reply = app.person("ada").get("/api/job-infos").await;

    assert_eq!(reply.status, 200, "{}", reply.text);
}

#[tokio::test]
async fn odd_characters_in_db_parts_reach_the_server_as_they_are() {
    const USER: &str = "a/b:c@d ü%41";
    const PASSWORD: &str = "p@ss/w?rd#%é\"+ &=\\";
    const NAME: &str = "my db?x=1&y#ü";
    let admin = connect(&PLAIN.url("postgres")).await.unwrap();
    for statement in [
        format!("drop database if exists \"{NAME}\""),
        format!("drop role if exists \"{USER}\""),
        format!("create role \"{USER}\" login password '{PASSWORD}'"),
        format!("create database \"{NAME}\" owner \"{USER}\""),
    ] {
        admin.batch_execute(&statement).await.unwrap();
    }
    let port = port(&PLAIN).to_string();
    let parts = [("DB_HOST", "127.0.0.1"), ("DB_PORT", &port), ("DB_USER", USER), ("DB_PASSWORD", PASSWORD)];
    let pairs = parts.into_iter().chain([("DB_NAME", NAME)]).map(|(name, value)| owned((name, value.to_owned())));

    let rows = db(&pairs.collect()).read("select current_user::text, current_database()::text", &[]).await.unwrap();

    assert_eq!((rows[0].get(0), rows[0].get(1)), (USER, NAME));
}

// Helpers: settings.

/// The server under another name, as if DNS led there.
fn url(server: &Postgres, host: &str, parameters: &str) -> String {
    let url = server.url("postgres").replace("127.0.0.1", host);
    format!("{url}?hostaddr=127.0.0.1&{parameters}").trim_end_matches('&').to_owned()
}

fn parsed(server: &Postgres) -> reqwest::Url {
    server.url("postgres").parse().unwrap()
}

fn port(server: &Postgres) -> u16 {
    parsed(server).port().unwrap()
}

fn password(server: &Postgres) -> String {
    parsed(server).password().unwrap().to_owned()
}

fn pairs(url: &str) -> HashMap<String, String> {
    [("DATABASE_URL", url.to_owned())].map(owned).into()
}

fn owned((name, value): (&str, String)) -> (String, String) {
    (name.to_owned(), value)
}

/// With the private authority.
fn trusting(url: &str) -> Db {
    let mut pairs = pairs(url);
    pairs.extend([("DB_SSLROOTCERT", AUTHORITY.pem())].map(owned));
    db(&pairs)
}

fn db(pairs: &HashMap<String, String>) -> Db {
    let settings: Database = env::database(pairs.clone()).unwrap();
    Db::new(&settings, clock::system()).unwrap()
}

/// What the log says of a failure that is 503 outside.
fn cause<T>(result: Result<T, Error>) -> String {
    let Err(error) = result else { panic!("it was not refused") };
    assert_eq!(error.problem().status, 503, "{error:?}");
    error.cause().unwrap().to_owned()
}

// Helpers: somebody between darasa and its database.

/// How TLS begins at the proxy.
#[derive(Clone, Copy)]
enum Entrance {
    /// With Postgres's own request for it.
    Negotiated,
    /// With the first byte.
    Direct,
}

/// Where the proxy leads.
#[derive(Clone)]
struct Behind {
    port: u16,
    encrypted: bool,
}

impl Behind {
    fn plain(server: &Postgres) -> Self {
        Self { port: port(server), encrypted: false }
    }

    fn encrypted(server: &Postgres) -> Self {
        Self { port: port(server), encrypted: true }
    }
}

/// Ends TLS with a certificate of its own, and reads along.
struct Proxy {
    port: u16,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Clone, Default)]
struct Seen {
    protocol: Option<String>,
    server_name: Option<String>,
    text: String,
}

impl Proxy {
    async fn start(entrance: Entrance, certificate: &Certificate, behind: Behind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, acceptor) = (Arc::<Mutex<Seen>>::default(), acceptor(certificate));
        let notes = seen.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass_on(client, entrance, acceptor.clone(), behind.clone(), notes.clone()));
            }
        });
        Self { port, seen }
    }

    fn url(&self, server: &Postgres, host: &str, parameters: &str) -> String {
        url(server, host, parameters).replace(&format!(":{}/", port(server)), &format!(":{}/", self.port))
    }

    fn seen(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }
}

async fn pass_on(mut client: TcpStream, entrance: Entrance, tls: TlsAcceptor, behind: Behind, seen: Arc<Mutex<Seen>>) {
    if let Entrance::Negotiated = entrance {
        let mut request = [0; 8];
        client.read_exact(&mut request).await.unwrap();
        client.write_all(b"S").await.unwrap();
    }
    let client = tls.accept(client).await.unwrap();
    let session = client.get_ref().1;
    {
        let mut seen = seen.lock().unwrap();
        seen.protocol = session.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned());
        seen.server_name = session.server_name().map(str::to_owned);
    }
    let mut server = TcpStream::connect(("127.0.0.1", behind.port)).await.unwrap();
    if !behind.encrypted {
        return relay(client, server, seen).await;
    }
    server.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).await.unwrap();
    assert_eq!(server.read_u8().await.unwrap(), b'S');
    let name = ServerName::try_from(DIRECT).unwrap();
    relay(client, connector().connect(name, server).await.unwrap(), seen).await;
}

async fn relay(client: impl AsyncRead + AsyncWrite, server: impl AsyncRead + AsyncWrite, seen: Arc<Mutex<Seen>>) {
    let (mut from_client, mut to_client) = tokio::io::split(client);
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let forth = async {
        let mut bytes = [0; 4096];
        while let Ok(length @ 1..) = from_client.read(&mut bytes).await {
            seen.lock().unwrap().text.push_str(&String::from_utf8_lossy(&bytes[..length]));
            to_server.write_all(&bytes[..length]).await?;
        }
        to_server.shutdown().await
    };
    // Either side may hang up whenever it likes.
    let _ = tokio::join!(forth, tokio::io::copy(&mut from_server, &mut to_client));
}

fn acceptor(certificate: &Certificate) -> TlsAcceptor {
    let chain = vec![CertificateDer::from_pem_slice(certificate.certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(certificate.key.as_bytes()).unwrap();
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let mut config = builder.with_single_cert(chain, key).unwrap();
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Arc::new(config).into()
}

fn connector() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(AUTHORITY.pem().as_bytes()).unwrap()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    Arc::new(builder.with_root_certificates(roots).with_no_client_auth()).into()
}
