//! Getting in and out, through the router, on both engines.

use super::tokens;
use crate::app_tests;
use crate::testing::{Answer, Browser, PASSWORD, Test};
use crate::users;
use axum::body::Body;
use axum::http::{Method, header};
use serde_json::json;
use timetracker_db::{Read as _, p};

const CODE: &str = "ABCD-EFGH";

/// What a person types into the set-up page, with some fields changed.
fn set_up_form<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("code", CODE),
        ("organisation", "Ember & Oak"),
        ("timezone", "Europe/Brussels"),
        ("currency", "EUR"),
        ("full_name", "Alice Admin"),
        ("username", "Alice"),
        ("email", "Alice@Example.test"),
        ("password", PASSWORD),
    ];
    for field in &mut form {
        if let Some(change) = changes.iter().find(|change| change.0 == field.0) {
            *field = *change;
        }
    }
    form
}

/// The session's cookie in an answer, as a browser would send it back.
fn session(answer: &Answer) -> Option<String> {
    let cookies = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut sessions = cookies
        .filter_map(|cookie| cookie.split(';').next())
        .filter(|it| it.starts_with("tt_session="));
    sessions
        .next()
        .map(str::to_owned)
        .filter(|cookie| cookie != "tt_session=")
}

async fn sign_in(t: &Test, login: &str, password: &str) -> Answer {
    t.stranger()
        .post("/sign-in", &[("username", login), ("password", password)])
        .await
}

/// A browser that signed in by itself.
async fn signed_in<'a>(t: &'a Test, login: &str) -> Browser<'a> {
    let mut browser = t.stranger();
    browser.cookie = session(&sign_in(t, login, PASSWORD).await.is(303));
    assert!(browser.cookie.is_some());
    browser
}

timetracker_db::both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn an_empty_installation_leads_to_set_up(db: TestDb) {
        let t = Test::empty(db.db()).await;
        for path in ["/", "/issues", "/settings/me", "/sign-in"] {
            assert_eq!(t.stranger().get(path).await.is(303).location(), "/set-up", "{path}");
        }
        t.stranger().get("/set-up").await.is(200).shows("Set-up code").shows("Create TimeTracker");
        t.stranger().get("/healthz").await.is(200);
        let info = t.stranger().get("/api/v1/info").await.is(200).json();
        assert_eq!(info["setup_required"], true);
        let refusal = t.stranger().get("/api/v1/tasks").await.is(503).json();
        assert!(refusal["error"].as_str().unwrap().contains("not set up yet"), "{refusal}");
        t.stranger().post("/api/v1/auth/login", &[]).await.is(401);
    }

    async fn set_up_makes_the_organisation_and_its_administrator_once(db: TestDb) {
        let t = Test::empty(db.db()).await;
        t.app.guard.open_setup(CODE.into());
        let answer = t.stranger().post("/set-up", &set_up_form(&[("code", "abcd efgh")])).await.is(303);
        assert_eq!(answer.location(), "/");
        let mut browser = t.stranger();
        browser.cookie = session(&answer);
        browser.get("/settings/organisation").await.is(200).shows("Ember &#38; Oak").shows("Europe/Brussels");
        let alice = users::find_by_username(&t.app.db, "alice").await.unwrap().unwrap();
        assert_eq!(alice.email.as_deref(), Some("alice@example.test"));
        assert_eq!(alice.timezone.name(), "Europe/Brussels");
        assert!(crate::auth::Actor { user: alice }.is_admin());
        assert_eq!(t.stranger().get("/set-up").await.is(303).location(), "/");
        let again = set_up_form(&[("username", "mallory"), ("email", "m@example.test")]);
        assert_eq!(t.stranger().post("/set-up", &again).await.is(303).location(), "/");
        assert_eq!(users::list(&t.app.db).await.unwrap().len(), 1);
        sign_in(&t, "ALICE", PASSWORD).await.is(303);
        sign_in(&t, "alice@EXAMPLE.test", PASSWORD).await.is(303);
    }

    async fn every_mistake_of_set_up_is_told_at_once_and_what_was_typed_is_kept(db: TestDb) {
        let t = Test::empty(db.db()).await;
        t.app.guard.open_setup(CODE.into());
        let wrong = [
            ("code", "AAAA-AAAA"), ("organisation", " "), ("timezone", "Mars/Olympus"), ("currency", "EURO"),
            ("full_name", ""), ("username", "al ice"), ("email", "alice"), ("password", "tooshrt"),
        ];
        let answer = t.stranger().post("/set-up", &set_up_form(&wrong)).await.is(422);
        assert_eq!(answer.text.matches("aria-invalid=\"true\"").count(), 8, "{}", answer.text);
        answer.shows("value=\"al ice\"").shows("Mars/Olympus").shows("value=\"EURO\"").hides("tooshrt");
        assert!(!t.app.is_set_up().await.unwrap());
        assert!(users::list(&t.app.db).await.unwrap().is_empty());
    }

    async fn a_code_cannot_be_guessed_by_trying(db: TestDb) {
        let t = Test::empty(db.db()).await;
        t.app.guard.open_setup(CODE.into());
        for _ in 0..5 {
            t.stranger().post("/set-up", &set_up_form(&[("code", "AAAA-AAAA")])).await.is(422);
        }
        let answer = t.stranger().post("/set-up", &set_up_form(&[])).await.is(429);
        assert!(answer.headers.contains_key(header::RETRY_AFTER));
        assert!(!t.app.is_set_up().await.unwrap());
    }

    async fn of_two_who_set_up_at_once_one_wins(db: TestDb) {
        let t = Test::empty(db.db()).await;
        t.app.guard.open_setup(CODE.into());
        let (first, second) = (set_up_form(&[]), set_up_form(&[("username", "bob"), ("email", "bob@example.test")]));
        let (a, b) = (t.stranger(), t.stranger());
        let (one, two) = tokio::join!(a.post("/set-up", &first), b.post("/set-up", &second));
        let won = [&one, &two].iter().filter(|answer| session(answer).is_some()).count();
        assert_eq!(won, 1, "{} {}", one.status, two.status);
        assert_eq!(users::list(&t.app.db).await.unwrap().len(), 1);
    }
}

