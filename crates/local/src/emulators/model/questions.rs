//! Questions that are made up: a pool for each difficulty, of which those come first that suit the job.

use super::conversation::Conversation;

const EASY: &str = include_str!("questions/easy.md");
const MEDIUM: &str = include_str!("questions/medium.md");
const HARD: &str = include_str!("questions/hard.md");
const TAGS: &str = "tags: ";

/// A question that was not asked before, as long as there is one.
pub(crate) fn question(request: &Conversation) -> &'static str {
    let said = request.said().to_lowercase();
    let is_named = |tag: &str| said.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == tag);
    let mut pool = pool(difficulty(request).as_deref());
    pool.sort_by_key(|(tags, _)| std::cmp::Reverse(tags.split(' ').filter(|tag| is_named(tag)).count()));
    let from_here = (0..pool.len()).map(|nth| pool[(request.model_turns() + nth) % pool.len()].1);
    let is_new = |text: &&str| !said.contains(&text.lines().next().unwrap_or_default().to_lowercase());
    from_here.clone().find(is_new).or(from_here.clone().next()).unwrap_or_default()
}

/// Each question with what it is about.
fn pool(difficulty: Option<&str>) -> Vec<(&'static str, &'static str)> {
    let texts = match difficulty {
        Some("easy") => EASY,
        Some("hard") => HARD,
        _ => MEDIUM,
    };
    let question = |text: &'static str| match text.trim().strip_prefix(TAGS).and_then(|rest| rest.split_once('\n')) {
        Some((tags, text)) => (tags, text.trim()),
        None => ("", text.trim()),
    };
    texts.split("\n---\n").map(question).collect()
}

/// The first word for a difficulty, in what the user said last or else in the system instruction.
fn difficulty(request: &Conversation) -> Option<String> {
    let last = request.prompt();
    // The job may be called hard; what is asked for stands at the end.
    let words = format!("{} {}", last.lines().last().unwrap_or_default(), request.system).to_lowercase();
    let mut words = words.split(|letter: char| !letter.is_alphanumeric());
    words.find(|word| matches!(*word, "easy" | "medium" | "hard")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::conversation::Turn;
    use super::*;

    fn asked(job: &str, difficulty: &str, count: usize) -> Vec<&'static str> {
        let turn = |is_models: bool, text: &str| Turn { is_models, text: text.to_owned() };
        let ask = format!("Ask a new question. Difficulty: {difficulty}.");
        let mut turns = vec![turn(false, &format!("The job:\n| {job}\n{ask}"))];
        let mut questions = Vec::new();
        for _ in 0..count {
            let text = question(&Conversation { turns: turns.clone(), ..Conversation::default() });
            questions.push(text);
            turns.extend([turn(true, text), turn(false, &ask)]);
        }
        questions
    }

    #[test]
    fn no_question_comes_twice_as_long_as_there_is_another() {
        for difficulty in ["easy", "medium", "hard"] {
            let all = pool(Some(difficulty)).len();
            assert!(all >= 5, "{difficulty}");
            let mut questions = asked("Rust on Postgres", difficulty, all);
            assert!(questions.iter().all(|text| text.starts_with("### ") && !text.contains(TAGS)), "{questions:?}");
            questions.sort_unstable();
            questions.dedup();
            assert_eq!(questions.len(), all, "{difficulty}");
        }
    }

    #[test]
    fn the_first_question_is_about_the_job() {
        for (job, words) in
            [("React and CSS", "React"), ("Python with Django", "Python"), ("Kubernetes on AWS", "Kubernetes")]
        {
            for difficulty in ["easy", "medium", "hard"] {
                let first = asked(job, difficulty, 1)[0];
                let tags = pool(Some(difficulty)).into_iter().find(|(_, text)| *text == first).unwrap().0;
                assert!(tags.contains(&words.to_lowercase()), "{job}, {difficulty}: {first}");
            }
        }
    }
}
