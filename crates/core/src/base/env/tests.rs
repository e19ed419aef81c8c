//! Environment: which settings are accepted, and how problems are described.

use secrecy::ExposeSecret;

use super::*;

/// A development environment with everything that must be there, changed as a test likes.
pub fn env(changes: &[(&str, &str)]) -> Result<Env, Problems> {
    let mut pairs: HashMap<String, String> = [
        ("DATABASE_URL", "postgres://ada:secret@localhost/darasa"),
        ("CLERK_SECRET_KEY", "sk_test_abc"),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_test_ZGFyYXNhLmNsZXJrLmFjY291bnRzLmRldiQ"),
        ("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"),
        ("GEMINI_API_KEY", "key"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for (name, value) in changes {
        pairs.insert((*name).to_owned(), (*value).to_owned());
    }
    Env::from_pairs(pairs)
}

#[test]
fn an_empty_environment_names_everything_that_is_missing_at_once() {
    let message = Env::from_pairs(HashMap::new()).unwrap_err().to_string();
    for name in [
        "DATABASE_URL",
        "CLERK_SECRET_KEY",
        "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
        "CLERK_WEBHOOK_SIGNING_SECRET",
        "GEMINI_API_KEY",
    ] {
        assert!(message.contains(name), "{name} in {message}");
    }
}

#[test]
fn vercel_is_known_by_what_it_sets_in_each_of_its_functions() {
    assert!(!env(&[("VERCEL_ENV", "development")]).unwrap().deployment.on_vercel, "which is set elsewhere too");
    for (name, value) in [("VERCEL", "1"), ("VERCEL_IPC_PATH", "/tmp/socket")] {
        assert!(env(&[(name, value)]).unwrap().deployment.on_vercel, "{name}");
        assert!(!env(&[(name, "")]).unwrap().deployment.on_vercel, "{name}");
    }
}

#[test]
fn an_empty_value_counts_as_unset() {
    assert!(env(&[("GEMINI_API_KEY", "")]).unwrap_err().to_string().contains("GEMINI_API_KEY"));
    let usual = ["gemini-3.8-flash", "gemini-3.5-flash-lite"];
    assert_eq!(names(&[("GEMINI_MODELS", ""), ("AI_MODELS", "")]).unwrap(), usual);
}

#[test]
fn values_are_never_printed() {
    let problems = env(&[
        ("DATABASE_URL", "postgres://ada:hunter2@localhost/darasa?sslmode=sometimes"),
        ("CLERK_JWT_KEY", "hunter2"),
        ("CLERK_WEBHOOK_SIGNING_SECRET", "hunter2"),
        ("ALLOWED_ORIGINS", "hunter2"),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "hunter2"),
        ("VOICE_PROVIDER", "hunter2"),
        ("GEMINI_BASE_URL", "hunter2"),
        ("PROTECTION", "hunter2"),
        ("ARCJET_KEY", "hunter2"),
        ("ALLOW_API_CLIENTS", "hunter2"),
    ]);
    let problems = problems.unwrap_err();
    assert!(!format!("{problems} {problems:?}").contains("hunter2"), "{problems}");
    let env = env(&[
        ("GEMINI_API_KEY", "hunter2"),
        ("ARCJET_KEY", "ajkey_hunter2"),
        ("DATABASE_URL", "postgres://ada:hunter2@localhost/d"),
    ]);
    let env = env.unwrap();
    assert!(!format!("{env:?}").contains("hunter2"), "{env:?}");
}

#[test]
fn the_publishable_key_names_the_issuer() {
    assert_eq!(env(&[]).unwrap().clerk.issuer, "https://darasa.clerk.accounts.dev");
    let padded = env(&[("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k")]).unwrap();
    assert_eq!(padded.clerk.issuer, "https://clerk.example.com");
}

#[test]
fn a_signing_secret_has_a_shape_and_there_may_be_several() {
    const GOOD: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
    for (secrets, keys) in [
        (GOOD.to_owned(), Some(1)),
        (format!("{GOOD},{GOOD}"), Some(2)),
        (format!(" {GOOD} , {GOOD} "), Some(2)),
        (format!("{GOOD},"), None),
        (format!("{GOOD},MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"), None),
        ("whsec_".to_owned(), None),
        ("whsec_c2hvcnQ=".to_owned(), None),
        ("whsec_not base64 at all, is it?".to_owned(), None),
        ("WHSEC_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3".to_owned(), None),
    ] {
        let read = env(&[("CLERK_WEBHOOK_SIGNING_SECRET", &secrets)]);
        assert_eq!(read.ok().map(|env| env.clerk.webhook_keys.len()), keys, "{secrets}");
    }
}

#[test]
fn an_origin_is_written_as_a_browser_writes_it() {
    for (origins, good) in [
        ("https://app.example.com", true),
        ("https://a.example.com, http://localhost:5173", true),
        ("http://[::1]:3000", true),
        ("", true),
        ("*", false),
        ("null", false),
        ("app.example.com", false),
        ("https://", false),
        ("https://app.example.com/", false),
        ("https://App.example.com", false),
        ("https://app.example.com/path", false),
        ("https://*.example.com", false),
        ("ftp://app.example.com", false),
        ("https://app.example.com:443", false),
        ("https://app.example.com:99999", false),
        ("https://user@app.example.com", false),
        ("https://app.example.com?x", false),
    ] {
        for name in ["ALLOWED_ORIGINS", "CLERK_AUTHORIZED_PARTIES"] {
            let named = env(&[(name, origins)]).err().map(|Problems(problems)| problems[0].variable);
            assert_eq!(named, (!good).then_some(name), "{origins}");
        }
    }
}

#[test]
fn a_page_of_this_machine_is_known_by_its_origin() {
    for (origin, local) in [
        ("http://localhost:5173", true),
        ("http://localhost", true),
        ("https://localhost:8443", true),
        ("http://127.0.0.1:4000", true),
        ("http://127.9.9.9", true),
        ("http://[::1]:3000", true),
        ("http://app.localhost:3000", true),
        ("http://localhost.example.com", false),
        ("http://127.0.0.1.example.com", false),
        ("http://localhost:1@example.com", false),
        ("http://example.com/localhost", false),
        ("http://10.0.0.1:5173", false),
        ("null", false),
        ("", false),
    ] {
        assert_eq!(is_loopback_origin(origin), local, "{origin}");
    }
}

/// A deployment's environment, complete but for what a test is about.
fn deployed(changes: &[(&str, &str)]) -> Result<Env, Problems> {
    const DEPLOYED: [(&str, &str); 3] = [
        ("VERCEL_ENV", "production"),
        ("DATABASE_URL", "postgres://ada:secret@ep-1-pooler.example.com/darasa"),
        ("PROTECTION", "local"),
    ];
    env(&[&DEPLOYED, changes].concat())
}

#[test]
fn a_deployment_without_parties_takes_tokens_of_its_own_pages() {
    const DOMAIN: (&str, &str) = ("VERCEL_PROJECT_PRODUCTION_URL", "darasa.example.com");
    const ITSELF: (&str, &str) = ("VERCEL_URL", "darasa-abc123.vercel.app");
    let parties = |changes: &[(&str, &str)]| deployed(changes).map(|env| env.clerk.authorized_parties);
    let own = ["https://darasa.example.com", "https://darasa-abc123.vercel.app"].map(str::to_owned);
    assert_eq!(parties(&[DOMAIN, ITSELF]).unwrap(), own);
    assert_eq!(parties(&[ITSELF]).unwrap(), own[1..]);
    let given = parties(&[DOMAIN, ITSELF, ("CLERK_AUTHORIZED_PARTIES", "https://app.example.com")]);
    assert_eq!(given.unwrap(), ["https://app.example.com"], "what somebody chose is all");
    for addresses in [&[][..], &[("VERCEL_URL", "no host")]] {
        let Problems(problems) = parties(addresses).unwrap_err();
        let named: Vec<_> = problems.iter().map(|problem| problem.variable).collect();
        assert_eq!(named, ["CLERK_AUTHORIZED_PARTIES"]);
    }
    let laptop = env(&[DOMAIN, ITSELF]).unwrap();
    assert!(laptop.clerk.authorized_parties.is_empty(), "a laptop takes tokens of any page");
}

/// Of a preview, which knows production's address too, and is not there.
#[test]
fn programs_may_have_tokens_for_the_deployments_own_addresses_wherever_its_pages_are() {
    const ADDRESSES: [(&str, &str); 2] =
        [("VERCEL_PROJECT_PRODUCTION_URL", "darasa.example.com"), ("VERCEL_URL", "darasa-abc123.vercel.app")];
    let (domain, itself, page) =
        ("https://darasa.example.com", "https://darasa-abc123.vercel.app", "https://app.example.com");
    for (kind, parties, expected) in [
        ("production", "", vec![domain, itself]),
        ("production", page, vec![domain, itself, page]),
        ("preview", "", vec![itself]),
        ("preview", page, vec![itself, page]),
    ] {
        let changes = [&ADDRESSES[..], &[("VERCEL_ENV", kind), ("CLERK_AUTHORIZED_PARTIES", parties)]].concat();
        assert_eq!(deployed(&changes).unwrap().clerk.resource_origins, expected, "{kind} {parties}");
    }
}

#[test]
fn the_other_names_of_integrations_count_when_the_usual_ones_are_missing() {
    let pooled = "postgres://u:p@ep-1-pooler.example.com/d";
    let direct = "postgres://u:p@ep-1.example.com/d";
    let other = "postgres://u:p@other.example.com/d";
    let hosts = |changes: &[(&str, &str)]| {
        let database = env(&[&[("DATABASE_URL", "")], changes].concat()).unwrap().database;
        let host = |config: &tokio_postgres::Config| match &config.get_hosts()[0] {
            tokio_postgres::config::Host::Tcp(host) => host.clone(),
            tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
        };
        (host(&database.config), database.direct.as_ref().map(host))
    };
    let both = ("ep-1-pooler.example.com".to_owned(), Some("ep-1.example.com".to_owned()));
    let others = [("POSTGRES_URL", pooled), ("POSTGRES_URL_NON_POOLING", direct)];
    assert_eq!(hosts(&others), both);
    let usual = [("DATABASE_URL", pooled), ("DATABASE_URL_UNPOOLED", direct)];
    let copied = [("DATABASE_URL", pooled), ("DATABASE_URL_UNPOOLED", pooled)];
    assert_eq!(hosts(&copied), (both.0.clone(), None), "that one is not direct, whatever it is called");
    assert_eq!(hosts(&[&usual[..], &[("POSTGRES_URL", other), ("POSTGRES_URL_NON_POOLING", other)]].concat()), both);

    let redis = |changes: &[(&str, &str)]| match env(changes).unwrap().redis.unwrap().address {
        RedisAddress::Server(server) => server.host,
        RedisAddress::Rest { .. } => panic!("not by HTTP"),
    };
    assert_eq!(redis(&[("KV_URL", "rediss://default:p@kv.example.com:6379")]), "kv.example.com");
    let both = [("KV_URL", "rediss://kv.example.com"), ("REDIS_URL", "rediss://redis.example.com")];
    assert_eq!(redis(&both), "redis.example.com");
}

#[test]
fn parameters_of_a_url_that_are_not_known_are_named_without_their_values() {
    let wrong = |name: &'static str, url: &str| {
        let Problems(problems) = env(&[(name, url)]).unwrap_err();
        assert_eq!(problems[0].variable, name);
        problems[0].wrong.clone()
    };
    let with = "has parameters that are not known here: ";
    for (name, url, said) in [
        ("DATABASE_URL", "postgres://u:p@h/d?pgbouncer=hunter2", format!("{with}pgbouncer")),
        (
            "DATABASE_URL",
            "postgres://u:p@h/d?sslmode=require&schema=x&pool_timeout=1",
            format!("{with}schema, pool_timeout"),
        ),
        ("DATABASE_URL", "postgres://u:p@h/d?sslmode=hunter2", format!("{with}sslmode")),
        ("POSTGRES_URL_NON_POOLING", "postgres://u:p@h/d?pgbouncer=true", format!("{with}pgbouncer")),
        ("DATABASE_URL", "postgres://u:1?hunter2=x@h/d?y=z", "is no Postgres URL".to_owned()),
        ("DATABASE_URL", "postgres://u:p@h/d?hunter2 hunter2=x", "is no Postgres URL".to_owned()),
        ("DATABASE_URL", "hunter2", "is no Postgres URL".to_owned()),
        ("REDIS_URL", "rediss://h?insecure=1&a", format!("{with}insecure, a")),
        ("KV_URL", "rediss://u:1?hunter2=x@h", "is no Redis URL".to_owned()),
    ] {
        assert_eq!(wrong(name, url), said, "{url}");
    }
}

