//! The rules of time, through the API, on both engines.

use super::days::worked_by_day;
use super::model::TimeEntry;
use crate::app_tests;
use crate::testing::Answer;
use futures_util::future::join_all;
use proptest::prelude::*;
use serde_json::{Value, json};
use timetracker_types::{Id, Instant, Zone};

const ENTRIES: &str = "/api/v1/time-entries";

fn error_code(answer: &Answer) -> Value {
    answer.json()["error_code"].clone()
}

fn on(project: i64, start: &str, end: &str) -> Value {
    json!({"project_id": project, "start_time": start, "end_time": end})
}

app_tests! {
    async fn an_entry_is_read_in_the_zone_of_its_person(t: Test) {
        let body = on(t.project, "2026-11-23T09:00:00", "2026-11-23T10:30:00");
        let entry = t.api(&t.bob).post(ENTRIES, body).await.is(201).json()["time_entry"].clone();
        assert_eq!(entry["start_time"], "2026-11-23T09:00:00");
        assert_eq!(entry["started_at"], "2026-11-23T09:00:00+01:00");
        assert_eq!(entry["duration_seconds"], 5400);
        assert_eq!(entry["duration_formatted"], "01:30:00");
        assert_eq!(entry["project_name"], "Website");
        assert_eq!(entry["client_name"], "Acme");
    }

    async fn a_time_with_an_offset_is_converted(t: Test) {
        let body = on(t.project, "2026-11-23T09:00:00Z", "2026-11-23T11:00:00+01:00");
        let entry = t.api(&t.bob).post(ENTRIES, body).await.is(201).json()["time_entry"].clone();
        assert_eq!(entry["start_time"], "2026-11-23T10:00:00");
        assert_eq!(entry["end_time"], "2026-11-23T11:00:00");
    }

    async fn an_entry_across_the_end_of_summer_time_has_the_hour_that_was_lived_twice(t: Test) {
        let body = on(t.project, "2026-10-25T01:00:00", "2026-10-25T04:00:00");
        let entry = t.api(&t.bob).post(ENTRIES, body).await.is(201).json()["time_entry"].clone();
        assert_eq!(entry["duration_seconds"], 4 * 3600);
    }

    async fn an_entry_across_the_begin_of_summer_time_has_an_hour_less(t: Test) {
        let body = on(t.project, "2026-03-29T01:00:00", "2026-03-29T04:00:00");
        let entry = t.api(&t.bob).post(ENTRIES, body).await.is(201).json()["time_entry"].clone();
        assert_eq!(entry["duration_seconds"], 2 * 3600);
    }

    async fn entries_that_touch_do_not_overlap(t: Test) {
        let bob = t.api(&t.bob);
        bob.post(ENTRIES, on(t.project, "2026-11-23T09:00", "2026-11-23T10:00")).await.is(201);
        bob.post(ENTRIES, on(t.project, "2026-11-23T10:00", "2026-11-23T11:00")).await.is(201);
        bob.post(ENTRIES, on(t.project, "2026-11-23T08:00", "2026-11-23T09:00")).await.is(201);
    }

    async fn an_overlap_is_refused_with_the_name_of_the_other_entry(t: Test) {
        let bob = t.api(&t.bob);
        let body = json!({"task_id": t.task, "start_time": "2026-11-23T09:00", "end_time": "2026-11-23T10:00"});
        bob.post(ENTRIES, body).await.is(201);
        let answer = bob.post(ENTRIES, on(t.project, "2026-11-23T09:59", "2026-11-23T11:00")).await.is(400);
        assert_eq!(error_code(&answer), "overlapping_entry");
        answer.shows("Fix login").shows("2026-11-23").shows("09:00").shows("10:00");
        let inside = bob.post(ENTRIES, on(t.project, "2026-11-23T09:10", "2026-11-23T09:20")).await;
        assert_eq!(error_code(&inside.is(400)), "overlapping_entry");
        t.api(&t.charlie).post(ENTRIES, on(t.project, "2026-11-23T03:00", "2026-11-23T04:30")).await.is(201);
    }

    async fn an_entry_within_the_running_timer_is_refused(t: Test) {
        let bob = t.api(&t.bob);
        bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        t.clock.advance(3600);
        let answer = bob.post(ENTRIES, on(t.project, "2026-11-24T10:10", "2026-11-24T10:20")).await.is(400);
        assert_eq!(error_code(&answer), "overlapping_entry");
        bob.post(ENTRIES, on(t.project, "2026-11-24T09:00", "2026-11-24T10:00")).await.is(201);
    }

    async fn every_mistake_is_told_at_once(t: Test) {
        let body = json!({"project_id": t.project, "start_time": "soon", "end_time": "2026-02-30T10:00",
            "tags": "x".repeat(501)});
        let errors = t.api(&t.bob).post(ENTRIES, body).await.is(400).json()["errors"].clone();
        for field in ["start_time", "end_time", "tags"] {
            assert!(errors[field][0].is_string(), "{field} in {errors}");
        }
    }

    async fn an_end_before_the_start_is_refused_also_on_change(t: Test) {
        let bob = t.api(&t.bob);
        bob.post(ENTRIES, on(t.project, "2026-11-23T09:00", "2026-11-23T08:00")).await.is(400);
        bob.post(ENTRIES, on(t.project, "2026-11-23T09:00", "2026-11-23T09:00")).await.is(400);
        let id = bob.post(ENTRIES, on(t.project, "2026-11-23T09:00", "2026-11-23T10:00")).await.created("time_entry");
        let path = format!("{ENTRIES}/{id}");
        bob.patch(&path, json!({"end_time": "2026-11-23T08:00"})).await.is(400).shows("after the start");
        assert_eq!(bob.get(&path).await.is(200).json()["time_entry"]["duration_seconds"], 3600);
    }

    async fn breaks_are_taken_off_and_never_longer_than_the_time(t: Test) {
        let bob = t.api(&t.bob);
        let mut body = on(t.project, "2026-11-23T09:00", "2026-11-23T10:00");
        body["break_seconds"] = json!(900);
        let entry = bob.post(ENTRIES, body.clone()).await.is(201).json()["time_entry"].clone();
        assert_eq!(entry["duration_seconds"], 2700);
        body["start_time"] = json!("2026-11-23T09:50");
        bob.post(ENTRIES, body.clone()).await.is(400);
        body["break_seconds"] = json!(-5);
        bob.post(ENTRIES, body).await.is(400).shows("negative");
    }

    async fn a_change_clears_fields_with_null_and_keeps_the_others(t: Test) {
        let bob = t.api(&t.bob);
        let mut body = on(t.project, "2026-11-23T09:00", "2026-11-23T10:00");
        body["notes"] = json!("pairing");
        body["task_id"] = json!(t.task.to_string());
        let id = bob.post(ENTRIES, body).await.created("time_entry");
        let path = format!("{ENTRIES}/{id}");
        let answer = bob.patch(&path, json!({"notes": null, "task_id": null})).await.is(200).json();
        assert_eq!(answer["time_entry"]["notes"], Value::Null);
        assert_eq!(answer["time_entry"]["task_id"], Value::Null);
        assert_eq!(answer["time_entry"]["project_id"], t.project);
        let answer = bob.patch(&path, json!({"billable": "no", "tags": "a, b,a"})).await.is(200).json();
        assert_eq!(answer["time_entry"]["billable"], false);
        assert_eq!(answer["time_entry"]["tag_list"], json!(["a", "b"]));
    }

    async fn a_stale_change_is_refused(t: Test) {
        let bob = t.api(&t.bob);
        let id = bob.post(ENTRIES, on(t.project, "2026-11-23T09:00", "2026-11-23T10:00")).await.created("time_entry");
        let path = format!("{ENTRIES}/{id}");
        let known = bob.get(&path).await.json()["time_entry"]["updated_at"].clone();
        t.clock.advance(60);
        bob.patch(&path, json!({"notes": "first", "if_updated_at": known})).await.is(200);
        let answer = bob.patch(&path, json!({"notes": "second", "if_updated_at": known})).await.is(409);
        assert_eq!(error_code(&answer), "conflict");
        assert_eq!(bob.get(&path).await.json()["time_entry"]["notes"], "first");
    }

    async fn others_see_nothing_and_managers_see_all(t: Test) {
        let bob = t.api(&t.bob);
        let id = bob.post(ENTRIES, on(t.project, "2026-11-23T09:00", "2026-11-23T10:00")).await.created("time_entry");
        let path = format!("{ENTRIES}/{id}");
        let charlie = t.api(&t.charlie);
        charlie.get(&path).await.is(404);
        charlie.patch(&path, json!({"notes": "mine now"})).await.is(404);
        charlie.delete(&path).await.is(404);
        charlie.get(&format!("{ENTRIES}?user_id={}", t.bob.user.id)).await.is(403);
        assert_eq!(charlie.get(ENTRIES).await.is(200).json()["pagination"]["total"], 0);
        t.api(&t.alice).get(&path).await.is(200);
        assert_eq!(t.api(&t.alice).get(ENTRIES).await.is(200).json()["pagination"]["total"], 1);
        let body = json!({"user_id": t.bob.user.id, "project_id": t.project,
            "start_time": "2026-11-22T09:00", "end_time": "2026-11-22T10:00"});
        charlie.post(ENTRIES, body.clone()).await.is(403);
        t.api(&t.alice).post(ENTRIES, body).await.is(201);
    }

    async fn a_viewer_changes_nothing(t: Test) {
        let vera = t.api(&t.vera);
        vera.post(ENTRIES, on(t.project, "2026-11-23T09:00", "2026-11-23T10:00")).await.is(403);
        vera.post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(403);
    }

    async fn a_deleted_entry_is_gone_and_can_be_brought_back(t: Test) {
        let bob = t.api(&t.bob);
        let id = bob.post(ENTRIES, on(t.project, "2026-11-23T09:00", "2026-11-23T10:00")).await.created("time_entry");
        let path = format!("{ENTRIES}/{id}");
        bob.delete(&path).await.is(200).shows("message");
        bob.get(&path).await.is(404);
        bob.delete(&path).await.is(404);
        let other = bob.post(ENTRIES, on(t.project, "2026-11-23T09:30", "2026-11-23T10:30")).await.created("time_entry");
        let refused = super::restore(&t.app, &t.bob, Id::new(id)).await.unwrap_err();
        assert!(refused.sentence().contains("overlaps"), "{refused}");
        bob.delete(&format!("{ENTRIES}/{other}")).await.is(200);
        super::restore(&t.app, &t.bob, Id::new(id)).await.unwrap();
        bob.get(&path).await.is(200);
        assert!(super::restore(&t.app, &t.charlie, Id::new(other)).await.is_err());
    }

    async fn no_time_goes_on_an_archived_project_but_old_time_may_get_a_better_note(t: Test) {
        let bob = t.api(&t.bob);
        let id = bob.post(ENTRIES, on(t.project, "2026-11-23T09:00", "2026-11-23T10:00")).await.created("time_entry");
        t.api(&t.alice).delete(&format!("/api/v1/projects/{}", t.project)).await.is(200);
        bob.post(ENTRIES, on(t.project, "2026-11-23T11:00", "2026-11-23T12:00")).await.is(400).shows("archived");
        bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(400);
        bob.patch(&format!("{ENTRIES}/{id}"), json!({"notes": "better"})).await.is(200);
    }

    async fn one_timer_runs_and_a_second_start_says_so_or_switches(t: Test) {
        let bob = t.api(&t.bob);
        let first = bob.post("/api/v1/timer/start", json!({"task_id": t.task})).await.created("timer");
        t.clock.advance(600);
        let answer = bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(409);
        assert_eq!(error_code(&answer), "timer_already_running");
        let body = json!({"project_id": t.project, "switch": true});
        let answer = bob.post("/api/v1/timer/start", body).await.is(201).json();
        assert_eq!(answer["stopped"]["id"], first);
        assert_eq!(answer["stopped"]["duration_seconds"], 600);
        assert_ne!(answer["timer"]["id"], first);
        t.api(&t.charlie).post("/api/v1/timer/start", json!({"task_id": t.task})).await.is(201);
    }

    async fn many_starts_at_once_leave_one_timer(t: Test) {
        let bob = t.api(&t.bob);
        let starts = (0..8).map(|_| bob.post("/api/v1/timer/start", json!({"project_id": t.project})));
        let answers = join_all(starts).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
    }

    async fn a_pause_is_a_break_and_a_paused_timer_stops_where_it_paused(t: Test) {
        let bob = t.api(&t.bob);
        bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        t.clock.advance(600);
        bob.post_empty("/api/v1/timer/pause").await.is(200);
        assert_eq!(error_code(&bob.post_empty("/api/v1/timer/pause").await.is(400)), "invalid_state");
        t.clock.advance(300);
        bob.post_empty("/api/v1/timer/resume").await.is(200);
        t.clock.advance(60);
        bob.post_empty("/api/v1/timer/pause").await.is(200);
        t.clock.advance(9_000);
        let stopped = bob.post_empty("/api/v1/timer/stop").await.is(200).json()["time_entry"].clone();
        assert_eq!(stopped["break_seconds"], 300);
        assert_eq!(stopped["duration_seconds"], 660);
        assert_eq!(stopped["end_time"], "2026-11-24T10:16:00");
        assert_eq!(stopped["paused_at"], Value::Null);
        assert_eq!(error_code(&bob.post_empty("/api/v1/timer/stop").await.is(400)), "no_active_timer");
        assert_eq!(bob.get("/api/v1/timer/status").await.json(), json!({"active": false, "timer": null}));
    }

    async fn a_switch_and_a_stop_and_a_start_can_be_taken_back(t: Test) {
        let bob = t.api(&t.bob);
        let first = bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.created("timer");
        t.clock.advance(600);
        let body = json!({"task_id": t.task, "switch": true});
        let second = bob.post("/api/v1/timer/start", body).await.created("timer");
        t.clock.advance(10);
        super::undo_switch(&t.app, &t.bob, Id::new(second), Id::new(first)).await.unwrap();
        let running = bob.get("/api/v1/timer/status").await.json()["timer"].clone();
        assert_eq!(running["id"], first);
        assert_eq!(running["duration_formatted"], "00:10:10");
        bob.get(&format!("{ENTRIES}/{second}")).await.is(404);
        bob.post_empty("/api/v1/timer/stop").await.is(200);
        super::undo_stop(&t.app, &t.bob, Id::new(first)).await.unwrap();
        assert_eq!(bob.get("/api/v1/timer/status").await.json()["timer"]["id"], first);
        super::undo_start(&t.app, &t.bob, Id::new(first)).await.unwrap();
        assert_eq!(bob.get("/api/v1/timer/status").await.json()["active"], false);
    }

    async fn a_running_timer_can_be_corrected_but_not_ended_or_deleted(t: Test) {
        let bob = t.api(&t.bob);
        let id = bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.created("timer");
        let path = format!("{ENTRIES}/{id}");
        t.clock.advance(600);
        bob.patch(&path, json!({"end_time": "2026-11-24T10:05"})).await.is(400);
        bob.delete(&path).await.is(400);
        bob.patch(&path, json!({"start_time": "2026-11-24T11:30"})).await.is(400).shows("future");
        let answer = bob.patch(&path, json!({"start_time": "2026-11-24T09:30", "task_id": t.task})).await.is(200).json();
        assert_eq!(answer["time_entry"]["duration_formatted"], "00:40:00");
        assert_eq!(answer["time_entry"]["task_name"], "Fix login");
    }

    async fn the_list_is_by_page_and_by_day_of_the_caller(t: Test) {
        let bob = t.api(&t.bob);
        for hour in 0..5 {
            let (start, end) = (format!("2026-11-20T1{hour}:00"), format!("2026-11-20T1{hour}:30"));
            bob.post(ENTRIES, on(t.project, &start, &end)).await.is(201);
        }
        bob.post(ENTRIES, on(t.project, "2026-11-21T00:00", "2026-11-21T00:30")).await.is(201);
        let page = bob.get(&format!("{ENTRIES}?per_page=2&page=2")).await.is(200).json();
        assert_eq!(page["pagination"], json!({"page": 2, "per_page": 2, "total": 6, "pages": 3,
            "has_next": true, "has_prev": true, "next_page": 3, "prev_page": 1}));
        assert_eq!(page["time_entries"][0]["start_time"], "2026-11-20T13:00:00");
        let day = bob.get(&format!("{ENTRIES}?start_date=2026-11-20&end_date=2026-11-20")).await.json();
        assert_eq!(day["pagination"]["total"], 5);
        let odd = bob.get(&format!("{ENTRIES}?page=0&per_page=99999")).await.is(200).json();
        assert_eq!(odd["pagination"]["per_page"], 100);
        let beyond = bob.get(&format!("{ENTRIES}?page=1000000000")).await.is(200).json();
        assert_eq!(beyond["time_entries"], json!([]));
    }

    async fn the_desktop_apps_form_is_understood(t: Test) {
        let body = json!({"project_id": t.project.to_string(), "task_id": null, "duration_minutes": 60,
            "date": "2026-11-20", "notes": ""});
        let entry = t.api(&t.bob).post(ENTRIES, body).await.is(201).json()["time_entry"].clone();
        assert_eq!(entry["duration_seconds"], 3600);
        assert_eq!(entry["start_time"], "2026-11-20T09:00:00");
    }

    async fn hostile_bodies_are_refused_with_a_reason(t: Test) {
        let bob = t.api(&t.bob);
        for body in [json!([]), json!("x"), json!(5), json!({"start_time": 5}), json!({"project_id": {}}),
            json!({"nonsense": 1}), json!({"project_id": 9_999_999, "start_time": "2026-11-20T09:00", "end_time": "2026-11-20T10:00"}),
            json!({"project_id": t.project, "start_time": "2026-11-20T09:00", "end_time": "2026-11-20T10:00", "notes": "a\u{0}b"}),
            json!({"project_id": t.project, "start_time": "99999-11-20T09:00", "end_time": "2026-11-20T10:00"})] {
            let answer = bob.post(ENTRIES, body.clone()).await;
            assert!(answer.status.is_client_error(), "{body} → {} {}", answer.status, answer.text);
            assert!(answer.json()["error"].is_string(), "{body} → {}", answer.text);
        }
        bob.get("/api/v1/time-entries/abc").await.is(404);
        bob.get("/api/v1/time-entries/-1").await.is(404);
        bob.get("/api/v1/time-entries/99999999999999999999").await.is(404);
    }

    async fn a_token_opens_only_what_its_scopes_say(t: Test) {
        let answer = t.api(&t.bob).with_scopes("read:tasks").get(ENTRIES).await.is(403).json();
        assert_eq!(answer["required_scope"], "read:time_entries");
        assert_eq!(answer["available_scopes"], json!(["read:tasks"]));
        t.api(&t.bob).with_scopes("read:*").get(ENTRIES).await.is(200);
        t.api(&t.bob).with_scopes("read:*").post_empty("/api/v1/timer/stop").await.is(403);
        let request = axum::http::Request::get(ENTRIES).body(axum::body::Body::empty()).unwrap();
        assert_eq!(error_code(&t.send(request).await.is(401)), "unauthorized");
    }

    async fn a_page_of_ten_has_ten(t: Test) {
        let bob = t.api(&t.bob);
        for minute in 10..30 {
            let (start, end) = (format!("2026-11-20T10:{minute}"), format!("2026-11-20T10:{}", minute + 1));
            bob.post(ENTRIES, on(t.project, &start, &end)).await.is(201);
        }
        let rows = bob.get(&format!("{ENTRIES}?per_page=10")).await.json();
        assert_eq!(rows["time_entries"].as_array().unwrap().len(), 10);
    }

    async fn days_add_up_for_somebody_who_works_over_midnight(t: Test) {
        let bob = t.api(&t.bob);
        bob.post(ENTRIES, on(t.project, "2026-11-20T22:00", "2026-11-21T01:00")).await.is(201);
        let (first, last) = ("2026-11-20".parse().unwrap(), "2026-11-21".parse().unwrap());
        let days = super::day_totals(&t.app.db, &t.bob.user, first, last, t.app.now()).await.unwrap();
        assert_eq!(days, vec![(first, 7200), (last, 3600)]);
    }

    async fn undoing_the_stop_of_a_paused_timer_leaves_it_paused(t: Test) {
        let bob = t.api(&t.bob);
        let id = bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.created("timer");
        t.clock.advance(3600);
        bob.post_empty("/api/v1/timer/pause").await.is(200);
        t.clock.advance(2 * 3600);
        bob.post_empty("/api/v1/timer/stop").await.is(200);
        super::undo_stop(&t.app, &t.bob, Id::new(id)).await.unwrap();
        let timer = bob.get("/api/v1/timer/status").await.json()["timer"].clone();
        assert_eq!(timer["duration_formatted"], "01:00:00");
        assert!(timer["paused_at"].is_string());
        bob.post_empty("/api/v1/timer/resume").await.is(200);
        t.clock.advance(60);
        let stopped = bob.post_empty("/api/v1/timer/stop").await.is(200).json()["time_entry"].clone();
        assert_eq!((&stopped["duration_seconds"], &stopped["break_seconds"]), (&json!(3660), &json!(7200)));
    }

    async fn a_stop_is_not_taken_back_over_other_time_nor_for_entries_by_hand(t: Test) {
        let bob = t.api(&t.bob);
        let id = bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.created("timer");
        t.clock.advance(3600);
        bob.post_empty("/api/v1/timer/stop").await.is(200);
        t.clock.advance(1800);
        bob.post(ENTRIES, on(t.project, "2026-11-24T11:00", "2026-11-24T11:30")).await.is(201);
        let refused = super::undo_stop(&t.app, &t.bob, Id::new(id)).await.unwrap_err();
        assert!(refused.sentence().contains("overlaps"), "{refused}");
        let tomorrow = on(t.project, "2026-11-25T09:00", "2026-11-25T11:00");
        let by_hand = bob.post(ENTRIES, tomorrow).await.created("time_entry");
        assert!(super::undo_stop(&t.app, &t.bob, Id::new(by_hand)).await.is_err());
        assert_eq!(bob.get(&format!("{ENTRIES}/{by_hand}")).await.json()["time_entry"]["duration_seconds"], 7200);
    }

    async fn no_timer_starts_within_an_entry_and_one_ends_where_the_next_begins(t: Test) {
        let bob = t.api(&t.bob);
        let around = bob.post(ENTRIES, on(t.project, "2026-11-24T09:30", "2026-11-24T10:30")).await.created("time_entry");
        let answer = bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(400);
        assert_eq!(error_code(&answer), "overlapping_entry");
        bob.delete(&format!("{ENTRIES}/{around}")).await.is(200);
        bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        bob.post(ENTRIES, on(t.project, "2026-11-24T10:20", "2026-11-24T10:40")).await.is(201);
        t.clock.advance(3600);
        let stopped = bob.post_empty("/api/v1/timer/stop").await.is(200).json()["time_entry"].clone();
        assert_eq!((&stopped["end_time"], &stopped["duration_seconds"]), (&json!("2026-11-24T10:20:00"), &json!(1200)));
    }

    async fn what_a_manager_reads_of_another_zone_can_be_sent_back(t: Test) {
        let id = t.api(&t.bob).post(ENTRIES, on(t.project, "2026-11-23T09:00", "2026-11-23T10:00")).await.created("time_entry");
        let (alice, path) = (t.api(&t.alice), format!("{ENTRIES}/{id}"));
        let seen = alice.get(&path).await.json()["time_entry"].clone();
        assert_eq!(seen["start_time"], "2026-11-23T08:00:00");
        let body = json!({"start_time": seen["start_time"], "end_time": seen["end_time"], "notes": "read",
            "if_updated_at": seen["updated_at"]});
        alice.patch(&path, body).await.is(200);
        assert_eq!(t.api(&t.bob).get(&path).await.json()["time_entry"]["start_time"], "2026-11-23T09:00:00");
    }

    async fn an_echo_of_the_hour_that_comes_twice_changes_nothing(t: Test) {
        let bob = t.api(&t.bob);
        let body = on(t.project, "2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00");
        let entry = bob.post(ENTRIES, body).await.is(201).json()["time_entry"].clone();
        let path = format!("{ENTRIES}/{}", entry["id"]);
        let echo = json!({"start_time": entry["start_time"], "end_time": entry["end_time"]});
        assert_eq!(bob.patch(&path, echo).await.is(200).json()["time_entry"]["duration_seconds"], 3600);
    }

    async fn a_pause_over_the_edge_of_a_week_is_taken_off_its_own_day(t: Test) {
        let bob = t.api(&t.bob);
        let set = |text: &str| t.clock.set(Instant::from_rfc3339(text).unwrap());
        set("2026-11-22T20:00:00+01:00");
        bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        set("2026-11-22T21:00:00+01:00");
        bob.post_empty("/api/v1/timer/pause").await.is(200);
        set("2026-11-22T23:00:00+01:00");
        bob.post_empty("/api/v1/timer/resume").await.is(200);
        set("2026-11-23T06:00:00+01:00");
        bob.post_empty("/api/v1/timer/stop").await.is(200);
        for (day, seconds) in [("2026-11-22", 7200), ("2026-11-23", 6 * 3600)] {
            let day = day.parse().unwrap();
            let totals = super::day_totals(&t.app.db, &t.bob.user, day, day, t.app.now()).await.unwrap();
            assert_eq!(totals, vec![(day, seconds)]);
        }
    }

    async fn a_pause_outside_the_new_times_no_longer_counts(t: Test) {
        let bob = t.api(&t.bob);
        let id = bob.post("/api/v1/timer/start", json!({"project_id": t.project})).await.created("timer");
        t.clock.advance(1800);
        bob.post_empty("/api/v1/timer/pause").await.is(200);
        t.clock.advance(1800);
        bob.post_empty("/api/v1/timer/resume").await.is(200);
        t.clock.advance(7200);
        bob.post_empty("/api/v1/timer/stop").await.is(200);
        let answer = bob.patch(&format!("{ENTRIES}/{id}"), json!({"start_time": "2026-11-24T11:00"})).await.is(200);
        assert_eq!(answer.json()["time_entry"]["duration_seconds"], 7200);
        let answer = bob.patch(&format!("{ENTRIES}/{id}"), json!({"start_time": "2026-11-24T10:45"})).await.is(200);
        assert_eq!(answer.json()["time_entry"]["duration_seconds"], 7200);
    }

    async fn the_desktop_app_can_enter_two_hours_of_one_day_without_saying_when(t: Test) {
        for start in ["2026-11-20T09:00:00", "2026-11-20T10:00:00"] {
            let body = json!({"project_id": t.project, "duration_minutes": 60, "date": "2026-11-20"});
            let entry = t.api(&t.bob).post(ENTRIES, body).await.is(201).json()["time_entry"].clone();
            assert_eq!(entry["start_time"], start);
        }
        let body = json!({"project_id": t.project, "duration_minutes": 120, "start_time": "2026-03-29T01:30"});
        let entry = t.api(&t.bob).post(ENTRIES, body).await.is(201).json()["time_entry"].clone();
        assert_eq!(entry["duration_seconds"], 7200);
    }

    async fn a_mistyped_year_and_hostile_breaks_are_refused(t: Test) {
        let bob = t.api(&t.bob);
        bob.post(ENTRIES, on(t.project, "2026-11-23T09:00", "2206-11-23T10:00")).await.is(400).shows("31 days");
        let mut body = on(t.project, "2026-11-23T09:00", "2026-11-23T10:00");
        body["break_seconds"] = json!(i64::MIN);
        bob.post(ENTRIES, body).await.is(400).shows("negative");
    }

    async fn somebody_made_a_viewer_may_still_stop_their_timer(t: Test) {
        t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        t.clock.advance(60);
        t.app.db.exec("UPDATE users SET role = 'viewer' WHERE id = $1", timetracker_db::p![t.bob.user.id]).await.unwrap();
        t.api(&t.bob).post_empty("/api/v1/timer/stop").await.is(200);
        t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(403);
    }

    async fn everything_open_is_not_administration(t: Test) {
        for person in [&t.bob, &t.vera] {
            t.api(person).with_scopes("*").get("/api/v1/users").await.is(403);
        }
        t.api(&t.alice).with_scopes("*").get("/api/v1/users").await.is(200);
    }
}

