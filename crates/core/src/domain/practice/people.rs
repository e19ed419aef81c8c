//! People whose reviews, cards or topics are made anew: some of all, page by page, or one of them and a question.

use uuid::Uuid;

use crate::{base::error::Result, domain::accounts::users::UserId, storage::db::Db};

/// Whose questions: all of some people's, or one.
pub struct People {
    pub users: Vec<String>,
    pub question: Option<Uuid>,
}

impl People {
    pub fn new(users: Vec<String>) -> Self {
        Self { users, question: None }
    }

    pub fn one(user: &UserId, question: Uuid) -> Self {
        Self { users: vec![user.as_str().to_owned()], question: Some(question) }
    }
}

/// So many people from here on, in the order of their ids; none behind the last.
pub async fn next_people(db: &Db, after: &str, most: i64) -> Result<Vec<String>> {
    const NEXT: &str = "select id from users where id > $1 and deleted_at is null order by id limit $2";
    Ok(db.read(NEXT, &[&after, &most]).await?.iter().map(|row| row.get(0)).collect())
}

/// Whether there is such a person.
pub async fn is_known(db: &Db, user: &UserId) -> Result<bool> {
    const KNOWN: &str = "select id from users where id = $1 and deleted_at is null";
    Ok(!db.read(KNOWN, &[&user.as_str()]).await?.is_empty())
}
