//! Which column of a file means what: guessed from its heading, then chosen by people.

use serde::{Deserialize, Serialize};

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The project, by id, code or name.
    Project,
    /// The project's client, which tells projects of one name apart.
    Client,
    /// The task, by id, identifier or name.
    Task,
    /// The day, where start and end are times of day.
    Date,
    /// When it began.
    Start,
    /// The day of the end, where the end is a time of day.
    EndDate,
    /// When it ended.
    End,
    /// How long it took.
    Duration,
    /// The break within it.
    Break,
    /// What was done.
    Notes,
    /// Comma-separated.
    Tags,
    /// Yes or no.
    Billable,
}

/// What a bare number means in a column of lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// `1.5` is an hour and a half.
    #[default]
    Hours,
    /// `90` is an hour and a half.
    Minutes,
    /// `5400` is an hour and a half.
    Seconds,
}

impl Column {
    /// Every one, in the order in which forms offer them.
    pub const ALL: [Self; 12] = [
        Self::Project,
        Self::Client,
        Self::Task,
        Self::Date,
        Self::Start,
        Self::EndDate,
        Self::End,
        Self::Duration,
        Self::Break,
        Self::Notes,
        Self::Tags,
        Self::Billable,
    ];

    /// In forms and in the API's answers.
    pub fn key(self) -> &'static str {
        match self {
            Self::Project => "project_id",
            Self::Client => "client",
            Self::Task => "task_id",
            Self::Date => "date",
            Self::Start => "start_time",
            Self::EndDate => "end_date",
            Self::End => "end_time",
            Self::Duration => "duration",
            Self::Break => "break",
            Self::Notes => "notes",
            Self::Tags => "tags",
            Self::Billable => "billable",
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Project => "Project: id, code or name",
            Self::Client => "Client of the project",
            Self::Task => "Issue or task: identifier, id or name",
            Self::Date => "Day",
            Self::Start => "Start",
            Self::EndDate => "Day of the end",
            Self::End => "End",
            Self::Duration => "Duration",
            Self::Break => "Break",
            Self::Notes => "Notes",
            Self::Tags => "Tags",
            Self::Billable => "Billable",
        }
    }

    /// Reads [`key`](Self::key).
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// The headings that mean it, the surest first.
    fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Project => &[
                "project_id",
                "project_code",
                "project",
                "project_name",
                "projekt",
                "projet",
            ],
            Self::Client => &["client", "client_name", "customer", "kunde"],
            Self::Task => &[
                "task_id",
                "identifier",
                "issue",
                "issue_key",
                "issue_id",
                "task",
                "task_name",
                "aufgabe",
            ],
            Self::Date => &["date", "day", "start_date", "datum"],
            Self::Start => &[
                "start_time",
                "start",
                "started_at",
                "started",
                "from",
                "begin",
                "time_start",
                "von",
                "beginn",
            ],
            Self::EndDate => &["end_date"],
            Self::End => &[
                "end_time",
                "end",
                "ended_at",
                "ended",
                "to",
                "stop",
                "stop_time",
                "time_end",
                "until",
                "bis",
                "ende",
            ],
            Self::Duration => &[
                "duration",
                "duration_(h)",
                "duration_hours",
                "duration_(decimal)",
                "duration_minutes",
                "duration_seconds",
                "hours",
                "time_spent",
                "time",
                "length",
                "minutes",
                "seconds",
                "dauer",
                "stunden",
            ],
            Self::Break => &["break", "break_seconds", "break_minutes", "breaks", "pause"],
            Self::Notes => &[
                "notes",
                "description",
                "note",
                "comment",
                "memo",
                "beschreibung",
                "notiz",
            ],
            Self::Tags => &["tags", "tag", "labels"],
            Self::Billable => &["billable", "is_billable", "abrechenbar"],
        }
    }
}

/// A heading as it is compared: lower case, spaces as underscores.
pub fn plain(heading: &str) -> String {
    heading
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("_")
}

/// What each heading most likely means; each meaning is given once, to the surest heading.
pub fn guessed<'a>(headings: impl IntoIterator<Item = &'a str>) -> Vec<Option<Column>> {
    let plain: Vec<String> = headings.into_iter().map(plain).collect();
    let mut columns = vec![None; plain.len()];
    for column in Column::ALL {
        let known = column.headings().iter();
        let found = known
            .filter_map(|name| plain.iter().position(|heading| heading == name))
            .find(|at| columns[*at].is_none());
        if let Some(at) = found {
            columns[at] = Some(column);
        }
    }
    columns
}

/// What a bare number means under this heading.
pub fn unit_of(heading: &str) -> Unit {
    let heading = plain(heading);
    if heading.contains("second") {
        Unit::Seconds
    } else if heading.contains("minute") {
        Unit::Minutes
    } else {
        Unit::Hours
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(line: &str) -> Vec<&'static str> {
        let columns = guessed(line.split(','));
        columns
            .into_iter()
            .map(|column| column.map_or("-", Column::key))
            .collect()
    }

    #[test]
    fn the_contracts_columns_are_known_in_any_spelling() {
        let line = "\u{feff}Project ID,Start,END_TIME,Task id,Description,tags,Billable,user_id";
        let known = [
            "project_id",
            "start_time",
            "end_time",
            "task_id",
            "notes",
            "tags",
            "billable",
            "-",
        ];
        assert_eq!(keys(line), known);
    }

    #[test]
    fn other_trackers_exports_are_understood() {
        let toggl = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags";
        let known = [
            "-",
            "-",
            "client",
            "project_id",
            "task_id",
            "notes",
            "billable",
            "date",
            "start_time",
            "end_date",
            "end_time",
            "duration",
            "tags",
        ];
        assert_eq!(keys(toggl), known);
        assert_eq!(
            keys("Datum,Von,Bis,Projekt,Beschreibung"),
            ["date", "start_time", "end_time", "project_id", "notes"]
        );
        assert_eq!(
            keys("project_id,project,notes,note"),
            ["project_id", "-", "notes", "-"]
        );
        assert_eq!(keys("a,b"), ["-", "-"]);
    }

    #[test]
    fn a_heading_says_what_a_number_means() {
        assert_eq!(unit_of("Duration (minutes)"), Unit::Minutes);
        assert_eq!(unit_of("break_seconds"), Unit::Seconds);
        assert_eq!(unit_of("Duration (h)"), Unit::Hours);
    }
}
