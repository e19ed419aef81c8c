//! Session that a page asks for: who signs in, on which plan or with which features, and for how long.

use std::sync::LazyLock;

use darasa_core::{
    Error, Result,
    base::error::{Invalid, both, json_position},
    http::{Fields, FromFields, Request, validation::JsonFields},
};
use serde_json::{Map, Value};

use crate::emulators::clerk::sign_in::{self, DEFAULT_PLAN, LIFETIME, LONGEST_LIFETIME, OfferedPlan, PLANS};

const BODY_LIMIT: usize = 16 * 1024;
const MOST_FEATURES: usize = 20;
const NAME_LIMIT: usize = 64;
pub(super) const USER: &str = "must have 1 to 64 letters (a to z), digits or _, such as ada";
const FEATURES: &str = "must be a list of at most 20 slugs of Clerk's features, such as 5_questions";

static PLAN_WORDS: LazyLock<Vec<(&str, &OfferedPlan)>> =
    LazyLock::new(|| PLANS.iter().map(|plan| (plan.name, plan)).collect());

#[derive(Debug)]
pub(super) struct NewSession {
    pub(super) user: String,
    pub(super) grant: Grant,
    pub(super) ttl: i64,
}

#[derive(Debug)]
pub(super) enum Grant {
    Plan(&'static OfferedPlan),
    Features(Vec<String>),
}

impl Grant {
    pub(super) fn features(&self) -> Vec<&str> {
        match self {
            Self::Plan(plan) => plan.features.to_vec(),
            Self::Features(features) => features.iter().map(String::as_str).collect(),
        }
    }

    pub(super) fn claim(&self) -> String {
        sign_in::claim(&self.features())
    }
}

/// All but the features, which are a list of texts.
struct Rest {
    user: String,
    plan: Option<&'static OfferedPlan>,
    ttl: Option<i64>,
}

impl FromFields for Rest {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let user = fields.text("user", NAME_LIMIT);
        let plan = fields.change("plan", |fields| fields.one_of("plan", &PLAN_WORDS));
        let ttl = fields.optional_number("ttl", 1..=LONGEST_LIFETIME);
        fields.finish(user.zip(plan).map(|(user, plan)| Self { user, plan: plan.value().copied(), ttl }))
    }
}

impl NewSession {
    pub(super) async fn read(request: &Request) -> Result<Self> {
        let bytes = request.bytes(BODY_LIMIT).await?;
        let body = serde_json::from_slice(&bytes).map_err(|error| Error::BadJson(json_position(&error)))?;
        let Value::Object(body) = body else { return Err(Error::invalid("#", "must be an object")) };
        Self::from_body(body)
    }

    fn from_body(mut body: Map<String, Value>) -> Result<Self> {
        let features = features(body.remove("features"));
        let rest = Rest::from_fields(JsonFields::new(body)).and_then(|rest| match sign_in::is_user(&rest.user) {
            true => Ok(rest),
            false => Err(Error::invalid("#/user", USER)),
        });
        let (Rest { user, plan, ttl }, features) = both(rest, features)?;
        let grant = match (plan, features) {
            (Some(_), Some(_)) => return Err(Error::invalid("#/features", "must not stand beside a plan")),
            (_, Some(features)) => Grant::Features(features),
            (plan, None) => Grant::Plan(plan.unwrap_or(DEFAULT_PLAN)),
        };
        Ok(Self { user, grant, ttl: ttl.unwrap_or(LIFETIME) })
    }
}

/// None: they are not given. An empty list is a plan that opens nothing.
fn features(given: Option<Value>) -> Result<Option<Vec<String>>> {
    let list = match given {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(list)) if list.len() <= MOST_FEATURES => list,
        Some(_) => return Err(Error::invalid("#/features", FEATURES)),
    };
    let wrong =
        |nth| Invalid { pointer: format!("#/features/{nth}"), detail: "must be a slug such as 5_questions".into() };
    let (mut good, mut wrongs) = (Vec::new(), Vec::new());
    for (nth, item) in list.into_iter().enumerate() {
        match item {
            Value::String(slug) if sign_in::is_feature(&slug) => good.push(slug),
            _ => wrongs.push(wrong(nth)),
        }
    }
    if wrongs.is_empty() { Ok(Some(good)) } else { Err(Error::Invalid(wrongs)) }
}
