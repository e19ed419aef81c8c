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

/// Somebody, and how many answers and reviews of theirs there are; of many, that there are `MANY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: String,
    pub rows: i64,
}

/// So many rows are made anew in one transaction, or one person's however many they have: that takes far less time than
/// a statement may take.
pub const MANY: i64 = 2_000;

/// So many people from here on, in the order of their ids; none behind the last.
pub async fn next_people(db: &Db, after: &str, most: i64) -> Result<Vec<Person>> {
    const NEXT: &str = "
    select u.id, least(reviews.number + answers.number, $3) as rows
    from (select id from users where id > $1 and deleted_at is null order by id limit $2) as u
    cross join lateral (
        select count(*) as number from (select from reviews where user_id = u.id limit $3) as counted
    ) as reviews
    cross join lateral (
        select count(*) as number from (
            select from job_infos j join questions q on q.job_info_id = j.id join answers a on a.question_id = q.id
            where j.user_id = u.id limit $3
        ) as counted
    ) as answers
    order by u.id";
    let rows = db.read(NEXT, &[&after, &most, &MANY]).await?;
    Ok(rows.iter().map(|row| Person { id: row.get("id"), rows: row.get("rows") }).collect())
}

/// The same people in the same order, so many at most together and no more than `MANY` rows, unless one has more.
pub fn groups(people: &[Person], most: usize) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut rows = 0;
    for person in people {
        rows += person.rows;
        match groups.last_mut().filter(|group| group.len() < most && rows <= MANY) {
            Some(group) => group.push(person.id.clone()),
            None => {
                groups.push(vec![person.id.clone()]);
                rows = person.rows;
            }
        }
    }
    groups
}

/// Whether there is such a person.
pub async fn is_known(db: &Db, user: &UserId) -> Result<bool> {
    const KNOWN: &str = "select id from users where id = $1 and deleted_at is null";
    Ok(!db.read(KNOWN, &[&user.as_str()]).await?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_taken_together_up_to_their_number_and_that_of_their_rows() {
        for (rows, most, expected) in [
            (&[][..], 2, &[][..]),
            (&[0, 0, 0], 2, &[2, 1]),
            (&[MANY - 1, 1, 0, 1], 9, &[3, 1]),
            (&[MANY, 0, 1], 9, &[2, 1]),
            (&[1, MANY, MANY, 1], 9, &[1, 1, 1, 1]),
        ] {
            let people: Vec<_> =
                rows.iter().zip('a'..).map(|(rows, id)| Person { id: id.to_string(), rows: *rows }).collect();
            let groups = groups(&people, most);
            assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), expected, "{rows:?}");
            assert_eq!(groups.concat(), people.into_iter().map(|person| person.id).collect::<Vec<_>>());
        }
    }
}
