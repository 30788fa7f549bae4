//! What the people of the demonstration worked on: entries on the issues that came from Linear.

use super::dice::Dice;
use super::workdays::{self, Habits};
use crate::app::App;
use crate::auth::Actor;
use crate::error::Result;
use crate::tasks::{self, Status, Task};
use crate::time_entries::{self, EntryPatch, Moment, NewEntry, OnRunning, StartTimer};
use timetracker_types::{Interval, Weekday};

/// What happened beside issues.
const MEETINGS: [&str; 6] = [
    "Stand-up",
    "Planning",
    "Retrospective",
    "Interview",
    "Call with the customer",
    "Support rota",
];
/// What people write about their work, now and then.
const NOTES: [&str; 10] = [
    "Pairing",
    "Wrote the tests",
    "Review comments",
    "Reproduced it at last",
    "Chased a flaky test",
    "Prepared the release",
    "Sketches and questions",
    "Read up on it",
    "Second attempt, simpler",
    "Documentation",
];

/// Puts five weeks of time on the issues for these people, each with a manner of their own.
pub async fn fill(app: &App, people: &[Actor]) -> Result<()> {
    let filter = tasks::Filter {
        limit: 10_000,
        ..tasks::Filter::default()
    };
    let views = tasks::list(&app.db, &filter).await?;
    let mut all: Vec<Task> = views.into_iter().map(|view| view.task).collect();
    all.sort_by_key(|task| task.id.get());
    for (number, actor) in (1u64..).zip(people) {
        weeks_of(app, actor, &pool_of(actor, &all), number).await?;
    }
    Ok(())
}

/// What somebody worked on, in the order in which it was finished: done first, in progress last.
fn pool_of<'a>(actor: &Actor, all: &'a [Task]) -> Vec<&'a Task> {
    let own = all.iter().filter(|task| task.assignee_id == Some(actor.user.id));
    let mut pool: Vec<&Task> = own.filter(|task| stage(task).is_some()).collect();
    pool.sort_by_key(|task| (stage(task), task.id.get()));
    pool
}

/// How far work that was begun has come; nothing for what nobody worked on.
fn stage(task: &Task) -> Option<u8> {
    match task.status {
        Status::Done => Some(0),
        Status::Review => Some(1),
        Status::InProgress => Some(2),
        Status::Todo | Status::Cancelled => None,
    }
}

fn habits(number: u64) -> Habits {
    match number {
        1 => Habits {
            begins: 8 * 60 + 30,
            works: 7 * 60,
            off: None,
        },
        2 => Habits {
            begins: 8 * 60 + 50,
            works: 7 * 60 + 45,
            off: None,
        },
        3 => Habits {
            begins: 9 * 60 + 20,
            works: 6 * 60,
            off: Some(Weekday::Friday),
        },
        _ => Habits {
            begins: 8 * 60,
            works: 7 * 60 + 30,
            off: None,
        },
    }
}

/// The first of the people is the one who looks: their today is arranged around a running timer.
async fn weeks_of(app: &App, actor: &Actor, pool: &[&Task], number: u64) -> Result<()> {
    let (now, zone) = (app.now(), &actor.user.timezone);
    let mut dice = Dice::new(number * 7919);
    let mut days = workdays::weeks(&mut dice, &habits(number), zone, now);
    if number == 1 {
        days.retain(|spans| {
            spans
                .iter()
                .all(|span| zone.day_of(span.start()) != zone.day_of(now))
        });
        days.push(workdays::before_the_timer(zone, now));
    }
    let count = days.len();
    for (index, spans) in days.into_iter().enumerate() {
        let mut subjects = around(pool, index, count);
        for span in spans {
            let Some(task) = dice.pick(&subjects).copied() else {
                continue;
            };
            time_entries::create(app, actor, entry_of(&mut dice, task, span)).await?;
            // After a stretch on one issue comes another, where there is one.
            subjects = around(pool, index, count);
            if subjects.len() > 1 {
                subjects.retain(|other| other.id != task.id);
            }
        }
    }
    if number == 1 {
        start_timer(app, actor, pool).await
    } else {
        Ok(())
    }
}

/// The few issues that somebody was busy with on this day: the first ones early, the last ones lately.
fn around<'a>(pool: &[&'a Task], day: usize, days: usize) -> Vec<&'a Task> {
    let middle = (day + 1) * pool.len() / days.max(1);
    let first = middle.saturating_sub(2).min(pool.len().saturating_sub(4));
    pool[first..(first + 4).min(pool.len())].to_vec()
}

fn entry_of(dice: &mut Dice, task: &Task, span: Interval) -> NewEntry {
    let is_meeting = span.seconds() < 4500 && dice.chance(18);
    let notes = if is_meeting {
        dice.pick(&MEETINGS)
    } else if dice.chance(35) {
        dice.pick(&NOTES)
    } else {
        None
    };
    NewEntry {
        project_id: Some(task.project_id),
        task_id: (!is_meeting).then_some(task.id),
        started_at: Some(Moment::At(span.start())),
        ended_at: Some(Moment::At(span.end())),
        notes: notes.map(|text| (*text).to_owned()),
        billable: is_meeting.then_some(false),
        source: if dice.chance(80) { "auto" } else { "manual" },
        ..NewEntry::default()
    }
}

/// A timer that has run for a while, on an issue in progress.
async fn start_timer(app: &App, actor: &Actor, pool: &[&Task]) -> Result<()> {
    let Some(task) = pool.last() else { return Ok(()) };
    let wish = StartTimer {
        task_id: Some(task.id),
        ..StartTimer::default()
    };
    let started = time_entries::start(app, actor, wish, OnRunning::Refuse).await?;
    let earlier = workdays::timer_start(&actor.user.timezone, app.now());
    let patch = EntryPatch {
        started_at: Some(Moment::At(earlier)),
        ..EntryPatch::default()
    };
    time_entries::update(app, actor, started.entry.id, patch).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app_tests;
    use serde_json::json;
    use timetracker_types::Id;

    app_tests! {
        async fn five_weeks_are_put_on_each_persons_issues_and_one_timer_runs(t: Test) {
            for (number, person) in [&t.alice, &t.bob, &t.alice, &t.bob, &t.alice].into_iter().enumerate() {
                let task = json!({
                    "name": format!("Issue {number}"), "project_id": t.project, "assigned_to": person.user.id.get(),
                    "assignee_id": person.user.id.get(), "status": "in_progress",
                });
                t.api(&t.alice).post("/api/v1/tasks", task).await.is(201);
            }
            fill(&t.app, &[t.alice.clone(), t.bob.clone()]).await.unwrap();
            for (person, runs) in [(&t.alice, true), (&t.bob, false)] {
                let filter = time_entries::Filter {
                    user_id: Some(person.user.id), limit: 1000, with_running: true, ..time_entries::Filter::default()
                };
                let entries = time_entries::list(&t.app.db, &filter).await.unwrap();
                assert!(entries.len() > 60, "{}", entries.len());
                let own = |task: Option<Id<Task>>| task.is_none_or(|id| id.get() != t.task);
                assert!(entries.iter().all(|view| own(view.entry.task_id)));
                let timer = time_entries::running(&t.app.db, person.user.id).await.unwrap();
                assert_eq!(timer.map(|view| view.entry.worked_seconds(t.app.now())), runs.then_some(25 * 60));
            }
        }
    }
}
