//! Provider check: whether each can be reached, and takes our keys. Each is asked something that costs nothing.

use darasa_core::{
    Error,
    base::{
        clock,
        env::{self, ModelName, ModelProvider, VoiceProvider},
        http_client::HttpClient,
    },
    providers::{
        ProbeResult,
        clerk::Clerk,
        gemini::Gemini,
        model::{ModelReport, Pace},
        models::Models,
    },
};

use super::{Finding, Level};
use crate::{env_file::Settings, models};

const ONLINE: &str = "is this machine online? Functions need it where they run";

/// Tokens of the longest prompts that we make, with their answers.
const LEAST_CONTEXT: u64 = 16_384;

pub async fn clerk(settings: Settings) -> Vec<Finding> {
    const ABOUT: &str = "Clerk";
    const KEY: &str = "CLERK_SECRET_KEY: Clerk dashboard, API keys; it starts with sk_";

    let Ok(settings) = env::clerk(settings) else { return vec![Finding::warning(ABOUT, "not asked, see above")] };
    let trial = Clerk::new(HttpClient::default(), &settings).probe().await;
    vec![match trial {
        Ok(ProbeResult::Accepted) => Finding::good(ABOUT, "takes our secret key"),
        Ok(ProbeResult::Rejected) => Finding::bad(ABOUT, "does not take CLERK_SECRET_KEY").advising(KEY),
        Ok(ProbeResult::NotFound) => {
            Finding::bad(ABOUT, "has no keys where CLERK_API_URL points").advising("leave CLERK_API_URL unset")
        }
        Ok(ProbeResult::Unavailable(why)) => Finding::bad(ABOUT, why).advising(ONLINE),
        Err(error) => Finding::bad(ABOUT, error.cause().unwrap_or_default()),
    }]
}

/// Each model that is named, in its order.
pub async fn models(settings: Settings) -> Vec<Finding> {
    const ABOUT: &str = "Models";

    let Ok((settings, voice)) = env::models_and_voice(settings) else {
        return vec![Finding::warning(ABOUT, "not asked, see above")];
    };
    let http = HttpClient::default;
    let gemini = settings.gemini.as_ref().map(|settings| Gemini::new(http(), settings));
    let reports = async {
        let models = Models::new(&settings, gemini.as_ref(), http, Pace::default(), clock::system())?;
        let mut reports = models.probe_each().await?;
        // Where others write, nobody has shown Google our key yet.
        let writes = settings.names.iter().any(|name| name.provider == ModelProvider::Google);
        if let Some(gemini) = gemini.as_ref().filter(|_| !writes && voice.provider == VoiceProvider::Gemini) {
            let name = ModelName { provider: ModelProvider::Google, model: voice.model };
            let report = gemini.probe(&name.model).await?;
            reports.push((name, report));
        }
        Ok(reports)
    };
    let reports: Result<_, Error> = reports.await;
    match reports {
        Ok(reports) => {
            let has_key = |name: &ModelName| shows_key(&settings, name.provider);
            let all = reports.into_iter().flat_map(|(name, report)| findings(&name, has_key(&name), report));
            without_repetitions(all)
        }
        Err(error) => vec![Finding::bad(ABOUT, error.cause().unwrap_or_default())],
    }
}

/// Of a key or an address the same is said for each model.
fn without_repetitions(findings: impl Iterator<Item = Finding>) -> Vec<Finding> {
    findings.fold(Vec::new(), |mut seen, finding| {
        if !seen.contains(&finding) {
            seen.push(finding);
        }
        seen
    })
}

/// Whether a provider is shown a key of ours when it is asked.
fn shows_key(settings: &env::Models, provider: ModelProvider) -> bool {
    let account = settings.accounts.iter().find(|account| account.provider == provider);
    account.map_or(provider == ModelProvider::Google, |account| account.key.is_some())
}

