//! Test support: a store with a clock that tests set, visitors, and the decisions about them.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use darasa_core::{
    base::{clock::Clock, env, http_client::HttpClient, rate_limit::LimitStatus},
    protection::{
        decision::{Allowed, By, Decision, Denial, RequestDetails, Rule},
        local::{LocalProtection, rate_limit::Store},
    },
    storage::{
        db::Db,
        redis::{Redis, Script, Value},
    },
};
use darasa_local::{
    services::{postgres, redis::RedisServer},
    testing::{tcp_proxy::Proxy, test_app},
};
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// Long enough for the slowest machine not to reach the next hour in between.
pub const HOUR: Duration = Duration::from_secs(3_600);

/// Where limits are counted, reached by way of a proxy.
pub struct Stand {
    pub kind: Kind,
    pub proxy: Proxy,
    pub server: Option<RedisServer>,
    /// Past the proxy.
    direct: String,
    pub clock: Hand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Postgres,
    Redis,
}

pub async fn both() -> [Stand; 2] {
    [in_postgres().await, in_redis().await]
}

pub async fn in_postgres() -> Stand {
    let direct = test_app::postgres().await.fresh_database().await.unwrap();
    let proxy = Proxy::before(&direct).await.unwrap();
    Stand { kind: Kind::Postgres, proxy, server: None, direct, clock: Hand::new() }
}

pub async fn in_redis() -> Stand {
    let server = RedisServer::start().unwrap();
    let proxy = Proxy::before(&server.url()).await.unwrap();
    Stand { kind: Kind::Redis, proxy, direct: server.url(), server: Some(server), clock: Hand::new() }
}

impl Stand {
    /// Another instance.
    pub fn protection(&self) -> LocalProtection {
        self.protection_with([])
    }

    /// Another instance with other variables.
    pub fn protection_with<const N: usize>(&self, variables: [(&str, &str); N]) -> LocalProtection {
        let (db, redis) = self.stores(variables);
        LocalProtection::new(db, redis, self.clock.clock())
    }

    /// What local protection counts in.
    pub fn store(&self) -> Store {
        let (db, redis) = self.stores([]);
        Store::new(&db, redis)
    }

    pub fn stores<const N: usize>(&self, variables: [(&str, &str); N]) -> (Db, Option<Redis>) {
        let url = match self.kind {
            Kind::Postgres => self.proxy.url(),
            Kind::Redis => "postgres://nobody@127.0.0.1:1/nothing".to_owned(),
        };
        let variables = [("DATABASE_URL", url.as_str())].into_iter().chain(variables);
        let settings = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let db = Db::new(&env::database(settings).unwrap(), self.clock.clock()).unwrap();
        (db, (self.kind == Kind::Redis).then(|| redis(&self.proxy.url(), &self.clock)))
    }

    /// Lets time pass: for the store all that is kept becomes older, for the instances the clock moves on.
    pub async fn pass(&self, time: Duration) {
        self.clock.advance(time);
        let milliseconds = time.as_millis() as i64;
        match self.kind {
            Kind::Postgres => {
                let older = "update rate_limits set since = since - $1,
                    expires_at = expires_at - make_interval(secs => $1::bigint / 1000.0)";
                self.sql().await.execute(older, &[&milliseconds]).await.unwrap();
            }
            Kind::Redis => {
                self.lua(OLDER, &[&milliseconds.to_string()]).await;
            }
        }
    }

    pub async fn sql(&self) -> tokio_postgres::Client {
        postgres::connect(&self.direct).await.unwrap()
    }

    /// What a script answers, past the proxy.
    pub async fn lua(&self, script: &'static str, args: &[&str]) -> Value {
        self.redis().eval(&Script::new(script), &[], args).await.unwrap()
    }

    /// Past the proxy.
    pub fn redis(&self) -> Redis {
        redis(&self.direct, &self.clock)
    }

    /// How many rows or keys there are.
    pub async fn kept(&self) -> i64 {
        match self.kind {
            Kind::Postgres => self.sql().await.query_one("select count(*) from rate_limits", &[]).await.unwrap().get(0),
            Kind::Redis => match self.lua("return #redis.call('KEYS', '*')", &[]).await {
                Value::Integer(keys) => keys,
                other => panic!("{other:?}"),
            },
        }
    }

