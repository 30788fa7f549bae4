//! The one task that looks for changes while anybody listens.

use super::store::{self, Line};
use super::{Change, Live, Topic};
use crate::app::App;
use crate::error::Result;
use std::collections::HashSet;
use std::time::Duration;

/// How often it looks: a page is true within a second, with time left for asking and drawing.
const PERIOD: Duration = Duration::from_millis(200);
/// For so many looks a line with a number below the newest is still waited for: on PostgreSQL numbers are given
/// before the commit.
const PATIENCE: usize = 50;
/// More lines than this at once are told as one change to everybody.
const MOST: i64 = 500;
/// While a sync brings tasks, pages are told every so many looks.
const SYNC_EVERY: usize = 10;

/// Looks until nobody listens any more.
pub(super) async fn watch(app: App, live: Live, from: i64) {
    let mut seen = Seen::from(from);
    while !live.ends() {
        match seen.look(&app).await {
            Ok(changes) => changes.into_iter().for_each(|change| live.tell(change)),
            // The next look makes up for it.
            Err(error) => tracing::warn!(%error, "changes could not be looked for"),
        }
        tokio::time::sleep(PERIOD).await;
    }
}

/// What was told already.
struct Seen {
    /// Every line up to here is known.
    floor: i64,
    /// The newest at the last time that the floor was raised.
    next_floor: i64,
    newest: i64,
    /// Lines above the floor.
    known: HashSet<i64>,
    looks: usize,
    runs: Option<Vec<(i64, String)>>,
    brought: i64,
}

impl Seen {
    fn from(revision: i64) -> Self {
        Self {
            floor: revision,
            next_floor: revision,
            newest: revision,
            known: HashSet::new(),
            looks: 0,
            runs: None,
            brought: 0,
        }
    }

    async fn look(&mut self, app: &App) -> Result<HashSet<Change>> {
        self.looks += 1;
        let lines = store::lines(&app.db, self.floor, MOST).await?;
        let mut changes = self.of_lines(&lines);
        self.raise_floor();
        self.look_at_runs(app, &mut changes).await?;
        Ok(changes)
    }

    fn of_lines(&mut self, lines: &[Line]) -> HashSet<Change> {
        let before = self.newest;
        let fresh: Vec<&Line> = lines.iter().filter(|line| self.known.insert(line.0)).collect();
        self.newest = fresh
            .iter()
            .map(|line| line.0)
            .max()
            .unwrap_or(before)
            .max(before);
        let is_flood = i64::try_from(fresh.len()).is_ok_and(|count| count >= MOST);
        let told = |(id, entity, action, owner): &Line| {
            let (owner, late) = (owner.filter(|_| !is_flood), *id < before);
            topics(entity, action)
                .iter()
                .map(move |topic| (*topic, owner, late))
        };
        let revision = self.newest;
        fresh
            .into_iter()
            .flat_map(told)
            .map(|(topic, owner, late)| Change {
                topic,
                owner,
                revision,
                late,
            })
            .collect()
    }

    fn raise_floor(&mut self) {
        if !self.looks.is_multiple_of(PATIENCE) {
            return;
        }
        let floor = self.next_floor;
        (self.floor, self.next_floor) = (floor, self.newest);
        self.known.retain(|id| *id > floor);
    }

    /// A sync changes tasks in bulk and writes no lines for them.
    async fn look_at_runs(&mut self, app: &App, changes: &mut HashSet<Change>) -> Result<()> {
        let runs = store::runs(&app.db).await?;
        let brought = runs.iter().map(|run| run.2).sum();
        let states: Vec<(i64, String)> = runs.into_iter().map(|(id, status, _)| (id, status)).collect();
        let Some(before) = self.runs.replace(states) else {
            self.brought = brought;
            return Ok(());
        };
        let has_turned = self.runs.as_ref() != Some(&before);
        if has_turned {
            changes.insert(self.of_all(Topic::Sync));
        }
        if brought != self.brought && (has_turned || self.looks.is_multiple_of(SYNC_EVERY)) {
            self.brought = brought;
            changes.insert(self.of_all(Topic::Tasks));
        }
        Ok(())
    }

    /// No line has a number for it, so every page is to look.
    fn of_all(&self, topic: Topic) -> Change {
        Change {
            topic,
            owner: None,
            revision: self.newest,
            late: true,
        }
    }
}

/// What a line of the audit log means for pages.
fn topics(entity: &str, action: &str) -> &'static [Topic] {
    match entity {
        "time_entry" if action == "created" => &[Topic::Entries],
        "time_entry" => &[Topic::Timer, Topic::Entries],
        "task" | "project" | "client" | "comment" | "kanban_column" | "client_note" => &[Topic::Tasks],
        "connection" => &[Topic::Sync],
        "import" => &[Topic::Entries],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: i64, owner: i64) -> Line {
        (id, "time_entry".into(), "updated".into(), Some(owner))
    }

    #[test]
    fn a_line_is_told_once_and_a_late_one_is_marked() {
        let mut seen = Seen::from(10);
        let first = seen.of_lines(&[line(13, 1), line(11, 1)]);
        assert_eq!(first.len(), 2, "timer and entries of one person: {first:?}");
        assert!(first.iter().all(|change| change.revision == 13 && !change.late));
        assert!(seen.of_lines(&[line(13, 1), line(11, 1)]).is_empty());
        let late = seen.of_lines(&[line(13, 1), line(12, 2), line(11, 1)]);
        assert!(
            late.iter().all(|change| change.late && change.owner == Some(2)),
            "{late:?}"
        );
        assert_eq!(late.len(), 2);
    }

    #[test]
    fn a_line_is_waited_for_and_then_the_floor_rises() {
        let mut seen = Seen::from(0);
        seen.of_lines(&[line(5, 1)]);
        for _ in 0..PATIENCE {
            seen.looks += 1;
            seen.raise_floor();
        }
        assert_eq!((seen.floor, seen.next_floor), (0, 5));
        for _ in 0..PATIENCE {
            seen.looks += 1;
            seen.raise_floor();
        }
        assert_eq!((seen.floor, seen.known.len()), (5, 0));
    }

    #[test]
    fn a_flood_is_told_to_everybody() {
        let mut seen = Seen::from(0);
        let lines: Vec<Line> = (1..=MOST).rev().map(|id| line(id, 3)).collect();
        let told = seen.of_lines(&lines);
        assert!(told.iter().all(|change| change.owner.is_none()), "{told:?}");
        assert_eq!(told.len(), 2);
    }
}
