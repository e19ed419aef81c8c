//! Object of a model that is read whole before anybody is shown anything of it.

use super::{Generated, json_object::ObjectReader, relay::count};
use crate::{
    base::error::{Error, Result},
    providers::{
        model::{Prompt, RETRY_AFTER},
        models::{ModelRequest, Models},
    },
};

/// From the first model that begins to answer. One that is cut is none.
pub async fn read(models: &Models, prompt: Prompt, asked: ModelRequest<'_>) -> Result<Generated> {
    let mut text = models.stream(prompt, asked).await?;
    let (mut reader, mut whole) = (ObjectReader::default(), String::new());
    let ended = loop {
        match text.next().await {
            Ok(Some(piece)) => whole.push_str(reader.push(&piece)),
            Ok(None) => break Ok(()),
            Err(failure) => break Err(failure),
        }
    };
    let (input_tokens, output_tokens) = count(&text);
    ended.map_err(|failure| Error::unavailable(format!("{}: {failure:?}", text.model), RETRY_AFTER))?;
    Ok(Generated { text: whole, model: text.model, input_tokens, output_tokens, is_cut: false })
}
