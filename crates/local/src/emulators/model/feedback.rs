//! Feedback that is made up: on one answer and on an interview, with quotations of what was said, and one of what
//! nobody said, so that a page has something to mark.

use serde_json::json;

use super::conversation::Conversation;

const ANSWER: &str = include_str!("feedback.md");
const INTERVIEW: &str = include_str!("interview_feedback.md");
const ANSWER_BEGINS: &str = "The candidate's answer:\n";
const CANDIDATE_BEGINS: &str = "] Candidate";
/// Shorter ones are no evidence, longer ones nobody reads.
const QUOTED_WORDS: std::ops::RangeInclusive<usize> = 4..=14;
const NOBODY_SAID: &str = "it always works, whatever the load";
/// So many words an answer needs for the rating, from the best one down.
const RATINGS: [(usize, usize); 5] = [(120, 9), (60, 8), (30, 6), (12, 4), (0, 2)];

/// On the answer in the request; where there is none that can be told from the rest, what suits most.
pub(crate) fn on_answer(request: &Conversation) -> String {
    let prompt = request.prompt();
    let Some((before, answer)) = prompt.rsplit_once(ANSWER_BEGINS) else { return ANSWER.trim().to_owned() };
    let answer = unquoted(answer);
    let rating = rating(&answer);
    let (_, model_answer) = ANSWER.split_once("## Correct Answer").unwrap_or_default();
    let good = match quotation(&answer) {
        Some(quoted) => format!("- **Good:** \"{quoted}\" is concrete, and one can ask on from there."),
        None => "- **Good:** you answered at all; the next step is a whole sentence.".to_owned(),
    };
    let missing = match missing_term(before, &answer) {
        Some(term) => format!("- **Missing:** the job asks for {term}, and your answer does not come to it."),
        None => "- **Missing:** what happens when two callers arrive at the same time.".to_owned(),
    };
    format!(
        "## Feedback (Rating: {rating}/10)\n\n{}\n\n{good}\n{missing}\n- **To improve:** you wrote \"{NOBODY_SAID}\": say \
         under which conditions, and name the cost, because an interviewer asks for it next.\n\n## Correct Answer{}",
        verdict(rating),
        model_answer.trim_end()
    )
}

/// A second opinion on the answer in the request: a little less kind than the feedback, so that a page has two grades.
pub(crate) fn opinion(request: &Conversation) -> String {
    let (before, answer) = request.prompt().rsplit_once(ANSWER_BEGINS).unwrap_or_default();
    let answer = unquoted(answer);
    let gap = match missing_term(before, &answer) {
        Some(term) => format!("It does not come to {term}."),
        None => "It does not say what happens when two callers arrive at once.".to_owned(),
    };
    json!({ "rating": rating(&answer) - 1, "gaps": [gap] }).to_string()
}

/// On the transcript in the request.
pub(crate) fn on_interview(request: &Conversation) -> String {
    let prompt = request.prompt();
    let said = prompt.split("\n[").filter_map(candidate).find_map(|(at, text)| Some((at, quotation(&text)?)));
    let example = match said {
        Some((at, quoted)) => format!("At {at} you said \"{quoted}\": such a sentence carries an answer."),
        None => "Short answers leave an interviewer to guess.".to_owned(),
    };
    INTERVIEW.trim().replace("{example}", &example)
}

/// The time and the words of a line, if the candidate said it.
fn candidate(line: &str) -> Option<(&str, String)> {
    let (at, rest) = line.split_once(CANDIDATE_BEGINS)?;
    let (_, text) = rest.split_once('\n')?;
    Some((at, unquoted(text)))
}

/// The lines that are marked as quoted, without their marks.
fn unquoted(text: &str) -> String {
    text.lines().map_while(|line| line.strip_prefix("| ")).collect::<Vec<_>>().join("\n")
}

/// The first sentence that can stand between quotation marks.
fn quotation(text: &str) -> Option<String> {
    let plain = |sentence: &&str| !sentence.contains(['"', '`', '“', '”', '„', '«']);
    let sentences = text.split(['.', '!', '?', ';', '\n']).filter(plain);
    let words = sentences.map(|sentence| sentence.split_whitespace().take(*QUOTED_WORDS.end()).collect::<Vec<_>>());
    words.into_iter().find(|words| QUOTED_WORDS.contains(&words.len())).map(|words| words.join(" "))
}

