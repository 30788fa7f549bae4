//! Favourite projects through the API.

use crate::app_tests;
use serde_json::json;

const FAVORITES: &str = "/api/v1/users/me/favorites/projects";

app_tests! {
    async fn a_project_is_marked_once_and_for_oneself(t: Test) {
        let bob = t.api(&t.bob);
        bob.post(FAVORITES, json!({"project_id": t.project.to_string()})).await.is(201);
        bob.post(FAVORITES, json!({"project_id": t.project})).await.is(200).shows("already");
        let list = bob.get(FAVORITES).await.is(200).json();
        assert_eq!((&list["favorites"][0]["project_id"], list["favorites"].as_array().unwrap().len()), (&json!(t.project), 1));
        assert_eq!(t.api(&t.charlie).get(FAVORITES).await.json()["favorites"], json!([]));
        bob.delete(&format!("{FAVORITES}/{}", t.project)).await.is(200).shows("message");
        bob.delete(&format!("{FAVORITES}/{}", t.project)).await.is(404);
        bob.post(FAVORITES, json!({"project_id": 99})).await.is(404);
        bob.post(FAVORITES, json!({})).await.is(400).shows("project_id");
    }
}
