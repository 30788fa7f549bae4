//! "Northwind": the workspace behind `timetracker demo`.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Dice;
use crate::linear::Linear;
use crate::world::ids::{ProjectId, TeamId, UserId};
use crate::world::issues::NewIssue;

/// The API key of the demo workspace's first user.
pub const DEMO_KEY: &str = "lin_api_demo0000000000000000000000000000000";

const PEOPLE: [(&str, &str); 6] = [
    ("Jo Doe", "jo@northwind.example"),
    ("Ana Martins", "ana@northwind.example"),
    ("Lee Kim", "lee@northwind.example"),
    ("Sam Okafor", "sam@northwind.example"),
    ("Mika Virtanen", "mika@northwind.example"),
    ("Priya Nair", "priya@northwind.example"),
];

/// How far back the demo's history reaches, in days.
const HISTORY_DAYS: i64 = 90;

/// One team of the demo: key, name, project, the labels that fit, and the titles of its issues, one a line.
struct Script {
    key: &'static str,
    name: &'static str,
    project: &'static str,
    labels: &'static [&'static str],
    issues: &'static str,
}

const TEAMS: [Script; 4] = [
    Script {
        key: "ENG",
        name: "Engineering",
        project: "Checkout rewrite",
        labels: &["Bug", "Feature", "Tech debt", "Performance"],
        issues: include_str!("demo-engineering.txt"),
    },
    Script {
        key: "MOB",
        name: "Mobile",
        project: "Offline mode",
        labels: &["Bug", "Feature", "iOS", "Android"],
        issues: include_str!("demo-mobile.txt"),
    },
    Script {
        key: "DES",
        name: "Design",
        project: "Design system 2",
        labels: &["Research", "Visual", "Accessibility"],
        issues: include_str!("demo-design.txt"),
    },
    Script {
        key: "OPS",
        name: "Operations",
        project: "Cost and uptime",
        labels: &["Incident", "Maintenance", "Security", "Cost"],
        issues: include_str!("demo-operations.txt"),
    },
];

/// The organisation "Northwind" with four teams, six people and some 180 issues, reachable with [`DEMO_KEY`].
///
/// Its history ends now; it is the same each time but for the instants.
pub fn demo_workspace() -> Linear {
    let linear = Linear::with_seed(0x6e6f_7274_6877_696e);
    linear.organization("Northwind", "northwind");
    let now = linear.now();
    linear.set_clock(
        now.checked_sub(SignedDuration::from_hours(24 * HISTORY_DAYS))
            .unwrap_or(now),
    );
    let people: Vec<UserId> = PEOPLE
        .iter()
        .map(|(name, email)| linear.add_user(name, email))
        .collect();
    if let Some(first) = people.first() {
        linear.add_key(DEMO_KEY, *first);
    }
    let backlog = add_teams(&linear, &people);
    fill(&linear, &people, &backlog, now);
    linear.follow_real_time();
    linear
}

/// Issues to come: the team's script, its id, its project, and a title.
type Backlog = Vec<(&'static Script, TeamId, ProjectId, &'static str)>;

/// Adds the teams and gathers their issues, taking turns between the teams.
fn add_teams(linear: &Linear, people: &[UserId]) -> Backlog {
    let mut backlog = Backlog::new();
    let mut turns = Vec::new();
    for (script, lead) in TEAMS.iter().zip(people) {
        let team = linear.add_team(script.key, script.name);
        let project = linear.add_project(script.project, Some(*lead));
        for (turn, title) in script.issues.lines().filter(|line| !line.is_empty()).enumerate() {
            turns.push(turn);
            backlog.push((script, team, project, title));
        }
    }
    let mut in_turn: Vec<_> = turns.into_iter().zip(backlog).collect();
    in_turn.sort_by_key(|(turn, _)| *turn);
    in_turn.into_iter().map(|(_, entry)| entry).collect()
}

fn fill(linear: &Linear, people: &[UserId], backlog: &Backlog, now: Timestamp) {
    let mut dice = Dice(2);
    let days_left = u64::try_from(HISTORY_DAYS).unwrap_or(1);
    let step = Duration::from_secs(days_left * 86_400) / u32::try_from(backlog.len() + 1).unwrap_or(u32::MAX);
    for (made, (script, team, project, title)) in backlog.iter().enumerate() {
        linear.advance(step);
        let age = Age {
            made,
            of: backlog.len(),
        };
        let mut issue = age.issue(&mut dice, people, now);
        (*title).clone_into(&mut issue.title);
        issue.project = dice.chance(40).then_some(*project);
        issue.labels = if dice.chance(75) {
            label(&mut dice, script)
        } else {
            Vec::new()
        };
        let state = issue.state.clone();
        let added = linear.add_issue(*team, issue);
        if state.as_deref() == Some("Canceled") && made % 3 == 0 {
            linear.archive_issue(added);
        }
    }
}

fn label(dice: &mut Dice, script: &Script) -> Vec<String> {
    dice.pick(script.labels)
        .map(|name| (*name).to_owned())
        .into_iter()
        .collect()
}

/// How old an issue of the demo is: older ones are further along.
struct Age {
    made: usize,
    of: usize,
}

impl Age {
    fn issue(&self, dice: &mut Dice, people: &[UserId], now: Timestamp) -> NewIssue {
        let state = self.state(dice);
        let is_open = !matches!(state, "Done" | "Canceled" | "Duplicate");
        let is_assigned = state != "Backlog" && state != "Triage" || dice.chance(25);
        NewIssue {
            assignee: if is_assigned {
                dice.pick(people).copied()
            } else {
                None
            },
            creator: dice.pick(people).copied(),
            priority: [0, 1, 2, 2, 3, 3, 3, 4][dice.below(8)],
            estimate: dice.chance(65).then(|| [1.0, 2.0, 3.0, 5.0, 8.0][dice.below(5)]),
            due_date: (is_open && dice.chance(30)).then(|| due(dice, now)),
            state: Some(state.to_owned()),
            ..NewIssue::default()
        }
    }

    fn state(&self, dice: &mut Dice) -> &'static str {
        let choices: &[&str] = match self.made * 4 / self.of.max(1) {
            0 => &[
                "Done",
                "Done",
                "Done",
                "Done",
                "Canceled",
                "Duplicate",
                "In Review",
            ],
            1 => &[
                "Done",
                "Done",
                "Done",
                "In Review",
                "In Progress",
                "Canceled",
                "Backlog",
            ],
            2 => &["Done", "In Review", "In Progress", "Todo", "Todo", "Backlog"],
            _ => &["In Progress", "Todo", "Todo", "Backlog", "Backlog", "Triage"],
        };
        dice.pick(choices).copied().unwrap_or("Backlog")
    }
}

/// A date within a week past to three weeks ahead.
fn due(dice: &mut Dice, now: Timestamp) -> String {
    let days = i64::try_from(dice.below(28)).unwrap_or(0) - 7;
    let at = now
        .checked_add(SignedDuration::from_hours(24 * days))
        .unwrap_or(now);
    at.strftime("%Y-%m-%d").to_string()
}
