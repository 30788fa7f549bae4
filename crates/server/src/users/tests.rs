//! People, their settings and tokens, through the router, on both engines.

use super::invitations;
use super::model::Role;
use super::store;
use crate::app_tests;
use crate::auth::tokens;
use crate::testing::{Answer, PASSWORD};
use crate::time_entries;
use serde_json::json;
use timetracker_types::Id;

/// The secret of the link on the people page.
fn link_of(answer: &Answer) -> String {
    let start = answer.text.find("/invitation?token=").expect("a link");
    answer.text[start..]
        .chars()
        .take_while(|c| !matches!(c, '"' | '<'))
        .collect()
}

const ME: &[(&str, &str)] = &[
    ("full_name", "Bob Example"),
    ("email", "bob@example.org"),
    ("timezone", "Asia/Tokyo"),
    ("locale", "de-CH"),
    ("week_start", "6"),
    ("daily_goal", "7:30"),
    ("rounding_minutes", "15"),
    ("rounding_method", "up"),
];

fn me_with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let new = |name: &str| changes.iter().find(|change| change.0 == name).copied();
    ME.iter().map(|field| new(field.0).unwrap_or(*field)).collect()
}

app_tests! {
    async fn an_invitation_makes_one_account(t: Test) {
        let admin = t.page(&t.alice).await;
        let form = [("email", "Dana@Example.org"), ("full_name", "Dana Doe"), ("role", "manager")];
        let made = admin.post("/settings/people", &form).await.is(200);
        made.shows("http://timetracker.example/invitation?token=").shows("Dana Doe").shows("dana@example.org");
        let link = link_of(&made);
        admin.get("/settings/people").await.is(200).hides("invitation?token=").shows("dana@example.org");

        t.stranger().get(&link).await.is(200).shows("Join Northwind").shows("value=\"Dana Doe\"").shows("value=\"dana\"");
        let token = link.split_once('=').unwrap().1;
        let choice = [
            ("token", token), ("full_name", "Dana D."), ("username", "dana"), ("password", PASSWORD),
            ("timezone", "Europe/Lisbon"),
        ];
        let joined = t.stranger().post("/invitation", &choice).await.is(303);
        assert_eq!(joined.location(), "/");
        let dana = super::find_by_username(&t.app.db, "dana").await.unwrap().unwrap();
        assert_eq!((dana.role, dana.full_name.as_str(), dana.timezone.name()), (Role::Manager, "Dana D.", "Europe/Lisbon"));
        assert_eq!(dana.email.as_deref(), Some("dana@example.org"));

        t.stranger().get(&link).await.is(422).shows("cannot be used");
        t.stranger().post("/invitation", &choice).await.is(422).shows("cannot be used");
        admin.get("/settings/people").await.is(200).shows("Dana D.").hides("Revoke the invitation");
    }

    async fn what_is_wrong_with_an_acceptance_is_told_at_once_and_the_link_goes_on_working(t: Test) {
        let form = [("email", "dana@example.org"), ("full_name", "Dana"), ("role", "user")];
        let link = link_of(&t.page(&t.alice).await.post("/settings/people", &form).await.is(200));
        let token = link.split_once('=').unwrap().1;
        let wrong = [("token", token), ("full_name", ""), ("username", "BOB"), ("password", "x"), ("timezone", "Nowhere")];
        let answer = t.stranger().post("/invitation", &wrong).await.is(422);
        assert_eq!(answer.text.matches("aria-invalid=\"true\"").count(), 4, "{}", answer.text);
        answer.shows("is taken").shows("value=\"BOB\"").shows(token);
        t.stranger().get(&link).await.is(200);
    }

    async fn an_invitation_ends_by_time_by_revoking_and_by_another(t: Test) {
        let admin = t.page(&t.alice).await;
        let form = [("email", "dana@example.org"), ("full_name", "Dana"), ("role", "user")];
        let first = link_of(&admin.post("/settings/people", &form).await.is(200));
        let second = link_of(&admin.post("/settings/people", &form).await.is(200));
        t.stranger().get(&first).await.is(422);
        t.stranger().get(&second).await.is(200);
        let waiting = invitations::waiting(&t.app).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let path = format!("/settings/people/invitations/{}/revoke", waiting[0].id);
        admin.post(&path, &[]).await.is(303);
        t.stranger().get(&second).await.is(422);
        admin.post(&path, &[]).await.is(404);

        let third = link_of(&admin.post("/settings/people", &form).await.is(200));
        t.clock.advance(7 * 86_400 - 1);
        t.stranger().get(&third).await.is(200);
        t.clock.advance(1);
        t.stranger().get(&third).await.is(422);
    }

    async fn every_mistake_of_an_invitation_is_told_at_once(t: Test) {
        let form = [("email", "bob@EXAMPLE.org"), ("full_name", " "), ("role", "king")];
        let answer = t.page(&t.alice).await.post("/settings/people", &form).await.is(422);
        assert_eq!(answer.text.matches("aria-invalid=\"true\"").count(), 3, "{}", answer.text);
        answer.shows("value=\"bob@EXAMPLE.org\"").shows("has the address");
    }

    async fn only_administrators_see_and_change_people(t: Test) {
        let bob = t.page(&t.bob).await;
        let path = format!("/settings/people/{}", t.charlie.user.id);
        for page in ["/settings/people", path.as_str(), "/settings/organisation"] {
            bob.get(page).await.is(403);
            assert!(t.stranger().get(page).await.is(303).location().starts_with("/sign-in?next="));
        }
        bob.post("/settings/people", &[("email", "x@example.org"), ("full_name", "X"), ("role", "admin")]).await.is(403);
        bob.post(&path, &[("full_name", "X"), ("email", ""), ("role", "admin")]).await.is(403);
        bob.post(&format!("{path}/deactivate"), &[]).await.is(403);
        bob.post(&format!("{path}/reactivate"), &[]).await.is(403);
        bob.post("/settings/organisation", &[("name", "Mine")]).await.is(403);
        bob.post("/settings/people/invitations/1/revoke", &[]).await.is(403);
        t.stranger().post(&format!("{path}/deactivate"), &[]).await.is(303);
        assert!(store::find(&t.app.db, t.charlie.user.id).await.unwrap().unwrap().is_active);
    }

    async fn an_administrator_changes_name_address_and_role(t: Test) {
        let admin = t.page(&t.alice).await;
        let path = format!("/settings/people/{}", t.bob.user.id);
        admin.get(&path).await.is(200).shows("bob@example.org");
        let form = [("full_name", "Robert"), ("email", "robert@example.org"), ("role", "manager")];
        assert_eq!(admin.post(&path, &form).await.is(303).location(), "/settings/people");
        let bob = store::find(&t.app.db, t.bob.user.id).await.unwrap().unwrap();
        assert_eq!((bob.full_name.as_str(), bob.role), ("Robert", Role::Manager));
        let wrong = [("full_name", ""), ("email", "charlie@example.org"), ("role", "boss")];
        let answer = admin.post(&path, &wrong).await.is(422);
        assert_eq!(answer.text.matches("aria-invalid=\"true\"").count(), 3, "{}", answer.text);
        admin.get("/settings/people/999").await.is(404);
        admin.get("/settings/people/x").await.is(404);
    }

    async fn there_is_always_an_active_administrator(t: Test) {
        let admin = t.page(&t.alice).await;
        let path = format!("/settings/people/{}", t.alice.user.id);
        let demoted = [("full_name", "Alice"), ("email", "alice@example.org"), ("role", "user")];
        admin.post(&path, &demoted).await.is(422).shows("only active administrator").shows("value=\"Alice\"");
        admin.post(&format!("{path}/deactivate"), &[]).await.is(422).shows("only active administrator");
        let charlie = format!("/settings/people/{}", t.charlie.user.id);
        admin.post(&charlie, &[("full_name", "C"), ("email", ""), ("role", "admin")]).await.is(303);
        admin.post(&format!("{charlie}/deactivate"), &[]).await.is(303);
        admin.post(&path, &demoted).await.is(422).shows("only active administrator");
        admin.post(&format!("{charlie}/reactivate"), &[]).await.is(303);
        admin.post(&path, &demoted).await.is(303);
    }

    async fn of_two_administrators_who_leave_at_once_one_stays(t: Test) {
        super::edit(&t.app, &t.alice, t.charlie.user.id, "Charlie", "", "admin").await.unwrap();
        let charlie = crate::auth::Actor { user: store::find(&t.app.db, t.charlie.user.id).await.unwrap().unwrap() };
        let (one, two) = tokio::join!(
            super::deactivate(&t.app, &t.alice, charlie.user.id),
            super::deactivate(&t.app, &charlie, t.alice.user.id),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    }

    async fn deactivating_stops_a_timer_and_keeps_its_time(t: Test) {
        t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        t.clock.advance(1800);
        let path = format!("/settings/people/{}/deactivate", t.bob.user.id);
        t.page(&t.alice).await.post(&path, &[]).await.is(303);
        assert!(time_entries::running(&t.app.db, t.bob.user.id).await.unwrap().is_none());
        assert_eq!(store::worked_seconds_of(&t.app.db, t.bob.user.id).await.unwrap(), 1800);
        t.page(&t.alice).await.get("/settings/people").await.is(200).shows("deactivated");
    }

    async fn one_changes_ones_own_settings(t: Test) {
        let bob = t.page(&t.bob).await;
        assert_eq!(t.stranger().get("/settings").await.is(303).location(), "/settings/me");
        bob.get("/settings/me").await.is(200).shows("Europe/Brussels").shows("value=\"8:00\"");
        bob.post("/settings/me", ME).await.is(303);
        let user = store::find(&t.app.db, t.bob.user.id).await.unwrap().unwrap();
        assert_eq!((user.full_name.as_str(), user.timezone.name(), user.locale.as_str()), ("Bob Example", "Asia/Tokyo", "de-CH"));
        assert_eq!((user.week_start, user.daily_goal_seconds), (6, 27_000));
        assert_eq!((user.rounding_minutes, user.rounding_method.as_str()), (15, "up"));
        assert_eq!(user.role, Role::User);
        bob.get("/settings/me").await.is(200).shows("value=\"7:30\"").shows("Auf 15 Minuten");
    }

    async fn every_mistake_in_ones_settings_is_told_at_once(t: Test) {
        let bob = t.page(&t.bob).await;
        let wrong = me_with(&[
            ("full_name", ""), ("email", "charlie@example.org"), ("timezone", "Moon"), ("locale", "l'été"),
            ("week_start", "7"), ("daily_goal", "lots"), ("rounding_minutes", "-5"), ("rounding_method", "sideways"),
        ]);
        let answer = bob.post("/settings/me", &wrong).await.is(422);
        assert_eq!(answer.text.matches("aria-invalid=\"true\"").count(), 8, "{}", answer.text);
        answer.shows("value=\"lots\"").shows("value=\"l&#39;été\"");
        bob.post("/settings/me", &me_with(&[("daily_goal", "25h")])).await.is(422).shows("24 hours");
        assert_eq!(store::find(&t.app.db, t.bob.user.id).await.unwrap().unwrap().timezone.name(), "Europe/Brussels");
    }

    async fn a_new_password_ends_the_other_sessions(t: Test) {
        let (here, there) = (t.page(&t.bob).await, t.page(&t.bob).await);
        let wrong = [("current_password", "nope"), ("new_password", "short"), ("new_password_again", "other")];
        let answer = here.post("/settings/me/password", &wrong).await.is(422);
        assert_eq!(answer.text.matches("aria-invalid=\"true\"").count(), 3, "{}", answer.text);
        answer.hides("nope");
        there.get("/settings/me").await.is(200);
        let right = [
            ("current_password", PASSWORD), ("new_password", "another battery"), ("new_password_again", "another battery"),
        ];
        here.post("/settings/me/password", &right).await.is(303);
        here.get("/settings/me").await.is(200);
        there.get("/settings/me").await.is(303);
        let old = [("username", "bob"), ("password", PASSWORD)];
        t.stranger().post("/sign-in", &old).await.is(422);
        t.stranger().post("/sign-in", &[("username", "bob"), ("password", "another battery")]).await.is(303);
    }

    async fn a_token_is_shown_once_and_can_be_revoked(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.get("/settings/tokens").await.is(200).shows("No tokens yet").hides("Everything an administrator may");
        let form = [("name", "Phone"), ("preset", "browser"), ("days", "30")];
        let made = bob.post("/settings/tokens", &form).await.is(200);
        // Else the page would ask for itself again, and come back without the token.
        made.shows("dir=\"ltr\" data-answer>");
        bob.get("/settings/tokens").await.is(200).hides("data-answer");
        let start = made.text.find("<code>tt_").expect("the token") + 6;
        let token = &made.text[start..start + 35];
        bob.get("/settings/tokens").await.is(200).hides(token).shows(&token[..8]).shows("Phone");
        let row = tokens::list(&t.app, &t.bob, t.bob.user.id).await.unwrap().remove(0);
        assert_eq!(row.expires_at, Some(t.app.now().plus_seconds(30 * 86_400)));
        assert!(row.grants("write:time_entries") && !row.grants("write:projects"));
        let path = format!("/settings/tokens/{}/revoke", row.id);
        t.page(&t.charlie).await.post(&path, &[]).await.is(404);
        bob.post(&path, &[]).await.is(303);
        assert!(tokens::list(&t.app, &t.bob, t.bob.user.id).await.unwrap()[0].revoked_at.is_some());
    }

    async fn a_token_is_refused_with_every_mistake_and_nobody_grants_what_they_lack(t: Test) {
        let bob = t.page(&t.bob).await;
        let form = [("name", " "), ("preset", "own"), ("scope", "read:tasks"), ("scope", "fly"), ("days", "30"), ("networks", "home")];
        let answer = bob.post("/settings/tokens", &form).await.is(422);
        assert_eq!(answer.text.matches("aria-invalid=\"true\"").count(), 2, "{}", answer.text);
        answer.shows("“fly” is not a scope").shows("“home” is no address").shows("value=\"read:tasks\" checked");
        let form = [("name", "x"), ("preset", "admin"), ("days", "0")];
        bob.post("/settings/tokens", &form).await.is(422).shows("Only an administrator");
        t.page(&t.alice).await.post("/settings/tokens", &form).await.is(200);
        assert!(tokens::list(&t.app, &t.bob, t.bob.user.id).await.unwrap().is_empty());
    }

    async fn a_program_reads_whose_token_it_has(t: Test) {
        t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        t.clock.advance(5400);
        t.api(&t.bob).post_empty("/api/v1/timer/stop").await.is(200);
        let me = t.api(&t.bob).with_scopes("read:users").get("/api/v1/users/me").await.is(200).json();
        assert_eq!(
            me,
            json!({
                "user": {
                    "id": t.bob.user.id.get(), "username": "bob", "display_name": "bob", "full_name": "",
                    "email": "bob@example.org", "role": "user", "is_admin": false, "is_active": true,
                    "status": "offline", "avatar_url": null, "timezone": "Europe/Brussels",
                    "date_format": "YYYY-MM-DD", "time_format": "24h", "standard_hours_per_day": 8.0,
                    "overtime_include_weekends": true, "total_hours": 1.5, "last_login": null,
                    "created_at": "2026-11-24T09:00:00",
                },
                "time_entry_requirements": {
                    "require_task": false, "require_description": false, "description_min_length": 0,
                },
                "enabled_modules": crate::system::MODULES,
            })
        );
        let refused = t.api(&t.bob).with_scopes("read:tasks").get("/api/v1/users/me").await.is(403).json();
        assert_eq!(refused["required_scope"], "read:users");
        t.stranger().get("/api/v1/users/me").await.is(401);
    }

    async fn an_administrators_program_lists_active_people_by_name(t: Test) {
        super::deactivate(&t.app, &t.alice, t.charlie.user.id).await.unwrap();
        t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        let list = t.api(&t.alice).with_scopes("admin:all").get("/api/v1/users?per_page=2").await.is(200).json();
        let names: Vec<_> = list["users"].as_array().unwrap().iter().map(|user| user["username"].clone()).collect();
        assert_eq!(names, ["alice", "bob"]);
        assert_eq!((&list["users"][0]["is_admin"], &list["users"][1]["status"]), (&json!(true), &json!("online")));
        assert_eq!(list["pagination"]["total"], 3);
        t.api(&t.bob).with_scopes("read:*").get("/api/v1/users").await.is(403);
    }

    async fn what_happened_is_said_once(t: Test) {
        let mut bob = t.page(&t.bob).await;
        let saved = bob.post("/settings/me", ME).await.is(303);
        let flash = saved.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        bob.cookie = bob.cookie.map(|session| format!("{session}; {flash}"));
        let shown = bob.get("/settings/me").await.is(200);
        shown.shows("Gespeichert.");
        let cookie = shown.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("tt_flash=;") && cookie.contains("Max-Age=0"), "{cookie}");
    }

    async fn a_person_who_is_not_there_cannot_be_changed(t: Test) {
        let nobody = Id::new(999);
        assert!(super::deactivate(&t.app, &t.alice, nobody).await.is_err());
        assert!(super::edit(&t.app, &t.alice, nobody, "X", "", "user").await.is_err());
    }
}
