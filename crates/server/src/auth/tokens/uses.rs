//! How often tokens are used, without a write for every read: counted here, written down once a minute.

use super::{Token, store};
use crate::app::App;
use crate::error::Result;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use timetracker_types::{Id, Instant};

/// How old what is written down may be, in seconds.
const WRITE_EVERY: i64 = 60;

/// The uses since they were last written down, and when the last one was.
#[derive(Default)]
pub struct Uses(Mutex<HashMap<Id<Token>, (i64, Instant)>>);

impl Uses {
    /// Notes one use.
    pub async fn note(&self, app: &App, token: &Token, now: Instant) -> Result<()> {
        let times = {
            let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let (times, last) = waiting.entry(token.id).or_insert((0, now));
            (*times, *last) = (*times + 1, now);
            let is_due = token
                .last_used_at
                .is_none_or(|last| now.since(last) >= WRITE_EVERY);
            if !is_due {
                return Ok(());
            }
            let times = *times;
            waiting.remove(&token.id);
            times
        };
        store::note_use(&app.db, token.id, times, now).await
    }

    /// Writes down what waits: before a list is shown, and when the process ends.
    pub async fn write_down(&self, app: &App) -> Result<()> {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for (token, (times, last)) in waiting {
            store::note_use(&app.db, token, times, last).await?;
        }
        Ok(())
    }
}
