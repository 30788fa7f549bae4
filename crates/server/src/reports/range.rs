//! Over which days a report goes, and over whose time.

use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::users::User;
use timetracker_types::{Day, Id, Instant, Zone};

/// The longest range of a report, in days.
const LONGEST: i64 = 3_660;

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Range {
    /// Reads two days; what is absent is taken from `otherwise`. A time of day after the date is ignored.
    pub fn read(first: Option<&str>, last: Option<&str>, otherwise: Self) -> Result<Self> {
        let mut mistakes = Mistakes::default();
        let mut day = |field, text: Option<&str>| {
            let text = text.map(str::trim)?;
            let date = text.split(['T', ' ']).next().unwrap_or(text);
            mistakes.take(field, date.parse::<Day>())
        };
        let (first, last) = (day("start_date", first), day("end_date", last));
        mistakes.check()?;
        let length = otherwise.first.days_until(otherwise.last);
        let range = match (first, last) {
            (Some(first), Some(last)) => Self { first, last },
            (Some(first), None) => Self {
                first,
                last: otherwise.last.max(first),
            },
            (None, Some(last)) => Self {
                first: last.plus_days(-length),
                last,
            },
            (None, None) => otherwise,
        };
        range.judged()
    }

    fn judged(self) -> Result<Self> {
        if self.last < self.first {
            return Err(Error::field("end_date", "The last day is before the first."));
        }
        if self.first.days_until(self.last) >= LONGEST {
            return Err(Error::field("end_date", "A report covers ten years at most."));
        }
        Ok(self)
    }

    /// The thirty days up to today.
    pub fn last_month(today: Day) -> Self {
        Self {
            first: today.plus_days(-30),
            last: today,
        }
    }

    /// The week of this day, as this person counts weeks.
    pub fn week_of(today: Day, person: &User) -> Self {
        let first = today.week_start(person.first_weekday());
        Self {
            first,
            last: first.plus_days(6),
        }
    }

    /// From the first instant of it to the first after it.
    pub fn span(self, zone: &Zone) -> (Instant, Instant) {
        (zone.start_of(self.first), zone.start_of(self.last.plus_days(1)))
    }
}

/// Whose time a report covers: everybody's only for managers, one's own for others.
pub fn readable(actor: &Actor, wished: Option<Id<User>>) -> Result<Option<Id<User>>> {
    if actor.manages() {
        return Ok(wished);
    }
    match wished {
        Some(person) if person != actor.user.id => Err(Error::Forbidden(
            "You may see reports of your own time only. A manager sees everybody's.".into(),
        )),
        _ => Ok(Some(actor.user.id)),
    }
}
