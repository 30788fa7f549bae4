//! How pages write days, counts and lengths of time. One language for now; every page asks here.

use timetracker_types::{Day, Instant, Weekday, Zone, clock};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `Monday`.
pub fn weekday(day: Day) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// `Mon`.
pub fn weekday_short(day: Day) -> &'static str {
    &weekday(day)[..3]
}

/// `Monday, 23 November`, with the year where it is another than that of `today`.
pub fn day_long(day: Day, today: Day) -> String {
    format!("{}, {}", weekday(day), day_of_month(day, today))
}

/// `23 November`, with the year where it is another than that of `today`.
pub fn day_of_month(day: Day, today: Day) -> String {
    let month = MONTHS[usize::from(day.month() - 1) % MONTHS.len()];
    if day.year() == today.year() {
        format!("{} {month}", day.day())
    } else {
        format!("{} {month} {}", day.day(), day.year())
    }
}

/// `23 Nov`, with the year where it is another than that of `today`.
pub fn day_short(day: Day, today: Day) -> String {
    let month = &MONTHS[usize::from(day.month() - 1) % MONTHS.len()][..3];
    if day.year() == today.year() {
        format!("{} {month}", day.day())
    } else {
        format!("{} {month} {}", day.day(), day.year())
    }
}

/// `8:36` or `14:32`, in a zone.
pub fn time_of_day(at: Instant, zone: &Zone) -> String {
    let local = zone.local(at);
    format!("{}:{:02}", local.hour(), local.minute())
}

/// `5,214`.
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "−" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 issue`, `5,214 issues`.
pub fn counted(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// An estimate as short as it can be: `6h`, `6:30`.
pub fn estimate(seconds: i64) -> String {
    if seconds % 3600 == 0 {
        format!("{}h", seconds / 3600)
    } else {
        clock(seconds)
    }
}

/// A share in percent for the width of a bar, with one decimal; 0 where there is no whole.
pub fn percent(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "0".into();
    }
    let tenths = (i128::from(part.max(0)) * 1000 / i128::from(whole)).min(1000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Up to two capital letters for a small round picture of a person.
pub fn initials(name: &str) -> String {
    let letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    letters.take(2).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_threes() {
        let written = [0, 7, 999, 1000, 5214, 100_000, 1_234_567, -5214].map(count);
        assert_eq!(
            written,
            [
                "0",
                "7",
                "999",
                "1,000",
                "5,214",
                "100,000",
                "1,234,567",
                "−5,214"
            ]
        );
        assert_eq!(counted(1, "issue", "issues"), "1 issue");
        assert_eq!(counted(0, "issue", "issues"), "0 issues");
    }

    #[test]
    fn a_day_names_its_year_only_when_it_is_another() {
        let today = "2026-11-23".parse().unwrap();
        assert_eq!(day_long(today, today), "Monday, 23 November");
        assert_eq!(
            day_long("2025-12-31".parse().unwrap(), today),
            "Wednesday, 31 December 2025"
        );
        assert_eq!(day_short("2026-01-02".parse().unwrap(), today), "2 Jan");
    }

    #[test]
    fn a_bar_is_never_wider_than_its_whole() {
        assert_eq!(percent(1, 3), "33.3");
        assert_eq!(percent(5, 4), "100.0");
        assert_eq!(percent(-5, 4), "0.0");
        assert_eq!(percent(5, 0), "0");
    }

    #[test]
    fn an_estimate_is_short() {
        assert_eq!(estimate(6 * 3600), "6h");
        assert_eq!(estimate(5400), "1:30");
    }
}
