//! How a transcript is read and played.
//!
//! A line is `who METHOD path [body] -> status expectations… [| name=path …]`; lines that begin with `#` are comments.
//! `who` is a person of the cast, `nobody`, or `bob[read:tasks,write:tasks]` for a token of few scopes. In path and
//! body `{name}` stands for an id of the cast or one that an earlier line kept behind its `|`.
//!
//! Expectations about the JSON answer: `key:type` (`text int num bool list object any`, with `?` also null),
//! `key=value` (JSON), `key=SHAPE` and `list[]=SHAPE` (every element, and at least one), `!key` (absent), and `SHAPE`
//! for the whole answer. Keys may be paths: `errors.name`, `clients[0].id`. The shapes are in `shapes.txt`.

use crate::auth::{Actor, tokens};
use crate::testing::{Answer, Test};
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::Value;
use std::collections::HashMap;

/// The lines of a table that are requests.
pub fn requests(table: &str) -> impl Iterator<Item = &str> {
    let lines = table.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Plays a table, and fails with every line that is not answered as it says.
pub async fn play(t: &Test, table: &str) {
    let failures = failures(t, table).await;
    assert!(
        failures.is_empty(),
        "{} lines:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Plays a table from its first line to its last: the lines that are answered otherwise, with why.
async fn failures(t: &Test, table: &str) -> Vec<String> {
    let mut player = Player::new(t).await;
    let mut failures = Vec::new();
    for line in requests(table) {
        if let Err(failure) = player.line(line).await {
            failures.push(format!("{line}\n    {failure}"));
        }
    }
    failures
}

struct Player<'a> {
    t: &'a Test,
    names: HashMap<String, String>,
    tokens: HashMap<String, String>,
}

impl<'a> Player<'a> {
    async fn new(t: &'a Test) -> Self {
        let client = t.api(&t.alice).get("/api/v1/clients").await.json()["clients"][0]["id"].clone();
        let id = |person: &Actor| person.user.id.to_string();
        let known = [
            ("project", t.project.to_string()),
            ("task", t.task.to_string()),
            ("client", client.to_string()),
            ("alice", id(&t.alice)),
            ("bob", id(&t.bob)),
            ("charlie", id(&t.charlie)),
        ];
        let names = known.map(|(name, id)| (name.to_owned(), id));
        Self {
            t,
            names: names.into(),
            tokens: HashMap::new(),
        }
    }

    async fn line(&mut self, line: &str) -> Result<(), String> {
        let (ask, expected) = line.rsplit_once(" -> ").ok_or("no “ -> ” in it")?;
        let (expected, kept) = expected.split_once(" | ").unwrap_or((expected, ""));
        let mut words = ask.splitn(4, ' ');
        let (Some(who), Some(method), Some(path)) = (words.next(), words.next(), words.next()) else {
            return Err("it is not “who METHOD path”".into());
        };
        let (path, body) = (self.filled(path), words.next().map(|body| self.filled(body)));
        let answer = self.ask(who, method, &path, body).await?;
        let mut expected = expected.split_whitespace();
        let status = expected.next().unwrap_or_default();
        if answer.status.as_str() != status {
            return Err(format!("answered {}: {}", answer.status, answer.text));
        }
        let json = serde_json::from_str(&answer.text).unwrap_or(Value::Null);
        for word in expected {
            judge(&json, &self.filled(word)).map_err(|why| format!("{why} in {}", answer.text))?;
        }
        for kept in kept.split_whitespace() {
            let (name, path) = kept.split_once('=').ok_or("what to keep is not “name=path”")?;
            let id = at(&json, path).ok_or_else(|| format!("no {path} in {}", answer.text))?;
            self.names.insert(name.to_owned(), id.to_string());
        }
        Ok(())
    }

    fn filled(&self, text: &str) -> String {
        let names = self.names.iter();
        names.fold(text.to_owned(), |text, (name, id)| {
            text.replace(&format!("{{{name}}}"), id)
        })
    }

    async fn ask(
        &mut self,
        who: &str,
        method: &str,
        path: &str,
        body: Option<String>,
    ) -> Result<Answer, String> {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let request = match self.token(who).await? {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        };
        let body = body.map_or(Body::empty(), Body::from);
        let request = request.body(body).map_err(|error| error.to_string())?;
        Ok(self.t.send(request).await)
    }

    async fn token(&mut self, who: &str) -> Result<Option<String>, String> {
        if who == "nobody" {
            return Ok(None);
        }
        if let Some(token) = self.tokens.get(who) {
            return Ok(Some(token.clone()));
        }
        let (name, scopes) = who.split_once('[').unwrap_or((who, "*]"));
        let person = match name {
            "alice" => &self.t.alice,
            "bob" => &self.t.bob,
            "charlie" => &self.t.charlie,
            "vera" => &self.t.vera,
            _ => return Err(format!("nobody is called {name}")),
        };
        let scopes: Vec<String> = scopes
            .trim_end_matches(']')
            .split(',')
            .map(str::to_owned)
            .collect();
        let made = tokens::create(&self.t.app, person, "transcript", &scopes, None).await;
        let token = made.map_err(|error| error.to_string())?;
        self.tokens.insert(who.to_owned(), token.clone());
        Ok(Some(token))
    }
}

/// What stands at a path such as `clients[0].id`.
fn at<'v>(json: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(json, |value, part| {
        let (key, indices) = part.split_once('[').unwrap_or((part, ""));
        let value = if key.is_empty() { value } else { value.get(key)? };
        let indices = indices.split('[').filter(|index| !index.is_empty());
        indices
            .map(|index| index.trim_end_matches(']').parse::<usize>().ok())
            .try_fold(value, |value, index| value.get(index?))
    })
}

