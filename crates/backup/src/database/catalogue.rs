//! Catalogue: the tables of `public`, with their columns, parents before children. Never a list that could forget one.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use crate::{
    archive::Table,
    error::{Error, Result},
};

/// Its content is the manifest's list of migrations.
const HISTORY: &str = "refinery_schema_history";

const TABLES: &str = "
    select c.relname::text,
        array_agg(a.attname::text order by a.attnum) filter (where a.attnum is not null),
        array_agg(format_type(a.atttypid, a.atttypmod) order by a.attnum) filter (where a.attnum is not null)
    from pg_class c
    left join pg_attribute a
        on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> $1
    group by c.oid, c.relname";

/// A row that outlives what it names is no child of it: such keys may lead in a circle.
const PARENTS: &str = "
    select child.relname::text, parent.relname::text
    from pg_constraint k
    join pg_class child on child.oid = k.conrelid
    join pg_class parent on parent.oid = k.confrelid
    where k.contype = 'f' and k.confdeltype <> 'n' and k.conrelid <> k.confrelid
        and child.relnamespace = 'public'::regnamespace";

/// What holds rows, or hands out numbers, and is no ordinary table. Indexes and composite types hold none.
const OTHERS: &str = "
    select case relkind
            when 'v' then 'the view ' when 'm' then 'the materialised view ' when 'p' then 'the partitioned table '
            when 'f' then 'the foreign table ' when 'S' then 'the sequence ' else 'the relation '
        end || relname
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind not in ('r', 'i', 'I', 't', 'c')
    order by relname";

#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Parents first, then by name.
    pub tables: Vec<Table>,
}

/// The tables that an archive holds. Whatever the format does not know is an error that names it.
pub async fn tables(db: &Client) -> Result<Catalogue> {
    if let Some(other) = other_relations(db).await?.into_iter().next() {
        return Err(Error::failed(format!("{other}: this format of archives does not hold such things yet")));
    }
    let mut all = BTreeMap::new();
    for row in db.query(TABLES, &[&HISTORY]).await? {
        let (columns, types): (Option<Vec<String>>, Option<Vec<String>>) = (row.get(1), row.get(2));
        let name: String = row.get(0);
        let table = Table { name, columns: columns.unwrap_or_default(), types: types.unwrap_or_default() };
        if !table.columns.iter().chain([&table.name]).all(|name| crate::archive::is_name(name)) {
            return Err(Error::failed(format!("{}: a name that this format of archives does not hold", table.name)));
        }
        all.insert(table.name.clone(), table);
    }
    let parents = db.query(PARENTS, &[]).await?;
    let parents: Vec<(String, String)> = parents.iter().map(|row| (row.get(0), row.get(1))).collect();
    Ok(Catalogue { tables: in_order(all, &parents)? })
}

pub async fn other_relations(db: &Client) -> Result<Vec<String>> {
    Ok(db.query(OTHERS, &[]).await?.iter().map(|row| row.get(0)).collect())
}

fn in_order(mut left: BTreeMap<String, Table>, parents: &[(String, String)]) -> Result<Vec<Table>> {
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |name: &String| parents.iter().any(|(child, parent)| child == name && left.contains_key(parent));
        let free: Vec<String> = left.keys().filter(|name| !waits(name)).cloned().collect();
        if free.is_empty() {
            let circle = left.into_keys().collect::<Vec<_>>().join(", ");
            return Err(Error::failed(format!("foreign keys lead in a circle: {circle}")));
        }
        order.extend(free.iter().filter_map(|name| left.remove(name)));
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str) -> (String, Table) {
        (name.to_owned(), Table { name: name.to_owned(), columns: Vec::new(), types: Vec::new() })
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(child, parent)| ((*child).to_owned(), (*parent).to_owned())).collect()
    }

    #[test]
    fn parents_come_before_children_and_otherwise_names_decide() {
        let all = ["answers", "jobs", "questions", "users", "zebras"].map(table).into();
        let parents = pairs(&[("answers", "questions"), ("questions", "jobs"), ("jobs", "users")]);
        let order: Vec<_> = in_order(all, &parents).unwrap().into_iter().map(|table| table.name).collect();
        assert_eq!(order, ["users", "zebras", "jobs", "questions", "answers"]);
    }

    #[test]
    fn a_circle_is_named() {
        let all = ["a", "b", "c"].map(table).into();
        let error = in_order(all, &pairs(&[("a", "b"), ("b", "a")])).unwrap_err();
        assert_eq!(error.to_string(), "foreign keys lead in a circle: a, b");
    }
}
