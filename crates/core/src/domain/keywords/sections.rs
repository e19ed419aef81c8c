//! Section headings: the section of a résumé that a line stands in, and the part of a job ad that only sells.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dictionary::key;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Section {
    Summary,
    Experience,
    Skills,
    Education,
    Projects,
    Certificates,
}

/// A heading has few words and few letters.
const MOST_WORDS: usize = 6;
const MOST_BYTES: usize = 80;

const SUMMARY: &str = "summary, professional summary, profile, about me, objective, profil, kurzprofil, über mich";
const EXPERIENCE: &str = "experience, work experience, professional experience, employment, employment history, \
                          work history, career, berufserfahrung, beruflicher werdegang, werdegang";
const SKILLS: &str = "skills, technical skills, key skills, core skills, skills & tools, skills and tools, \
                      technologies, tools, tech stack, languages and tools, programming languages, \
                      kenntnisse, fähigkeiten, \
                      it-kenntnisse, technische kenntnisse";
const EDUCATION: &str = "education, academic background, studies, ausbildung, studium, bildung, bildungsweg";
const PROJECTS: &str = "projects, selected projects, personal projects, side projects, open source, projekte";
const CERTIFICATES: &str = "certificates, certifications, licenses, zertifikate, weiterbildung, weiterbildungen";
/// Headings that end a section without beginning one that has a name here.
const OTHERS: &str = "languages, interests, hobbies, references, publications, awards, volunteering, contact, \
                      sprachen, interessen, hobbys, publikationen, kontakt";
const OFFERS: &str = "benefits, your benefits, our benefits, perks, perks & benefits, perks and benefits, \
                      benefits and perks, what we offer, we offer, what we offer you, what you get, why join us, \
                      equal opportunity, equal opportunity employer, wir bieten, was wir bieten, was wir dir bieten, \
                      das bieten wir, das bieten wir dir, unser angebot";

static SECTIONS: LazyLock<HashMap<String, Option<Section>>> = LazyLock::new(|| {
    let named = [
        (SUMMARY, Some(Section::Summary)),
        (EXPERIENCE, Some(Section::Experience)),
        (SKILLS, Some(Section::Skills)),
        (EDUCATION, Some(Section::Education)),
        (PROJECTS, Some(Section::Projects)),
        (CERTIFICATES, Some(Section::Certificates)),
        (OTHERS, None),
    ];
    named.into_iter().flat_map(|(names, section)| keys(names).map(move |key| (key, section))).collect()
});
static OFFERED: LazyLock<HashSet<String>> = LazyLock::new(|| keys(OFFERS).collect());

fn keys(names: &str) -> impl Iterator<Item = String> {
    names.split(", ").map(key)
}

/// What a line of a résumé begins; a section is None when it has no name here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// The lines below stand in this section.
    Below(Option<Section>),
    /// This line alone does, as in "Tools: vim".
    Line(Option<Section>),
}

pub fn heading(line: &str) -> Option<Heading> {
    let section = *SECTIONS.get(&label(line)?)?;
    Some(if says_more(line) { Heading::Line(section) } else { Heading::Below(section) })
}

/// What a line of a job ad begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdPart {
    /// The lines below say what the company offers.
    Offer,
    /// This line alone does.
    OfferLine,
    /// The lines below are about the job again.
    Job,
}

pub fn part(line: &str) -> Option<AdPart> {
    let line = line.trim();
    let label = label(line)?;
    let bullet =
        line.starts_with(|first: char| !first.is_alphanumeric() && !"#_".contains(first)) && !line.starts_with("**");
    match (OFFERED.contains(&label), says_more(line)) {
        (true, false) => Some(AdPart::Offer),
        (true, true) => Some(AdPart::OfferLine),
        (false, _) => (!bullet && !line.ends_with(['.', ',', ';'])).then_some(AdPart::Job),
    }
}

/// A short line, or the short beginning of one up to its colon, folded.
fn label(line: &str) -> Option<String> {
    let label = line.split(':').next()?.trim_matches(|letter: char| !letter.is_alphanumeric());
    let words = label.split_whitespace().take(MOST_WORDS + 1).count();
    ((1..=MOST_WORDS).contains(&words) && label.len() <= MOST_BYTES).then(|| key(label))
}

/// Whether words follow the label on its line.
fn says_more(line: &str) -> bool {
    line.split_once(':').is_some_and(|(_, rest)| rest.contains(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_begins_a_section_and_a_label_names_its_line() {
        for (line, begun) in [
            ("## Work Experience", Heading::Below(Some(Section::Experience))),
            ("**IT-Kenntnisse:**", Heading::Below(Some(Section::Skills))),
            ("Tools: vim", Heading::Line(Some(Section::Skills))),
            ("HOBBIES", Heading::Below(None)),
        ] {
            assert_eq!(heading(line), Some(begun), "{line}");
        }
        for line in ["Experience with Rust", "", "Ada Lovelace", "Projects of all sizes and in all of the places"] {
            assert_eq!(heading(line), None, "{line}");
        }
    }

    #[test]
    fn an_ad_sells_below_its_heading_until_the_next() {
        for (line, begun) in [
            ("What we offer", Some(AdPart::Offer)),
            ("Benefits: cake", Some(AdPart::OfferLine)),
            ("Your profile:", Some(AdPart::Job)),
            ("- free cake", None),
            ("We bake cakes.", None),
            ("", None),
        ] {
            assert_eq!(part(line), begun, "{line}");
        }
    }
}
