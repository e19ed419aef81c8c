//! `/api/mcp`: an assistant with a key of somebody's, who runs a practice session by tools.

mod making;
mod messages;
mod practice;
mod refusals;
mod repeats;
mod tokens;

use darasa_local::{
    emulators::gemini::Answer as Said,
    testing::test_app::{Answer, Person, SendRequest, Settings, TestApp},
};
use http::Method;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::saved_job;

const URL: &str = "/api/mcp";
const UNLIMITED: &str = "u:unlimited_questions,u:unlimited_interviews,u:unlimited_resume_analysis";
const STATELESS: &str = "2026-07-28";
const META: &str = "io.modelcontextprotocol/";
const FEEDBACK: &str = "## Feedback (Rating: 7/10)\n\nGood.\n\n## Correct Answer\n\nSend moves.";

/// A program that comes with a key, and speaks the stateless revision.
struct Assistant<'a> {
    app: &'a TestApp,
    key: String,
}

/// An assistant of this person, who was seen with their plan.
/// Ada, whose plan opens everything, and a job of hers.
async fn ada_with_job(app: &TestApp) -> (Person<'_>, Value) {
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await["id"].clone();
    (ada, job)
}

/// An answer to a question that is asked for it.
async fn answer_to_new_question(assistant: &Assistant<'_>, job: &Value) -> Value {
    let made = assistant.call("new_question", json!({ "jobId": job, "difficulty": "easy" })).await;
    json!({ "questionId": made["questionId"], "answer": "It moves between threads." })
}

async fn assistant<'a>(person: &Person<'a>, scopes: &[&str]) -> Assistant<'a> {
    let made = person.post("/api/users/me/keys", json!({ "name": "Assistant", "scopes": scopes })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    person.app.until("select bool_and(plan_seen_at is not null) from users").await;
    Assistant { app: person.app, key: made.json()["key"].as_str().unwrap().to_owned() }
}

fn post(app: &TestApp, token: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
    app.request(Method::POST, URL).bearer_auth(token).header("content-type", "application/json").body(body)
}

fn message(method: &str, params: Value) -> Value {
    let mut params = params;
    params["_meta"] = json!({ format!("{META}protocolVersion"): STATELESS, format!("{META}clientCapabilities"): {} });
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

impl Assistant<'_> {
    fn asking(&self, method: &str, params: Value) -> RequestBuilder {
        let name = params["name"].as_str().map(str::to_owned);
        let request = post(self.app, &self.key, message(method, params).to_string())
            .header("mcp-protocol-version", STATELESS)
            .header("mcp-method", method);
        name.into_iter().fold(request, |request, name| request.header("mcp-name", name))
    }

    async fn ask(&self, method: &str, params: Value) -> Answer {
        self.asking(method, params).send_and_read().await
    }

    fn calling(&self, tool: &str, arguments: Value) -> RequestBuilder {
        self.asking("tools/call", json!({ "name": tool, "arguments": arguments }))
    }

    async fn result(&self, tool: &str, arguments: Value) -> Value {
        let reply = self.calling(tool, arguments).send_and_read().await;
        assert_eq!(reply.status, 200, "{tool}: {}", reply.text);
        reply.json()["result"].clone()
    }

    /// What a tool gives, which its texts say too.
    async fn call(&self, tool: &str, arguments: Value) -> Value {
        let result = self.result(tool, arguments).await;
        assert_eq!((&result["resultType"], result.get("isError")), (&json!("complete"), None), "{tool}: {result}");
        let text = result["content"][0]["text"].as_str().unwrap();
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), result["structuredContent"], "{tool}");
        result["structuredContent"].clone()
    }

    /// Why a tool gives nothing: what its text begins with, and all of it.
    async fn refusal(&self, tool: &str, arguments: Value) -> (String, String) {
        let result = self.result(tool, arguments).await;
        assert_eq!(result["isError"], true, "{tool}: {result}");
        let text = result["content"][0]["text"].as_str().unwrap().to_owned();
        (text.split(':').next().unwrap().to_owned(), text)
    }
}
