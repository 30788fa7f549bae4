//! Clients and projects through the API, on both engines.

use crate::app_tests;
use serde_json::{Value, json};

const PROJECTS: &str = "/api/v1/projects";
const CLIENTS: &str = "/api/v1/clients";

app_tests! {
    async fn a_project_is_made_with_what_the_contract_knows(t: Test) {
        let client = t.api(&t.alice).post(CLIENTS, json!({"name": "Bêta & Söhne ☃", "default_hourly_rate": "85,50"})).await;
        let client = client.is(201).json()["client"].clone();
        assert_eq!(client["default_hourly_rate"], "85.50");
        let body = json!({"name": "Relaunch", "client_id": client["id"].to_string(), "code": "rel", "hourly_rate": 95.5,
            "budget_amount": "1000", "budget_threshold_percent": 70, "estimated_hours": 12.5, "billable": "yes"});
        let project = t.api(&t.alice).post(PROJECTS, body).await.is(201).json()["project"].clone();
        for (key, value) in [("code", json!("REL")), ("hourly_rate", json!(95.5)), ("budget_amount", json!(1000.0)),
            ("estimated_hours", json!(12.5)), ("client_name", json!("Bêta & Söhne ☃")), ("status", json!("active")),
            ("total_hours", json!(0.0)), ("custom_fields", json!({}))] {
            assert_eq!(project[key], value, "{key}");
        }
    }

    async fn unknown_fields_and_every_mistake_are_refused(t: Test) {
        let alice = t.api(&t.alice);
        alice.post(PROJECTS, json!({"name": "x", "client_id": 1, "colour": "red"})).await.is(400).shows("colour");
        let body = json!({"name": " ", "hourly_rate": "-1", "code": "x".repeat(21), "budget_threshold_percent": 101});
        let errors = alice.post(PROJECTS, body).await.is(400).json()["errors"].clone();
        for field in ["name", "client_id", "hourly_rate", "code", "budget_threshold_percent"] {
            assert!(errors[field][0].is_string(), "{field} in {errors}");
        }
        alice.post(PROJECTS, json!({"name": "x", "client_id": 99})).await.is(400).shows("client");
    }

    async fn codes_and_names_are_unique_and_an_archived_project_is_hidden(t: Test) {
        let alice = t.api(&t.alice);
        let path = format!("{PROJECTS}/{}", t.project);
        let client = alice.get(&path).await.json()["project"]["client_id"].clone();
        alice.post(PROJECTS, json!({"name": "other", "client_id": client, "code": "web"})).await.is(400).shows("code");
        alice.post(PROJECTS, json!({"name": "WEBSITE", "client_id": client})).await.is(400).shows("name");
        alice.delete(&path).await.is(200);
        alice.delete(&path).await.is(200);
        assert_eq!(alice.get(PROJECTS).await.json()["pagination"]["total"], 0);
        assert_eq!(alice.get(&format!("{PROJECTS}?status=archived")).await.json()["projects"][0]["is_archived"], true);
        alice.patch(&path, json!({"status": "active", "hourly_rate": "10", "description": "d"})).await.is(200);
        let project = alice.patch(&path, json!({"description": null})).await.is(200).json()["project"].clone();
        assert_eq!((&project["description"], &project["hourly_rate"]), (&Value::Null, &json!(10.0)));
    }

    async fn members_read_and_managers_write(t: Test) {
        let bob = t.api(&t.bob);
        assert_eq!(bob.get(PROJECTS).await.is(200).json()["pagination"]["total"], 1);
        bob.get(&format!("{PROJECTS}/{}", t.project)).await.is(200);
        bob.patch(&format!("{PROJECTS}/{}", t.project), json!({"name": "x"})).await.is(403);
        bob.post(PROJECTS, json!({"name": "x", "client_id": 1})).await.is(403);
        bob.post(CLIENTS, json!({"name": "x"})).await.is(403);
        bob.delete(&format!("{CLIENTS}/1")).await.is(403);
        bob.get(&format!("{PROJECTS}/99")).await.is(404);
    }

    async fn a_client_is_changed_archived_and_brought_back(t: Test) {
        let alice = t.api(&t.alice);
        let id = alice.post(CLIENTS, json!({"name": "Globex", "email": "a@b.c"})).await.created("client");
        let path = format!("{CLIENTS}/{id}");
        alice.post(CLIENTS, json!({"name": "GLOBEX"})).await.is(400).shows("name");
        let client = alice.patch(&path, json!({"email": null, "phone": "1"})).await.is(200).json()["client"].clone();
        assert_eq!((&client["email"], &client["phone"], &client["name"]), (&Value::Null, &json!("1"), &json!("Globex")));
        alice.delete(&path).await.is(200);
        assert_eq!(alice.get(CLIENTS).await.json()["pagination"]["total"], 1);
        assert_eq!(alice.get(&format!("{CLIENTS}?status=all")).await.json()["pagination"]["total"], 2);
        alice.post(PROJECTS, json!({"name": "x", "client_id": id})).await.is(400).shows("archived");
        crate::clients::restore(&t.app, &t.alice, timetracker_types::Id::new(id)).await.unwrap();
        alice.post(PROJECTS, json!({"name": "x", "client_id": id})).await.is(201);
        assert_eq!(alice.get(&path).await.json()["client"]["active_projects"], 1);
    }

    async fn hours_of_a_project_are_the_sum_of_its_entries(t: Test) {
        for (hour, billable) in [(9, true), (10, true), (11, false)] {
            let (start, end) = (format!("2026-11-20T{hour:02}:00"), format!("2026-11-20T{hour:02}:20"));
            let body = json!({"project_id": t.project, "start_time": start, "end_time": end, "billable": billable});
            t.api(&t.bob).post("/api/v1/time-entries", body).await.is(201);
        }
        let project = t.api(&t.bob).get(&format!("{PROJECTS}/{}", t.project)).await.json()["project"].clone();
        assert_eq!((&project["total_hours"], &project["total_billable_hours"]), (&json!(1.0), &json!(0.67)));
        let people = super::super::time_entries::project_people(&t.app.db, timetracker_types::Id::new(t.project)).await;
        assert_eq!(people.unwrap()[0].seconds, 3600);
        let tasks = super::super::time_entries::project_tasks(&t.app.db, timetracker_types::Id::new(t.project), 10).await;
        assert_eq!(tasks.unwrap()[0].entries, 3);
    }
}