app_tests! {
    async fn a_person_signs_in_by_name_or_address_and_is_led_on(t: Test) {
        let asked = t.stranger().get("/issues?q=login").await.is(303);
        assert_eq!(asked.location(), "/sign-in?next=%2Fissues%3Fq%3Dlogin");
        t.stranger().get(asked.location()).await.is(200).shows("value=\"/issues?q=login\"").shows("Northwind");
        let form = [("username", "bob@example.org"), ("password", PASSWORD), ("next", "/issues?q=login")];
        let answer = t.stranger().post("/sign-in", &form).await.is(303);
        assert_eq!(answer.location(), "/issues?q=login");
        assert!(users::find(&t.app.db, t.bob.user.id).await.unwrap().unwrap().last_login_at.is_some());
        let browser = signed_in(&t, "Bob ").await;
        browser.get("/settings/me").await.is(200).shows("bob");
        assert_eq!(browser.get("/sign-in?next=/projects").await.is(303).location(), "/projects");
    }

    async fn nobody_is_led_on_to_another_host(t: Test) {
        for next in ["//evil.example", "https://evil.example", "/\\evil.example"] {
            let form = [("username", "bob"), ("password", PASSWORD), ("next", next)];
            assert_eq!(t.stranger().post("/sign-in", &form).await.is(303).location(), "/", "{next}");
        }
    }

    async fn a_wrong_password_and_an_unknown_name_are_told_alike(t: Test) {
        let wrong = sign_in(&t, "bob", "not it at all").await.is(422);
        let unknown = sign_in(&t, "nobody", PASSWORD).await.is(422);
        assert_eq!(wrong.text.replace("bob", "nobody"), unknown.text);
        wrong.shows("do not belong together").shows("value=\"bob\"").hides("not it at all");
        assert!(session(&wrong).is_none());
    }

    async fn attempts_are_limited_by_name_and_address(t: Test) {
        for _ in 0..5 {
            sign_in(&t, "bob", "wrong wrong").await.is(422);
        }
        let refused = sign_in(&t, "BOB", PASSWORD).await.is(429);
        assert!(refused.headers.contains_key(header::RETRY_AFTER));
        refused.shows("Too many attempts");
        sign_in(&t, "charlie", PASSWORD).await.is(303);
    }

    async fn signing_in_gives_a_new_session_and_ends_the_one_before(t: Test) {
        let mut browser = t.stranger();
        browser.cookie = Some("tt_session=chosen-by-a-stranger".into());
        let answer = browser.post("/sign-in", &[("username", "bob"), ("password", PASSWORD)]).await.is(303);
        let first = session(&answer).unwrap();
        assert!(!first.contains("chosen"));
        browser.get("/settings/me").await.is(303);
        browser.cookie = Some(first.clone());
        browser.get("/settings/me").await.is(200);
        let answer = browser.post("/sign-in", &[("username", "bob"), ("password", PASSWORD)]).await.is(303);
        let second = session(&answer).unwrap();
        assert_ne!(first, second);
        browser.get("/settings/me").await.is(303);
        browser.cookie = Some(second);
        browser.get("/settings/me").await.is(200);
    }

    async fn a_session_is_stored_as_a_fingerprint_and_its_cookie_is_shut_in(t: Test) {
        let answer = sign_in(&t, "bob", PASSWORD).await.is(303);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Secure"), "not known to be TLS: {cookie}");
        let secret = session(&answer).unwrap().replace("tt_session=", "");
        let stored: Vec<(String,)> = t.app.db.query("SELECT token_hash FROM sessions", p![]).await.unwrap();
        assert!(!stored.is_empty() && stored.iter().all(|(hash,)| *hash != secret));
    }

    async fn signing_out_ends_the_session(t: Test) {
        let browser = signed_in(&t, "bob").await;
        let answer = browser.post("/sign-out", &[]).await.is(303);
        assert_eq!(answer.location(), "/sign-in");
        assert!(answer.headers[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
        browser.get("/settings/me").await.is(303);
        t.stranger().get("/sign-out").await.is(405);
    }

    async fn a_session_ends_after_thirty_days_without_use(t: Test) {
        let browser = signed_in(&t, "bob").await;
        t.clock.advance(20 * 86_400);
        browser.get("/settings/me").await.is(200);
        t.clock.advance(20 * 86_400);
        browser.get("/settings/me").await.is(200);
        t.clock.advance(31 * 86_400);
        browser.get("/settings/me").await.is(303);
    }

    async fn a_form_of_another_site_does_nothing(t: Test) {
        let browser = signed_in(&t, "bob").await;
        let cookie = browser.cookie.clone().unwrap();
        let foreign = |site: &str| {
            axum::http::Request::builder()
                .method(Method::POST)
                .uri("/sign-out")
                .header(header::HOST, "timetracker.example")
                .header(header::COOKIE, &cookie)
                .header(header::ORIGIN, "https://evil.example")
                .header("sec-fetch-site", site)
                .body(Body::empty())
                .unwrap()
        };
        for site in ["cross-site", "same-site"] {
            t.send(foreign(site)).await.is(403).shows("another site");
        }
        browser.get("/settings/me").await.is(200);
    }

    async fn a_deactivated_person_is_out_at_once(t: Test) {
        let browser = signed_in(&t, "bob").await;
        let api = t.api(&t.bob);
        api.get("/api/v1/users/me").await.is(200);
        let token = tokens::create(&t.app, &t.bob, "kept", &["*".into()], None).await.unwrap();
        users::deactivate(&t.app, &t.alice, t.bob.user.id).await.unwrap();
        assert_eq!(browser.get("/settings/me").await.is(303).location(), "/sign-in?next=%2Fsettings%2Fme");
        sign_in(&t, "bob", PASSWORD).await.is(422);
        let ask = || {
            let request = axum::http::Request::get("/api/v1/users/me").header(header::AUTHORIZATION, format!("Bearer {token}"));
            request.body(Body::empty()).unwrap()
        };
        t.send(ask()).await.is(401).shows("deactivated");
        users::reactivate(&t.app, &t.alice, t.bob.user.id).await.unwrap();
        browser.get("/settings/me").await.is(303);
        t.send(ask()).await.is(401).shows("revoked");
        sign_in(&t, "bob", PASSWORD).await.is(303);
    }

    async fn an_app_gets_a_token_for_a_password(t: Test) {
        let answer = login(&t, r#"{"username": " Bob ", "password": "correct horse battery"}"#).await.is(200).json();
        let token = answer["token"].as_str().unwrap();
        assert!(token.starts_with("tt_") && token.len() == 35, "{token}");
        assert_eq!(answer.as_object().unwrap().len(), 1);
        let rows = tokens::list(&t.app, &t.bob, t.bob.user.id).await.unwrap();
        assert_eq!((rows[0].name.as_str(), rows[0].scopes.as_str()), ("App login - bob", "read:*,write:*"));
        assert_eq!(rows[0].expires_at, Some(t.app.now().plus_seconds(90 * 86_400)));
        login(&t, r#"{"username": "alice@example.org", "password": "correct horse battery"}"#).await.is(200);
        assert_eq!(tokens::list(&t.app, &t.alice, t.alice.user.id).await.unwrap()[0].scopes, "admin:all");
    }

    async fn an_app_login_that_fails_says_only_that(t: Test) {
        let bodies = [
            r#"{"username": "bob", "password": "wrong"}"#, r#"{"username": "bo\u0000b", "password": "x"}"#, "[1]", "not json",
        ];
        for body in bodies {
            let answer = login(&t, body).await.is(401);
            assert_eq!(answer.json(), json!({"error": "Invalid username or password"}), "{body}");
        }
        login(&t, "{}").await.is(401);
        let refused = login(&t, r#"{"username": "bob", "password": "correct horse battery"}"#).await.is(429);
        assert_eq!(refused.json()["error_code"], "rate_limited");
    }

    async fn app_logins_that_expired_are_cleared_away(t: Test) {
        login(&t, r#"{"username": "bob", "password": "correct horse battery"}"#).await.is(200);
        t.clock.advance(91 * 86_400);
        login(&t, r#"{"username": "bob", "password": "correct horse battery"}"#).await.is(200);
        let logins = tokens::list(&t.app, &t.bob, t.bob.user.id).await.unwrap();
        assert_eq!(logins.len(), 1);
    }
}

async fn login(t: &Test, body: &'static str) -> Answer {
    let request =
        axum::http::Request::post("/api/v1/auth/login").header(header::CONTENT_TYPE, "application/json");
    t.send(request.body(Body::from(body)).unwrap()).await
}
