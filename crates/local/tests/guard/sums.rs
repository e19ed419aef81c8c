//! Rate limit arithmetic: the stores compute what `rate_limit` computes, from any numbers that are kept, at any time.

use darasa_core::{
    protection::local::rate_limit::{Check, Kind, Limit, State},
    storage::redis::{Redis, Script, Value},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};

use crate::support::{self, both};

const CASES: usize = 300;

fn limits() -> impl Strategy<Value = Limit> {
    let kinds = prop_oneof![Just(Kind::Bucket), Just(Kind::Window), Just(Kind::Strikes)];
    (kinds, 1..200_i64, 1..50_i64, 1..100_i64, 0..4_i64).prop_map(|(kind, capacity, refill, seconds, cost)| {
        let refill = if kind == Kind::Bucket { refill } else { capacity };
        Limit { policy: "any", kind, capacity, refill, interval_ms: seconds * 1_000, cost: cost.min(capacity) }
    })
}

/// A limit, and what may be kept of it: how old, the earlier count, the count.
fn stories() -> impl Strategy<Value = (Limit, Option<(i64, i64, i64)>)> {
    limits().prop_flat_map(|limit| {
        let interval = limit.interval_ms;
        let age = prop_oneof![3 => -1_000..interval, 2 => 0..3 * interval, 1 => 0..40 * interval];
        let earlier = if limit.kind == Kind::Window { 0..=limit.capacity } else { 0..=0 };
        let taken = prop_oneof![0..=limit.capacity, (limit.capacity - 3).max(0)..=limit.capacity];
        (Just(limit), proptest::option::weighted(0.9, (age, earlier, taken)))
    })
}

#[tokio::test]
async fn a_store_says_what_the_sums_say() {
    for stand in both().await {
        let store = stand.store();
        let kept_by = match stand.kind {
            support::Kind::Postgres => Keeper::Postgres(stand.sql().await),
            support::Kind::Redis => Keeper::Redis(stand.redis()),
        };
        let mut runner = TestRunner::new(Config::default());
        let mut passed = 0;
        for nth in 0..CASES {
            let (limit, kept) = stories().new_tree(&mut runner).unwrap().current();
            let wanted = Check { key: format!("any:{nth}"), limit };
            let stored = kept_by.keep(&wanted.key, kept).await;

            let taken = store.take(std::slice::from_ref(&wanted)).await.unwrap();

            let now = taken.now;
            let before = limit.forward(stored.unwrap_or(State { since: now, earlier: 0, taken: 0 }), now);
            let passes = limit.passes(before, now);
            let after = if passes { limit.take(before, now) } else { before };
            assert_eq!((taken.passed, taken.states[0]), (passes, after), "{:?}: {limit:?} {kept:?}", stand.kind);
            passed += usize::from(passes);
        }
        assert!((CASES / 10..CASES * 9 / 10).contains(&passed), "{passed} of {CASES} tell the difference");
    }
}

/// The store, past whoever counts.
enum Keeper {
    Postgres(tokio_postgres::Client),
    Redis(Redis),
}

impl Keeper {
    /// Puts numbers there as if they had been kept for a while.
    async fn keep(&self, key: &str, kept: Option<(i64, i64, i64)>) -> Option<State> {
        let (age, earlier, taken) = kept?;
        let since = match self {
            Self::Postgres(sql) => {
                let put = "insert into rate_limits (key, since, earlier, taken, expires_at)
                    values ($1, floor(extract(epoch from now()) * 1000)::bigint - $2, $3, $4, now() + interval '1 day')
                    returning since";
                sql.query_one(put, &[&key, &age, &earlier, &taken]).await.unwrap().get(0)
            }
            Self::Redis(redis) => {
                let put = Script::new(
                    "local time = redis.call('TIME')
                    local since = time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[2]
                    local text = string.format('%.0f %s %s', since, ARGV[3], ARGV[4])
                    redis.call('SET', '{darasa:limits}:' .. ARGV[1], text)
                    return since",
                );
                let [age, earlier, taken] = [age, earlier, taken].map(|number| number.to_string());
                match redis.eval(&put, &[], &[key, &age, &earlier, &taken]).await.unwrap() {
                    Value::Integer(since) => since,
                    other => panic!("{other:?}"),
                }
            }
        };
        Some(State { since, earlier, taken })
    }
}
