//! Study plans of decks made at random, and of days that matter.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn day(number: i64) -> Day {
    Day("2026-11-27".parse().unwrap()).after(number)
}

fn card(number: u128, stability: f64, reviewed: i64, due: i64) -> PlanCard {
    let memory = Memory { stability, difficulty: 5.0 };
    PlanCard { question: Uuid::from_u128(number), memory, reviews: 2, reviewed_on: day(-reviewed), due_on: day(due) }
}

fn preparation(left: Option<i64>, cards: Vec<PlanCard>) -> Preparation {
    let topic = |topic: &str, is_weak| PlanTopic { topic: topic.to_owned(), is_weak };
    let topics = vec![topic("Rust", true), topic("Kafka", false), topic("Redis", false), topic("SQL", false)];
    Preparation { today: day(0), interview_on: left.map(day), cards, topics, difficulty: "medium", retention: 0.9 }
}

fn plan(left: Option<i64>, cards: Vec<PlanCard>, daily: i64, days: usize) -> Vec<PlanDay> {
    preparation(left, cards).plan(&mut Minutes::new(daily, days, 0))
}

/// The kinds of each day, by their first letters.
fn kinds(days: &[PlanDay]) -> Vec<String> {
    let letter = |task: &PlanTask| match task.kind {
        TaskKind::Review => 'r',
        TaskKind::New => 'n',
        TaskKind::Mock => 'm',
        TaskKind::LastLook => 'l',
    };
    days.iter().map(|day| day.tasks.iter().map(letter).collect()).collect()
}

fn deck() -> impl Strategy<Value = Vec<PlanCard>> {
    let ranges = (1.0..40.0_f64, 1.0..10.0_f64, 0..20_i64, -5..20_i64);
    prop::collection::vec(ranges, 0..50).prop_map(|cards| {
        let numbered = |(number, (stability, difficulty, reviewed, due)): (usize, (f64, f64, i64, i64))| PlanCard {
            memory: Memory { stability, difficulty },
            ..card(number as u128 + 1, stability, reviewed, due)
        };
        cards.into_iter().enumerate().map(numbered).collect()
    })
}

#[test]
fn two_weeks_have_two_rehearsals_nothing_new_at_the_end_and_nothing_on_the_day() {
    let cards = (1..=3).map(|number| card(number, 60.0, 1, 40)).collect();
    assert_eq!(
        kinds(&plan(Some(12), cards, 40, 14)),
        ["nnn", "nnn", "nnn", "nnn", "nnn", "mn", "nnn", "nnn", "nnn", "mn", "lll", "lll", ""]
    );
}

#[test]
fn there_is_one_rehearsal_below_ten_days_and_none_below_three() {
    for (left, mocks) in [(10, 2), (9, 1), (7, 1), (3, 1), (2, 0), (1, 0), (0, 0)] {
        let days = plan(Some(left), Vec::new(), 60, 31);
        assert_eq!(days.len() as i64, left + 1);
        assert_eq!(kinds(&days).concat().matches('m').count(), mocks, "{left} days before");
    }
}

#[test]
fn the_day_itself_and_a_day_before_today_are_no_days_to_prepare_for() {
    let cards = || vec![card(1, 2.0, 5, 0)];
    assert_eq!(kinds(&plan(Some(0), cards(), 30, 14)), [""]);
    assert_eq!(plan(Some(-1), cards(), 30, 14), plan(None, cards(), 30, 14));
    assert_eq!(preparation(Some(-1), Vec::new()).days_left(), None);
}

#[test]
fn without_an_interview_a_week_has_reviews_and_new_questions() {
    let days = plan(None, vec![card(1, 2.0, 5, 0), card(2, 9.0, 1, 3)], 30, 14);
    assert_eq!(kinds(&days)[..4], ["rnn", "nnn", "nnn", "rnn"].map(str::to_owned));
    assert_eq!(days.len(), 7);
    assert_eq!(plan(None, Vec::new(), 30, 3).len(), 3);
}

#[test]
fn weak_topics_come_first_and_each_in_its_turn() {
    let days = plan(None, Vec::new(), 20, 3);
    let topics = days.iter().flat_map(|day| &day.tasks).map(|task| task.topic.clone().unwrap());
    assert_eq!(topics.collect::<Vec<_>>(), ["Rust", "Kafka", "Redis", "SQL", "Rust", "Kafka"]);
    let whys: HashSet<_> = days.iter().flat_map(|day| &day.tasks).map(|task| task.why).collect();
    assert_eq!(whys.len(), 2, "weak, and unknown");

    let mut nothing_known = preparation(None, Vec::new());
    nothing_known.topics.clear();
    let first = nothing_known.plan(&mut Minutes::new(30, 1, 0)).remove(0);
    assert!(first.tasks.iter().all(|task| task.topic.is_none() && task.difficulty == Some("medium")));
    assert_eq!(first.tasks.len(), 3);
}

