//! Comments through the API and on the page of an issue.

use crate::app_tests;
use serde_json::json;

const COMMENTS: &str = "/api/v1/comments";

app_tests! {
    async fn people_talk_about_a_task(t: Test) {
        let (alice, bob) = (t.api(&t.alice), t.api(&t.bob));
        let first = bob.post(COMMENTS, json!({"task_id": t.task.to_string(), "content": " Whose is it? "})).await.created("comment");
        let answer = alice.post(COMMENTS, json!({"task_id": t.task, "content": "Yours ✓", "parent_id": first})).await.created("comment");
        let list = bob.get(&format!("{COMMENTS}?task_id={}", t.task)).await.is(200).json();
        assert_eq!(list["pagination"]["total"], 2);
        let said = &list["comments"][0];
        assert_eq!((&said["content"], &said["reply_count"], &said["author"]), (&json!("Whose is it?"), &json!(1), &json!("bob")));
        assert_eq!((&said["target_type"], &said["target_name"]), (&json!("task"), &json!("Fix login")));
        let changed = alice.patch(&format!("{COMMENTS}/{answer}"), json!({"content": "Mine"})).await.is(200).json();
        assert_eq!(changed["comment"]["is_reply"], true);
        bob.patch(&format!("{COMMENTS}/{answer}"), json!({"content": "x"})).await.is(403);
        bob.delete(&format!("{COMMENTS}/{answer}")).await.is(403);
        alice.delete(&format!("{COMMENTS}/{first}")).await.is(200).shows("message");
        bob.get(&format!("{COMMENTS}/{first}")).await.is(404);
        assert_eq!(bob.get(&format!("{COMMENTS}/{answer}")).await.json()["comment"]["parent_id"], first);
    }

    async fn a_comment_needs_words_and_one_thing_to_be_about(t: Test) {
        let bob = t.api(&t.bob);
        bob.post(COMMENTS, json!({"content": "x"})).await.is(400).shows("task_id");
        bob.post(COMMENTS, json!({"content": "x", "task_id": t.task, "project_id": t.project})).await.is(400);
        bob.post(COMMENTS, json!({"content": "  ", "task_id": t.task})).await.is(400).shows("content");
        bob.post(COMMENTS, json!({"content": "x".repeat(5001), "task_id": t.task})).await.is(400).shows("5000");
        bob.post(COMMENTS, json!({"content": "a\u{0}b", "task_id": t.task})).await.is(400);
        bob.post(COMMENTS, json!({"content": "x", "task_id": 99})).await.is(400).shows("task");
        let other = bob.post(COMMENTS, json!({"content": "x", "project_id": t.project})).await.created("comment");
        bob.post(COMMENTS, json!({"content": "x", "task_id": t.task, "parent_id": other})).await.is(400).shows("parent_id");
        bob.get(COMMENTS).await.is(400).shows("error");
        t.api(&t.vera).post(COMMENTS, json!({"content": "x", "task_id": t.task})).await.is(403);
    }

    async fn the_page_of_an_issue_shows_and_takes_comments(t: Test) {
        let bob = t.page(&t.bob).await;
        let path = format!("/issues/{}", t.task);
        let sent = bob.post(&format!("{path}/comments"), &[("content", "Line one\n<b>two</b>")]).await.is(303);
        assert_eq!(sent.location(), format!("{path}#comments"));
        bob.get(&path).await.is(200).shows("Line one").shows("&#60;b&#62;two").shows("/comments/1/delete");
        t.page(&t.charlie).await.get(&path).await.is(200).shows("Line one").hides("/comments/1/delete");
        t.page(&t.vera).await.get(&path).await.is(200).hides("name=\"content\"");
        t.page(&t.charlie).await.post("/comments/1/delete", &[]).await.is(403);
        bob.post("/comments/1/delete", &[]).await.is(303);
        bob.get(&path).await.is(200).hides("Line one");
    }
}
