//! Questions: asked by a model, answered by the caller, judged by a model.

use darasa_core::{
    domain::{
        practice::cards::{CardChanges, ShownCard},
        questions::{
            Question, QuestionWithAnswers,
            answers::{Answer, AnswerChanges},
            due::DueQuestions,
            new_answer::NewAnswer,
            new_question::NewQuestion,
            next::NextStep,
            second_opinion::SecondOpinion,
            self_review::{Reviewed, SelfReview},
        },
    },
    http::{KeyScope, Paged},
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    operation::{Operation, OperationReply},
    streams::{prose, uuid},
};

pub fn operations() -> Vec<Operation> {
    vec![
        list(),
        due(),
        next(),
        suspended(),
        get(),
        delete(),
        answers(),
        delete_answer(),
        update_answer(),
        second_opinion(),
        ask_second_opinion(),
        review(),
        update_card(),
        generate(),
        generate_feedback(),
    ]
}

fn list() -> Operation {
    Operation::get("/api/questions", "listQuestions", "List a job's questions")
        .for_keys(&[KeyScope::Read])
        .about("Newest first, each with its latest answer.")
        .parameters(&["OfJob"])
        .paged()
        .cached::<Paged<Question>>("A page of questions.")
        .problems(&["not-found"])
}

fn due() -> Operation {
    Operation::get("/api/questions/due", "listDueQuestions", "List the questions that come again today")
        .for_keys(&[KeyScope::Read])
        .about(
            "By spaced repetition (FSRS-6): a question comes again when its answer is about to be forgotten. The least remembered first; \
             a question that was never answered is not among them.",
        )
        .parameters(&["OfOneJob", "DueLimit"])
        .cached::<DueQuestions>("What is due today.")
        .problems(&["invalid", "not-found"])
}

fn next() -> Operation {
    Operation::get("/api/questions/next", "getNextStep", "Read what to do now")
        .for_keys(&[KeyScope::Read])
        .about(
            "`due`: answer `questionId` again. `follow-up`: have the gap in `answerId` asked about. `new`: have a question asked that is as \
             difficult as `difficulty`.",
        )
        .parameters(&["OfJob"])
        .cached::<NextStep>("What to do now for the job.")
        .problems(&["invalid", "not-found"])
}

fn suspended() -> Operation {
    Operation::get("/api/questions/suspended", "listSuspendedQuestions", "List the questions that are set aside")
        .for_keys(&[KeyScope::Read])
        .about("Their cards are suspended, so they are never due until that is undone. The newest question first.")
        .parameters(&["OfOneJob"])
        .paged()
        .cached::<Paged<Question>>("A page of questions.")
        .problems(&["not-found"])
}

