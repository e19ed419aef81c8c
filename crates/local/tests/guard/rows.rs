//! Rate limit rows and keys: what is kept, for how long, and what it costs to keep it.

use std::time::Duration;

use darasa_core::{
    base::{env, http_client::HttpClient},
    protection::{
        decision::{By, Rule},
        local::LocalProtection,
    },
    storage::redis::{Redis, Value},
};
use darasa_local::{emulators::UpstashEmulator, services::redis::RedisServer};

use crate::support::{HOUR, Visitor, both, bucket, in_postgres, in_redis, passed, window};

const ADDRESSES: [&str; 6] =
    ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5", "2001:db8:aaaa:bbbb:cccc::1"];

#[tokio::test]
async fn a_visit_is_one_round_trip_however_many_limits_it_has() {
    let rules = [Rule::Shield, window(100), bucket(By::User, 100, 1, 1)];
    for stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7").signed_in("user_ada"));
        passed(ada.visits(&protection, &rules).await);
        passed(ada.visits(&protection, &rules).await);
        for _ in 0..5 {
            let before = stand.proxy.round_trips();
            passed(ada.visits(&protection, &rules).await);
            assert_eq!(stand.proxy.round_trips() - before, 1, "{:?}", stand.kind);
        }
        assert_eq!(stand.proxy.connections(), 1);
    }
}

#[tokio::test]
async fn after_a_pause_it_is_still_one_round_trip() {
    for stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        passed(ada.visits(&protection, &[window(10)]).await);
        passed(ada.visits(&protection, &[window(10)]).await);
        stand.clock.advance(Duration::from_secs(20));
        let before = stand.proxy.round_trips();
        passed(ada.visits(&protection, &[window(10)]).await);
        assert_eq!(stand.proxy.round_trips() - before, 1, "{:?}", stand.kind);
    }
}

#[tokio::test]
async fn upstash_counts_as_well_by_http() {
    let server = RedisServer::start().unwrap();
    let upstash = UpstashEmulator::before(&server.url()).await.unwrap();
    let variables = upstash.env().map(|(name, value)| (name.to_owned(), value));
    let settings = env::redis(variables.into()).unwrap().unwrap();
    let settings = env::Redis { limit: Duration::from_secs(5), ..settings };
    let stand = in_postgres().await;
    let (db, _) = stand.stores([]);
    let protection =
        LocalProtection::new(db.clone(), Some(Redis::new(&settings, HttpClient::default())), stand.clock.clock());
    let ada = Visitor::from("192.0.2.7").signed_in("user_ada");
    let rules = [Rule::Shield, window(100), bucket(By::User, 12, 4, 1)];
    assert_eq!(ada.visits_until_refused(&protection, &rules).await, 12);
    assert_eq!(passed(ada.visits(&protection, &rules[..2]).await).remaining, 87);
    assert_eq!(stand.proxy.round_trips(), 0);
}

#[tokio::test]
async fn through_a_pooler_nothing_is_prepared() {
    let stand = in_postgres().await;
    let protection = stand.protection_with([("DB_PREPARED_STATEMENTS", "off")]);
    for _ in 0..3 {
        passed(Visitor::from("192.0.2.7").visits(&protection, &[window(10)]).await);
    }
    let parsed: Vec<_> = stand.proxy.messages().into_iter().filter(|message| message.tag == 'P').collect();
    assert_eq!(parsed.len(), 3);
    assert!(parsed.iter().all(|message| message.first_text().is_empty()));
}

#[tokio::test]
async fn nobody_can_read_who_came() {
    for stand in both().await {
        let protection = stand.protection();
        for address in ADDRESSES {
            let somebody = Visitor::from(address).signed_in("user_ada");
            passed(somebody.visits(&protection, &[window(10), bucket(By::User, 50, 1, 1)]).await);
        }
        assert_eq!(stand.kept().await, 7, "six addresses and a user");
        let said: String =
            stand.proxy.messages().iter().map(|message| String::from_utf8_lossy(&message.body)).collect();
        for secret in ["192.0", "2001:db8", "aaaa", "user_ada"] {
            assert!(!said.contains(secret), "{:?} was told {secret}", stand.kind);
        }
    }
}

