//! Parting, merging, making room, ending forgotten timers, and taking all of it back.

use super::*;
use crate::app_tests;
use crate::error::Error;
use crate::testing::Test;
use timetracker_db::Read as _;
use timetracker_types::{Id, Instant};

/// A time on the day of the tests, in Brussels.
fn at(time: &str) -> Instant {
    Instant::from_rfc3339(&format!("2026-11-24T{time}:00+01:00")).unwrap()
}

fn new(t: &Test, from: &str, to: &str) -> NewEntry {
    NewEntry {
        project_id: Some(Id::new(t.project)),
        started_at: Some(Moment::At(at(from))),
        ended_at: Some(Moment::At(at(to))),
        notes: Some("work".into()),
        source: "manual",
        ..NewEntry::default()
    }
}

async fn added(t: &Test, from: &str, to: &str) -> TimeEntry {
    create(&t.app, &t.bob, new(t, from, to)).await.unwrap()
}

/// Bob's entries, earliest first, as `8:00-9:15`; a running one has no end.
async fn day(t: &Test) -> Vec<String> {
    let filter = Filter {
        user_id: Some(t.bob.user.id),
        with_running: true,
        ..Filter::default()
    };
    let mut entries = list(&t.app.db, &filter).await.unwrap();
    entries.reverse();
    let zone = &t.bob.user.timezone;
    let time = |at: Instant| zone.local(at).format_clock24();
    entries
        .iter()
        .map(|view| {
            format!(
                "{}-{}",
                time(view.entry.started_at),
                view.entry.ended_at.map(time).unwrap_or_default()
            )
        })
        .collect()
}

fn moved(from: &str, to: &str) -> EntryPatch {
    EntryPatch {
        started_at: Some(Moment::At(at(from))),
        ended_at: Some(Moment::At(at(to))),
        ..EntryPatch::default()
    }
}

fn code(error: &Error) -> &'static str {
    match error {
        Error::Rule { code, .. } | Error::Conflict { code, .. } => code,
        Error::NotFound(_) => "not_found",
        _ => "other",
    }
}

