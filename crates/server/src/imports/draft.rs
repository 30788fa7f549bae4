//! From a row's cells to an entry that is still to be judged. Pure.

use super::columns::{Column, Unit};
use super::model::{Finding, Settings};
use super::moments::{When, shortened};
use crate::error::Mistakes;
use crate::http::text;
use crate::time_entries::judged_duration;
use csv::StringRecord;
use timetracker_types::{Day, Instant, Showings, Zone, parse_duration};

/// When an entry was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From here to there, with so many worked seconds.
    At {
        /// The first instant.
        start: Instant,
        /// The first instant after it.
        end: Instant,
        /// Without breaks.
        seconds: i64,
    },
    /// Somewhere on this day, so many seconds long.
    On {
        /// The day.
        day: Day,
        /// The length.
        seconds: i64,
    },
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// When.
    pub span: Span,
    /// Breaks in seconds.
    pub break_seconds: i64,
    /// What was done.
    pub notes: Option<String>,
    /// Comma-separated.
    pub tags: String,
    /// Whether it is billable, where the file says so.
    pub billable: Option<bool>,
    /// What to tell although it goes in.
    pub remark: Option<Finding>,
}

/// How rows are read: where each meaning stands.
#[derive(Debug, Clone)]
pub struct Reading {
    settings: Settings,
    places: [Option<usize>; Column::ALL.len()],
}

impl Reading {
    /// For a file of these settings.
    pub fn new(settings: Settings) -> Self {
        let places = Column::ALL.map(|column| settings.place_of(column));
        Self { settings, places }
    }

