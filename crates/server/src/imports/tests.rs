//! Imports through the API, on both engines.

use crate::app_tests;
use crate::auth::{Actor, tokens};
use crate::testing::{Answer, Test};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use timetracker_db::{Read as _, p};

const PATH: &str = "/api/v1/time-entries/import-csv";

async fn send(t: &Test, person: &Actor, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
    let token = tokens::create(&t.app, person, "test", &["*".into()], None)
        .await
        .unwrap();
    let request = Request::builder().method(Method::POST).uri(path);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    t.send(
        request
            .header(header::CONTENT_TYPE, kind)
            .body(body.into())
            .unwrap(),
    )
    .await
}

/// Sends a file as the body itself.
async fn raw(t: &Test, person: &Actor, query: &str, file: impl Into<Body>) -> Answer {
    send(t, person, &format!("{PATH}{query}"), "text/csv", file).await
}

/// Their entries by start, without running ones.
async fn entries(t: &Test, person: &Actor) -> Vec<Value> {
    let answer = t
        .api(person)
        .get(&format!(
            "/api/v1/time-entries?per_page=100&user_id={}",
            person.user.id
        ))
        .await
        .is(200)
        .json();
    let mut entries = answer["time_entries"].as_array().unwrap().clone();
    entries.reverse();
    entries
}

fn counts(answer: &Value) -> (i64, i64, i64) {
    let number = |name: &str| answer[name].as_i64().unwrap();
    (number("created"), number("already_present"), number("failed"))
}

