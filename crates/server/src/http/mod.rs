//! The edges that every feature shares: JSON in and out, HTML out, flash messages, assets.

pub mod answers;
mod api;
pub mod assets;
mod back;
#[cfg(test)]
mod cors_tests;
mod fields;
mod flash;
mod page;
mod query;
mod refusal;
#[cfg(test)]
pub(crate) mod samples;
mod shell;
pub mod text;
mod theme;
mod timer_bar;
pub mod wording;

pub use api::{ApiError, ApiResult, Json, Pagination, Wanted};
pub use back::Back;
pub use fields::Fields;
pub use flash::{Done, Flash, forget_shown};
pub(crate) use page::draw_error;
pub use page::{
    Form, PageError, PageResult, Path, client_address, client_ip, is_secure, render, render_with, see_other,
};
pub use query::Query;
pub use refusal::Refusal;
pub use shell::{Section, Shell, SyncLine};
pub use theme::{THEMES, theme_cookie};
pub use timer_bar::TimerBar;

/// Minor units of an ISO 4217 currency as decimal text, as the contract writes rates.
pub fn decimal_text(minor: i64, currency: &str) -> String {
    match currency.parse() {
        Ok(currency) => timetracker_types::Money::new(minor, currency).to_decimal_text(),
        Err(_) => minor.to_string(),
    }
}

/// Minor units as the number that the contract writes amounts with.
pub fn decimal_number(minor: i64, currency: &str) -> f64 {
    decimal_text(minor, currency).parse().unwrap_or(0.0)
}

/// Stored JSON as a value; an empty object where it cannot be read.
pub fn json_of(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|_| serde_json::json!({}))
}

/// A stamp as the contract writes those of rows: UTC without offset.
pub fn naive_utc(at: timetracker_types::Instant) -> String {
    timetracker_types::Zone::utc().local(at).to_string()
}

/// The first few of many for a line of a list; the rest is a number, `+58`.
pub fn first_few<'a>(all: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<String> {
    let mut rest = all.into_iter();
    let mut shown: Vec<String> = rest.by_ref().take(most).map(str::to_owned).collect();
    match rest.count() {
        0 => {}
        more => shown.push(format!("+{more}")),
    }
    shown
}

/// A comma-separated text as the list that the contract answers beside it.
pub fn tag_list(tags: &str) -> Vec<&str> {
    tags.split(',')
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::first_few;

    #[test]
    fn the_first_few_tell_how_many_more_there_are() {
        assert_eq!(first_few(["a", "b"], 2), ["a", "b"]);
        assert_eq!(first_few(["a", "b", "c", "d"], 2), ["a", "b", "+2"]);
        assert!(first_few([], 2).is_empty());
    }
}
