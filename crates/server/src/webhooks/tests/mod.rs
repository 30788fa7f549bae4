//! Webhooks through the router and the queue, on both engines, with a receiver on this machine.

mod delivering;
mod faults;
mod managing;
mod paging;
mod receiver;
mod telling;

use crate::config::Options;
use crate::jobs::run_due;
use crate::testing::Test;
use receiver::Receiver;
use serde_json::{Value, json};

/// The same installation, told that webhooks may be sent to this machine.
async fn open(t: &Test) -> Test {
    let path = t.app.config.secret_key_path();
    let key = t.app.config.secret_key.clone();
    let key = key.unwrap_or_else(|| std::fs::read_to_string(path).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        data_dir: Some(folder.path().into()),
        secret_key: Some(key),
        webhook_allow_private: Some("127.0.0.0/8".into()),
        ..Options::default()
    };
    let mut open = Test::with_options(t.app.db.clone(), folder, options, t.clock.clone()).await;
    (open.alice, open.bob) = (t.alice.clone(), t.bob.clone());
    (open.charlie, open.vera) = (t.charlie.clone(), t.vera.clone());
    (open.project, open.task) = (t.project, t.task);
    open
}

/// Makes alice's webhook to this address and answers it as the API did.
async fn hook(t: &Test, url: &str, events: &[&str], more: Value) -> Value {
    let mut body = json!({"name": "Mirror", "url": url, "events": events});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let answer = t.api(&t.alice).post("/api/v1/webhooks", body).await.is(201);
    answer.json()["webhook"].clone()
}

/// Something happens: a client of this name is added.
async fn happen(t: &Test, name: &str) {
    t.api(&t.alice)
        .post("/api/v1/clients", json!({"name": name}))
        .await
        .is(201);
}

async fn work(t: &Test) -> usize {
    run_due(&t.app).await.unwrap()
}

/// The webhook as it is now.
async fn state(t: &Test, hook: &Value) -> Value {
    t.api(&t.alice)
        .get(&format!("/api/v1/webhooks/{}", hook["id"]))
        .await
        .is(200)
        .json()["webhook"]
        .clone()
}

/// Its log, the oldest first.
async fn deliveries(t: &Test, hook: &Value) -> Vec<Value> {
    let path = format!("/api/v1/webhooks/{}/deliveries?per_page=100", hook["id"]);
    let answer = t.api(&t.alice).get(&path).await.is(200).json();
    let mut rows = answer["deliveries"].as_array().unwrap().clone();
    rows.reverse();
    rows
}

async fn last(t: &Test, hook: &Value) -> Value {
    deliveries(t, hook).await.pop().unwrap()
}
