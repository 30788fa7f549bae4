//! When the people of the demonstration worked: spans of time without overlaps, up to now.

use super::dice::Dice;
use timetracker_types::{Day, Instant, Interval, Weekday, Zone};

/// How far back it goes, in days.
const DAYS: i64 = 35;
/// How long ago the running timer was started, in seconds.
const TIMER: i64 = 25 * 60;

/// How somebody works.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// When the day begins at the earliest, in minutes after midnight.
    pub begins: i64,
    /// How long they work on a usual day, in minutes.
    pub works: i64,
    /// A weekday on which they never work.
    pub off: Option<Weekday>,
}

/// The last five weeks of somebody: each workday with its spans, and today's as far as it has come.
pub fn weeks(dice: &mut Dice, habits: &Habits, zone: &Zone, now: Instant) -> Vec<Vec<Interval>> {
    let today = zone.day_of(now);
    let days = today
        .plus_days(-DAYS)
        .through(today)
        .filter(|day| is_workday(*day, habits));
    let days: Vec<Day> = days.collect();
    days.into_iter()
        .filter_map(|day| {
            let spans = workday(dice, habits, zone.start_of(day));
            let is_away = day != today && dice.chance(5);
            let past: Vec<Interval> = spans.into_iter().filter(|span| span.end() <= now).collect();
            (!is_away && !past.is_empty()).then_some(past)
        })
        .collect()
}

fn is_workday(day: Day, habits: &Habits) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && habits.off != Some(day.weekday())
}

/// One day: stretches of work with short gaps, and lunch.
fn workday(dice: &mut Dice, habits: &Habits, midnight: Instant) -> Vec<Interval> {
    let mut spans = Vec::new();
    let mut at = habits.begins + dice.below(35);
    let mut left = habits.works - 30 + dice.below(75);
    let mut had_lunch = false;
    while left > 0 {
        let length = (25 + dice.below(100)).min(left).max(15);
        spans.extend(span(midnight, at, at + length));
        left -= length;
        at += length + dice.pick(&[0, 0, 0, 5, 8, 15]).copied().unwrap_or(0);
        if !had_lunch && at > 12 * 60 + 10 {
            at += 30 + dice.below(35);
            had_lunch = true;
        }
    }
    spans
}

fn span(midnight: Instant, from: i64, to: i64) -> Option<Interval> {
    Interval::new(midnight.plus_seconds(from * 60), midnight.plus_seconds(to * 60)).ok()
}

/// When the running timer was started: a while ago, but today.
pub fn timer_start(zone: &Zone, now: Instant) -> Instant {
    now.plus_seconds(-TIMER).max(zone.start_of(zone.day_of(now)))
}

/// Three entries before the running timer, at whatever hour the demonstration is started; fewer just after
/// midnight.
pub fn before_the_timer(zone: &Zone, now: Instant) -> Vec<Interval> {
    let midnight = zone.start_of(zone.day_of(now));
    let end = timer_start(zone, now).plus_seconds(-120);
    let usual = midnight.plus_seconds((8 * 60 + 35) * 60);
    // In office hours the day began in the morning; at other hours, some while ago.
    let while_ago = end.plus_seconds(-4 * 3600).max(midnight);
    let start = if end.since(usual) > 3600 && end.since(usual) < 8 * 3600 {
        usual
    } else {
        while_ago
    };
    let whole_minutes = end.since(start) / 60;
    let cut = |parts: i64| start.plus_seconds(whole_minutes * parts / 100 * 60);
    let parts = [(cut(0), cut(28)), (cut(30), cut(64)), (cut(71), cut(100))];
    let spans = parts
        .into_iter()
        .filter_map(|(from, to)| Interval::new(from, to).ok());
    spans.filter(|span| span.seconds() >= 300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HABITS: Habits = Habits {
        begins: 8 * 60 + 30,
        works: 7 * 60,
        off: Some(Weekday::Friday),
    };

    fn zones() -> [Zone; 3] {
        ["UTC", "America/New_York", "Asia/Tokyo"].map(|name| name.parse().unwrap())
    }

    #[test]
    fn spans_follow_each_other_on_workdays_up_to_now() {
        for zone in zones() {
            let now = "2026-11-24T13:00:00Z".parse().unwrap();
            let days = weeks(&mut Dice::new(7), &HABITS, &zone, now);
            assert!(days.len() >= 17 && days.len() <= 21, "{} days", days.len());
            let spans: Vec<Interval> = days.concat();
            assert!(spans.windows(2).all(|pair| pair[0].end() <= pair[1].start()));
            assert!(
                spans
                    .iter()
                    .all(|span| span.end() <= now && span.seconds() >= 900)
            );
            for day in &days {
                let date = zone.day_of(day[0].start());
                assert!(is_workday(date, &HABITS), "{date}");
                assert!(day.iter().all(|span| zone.day_of(span.end()) == date));
                assert!(day.iter().map(Interval::seconds).sum::<i64>() <= 8 * 3600);
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_weeks() {
        let now = "2026-11-24T13:00:00Z".parse().unwrap();
        let [zone, ..] = zones();
        let once = |seed| weeks(&mut Dice::new(seed), &HABITS, &zone, now);
        assert_eq!(once(1), once(1));
        assert_ne!(once(1), once(2));
    }

    #[test]
    fn at_every_hour_there_are_entries_of_today_and_then_the_timer() {
        for zone in zones() {
            let midnight = zone.start_of("2026-11-24".parse().unwrap());
            for minutes in (0..24 * 60).step_by(7) {
                let now = midnight.plus_seconds(minutes * 60 + 11);
                let (start, spans) = (timer_start(&zone, now), before_the_timer(&zone, now));
                assert!(start <= now && start >= midnight);
                assert!(
                    spans.windows(2).all(|pair| pair[0].end() <= pair[1].start()),
                    "{minutes}"
                );
                assert!(
                    spans
                        .iter()
                        .all(|span| span.start() >= midnight && span.end() <= start),
                    "{minutes}"
                );
                assert!(minutes < 90 || spans.len() == 3, "{minutes}: {}", spans.len());
            }
        }
    }
}
