//! The SQL about days at work.

use super::model::{Correction, Pause, Period, Whole, WorkDay};
use crate::error::Result;
use crate::users::User;
use timetracker_db::{Read, Sql, Tx, p};
use timetracker_types::{Day, Id, Instant};

/// Somebody's period that is not over.
pub async fn open_period(db: &impl Read, person: Id<User>) -> Result<Option<Period>> {
    let sql = "SELECT * FROM work_periods WHERE user_id = $1 AND ended_at IS NULL";
    Ok(db.query_opt(sql, p![person]).await?)
}

/// Somebody's break that is not over.
pub async fn open_break(db: &impl Read, person: Id<User>) -> Result<Option<Pause>> {
    let sql = "SELECT * FROM work_breaks WHERE user_id = $1 AND ended_at IS NULL";
    Ok(db.query_opt(sql, p![person]).await?)
}

/// One period.
pub async fn period(db: &impl Read, id: Id<Period>) -> Result<Option<Period>> {
    Ok(db
        .query_opt("SELECT * FROM work_periods WHERE id = $1", p![id])
        .await?)
}

/// Somebody's period that overlaps a span, other than this one; one that is not over ends `now`.
pub async fn overlapping(
    db: &impl Read,
    except: &Period,
    from: Instant,
    to: Instant,
    now: Instant,
) -> Result<Option<Period>> {
    let sql = "SELECT * FROM work_periods WHERE user_id = $1 AND id <> $2 AND started_at < $4
        AND COALESCE(ended_at, $5) > $3 ORDER BY started_at LIMIT 1";
    Ok(db
        .query_opt(sql, p![except.user_id, except.id, from, to, now])
        .await?)
}

/// Somebody's periods on a day.
pub async fn periods_on(db: &impl Read, person: Id<User>, day: Day) -> Result<Vec<Period>> {
    let sql = "SELECT p.* FROM work_periods p JOIN attendance_days d ON d.id = p.attendance_day_id
        WHERE d.user_id = $1 AND d.work_on = $2 ORDER BY p.started_at, p.id";
    Ok(db.query(sql, p![person, day]).await?)
}

/// The days from the first to the last, newest first, with everything on them; of one person, or of everybody.
pub async fn days(db: &impl Read, person: Option<Id<User>>, first: Day, last: Day) -> Result<Vec<Whole>> {
    let mut sql = Sql::new("SELECT * FROM attendance_days WHERE work_on >= ");
    sql.bind(first).push(" AND work_on <= ").bind(last);
    if let Some(person) = person {
        sql.push(" AND user_id = ").bind(person);
    }
    sql.push(" ORDER BY work_on DESC, id DESC LIMIT 1000");
    let (text, params) = sql.into_parts();
    let days: Vec<WorkDay> = db.query(&text, params).await?;
    let mut sql = Sql::new("SELECT * FROM work_periods WHERE ");
    sql.push_in("attendance_day_id", days.iter().map(|day| day.id));
    sql.push(" ORDER BY started_at, id");
    let (text, params) = sql.into_parts();
    let periods: Vec<Period> = db.query(&text, params).await?;
    let mut sql = Sql::new("SELECT * FROM work_breaks WHERE ");
    sql.push_in("work_period_id", periods.iter().map(|period| period.id));
    sql.push(" ORDER BY started_at, id");
    let (text, params) = sql.into_parts();
    let breaks: Vec<Pause> = db.query(&text, params).await?;
    Ok(days
        .into_iter()
        .map(|day| whole(day, &periods, &breaks))
        .collect())
}

fn whole(day: WorkDay, periods: &[Period], breaks: &[Pause]) -> Whole {
    let periods: Vec<Period> = periods
        .iter()
        .filter(|period| period.attendance_day_id == day.id)
        .cloned()
        .collect();
    let within = |pause: &&Pause| periods.iter().any(|period| period.id == pause.work_period_id);
    let breaks = breaks.iter().filter(within).cloned().collect();
    Whole { day, periods, breaks }
}

/// Somebody's day, made where there is none yet.
pub async fn ensure_day(tx: &Tx, person: Id<User>, day: Day, now: Instant) -> Result<Id<WorkDay>> {
    let sql = "INSERT INTO attendance_days (user_id, work_on, created_at, updated_at) VALUES ($1, $2, $3, $3)
        ON CONFLICT (user_id, work_on) DO UPDATE SET updated_at = excluded.updated_at RETURNING id";
    Ok(tx.scalar(sql, p![person, day, now]).await?)
}

