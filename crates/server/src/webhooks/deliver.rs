//! The jobs: a webhook's deliveries in their order, and one by hand.
//!
//! The log is the outbox: whoever writes an event only adds a row. The schedule puts a job into the queue for
//! each webhook that has rows to be sent, so that one process at a time sends to it, and a delivery that failed
//! holds back those behind it and nobody else's. Nothing is held while the network is waited for. Killed
//! between sending and writing, the same delivery is sent again with the same id.

use super::courier::Letter;
use super::model::{Delivery, Status, Webhook};
use super::schedule::{self, Verdict};
use super::{log, sealed, store};
use crate::app::App;
use crate::error::Result;
use crate::jobs::{self, Job, Outcome, Stop};
use crate::notices::{self, Severity};
use crate::users;
use std::time::Duration;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// A job ends after so many deliveries, or so much time, and goes to the end of the queue: others wait too.
const MOST_AT_ONCE: usize = 50;
const LONGEST_TURN: Duration = Duration::from_secs(10);
const GRACE: Duration = Duration::from_secs(3);
/// The log is kept for so long.
const KEPT: Duration = Duration::from_hours(24 * 30);
/// How often old rows are removed, and how many in one statement.
const PRUNE_EVERY: Duration = Duration::from_hours(1);
const ROWS_AT_ONCE: i64 = 1_000;
/// The name of the job that does it.
pub const PRUNE_KEY: &str = "webhook_prune";

/// Puts a job into the queue for each webhook that has something to be sent.
pub async fn enqueue_due(app: &App) -> Result<()> {
    let now = app.now();
    let due = store::due(&app.db, now).await?;
    if due.is_empty() {
        return Ok(());
    }
    let tx = app.db.begin().await?;
    for webhook in due {
        let key = format!("webhook/{webhook}");
        jobs::enqueue(&tx, &Job::WebhookQueue { webhook }, &key, now, now).await?;
    }
    tx.commit().await?;
    app.job_bell.notify_one();
    Ok(())
}

/// Puts the job of a delivery by hand into the queue. Ring the bell after the commit.
pub async fn enqueue_by_hand(tx: &Tx, delivery: Id<Delivery>, now: Instant) -> Result<()> {
    let job = Job::WebhookByHand {
        delivery: delivery.get(),
    };
    jobs::enqueue(tx, &job, &format!("webhook_by_hand/{}", delivery.get()), now, now).await
}

/// Sends what waits, in its order, until something fails or the turn is over.
pub async fn carry_out(app: &App, webhook: i64, stop: &Stop) -> Result<Outcome> {
    let id = Id::new(webhook);
    let end = app.now().plus(LONGEST_TURN);
    for _ in 0..MOST_AT_ONCE {
        // Read each time: it may be changed, switched off or removed meanwhile.
        let Some(webhook) = store::deliverable(&app.db, id, app.now()).await? else {
            return Ok(Outcome::Done);
        };
        let Some(delivery) = log::next(&app.db, id).await? else {
            return Ok(Outcome::Done);
        };
        attempt(app, &webhook, &delivery, stop).await?;
        if stop.is_asked() || app.now() > end {
            break;
        }
    }
    Ok(Outcome::Again(app.now()))
}

/// Sends one delivery once.
pub async fn carry_out_by_hand(app: &App, delivery: i64, stop: &Stop) -> Result<Outcome> {
    let Some(delivery) = log::find(&app.db, Id::new(delivery)).await? else {
        return Ok(Outcome::Done);
    };
    if let Some(webhook) = store::find(&app.db, delivery.webhook_id).await?
        && delivery.status.is_open()
        && !attempt(app, &webhook, &delivery, stop).await?
    {
        return Ok(Outcome::Again(app.now()));
    }
    Ok(Outcome::Done)
}

