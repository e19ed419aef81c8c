//! Operation of the document: one method of one path, with all it takes and all it may reply.

use std::collections::BTreeMap;

use darasa_core::http::{FromFields, KeyScope};
use http::{Method, StatusCode};
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use crate::{components, problems, schemas::Schemas};

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody; a monitor's token shows more.
    Monitor,
    /// A program of somebody's, never a page.
    Program,
    /// Whoever shows the scheduler's secret.
    Scheduler,
    /// Whoever is signed in.
    Session,
    /// Whoever signs with the webhook's secret.
    Webhook,
}

/// Codes that anything may reply, and that whatever is behind a sign-in may.
const OF_US: [&str; 2] = ["internal", "misconfigured"];
const OF_A_SESSION: [&str; 7] =
    ["not-logged-in", "scope", "bot", "suspicious", "not-admitted", "RATE_LIMIT", "unavailable"];

type Schema = Box<dyn Fn(&mut Schemas) -> Value>;

pub struct Operation {
    pub method: Method,
    /// As OpenAPI writes it: a segment in braces is a parameter.
    pub path: &'static str,
    pub id: &'static str,
    pub access: Access,
    /// What an API key needs, any of them; none is good for what says nothing.
    pub key_scopes: &'static [KeyScope],
    tag: &'static str,
    summary: &'static str,
    description: &'static str,
    /// Names of components, or parameters of this operation's own.
    parameters: Vec<Value>,
    body: Option<Body>,
    replies: Vec<OperationReply>,
    /// Codes besides those that every operation of its kind may have.
    problems: Vec<&'static str>,
    /// Whether its errors are one bare sentence unless JSON is asked for.
    pub is_ai: bool,
}

/// What a request carries.
struct Body {
    media_type: &'static str,
    required: bool,
    schema: Schema,
}

/// A reply that is no problem.
pub struct OperationReply {
    status: StatusCode,
    description: &'static str,
    headers: Vec<&'static str>,
    content: Vec<(&'static str, Schema)>,
}

impl OperationReply {
    pub fn empty(status: StatusCode, description: &'static str) -> Self {
        Self { status, description, headers: Vec::new(), content: Vec::new() }
    }

    pub fn json<T: JsonSchema + 'static>(status: StatusCode, description: &'static str) -> Self {
        Self::empty(status, description).content("application/json", Schemas::output::<T>)
    }

    pub fn content(mut self, media_type: &'static str, schema: impl Fn(&mut Schemas) -> Value + 'static) -> Self {
        self.content.push((media_type, Box::new(schema)));
        self
    }

