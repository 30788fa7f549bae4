//! Notices through the router, on both engines.

use super::*;
use crate::app_tests;
use crate::testing::Test;
use serde_json::json;

const TEXT: &str = "Linear refused the key. Paste a new one under Integrations.";

async fn tell(t: &Test, key: &str) {
    let tx = t.app.db.begin().await.unwrap();
    tell_admins(
        &tx,
        key,
        Severity::Error,
        TEXT,
        "/integrations/linear",
        t.app.now(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn over(t: &Test, key: &str) {
    let tx = t.app.db.begin().await.unwrap();
    resolve(&tx, key, t.app.now()).await.unwrap();
    tx.commit().await.unwrap();
}

app_tests! {
    async fn administrators_are_told_once_on_every_page_and_nobody_else_is(t: Test) {
        tell(&t, "linear/key").await;
        tell(&t, "linear/key").await;
        for page in ["/", "/settings/me", "/projects"] {
            let answer = t.page(&t.alice).await.get(page).await.is(200);
            assert_eq!(answer.text.matches(TEXT).count(), 1, "{page}");
            answer.shows("href=\"/integrations/linear\"").shows("/dismiss\"");
            t.page(&t.bob).await.get(page).await.is(200).hides(TEXT);
        }
    }

    async fn a_dismissed_notice_stays_away_until_its_trouble_comes_back(t: Test) {
        tell(&t, "linear/key").await;
        let alice = t.page(&t.alice).await;
        let id = t.api(&t.alice).get("/api/v1/notices").await.is(200).json()["notices"][0]["id"].clone();
        let form = alice.request(axum::http::Method::POST, &format!("/notices/{id}/dismiss"))
            .header("referer", "https://timetracker.example/projects?q=x");
        let answer = t.send(form.body(axum::body::Body::empty()).unwrap()).await.is(303);
        assert_eq!(answer.location(), "/projects?q=x");
        tell(&t, "linear/key").await;
        alice.get("/").await.is(200).hides(TEXT);
        over(&t, "linear/key").await;
        tell(&t, "linear/key").await;
        alice.get("/").await.is(200).shows(TEXT);
    }

    async fn a_resolved_notice_is_gone(t: Test) {
        tell(&t, "linear/key").await;
        over(&t, "another").await;
        t.page(&t.alice).await.get("/").await.is(200).shows(TEXT);
        over(&t, "linear/key").await;
        t.page(&t.alice).await.get("/").await.is(200).hides(TEXT);
    }

    async fn what_was_rolled_back_was_never_told(t: Test) {
        let tx = t.app.db.begin().await.unwrap();
        tell_admins(&tx, "linear/key", Severity::Info, TEXT, "", t.app.now()).await.unwrap();
        tx.rollback().await.unwrap();
        t.page(&t.alice).await.get("/").await.is(200).hides(TEXT);
    }

    async fn one_person_can_be_told_alone(t: Test) {
        let tx = t.app.db.begin().await.unwrap();
        tell_person(&tx, t.bob.user.id, "own", (Severity::Info, TEXT, ""), t.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        t.page(&t.alice).await.get("/").await.is(200).hides(TEXT);
        t.page(&t.charlie).await.get("/").await.is(200).hides(TEXT);
        t.page(&t.bob).await.get("/").await.is(200).shows(TEXT);
        // Others cannot put it away: to them it does not exist.
        let id: i64 = super::store::shown_to(&t.app.db, &t.bob).await.unwrap()[0].id.get();
        t.page(&t.charlie).await.post(&format!("/notices/{id}/dismiss"), &[]).await.is(404);
        t.api(&t.alice).post_empty(&format!("/api/v1/notices/{id}/dismiss")).await.is(404);
        t.page(&t.bob).await.post(&format!("/notices/{id}/dismiss"), &[]).await.is(303);
        t.page(&t.bob).await.get("/").await.is(200).hides(TEXT);
    }

    async fn programs_list_and_dismiss(t: Test) {
        for key in ["a", "b", "c"] {
            tell(&t, key).await;
        }
        over(&t, "a").await;
        let api = t.api(&t.alice);
        let open = api.get("/api/v1/notices?per_page=1").await.is(200).json();
        assert_eq!((&open["pagination"]["total"], &open["notices"][0]["key"]), (&json!(2), &json!("c")));
        let notice = &open["notices"][0];
        assert_eq!((&notice["severity"], &notice["link"], &notice["dismissed_at"]), (&json!("error"), &json!("/integrations/linear"), &json!(null)));
        let path = format!("/api/v1/notices/{}/dismiss", notice["id"]);
        let answer = api.post_empty(&path).await.is(200).json();
        assert_eq!(answer["notice"]["dismissed_by"], json!(t.alice.user.id));
        // Twice is no mistake, and the first stamp stays.
        t.clock.advance(60);
        assert_eq!(api.post_empty(&path).await.is(200).json()["notice"], answer["notice"]);
        assert_eq!(api.get("/api/v1/notices").await.json()["pagination"]["total"], json!(1));
        assert_eq!(api.get("/api/v1/notices?status=all").await.json()["pagination"]["total"], json!(3));
        api.post_empty("/api/v1/notices/4711/dismiss").await.is(404);
    }

    async fn only_an_administrators_token_for_everything_reads_them(t: Test) {
        t.api(&t.alice).with_scopes("read:users").get("/api/v1/notices").await.is(403);
        t.api(&t.bob).get("/api/v1/notices").await.is(403);
        t.api(&t.bob).post_empty("/api/v1/notices/1/dismiss").await.is(403);
    }
}
