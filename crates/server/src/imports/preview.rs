//! What an import would do, before anything is written.

use super::draft::Reading;
use super::judge::{self, Memory, Row, Scope, Verdict};
use super::model::{Import, Place, Settings};
use super::places::Places;
use super::source::Rows;
use super::spool;
use crate::app::App;
use crate::auth::Actor;
use crate::error::Result;

/// So many rows are judged at most; what lies behind them is only judged by the import itself.
pub const MOST_ROWS: usize = 20_000;
/// So many pieces of the file are looked at.
const PIECES: i64 = 16;
/// So many rows at once.
const BATCH: usize = 2_000;
/// So many rows are shown, and so many of those that fail.
const SHOWN: usize = 8;

/// One row as it would go in.
#[derive(Debug, Clone)]
pub struct PreviewRow {
    /// The heading is row 1.
    pub number: i64,
    /// As they stand in the file.
    pub cells: Vec<String>,
    /// What would become of it.
    pub verdict: Verdict,
    /// What is remarkable about it.
    pub remark: String,
}

/// What would become of the file.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The first rows.
    pub first: Vec<PreviewRow>,
    /// The first rows that fail, where they are not among the first.
    pub failing: Vec<PreviewRow>,
    /// Rows that would go in.
    pub new: i64,
    /// Rows that are there already.
    pub present: i64,
    /// Rows that would fail.
    pub failed: i64,
    /// Whether these are all rows of the file.
    pub is_whole: bool,
    /// What is wrong with the file or the choice of columns, where nothing can be judged.
    pub problem: String,
}

/// Judges the beginning of a draft.
pub async fn look(app: &App, actor: &Actor, import: &Import) -> Result<Preview> {
    let settings = import.settings()?;
    let mut preview = Preview::default();
    if let Err(error) = settings.check() {
        preview.problem = error.sentence();
    }
    let (file, is_cut) = spool::beginning(app, import.id, &settings.encoding, PIECES).await?;
    let mut rows = Rows::open(file, settings.delimiter, Place::default())?;
    let reading = Reading::new(settings);
    match judged(app, actor, import, &reading, &mut rows, &mut preview).await {
        Ok(read) => preview.is_whole = !is_cut && read < MOST_ROWS,
        // What a file's end is like, the import tells; where it is cut, the last row is only half there.
        Err(error) if preview.first.is_empty() => preview.problem = error.sentence(),
        Err(_) => {}
    }
    Ok(preview)
}

async fn judged(
    app: &App,
    actor: &Actor,
    import: &Import,
    reading: &Reading,
    rows: &mut Rows,
    preview: &mut Preview,
) -> Result<usize> {
    let scope = Scope {
        import: import.id,
        user: &actor.user,
        now: app.now(),
        is_staged: false,
    };
    let (mut places, mut memory, mut read) = (Places::default(), Memory::default(), 0);
    rows.next()?;
    while read < MOST_ROWS {
        let some = rows.some(BATCH)?;
        if some.is_empty() {
            break;
        }
        read += some.len();
        let some = judge::understood(&app.db, reading, &mut places, some).await?;
        let verdicts = judge::judge(&app.db, &scope, &some, &mut memory).await?;
        for (row, verdict) in some.iter().zip(verdicts) {
            preview.add(row, verdict, reading.settings());
        }
    }
    Ok(read)
}

impl Preview {
    fn add(&mut self, row: &Row, verdict: Verdict, settings: &Settings) {
        match verdict {
            Verdict::Goes { .. } => self.new += 1,
            Verdict::Present => self.present += 1,
            Verdict::Fails(_) => self.failed += 1,
        }
        let is_failing = matches!(verdict, Verdict::Fails(_));
        let list = match () {
            () if self.first.len() < SHOWN => &mut self.first,
            () if is_failing && self.failing.len() < SHOWN => &mut self.failing,
            () => return,
        };
        let remark = row
            .meaning
            .as_ref()
            .ok()
            .and_then(|meaning| meaning.draft.remark.clone());
        list.push(PreviewRow {
            number: row.raw.number,
            cells: (0..settings.headings.len())
                .map(|at| row.raw.cells.get(at).unwrap_or_default().to_owned())
                .collect(),
            verdict,
            remark: remark.map(|remark| remark.reason).unwrap_or_default(),
        });
    }
}
