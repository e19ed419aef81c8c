//! Rate limits in Redis: one script a visit, for all of its limits, by Redis's clock. Keys expire by themselves.

use std::sync::LazyLock;

use super::{Check, Outcome, State};
use crate::storage::redis::{Redis, Script, Value};

static TAKE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("redis.lua")));
/// What stands in braces decides where a cluster keeps a key; a script wants all of its keys in one place.
const PREFIX: &str = "{darasa:limits}:";

pub async fn take(redis: &Redis, checks: &[Check]) -> Result<Outcome, String> {
    let keys: Vec<String> = checks.iter().map(|check| format!("{PREFIX}{}", check.key)).collect();
    let numbers = checks.iter().flat_map(|Check { limit, .. }| {
        [limit.kind.number(), limit.capacity, limit.refill, limit.interval_ms, limit.cost]
            .map(|number| number.to_string())
    });
    let numbers: Vec<String> = numbers.collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let answer = redis.eval(&TAKE, &keys, &numbers).await.map_err(|error| error.to_string())?;
    outcome(&answer).ok_or_else(|| "Redis: an answer that is none".to_owned())
}

/// Whether it passed, the time, and three numbers for each limit.
fn outcome(answer: &Value) -> Option<Outcome> {
    let Value::List(values) = answer else { return None };
    let integer = |value: &Value| if let Value::Integer(integer) = value { Some(*integer) } else { None };
    let integers = values.iter().map(integer).collect::<Option<Vec<i64>>>()?;
    let (head, states) = integers.split_at_checked(2)?;
    let (states, []) = states.as_chunks::<3>() else { return None };
    let state = |[since, earlier, taken]: &[i64; 3]| State { since: *since, earlier: *earlier, taken: *taken };
    Some(Outcome { now: head[1], passed: head[0] == 1, states: states.iter().map(state).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(integers: &[i64]) -> Value {
        Value::List(integers.iter().map(|integer| Value::Integer(*integer)).collect())
    }

    #[test]
    fn an_answer_is_read_whole_or_not_at_all() {
        let state = State { since: 7, earlier: 1, taken: 2 };
        assert_eq!(outcome(&list(&[1, 9, 7, 1, 2])), Some(Outcome { now: 9, passed: true, states: vec![state] }));
        assert_eq!(outcome(&list(&[0, 9])), Some(Outcome { now: 9, passed: false, states: vec![] }));
        assert_eq!(outcome(&list(&[1])), None);
        assert_eq!(outcome(&list(&[1, 9, 7, 1])), None);
        assert_eq!(outcome(&Value::Nil), None);
        assert_eq!(outcome(&Value::List(vec![Value::Text(b"1".to_vec()), Value::Integer(9)])), None);
    }
}
