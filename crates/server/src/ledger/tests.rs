//! The list of entries: pages, changes of many, their undo.

use crate::app_tests;
use crate::testing::{Answer, Test};
use serde_json::json;

async fn entries(t: &Test, count: u32) -> Vec<i64> {
    let mut ids = Vec::new();
    for number in 0..count {
        let (hour, minute) = (number / 4, number % 4 * 15);
        let start = format!("2026-11-20T{hour:02}:{minute:02}");
        let body = json!({"start_time": start, "project_id": t.project, "end_time": format!("2026-11-20T{hour:02}:{:02}", minute + 14)});
        ids.push(
            t.api(&t.bob)
                .post("/api/v1/time-entries", body)
                .await
                .created("time_entry"),
        );
    }
    ids
}

fn flash(answer: &Answer) -> String {
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    cookie
        .split(';')
        .next()
        .unwrap()
        .trim_start_matches("tt_flash=")
        .to_owned()
}

app_tests! {
    async fn a_page_has_fifty_and_the_total_all(t: Test) {
        entries(&t, 60).await;
        let bob = t.page(&t.bob).await;
        let first = bob.get("/time-entries?from=2026-11-20&to=2026-11-20").await.is(200);
        assert_eq!(first.text.matches("data-row ").count() + first.text.matches("data-row>").count(), 50);
        first.shows("60 entries").shows("1–50 of 60").shows("page=2");
        let second = bob.get("/time-entries?from=2026-11-20&to=2026-11-20&page=2").await.is(200);
        second.shows("60 entries").shows("51–60 of 60").hides("page=3");
    }

    async fn many_are_changed_at_once_and_given_back(t: Test) {
        let ids = entries(&t, 3).await;
        let bob = t.page(&t.bob).await;
        let (one, two) = (ids[0].to_string(), ids[1].to_string());
        let here = "/time-entries/bulk?range=all";
        let done = bob.post(here, &[("id", &one), ("id", &two), ("action", "not-billable"), ("tag", "")]).await.is(303);
        assert_eq!(done.location(), "/time-entries?range=all");
        let told = flash(&done);
        assert!(told.starts_with("bulk."), "{told}");
        bob.get("/time-entries?range=all&billable=false").await.is(200).shows("2 entries");
        let change = told.split('.').nth(1).unwrap().to_owned();
        t.page(&t.charlie).await.post(&format!("/time-entries/bulk/{change}/undo"), &[]).await.is(404);
        t.clock.advance(60);
        t.api(&t.bob).patch(&format!("/api/v1/time-entries/{one}"), json!({"notes": "Changed since"})).await.is(200);
        let undone = bob.post(&format!("/time-entries/bulk/{change}/undo"), &[]).await.is(303);
        assert_eq!(flash(&undone), "undone-but.1");
        bob.get("/time-entries?range=all&billable=false").await.is(200).shows("1 entry").shows("Changed since");

        bob.post(here, &[("all", "true"), ("action", "add-tag"), ("tag", "sprint")]).await.is(303);
        bob.get("/time-entries?range=all&tag=sprint").await.is(200).shows("3 entries");
        bob.post(&format!("{here}&tag=sprint"), &[("all", "true"), ("action", "delete"), ("tag", "")]).await.is(303);
        bob.get("/time-entries?range=all").await.is(200).shows("No time here");
    }

    async fn a_change_of_many_says_what_it_lacks(t: Test) {
        let ids = entries(&t, 1).await;
        let one = ids[0].to_string();
        let bob = t.page(&t.bob).await;
        let here = "/time-entries/bulk";
        let stale = [("action", "delete"), ("all", "true"), ("whole", "7")];
        bob.post("/time-entries/bulk?range=all", &stale).await.is(409).shows("finds other entries by now");
        bob.post(here, &[("action", "delete")]).await.is(422).shows("Tick the entries");
        bob.post(here, &[("id", &one), ("action", "")]).await.is(422).shows("Choose what to do");
        bob.post(here, &[("id", &one), ("action", "add-tag"), ("tag", "a,b")]).await.is(422);
        t.page(&t.charlie).await.post(here, &[("id", &one), ("action", "delete")]).await.is(403);
        t.page(&t.vera).await.post(here, &[("id", &one), ("action", "delete")]).await.is(403);
        t.page(&t.alice).await.post(here, &[("id", &one), ("action", "paid")]).await.is(303);
        bob.get("/time-entries?range=all").await.is(200).shows("1 entry");
    }
}
