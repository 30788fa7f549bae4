//! Saved filters through the API.

use crate::app_tests;
use serde_json::json;

const FILTERS: &str = "/api/v1/saved-filters";

app_tests! {
    async fn a_filter_is_its_owners_until_it_is_shared(t: Test) {
        let (bob, charlie) = (t.api(&t.bob), t.api(&t.charlie));
        let body = json!({"name": "This week", "scope": "time", "payload": {"range": "7d", "tags": ["a"]}});
        let id = bob.post(FILTERS, body).await.created("filter");
        let path = format!("{FILTERS}/{id}");
        charlie.get(&path).await.is(404);
        charlie.patch(&path, json!({"name": "x"})).await.is(404);
        assert_eq!(charlie.get(FILTERS).await.is(200).json()["pagination"]["total"], 0);
        let shared = bob.patch(&path, json!({"is_shared": true})).await.is(200).json()["filter"].clone();
        assert_eq!((&shared["name"], &shared["payload"]), (&json!("This week"), &json!({"range": "7d", "tags": ["a"]})));
        assert_eq!(charlie.get(&format!("{FILTERS}?scope=time")).await.json()["filters"][0]["id"], id);
        assert_eq!(charlie.get(&format!("{FILTERS}?scope=tasks")).await.json()["filters"], json!([]));
        charlie.patch(&path, json!({"name": "x"})).await.is(403);
        charlie.delete(&path).await.is(403);
        bob.delete(&path).await.is(200).shows("message");
        bob.get(&path).await.is(404);
    }

    async fn a_filter_needs_a_name_a_scope_and_something_to_keep(t: Test) {
        let errors = t.api(&t.bob).post(FILTERS, json!({})).await.is(400).json()["errors"].clone();
        for field in ["name", "scope", "payload"] {
            assert!(errors[field][0].is_string(), "{field} in {errors}");
        }
        for payload in [json!({}), json!([1]), json!("x"), json!({"x": "y".repeat(20_000)})] {
            t.api(&t.bob).post(FILTERS, json!({"name": "n", "scope": "s", "payload": payload})).await.is(400).shows("payload");
        }
        t.api(&t.bob).with_scopes("read:filters").post(FILTERS, json!({})).await.is(403).shows("write:filters");
    }
}
