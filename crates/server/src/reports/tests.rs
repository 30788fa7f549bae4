//! Reports through the API.

use crate::app_tests;
use crate::auth::Actor;
use crate::testing::Test;
use serde_json::{Value, json};

const SUMMARY: &str = "/api/v1/reports/summary";

async fn entry(t: &Test, who: &Actor, start: &str, end: &str, billable: bool) {
    let body = json!({"project_id": t.project, "start_time": start, "end_time": end, "billable": billable});
    t.api(who).post("/api/v1/time-entries", body).await.is(201);
}

app_tests! {
    async fn a_summary_has_its_last_day_and_rounds_once(t: Test) {
        for (start, end) in [("2026-11-20T09:00", "2026-11-20T09:20"), ("2026-11-20T10:00", "2026-11-20T10:20"),
            ("2026-11-20T23:30", "2026-11-20T23:50")] {
            entry(&t, &t.bob, start, end, true).await;
        }
        entry(&t, &t.bob, "2026-11-21T00:00", "2026-11-21T00:20", false).await;
        let bob = t.api(&t.bob);
        let summary = bob.get(&format!("{SUMMARY}?start_date=2026-11-20&end_date=2026-11-20")).await.is(200).json()["summary"].clone();
        for (key, value) in [("total_hours", json!(1.0)), ("billable_hours", json!(1.0)), ("total_entries", json!(3)),
            ("start_date", json!("2026-11-20T00:00:00")), ("start_at", json!("2026-11-20T00:00:00+01:00")),
            ("end_at", json!("2026-11-21T00:00:00+01:00"))] {
            assert_eq!(summary[key], value, "{key}");
        }
        let of_project = &summary["by_project"][0];
        assert_eq!((&of_project["project_name"], &of_project["hours"], &of_project["entries"]), (&json!("Website"), &json!(1.0), &json!(3)));
        let whole = bob.get(SUMMARY).await.is(200).json()["summary"].clone();
        assert_eq!((&whole["total_hours"], &whole["billable_hours"]), (&json!(1.33), &json!(1.0)));
        assert_eq!(bob.get(&format!("{SUMMARY}?project_id=99")).await.json()["summary"]["by_project"], json!([]));
    }

    async fn a_summary_is_ones_own_but_for_managers(t: Test) {
        entry(&t, &t.bob, "2026-11-20T09:00", "2026-11-20T10:00", true).await;
        let total = |answer: Value| answer["summary"]["total_entries"].clone();
        assert_eq!(total(t.api(&t.charlie).get(SUMMARY).await.is(200).json()), 0);
        assert_eq!(total(t.api(&t.alice).get(SUMMARY).await.is(200).json()), 1);
        let of_bob = format!("{SUMMARY}?user_id={}", t.bob.user.id);
        assert_eq!(total(t.api(&t.alice).get(&of_bob).await.is(200).json()), 1);
        t.api(&t.charlie).get(&of_bob).await.is(403);
        for wrong in ["start_date=yesterday", "end_date=2026-02-30", "start_date=2026-11-21&end_date=2026-11-20", "start_date=1990-01-01"] {
            t.api(&t.bob).get(&format!("{SUMMARY}?{wrong}")).await.is(400).shows("_date");
        }
        t.api(&t.bob).with_scopes("read:time_entries").get(SUMMARY).await.is(403).shows("read:reports");
    }

    async fn capacity_needs_no_dates(t: Test) {
        entry(&t, &t.bob, "2026-11-23T09:00", "2026-11-23T13:00", true).await;
        let capacity = t.api(&t.alice).get("/api/v1/reports/capacity").await.is(200).json();
        assert_eq!((&capacity["start_date"], &capacity["end_date"]), (&json!("2026-11-23"), &json!("2026-11-29")));
        let rows = capacity["capacity"].as_array().unwrap();
        let row = rows.iter().find(|row| row["username"] == "bob").unwrap();
        for (key, value) in [("expected_hours", 40.0), ("allocated_hours", 4.0), ("available_hours", 36.0), ("utilization_pct", 10.0)] {
            assert_eq!(row[key], value, "{key}");
        }
        assert!(rows.len() >= 4);
        let own = t.api(&t.bob).get("/api/v1/reports/capacity?start_date=2026-11-01&end_date=2026-11-30").await.is(200).json();
        assert_eq!((own["capacity"].as_array().unwrap().len(), &own["capacity"][0]["expected_hours"]), (1, &json!(168.0)));
        let of_bob = format!("/api/v1/reports/capacity?user_ids={}", t.bob.user.id);
        assert_eq!(t.api(&t.alice).get(&of_bob).await.json()["capacity"].as_array().unwrap().len(), 1);
        t.api(&t.charlie).get(&of_bob).await.is(403);
    }

    async fn payroll_is_a_table_by_week(t: Test) {
        entry(&t, &t.bob, "2026-11-22T09:00", "2026-11-22T10:30", true).await;
        entry(&t, &t.bob, "2026-11-23T09:00", "2026-11-23T10:00", false).await;
        let answer = t.api(&t.alice).get("/api/v1/exports/payroll?start_date=2026-11-01&end_date=2026-11-30").await.is(200);
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        let lines: Vec<&str> = answer.text.lines().collect();
        assert!(lines[1].ends_with("2026-W47,2026-11-16,1.50,1.50,1") && lines[2].ends_with("2026-W48,2026-11-23,1.00,0.00,1"), "{lines:?}");
        assert_eq!(t.api(&t.charlie).get("/api/v1/exports/payroll").await.is(200).text.lines().count(), 1);
    }
}
