//! Samples of the pages about integrations.

use super::super::form;
use super::super::wording::Health;
use super::connection::{Connected, IntegrationPage, Landing};
use super::list::{Card, IntegrationsPage};
use super::people::PeoplePage;
use super::preview::{PreviewPage, Share, TeamView, View};
use super::runs::{LogLine, RunPage, RunsPage};
use super::settle::{FailedIssue, PersonLine, Settle, StateLine, UserChoice};
use super::states::{StatesPage, TeamStates};
use super::status::{Running, StatusPart};
use crate::error::{Error, Mistakes};
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, shell};
use crate::http::{Refusal, Section, Shell};
use crate::tasks::Status;
use crate::users::Role;
use std::collections::BTreeMap;
use timetracker_connectors::{Manifest, by_name};

fn manifest() -> &'static Manifest {
    by_name("linear").unwrap().manifest()
}

fn frame() -> Shell {
    shell(Section::Integrations, Role::Admin, None)
}

fn health(kind: &'static str, headline: &'static str, detail: &str) -> Health {
    Health {
        kind,
        headline,
        detail: detail.into(),
    }
}

fn quiet() -> StatusPart {
    StatusPart {
        shell: crate::words::Bare::default(),
        connector: "linear",
        health: health(
            "ok",
            "Up to date",
            "3 minutes ago · 5,214 issues in 6 teams · next in 12 minutes",
        ),
        budget: "2,214 of 2,500 requests · 2.91 of 3.00 million points left this hour".into(),
        running: None,
    }
}

fn busy(expected: i64, stopping: bool) -> StatusPart {
    StatusPart {
        shell: crate::words::Bare::default(),
        health: health("busy", "Syncing", ""),
        running: Some(Running {
            title: "Syncing…",
            read: "3,285 of about 5,200 issues".into(),
            pace: "1,900 a second · 1 second left".into(),
            place: "Page 14.".into(),
            seen: 3285,
            expected,
            stopping,
        }),
        ..quiet()
    }
}

fn person(id: i64, name: &str, chosen: &str, user: &str) -> PersonLine {
    PersonLine {
        id,
        name: name.into(),
        initials: "XY".into(),
        email: if id == 2 {
            String::new()
        } else {
            "somebody@a.very.long.host.example.test".into()
        },
        is_active: id != 3,
        issues: "1,312 issues".into(),
        chosen: chosen.into(),
        user: user.into(),
        why: "nobody here has this address",
    }
}

fn people() -> Vec<PersonLine> {
    vec![
        person(1, LONG, "", ""),
        person(2, ARABIC, "7", LONG),
        person(3, JAPANESE, "nobody", ""),
        person(4, "Ana Martins", "", "Ana Martins"),
    ]
}

fn users() -> Vec<UserChoice> {
    [("7", LONG), ("8", ARABIC)]
        .map(|(value, name)| UserChoice {
            value: value.into(),
            name: name.into(),
        })
        .into()
}

fn state(id: i64, name: &str, status: Status, is_unsettled: bool) -> StateLine {
    StateLine {
        id,
        team: LONG.into(),
        name: name.into(),
        kind: "unstarted".into(),
        status,
        by_kind: "To do",
        chosen: if id == 2 { status.as_str() } else { "" },
        is_unsettled,
        issues: "1,902".into(),
        examples: "ENG-1 ENG-2 ENG-3 …".into(),
    }
}

fn states(first: i64) -> Vec<StateLine> {
    vec![
        state(first, LONG, Status::Todo, true),
        state(first + 1, ARABIC, Status::Review, false),
        state(first + 2, JAPANESE, Status::Done, false),
    ]
}

fn failed(id: i64, message: &str, is_over: bool) -> FailedIssue {
    FailedIssue {
        id,
        identifier: if id == 2 {
            String::new()
        } else {
            format!("ENG-{id}")
        },
        href: if id == 1 {
            "/issues/1".into()
        } else {
            String::new()
        },
        message: message.into(),
        tried: "tried 3 times, last 4 minutes ago".into(),
        is_over,
    }
}

fn troubles() -> Vec<FailedIssue> {
    vec![
        failed(1, LONG, false),
        failed(2, ARABIC, false),
        failed(3, "Odd.", true),
    ]
}

fn settle() -> Settle {
    Settle {
        failed: troubles(),
        failed_total: "12 issues".into(),
        people: people(),
        people_total: 12,
        states: states(1),
        users: users(),
    }
}

fn line(id: i64, outcome: &str, kind: &'static str) -> LogLine {
    LogLine {
        id,
        at: "23 Nov 14:54".into(),
        what: "Sync",
        outcome: outcome.into(),
        kind,
        cost: "4 requests · 7,100 points".into(),
        took: "3:20 min".into(),
    }
}

fn log() -> Vec<LogLine> {
    vec![
        line(1, "3 new, 11 changed", ""),
        line(2, LONG, "failed"),
        line(3, ARABIC, "attention"),
    ]
}

