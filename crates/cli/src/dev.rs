//! Command `darasa dev`: database, emulators for every provider without a key, and all functions on one port; or, for
//! use with `vercel dev`, everything but the functions.

use std::{
    io::{self, Write},
    path::Path,
    process::Command,
};

use darasa_core::{
    App,
    base::{clock, env::Env, telemetry},
    providers::model::Pace,
    storage::db,
};
use darasa_local::{
    dev_server::{Server, Sessions, Site, Target},
    emulators::clerk::sign_in::{DEFAULT_PLAN, PEOPLE},
};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};

use crate::{
    Failure,
    env_file::{Block, Settings},
    services::Services,
    settings,
    state::State,
};

/// The page that people use.
const APP: &str = "/app";

#[derive(clap::Args)]
pub struct Arguments {
    /// Where the functions answer
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Only the database and the emulators, with their settings in a block of .env while they run: for `vercel dev`
    #[arg(long, conflicts_with = "port")]
    services_only: bool,
    /// Begin with an empty database: what earlier runs stored in the private one is thrown away
    #[arg(long)]
    fresh: bool,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let checkout = crate::checkout_root()?;
    let settings = settings::read(&checkout)?;
    let state = State::read(&checkout)?;
    if arguments.services_only {
        return services_only(&checkout, settings, state, arguments.fresh).await;
    }
    let site: &'static Site = Box::leak(Box::new(Site::of(&checkout)?));
    everything(&checkout, settings, state, site, &arguments).await
}

async fn everything(
    checkout: &Path,
    mut settings: Settings,
    mut state: State,
    site: &'static Site,
    arguments: &Arguments,
) -> Result<(), Failure> {
    let listener = bind(arguments.port).await?;
    quiet(&mut settings);
    // Production's rules are not for a laptop, whatever was pulled into .env.
    settings.retain(|name, _| name != "VERCEL_ENV");
    let services = Services::start(checkout, &mut settings, &mut state, arguments.fresh).await?;
    let env = Env::from_pairs(settings)?;
    telemetry::init(&env.logging);
    migrate(&env).await?;
    let app = App::new(env, clock::system(), Pace::default())
        .map_err(|error| error.cause().unwrap_or_default().to_owned())?;
    let app: &'static App = Box::leak(Box::new(app));
    let mut stop = Stop::listen()?;
    let sessions = services.clerk().map(|clerk| Sessions::new(app, clerk.clone()));
    let server = Server::start_with(app, listener, site, sessions)?;
    state.url = Some(server.url());
    state.write(checkout)?;

    let url = server.url();
    if matches!(site.target(APP), Target::File(_)) {
        println!("\nOpen {url}{APP}");
    }
    println!("\ndarasa is running at {url}\n");
    services.introduce();
    match services.clerk() {
        Some(clerk) => try_it(&url, &clerk.sign_in(PEOPLE[0].user, DEFAULT_PLAN).mint()),
        None => println!("\nSend a session token of your own Clerk instance as Authorization: Bearer …"),
    }
    println!("\nCtrl-C stops everything; {}.", data_stay(&services));

    stop.asked().await;
    server.stop().await;
    app.db.close();
    services.stop();
    Ok(())
}

/// `vercel dev` runs the functions in processes of their own, which know what `.env` says.
async fn services_only(checkout: &Path, mut settings: Settings, mut state: State, fresh: bool) -> Result<(), Failure> {
    if settings.get("VERCEL_ENV").is_some_and(|stage| stage != "development") {
        return Err("VERCEL_ENV is set, so `vercel dev` would have production's rules; remove it (from .env, or with `unset VERCEL_ENV`)".into());
    }
    let before = settings.clone();
    let services = Services::start(checkout, &mut settings, &mut state, fresh).await?;
    settings.entry("LOG_FORMAT".to_owned()).or_insert_with(|| "pretty".to_owned());
    let ours = settings.iter().filter(|(name, value)| before.get(*name) != Some(value));
    let ours = ours.map(|(name, value)| (name.clone(), value.clone())).collect();
    quiet(&mut settings);
    let env = Env::from_pairs(settings)?;
    telemetry::init(&env.logging);
    migrate(&env).await?;
    state.url = None;
    state.write(checkout)?;
    let mut stop = Stop::listen()?;
    let block = Block::write(checkout, &ours)?;

    println!("\nThe services of darasa are running, and .env says where, in a block of its own.\n");
    services.introduce();
    println!("\nNow start `vercel dev` in another terminal; `cargo darasa token` prints a token.");
    println!("\nCtrl-C stops everything and takes the block out of .env; {}.", data_stay(&services));

    stop.asked().await;
    let removed = block.remove();
    services.stop();
    removed
}

fn data_stay(services: &Services) -> &'static str {
    if services.are_data_private() { "the data stay (--fresh begins without them)" } else { "the data stay" }
}

/// What a terminal wants to see (migrations are printed by name once), unless somebody wants something else.
fn quiet(settings: &mut Settings) {
    for (name, default) in [("LOG_FORMAT", "pretty"), ("RUST_LOG", "info,refinery_core=warn,darasa_migrations=warn")] {
        settings.entry(name.to_owned()).or_insert_with(|| default.to_owned());
    }
}

async fn bind(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| format!("port {port} cannot be used ({error}); choose another with --port").into())
}

async fn migrate(env: &Env) -> Result<(), Failure> {
    let client = db::connect_directly(&env.database).await;
    let mut client = client.map_err(|error| error.cause().unwrap_or_default().to_owned())?;
    for name in darasa_migrations::migrate(&mut client, &darasa_migrations::embedded()).await?.applied {
        println!("applied {name}");
    }
    Ok(())
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
    if Command::new("curl").arg("--version").output().is_err() {
        println!("\ncurl, which these lines need, is not installed here (`apt-get install curl`).");
    }
}

/// Ctrl-C, the SIGTERM of whoever started us, or the terminal being closed. None is missed from here on.
struct Stop([Signal; 3]);

impl Stop {
    fn listen() -> Result<Self, Failure> {
        let [interrupt, terminate, hangup] =
            [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal);
        Ok(Self([interrupt?, terminate?, hangup?]))
    }

    async fn asked(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
        // The terminal may be the one that was closed.
        writeln!(io::stdout(), "\nstopping …").ok();
    }
}
