//! Notes about clients through the API.

use crate::app_tests;
use serde_json::json;

app_tests! {
    async fn people_note_something_about_a_client(t: Test) {
        let (alice, bob, charlie) = (t.api(&t.alice), t.api(&t.bob), t.api(&t.charlie));
        let id = bob.post("/api/v1/clients/1/notes", json!({"content": "call back", "is_important": true})).await.created("note");
        bob.post("/api/v1/clients/1/notes", json!({"body": "second"})).await.is(201);
        let list = charlie.get("/api/v1/clients/1/notes").await.is(200).json();
        assert_eq!((&list["notes"][1]["content"], &list["notes"][1]["client_name"]), (&json!("call back"), &json!("Acme")));
        let path = format!("/api/v1/client-notes/{id}");
        assert_eq!(bob.patch(&path, json!({"content": "called"})).await.is(200).json()["note"]["is_important"], true);
        charlie.patch(&path, json!({"content": "x"})).await.is(403);
        charlie.delete(&path).await.is(403);
        alice.delete(&path).await.is(200).shows("message");
        bob.get(&path).await.is(404);
    }

    async fn a_note_needs_words_and_a_client(t: Test) {
        let bob = t.api(&t.bob);
        bob.post("/api/v1/clients/1/notes", json!({"content": " "})).await.is(400).shows("content");
        bob.post("/api/v1/clients/99/notes", json!({"content": "x"})).await.is(404);
        bob.get("/api/v1/clients/99/notes").await.is(404);
        t.api(&t.vera).post("/api/v1/clients/1/notes", json!({"content": "x"})).await.is(403);
    }
}
