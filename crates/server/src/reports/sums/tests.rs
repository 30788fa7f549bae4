//! Sums by any dimensions are what adding up entry by entry gives, in every zone, whatever was done to the entries.

use super::super::dimension::Dimension;
use super::super::range::Range;
use super::{Filter, Key, Pick, Scope, Shown, Sum, group_sums, nested_sums, pairs_after, tag_sums, total};
use crate::app_tests;
use crate::http::tag_list;
use crate::testing::Test;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};
use timetracker_db::{Read as _, p, record};
use timetracker_types::{Day, Id, Instant, Weekday, Zone};

record! {
    #[derive(Debug, Clone)]
    struct Entry {
        id: i64,
        user_id: i64,
        project_id: Option<i64>,
        client_id: Option<i64>,
        task_id: Option<i64>,
        started_at: Instant,
        duration_seconds: i64,
        billable: bool,
        tags: String,
    }
}

record! {
    #[derive(Debug, Clone)]
    struct Kept {
        month: i64,
        user_id: i64,
        project_id: i64,
        client_id: i64,
        billable: bool,
        entries: i64,
        seconds: i64,
    }
}

const ZONES: [&str; 7] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "Pacific/Apia",
    "America/St_Johns",
];
/// Instants around which a zone, a month or a year changes.
const EDGES: [&str; 8] = [
    "2025-12-31T12:00:00Z",
    "2026-01-01T00:00:00Z",
    "2026-02-28T23:30:00Z",
    "2026-03-29T01:00:00Z",
    "2026-03-31T22:00:00Z",
    "2026-04-04T14:00:00Z",
    "2026-10-25T01:00:00Z",
    "2026-10-31T23:59:59Z",
];
const TAGS: [&str; 4] = ["", "review", "review, bug fix", "bug"];

struct Places {
    people: [i64; 2],
    projects: [i64; 2],
    clients: [i64; 2],
    task: i64,
}

async fn places(t: &Test) -> Places {
    let api = t.api(&t.alice);
    let other = api
        .post("/api/v1/clients", serde_json::json!({"name": "Beta"}))
        .await
        .created("client");
    let project = serde_json::json!({"name": "App", "client_id": other});
    let project = api.post("/api/v1/projects", project).await.created("project");
    let first: i64 = t
        .app
        .db
        .scalar("SELECT client_id FROM projects WHERE id = $1", p![t.project])
        .await
        .unwrap();
    Places {
        people: [t.bob.user.id.get(), t.charlie.user.id.get()],
        projects: [t.project, project],
        clients: [first, other],
        task: t.task,
    }
}

/// Who, where, around which edge, how many minutes from it, how long, billable, which tags.
type Drawn = (usize, usize, usize, i64, i64, bool, usize);

fn drawn() -> impl Strategy<Value = Drawn> {
    (
        0..2_usize,
        0..4_usize,
        0..EDGES.len(),
        -2_000..2_000_i64,
        0..20_000_i64,
        any::<bool>(),
        0..TAGS.len(),
    )
}

async fn insert(t: &Test, places: &Places, (who, place, edge, minutes, seconds, billable, tags): Drawn) {
    let start = Instant::from_rfc3339(EDGES[edge])
        .unwrap()
        .plus_seconds(minutes * 60);
    let (project, client, task) = match place {
        0 => (Some(places.projects[0]), None, Some(places.task)),
        1 => (Some(places.projects[1]), None, None),
        2 => (None, Some(places.clients[1]), None),
        _ => (None, None, None),
    };
    let sql = "INSERT INTO time_entries (user_id, project_id, client_id, task_id, started_at, ended_at,
            duration_seconds, timezone, tags, billable, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'UTC', $8, $9, $5, $5)";
    let end = start.plus_seconds(seconds);
    let params = p![
        places.people[who],
        project,
        client,
        task,
        start,
        end,
        seconds,
        TAGS[tags],
        billable
    ];
    t.app.db.exec(sql, params).await.unwrap();
}

