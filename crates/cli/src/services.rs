//! Services of the dev server: what the settings do not name is started here, and its address added to the settings.

use std::{path::Path, sync::Arc};

use darasa_core::base::{
    clock,
    env::{ModelProvider, POSTGRES_URLS},
};
use darasa_local::{
    emulators::{
        arcjet::{ArcjetEmulator, ArcjetSettings},
        clerk::{ClerkEmulator, ClerkSettings, SigningKey, Webhook, sign_in},
        gemini::{GeminiEmulator, GeminiSettings},
    },
    services::postgres::{Postgres, Purpose},
};

use crate::{
    Failure,
    emulated_port::{on_a_port, port_of},
    env_file::Settings,
    model_emulators::{self, ModelEmulator, is_named},
    state::State,
    webhook,
};

const CRON_SECRET: &str = "CRON_SECRET";
const RECEIPT_SIGNING_KEY: &str = "RECEIPT_SIGNING_KEY";
const DATABASE: &str = "darasa";
/// What names a database without a URL; other `DB_*` say how it is used.
const DATABASE_PARTS: [&str; 5] = ["DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME"];

/// What is emulated or private ends with this value.
pub struct Services {
    postgres: Option<Postgres>,
    /// Also for spoken interviews, where other models write.
    gemini: Option<GeminiEmulator>,
    /// `AI_MODELS`.
    models: Option<String>,
    model_emulators: Vec<ModelEmulator>,
    clerk: Option<Arc<ClerkEmulator>>,
    arcjet: Option<ArcjetEmulator>,
}

impl Services {
    /// Starts what the settings do not name, and adds to the settings where it is.
    ///
    /// A database of before is thrown away if `fresh`.
    pub async fn start(
        checkout: &Path,
        settings: &mut Settings,
        state: &mut State,
        fresh: bool,
    ) -> Result<Self, Failure> {
        // Before anything is started or written.
        if let Some(name) = database_setting(settings).filter(|_| fresh) {
            return Err(format!("--fresh empties the private database alone, and {name} names another one").into());
        }
        // The one that takes longest comes last, so that a mistake in the others is reported at once.
        webhooks(settings, state);
        made_up(settings, CRON_SECRET, &mut state.cron_secret, || clock::random_uuid().simple().to_string());
        made_up(settings, RECEIPT_SIGNING_KEY, &mut state.receipt_signing_key, || {
            let half = || clock::random_uuid().simple().to_string();
            half() + &half()
        });
        let (clerk, gemini) = (clerk(settings, state).await?, gemini(settings, state).await?);
        let arcjet = arcjet(settings, state).await?;
        let model_emulators = model_emulators::start(settings, state).await?;
        let models = settings.get("AI_MODELS").cloned();
        let postgres = postgres(checkout, settings, fresh).await?;
        Ok(Self { postgres, gemini, models, model_emulators, clerk, arcjet })
    }

    pub fn stop(self) {
        drop((self.gemini, self.model_emulators, self.clerk, self.arcjet));
        if let Some(postgres) = self.postgres {
            postgres.stop();
        }
    }

    /// Prints which of them are real.
    pub fn introduce(&self) {
        let how = |emulated: bool, names: &str| {
            if emulated { format!("emulated (the real one with {names})") } else { "the real one".to_owned() }
        };
        match self.postgres.as_ref().and_then(Postgres::folder) {
            Some(folder) => println!("  Postgres  private, kept in {}", folder.display()),
            None => println!("  Postgres  the one that is set"),
        }
        if self.gemini.is_some() || self.models.is_none() {
            println!("  Gemini    {}", how(self.gemini.is_some(), "GEMINI_API_KEY"));
        }
        if let Some(models) = &self.models {
            println!("  Models    {models}");
        }
        for provider in self.model_emulators.iter().map(|emulator| emulator.provider) {
            let key = provider.key_variable().unwrap_or_default();
            println!("            {}: {}", provider.as_str(), how(true, key));
        }
        println!("  Clerk     {}", how(self.clerk.is_some(), "CLERK_SECRET_KEY and NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"));
        if self.arcjet.is_some() {
            println!("  Arcjet    {}", how(true, "ARCJET_KEY"));
        }
    }

    /// Whether the data are ours to throw away.
    pub fn are_data_private(&self) -> bool {
        self.postgres.is_some()
    }

    /// The Clerk that gives sessions to whoever tries things out; none where it is the real one.
    pub fn clerk(&self) -> Option<&Arc<ClerkEmulator>> {
        self.clerk.as_ref()
    }
}

/// The setting that names a database, if any.
fn database_setting(settings: &Settings) -> Option<&String> {
    settings.keys().find(|name| POSTGRES_URLS.contains(&name.as_str()) || DATABASE_PARTS.contains(&name.as_str()))
}

