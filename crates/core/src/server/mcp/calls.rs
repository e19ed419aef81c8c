//! MCP tool calls: arguments read as other routes read them, and what the domain says, as a tool's result.

use std::{iter, time::Duration};

use serde::Serialize;
use serde_json::{Map, Value, json};
use tokio::time::{Instant, sleep_until};

use super::{
    call::ToolCall,
    making, refusals,
    replies::{FeedbackReply, Jobs, MakingStatus, NextQuestion},
    tools::{TEXTS_ARE_DATA, Tool},
};
use crate::{
    base::{
        error::{Error, Result},
        json::JsonText,
    },
    domain::{
        job_infos::{self, JobFields, JobInfoId},
        practice::progress,
        questions::{
            self,
            answers::AnswerId,
            due,
            feedback::{self, Feedback},
            next, open, self_review, study_plan,
        },
    },
    http::{Fields, Page, validation::JsonFields},
    server::middleware,
    storage::db::Db,
};

/// Seconds until the feedback is looked for again: most is made within some, and for the rest few queries do.
const PAUSES: [u64; 5] = [1, 1, 2, 3, 5];
/// So long a question that was made waits to be asked, before anything else is.
const OPEN_SECONDS: i64 = 30 * 60;
/// No id that a client sends is longer.
const ID: usize = 255;

