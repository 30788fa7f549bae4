//! A timer that has run for longer than its person expects: keep it, cut it, or discard it.
//!
//! Each takes the id of the timer that is meant, as a form sends it, or nothing for whichever runs. Whether to ask is [`TimeEntry::is_over`], judged when a page is drawn; nothing happens by itself.

use super::actions::note;
use super::model::TimeEntry;
use super::pieces::parts;
use super::steps::{Act, Step};
use super::store;
use super::timer::refuse_other;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use timetracker_db::Tx;
use timetracker_types::{Id, Instant, Interval};

/// The timer is right: asks again only after as long once more.
pub async fn keep(app: &App, actor: &Actor, meant: &str) -> Result<()> {
    let (tx, timer) = running(app, actor, meant).await?;
    let now = app.now();
    let kept = TimeEntry {
        kept_at: Some(now),
        ..timer.clone()
    };
    store::update(&tx, &kept, now).await?;
    note(&tx, actor, now, "kept", Some(&timer), Some(&kept)).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the timer in the past: it was forgotten then.
pub async fn cut(app: &App, actor: &Actor, meant: &str, at: Instant) -> Result<(TimeEntry, Id<Step>)> {
    let (tx, timer) = running(app, actor, meant).await?;
    let now = app.now();
    let until = timer.paused_at.unwrap_or(now);
    let next = store::next_start(&tx, timer.user_id, timer.started_at, at).await?;
    let span = Interval::new(timer.started_at, next.unwrap_or(at)).ok();
    let span = span.filter(|span| !span.is_empty() && at <= until);
    let span =
        span.ok_or_else(|| Error::field("at", "Choose a time after the timer began and not in the future."))?;
    let mut cut = parts(&tx, &timer, &[span], now).await?;
    let cut = cut.pop().map(|part| part.entry).ok_or(Error::NotFound("timer"))?;
    let mut act = Act::new(tx, actor, now);
    let cut = act.write("stopped", &timer, cut).await?;
    let step = act.done(timer.user_id).await?;
    Ok((cut, step))
}

/// The timer was a mistake: it is gone as if it had never run.
pub async fn discard(app: &App, actor: &Actor, meant: &str) -> Result<Id<Step>> {
    let (tx, timer) = running(app, actor, meant).await?;
    let mut act = Act::new(tx, actor, app.now());
    act.remove(&timer).await?;
    act.done(timer.user_id).await
}

/// The running timer, if it is the one that is meant, with its person's time locked.
async fn running(app: &App, actor: &Actor, meant: &str) -> Result<(Tx, TimeEntry)> {
    let tx = app.db.begin().await?;
    tx.lock("user_time", actor.user.id.get()).await?;
    let timer = store::running_entry(&tx, actor.user.id).await?;
    let timer = timer.ok_or_else(|| Error::rule("no_active_timer", "No timer is running."))?;
    refuse_other(timer.id, meant)?;
    Ok((tx, timer))
}
