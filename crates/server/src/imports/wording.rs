//! Imports in words and numbers.

use super::model::{Import, Status};
use crate::http::wording::{count, counted};

/// `1.4 MB`.
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", count(bytes / 1_000_000), bytes / 100_000 % 10),
    }
}

/// What stands between cells, in a word.
pub fn delimiter(sign: char) -> &'static str {
    match sign {
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "pipe",
        _ => "comma",
    }
}

/// How it ended, in a sentence for the head of its page.
pub fn headline(import: &Import) -> String {
    let entries = counted(import.created, "entry", "entries");
    match import.status {
        Status::Draft => "Not imported yet".into(),
        Status::Queued => "Waiting for its turn".into(),
        Status::Running => "Importing…".into(),
        Status::Undoing => "Undoing…".into(),
        Status::Done if import.created == 0 && import.failed == 0 => "Everything was there already".into(),
        Status::Done => format!("{entries} imported"),
        Status::Refused => "Nothing was imported".into(),
        Status::Cancelled => format!("Stopped after {entries}"),
        Status::Failed => format!("Broke off after {entries}"),
        Status::Undone => format!(
            "Undone: {} taken out",
            counted(import.removed, "entry", "entries")
        ),
    }
}

/// What else there is to say, in half-sentences.
pub fn details(import: &Import) -> String {
    let mut parts = Vec::new();
    if import.present > 0 {
        parts.push(format!(
            "{} there already",
            counted(import.present, "row", "rows")
        ));
    }
    if import.failed > 0 {
        parts.push(format!("{} failed", counted(import.failed, "row", "rows")));
    }
    if import.remarks > 0 {
        parts.push(counted(import.remarks, "remark", "remarks"));
    }
    if import.kept > 0 {
        parts.push(format!(
            "{} stay because they were changed since",
            counted(import.kept, "entry", "entries")
        ));
    }
    parts.join(" · ")
}

/// The colour of its sign.
pub fn kind(import: &Import) -> &'static str {
    match import.status {
        Status::Draft | Status::Undone => "idle",
        Status::Queued | Status::Running | Status::Undoing => "busy",
        Status::Done if import.failed == 0 => "ok",
        Status::Done | Status::Cancelled => "attention",
        Status::Refused | Status::Failed => "problem",
    }
}