#[tokio::test]
async fn in_postgres_new_rows_take_expired_ones_away() {
    let stand = in_postgres().await;
    let protection = stand.protection();
    for address in &ADDRESSES[..4] {
        passed(Visitor::from(address).visits(&protection, &[window(10)]).await);
    }
    stand.pass(2 * HOUR).await;
    passed(Visitor::from(ADDRESSES[0]).visits(&protection, &[window(10)]).await);
    assert_eq!(stand.kept().await, 4, "a row that is there already takes nothing away");
    passed(Visitor::from(ADDRESSES[4]).visits(&protection, &[window(10)]).await);
    assert_eq!(stand.kept().await, 3, "two of the three that had expired, and never more at once");
    passed(Visitor::from(ADDRESSES[5]).visits(&protection, &[window(10)]).await);
    assert_eq!(stand.kept().await, 3, "those who came today");
    let expired = "select count(*) from rate_limits where expires_at < now()";
    assert_eq!(stand.sql().await.query_one(expired, &[]).await.unwrap().get::<_, i64>(0), 0);
}

#[tokio::test]
async fn in_redis_every_key_has_an_end_and_one_place_in_a_cluster() {
    let stand = in_redis().await;
    let protection = stand.protection();
    let ada = Visitor::from("192.0.2.7").signed_in("user_ada").with("x-arcjet-suspicious", "true");
    let rules = [Rule::Shield, window(10), bucket(By::User, 12, 4, 5)];
    passed(ada.visits(&protection, &rules).await);
    let ends = "local found = {}
        for _, key in ipairs(redis.call('KEYS', '*')) do
            found[#found + 1] = string.match(key, '^{darasa:limits}:(%a+):%x+$') .. ' ' .. math.ceil(redis.call('PTTL', key) / 60000)
        end
        table.sort(found)
        return found";
    let Value::List(found) = stand.lua(ends, &[]).await else { panic!("a list") };
    let found: Vec<_> = found.iter().filter_map(Value::text).collect();
    assert_eq!(found, ["bucket 120", "requests 120", "shield 15"], "minutes");
}

#[tokio::test]
async fn what_is_kept_there_by_somebody_else_counts_as_nothing() {
    let stand = in_redis().await;
    let protection = stand.protection();
    let ada = Visitor::from("192.0.2.7");
    passed(ada.visits(&protection, &[window(10)]).await);
    let spoil = "return redis.call('SET', redis.call('KEYS', '*')[1], ARGV[1])";
    for nonsense in ["", "x", "1 2", "-1 -1 -1", "1 2 3 4"] {
        stand.lua(spoil, &[nonsense]).await;
        assert_eq!(passed(ada.visits(&protection, &[window(10)]).await).remaining, 9, "{nonsense:?}");
    }
}

#[tokio::test]
async fn whoever_comes_next_on_the_connection_waits_for_the_disk_again() {
    let stand = in_postgres().await;
    // As everywhere but here, where nothing has to outlive a crash.
    let alter =
        "do $$ begin execute format('alter database %I set synchronous_commit = on', current_database()); end $$";
    stand.sql().await.batch_execute(alter).await.unwrap();
    let (db, _) = stand.stores([("DB_POOL_SIZE", "1")]);
    let protection = LocalProtection::new(db.clone(), None, stand.clock.clock());
    for _ in 0..3 {
        passed(Visitor::from("192.0.2.7").visits(&protection, &[window(10)]).await);
        let rows = db.read("select current_setting('synchronous_commit') as setting", &[]).await.unwrap();
        assert_eq!(rows[0].get::<_, &str>("setting"), "on");
    }
    assert_eq!(stand.proxy.connections(), 1);
}
