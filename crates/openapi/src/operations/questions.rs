//! Questions: asked by a model, answered by the caller, judged by a model.

use darasa_core::{
    domain::questions::{
        NewQuestion, Question, QuestionWithAnswers,
        answers::{Answer, NewAnswer},
    },
    http::{Method, Paged, StatusCode},
};
use serde_json::json;

use crate::{
    operation::{Operation, OperationReply},
    streams::{all_of, prose, uuid},
};

pub fn operations() -> Vec<Operation> {
    vec![list(), get(), delete(), answers(), delete_answer(), generate(), generate_feedback()]
}

fn list() -> Operation {
    Operation::get("/api/questions", "listQuestions", "List a job's questions")
        .about("Newest first, each with its latest answer.")
        .parameters(&["OfJob"])
        .paged()
        .cached::<Paged<Question>>("A page of questions.")
        .problems(&["not-found"])
}

fn get() -> Operation {
    Operation::get("/api/questions/{id}", "getQuestion", "Read a question")
        .about("With its newest 20 answers; `answersCursor` leads to the others.")
        .parameters(&["QuestionId"])
        .cached::<QuestionWithAnswers>("The question.")
        .problems(&["not-found"])
}

fn delete() -> Operation {
    Operation::new(Method::DELETE, "/api/questions/{id}", "deleteQuestion", "Delete a question")
        .about("Its answers go with it. Uses of the plan that are spent stay spent.")
        .parameters(&["QuestionId"])
        .reply(OperationReply::empty(StatusCode::NO_CONTENT, "It is gone."))
        .problems(&["not-found"])
}

fn answers() -> Operation {
    Operation::get("/api/questions/{id}/answers", "listAnswers", "List the answers to a question")
        .about("Newest first, each with its feedback.")
        .parameters(&["QuestionId"])
        .paged()
        .cached::<Paged<Answer>>("A page of answers.")
        .problems(&["not-found"])
}

fn delete_answer() -> Operation {
    Operation::new(Method::DELETE, "/api/questions/{id}/answers/{answerId}", "deleteAnswer", "Delete an answer")
        .about("Its feedback goes with it.")
        .parameters(&["QuestionId", "AnswerId"])
        .reply(OperationReply::empty(StatusCode::NO_CONTENT, "It is gone."))
        .problems(&["not-found"])
}

fn generate() -> Operation {
    Operation::post("/api/ai/questions/generate-question", "generateQuestion", "Ask for a new question")
        .about(
            "Streams one new question in Markdown, which knows those that were asked before. It is stored when it is complete, whether \
             anybody reads it or not, under the id in `x-question-id`. One use of the plan's questions.",
        )
        .ai()
        .parameters(&["Stream"])
        .body::<NewQuestion>(
            "NewQuestion",
            &[
                ("prompt", "How difficult it has to be. The AI SDK's hooks call whatever is typed `prompt`."),
                ("jobInfoId", "The job it is for."),
            ],
        )
        .reply(
            prose("The question.", Some(|| ("question", all_of(json!({ "questionId": uuid() })))))
                .headers(&["QuestionId"]),
        )
        .problems(&["forbidden", "PLAN_LIMIT"])
}

fn generate_feedback() -> Operation {
    Operation::post("/api/ai/questions/generate-feedback", "generateAnswerFeedback", "Answer a question")
        .about(
            "Streams feedback on an answer in Markdown, which begins with `## Feedback (Rating: N/10)`. Answer, rating and feedback are \
             stored when it is complete.",
        )
        .ai()
        .parameters(&["Stream"])
        .body::<NewAnswer>(
            "NewAnswer",
            &[
                ("prompt", "The answer. The AI SDK's hooks call whatever is typed `prompt`."),
                ("questionId", "The question it answers."),
            ],
        )
        .reply(prose("The feedback.", None))
        .problems(&["forbidden"])
}
