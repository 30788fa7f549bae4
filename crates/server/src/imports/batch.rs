//! One batch: judged and written in one transaction, with the place from which the next one goes on.

use super::draft::Reading;
use super::judge::{self, Memory, Row, Scope, Verdict};
use super::model::{Finding, Import, Place};
use super::store::{self, Progress};
use crate::app::App;
use crate::error::{Error, Result};
use crate::users::User;
use timetracker_db::{ToVal as _, Tx, Val};
use timetracker_types::{Id, Instant};

/// How many rows a batch has. Each holds the writer for some hundredths of a second.
pub const ROWS: usize = 2_000;
/// How many failures, and how many remarks, are kept to be looked at.
pub const MOST_FINDINGS: i64 = 20_000;

/// What an import carries from batch to batch.
pub struct Run<'a> {
    /// The import as it was when this run began.
    pub import: &'a Import,
    /// Whose time it becomes.
    pub user: &'a User,
    /// How rows are read.
    pub reading: &'a Reading,
    /// The counters, with what this run added.
    pub so_far: Progress,
}

/// Writes a batch; false where the import was stopped or taken over meanwhile, and nothing was written.
pub async fn write(app: &App, run: &mut Run<'_>, rows: &[Row], places: (Place, Place)) -> Result<bool> {
    let now = app.now();
    let scope = Scope {
        import: run.import.id,
        user: run.user,
        now,
        is_staged: run.reading.settings().atomic,
    };
    let tx = app.db.begin_bulk().await?;
    tx.lock("user_time", run.user.id.get()).await?;
    let mut memory = Memory::default();
    let verdicts = judge::judge(&tx, &scope, rows, &mut memory).await?;
    let progress = put(&tx, run, &scope, rows, &verdicts).await?;
    put_counts(&tx, run.import.id, memory).await?;
    if !store::advance(&tx, run.import.id, places, progress).await? {
        tx.rollback().await?;
        return Ok(false);
    }
    tx.commit().await?;
    run.so_far = sum(run.so_far, progress);
    Ok(true)
}

async fn put(
    tx: &Tx,
    run: &Run<'_>,
    scope: &Scope<'_>,
    rows: &[Row],
    verdicts: &[Verdict],
) -> Result<Progress> {
    let (mut entries, mut findings) = (Vec::with_capacity(rows.len()), Vec::new());
    let mut progress = Progress {
        records: count(rows.len()),
        ..Progress::default()
    };
    for (row, verdict) in rows.iter().zip(verdicts) {
        let remark = row
            .meaning
            .as_ref()
            .ok()
            .and_then(|meaning| meaning.draft.remark.as_ref());
        match verdict {
            Verdict::Present => progress.present += 1,
            Verdict::Fails(finding) => {
                progress.failed += 1;
                if run.so_far.failed + progress.failed <= MOST_FINDINGS {
                    findings.push(finding_row(run, row, finding, true)?);
                }
            }
            goes @ Verdict::Goes { .. } => {
                entries.extend(entry_row(scope, row, goes));
                if let Some(remark) = remark {
                    progress.remarks += 1;
                    if run.so_far.remarks + progress.remarks <= MOST_FINDINGS {
                        findings.push(finding_row(run, row, remark, false)?);
                    }
                }
            }
        }
    }
    let wished = count(entries.len());
    let upsert = if scope.is_staged {
        &store::STAGED
    } else {
        &store::ENTRIES
    };
    progress.created = i64::try_from(tx.upsert(upsert, entries).await?).unwrap_or(0);
    // Another import of the same file at the same time may have been faster.
    progress.present += wished - progress.created;
    tx.upsert(&store::FINDINGS, findings).await?;
    Ok(progress)
}

/// An entry's values, in the order of the store's columns.
fn entry_row(scope: &Scope<'_>, row: &Row, verdict: &Verdict) -> Option<Vec<Val>> {
    let (
        Ok(meaning),
        Verdict::Goes {
            start,
            end,
            seconds,
            key,
        },
    ) = (&row.meaning, verdict)
    else {
        return None;
    };
    let draft = &meaning.draft;
    Some(vec![
        scope.import.to_val(),
        key.to_val(),
        scope.user.id.to_val(),
        meaning.place.project_id.to_val(),
        meaning.place.task_id.to_val(),
        start.to_val(),
        end.to_val(),
        draft.break_seconds.to_val(),
        seconds.to_val(),
        scope.user.timezone.to_val(),
        draft.notes.to_val(),
        draft.tags.to_val(),
        "import".to_val(),
        draft.billable.unwrap_or(meaning.place.billable).to_val(),
        scope.now.to_val(),
        scope.now.to_val(),
    ])
}

fn finding_row(run: &Run<'_>, row: &Row, finding: &Finding, is_failure: bool) -> Result<Vec<Val>> {
    let cells: Vec<&str> = row.raw.cells.iter().collect();
    let cells = serde_json::to_string(&cells).map_err(|error| Error::Internal(format!("cells: {error}")))?;
    Ok(vec![
        run.import.id.to_val(),
        row.raw.number.to_val(),
        row.raw.line.to_val(),
        is_failure.to_val(),
        storable(&run.reading.settings().heading_of(finding.column)).to_val(),
        storable(&finding.reason).to_val(),
        cells.to_val(),
    ])
}

/// Text holds no NUL in either database.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

async fn put_counts(tx: &Tx, import: Id<Import>, memory: Memory) -> Result<()> {
    let rows = memory
        .counts
        .into_iter()
        .map(|(key, seen)| vec![import.to_val(), key.to_val(), seen.to_val()]);
    tx.upsert(&store::COUNTS, rows.collect()).await?;
    Ok(())
}

fn sum(a: Progress, b: Progress) -> Progress {
    Progress {
        records: a.records + b.records,
        created: a.created + b.created,
        present: a.present + b.present,
        failed: a.failed + b.failed,
        remarks: a.remarks + b.remarks,
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Whether times that others changed since the import began are in the way of what is staged.
pub async fn is_in_the_way(tx: &Tx, import: &Import, user: &User, now: Instant) -> Result<bool> {
    let since = import.started_at.unwrap_or(import.created_at);
    for (start, end) in store::changed_since(tx, user.id, since, now).await? {
        let staged = store::staged_times(tx, import.id, start, end).await?;
        if staged.iter().any(|(from, to)| *from < end && start < *to) {
            return Ok(true);
        }
    }
    Ok(false)
}
