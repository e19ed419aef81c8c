//! Round trips of each request to a database that is far away. `bench/delays.sh` prints the times.

use darasa_bench::{
    delays::Far,
    failover::{self, Loss, READS},
};

use super::*;

/// Set-up is TCP, then a start and two steps of SCRAM, and what encryption adds; a first read is one more.
const EXPECTED: [(&str, usize); 15] = [
    ("first read: plain", 4 + 1),
    ("first read: TLS at a proxy", 4 + 2 + 1),
    ("first read: direct TLS at a proxy", 4 + 1 + 1),
    // Postgres before version 18 wants another curve than a client offers first: its TLS begins twice.
    ("first read: TLS, channel binding", 4 + 3 + 1),
    ("list jobs", 1),
    ("read a job", 1),
    ("list questions", 1),
    ("read the account", 1),
    ("save a job", 1),
    // The claim, the beginning, the job, the reply, the commit.
    ("save a job, with a key", 5),
    ("change a job", 1),
    // The job and the budget, the reservation; and after the last word the question with its receipt.
    ("ask for a question", 3),
    ("feedback on an answer", 3),
    // The rate and the job, the reservation, the interview.
    ("create an interview", 3),
    // Its use, the words.
    ("add utterances", 2),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_read_costs_one_round_trip_and_a_first_one_the_set_up_and_one() {
    let delay = Duration::from_millis(10);

    let costs = Far::start().await.costs(delay).await;

    for (cost, (what, round_trips)) in costs.iter().zip(EXPECTED) {
        let may_differ = what == "first read: TLS, channel binding" && cost.round_trips == round_trips - 1;
        assert!(cost.what == what && (cost.round_trips == round_trips || may_differ), "{cost:?}, not {round_trips}");
        // No reply can be quicker than its round trips; that none is much slower is for a quiet machine to say.
        assert!(cost.took >= delay * cost.round_trips as u32, "{cost:?}");
    }
    assert_eq!(costs.len(), EXPECTED.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_at_a_replica_costs_one_round_trip_once_the_primary_is_known_to_be_away() {
    for loss in [Loss::Refuses, Loss::Swallows] {
        let costs = failover::costs(loss, Duration::from_millis(10)).await;
        assert_eq!(costs.round_trips, READS, "{loss:?}: {costs:?}");
        assert!(costs.later >= Duration::from_millis(10), "no reply can be quicker: {costs:?}");
    }
}