/// What people, imports and undos do to entries, as the database sees it.
async fn change(t: &Test, places: &Places, id: i64, what: u8, hours: i64) {
    let moved = hours * 3_600_000;
    let (sql, params) = match what {
        0 => ("UPDATE time_entries SET deleted_at = 1 WHERE id = $1", p![id]),
        1 => ("UPDATE time_entries SET deleted_at = NULL WHERE id = $1", p![id]),
        2 => (
            "UPDATE time_entries SET billable = NOT billable, notes = 'x' WHERE id = $1",
            p![id],
        ),
        3 => (
            "UPDATE time_entries SET started_at = started_at + CAST($2 AS BIGINT), ended_at = ended_at + CAST($2 AS BIGINT) WHERE id = $1",
            p![id, moved],
        ),
        4 => (
            "UPDATE time_entries SET project_id = $2, client_id = NULL, task_id = NULL WHERE id = $1",
            p![id, places.projects[1]],
        ),
        5 => (
            "UPDATE time_entries SET duration_seconds = 77, user_id = $2 WHERE id = $1",
            p![id, places.people[1]],
        ),
        6 => (
            "UPDATE time_entries SET notes = 'only words' WHERE id = $1",
            p![id],
        ),
        _ => ("DELETE FROM time_entries WHERE id = $1", p![id]),
    };
    t.app.db.exec(sql, params).await.unwrap();
}

async fn entries(t: &Test) -> Vec<Entry> {
    let sql =
        "SELECT id, user_id, project_id, client_id, task_id, started_at, duration_seconds, billable, tags
        FROM time_entries WHERE deleted_at IS NULL AND ended_at IS NOT NULL";
    t.app.db.query(sql, p![]).await.unwrap()
}

struct Model {
    entries: Vec<Entry>,
    clients_of: BTreeMap<i64, i64>,
}

impl Model {
    fn client(&self, entry: &Entry) -> i64 {
        let of_project = entry.project_id.and_then(|id| self.clients_of.get(&id).copied());
        of_project.or(entry.client_id).unwrap_or(0)
    }

    fn counts(&self, scope: &Scope, entry: &Entry) -> bool {
        fn picked<T: PartialEq>(pick: &Pick<T>, value: Option<&T>) -> bool {
            match pick {
                Pick::Any => true,
                Pick::None => value.is_none(),
                Pick::Only(wanted) => value == Some(wanted),
            }
        }
        let (filter, day) = (&scope.filter, scope.zone.day_of(entry.started_at));
        let client = Some(self.client(entry)).filter(|id| *id != 0);
        let own = tag_list(&entry.tags);
        let tagged =
            filter.tags.iter().all(|tag| own.contains(&tag.as_str())) && (own.is_empty() || !filter.untagged);
        (scope.days.first..=scope.days.last).contains(&day)
            && filter.person.is_none_or(|id| id.get() == entry.user_id)
            && filter.billable.is_none_or(|flag| flag == entry.billable)
            && picked(&filter.project, entry.project_id.map(Id::new).as_ref())
            && picked(&filter.task, entry.task_id.map(Id::new).as_ref())
            && picked(&filter.client, client.map(Id::new).as_ref())
            && tagged
    }

    fn keys(&self, scope: &Scope, by: Dimension, entry: &Entry) -> Vec<Key> {
        let day = scope.zone.day_of(entry.started_at);
        match by {
            Dimension::Project => vec![Key::Id(entry.project_id.unwrap_or(0))],
            Dimension::Client => vec![Key::Id(self.client(entry))],
            Dimension::Task => vec![Key::Id(entry.task_id.unwrap_or(0))],
            Dimension::Person => vec![Key::Id(entry.user_id)],
            Dimension::Tag if entry.tags.is_empty() => vec![Key::Tag(String::new())],
            Dimension::Tag => tag_list(&entry.tags)
                .into_iter()
                .map(|tag| Key::Tag(tag.into()))
                .collect(),
            _ => vec![Key::From(by.start_of(day, scope.first_weekday))],
        }
    }

    fn sums(
        &self,
        scope: &Scope,
        by: Dimension,
        then: Option<Dimension>,
    ) -> BTreeMap<(Key, Option<Key>), Sum> {
        let mut sums = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| self.counts(scope, entry)) {
            for first in self.keys(scope, by, entry) {
                let seconds: Vec<Option<Key>> = match then {
                    Some(then) => self.keys(scope, then, entry).into_iter().map(Some).collect(),
                    None => vec![None],
                };
                for second in seconds {
                    let sum: &mut Sum = sums.entry((first.clone(), second)).or_default();
                    *sum += of(entry);
                }
            }
        }
        sums
    }

    fn total(&self, scope: &Scope) -> Sum {
        let mut sum = Sum::default();
        for entry in self.entries.iter().filter(|entry| self.counts(scope, entry)) {
            sum += of(entry);
        }
        sum
    }
}

