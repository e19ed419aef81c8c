//! Command `darasa`: runs it on a laptop, migrates and backs up a database, describes its routes, mints tokens, sends
//! events, fills in what older releases left, measures models, finds faults.

#[cfg(feature = "backup")]
mod backup;
mod dev;
mod doctor;
mod emulated_port;
mod env_file;
mod env_lines;
mod eval;
mod migrate;
mod model_emulators;
mod models;
mod openapi;
mod practice;
mod private_file;
mod services;
mod services_list;
mod settings;
mod state;
mod token;
mod usage;
mod webhook;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// The backend of an AI job-interview preparation product, on a laptop and in operation.
#[derive(Parser)]
#[command(name = "darasa", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything on this machine: database, all functions on one port, an emulator for each provider without a key
    Dev(dev::Arguments),
    /// Look at everything a deployment needs, and say what to do about it
    Doctor(doctor::Arguments),
    /// Grade answers whose grade is known with a model, and say whether it may judge people's answers
    Eval(eval::Arguments),
    /// Bring the database to the newest schema
    Migrate(migrate::Arguments),
    /// Write the whole database into one encrypted archive
    #[cfg(feature = "backup")]
    Export(backup::export::Arguments),
    /// List the archives of the database, and fail when the newest is too old
    #[cfg(feature = "backup")]
    Backups(backup::backups::Arguments),
    /// Verify an archive, and restore it into an empty database
    #[cfg(feature = "backup")]
    Restore(backup::restore::Arguments),
    /// Restore the newest archive into a scratch database, and say how long that took
    #[cfg(feature = "backup")]
    Drill(backup::drill::Arguments),
    /// Tell when providers shut down the models that are known
    Models(models::Arguments),
    /// Write the OpenAPI document of all routes to public/openapi.json
    Openapi(openapi::Arguments),
    /// List the Postgres and Redis that this machine uses, from where, and what is kept of them
    Services(services_list::Arguments),
    /// Take the tombstones of people who are gone over a restore of the database
    #[cfg(feature = "backup")]
    Tombstones(backup::tombstones::Arguments),
    /// Fill in how well answers went that older releases stored
    Reviews(practice::Reviews),
    /// Fold the cards of spaced repetition again from the reviews of their questions
    Cards(practice::Cards),
    /// Say anew what every question is about, by the dictionary of this release
    Topics(practice::Whose),
    /// Print a session token for the running dev server
    Token(token::Arguments),
    /// Sum up what models were used for and what it cost, list somebody's receipts, or give one back
    Usage(usage::Arguments),
    /// Send a signed event of Clerk's to the running dev server
    Webhook(webhook::Arguments),
}

/// Anything that ends a command; its text is for the person at the terminal.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    if darasa_documents::is_child() {
        return darasa_documents::child();
    }
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("darasa: {failure}");
            exit_code(&failure)
        }
    }
}

/// The verbs of backups tell a script what kind of failure it is; all others end with 1.
fn exit_code(failure: &Failure) -> ExitCode {
    #[cfg(feature = "backup")]
    if let Some(error) = failure.downcast_ref::<darasa_backup::Error>() {
        return ExitCode::from(error.exit_code());
    }
    let _ = failure;
    ExitCode::FAILURE
}

#[tokio::main]
async fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        #[cfg(feature = "backup")]
        Command::Backups(arguments) => backup::backups::run(arguments).await,
        #[cfg(feature = "backup")]
        Command::Drill(arguments) => backup::drill::run(arguments).await,
        #[cfg(feature = "backup")]
        Command::Export(arguments) => backup::export::run(arguments).await,
        #[cfg(feature = "backup")]
        Command::Restore(arguments) => backup::restore::run(arguments).await,
        #[cfg(feature = "backup")]
        Command::Tombstones(arguments) => backup::tombstones::run(arguments).await,
        Command::Dev(arguments) => dev::run(arguments).await,
        Command::Doctor(arguments) => doctor::run(arguments).await,
        Command::Eval(arguments) => eval::run(arguments).await,
        Command::Migrate(arguments) => migrate::run(arguments).await,
        Command::Models(arguments) => models::run(&arguments),
        Command::Openapi(arguments) => openapi::run(&arguments),
        Command::Services(arguments) => services_list::run(&arguments),
        Command::Reviews(reviews) => reviews.run().await,
        Command::Cards(cards) => cards.run().await,
        Command::Topics(whose) => whose.run_topics().await,
        Command::Token(arguments) => token::run(&arguments).await,
        Command::Usage(arguments) => usage::run(arguments).await,
        Command::Webhook(arguments) => webhook::run(&arguments).await,
    }
}

/// The clone that the command is called in.
fn checkout_root() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir()?;
    let found = here.ancestors().find(|folder| folder.join("vercel.json").is_file() && folder.join("api").is_dir());
    found
        .map(PathBuf::from)
        .ok_or_else(|| "this is not inside a clone of darasa (no vercel.json and api/ here or above)".into())
}
