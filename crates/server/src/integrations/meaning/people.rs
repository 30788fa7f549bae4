//! People of the service and who they are here: by e-mail address, else as somebody chose.

use super::super::model::Connection;
use crate::error::Result;
use crate::users::{self, User};
use std::collections::HashMap;
use timetracker_connectors as connectors;
use timetracker_db::{Read, Tx, p, record};
use timetracker_types::{Id, Instant};

record! {
    /// A person of the service.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Person {
        /// The row's id.
        pub id: Id<Person>,
        /// The service's own id of them.
        pub external_ref: String,
        /// Their name there.
        pub name: String,
        /// Their e-mail address there.
        pub email: Option<String>,
        /// Whether their account there can be used.
        pub is_active: bool,
        /// Who they are here, as somebody chose.
        pub chosen_user_id: Option<i64>,
        /// Whether somebody said that they are nobody here.
        pub is_ignored: bool,
        /// Who they are here, by choice or by e-mail address.
        pub user_id: Option<i64>,
    }
}

const COLUMNS: &str = "SELECT id, external_ref, name, email, is_active, chosen_user_id, is_ignored, user_id
    FROM external_people";

/// Everybody of a connection.
pub async fn list(db: &impl Read, connection: Id<Connection>) -> Result<Vec<Person>> {
    let sql = format!("{COLUMNS} WHERE connection_id = $1 ORDER BY id");
    Ok(db.query(&sql, p![connection]).await?)
}

/// One person of a connection.
pub async fn find(db: &impl Read, connection: Id<Connection>, id: Id<Person>) -> Result<Option<Person>> {
    let sql = format!("{COLUMNS} WHERE connection_id = $1 AND id = $2");
    Ok(db.query_opt(&sql, p![connection, id]).await?)
}

/// How many live issues wait for a person that nobody here is, by the service's id of the person.
async fn waiting(db: &impl Read, connection: Id<Connection>) -> Result<HashMap<String, i64>> {
    let sql = "SELECT assignee_ref, COUNT(*) FROM tasks
        WHERE connection_id = $1 AND assignee_id IS NULL AND assignee_ref IS NOT NULL AND archived_at IS NULL
        GROUP BY assignee_ref";
    let rows: Vec<(String, i64)> = db.query(sql, p![connection]).await?;
    Ok(rows.into_iter().collect())
}

/// Whom nobody here is though live issues are theirs, with how many; who was said to be nobody is left out.
pub async fn unmatched(db: &impl Read, connection: Id<Connection>) -> Result<Vec<(Person, i64)>> {
    let waiting = waiting(db, connection).await?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let people = list(db, connection).await?.into_iter();
    let open = people.filter(|person| !person.is_ignored && person.user_id.is_none());
    let mut found: Vec<(Person, i64)> = open
        .filter_map(|person| waiting.get(&person.external_ref).map(|issues| (person, *issues)))
        .collect();
    found.sort_by_key(|(person, issues)| (std::cmp::Reverse(*issues), person.id));
    Ok(found)
}

/// Writes who a person is, and gives them their tasks.
pub async fn settle(tx: &Tx, connection: Id<Connection>, person: &Person, now: Instant) -> Result<()> {
    write(tx, person).await?;
    let sql = "UPDATE tasks SET assignee_id = $3, updated_at = $4
        WHERE connection_id = $1 AND assignee_ref = $2 AND assignee_id IS DISTINCT FROM $3";
    tx.exec(sql, p![connection, person.external_ref, person.user_id, now])
        .await?;
    Ok(())
}

