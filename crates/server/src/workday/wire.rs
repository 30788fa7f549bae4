//! Days at work as the contract writes them. Times are the clock's of whoever asks.

use super::model::{Correction, Pause, Period, Whole, WorkDay};
use crate::http::naive_utc;
use crate::users::User;
use serde::Serialize;
use timetracker_types::{Day, Id, Instant, Zone, hours_decimal, prose};

/// A period as `workday` calls it.
#[derive(Serialize)]
pub struct Session {
    id: Id<Period>,
    user_id: Id<User>,
    start_time: String,
    end_time: Option<String>,
    started_at: String,
    ended_at: Option<String>,
    is_active: bool,
    duration_seconds: Option<i64>,
    current_duration_seconds: i64,
    duration_formatted: String,
    auto_closed: bool,
    notes: Option<String>,
    source: String,
}

impl Session {
    pub fn of(period: &Period, zone: &Zone, now: Instant) -> Self {
        let seconds = period.seconds(now);
        Self {
            id: period.id,
            user_id: period.user_id,
            start_time: zone.local(period.started_at).to_string(),
            end_time: period.ended_at.map(|at| zone.local(at).to_string()),
            started_at: zone.to_rfc3339(period.started_at),
            ended_at: period.ended_at.map(|at| zone.to_rfc3339(at)),
            is_active: period.ended_at.is_none(),
            duration_seconds: period.ended_at.map(|_| seconds),
            current_duration_seconds: seconds,
            duration_formatted: prose(seconds),
            auto_closed: period.auto_closed,
            notes: period.notes.clone(),
            source: period.source.clone(),
        }
    }
}

/// A period as `attendance` calls it.
#[derive(Serialize)]
pub struct WorkPeriod {
    id: Id<Period>,
    user_id: Id<User>,
    attendance_day_id: Id<WorkDay>,
    workday_session_id: Id<Period>,
    start_time: String,
    end_time: Option<String>,
    is_active: bool,
    duration_seconds: i64,
    auto_closed: bool,
    notes: Option<String>,
    source: String,
}

impl WorkPeriod {
    pub fn of(period: &Period, zone: &Zone, now: Instant) -> Self {
        Self {
            id: period.id,
            user_id: period.user_id,
            attendance_day_id: period.attendance_day_id,
            workday_session_id: period.id,
            start_time: zone.local(period.started_at).to_string(),
            end_time: period.ended_at.map(|at| zone.local(at).to_string()),
            is_active: period.ended_at.is_none(),
            duration_seconds: period.seconds(now),
            auto_closed: period.auto_closed,
            notes: period.notes.clone(),
            source: period.source.clone(),
        }
    }
}

/// A break.
#[derive(Serialize)]
pub struct WorkBreak {
    id: Id<Pause>,
    user_id: Id<User>,
    attendance_day_id: Option<Id<WorkDay>>,
    work_period_id: Id<Period>,
    break_type: String,
    start_time: String,
    end_time: Option<String>,
    is_active: bool,
    duration_seconds: i64,
}

impl WorkBreak {
    pub fn of(pause: &Pause, day: Option<Id<WorkDay>>, zone: &Zone, now: Instant) -> Self {
        Self {
            id: pause.id,
            user_id: pause.user_id,
            attendance_day_id: day,
            work_period_id: pause.work_period_id,
            break_type: pause.break_type.clone(),
            start_time: zone.local(pause.started_at).to_string(),
            end_time: pause.ended_at.map(|at| zone.local(at).to_string()),
            is_active: pause.ended_at.is_none(),
            duration_seconds: pause.seconds(now),
        }
    }
}

/// A day with everything on it. Locks, leave and timesheet periods are not known here.
#[derive(Serialize)]
pub struct DayRecord {
    id: Id<WorkDay>,
    user_id: Id<User>,
    work_date: Day,
    status: &'static str,
    total_work_seconds: i64,
    total_work_hours: f64,
    total_break_seconds: i64,
    total_break_hours: f64,
    work_periods: Vec<WorkPeriod>,
    breaks: Vec<WorkBreak>,
    compliance_notes: Option<String>,
    is_locked: bool,
    locked_at: Option<String>,
    locked_by: Option<i64>,
    leave_type_id: Option<i64>,
    leave_type_name: Option<String>,
    time_off_request_id: Option<i64>,
    timesheet_period_id: Option<i64>,
    created_at: String,
    updated_at: String,
}

impl DayRecord {
    pub fn of(whole: &Whole, zone: &Zone, now: Instant) -> Self {
        let (work, pauses) = (whole.work_seconds(now), whole.break_seconds(now));
        let day = &whole.day;
        let periods = whole.periods.iter();
        let breaks = whole.breaks.iter();
        Self {
            id: day.id,
            user_id: day.user_id,
            work_date: day.work_on,
            status: "present",
            total_work_seconds: work,
            total_work_hours: hours_decimal(work),
            total_break_seconds: pauses,
            total_break_hours: hours_decimal(pauses),
            work_periods: periods.map(|period| WorkPeriod::of(period, zone, now)).collect(),
            breaks: breaks
                .map(|pause| WorkBreak::of(pause, Some(day.id), zone, now))
                .collect(),
            compliance_notes: None,
            is_locked: false,
            locked_at: None,
            locked_by: None,
            leave_type_id: None,
            leave_type_name: None,
            time_off_request_id: None,
            timesheet_period_id: None,
            created_at: naive_utc(day.created_at),
            updated_at: naive_utc(day.updated_at),
        }
    }
}

/// A wish for a correction.
#[derive(Serialize)]
pub struct CorrectionWire {
    id: Id<Correction>,
    user_id: Id<User>,
    work_period_id: Id<Period>,
    old_start_time: String,
    old_end_time: Option<String>,
    start_time: String,
    end_time: String,
    reason: String,
    status: String,
    reviewed_by: Option<Id<User>>,
    reviewed_at: Option<String>,
    review_comment: Option<String>,
    created_at: String,
    updated_at: String,
}

impl CorrectionWire {
    pub fn of(wish: &Correction, zone: &Zone) -> Self {
        let local = |at: Instant| zone.local(at).to_string();
        Self {
            id: wish.id,
            user_id: wish.user_id,
            work_period_id: wish.work_period_id,
            old_start_time: local(wish.old_started_at),
            old_end_time: wish.old_ended_at.map(local),
            start_time: local(wish.new_started_at),
            end_time: local(wish.new_ended_at),
            reason: wish.reason.clone(),
            status: wish.status.clone(),
            reviewed_by: wish.reviewed_by,
            reviewed_at: wish.reviewed_at.map(naive_utc),
            review_comment: wish.review_comment.clone(),
            created_at: naive_utc(wish.created_at),
            updated_at: naive_utc(wish.updated_at),
        }
    }
}
