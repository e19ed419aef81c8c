//! Study plan: what to do on each day until an interview, by what is due, what is weak and how many minutes there are.
//! A pure function: no clock, no chance.

use std::collections::VecDeque;

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    base::{clock::Day, newtype::text_enum},
    domain::practice::{
        cards::rounded,
        fsrs::{self, Grade, Memory},
    },
};

const REVIEW_MINUTES: i64 = 5;
const NEW_MINUTES: i64 = 10;
const MOCK_MINUTES: i64 = 30;
const LOOK_MINUTES: i64 = 2;
/// New questions of a day.
const MOST_NEW: usize = 3;
/// Cards that are looked at once more on a day.
const MOST_LOOKS: usize = 8;
/// So many days before an interview nothing new is begun, and what may be forgotten is looked at.
const LAST_DAYS: i64 = 2;
/// A rehearsal so many days before, while there is time to learn from it.
const MOCK: i64 = 3;
/// And another where there are so many days at least.
const EARLY_MOCK: (i64, i64) = (7, 10);
/// How far a plan without an interview looks.
const DAYS_WITHOUT_DATE: usize = 7;

text_enum! {
    pub enum TaskKind {
        /// A question that is due.
        Review = "review",
        /// A question that was not asked yet.
        New = "new",
        /// An interview to rehearse.
        Mock = "mock",
        /// A card to read once more, without an answer.
        LastLook = "last-look",
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanTask {
    pub kind: TaskKind,
    /// Of a review and a last look.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "uuid"))]
    pub question_id: Option<Uuid>,
    /// Of a new question, where one is weak or unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub topic: Option<String>,
    /// Of a new question.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub difficulty: Option<&'static str>,
    /// How likely it is remembered then, or for a last look on the day of the interview; from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64")]
    pub recall: Option<f64>,
    pub minutes: i64,
    /// One of a few sentences.
    pub why: &'static str,
}

/// What to do on one day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PlanDay {
    pub day: Day,
    pub minutes: i64,
    pub tasks: Vec<PlanTask>,
}

/// A card as it is today.
#[derive(Debug, Clone)]
pub struct PlanCard {
    pub question: Uuid,
    pub memory: Memory,
    pub reviews: i32,
    pub reviewed_on: Day,
    pub due_on: Day,
}

/// A topic to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanTopic {
    pub topic: String,
    /// Answers about it were weak; else there are too few to know.
    pub is_weak: bool,
}

/// What is known of somebody's preparation for one job.
#[derive(Debug, Clone)]
pub struct Preparation {
    pub today: Day,
    /// A day before today is none.
    pub interview_on: Option<Day>,
    pub cards: Vec<PlanCard>,
    /// In the order in which they are asked about.
    pub topics: Vec<PlanTopic>,
    /// Of the next question.
    pub difficulty: &'static str,
    /// How likely an answer is remembered when it comes again.
    pub retention: f64,
}

/// The minutes of somebody's days from today on. Plans for several jobs take from the same.
#[derive(Debug, Clone)]
pub struct Minutes {
    daily: i64,
    left: Vec<i64>,
}

impl Minutes {
    /// Of so many days, and of today what is left.
    pub fn new(daily: i64, days: usize, spent_today: i64) -> Self {
        let mut left = vec![daily; days];
        if let Some(today) = left.first_mut() {
            *today = (daily - spent_today).max(0);
        }
        Self { daily, left }
    }

    fn take(&mut self, day: usize, minutes: i64) -> bool {
        let fits = self.left[day] >= minutes;
        if fits {
            self.left[day] -= minutes;
        }
        fits
    }

    /// A task that is longer than any day has one for itself.
    fn take_whole(&mut self, day: usize, minutes: i64) -> bool {
        let is_whole = self.left[day] == self.daily && self.daily < minutes;
        if is_whole {
            self.left[day] = 0;
        }
        is_whole || self.take(day, minutes)
    }
}

impl Preparation {
    pub fn days_left(&self) -> Option<i64> {
        self.interview_on.map(|date| date.days_since(self.today)).filter(|left| *left >= 0)
    }

    /// From today to the day of the interview, or as far as there are minutes.
    pub fn plan(mut self, minutes: &mut Minutes) -> Vec<PlanDay> {
        let (all, in_all) = (minutes.left.len(), self.days_left());
        let days = in_all.map_or(DAYS_WITHOUT_DATE, |left| left as usize + 1).min(all);
        (0..days).map(|number| self.day(number, in_all, minutes)).collect()
    }

