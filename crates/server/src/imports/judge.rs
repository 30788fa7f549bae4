//! Which rows go in, which are there already, which fail and why. Reads, and writes nothing: the preview
//! asks the same questions as the import.
//!
//! The rule about overlaps is that of `POST /api/v1/time-entries`, asked for a whole batch with a handful of
//! statements. Rows are judged in the order of the file.

use super::columns::Column;
use super::draft::{Draft, Reading, Span};
use super::model::{Finding, Import};
use super::places::Places;
use super::source::RawRow;
use super::{key, store};
use crate::error::Result;
use crate::time_entries::{self, Holder, Place, Taken};
use crate::users::User;
use std::collections::HashMap;
use timetracker_db::Read;
use timetracker_types::{Day, Id, Instant, Interval, Zone};

/// Whose file it is, and what holds while it is judged.
pub struct Scope<'a> {
    /// The import.
    pub import: Id<Import>,
    /// Whose time it becomes.
    pub user: &'a User,
    /// The present.
    pub now: Instant,
    /// Whether the rows before these wait aside.
    pub is_staged: bool,
}

/// A row as it was read, with where it belongs.
pub struct Row {
    /// As it stood in the file.
    pub raw: RawRow,
    /// What it says, or why it cannot be understood.
    pub meaning: Result<Meaning, Finding>,
}

/// What a row says.
pub struct Meaning {
    /// All but the place.
    pub draft: Draft,
    /// The place.
    pub place: Place,
    /// What it means, as a number.
    pub key: i64,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It goes in.
    Goes {
        /// From.
        start: Instant,
        /// To.
        end: Instant,
        /// Worked.
        seconds: i64,
        /// By which a repeat is known.
        key: i64,
    },
    /// An earlier import brought it.
    Present,
    /// It does not go in.
    Fails(Finding),
}

/// What was seen so far of the file. An import forgets it after each batch, since it then stands in the
/// database; a preview keeps it.
#[derive(Default)]
pub struct Memory {
    /// How often rows without times were met.
    pub counts: HashMap<i64, i64>,
    taken: Taken,
    keys: HashMap<i64, i64>,
}

/// Reads rows: what they say and where they belong.
pub async fn understood(
    db: &impl Read,
    reading: &Reading,
    places: &mut Places,
    rows: Vec<RawRow>,
) -> Result<Vec<Row>> {
    let mut understood = Vec::with_capacity(rows.len());
    for raw in rows {
        let meaning = match reading.draft(&raw.cells) {
            Err(finding) => Err(finding),
            Ok(draft) => places.of(db, reading, &raw.cells).await?.map(|place| Meaning {
                key: key::of(&draft, &place),
                draft,
                place,
            }),
        };
        understood.push(Row { raw, meaning });
    }
    Ok(understood)
}

/// The verdict on each row.
pub async fn judge(
    db: &impl Read,
    scope: &Scope<'_>,
    rows: &[Row],
    memory: &mut Memory,
) -> Result<Vec<Verdict>> {
    let keys = numbered(db, scope, rows, memory).await?;
    let there = there_already(db, scope, &keys).await?;
    let new = rows
        .iter()
        .zip(&keys)
        .filter(|(_, key)| key.is_some_and(|key| !there.contains_key(&key)));
    let stretches: Vec<Interval> = new
        .filter_map(|(row, _)| {
            Some(stretch(
                &row.meaning.as_ref().ok()?.draft.span,
                &scope.user.timezone,
            ))
        })
        .flatten()
        .collect();
    read_taken(db, scope, stretches, &mut memory.taken).await?;
    let mut verdicts: Vec<Result<Verdict, Holder>> = Vec::with_capacity(rows.len());
    for (row, key) in rows.iter().zip(&keys) {
        verdicts.push(match (&row.meaning, key) {
            (Ok(meaning), Some(key)) => verdict(scope, row.raw.number, meaning, *key, &there, memory),
            (Err(finding), _) => Ok(Verdict::Fails(finding.clone())),
            (Ok(_), None) => Ok(Verdict::Present),
        });
    }
    told(db, verdicts).await
}

/// Each row's number; those without times are counted, since two alike are two.
async fn numbered(
    db: &impl Read,
    scope: &Scope<'_>,
    rows: &[Row],
    memory: &mut Memory,
) -> Result<Vec<Option<i64>>> {
    let meanings = rows.iter().filter_map(|row| row.meaning.as_ref().ok());
    let unplaced = meanings.filter(|meaning| matches!(meaning.draft.span, Span::On { .. }));
    let mut unknown: Vec<i64> = unplaced
        .map(|meaning| meaning.key)
        .filter(|key| !memory.counts.contains_key(key))
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    memory
        .counts
        .extend(store::counts(db, scope.import, &unknown).await?);
    let number = |row: &Row| {
        let meaning = row.meaning.as_ref().ok()?;
        if matches!(meaning.draft.span, Span::At { .. }) {
            return Some(meaning.key);
        }
        let seen = memory.counts.entry(meaning.key).or_default();
        *seen += 1;
        Some(key::repeated(meaning.key, *seen))
    };
    Ok(rows.iter().map(number).collect())
}

