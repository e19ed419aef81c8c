//! Plans: what a session token says of a person's plan, which features that opens, and how much of each.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

/// The longest life of a request: the platform ends it then. A use that is held has at least as long left, or it could
/// lapse while its result is made, and somebody would get it twice.
pub const REQUEST_LIFE: Duration = Duration::from_secs(300);

/// What people use. The names are those of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    Questions,
    AnswerFeedback,
    AnswerRegrades,
    Interviews,
    InterviewTurns,
    InterviewFeedback,
    ResumeAnalyses,
}

impl Feature {
    pub fn kind(self) -> &'static str {
        match self {
            Self::Questions => "question",
            Self::AnswerFeedback => "answer_feedback",
            Self::AnswerRegrades => "answer_regrade",
            Self::Interviews => "interview",
            Self::InterviewTurns => "interview_turn",
            Self::InterviewFeedback => "interview_feedback",
            Self::ResumeAnalyses => "resume_analysis",
        }
    }

    /// Whether the model is called for each use, which the hourly and daily budget bounds. An interview is not made by
    /// the model; its turns are.
    pub fn is_generation(self) -> bool {
        self != Self::Interviews
    }

    /// How long a reservation waits for its result. An interview may begin within the hour; the claim on a conversation
    /// or on an answer ends with the request, so that nobody waits longer for one that died.
    pub fn waits(self) -> Duration {
        match self {
            Self::Interviews => Duration::from_secs(3_600),
            Self::AnswerRegrades | Self::InterviewTurns | Self::InterviewFeedback => REQUEST_LIFE,
            Self::Questions | Self::AnswerFeedback | Self::ResumeAnalyses => Duration::from_secs(600),
        }
    }
}

/// The slugs in Clerk's dashboard: `unlimited_<word>` and `<n>_<word>`.
const QUESTIONS: [&str; 1] = ["questions"];
const INTERVIEWS: [&str; 2] = ["interviews", "interview"];
const RESUME_ANALYSES: [&str; 1] = ["resume_analysis"];

/// All that a plan can open, without a limit.
pub const UNLIMITED: [&str; 3] = ["unlimited_questions", "unlimited_interviews", "unlimited_resume_analysis"];

/// How often a feature may be used over a person's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    UpTo(i32),
    Unlimited,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub name: PlanName,
    /// None: the feature is not part of the plan.
    pub questions: Option<Limit>,
    pub interviews: Option<Limit>,
    pub resume_analyses: Option<Limit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlanName {
    Free,
    Pro,
    Max,
}

impl Plan {
    /// From a token's `fea` claim.
    pub fn from_features(features: Option<&str>) -> Self {
        let granted = Granted::parse(features);
        let questions = granted.limit(&QUESTIONS);
        let interviews = granted.limit(&INTERVIEWS);
        let resume_analyses = granted.limit(&RESUME_ANALYSES);
        let unlimited = |limit: Option<Limit>| limit == Some(Limit::Unlimited);
        let name = match (unlimited(questions), unlimited(interviews), unlimited(resume_analyses)) {
            (_, true, true) => PlanName::Max,
            (false, false, false) => PlanName::Free,
            _ => PlanName::Pro,
        };
        Self { name, questions, interviews, resume_analyses }
    }

    pub fn limit(&self, feature: Feature) -> Option<Limit> {
        match feature {
            Feature::Questions => self.questions,
            // These need no plan; the hourly and daily budget bounds them.
            Feature::AnswerFeedback
            | Feature::AnswerRegrades
            | Feature::InterviewTurns
            | Feature::InterviewFeedback => Some(Limit::Unlimited),
            Feature::Interviews => self.interviews,
            Feature::ResumeAnalyses => self.resume_analyses,
        }
    }
}

/// A `fea` or `pla` claim: slugs by the scope that grants them, read as Clerk's own SDK reads them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Granted {
    user: Vec<String>,
    organization: Vec<String>,
}

impl Granted {
    /// One item without a scope makes the whole claim worthless, also the empty one after a trailing comma.
    pub fn parse(claim: Option<&str>) -> Self {
        let mut granted = Self::default();
        let Some(claim) = claim.filter(|claim| !claim.is_empty()) else { return granted };
        for item in claim.split(',') {
            let Some((scope, slug)) = item.trim().split_once(':') else { return Self::default() };
            if matches!(scope, "u" | "uo" | "ou") {
                granted.user.push(slug.to_owned());
            }
            if matches!(scope, "o" | "uo" | "ou") {
                granted.organization.push(slug.to_owned());
            }
        }
        granted
    }