/// Gives up the delivery whose job was begun again and again and never ended.
pub async fn abandon(app: &App, delivery: Option<Delivery>) -> Result<()> {
    let Some(delivery) = delivery.filter(|delivery| delivery.status.is_open()) else {
        return Ok(());
    };
    let sentence = "Sending this broke off again and again. The server's log says more.";
    let after = Delivery {
        status: Status::Failed,
        attempts: delivery.attempts + 1,
        error_type: Some("internal".into()),
        error_message: Some(sentence.into()),
        completed_at: Some(app.now()),
        next_retry_at: None,
        ..delivery
    };
    let tx = app.db.begin().await?;
    if log::write_attempt(&tx, &after).await? {
        store::note_given_up(&tx, after.webhook_id, after.by_hand, app.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// [`abandon`] for a job that sends in order.
pub async fn abandon_queue(app: &App, webhook: i64) -> Result<()> {
    abandon(app, log::next(&app.db, Id::new(webhook)).await?).await
}

/// [`abandon`] for a job by hand.
pub async fn abandon_by_hand(app: &App, delivery: i64) -> Result<()> {
    abandon(app, log::find(&app.db, Id::new(delivery)).await?).await
}

/// Puts the job that removes old rows into the queue, where it stays.
pub async fn keep_pruning(app: &App) -> Result<()> {
    let (tx, now) = (app.db.begin().await?, app.now());
    jobs::enqueue(&tx, &Job::WebhookPrune, PRUNE_KEY, now, now).await?;
    Ok(tx.commit().await?)
}

/// Removes what is older than the log is kept.
pub async fn prune(app: &App) -> Result<Outcome> {
    let before = app.now().minus(KEPT);
    while log::prune(&app.db, before, ROWS_AT_ONCE).await? > 0 {}
    while store::remove_orphans(&app.db, ROWS_AT_ONCE).await? > 0 {}
    Ok(Outcome::Again(app.now().plus(PRUNE_EVERY)))
}

/// Sends it once and writes what came of it; false where this process ends before there is an answer.
async fn attempt(app: &App, webhook: &Webhook, delivery: &Delivery, stop: &Stop) -> Result<bool> {
    let began = app.now();
    let letter = letter(app, webhook, delivery, began)?;
    let reply = tokio::select! {
        reply = app.courier.send(&letter) => reply,
        () = grace(stop) => return Ok(false),
    };
    let ended = app.now();
    let (after, verdict) = schedule::after(webhook, delivery, reply, (began, ended), chance());
    tracing::debug!(
        webhook = webhook.id.get(),
        delivery = after.id.get(),
        status = after.response_status_code,
        attempt = after.attempts,
        outcome = after.status.as_str(),
        "webhook sent"
    );
    let tx = app.db.begin().await?;
    if log::write_attempt(&tx, &after).await? {
        follow(&tx, webhook, &after, &verdict, ended).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// A receiver may still answer for so long after this process was asked to end.
async fn grace(stop: &Stop) {
    stop.asked().await;
    tokio::time::sleep(GRACE).await;
}

/// The request of a delivery, as it is sent now.
pub fn letter(app: &App, webhook: &Webhook, delivery: &Delivery, now: Instant) -> Result<Letter> {
    Ok(Letter {
        url: webhook.url.clone(),
        method: webhook.http_method.clone(),
        content_type: webhook.content_type.clone(),
        headers: sealed::headers(app, webhook)?,
        webhook: webhook.id.get(),
        key: delivery.delivery_key.clone(),
        event: delivery.event_type.clone(),
        body: delivery.payload.clone(),
        secret: sealed::secret(app, webhook)?,
        seconds: now.as_millis().div_euclid(1000),
        timeout: Duration::from_secs(u64::try_from(webhook.timeout_seconds).unwrap_or(30)),
    })
}

/// Keeps the webhook's statistics, and switches it off where that is the verdict.
async fn follow(tx: &Tx, webhook: &Webhook, after: &Delivery, verdict: &Verdict, now: Instant) -> Result<()> {
    match verdict {
        Verdict::Accepted => store::note_success(tx, webhook.id, now).await,
        Verdict::Wait(until) => store::note_failure(tx, webhook.id, *until, now).await,
        Verdict::GivenUp => store::note_given_up(tx, webhook.id, after.by_hand, now).await,
        Verdict::SwitchOff(because) => {
            store::note_given_up(tx, webhook.id, after.by_hand, now).await?;
            switch_off(tx, webhook, because, now).await
        }
    }
}

/// Switches it off and tells whoever made it, and the administrators.
async fn switch_off(tx: &Tx, webhook: &Webhook, because: &str, now: Instant) -> Result<()> {
    if !store::switch_off(tx, webhook.id, because).await? {
        return Ok(());
    }
    let text = format!(
        "The webhook “{}” was switched off: {because}. Look at its log, then switch it on again.",
        webhook.name
    );
    let (key, path) = (webhook.notice_key(), webhook.path());
    notices::tell_admins(tx, &key, Severity::Error, &text, &path, now).await?;
    let owner = users::find(tx, webhook.user_id).await?;
    match owner.filter(|owner| owner.role != users::Role::Admin) {
        Some(owner) => notices::tell_person(tx, owner.id, &key, (Severity::Error, &text, &path), now).await,
        None => Ok(()),
    }
}

fn chance() -> f64 {
    f64::from(getrandom::u32().unwrap_or(u32::MAX / 2)) / f64::from(u32::MAX)
}