#[test]
fn production_refuses_loopback_plain_databases_and_missing_parties() {
    let message = env(&[
        ("VERCEL_ENV", "preview"),
        ("GEMINI_BASE_URL", "http://127.0.0.1:9"),
        ("DATABASE_URL", "postgres://a:b@db.example.com/d?sslmode=disable"),
    ])
    .unwrap_err()
    .to_string();
    for name in ["GEMINI_BASE_URL", "DATABASE_URL", "CLERK_AUTHORIZED_PARTIES", "PROTECTION"] {
        assert!(message.contains(name), "{name} in {message}");
    }
}

#[test]
fn whatever_is_deployed_has_productions_rules() {
    let with = |stage| env(&[("VERCEL_ENV", stage), ("GEMINI_BASE_URL", "http://127.0.0.1:9")]);
    for stage in ["", "development"] {
        assert!(!with(stage).unwrap().production, "{stage}");
    }
    for stage in ["production", "preview", "staging", "Production", "prod"] {
        assert!(with(stage).unwrap_err().0.iter().any(|problem| problem.variable == "GEMINI_BASE_URL"), "{stage}");
    }
}

#[test]
fn a_function_has_to_know_where_it_runs() {
    let is_problem = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let Problems(problems) = Env::of_function(Reader::from_pairs(pairs)).unwrap_err();
        problems.iter().any(|problem| problem.variable == "VERCEL_ENV" && problem.wrong.contains("is missing"))
    };
    for unknown in [&[][..], &[("VERCEL_ENV", "")], &[("VERCEL_DEV", "0")], &[("VERCEL_IPC_PATH", "/tmp/socket")]] {
        assert!(is_problem(unknown), "{unknown:?}");
    }
    for known in [("VERCEL_DEV", "1"), ("VERCEL_ENV", "development"), ("VERCEL_ENV", "production")] {
        assert!(!is_problem(&[known]), "{known:?}");
    }
}

