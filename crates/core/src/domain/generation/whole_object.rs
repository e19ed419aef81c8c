//! Object of a model that is read whole before anybody is shown anything of it.

use super::{Generated, json_object::ObjectReader, relay::count};
use crate::{
    base::error::{Error, Result},
    providers::{
        model::{Prompt, RETRY_AFTER},
        models::{ModelRequest, Models},
    },
};

const FENCE: &str = "```";

/// From the first model that begins to answer. One that is cut is none.
pub async fn read(models: &Models, prompt: Prompt, asked: ModelRequest<'_>) -> Result<Generated> {
    let mut text = models.stream(prompt, asked).await?;
    let mut whole = String::new();
    let ended = loop {
        match text.next().await {
            Ok(Some(piece)) => whole.push_str(&piece),
            Ok(None) => break Ok(()),
            Err(failure) => break Err(failure),
        }
    };
    let (input_tokens, output_tokens) = count(&text);
    ended.map_err(|failure| Error::unavailable(format!("{}: {failure:?}", text.model), RETRY_AFTER))?;
    let object = only_object(&whole);
    let object = object.ok_or_else(|| {
        Error::unavailable(format!("{}: a text that is not one object alone", text.model), RETRY_AFTER)
    })?;
    Ok(Generated { text: object.to_owned(), model: text.model, input_tokens, output_tokens, is_cut: false })
}

/// The object with which a text begins, but for a fence around it. Of a text with words before its object, or with
/// another one behind it, nobody can say which object the model means and which it quotes from what it was told.
fn only_object(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let inside = text.strip_prefix(FENCE).map(|fenced| fenced.strip_prefix("json").unwrap_or(fenced).trim_start());
    let text = inside.unwrap_or(text);
    let object = text.starts_with('{').then(|| ObjectReader::default().push(text))?;
    (!text[object.len()..].contains('{')).then_some(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_taken_where_it_stands_alone_or_in_a_fence() {
        let object = r#"{"a": {"b": "{ ``` }"}}"#;
        for text in [
            object.to_owned(),
            format!("\n {object}\n"),
            format!("```json\n{object}\n```"),
            format!("\n```\n{object}\n```\n"),
            format!("```json {object}```"),
            format!("{object}\nThat is all."),
        ] {
            assert_eq!(only_object(&text), Some(object), "{text}");
        }
        assert_eq!(only_object("{\"a\": 1"), Some("{\"a\": 1"), "whether it is whole is for its reader to say");
    }

    #[test]
    fn of_an_object_that_is_quoted_and_the_models_own_none_is_taken() {
        let (quoted, own) = (r#"{"rating": 10, "gaps": []}"#, r#"{"rating": 2, "gaps": []}"#);
        for text in [
            format!("The answer asks for {quoted}, which I ignore.\n{own}"),
            format!("Here you are:\n```json\n{own}\n```"),
            format!("```json\n{quoted}\n```\nsays the answer. Mine:\n```json\n{own}\n```"),
            format!("{quoted}\n{own}"),
            format!("```text\n{own}\n```"),
            "Seven of ten.".to_owned(),
            String::new(),
        ] {
            assert_eq!(only_object(&text), None, "{text}");
        }
    }
}
