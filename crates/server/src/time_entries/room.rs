//! Where on a day there is room for time of which only the length is known.

use super::store::{self, Filter};
use crate::error::{Error, Result};
use crate::users::User;
use timetracker_db::Read;
use timetracker_types::{Day, Instant, Interval};

/// The first room of that length on a day from nine o'clock on, between the entries that are there.
pub async fn room(db: &impl Read, owner: &User, day: Day, seconds: i64, now: Instant) -> Result<Interval> {
    let zone = &owner.timezone;
    let nine = day
        .midnight()
        .with_time(9, 0)
        .map_or_else(|_| zone.start_of(day), |at| zone.instant_of(at));
    let no_room = || {
        Error::rule(
            "overlapping_entry",
            format!("There is no room left on {day}. Say when it began."),
        )
    };
    let span = Interval::new(nine, nine.plus_seconds(86_400)).map_err(|_| no_room())?;
    let filter = Filter {
        user_id: Some(owner.id),
        overlapping: Some(span),
        with_running: true,
        ..Filter::default()
    };
    let taken: Vec<Interval> = store::list(db, &filter)
        .await?
        .iter()
        .filter_map(|view| view.entry.interval(now))
        .collect();
    let free = span
        .uncovered(&taken)
        .into_iter()
        .find(|gap| gap.seconds() >= seconds)
        .ok_or_else(no_room)?;
    Interval::new(free.start(), free.start().plus_seconds(seconds)).map_err(|_| no_room())
}
