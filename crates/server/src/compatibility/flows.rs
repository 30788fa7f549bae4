//! What the browser extension, the desktop app and the mobile app do, in their order, with their bodies and headers.
//!
//! The extension and the desktop app send no content type without a body; the mobile app sends it always. The
//! extension's POSTs come from a foreign origin. The desktop app sends ids as text.

use crate::app_tests;
use crate::testing::{Answer, PASSWORD, Test};
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

/// One of the apps, signed in.
struct App<'a> {
    t: &'a Test,
    token: String,
    /// Where its POSTs come from.
    origin: Option<&'static str>,
    /// Whether it names JSON even where there is none.
    always_json: bool,
}

impl<'a> App<'a> {
    async fn sign_in(t: &'a Test, username: &str, origin: Option<&'static str>, always_json: bool) -> Self {
        let mut app = Self {
            t,
            token: String::new(),
            origin,
            always_json,
        };
        let info = app.get("/api/v1/info").await.is(200).json();
        assert_eq!(
            (&info["api_version"], &info["setup_required"]),
            (&json!("v1"), &json!(false))
        );
        assert!(
            info["endpoints"].is_object() && info["app_version"].is_string() && info["timezone"].is_string()
        );
        let login = json!({"username": username, "password": PASSWORD});
        let token = app
            .send("POST", "/api/v1/auth/login", Some(login))
            .await
            .is(200)
            .json();
        token["token"].as_str().unwrap().clone_into(&mut app.token);
        assert!(app.token.starts_with("tt_") && app.token.len() == 35);
        app
    }

    async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    async fn post_nothing(&self, path: &str) -> Answer {
        self.send("POST", path, None).await
    }

    async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        request = request
            .header(header::ACCEPT, "application/json")
            .header("sec-fetch-site", "cross-site");
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        if body.is_some() || self.always_json {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if let Some(origin) = self.origin.filter(|_| method != "GET") {
            request = request.header(header::ORIGIN, origin);
        }
        let text = body.map(|body| body.to_string()).unwrap_or_default();
        if method != "GET" {
            request = request.header(header::CONTENT_LENGTH, text.len());
        }
        let answer = self.t.send(request.body(Body::from(text)).unwrap()).await;
        // The mobile app takes anything but an object for a broken server.
        assert!(answer.json().is_object(), "{method} {path}: {}", answer.text);
        assert_eq!(
            answer.headers[header::CONTENT_TYPE],
            "application/json",
            "{method} {path}"
        );
        answer
    }
}

