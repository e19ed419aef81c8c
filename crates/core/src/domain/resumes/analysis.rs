//! Résumé analysis as the model has to write it: types, their JSON schema, and what makes one valid.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    base::{
        error::{Error, Result, json_position},
        json,
    },
    domain::generation::json_object::schema_of,
};

/// What the model says of a résumé. The order of the fields is the order in which a page shows them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResumeAnalysis {
    #[schemars(range(min = 0, max = 10))]
    pub(super) overall_score: f64,
    ats: Category,
    job_match: Category,
    writing_and_formatting: Category,
    keyword_coverage: Category,
    other: Category,
    /// For the keyword report of a file whose text is not read here; no part of what is listed.
    #[serde(default, skip_serializing)]
    pub(super) skills: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Category {
    #[schemars(range(min = 0, max = 10))]
    score: f64,
    summary: String,
    feedback: Vec<Remark>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Remark {
    #[serde(rename = "type")]
    kind: RemarkKind,
    name: String,
    message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum RemarkKind {
    Strength,
    MinorImprovement,
    MajorImprovement,
}

/// What the model is held to: the types above.
pub fn schema() -> serde_json::Value {
    let mut schema = schema_of::<ResumeAnalysis>();
    // A list with a default is optional to serde; the model has to give it.
    if let Some(required) = schema["required"].as_array_mut() {
        required.push("skills".into());
    }
    schema
}

impl ResumeAnalysis {
    /// Valid, or an error that is the model's fault: five categories, every score from 0 to 10.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let wrong = |why: Cow<'_, str>| Error::internal(format!("an analysis that is not as asked: {why}"));
        let analysis: Self = json::from_slice(text.as_bytes()).map_err(|error| wrong(json_position(&error).into()))?;
        if !analysis.scores().into_iter().all(is_score) {
            return Err(wrong("a score outside 0 to 10".into()));
        }
        Ok(analysis)
    }

    fn scores(&self) -> [f64; 6] {
        let Self { ats, job_match, writing_and_formatting, keyword_coverage, other, .. } = self;
        let [a, b, c, d, e] =
            [ats, job_match, writing_and_formatting, keyword_coverage, other].map(|category| category.score);
        [self.overall_score, a, b, c, d, e]
    }
}

fn is_score(score: f64) -> bool {
    (0.0..=10.0).contains(&score)
}

/// Whether the beginning of an analysis is worth a use: it has the overall score and one whole category.
pub(super) fn has_substance(beginning: &str) -> bool {
    let mut seen = ShownParts::default();
    // Where it ends too early, what was seen before counts.
    let beginning = json::with_whole_pairs(beginning.as_bytes());
    serde_json::Deserializer::from_slice(&beginning).deserialize_map(&mut seen).ok();
    seen.score && seen.category
}

/// What a reader saw of an analysis.
#[derive(Default)]
struct ShownParts {
    score: bool,
    category: bool,
}

impl<'de> Visitor<'de> for &mut ShownParts {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an analysis")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some((key, value)) = map.next_entry::<Cow<'_, str>, &RawValue>()? {
            match key.as_ref() {
                "overallScore" => self.score |= serde_json::from_str(value.get()).is_ok_and(is_score),
                "ats" | "jobMatch" | "writingAndFormatting" | "keywordCoverage" | "other" => {
                    let category = serde_json::from_str(value.get());
                    self.category |= category.is_ok_and(|category: Category| is_score(category.score));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::*;

    pub fn analysis(score: f64) -> serde_json::Value {
        let feedback = json!([{ "type": "strength", "name": "n", "message": "m" }]);
        let category = json!({ "score": score, "summary": "s", "feedback": feedback });
        json!({
            "overallScore": 7.5, "ats": category, "jobMatch": category, "writingAndFormatting": category,
            "keywordCoverage": category, "other": category, "skills": ["Rust"],
        })
    }

    #[test]
    fn scores_are_0_to_10() {
        for (score, good) in [(0.0, true), (10.0, true), (-0.5, false), (10.5, false), (11.0, false)] {
            assert_eq!(ResumeAnalysis::parse(&analysis(score).to_string()).is_ok(), good, "{score}");
        }
    }

    #[test]
    fn the_score_and_one_whole_category_are_its_substance() {
        let whole = analysis(5.0).to_string();
        let (score, category) = (whole.find(",\"ats\"").unwrap(), whole.find(",\"jobMatch\"").unwrap());
        for (end, shown) in
            [(0, false), (1, false), (score, false), (category - 1, false), (category, true), (whole.len() - 1, true)]
        {
            assert_eq!(has_substance(&whole[..end]), shown, "{}", &whole[..end]);
        }
        assert!(has_substance(&whole));
        assert!(!has_substance(&whole.replace("7.5", "11")), "no score");
        assert!(!has_substance(&analysis(11.0).to_string()), "no category");
        let other = whole[..category].replace("\"ats\"", "\"greeting\"");
        assert!(!has_substance(&other), "a category nobody asked for");
    }

    #[test]
    fn five_categories_and_known_remarks_are_needed() {
        for (path, value) in [("other", json!(null)), ("ats", json!({ "score": 1 })), ("overallScore", json!("high"))] {
            let mut broken = analysis(5.0);
            broken[path] = value;
            assert!(ResumeAnalysis::parse(&broken.to_string()).is_err(), "{path}");
        }
        let odd = analysis(5.0).to_string().replace("strength", "praise");
        assert!(ResumeAnalysis::parse(&odd).is_err());
        assert!(ResumeAnalysis::parse("{\"overallScore\": 7.").is_err());
    }

    #[test]
    fn the_schema_has_the_order_of_the_page_and_no_references() {
        let schema = schema();
        let keys: Vec<_> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let order = ["overallScore", "ats", "jobMatch", "writingAndFormatting", "keywordCoverage", "other", "skills"];
        assert_eq!(keys, order);
        let required: Vec<_> = schema["required"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
        assert_eq!(required, order);
        assert!(!schema.to_string().contains("$ref"), "{schema}");
        assert_eq!(schema["properties"]["ats"]["properties"]["score"]["maximum"], 10);
    }
}
