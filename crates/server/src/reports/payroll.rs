//! Hours by person and ISO week, as a table for payroll.

use super::csv::quoted;
use super::range::Range;
use super::store::{self, Of};
use crate::app::App;
use crate::error::Result;
use crate::users::{self, User};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use timetracker_types::{Day, Id, Weekday, Zone, hours_decimal};

const HEADER: &str = "user_id,username,name,week,week_start,hours,billable_hours,entries\r\n";

/// The table as CSV: a line for each person and week with time in it.
pub async fn csv(app: &App, user_id: Option<Id<User>>, range: Range, zone: &Zone) -> Result<String> {
    let (from, to) = range.span(zone);
    let of = Of {
        user_id,
        project_id: None,
        from,
        to,
    };
    let mut weeks: BTreeMap<(Id<User>, Day), (i64, i64, i64)> = BTreeMap::new();
    for entry in store::worked(&app.db, of).await? {
        let monday = zone.day_of(entry.started_at).week_start(Weekday::ALL[0]);
        let sum = weeks.entry((entry.user_id, monday)).or_default();
        sum.0 += entry.seconds;
        sum.1 += if entry.billable { entry.seconds } else { 0 };
        sum.2 += 1;
    }
    let people = users::list(&app.db).await?;
    let mut text = String::from(HEADER);
    for ((id, monday), (seconds, billable, entries)) in weeks {
        let Some(person) = people.iter().find(|person| person.id == id) else {
            continue;
        };
        let (hours, billable) = (hours_decimal(seconds), hours_decimal(billable));
        let (username, name) = (quoted(&person.username), quoted(person.display_name()));
        let week = iso_week(monday);
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{id},{username},{name},{week},{monday},{hours:.2},{billable:.2},{entries}\r\n"
        );
    }
    Ok(text)
}

/// `2026-W48` of a Monday: the year is that of the week's Thursday.
fn iso_week(monday: Day) -> String {
    let thursday = monday.plus_days(3);
    let year = thursday.year();
    let first = format!("{year:04}-01-01").parse::<Day>().unwrap_or(monday);
    format!("{year:04}-W{:02}", first.days_until(thursday) / 7 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        let of = |day: &str| iso_week(day.parse::<Day>().unwrap().week_start(Weekday::ALL[0]));
        assert_eq!(of("2026-11-25"), "2026-W48");
        assert_eq!(of("2027-01-01"), "2026-W53");
        assert_eq!(of("2024-12-30"), "2025-W01");
    }
}
