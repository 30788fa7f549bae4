//! Days at work through the API, as the desktop and the mobile app send them.

use crate::app_tests;
use serde_json::{Value, json};

const START: &str = "/api/v1/workday/start";
const END: &str = "/api/v1/workday/end";
const CORRECTIONS: &str = "/api/v1/attendance/corrections";

app_tests! {
    async fn a_day_begins_has_a_break_and_ends(t: Test) {
        let bob = t.api(&t.bob);
        let data = |answer: Value| { assert_eq!(answer["success"], true); answer["data"].clone() };
        assert_eq!(data(bob.get("/api/v1/workday/status").await.is(200).json()), json!({"active": false, "session": null}));
        bob.post_empty("/api/v1/attendance/break/start").await.is(400).shows("no_active_workday");
        let session = data(bob.post(START, json!({"notes": "", "source": "desktop"})).await.is(200).json())["session"].clone();
        assert_eq!((&session["start_time"], &session["source"], &session["is_active"]), (&json!("2026-11-24T10:00:00"), &json!("desktop"), &json!(true)));
        bob.post_empty(START).await.is(400).shows("workday_already_active");
        t.clock.advance(3600);
        let pause = data(bob.post("/api/v1/attendance/break/start", json!({"break_type": "siesta"})).await.is(200).json())["break"].clone();
        assert_eq!(pause["break_type"], "rest");
        bob.post("/api/v1/attendance/break/start", json!({})).await.is(400).shows("break_already_active");
        t.clock.advance(900);
        let status = data(bob.get("/api/v1/attendance/status").await.is(200).json());
        assert_eq!((&status["work_active"], &status["break_active"]), (&json!(true), &json!(true)));
        assert_eq!((&status["today"]["total_work_seconds"], &status["today"]["total_break_seconds"]), (&json!(3600), &json!(900)));
        bob.post_empty("/api/v1/attendance/break/end").await.is(200);
        bob.post_empty("/api/v1/attendance/break/end").await.is(400).shows("no_active_break");
        t.clock.advance(1800);
        bob.post("/api/v1/attendance/break/start", json!({"break_type": "lunch"})).await.is(200);
        t.clock.advance(600);
        let ended = data(bob.post(END, json!({"notes": "done"})).await.is(200).json())["session"].clone();
        assert_eq!((&ended["duration_seconds"], &ended["notes"], &ended["auto_closed"]), (&json!(6900), &json!("done"), &json!(false)));
        bob.post_empty(END).await.is(400).shows("no_active_workday");
        let day = data(bob.get("/api/v1/attendance/history?days=30").await.is(200).json())["records"][0].clone();
        assert_eq!((&day["work_date"], &day["total_work_seconds"], &day["total_break_hours"]), (&json!("2026-11-24"), &json!(5400), &json!(0.42)));
        assert_eq!((day["work_periods"].as_array().unwrap().len(), day["breaks"].as_array().unwrap().len()), (1, 2));
    }

    async fn a_day_that_nobody_ended_counts_eighteen_hours(t: Test) {
        let bob = t.api(&t.bob);
        bob.post_empty(START).await.is(200);
        t.clock.advance(40 * 3600);
        bob.post_empty(START).await.is(200);
        let records = bob.get("/api/v1/attendance/history").await.json()["data"]["records"].clone();
        assert_eq!((&records[1]["total_work_hours"], &records[1]["work_periods"][0]["auto_closed"]), (&json!(18.0), &json!(true)));
        assert_eq!(records[0]["work_date"], "2026-11-26");
        for wrong in ["days=0", "days=367", "days=x", "start_date=x", "start_date=2020-01-01"] {
            bob.get(&format!("/api/v1/attendance/history?{wrong}")).await.is(400).shows("errors");
        }
    }

    async fn attendance_is_ones_own_but_for_managers(t: Test) {
        t.api(&t.bob).post_empty(START).await.is(200);
        let of_bob = format!("/api/v1/attendance/history?user_id={}", t.bob.user.id);
        t.api(&t.charlie).get(&of_bob).await.is(403);
        assert_eq!(t.api(&t.charlie).get("/api/v1/attendance/history").await.json()["data"]["records"], json!([]));
        assert_eq!(t.api(&t.alice).get(&of_bob).await.is(200).json()["data"]["records"][0]["username"], "bob");
        let report = "/api/v1/reports/compliance/belgium-attendance?start_date=2026-11-01&end_date=2026-11-30";
        assert_eq!(t.api(&t.alice).get(report).await.is(200).json()["records"][0]["username"], "bob");
        assert_eq!(t.api(&t.charlie).get(report).await.is(200).json()["records"], json!([]));
        t.api(&t.alice).get("/api/v1/reports/compliance/belgium-attendance?start_date=31.12.2026").await.is(400);
        t.api(&t.vera).post_empty(START).await.is(403);
    }

    async fn a_correction_holds_once_a_manager_agrees(t: Test) {
        let (alice, bob) = (t.api(&t.alice), t.api(&t.bob));
        let period = bob.post_empty(START).await.json()["data"]["work_period"]["id"].clone();
        t.clock.advance(7200);
        bob.post_empty(END).await.is(200);
        let body = json!({"work_date": "2026-11-24", "start_time": "2026-11-24T09:30", "reason": "Forgot to clock in"});
        let wish = bob.post(CORRECTIONS, body).await.is(201).json()["data"]["correction"].clone();
        assert_eq!((&wish["status"], &wish["end_time"], &wish["work_period_id"]), (&json!("pending"), &json!("2026-11-24T12:00:00"), &period));
        let path = format!("{CORRECTIONS}/{}", wish["id"]);
        bob.post_empty(&format!("{path}/approve")).await.is(403);
        alice.post(&format!("{path}/approve"), json!({"comment": "ok"})).await.is(200).shows("approved");
        alice.post_empty(&format!("{path}/reject")).await.is(400).shows("invalid_state");
        let day = bob.get("/api/v1/attendance/history").await.json()["data"]["records"][0].clone();
        assert_eq!(day["total_work_seconds"], 9000);
        assert_eq!(bob.get(CORRECTIONS).await.is(200).json()["data"]["pagination"]["total"], 1);
        assert_eq!(t.api(&t.charlie).get(CORRECTIONS).await.json()["data"]["corrections"], json!([]));
        let wrong = [json!({}), json!({"work_period_id": period}), json!({"work_period_id": 99, "reason": "x"}),
            json!({"work_date": "2026-11-01", "reason": "x"}), json!({"work_date": "soon", "reason": "x"}),
            json!({"work_period_id": period, "reason": "x", "end_time": "2026-11-24T08:00"}),
            json!({"work_period_id": period, "reason": "x", "end_time": "2026-11-25T08:00"})];
        for body in wrong {
            bob.post(CORRECTIONS, body).await.is(400).shows("errors");
        }
        t.api(&t.charlie).post(CORRECTIONS, json!({"work_period_id": period, "reason": "x"})).await.is(400);
        let no = bob.post(CORRECTIONS, json!({"work_period_id": period, "reason": "x", "start_time": "2026-11-24T08:00"})).await;
        let no = no.is(201).json()["data"]["correction"]["id"].clone();
        alice.post_empty(&format!("{CORRECTIONS}/{no}/reject")).await.is(200).shows("rejected");
        alice.post_empty(&format!("{CORRECTIONS}/99/approve")).await.is(404);
    }
}
