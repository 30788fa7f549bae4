//! Clocking in and out, and breaks between. Each person for themselves.

use super::model::{BREAKS, LONGEST_PERIOD, Pause, Period};
use super::store;
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use serde::Serialize;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// Clocks in.
pub async fn start(app: &App, actor: &Actor, notes: Option<&str>, source: Option<&str>) -> Result<Period> {
    actor.require_writer()?;
    let (notes, source) = words(notes, source)?;
    let tx = locked(app, actor).await?;
    let now = app.now();
    match store::open_period(&tx, actor.user.id).await? {
        Some(open) if open.is_forgotten(now) => {
            let end = open.started_at.plus_seconds(LONGEST_PERIOD);
            finish(&tx, actor, open, end, now).await?;
        }
        Some(_) => {
            return Err(Error::rule(
                "workday_already_active",
                "Your workday has begun already. End it first.",
            ));
        }
        None => {}
    }
    let day = actor.user.timezone.day_of(now);
    let mut period = Period {
        id: Id::new(0),
        user_id: actor.user.id,
        attendance_day_id: store::ensure_day(&tx, actor.user.id, day, now).await?,
        started_at: now,
        ended_at: None,
        notes,
        source: source.unwrap_or_else(|| "api".into()),
        auto_closed: false,
        created_at: now,
        updated_at: now,
    };
    period.id = store::insert_period(&tx, &period).await?;
    note(&tx, actor, now, "started", period.id, None, Some(&period)).await?;
    tx.commit().await?;
    Ok(period)
}

/// Clocks out; a break that goes on ends with it. A day that nobody ended counts eighteen hours.
pub async fn end(app: &App, actor: &Actor, notes: Option<&str>) -> Result<Period> {
    let (notes, _) = words(notes, None)?;
    let tx = locked(app, actor).await?;
    let now = app.now();
    let mut open = open_period(&tx, actor).await?;
    open.notes = notes.or(open.notes);
    let forgotten = open.is_forgotten(now);
    let end = if forgotten {
        open.started_at.plus_seconds(LONGEST_PERIOD)
    } else {
        now
    };
    let ended = finish(&tx, actor, open, end, now).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Begins a break.
pub async fn start_break(app: &App, actor: &Actor, kind: Option<&str>) -> Result<Pause> {
    let tx = locked(app, actor).await?;
    let now = app.now();
    let open = open_period(&tx, actor).await?;
    if store::open_break(&tx, actor.user.id).await?.is_some() {
        return Err(Error::rule(
            "break_already_active",
            "You are in a break already. End it first.",
        ));
    }
    let kind = kind.map(|kind| kind.trim().to_lowercase());
    let known = kind.filter(|kind| BREAKS.contains(&kind.as_str()));
    let mut pause = Pause {
        id: Id::new(0),
        user_id: actor.user.id,
        work_period_id: open.id,
        break_type: known.unwrap_or_else(|| BREAKS[0].into()),
        started_at: now,
        ended_at: None,
    };
    pause.id = store::insert_break(&tx, &pause).await?;
    tx.commit().await?;
    Ok(pause)
}

/// Ends the break.
pub async fn end_break(app: &App, actor: &Actor) -> Result<Pause> {
    let tx = locked(app, actor).await?;
    let now = app.now();
    let pause = store::open_break(&tx, actor.user.id).await?;
    let pause = pause.ok_or_else(|| Error::rule("no_active_break", "You are in no break."))?;
    let ended_at = now.max(pause.started_at);
    store::end_break(&tx, pause.id, ended_at).await?;
    tx.commit().await?;
    Ok(Pause {
        ended_at: Some(ended_at),
        ..pause
    })
}

/// A transaction in which nobody else changes this person's attendance.
async fn locked(app: &App, actor: &Actor) -> Result<Tx> {
    let tx = app.db.begin().await?;
    tx.lock("attendance", actor.user.id.get()).await?;
    Ok(tx)
}

async fn open_period(tx: &Tx, actor: &Actor) -> Result<Period> {
    let open = store::open_period(tx, actor.user.id).await?;
    open.ok_or_else(|| Error::rule("no_active_workday", "Your workday has not begun. Start it first."))
}

async fn finish(tx: &Tx, actor: &Actor, open: Period, end: Instant, now: Instant) -> Result<Period> {
    let end = end.max(open.started_at);
    if let Some(pause) = store::open_break(tx, open.user_id).await? {
        store::end_break(tx, pause.id, end.max(pause.started_at)).await?;
    }
    let ended = Period {
        ended_at: Some(end),
        auto_closed: end < now,
        updated_at: now,
        ..open.clone()
    };
    store::update_period(tx, &ended).await?;
    note(tx, actor, now, "ended", ended.id, Some(&open), Some(&ended)).await?;
    Ok(ended)
}

fn words(notes: Option<&str>, source: Option<&str>) -> Result<(Option<String>, Option<String>)> {
    let mut mistakes = Mistakes::default();
    let notes = text::optional(&mut mistakes, "notes", "The note", notes, text::LONG);
    let source = text::optional(&mut mistakes, "source", "The source", source, 20);
    mistakes.check()?;
    Ok((notes, source))
}

/// Writes one line about a period or a correction into the audit log.
pub(super) async fn note<T, S: Serialize>(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    id: Id<T>,
    before: Option<&S>,
    after: Option<&S>,
) -> Result<()> {
    let event = Event {
        action,
        entity: "workday",
        id,
    };
    audit::record(tx, actor, now, event, before, after).await
}
