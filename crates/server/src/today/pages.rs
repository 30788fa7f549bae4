//! The page of a day.

use super::clash::{Clash, Difference};
use super::day::{self, EntryRow, On, Running};
use super::entry_form::EntryForm;
use super::timeline::{self, Timeline};
use super::week::{self, Week};
use super::{forms, preview, timer_forms};
use crate::app::App;
use crate::auth::{Actor, SignedIn};
use crate::error::Result;
use crate::http::{PageResult, Query, Refusal, Section, Shell, render, wording};
use crate::tasks::{self, Status, row::Row};
use crate::time_entries;
use crate::users::User;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use timetracker_types::{Day, Instant, clock};

/// Home, and the forms by which entries are added and changed.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(show))
        .route("/time-entries", post(forms::add))
        .route("/time-entries/{id}", get(forms::find).post(forms::change))
        .route("/time-entries/{id}/delete", post(forms::delete))
        .route("/time-entries/{id}/restore", post(forms::restore))
        .route("/time-entries/{id}/times", post(forms::move_to))
        .route("/time-entries/{id}/split", post(forms::split))
        .route("/time-entries/{id}/merge", post(forms::merge))
        .route("/time-entries/preview", get(preview::show))
        .route("/time-entries/projects", get(preview::projects))
        .route("/undo/{step}", post(forms::undo))
        .merge(timer_forms::routes())
}

/// Issues in the card of those assigned to the reader.
const ASSIGNED: i64 = 6;

/// What is assigned to the reader.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The first few open ones.
    pub rows: Vec<Row>,
    /// How many open ones there are.
    pub count: String,
}

/// A form that came back.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The entry that was to be changed; `None` where one was to be added.
    pub entry: Option<i64>,
    /// What was typed.
    pub form: EntryForm,
    /// What is wrong with it.
    pub refusal: Refusal,
    /// What it lies on, where that is what is wrong.
    pub clash: Clash,
    /// Where it differs from what was saved meanwhile.
    pub differences: Vec<Difference>,
}

/// The page of a day.
#[derive(Template)]
#[template(path = "today/today.html")]
pub struct TodayPage {
    pub(super) shell: Shell,
    pub(super) title: String,
    pub(super) date: String,
    pub(super) is_today: bool,
    /// The page's own address.
    pub(super) here: String,
    pub(super) previous: String,
    pub(super) next: String,
    pub(super) timeline: Option<Timeline>,
    pub(super) entries: Vec<EntryRow>,
    pub(super) add: EntryForm,
    pub(super) is_adding: bool,
    pub(super) refusal: Refusal,
    /// What a refused addition lies on.
    pub(super) clash: Clash,
    pub(super) total: String,
    /// What the total's clock counts from, where the timer's time is part of it.
    pub(super) running: Option<Running>,
    pub(super) goal: String,
    pub(super) goal_percent: String,
    pub(super) week: Week,
    pub(super) assigned: Assigned,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct TodayQuery {
    day: String,
    /// A gap to be filled: the form for adding stands open with it.
    from: String,
    to: String,
}

async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<TodayQuery>,
) -> PageResult {
    let today = actor.user.timezone.day_of(app.now());
    let day = query.day.parse().unwrap_or(today);
    let mut page = page(&app, actor, day, &headers, None).await?;
    if !query.from.is_empty() && page.shell.actor.writes() {
        (page.add.from, page.add.to, page.is_adding) = (query.from, query.to, true);
    }
    render(&page)
}

/// Reads everything that the page of a day shows; a refused form stands open with its mistakes.
pub async fn page(
    app: &App,
    actor: Actor,
    day: Day,
    headers: &HeaderMap,
    refused: Option<Refused>,
) -> Result<TodayPage> {
    let now = app.now();
    let person = actor.user.clone();
    let zone = &person.timezone;
    let today = zone.day_of(now);
    let first = day.week_start(person.first_weekday());
    let filter = assigned_to(&person);
    // On the heap, so that a page's future stays small.
    let asked = Box::pin(async {
        tokio::try_join!(
            entries_of(app, &actor, day),
            time_entries::day_totals(&app.db, &person, first, first.plus_days(6), now),
            tasks::list(&app.db, &filter),
            tasks::count(&app.db, &filter),
            Shell::load(app, actor.clone(), Section::Today, headers),
        )
    });
    let (entries, days, rows, count, shell) = asked.await?;
    let words = shell.words;
    let on = On {
        day,
        person: &person,
        now,
        words,
    };
    let assigned = Assigned {
        rows: rows.iter().map(|view| tasks::row::row(view, &shell)).collect(),
        count: wording::count(count.iter().map(|(_, count)| count).sum()),
    };
    let seconds = days
        .iter()
        .find(|(of, _)| *of == day)
        .map_or(0, |(_, seconds)| *seconds);
    let goal = person.daily_goal_seconds;
    let page = TodayPage {
        title: day::title(day, today, words),
        date: words.day_long(day, today),
        is_today: day == today,
        here: day::address(day, today),
        previous: day::address(day.plus_days(-1), today),
        next: day::address(day.plus_days(1), today),
        timeline: (!entries.is_empty()).then(|| timeline::draw(&entries, day, zone, now, words)),
        entries: day::rows(&entries, on),
        add: EntryForm::on(day),
        is_adding: false,
        refusal: Refusal::default(),
        clash: Clash::default(),
        total: clock(seconds),
        running: ticking(&shell, day == today, seconds, now),
        goal: if goal > 0 { clock(goal) } else { String::new() },
        goal_percent: wording::percent(seconds, goal),
        week: week::draw(&days, day, today, &person, words),
        assigned,
        shell,
    };
    Ok(page.with(refused))
}

async fn entries_of(app: &App, actor: &Actor, day: Day) -> Result<Vec<time_entries::EntryView>> {
    let filter = time_entries::Filter {
        user_id: Some(actor.user.id),
        overlapping: Some(actor.user.timezone.span_of(day)),
        with_running: true,
        ..time_entries::Filter::default()
    };
    time_entries::list(&app.db, &filter).await
}

/// The open issues of a person, as many as the page shows.
fn assigned_to(person: &User) -> tasks::Filter {
    let open = Status::ALL.iter().copied().filter(|status| status.is_open());
    tasks::Filter {
        statuses: open.collect(),
        assignee_id: Some(person.id),
        limit: ASSIGNED,
        ..tasks::Filter::default()
    }
}

/// The day's total ticks with the timer: what is not the timer's own is added to its clock.
fn ticking(shell: &Shell, is_today: bool, total: i64, now: Instant) -> Option<Running> {
    let timer = shell.timer.as_ref().filter(|_| is_today)?;
    day::running(timer, total - timer.entry.worked_seconds(now))
}

impl TodayPage {
    pub(super) fn with(mut self, refused: Option<Refused>) -> Self {
        let Some(refused) = refused else {
            return self;
        };
        if let Some(row) = self.entries.iter_mut().find(|row| Some(row.id) == refused.entry) {
            (row.form, row.refusal, row.is_open) = (refused.form, refused.refusal, true);
            (row.clash, row.differences) = (refused.clash, refused.differences);
        } else {
            (self.add, self.refusal, self.is_adding) = (refused.form, refused.refusal, true);
            self.clash = refused.clash;
        }
        self
    }
}