    /// How the file is read.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What stands under a meaning; blank is nothing.
    pub fn cell<'a>(&self, record: &'a StringRecord, column: Column) -> Option<&'a str> {
        let at = self.places[column as usize]?;
        record.get(at).map(str::trim).filter(|text| !text.is_empty())
    }

    /// What the row says, all but its project and task; or the first thing wrong with it.
    pub fn draft(&self, record: &StringRecord) -> Result<Draft, Finding> {
        let break_seconds = self
            .length(record, Column::Break, self.settings.break_unit)?
            .unwrap_or(0);
        let (span, remark) = self.span(record, break_seconds)?;
        let mut mistakes = Mistakes::default();
        let notes = self.cell(record, Column::Notes);
        let notes = text::optional(&mut mistakes, "notes", "The note", notes, text::LONG);
        let tags = text::tags(&mut mistakes, self.cell(record, Column::Tags));
        self.clean(mistakes)?;
        Ok(Draft {
            span,
            break_seconds,
            notes,
            tags,
            billable: self.billable(record)?,
            remark,
        })
    }

    fn span(&self, record: &StringRecord, breaks: i64) -> Result<(Span, Option<Finding>), Finding> {
        let lasting = self.length(record, Column::Duration, self.settings.duration_unit)?;
        let end = self.when(record, Column::End)?;
        let (day, start) = self.start(record)?;
        let Some(start) = start.filter(|start| start.clock.is_some() || end.is_some()) else {
            return Self::somewhere(day, lasting, end.is_some()).map(|span| (span, None));
        };
        let (from, mut remark) = self.instant(Column::Start, &start, day);
        let until = match (end, lasting) {
            (Some(end), _) => {
                let (until, told) = self.end(record, &end, (day, from))?;
                remark = remark.or(told);
                until
            }
            (None, Some(seconds)) => from.plus_seconds(seconds.saturating_add(breaks)),
            (None, None) => {
                return Err(Finding::new(
                    Column::End,
                    "Say when it ended, or how long it took.",
                ));
            }
        };
        let seconds = self.worked(from, until, breaks)?;
        Ok((
            Span::At {
                start: from,
                end: until,
                seconds,
            },
            remark,
        ))
    }

    /// The day and what the start says; a start that is only a date is a day.
    fn start(&self, record: &StringRecord) -> Result<(Day, Option<When>), Finding> {
        let start = self.when(record, Column::Start)?;
        let date = self.when(record, Column::Date)?;
        let day = start
            .and_then(|start| start.day)
            .or(date.and_then(|date| date.day));
        let day = day.ok_or_else(|| match (start, date) {
            (None, None) => Finding::new(Column::Start, "Say when it began."),
            _ => Finding::new(
                Column::Start,
                "The start has no date. Add one, or a column “date” beside it.",
            ),
        })?;
        // A column of days may hold the time as well.
        Ok((day, start.or(date.filter(|date| date.clock.is_some()))))
    }

    fn somewhere(day: Day, lasting: Option<i64>, has_end: bool) -> Result<Span, Finding> {
        match lasting {
            Some(seconds) if (1..=86_400).contains(&seconds) => Ok(Span::On { day, seconds }),
            Some(_) => Err(Finding::new(
                Column::Duration,
                "A day has room for more than nothing and at most 24 hours.",
            )),
            None if has_end => Err(Finding::new(Column::Start, "Say when it began.")),
            None => Err(Finding::new(
                Column::End,
                "Say when it ended, or how long it took.",
            )),
        }
    }

    /// The end: on its own day, on the day of the start, or past midnight.
    fn end(
        &self,
        record: &StringRecord,
        end: &When,
        (day, from): (Day, Instant),
    ) -> Result<(Instant, Option<Finding>), Finding> {
        let own = end
            .day
            .or(self.when(record, Column::EndDate)?.and_then(|date| date.day));
        let (until, remark) = self.instant(Column::End, end, own.unwrap_or(day));
        if own.is_none() && until < from {
            return Ok(self.instant(Column::End, end, day.plus_days(1)));
        }
        Ok((until, remark))
    }

    /// The instant on that day, with a remark where the clocks did not show it once.
    fn instant(&self, column: Column, when: &When, day: Day) -> (Instant, Option<Finding>) {
        let zone = &self.settings.zone;
        let (at, showings) = when.at(day, zone);
        (at, remark(column, at, showings, zone))
    }

    fn when(&self, record: &StringRecord, column: Column) -> Result<Option<When>, Finding> {
        let cell = self.cell(record, column);
        let read = cell.map(|text| When::read(text, self.settings.order));
        read.transpose().map_err(|reason| Finding::new(column, reason))
    }

    fn length(&self, record: &StringRecord, column: Column, unit: Unit) -> Result<Option<i64>, Finding> {
        let Some(text) = self.cell(record, column) else {
            return Ok(None);
        };
        let is_bare = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        let read = match unit {
            Unit::Minutes if is_bare => parse_duration(&format!("{text}m")),
            Unit::Seconds if is_bare => parse_duration(&format!("{text}s")),
            _ => parse_duration(text),
        };
        read.map(Some)
            .map_err(|error| Finding::new(column, error.to_string()))
    }

    /// An empty cell is no, as the contract has it; no column leaves it to the project.
    fn billable(&self, record: &StringRecord) -> Result<Option<bool>, Finding> {
        if self.places[Column::Billable as usize].is_none() {
            return Ok(None);
        }
        let cell = self.cell(record, Column::Billable).unwrap_or_default();
        match cell.to_lowercase().as_str() {
            "1" | "true" | "yes" | "y" | "on" | "x" | "t" | "ja" | "oui" => Ok(Some(true)),
            "" | "0" | "false" | "no" | "n" | "off" | "f" | "nein" | "non" => Ok(Some(false)),
            other => Err(Finding::new(
                Column::Billable,
                format!("“{}” is neither yes nor no. Write yes or no.", shortened(other)),
            )),
        }
    }

    fn worked(&self, from: Instant, until: Instant, breaks: i64) -> Result<i64, Finding> {
        let mut mistakes = Mistakes::default();
        let seconds = judged_duration(&mut mistakes, Some(from), Some(until), breaks);
        self.clean(mistakes)?;
        Ok(seconds.unwrap_or(0))
    }

    /// The first mistake, as a finding.
    fn clean(&self, mistakes: Mistakes) -> Result<(), Finding> {
        match mistakes.check() {
            Ok(()) => Ok(()),
            Err(error) => Err(self.finding_of(&error)),
        }
    }

    /// What an action's refusal says about which column.
    pub fn finding_of(&self, error: &crate::error::Error) -> Finding {
        let crate::error::Error::Invalid(fields) = error else {
            return Finding::new(Column::Project, error.sentence());
        };
        let Some(first) = fields.first() else {
            return Finding::new(Column::Project, error.sentence());
        };
        let column = match first.field.as_ref() {
            "task_id" => Column::Task,
            "notes" => Column::Notes,
            "tags" => Column::Tags,
            "break_seconds" => Column::Break,
            "end_time" if self.places[Column::End as usize].is_none() => Column::Duration,
            "end_time" => Column::End,
            _ => Column::Project,
        };
        Finding::new(column, first.message.clone())
    }
}

fn remark(column: Column, at: Instant, showings: Showings, zone: &Zone) -> Option<Finding> {
    let local = zone.local(at);
    let (day, clock) = (local.day(), local.format_clock24());
    let sentence = match showings {
        Showings::Once => return None,
        Showings::Never => format!(
            "On {day} the clocks of {zone} went forward over this time; it was taken as {clock}. An offset such as \
             +01:00 says it exactly."
        ),
        Showings::Twice => format!(
            "On {day} the clocks of {zone} showed {clock} twice; the first was taken. An offset such as +01:00 says \
             which."
        ),
    };
    Some(Finding::new(column, sentence))
}
