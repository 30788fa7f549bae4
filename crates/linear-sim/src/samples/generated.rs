//! A workspace of any size, for benches and for trying things out.

use jiff::{SignedDuration, Timestamp};

use super::Dice;
use crate::linear::Linear;
use crate::world::ids::{IssueId, TeamId, UserId};
use crate::world::issues::NewIssue;

const TEAM_NAMES: [&str; 12] = [
    "Engineering",
    "Design",
    "Platform",
    "Platform",
    "Mobile",
    "Growth",
    "Vertrieb",
    "Support",
    "Data",
    "Security",
    "Billing",
    "فريق الويب",
];
const PEOPLE: [&str; 8] = [
    "Jo Doe",
    "Ana Martins",
    "Lee Kim",
    "Sam Okafor",
    "Mika Virtanen",
    "Priya Nair",
    "Zoë Brandt",
    "נועה לוי",
];
const VERBS: [&str; 10] = [
    "Fix",
    "Investigate",
    "Speed up",
    "Document",
    "Remove",
    "Rework",
    "Test",
    "Translate",
    "Ship",
    "Review",
];
const THINGS: [&str; 12] = [
    "the login form",
    "CSV export",
    "push notifications 🔔",
    "retries in the payment queue",
    "dark mode 🌙",
    "onboarding e-mails",
    "the search index",
    "invoice rounding",
    "file uploads over 2 GB",
    "the settings page",
    "time zone handling 🕑",
    "the API client",
];
const CLAUSES: [&str; 8] = [
    "for guests",
    "on slow networks",
    "after the migration",
    "in Safari",
    "before the release",
    "لوحة التحكم",
    "für Bestandskunden",
    "when the list is empty",
];
const LABELS: [&str; 6] = [
    "Bug",
    "Feature",
    "Improvement",
    "Customer",
    "Tech debt",
    "⚡ Quick win",
];
const STATES: [&str; 9] = [
    "Backlog",
    "Todo",
    "In Progress",
    "In Review",
    "Done",
    "Canceled",
    "Duplicate",
    "Shipped",
    "Abgeschlossen",
];
/// Where the made-up history starts: 2025-01-06 09:00 UTC.
const START_MS: i64 = 1_736_154_000_000;
/// So many issues in a hundred are archived, and so many trashed.
const ARCHIVED: usize = 4;
const TRASHED: usize = 1;

/// A workspace of so many issues spread over so many teams, the same for equal seeds.
///
/// From four teams on, two share the name "Platform". Each team has two more completed states, "Shipped" and
/// "Abgeschlossen". Some issues are archived, a few trashed; some share one `updatedAt`. No key is added.
pub fn sample_workspace(issues: usize, teams: usize, seed: u64) -> Linear {
    let linear = Linear::with_seed(seed);
    linear.organization("Sample Works", "sample-works");
    linear.set_clock(instant(START_MS));
    let people = add_people(&linear);
    let teams = add_teams(&linear, teams.max(1));
    let mut dice = Dice(seed);
    for made in 0..issues {
        let Some(team) = dice.pick(&teams).copied() else {
            break;
        };
        // Every seventh issue shares its instant with the one before.
        if made % 7 != 0 {
            linear.advance(std::time::Duration::from_millis(37_001));
        }
        let issue = linear.add_issue(team, made_up(&mut dice, &people));
        put_some_away(&linear, &mut dice, issue);
    }
    linear.follow_real_time();
    linear
}

fn add_people(linear: &Linear) -> Vec<UserId> {
    let add =
        |(number, name): (usize, &&str)| linear.add_user(name, &format!("person{number}@sample.example"));
    PEOPLE.iter().enumerate().map(add).collect()
}

fn add_teams(linear: &Linear, count: usize) -> Vec<TeamId> {
    let add = |number: usize| {
        let name = TEAM_NAMES[number % TEAM_NAMES.len()];
        let team = linear.add_team(&format!("T{number:02}"), name);
        linear.add_state(team, "Shipped", "completed");
        linear.add_state(team, "Abgeschlossen", "completed");
        team
    };
    (0..count).map(add).collect()
}

fn made_up(dice: &mut Dice, people: &[UserId]) -> NewIssue {
    let mut word = |words: &[&str]| dice.pick(words).copied().unwrap_or_default().to_owned();
    let title = format!("{} {} {}", word(&VERBS), word(&THINGS), word(&CLAUSES));
    let state = Some(word(&STATES));
    let label = word(&LABELS);
    NewIssue {
        description: dice
            .chance(30)
            .then(|| format!("{title}.\n\n- Seen by two customers\n- Has a workaround")),
        title,
        state,
        assignee: if dice.chance(70) {
            dice.pick(people).copied()
        } else {
            None
        },
        creator: dice.pick(people).copied(),
        priority: u8::try_from(dice.below(5)).unwrap_or(0),
        estimate: dice.chance(50).then(|| [1.0, 2.0, 3.0, 5.0, 8.0][dice.below(5)]),
        due_date: dice
            .chance(20)
            .then(|| format!("2027-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28))),
        labels: if dice.chance(60) { vec![label] } else { Vec::new() },
        ..NewIssue::default()
    }
}

fn put_some_away(linear: &Linear, dice: &mut Dice, issue: IssueId) {
    match dice.below(100) {
        roll if roll < TRASHED => linear.trash_issue(issue),
        roll if roll < TRASHED + ARCHIVED => linear.archive_issue(issue),
        _ => {}
    }
}

/// The instant so many milliseconds after the epoch; out of range is as early as can be.
pub(super) fn instant(at: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH
        .checked_add(SignedDuration::from_millis(at))
        .unwrap_or(Timestamp::MIN)
}
