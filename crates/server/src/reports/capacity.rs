//! How much of what people could work they did: by the working days of a range and each person's daily goal.

use super::range::Range;
use super::store;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::users::{self, User};
use serde::Serialize;
use std::collections::HashMap;
use timetracker_types::{Id, Weekday, hours_decimal};

/// One person's line.
#[derive(Debug, Serialize)]
pub struct Row {
    user_id: Id<User>,
    username: String,
    display_name: String,
    /// Hours on the range's weekdays at the daily goal.
    expected_hours: f64,
    /// Worked hours.
    allocated_hours: f64,
    /// Nobody takes time off here yet.
    time_off_hours: f64,
    /// What is left of the expected hours; negative when there was more.
    available_hours: f64,
    /// Worked hours in percent of the expected.
    utilization_pct: f64,
}

/// The lines of those whom the reader may see: everybody active for managers, oneself for others.
pub async fn rows(app: &App, actor: &Actor, range: Range, wished: Option<&[Id<User>]>) -> Result<Vec<Row>> {
    let is_other = |id: &Id<User>| *id != actor.user.id;
    if !actor.manages() && wished.is_some_and(|ids| ids.iter().any(is_other)) {
        return Err(Error::Forbidden(
            "You may see your own capacity only. A manager sees everybody's.".into(),
        ));
    }
    let (from, to) = range.span(&actor.user.timezone);
    let worked: HashMap<_, _> = store::by_person(&app.db, from, to).await?.into_iter().collect();
    let days = working_days(range);
    let people = users::list(&app.db).await?.into_iter();
    let shown = people.filter(|person| {
        let readable = actor.manages() || person.id == actor.user.id;
        person.is_active && readable && wished.is_none_or(|ids| ids.contains(&person.id))
    });
    Ok(shown
        .map(|person| row(&person, days, worked.get(&person.id).copied().unwrap_or(0)))
        .collect())
}

fn row(person: &User, days: i64, worked: i64) -> Row {
    let expected = days * person.daily_goal_seconds;
    Row {
        user_id: person.id,
        username: person.username.clone(),
        display_name: person.display_name().to_owned(),
        expected_hours: hours_decimal(expected),
        allocated_hours: hours_decimal(worked),
        time_off_hours: 0.0,
        available_hours: hours_decimal(expected - worked),
        utilization_pct: percent(worked, expected),
    }
}

/// With two decimals; nothing of nothing is nothing.
fn percent(part: i64, whole: i64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a percentage needs no 53 bits")]
    let share = part as f64 * 10_000.0 / whole as f64;
    share.round() / 100.0
}

/// Mondays to Fridays.
fn working_days(range: Range) -> i64 {
    let is_working = |weekday: Weekday| weekday.number() < 5;
    let days = range.first.through(range.last);
    i64::try_from(days.filter(|day| is_working(day.weekday())).count()).unwrap_or(0)
}