/// A database that is set is used as it is.
async fn postgres(checkout: &Path, settings: &mut Settings, fresh: bool) -> Result<Option<Postgres>, Failure> {
    if database_setting(settings).is_some() {
        return Ok(None);
    }
    let checkout = checkout.to_owned();
    let postgres = tokio::task::spawn_blocking(move || Postgres::start(Purpose::Dev, &checkout)).await??;
    if fresh {
        postgres.drop_database(DATABASE).await?;
    }
    postgres.create_database(DATABASE).await?;
    settings.insert("DATABASE_URL".to_owned(), postgres.url(DATABASE));
    Ok(Some(postgres))
}

async fn gemini(settings: &mut Settings, state: &mut State) -> Result<Option<GeminiEmulator>, Failure> {
    if settings.contains_key("GEMINI_API_KEY") || !needs_gemini(settings) {
        return Ok(None);
    }
    let wanted = |port| GeminiSettings {
        port,
        pace: GeminiSettings::READING_PACE,
        speaking_pace: GeminiSettings::SPEAKING_PACE,
        control: true,
        ..GeminiSettings::default()
    };
    let emulator = on_a_port(state.gemini_port, |port| GeminiEmulator::start_with(wanted(port))).await?;
    state.gemini_port = port_of(&emulator.url());
    settings.insert("GEMINI_API_KEY".to_owned(), "emulated".to_owned());
    settings.insert("GEMINI_BASE_URL".to_owned(), emulator.url());
    Ok(Some(emulator))
}

/// Without it nobody speaks, and perhaps nobody writes.
fn needs_gemini(settings: &Settings) -> bool {
    let writes = !settings.contains_key("AI_MODELS") || is_named(settings, ModelProvider::Google);
    writes || settings.get("VOICE_PROVIDER").is_none_or(|voice| voice != "off")
}

/// A laptop has no endpoint that the real Clerk could reach, so without a secret one is made here.
fn webhooks(settings: &mut Settings, state: &mut State) {
    if !settings.contains_key(webhook::SECRET) {
        let secret = state.webhook_secret.get_or_insert_with(Webhook::new_secret).clone();
        settings.insert(webhook::SECRET.to_owned(), secret);
    }
}

/// A secret that nobody set is made up once.
fn made_up(settings: &mut Settings, name: &str, kept: &mut Option<String>, make: impl FnOnce() -> String) {
    if !settings.contains_key(name) {
        let secret = kept.get_or_insert_with(make).clone();
        settings.insert(name.to_owned(), secret);
    }
}

async fn clerk(settings: &mut Settings, state: &mut State) -> Result<Option<Arc<ClerkEmulator>>, Failure> {
    const KEYS: [&str; 2] = ["CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"];
    match KEYS.map(|name| settings.contains_key(name)) {
        [true, true] => return Ok(None),
        [false, false] => {}
        _ => return Err(format!("Clerk is half configured: set both {} and {}, or neither", KEYS[0], KEYS[1]).into()),
    }
    let key = match &state.signing_key {
        Some(pem) => {
            SigningKey::from_pem(pem).map_err(|_| "the signing key in .darasa/dev.json is damaged; delete that file")?
        }
        None => tokio::task::spawn_blocking(SigningKey::generate).await?.map_err(|error| error.to_string())?,
    };
    state.signing_key = Some(key.private_key_pem());
    let key = Some(Arc::new(key));
    let wanted = |port| ClerkSettings { port, key: key.clone(), knows_everybody: true, ..ClerkSettings::default() };
    let emulator = on_a_port(state.clerk_port, |port| ClerkEmulator::start_with(wanted(port))).await?;
    for person in &sign_in::PEOPLE {
        emulator.put(person.at_clerk(emulator.now()));
    }
    state.clerk_port = port_of(&emulator.url());
    let pairs = [
        ("CLERK_SECRET_KEY", emulator.secret_key().to_owned()),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", emulator.publishable_key()),
        ("CLERK_JWT_KEY", emulator.public_key_pem()),
        ("CLERK_API_URL", emulator.url()),
    ];
    settings.extend(pairs.map(|(name, value)| (name.to_owned(), value)));
    Ok(Some(Arc::new(emulator)))
}

/// A laptop is not protected unless somebody wants to see what protection does.
async fn arcjet(settings: &mut Settings, state: &mut State) -> Result<Option<ArcjetEmulator>, Failure> {
    if settings.get("PROTECTION").is_none_or(|by| by != "arcjet") || settings.contains_key("ARCJET_KEY") {
        return Ok(None);
    }
    let wanted = |port| ArcjetSettings { port, control: true, ..ArcjetSettings::default() };
    let emulator = on_a_port(state.arcjet_port, |port| ArcjetEmulator::start_with(wanted(port))).await?;
    state.arcjet_port = port_of(&emulator.url());
    settings.extend(emulator.env().map(|(name, value)| (name.to_owned(), value)));
    Ok(Some(emulator))
}
