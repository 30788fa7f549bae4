//! A workspace in which issues have everything that an issue can have.

use std::time::Duration;

use super::sample_workspace;
use crate::dice::Dice;
use crate::linear::Linear;
use crate::world::ids::{CycleId, IssueId, MilestoneId, ProjectId, TeamId};
use crate::world::issues::IssueFields;

const PROJECTS: [&str; 3] = ["Launch", "Überarbeitung", "Q3 🚀"];
const MILESTONES: [&str; 2] = ["Alpha", "Beta"];
const CYCLES: u64 = 2;
const FORTNIGHT: Duration = Duration::from_hours(14 * 24);

/// What issues may be given.
struct Shelf {
    projects: Vec<(ProjectId, Vec<MilestoneId>)>,
    cycles: Vec<(TeamId, Vec<CycleId>)>,
}

/// As [`sample_workspace`], with projects, milestones, cycles and parents on many issues. The issues' stamps are
/// those of the sample.
pub fn rich_workspace(issues: usize, teams: usize, seed: u64) -> Linear {
    let linear = sample_workspace(issues, teams, seed);
    let shelf = Shelf::fill(&linear);
    let mut dice = Dice(seed ^ 0x5eed);
    let views = linear.issues();
    for (at, view) in views.iter().enumerate() {
        let above = dice
            .chance(15)
            .then(|| views.get(dice.below(at)).map(|it| it.id))
            .flatten();
        linear.write_quietly(view.id, |fields| shelf.give(&mut dice, fields, view.team, above));
    }
    linear
}

impl Shelf {
    fn fill(linear: &Linear) -> Self {
        let milestones = |project| {
            MILESTONES
                .iter()
                .map(|name| linear.add_milestone(project, name))
                .collect()
        };
        let projects = PROJECTS.iter().map(|name| {
            let project = linear.add_project(name, None);
            (project, milestones(project))
        });
        let start = linear.now();
        let cycle = |team, number: u64| {
            let begins = start + FORTNIGHT * u32::try_from(number).unwrap_or_default();
            linear.add_cycle(team, begins, begins + FORTNIGHT)
        };
        let cycles = linear
            .teams()
            .into_iter()
            .map(|(team, _, _)| (team, (0..CYCLES).map(|number| cycle(team, number)).collect()));
        Self {
            projects: projects.collect(),
            cycles: cycles.collect(),
        }
    }

    fn give(&self, dice: &mut Dice, fields: &mut IssueFields, team: TeamId, above: Option<IssueId>) {
        fields.parent = above;
        if dice.chance(50)
            && let Some((project, milestones)) = dice.pick(&self.projects)
        {
            fields.project = Some(*project);
            fields.milestone = if dice.chance(50) {
                dice.pick(milestones).copied()
            } else {
                None
            };
        }
        let own = self.cycles.iter().find(|(its, _)| *its == team);
        if dice.chance(40)
            && let Some((_, cycles)) = own
        {
            fields.cycle = dice.pick(cycles).copied();
        }
    }
}
