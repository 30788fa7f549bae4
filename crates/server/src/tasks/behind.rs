//! The time behind one issue: by day as a small chart, and the last entries.

use super::model::Task;
use crate::app::App;
use crate::auth::Actor;
use crate::error::Result;
use crate::http::wording;
use crate::time_entries::{self, EntryView, Filter};
use crate::words::Words;
use timetracker_db::{Read, Sql};
use timetracker_types::{Day, Id, Instant, Zone, clock};

/// Days of the chart, the last of them today.
const DAYS: i64 = 28;
/// Entries that are shown; their page has the rest.
const ENTRIES: i64 = 8;

/// A day of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// "Monday, 23 November: 2:35".
    pub label: String,
    /// "23 Nov".
    pub day: String,
    /// "2:35", or nothing.
    pub worked: String,
    /// Height in percent of the tallest.
    pub height: String,
    /// Where it begins, from above.
    pub top: String,
    /// Where it begins, from the first day.
    pub left: String,
}

/// The chart of the last four weeks; nothing where no time is on them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    /// Every day, also those without time.
    pub bars: Vec<Bar>,
    /// Width of a bar in percent.
    pub width: String,
    /// What the picture says, in words.
    pub summary: String,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it can be changed.
    pub href: String,
    /// "23 Nov".
    pub day: String,
    /// "9:00 – 10:30".
    pub span: String,
    /// Whose it is.
    pub person: String,
    /// Their initials.
    pub initials: String,
    /// What was done.
    pub note: String,
    /// Without breaks, "1:30".
    pub worked: String,
}

/// Everything of it that this reader may see.
#[derive(Debug, Clone, Default)]
pub struct Behind {
    /// By day, everybody's.
    pub chart: Chart,
    /// The last few entries.
    pub lines: Vec<Line>,
    /// "All 41 entries", where there are more.
    pub all: String,
}

/// Reads it.
pub async fn load(app: &App, words: Words, actor: &Actor, task: Id<Task>) -> Result<Behind> {
    let zone = &actor.user.timezone;
    let now = app.now();
    let today = zone.day_of(now);
    let first = today.plus_days(1 - DAYS);
    let filter = Filter {
        task_id: Some(task),
        user_id: (!actor.manages()).then_some(actor.user.id),
        limit: ENTRIES,
        ..Filter::default()
    };
    let (spans, entries, count) = tokio::try_join!(
        spans(&app.db, task, zone.start_of(first)),
        time_entries::list(&app.db, &filter),
        time_entries::count(&app.db, &filter),
    )?;
    Ok(Behind {
        chart: chart(words, &spans, zone, first, today),
        lines: entries
            .iter()
            .map(|view| line(words, view, zone, today, now))
            .collect(),
        all: if count > ENTRIES {
            words.with("issue-all-entries", &[("n", count.into())])
        } else {
            String::new()
        },
    })
}

/// Beginning and worked seconds of the finished entries since then.
async fn spans(db: &impl Read, task: Id<Task>, since: Instant) -> Result<Vec<(Instant, i64)>> {
    let mut sql = Sql::new(
        "SELECT started_at, duration_seconds FROM time_entries WHERE deleted_at IS NULL
        AND duration_seconds IS NOT NULL AND task_id = ",
    );
    sql.bind(task).push(" AND started_at >= ").bind(since);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

fn chart(words: Words, spans: &[(Instant, i64)], zone: &Zone, first: Day, today: Day) -> Chart {
    let days: Vec<Day> = first.through(today).collect();
    let of = |day: &Day| {
        let on_day = spans.iter().filter(|(start, _)| zone.day_of(*start) == *day);
        on_day.map(|(_, seconds)| seconds).sum::<i64>()
    };
    let worked: Vec<i64> = days.iter().map(of).collect();
    let most = worked.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return Chart::default();
    }
    let bar = |(place, (day, seconds)): (usize, (&Day, &i64))| {
        let place = i64::try_from(place).unwrap_or(0);
        Bar {
            label: format!("{}: {}", words.day_long(*day, today), clock(*seconds)),
            day: words.day_short(*day, today),
            worked: if *seconds > 0 {
                clock(*seconds)
            } else {
                String::new()
            },
            height: wording::percent(*seconds, most),
            top: wording::percent(most - *seconds, most),
            left: wording::percent(place, DAYS),
        }
    };
    let active = worked.iter().filter(|seconds| **seconds > 0).count();
    let total = worked.iter().sum();
    Chart {
        bars: days.iter().zip(&worked).enumerate().map(bar).collect(),
        width: wording::percent(1, DAYS + 6),
        summary: words.with(
            "issue-chart",
            &[
                ("total", clock(total).into()),
                ("days", i64::try_from(active).unwrap_or(0).into()),
                ("most", clock(most).into()),
            ],
        ),
    }
}

fn line(words: Words, view: &EntryView, zone: &Zone, today: Day, now: Instant) -> Line {
    let entry = &view.entry;
    let end = entry
        .ended_at
        .map_or_else(|| "…".to_owned(), |end| words.time_of_day(end, zone));
    Line {
        href: format!("/time-entries/{}", entry.id),
        day: words.day_short(zone.day_of(entry.started_at), today),
        span: format!("{} – {end}", words.time_of_day(entry.started_at, zone)),
        initials: wording::initials(&view.user_name),
        person: view.user_name.clone(),
        note: entry.notes.clone().unwrap_or_default(),
        worked: clock(entry.worked_seconds(now)),
    }
}
