//! Jobs: saved, read, changed and deleted.

use darasa_core::{
    domain::{
        job_infos::{JobInfo, JobInfoChanges, ListedJobInfo, NewJobInfo},
        questions::study_plan::StudyPlan,
    },
    http::{KeyScope, Method, Paged, StatusCode},
};

use crate::operation::{Operation, OperationReply};

const FIELDS: [(&str, &str); 5] = [
    ("name", "What the caller calls it, such as the company."),
    ("title", "The job's title."),
    ("experienceLevel", "How experienced the one has to be who gets it."),
    ("description", "What the job asks for, as its advertisement says it."),
    (
        "interviewOn",
        "The day of the interview, as the calendar of the caller's time zone has it; from today to a year from today.",
    ),
];

pub fn operations() -> Vec<Operation> {
    vec![list(), create(), get(), update(), delete(), plan()]
}

fn plan() -> Operation {
    Operation::get("/api/job-infos/{id}/plan", "getStudyPlan", "Read the plan until the interview")
        .for_keys(&[KeyScope::Read])
        .about(
            "What to do on each day, within the caller's `dailyMinutes`: reviews that are due (5 minutes), new questions (10), one or two \
             rehearsals (30), and on the last two days a last look (2) at what is least likely to be remembered. What was done today is taken \
             from today. Without `interviewOn`, or after it, a week of reviews and new questions.",
        )
        .parameters(&["JobInfoId", "PlanDays"])
        .cached::<StudyPlan>("The days, today first.")
        .problems(&["invalid", "not-found"])
}

fn list() -> Operation {
    Operation::get("/api/job-infos", "listJobInfos", "List jobs")
        .for_keys(&[KeyScope::Read])
        .about("The jobs the caller prepares for, newest first.")
        .parameters(&["Fields"])
        .paged()
        .cached::<Paged<ListedJobInfo<'static>>>("A page of jobs.")
}

fn create() -> Operation {
    Operation::post("/api/job-infos", "createJobInfo", "Save a job")
        .for_keys(&[KeyScope::Practice])
        .about("A person has at most 200.")
        .parameters(&["IdempotencyKey"])
        .body::<NewJobInfo>("NewJobInfo", &FIELDS)
        .reply(OperationReply::json::<JobInfo>(StatusCode::CREATED, "The job as it is stored.").headers(&[
            "Location",
            "ETag",
            "IdempotencyReplayed",
        ]))
        .problems(&["bad-request", "idempotency-mismatch", "idempotency-in-progress", "too-many-jobs"])
}

fn get() -> Operation {
    Operation::get("/api/job-infos/{id}", "getJobInfo", "Read a job")
        .for_keys(&[KeyScope::Read])
        .about("Its `ETag` is what `If-Match` takes.")
        .parameters(&["JobInfoId"])
        .cached::<JobInfo>("The job.")
        .problems(&["not-found"])
}

fn update() -> Operation {
    Operation::new(Method::PATCH, "/api/job-infos/{id}", "updateJobInfo", "Change a job")
        .for_keys(&[KeyScope::Practice])
        .about("What is left out stays as it is. With `If-Match` only the version that it names is changed.")
        .parameters(&["JobInfoId", "IfMatch"])
        .body::<JobInfoChanges>("JobInfoChanges", &FIELDS)
        .reply(
            OperationReply::json::<JobInfo>(StatusCode::OK, "The job as it is now.").headers(&["ETag", "CacheControl"]),
        )
        .problems(&["not-found", "stale"])
}

fn delete() -> Operation {
    Operation::new(Method::DELETE, "/api/job-infos/{id}", "deleteJobInfo", "Delete a job")
        .about(
            "Its questions, answers, analyses and interviews go with it. Uses of the plan that are spent stay spent.",
        )
        .parameters(&["JobInfoId", "IfMatch"])
        .reply(OperationReply::empty(StatusCode::NO_CONTENT, "It is gone."))
        .problems(&["not-found", "stale"])
}
