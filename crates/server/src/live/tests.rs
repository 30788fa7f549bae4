//! The stream through the router, on both engines.

use crate::app_tests;
use crate::auth::Actor;
use crate::testing::{Browser, Test};
use axum::body::{Body, BodyDataStream};
use axum::http::Method;
use futures_util::StreamExt as _;
use serde_json::json;
use std::time::Duration;

/// What a stream has said so far.
struct Stream {
    body: BodyDataStream,
    text: String,
}

impl Stream {
    async fn open(t: &Test, browser: &Browser<'_>) -> Self {
        let request = browser
            .request(Method::GET, "/events")
            .body(Body::empty())
            .unwrap();
        let response = t.raw(request).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self {
            body: response.into_body().into_data_stream(),
            text: String::new(),
        };
        stream.says("hello").await;
        stream
    }

    async fn of(t: &Test, person: &Actor) -> Self {
        let browser = t.page(person).await;
        Self::open(t, &browser).await
    }

    /// Waits until an event of this name has come; then forgets what came before it.
    async fn says(&mut self, name: &str) {
        let line = format!("event: {name}\n");
        while !self.text.contains(&line) {
            let piece = tokio::time::timeout(Duration::from_secs(20), self.body.next()).await;
            let piece = piece.unwrap_or_else(|_| panic!("no {name} came, only {:?}", self.text));
            let piece = piece.unwrap_or_else(|| panic!("ended before {name}: {:?}", self.text));
            self.text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
        }
        let at = self.text.find(&line).unwrap();
        self.text.drain(..at + line.len());
    }

    async fn ends(mut self) {
        while let Some(piece) = tokio::time::timeout(Duration::from_secs(20), self.body.next())
            .await
            .unwrap()
        {
            self.text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
        }
    }
}

app_tests! {
    async fn a_started_timer_is_told_to_its_person_and_to_managers(t: Test) {
        let mut bob = Stream::of(&t, &t.bob).await;
        let mut alice = Stream::of(&t, &t.alice).await;
        let mut charlie = Stream::of(&t, &t.charlie).await;
        t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        bob.says("entries").await;
        alice.says("entries").await;
        // Charlie hears nothing of that: the next thing that comes is what concerns everybody.
        t.api(&t.alice).post("/api/v1/tasks", json!({"name": "Next", "project_id": t.project})).await.is(201);
        charlie.says("tasks").await;
        assert!(!charlie.text.contains("entries") && !charlie.text.contains("timer"), "{}", charlie.text);
    }

    async fn a_stopped_timer_is_told_as_one(t: Test) {
        t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        let mut bob = Stream::of(&t, &t.bob).await;
        t.clock.advance(600);
        t.api(&t.bob).post_empty("/api/v1/timer/stop").await.is(200);
        bob.says("timer").await;
    }

    async fn the_stream_ends_with_the_session(t: Test) {
        let browser = t.page(&t.bob).await;
        let mut stream = Stream::open(&t, &browser).await;
        browser.post("/sign-out", &[]).await.is(303);
        // Something has to happen before the session is asked for again, or ten seconds to pass.
        t.api(&t.alice).post("/api/v1/tasks", json!({"name": "Next", "project_id": t.project})).await.is(201);
        stream.says("ended").await;
        stream.ends().await;
    }

    async fn strangers_are_told_nothing(t: Test) {
        t.stranger().get("/events").await.is(401);
    }

    async fn a_person_listens_a_bounded_number_of_times(t: Test) {
        let browser = t.page(&t.bob).await;
        let mut streams = Vec::new();
        for _ in 0..super::MOST_PER_PERSON {
            streams.push(Stream::open(&t, &browser).await);
        }
        browser.get("/events").await.is(429);
        streams.pop();
        drop(Stream::open(&t, &browser).await);
    }

    async fn a_page_carries_the_revision_of_its_beginning(t: Test) {
        let revision = |text: &str| -> i64 {
            text.split("data-revision=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        let browser = t.page(&t.bob).await;
        let before = revision(&browser.get("/").await.is(200).text);
        t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        let after = revision(&browser.get("/").await.is(200).text);
        assert!(after > before, "{after} is not above {before}");
    }
}
