//! The pages: make a webhook, test it, read its log, without a script.

use super::receiver::Manner;
use super::*;
use crate::app_tests;

const FORM: [(&str, &str); 10] = [
    ("name", "Chat"),
    ("description", "Tells the team"),
    ("http_method", "POST"),
    ("content_type", "application/json"),
    ("headers", "Authorization: Bearer topsecret\nX-Team: north"),
    ("max_retries", "20"),
    ("retry_delay_seconds", "60"),
    ("timeout_seconds", "30"),
    ("event.client.created", "true"),
    ("event.task.completed", "true"),
];

fn form(url: &str) -> Vec<(&str, &str)> {
    FORM.into_iter().chain([("url", url)]).collect()
}

app_tests! {
    async fn from_the_form_to_the_log(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let bob = t.page(&t.bob).await;
        bob.get("/settings/webhooks").await.is(200).shows("No webhooks yet");
        bob.get("/settings/webhooks/new").await.is(200).shows("time_entry.stopped").hides("invoice.paid");
        let made = bob.post("/settings/webhooks", &form(&receiver.url)).await.is(200);
        made.shows("cannot be shown again").shows("<code>client.created</code>").hides("topsecret");
        bob.get("/settings/webhooks").await.is(200).shows("Chat").shows("2 events").shows("Nothing sent yet");
        let page = bob.get("/settings/webhooks/1").await.is(200);
        page.hides("cannot be shown again").shows("Requests are signed");
        receiver.answers([Manner::Status(418, "I am <b>a teapot</b>")]);
        let sent = bob.post("/settings/webhooks/1/test", &[]).await.is(303);
        assert_eq!(sent.location(), "/settings/webhooks/1");
        bob.get("/settings/webhooks/1").await.is(200).shows("data-poll").shows("Waiting");
        work(&t).await;
        let page = bob.get("/settings/webhooks/1").await.is(200);
        page.hides("data-poll").shows("Failed").shows("The receiver answered 418").shows("0 accepted, 1 failed");
        let delivery = bob.get("/settings/webhooks/1/deliveries/1").await.is(200);
        delivery.shows("I am &#60;b&#62;a teapot").shows("x-webhook-event: webhook.test").shows("Authorization: ••••");
        delivery.hides("topsecret").shows(receiver.seen()[0].header("x-webhook-signature"));
        bob.post("/settings/webhooks/1/deliveries/1/redeliver", &[]).await.is(303);
        work(&t).await;
        bob.get("/settings/webhooks/1?status=success").await.is(200).shows("answered 200").hides("418");
        bob.get("/settings/webhooks/1/log?status=failed").await.is(200).shows("418").hides("<html");
        assert_eq!(receiver.seen()[0].header("authorization"), "Bearer topsecret");
    }

    async fn a_refused_form_comes_back_with_what_was_typed(t: Test) {
        let bob = t.page(&t.bob).await;
        let answer = bob.post("/settings/webhooks", &form("http://127.0.0.1/")).await.is(422);
        answer.shows("is not a public address").shows("value=\"Chat\"").shows("X-Team: north");
        let mut none = form("https://example.com/");
        none.retain(|(name, _)| !name.starts_with("event."));
        bob.post("/settings/webhooks", &none).await.is(422).shows("Choose at least one event");
        let mut odd = form("https://example.com/");
        odd.retain(|(name, _)| *name != "headers" && *name != "max_retries");
        odd.extend([("headers", "nonsense"), ("max_retries", "20")]);
        bob.post("/settings/webhooks", &odd).await.is(422).shows("Write one header in a line").shows("<details class=\"disclosure\" open>");
        bob.get("/settings/webhooks").await.is(200).shows("No webhooks yet");
    }

    async fn changing_switching_and_deleting(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/settings/webhooks", &form("https://example.com/")).await.is(200);
        bob.get("/settings/webhooks/1/edit").await.is(200).shows("Authorization: Bearer topsecret").shows("id=\"event.client.created\" name=\"event.client.created\" value=\"true\" checked");
        let mut all = form("https://example.com/other");
        all.push(("all", "true"));
        assert_eq!(bob.post("/settings/webhooks/1/edit", &all).await.is(303).location(), "/settings/webhooks/1");
        bob.get("/settings/webhooks/1").await.is(200).shows("https://example.com/other").shows("all events");
        bob.post("/settings/webhooks/1/off", &[]).await.is(303);
        bob.get("/settings/webhooks/1").await.is(200).shows("Switch on").shows("It is told nothing.");
        bob.post("/settings/webhooks/1/on", &[]).await.is(303);
        bob.get("/settings/webhooks/1").await.is(200).shows("Switch off");
        bob.post("/settings/webhooks/1/secret", &[]).await.is(200).shows("cannot be shown again");
        assert_eq!(bob.post("/settings/webhooks/1/delete", &[]).await.is(303).location(), "/settings/webhooks");
        bob.get("/settings/webhooks/1").await.is(404);
    }

    async fn others_see_and_do_nothing(t: Test) {
        t.page(&t.bob).await.post("/settings/webhooks", &form("https://example.com/")).await.is(200);
        t.page(&t.bob).await.post("/settings/webhooks/1/test", &[]).await.is(303);
        let charlie = t.page(&t.charlie).await;
        charlie.get("/settings/webhooks").await.is(200).shows("No webhooks yet");
        for path in ["1", "1/edit", "1/log", "1/deliveries/1"] {
            charlie.get(&format!("/settings/webhooks/{path}")).await.is(404);
        }
        for path in ["1/off", "1/on", "1/secret", "1/delete", "1/test", "1/deliveries/1/redeliver"] {
            charlie.post(&format!("/settings/webhooks/{path}"), &[]).await.is(404);
        }
        charlie.post("/settings/webhooks/1/edit", &form("https://evil.example/")).await.is(404);
        let vera = t.page(&t.vera).await;
        vera.get("/settings/webhooks").await.is(403);
        vera.get("/").await.is(200).hides("/settings/webhooks");
        t.page(&t.alice).await.get("/settings/webhooks/1").await.is(200).shows("https://example.com/");
    }
}
