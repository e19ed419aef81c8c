//! Résumés: analysed against a job, each with its keyword report.

use darasa_core::{
    domain::resumes::{AnalysisWithText, ResumeFields, StoredAnalysis, analysis::ResumeAnalysis},
    http::{KeyScope, Method, Paged, StatusCode},
};
use serde_json::{Value, json};

use crate::{
    operation::{Operation, OperationReply},
    schemas::Schemas,
};

pub fn operations() -> Vec<Operation> {
    vec![list(), get(), delete(), analyze()]
}

fn list() -> Operation {
    Operation::get("/api/job-infos/{id}/analyses", "listAnalyses", "List the résumé analyses for a job")
        .for_keys(&[KeyScope::Read])
        .about("Newest first, each with its keyword report, which is computed and not a model's.")
        .parameters(&["JobInfoId"])
        .paged()
        .cached::<Paged<StoredAnalysis>>("A page of analyses.")
        .problems(&["not-found"])
}

fn get() -> Operation {
    Operation::get("/api/job-infos/{id}/analyses/{analysisId}", "getAnalysis", "Read a résumé analysis")
        .for_keys(&[KeyScope::Read])
        .about("With the text of the résumé, as the model was given it.")
        .parameters(&["JobInfoId", "AnalysisId"])
        .cached::<AnalysisWithText>("The analysis.")
        .problems(&["not-found"])
}

fn delete() -> Operation {
    let path = "/api/job-infos/{id}/analyses/{analysisId}";
    Operation::new(Method::DELETE, path, "deleteAnalysis", "Delete a résumé analysis")
        .about(
            "Its copy of the résumé's text goes with it; other analyses of the same résumé keep theirs. The use of the \
             plan stays spent.",
        )
        .parameters(&["JobInfoId", "AnalysisId"])
        .reply(OperationReply::empty(StatusCode::NO_CONTENT, "It is gone."))
        .problems(&["not-found"])
}

fn analyze() -> Operation {
    Operation::post("/api/ai/resumes/analyze", "analyzeResume", "Have a résumé analysed")
        .for_keys(&[KeyScope::Practice])
        .about(
            "Streams one JSON object whose overall score comes first; it is stored when it is complete. The same file for a job \
             in the same words is answered from the store, free of charge (`x-replayed`), unless `regenerate` is true. In place of the \
             file, `analysisId` takes the text that an earlier analysis was made of, also one for another job. The model is \
             given the text of a file; of a PDF that has none, such as a scan, the file itself. A stream that breaks instead \
             of ending was not complete. One use of the plan's résumé analyses.",
        )
        .ai()
        .parameters(&["Regenerate", "StreamKey"])
        .body_of("multipart/form-data", true, form)
        .reply(
            OperationReply::empty(StatusCode::OK, "The analysis, as text that is one JSON object when it is complete.")
                .content("text/plain", |schemas| {
                    let analysis = schemas.output::<ResumeAnalysis>();
                    json!({ "type": "string", "contentMediaType": "application/json", "contentSchema": analysis })
                })
                .headers(&["CacheControl", "Replayed", "StreamId", "IdempotencyReplayed"]),
        )
        .problems(&["bad-request", "file-too-large", "forbidden", "idempotency-mismatch", "PLAN_LIMIT"])
}

fn form(schemas: &mut Schemas) -> Value {
    let file = json!({
        "type": "string",
        "format": "binary",
        "description": "At most 4 MiB: PDF, `.docx`, `.doc`, `.rtf`, or text in any common encoding. Its bytes decide, not \
            its name.",
    });
    let about = [
        ("jobInfoId", "The job it is for."),
        ("analysisId", "An analysis whose résumé is judged for this job, in place of a file."),
        ("regenerate", "The same as in the query."),
    ];
    schemas.form::<ResumeFields>("NewResume", &about, ("resumeFile", file), "analysisId")
}