#[test]
fn odd_characters_in_db_parts_are_encoded() {
    let pairs = [
        ("DATABASE_URL", ""),
        ("DB_HOST", "db.example.com"),
        ("DB_PORT", "6543"),
        ("DB_USER", "a/b:c@d"),
        ("DB_PASSWORD", "p@ss/w?rd#%é"),
        ("DB_NAME", "my db?x"),
    ];
    let database = env(&pairs).unwrap().database;
    assert_eq!(database.config.get_user(), Some("a/b:c@d"));
    assert_eq!(database.config.get_password(), Some("p@ss/w?rd#%é".as_bytes()));
    assert_eq!(database.config.get_dbname(), Some("my db?x"));
    assert_eq!(database.config.get_ports(), [6543]);
}

#[test]
fn half_of_the_db_parts_is_a_problem_that_names_the_other_half() {
    let message = env(&[("DATABASE_URL", ""), ("DB_HOST", "localhost")]).unwrap_err().to_string();
    for name in ["DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME"] {
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn neons_strings_are_taken_as_they_are() {
    let url = "postgresql://u:p@ep-x-pooler.eu-central-1.aws.neon.tech/neondb?sslmode=verify-full&channel_binding=require&sslnegotiation=direct";
    let database = env(&[("DATABASE_URL", url)]).unwrap().database;
    assert!(database.is_pooled());
    assert!(!database.prepares(&database.config));
    assert_eq!(database.config.get_ssl_mode(), tokio_postgres::config::SslMode::Require);
    assert_eq!(database.config.get_channel_binding(), tokio_postgres::config::ChannelBinding::Require);
}

#[test]
fn a_replica_is_another_server_than_the_primary_and_is_read_as_strictly() {
    let replica = "postgresql://u:p@ep-y-pooler.us-east-1.aws.neon.tech/neondb?sslmode=require";
    assert!(env(&[]).unwrap().database.replica.is_none());
    let database = env(&[("DATABASE_REPLICA_URL", replica)]).unwrap().database;
    assert!(!database.prepares(database.replica.as_ref().unwrap()), "it is reached through a pooler");
    assert!(database.prepares(&database.config), "the primary is not");
    for (url, problem) in [
        ("http://x", "DATABASE_REPLICA_URL is no Postgres URL"),
        ("postgres:///x", "DATABASE_REPLICA_URL names no host"),
        ("postgres://ada@localhost/darasa", "DATABASE_REPLICA_URL names the primary itself"),
    ] {
        let given = [("DATABASE_URL", "postgres://bob:p@localhost/darasa"), ("DATABASE_REPLICA_URL", url)];
        let message = env(&given).unwrap_err().to_string();
        assert!(message.contains(problem), "{url}: {message}");
    }
    let open = [("VERCEL_ENV", "production"), ("DATABASE_REPLICA_URL", "postgres://u:p@far.example/d?sslmode=disable")];
    let message = env(&open).unwrap_err().to_string();
    assert!(message.contains("DATABASE_REPLICA_URL turns encryption off"), "{message}");
    assert!(
        !format!("{:?}", env(&[("DATABASE_REPLICA_URL", "postgres://u:hunter2@h/d")]).unwrap()).contains("hunter2")
    );
}

#[test]
fn hume_is_there_whole_or_not_at_all() {
    const NAMES: [&str; 3] = ["HUME_API_KEY", "HUME_SECRET_KEY", "NEXT_PUBLIC_HUME_CONFIG_ID"];
    assert!(env(&[]).unwrap().hume.is_none());
    assert!(env(&[("HUME_BASE_URL", "http://127.0.0.1:9")]).unwrap().hume.is_none());
    let whole = env(&NAMES.map(|name| (name, "hunter2"))).unwrap();
    assert_eq!(whole.hume.as_ref().unwrap().base_url, "https://api.hume.ai");
    let shown = format!("{:?}", whole.hume.map(|hume| (hume.api_key, hume.secret_key)));
    assert!(!shown.contains("hunter2"), "{shown}");
    for missing in NAMES {
        let given: Vec<_> = NAMES.into_iter().filter(|name| *name != missing).map(|name| (name, "hunter2")).collect();
        let Problems(problems) = env(&given).unwrap_err();
        assert_eq!(problems.iter().map(|problem| problem.variable).collect::<Vec<_>>(), [missing]);
    }
}

/// What decides with these variables, or which of them is wrong.
fn protector(changes: &[(&str, &str)]) -> Result<&'static str, &'static str> {
    let given = changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    match protection(given).map(|protection| protection.by) {
        Ok(Protector::Arcjet(_)) => Ok("arcjet"),
        Ok(Protector::Local) => Ok("local"),
        Ok(Protector::Off) => Ok("off"),
        Err(Problems(problems)) => {
            assert_eq!(problems.len(), 1, "{problems:?}");
            Err(problems[0].variable)
        }
    }
}

#[test]
fn a_laptop_is_protected_when_somebody_wants_it_to_be() {
    const KEY: (&str, &str) = ("ARCJET_KEY", "ajkey_01jx0000000000000000000000");
    assert_eq!(protector(&[]), Ok("off"));
    assert_eq!(protector(&[KEY]), Ok("arcjet"));
    assert_eq!(protector(&[KEY, ("PROTECTION", "off")]), Ok("off"));
    assert_eq!(protector(&[KEY, ("PROTECTION", "local")]), Ok("local"));
    assert_eq!(protector(&[("PROTECTION", "local")]), Ok("local"));
    assert_eq!(protector(&[("PROTECTION", "arcjet")]), Err("ARCJET_KEY"));
    assert_eq!(protector(&[("PROTECTION", "yes")]), Err("PROTECTION"));
    for wrong in ["aj_prj_key_01jx", "ajkey_", "ajkey_with a space", "01jx"] {
        assert_eq!(protector(&[("ARCJET_KEY", wrong)]), Err("ARCJET_KEY"), "{wrong}");
    }
}

#[test]
fn a_deployment_chooses_its_protection_and_cannot_go_without() {
    const KEY: (&str, &str) = ("ARCJET_KEY", "ajkey_01jx0000000000000000000000");
    for stage in ["production", "preview"] {
        let with = |changes: &[(&'static str, &'static str)]| protector(&[&[("VERCEL_ENV", stage)], changes].concat());
        assert_eq!(with(&[]), Err("PROTECTION"));
        assert_eq!(with(&[("PROTECTION", "off")]), Err("PROTECTION"));
        assert_eq!(with(&[("PROTECTION", "off"), KEY]), Err("PROTECTION"));
        assert_eq!(with(&[("PROTECTION", "local")]), Ok("local"));
        assert_eq!(with(&[("PROTECTION", "arcjet")]), Err("ARCJET_KEY"));
        assert_eq!(with(&[KEY]), Ok("arcjet"));
        assert_eq!(with(&[KEY, ("ARCJET_BASE_URL", "http://127.0.0.1:9")]), Err("ARCJET_BASE_URL"));
    }
    let unset = protection([("VERCEL_ENV".to_owned(), "production".to_owned())].into()).unwrap_err().to_string();
    assert!(unset.contains("arcjet, which needs ARCJET_KEY, or local"), "{unset}");
}

#[test]
fn api_clients_are_let_in_unless_somebody_says_no() {
    let allowed = |value| env(&[("ALLOW_API_CLIENTS", value)]).map(|env| env.protection.allow_api_clients).ok();
    assert_eq!(["", "off", "on", "yes"].map(allowed), [Some(true), Some(false), Some(true), None]);
}

#[test]
fn a_person_may_send_1_to_100_000_requests_a_minute() {
    let most = |value| env(&[("REQUESTS_PER_MINUTE", value)]).map(|env| env.protection.requests_per_minute).ok();
    assert_eq!(["", "1", "100000"].map(most), [Some(100), Some(1), Some(100_000)]);
    assert_eq!(["0", "100001", "-1", "many"].map(most), [None; 4]);
}

#[test]
fn the_pool_has_1_to_20_connections() {
    for (size, good) in [("0", false), ("1", true), ("20", true), ("21", false), ("many", false)] {
        assert_eq!(env(&[("DB_POOL_SIZE", size)]).is_ok(), good, "{size}");
    }
}

#[test]
fn redis_is_taken_as_it_is_pasted() {
    let server = |url: &str| match env(&[("REDIS_URL", url)]).unwrap().redis.unwrap().address {
        RedisAddress::Server(server) => server,
        RedisAddress::Rest { .. } => panic!("not by HTTP"),
    };
    let upstash = server("rediss://default:p%40ss%2Fw%3Frd@eu1-quiet-sea-12345.upstash.io:6380");
    assert_eq!((upstash.host.as_str(), upstash.port), ("eu1-quiet-sea-12345.upstash.io", 6380));
    assert_eq!((upstash.user.as_deref(), upstash.encrypted, upstash.database), (Some("default"), true, 0));
    assert_eq!(upstash.password.map(|password| password.expose_secret().to_owned()).as_deref(), Some("p@ss/w?rd"));
    let local = server("redis://:secret@[::1]/3");
    assert_eq!((local.host.as_str(), local.port, local.database), ("::1", 6379, 3));
    assert_eq!((local.user, local.encrypted), (None, false));
    for wrong in ["localhost:6379", "http://x", "redis://", "rediss://x/a", "rediss://x#insecure"] {
        let problem = env(&[("REDIS_URL", wrong)]).unwrap_err().to_string();
        assert!(problem.contains("REDIS_URL is no Redis URL"), "{wrong}: {problem}");
    }
}

#[test]
fn nothing_about_redis_need_be_set_and_nothing_is_printed() {
    assert!(env(&[]).unwrap().redis.is_none());
    let shown = format!("{:?}", env(&[("REDIS_URL", "rediss://u:hunter2@h")]).unwrap());
    assert!(!shown.contains("hunter2"), "{shown}");
    let pair = [
        ("KV_REST_API_URL", "https://h.upstash.io"),
        ("KV_REST_API_TOKEN", "hunter2"),
        ("READY_TOKEN", "hunter2"),
        ("CRON_SECRET", "hunter2-and-10-more"),
        ("RECEIPT_SIGNING_KEY", &"ab".repeat(32)),
    ];
    let shown = format!("{:?}", env(&pair).unwrap());
    assert!(!shown.contains("hunter2"), "{shown}");
    let problem = format!("{:?}", env(&[("REDIS_URL", "hunter2")]).unwrap_err());
    assert!(!problem.contains("hunter2"), "{problem}");
}

#[test]
fn upstash_goes_by_two_pairs_of_names_and_a_url_wins_over_both() {
    let pairs = [("UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"), ("KV_REST_API_URL", "KV_REST_API_TOKEN")];
    for (url, token) in pairs {
        let whole = [(url, "https://h.upstash.io/"), (token, "t")];
        let address = env(&whole).unwrap().redis.unwrap().address;
        assert!(matches!(address, RedisAddress::Rest { url, .. } if url == "https://h.upstash.io"));
        let beside = [whole[0], whole[1], ("REDIS_URL", "rediss://h.upstash.io:6379")];
        assert!(matches!(env(&beside).unwrap().redis.unwrap().address, RedisAddress::Server(_)));
        for (half, missing) in [(whole[0], token), (whole[1], url)] {
            let Problems(problems) = env(&[half]).unwrap_err();
            assert_eq!(problems.iter().map(|problem| problem.variable).collect::<Vec<_>>(), [missing]);
        }
    }
}

#[test]
fn production_takes_no_redis_on_loopback_and_no_plain_one() {
    for (variable, value, wrong) in [
        ("REDIS_URL", "redis://cache.example.com", "must be rediss://"),
        ("REDIS_URL", "redis://127.0.0.1", "points at this machine"),
        ("REDIS_URL", "rediss://localhost", "points at this machine"),
        ("KV_REST_API_URL", "http://cache.example.com", "must be https"),
        ("KV_REST_API_URL", "https://127.0.0.1", "points at this machine"),
    ] {
        let parties = ("CLERK_AUTHORIZED_PARTIES", "https://app.example.com");
        let token = ("KV_REST_API_TOKEN", if variable == "REDIS_URL" { "" } else { "t" });
        let changes = |place| [("VERCEL_ENV", place), parties, token, (variable, value)];
        assert!(env(&changes("development")).is_ok(), "{value}");
        let Problems(problems) = env(&changes("production")).unwrap_err();
        let is_it = |problem: &Problem| problem.variable == variable && problem.wrong.contains(wrong);
        assert!(problems.iter().any(is_it), "{value}: {problems:?}");
    }
}

#[test]
fn a_dsn_has_a_shape_and_production_wants_it_encrypted() {
    const GOOD: &str = "https://0f1e2d3c4b5a69788796a5b4c3d2e1f0@o123.ingest.de.sentry.io/4506";
    const NOT_HERE: [&str; 4] = [
        "http://key@sentry.example.com/42",
        "https://key@localhost/42",
        "https://key@127.0.0.1:9000/42",
        "http://key@127.0.0.1/1",
    ];
    for dsn in [GOOD, "https://key@sentry.example.com/path/42"].into_iter().chain(NOT_HERE) {
        assert!(env(&[("SENTRY_DSN", dsn)]).unwrap().sentry.is_some(), "{dsn}");
        let deployed = [("SENTRY_DSN", dsn), ("VERCEL_ENV", "preview"), ("VERCEL_GIT_COMMIT_SHA", "c0ffee")];
        let pairs = deployed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut reader = Reader::from_pairs(pairs.into());
        let sentry = Sentry::read(&mut reader).flatten();
        let named = sentry.map(|sentry| (sentry.environment, sentry.release));
        let expected = ("preview".to_owned(), Some("c0ffee".to_owned()));
        assert_eq!(named, Some(expected).filter(|_| !NOT_HERE.contains(&dsn)), "{dsn}");
    }
    for bad in ["hunter2", "https://o123.ingest.sentry.io/4506", "https://key@sentry.io", "ftp://key@sentry.io/42"] {
        let problems = env(&[("SENTRY_DSN", bad)]).unwrap_err();
        assert_eq!(problems.0[0].variable, "SENTRY_DSN", "{bad}");
        assert!(!problems.to_string().contains(bad), "{problems}");
    }
    let debug = format!("{:?}", env(&[("SENTRY_DSN", GOOD)]).unwrap());
    assert!(debug.contains("ingest.de.sentry.io") && !debug.contains("0f1e2d3c"), "{debug}");
    assert!(env(&[]).unwrap().sentry.is_none());
}

/// The models, as they are stored.
fn names(changes: &[(&str, &str)]) -> Result<Vec<String>, Problems> {
    Ok(env(changes)?.models.names.iter().map(ToString::to_string).collect())
}

/// The variables that something is wrong with.
fn wrong(changes: &[(&str, &str)]) -> Vec<&'static str> {
    let Problems(problems) = env(changes).unwrap_err();
    problems.iter().map(|problem| problem.variable).collect()
}

#[test]
fn models_of_many_providers_are_named_in_the_order_in_which_they_are_asked() {
    let keys =
        [("ANTHROPIC_API_KEY", "k"), ("OPENROUTER_API_KEY", "k"), ("COMPATIBLE_BASE_URL", "http://10.0.0.7/v1/")];
    let list = "google/gemini-3.8-flash, ollama/qwen3:8b,openrouter/meta-llama/llama-4:free,anthropic/claude-5@1,\
        gateway/openai/gpt-6.1_mini,compatible/a";
    let env = env(&[&[("AI_MODELS", list)], &keys[..]].concat()).unwrap();
    let named: Vec<_> = env.models.names.iter().map(ToString::to_string).collect();
    assert_eq!(
        named,
        [
            "gemini-3.8-flash",
            "ollama/qwen3:8b",
            "openrouter/meta-llama/llama-4:free",
            "anthropic/claude-5@1",
            "gateway/openai/gpt-6.1_mini",
            "compatible/a",
        ]
    );
    assert_eq!(env.models.names[2].model, "meta-llama/llama-4:free", "split at the first slash");
    let accounts: Vec<_> =
        env.models.accounts.iter().map(|account| (account.provider, account.base_url.as_str())).collect();
    assert_eq!(
        accounts,
        [
            (ModelProvider::Anthropic, "https://api.anthropic.com"),
            (ModelProvider::OpenRouter, "https://openrouter.ai/api/v1"),
            (ModelProvider::Gateway, "https://ai-gateway.vercel.sh/v1"),
            (ModelProvider::Ollama, "http://127.0.0.1:11434/v1"),
            (ModelProvider::Compatible, "http://10.0.0.7/v1"),
        ]
    );
    assert_eq!(names(&[("GEMINI_MODELS", "gemini-9,gemini-8")]).unwrap(), ["gemini-9", "gemini-8"]);
}

#[test]
fn a_list_of_models_that_cannot_be_meant_is_a_problem() {
    for list in
        [",", "gemini-3.8-flash", "mistral/large", "ollama", "ollama/", "/x", "ollama/a b", "google/a/b", "Ollama/a"]
    {
        assert_eq!(wrong(&[("AI_MODELS", list)]), ["AI_MODELS"], "{list}");
    }
    let unknown = env(&[("AI_MODELS", "mistral/large")]).unwrap_err().to_string();
    assert!(unknown.contains("google, anthropic, openai, openrouter, gateway, ollama, compatible"), "{unknown}");
    let both = [("AI_MODELS", "ollama/a"), ("GEMINI_MODELS", "gemini-3.8-flash")];
    assert_eq!(wrong(&both), ["GEMINI_MODELS"]);
}

#[test]
fn a_key_is_needed_for_the_providers_that_are_named_and_for_no_others() {
    const NO_KEY: (&str, &str) = ("GEMINI_API_KEY", "");
    const SILENT: (&str, &str) = ("VOICE_PROVIDER", "off");
    for (list, missing) in [
        ("google/a", &["GEMINI_API_KEY"][..]),
        ("anthropic/a", &["ANTHROPIC_API_KEY"]),
        ("openai/a", &["OPENAI_API_KEY"]),
        ("openrouter/a", &["OPENROUTER_API_KEY"]),
        ("compatible/a", &["COMPATIBLE_BASE_URL"]),
        ("openai/a,anthropic/b,openai/c", &["ANTHROPIC_API_KEY", "OPENAI_API_KEY"]),
    ] {
        assert_eq!(wrong(&[NO_KEY, SILENT, ("AI_MODELS", list)]), missing, "{list}");
    }
    for list in ["ollama/a", "gateway/a/b"] {
        let models = env(&[NO_KEY, SILENT, ("AI_MODELS", list), ("OPENAI_BASE_URL", "nonsense")]).unwrap().models;
        assert!(models.gemini.is_none() && models.accounts[0].key.is_none(), "{list}");
        assert_eq!(wrong(&[NO_KEY, ("AI_MODELS", list)]), ["GEMINI_API_KEY"], "a voice needs it");
    }
}

#[test]
fn production_asks_no_model_on_this_machine_or_unencrypted() {
    let with = |changes: &[(&str, &str)]| {
        deployed(&[&[("VERCEL_URL", "darasa-abc123.vercel.app")], changes].concat()).err().map(|Problems(problems)| {
            problems.into_iter().map(|problem| (problem.variable, problem.wrong)).next().unwrap()
        })
    };
    let here = "points at this machine, which production never does".to_owned();
    assert_eq!(with(&[("AI_MODELS", "ollama/a")]), Some(("OLLAMA_BASE_URL", here.clone())), "as it usually does");
    let compatible = |url| with(&[("AI_MODELS", "compatible/a"), ("COMPATIBLE_BASE_URL", url)]);
    assert_eq!(compatible("http://localhost:1234/v1"), Some(("COMPATIBLE_BASE_URL", here)));
    let open = "must be https in production".to_owned();
    assert_eq!(compatible("http://models.example.com/v1"), Some(("COMPATIBLE_BASE_URL", open)));
    assert_eq!(compatible("https://models.example.com/v1"), None);
    for url in ["models.example.com", "ftp://models.example.com", "https://models.example.com/v1?key=hunter2"] {
        let no_url = "is no base URL".to_owned();
        assert_eq!(compatible(url), Some(("COMPATIBLE_BASE_URL", no_url)), "{url}");
    }
}

#[test]
fn keys_of_models_are_never_printed() {
    let keys =
        ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY", "AI_GATEWAY_API_KEY", "COMPATIBLE_API_KEY"];
    let list = "anthropic/a,openai/a,openrouter/a,gateway/a,compatible/a";
    let more = [("AI_MODELS", list), ("COMPATIBLE_BASE_URL", "http://127.0.0.1:1/v1")];
    let env = env(&[&keys.map(|key| (key, "hunter2"))[..], &more].concat()).unwrap();
    assert_eq!(env.models.accounts.iter().filter(|account| account.key.is_some()).count(), 5);
    assert!(!format!("{env:?}").contains("hunter2"), "{env:?}");
}

/// docs/models.md has a row for each provider, with its variables.
#[test]
fn the_page_about_models_names_each_provider_and_its_variables() {
    let page = include_str!("../../../../../docs/models.md");
    let known = env(&[("AI_MODELS", "nobody/x")]).unwrap_err().to_string();
    let (_, known) = known.split_once("none of: ").unwrap();
    let providers: Vec<_> = known.split_once(" (").unwrap().0.split(", ").collect();
    assert_eq!(providers.len(), 7);
    for provider in &providers {
        assert!(page.contains(&format!("\n| `{provider}` | ")), "{provider}");
    }
    const ACCOUNTS: [&str; 7] = ["GEMINI", "ANTHROPIC", "OPENAI", "OPENROUTER", "AI_GATEWAY", "OLLAMA", "COMPATIBLE"];
    let is_account = |name: &&str| {
        ["_API_KEY", "_BASE_URL"].iter().any(|end| name.strip_suffix(end).is_some_and(|of| ACCOUNTS.contains(&of)))
    };
    let variables: Vec<_> = super::names().into_iter().filter(is_account).collect();
    assert_eq!(variables.len(), 13, "{variables:?}");
    for variable in variables {
        assert!(page.contains(&format!("`{variable}`")), "{variable}");
    }
}

#[test]
fn a_cron_secret_has_sixteen_letters_at_least() {
    assert!(env(&[]).unwrap().cron_secret.is_none());
    for length in [16, 17] {
        assert!(env(&[("CRON_SECRET", &"s".repeat(length))]).unwrap().cron_secret.is_some(), "{length}");
    }
    for length in [1, 15] {
        let problems = env(&[("CRON_SECRET", &"s".repeat(length))]).unwrap_err().to_string();
        assert!(problems.contains("CRON_SECRET is too short to be a secret"), "{problems}");
    }
}

#[test]
fn receipts_are_signed_by_the_first_of_some_keys_of_thirty_two_bytes() {
    assert!(env(&[]).unwrap().receipt_keys.is_none());
    let (new, old) = ("ab".repeat(32), "CD".repeat(32));
    for (value, keys) in [(new.clone(), 1), (format!("{new}, {old}"), 2)] {
        let read = env(&[("RECEIPT_SIGNING_KEY", &value)]).unwrap().receipt_keys.unwrap();
        assert_eq!((read.pairs.len(), read.issuer.as_str()), (keys, "darasa"));
        assert!(!format!("{read:?}").contains("ab"), "it is not printed");
    }
    let at = [("RECEIPT_SIGNING_KEY", new.as_str()), ("VERCEL_PROJECT_PRODUCTION_URL", "darasa.example.com")];
    assert_eq!(env(&at).unwrap().receipt_keys.unwrap().issuer, "https://darasa.example.com");
    let issuer = |kind, own| {
        let mut pairs = HashMap::from(
            [("VERCEL_ENV", kind), at[0], at[1]].map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        pairs.extend(Option::map(own, |own: &str| ("VERCEL_URL".to_owned(), own.to_owned())));
        ReceiptKeys::read(&mut Reader::from_pairs(pairs)).unwrap().unwrap().issuer
    };
    assert_eq!(issuer("production", Some("darasa-1.vercel.app")), "https://darasa.example.com");
    for kind in ["preview", "staging"] {
        assert_eq!(
            issuer(kind, Some("darasa-1.vercel.app")),
            "https://darasa-1.vercel.app",
            "never in production's name"
        );
        assert_eq!(issuer(kind, None), "darasa");
    }
    for wrong in ["ab".repeat(31), "ab".repeat(33), "zz".repeat(32), format!("{new},"), "a".repeat(63)] {
        let problems = env(&[("RECEIPT_SIGNING_KEY", &wrong)]).unwrap_err().to_string();
        assert!(problems.contains("RECEIPT_SIGNING_KEY is no key, nor a list of some"), "{problems}");
        assert!(!problems.contains(&wrong), "{problems}");
    }
}
