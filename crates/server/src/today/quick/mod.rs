//! Time as people type it: `1h30 ENG-12 pairing #review`, `9-10:30 portal`, `gestern 2 Std MOB-7`, `45m ago`.
//!
//! A pure module: text, a day and a clock go in; what the text says comes out. It asks no database, so it does not
//! know which issues and projects there are. English and German words count in every language.
//!
//! * `words.rs` knows days and months, `times.rs` times of day and lengths, `placing.rs` says what instants they mean.
//!
//! The first word that can be a day, a time or an issue is one; tags begin with `#`; the rest is the note. A plain
//! number is never a time. Days stand before the note, so that "2h as yesterday" is a note about yesterday.

mod placing;
#[cfg(test)]
mod tests;
mod times;
mod words;

pub use placing::{Placement, When, moment_after, start_of};
pub use times::{minute_of_day, time_text};

use crate::tasks::{is_identifier, meant};
use timetracker_types::Day;

/// What a line says; empty where it says nothing about that.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Jotted {
    /// When and for how long.
    pub when: When,
    /// The issue's identifier.
    pub issue: String,
    /// Without their `#`.
    pub tags: Vec<String>,
    /// All the rest.
    pub notes: String,
}

/// Reads a line; `today` is the day that "today" names.
pub fn read(line: &str, today: Day) -> Jotted {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut found = Jotted::default();
    let mut notes: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        let may_be_day = notes.is_empty() && found.when.day.is_none();
        let taken = tag(rest, &mut found)
            .or_else(|| {
                if may_be_day {
                    day(rest, &mut found, today)
                } else {
                    None
                }
            })
            .or_else(|| found.when.take(rest))
            .or_else(|| issue(rest, &mut found));
        if taken.is_none() {
            notes.push(rest[0]);
        }
        at += taken.unwrap_or(1);
    }
    found.notes = notes.join(" ");
    found
}

fn tag(words: &[&str], found: &mut Jotted) -> Option<usize> {
    let tag = words[0].strip_prefix('#')?.trim_end_matches([',', ';']);
    if tag.is_empty() {
        return None;
    }
    if !found.tags.iter().any(|known| known == tag) {
        found.tags.push(tag.replace(',', " "));
    }
    Some(1)
}

fn day(words: &[&str], found: &mut Jotted, today: Day) -> Option<usize> {
    let (day, taken) = words::day(words, today)?;
    found.when.day = Some(day);
    Some(taken)
}

fn issue(words: &[&str], found: &mut Jotted) -> Option<usize> {
    let identifier = meant(words[0].trim_end_matches([',', ';', ':']));
    if !found.issue.is_empty() || !is_identifier(&identifier) {
        return None;
    }
    found.issue = identifier.to_uppercase();
    Some(1)
}
