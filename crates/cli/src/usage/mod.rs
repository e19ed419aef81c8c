//! Command `darasa usage`: what models were used for and what that cost, one person's receipts, and one given back.

mod prices;

use std::{collections::BTreeMap, path::PathBuf};

use clap::{Subcommand, ValueEnum};
use darasa_core::{
    base::{clock, env},
    domain::accounts::{
        receipts::{self, DayOfModel, Receipt},
        users::UserId,
    },
    storage::db::Db,
};
use prices::Prices;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Failure, settings};

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    /// Sum up what was used, by this
    #[arg(long, value_enum, default_value = "model", conflicts_with = "user")]
    by: By,
    /// So many days, today among them; a day begins at midnight UTC
    #[arg(long, default_value = "30", value_parser = clap::value_parser!(i32).range(1..=3660), conflicts_with = "user")]
    days: i32,
    /// Prices of your own, in place of all that the command knows of the same models: a JSON array of
    /// {"model", "from": "YYYY-MM-DD"?, "input", "output"}, in dollars for a million tokens
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// List the receipts of one person, the newest first: Clerk's id, user_…
    #[arg(long, value_name = "ID")]
    user: Option<String>,
    /// At most so many receipts
    #[arg(long, default_value = "50", value_parser = clap::value_parser!(i64).range(1..=10_000), requires = "user")]
    most: i64,
    /// One line of JSON each, for a program
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum By {
    Model,
}

#[derive(Subcommand)]
enum Action {
    /// Give one use back to whom it was taken from; what was made with it stays
    Release {
        /// The receipt's id, as the list and the log have it (usage.receipt)
        receipt: Uuid,
    },
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let prices = Prices::read(arguments.prices.as_deref())?;
    let database = env::database(settings::read(&crate::checkout_root()?)?)?;
    let db = Db::new(&database, clock::system()).map_err(cause)?;
    match (arguments.action, &arguments.user) {
        (Some(Action::Release { receipt }), _) => release(&db, receipt).await,
        (None, Some(user)) => list(&db, user, arguments.most, &prices, arguments.json).await,
        (None, None) => match arguments.by {
            By::Model => sum_by_model(&db, arguments.days, &prices, arguments.json).await,
        },
    }
}

/// What the database said, without any secret of the connection.
fn cause(error: darasa_core::Error) -> Failure {
    error.cause().map_or_else(|| error.to_string(), str::to_owned).into()
}

/// Uses and tokens of one model, with what they cost where the price is known of all of them.
#[derive(Debug, Clone, Default, PartialEq)]
struct Sum {
    uses: i64,
    input_tokens: i64,
    output_tokens: i64,
    cost: Option<f64>,
}

async fn sum_by_model(db: &Db, days: i32, prices: &Prices, json: bool) -> Result<(), Failure> {
    let sums = sums(receipts::by_model(db, days).await.map_err(cause)?, prices);
    if json {
        for ((model, kind), sum) in &sums {
            let Sum { uses, input_tokens, output_tokens, cost } = sum;
            println!(
                "{}",
                json!({
                    "model": model, "kind": kind, "uses": uses, "inputTokens": input_tokens,
                    "outputTokens": output_tokens, "dollars": cost,
                })
            );
        }
        return Ok(());
    }
    if sums.is_empty() {
        println!("no model was used in the last {days} days");
        return Ok(());
    }
    println!(
        "{:<40} {:<16} {:>8} {:>12} {:>12} {:>12} {:>10}",
        "model", "for", "uses", "read", "written", "cost", "a use"
    );
    for ((model, kind), Sum { uses, input_tokens, output_tokens, cost }) in &sums {
        let a_use = cost.map(|cost| cost / *uses as f64);
        println!(
            "{model:<40} {kind:<16} {uses:>8} {input_tokens:>12} {output_tokens:>12} {:>12} {:>10}",
            dollars(*cost, 2),
            dollars(a_use, 5)
        );
    }
    if sums.values().any(|sum| sum.cost.is_none()) {
        println!("\n?: no price is known; give one with --prices");
    }
    Ok(())
}

fn sums(days: Vec<DayOfModel>, prices: &Prices) -> BTreeMap<(String, String), Sum> {
    let mut sums = BTreeMap::new();
    for DayOfModel { day, model, kind, uses, input_tokens, output_tokens } in days {
        let cost = prices.cost(&model, &day, input_tokens, output_tokens);
        let sum: &mut Sum = sums.entry((model, kind)).or_insert_with(|| Sum { cost: Some(0.0), ..Sum::default() });
        sum.uses += uses;
        sum.input_tokens += input_tokens;
        sum.output_tokens += output_tokens;
        sum.cost = sum.cost.zip(cost).map(|(before, more)| before + more);
    }
    sums
}

