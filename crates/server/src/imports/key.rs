//! What a row means, as a number: the same row of a repeated file has the same. Pure.
//!
//! The number begins with the day, so that the rows of a file that is sorted by time lie beside each other
//! in the index; the rest is 41 bits of a hash. Two different rows of one person meet by chance only within
//! a day, once in some 10¹² pairs.

use super::draft::{Draft, Span};
use crate::time_entries::Place;
use sha2::{Digest as _, Sha256};
use timetracker_types::{Day, Id, Instant};

const HASH_BITS: u32 = 41;

/// The number of what a row says about this place.
pub fn of(draft: &Draft, place: &Place) -> i64 {
    let mut hash = Sha256::new();
    let day = match draft.span {
        Span::At { start, end, .. } => {
            hash.update(b"at");
            hash.update(start.as_millis().to_le_bytes());
            hash.update(end.as_millis().to_le_bytes());
            start.since(Instant::MIN) / 86_400
        }
        Span::On { day, seconds } => {
            let number = Day::MIN.days_until(day);
            hash.update(b"on");
            hash.update(number.to_le_bytes());
            hash.update(seconds.to_le_bytes());
            number
        }
    };
    let place = [
        place.project_id.map_or(0, Id::get),
        place.task_id.map_or(0, Id::get),
    ];
    hash.update(place[0].to_le_bytes());
    hash.update(place[1].to_le_bytes());
    hash.update(draft.break_seconds.to_le_bytes());
    hash.update([draft.billable.map_or(2, u8::from)]);
    hash.update(draft.notes.as_deref().unwrap_or_default());
    hash.update([0]);
    hash.update(&draft.tags);
    on_day(day, &hash.finalize())
}

/// The number of a row that is there for the `nth` time, counted from 1.
pub fn repeated(key: i64, nth: i64) -> i64 {
    if nth <= 1 {
        return key;
    }
    let hash = Sha256::new()
        .chain_update(key.to_le_bytes())
        .chain_update(nth.to_le_bytes());
    on_day(key >> HASH_BITS, &hash.finalize())
}

fn on_day(day: i64, hash: &[u8]) -> i64 {
    let bytes = hash
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let low = i64::try_from(bytes >> (64 - HASH_BITS)).unwrap_or(0);
    day << HASH_BITS | low
}
