//! Contacts through the API, as the desktop and the mobile app send them.

use crate::app_tests;
use serde_json::{Value, json};

const CONTACTS: &str = "/api/v1/clients/1/contacts";

app_tests! {
    async fn a_contact_has_a_name_in_one_piece_or_two(t: Test) {
        let bob = t.api(&t.bob);
        let body = json!({"name": "Ada King Lovelace", "email": "ada@acme.example", "phone": "1", "role": "billing"});
        let ada = bob.post(CONTACTS, body).await.is(201).json()["contact"].clone();
        for (key, value) in [("first_name", "Ada"), ("last_name", "King Lovelace"), ("full_name", "Ada King Lovelace"), ("role", "billing")] {
            assert_eq!(ada[key], value, "{key}");
        }
        let only = bob.post(CONTACTS, json!({"first_name": "Cher", "last_name": "", "tags": ["vip", "a"], "is_primary": true})).await;
        assert_eq!(only.is(201).json()["contact"]["tags"], json!(["vip", "a"]));
        let list = t.api(&t.charlie).get(CONTACTS).await.is(200).json();
        assert_eq!((&list["contacts"][0]["display_name"], &list["pagination"]["total"]), (&json!("Cher"), &json!(2)));
        bob.post(CONTACTS, json!({"email": "x@y.z"})).await.is(400).shows("first_name");
        bob.post(CONTACTS, json!({"name": "x", "tags": [1]})).await.is(400).shows("tags");
        bob.post("/api/v1/clients/99/contacts", json!({"name": "x"})).await.is(404);
        bob.get("/api/v1/clients/99/contacts").await.is(404);
        t.api(&t.vera).post(CONTACTS, json!({"name": "x"})).await.is(403);
    }

    async fn one_contact_is_first_and_its_maker_or_a_manager_changes_it(t: Test) {
        let (alice, bob) = (t.api(&t.alice), t.api(&t.bob));
        let first = bob.post(CONTACTS, json!({"name": "A B", "is_primary": true, "phone": "1"})).await.created("contact");
        let second = alice.post(CONTACTS, json!({"name": "C D", "is_primary": "yes"})).await.created("contact");
        let path = format!("/api/v1/contacts/{first}");
        assert_eq!(bob.get(&path).await.is(200).json()["contact"]["is_primary"], false);
        let changed = bob.patch(&path, json!({"phone": null, "last_name": "E"})).await.is(200).json()["contact"].clone();
        assert_eq!((&changed["phone"], &changed["name"]), (&Value::Null, &json!("A E")));
        bob.patch(&format!("/api/v1/contacts/{second}"), json!({"name": "x"})).await.is(403);
        alice.delete(&path).await.is(200).shows("message");
        bob.get(&path).await.is(404);
        assert_eq!(bob.get(CONTACTS).await.json()["pagination"]["total"], 1);
    }
}
