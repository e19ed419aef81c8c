//! Commands `darasa reviews`, `darasa cards` and `darasa topics`: fill in what older releases did not store, for
//! everybody or for one person, as often as one likes.

use clap::Subcommand;
use darasa_core::{
    base::{clock, env},
    domain::{
        accounts::users::UserId,
        practice::{
            people::{self, People},
            rebuild,
        },
    },
    storage::db::Db,
};

use crate::{Failure, settings};

/// So many people are listed, and told of, at a time.
const BATCH: i64 = 500;
/// The questions of so many are locked together: whoever stores an answer meanwhile waits for no more than them.
const LOCKED: usize = 25;

#[derive(clap::Args)]
pub struct Reviews {
    #[command(subcommand)]
    action: ReviewsAction,
}

#[derive(Subcommand)]
enum ReviewsAction {
    /// Add the reviews of answers that have none, say anew which are fresh, and fold the cards again; to be run after a
    /// deployment and once more after a rollback. What somebody left out or took back in stays so
    Rebuild(Whose),
}

#[derive(clap::Args)]
pub struct Cards {
    #[command(subcommand)]
    action: CardsAction,
}

#[derive(Subcommand)]
enum CardsAction {
    /// Fold every card again from the reviews of its question; one that is suspended stays so
    Rebuild(Whose),
}

#[derive(clap::Args)]
pub struct Whose {
    /// Of one person only: Clerk's id, user_…
    #[arg(long, value_name = "ID")]
    user: Option<String>,
}

/// What became of some people's rows.
#[derive(Default)]
struct Changes {
    people: u64,
    reviews: u64,
    cards: u64,
    topics: u64,
}

impl Reviews {
    pub async fn run(self) -> Result<(), Failure> {
        let ReviewsAction::Rebuild(whose) = self.action;
        let done = each(whose, async |db, people, changes| {
            let (reviews, cards) = rebuild::reviews(db, people).await?;
            changes.reviews += reviews;
            changes.cards += cards;
            Ok(())
        })
        .await?;
        println!("{} people: {} reviews added, {} cards changed", done.people, done.reviews, done.cards);
        Ok(())
    }
}

impl Cards {
    pub async fn run(self) -> Result<(), Failure> {
        let CardsAction::Rebuild(whose) = self.action;
        let done = each(whose, async |db, people, changes| {
            changes.cards += rebuild::cards(db, people).await?;
            Ok(())
        })
        .await?;
        println!("{} people: {} cards changed", done.people, done.cards);
        Ok(())
    }
}

impl Whose {
    /// Says anew what questions are about.
    pub async fn run_topics(self) -> Result<(), Failure> {
        let done = each(self, async |db, people, changes| {
            changes.topics += rebuild::topics(db, people).await?;
            Ok(())
        })
        .await?;
        println!("{} people: topics of {} questions changed", done.people, done.topics);
        Ok(())
    }
}

/// Does something for everybody who is meant, some at a time, and tells on stderr how far it is.
async fn each(
    whose: Whose,
    work: impl AsyncFn(&Db, &People, &mut Changes) -> darasa_core::Result<()>,
) -> Result<Changes, Failure> {
    let database = env::database(settings::read(&crate::checkout_root()?)?)?;
    let db = Db::new(&database, clock::system()).map_err(cause)?;
    let mut changes = Changes::default();
    if let Some(user) = whose.user {
        let id = UserId::parse(user.clone()).ok_or_else(|| format!("{user} is not Clerk's id of a person, user_…"))?;
        if !people::is_known(&db, &id).await.map_err(cause)? {
            return Err(format!("nobody is called {user}").into());
        }
        work(&db, &People::new(vec![user]), &mut changes).await.map_err(cause)?;
        changes.people = 1;
        return Ok(changes);
    }
    let mut last = String::new();
    loop {
        let batch = people::next_people(&db, &last, BATCH).await.map_err(cause)?;
        let Some(next) = batch.last().cloned() else { return Ok(changes) };
        for some in batch.chunks(LOCKED) {
            work(&db, &People::new(some.to_vec()), &mut changes).await.map_err(cause)?;
            changes.people += some.len() as u64;
        }
        eprintln!("{} people so far, the last is {next}", changes.people);
        last = next;
    }
}

/// What the database said, without any secret of the connection.
fn cause(error: darasa_core::Error) -> Failure {
    error.cause().map_or_else(|| error.to_string(), str::to_owned).into()
}
