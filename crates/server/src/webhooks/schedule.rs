//! What follows from an attempt: done, again later, given up, or switched off. Pure; `deliver.rs` writes it.

use super::courier::{Reply, Trouble};
use super::model::{Delivery, Status, Webhook};
use std::time::Duration;
use timetracker_types::Instant;

/// A delivery is tried for so long, counted from its first attempt.
pub const PATIENCE: Duration = Duration::from_hours(24);
/// A webhook that has accepted nothing for so long is switched off.
pub const LONGEST_FAILURE: Duration = Duration::from_hours(48);
/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_hours(2);

/// What becomes of the webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The delivery was accepted.
    Accepted,
    /// Nothing more is sent before this.
    Wait(Instant),
    /// The delivery was given up, and the next one may be sent.
    GivenUp,
    /// The delivery was given up, and the webhook with it; the reason ends a sentence.
    SwitchOff(String),
}

/// The delivery as it is after an attempt from `began` to `ended`, and what becomes of its webhook. `chance` from 0
/// to 1 spreads the attempts of many.
pub fn after(
    webhook: &Webhook,
    delivery: &Delivery,
    reply: Reply,
    (began, ended): (Instant, Instant),
    chance: f64,
) -> (Delivery, Verdict) {
    let mut after = Delivery {
        attempts: delivery.attempts + 1,
        first_attempt_at: delivery.first_attempt_at.or(Some(began)),
        started_at: Some(began),
        completed_at: Some(ended),
        next_retry_at: None,
        duration_ms: Some((ended.as_millis() - began.as_millis()).max(0)),
        response_status_code: reply.status.map(i64::from),
        response_excerpt: reply.excerpt,
        error_type: reply.trouble.as_ref().map(|trouble| trouble.kind.into()),
        error_message: reply.trouble.as_ref().map(|trouble| trouble.sentence.clone()),
        ..delivery.clone()
    };
    let verdict = match &reply.trouble {
        None => Verdict::Accepted,
        Some(trouble) => judge(webhook, &after, trouble, ended, chance),
    };
    after.status = match verdict {
        Verdict::Accepted => Status::Success,
        Verdict::Wait(_) => Status::Retrying,
        Verdict::GivenUp | Verdict::SwitchOff(_) => Status::Failed,
    };
    if let Verdict::Wait(until) = verdict {
        after.next_retry_at = Some(until);
    }
    (after, verdict)
}

fn judge(webhook: &Webhook, after: &Delivery, trouble: &Trouble, now: Instant, chance: f64) -> Verdict {
    if after.by_hand {
        return Verdict::GivenUp;
    }
    if trouble.kind == "gone" {
        return Verdict::SwitchOff("the receiver answered 410 Gone".into());
    }
    let end = after.first_attempt_at.unwrap_or(now).plus(PATIENCE);
    if after.attempts <= webhook.max_retries && now < end {
        return Verdict::Wait(now.plus(pause(webhook, after.attempts, trouble, chance)).min(end));
    }
    let failing = webhook.failing_since.unwrap_or(now);
    if now >= failing.plus(LONGEST_FAILURE) {
        return Verdict::SwitchOff("nothing was accepted for two days".into());
    }
    Verdict::GivenUp
}

/// Doubles with each attempt, a fifth shorter or longer by chance; never shorter than the receiver asked for.
fn pause(webhook: &Webhook, attempts: i64, trouble: &Trouble, chance: f64) -> Duration {
    let first = Duration::from_secs(u64::try_from(webhook.retry_delay_seconds).unwrap_or(60));
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    let pause = (first * 2_u32.pow(doublings)).min(LONGEST_PAUSE);
    pause
        .mul_f64(0.8 + 0.4 * chance)
        .max(trouble.retry_after.unwrap_or_default())
}