/// Adds a period.
pub async fn insert_period(tx: &Tx, period: &Period) -> Result<Id<Period>> {
    let sql = "INSERT INTO work_periods (user_id, attendance_day_id, started_at, notes, source, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id";
    let params = p![
        period.user_id,
        period.attendance_day_id,
        period.started_at,
        period.notes,
        period.source,
        period.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes a period's fields.
pub async fn update_period(tx: &Tx, period: &Period) -> Result<()> {
    let sql = "UPDATE work_periods SET attendance_day_id = $2, started_at = $3, ended_at = $4, notes = $5,
            auto_closed = $6, updated_at = $7 WHERE id = $1";
    let params = p![
        period.id,
        period.attendance_day_id,
        period.started_at,
        period.ended_at,
        period.notes,
        period.auto_closed,
        period.updated_at
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Begins a break.
pub async fn insert_break(tx: &Tx, pause: &Pause) -> Result<Id<Pause>> {
    let sql = "INSERT INTO work_breaks (user_id, work_period_id, break_type, started_at)
        VALUES ($1, $2, $3, $4) RETURNING id";
    let params = p![
        pause.user_id,
        pause.work_period_id,
        pause.break_type,
        pause.started_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Ends a break.
pub async fn end_break(tx: &Tx, id: Id<Pause>, at: Instant) -> Result<()> {
    let sql = "UPDATE work_breaks SET ended_at = $2 WHERE id = $1";
    tx.exec(sql, p![id, at]).await?;
    Ok(())
}

/// The breaks of a period that do not lie within its new times.
pub async fn breaks_outside(db: &impl Read, id: Id<Period>, from: Instant, to: Instant) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM work_breaks
        WHERE work_period_id = $1 AND (started_at < $2 OR COALESCE(ended_at, started_at) > $3)";
    Ok(db.scalar(sql, p![id, from, to]).await?)
}

/// One wish for a correction.
pub async fn correction(db: &impl Read, id: Id<Correction>) -> Result<Option<Correction>> {
    let sql = "SELECT * FROM attendance_corrections WHERE id = $1";
    Ok(db.query_opt(sql, p![id]).await?)
}

/// Wishes for corrections, newest first; of one person, or of everybody.
pub async fn corrections(
    db: &impl Read,
    person: Option<Id<User>>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Correction>> {
    let mut sql = Sql::new("SELECT * FROM attendance_corrections WHERE 1 = 1");
    if let Some(person) = person {
        sql.push(" AND user_id = ").bind(person);
    }
    sql.push(" ORDER BY id DESC LIMIT ")
        .bind(limit)
        .push(" OFFSET ")
        .bind(offset);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// How many wishes there are.
pub async fn count_corrections(db: &impl Read, person: Option<Id<User>>) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM attendance_corrections WHERE 1 = 1");
    if let Some(person) = person {
        sql.push(" AND user_id = ").bind(person);
    }
    let (text, params) = sql.into_parts();
    Ok(db.scalar(&text, params).await?)
}

/// Adds a wish.
pub async fn insert_correction(tx: &Tx, wish: &Correction) -> Result<Id<Correction>> {
    let sql = "INSERT INTO attendance_corrections (user_id, work_period_id, old_started_at, old_ended_at,
            new_started_at, new_ended_at, reason, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) RETURNING id";
    let params = p![
        wish.user_id,
        wish.work_period_id,
        wish.old_started_at,
        wish.old_ended_at,
        wish.new_started_at,
        wish.new_ended_at,
        wish.reason,
        wish.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes what was decided.
pub async fn decide(tx: &Tx, wish: &Correction) -> Result<()> {
    let sql = "UPDATE attendance_corrections SET status = $2, reviewed_by = $3, reviewed_at = $4,
            review_comment = $5, updated_at = $4 WHERE id = $1";
    let params = p![
        wish.id,
        wish.status,
        wish.reviewed_by,
        wish.reviewed_at,
        wish.review_comment
    ];
    tx.exec(sql, params).await?;
    Ok(())
}
