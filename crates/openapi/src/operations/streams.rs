//! Streams: read once more from where they were cut, or stopped.

use darasa_core::http::{KeyScope, Method, StatusCode};

use super::{
    interviews::{feedback_part, turn},
    questions::question_part,
};
use crate::{
    operation::{Operation, OperationReply},
    streams::prose,
};

const BY_ID: &str = "/api/ai/streams/{id}";

pub fn operations() -> Vec<Operation> {
    vec![
        read(BY_ID, "readStream", "Read a stream again"),
        stop(),
        read("/api/ai/streams/{id}/stream", "resumeStream", "Read a stream again, as the AI SDK asks for it"),
    ]
}

fn read(path: &'static str, id: &'static str, summary: &'static str) -> Operation {
    Operation::get(path, id, summary)
        .for_keys(&[KeyScope::Read])
        .about(
            "The text behind `from`: what is there at once, and what is still written as it comes. From 0 it begins with the \
             parts that open a stream; a tail has none, so that it can be appended to what was cut. As server-sent events each \
             text says in its `id` where it ends. A generation that failed less than a quarter of an hour ago ends in the \
             stream's error. A stream may be read six times a minute; after 280 seconds it breaks, and can be asked for again. \
             The finish reason `length`, of a text that its model cut, is told only to whoever reads along.",
        )
        .ai()
        .parameters(&["StreamId", "From", "LastEventId", "Stream"])
        .reply(prose("The stream.", &[question_part, turn, feedback_part]).headers(&["QuestionId", "Difficulty"]))
        .reply(OperationReply::empty(
            StatusCode::NO_CONTENT,
            "There is no more: all of it was seen, nothing is left of it, or it is nobody's of the caller's.",
        ))
        .problems(&["bad-request"])
}

fn stop() -> Operation {
    Operation::new(Method::DELETE, BY_ID, "stopStream", "Stop a generation")
        .for_keys(&[KeyScope::Practice])
        .about(
            "Within about a second the model is not listened to any longer, and the stream ends well, with `{\"stopped\": true}` \
             as its data. Of 200 characters and more the text is kept and counts as a use; of less nothing is. The object of a \
             résumé is kept only when it is whole, and counts from its overall score and one whole category on. What is over, \
             unknown or somebody else's stays as it is; what runs cannot be stopped without a Redis.",
        )
        .ai()
        .parameters(&["StreamId"])
        .reply(OperationReply::empty(StatusCode::NO_CONTENT, "It ends, or has ended."))
        .problems(&["stop-unavailable"])
}