app_tests! {
    async fn a_file_goes_in_by_form_json_and_body(t: Test) {
        let file = |day: u8| format!(
            "Project ID,start_time,end_time,Task ID,notes,tags,billable,user_id\n\
            {},2024-04-{day:02}T09:00:00,2024-04-{day:02}T10:30:00,{},\"A, b\nc\",\"x, y\",yes,999\n", t.project, t.task);
        let json = t.api(&t.bob).post(PATH, json!({"csv": file(1)})).await.is(200).json();
        assert_eq!((&json["success"], &json["created"], &json["failed"], &json["errors"]), (&json!(true), &json!(1), &json!(0), &json!([])));
        t.api(&t.bob).post(PATH, json!({"data": file(2)})).await.is(200);
        raw(&t, &t.bob, "", file(3)).await.is(200);
        let form = format!("--B\r\ncontent-disposition: form-data; name=\"atomic\"\r\n\r\ntrue\r\n--B\r\n\
            content-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\ncontent-type: text/csv\r\n\r\n{}\r\n--B--\r\n", file(4));
        let answer = send(&t, &t.bob, PATH, "multipart/form-data; boundary=B", form).await.is(200).json();
        assert_eq!((&answer["import"]["file_name"], &answer["import"]["atomic"]), (&json!("a.csv"), &json!(true)));
        let entries = entries(&t, &t.bob).await;
        assert_eq!(entries.len(), 4);
        let first = &entries[0];
        assert_eq!(first["started_at"], "2024-04-01T09:00:00+02:00");
        assert_eq!((&first["duration_seconds"], &first["notes"]), (&json!(5400), &json!("A, b\nc")));
        assert_eq!((&first["task_id"], &first["tags"], &first["source"]), (&json!(t.task), &json!("x, y"), &json!("import")));
        assert_eq!(first["user_id"], json!(t.bob.user.id));
    }

    async fn the_same_file_again_brings_nothing(t: Test) {
        let file = "project,start,duration,notes\nWEB,2024-04-01 09:00,1h30,a\nwebsite,2024-04-01 11:00,1,b\n";
        for person in [&t.bob, &t.alice] {
            assert_eq!(counts(&raw(&t, person, "", file).await.is(200).json()), (2, 0, 0));
            assert_eq!(counts(&raw(&t, person, "", file).await.is(200).json()), (0, 2, 0));
            // In another dialect, with a row more, and after an entry was moved.
            let moved = &entries(&t, person).await[0];
            let path = format!("/api/v1/time-entries/{}", moved["id"]);
            t.api(person).patch(&path, json!({"start_time": "2024-04-01T08:00:00"})).await.is(200);
            let other = "project;start;end;notes\nWEB;01.04.2024 09:00;01.04.2024 10:30;a\nWEB;01.04.2024 11:00;01.04.2024 12:00;b\nWEB;01.04.2024 13:00;01.04.2024 14:00;c\n";
            assert_eq!(counts(&raw(&t, person, "", other).await.is(200).json()), (1, 2, 0));
            assert_eq!(entries(&t, person).await.len(), 3);
        }
    }

    async fn rows_without_times_find_room_and_two_alike_are_two(t: Test) {
        let file = "date,project,hours\n2024-04-01,WEB,\"1,5\"\n2024-04-01,WEB,\"1,5\"\n2024-04-01,WEB,2\n2024-04-01,WEB,\"1,5\"\n";
        assert_eq!(counts(&raw(&t, &t.bob, "", file).await.is(200).json()), (4, 0, 0));
        let starts: Vec<String> = entries(&t, &t.bob).await.iter().map(|entry| entry["start_time"].as_str().unwrap()[11..16].to_owned()).collect();
        assert_eq!(starts, ["09:00", "10:30", "12:00", "14:00"]);
        assert_eq!(counts(&raw(&t, &t.bob, "", file).await.is(200).json()), (0, 4, 0));
        let more = format!("{file}2024-04-01,WEB,\"1,5\"\n");
        assert_eq!(counts(&raw(&t, &t.bob, "", more).await.is(200).json()), (1, 4, 0));
        let table: i64 = t.app.db.scalar("SELECT COUNT(*) FROM import_counts", p![]).await.unwrap();
        assert_eq!(table, 0, "nothing of a finished file stays behind");
    }

    async fn failed_rows_are_named_while_the_rest_goes_in(t: Test) {
        t.api(&t.bob).post("/api/v1/time-entries", json!({
            "project_id": t.project, "start_time": "2024-04-01T12:00:00", "end_time": "2024-04-01T13:00:00", "notes": "Lunch",
        })).await.is(201);
        let file = "project,start,end,task,notes\n\
            WEB,2024-04-01 09:00,2024-04-01 10:00,,\"two\nlines\"\n\
            NOPE,2024-04-01 10:00,2024-04-01 11:00,,\n\
            WEB,2024-04-01 09:30,2024-04-01 10:30,,\n\
            WEB,2024-04-01 12:30,2024-04-01 14:00,,\n\
            WEB,gestern,2024-04-01 14:00,,\n\
            WEB,2024-04-01 15:00,2024-04-01 16:00,ENG-99,\n\
            WEB,2024-04-01 13:00,2024-04-01 14:00,fix LOGIN,\n\
            ,2024-04-01 17:00,2024-04-01 18:00,,\n\
            WEB,2024-04-01 09:00,2024-04-01 10:00,,\"two\nlines\"\n";
        let answer = raw(&t, &t.bob, "", file).await.is(200).json();
        assert_eq!(counts(&answer), (2, 0, 7));
        let error = |at: usize| {
            let error = &answer["errors"][at];
            (error["row"].as_i64().unwrap(), error["line"].as_i64().unwrap(), error["column"].as_str().unwrap().to_owned(), error["error"].as_str().unwrap().to_owned())
        };
        assert_eq!(error(0).0, 3);
        assert_eq!((error(0).1, error(0).2.as_str()), (4, "project"));
        assert!(error(0).3.contains("NOPE"));
        assert!(error(1).3.contains("row 2"), "{}", error(1).3);
        assert!(error(2).3.contains("Lunch"), "{}", error(2).3);
        assert_eq!(error(3).2, "start");
        assert_eq!(error(4).2, "task");
        assert_eq!((error(5).0, error(5).2.as_str()), (9, "project"));
        assert!(error(6).3.contains("row 2"), "{}", error(6).3);
        assert_eq!(entries(&t, &t.bob).await.len(), 3);
        // The same again: what is there is there, what failed fails.
        assert_eq!(counts(&raw(&t, &t.bob, "", file).await.is(200).json()).0, 0);
    }

    async fn all_or_nothing(t: Test) {
        let bad = "project,start,duration\nWEB,2024-04-01 09:00,1\nWEB,2024-04-01 09:30,1\n";
        let answer = raw(&t, &t.bob, "?atomic=true", bad).await.is(400).json();
        assert_eq!((&answer["success"], &answer["error_code"]), (&json!(false), &json!("import_refused")));
        assert_eq!(counts(&answer), (0, 0, 1));
        assert_eq!(answer["errors"][0]["row"], 3);
        assert!(entries(&t, &t.bob).await.is_empty());
        let good = "project,start,duration\nWEB,2024-04-01 09:00,1\nWEB,2024-04-01 10:00,1\n";
        assert_eq!(counts(&t.api(&t.bob).post(PATH, json!({"csv": good, "atomic": true})).await.is(200).json()), (2, 0, 0));
        assert_eq!(counts(&raw(&t, &t.bob, "?atomic=1", good).await.is(200).json()), (0, 2, 0));
        for table in ["import_staged", "import_chunks"] {
            let left: i64 = t.app.db.scalar(&format!("SELECT COUNT(*) FROM {table}"), p![]).await.unwrap();
            assert_eq!(left, 0, "{table}");
        }
    }

    async fn encodings_and_dialects_that_people_have(t: Test) {
        let text = "Projekt;Von;Dauer;Beschreibung\r\nWEB;01.04.2024 09:00;1,5;Überprüfung für Zoë\r\n";
        let wide: Vec<u8> = format!("\u{feff}{}", text.replace("01.04", "02.04")).encode_utf16().flat_map(u16::to_le_bytes).collect();
        let latin: Vec<u8> = text.replace("01.04", "03.04").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let files = [text.as_bytes().to_vec(), wide, latin, format!("\u{feff}sep=;\r\n{}", text.replace("01.04", "04.04")).into_bytes(),
            text.replace(';', "\t").replace("01.04", "05.04").into_bytes()];
        for (index, file) in files.into_iter().enumerate() {
            let answer = raw(&t, &t.bob, "", file).await.is(200).json();
            assert_eq!(counts(&answer), (1, 0, 0), "file {index}: {answer}");
        }
        let entries = entries(&t, &t.bob).await;
        assert!(entries.iter().all(|entry| entry["notes"] == "Überprüfung für Zoë"), "{entries:?}");
        assert!(entries.iter().all(|entry| entry["duration_seconds"] == 5400));
    }

    async fn the_sender_may_say_how_a_file_is_read(t: Test) {
        let file = "project|start|duration\nWEB|04/05/2024 09:00|1\n";
        assert_eq!(counts(&raw(&t, &t.bob, "", file).await.is(200).json()), (0, 0, 1));
        let query = "?date_order=mdy&timezone=America/New_York&delimiter=pipe&encoding=latin1";
        let answer = raw(&t, &t.bob, query, file).await.is(200).json();
        assert_eq!(counts(&answer), (1, 0, 0));
        assert_eq!(entries(&t, &t.bob).await[0]["started_at"], "2024-04-05T15:00:00+02:00");
        for query in ["?date_order=ymd", "?timezone=Mars", "?delimiter=x", "?encoding=klingon"] {
            raw(&t, &t.bob, query, file).await.is(400);
        }
        // A date elsewhere in the file may prove the order.
        let proof = "project,start,duration\nWEB,06/07/2024 09:00,1\nWEB,20/07/2024 09:00,1\n";
        assert_eq!(counts(&raw(&t, &t.bob, "", proof).await.is(200).json()), (2, 0, 0));
        assert_eq!(entries(&t, &t.bob).await[1]["start_time"], "2024-07-06T09:00:00");
    }

    async fn hours_that_the_clocks_skipped_or_repeated_are_told(t: Test) {
        let file = "project,start,end\nWEB,2026-03-29 02:30,2026-03-29 05:00\nWEB,2025-10-26 02:30,2025-10-26 02:45\n\
            WEB,2025-10-26 02:30+01:00,2025-10-26 02:45+01:00\n";
        let answer = raw(&t, &t.bob, "", file).await.is(200).json();
        assert_eq!(counts(&answer), (3, 0, 0));
        assert_eq!(answer["warnings"].as_array().unwrap().len(), 2);
        assert!(answer["warnings"][0]["error"].as_str().unwrap().contains("forward"));
        assert!(answer["warnings"][1]["error"].as_str().unwrap().contains("twice"));
    }

    async fn an_import_is_undone_but_for_what_was_changed_since(t: Test) {
        let file = "project,start,duration\nWEB,2024-04-01 09:00,1\nWEB,2024-04-01 10:00,1\nWEB,2024-04-01 11:00,1\n";
        let answer = raw(&t, &t.bob, "", file).await.is(200).json();
        let undo = answer["undo"].as_str().unwrap().to_owned();
        t.clock.advance(60);
        let touched = &entries(&t, &t.bob).await[1];
        t.api(&t.bob).patch(&format!("/api/v1/time-entries/{}", touched["id"]), json!({"paid": true})).await.is(200);
        t.api(&t.charlie).post_empty(&undo).await.is(404);
        t.api(&t.alice).post_empty(&undo).await.is(404);
        let undone = t.api(&t.bob).post_empty(&undo).await.is(200).json();
        assert_eq!((&undone["removed"], &undone["kept"]), (&json!(2), &json!(1)));
        assert_eq!(entries(&t, &t.bob).await.len(), 1);
        t.api(&t.bob).post_empty(&undo).await.is(409);
        // What was taken out may come again.
        assert_eq!(counts(&raw(&t, &t.bob, "", file).await.is(200).json()), (2, 1, 0));
        let lines: Vec<(String,)> = t.app.db.query("SELECT action FROM audit_events WHERE entity = 'import' ORDER BY id", p![]).await.unwrap();
        assert_eq!(lines.iter().map(|line| line.0.as_str()).collect::<Vec<_>>(), ["imported", "undone", "imported"]);
    }

    async fn a_file_that_cannot_be_used_is_refused_with_a_sentence(t: Test) {
        for body in [json!({"csv": ""}), json!({}), json!({"csv": " \n"})] {
            let answer = t.api(&t.bob).post(PATH, body).await.is(400).json();
            assert_eq!((&answer["success"], &answer["error"]), (&json!(false), &json!("Empty CSV")));
        }
        raw(&t, &t.bob, "", "").await.is(400);
        let answer = raw(&t, &t.bob, "", "1,2024-04-01T09:00,2024-04-01T10:00\n").await.is(400).json();
        assert!(answer["errors"]["columns"][0].as_str().unwrap().contains("project"));
        for body in [json!({"csv": 5}), json!({"data": ["x"]}), json!({"csv": "a", "atomic": {}})] {
            t.api(&t.bob).post(PATH, body).await.is(400);
        }
        send(&t, &t.bob, PATH, "application/json", "[1]").await.is(400);
        send(&t, &t.bob, PATH, "application/json", "{").await.is(400);
        send(&t, &t.bob, PATH, "multipart/form-data", "x").await.is(400);
        send(&t, &t.bob, PATH, "multipart/form-data; boundary=B", "--B\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B--\r\n").await.is(400);
        raw(&t, &t.bob, "", b"\x00\x01\xff\xfe".to_vec()).await.is(400);
        raw(&t, &t.vera, "", "project,start,end\n").await.is(403);
        t.api(&t.bob).with_scopes("read:time_entries").post(PATH, json!({"csv": "x"})).await.is(403);
        let left: i64 = t.app.db.scalar("SELECT COUNT(*) FROM imports", p![]).await.unwrap();
        assert_eq!(left, 0);
    }

    async fn archived_projects_and_foreign_times_refuse_their_rows(t: Test) {
        let client = t.api(&t.alice).get("/api/v1/clients").await.json()["clients"][0]["id"].clone();
        let old = t.api(&t.alice).post("/api/v1/projects", json!({"name": "Old", "client_id": client})).await.created("project");
        let other = t.api(&t.alice).post("/api/v1/clients", json!({"name": "Other"})).await.created("client");
        t.api(&t.alice).post("/api/v1/projects", json!({"name": "Website", "client_id": other})).await.is(201);
        t.api(&t.alice).delete(&format!("/api/v1/projects/{old}")).await.is(200);
        let file = "project,client,start,duration\nOld,,2024-04-01 09:00,1\nWebsite,,2024-04-01 09:00,1\nWebsite,other,2024-04-01 09:00,1\n";
        let answer = raw(&t, &t.bob, "", file).await.is(200).json();
        assert_eq!(counts(&answer), (1, 0, 2));
        assert!(answer["errors"][0]["error"].as_str().unwrap().contains("archived"));
        assert!(answer["errors"][1]["error"].as_str().unwrap().contains("More than one"));
    }

    async fn an_import_goes_on_where_it_was_broken_off(t: Test) {
        use super::{actions, model, store};
        use std::fmt::Write as _;
        let mut file = String::from("date,project,hours\n");
        for day in 0..4_500 {
            writeln!(file, "{},WEB,\"0,5\"", "2010-01-01".parse::<timetracker_types::Day>().unwrap().plus_days(day / 3)).unwrap();
        }
        let id = actions::open(&t.app, &t.bob, "a.csv").await.unwrap();
        let mut upload = super::spool::Whole(Some(file.into()));
        let taken = actions::take_in(&t.app, id, &mut upload).await.unwrap();
        actions::taken_in(&t.app, &t.bob, id, taken, actions::Wishes::default()).await.unwrap();
        actions::start(&t.app, &t.bob, id).await.unwrap();
        let stop = crate::jobs::Stop::default();
        stop.ask();
        super::carry_out(&t.app, id.get(), &stop).await.unwrap();
        let import = store::find(&t.app.db, id).await.unwrap().unwrap();
        assert_eq!((import.status, import.records), (model::Status::Running, 0));
        // One batch, and then the process is gone.
        {
            let reading = super::draft::Reading::new(import.settings().unwrap());
            let file = super::spool::fetch(&t.app, id, "utf-8").await.unwrap();
            let mut rows = super::source::Rows::open(file, ',', import.place().unwrap()).unwrap();
            let from = rows.place();
            let some = rows.some(super::batch::ROWS).unwrap();
            let some = super::judge::understood(&t.app.db, &reading, &mut super::places::Places::default(), some).await.unwrap();
            let mut run = super::batch::Run { import: &import, user: &t.bob.user, reading: &reading, so_far: store::Progress::default() };
            assert!(super::batch::write(&t.app, &mut run, &some, (from, rows.place())).await.unwrap());
            assert!(!super::batch::write(&t.app, &mut run, &some, (from, rows.place())).await.unwrap(), "a batch counts once");
        }
        let done = actions::finish_here(&t.app, &t.bob, id).await.unwrap();
        assert_eq!((done.status, done.records, done.created, done.failed), (model::Status::Done, 4_500, 4_500, 0));
        let seconds: i64 = t.app.db.scalar("SELECT CAST(SUM(duration_seconds) AS BIGINT) FROM time_entries", p![]).await.unwrap();
        assert_eq!(seconds, 4_500 * 1800);
    }

    async fn a_great_file_costs_statements_by_the_thousand(t: Test) {
        use std::fmt::Write as _;
        let mut file = String::from("project,start,duration\n");
        // In no order, so that every batch touches the whole time line.
        for row in 0..6_000_i64 {
            let minute = row * 2_579 % 6_000 * 60;
            let start = timetracker_types::Instant::from_rfc3339("2015-01-01T00:00:00Z").unwrap().plus_seconds(minute * 60);
            writeln!(file, "WEB,{},1:00", start.to_rfc3339()).unwrap();
        }
        assert_eq!(counts(&raw(&t, &t.bob, "", file.clone()).await.is(200).json()), (6_000, 0, 0));
        assert_eq!(counts(&raw(&t, &t.bob, "?async=0", file).await.is(200).json()), (0, 6_000, 0));
    }

    async fn who_does_not_wait_asks_later(t: Test) {
        let file = "project,start,duration\nWEB,2024-04-01 09:00,1\n";
        let answer = raw(&t, &t.bob, "?async=true", file).await.is(202).json();
        let path = format!("/api/v1/imports/{}", answer["import"]["id"]);
        assert_eq!(answer["import"]["status"], "queued");
        t.api(&t.charlie).get(&path).await.is(404);
        crate::jobs::run_due(&t.app).await.unwrap();
        let answer = t.api(&t.bob).get(&path).await.is(200).json();
        assert_eq!((&answer["import"]["status"], &answer["created"]), (&json!("done"), &json!(1)));
    }
}

#[tokio::test]
async fn a_file_larger_than_allowed_is_refused_and_leaves_nothing() {
    let backend = timetracker_db::testing::Backend::Sqlite;
    let database = backend.create(crate::app::MIGRATIONS).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let options = crate::config::Options {
        data_dir: Some(folder.path().into()),
        import_max_mib: Some(1),
        ..crate::config::Options::default()
    };
    let now = timetracker_types::Instant::from_rfc3339(crate::testing::NOW).unwrap();
    let clock = timetracker_types::ManualClock::new(now);
    let t = Test::with_options(database.db(), folder, options, clock)
        .await
        .set_up()
        .await;
    let file = format!("project,start,duration\n{}", "WEB,x,1\n".repeat(200_000));
    raw(&t, &t.bob, "", file).await.is(413);
    let left: i64 = t
        .app
        .db
        .scalar("SELECT COUNT(*) FROM import_chunks", p![])
        .await
        .unwrap();
    assert_eq!(left, 0);
    drop(t);
    database.remove().await.unwrap();
}