app_tests! {
    async fn what_is_put_onto_others_is_refused_unless_somebody_says_what_gives_way(t: Test) {
        added(&t, "07:00", "08:00").await;
        added(&t, "08:30", "09:30").await;
        let refused = add(&t.app, &t.bob, new(&t, "07:30", "09:00"), None).await.unwrap_err();
        assert_eq!(code(&refused), "overlapping_entry");
        assert_eq!(day(&t).await, ["07:00-08:00", "08:30-09:30"]);

        let (_, step) = add(&t.app, &t.bob, new(&t, "07:30", "09:00"), Some(Resolution::Keep)).await.unwrap();
        assert_eq!(day(&t).await, ["07:00-08:00", "08:00-08:30", "08:30-09:30"]);
        undo(&t.app, &t.bob, step).await.unwrap();

        let (_, step) = add(&t.app, &t.bob, new(&t, "07:30", "09:00"), Some(Resolution::Trim)).await.unwrap();
        assert_eq!(day(&t).await, ["07:00-07:30", "07:30-09:00", "09:00-09:30"]);
        undo(&t.app, &t.bob, step).await.unwrap();
        assert_eq!(day(&t).await, ["07:00-08:00", "08:30-09:30"]);
    }

    async fn an_entry_is_split_around_another_trimmed_by_it_or_covered(t: Test) {
        let long = added(&t, "06:00", "09:00").await;
        let (_, step) = add(&t.app, &t.bob, new(&t, "07:00", "08:00"), Some(Resolution::Split)).await.unwrap();
        assert_eq!(day(&t).await, ["06:00-07:00", "07:00-08:00", "08:00-09:00"]);
        undo(&t.app, &t.bob, step).await.unwrap();
        let (_, step) = add(&t.app, &t.bob, new(&t, "07:00", "08:00"), Some(Resolution::Trim)).await.unwrap();
        assert_eq!(day(&t).await, ["06:00-07:00", "07:00-08:00"]);
        undo(&t.app, &t.bob, step).await.unwrap();
        let (_, step) = add(&t.app, &t.bob, new(&t, "05:00", "09:30"), Some(Resolution::Trim)).await.unwrap();
        assert_eq!(day(&t).await, ["05:00-09:30"]);
        undo(&t.app, &t.bob, step).await.unwrap();
        assert_eq!(day(&t).await, ["06:00-09:00"]);
        let again = find_view(&t.app.db, long.id).await.unwrap().unwrap().entry;
        assert_eq!(again.duration_seconds, Some(3 * 3600));
        let nothing = add(&t.app, &t.bob, new(&t, "07:00", "08:00"), Some(Resolution::Keep)).await.unwrap_err();
        assert!(nothing.sentence().contains("nothing would be left"), "{nothing}");
    }

    async fn a_move_onto_another_entry_can_trim_it_and_be_taken_back(t: Test) {
        let first = added(&t, "06:00", "07:00").await;
        added(&t, "08:00", "09:00").await;
        let onto = moved("07:30", "08:30");
        assert_eq!(code(&change(&t.app, &t.bob, first.id, onto.clone(), None).await.unwrap_err()), "overlapping_entry");
        let (_, step) = change(&t.app, &t.bob, first.id, onto.clone(), Some(Resolution::Trim)).await.unwrap();
        assert_eq!(day(&t).await, ["07:30-08:30", "08:30-09:00"]);
        undo(&t.app, &t.bob, step).await.unwrap();
        let (_, step) = change(&t.app, &t.bob, first.id, moved("07:30", "09:30"), Some(Resolution::Keep)).await.unwrap();
        assert_eq!(day(&t).await, ["07:30-08:00", "08:00-09:00", "09:00-09:30"]);
        undo(&t.app, &t.bob, step).await.unwrap();
        assert_eq!(day(&t).await, ["06:00-07:00", "08:00-09:00"]);
        assert_eq!(code(&undo(&t.app, &t.bob, step).await.unwrap_err()), "invalid_state");
    }

    async fn a_change_since_stands_in_the_way_of_undo(t: Test) {
        let entry = added(&t, "06:00", "07:00").await;
        let (_, step) = change(&t.app, &t.bob, entry.id, moved("06:30", "07:30"), None).await.unwrap();
        let note = EntryPatch { notes: Some(Some("later".into())), ..EntryPatch::default() };
        update(&t.app, &t.bob, entry.id, note).await.unwrap();
        assert_eq!(code(&undo(&t.app, &t.bob, step).await.unwrap_err()), "conflict");
        assert_eq!(day(&t).await, ["06:30-07:30"]);

        let (_, step) = change(&t.app, &t.bob, entry.id, moved("08:00", "08:30"), None).await.unwrap();
        added(&t, "06:00", "07:00").await;
        assert_eq!(code(&undo(&t.app, &t.bob, step).await.unwrap_err()), "overlapping_entry");
        assert_eq!(day(&t).await, ["06:00-07:00", "08:00-08:30"]);
        for other in [&t.charlie, &t.vera] {
            assert!(undo(&t.app, other, step).await.is_err());
        }
    }

    async fn who_edits_an_older_version_is_told(t: Test) {
        let entry = added(&t, "06:00", "07:00").await;
        assert_eq!(entry.version, 1);
        let patch = |text: &str| EntryPatch { notes: Some(Some(text.into())), if_version: Some(1), ..EntryPatch::default() };
        change(&t.app, &t.bob, entry.id, patch("mine"), None).await.unwrap();
        assert_eq!(code(&change(&t.app, &t.bob, entry.id, patch("yours"), None).await.unwrap_err()), "conflict");
        assert_eq!(code(&split(&t.app, &t.bob, entry.id, at("06:30"), Some(1)).await.unwrap_err()), "conflict");
        let stored = find_view(&t.app.db, entry.id).await.unwrap().unwrap().entry;
        assert_eq!((stored.notes.as_deref(), stored.version), (Some("mine"), 2));
    }

    async fn parts_are_worked_as_long_as_the_whole(t: Test) {
        let entry = create(&t.app, &t.bob, NewEntry { break_seconds: 2700, ..new(&t, "06:00", "09:00") }).await.unwrap();
        let step = split(&t.app, &t.bob, entry.id, at("06:30"), Some(1)).await.unwrap();
        assert_eq!(day(&t).await, ["06:00-06:30", "06:30-09:00"]);
        let worked: i64 = t.app.db.scalar("SELECT CAST(SUM(duration_seconds) AS BIGINT) FROM time_entries WHERE deleted_at IS NULL", vec![]).await.unwrap();
        assert_eq!(worked, 3 * 3600 - 2700);
        undo(&t.app, &t.bob, step).await.unwrap();
        assert_eq!(day(&t).await, ["06:00-09:00"]);
        for outside in ["06:00", "09:00", "05:00", "09:30"] {
            assert!(split(&t.app, &t.bob, entry.id, at(outside), None).await.is_err(), "{outside}");
        }
    }

    async fn a_timer_is_parted_and_goes_on(t: Test) {
        t.clock.set(at("08:00"));
        let wish = || StartTimer { project_id: Some(Id::new(t.project)), ..StartTimer::default() };
        let timer = start(&t.app, &t.bob, wish(), OnRunning::Refuse).await.unwrap().entry;
        t.clock.set(at("08:10"));
        pause(&t.app, &t.bob).await.unwrap();
        t.clock.set(at("08:20"));
        resume(&t.app, &t.bob).await.unwrap();
        t.clock.set(at("10:00"));
        split(&t.app, &t.bob, timer.id, at("09:00"), None).await.unwrap();
        assert_eq!(day(&t).await, ["08:00-09:00", "09:00-"]);
        let running = running(&t.app.db, t.bob.user.id).await.unwrap().unwrap().entry;
        assert_eq!((running.id, running.worked_seconds(at("10:00"))), (timer.id, 3600));
        let worked: i64 = t.app.db.scalar("SELECT duration_seconds FROM time_entries WHERE ended_at IS NOT NULL", vec![]).await.unwrap();
        assert_eq!(worked, 50 * 60);
        // What was forgotten is put into the timer's time: it goes on afterwards.
        add(&t.app, &t.bob, new(&t, "09:15", "09:30"), Some(Resolution::Split)).await.unwrap();
        assert_eq!(day(&t).await, ["08:00-09:00", "09:00-09:15", "09:15-09:30", "09:30-"]);
        let ahead = add(&t.app, &t.bob, new(&t, "09:45", "10:30"), Some(Resolution::Trim)).await.unwrap_err();
        assert_eq!(code(&ahead), "timer_running");
    }

    async fn neighbours_for_the_same_work_become_one(t: Test) {
        let first = added(&t, "06:00", "07:00").await;
        let second = create(&t.app, &t.bob, NewEntry { notes: Some("more".into()), tags: Some("deep".into()), ..new(&t, "07:15", "08:00") }).await.unwrap();
        let step = merge(&t.app, &t.bob, second.id, first.id).await.unwrap();
        assert_eq!(day(&t).await, ["06:00-08:00"]);
        let one = find_view(&t.app.db, first.id).await.unwrap().unwrap().entry;
        assert_eq!((one.duration_seconds, one.break_seconds), (Some(105 * 60), 15 * 60));
        assert_eq!((one.notes.as_deref(), one.tags.as_str()), (Some("work; more"), "deep"));
        undo(&t.app, &t.bob, step).await.unwrap();
        assert_eq!(day(&t).await, ["06:00-07:00", "07:15-08:00"]);
        let pauses: i64 = t.app.db.scalar("SELECT COUNT(*) FROM time_entry_breaks", vec![]).await.unwrap();
        assert_eq!(pauses, 0, "the gap is no pause any more");
        // Again, and parted in the gap that is a break now: nothing is counted twice.
        merge(&t.app, &t.bob, first.id, second.id).await.unwrap();
        split(&t.app, &t.bob, first.id, at("07:30"), None).await.unwrap();
        let worked: i64 = t.app.db.scalar("SELECT CAST(SUM(duration_seconds) AS BIGINT) FROM time_entries WHERE deleted_at IS NULL", vec![]).await.unwrap();
        assert_eq!(worked, 105 * 60);
    }

    async fn what_is_for_other_work_or_apart_is_not_merged(t: Test) {
        let first = added(&t, "06:00", "07:00").await;
        let between = create(&t.app, &t.bob, NewEntry { task_id: Some(Id::new(t.task)), ..new(&t, "07:00", "07:30") }).await.unwrap();
        let last = added(&t, "07:30", "08:00").await;
        assert!(merge(&t.app, &t.bob, first.id, between.id).await.unwrap_err().sentence().contains("different work"));
        assert!(merge(&t.app, &t.bob, first.id, last.id).await.unwrap_err().sentence().contains("lies between"));
        assert_eq!(code(&merge(&t.app, &t.charlie, first.id, last.id).await.unwrap_err()), "not_found");
        t.app.db.exec("UPDATE time_entries SET invoice_number = 'R-1'", vec![]).await.unwrap();
        assert_eq!(code(&split(&t.app, &t.bob, first.id, at("06:30"), None).await.unwrap_err()), "invoiced");
        assert_eq!(code(&add(&t.app, &t.bob, new(&t, "06:30", "06:40"), Some(Resolution::Split)).await.unwrap_err()), "invoiced");
        assert_eq!(code(&change(&t.app, &t.bob, last.id, moved("07:30", "07:50"), None).await.unwrap_err()), "invoiced");
        let unbilled = EntryPatch { billable: Some(!last.billable), ..EntryPatch::default() };
        assert_eq!(code(&update(&t.app, &t.bob, last.id, unbilled).await.unwrap_err()), "invoiced");
        let noted = EntryPatch { notes: Some(Some("a word more".into())), ..EntryPatch::default() };
        update(&t.app, &t.bob, last.id, noted).await.unwrap();
        assert_eq!(day(&t).await, ["06:00-07:00", "07:00-07:30", "07:30-08:00"]);
    }

    async fn an_entry_over_very_many_others_is_refused_whole(t: Test) {
        for minute in 0..201_i64 {
            let from = at("06:00").plus_seconds(minute * 60);
            let entry = NewEntry { started_at: Some(Moment::At(from)), ended_at: Some(Moment::At(from.plus_seconds(60))), ..new(&t, "06:00", "06:01") };
            create(&t.app, &t.bob, entry).await.unwrap();
        }
        for resolution in [Resolution::Keep, Resolution::Trim, Resolution::Split] {
            let over = add(&t.app, &t.bob, new(&t, "05:00", "13:00"), Some(resolution)).await.unwrap_err();
            assert!(over.sentence().contains("more than 200"), "{over:?}");
        }
        assert_eq!(day(&t).await.len(), 201);
    }

    async fn what_is_far_apart_is_not_merged(t: Test) {
        let early = |hours: i64| at("06:00").plus_seconds(hours * 3_600);
        let before = NewEntry { started_at: Some(Moment::At(early(-72))), ended_at: Some(Moment::At(early(-71))), ..new(&t, "06:00", "07:00") };
        let first = create(&t.app, &t.bob, before).await.unwrap();
        let second = added(&t, "06:00", "07:00").await;
        assert!(merge(&t.app, &t.bob, first.id, second.id).await.unwrap_err().sentence().contains("More than a day"));
    }

    async fn an_ended_timer_runs_again_within_an_hour_only(t: Test) {
        let wish = StartTimer { project_id: Some(Id::new(t.project)), ..StartTimer::default() };
        start(&t.app, &t.bob, wish, OnRunning::Refuse).await.unwrap();
        t.clock.advance(600);
        let step = discard(&t.app, &t.bob, "").await.unwrap();
        t.clock.advance(3_601);
        assert!(undo(&t.app, &t.bob, step).await.unwrap_err().sentence().contains("more than an hour ago"));
    }

    async fn a_forgotten_timer_is_kept_cut_or_discarded(t: Test) {
        t.clock.set(Instant::from_rfc3339("2026-11-23T17:00:00+01:00").unwrap());
        let wish = StartTimer { project_id: Some(Id::new(t.project)), ..StartTimer::default() };
        start(&t.app, &t.bob, wish, OnRunning::Refuse).await.unwrap();
        let is_over = async |now: &str| {
            let timer = running(&t.app.db, t.bob.user.id).await.unwrap().unwrap().entry;
            timer.is_over(600, at(now))
        };
        assert!(!is_over("03:00").await && is_over("03:01").await);
        t.clock.set(at("08:00"));
        keep(&t.app, &t.bob, "").await.unwrap();
        assert!(!is_over("18:00").await && is_over("18:01").await);
        assert!(cut(&t.app, &t.bob, "", at("08:30")).await.is_err());
        let evening = Instant::from_rfc3339("2026-11-23T18:30:00+01:00").unwrap();
        let (ended, step) = cut(&t.app, &t.bob, "", evening).await.unwrap();
        assert_eq!((ended.ended_at, ended.duration_seconds), (Some(evening), Some(5400)));
        undo(&t.app, &t.bob, step).await.unwrap();
        let step = discard(&t.app, &t.bob, "").await.unwrap();
        assert_eq!(day(&t).await, Vec::<String>::new());
        undo(&t.app, &t.bob, step).await.unwrap();
        assert_eq!(day(&t).await, ["17:00-"]);
    }
}
