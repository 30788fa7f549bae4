//! What a bulk change is, and what it makes of one entry.

use crate::error::{Error, Result};
use crate::time_entries::TimeEntry;
use timetracker_db::record;
use timetracker_types::{Id, Instant};

/// What is done to every entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// Takes it off the lists.
    Delete,
    /// Billable or not.
    SetBillable(bool),
    /// Paid or not; not paid also takes it off its invoice.
    SetPaid(bool),
    /// One tag more.
    AddTag(String),
    /// One tag less.
    RemoveTag(String),
}

/// What became of one entry of those that were named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Changed,
    /// It was so already.
    AlreadySo,
    /// Left as it is, for this reason.
    Skipped(String),
    /// There is no such entry.
    NotFound,
}

/// One entry of those that were named, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowOutcome {
    /// Which.
    pub id: Id<TimeEntry>,
    /// What became of it.
    pub outcome: Outcome,
}

record! {
    /// A bulk change that was made.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Change {
        /// The handle of its undo.
        pub id: Id<Change>,
        /// Who made it.
        pub user_id: i64,
        /// The verb.
        pub action: String,
        /// The verb's value.
        pub value: Option<String>,
        /// When; the entries were stamped with the same instant.
        pub created_at: Instant,
        /// When it was undone.
        pub undone_at: Option<Instant>,
    }
}

impl Verb {
    /// As the API writes it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::SetBillable(_) => "set_billable",
            Self::SetPaid(_) => "set_paid",
            Self::AddTag(_) => "add_tag",
            Self::RemoveTag(_) => "remove_tag",
        }
    }

    /// Its value as text, where it has one.
    pub fn value(&self) -> Option<String> {
        match self {
            Self::Delete => None,
            Self::SetBillable(flag) | Self::SetPaid(flag) => Some(flag.to_string()),
            Self::AddTag(tag) | Self::RemoveTag(tag) => Some(tag.clone()),
        }
    }

    /// A tag to add or remove: one, trimmed.
    pub fn tag(text: Option<&str>) -> Result<String> {
        let tag = text.map(str::trim).unwrap_or_default();
        let wrong = |sentence: &str| Err(Error::field("value", sentence));
        if tag.is_empty() {
            return wrong("Say which tag, in “value”.");
        }
        if tag.contains(',') {
            return wrong("One tag at a time: a comma stands between tags.");
        }
        if tag.contains('\0') || tag.chars().count() > 500 {
            return wrong("A tag has at most 500 characters, and no NUL among them.");
        }
        Ok(tag.to_owned())
    }

    /// The entry after it; unchanged where it is so already.
    pub fn applied_to(&self, entry: &TimeEntry, now: Instant) -> TimeEntry {
        let mut after = entry.clone();
        match self {
            Self::Delete => after.deleted_at = Some(now),
            Self::SetBillable(flag) => after.billable = *flag,
            Self::SetPaid(flag) => {
                after.paid = *flag;
                if !flag {
                    after.invoice_number = None;
                }
            }
            Self::AddTag(tag) => after.tags = with_tag(&entry.tags, tag),
            Self::RemoveTag(tag) => after.tags = without_tag(&entry.tags, tag),
        }
        after
    }
}

fn tags_of(tags: &str) -> Vec<&str> {
    crate::http::tag_list(tags)
}

/// The tags with one more, sorted; as they are where it is among them.
fn with_tag(tags: &str, tag: &str) -> String {
    let mut list = tags_of(tags);
    if list.contains(&tag) {
        return tags.to_owned();
    }
    list.push(tag);
    list.sort_unstable();
    list.dedup();
    list.join(", ")
}

/// The tags with one less, sorted; as they are where it is not among them.
fn without_tag(tags: &str, tag: &str) -> String {
    let mut list = tags_of(tags);
    if !list.contains(&tag) {
        return tags.to_owned();
    }
    list.retain(|other| *other != tag);
    list.sort_unstable();
    list.dedup();
    list.join(", ")
}