fn judge(json: &Value, word: &str) -> Result<(), String> {
    if let Some(path) = word.strip_prefix('!') {
        return at(json, path).map_or(Ok(()), |found| Err(format!("{path} is there: {found}")));
    }
    if word.chars().all(|c| c.is_ascii_uppercase()) {
        return fits(json, word);
    }
    let is_type = word
        .find(':')
        .is_some_and(|colon| word.find('=').is_none_or(|equal| colon < equal));
    if is_type {
        let (path, kind) = word.split_once(':').unwrap_or_default();
        return is_a(at(json, path), kind).map_err(|why| format!("{path} {why}"));
    }
    let (path, wanted) = word
        .split_once('=')
        .ok_or_else(|| format!("“{word}” says nothing"))?;
    if let Some(list) = path.strip_suffix("[]") {
        let rows = at(json, list)
            .and_then(Value::as_array)
            .ok_or_else(|| format!("{list} is no list"))?;
        if rows.is_empty() {
            return Err(format!("{list} is empty"));
        }
        return rows.iter().try_for_each(|row| fits(row, wanted));
    }
    let found = at(json, path).ok_or_else(|| format!("{path} is missing"))?;
    if wanted.chars().all(|c| c.is_ascii_uppercase()) {
        return fits(found, wanted);
    }
    let wanted: Value = serde_json::from_str(wanted).map_err(|_| format!("“{wanted}” is not JSON"))?;
    let same = found == &wanted || (found.is_number() && found.as_f64() == wanted.as_f64());
    if same {
        Ok(())
    } else {
        Err(format!("{path} is {found}, not {wanted}"))
    }
}

/// Whether an object has every key of a shape, each of its type.
fn fits(object: &Value, shape: &str) -> Result<(), String> {
    let shapes = requests(include_str!("shapes.txt"));
    let mut lines = shapes.filter_map(|line| line.split_once(' '));
    let (_, keys) = lines
        .find(|(name, _)| *name == shape)
        .ok_or_else(|| format!("there is no shape {shape}"))?;
    keys.split_whitespace()
        .try_for_each(|key| judge(object, key))
        .map_err(|why| format!("as {shape}: {why}"))
}

fn is_a(value: Option<&Value>, kind: &str) -> Result<(), String> {
    let value = value.ok_or("is missing")?;
    if kind.ends_with('?') && value.is_null() {
        return Ok(());
    }
    let fits = match kind.trim_end_matches('?') {
        "text" => value.is_string(),
        "int" => value.is_i64(),
        "num" => value.is_number(),
        "bool" => value.is_boolean(),
        "list" => value.is_array(),
        "object" => value.is_object(),
        "any" => true,
        other => return Err(format!("cannot be a {other}: there is no such type")),
    };
    if fits {
        Ok(())
    } else {
        Err(format!("is {value}, which is no {kind}"))
    }
}

/// Bodies that no route wants.
const BAD: [&str; 14] = [
    "{",
    "[]",
    "5",
    "\"text\"",
    "null",
    "{\"name\": {\"deep\": [1]}, \"content\": [], \"project_id\": {}}",
    "{\"name\": [1], \"project_id\": true, \"task_id\": 1.5, \"client_id\": \"x\"}",
    "{\"name\": \"a\\u0000b\", \"content\": \"a\\u0000b\", \"notes\": \"\\u0000\", \"project_id\": 1, \"client_id\": 1}",
    "{\"project_id\": 9223372036854775807, \"task_id\": -1, \"start_time\": \"2026-02-30T10:00\"}",
    "{\"project_id\": 1e400}",
    "{\"project_id\": 1, \"start_time\": 5, \"end_time\": {}, \"break_seconds\": -5}",
    "{\"start_time\": \"0000-00-00T00:00:00Z\", \"end_time\": \"99999-01-01T00:00:00\", \"work_date\": \"x\"}",
    "{\"name\": \"x\", \"payload\": \"x\", \"scope\": 5, \"column_ids\": {\"a\": 1}, \"tags\": {\"a\": 1}}",
    "{\"break_seconds\": 99999999999999999999, \"estimated_hours\": \"many\", \"due_date\": \"soon\", \"hourly_rate\": []}",
];