fn rating(answer: &str) -> usize {
    let words = answer.split_whitespace().count();
    RATINGS.iter().find(|(least, _)| words >= *least).map_or(1, |(_, rating)| *rating)
}

fn verdict(rating: usize) -> &'static str {
    match rating {
        8.. => "A complete answer: the idea, the reason for it, and how you would check it.",
        6.. => "You named the right idea in your own words. An example of your own would carry it.",
        4.. => "The direction is right, and most of the way is missing.",
        _ => "There is too little here to judge.",
    }
}

/// What the job names and the answer does not.
fn missing_term(job: &str, answer: &str) -> Option<&'static str> {
    let answered = terms(answer);
    terms(job).into_iter().find(|term| !answered.contains(term))
}

/// Words of the trade that are known here, but none that English has too.
#[rustfmt::skip] // a list of names reads best as a list of names
const TERMS: [&str; 20] = [
    "Rust", "Postgres", "TypeScript", "JavaScript", "React", "Python", "Django", "Java", "Kotlin", "Kubernetes", "Docker",
    "Terraform", "AWS", "Azure", "Redis", "Kafka", "GraphQL", "SQL", "Linux", "CSS",
];

/// The terms that a text names, in the order of the list.
pub(super) fn terms(text: &str) -> Vec<&'static str> {
    let words: Vec<String> = text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase).collect();
    let is_named = |term: &&str| words.iter().any(|word| *word == term.to_lowercase());
    TERMS.into_iter().filter(is_named).collect()
}

#[cfg(test)]
mod tests {
    use super::super::conversation::Turn;
    use super::*;

    fn request(prompt: &str) -> Conversation {
        let turns = vec![Turn { is_models: false, text: prompt.to_owned() }];
        Conversation { turns, ..Conversation::default() }
    }

    fn judged(answer: &str) -> String {
        let prompt = format!("The job:\n| Acme\nDescription:\n| Rust and Kafka\n\nThe candidate's answer:\n{answer}");
        on_answer(&request(&prompt))
    }

    #[test]
    fn an_answer_is_quoted_rated_by_what_it_holds_and_held_against_the_job() {
        let answer = "| I would take a lock around both Rust calls. \n| Then I measure.\n";
        let feedback = judged(answer);
        assert!(feedback.contains("\"I would take a lock around both Rust calls\""), "{feedback}");
        assert!(feedback.contains("the job asks for Kafka"), "{feedback}");
        assert!(feedback.contains(&format!("\"{NOBODY_SAID}\"")) && !answer.contains(NOBODY_SAID), "{feedback}");
        assert!(feedback.contains("\n\n## Correct Answer\n\nStart with"), "{feedback}");
        for (words, rating) in [(0, 2), (11, 2), (12, 4), (29, 4), (30, 6), (59, 6), (60, 8), (119, 8), (120, 9)] {
            let feedback = judged(&format!("| {}\n", "word ".repeat(words)));
            assert!(feedback.starts_with(&format!("## Feedback (Rating: {rating}/10)\n")), "{words}: {feedback}");
        }
        assert!(judged("| No idea.\n").contains("a whole sentence"));
    }

    #[test]
    fn a_second_opinion_is_an_object_with_a_grade_of_one_less() {
        let told = |answer: &str| {
            let prompt = format!("The job:\n| Rust and Kafka\n\nThe candidate's answer:\n{answer}");
            serde_json::from_str::<serde_json::Value>(&opinion(&request(&prompt))).unwrap()
        };
        assert_eq!(told("| A lock in Rust.\n"), json!({ "rating": 1, "gaps": ["It does not come to Kafka."] }));
        assert_eq!(told(&format!("| {}\n", "word ".repeat(120)))["rating"], 8);
    }

    #[test]
    fn an_interview_is_quoted_with_its_time() {
        let prompt = "The transcript:\n[00:01] Interviewer:\n| Tell me about yourself, please, at length.\n\
                      [00:09] Candidate:\n| Hm.\n[01:15] Candidate (tone: Joy 0.30):\n| We cut the bill by half in a year.\n";
        let feedback = on_interview(&request(prompt));
        assert!(feedback.contains("At 01:15 you said \"We cut the bill by half in a year\""), "{feedback}");
        assert!(!feedback.contains('{') && feedback.matches("(Rating: ").count() == 8, "{feedback}");
        assert!(on_interview(&request("nothing")).contains("leave an interviewer to guess"));
    }
}
