//! What a refused entry lies on, and what was changed meanwhile: both shown beside the choice.

use super::entry_form::EntryForm;
use super::quick::Placement;
use crate::app::App;
use crate::error::{Mistakes, Result};
use crate::http::wording;
use crate::time_entries::{self, EntryView, Moment};
use crate::users::User;
use timetracker_types::{Id, Interval};

/// So many of the others are named.
const NAMED: i64 = 4;

/// The entries that another one lies on.
#[derive(Debug, Clone, Default)]
pub struct Clash {
    /// What each is called, with its times: `ENG-42 Fix login, 8:00–9:15`.
    pub others: Vec<String>,
}

impl Clash {
    /// Whether there is anything to choose.
    pub fn is_some(&self) -> bool {
        !self.others.is_empty()
    }

    /// What lies in the time that a new entry wants.
    pub async fn of_new(app: &App, person: &User, form: &EntryForm) -> Result<Self> {
        match wanted(app, person, form).await? {
            Some(span) => Self::in_span(app, person, span, Id::new(0)).await,
            None => Ok(Self::default()),
        }
    }

    /// What lies in the time that a changed entry wants.
    pub async fn of_change(app: &App, person: &User, view: &EntryView, form: &EntryForm) -> Result<Self> {
        let Ok(patch) = form.patch(&app.db, view, &person.timezone).await else {
            return Ok(Self::default());
        };
        let instant = |moment: Option<Moment>| match moment {
            Some(Moment::At(at)) => Some(at),
            _ => None,
        };
        let start = instant(patch.started_at).unwrap_or(view.entry.started_at);
        let end = instant(patch.ended_at)
            .or(view.entry.ended_at)
            .unwrap_or(app.now());
        match Interval::new(start, end) {
            Ok(span) => Self::in_span(app, person, span, view.entry.id).await,
            Err(_) => Ok(Self::default()),
        }
    }

    /// The other entries of a person in a span.
    pub async fn in_span(
        app: &App,
        person: &User,
        span: Interval,
        except: Id<time_entries::TimeEntry>,
    ) -> Result<Self> {
        let now = app.now();
        let others = time_entries::overlaps(&app.db, person.id, span, except, now, NAMED).await?;
        Ok(Self {
            others: others.iter().map(|view| named(view, person)).collect(),
        })
    }
}

/// The span that a new entry would take; none where too little is said, or it would find room by itself.
pub async fn wanted(app: &App, person: &User, form: &EntryForm) -> Result<Option<Interval>> {
    let mut mistakes = Mistakes::default();
    Ok(match form.placed(&mut mistakes, &person.timezone, app.now()) {
        Some(Placement::Span(start, end)) => Interval::new(start, end).ok(),
        Some(Placement::Somewhere(day, seconds)) => {
            Some(time_entries::room(&app.db, person, day, seconds, app.now()).await?)
        }
        _ => None,
    })
}

fn named(view: &EntryView, person: &User) -> String {
    let time = |at| wording::time_of_day(at, &person.timezone);
    let end = view.entry.ended_at.map(time).unwrap_or_default();
    let name = match &view.identifier {
        Some(identifier) => format!("{identifier} {}", view.title()),
        None => view.title().to_owned(),
    };
    format!("{name}, {}–{end}", time(view.entry.started_at))
}

/// A field that differs between what somebody typed and what is stored by now.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The message that names the field.
    pub label: &'static str,
    /// As it was typed.
    pub mine: String,
    /// As it is stored.
    pub theirs: String,
}

/// Where two versions of an entry differ.
pub fn differences(mine: &EntryForm, theirs: &EntryForm) -> Vec<Difference> {
    let fields: [(&'static str, &str, &str); 9] = [
        ("today-issue", &mine.issue, &theirs.issue),
        ("today-project", &mine.project, &theirs.project),
        ("today-day", &mine.day, &theirs.day),
        ("today-from", &mine.from, &theirs.from),
        ("today-to", &mine.to, &theirs.to),
        ("today-length", &mine.length, &theirs.length),
        ("today-note", &mine.notes, &theirs.notes),
        ("today-tags", &mine.tags, &theirs.tags),
        (
            "today-billable",
            yes_or_no(&mine.billable),
            yes_or_no(&theirs.billable),
        ),
    ];
    let differing = fields
        .into_iter()
        .filter(|(_, mine, theirs)| mine.trim() != theirs.trim());
    differing
        .map(|(label, mine, theirs)| Difference {
            label,
            mine: mine.to_owned(),
            theirs: theirs.to_owned(),
        })
        .collect()
}

fn yes_or_no(ticked: &str) -> &'static str {
    if ticked == "true" { "✓" } else { "–" }
}
