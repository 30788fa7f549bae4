//! Parts of an entry: what of its time and of its breaks each part keeps.
//!
//! Pauses stay where they were. A break without a time of its own goes to the first part that has room for it, so
//! that the parts of a whole are worked as long as the whole.

use super::model::TimeEntry;
use super::store;
use crate::error::Result;
use timetracker_db::Tx;
use timetracker_types::{Instant, Interval};

/// A finished entry like the whole, on a part of its time, and the pauses in it.
pub(super) struct Part {
    /// With the id of the whole.
    pub(super) entry: TimeEntry,
    /// In order.
    pub(super) pauses: Vec<Interval>,
}

impl Part {
    /// The entry as the timer that the whole is.
    pub(super) fn still_running(self, whole: &TimeEntry) -> TimeEntry {
        TimeEntry {
            ended_at: None,
            duration_seconds: None,
            paused_at: whole.paused_at,
            kept_at: whole.kept_at,
            ..self.entry
        }
    }
}

/// Parts of an entry, in order.
pub(super) async fn parts(tx: &Tx, whole: &TimeEntry, spans: &[Interval], now: Instant) -> Result<Vec<Part>> {
    let pauses: Vec<Interval> = store::breaks_of(tx, whole.id)
        .await?
        .iter()
        .filter_map(|pause| Interval::new(pause.started_at, pause.ended_at).ok())
        .collect();
    let in_it = whole
        .interval(now)
        .map_or(0, |span| seconds(&clipped(&pauses, &span)));
    let mut loose = (whole.break_seconds - in_it).max(0);
    let mut found = Vec::new();
    for span in spans {
        let pauses = clipped(&pauses, span);
        let more = loose.min(span.seconds() - seconds(&pauses)).max(0);
        loose -= more;
        let breaks = seconds(&pauses) + more;
        found.push(Part {
            entry: shaped(whole, *span, breaks),
            pauses,
        });
    }
    Ok(found)
}

fn shaped(whole: &TimeEntry, span: Interval, breaks: i64) -> TimeEntry {
    if (Some(span.end()), span.start()) == (whole.ended_at, whole.started_at) {
        return whole.clone();
    }
    let breaks = breaks.min(span.seconds());
    TimeEntry {
        started_at: span.start(),
        ended_at: Some(span.end()),
        stopped_at: None,
        paused_at: None,
        kept_at: None,
        break_seconds: breaks,
        duration_seconds: Some(span.seconds() - breaks),
        ..whole.clone()
    }
}

fn clipped(pauses: &[Interval], span: &Interval) -> Vec<Interval> {
    pauses.iter().filter_map(|pause| pause.intersect(span)).collect()
}

fn seconds(spans: &[Interval]) -> i64 {
    spans.iter().map(Interval::seconds).sum()
}
