//! The words the product thinks in: ids, instants, days, zones, durations, money.
//!
//! Everything here is a small value with its rules inside, so that a wrong one cannot be built and the rest of
//! the product need not check again. Nothing here does I/O, and nothing here names the time library underneath:
//! the four ways to speak of time are
//!
//! | type | is | for example |
//! |---|---|---|
//! | [`Instant`] | a point on the one time line | `2026-11-23T08:00:00Z` |
//! | [`LocalTime`] | what a clock on a wall shows | `2026-11-23T09:00:00` |
//! | [`Day`] | a date in a calendar | `2026-11-23` |
//! | [`Interval`] | from an instant up to, not including, another | half-open, so neighbours touch and do not overlap |
//!
//! and a [`Zone`] is the bridge between the first and the next two: which day an instant is on, when a day begins
//! where midnight was skipped, which instant half past two was.
//!
//! ```
//! use timetracker_types::{Day, Zone, clock, parse_moment};
//!
//! let zone: Zone = "Europe/Berlin".parse()?;
//! let day: Day = "2026-10-25".parse()?; // the clocks go back this night
//! assert_eq!(clock(zone.span_of(day).seconds()), "25:00");
//!
//! let start = parse_moment("2026-10-25T09:00", &zone)?;
//! assert_eq!(zone.to_rfc3339(start), "2026-10-25T09:00:00+01:00");
//! assert_eq!(zone.day_of(start), day);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **Range.** Instants, local times and days lie in the years 1900 to 9999. Text outside is refused; arithmetic that
//! would leave the range stops at its edge, so that no sum of times can panic.
//!
//! **Errors** are sentences for the person who typed the value: they say what was wrong and what works.
//!
//! **Not here**: entries, projects, people (each feature has its own model), languages and date formats
//! (presentation), and reading the time anywhere but in [`SystemClock`].

mod clock;
mod day;
mod duration;
mod id;
mod instant;
mod interval;
mod local_time;
mod moment;
mod money;
mod rounding;
mod text;
mod zone;

pub use clock::{Clock, ManualClock, SystemClock};
pub use day::{Day, DayError, Weekday, WeekdayError};
pub use duration::{DurationError, clock, clock_seconds, hh_mm_ss, hours_decimal, parse_duration, prose};
pub use id::{Id, IdError};
pub use instant::Instant;
pub use interval::{Interval, IntervalError};
pub use local_time::LocalTime;
pub use moment::{MomentError, parse_moment};
pub use money::{Currency, CurrencyError, Money, MoneyError, rate_times};
pub use rounding::{Rounding, RoundingMethod, RoundingMethodError};
pub use zone::{Showings, Zone, ZoneError};
