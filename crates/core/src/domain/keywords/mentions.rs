//! What a sentence mentions: its terms, and titles put together from a role and what qualifies it.

use super::{
    Kind, Term,
    dictionary::Sense,
    matches::{Hit, written},
    tokens::Sentence,
};

pub struct Mention<'a> {
    pub term: Term,
    /// As it stands in the text.
    pub text: &'a str,
    /// Where it begins in its sentence, in bytes.
    pub at: usize,
    /// A title without what qualifies it, such as engineer.
    pub bare: bool,
}

pub fn mentions<'a>(sentence: &Sentence<'a>, hits: &[Hit<'_>]) -> Vec<Mention<'a>> {
    (0..hits.len()).flat_map(|index| of(sentence, hits, index)).collect()
}

fn of<'a>(sentence: &Sentence<'a>, hits: &[Hit<'_>], index: usize) -> Vec<Mention<'a>> {
    let hit = &hits[index];
    let mention = |name: &str, kind: Kind, from: &Hit<'_>, bare: bool| {
        let whole = Hit { spelling: from.spelling, from: from.from, to: hit.to };
        let term = Term { term: name.to_owned(), kind };
        Mention { term, text: written(sentence, &whole), at: sentence.pieces[whole.from].at, bare }
    };
    let name = hit.spelling.name.as_str();
    let role = || name.rsplit(' ').next().unwrap_or(name);
    match hit.spelling.sense {
        Sense::Skill | Sense::Field => vec![mention(name, Kind::Skill, hit, false)],
        Sense::Tool => vec![mention(name, Kind::Tool, hit, false)],
        Sense::Term => vec![mention(name, Kind::Term, hit, false)],
        Sense::Title => vec![mention(name, Kind::Title, hit, false), mention(role(), Kind::Title, hit, true)],
        Sense::Role => {
            let qualified = qualifier(&hits[..=index]).map(|first| {
                let title = format!("{} {name}", first.spelling.name);
                mention(&title, Kind::Title, first, false)
            });
            qualified.into_iter().chain([mention(name, Kind::Title, hit, true)]).collect()
        }
        Sense::Qualifier | Sense::Nothing | Sense::Boilerplate => Vec::new(),
    }
}

/// The first qualifier in the unbroken run of hits before a role: backend in "Backend Rust Engineer".
fn qualifier<'a, 'b>(hits: &'b [Hit<'a>]) -> Option<&'b Hit<'a>> {
    let run = hits.windows(2).rev().take_while(|pair| pair[0].to == pair[1].from).map(|pair| &pair[0]);
    let run = run.take_while(|hit| qualifies(hit) || matches!(hit.spelling.sense, Sense::Skill | Sense::Tool));
    run.filter(|hit| qualifies(hit)).last()
}

fn qualifies(hit: &Hit<'_>) -> bool {
    matches!(hit.spelling.sense, Sense::Field | Sense::Qualifier)
}