/// The keys that are in already, with the import that brought them.
async fn there_already(
    db: &impl Read,
    scope: &Scope<'_>,
    keys: &[Option<i64>],
) -> Result<HashMap<i64, Option<i64>>> {
    let keys: Vec<i64> = keys.iter().copied().flatten().collect();
    let mut there = store::present(db, scope.user.id, &keys).await?;
    if scope.is_staged {
        let own = Some(scope.import.get());
        let staged = store::staged_keys(db, scope.import, &keys).await?;
        there.extend(staged.into_iter().map(|key| (key, own)));
    }
    Ok(there)
}

/// The part of the time line that a row may touch.
fn stretch(span: &Span, zone: &Zone) -> Option<Interval> {
    match span {
        Span::At { start, end, .. } => Interval::new(*start, *end).ok(),
        Span::On { day, .. } => working_day(*day, zone),
    }
}

/// From nine o'clock on, a day long.
fn working_day(day: Day, zone: &Zone) -> Option<Interval> {
    let nine = day
        .midnight()
        .with_time(9, 0)
        .map_or_else(|_| zone.start_of(day), |at| zone.instant_of(at));
    Interval::new(nine, nine.plus_seconds(86_400)).ok()
}

async fn read_taken(
    db: &impl Read,
    scope: &Scope<'_>,
    stretches: Vec<Interval>,
    taken: &mut Taken,
) -> Result<()> {
    let edges = (
        stretches.iter().map(Interval::start).min(),
        stretches.iter().map(Interval::end).max(),
    );
    if let ((Some(from), Some(to)), true) = (edges, scope.is_staged) {
        for (start, end) in store::staged_times(db, scope.import, from, to).await? {
            taken.add(start, end, Holder::Record(0));
        }
    }
    let found = Taken::read(db, scope.user.id, stretches, scope.now).await?;
    taken.extend(found);
    Ok(())
}

fn verdict(
    scope: &Scope<'_>,
    row: i64,
    meaning: &Meaning,
    key: i64,
    there: &HashMap<i64, Option<i64>>,
    memory: &mut Memory,
) -> Result<Verdict, Holder> {
    let twin = memory.keys.insert(key, row);
    let brought_by = there.get(&key);
    if let Some(import) = brought_by
        && *import != Some(scope.import.get())
    {
        return Ok(Verdict::Present);
    }
    if twin.is_some() || brought_by.is_some() {
        return Err(Holder::Record(twin.unwrap_or(0)));
    }
    let (start, end, seconds) = match meaning.draft.span {
        Span::At { start, end, seconds } => {
            let span = Interval::new(start, end).ok();
            if let Some(holder) = span.and_then(|span| memory.taken.holder_of(span)) {
                return Err(holder);
            }
            (start, end, seconds)
        }
        Span::On { day, seconds } => {
            let length = seconds.saturating_add(meaning.draft.break_seconds);
            let within = working_day(day, &scope.user.timezone);
            let Some(room) = within.and_then(|within| memory.taken.room(within, length)) else {
                let reason = format!("There is no room left on {day}. Say when it began.");
                return Ok(Verdict::Fails(Finding::new(Column::Date, reason)));
            };
            (room.start(), room.end(), seconds)
        }
    };
    memory.taken.add(start, end, Holder::Record(row));
    Ok(Verdict::Goes {
        start,
        end,
        seconds,
        key,
    })
}

/// The overlaps as sentences that name what is in the way.
async fn told(db: &impl Read, verdicts: Vec<Result<Verdict, Holder>>) -> Result<Vec<Verdict>> {
    let entry = |verdict: &Result<Verdict, Holder>| match verdict {
        Err(Holder::Entry(id)) => Some(*id),
        _ => None,
    };
    let mut ids: Vec<_> = verdicts.iter().filter_map(entry).collect();
    ids.sort_unstable_by_key(|id| id.get());
    ids.dedup();
    let views = time_entries::views(db, &ids).await?;
    let views: HashMap<_, _> = views.into_iter().map(|view| (view.entry.id, view)).collect();
    let sentence = |holder: Holder| match holder {
        Holder::Entry(id) => views.get(&id).map_or_else(
            || "This overlaps another entry of yours.".to_owned(),
            time_entries::overlap_sentence,
        ),
        Holder::Record(0) => {
            "This overlaps a row before it in the same file. Change the times of one of them.".into()
        }
        Holder::Record(row) => {
            format!("This overlaps row {row} of the same file. Change the times of one of them.")
        }
    };
    let verdicts = verdicts.into_iter().map(|verdict| {
        verdict.unwrap_or_else(|holder| Verdict::Fails(Finding::new(Column::Start, sentence(holder))))
    });
    Ok(verdicts.collect())
}
