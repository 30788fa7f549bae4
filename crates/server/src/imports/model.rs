//! What an import is: a file on its way into somebody's time.

use super::columns::{Column, Unit};
use super::moments::DateOrder;
use crate::error::{Error, Result};
use crate::users::User;
use serde::{Deserialize, Serialize};
use timetracker_db::{FromVal, ToVal, Val, record};
use timetracker_types::{Id, Instant, Zone};

record! {
    /// One file and what became of it.
    #[derive(Debug, Clone, Serialize)]
    pub struct Import {
        /// The row's id.
        pub id: Id<Import>,
        /// Whose time it becomes.
        pub user_id: Id<User>,
        /// As the sender called it.
        pub file_name: String,
        /// How large it is, as it was sent.
        pub file_bytes: i64,
        /// [`Settings`] as JSON.
        pub settings: String,
        /// How far it is.
        pub status: Status,
        /// [`Place`] as JSON.
        pub position: String,
        /// Rows read, without the heading.
        pub records: i64,
        /// Entries made.
        pub created: i64,
        /// Rows that an earlier import had brought already.
        pub present: i64,
        /// Rows that did not go in.
        pub failed: i64,
        /// Rows that went in with a remark.
        pub remarks: i64,
        /// Entries taken out by the undo.
        pub removed: i64,
        /// Entries that the undo left, because they were changed since.
        pub kept: i64,
        /// Whether somebody asked it to stop.
        pub cancel_requested: bool,
        /// Why it could not go on.
        pub problem: Option<String>,
        /// When the file came.
        pub created_at: Instant,
        /// When the first row was read.
        pub started_at: Option<Instant>,
        /// When it ended.
        pub finished_at: Option<Instant>,
    }
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The file is here; nobody has said go yet.
    Draft,
    /// Waits for its turn.
    Queued,
    /// Rows are going in.
    Running,
    /// Every row was read; those that could went in.
    Done,
    /// All or nothing was wished, and some row failed: nothing went in.
    Refused,
    /// Somebody stopped it; what was in stays.
    Cancelled,
    /// It could not go on; what was in stays.
    Failed,
    /// Its entries are being taken out.
    Undoing,
    /// They were.
    Undone,
}

impl Status {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Draft, "draft"),
        (Self::Queued, "queued"),
        (Self::Running, "running"),
        (Self::Done, "done"),
        (Self::Refused, "refused"),
        (Self::Cancelled, "cancelled"),
        (Self::Failed, "failed"),
        (Self::Undoing, "undoing"),
        (Self::Undone, "undone"),
    ];

    /// As it is stored and answered.
    pub fn key(self) -> &'static str {
        let found = Self::ALL.iter().find(|(status, _)| *status == self);
        found.map_or("draft", |(_, key)| key)
    }

    /// Whether a job has it in hand.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Queued | Self::Running | Self::Undoing)
    }

    /// Whether entries may be in that an undo can take out.
    pub fn may_be_undone(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed)
    }
}

impl ToVal for Status {
    fn to_val(&self) -> Val {
        Val::Text(self.key().into())
    }
}

impl FromVal for Status {
    fn from_val(val: &Val) -> Result<Self, String> {
        let Val::Text(text) = val else {
            return Err("the status of an import is text".into());
        };
        let found = Self::ALL.iter().find(|(_, key)| key == text);
        found
            .map(|(status, _)| *status)
            .ok_or_else(|| format!("“{text}” is no status of an import"))
    }
}

/// How a file is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// By the name that browsers use, such as `UTF-8` or `windows-1252`.
    pub encoding: String,
    /// What stands between cells.
    pub delimiter: char,
    /// What comes first in `04/05/2024`.
    pub order: DateOrder,
    /// In which times without an offset are meant.
    pub zone: Zone,
    /// The headings, as they stand in the file.
    pub headings: Vec<String>,
    /// What each column means; `None` is left out.
    pub columns: Vec<Option<Column>>,
    /// What a bare number is in the column of durations.
    pub duration_unit: Unit,
    /// The same for breaks.
    pub break_unit: Unit,
    /// All rows or none.
    pub atomic: bool,
}

impl Settings {
    /// Where a meaning stands.
    pub fn place_of(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|found| *found == Some(column))
    }

    /// The heading over a meaning; its key where the file has none.
    pub fn heading_of(&self, column: Column) -> String {
        let heading = self.place_of(column).and_then(|at| self.headings.get(at));
        heading.map_or_else(|| column.key().to_owned(), |heading| heading.trim().to_owned())
    }

    /// Refuses a choice of columns from which no entry can be made.
    pub fn check(&self) -> Result<()> {
        let has = |column| self.place_of(column).is_some();
        if !has(Column::Project) && !has(Column::Task) {
            return Err(Error::field(
                "columns",
                "No column says which project or issue the time was for. Name one project_id, project or task_id.",
            ));
        }
        if !has(Column::Start) && !has(Column::Date) {
            return Err(Error::field(
                "columns",
                "No column says when it was. Name one start_time, or date.",
            ));
        }
        if !has(Column::End) && !has(Column::Duration) {
            return Err(Error::field(
                "columns",
                "No column says how long it took. Name one end_time, or duration.",
            ));
        }
        Ok(())
    }
}

/// Where the next record begins in the decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Bytes before it.
    pub byte: u64,
    /// Its line, from 1.
    pub line: u64,
    /// Its number in the parser's count.
    pub record: u64,
    /// Its row: the heading is row 1.
    pub row: i64,
}

impl Import {
    /// How it is read.
    pub fn settings(&self) -> Result<Settings> {
        decode(&self.settings)
    }

    /// Where it goes on.
    pub fn place(&self) -> Result<Place> {
        decode(&self.position)
    }
}

fn decode<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::Internal(format!("an import's JSON: {error}")))
}

/// What is wrong with a row, or remarkable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The column.
    pub column: Column,
    /// The sentence.
    pub reason: String,
}

impl Finding {
    /// One about this column.
    pub fn new(column: Column, reason: impl Into<String>) -> Self {
        Self {
            column,
            reason: reason.into(),
        }
    }
}

record! {
    /// A finding as it is kept.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Kept {
        /// The row; the heading is row 1.
        pub record: i64,
        /// The line it begins on.
        pub line: i64,
        /// Whether it did not go in.
        pub is_failure: bool,
        /// The column's heading.
        pub field: String,
        /// The sentence.
        pub reason: String,
        /// The row's cells, a JSON array.
        pub cells: String,
    }
}
