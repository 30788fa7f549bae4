//! Imports as people meet them, through the router, on both engines.

use crate::app_tests;
use crate::auth::Actor;
use crate::testing::{Answer, Test};
use axum::body::Body;
use axum::http::{Method, header};

const FILE: &str = "projekt;von;bis;was\nWEB;01.04.2024 09:00;01.04.2024 10:30;Größe\nNOPE;01.04.2024 11:00;01.04.2024 12:00;x\n\
    WEB;01.04.2024 13:00;01.04.2024 14:00;y\n";

/// Sends a file as the page's form does.
async fn upload(t: &Test, person: &Actor, name: &str, file: &str) -> Answer {
    let browser = t.page(person).await;
    let body = format!(
        "--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
        content-type: text/csv\r\n\r\n{file}\r\n--B--\r\n"
    );
    let request = browser.request(Method::POST, "/imports");
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=B");
    t.send(request.body(Body::from(body)).unwrap()).await
}

app_tests! {
    async fn a_file_is_looked_at_mapped_imported_and_undone(t: Test) {
        let page = t.page(&t.bob).await;
        page.get("/imports").await.is(200).shows("Bring time from a file");
        let answer = upload(&t, &t.bob, "märz.csv", FILE).await.is(303);
        let draft = answer.location().to_owned();
        let seen = page.get(&draft).await.is(200);
        seen.shows("märz.csv").shows("2 rows go in").shows("1 would fail").shows("Import 2 entries");
        seen.shows("1 Apr 09:00–10:30").shows("There is no project with the id, code or name “NOPE”");
        // Nobody named a column "was": it is left out until somebody says what it is.
        seen.shows("<option value=\"\">Leave out</option>");
        page.post(&draft, &[("column3", "notes"), ("zone", "UTC"), ("atomic", "")]).await.is(303);
        page.get(&draft).await.is(200).shows("1 Apr 11:00–12:30");
        page.post(&draft, &[("zone", "Europe/Brussels")]).await.is(303);
        page.post(&format!("{draft}/start"), &[("column3", "notes")]).await.is(303);
        page.get(&draft).await.is(200).shows("data-poll").shows("Waiting for its turn");
        crate::jobs::run_due(&t.app).await.unwrap();
        let done = page.get(&draft).await.is(200);
        done.shows("2 entries imported").shows("1 row failed").shows("Undo this import").hides("data-poll");
        page.get("/?day=2024-04-01").await.is(200).shows("Größe");
        page.get("/imports").await.is(200).shows("2 entries imported");

        let failed = page.get(&format!("{draft}/failed.csv")).await.is(200);
        failed.shows("projekt;von;bis;was;row;line;column;problem").shows("NOPE;01.04.2024 11:00").shows(";3;3;projekt;");
        page.post(&format!("{draft}/start"), &[]).await.is(409);
        page.post(&format!("{draft}/discard"), &[]).await.is(409);
        page.post(&format!("{draft}/cancel"), &[]).await.is(409);

        page.post(&format!("{draft}/undo"), &[]).await.is(303);
        crate::jobs::run_due(&t.app).await.unwrap();
        page.get(&draft).await.is(200).shows("Undone: 2 entries taken out").hides("Undo this import");
        page.get("/?day=2024-04-01").await.is(200).hides("Größe");
    }

    async fn what_is_there_already_is_told_before_it_is_imported_again(t: Test) {
        let file = "project,start,duration\nWEB,2024-04-01 09:00,1\nWEB,2024-04-01 10:00,1\n";
        let page = t.page(&t.bob).await;
        let first = upload(&t, &t.bob, "a.csv", file).await.is(303).location().to_owned();
        page.post(&format!("{first}/start"), &[]).await.is(303);
        crate::jobs::run_due(&t.app).await.unwrap();
        let again = upload(&t, &t.bob, "a.csv", file).await.is(303).location().to_owned();
        page.get(&again).await.is(200).shows("0 rows go in").shows("2 there already");
        page.post(&format!("{again}/start"), &[]).await.is(303);
        crate::jobs::run_due(&t.app).await.unwrap();
        page.get(&again).await.is(200).shows("Everything was there already");
    }

    async fn a_file_whose_columns_say_nothing_waits_for_their_meaning(t: Test) {
        let page = t.page(&t.bob).await;
        let draft = upload(&t, &t.bob, "a.csv", "a,b,c\nWEB,2024-04-01 09:00,90\n").await.is(303).location().to_owned();
        page.get(&draft).await.is(200).shows("No column says which project");
        page.post(&format!("{draft}/start"), &[]).await.is(422).shows("No column says which project");
        let columns = [("column0", "project_id"), ("column1", "start_time"), ("column2", "duration"), ("unit", "minutes")];
        page.post(&draft, &columns).await.is(303);
        page.get(&draft).await.is(200).shows("1 row goes in").shows("09:00–10:30");
        // Cut in another way, the headings are others.
        page.post(&draft, &[("delimiter", "semicolon")]).await.is(303);
        page.get(&draft).await.is(200).shows("a,b,c");
        page.post(&draft, &[("encoding", "klingon")]).await.is(422);
        page.post(&draft, &[("zone", "Mars")]).await.is(422);
        page.post(&format!("{draft}/discard"), &[]).await.is(303);
        page.get(&draft).await.is(404);
    }

    async fn one_sees_ones_own_imports_only(t: Test) {
        let draft = upload(&t, &t.bob, "a.csv", FILE).await.is(303).location().to_owned();
        for person in [&t.charlie, &t.alice] {
            let page = t.page(person).await;
            page.get("/imports").await.is(200).hides("a.csv");
            for path in ["", "/progress", "/failed.csv"] {
                page.get(&format!("{draft}{path}")).await.is(404);
            }
            for path in ["", "/start", "/discard", "/cancel", "/undo"] {
                page.post(&format!("{draft}{path}"), &[]).await.is(404);
            }
        }
        t.page(&t.vera).await.get("/imports").await.is(403);
        upload(&t, &t.vera, "a.csv", FILE).await.is(403);
    }

    async fn a_form_without_a_file_is_told_so(t: Test) {
        upload(&t, &t.bob, "a.csv", "").await.is(422).shows("Choose a file.");
        let page = t.page(&t.bob).await;
        page.post("/imports", &[("file", "x")]).await.is(422);
    }

    async fn an_import_stops_when_asked(t: Test) {
        let page = t.page(&t.bob).await;
        let draft = upload(&t, &t.bob, "a.csv", "project,start,duration\nWEB,2024-04-01 09:00,1\n").await.location().to_owned();
        page.post(&format!("{draft}/start"), &[]).await.is(303);
        page.post(&format!("{draft}/cancel"), &[]).await.is(303);
        page.get(&format!("{draft}/progress")).await.is(200).shows("Stopping after these rows");
        crate::jobs::run_due(&t.app).await.unwrap();
        page.get(&draft).await.is(200).shows("Stopped after 0 entries");
    }
}
