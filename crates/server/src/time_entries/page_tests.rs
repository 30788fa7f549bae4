//! The timer's buttons, as a browser without scripts presses them.

use crate::app_tests;
use crate::testing::{Answer, Test};
use axum::http::Method;

/// Where a form leads that was sent from a page.
async fn sent_from(t: &Test, referer: &str, path: &str) -> Answer {
    let bob = t.page(&t.bob).await;
    let request = bob.request(Method::POST, path).header("referer", referer);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    t.send(request.body("".into()).unwrap()).await
}

fn flash(answer: &Answer) -> &str {
    answer.headers["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
}

app_tests! {
    async fn a_row_starts_its_issue_and_the_bar_says_so(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/timer/start", &[("task_id", &t.task.to_string())]).await.is(303);
        bob.get("/issues").await.is(200).shows("data-state=\"running\"").shows("Fix login").shows(">Stop<");
        t.clock.advance(3700);
        bob.get("/").await.is(200).shows(">1:01:40</time>").shows("– now");
        let stopped = bob.post("/timer/stop", &[]).await.is(303);
        assert!(flash(&stopped).starts_with("tt_flash=stopped."), "{}", flash(&stopped));
        bob.get("/").await.is(200).shows("data-state=\"idle\"").shows("1:01");
    }

    async fn an_identifier_or_a_link_starts_its_issue(t: Test) {
        t.app.db.exec("UPDATE tasks SET identifier = 'WEB-1' WHERE identifier IS NULL", vec![]).await.unwrap();
        let bob = t.page(&t.bob).await;
        for typed in ["web-1", " WEB-1 ", "https://linear.app/acme/issue/WEB-1/fix-login", "fix log"] {
            bob.post("/timer/start", &[("query", typed)]).await.is(303);
            bob.get("/").await.is(200).shows("data-state=\"running\"").shows("WEB-1");
            bob.post("/timer/stop", &[]).await.is(303);
        }
    }

    async fn an_unknown_identifier_is_said_and_starts_nothing(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/timer/start", &[("query", "NOPE-1")]).await.is(422).shows("There is no issue NOPE-1").shows("data-error-sentence");
        bob.get("/").await.is(200).shows("data-state=\"idle\"");
    }

    async fn words_that_are_no_issue_become_the_note(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/timer/start", &[("query", "call with Eva")]).await.is(303);
        bob.get("/").await.is(200).shows("value=\"call with Eva\"");
        bob.post("/timer/note", &[("notes", "call with Eva <Lind>")]).await.is(303);
        bob.get("/").await.is(200).shows("call with Eva &#60;Lind&#62;").hides("<Lind>");
    }

    async fn a_timer_may_start_with_nothing(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/timer/start", &[]).await.is(303);
        bob.get("/").await.is(200).shows("No description");
    }

    async fn starting_another_can_be_undone(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/timer/start", &[("query", "planning")]).await.is(303);
        t.clock.advance(600);
        let switched = bob.post("/timer/start", &[("query", "invoicing")]).await.is(303);
        let ids: Vec<&str> = flash(&switched).trim_start_matches("tt_flash=started.").split('.').collect();
        let mut told = t.page(&t.bob).await;
        told.cookie = told.cookie.map(|own| format!("{own}; {}", flash(&switched)));
        let undo = format!("/timer/undo-switch/{}/{}", ids[0], ids[1]);
        told.get("/").await.is(200).shows("the other timer was stopped").shows(&format!("action=\"{undo}\""));
        bob.post(&undo, &[]).await.is(303);
        bob.get("/").await.is(200).shows("planning").hides("invoicing").shows(">0:10:00</time>");
    }

    async fn what_happened_is_said_once(t: Test) {
        let bob = t.page(&t.bob).await;
        let started = bob.post("/timer/start", &[]).await.is(303);
        let mut told = t.page(&t.bob).await;
        told.cookie = told.cookie.map(|own| format!("{own}; {}", flash(&started)));
        let fragment = told.request(Method::GET, "/issues/suggest").header("hx-request", "true");
        let fragment = t.send(fragment.body("".into()).unwrap()).await.is(200);
        assert!(!fragment.headers.contains_key("set-cookie"), "a fragment shows no message");
        let page = told.get("/").await.is(200);
        page.shows("Timer started.");
        assert_eq!(flash(&page), "tt_flash=");
        assert!(!bob.get("/").await.is(200).headers.contains_key("set-cookie"));
    }

    async fn a_pause_stops_the_clock(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/timer/start", &[("query", "call")]).await.is(303);
        t.clock.advance(60);
        bob.post("/timer/pause", &[]).await.is(303);
        t.clock.advance(600);
        bob.get("/").await.is(200).shows("data-state=\"paused\"").shows(">Resume<").shows(">0:01:00</time>");
        bob.post("/timer/resume", &[]).await.is(303);
        t.clock.advance(60);
        bob.get("/").await.is(200).shows("data-state=\"running\"").shows(">0:02:00</time>");
    }

    async fn the_same_again(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/timer/start", &[("task_id", &t.task.to_string())]).await.is(303);
        t.clock.advance(60);
        bob.post("/timer/stop", &[]).await.is(303);
        let page = bob.get("/").await.is(200);
        let id = page.text.split("name=\"entry_id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        t.page(&t.charlie).await.post("/timer/start", &[("entry_id", &id)]).await.is(404);
        bob.post("/timer/start", &[("entry_id", &id)]).await.is(303);
        bob.get("/issues").await.is(200).shows("data-state=\"running\"").shows("Fix login");
    }

    async fn a_button_leads_back_to_its_page_and_to_no_other_host(t: Test) {
        let answer = sent_from(&t, "https://timetracker.example/issues?q=log&page=2", "/timer/start").await.is(303);
        assert_eq!(answer.location(), "/issues?q=log&page=2");
        let answer = sent_from(&t, "https://timetracker.example//evil.example/", "/timer/stop").await.is(303);
        assert_eq!(answer.location(), "/");
    }
}
