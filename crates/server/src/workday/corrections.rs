//! Corrections: somebody says how it really was, a manager agrees or not, and then it is so.

use super::actions::note;
use super::model::{Correction, LONGEST_PERIOD, Period};
use super::store;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use timetracker_db::Tx;
use timetracker_types::{Day, Id, Instant, Zone, parse_moment};

/// What is wished, as it is sent.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Which period; where there is only one on `day`, that one.
    pub period: Option<Id<Period>>,
    /// On which day.
    pub day: Option<String>,
    /// When it began.
    pub start: Option<String>,
    /// When it ended.
    pub end: Option<String>,
    /// Why.
    pub reason: String,
}

/// Asks for a correction of one's own time.
pub async fn request(app: &App, actor: &Actor, wish: Wish) -> Result<Correction> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    tx.lock("attendance", actor.user.id.get()).await?;
    let period = meant(&tx, actor, &wish).await?;
    let (start, end, reason) = checked(&wish, &period, &actor.user.timezone, now)?;
    let mut correction = Correction {
        id: Id::new(0),
        user_id: actor.user.id,
        work_period_id: period.id,
        old_started_at: period.started_at,
        old_ended_at: period.ended_at,
        new_started_at: start,
        new_ended_at: end,
        reason,
        status: "pending".into(),
        reviewed_by: None,
        reviewed_at: None,
        review_comment: None,
        created_at: now,
        updated_at: now,
    };
    correction.id = store::insert_correction(&tx, &correction).await?;
    note(
        &tx,
        actor,
        now,
        "correction_requested",
        correction.id,
        None,
        Some(&correction),
    )
    .await?;
    tx.commit().await?;
    Ok(correction)
}

/// Decides about a wish; what is approved holds at once.
pub async fn decide(
    app: &App,
    actor: &Actor,
    id: Id<Correction>,
    approved: bool,
    comment: Option<&str>,
) -> Result<Correction> {
    actor.require_manager()?;
    let now = app.now();
    let mut mistakes = Mistakes::default();
    let comment = text::optional(&mut mistakes, "comment", "The comment", comment, text::LONG);
    mistakes.check()?;
    let tx = app.db.begin().await?;
    let found = store::correction(&tx, id).await?;
    tx.lock("attendance", found.map_or(0, |wish| wish.user_id.get()))
        .await?;
    let before = store::correction(&tx, id)
        .await?
        .ok_or(Error::NotFound("correction"))?;
    if before.status != "pending" {
        let text = format!("This correction was {} already.", before.status);
        return Err(Error::rule("invalid_state", text));
    }
    if approved {
        apply(&tx, &before, now).await?;
    }
    let after = Correction {
        status: if approved { "approved" } else { "rejected" }.into(),
        reviewed_by: Some(actor.user.id),
        reviewed_at: Some(now),
        review_comment: comment,
        updated_at: now,
        ..before.clone()
    };
    store::decide(&tx, &after).await?;
    let action = if approved {
        "correction_approved"
    } else {
        "correction_rejected"
    };
    note(&tx, actor, now, action, id, Some(&before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

async fn apply(tx: &Tx, wish: &Correction, now: Instant) -> Result<()> {
    let period = store::period(tx, wish.work_period_id).await?;
    let period = period.ok_or(Error::NotFound("work period"))?;
    let (start, end) = (wish.new_started_at, wish.new_ended_at);
    if store::overlapping(tx, &period, start, end, now).await?.is_some() {
        let text = "These times overlap another period at work. Reject it and ask for other times.";
        return Err(Error::rule("overlapping_period", text));
    }
    if store::breaks_outside(tx, period.id, start, end).await? > 0 {
        let text = "A break lies outside of these times. Reject it and ask for other times.";
        return Err(Error::rule("break_outside", text));
    }
    let person = crate::users::find(tx, period.user_id).await?;
    let zone = person.map_or_else(Zone::utc, |person| person.timezone);
    let day = zone.day_of(start);
    let corrected = Period {
        attendance_day_id: store::ensure_day(tx, period.user_id, day, now).await?,
        started_at: start,
        ended_at: Some(end),
        updated_at: now,
        ..period
    };
    store::update_period(tx, &corrected).await
}

/// The period that is named, or the only one of the day that is.
async fn meant(tx: &Tx, actor: &Actor, wish: &Wish) -> Result<Period> {
    if let Some(id) = wish.period {
        let found = store::period(tx, id).await?;
        let own = found.filter(|period| period.user_id == actor.user.id);
        return own.ok_or_else(|| Error::field("work_period_id", "There is no such work period of yours."));
    }
    let missing = || Error::field("work_period_id", "Send the id of the work period, or work_date.");
    let day = wish.day.as_deref().ok_or_else(missing)?;
    let day = day.parse::<Day>();
    let day = day.map_err(|error| Error::field("work_date", error.to_string()))?;
    let mut periods = store::periods_on(tx, actor.user.id, day).await?;
    match (periods.pop(), periods.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(Error::field(
            "work_date",
            "There is no work period of yours on that day.",
        )),
        (Some(_), false) => Err(Error::field(
            "work_period_id",
            "There are several work periods on that day. Send the id of one.",
        )),
    }
}

/// The new times; what is not sent stays.
fn checked(wish: &Wish, period: &Period, zone: &Zone, now: Instant) -> Result<(Instant, Instant, String)> {
    let mut mistakes = Mistakes::default();
    let mut moment = |field, text: Option<&str>| mistakes.take(field, parse_moment(text?, zone));
    let start = moment("start_time", wish.start.as_deref());
    let end = moment("end_time", wish.end.as_deref());
    let reason = text::required(&mut mistakes, "reason", "A reason", &wish.reason, text::LONG);
    let start = start.unwrap_or(period.started_at);
    let end = end.or(period.ended_at);
    let length = end.map(|end| end.since(start));
    match length {
        None => mistakes.add("end_time", "Say when it ended."),
        Some(length) if length <= 0 => mistakes.add("end_time", "The end must be after the start."),
        Some(length) if length > LONGEST_PERIOD => {
            mistakes.add("end_time", "A period at work lasts 18 hours at most.");
        }
        Some(_) => {}
    }
    if end.is_some_and(|end| end > now) {
        mistakes.add("end_time", "The end lies in the future.");
    }
    mistakes.check()?;
    Ok((start, end.unwrap_or(start), reason))
}