    pub async fn kill(&mut self) {
        self.proxy.refuse();
        self.proxy.cut();
        if let Some(server) = &mut self.server {
            server.kill();
        }
    }

    pub async fn bring_back(&mut self) {
        if let Some(server) = &mut self.server {
            server.restart().unwrap();
        }
        self.proxy.admit();
    }
}

/// Whoever forgets to prefix a key does not get older; the tests would notice.
const OLDER: &str = "
for _, key in ipairs(redis.call('KEYS', '{darasa:limits}:*')) do
  local left = redis.call('PTTL', key) - tonumber(ARGV[1])
  local since, rest = string.match(redis.call('GET', key), '^(%d+)( .*)$')
  if left > 0 then
    redis.call('SET', key, string.format('%.0f', tonumber(since) - tonumber(ARGV[1])) .. rest, 'PX', left)
  else
    redis.call('DEL', key)
  end
end
return 0";

fn redis(url: &str, clock: &Hand) -> Redis {
    let settings = HashMap::from([("REDIS_URL".to_owned(), url.to_owned())]);
    let settings = env::redis(settings).unwrap().unwrap();
    Redis::with_clock(&env::Redis { limit: Duration::from_secs(5), ..settings }, HttpClient::default(), clock.clock())
}

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub struct Hand(Arc<AtomicU64>);

impl Hand {
    fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_790_000_000_000)))
    }

    pub fn clock(&self) -> Clock {
        let hand = self.0.clone();
        Arc::new(move || UNIX_EPOCH + Duration::from_millis(hand.load(Ordering::Relaxed)))
    }

    pub fn advance(&self, time: Duration) {
        self.0.fetch_add(time.as_millis() as u64, Ordering::Relaxed);
    }
}

pub const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

/// Somebody with a browser.
#[derive(Clone)]
pub struct Visitor {
    pub address: &'static str,
    pub user: Option<&'static str>,
    pub query: &'static str,
    pub headers: HeaderMap,
}

impl Visitor {
    pub fn from(address: &'static str) -> Self {
        let headers = HeaderMap::from_iter([(header::USER_AGENT, HeaderValue::from_static(BROWSER))]);
        Self { address, user: None, query: "", headers }
    }

    pub fn signed_in(self, user: &'static str) -> Self {
        Self { user: Some(user), ..self }
    }

    pub fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        self
    }

    pub async fn visits(&self, protection: &LocalProtection, rules: &[Rule]) -> Decision {
        let visit = RequestDetails {
            address: Some(self.address.parse().unwrap()),
            method: "GET",
            protocol: "https:",
            host: "darasa.example",
            path: "/api/job-infos",
            query: self.query,
            headers: &self.headers,
            user: self.user,
            key: None,
        };
        protection.decide(&visit, rules).await
    }

    /// Goes on until it is refused; how often it passed.
    pub async fn visits_until_refused(&self, protection: &LocalProtection, rules: &[Rule]) -> usize {
        for nth in 0..10_000 {
            if let Decision::Deny(_) = self.visits(protection, rules).await {
                return nth;
            }
        }
        panic!("never refused");
    }
}

pub fn window(max: u32) -> Rule {
    Rule::SlidingWindow { policy: "requests", by: By::Address, max, interval_seconds: 3_600 }
}

pub fn bucket(by: By, capacity: u32, refill: u32, requested: u32) -> Rule {
    Rule::TokenBucket { policy: "bucket", by, capacity, refill, interval_seconds: 3_600, requested }
}

pub fn passed(decision: Decision) -> LimitStatus {
    match decision {
        Decision::Allow(Allowed { limit: Some(status), .. }) => status,
        other => panic!("{other:?}"),
    }
}

pub fn refused(decision: Decision) -> LimitStatus {
    match decision {
        Decision::Deny(Denial::RateLimit(status)) => status,
        other => panic!("{other:?}"),
    }
}
