//! Instants and dates: how they are written, and how filters may state them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::Value as Json;

use crate::world::entities::Millis;

/// "2026-11-24T03:16:55.000Z".
pub(crate) fn show(at: Millis) -> String {
    Timestamp::from_millisecond(at).map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
    )
}

/// "Wed, 25 Nov 2026 17:31:24 GMT".
pub(crate) fn show_for_http(at: Millis) -> String {
    Timestamp::from_millisecond(at).map_or_else(
        |_| String::new(),
        |at| at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
    )
}

/// Reads an instant, a date (its midnight in UTC), or a duration counted from `now`.
pub(crate) fn read(text: &str, now: Millis) -> Result<Millis, String> {
    let wrong = || format!("\"{text}\" is neither an ISO 8601 date nor a duration.");
    if is_duration(text) {
        return after(text, now).ok_or_else(wrong);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at.as_millisecond());
    }
    let midnight = |date: Date| date.to_zoned_datetime(TimeZone::UTC).ok();
    let date = text
        .parse::<Date>()
        .ok()
        .filter(|_| text.len() == 10)
        .and_then(midnight);
    date.map(|at| at.timestamp().as_millisecond()).ok_or_else(wrong)
}

/// Reads a calendar date, or the date a duration from `now` falls on, as "YYYY-MM-DD".
pub(crate) fn read_date(text: &str, now: Millis) -> Result<String, String> {
    let at = read(text, now)?;
    Ok(show(at).chars().take(10).collect())
}

fn is_duration(text: &str) -> bool {
    text.trim_start_matches(['-', '+']).starts_with('P')
}

fn after(duration: &str, now: Millis) -> Option<Millis> {
    let span: Span = duration.parse().ok()?;
    let here = Timestamp::from_millisecond(now)
        .ok()?
        .to_zoned_datetime(TimeZone::UTC);
    Some(here.checked_add(span).ok()?.timestamp().as_millisecond())
}

/// Whether a value is acceptable for one of the schema's own scalars.
pub(crate) fn check_scalar(name: &str, value: &Json) -> Result<(), String> {
    let text = value
        .as_str()
        .ok_or_else(|| format!("{name} cannot represent value: {value}"))?;
    match name {
        "DateTimeOrDuration" | "TimelessDateOrDuration" | "DateTime" | "TimelessDate" => {
            read(text, 0).map(drop)
        }
        _ => Ok(()),
    }
}
