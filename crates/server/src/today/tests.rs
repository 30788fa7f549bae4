//! The page of a day and its forms, as a browser without scripts uses them.

use crate::app_tests;
use crate::testing::{Answer, Browser, Test};
use crate::{projects, time_entries};
use serde_json::json;
use timetracker_db::Read as _;
use timetracker_types::Id;

/// The addresses of entries on a page, newest first.
fn entries_on(page: &Answer) -> Vec<String> {
    let actions = page.text.split("action=\"/time-entries/").skip(1);
    actions
        .filter_map(|rest| rest.split('"').next())
        .map(|id| format!("/time-entries/{id}"))
        .collect()
}

async fn add(bob: &Browser<'_>, fields: &[(&str, &str)]) -> Answer {
    bob.post("/time-entries", fields).await
}

async fn one_entry(t: &Test, bob: &Browser<'_>) -> String {
    let task = t.task.to_string();
    let fields = [
        ("issue", "Fix login"),
        ("task_id", task.as_str()),
        ("day", "2026-11-24"),
        ("from", "8:00"),
        ("to", "9:15"),
    ];
    assert_eq!(add(bob, &fields).await.is(303).location(), "/");
    entries_on(&bob.get("/").await.is(200)).remove(0)
}

app_tests! {
    async fn a_stranger_is_sent_to_sign_in(t: Test) {
        for path in ["/", "/issues", "/issues/1", "/projects", "/projects/1", "/projects/new", "/clients", "/clients/new"] {
            assert!(t.stranger().get(path).await.is(303).location().starts_with("/sign-in"), "{path}");
        }
        for path in ["/timer/start", "/timer/stop", "/time-entries", "/time-entries/1", "/time-entries/1/delete"] {
            assert!(t.stranger().post(path, &[]).await.is(303).location().starts_with("/sign-in"), "{path}");
        }
    }

    async fn an_empty_day_says_what_to_do(t: Test) {
        let page = t.page(&t.bob).await.get("/").await.is(200);
        page.shows("No time yet").shows("aria-label=\"Timer\"").shows("Tuesday, 24 November");
    }

    async fn an_added_entry_stands_on_its_day_with_its_hours(t: Test) {
        let bob = t.page(&t.bob).await;
        one_entry(&t, &bob).await;
        bob.get("/").await.is(200).shows("Fix login").shows("Website").shows("8:00 – 9:15").shows("1:15");
        bob.get("/?day=2026-11-23").await.is(200).hides("8:00 – 9:15");
        t.page(&t.charlie).await.get("/").await.is(200).hides("Fix login");
    }

    async fn a_jotted_line_is_an_entry_that_ends_now(t: Test) {
        t.api(&t.bob).post("/api/v1/tasks", json!({"name": "Pairing", "project_id": t.project})).await.is(201);
        t.app.db.exec("UPDATE tasks SET identifier = 'WEB-7' WHERE name = 'Pairing'", vec![]).await.unwrap();
        let bob = t.page(&t.bob).await;
        let fields = [("text", "1h30 web-7 with Ana"), ("day", "2026-11-24")];
        add(&bob, &fields).await.is(303);
        bob.get("/").await.is(200).shows("WEB-7").shows("with Ana").shows("8:30 – 10:00").shows("1:30");
    }

    async fn a_line_without_an_issue_opens_the_form_with_what_it_said(t: Test) {
        let bob = t.page(&t.bob).await;
        let page = add(&bob, &[("text", "1h30 planning"), ("day", "2026-11-24")]).await.is(422);
        page.shows("value=\"1h30\"").shows("value=\"planning\"").shows("Choose the project, the issue or the client");
    }

    async fn a_refused_form_keeps_what_was_typed_and_shows_every_mistake(t: Test) {
        let bob = t.page(&t.bob).await;
        let fields = [("issue", "NOPE-1"), ("project", "Nowhere"), ("day", "2026-11-24"), ("from", "25:00"), ("to", "9:61")];
        let page = add(&bob, &fields).await.is(422);
        for text in ["NOPE-1", "Nowhere", "25:00", "9:61"] {
            page.shows(&format!("value=\"{text}\""));
        }
        page.shows("There is no issue “NOPE-1”").shows("no active project “Nowhere”");
        page.shows("“25:00” is not a time of day").shows("“9:61” is not a time of day");
    }

    async fn an_overlap_names_the_other_entry(t: Test) {
        let bob = t.page(&t.bob).await;
        one_entry(&t, &bob).await;
        let fields = [("project", "Website"), ("day", "2026-11-24"), ("from", "9:00"), ("length", "30m")];
        add(&bob, &fields).await.is(422).shows("This overlaps").shows("Fix login").shows("role=\"alert\"");
    }

    async fn an_end_before_the_start_lies_after_midnight(t: Test) {
        let bob = t.page(&t.bob).await;
        let fields = [("project", "website"), ("day", "2026-11-22"), ("from", "23:00"), ("to", "1:00")];
        assert_eq!(add(&bob, &fields).await.is(303).location(), "/?day=2026-11-22");
        bob.get("/?day=2026-11-22").await.is(200).shows("23:00 – 23 Nov 1:00");
        bob.get("/?day=2026-11-23").await.is(200).shows("22 Nov 23:00 – 1:00").shows("Mon 23 November: 1:00");
    }

    async fn rounding_is_a_view_that_rows_and_totals_share(t: Test) {
        let bob = t.page(&t.bob).await;
        for (from, to) in [("6:00", "6:07"), ("7:00", "7:52")] {
            add(&bob, &[("project", "Website"), ("day", "2026-11-24"), ("from", from), ("to", to)]).await.is(303);
        }
        bob.get("/").await.is(200).shows(">0:07</b>").shows(">0:52</b>").shows(">0:59</span>");
        t.app.db.exec("UPDATE users SET rounding_minutes = 15, rounding_method = 'up'", vec![]).await.unwrap();
        let page = bob.get("/").await.is(200);
        page.shows(">0:15</b>").shows(">1:00</b>").shows(">1:15</span>").shows("Tue 24 November: 1:15").shows("0:07:00 worked");
        let raw: i64 = t.app.db.scalar("SELECT CAST(SUM(duration_seconds) AS BIGINT) FROM time_entries", vec![]).await.unwrap();
        assert_eq!(raw, 59 * 60);
    }

    async fn an_unchanged_time_keeps_its_seconds(t: Test) {
        let bob = t.page(&t.bob).await;
        let body = json!({"project_id": t.project, "start_time": "2026-11-24T08:00:31", "end_time": "2026-11-24T09:15:44"});
        let id = t.api(&t.bob).post("/api/v1/time-entries", body).await.created("time_entry");
        let fields = [("project", "Website"), ("day", "2026-11-24"), ("from", "8:00"), ("to", "9:20"), ("notes", "better"), ("billable", "true")];
        bob.post(&format!("/time-entries/{id}"), &fields).await.is(303);
        let view = time_entries::find_view(&t.app.db, Id::new(id)).await.unwrap().unwrap();
        assert_eq!(view.entry.started_at.to_rfc3339(), "2026-11-24T07:00:31Z");
        assert_eq!(view.entry.ended_at.unwrap().to_rfc3339(), "2026-11-24T08:20:00Z");
        assert_eq!((view.entry.notes.as_deref(), view.entry.billable), (Some("better"), true));
    }

    async fn a_new_issue_brings_its_project(t: Test) {
        let new = projects::NewProject { name: "Mobile".into(), client_id: Some(Id::new(1)), ..Default::default() };
        let mobile = projects::create(&t.app, &t.alice, new).await.unwrap();
        let task = t.api(&t.alice).post("/api/v1/tasks", json!({"name": "Icons", "project_id": mobile.id})).await.created("task");
        let bob = t.page(&t.bob).await;
        let path = one_entry(&t, &bob).await;
        let task = task.to_string();
        let fields = [("issue", "Icons"), ("task_id", task.as_str()), ("project", "Website"), ("day", "2026-11-24"), ("from", "8:00"), ("to", "9:15")];
        bob.post(&path, &fields).await.is(303);
        bob.get("/").await.is(200).shows("Icons").shows("Mobile").hides("Fix login again");
    }

    async fn a_text_that_was_replaced_outranks_the_choice_it_hides(t: Test) {
        let bob = t.page(&t.bob).await;
        let path = one_entry(&t, &bob).await;
        let task = t.task.to_string();
        let fields = [("issue", "NOPE-9"), ("task_id", task.as_str()), ("project", "Website"), ("day", "2026-11-24"), ("from", "8:00"), ("to", "9:15")];
        bob.post(&path, &fields).await.is(422).shows("There is no issue “NOPE-9”");
    }

    async fn a_deleted_entry_can_be_brought_back(t: Test) {
        let bob = t.page(&t.bob).await;
        let path = one_entry(&t, &bob).await;
        let answer = bob.post(&format!("{path}/delete"), &[]).await.is(303);
        let flash = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut told = t.page(&t.bob).await;
        told.cookie = told.cookie.map(|own| format!("{own}; {flash}"));
        told.get("/").await.is(200).shows("Entry deleted.").shows(&format!("action=\"{path}/restore\"")).shows("No time yet");
        bob.post(&format!("{path}/restore"), &[]).await.is(303);
        bob.get("/").await.is(200).shows("8:00 – 9:15");
    }

    async fn another_persons_entry_is_not_there(t: Test) {
        let bob = t.page(&t.bob).await;
        let path = one_entry(&t, &bob).await;
        for person in [&t.charlie, &t.alice] {
            let other = t.page(person).await;
            other.get(&path).await.is(404);
            other.post(&path, &[("notes", "mine")]).await.is(404);
            other.post(&format!("{path}/delete"), &[]).await.is(404);
        }
        assert_eq!(bob.get(&path).await.is(303).location(), "/");
    }

    async fn a_viewer_looks_and_changes_nothing(t: Test) {
        let vera = t.page(&t.vera).await;
        vera.get("/").await.is(200).hides("id=\"add\"").hides("id=\"timer-query\"");
        vera.post("/time-entries", &[("text", "1h WEB-1")]).await.is(403);
        vera.post("/timer/start", &[]).await.is(403);
    }

    async fn a_form_from_another_site_is_refused(t: Test) {
        let bob = t.page(&t.bob).await;
        let request = bob.request(axum::http::Method::POST, "/timer/start");
        let mut request = request.header("content-type", "application/x-www-form-urlencoded").body("".into()).unwrap();
        request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        t.send(request).await.is(403);
        assert!(time_entries::running(&t.app.db, t.bob.user.id).await.unwrap().is_none());
    }

    async fn nonsense_in_a_form_is_refused_with_a_sentence(t: Test) {
        let bob = t.page(&t.bob).await;
        let nul = [("issue", "EN\0G-1"), ("project", "We\0b"), ("day", "2026-11-24"), ("from", "9"), ("to", "10"), ("notes", "a\0b")];
        add(&bob, &nul).await.is(422);
        let nul = [("project", "Website"), ("day", "2026-11-24"), ("from", "9"), ("to", "10"), ("notes", "a\0b")];
        add(&bob, &nul).await.is(422).shows("NUL");
        let long = "x".repeat(6000);
        let fields = [("project", "Website"), ("day", "2026-11-24"), ("from", "9"), ("to", "10"), ("notes", long.as_str())];
        add(&bob, &fields).await.is(422).shows("at most 5000 characters");
        add(&bob, &[("project", "Website"), ("day", "9999-12-31"), ("from", "23:00"), ("to", "1:00")]).await.is(422);
    }

    async fn nonsense_in_the_address_shows_today(t: Test) {
        let bob = t.page(&t.bob).await;
        for day in ["", "yesterday", "2026-13-01", "0000-00-00", "9999-12-31", "1900-01-01"] {
            bob.get(&format!("/?day={day}")).await.is(200);
        }
    }

    async fn a_page_asks_the_database_as_often_for_many_entries_as_for_few(t: Test) {
        let bob = t.api(&t.bob);
        for hour in 0..9 {
            let body = json!({"task_id": t.task, "start_time": format!("2026-11-24T0{hour}:00"), "end_time": format!("2026-11-24T0{hour}:50")});
            bob.post("/api/v1/time-entries", body).await.is(201);
        }
        let page = t.page(&t.bob).await.get("/").await.is(200);
        assert_eq!(entries_on(&page).iter().filter(|path| path.ends_with("/delete")).count(), 9);
        assert!(page.text.len() < 40_000, "nine entries take {} bytes", page.text.len());
    }
}