fn get() -> Operation {
    Operation::get("/api/questions/{id}", "getQuestion", "Read a question")
        .for_keys(&[KeyScope::Read])
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
        .for_keys(&[KeyScope::Read])
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

fn update_answer() -> Operation {
    Operation::new(
        Method::PATCH,
        "/api/questions/{id}/answers/{answerId}",
        "updateAnswer",
        "Leave an answer out, or take it back in",
    )
        .for_keys(&[KeyScope::Practice])
    .about(
        "What is left out counts neither for progress nor for when the question comes again. Answers of fewer than five words, and those \
         that repeat an earlier one, are left out by themselves. An answer without a rating counts for nothing, and nothing changes.",
    )
    .parameters(&["QuestionId", "AnswerId"])
    .body::<AnswerChanges>("AnswerChanges", &[("excluded", "Whether it is left out.")])
    .reply(OperationReply::json::<Answer>(StatusCode::OK, "The answer as it is now.").headers(&["ETag", "CacheControl"]))
    .problems(&["not-found"])
}

fn second_opinion() -> Operation {
    Operation::get(
        "/api/questions/{id}/answers/{answerId}/second-opinion",
        "getSecondOpinion",
        "Read the second opinion on a rating",
    )
    .for_keys(&[KeyScope::Read])
    .about("What was asked for before; `opinions` of the answer says whether there is anything.")
    .parameters(&["QuestionId", "AnswerId"])
    .cached::<SecondOpinion>("All gradings of the answer.")
    .problems(&["not-found"])
}

fn ask_second_opinion() -> Operation {
    Operation::post(
        "/api/questions/{id}/answers/{answerId}/second-opinion",
        "askSecondOpinion",
        "Have an answer graded once more",
    )
    .for_keys(&[KeyScope::Practice])
    .about(
        "By another model where there is one, which does not know the first rating. That one stays what counts. Where the two are 3 points or \
         more apart, a third grading is made at once and `median` is told. No use of the plan, one of the hour's and the day's generations; at \
         most two opinions an answer. What fails stores nothing.",
    )
    .parameters(&["QuestionId", "AnswerId", "OpinionKey"])
    .reply(
        OperationReply::json::<SecondOpinion>(StatusCode::OK, "All gradings of the answer.")
            .headers(&["ETag", "CacheControl"]),
    )
    .problems(&[
        "not-found",
        "bad-request",
        "idempotency-in-progress",
        "in-progress",
        "not-rated",
        "enough-opinions",
    ])
}

fn review() -> Operation {
    Operation::post("/api/questions/{id}/review", "reviewQuestion", "Say how well a question was remembered")
        .for_keys(&[KeyScope::Practice])
        .about("By the caller's own judgement: no model is asked and no use is taken. Once a minute for a question.")
        .parameters(&["QuestionId", "IdempotencyKey"])
        .body::<SelfReview>("SelfReview", &[("grade", "How well it was remembered.")])
        .reply(
            OperationReply::json::<Reviewed>(StatusCode::CREATED, "When it comes again.")
                .headers(&["Location", "IdempotencyReplayed"]),
        )
        .problems(&["not-found", "bad-request", "idempotency-mismatch", "idempotency-in-progress", "too-soon"])
}

fn update_card() -> Operation {
    Operation::new(Method::PATCH, "/api/questions/{id}/card", "updateCard", "Lay a question aside, or take it up again")
        .for_keys(&[KeyScope::Practice])
        .about("What is suspended is never due. A question has a card from its first answer on.")
        .parameters(&["QuestionId"])
        .body::<CardChanges>("CardChanges", &[("suspended", "Whether it is laid aside.")])
        .reply(
            OperationReply::json::<ShownCard>(StatusCode::OK, "The card as it is now.")
                .headers(&["ETag", "CacheControl"]),
        )
        .problems(&["not-found"])
}

fn generate() -> Operation {
    Operation::post("/api/ai/questions/generate-question", "generateQuestion", "Ask for a new question")
        .for_keys(&[KeyScope::Practice])
        .about(
            "Streams one new question in Markdown, which knows those that were asked before. It is stored when it is complete, whether \
             anybody reads it or not, under the id in `x-question-id`. One use of the plan's questions. Where it asks what one of the newest \
             twenty asked, the last part of the stream names that one.",
        )
        .ai()
        .parameters(&["Stream", "StreamKey"])
        .body::<NewQuestion>(
            "NewQuestion",
            &[
                (
                    "prompt",
                    "How difficult it has to be; `auto`: as the newest ratings of the job ask for; `follow-up`: about the most important gap \
                     in `answerId`, and as difficult as its question. The AI SDK's hooks call whatever is typed `prompt`.",
                ),
                ("jobInfoId", "The job it is for."),
                ("answerId", "For a follow-up, and for nothing else: the answer. After three in a row there is none."),
                (
                    "topic",
                    "What it should be about: a skill or tool by its usual name, as the tasks of a plan and the topics of progress have it. \
                     Not for a follow-up.",
                ),
            ],
        )
        .reply(
            prose("The question.", &[question_part]).headers(&["QuestionId", "Difficulty", "DifficultyReason"]),
        )
        .problems(&["forbidden", "idempotency-mismatch", "PLAN_LIMIT"])
}

/// What the last part of a question's stream says.
pub fn question_part() -> (&'static str, Value) {
    let stored = json!({
        "type": "object",
        "properties": { "questionId": uuid(), "repeats": uuid() },
        "required": ["questionId"],
    });
    ("question", stored)
}

fn generate_feedback() -> Operation {
    Operation::post("/api/ai/questions/generate-feedback", "generateAnswerFeedback", "Answer a question")
        .for_keys(&[KeyScope::Practice])
        .about(
            "Streams feedback on an answer in Markdown, which begins with `## Feedback (Rating: N/10)`. Answer, rating and feedback are \
             stored when it is complete.",
        )
        .ai()
        .parameters(&["Stream", "StreamKey"])
        .body::<NewAnswer>(
            "NewAnswer",
            &[
                ("prompt", "The answer. The AI SDK's hooks call whatever is typed `prompt`."),
                ("questionId", "The question it answers."),
            ],
        )
        .reply(prose("The feedback.", &[]))
        .problems(&["forbidden", "idempotency-mismatch"])
}
