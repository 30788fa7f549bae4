//! The audit log as administrators read it: who changed what, when, and from what to what.

use super::store::{self, Filter, Line};
use super::wording::{self, Told};
use crate::app::App;
use crate::auth::Admin;
use crate::error::Result;
use crate::http::{PageResult, Query, Section, Shell, render};
use crate::reports::address;
use crate::users;
use crate::words::Words;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::get;
use timetracker_types::{Id, Zone};

/// `/settings/audit`.
pub fn routes() -> Router<App> {
    Router::new().route("/settings/audit", get(show))
}

/// Lines on a page.
const LINES: i64 = 50;
/// Fields that one line shows with their values.
const FIELDS: usize = 12;
/// The longest value that is shown, in characters.
const LONGEST: usize = 120;

/// A field that changed.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name as the API spells it.
    pub name: String,
    /// What it was.
    pub before: String,
    /// What it became.
    pub after: String,
}

/// One line.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line's id.
    pub id: i64,
    /// `Mon, 23 Nov, 14:32`.
    pub at: String,
    /// To the millisecond, with the offset.
    pub exact: String,
    /// Who did it; "TimeTracker" where nobody did.
    pub who: String,
    /// One sentence.
    pub sentence: String,
    /// The fields that changed, with their values.
    pub fields: Vec<Field>,
}

/// The page.
#[derive(Template)]
#[template(path = "audit/audit.html")]
pub struct AuditPage {
    pub(super) shell: Shell,
    pub(super) rows: Vec<Row>,
    /// Ids and names of people.
    pub(super) people: Vec<(i64, String)>,
    /// Kinds of things there are lines about.
    pub(super) kinds: Vec<(String, String)>,
    pub(super) person: String,
    pub(super) kind: String,
    /// Where the list goes on: pages are named by the line that they begin after.
    pub(super) older: String,
    pub(super) newest: String,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Wish {
    person: String,
    kind: String,
    before: String,
}

impl Wish {
    fn filter(&self) -> Filter {
        Filter {
            user_id: self.person.parse().ok().map(Id::new),
            entity: Some(self.kind.clone()).filter(|kind| !kind.is_empty()),
            before: self.before.parse().ok(),
            ..Filter::default()
        }
    }

    fn page(&self, before: Option<i64>) -> String {
        let pairs = [("person", &self.person), ("kind", &self.kind)];
        let set = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let mut words: Vec<(&'static str, String)> = set.map(|(name, value)| (name, value.clone())).collect();
        words.extend(before.map(|id| ("before", id.to_string())));
        address("/settings/audit", &words)
    }
}

async fn show(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
) -> PageResult {
    let filter = wish.filter();
    let mut lines = store::list(&app.db, &filter, LINES + 1, 0).await?;
    let has_more = i64::try_from(lines.len()).unwrap_or(0) > LINES;
    lines.truncate(usize::try_from(LINES).unwrap_or(0));
    let last = lines.last().map(|line| line.id);
    let shell = Shell::load(&app, actor, Section::Audit, &headers).await?;
    let people = users::list(&app.db).await?;
    let kinds = store::kinds(&app.db).await?;
    render(&AuditPage {
        rows: rows(&app, &shell, lines).await?,
        people: people
            .iter()
            .map(|person| (person.id.get(), person.display_name().to_owned()))
            .collect(),
        kinds: kinds
            .into_iter()
            .map(|kind| (kind.clone(), kind.replace('_', " ")))
            .collect(),
        older: last
            .filter(|_| has_more)
            .map(|id| wish.page(Some(id)))
            .unwrap_or_default(),
        newest: if filter.before.is_some() {
            wish.page(None)
        } else {
            String::new()
        },
        person: wish.person,
        kind: wish.kind,
        shell,
    })
}

async fn rows(app: &App, shell: &Shell, lines: Vec<Line>) -> Result<Vec<Row>> {
    let projects: Vec<i64> = lines.iter().filter_map(wording::project_of).collect();
    let projects = store::project_names(&app.db, projects).await?;
    let zone = &shell.actor.user.timezone;
    let row = |line: &Line| {
        let told = wording::told(line, &projects);
        row(line, told, shell.words, zone, app.now())
    };
    Ok(lines.iter().map(row).collect())
}

fn row(line: &Line, told: Told, words: Words, zone: &Zone, now: timetracker_types::Instant) -> Row {
    let day = words.day_medium(zone.day_of(line.at), zone.day_of(now));
    Row {
        id: line.id,
        at: format!("{day}, {}", words.time_of_day(line.at, zone)),
        exact: zone.to_rfc3339(line.at),
        who: line
            .display_name
            .clone()
            .unwrap_or_else(|| words.t("audit-product").into_owned()),
        fields: fields(&told),
        sentence: told.sentence,
    }
}

fn fields(told: &Told) -> Vec<Field> {
    let value = |state: &serde_json::Map<String, serde_json::Value>, name: &str| match state.get(name) {
        None | Some(serde_json::Value::Null) => "–".to_owned(),
        Some(serde_json::Value::String(text)) => cut(text),
        Some(other) => cut(&other.to_string()),
    };
    let shown = told.changed.iter().take(FIELDS);
    shown
        .map(|name| Field {
            name: name.replace('_', " "),
            before: value(&told.before, name),
            after: value(&told.after, name),
        })
        .collect()
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{cut}…")
}
