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

/// Where what an answer told is taken back.
fn undo_of(answer: &Answer) -> String {
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    let step = cookie.split('.').nth(1).unwrap();
    format!("/undo/{step}")
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
        page.shows("value=\"1:30\"").shows("value=\"planning\"").shows("Choose the project, the issue or the client");
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

    async fn a_line_shows_what_it_would_be_booked_as(t: Test) {
        let bob = t.page(&t.bob).await;
        let preview = async |line: &str| {
            let text: String = url::form_urlencoded::byte_serialize(line.as_bytes()).collect();
            bob.get(&format!("/time-entries/preview?day=2026-11-24&text={text}")).await.is(200)
        };
        preview("1h30 website planning #deep").await.shows("1:30").shows("8:30 – 10:00").shows("Website").shows("planning").shows("#deep").hides("It lies on");
        preview("gestern 2 Std web").await.shows("Yesterday, 9:00 – 11:00").shows("Website");
        preview("9-10").await.shows("Name an issue or a project.");
        preview("NOPE-1 9-10").await.shows("There is no issue “NOPE-1”");
        preview("web 10-12").await.shows("This reaches into the future.");
        preview("").await.hides("booked");
        one_entry(&t, &bob).await;
        preview("45m ago website").await.shows("9:15 – 10:00").hides("It lies on");
        preview("since 9:00 website").await.shows("It lies on").shows("8:00–9:15");
        for hostile in ["\0", "%00", "9-10:99 \u{202e}", &"x ".repeat(5000)] {
            preview(hostile).await;
        }
        t.page(&t.vera).await.get("/time-entries/preview?text=1h").await.is(403);
    }

    async fn a_length_on_another_day_finds_room_there(t: Test) {
        let bob = t.page(&t.bob).await;
        assert_eq!(add(&bob, &[("text", "yesterday 2h website"), ("day", "2026-11-24")]).await.is(303).location(), "/?day=2026-11-23");
        bob.get("/?day=2026-11-23").await.is(200).shows("9:00 – 11:00");
        add(&bob, &[("text", "30m website"), ("day", "2026-11-23")]).await.is(303);
        bob.get("/?day=2026-11-23").await.is(200).shows("11:00 – 11:30");
    }

    async fn an_overlap_comes_back_with_a_choice_that_needs_no_scripts(t: Test) {
        let bob = t.page(&t.bob).await;
        let path = one_entry(&t, &bob).await;
        let fields = [("project", "Website"), ("day", "2026-11-24"), ("from", "8:30"), ("to", "9:00")];
        let page = add(&bob, &fields).await.is(422);
        page.shows("name=\"resolve\" value=\"keep\"").shows("Which of them gives way?");
        let resolved = [fields[0], fields[1], fields[2], fields[3], ("resolve", "split")];
        let answer = add(&bob, &resolved).await.is(303);
        bob.get("/").await.is(200).shows("8:00 – 8:30").shows("8:30 – 9:00").shows("9:00 – 9:15");
        bob.post(&undo_of(&answer), &[]).await.is(303);
        bob.get("/").await.is(200).shows("8:00 – 9:15").hides("8:30 – 9:00");
        bob.post(&undo_of(&answer), &[]).await.is(422);

        let other = [("project", "Website"), ("day", "2026-11-24"), ("from", "7:00"), ("to", "7:30")];
        add(&bob, &other).await.is(303);
        let changed = [("issue", "Fix login"), ("project", "Website"), ("day", "2026-11-24"), ("from", "7:15"), ("to", "9:15"), ("billable", "true")];
        bob.post(&path, &changed).await.is(422).shows("name=\"resolve\" value=\"trim\"");
    }

    async fn a_block_is_moved_and_a_stale_one_is_refused(t: Test) {
        let bob = t.page(&t.bob).await;
        let path = one_entry(&t, &bob).await;
        let ms = |time: &str| timetracker_types::Instant::from_rfc3339(&format!("2026-11-24T{time}:00+01:00")).unwrap().as_millis().to_string();
        let (from, to) = (ms("08:05"), ms("09:20"));
        let times = [("from_ms", from.as_str()), ("to_ms", to.as_str()), ("version", "1")];
        let answer = bob.post(&format!("{path}/times"), &times).await.is(303);
        bob.get("/").await.is(200).shows("8:05 – 9:20").shows("data-version=\"2\"");
        let (later, later_to) = (ms("08:10"), ms("09:25"));
        let stale = [("from_ms", later.as_str()), ("to_ms", later_to.as_str()), ("version", "1")];
        bob.post(&format!("{path}/times"), &stale).await.is(409).shows("Two versions").shows("<td>8:10</td><td>8:05</td>");
        bob.post(&undo_of(&answer), &[]).await.is(303);
        bob.get("/").await.is(200).shows("8:00 – 9:15");
        let (from, to) = (ms("09:20"), ms("09:10"));
        bob.post(&format!("{path}/times"), &[("from_ms", from.as_str()), ("to_ms", to.as_str())]).await.is(422).shows("The end must be after the start");
        for nonsense in [("from_ms", "soon"), ("from_ms", "99999999999999999999"), ("version", "x")] {
            bob.post(&format!("{path}/times"), &[nonsense]).await;
        }
        t.page(&t.charlie).await.post(&format!("{path}/times"), &times).await.is(404);
    }

    async fn an_entry_is_parted_and_merged_from_its_row(t: Test) {
        let bob = t.page(&t.bob).await;
        let path = one_entry(&t, &bob).await;
        bob.post(&format!("{path}/split"), &[("split_at", "9:30"), ("version", "1")]).await.is(422).shows("Choose a time between");
        bob.post(&format!("{path}/split"), &[("split_at", "8:30"), ("version", "1")]).await.is(303);
        let page = bob.get("/").await.is(200);
        page.shows("8:00 – 8:30").shows("8:30 – 9:15").shows("Merge with the one before");
        let later = entries_on(&page).into_iter().find(|other| *other != path && !other.ends_with("/delete")).unwrap();
        let first = path.rsplit('/').next().unwrap();
        t.page(&t.charlie).await.post(&format!("{later}/merge"), &[("with", first)]).await.is(404);
        let answer = bob.post(&format!("{later}/merge"), &[("with", first)]).await.is(303);
        bob.get("/").await.is(200).shows("8:00 – 9:15");
        bob.post(&undo_of(&answer), &[]).await.is(303);
        bob.get("/").await.is(200).shows("8:30 – 9:15");
    }

    async fn the_second_of_two_tabs_is_told_and_shown_both(t: Test) {
        let bob = t.page(&t.bob).await;
        let path = one_entry(&t, &bob).await;
        let form = |note: &'static str, version: &'static str| [
            ("issue", "Fix login"), ("project", "Website"), ("day", "2026-11-24"), ("from", "8:00"), ("to", "9:15"),
            ("length", "1:15"), ("notes", note), ("billable", "true"), ("version", version),
        ];
        bob.post(&path, &form("first tab", "1")).await.is(303);
        let page = bob.post(&path, &form("second tab", "1")).await.is(409);
        page.shows("<td>second tab</td><td>first tab</td>").shows("name=\"version\" value=\"2\"").shows("value=\"second tab\"");
        bob.post(&path, &form("second tab", "2")).await.is(303);
        bob.get("/").await.is(200).shows("second tab").hides("first tab");
    }

    async fn another_length_moves_the_end_and_another_day_keeps_the_length(t: Test) {
        let bob = t.page(&t.bob).await;
        let path = one_entry(&t, &bob).await;
        let shown = [("issue", "Fix login"), ("project", "Website"), ("from", "8:00"), ("to", "9:15"), ("billable", "true")];
        let with = |more: [(&'static str, &'static str); 2]| [&shown[..], &more[..]].concat();
        bob.post(&path, &with([("day", "2026-11-24"), ("length", "45m")])).await.is(303);
        bob.get("/").await.is(200).shows("8:00 – 8:45");
        let answer = bob.post(&path, &[("issue", "Fix login"), ("project", "Website"), ("from", "8:00"), ("to", "8:45"), ("length", "0:45"), ("day", "2026-11-23")]).await.is(303);
        assert_eq!(answer.location(), "/?day=2026-11-23");
        bob.get("/?day=2026-11-23").await.is(200).shows("8:00 – 8:45");
    }

    async fn the_bar_changes_the_running_timer_on_every_page(t: Test) {
        let bob = t.page(&t.bob).await;
        let task = t.task.to_string();
        bob.post("/timer/start-at", &[("start", "9:15")]).await.is(422).shows("No timer is running");
        bob.post("/timer/start", &[("task_id", task.as_str())]).await.is(303);
        bob.post("/timer/start-at", &[("start", "9:15")]).await.is(303);
        bob.get("/issues").await.is(200).shows("value=\"9:15\"");
        bob.post("/timer/start-at", &[("shift", "-5")]).await.is(303);
        bob.get("/projects").await.is(200).shows("value=\"9:10\"");
        bob.post("/timer/start-at", &[("start", "soon")]).await.is(422).shows("is not a start");
        bob.post("/timer/start-at", &[("shift", "+55")]).await.is(422).shows("cannot begin in the future");
        let fields = [("issue", "Fix login"), ("project", "Website"), ("notes", "pairing"), ("tags", "deep, review"), ("version", "3")];
        bob.post("/timer/change", &fields).await.is(303);
        bob.get("/").await.is(200).shows("pairing").shows("#deep").shows("#review");
        bob.post("/timer/change", &fields).await.is(409);
        t.page(&t.vera).await.post("/timer/change", &fields).await.is(403);
    }

    async fn a_form_of_an_earlier_timer_changes_nothing(t: Test) {
        let bob = t.page(&t.bob).await;
        let project = t.project.to_string();
        bob.post("/timer/start", &[("project_id", project.as_str())]).await.is(303);
        let before = time_entries::running(&t.app.db, t.bob.user.id).await.unwrap().unwrap().entry.id.to_string();
        let task = t.task.to_string();
        t.clock.advance(60);
        bob.post("/timer/start", &[("task_id", task.as_str())]).await.is(303);
        let meant = ("entry", before.as_str());
        for (path, field) in [("note", ("notes", "mine")), ("change", ("notes", "mine")), ("start-at", ("shift", "-5")), ("cut", ("at", "9:00")), ("discard", ("x", "")), ("keep", ("x", ""))] {
            bob.post(&format!("/timer/{path}"), &[meant, field]).await.is(409).shows("Another timer runs by now");
        }
        let running = time_entries::running(&t.app.db, t.bob.user.id).await.unwrap().unwrap().entry;
        assert_eq!((running.task_id.map(timetracker_types::Id::get), running.notes), (Some(t.task), None));
    }

    async fn a_line_without_end_is_refused(t: Test) {
        let bob = t.page(&t.bob).await;
        let line = "word ".repeat(300);
        bob.post("/time-entries", &[("text", line.as_str())]).await.is(422).shows("1,000 characters");
    }

    async fn a_note_and_tags_are_typed_behind_the_identifier(t: Test) {
        t.app.db.exec("UPDATE tasks SET identifier = 'WEB-7'", vec![]).await.unwrap();
        let bob = t.page(&t.bob).await;
        bob.post("/timer/start", &[("query", "web-7 pairing with Ana #review")]).await.is(303);
        let timer = time_entries::running(&t.app.db, t.bob.user.id).await.unwrap().unwrap();
        assert_eq!(timer.identifier.as_deref(), Some("WEB-7"));
        assert_eq!((timer.entry.notes.as_deref(), timer.entry.tags.as_str()), (Some("pairing with Ana"), "review"));
    }

    async fn a_timer_over_the_limit_asks_on_every_page_also_the_next_morning(t: Test) {
        let bob = t.page(&t.bob).await;
        let task = t.task.to_string();
        bob.post("/timer/start", &[("task_id", task.as_str())]).await.is(303);
        bob.get("/").await.is(200).hides("id=\"over-limit\"");
        t.clock.advance(22 * 3600);
        for path in ["/", "/issues", "/projects", "/settings/me"] {
            bob.get(path).await.is(200).shows("has run for 22:00, since Tue 24 Nov 10:00").shows("name=\"at\" value=\"18:00\"");
        }
        bob.post("/timer/cut", &[("at", "9:00")]).await.is(422);
        let answer = bob.post("/timer/cut", &[("at", "18:00")]).await.is(303);
        bob.get("/?day=2026-11-24").await.is(200).shows("10:00 – 18:00").hides("id=\"over-limit\"");
        bob.post(&undo_of(&answer), &[]).await.is(303);
        bob.get("/").await.is(200).shows("id=\"over-limit\"");
        bob.post("/timer/keep", &[]).await.is(303);
        bob.get("/").await.is(200).hides("id=\"over-limit\"");
        let answer = bob.post("/timer/discard", &[]).await.is(303);
        bob.get("/?day=2026-11-24").await.is(200).shows("No time yet");
        bob.post(&undo_of(&answer), &[]).await.is(303);
        assert!(time_entries::running(&t.app.db, t.bob.user.id).await.unwrap().is_some());
        t.app.db.exec("UPDATE users SET timer_limit_minutes = 0", vec![]).await.unwrap();
        t.clock.advance(86_400);
        bob.get("/").await.is(200).hides("id=\"over-limit\"");
    }

    async fn sixty_entries_a_day_and_a_day_of_twenty_five_hours_are_laid_out(t: Test) {
        t.clock.set(timetracker_types::Instant::from_rfc3339("2026-10-25T20:00:00Z").unwrap());
        let bob = t.page(&t.bob).await;
        let api = t.api(&t.bob);
        for index in 0..60 {
            let (hour, minute) = (2 + index / 4, index % 4 * 15);
            let body = json!({"task_id": t.task, "start_time": format!("2026-10-25T{hour:02}:{minute:02}:00Z"), "end_time": format!("2026-10-25T{hour:02}:{:02}:00Z", minute + 12)});
            api.post("/api/v1/time-entries", body).await.is(201);
        }
        let page = bob.get("/?day=2026-10-25").await.is(200);
        assert_eq!(page.text.matches("class=\"block\"").count(), 60);
        page.shows(">12:00</span>");
        add(&bob, &[("project", "Website"), ("day", "2026-10-25"), ("from", "0:00"), ("to", "2:30")]).await.is(303);
        bob.get("/?day=2026-10-25").await.is(200).shows("0:00 – 2:30").shows(">2:30</b>");
    }

    async fn a_gap_opens_the_form_with_its_times(t: Test) {
        let bob = t.page(&t.bob).await;
        for (from, to) in [("6:00", "7:00"), ("7:30", "8:00")] {
            add(&bob, &[("project", "Website"), ("day", "2026-11-24"), ("from", from), ("to", to)]).await.is(303);
        }
        bob.get("/").await.is(200).shows("/?day=2026-11-24&amp;from=7:00&amp;to=7:30");
        let page = bob.get("/?day=2026-11-24&from=7:00&to=7:30").await.is(200);
        page.shows("<details id=\"add\" class=\"disclosure\" open>").shows("value=\"7:00\"").shows("value=\"7:30\"");
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
        assert!(page.text.len() < 55_000, "nine entries take {} bytes", page.text.len());
    }
}