fn findings(name: &ModelName, has_key: bool, ModelReport { result, context }: ModelReport) -> Vec<Finding> {
    let about = about(name.provider);
    let model = &name.model;
    let key = name.provider.key_variable().filter(|_| has_key);
    // Any server may list its models for everybody, and says nothing of a key then.
    let is_checked = name.provider != ModelProvider::Compatible;
    let found = match (result, key) {
        (ProbeResult::Accepted, Some(_)) if is_checked => {
            Finding::good(about, format!("takes our key and knows {model}"))
        }
        (ProbeResult::Accepted, _) => Finding::good(about, format!("knows {model}")),
        (ProbeResult::NotFound, _) => {
            Finding::warning(about, format!("knows no model {model}")).advising(names(name.provider))
        }
        (ProbeResult::Rejected, Some(key)) => {
            Finding::bad(about, format!("does not take {key}")).advising(key_place(name.provider))
        }
        (ProbeResult::Rejected, None) => {
            Finding::bad(about, "refuses us without a key").advising(key_place(name.provider))
        }
        (ProbeResult::Unavailable(why), _) if name.provider == ModelProvider::Ollama => {
            Finding::bad(about, why).advising("ollama serve, or OLLAMA_BASE_URL")
        }
        (ProbeResult::Unavailable(why), _) => Finding::bad(about, why).advising(ONLINE),
    };
    let is_known = found.level == Level::Good;
    let keyless = (name.provider == ModelProvider::Gateway && !has_key).then(|| {
        Finding::warning(about, "has no key; only Vercel's requests bring a token").advising(key_place(name.provider))
    });
    let rest = [context_of(name, context), shutdown_of(name)].map(|finding| finding.filter(|_| is_known));
    [keyless, Some(found)].into_iter().chain(rest).flatten().collect()
}

/// Whether its provider ends it soon, by the calendar of this release.
fn shutdown_of(name: &ModelName) -> Option<Finding> {
    let (all, today) = (models::calendar().ok()?, models::today().ok()?);
    let known = all.into_iter().find(|known| known.model == name.to_string())?;
    let warning = known.warning(today)?;
    Some(Finding::warning(about(name.provider), format!("{} {warning}", name.model)).advising(known.advice()))
}

/// Whether a prompt and its answer fit. Ollama cuts what is longer without a word.
fn context_of(name: &ModelName, context: Option<u64>) -> Option<Finding> {
    let about = about(name.provider);
    let model = &name.model;
    match (context, name.provider) {
        (Some(context), _) if context < LEAST_CONTEXT => {
            let message = format!("{model} takes {context} tokens, and longer prompts do not fit");
            Some(Finding::warning(about, message).advising("choose a model with at least 16384"))
        }
        (_, ModelProvider::Ollama) => {
            let message =
                format!("how much of a prompt {model} sees is a setting of the server, which it does not tell");
            Some(Finding::good(about, message).advising("start it with OLLAMA_CONTEXT_LENGTH=16384 or more"))
        }
        (Some(_), _) => None,
        (None, _) => Some(Finding::good(about, format!("does not tell how long prompts of {model} may be"))),
    }
}

fn about(provider: ModelProvider) -> &'static str {
    match provider {
        ModelProvider::Google => "Gemini",
        ModelProvider::Anthropic => "Anthropic",
        ModelProvider::OpenAi => "OpenAI",
        ModelProvider::OpenRouter => "OpenRouter",
        ModelProvider::Gateway => "AI Gateway",
        ModelProvider::Ollama => "Ollama",
        ModelProvider::Compatible => "COMPATIBLE_BASE_URL",
    }
}

fn key_place(provider: ModelProvider) -> &'static str {
    match provider {
        ModelProvider::Google => "GEMINI_API_KEY: Google AI Studio, API keys",
        ModelProvider::Anthropic => "ANTHROPIC_API_KEY: Claude Console, API keys",
        ModelProvider::OpenAi => "OPENAI_API_KEY: OpenAI platform, API keys",
        ModelProvider::OpenRouter => "OPENROUTER_API_KEY: OpenRouter, Settings, Keys",
        ModelProvider::Gateway => "AI_GATEWAY_API_KEY: Vercel, AI Gateway, API keys",
        ModelProvider::Ollama | ModelProvider::Compatible => "COMPATIBLE_API_KEY: whoever runs that server",
    }
}

fn names(provider: ModelProvider) -> &'static str {
    match provider {
        ModelProvider::Google => "GEMINI_MODELS: names from ai.google.dev/gemini-api/docs/models",
        ModelProvider::Anthropic => "AI_MODELS: names from platform.claude.com/docs/en/about-claude/models",
        ModelProvider::OpenAi => "AI_MODELS: names from platform.openai.com/docs/models",
        ModelProvider::OpenRouter => "AI_MODELS: names from openrouter.ai/models",
        ModelProvider::Gateway => "AI_MODELS: names from vercel.com/ai-gateway/models",
        ModelProvider::Ollama => "ollama pull, or AI_MODELS: names from ollama list",
        ModelProvider::Compatible => "AI_MODELS: names from GET /models of that server",
    }
}