async fn write(tx: &Tx, person: &Person) -> Result<()> {
    let sql = "UPDATE external_people SET chosen_user_id = $2, is_ignored = $3, user_id = $4 WHERE id = $1";
    let params = p![
        person.id,
        person.chosen_user_id,
        person.is_ignored,
        person.user_id
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Who people of the service are here, by the rules.
#[derive(Debug, Default)]
pub struct Rules {
    /// Active users by e-mail address in lower case.
    by_email: HashMap<String, i64>,
    active: Vec<i64>,
}

impl Rules {
    /// Of the users as they are now.
    pub fn of(users: &[User]) -> Self {
        let active = users.iter().filter(|user| user.is_active);
        let by_email = |user: &User| Some((folded(user.email.as_deref()?), user.id.get()));
        Self {
            by_email: active.clone().filter_map(by_email).collect(),
            active: active.map(|user| user.id.get()).collect(),
        }
    }

    /// The user that a person is.
    pub fn user_of(&self, person: &Person) -> Option<i64> {
        if person.is_ignored {
            return None;
        }
        let chosen = person.chosen_user_id.filter(|user| self.active.contains(user));
        chosen.or_else(|| self.by_email.get(&folded(person.email.as_deref()?)).copied())
    }
}

fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The people that a run knows of.
#[derive(Debug)]
pub struct People {
    connection: Id<Connection>,
    rules: Rules,
    known: HashMap<String, Person>,
}

impl People {
    /// Those of the runs before, by the rules of now.
    pub async fn load(db: &impl Read, connection: Id<Connection>) -> Result<Self> {
        let users = users::list(db).await?;
        let known = list(db, connection).await?;
        let known = known
            .into_iter()
            .map(|person| (person.external_ref.clone(), person));
        Ok(Self {
            connection,
            rules: Rules::of(&users),
            known: known.collect(),
        })
    }

    /// The user that a person is.
    pub fn user_of(&self, person: Option<&connectors::Person>) -> Option<i64> {
        self.known.get(&person?.reference)?.user_id
    }

    /// Follows what has changed here: people who joined, left, or have another address.
    pub async fn settle(&mut self, tx: &Tx, now: Instant) -> Result<()> {
        for person in self.known.values_mut() {
            let user_id = self.rules.user_of(person);
            if user_id != person.user_id {
                person.user_id = user_id;
                settle(tx, self.connection, person, now).await?;
            }
        }
        Ok(())
    }

    /// Keeps people as they are now there; their tasks follow. Answers who has another name.
    pub async fn meet(
        &mut self,
        tx: &Tx,
        people: &[&connectors::Person],
        now: Instant,
    ) -> Result<Vec<(String, String)>> {
        let mut renamed = Vec::new();
        for person in people {
            let known = self.known.get(&person.reference);
            if known.is_some_and(|known| is_same(known, person)) {
                continue;
            }
            if known.is_some_and(|known| known.name != person.name) {
                renamed.push((person.reference.clone(), person.name.clone()));
            }
            self.keep(tx, person, now).await?;
        }
        Ok(renamed)
    }

    async fn keep(&mut self, tx: &Tx, person: &connectors::Person, now: Instant) -> Result<()> {
        let sql = "INSERT INTO external_people (connection_id, external_ref, name, email, is_active)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (connection_id, external_ref) DO UPDATE SET name = excluded.name, email = excluded.email,
                is_active = excluded.is_active
            RETURNING id, external_ref, name, email, is_active, chosen_user_id, is_ignored, user_id";
        let params = p![
            self.connection,
            person.reference,
            person.name,
            person.email,
            person.active
        ];
        let mut met: Person = tx.query_one(sql, params).await?;
        let user_id = self.rules.user_of(&met);
        if user_id != met.user_id {
            met.user_id = user_id;
            // Whoever is met for the first time has no task yet, and a look for some would be in vain.
            if self.known.contains_key(&person.reference) {
                settle(tx, self.connection, &met, now).await?;
            } else {
                write(tx, &met).await?;
            }
        }
        self.known.insert(person.reference.clone(), met);
        Ok(())
    }
}

fn is_same(known: &Person, person: &connectors::Person) -> bool {
    known.name == person.name && known.email == person.email && known.is_active == person.active
}
