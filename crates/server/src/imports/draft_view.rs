//! A draft as its page shows it: how it is read, and what would become of its rows.

use super::columns::{Column, Unit};
use super::judge::Verdict;
use super::model::Settings;
use super::preview::{Preview, PreviewRow};
use super::wording;
use crate::http::wording::{count, counted, day_short};
use timetracker_types::Zone;

/// One column of the file.
pub(crate) struct ColumnView {
    pub(super) heading: String,
    /// What it means; empty is left out.
    pub(super) key: &'static str,
}

/// One row of the preview.
pub(crate) struct RowView {
    pub(super) number: String,
    pub(super) cells: Vec<String>,
    /// `go`, `there` or `fail`.
    pub(super) kind: &'static str,
    /// In a word or two.
    pub(super) verdict: String,
    /// A sentence, where there is one to say.
    pub(super) note: String,
}

/// Everything on the page of a draft.
pub(crate) struct DraftView {
    pub(super) columns: Vec<ColumnView>,
    pub(super) rows: Vec<RowView>,
    pub(super) failing: Vec<RowView>,
    pub(super) new: String,
    pub(super) present: String,
    pub(super) failed: String,
    /// What the numbers are about, where it is not the whole file.
    pub(super) about: String,
    pub(super) problem: String,
    pub(super) button: String,
    pub(super) is_empty: bool,
    pub(super) delimiter: &'static str,
    pub(super) encoding: String,
    pub(super) order: &'static str,
    pub(super) zone: String,
    pub(super) unit: &'static str,
    pub(super) has_duration: bool,
    pub(super) is_atomic: bool,
}

/// The encodings that the form offers beside the one that was guessed.
pub(super) const ENCODINGS: &[(&str, &str)] = &[
    ("UTF-8", "UTF-8"),
    ("windows-1252", "Windows-1252, Latin-1"),
    ("ISO-8859-15", "ISO-8859-15"),
    ("UTF-16LE", "UTF-16"),
    ("windows-1250", "Windows-1250, Central Europe"),
    ("windows-1251", "Windows-1251, Cyrillic"),
    ("Shift_JIS", "Shift JIS"),
    ("gbk", "GBK"),
];

impl DraftView {
    pub(super) fn of(settings: &Settings, preview: Preview, zone: &Zone) -> Self {
        let columns = settings
            .headings
            .iter()
            .zip(&settings.columns)
            .map(|(heading, column)| ColumnView {
                heading: heading.trim().to_owned(),
                key: column.map_or("", Column::key),
            });
        let row = |row: PreviewRow| RowView::of(row, settings, zone);
        let all = preview.new + preview.present + preview.failed;
        Self {
            columns: columns.collect(),
            new: counted(preview.new, "row goes in", "rows go in"),
            present: if preview.present > 0 {
                count(preview.present)
            } else {
                String::new()
            },
            failed: if preview.failed > 0 {
                count(preview.failed)
            } else {
                String::new()
            },
            about: if preview.is_whole {
                String::new()
            } else {
                format!("of the first {}", counted(all, "row", "rows"))
            },
            is_empty: all == 0,
            button: if preview.is_whole {
                format!("Import {}", counted(preview.new, "entry", "entries"))
            } else {
                "Import the whole file".into()
            },
            problem: preview.problem,
            rows: preview.first.into_iter().map(row).collect(),
            failing: preview.failing.into_iter().map(row).collect(),
            delimiter: wording::delimiter(settings.delimiter),
            encoding: settings.encoding.clone(),
            order: settings.order.key(),
            zone: settings.zone.name().to_owned(),
            unit: match settings.duration_unit {
                Unit::Hours => "hours",
                Unit::Minutes => "minutes",
                Unit::Seconds => "seconds",
            },
            has_duration: settings.place_of(Column::Duration).is_some(),
            is_atomic: settings.atomic,
        }
    }

    /// The encodings to choose from, the present one among them.
    pub(super) fn encodings(&self) -> Vec<(&str, &str)> {
        let mut list = ENCODINGS.to_vec();
        if list
            .iter()
            .all(|(key, _)| !key.eq_ignore_ascii_case(&self.encoding))
        {
            list.push((self.encoding.as_str(), self.encoding.as_str()));
        }
        list
    }
}

impl RowView {
    fn of(row: PreviewRow, settings: &Settings, zone: &Zone) -> Self {
        let (kind, verdict, note) = match row.verdict {
            Verdict::Goes { start, end, .. } => {
                let (from, to) = (zone.local(start), zone.local(end));
                let day = day_short(from.day(), from.day());
                let span = format!("{day} {}–{}", from.format_clock24(), to.format_clock24());
                ("go", span, row.remark)
            }
            Verdict::Present => ("there", "There already".to_owned(), String::new()),
            Verdict::Fails(finding) => {
                let note = format!("{}: {}", settings.heading_of(finding.column), finding.reason);
                ("fail", "Fails".to_owned(), note)
            }
        };
        Self {
            number: count(row.number),
            cells: row.cells,
            kind,
            verdict,
            note,
        }
    }
}
