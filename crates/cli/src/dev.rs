//! `darasa dev`: database, emulators for every provider without a key, and all functions on one port.

use std::{path::Path, sync::Arc};

use darasa_core::{App, clock, db, env::Env, providers::gemini::Pace, telemetry};
use darasa_local::{
    emulators::{
        clerk::{ClerkEmulator, ClerkSettings, SigningKey},
        gemini::{GeminiEmulator, GeminiSettings},
    },
    migrations,
    postgres::{Postgres, Purpose},
    server::Server,
};
use tokio::net::TcpListener;

use crate::{
    Failure,
    settings::{self, Settings},
    state::State,
    token,
};

const DATABASE: &str = "darasa";

#[derive(clap::Args)]
pub struct Arguments {
    /// Where the functions answer
    #[arg(long, default_value_t = 3000)]
    port: u16,
}

/// Everything beside the functions. What is emulated or private ends with this value.
struct Services {
    postgres: Option<Postgres>,
    gemini: Option<GeminiEmulator>,
    clerk: Option<ClerkEmulator>,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let clone = crate::clone()?;
    let listener = bind(arguments.port).await?;
    let mut settings = settings::read(&clone)?;
    for (name, default) in [("LOG_FORMAT", "pretty"), ("RUST_LOG", "info,refinery_core=warn")] {
        settings.entry(name.to_owned()).or_insert_with(|| default.to_owned());
    }
    // Production's rules are not for a laptop, whatever was pulled into .env.
    settings.retain(|name, _| name != "VERCEL_ENV");
    let mut state = State::read(&clone)?;
    let services = Services::start(&clone, &mut settings, &mut state).await?;
    let env = Env::from_pairs(settings)?;
    telemetry::init(&env.logging);
    migrate(&env).await?;
    let app = App::new(env, clock::system(), Pace::default())
        .map_err(|error| error.cause().unwrap_or_default().to_owned())?;
    let app: &'static App = Box::leak(Box::new(app));
    let server = Server::start(app, listener)?;
    state.url = Some(server.url());
    state.write(&clone)?;
    services.introduce(&server.url());
    stopped().await?;
    println!("\nstopping …");
    server.stop().await;
    app.db.close();
    services.stop();
    Ok(())
}

async fn bind(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| format!("port {port} cannot be used ({error}); choose another with --port").into())
}

async fn migrate(env: &Env) -> Result<(), Failure> {
    let client = db::connect_directly(&env.database).await;
    let mut client = client.map_err(|error| error.cause().unwrap_or_default().to_owned())?;
    for name in migrations::migrate(&mut client, &migrations::embedded()).await?.applied {
        println!("applied {name}");
    }
    Ok(())
}

/// Ctrl-C, or the SIGTERM of whoever started us.
async fn stopped() -> Result<(), Failure> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

impl Services {
    /// Starts what the settings do not name, and adds to the settings where it is.
    async fn start(clone: &Path, settings: &mut Settings, state: &mut State) -> Result<Self, Failure> {
        Ok(Self {
            postgres: postgres(clone, settings).await?,
            gemini: gemini(settings, state).await?,
            clerk: clerk(settings, state).await?,
        })
    }

    fn stop(self) {
        drop((self.gemini, self.clerk));
        if let Some(postgres) = self.postgres {
            postgres.stop();
        }
    }

    fn introduce(&self, url: &str) {
        let how = |emulated: bool, names: &str| match emulated {
            true => format!("emulated (the real one with {names})"),
            false => "the real one".to_owned(),
        };
        println!("\ndarasa is running at {url}\n");
        match self.postgres.as_ref().and_then(Postgres::folder) {
            Some(folder) => println!("  Postgres  private, kept in {}", folder.display()),
            None => println!("  Postgres  the one that is set"),
        }
        println!("  Gemini    {}", how(self.gemini.is_some(), "GEMINI_API_KEY"));
        println!("  Clerk     {}", how(self.clerk.is_some(), "CLERK_SECRET_KEY and NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"));
        match &self.clerk {
            Some(clerk) => try_it(url, &token::mint(clerk, "ada", token::FEATURES, token::LIFETIME)),
            None => println!("\nSend a session token of your own Clerk instance as Authorization: Bearer …"),
        }
        println!("\nCtrl-C stops everything; the data stay.");
    }
}

/// Lines to paste as they are: a job, and a question for it streamed to the terminal.
fn try_it(url: &str, token: &str) {
    println!("\nTry it (`cargo darasa token` prints another token):\n\nTOKEN={token}\n");
    println!(
        r#"JOB=$(curl -s {url}/api/job-infos -H "Authorization: Bearer $TOKEN" -d '{{"name":"Acme","experienceLevel":"senior","description":"Rust services on Postgres"}}' | cut -d'"' -f4)"#
    );
    println!(
        r#"curl -N "{url}/api/ai/questions/generate-question?stream=text" -H "Authorization: Bearer $TOKEN" -d "{{\"prompt\":\"medium\",\"jobInfoId\":\"$JOB\"}}""#
    );
}

/// A database that is set is used as it is.
async fn postgres(clone: &Path, settings: &mut Settings) -> Result<Option<Postgres>, Failure> {
    if settings.keys().any(|name| name == "DATABASE_URL" || name.starts_with("DB_")) {
        return Ok(None);
    }
    let clone = clone.to_owned();
    let postgres = tokio::task::spawn_blocking(move || Postgres::start(Purpose::Dev, &clone)).await??;
    postgres.create_database(DATABASE).await?;
    settings.insert("DATABASE_URL".to_owned(), postgres.url(DATABASE));
    Ok(Some(postgres))
}

async fn gemini(settings: &mut Settings, state: &mut State) -> Result<Option<GeminiEmulator>, Failure> {
    if settings.contains_key("GEMINI_API_KEY") {
        return Ok(None);
    }
    let wanted = |port| GeminiSettings { port, pace: GeminiSettings::READING_PACE, ..GeminiSettings::default() };
    let emulator = match GeminiEmulator::start_with(wanted(state.gemini_port)).await {
        Ok(emulator) => emulator,
        // Somebody else has the port of the last run.
        Err(_) => GeminiEmulator::start_with(wanted(0)).await?,
    };
    state.gemini_port = port(&emulator.url());
    settings.insert("GEMINI_API_KEY".to_owned(), "emulated".to_owned());
    settings.insert("GEMINI_BASE_URL".to_owned(), emulator.url());
    Ok(Some(emulator))
}

async fn clerk(settings: &mut Settings, state: &mut State) -> Result<Option<ClerkEmulator>, Failure> {
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
    let emulator = match ClerkEmulator::start_with(wanted(state.clerk_port)).await {
        Ok(emulator) => emulator,
        Err(_) => ClerkEmulator::start_with(wanted(0)).await?,
    };
    state.clerk_port = port(&emulator.url());
    let pairs = [
        ("CLERK_SECRET_KEY", emulator.secret_key().to_owned()),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", emulator.publishable_key()),
        ("CLERK_JWT_KEY", emulator.public_key_pem()),
        ("CLERK_API_URL", emulator.url()),
    ];
    settings.extend(pairs.map(|(name, value)| (name.to_owned(), value)));
    Ok(Some(emulator))
}

fn port(url: &str) -> u16 {
    url.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or_default()
}