    fn day(&mut self, number: usize, in_all: Option<i64>, minutes: &mut Minutes) -> PlanDay {
        let day = self.today.after(number as i64);
        let left = in_all.map(|in_all| in_all - number as i64);
        let mut tasks = Vec::new();
        // On the day itself there is nothing left to learn.
        if left != Some(0) {
            if is_for_mock(left, in_all) && minutes.take_whole(number, MOCK_MINUTES) {
                tasks.push(PlanTask::mock());
            }
            self.review(day, number, minutes, &mut tasks);
            match left {
                Some(left) if left <= LAST_DAYS => self.look(day.after(left), day, number, minutes, &mut tasks),
                _ => self.ask(number, minutes, &mut tasks),
            }
        }
        PlanDay { day, minutes: tasks.iter().map(|task| task.minutes).sum(), tasks }
    }

    /// What is due, the least remembered first; what does not fit is due tomorrow too.
    fn review(&mut self, day: Day, number: usize, minutes: &mut Minutes, tasks: &mut Vec<PlanTask>) {
        for card in self.by_recall(day, |card| card.due_on <= day) {
            if !minutes.take(number, REVIEW_MINUTES) {
                return;
            }
            tasks.push(PlanTask::of_card(&self.cards[card], TaskKind::Review, day));
            self.cards[card].review(day, self.retention);
        }
    }

    fn ask(&mut self, number: usize, minutes: &mut Minutes, tasks: &mut Vec<PlanTask>) {
        let mut topics = VecDeque::from(std::mem::take(&mut self.topics));
        for _ in 0..MOST_NEW {
            if !minutes.take(number, NEW_MINUTES) {
                break;
            }
            tasks.push(PlanTask::ask(topics.front(), self.difficulty));
            if !topics.is_empty() {
                topics.rotate_left(1);
            }
        }
        self.topics = topics.into();
    }

    /// What is least likely to be remembered on the day of the interview, but for what is reviewed today.
    fn look(&mut self, date: Day, day: Day, number: usize, minutes: &mut Minutes, tasks: &mut Vec<PlanTask>) {
        let least = self.by_recall(date, |card| card.reviewed_on != day).into_iter().take(MOST_LOOKS);
        for card in least.collect::<Vec<_>>() {
            if !minutes.take(number, LOOK_MINUTES) {
                return;
            }
            tasks.push(PlanTask::of_card(&self.cards[card], TaskKind::LastLook, date));
            self.cards[card].review(day, self.retention);
        }
    }

    /// Cards by how likely they are remembered on a day; their ids decide between equals.
    fn by_recall(&self, day: Day, fits: impl Fn(&PlanCard) -> bool) -> Vec<usize> {
        let of_card =
            |(number, card): (usize, &PlanCard)| fits(card).then(|| (card.recall(day), card.question, number));
        let mut found: Vec<_> = self.cards.iter().enumerate().filter_map(of_card).collect();
        found.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        found.into_iter().map(|(_, _, number)| number).collect()
    }
}

fn is_for_mock(left: Option<i64>, in_all: Option<i64>) -> bool {
    let (days, least) = EARLY_MOCK;
    left == Some(MOCK) || (left == Some(days) && in_all >= Some(least))
}

impl PlanCard {
    fn recall(&self, day: Day) -> f64 {
        self.memory.recall(day.days_since(self.reviewed_on))
    }

    /// A plan takes it that what is reviewed goes well.
    fn review(&mut self, day: Day, retention: f64) {
        self.memory = self.memory.next(Grade::Good, day.days_since(self.reviewed_on));
        self.reviews += 1;
        self.reviewed_on = day;
        self.due_on = day.after(fsrs::days_until_due(self.memory, retention, self.question.as_bytes(), self.reviews));
    }
}

impl PlanTask {
    fn new(kind: TaskKind, minutes: i64, why: &'static str) -> Self {
        Self { kind, question_id: None, topic: None, difficulty: None, recall: None, minutes, why }
    }

    fn mock() -> Self {
        Self::new(TaskKind::Mock, MOCK_MINUTES, "A rehearsal while there is time to learn from it.")
    }

    fn of_card(card: &PlanCard, kind: TaskKind, day: Day) -> Self {
        let task = match kind {
            TaskKind::LastLook => Self::new(kind, LOOK_MINUTES, "The least likely to be remembered on the day."),
            _ => Self::new(kind, REVIEW_MINUTES, "Due: soon it would be forgotten."),
        };
        Self { question_id: Some(card.question), recall: Some(rounded(card.recall(day))), ..task }
    }

    fn ask(topic: Option<&PlanTopic>, difficulty: &'static str) -> Self {
        let why = match topic {
            Some(PlanTopic { is_weak: true, .. }) => "Your answers about it were weak.",
            Some(_) => "The job asks for it, and you have hardly practised it.",
            None => "A new question shows where you stand.",
        };
        let topic = topic.map(|topic| topic.topic.clone());
        Self { topic, difficulty: Some(difficulty), ..Self::new(TaskKind::New, NEW_MINUTES, why) }
    }
}

#[cfg(test)]
mod tests;
