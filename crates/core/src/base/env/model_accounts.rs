//! Environment, model accounts: who provides models, where their API is, and our key there.

use secrecy::SecretString;

use super::reader::Reader;

/// Who answers for a model, by the word before the first slash of its name in `AI_MODELS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelProvider {
    Google,
    Anthropic,
    OpenAi,
    OpenRouter,
    /// Vercel's AI Gateway.
    Gateway,
    Ollama,
    /// Whatever else speaks the Chat Completions API.
    Compatible,
}

/// Our account with another provider.
#[derive(Debug, Clone)]
pub struct ModelAccount {
    pub provider: ModelProvider,
    /// None: it needs none, or each request brings its own.
    pub key: Option<SecretString>,
    /// With the version of its API, but for Anthropic's.
    pub base_url: String,
}

/// How an account is set up.
struct AccountVariables {
    provider: ModelProvider,
    base_url: &'static str,
    /// None: it has to be given.
    usual_base_url: Option<&'static str>,
    key: Option<KeyVariable>,
}

struct KeyVariable {
    name: &'static str,
    advice: &'static str,
    is_required: bool,
}

impl KeyVariable {
    const fn required(name: &'static str, advice: &'static str) -> Option<Self> {
        Some(Self { name, advice, is_required: true })
    }

    const fn optional(name: &'static str) -> Option<Self> {
        Some(Self { name, advice: "", is_required: false })
    }
}

const ACCOUNTS: [AccountVariables; 6] = [
    AccountVariables {
        provider: ModelProvider::Anthropic,
        base_url: "ANTHROPIC_BASE_URL",
        usual_base_url: Some("https://api.anthropic.com"),
        key: KeyVariable::required("ANTHROPIC_API_KEY", "Claude Console, API keys"),
    },
    AccountVariables {
        provider: ModelProvider::OpenAi,
        base_url: "OPENAI_BASE_URL",
        usual_base_url: Some("https://api.openai.com/v1"),
        key: KeyVariable::required("OPENAI_API_KEY", "OpenAI platform, API keys"),
    },
    AccountVariables {
        provider: ModelProvider::OpenRouter,
        base_url: "OPENROUTER_BASE_URL",
        usual_base_url: Some("https://openrouter.ai/api/v1"),
        key: KeyVariable::required("OPENROUTER_API_KEY", "OpenRouter, Settings, Keys"),
    },
    AccountVariables {
        provider: ModelProvider::Gateway,
        base_url: "AI_GATEWAY_BASE_URL",
        usual_base_url: Some("https://ai-gateway.vercel.sh/v1"),
        key: KeyVariable::optional("AI_GATEWAY_API_KEY"),
    },
    AccountVariables {
        provider: ModelProvider::Ollama,
        base_url: "OLLAMA_BASE_URL",
        usual_base_url: Some("http://127.0.0.1:11434/v1"),
        key: None,
    },
    AccountVariables {
        provider: ModelProvider::Compatible,
        base_url: "COMPATIBLE_BASE_URL",
        usual_base_url: None,
        key: KeyVariable::optional("COMPATIBLE_API_KEY"),
    },
];

impl ModelProvider {
    pub(super) const WORDS: [(&str, Self); 7] = [
        ("google", Self::Google),
        ("anthropic", Self::Anthropic),
        ("openai", Self::OpenAi),
        ("openrouter", Self::OpenRouter),
        ("gateway", Self::Gateway),
        ("ollama", Self::Ollama),
        ("compatible", Self::Compatible),
    ];

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, provider)| *provider)
    }

    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, provider)| *provider == self).map_or("", |(word, _)| word)
    }

    /// The variable with its key, if it has one.
    pub fn key_variable(self) -> Option<&'static str> {
        if self == Self::Google {
            return Some("GEMINI_API_KEY");
        }
        ACCOUNTS.iter().find(|account| account.provider == self)?.key.as_ref().map(|key| key.name)
    }

    /// The variable that says where it is.
    pub fn base_url_variable(self) -> &'static str {
        let account = ACCOUNTS.iter().find(|account| account.provider == self);
        account.map_or("GEMINI_BASE_URL", |account| account.base_url)
    }
}

/// The accounts with those that are named; None is a problem.
pub(super) fn read(reader: &mut Reader, is_named: impl Fn(ModelProvider) -> bool) -> Option<Vec<ModelAccount>> {
    let accounts: Vec<_> = ACCOUNTS.iter().map(|account| account.read(reader, is_named(account.provider))).collect();
    Some(accounts.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}

impl AccountVariables {
    /// Variables of a provider that is not named say nothing; the outer None is a problem.
    fn read(&self, reader: &mut Reader, is_named: bool) -> Option<Option<ModelAccount>> {
        let (key, base_url) = (self.key.as_ref().map(|key| reader.optional(key.name)), reader.optional(self.base_url));
        if !is_named {
            return Some(None);
        }
        if let (Some(KeyVariable { name, advice, is_required: true }), Some(None)) = (&self.key, &key) {
            reader.problem(name, "is missing, and AI_MODELS names a model of theirs", advice);
        }
        let Some(base_url) = base_url.or_else(|| self.usual_base_url.map(str::to_owned)) else {
            let advice = "where its API is, such as http://127.0.0.1:8080/v1";
            reader.problem(self.base_url, "is missing, and AI_MODELS names a model there", advice);
            return None;
        };
        let base_url = reader.api_url(self.base_url, base_url)?;
        let key = key.flatten().map(SecretString::from);
        Some(Some(ModelAccount { provider: self.provider, key, base_url }))
    }
}
