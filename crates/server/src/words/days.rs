//! Days and times of day as a language writes them.

use super::{Language, Words};
use std::borrow::Cow;
use timetracker_types::{Day, Instant, Weekday, Zone};

const WEEKDAYS: [&str; 7] = [
    "weekday-monday",
    "weekday-tuesday",
    "weekday-wednesday",
    "weekday-thursday",
    "weekday-friday",
    "weekday-saturday",
    "weekday-sunday",
];
const WEEKDAYS_SHORT: [&str; 7] = [
    "weekday-mon",
    "weekday-tue",
    "weekday-wed",
    "weekday-thu",
    "weekday-fri",
    "weekday-sat",
    "weekday-sun",
];
const MONTHS: [&str; 12] = [
    "month-january",
    "month-february",
    "month-march",
    "month-april",
    "month-may",
    "month-june",
    "month-july",
    "month-august",
    "month-september",
    "month-october",
    "month-november",
    "month-december",
];
const MONTHS_SHORT: [&str; 12] = [
    "month-jan",
    "month-feb",
    "month-mar",
    "month-apr",
    "month-may-short",
    "month-jun",
    "month-jul",
    "month-aug",
    "month-sep",
    "month-oct",
    "month-nov",
    "month-dec",
];

impl Words {
    /// `Monday`.
    pub fn weekday(self, day: Day) -> Cow<'static, str> {
        self.t(WEEKDAYS[place(day.weekday())])
    }

    /// `Mon`.
    pub fn weekday_short(self, day: Day) -> Cow<'static, str> {
        self.t(WEEKDAYS_SHORT[place(day.weekday())])
    }

    /// The names of the days from Monday on, for lists of them.
    pub fn weekdays(self) -> [Cow<'static, str>; 7] {
        WEEKDAYS.map(|key| self.t(key))
    }

    /// `November`.
    pub fn month(self, day: Day) -> Cow<'static, str> {
        self.t(month_of(day, &MONTHS))
    }

    /// `Monday, 23 November`, with the year where it is another than that of `today`.
    pub fn day_long(self, day: Day, today: Day) -> String {
        let (weekday, date) = (self.weekday(day), self.day_of_month(day, today));
        self.with(
            "date-weekday",
            &[("weekday", weekday.into()), ("date", date.into())],
        )
    }

    /// `Mon, 23 Nov`, with the year where it is another than that of `today`.
    pub fn day_medium(self, day: Day, today: Day) -> String {
        let (weekday, date) = (self.weekday_short(day), self.day_short(day, today));
        self.with(
            "date-weekday",
            &[("weekday", weekday.into()), ("date", date.into())],
        )
    }

    /// `23 November`, with the year where it is another than that of `today`.
    pub fn day_of_month(self, day: Day, today: Day) -> String {
        self.date(day, self.month(day), "date-long", day.year() != today.year())
    }

    /// `23 Nov`, with the year where it is another than that of `today`.
    pub fn day_short(self, day: Day, today: Day) -> String {
        let month = self.t(month_of(day, &MONTHS_SHORT));
        self.date(day, month, "date-short", day.year() != today.year())
    }

    /// `November 2026`.
    pub fn month_and_year(self, day: Day) -> String {
        let year = day.year().to_string();
        self.with(
            "date-month",
            &[("month", self.month(day).into()), ("year", year.into())],
        )
    }

    /// `8:36` or `14:32`, in a zone; `2:32 PM` where people write it so.
    pub fn time_of_day(self, at: Instant, zone: &Zone) -> String {
        let local = zone.local(at);
        match self.language {
            Language::AmericanEnglish => local.format_clock12(),
            _ => format!("{}:{:02}", local.hour(), local.minute()),
        }
    }

    fn date(self, day: Day, month: Cow<'static, str>, key: &str, with_year: bool) -> String {
        let (number, year) = (day.day().to_string(), day.year().to_string());
        let key = match (key, with_year) {
            ("date-long", true) => "date-long-year",
            ("date-long", false) => "date-long",
            (_, true) => "date-short-year",
            (_, false) => "date-short",
        };
        let arguments = [
            ("day", number.into()),
            ("month", month.into()),
            ("year", year.into()),
        ];
        self.with(key, &arguments)
    }
}

fn place(weekday: Weekday) -> usize {
    match weekday {
        Weekday::Monday => 0,
        Weekday::Tuesday => 1,
        Weekday::Wednesday => 2,
        Weekday::Thursday => 3,
        Weekday::Friday => 4,
        Weekday::Saturday => 5,
        Weekday::Sunday => 6,
    }
}

fn month_of(day: Day, keys: &[&'static str; 12]) -> &'static str {
    keys[usize::from(day.month() - 1) % keys.len()]
}
