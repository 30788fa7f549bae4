//! Samples of the page of a day.

use super::clash::{Clash, Difference};
use super::day;
use super::day::On;
use super::entry_form::EntryForm;
use super::pages::{Assigned, Refused, TodayPage};
use super::preview::Preview;
use super::{timeline, week};
use crate::error::Error;
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, now, shell};
use crate::http::{Refusal, Section};
use crate::time_entries::EntryView;
use crate::time_entries::samples::entry;
use crate::users::Role;
use timetracker_types::Day;

fn page(role: Role, entries: &[EntryView]) -> TodayPage {
    let running = entries.iter().find(|view| view.entry.is_running()).cloned();
    let shell = shell(Section::Today, role, running.clone());
    let zone = &shell.actor.user.timezone;
    let today = zone.day_of(now());
    let days: Vec<(Day, i64)> = (0..7)
        .map(|index| (today.plus_days(index), index * 4000))
        .collect();
    TodayPage {
        title: "Today".into(),
        date: "Tuesday, 24 November".into(),
        is_today: true,
        here: "/".into(),
        previous: "/?day=2026-11-23".into(),
        next: "/?day=2026-11-25".into(),
        timeline: (!entries.is_empty()).then(|| timeline::draw(entries, today, zone, now(), shell.words)),
        entries: day::rows(
            entries,
            On {
                day: today,
                person: &shell.actor.user,
                now: now(),
                words: shell.words,
            },
        ),
        add: EntryForm::on(today),
        is_adding: false,
        refusal: Refusal::default(),
        clash: Clash::default(),
        total: "6:26".into(),
        running: running.as_ref().and_then(|view| day::running(view, 3600)),
        goal: "8:00".into(),
        goal_percent: "80.4".into(),
        week: week::draw(&days, today, today, &shell.actor.user, shell.words),
        assigned: Assigned {
            rows: vec![],
            count: "0".into(),
        },
        shell,
    }
}

impl Samples for TodayPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let usual = [
            entry(4, 85, None, Some(("ENG-42", "Fix login"))),
            entry(3, 190, Some(60), None),
            entry(2, 300, Some(75), Some(("MOB-7", LONG))),
            entry(1, 400, Some(90), Some(("ENG-38", ARABIC))),
        ];
        let over_midnight = [entry(1, 24 * 60, Some(20 * 60), Some(("ENG-1", JAPANESE)))];
        let refusal = |error| Refusal::of_form(error).unwrap();
        let form = EntryForm {
            issue: LONG.into(),
            from: "25:00".into(),
            ..EntryForm::default()
        };
        let changed = Refused {
            entry: Some(3),
            form: form.clone(),
            refusal: refusal(Error::rule(
                "overlapping_entry",
                format!("This overlaps “{LONG}”."),
            )),
            clash: Clash {
                others: vec![LONG.into(), ARABIC.into()],
            },
            differences: vec![],
        };
        let added = Refused {
            entry: None,
            form,
            refusal: refusal(Error::field("start_time", "“25:00” is not a time of day.")),
            clash: Clash::default(),
            differences: vec![],
        };
        let outrun = Refused {
            entry: Some(2),
            form: EntryForm::default(),
            refusal: refusal(Error::conflict("conflict", "This entry was changed meanwhile.")),
            clash: Clash::default(),
            differences: vec![Difference {
                label: "today-note",
                mine: LONG.into(),
                theirs: ARABIC.into(),
            }],
        };
        vec![
            ("empty", page(Role::User, &[])),
            ("empty, for an administrator", page(Role::Admin, &[])),
            ("usual", page(Role::User, &usual)),
            ("over midnight, for a viewer", page(Role::Viewer, &over_midnight)),
            (
                "a change was refused",
                page(Role::User, &usual).with(Some(changed)),
            ),
            (
                "somebody else was quicker",
                page(Role::User, &usual).with(Some(outrun)),
            ),
            (
                "an addition was refused",
                page(Role::User, &usual).with(Some(added)),
            ),
        ]
    }
}

impl Samples for Preview {
    fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            identifier: "ENG-42".into(),
            title: LONG.into(),
            project: ARABIC.into(),
            color: 3,
            span: "Today, 8:30 – 10:00".into(),
            length: "1:30".into(),
            note: LONG.into(),
            tags: vec![LONG.into()],
            problems: vec![LONG.into()],
            others: vec![LONG.into()],
            is_ahead: true,
            ..Self::default()
        };
        let empty = Self {
            is_empty: true,
            ..Self::default()
        };
        vec![("nothing typed", empty), ("everything said", full)]
    }
}
