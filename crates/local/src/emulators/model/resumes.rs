//! Résumé analysis that is made up: JSON that fits a schema of either spelling, its keys in the order in which the
//! schema wants them, with remarks that suit each category.

use serde_json::{Value, json};

use super::conversation::Conversation;
use super::feedback::terms;

/// A category: its score on a scale of ten, a summary, and a name and a message for each remark.
struct Category {
    key: &'static str,
    score: i64,
    summary: &'static str,
    remarks: [(&'static str, &'static str); 3],
}

const CATEGORIES: [Category; 6] = [
    Category {
        key: "",
        score: 7,
        summary: "A solid base with a few gaps that are quickly closed.",
        remarks: [
            ("Clear structure", "The sections are easy to find and are read in the right order."),
            (
                "Dates in one format",
                "Write every date the same way, such as `2024-03`, so that software can read them.",
            ),
            ("Results in numbers", "Say what each project changed: how much faster, how many users, how much money."),
        ],
    },
    Category {
        key: "ats",
        score: 7,
        summary: "Software reads most of it; the dates are what it stumbles over.",
        remarks: [
            ("Usual section names", "Experience, Education and Skills are called what software looks for."),
            (
                "Dates in one format",
                "Write every date the same way, such as `2024-03`, so that software can read them.",
            ),
            ("Text in a table", "Take the skills out of their table: some readers drop what stands in one."),
        ],
    },
    Category {
        key: "jobMatch",
        score: 8,
        summary: "Your last role is close to this one; its scale is not told.",
        remarks: [
            ("Recent role fits", "What you did last is what this job asks for, and it stands where one looks first."),
            ("Say how large", "Name the size of what you ran: requests a second, people in the team, years."),
            ("Show the level", "Tell of a decision that you made and others followed; this job looks for that."),
        ],
    },
    Category {
        key: "writingAndFormatting",
        score: 6,
        summary: "Clear sentences, few results.",
        remarks: [
            ("Active verbs", "You begin with what you did: built, led, measured."),
            ("Shorter lines", "Cut each entry to two lines; nobody reads a third one."),
            ("Results in numbers", "Say what each project changed: how much faster, how many users, how much money."),
        ],
    },
    Category {
        key: "keywordCoverage",
        score: 5,
        summary: "Some of the words that the job asks for are missing.",
        remarks: [
            ("Main language named", "The language of the job stands in your skills and in an entry that shows it."),
            ("Spell it as the job does", "Write a technology the way the ad writes it; software compares letters."),
            (
                "Words that are missing",
                "Add what you really know of the ad's list to your skills, and leave out the rest.",
            ),
        ],
    },
    Category {
        key: "other",
        score: 7,
        summary: "Complete, with one page more than it needs.",
        remarks: [
            ("Easy to reach", "Name, address and a link are at the top."),
            ("One page less", "Two pages are enough; what is older than ten years needs one line."),
            ("Explain the gap", "One line for the year without an entry stops people from guessing."),
        ],
    },
];

/// What stands at a place of the schema.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The category it belongs to.
    category: &'static Category,
    name: &'a str,
    nth: usize,
}

pub(crate) fn analysis(request: &Conversation, schema: &Value) -> String {
    let said = request.said();
    let mut known = terms(&said);
    if known.is_empty() {
        known = vec!["SQL", "Linux"];
    }
    example(schema, Place { category: &CATEGORIES[0], name: "", nth: 0 }, &known)
}

fn example(schema: &Value, place: Place<'_>, skills: &[&str]) -> String {
    let kind = schema["type"].as_str().unwrap_or("string").to_lowercase();
    match kind.as_str() {
        "object" => object(schema, place, skills),
        "array" if place.name == "skills" => json!(skills).to_string(),
        "array" => {
            let items = (0..3).map(|nth| example(&schema["items"], Place { nth, ..place }, skills));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        "number" | "integer" => number(schema, place),
        "boolean" => "true".to_owned(),
        _ => string(schema, place),
    }
}

fn object(schema: &Value, place: Place<'_>, skills: &[&str]) -> String {
    let ordered = ["propertyOrdering", "required"].iter().find_map(|order| schema[order].as_array());
    let keys: Vec<&str> = match ordered {
        Some(keys) => keys.iter().filter_map(Value::as_str).collect(),
        None => schema["properties"].as_object().into_iter().flat_map(|all| all.keys().map(String::as_str)).collect(),
    };
    let field = |name: &&str| {
        let category = CATEGORIES.iter().find(|category| category.key == *name).unwrap_or(place.category);
        let value = example(&schema["properties"][*name], Place { category, name, ..place }, skills);
        format!("\"{name}\": {value}")
    };
    format!("{{{}}}", keys.iter().map(field).collect::<Vec<_>>().join(", "))
}

/// As far between the bounds as the category's score is between 0 and 10.
fn number(schema: &Value, Place { category, .. }: Place<'_>) -> String {
    let low = schema["minimum"].as_i64().unwrap_or(0);
    let high = schema["maximum"].as_i64().unwrap_or(low + 10);
    (low + (high - low) * category.score / 10).clamp(low, high).to_string()
}

fn string(schema: &Value, Place { category, name, nth }: Place<'_>) -> String {
    let (remark, message) = category.remarks[nth % category.remarks.len()];
    let text = match (schema["enum"].as_array().filter(|values| !values.is_empty()), name) {
        (Some(values), _) => values[nth % values.len()].as_str().unwrap_or_default(),
        (None, "name") => remark,
        (None, "summary") => category.summary,
        (None, _) => message,
    };
    Value::from(text).to_string()
}
