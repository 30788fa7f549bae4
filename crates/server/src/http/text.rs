//! Texts as people and programs send them: trimmed, bounded, without control characters.

use crate::error::Mistakes;

/// The longest free text, in characters.
pub const LONG: usize = 5_000;

/// A required line of at most `most` characters.
pub fn required(
    mistakes: &mut Mistakes,
    field: &'static str,
    label: &str,
    text: &str,
    most: usize,
) -> String {
    let text = text.trim();
    if text.is_empty() {
        mistakes.add(field, format!("{label} is needed."));
    }
    bounded(mistakes, field, label, text, most)
}

/// An optional text of at most `most` characters; blank counts as none.
pub fn optional(
    mistakes: &mut Mistakes,
    field: &'static str,
    label: &str,
    text: Option<&str>,
    most: usize,
) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    Some(bounded(mistakes, field, label, text, most))
}

fn bounded(mistakes: &mut Mistakes, field: &'static str, label: &str, text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count > most {
        mistakes.add(
            field,
            format!("{label} may have at most {most} characters; this has {count}."),
        );
    }
    // PostgreSQL cannot store NUL, and no text needs it.
    if text.contains('\0') {
        mistakes.add(field, format!("{label} holds a NUL character. Remove it."));
    }
    text.to_owned()
}

/// A comma-separated list without blanks and repeats, as `a, b`.
pub fn tags(mistakes: &mut Mistakes, text: Option<&str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for tag in text
        .unwrap_or("")
        .split(',')
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
    {
        if !seen.contains(&tag) {
            seen.push(tag);
        }
    }
    bounded(mistakes, "tags", "The tags together", &seen.join(", "), 500)
}

/// Money in decimal text as minor units of `currency`, rounded to them; blank counts as none.
pub fn money(
    mistakes: &mut Mistakes,
    field: &'static str,
    text: Option<&str>,
    currency: &str,
) -> Option<i64> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    let currency = mistakes.take(field, currency.parse::<timetracker_types::Currency>())?;
    let money = mistakes.take(field, timetracker_types::Money::parse_rounded(text, currency))?;
    if money.minor < 0 {
        mistakes.add(field, "An amount may not be negative.");
    }
    Some(money.minor)
}
