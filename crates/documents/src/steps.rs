//! Step counter: how much work a reader did, counted by tests alone, so that a reader which takes more than linear time
//! is seen without a clock. In every other build it is nothing.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// So many steps more: bytes looked at, or things of constant size.
#[cfg(test)]
pub(crate) fn count(steps: usize) {
    STEPS.with(|all| all.set(all.get() + steps));
}

#[cfg(not(test))]
#[inline(always)]
pub(crate) fn count(_: usize) {}

/// All steps of this thread.
#[cfg(test)]
pub(crate) fn so_far() -> usize {
    STEPS.with(std::cell::Cell::get)
}

/// The steps that this thread took for something.
#[cfg(test)]
pub(crate) fn of<T>(work: impl FnOnce() -> T) -> usize {
    let before = so_far();
    work();
    so_far() - before
}

/// Four times as much to read takes at most 4.4 times as many steps.
#[cfg(test)]
pub(crate) fn assert_linear(what: &str, size: usize, mut work: impl FnMut(usize)) {
    let (once, four_times) = (of(|| work(size)), of(|| work(4 * size)));
    assert!(once >= size, "{what}: {once} steps for {size} are too few to be all of them");
    assert!(10 * four_times <= 44 * once, "{what}: {once} steps, and {four_times} for four times as much");
}