#[test]
fn sums_are_planned_for_their_values() {
    let (text, _) = super::store::begun(&super::plan::Plan::default()).into_parts();
    let (marker, _) = timetracker_db::Sql::by_value().into_parts();
    assert!(!marker.is_empty() && text.starts_with(&marker));
}

fn of(entry: &Entry) -> Sum {
    Sum {
        seconds: entry.duration_seconds,
        billable_seconds: if entry.billable { entry.duration_seconds } else { 0 },
        entries: 1,
    }
}

async fn check(t: &Test, model: &Model, scope: &Scope, by: Dimension, then: Dimension) {
    let (db, told) = (&t.app.db, format!("{by:?} then {then:?} of {scope:?}"));
    let total = total(db, scope).await.unwrap();
    assert_eq!(total, model.total(scope), "total of {told}");
    if by != Dimension::Tag {
        let groups = group_sums(db, scope, by, 10_000, 0).await.unwrap();
        let found: BTreeMap<_, _> = groups
            .rows
            .iter()
            .cloned()
            .map(|(key, sum)| ((key, None), sum))
            .collect();
        assert_eq!(found, model.sums(scope, by, None), "{told}");
        assert_eq!(groups.total, total, "{told}");
        assert_eq!(groups.count, i64::try_from(groups.rows.len()).unwrap(), "{told}");
        if then != Dimension::Tag {
            let all = Shown {
                groups: (10_000, 0),
                opened: (10_000, 0),
                within: 10_000,
            };
            let (outer, pairs) = nested_sums(db, scope, (by, then), all).await.unwrap();
            assert_eq!(
                (&outer.rows, outer.count, outer.total),
                (&groups.rows, groups.count, groups.total),
                "{told}"
            );
            let found: BTreeMap<_, _> = pairs
                .into_iter()
                .map(|it| ((it.outer, Some(it.inner)), it.sum))
                .collect();
            assert_eq!(found, model.sums(scope, by, Some(then)), "{told}");
            let mut pieces = BTreeMap::new();
            let mut last: Option<(Key, Key)> = None;
            loop {
                let after = last.as_ref().map(|(a, b)| (a, b));
                let some = pairs_after(db, scope, (by, Some(then)), after, 3).await.unwrap();
                let Some(end) = some.last() else { break };
                last = Some((end.outer.clone(), end.inner.clone()));
                pieces.extend(some.into_iter().map(|it| ((it.outer, Some(it.inner)), it.sum)));
            }
            assert_eq!(pieces, found, "piece by piece: {told}");
        }
    }
    let mut tags: BTreeMap<(String, Key), Sum> = BTreeMap::new();
    let beside = Some(by).filter(|by| *by != Dimension::Tag);
    for (text, key, sum) in tag_sums(db, scope, beside).await.unwrap() {
        *tags.entry((text, key)).or_default() += sum;
    }
    let mut whole = Sum::default();
    for sum in tags.values() {
        whole += *sum;
    }
    assert_eq!(whole, total, "tags of {told}");
}

/// The kept months against the entries, with nothing left where entries went away.
async fn check_kept(t: &Test) {
    let kept = "SELECT * FROM time_months WHERE entries <> 0 OR seconds <> 0";
    let rows: Vec<Kept> = t.app.db.query(kept, p![]).await.unwrap();
    let mut wanted: BTreeMap<_, (i64, i64)> = BTreeMap::new();
    for entry in entries(t).await {
        let day = Zone::utc().day_of(entry.started_at);
        let key = (
            super::month_number(day),
            entry.user_id,
            entry.project_id.unwrap_or(0),
            entry.client_id.unwrap_or(0),
            entry.billable,
        );
        let sum = wanted.entry(key).or_default();
        *sum = (sum.0 + 1, sum.1 + entry.duration_seconds);
    }
    let found: BTreeMap<_, _> = rows
        .into_iter()
        .map(|it| {
            (
                (it.month, it.user_id, it.project_id, it.client_id, it.billable),
                (it.entries, it.seconds),
            )
        })
        .collect();
    assert_eq!(found, wanted);
}