/// Routes that write.
const WRITES: &[&str] = &[
    "clients",
    "clients/1",
    "projects",
    "projects/1",
    "tasks",
    "tasks/1",
    "time-entries",
    "time-entries/1",
    "timer/start",
    "timer/resume/1",
    "comments",
    "comments/1",
    "saved-filters",
    "saved-filters/1",
    "time-entry-templates",
    "time-entry-templates/1",
    "kanban/columns",
    "kanban/columns/1",
    "kanban/columns/reorder",
    "users/me/favorites/projects",
    "clients/1/notes",
    "clients/1/contacts",
    "client-notes/1",
    "contacts/1",
    "workday/start",
    "workday/end",
    "attendance/break/start",
    "attendance/corrections",
    "attendance/corrections/1/approve",
    "auth/login",
];

/// Routes that read.
const READS: &[&str] = &[
    "clients",
    "projects",
    "tasks",
    "time-entries",
    "users",
    "saved-filters",
    "time-entry-templates",
    "activities",
    "audit-logs",
    "search",
    "reports/summary",
    "reports/capacity",
    "attendance/history",
    "comments",
    "tags",
    "kanban/columns",
    "attendance/corrections",
    "clients/1/notes",
    "clients/1/contacts",
];

/// Questions that nobody means.
const QUERIES: &[&str] = &[
    "page=0",
    "page=-1&per_page=-1",
    "page=1000000000&per_page=1000000",
    "page=abc&per_page=x",
    "page=99999999999999999999",
    "project_id=x&task_id=&user_id=%00&client_id=1e9",
    "start_date=yesterday&end_date=2026-02-30",
    "q=%00%FF%FE&status=%27",
    "limit=-5&days=1e3&entity_id=abc&types=,,&tags=%25%25,_&scope=%00",
    "start_date=9999-12-31&end_date=9999-12-31",
    "start_date=1900-01-01&end_date=1900-01-01",
    "user_ids=1,x,,99999999999999999999",
];

/// Sends every bad body to every route that writes, and nonsense to those that read: never our fault.
pub async fn bombard(t: &Test) {
    let mut player = Player::new(t).await;
    for path in WRITES {
        for method in ["POST", "PATCH"] {
            for body in BAD {
                let path = format!("/api/v1/{path}");
                let answer = player
                    .ask("alice", method, &path, Some(body.into()))
                    .await
                    .unwrap();
                let status = answer.status.as_u16();
                assert!(
                    status < 500,
                    "{method} {path} {body} answers {status}: {}",
                    answer.text
                );
                assert!(
                    status < 400 || answer.json()["error"].is_string(),
                    "{method} {path} {body}: {}",
                    answer.text
                );
            }
        }
    }
    for path in READS {
        for query in QUERIES {
            let path = format!("/api/v1/{path}?{query}");
            let answer = player.ask("bob", "GET", &path, None).await.unwrap();
            assert!(
                answer.status.as_u16() < 500,
                "{path} answers {}: {}",
                answer.status,
                answer.text
            );
            assert!(answer.json().is_object(), "{path}: {}", answer.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_fits_passes_and_what_does_not_is_told() {
        let answer = json!({"id": 5, "name": "x", "list": [{"id": 1}], "none": null, "hours": 1.0});
        for right in [
            "id:int",
            "name=\"x\"",
            "list[0].id=1",
            "none:text?",
            "hours=1",
            "!gone",
            "list:list",
            "none=null",
        ] {
            assert_eq!(judge(&answer, right), Ok(()), "{right}");
        }
        for wrong in [
            "id:text",
            "name=\"y\"",
            "list[1].id=1",
            "none:text",
            "gone:any",
            "!id",
            "list[]=CLIENT",
            "id",
            "DONE",
            "name=CLIENT",
            "id:integer",
        ] {
            assert!(judge(&answer, wrong).is_err(), "{wrong}");
        }
    }

    crate::app_tests! {
        async fn a_line_that_is_answered_otherwise_is_told(t: Test) {
            let table = "bob GET /api/v1/projects -> 404 MISSING\nbob GET /api/v1/projects -> 200 projects[0].id=\"one\"
                bob GET /api/v1/projects -> 200 projects[]=PROJECT\nbob GET";
            let told = failures(&t, table).await;
            assert_eq!(told.len(), 3);
            assert!(told[0].contains("answered 200") && told[1].contains("projects[0].id is"), "{told:?}");
        }
    }
}