fn entry(start: i64, length: i64, breaks: i64, zone: &Zone) -> TimeEntry {
    let started_at = Instant::from_millis(start * 1000);
    TimeEntry {
        id: Id::new(1),
        user_id: Id::new(1),
        project_id: None,
        client_id: None,
        task_id: None,
        started_at,
        ended_at: Some(started_at.plus_seconds(length)),
        stopped_at: None,
        break_seconds: breaks,
        paused_at: None,
        duration_seconds: Some(length - breaks),
        timezone: zone.clone(),
        notes: None,
        tags: String::new(),
        source: "manual".into(),
        billable: true,
        paid: false,
        invoice_number: None,
        deleted_at: None,
        created_at: started_at,
        updated_at: started_at,
        version: 1,
        kept_at: None,
    }
}

proptest! {
    #[test]
    fn parts_by_day_add_up_to_the_whole(
        start in 1_600_000_000_i64..1_900_000_000,
        length in 1_i64..400_000,
        share in 0_i64..=100,
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    ) {
        let zone: Zone = zone.parse().unwrap();
        let entry = entry(start, length, length * share / 100, &zone);
        let parts = worked_by_day(&entry, &[], &zone, entry.started_at);
        prop_assert_eq!(parts.iter().map(|(_, seconds)| seconds).sum::<i64>(), entry.duration_seconds.unwrap());
        prop_assert!(parts.iter().all(|(_, seconds)| *seconds >= 0));
    }
}
