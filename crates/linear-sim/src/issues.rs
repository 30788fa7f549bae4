//! Issues by the handle that tests hold.

use crate::linear::Linear;
use crate::view::IssueView;
use crate::world::entities::Issue;
use crate::world::ids::{IssueId, TeamId};
use crate::world::issues::{IssueFields, NewIssue};

impl Linear {
    /// Adds an issue, created at the clock's reading.
    pub fn add_issue(&self, team: TeamId, issue: NewIssue) -> IssueId {
        let mut world = self.shared().world_mut();
        let team = world.team_at(team);
        world.add_issue(team, issue)
    }

    /// Edits an issue and moves its `updatedAt` to the clock's reading.
    pub fn edit_issue(&self, issue: IssueId, edit: impl FnOnce(&mut IssueFields)) {
        let mut edit = Some(edit);
        self.mass_update(&[issue], |fields| {
            if let Some(edit) = edit.take() {
                edit(fields);
            }
        });
    }

    /// Edits many issues at one instant: all get the same `updatedAt`.
    pub fn mass_update(&self, issues: &[IssueId], mut edit: impl FnMut(&mut IssueFields)) {
        let mut world = self.shared().world_mut();
        let now = world.clock.now();
        for issue in issues {
            let slot = world.issue_at(*issue);
            world.change_issue(slot, Some(now), |world, issue| {
                let mut fields = world.fields_of(issue);
                edit(&mut fields);
                world.apply(issue, fields, false);
            });
        }
    }

    /// Edits an issue as if it had been so from the start: no stamp moves.
    pub(crate) fn write_quietly(&self, issue: IssueId, edit: impl FnOnce(&mut IssueFields)) {
        let mut world = self.shared().world_mut();
        let slot = world.issue_at(issue);
        world.change_issue(slot, None, |world, issue| {
            let mut fields = world.fields_of(issue);
            edit(&mut fields);
            world.apply(issue, fields, false);
        });
    }

    /// Moves an issue to another team: same UUID, new identifier, one of the new team's states; team
    /// labels and cycle are dropped, `updatedAt` moves.
    pub fn move_issue(&self, issue: IssueId, team: TeamId) {
        let mut world = self.shared().world_mut();
        let (slot, team) = (world.issue_at(issue), world.team_at(team));
        world.move_issue(slot, team);
    }

    /// Archives an issue by hand, which moves its `updatedAt`.
    pub fn archive_issue(&self, issue: IssueId) {
        self.put_away(issue, |issue, now| issue.record.archived_at = Some(now), true);
    }

    /// Archives an issue as Linear does with old closed ones. Whether that moves `updatedAt` is not
    /// documented; here it does not, which is the harder case for a sync.
    pub fn auto_archive_issue(&self, issue: IssueId) {
        self.put_away(
            issue,
            |issue, now| (issue.record.archived_at, issue.auto_archived_at) = (Some(now), Some(now)),
            false,
        );
    }

    /// Takes an issue back out of archive and trash.
    pub fn restore_issue(&self, issue: IssueId) {
        self.put_away(
            issue,
            |issue, _| {
                (issue.record.archived_at, issue.auto_archived_at, issue.trashed) = (None, None, false);
            },
            true,
        );
    }

    /// Puts an issue in the trash: `trashed` and `archivedAt` are set, `updatedAt` moves.
    pub fn trash_issue(&self, issue: IssueId) {
        self.put_away(
            issue,
            |issue, now| (issue.record.archived_at, issue.trashed) = (Some(now), true),
            true,
        );
    }

    fn put_away(&self, issue: IssueId, change: impl FnOnce(&mut Issue, i64), stamps: bool) {
        let mut world = self.shared().world_mut();
        let (slot, now) = (world.issue_at(issue), world.clock.now());
        world.change_issue(slot, stamps.then_some(now), |_, issue| change(issue, now));
    }

    /// Moves an issue's `updatedAt` and nothing else, as a comment does.
    pub fn touch_issue(&self, issue: IssueId) {
        self.put_away(issue, |_, _| {}, true);
    }

    /// Empties every field of an issue that may be null: people, dates, estimate, relations, description.
    pub fn strip_issue(&self, issue: IssueId) {
        self.edit_issue(issue, |fields| {
            *fields = IssueFields {
                title: std::mem::take(&mut fields.title),
                state: fields.state.take(),
                ..IssueFields::default()
            };
        });
        self.put_away(issue, |issue, _| issue.forget_times(), true);
    }

    /// Deletes an issue for good: the API shows no trace of it.
    pub fn delete_issue(&self, issue: IssueId) {
        let mut world = self.shared().world_mut();
        let slot = world.issue_at(issue);
        world.delete_issue(slot);
    }

    /// Every issue there is, archived ones included, oldest first.
    pub fn issues(&self) -> Vec<IssueView> {
        let world = self.shared().world();
        world
            .issues()
            .map(|(_, issue)| IssueView::of(&world, issue))
            .collect()
    }

    /// Every issue that a key reads, archived ones included, oldest first; none for a key that is not there.
    pub fn issues_seen_by(&self, key: &str) -> Vec<IssueView> {
        let world = self.shared().world();
        let Some(key) = world.keys.get(key) else {
            return Vec::new();
        };
        world
            .issues()
            .filter(|(_, issue)| key.reads(issue.team))
            .map(|(_, issue)| IssueView::of(&world, issue))
            .collect()
    }

    /// The issue with this UUID or identifier, present or former.
    pub fn issue(&self, reference: &str) -> Option<IssueView> {
        let world = self.shared().world();
        let issue = world.issue(world.find_issue(reference)?)?;
        Some(IssueView::of(&world, issue))
    }

    /// How many issues there are, archived ones included.
    pub fn issue_count(&self) -> usize {
        self.shared().world().issue_count()
    }
}
