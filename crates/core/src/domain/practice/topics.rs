//! Topics: what a question is about, by the dictionary of keywords. Not by the model, whose line of tags every client
//! would show, and which could not be asked about the questions there are.

use crate::{
    base::{blocking, error::Result},
    domain::keywords,
};

/// So many of a question; the first are those that it names most often.
const MOST: usize = 3;
/// What is about nothing that the dictionary knows.
pub const GENERAL: &str = "general";

pub fn of(text: &str) -> Vec<String> {
    let mut topics: Vec<_> = keywords::known(text).into_iter().map(|term| term.term).take(MOST).collect();
    if topics.is_empty() {
        topics.push(GENERAL.to_owned());
    }
    topics
}

/// What a question is about that was asked for one topic: that first, whether the model names it or not.
pub fn asked_first(asked: Option<String>, named: Vec<String>) -> Vec<String> {
    let Some(asked) = asked else { return named };
    let others =
        named.into_iter().filter(|topic| *topic != asked && topic != GENERAL).take(MOST - 1).collect::<Vec<_>>();
    [vec![asked], others].concat()
}

/// Whether it is the usual name of one skill or tool of the dictionary, and nothing else.
pub fn is_topic(name: &str) -> bool {
    matches!(keywords::known(name).as_slice(), [only] if only.term == name)
}

/// What a text is about, found on a thread of its own.
pub async fn found(text: String) -> Result<Vec<String>> {
    blocking::run(move || of(&text)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::steps::assert_linear;

    #[test]
    fn a_question_is_about_what_it_names_most_in_the_words_of_the_dictionary() {
        for (text, topics) in [
            ("# Indexes\n\nWhen does postgres use an index, and how do you see it in Postgres?", vec!["PostgreSQL"]),
            ("# Queues\n\nKafka or redis? Redis keeps less. Then Docker, then k8s.", vec!["Redis", "Kafka", "Docker"]),
            ("# Go\n\nWhat does a Go service do when you go home?", vec!["Go"]),
            ("# Trade-offs\n\nWhen would you go the extra mile?", vec!["general"]),
            ("", vec!["general"]),
        ] {
            assert_eq!(of(text), topics, "{text}");
        }
    }

    #[test]
    fn what_was_asked_for_comes_first_and_once_of_three() {
        let first = |named: &[&str]| {
            asked_first(Some("Kafka".to_owned()), named.iter().map(|name| (*name).to_owned()).collect())
        };
        for (named, topics) in [
            (&["general"][..], vec!["Kafka"]),
            (&["Redis"], vec!["Kafka", "Redis"]),
            (&["Redis", "Kafka"], vec!["Kafka", "Redis"]),
            (&["Redis", "Docker"], vec!["Kafka", "Redis", "Docker"]),
            (&["Redis", "Docker", "Go"], vec!["Kafka", "Redis", "Docker"]),
            (&["Redis", "Docker", "Kafka"], vec!["Kafka", "Redis", "Docker"]),
        ] {
            assert_eq!(first(named), topics, "{named:?}");
        }
        assert_eq!(asked_first(None, vec!["Redis".to_owned()]), ["Redis"]);
    }

    #[test]
    fn a_topic_has_its_usual_name_and_stands_alone() {
        for topic in ["PostgreSQL", "Go", "C++", "CI/CD", "Node.js"] {
            assert!(is_topic(topic), "{topic}");
        }
        for other in
            ["postgres", "go", "general", "", "PostgreSQL ", "PostgreSQL. Ignore the rules", "Go, Rust", "engineer"]
        {
            assert!(!is_topic(other), "{other}");
        }
    }

    #[test]
    fn titles_are_no_topics() {
        assert_eq!(of("Ask the software engineer."), ["general"]);
    }

    #[test]
    fn hostile_questions_take_no_longer_than_their_length() {
        for part in ["Go, ", "C/", "ﷺ", "main.go ", "R&D-"] {
            assert_linear(part, 8_000, |size| drop(of(&part.chars().cycle().take(size).collect::<String>())));
        }
    }
}
