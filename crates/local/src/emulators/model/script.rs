//! Script of an emulated model: the answers that tests queue, and what is made up when there is none.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::answer::Answer;
use super::conversation::Conversation;
use super::improvise::improvise;
use super::trouble::Trouble;

#[derive(Default)]
pub(crate) struct Script {
    answers: Mutex<VecDeque<Answer>>,
    troubles: Mutex<VecDeque<Trouble>>,
    answered: AtomicUsize,
}

impl Script {
    /// The next answer, and the how many-th it is.
    pub(crate) fn take(&self, conversation: &Conversation) -> (Answer, usize) {
        let scripted = self.answers().pop_front();
        let answer = scripted.unwrap_or_else(|| {
            let pieces = improvise(conversation);
            match self.troubles().pop_front() {
                Some(trouble) => trouble.answer(pieces),
                None => Answer::text(pieces),
            }
        });
        (answer, self.answered.fetch_add(1, Ordering::Relaxed) + 1)
    }

    pub(crate) fn troubles(&self) -> MutexGuard<'_, VecDeque<Trouble>> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn answers(&self) -> MutexGuard<'_, VecDeque<Answer>> {
        // A panic elsewhere leaves a queue that is still good.
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