fn connected(status: StatusPart, settle: Settle, runs: Vec<LogLine>) -> Connected {
    Connected {
        account: format!("{LONG} · connected as {ARABIC}"),
        masked_key: "lin_api_••••…9f3c".into(),
        status,
        settle,
        landings: vec![Landing {
            states: LONG.into(),
            status: Status::Todo,
            issues: "1,902".into(),
        }],
        has_more_runs: !runs.is_empty(),
        runs,
        runs_total: "120 runs".into(),
        compared: "Last compared with Linear: 3 hours ago, next in 21 hours.".into(),
        is_held: false,
    }
}

fn refused() -> Refusal {
    let mut mistakes = Mistakes::default();
    for field in [
        "secret",
        "team_keys",
        "max_pages",
        "status_mapping",
        "interval_minutes",
        "daily_at",
    ] {
        mistakes.add(field, LONG);
    }
    Refusal::of_form(mistakes.check().unwrap_err()).unwrap()
}

impl Samples for IntegrationsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |health| Self {
            shell: frame(),
            cards: vec![Card {
                name: "linear",
                title: "Linear",
                summary: LONG,
                health,
            }],
        };
        vec![
            ("nothing connected", page(None)),
            ("trouble", page(Some(health("problem", "Needs attention", LONG)))),
        ]
    }
}

impl Samples for StatusPart {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            ("quiet", quiet()),
            ("how much is unknown", busy(0, false)),
            ("with an end in sight", busy(5200, false)),
            ("stopping", busy(5200, true)),
            (
                "trouble",
                Self {
                    health: health("problem", "Needs attention", LONG),
                    budget: String::new(),
                    ..quiet()
                },
            ),
        ]
    }
}

impl Samples for IntegrationPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |connected: Option<Connected>, refusal| Self {
            shell: frame(),
            manifest: manifest(),
            fields: form::shown(manifest(), &BTreeMap::new()),
            connected,
            schedule: "1440".into(),
            daily_at: "03:00".into(),
            zone: "Europe/Berlin".into(),
            refusal,
        };
        let rule = Refusal::of_form(Error::rule("connection_failed", LONG)).unwrap();
        let held = Connected {
            is_held: true,
            ..connected(quiet(), Settle::default(), vec![])
        };
        vec![
            ("to be connected", page(None, Refusal::default())),
            ("refused", page(None, refused())),
            ("waiting for a word", page(Some(held), Refusal::default())),
            (
                "usual",
                page(Some(connected(quiet(), Settle::default(), log())), rule),
            ),
            (
                "busy with much to settle",
                page(Some(connected(busy(5200, false), settle(), log())), refused()),
            ),
        ]
    }
}

impl Samples for StatesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |teams| Self {
            shell: frame(),
            manifest: manifest(),
            teams,
        };
        let team = |name: &str, first| TeamStates {
            name: name.into(),
            states: states(first),
        };
        vec![
            ("none yet", page(vec![])),
            ("long and foreign", page(vec![team(LONG, 1), team(ARABIC, 4)])),
        ]
    }
}

impl Samples for PeoplePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |people, next: &str| Self {
            shell: frame(),
            manifest: manifest(),
            people,
            users: users(),
            range: "1–50 of 120 people".into(),
            previous: String::new(),
            next: next.into(),
        };
        vec![
            ("nobody yet", page(vec![], "")),
            (
                "long and foreign",
                page(people(), "/integrations/linear/people?page=2"),
            ),
        ]
    }
}

impl Samples for PreviewPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |status, view: Option<View>, is_held| Self {
            shell: frame(),
            manifest: manifest(),
            is_making: view.is_none() && is_held,
            status,
            is_held,
            view,
            users: users(),
        };
        let team = |name: &str, href: &str, first| TeamView {
            key: "ENG".into(),
            name: name.into(),
            project: name.into(),
            href: href.into(),
            issues: "1,902 issues".into(),
            states: states(first),
        };
        let view = View {
            counted: "2 minutes ago".into(),
            total: "5,214 issues in 6 teams".into(),
            archived: "312 archived issues stay there".into(),
            shares: vec![Share {
                status: Status::Todo,
                issues: "1,902".into(),
                from: "0.0".into(),
                width: "36.5".into(),
            }],
            teams: vec![team(LONG, "", 1), team(ARABIC, "/projects/3", 4)],
            people: people(),
        };
        vec![
            ("none yet", page(quiet(), None, false)),
            ("being made", page(busy(0, false), None, true)),
            ("before the first sync", page(quiet(), Some(view), true)),
        ]
    }
}

impl Samples for RunsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |runs| Self {
            shell: frame(),
            manifest: manifest(),
            runs,
            range: "1–50 of 120 runs".into(),
            previous: String::new(),
            next: "/integrations/linear/runs?page=2".into(),
        };
        vec![("past the end", page(vec![])), ("usual", page(log()))]
    }
}

impl Samples for RunPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |line: LogLine, problem: &str, failed, is_open| Self {
            shell: frame(),
            manifest: manifest(),
            line,
            status: "Done",
            problem: problem.into(),
            set_off: LONG.into(),
            times: vec![("Asked for", "14:54".into())],
            counts: vec![("Issues read", "5,214".into())],
            costs: vec![("Requests", "4".into())],
            failed,
            is_open,
            has_preview: is_open,
        };
        vec![
            ("usual", page(line(1, "3 new, 11 changed", ""), "", vec![], true)),
            ("failed", page(line(2, LONG, "failed"), LONG, troubles(), false)),
        ]
    }
}