    /// Names of header components.
    pub fn headers(mut self, names: &[&'static str]) -> Self {
        self.headers.extend(names);
        self
    }

    fn to_value(&self, common: &[&'static str], schemas: &mut Schemas) -> Value {
        let content: Map<String, Value> = self
            .content
            .iter()
            .map(|(media_type, schema)| ((*media_type).to_owned(), json!({ "schema": schema(schemas) })))
            .collect();
        let names = common.iter().chain(&self.headers);
        let mut value = json!({ "description": self.description, "headers": components::header_references(names) });
        if !content.is_empty() {
            value["content"] = content.into();
        }
        value
    }
}

impl Operation {
    pub fn new(method: Method, path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self {
            method,
            path,
            id,
            access: Access::Session,
            key_scopes: &[],
            tag: "",
            summary,
            description: "",
            parameters: Vec::new(),
            body: None,
            replies: Vec::new(),
            problems: Vec::new(),
            is_ai: false,
        }
    }

    pub fn get(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new(Method::GET, path, id, summary)
    }

    pub fn post(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new(Method::POST, path, id, summary)
    }

    pub fn access(self, access: Access) -> Self {
        Self { access, ..self }
    }

    /// Open to programs too, whose API key has one of these scopes.
    pub fn for_keys(self, key_scopes: &'static [KeyScope]) -> Self {
        Self { key_scopes, ..self }
    }

    pub fn tag(self, tag: &'static str) -> Self {
        Self { tag, ..self }
    }

    pub fn about(self, description: &'static str) -> Self {
        Self { description, ..self }
    }

    /// Names of parameter components.
    pub fn parameters(mut self, names: &[&str]) -> Self {
        let reference = |name: &&str| json!({ "$ref": format!("#/components/parameters/{name}") });
        self.parameters.extend(names.iter().map(reference));
        self
    }

    pub fn paged(self) -> Self {
        self.parameters(&["Limit", "Cursor"]).problems(&["invalid"])
    }

    /// What it reads is kept by a browser, which asks again by the tag.
    pub fn cached<T: JsonSchema + 'static>(self, description: &'static str) -> Self {
        let ok = OperationReply::json::<T>(StatusCode::OK, description).headers(&["ETag", "CacheControl"]);
        let same = OperationReply::empty(StatusCode::NOT_MODIFIED, "What `If-None-Match` names is still all there is.");
        self.parameters(&["IfNoneMatch"]).reply(ok).reply(same.headers(&["ETag"]))
    }

    /// A JSON body, read by `T`, with a sentence about each field.
    pub fn body<T: FromFields>(self, name: &'static str, about: &'static [(&'static str, &'static str)]) -> Self {
        let codes: &[_] = if self.is_ai { &["bad-request"] } else { &["bad-json", "invalid"] };
        self.body_of("application/json", true, move |schemas| schemas.input::<T>(name, about)).problems(codes)
    }

    /// The same, which may be left out.
    pub fn optional_body<T: FromFields>(
        self,
        name: &'static str,
        about: &'static [(&'static str, &'static str)],
    ) -> Self {
        let mut operation = self.body::<T>(name, about);
        operation.body.iter_mut().for_each(|body| body.required = false);
        operation
    }

    pub fn body_of(
        self,
        media_type: &'static str,
        required: bool,
        schema: impl Fn(&mut Schemas) -> Value + 'static,
    ) -> Self {
        let body = Body { media_type, required, schema: Box::new(schema) };
        Self { body: Some(body), ..self }.problems(&["body-too-large", "body-stalled", "body-cut"])
    }

    pub fn reply(mut self, reply: OperationReply) -> Self {
        self.replies.push(reply);
        self
    }

    pub fn problems(mut self, codes: &[&'static str]) -> Self {
        self.problems.extend(codes);
        self
    }

    /// A route whose errors the AI SDK's hooks show as they are.
    pub fn ai(self) -> Self {
        Self { is_ai: true, ..self }
    }

    /// All codes that it may reply, sorted.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes = self.problems.clone();
        codes.extend(OF_US);
        match self.access {
            Access::Public | Access::Monitor => {}
            Access::Scheduler => codes.extend(["no-such-route", "not-logged-in"]),
            Access::Webhook => codes.extend(["bad-request", "unavailable", "read-only"]),
            Access::Program | Access::Session => codes.extend(OF_A_SESSION),
        }
        if self.access == Access::Session && self.method != Method::GET {
            codes.extend(["foreign-origin", "read-only"]);
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    pub fn to_value(&self, schemas: &mut Schemas) -> Value {
        let common = components::common_headers(self.access);
        let mut responses: BTreeMap<u16, Value> =
            self.replies.iter().map(|reply| (reply.status.as_u16(), reply.to_value(common, schemas))).collect();
        let problems = self.problems_by_status().into_iter();
        responses.extend(
            problems.map(|(status, codes)| (status, components::problem_reference(status, &codes, self.is_ai))),
        );
        let responses: Map<_, _> = responses.into_iter().map(|(status, value)| (status.to_string(), value)).collect();
        let mut value = json!({
            "operationId": self.id,
            "tags": [self.tag],
            "summary": self.summary,
            "description": self.description,
            "parameters": self.parameters,
            "responses": responses,
        });
        if let Some(Body { media_type, required, schema }) = &self.body {
            let schema = schema(schemas);
            value["requestBody"] = json!({ "required": required, "content": { *media_type: { "schema": schema } } });
        }
        if let Some(security) = components::security(self.access, self.key_scopes) {
            value["security"] = security;
        }
        value
    }

    /// The codes of each status whose reply is a problem and nothing else.
    pub fn problems_by_status(&self) -> BTreeMap<u16, Vec<&'static str>> {
        let mut by_status = BTreeMap::<u16, Vec<_>>::new();
        for code in self.codes() {
            by_status.entry(problems::find(code).status.as_u16()).or_default().push(code);
        }
        for reply in &self.replies {
            by_status.remove(&reply.status.as_u16());
        }
        by_status
    }
}
