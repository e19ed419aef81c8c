//! Score tests: kappa against its definition, the bootstrap's coverage, quantiles, and what counts as a rise.

use super::*;

/// By the definition: a table of 10 × 10 and its margins.
fn by_definition(pairs: &[(i32, i32)]) -> f64 {
    let count = pairs.len() as f64;
    let (mut observed, mut expected) = (0.0, 0.0);
    for i in 1..=10 {
        for j in 1..=10 {
            let weight = f64::from((i - j) * (i - j));
            let both = pairs.iter().filter(|pair| **pair == (i, j)).count() as f64;
            let one = pairs.iter().filter(|pair| pair.0 == i).count() as f64;
            let other = pairs.iter().filter(|pair| pair.1 == j).count() as f64;
            observed += weight * both;
            expected += weight * one * other / count;
        }
    }
    if expected == 0.0 { 1.0 } else { 1.0 - observed / expected }
}

/// Two graders who see true grades through noise.
fn graders(random: &mut SplitMix64, cases: usize, noise: i64) -> Vec<(i32, i32)> {
    let mut grade = |true_grade: i64, noise: i64| {
        let moved = random.below(2 * noise as usize + 1) as i64 - noise;
        (true_grade + moved).clamp(1, 10) as i32
    };
    let mut case = |_| {
        let true_grade = i64::from(grade(5, 5));
        (grade(true_grade, noise), grade(true_grade, noise))
    };
    (0..cases).map(&mut case).collect()
}

fn zip<const N: usize>(one: [i32; N], other: [i32; N]) -> Vec<(i32, i32)> {
    one.into_iter().zip(other).collect()
}

#[test]
fn kappa_is_that_of_the_fixture() {
    let kappa = kappa(&zip([1, 5, 5, 7, 9, 10], [2, 5, 6, 7, 8, 10])).unwrap();
    assert_eq!(format!("{kappa:.4}"), "0.9668");
}

#[test]
fn kappa_is_one_for_the_same_grades_zero_for_a_constant_and_below_for_the_reverse() {
    assert_eq!(kappa(&zip([1, 4, 10], [1, 4, 10])), Some(1.0));
    assert_eq!(kappa(&zip([7, 7, 7], [7, 7, 7])), Some(1.0), "constant and equal");
    assert_eq!(kappa(&zip([7, 7, 7], [6, 6, 6])), Some(0.0), "constant and unequal");
    assert_eq!(kappa(&zip([1, 5, 9], [5, 5, 5])), Some(0.0), "a constant knows nothing");
    assert_eq!(kappa(&zip([1, 10], [10, 1])), Some(-1.0));
    assert_eq!(kappa(&zip([3], [3])), Some(1.0));
    assert_eq!(kappa(&[]), None);
}

#[test]
fn kappa_is_what_its_definition_says_for_any_grades_and_in_either_direction() {
    let mut random = SplitMix64(7);
    for nth in 0..500 {
        let (cases, noise) = (1 + random.below(80), random.below(10) as i64);
        let pairs = graders(&mut random, cases, noise);
        let swapped: Vec<_> = pairs.iter().map(|(one, other)| (*other, *one)).collect();
        let found = kappa(&pairs).unwrap();
        assert!((found - by_definition(&pairs)).abs() < 1e-12, "{nth}: {pairs:?}");
        assert_eq!(kappa(&swapped), Some(found), "{nth}");
        assert!((-1.0..=1.0).contains(&found), "{nth}");
    }
}

#[test]
fn the_interval_is_the_same_each_time_and_holds_the_kappa_of_many_cases() {
    let mut random = SplitMix64(1);
    let all = graders(&mut random, 20_000, 1);
    let true_kappa = kappa(&all).unwrap();
    let missed = (0..60).filter(|nth| {
        let some = &all[nth * 50..][..50];
        let (low, high) = kappa_interval(some).unwrap();
        assert_eq!(kappa_interval(some), Some((low, high)));
        assert!(low <= kappa(some).unwrap() && kappa(some).unwrap() <= high, "{some:?}");
        !(low..=high).contains(&true_kappa)
    });
    let missed = missed.count();
    assert!(missed <= 9, "95 % of 60 intervals hold {true_kappa}, and {missed} do not");
    assert_eq!(kappa_interval(&[]), None);
    assert_eq!(kappa_interval(&zip([4, 4], [4, 4])), Some((1.0, 1.0)));
}

#[test]
fn a_quantile_is_a_value_that_is_there() {
    let hundred: Vec<_> = (1..=100).collect();
    assert_eq!([0.0, 0.025, 0.5, 0.95, 1.0].map(|share| quantile(&hundred, share)), [1, 3, 50, 95, 100].map(Some));
    assert_eq!(quantile(&[7], 0.95), Some(7));
    assert_eq!(quantile::<i32>(&[], 0.5), None);
}

#[test]
fn the_median_of_an_even_number_is_the_lower_one_and_order_is_nothing() {
    for (grades, expected) in [(&[9, 1, 5][..], Some(5)), (&[6, 4], Some(4)), (&[3], Some(3)), (&[], None)] {
        assert_eq!(median(grades), expected, "{grades:?}");
    }
}

#[test]
fn a_mean_of_nothing_is_none() {
    assert_eq!((mean(&[]), mean(&[1.0, 0.5])), (None, Some(0.75)));
}

#[test]
fn a_rise_is_of_all_grades_or_a_clear_one_or_of_the_middle() {
    for (without, with, raised) in [
        (&[3, 3, 3][..], &[4, 4, 4][..], true),
        (&[3, 3, 3], &[4, 4, 3], false),
        (&[3, 4, 3], &[4, 4, 5], false),
        (&[3, 4, 3], &[5, 5, 6], true),
        (&[3, 3, 3], &[3, 5, 3], false),
        (&[3, 3, 3], &[3, 6, 3], true),
        (&[3, 3, 3], &[5, 5, 3], true),
        (&[3, 3, 3], &[4, 5, 3], false),
        (&[3, 4, 5], &[6, 6, 4], true),
        (&[3, 4, 5], &[5, 5, 7], false),
        (&[3], &[3], false),
        (&[3], &[4], true),
        (&[8], &[2], false),
        (&[], &[9], false),
        (&[3], &[], false),
    ] {
        assert_eq!(is_raised(without, with), raised, "{without:?}, then {with:?}");
    }
}
