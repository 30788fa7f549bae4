//! What a line would be booked as, while it is typed: a fragment, no page.

use super::clash::{self, Clash};
use super::entry_form::EntryForm;
use super::jot;
use crate::app::App;
use crate::auth::{Actor, Writer};
use crate::error::{Error, Result};
use crate::http::{PageResult, Query, render};
use crate::tasks;
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use timetracker_types::{Instant, Interval, clock};

/// What a line would be booked as.
#[derive(Template, Default)]
#[template(path = "today/preview.html")]
pub struct Preview {
    pub(super) words: Words,
    /// `ENG-42`, or nothing.
    pub(super) identifier: String,
    /// The issue's title, or nothing.
    pub(super) title: String,
    /// The project's name, or nothing.
    pub(super) project: String,
    /// The project's place in the palette.
    pub(super) color: i64,
    /// "Tue 24 Nov, 8:30 – 10:00", or nothing where no time is said.
    pub(super) span: String,
    /// `1:30`, or nothing.
    pub(super) length: String,
    /// What remains of the line.
    pub(super) note: String,
    /// Without `#`.
    pub(super) tags: Vec<String>,
    /// What is missing or wrong, a sentence each.
    pub(super) problems: Vec<String>,
    /// The entries that it would lie on.
    pub(super) others: Vec<String>,
    /// Whether it reaches into the future.
    pub(super) is_ahead: bool,
    /// Whether anything was typed.
    pub(super) is_empty: bool,
}

/// What was typed, on the page of which day.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct PreviewQuery {
    text: String,
    day: String,
}

/// The names of projects that take time, as the options of a list: no page.
#[derive(Template)]
#[template(
    source = "{% for name in names %}<option value=\"{{ name }}\">{% endfor %}",
    ext = "html"
)]
struct ProjectNames {
    names: Vec<String>,
}

/// Answers the names of projects that take time.
pub async fn projects(Writer(_): Writer, State(app): State<App>) -> PageResult {
    let choices = crate::projects::choices(&app.db).await?;
    render(&ProjectNames {
        names: crate::projects::labels(&choices),
    })
}

/// Answers what was typed so far.
pub async fn show(
    Writer(actor): Writer,
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<PreviewQuery>,
) -> PageResult {
    let words = Words::chosen(&actor.user.locale, &headers);
    let preview = preview(&app, &actor, query, words).await?;
    render(&Preview { words, ..preview })
}

async fn preview(app: &App, actor: &Actor, query: PreviewQuery, words: Words) -> Result<Preview> {
    let (person, now) = (&actor.user, app.now());
    let zone = &person.timezone;
    let text = query.text.replace('\0', " ");
    if text.trim().is_empty() {
        return Ok(Preview {
            is_empty: true,
            ..Preview::default()
        });
    }
    let form = EntryForm {
        day: query.day,
        text,
        ..EntryForm::default()
    };
    let form = match jot::unfolded(&app.db, form, zone, now).await {
        Err(error @ Error::Invalid(_)) => return Ok(Preview::default().with_problem(&error)),
        form => form?,
    };
    let span = match clash::wanted(app, person, &form).await {
        Ok(span) => span,
        Err(error @ Error::Rule { .. }) => {
            return Ok(described(app, &form).await?.with_problem(&error));
        }
        Err(error) => return Err(error),
    };
    let mut preview = described(app, &form).await?;
    if let Err(error) = form.new_entry(&app.db, zone, now).await {
        preview = preview.with_problem(&error);
    } else if form.issue.is_empty() && form.project.is_empty() {
        preview.problems.push(words.t("today-preview-where").into());
    }
    if let Some(span) = span {
        preview.span = spanned(span, now, actor, words);
        preview.length = clock(span.seconds());
        preview.is_ahead = span.end() > now;
        let clash = Clash::in_span(app, person, span, timetracker_types::Id::new(0)).await?;
        preview.others = clash.others;
    }
    Ok(preview)
}

/// The place, the note and the tags of a line.
async fn described(app: &App, form: &EntryForm) -> Result<Preview> {
    let mut preview = Preview {
        note: form.notes.clone(),
        tags: form
            .tags
            .split(", ")
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect(),
        identifier: form.issue.clone(),
        project: form.project.clone(),
        color: -1,
        ..Preview::default()
    };
    if let Some(task) = tasks::find_by_identifier(&app.db, &form.issue)
        .await?
        .filter(|_| !form.issue.is_empty())
    {
        preview.title = task.title().to_owned();
        let project = crate::projects::find(&app.db, task.project_id).await?;
        if let Some(project) = project {
            (preview.project, preview.color) = (project.name, project.color);
        }
    }
    Ok(preview)
}

fn spanned(span: Interval, now: Instant, actor: &Actor, words: Words) -> String {
    let zone = &actor.user.timezone;
    let (day, today) = (zone.day_of(span.start()), zone.day_of(now));
    let (from, to) = (
        words.time_of_day(span.start(), zone),
        words.time_of_day(span.end(), zone),
    );
    let named = match today.days_until(day) {
        -1..=0 => super::day::title(day, today, words),
        _ => format!("{} {}", words.weekday_short(day), words.day_short(day, today)),
    };
    format!("{named}, {from} – {to}")
}

impl Preview {
    fn with_problem(mut self, error: &Error) -> Self {
        match error {
            Error::Invalid(fields) => {
                self.problems
                    .extend(fields.iter().map(|field| field.message.clone()));
            }
            other => self.problems.push(other.sentence()),
        }
        self
    }
}
