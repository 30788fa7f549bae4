//! The list of issues, one issue, and suggestions.

use crate::app_tests;
use crate::testing::Test;
use serde_json::json;
use timetracker_db::p;

/// Adds tasks as the sync would have made them, with numbers from 1.
async fn issues(t: &Test, count: usize) {
    let tx = t.app.db.begin().await.unwrap();
    for number in 1..=count {
        let identifier = format!("ENG-{number}");
        let name = format!("{identifier}: Sketch the {number}th page of the list");
        let text = super::search_text(Some(&identifier), &name);
        let status = ["todo", "in_progress", "done"][number % 3];
        let sql = "INSERT INTO tasks (project_id, name, identifier, search_text, status, tags, assignee_id, estimate_seconds,
                custom_fields, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, 'bug, security', $6, 3600, $7, $8, $8)";
        let custom = json!({"integration": {"source": "linear", "url": format!("https://linear.app/acme/issue/{identifier}")}});
        let assignee = (number % 2 == 0).then_some(t.bob.user.id);
        tx.exec(
            sql,
            p![
                t.project,
                name,
                identifier,
                text,
                status,
                assignee,
                custom.to_string(),
                t.app.now()
            ],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

app_tests! {
    async fn every_row_can_be_started_by_name(t: Test) {
        issues(&t, 3).await;
        let page = t.page(&t.bob).await.get("/issues").await.is(200);
        page.shows("aria-label=\"Start ENG-1\"").shows("aria-label=\"Start ENG-3\"").shows("4 issues");
        t.page(&t.vera).await.get("/issues").await.is(200).shows("ENG-1").hides("Start ENG-1");
    }

    async fn totals_are_over_the_filter_not_over_the_page(t: Test) {
        issues(&t, 120).await;
        let bob = t.page(&t.bob).await;
        let page = bob.get("/issues").await.is(200);
        page.shows("1–50 of 121 issues").shows("121 · 0:00 of 120:00").hides("rel=\"prev\"");
        bob.get("/issues?page=3").await.is(200).shows("101–121 of 121 issues").shows("rel=\"prev\"").hides("rel=\"next\"");
        bob.get("/issues?page=9").await.is(200).shows("No issue");
        bob.get("/issues?state=done").await.is(200).shows("1–40 of 40 issues").hides("In progress</h2>");
    }

    async fn filters_narrow_and_survive_turning_the_page(t: Test) {
        issues(&t, 150).await;
        let bob = t.page(&t.bob).await;
        bob.get("/issues?assignee=me&state=open").await.is(200).shows("1–50 of 50 issues").shows(">Clear<");
        bob.get("/issues?assignee=me").await.is(200).shows("/issues?assignee=me&#38;page=2");
        bob.get("/issues?q=eng-77").await.is(200).shows("ENG-77").shows("1–1 of 1 issue");
        bob.get("/issues?q=100%25").await.is(200).shows("No issue matches");
        bob.get("/issues?q=%27%3B--%00&project=x&state=y&assignee=z&page=-1").await.is(200);
    }

    async fn an_issue_asked_for_by_name_comes_first_whatever_its_state(t: Test) {
        issues(&t, 60).await;
        let bob = t.page(&t.bob).await;
        let first = |text: &str| text.split("aria-label=\"Start ").nth(1).unwrap().split('"').next().unwrap().to_owned();
        for typed in ["eng-2", "https%3A%2F%2Flinear.app%2Facme%2Fissue%2FENG-2%2Fsketch"] {
            let page = bob.get(&format!("/issues?q={typed}")).await.is(200);
            assert_eq!(first(&page.text), "ENG-2");
            assert_eq!(page.text.matches("\"Start ENG-2\"").count(), 1);
            page.shows("ENG-20").shows("of 11 issues");
        }
        bob.get("/issues?q=eng-999").await.is(200).shows("No issue matches");
    }

    async fn fifty_rows_weigh_little(t: Test) {
        issues(&t, 60).await;
        let page = t.page(&t.bob).await.get("/issues").await.is(200);
        assert_eq!(page.text.matches("class=\"row issue\"").count(), 50);
        assert!(page.text.len() < 80_000, "fifty rows take {} bytes", page.text.len());
    }

    async fn an_empty_list_says_what_to_do(t: Test) {
        t.app.db.exec("UPDATE tasks SET archived_at = 0", vec![]).await.unwrap();
        t.page(&t.alice).await.get("/issues").await.is(200).shows("No issues yet").shows("href=\"/integrations\"");
        t.page(&t.bob).await.get("/issues").await.is(200).shows("An administrator can do that");
    }

    async fn an_issue_shows_who_worked_on_it_to_those_who_may_see_it(t: Test) {
        let entry = |start: &str, end: &str| json!({"task_id": t.task, "start_time": start, "end_time": end});
        t.api(&t.bob).post("/api/v1/time-entries", entry("2026-11-23T09:00", "2026-11-23T10:30")).await.is(201);
        t.api(&t.charlie).post("/api/v1/time-entries", entry("2026-11-23T09:00", "2026-11-23T09:20")).await.is(201);
        let path = format!("/issues/{}", t.task);
        t.page(&t.alice).await.get(&path).await.is(200).shows(">bob<").shows("1:30").shows("charlie").shows("0:20").shows("1:50");
        t.page(&t.charlie).await.get(&path).await.is(200).hides("clip\">bob<").shows("Others").shows("charlie").shows("1:50");
        t.page(&t.bob).await.get("/issues/999999").await.is(404);
        t.page(&t.bob).await.get("/issues/nonsense").await.is(404);
    }

    async fn a_running_timer_is_part_of_the_total(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/timer/start", &[("task_id", &t.task.to_string())]).await.is(303);
        t.clock.advance(3600);
        bob.get(&format!("/issues/{}", t.task)).await.is(200).shows("1:00");
    }

    async fn suggestions_begin_with_what_was_meant(t: Test) {
        issues(&t, 40).await;
        let bob = t.page(&t.bob).await;
        let first = |text: &str| text.split("<span class=\"id\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        for typed in ["eng-7", "https%3A%2F%2Flinear.app%2Facme%2Fissue%2FENG-7%2Fwords"] {
            let answer = bob.get(&format!("/issues/suggest?q={typed}")).await.is(200);
            assert_eq!(first(&answer.text), "ENG-7");
            answer.hides("<html").shows("role=\"option\"");
        }
        bob.get("/issues/suggest?q=call+Eva").await.is(200).shows("Start without an issue").shows("call Eva");
        bob.get("/issues/suggest?q=call+Eva&only=issues").await.is(200).hides("without an issue");
        assert_eq!(bob.get("/issues/suggest").await.is(200).text.matches("role=\"option\"").count(), 8);
    }
}