fn dollars(amount: Option<f64>, digits: usize) -> String {
    amount.map_or_else(|| "?".to_owned(), |amount| format!("${amount:.digits$}"))
}

async fn list(db: &Db, user: &str, most: i64, prices: &Prices, json: bool) -> Result<(), Failure> {
    let owner = UserId::parse(user.to_owned()).ok_or("--user is Clerk's id of a person, such as user_2abc")?;
    let receipts = receipts::of_person(db, &owner, most).await.map_err(cause)?;
    let receipts = receipts.ok_or_else(|| format!("nobody is called {user} here"))?;
    if receipts.is_empty() && !json {
        println!("{user} has used nothing");
    }
    for receipt in &receipts {
        if json {
            println!("{}", as_json(receipt, prices));
        } else {
            println!("{}", as_line(receipt, prices));
        }
    }
    Ok(())
}

fn cost(receipt: &Receipt, prices: &Prices) -> Option<f64> {
    let (input, output) = (receipt.input_tokens?.into(), receipt.output_tokens?.into());
    // A timestamp begins with its day in UTC.
    let day = receipt.settled_at.unwrap_or(receipt.reserved_at).to_string();
    prices.cost(receipt.model.as_deref()?, day.get(..10)?, input, output)
}

fn as_line(receipt: &Receipt, prices: &Prices) -> String {
    let Receipt { id, kind, state, reserved_at, .. } = receipt;
    let mut line = format!("{id}  {reserved_at:.0}  {kind:<15} {state:<8}");
    if let Some(model) = &receipt.model {
        let (read, written) = (receipt.input_tokens.unwrap_or(0), receipt.output_tokens.unwrap_or(0));
        line += &format!("  {model}, {read} + {written} tokens, {}", dollars(cost(receipt, prices), 5));
    }
    if let Some(request) = &receipt.request_id {
        line += &format!("  request {request}");
    }
    line
}

fn as_json(receipt: &Receipt, prices: &Prices) -> Value {
    json!({
        "receipt": receipt.id, "kind": receipt.kind, "state": receipt.state,
        "reservedAt": receipt.reserved_at.to_string(), "settledAt": receipt.settled_at.map(|at| at.to_string()),
        "model": receipt.model,
        "inputTokens": receipt.input_tokens, "outputTokens": receipt.output_tokens, "dollars": cost(receipt, prices),
        "requestId": receipt.request_id,
    })
}

async fn release(db: &Db, receipt: Uuid) -> Result<(), Failure> {
    let given_back = receipts::give_back(db, receipt).await.map_err(cause)?;
    let given_back = given_back.ok_or_else(|| {
        format!("there is no receipt {receipt}, or it was given back before; `darasa usage --user <id>` lists them")
    })?;
    // For the log of whoever operates it: what was changed by hand, when, and nothing of the person but the id.
    let before = if given_back.was_settled { "settled" } else { "reserved" };
    let log = json!({
        "at": jiff::Timestamp::try_from(clock::now())?.to_string(), "event": "usage.released",
        "receipt": receipt, "user": given_back.owner, "kind": given_back.kind, "before": before,
    });
    println!("{log}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: &str, model: &str, uses: i64, tokens: [i64; 2]) -> DayOfModel {
        let [input_tokens, output_tokens] = tokens;
        let [day, model, kind] = [day, model, "question"].map(str::to_owned);
        DayOfModel { day, model, kind, uses, input_tokens, output_tokens }
    }

    #[test]
    fn days_are_added_up_at_their_own_prices() {
        let prices = Prices::read(None).unwrap();
        let flash = "gemini-3.8-flash";
        let days = vec![
            day("2026-12-31", flash, 2, [1_000_000, 0]),
            day("2027-01-01", flash, 3, [1_000_000, 100_000]),
            day("2026-12-31", "ollama/qwen3:8b", 1, [10, 20]),
        ];

        let sums = sums(days, &prices);

        let of = |model: &str| sums[&(model.to_owned(), "question".to_owned())].clone();
        let both = Sum { uses: 5, input_tokens: 2_000_000, output_tokens: 100_000, cost: Some(3.0) };
        assert_eq!(of(flash), both);
        assert_eq!(of("ollama/qwen3:8b").cost, None, "an unknown price is not nothing");
    }
}