    /// Clerk's `has`: a bare slug counts in either scope, `user:slug` and `org:slug` only in theirs.
    pub fn has(&self, asked: &str) -> bool {
        let mut pieces = asked.split(':');
        match (pieces.next(), pieces.next()) {
            (Some(slug), None) => self.all().any(|granted| granted == slug),
            (Some("u" | "user"), Some(slug)) => self.user.iter().any(|granted| granted == slug),
            (Some("o" | "org" | "organization"), Some(slug)) => self.organization.iter().any(|granted| granted == slug),
            _ => false,
        }
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.user.iter().chain(&self.organization)
    }

    /// The largest of all slugs that fit.
    fn limit(&self, words: &[&str]) -> Option<Limit> {
        self.all().filter_map(|slug| words.iter().find_map(|word| limit_in(slug, word))).max()
    }
}

fn limit_in(slug: &str, word: &str) -> Option<Limit> {
    match slug.strip_suffix(word)?.strip_suffix('_')? {
        "unlimited" => Some(Limit::Unlimited),
        count if count.bytes().all(|byte| byte.is_ascii_digit()) => count.parse().ok().map(Limit::UpTo),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_matching_slug_wins() {
        let plan = Plan::from_features(Some("u:5_questions,o:12_questions,u:1_interview"));
        assert_eq!(plan.questions, Some(Limit::UpTo(12)));
        assert_eq!(plan.interviews, Some(Limit::UpTo(1)));
        assert_eq!(plan.resume_analyses, None);
        assert_eq!(plan.name, PlanName::Free);
        assert_eq!(Plan::from_features(Some("u:5_questions,u:unlimited_questions")).questions, Some(Limit::Unlimited));
    }

    #[test]
    fn plans_have_the_names_the_front_end_knows() {
        for (claim, name) in [
            ("u:unlimited_interviews,u:unlimited_resume_analysis", PlanName::Max),
            ("u:unlimited_interview,u:unlimited_resume_analysis", PlanName::Max),
            ("u:unlimited_questions", PlanName::Pro),
            ("u:unlimited_interviews", PlanName::Pro),
            ("u:1_interview,u:5_questions", PlanName::Free),
            ("", PlanName::Free),
        ] {
            assert_eq!(Plan::from_features(Some(claim)).name, name, "{claim}");
        }
    }

    #[test]
    fn the_unlimited_slugs_open_every_feature_of_a_plan() {
        let claim = UNLIMITED.map(|slug| format!("u:{slug}")).join(",");
        let Plan { name, questions, interviews, resume_analyses } = Plan::from_features(Some(&claim));
        assert_eq!(name, PlanName::Max);
        assert_eq!([questions, interviews, resume_analyses], [Some(Limit::Unlimited); 3]);
    }

    #[test]
    fn slugs_that_only_look_alike_open_nothing() {
        for claim in [
            "u:_questions",
            "u:x_questions",
            "u:-5_questions",
            "u:+5_questions",
            "u:5questions",
            "5_questions",
            "u:5_questions,",
        ] {
            assert_eq!(Plan::from_features(Some(claim)).questions, None, "{claim}");
        }
    }

    /// Recorded from Clerk's own SDK: what `has` answered for each token.
    #[test]
    fn features_and_plans_are_granted_as_clerks_sdk_grants_them() {
        let recorded: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/captures/clerk-has-matrix.json")).unwrap();
        let mut checked = 0;
        for vector in recorded.as_array().unwrap() {
            // Without a user nothing is granted; that is auth's part.
            if vector["userId"].is_null() {
                continue;
            }
            let [features, plans] = ["fea", "pla"].map(|claim| Granted::parse(vector["claims"][claim].as_str()));
            for answer in vector["answers"].as_array().unwrap() {
                let asked = |name: &str| answer["has"][name].as_str().map(str::to_owned);
                let both =
                    [asked("feature").map(|name| features.has(&name)), asked("plan").map(|name| plans.has(&name))];
                let ours = both.iter().flatten().count() > 0 && both.iter().flatten().all(|has| *has);
                assert_eq!(ours, answer["answer"].as_bool().unwrap(), "{} {}", vector["claims"], answer["has"]);
                checked += 1;
            }
        }
        assert!(checked > 150, "{checked}");
    }
}