app_tests! {
    async fn the_browser_extension_tracks_time(t: Test) {
        let app = App::sign_in(&t, "bob", Some("chrome-extension://abcdefghijklmnop"), false).await;
        assert_eq!(app.get("/api/v1/users/me").await.is(200).json()["user"]["username"], "bob");
        assert_eq!(app.get("/api/v1/timer/status").await.is(200).json()["active"], false);
        let project = app.get("/api/v1/projects?status=active&per_page=100").await.is(200).json()["projects"][0].clone();
        assert!(project["id"].is_i64() && project["name"].is_string());
        assert!(app.get("/api/v1/users/me/favorites/projects").await.is(200).json()["favorites"].is_array());
        assert!(app.get("/api/v1/clients?per_page=100").await.is(200).json()["clients"][0]["name"].is_string());
        let tasks = format!("/api/v1/tasks?project_id={}&status=active&per_page=100", project["id"]);
        let task = app.get(&tasks).await.is(200).json()["tasks"][0].clone();
        assert_eq!(task["name"], "Fix login");
        let start = json!({"project_id": project["id"], "task_id": task["id"], "notes": "now"});
        let started = app.post("/api/v1/timer/start", start).await.is(201);
        assert_eq!(started.headers["access-control-allow-origin"], "chrome-extension://abcdefghijklmnop");
        let timer = started.json()["timer"].clone();
        assert_eq!((&timer["project"], &timer["task"], &timer["paused_at"], &timer["break_seconds"]),
            (&json!("Website"), &json!("Fix login"), &Value::Null, &json!(0)));
        app.post("/api/v1/timer/start", json!({"project_id": project["id"]})).await.is(409).shows("timer_already_running");
        t.clock.advance(1800);
        assert_eq!(app.get("/api/v1/timer/status").await.json()["timer"]["duration_formatted"], "00:30:00");
        app.post_nothing("/api/v1/timer/stop").await.is(200);
        app.post_nothing("/api/v1/timer/stop").await.is(400).shows("no_active_timer");
        let quick = app.post("/api/v1/tasks", json!({"name": "Quick", "project_id": project["id"]})).await.is(201).json();
        assert!(quick["task"]["id"].is_i64());
        let entries = app.get("/api/v1/time-entries").await.is(200).json();
        assert_eq!((&entries["time_entries"][0]["duration_seconds"], &entries["pagination"]["total"]), (&json!(1800), &json!(1)));
        let manager = App::sign_in(&t, "alice", Some("chrome-extension://abcdefghijklmnop"), false).await;
        let made = manager.post("/api/v1/projects", json!({"name": "From the popup", "client_id": 1})).await.is(201).json();
        assert!(made["project"]["id"].is_i64());
    }

    async fn a_narrow_token_falls_back_to_the_timer(t: Test) {
        let narrow = t.api(&t.bob).with_scopes("read:time_entries,write:time_entries");
        narrow.get("/api/v1/users/me").await.is(403).shows("read:users");
        assert_eq!(narrow.get("/api/v1/timer/status").await.is(200).json()["active"], false);
    }

    async fn the_desktop_app_works_through_a_day(t: Test) {
        let app = App::sign_in(&t, "bob", None, false).await;
        let me = app.get("/api/v1/users/me").await.is(200).json();
        assert_eq!((&me["user"]["is_admin"], &me["user"]["role"]), (&json!(false), &json!("user")));
        let project = t.project.to_string();
        let start = json!({"project_id": project, "task_id": t.task.to_string(), "notes": ""});
        assert_eq!(app.post("/api/v1/timer/start", start).await.is(201).json()["timer"]["project_name"], "Website");
        t.clock.advance(600);
        app.post_nothing("/api/v1/timer/pause").await.is(200);
        t.clock.advance(60);
        app.post_nothing("/api/v1/timer/resume").await.is(200);
        t.clock.advance(600);
        app.post_nothing("/api/v1/timer/stop").await.is(200);
        let dialog = json!({"project_id": project, "task_id": null, "duration_minutes": 60, "date": "2026-11-23", "notes": "Talk"});
        app.post("/api/v1/time-entries", dialog).await.is(201);
        let entries = app.get("/api/v1/time-entries?perPage=25").await.is(200).json()["time_entries"].clone();
        assert_eq!((&entries[0]["duration_formatted"], &entries[0]["task_name"]), (&json!("00:20:00"), &json!("Fix login")));
        assert_eq!((&entries[1]["duration_formatted"], &entries[1]["notes"]), (&json!("01:00:00"), &json!("Talk")));
        assert_eq!(app.get("/api/v1/projects").await.is(200).json()["projects"][0]["client_name"], "Acme");

        app.post("/api/v1/workday/start", json!({"notes": "", "source": "desktop"})).await.is(200);
        app.post("/api/v1/attendance/break/start", json!({"break_type": "rest"})).await.is(200);
        let attendance = app.get("/api/v1/attendance/status").await.is(200).json()["data"].clone();
        assert_eq!((&attendance["work_active"], &attendance["break_active"]), (&json!(true), &json!(true)));
        app.post_nothing("/api/v1/attendance/break/end").await.is(200);
        app.post("/api/v1/workday/end", json!({"notes": ""})).await.is(200);

        let board = app.get(&format!("/api/v1/kanban/columns?project_id={project}")).await.is(200).json()["columns"].clone();
        assert_eq!((&board[1]["name"], &board[1]["status"]), (&json!("In Progress"), &json!("in_progress")));
        let card = app.post("/api/v1/tasks", json!({"project_id": project, "name": "Card", "status": "in_progress"})).await;
        let card = card.is(201).json()["task"].clone();
        assert_eq!(card["status"], "in_progress");
        let moved = json!({"status": "review", "kanban_column": board[2]["id"]});
        let moved = app.send("PATCH", &format!("/api/v1/tasks/{}", card["id"]), Some(moved)).await.is(200).json();
        assert_eq!(moved["task"]["status"], "review");

        let summary = format!("/api/v1/reports/summary?start_date=2026-11-23&end_date=2026-11-24&project_id={project}");
        let summary = app.get(&summary).await.is(200).json()["summary"].clone();
        assert_eq!((&summary["total_hours"], &summary["by_project"][0]["entries"]), (&json!(1.33), &json!(2)));
        assert!(app.get("/api/v1/reports/capacity").await.is(200).json()["capacity"].is_array());
        let contact = json!({"first_name": "Eva", "last_name": "", "email": "eva@acme.example"});
        app.post("/api/v1/clients/1/contacts", contact).await.is(201);
        app.post("/api/v1/clients/1/notes", json!({"content": "Called"})).await.is(201);
        assert_eq!(app.get("/api/v1/clients/1/notes").await.is(200).json()["notes"][0]["content"], "Called");
        for absent in ["leads", "deals?per_page=50", "invoices", "expenses", "payments?per_page=50", "mileage?per_page=50",
            "quotes?per_page=50", "recurring-invoices?per_page=50", "credit-notes?per_page=50", "timesheet-periods",
            "time-off/requests", "invoice-approvals", "time-entry-approvals"] {
            assert!(app.get(&format!("/api/v1/{absent}")).await.is(403).json()["error"].is_string(), "{absent}");
        }
    }

    async fn the_legacy_desktop_app_sends_instants(t: Test) {
        let app = App::sign_in(&t, "bob", None, false).await;
        let entry = json!({"project_id": t.project, "task_id": t.task, "start_time": "2026-11-23T08:00:00.000Z",
            "end_time": "2026-11-23T09:30:00.000Z", "notes": "x", "tags": "", "billable": true});
        let entry = app.post("/api/v1/time-entries", entry).await.is(201).json()["time_entry"].clone();
        assert_eq!((&entry["start_time"], &entry["duration_seconds"]), (&json!("2026-11-23T09:00:00"), &json!(5400)));
        let path = format!("/api/v1/time-entries/{}", entry["id"]);
        app.send("PUT", &path, Some(json!({"end_time": "2026-11-23T09:00:00.000Z"}))).await.is(200).shows("01:00:00");
        let me = app.get("/api/v1/users/me").await.json()["time_entry_requirements"].clone();
        assert!(me["require_task"].is_boolean() && me["require_description"].is_boolean() && me["description_min_length"].is_i64());
        app.send("DELETE", &path, None).await.is(200).shows("message");
    }

    async fn the_mobile_app_syncs(t: Test) {
        let app = App::sign_in(&t, "bob", None, true).await;
        assert_eq!(app.get("/api/v1/timer/status").await.is(200).json()["active"], false);
        app.post("/api/v1/timer/start", json!({"project_id": t.project, "task_id": t.task, "notes": "n"})).await.is(201);
        assert!(app.post_nothing("/api/v1/timer/pause").await.is(200).json()["time_entry"]["paused_at"].is_string());
        app.post_nothing("/api/v1/timer/resume").await.is(200);
        assert!(app.post_nothing("/api/v1/timer/stop").await.is(200).json()["time_entry"]["id"].is_i64());
        // Its form knows naive times of the device, and shows what it is answered in the same way.
        let form = json!({"project_id": t.project, "task_id": t.task, "start_time": "2026-11-23T09:00:00.000",
            "end_time": "2026-11-23T10:00:00.000", "notes": "", "tags": null, "billable": true});
        let entry = app.post("/api/v1/time-entries", form).await.is(201).json()["time_entry"].clone();
        assert_eq!(entry["start_time"], "2026-11-23T09:00:00");
        for number in ["id", "user_id", "project_id", "task_id", "duration_seconds"] {
            assert!(entry[number].is_i64(), "{number} of {entry}");
        }
        let path = format!("/api/v1/time-entries/{}", entry["id"]);
        let edit = json!({"notes": "edited", "if_updated_at": entry["updated_at"]});
        app.send("PATCH", &path, Some(edit)).await.is(200).shows("edited");
        t.clock.advance(60);
        let stale = json!({"notes": "late", "if_updated_at": "2026-11-24T08:00:00"});
        app.send("PATCH", &path, Some(stale)).await.is(409).shows("conflict");
        app.send("DELETE", &path, None).await.is(200).shows("message");
        let contact = json!({"name": "Ada Lovelace", "email": "ada@acme.example", "phone": "1", "role": "billing"});
        app.post("/api/v1/clients/1/contacts", contact).await.is(201);
        assert!(app.get("/api/v1/clients/1").await.is(200).json()["client"]["id"].is_i64());
        let history = app.get("/api/v1/attendance/history?days=30").await.is(200).json();
        assert!(history["data"]["records"].is_array());
        let modules = app.get("/api/v1/info").await.json()["enabled_modules"].clone();
        assert!(modules.as_array().unwrap().contains(&json!("kanban")) && !modules.to_string().contains("deals"));
    }

    /// It reads until `has_next` is false: a page too many or too few, and it loops or loses entries.
    async fn the_mobile_app_reads_every_entry_once(t: Test) {
        for number in 0..205_i64 {
            let (day, minute) = (1 + number / 60, number % 60);
            let (start, end) = (format!("2026-11-{day:02}T09:{minute:02}:00"), format!("2026-11-{day:02}T09:{minute:02}:30"));
            let new = crate::time_entries::NewEntry {
                project_id: Some(timetracker_types::Id::new(t.project)),
                started_at: Some(crate::time_entries::Moment::Text(start)),
                ended_at: Some(crate::time_entries::Moment::Text(end)),
                source: "manual",
                ..crate::time_entries::NewEntry::default()
            };
            crate::time_entries::create(&t.app, &t.bob, new).await.unwrap();
        }
        let app = App::sign_in(&t, "bob", None, true).await;
        let (mut seen, mut page) = (std::collections::BTreeSet::new(), 1);
        loop {
            let answer = app.get(&format!("/api/v1/time-entries?page={page}&per_page=100")).await.is(200).json();
            let rows = answer["time_entries"].as_array().unwrap().clone();
            seen.extend(rows.iter().map(|entry| entry["id"].as_i64().unwrap()));
            if answer["pagination"]["has_next"] == false {
                break;
            }
            page += 1;
        }
        assert_eq!((seen.len(), page), (205, 3));
    }

    async fn a_browser_page_of_another_site_may_ask_first(t: Test) {
        let request = Request::builder().method("OPTIONS").uri("/api/v1/time-entries/5");
        let request = request.header(header::ORIGIN, "http://127.0.0.1:5173").header("access-control-request-method", "PATCH");
        let request = request.header("access-control-request-headers", "authorization,content-type,idempotency-key,x-api-key");
        let answer = t.send(request.body(Body::empty()).unwrap()).await;
        assert!(answer.status.is_success());
        assert_eq!(answer.headers["access-control-allow-origin"], "http://127.0.0.1:5173");
        let allowed = answer.headers["access-control-allow-headers"].to_str().unwrap().to_lowercase();
        for name in ["authorization", "content-type", "idempotency-key", "x-api-key", "x-request-id"] {
            assert!(allowed.contains(name), "{name} in {allowed}");
        }
        assert!(!answer.headers.contains_key("access-control-allow-credentials"));
        // A cookie opens nothing here, wherever the page is from.
        let page = t.page(&t.bob).await;
        let request = page.request(axum::http::Method::GET, "/api/v1/users/me").body(Body::empty()).unwrap();
        assert_eq!(t.send(request).await.status, 401);
    }

    async fn a_token_may_stand_in_any_of_three_places(t: Test) {
        let token = App::sign_in(&t, "bob", None, false).await.token;
        let ask = async |name: &str, value: String| {
            let request = Request::builder().uri("/api/v1/users/me").header(name, value).body(Body::empty()).unwrap();
            t.send(request).await.status.as_u16()
        };
        assert_eq!(ask("authorization", format!("bearer {token}")).await, 200);
        assert_eq!(ask("authorization", format!("Token {token}")).await, 200);
        assert_eq!(ask("x-api-key", token.clone()).await, 200);
        assert_eq!(ask("authorization", format!("Basic {token}")).await, 401);
        assert_eq!(ask("authorization", token.clone()).await, 401);
        let query = Request::builder().uri(format!("/api/v1/users/me?token={token}")).body(Body::empty()).unwrap();
        assert_eq!(t.send(query).await.status, 401);
        let form = Request::builder().method("POST").uri("/api/v1/tasks").header("x-api-key", &token);
        let form = form.header(header::CONTENT_TYPE, "text/plain").body(Body::from("{}")).unwrap();
        assert_eq!(t.send(form).await.status, 415);
    }
}
