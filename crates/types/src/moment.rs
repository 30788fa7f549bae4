//! Reading dates with times, with and without an offset.
//!
//! One reader for every place a moment comes in (the API, forms, imports), so that all of them accept the same
//! texts and answer with the same sentences.

use crate::day::{Day, DayError};
use crate::instant::Instant;
use crate::local_time::LocalTime;
use crate::text::excerpt;
use crate::zone::Zone;

/// Why a text is not a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MomentError {
    /// Neither a date with a time nor anything close.
    #[error("“{0}” is not a date with a time. Write it like 2026-11-23T09:00.")]
    Form(String),
    /// A date alone.
    #[error("“{0}” has no time of day. Add one, like 2026-11-23T09:00.")]
    DateOnly(String),
    /// The date is not one.
    #[error(transparent)]
    Day(#[from] DayError),
    /// The time of day is past 23:59:59.
    #[error("There is no {0} in a day. Use a time from 00:00 to 23:59.")]
    TimeOfDay(String),
    /// The offset is not one.
    #[error("“{0}” is not an offset from UTC. Use Z or one like +01:00.")]
    Offset(String),
    /// An offset is needed and missing.
    #[error("“{0}” does not say how far from UTC it is. End it with Z or an offset like +01:00.")]
    OffsetMissing(String),
    /// An offset is there and has no place.
    #[error(
        "“{0}” has an offset from UTC where a local time is wanted. Leave it out, like 2026-11-23T09:00."
    )]
    OffsetUnwanted(String),
    /// Before 1900 or after 9999.
    #[error("“{0}” is too far away. Use a year from 1900 to 9999.")]
    Range(String),
}

/// Reads a moment: with an offset or `Z` it is converted, without one it is read on the clocks of `zone`.
///
/// A time that the zone's clocks skipped is moved later by as much as they skipped; of a time that they showed twice
/// the first is meant. See [`Zone::instant_of`].
pub fn parse_moment(text: &str, zone: &Zone) -> Result<Instant, MomentError> {
    let written = Written::read(text)?;
    match written.offset_seconds {
        Some(offset) => instant_at_offset(text, written.local, offset),
        None => Ok(zone.instant_of(written.local)),
    }
}

pub(crate) fn parse_instant(text: &str) -> Result<Instant, MomentError> {
    let written = Written::read(text)?;
    let offset = written
        .offset_seconds
        .ok_or_else(|| MomentError::OffsetMissing(excerpt(text)))?;
    instant_at_offset(text, written.local, offset)
}

pub(crate) fn parse_local(text: &str) -> Result<LocalTime, MomentError> {
    let written = Written::read(text)?;
    match written.offset_seconds {
        None => Ok(written.local),
        Some(_) => Err(MomentError::OffsetUnwanted(excerpt(text))),
    }
}

fn instant_at_offset(text: &str, local: LocalTime, offset_seconds: i64) -> Result<Instant, MomentError> {
    let milliseconds = local.utc_millis() - offset_seconds * 1000;
    let instant = Instant::from_millis(milliseconds);
    if instant.as_millis() == milliseconds {
        Ok(instant)
    } else {
        Err(MomentError::Range(excerpt(text)))
    }
}

/// A moment as it was written.
struct Written {
    local: LocalTime,
    offset_seconds: Option<i64>,
}

impl Written {
    fn read(text: &str) -> Result<Self, MomentError> {
        let no_moment = || MomentError::Form(excerpt(text));
        let text = text.trim();
        let (date, rest) = text.split_at_checked(10).ok_or_else(no_moment)?;
        let day = date.parse::<Day>().map_err(|error| match error {
            DayError::Form(_) => no_moment(),
            error => error.into(),
        })?;
        if rest.is_empty() {
            return Err(MomentError::DateOnly(excerpt(text)));
        }
        let time = rest.strip_prefix(['T', 't', ' ']).ok_or_else(no_moment)?;
        let (clock, offset) = time.split_at(time.find(['Z', 'z', '+', '-']).unwrap_or(time.len()));
        let (hour, minute, second, milliseconds) = time_of_day(clock.trim_end()).ok_or_else(no_moment)?;
        Ok(Self {
            local: LocalTime::with_millis(day, hour, minute, second, milliseconds)?,
            offset_seconds: if offset.is_empty() {
                None
            } else {
                Some(offset_seconds(offset)?)
            },
        })
    }
}

/// Hour, minute, second and milliseconds of `09:00`, `09:00:00` or `09:00:00.25`.
fn time_of_day(text: &str) -> Option<(u8, u8, u8, u16)> {
    let (clock, milliseconds) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(first_three_decimals(fraction)?)),
        None => (text, None),
    };
    let mut pieces = clock.split(':');
    let hour = two_digits(pieces.next()?)?;
    let minute = two_digits(pieces.next()?)?;
    let second = match (pieces.next(), milliseconds) {
        (Some(second), _) => two_digits(second)?,
        (None, Some(_)) => return None,
        (None, None) => 0,
    };
    pieces
        .next()
        .is_none()
        .then_some((hour, minute, second, milliseconds.unwrap_or(0)))
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn first_three_decimals(fraction: &str) -> Option<u16> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = fraction.bytes().chain(*b"00").take(3);
    Some(digits.fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
}

/// Seconds east of UTC of `Z`, `+01:00`, `+0100` or `+01`.
fn offset_seconds(text: &str) -> Result<i64, MomentError> {
    let no_offset = || MomentError::Offset(excerpt(text));
    if text.eq_ignore_ascii_case("z") {
        return Ok(0);
    }
    let (sign, amount) = text.split_at(1);
    let (hours, minutes) = match amount.len() {
        2 => (amount, "00"),
        4 => amount.split_at_checked(2).ok_or_else(no_offset)?,
        _ => amount.split_once(':').ok_or_else(no_offset)?,
    };
    match (sign, two_digits(hours), two_digits(minutes)) {
        (sign @ ("+" | "-"), Some(hours @ 0..=23), Some(minutes @ 0..=59)) => {
            let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
            Ok(if sign == "-" { -seconds } else { seconds })
        }
        _ => Err(no_offset()),
    }
}
