//! The rules of the vocabulary, by known cases and by property.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod days;
mod durations;
mod intervals;
mod moments;
mod money;
mod rounding;
mod zones;

use proptest::prelude::*;
use timetracker_types::{Day, Instant, Interval, Zone};

/// Zones whose clocks have done something remarkable, and every other one more rarely.
fn any_zone() -> impl Strategy<Value = Zone> {
    let remarkable = prop::sample::select(vec![
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",    // went back at one minute past midnight
        "America/Sao_Paulo",   // went forward at midnight
        "America/Toronto",     // once went forward at half past eleven at night
        "Australia/Lord_Howe", // half an hour of summer time
        "Pacific/Apia",        // skipped a day
        "Pacific/Kwajalein",   // skipped one and lived another twice
        "Asia/Kathmandu",      // five hours and three quarters
        "Africa/Casablanca",   // summer time but for Ramadan
        "Africa/Monrovia",     // 44 minutes and 30 seconds
        "America/Nuuk",        // goes forward from the evening into the night
        "Antarctica/Troll",    // two hours at once
    ]);
    let ordinary = prop::sample::select(Zone::all());
    prop_oneof![2 => remarkable.prop_map(str::to_owned), 1 => ordinary].prop_map(|name| zone(&name))
}

/// Any day whose neighbours are days too; mostly of the years that have a history of clocks.
fn any_day() -> impl Strategy<Value = Day> {
    let last = Day::MIN.days_until(Day::MAX) - 2;
    prop_oneof![3 => 2..73_000_i64, 1 => 2..=last].prop_map(|days| Day::MIN.plus_days(days))
}

/// Days when offsets were whole minutes and clocks were changed often.
fn modern_day() -> impl Strategy<Value = Day> {
    (0..=30_000_i64).prop_map(|days| day("1973-01-01").plus_days(days))
}

fn any_instant() -> impl Strategy<Value = Instant> {
    (Instant::MIN.as_millis()..=Instant::MAX.as_millis()).prop_map(Instant::from_millis)
}

/// Instants from 1950 to 2050, to the millisecond.
fn modern_instant() -> impl Strategy<Value = Instant> {
    (-631_152_000_000..2_524_608_000_000_i64).prop_map(Instant::from_millis)
}

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn interval(start: Instant, end: Instant) -> Interval {
    Interval::new(start, end).unwrap()
}
