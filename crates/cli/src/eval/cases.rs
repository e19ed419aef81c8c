//! Golden cases: answers whose grade people agree on, one a file, `evals/<id>.json`.

use std::{
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use darasa_core::{
    base::{
        digest::{hex, sha256_of_parts},
        newtype::{TextEnum, from_word},
    },
    domain::{
        job_infos::{ExperienceLevel, JobDetails},
        questions::Difficulty,
    },
};
use serde::Deserialize;

use crate::Failure;

/// A band of more grades than these says nothing of an answer.
const WIDEST_BAND: i32 = 3;
const GRADES: RangeInclusive<i32> = 1..=10;

/// All cases of a folder, by their ids.
pub struct Cases {
    pub all: Vec<Case>,
    /// Of their files: with others the numbers of two reports cannot be compared.
    pub sha256: String,
}

/// One answer to one question for one job.
#[derive(Debug)]
pub struct Case {
    pub id: String,
    pub job: JobDetails,
    pub question: String,
    pub difficulty: Difficulty,
    pub answer: String,
    /// The grades that people would give it.
    pub band: RangeInclusive<i32>,
    /// What good feedback speaks of: words, or several for the same with `|` between them.
    pub must_mention: Vec<String>,
    /// What stands behind the answer the second time, to talk the model into a better grade.
    pub injection: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CaseFile {
    id: String,
    job: JobFile,
    question: String,
    difficulty: String,
    answer: String,
    band: [i32; 2],
    must_mention: Vec<String>,
    injection: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct JobFile {
    name: String,
    title: Option<String>,
    experience_level: String,
    description: String,
}

impl Case {
    /// The answer with what would talk the model into a better grade, as one text.
    pub fn injected(&self) -> Option<String> {
        self.injection.as_ref().map(|injection| format!("{}\n\n{injection}", self.answer))
    }

    /// `name`: of its file, without the ending. All that is wrong is told.
    fn parse(name: &str, json: &str) -> Result<Self, Vec<String>> {
        let file: CaseFile = serde_json::from_str(json).map_err(|error| vec![error.to_string()])?;
        let mut wrong = file.blank_texts();
        if file.id != name || !name.bytes().all(|byte| byte.is_ascii_lowercase() || b"0123456789-".contains(&byte)) {
            wrong.push("id: must be the name of its file, of small letters, digits and -".to_owned());
        }
        let difficulty = word(&mut wrong, "difficulty", &file.difficulty);
        let level = word(&mut wrong, "job.experienceLevel", &file.job.experience_level);
        let [low, high] = file.band;
        if !GRADES.contains(&low) || !GRADES.contains(&high) || high < low || high - low >= WIDEST_BAND {
            wrong.push(format!(
                "band: must be two grades from 1 to 10, at most {WIDEST_BAND} wide, the lower one first"
            ));
        }
        let Some((difficulty, level)) = difficulty.zip(level).filter(|_| wrong.is_empty()) else { return Err(wrong) };
        Ok(file.into_case(difficulty, level))
    }
}

impl CaseFile {
    fn blank_texts(&self) -> Vec<String> {
        let job = &self.job;
        let texts = [
            ("question", Some(&self.question)),
            ("answer", Some(&self.answer)),
            ("injection", self.injection.as_ref()),
            ("job.name", Some(&job.name)),
            ("job.title", job.title.as_ref()),
            ("job.description", Some(&job.description)),
        ];
        let words = self.must_mention.iter().flat_map(|words| words.split('|')).map(|word| ("mustMention", Some(word)));
        let texts = texts.into_iter().map(|(field, text)| (field, text.map(String::as_str))).chain(words);
        let blank = texts.filter(|(_, text)| text.is_some_and(|text| text.trim().is_empty()));
        blank.map(|(field, _)| format!("{field}: must not be blank")).collect()
    }

    /// Texts are trimmed, as the routes do it.
    fn into_case(self, difficulty: Difficulty, experience_level: ExperienceLevel) -> Case {
        let trim = |text: String| text.trim().to_owned();
        let JobFile { name, title, description, .. } = self.job;
        let job =
            JobDetails { name: trim(name), title: title.map(trim), experience_level, description: trim(description) };
        let [low, high] = self.band;
        Case {
            id: self.id,
            job,
            question: trim(self.question),
            difficulty,
            answer: trim(self.answer),
            band: low..=high,
            must_mention: self.must_mention,
            injection: self.injection.map(trim),
        }
    }
}

fn word<T: TextEnum>(wrong: &mut Vec<String>, field: &str, word: &str) -> Option<T> {
    let found = from_word(word.as_bytes());
    if found.is_none() {
        let known: Vec<_> = T::WORDS.iter().map(|(known, _)| *known).collect();
        wrong.push(format!("{field}: must be one of: {}", known.join(", ")));
    }
    found
}

/// Every file of the folder that ends in `.json`. Those that are no cases are all named, each with all that is wrong.
pub fn read(folder: &Path) -> Result<Cases, Failure> {
    let paths = files(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let (mut all, mut texts, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for path in &paths {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        match Case::parse(&name, &text) {
            Ok(case) => all.push(case),
            Err(wrong) => problems.extend(wrong.iter().map(|wrong| format!("{}: {wrong}", path.display()))),
        }
        texts.push(text);
    }
    if !problems.is_empty() {
        return Err(
            format!("no model was asked, for there are cases that cannot be read\n{}", problems.join("\n")).into()
        );
    }
    if all.is_empty() {
        return Err(format!("{}: there is no case, <id>.json, in it", folder.display()).into());
    }
    let parts: Vec<_> = texts.iter().map(String::as_bytes).collect();
    Ok(Cases { all, sha256: hex(sha256_of_parts(&parts)) })
}

fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<_> =
        entries.into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests;