fn scope_of(places: &Places, drawn: (usize, i64, i64, u8, usize)) -> Scope {
    let (zone, from, length, filter, weekday) = drawn;
    let first = Day::new(2025, 12, 1).unwrap().plus_days(from);
    let filter = match filter {
        0 => Filter {
            person: Some(Id::new(places.people[0])),
            ..Filter::default()
        },
        1 => Filter {
            project: Pick::Only(Id::new(places.projects[1])),
            billable: Some(true),
            ..Filter::default()
        },
        2 => Filter {
            client: Pick::Only(Id::new(places.clients[1])),
            ..Filter::default()
        },
        3 => Filter {
            client: Pick::None,
            ..Filter::default()
        },
        4 => Filter {
            project: Pick::None,
            ..Filter::default()
        },
        5 => Filter {
            task: Pick::Only(Id::new(places.task)),
            ..Filter::default()
        },
        6 => Filter {
            task: Pick::None,
            billable: Some(false),
            ..Filter::default()
        },
        7 => Filter {
            tags: vec!["review".into(), "bug fix".into()],
            ..Filter::default()
        },
        8 => Filter {
            untagged: true,
            ..Filter::default()
        },
        _ => Filter::default(),
    };
    Scope {
        filter,
        days: Range {
            first,
            last: first.plus_days(length),
        },
        zone: ZONES[zone].parse().unwrap(),
        first_weekday: Weekday::ALL[weekday],
    }
}

app_tests! {
    async fn sums_are_those_of_the_entries(t: Test) {
        let places = places(&t).await;
        let mut runner = TestRunner::deterministic();
        let rows = proptest::collection::vec(drawn(), 150).new_tree(&mut runner).unwrap().current();
        for row in rows {
            insert(&t, &places, row).await;
        }
        check_kept(&t).await;
        let ids: BTreeSet<i64> = entries(&t).await.iter().map(|entry| entry.id).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        let changes = proptest::collection::vec((0..ids.len(), 0..8_u8, -800..800_i64), 120);
        for (index, what, hours) in changes.new_tree(&mut runner).unwrap().current() {
            change(&t, &places, ids[index], what, hours).await;
        }
        check_kept(&t).await;
        let clients_of = places.projects.into_iter().zip(places.clients).collect();
        let model = Model { entries: entries(&t).await, clients_of };
        assert!(model.entries.len() > 60);
        let scopes = (0..ZONES.len(), -20..330_i64, 0..330_i64, 0..14_u8, 0..7_usize);
        let dimensions = (0..8_usize, 0..8_usize);
        for _ in 0..60 {
            let scope = scope_of(&places, scopes.new_tree(&mut runner).unwrap().current());
            let (by, then) = dimensions.new_tree(&mut runner).unwrap().current();
            check(&t, &model, &scope, Dimension::ALL[by], Dimension::ALL[then]).await;
        }
    }

    async fn a_tag_is_not_a_part_of_another(t: Test) {
        let places = places(&t).await;
        for tags in 0..TAGS.len() {
            insert(&t, &places, (0, 0, 0, 0, 60, true, tags)).await;
        }
        for (tag, count) in [("bug", 1), ("bug fix", 1), ("review", 2), ("Review", 0), ("rev", 0), ("%", 0)] {
            let mut scope = scope_of(&places, (0, 0, 300, 99, 0));
            scope.filter.tags = vec![tag.into()];
            assert_eq!(total(&t.app.db, &scope).await.unwrap().entries, count, "{tag}");
        }
    }

    async fn notes_are_searched_as_they_are(t: Test) {
        let places = places(&t).await;
        insert(&t, &places, (0, 0, 0, 0, 60, true, 0)).await;
        t.app.db.exec("UPDATE time_entries SET notes = 'Save 100% of_it'", p![]).await.unwrap();
        for (notes, count) in [("100%", 1), ("SAVE", 1), ("100_", 0), ("of_", 1), ("o%it", 0)] {
            let mut scope = scope_of(&places, (0, 0, 300, 99, 0));
            scope.filter.notes = notes.into();
            assert_eq!(total(&t.app.db, &scope).await.unwrap().entries, count, "{notes}");
        }
    }
}
