//! People deleted since: Clerk is the truth about who exists, so whoever it does not know any more is deleted again.
//!
//! Clerk is asked before anything is written, and once more for each person that its list lacks. While the archive is
//! read its people are counted, so that the keys of another Clerk instance cannot delete everybody.

use std::{collections::HashSet, sync::Arc, time::Duration};

use darasa_core::{
    Error as CoreError,
    base::{clock, env},
    domain::accounts::{clerk_events, users::UserId},
    providers::{
        ProbeResult,
        clerk::{Clerk, PAGE},
    },
    storage::db::Db,
};
use tokio::time::sleep;
use tokio_postgres::Client;

use crate::{
    archive::Part,
    error::{Error, Result, thousands},
};

const TRIES: u32 = 5;
const LONGEST_PAUSE: u32 = 60;

/// Whether Clerk is asked at all.
pub enum People {
    AsClerkKnows {
        clerk: Box<Clerk>,
        /// Whether more than half of an archive's people may be deleted.
        allow_mass_deletion: bool,
    },
    /// All of the archive, also those who were deleted since: for a drill, and when Clerk itself is lost.
    AllOfThem,
}

/// Clerk, and everybody whom it knew a moment ago.
pub struct Known {
    clerk: Clerk,
    ids: Arc<HashSet<String>>,
    allow_mass_deletion: bool,
}

/// Counts the people of an archive while it is verified.
pub struct Census {
    ids: Arc<HashSet<String>>,
    allow_mass_deletion: bool,
    /// Where the table `users` has what is looked at.
    columns: Option<(usize, usize)>,
    living: u64,
    unknown: u64,
}

impl People {
    pub(crate) async fn ask(self) -> Result<Option<Known>> {
        let Self::AsClerkKnows { clerk, allow_mass_deletion } = self else { return Ok(None) };
        if let ProbeResult::Rejected = clerk.probe().await? {
            return Err(Error::misused("Clerk does not take CLERK_SECRET_KEY"));
        }
        let mut ids = HashSet::new();
        loop {
            let page = patiently(|| clerk.user_ids(ids.len())).await?;
            let is_last = page.len() < PAGE;
            let before = ids.len();
            ids.extend(page);
            if is_last || ids.len() == before {
                break;
            }
        }
        Ok(Some(Known { clerk: *clerk, ids: Arc::new(ids), allow_mass_deletion }))
    }
}

impl Known {
    pub(crate) fn census(&self) -> Census {
        let (ids, allow_mass_deletion) = (self.ids.clone(), self.allow_mass_deletion);
        Census { ids, allow_mass_deletion, columns: None, living: 0, unknown: 0 }
    }

    /// As the webhook would have, one transaction a person. A list that changed while it was read may lack somebody, so
    /// each is asked for by name before anything of theirs is deleted.
    pub(crate) async fn delete_unknown(self, sql: &Client, settings: &env::Database, event: &str) -> Result<u64> {
        let (db, mut deleted) = (Db::new(&direct(settings), clock::system())?, 0);
        for row in sql.query("select id from users where deleted_at is null order by id", &[]).await? {
            let id: String = row.get(0);
            let Some(user) = UserId::parse(id.clone()).filter(|_| !self.ids.contains(&id)) else { continue };
            if patiently(|| self.clerk.user(&id)).await?.is_none() {
                clerk_events::delete(&db, &format!("{event}_{id}"), &user).await?;
                deleted += 1;
            }
        }
        Ok(deleted)
    }
}

/// The handle of the API over the connection of the restore: past the pooler.
pub fn direct(settings: &env::Database) -> env::Database {
    let config = settings.direct.clone().unwrap_or_else(|| settings.config.clone());
    env::Database { config, ..settings.clone() }
}

impl Census {
    /// The columns by their names, once.
    pub(super) fn with_columns(mut self, columns: &[String]) -> Self {
        let at = |name: &str| columns.iter().position(|column| column == name);
        self.columns = at("id").zip(at("deleted_at"));
        self
    }

    pub(super) fn count(&mut self, part: &Part<'_>) {
        let Some((id, deleted_at)) = self.columns.filter(|_| part.table == "users") else { return };
        for line in part.lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let field = |number: usize| line.split(|byte| *byte == b'\t').nth(number).unwrap_or_default();
            if field(deleted_at) == b"\\N" {
                self.note(std::str::from_utf8(field(id)).unwrap_or_default());
            }
        }
    }

    /// Somebody who lives.
    pub(crate) fn note(&mut self, id: &str) {
        self.living += 1;
        self.unknown += u64::from(!self.ids.contains(id));
    }

    /// `otherwise` is what keeps them where somebody may choose so.
    pub(crate) fn judge(self, whose: &str, otherwise: &str) -> Result<()> {
        if self.unknown * 2 <= self.living || self.allow_mass_deletion {
            return Ok(());
        }
        let (unknown, living) = (thousands(self.unknown), thousands(self.living));
        Err(Error::misused(format!(
            "Clerk does not know {unknown} of {whose} {living} people: is CLERK_SECRET_KEY of the same instance? \
             Nothing was written. --allow-mass-deletion deletes them{otherwise}"
        )))
    }
}

/// Clerk limits how often it is asked, and says for how long to wait.
async fn patiently<T, F: Future<Output = darasa_core::Result<T>>>(ask: impl Fn() -> F) -> Result<T> {
    for _ in 1..TRIES {
        match ask().await {
            Err(CoreError::Unavailable { retry_after, .. }) => {
                sleep(Duration::from_secs(retry_after.min(LONGEST_PAUSE).into())).await;
            }
            other => return other.map_err(Error::from),
        }
    }
    ask().await.map_err(Error::from)
}