#[test]
fn the_least_remembered_is_reviewed_first_and_what_does_not_fit_is_for_tomorrow() {
    let cards = vec![card(1, 20.0, 5, 0), card(2, 2.0, 5, 0), card(3, 5.0, 5, 0)];
    let days = plan(None, cards, 10, 2);
    let reviewed = |day: &PlanDay| day.tasks.iter().filter_map(|task| task.question_id).collect::<Vec<_>>();
    assert_eq!(reviewed(&days[0]), [2, 3].map(Uuid::from_u128));
    assert_eq!(reviewed(&days[1]), [1].map(Uuid::from_u128));
    assert!(days[0].tasks[0].recall < days[0].tasks[1].recall);
}

#[test]
fn what_was_done_today_is_done() {
    for (spent, expected) in [(0, "nnn"), (5, "nn"), (29, ""), (30, ""), (90, "")] {
        let days = preparation(None, Vec::new()).plan(&mut Minutes::new(30, 2, spent));
        assert_eq!(kinds(&days), [expected, "nnn"], "{spent} minutes");
    }
}

#[test]
fn a_rehearsal_has_a_day_for_itself_where_no_day_is_as_long() {
    for (daily, expected) in [(10, "m"), (29, "m"), (30, "m"), (35, "mr"), (45, "mrn")] {
        assert_eq!(kinds(&plan(Some(3), vec![card(1, 2.0, 5, 0)], daily, 14))[0], expected, "{daily} minutes");
    }
    let spent = preparation(Some(3), Vec::new()).plan(&mut Minutes::new(20, 14, 5));
    assert_eq!(kinds(&spent)[0], "n", "a day that has begun is not whole");
}

#[test]
fn plans_for_two_jobs_share_the_minutes_of_a_day() {
    let mut minutes = Minutes::new(30, 2, 0);
    let one = preparation(None, vec![card(1, 2.0, 5, 0)]).plan(&mut minutes);
    let other = preparation(None, vec![card(2, 2.0, 5, 0)]).plan(&mut minutes);
    assert_eq!(kinds(&one), ["rnn", "nnn"]);
    assert_eq!(kinds(&other), ["r", ""]);
}

proptest! {
    #[test]
    fn no_day_is_over_its_minutes_but_for_one_task_that_is_longer(
        cards in deck(), left in prop::option::of(0..31_i64), daily in 10..241_i64, spent in 0..60_i64,
    ) {
        let days = preparation(left, cards).plan(&mut Minutes::new(daily, 31, spent));
        for (number, day) in days.iter().enumerate() {
            let most = if number == 0 { (daily - spent).max(0) } else { daily };
            prop_assert!(day.minutes <= most || day.tasks.len() == 1, "{day:?}");
            prop_assert_eq!(day.minutes, day.tasks.iter().map(|task| task.minutes).sum::<i64>());
            let looked_at: Vec<_> = day.tasks.iter().filter_map(|task| task.question_id).collect();
            prop_assert_eq!(looked_at.iter().collect::<HashSet<_>>().len(), looked_at.len(), "a card once a day");
        }
    }

    #[test]
    fn the_same_deck_has_the_same_plan_in_whatever_order_it_is_read(cards in deck(), left in 0..31_i64) {
        let one = plan(Some(left), cards.clone(), 30, 31);
        let other = plan(Some(left), cards.into_iter().rev().collect(), 30, 31);
        prop_assert_eq!(one, other);
    }

    #[test]
    fn more_minutes_are_never_fewer_tasks(
        cards in deck(), left in prop::option::of(0..31_i64), daily in 10..200_i64, more in 1..40_i64,
    ) {
        let tasks = |daily| plan(left, cards.clone(), daily, 31).iter().map(|day| day.tasks.len()).sum::<usize>();
        prop_assert!(tasks(daily) <= tasks(daily + more), "{} and {}", tasks(daily), tasks(daily + more));
    }
}

/// By the mean recall of a shaky deck on the day of the interview.
#[test]
fn a_plan_of_two_weeks_is_worth_more_than_as_many_reviews_at_random() {
    let deck: Vec<_> =
        (1..=40).map(|number| card(number, 2.0 + (number % 7) as f64, 4, (number % 5) as i64 - 2)).collect();
    let date = day(14);
    let mean = |cards: &[PlanCard]| cards.iter().map(|card| card.recall(date)).sum::<f64>() / cards.len() as f64;
    let mut planned = preparation(Some(14), deck.clone());
    let mut minutes = Minutes::new(30, 15, 0);
    let mut reviews = 0;
    for number in 0..15 {
        let tasks = planned.day(number, Some(14), &mut minutes).tasks;
        reviews += tasks.iter().filter(|task| task.question_id.is_some()).count();
    }

    let mut at_random = deck.clone();
    let mut random = 7_u64;
    for number in 0..reviews {
        // Knuth's generator, of which the upper bits are random.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let on = day((number * 14 / reviews) as i64);
        at_random[(random >> 33) as usize % 40].review(on, 0.9);
    }

    assert!(mean(&planned.cards) > 0.95, "{} planned", mean(&planned.cards));
    assert!(mean(&planned.cards) > mean(&at_random) + 0.02, "{} at random", mean(&at_random));
    assert!(mean(&at_random) > mean(&deck), "{} without any", mean(&deck));
}
