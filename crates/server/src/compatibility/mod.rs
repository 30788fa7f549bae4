//! Proof that the API v1 is the one that the shipped apps and people's scripts know.
//!
//! The tables beside this file are transcripts of requests with what the contract says of their answers: status, keys
//! and types, values where they matter. `script.rs` says how to read them. `flows.rs` plays the apps, with the bodies
//! and headers that they really send. What differs on purpose is listed in `docs/reference/api-notes.md`.

mod flows;
mod script;

use crate::app_tests;

app_tests! {
    async fn system_and_sign_in(t: Test) {
        script::play(&t, include_str!("system.txt")).await;
    }

    async fn scopes(t: Test) {
        script::play(&t, include_str!("scopes.txt")).await;
    }

    async fn clients_with_contacts_and_notes(t: Test) {
        script::play(&t, include_str!("clients.txt")).await;
    }

    async fn projects_and_favourites(t: Test) {
        script::play(&t, include_str!("projects.txt")).await;
    }

    async fn tasks_boards_and_comments(t: Test) {
        script::play(&t, include_str!("tasks.txt")).await;
    }

    async fn time_entries_and_the_timer(t: Test) {
        script::play(&t, include_str!("time.txt")).await;
    }

    async fn templates_filters_tags_and_search(t: Test) {
        script::play(&t, include_str!("finding.txt")).await;
    }

    async fn reports_activities_and_attendance(t: Test) {
        script::play(&t, include_str!("reports.txt")).await;
    }

    async fn bad_input_never_breaks_anything(t: Test) {
        script::bombard(&t).await;
    }
}

/// The issue asks for several hundred.
#[test]
fn the_transcripts_are_long() {
    let tables = [
        include_str!("system.txt"),
        include_str!("scopes.txt"),
        include_str!("clients.txt"),
        include_str!("projects.txt"),
        include_str!("tasks.txt"),
        include_str!("time.txt"),
        include_str!("finding.txt"),
        include_str!("reports.txt"),
    ];
    let requests: usize = tables.iter().map(|table| script::requests(table).count()).sum();
    assert!(requests >= 300, "only {requests} requests");
}