impl ToolCall<'_> {
    /// What a tool gives, or why it gives nothing. None of it breaks the protocol; an error is one that does.
    pub async fn result(self, tool: Tool, arguments: Value) -> Result<Map<String, Value>> {
        match self.run(tool, arguments).await {
            Ok(value) => Ok(success(tool, value)),
            Err(error @ Error::NotLoggedIn { .. }) => Err(error),
            Err(error) => {
                middleware::note(&error);
                Ok(refusals::result(&error, tool, &self.caller))
            }
        }
    }

    async fn run(&self, tool: Tool, arguments: Value) -> Result<Value> {
        self.caller.may(&[tool.scope()])?;
        let Value::Object(arguments) = arguments else { return Err(Error::invalid("#", "must be an object")) };
        let fields = JsonFields::new(arguments);
        match tool {
            Tool::ListJobs => value(&self.list_jobs(fields).await?),
            Tool::NextQuestion => value(&self.next_question(fields).await?),
            Tool::NewQuestion => value(&making::new_question(self, fields).await?),
            Tool::SubmitAnswer => value(&making::submit_answer(self, fields).await?),
            Tool::GetFeedback => value(&self.get_feedback(fields).await?),
            Tool::Review => self.review(fields).await,
            Tool::Progress => {
                let (db, cache, owner) = (&self.db(), &self.app.cache, &self.caller.user_id);
                let job = optional_job(fields)?;
                parsed(&progress::progress(db, cache, owner, job, progress::USUAL_DAYS).await?)
            }
            Tool::Plan => {
                let job = required_job(fields)?;
                let days = study_plan::USUAL_DAYS as usize;
                value(&study_plan::get(&self.db(), &self.caller.user_id, job, days).await?)
            }
        }
    }

    /// There are at most two hundred.
    async fn list_jobs(&self, fields: JsonFields) -> Result<Jobs> {
        fields.finish(Some(()))?;
        let (db, mut jobs, mut cursor) = (self.db(), Vec::new(), None::<String>);
        loop {
            let page = Page::parse(Some("100"), cursor.as_deref())?;
            let page = self.jobs(&db, page).await?;
            jobs.extend(page["items"].as_array().into_iter().flatten().cloned());
            cursor = page["nextCursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                return Ok(Jobs { jobs });
            }
        }
    }

    async fn jobs(&self, db: &Db, page: Page) -> Result<Value> {
        let (cache, owner) = (&self.app.cache, &self.caller.user_id);
        parsed(&job_infos::list(db, cache, owner, JobFields::Summary, page).await?)
    }

    async fn next_question(&self, fields: JsonFields) -> Result<NextQuestion> {
        let (db, owner, asked) = (&self.db(), &self.caller.user_id, optional_job(fields)?);
        let Some(job) = self.job_to_practise(db, asked).await? else { return Ok(NextQuestion::no_job()) };
        let now = jiff::Timestamp::try_from((self.app.clock)()).map_err(Error::internal)?;
        let since = now - jiff::SignedDuration::from_secs(OPEN_SECONDS);
        if let Some(open) = open::newest(db, owner, job, since).await? {
            return Ok(NextQuestion::ask(job, open, None));
        }
        let step = next::next(db, owner, job).await?;
        match step.question_id() {
            Some(due) => {
                let question = questions::get(db, owner, due).await?.without_answers();
                Ok(NextQuestion::ask(job, question, Some(step)))
            }
            None => Ok(NextQuestion::make(job, step)),
        }
    }

    /// The one that was asked for, or that of the question which is least remembered, or the newest.
    async fn job_to_practise(&self, db: &Db, asked: Option<JobInfoId>) -> Result<Option<JobInfoId>> {
        if asked.is_some() {
            return Ok(asked);
        }
        if let Some(job) = due::list(db, &self.caller.user_id, None, 1).await?.first_job() {
            return Ok(Some(job));
        }
        let newest = self.jobs(db, Page { limit: 1, after: None }).await?;
        newest["items"][0]["id"].as_str().map(str::parse).transpose()
    }

    /// Who waits holds an invocation, as who reads a stream, so it is counted as that is.
    async fn get_feedback(&self, mut fields: JsonFields) -> Result<FeedbackReply> {
        let answer = fields.id("answerId");
        let answer: AnswerId = fields.finish(answer)?.parse()?;
        self.caller.may_read_stream(self.app, self.request, answer.0).await?;
        let (db, until) = (self.db(), Instant::now() + self.app.tool_waits.feedback);
        for pause in PAUSES.into_iter().chain(iter::repeat(PAUSES[PAUSES.len() - 1])) {
            match feedback::find(&db, &self.caller.user_id, answer).await? {
                Feedback::Done(question, answer) => {
                    let (question_id, answer) = (Some(question), Some(answer));
                    return Ok(FeedbackReply { status: MakingStatus::Done, question_id, answer });
                }
                Feedback::Failed => return Ok(FeedbackReply::of(MakingStatus::Failed)),
                Feedback::Running if Instant::now() >= until => break,
                Feedback::Running => sleep_until(until.min(Instant::now() + Duration::from_secs(pause))).await,
            }
        }
        Ok(FeedbackReply::of(MakingStatus::Running))
    }

    async fn review(&self, mut fields: JsonFields) -> Result<Value> {
        let question = fields.id("questionId");
        let review = self_review::SelfReview::read(&mut fields);
        let (question, review) = fields.finish(question.zip(review))?;
        value(&self_review::review(&self.db(), &self.caller.user_id, question.parse()?, &review).await?)
    }
}

fn required_job(mut fields: JsonFields) -> Result<JobInfoId> {
    let job = fields.id("jobId");
    fields.finish(job)?.parse()
}

fn optional_job(mut fields: JsonFields) -> Result<Option<JobInfoId>> {
    let job = fields.optional_text("jobId", ID);
    fields.finish(Some(job))?.map(|job| job.parse()).transpose()
}

fn value(result: &impl Serialize) -> Result<Value> {
    serde_json::to_value(result).map_err(Error::internal)
}

fn parsed(json: &JsonText) -> Result<Value> {
    serde_json::from_str(json.as_str()).map_err(Error::unreadable)
}

/// The same twice, for clients that read only one of them.
fn success(tool: Tool, value: Value) -> Map<String, Value> {
    let text = |text: &str| json!({ "type": "text", "text": text });
    let mut content = vec![text(&value.to_string())];
    if tool.has_texts() {
        content.push(text(TEXTS_ARE_DATA));
    }
    let pairs = [("content", Value::Array(content)), ("structuredContent", value)];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
