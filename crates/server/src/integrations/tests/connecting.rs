//! Connecting: every way it can be refused, and that a refusal leaves nothing behind.

use super::*;
use crate::error::Error;
use crate::testing::Answer;
use timetracker_db::Engine;

/// The form of the page with its fields as a browser sends them.
fn form<'a>(secret: &'a str, teams: &'a str, mapping: &'a str, pages: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("secret", secret),
        ("team_keys", teams),
        ("auto_sync", "on"),
        ("status_mapping", mapping),
        ("max_pages", pages),
    ]
}

/// The sentence at a field of the form, as a reader finds it.
fn sentence_at(answer: &Answer, field: &str) -> Option<String> {
    let (_, note) = answer
        .text
        .split_once(&format!("<p class=\"error\" id=\"{field}-note\">"))?;
    let (_, words) = note.split_once("<span>")?;
    words.split_once("</span>").map(|(words, _)| words.to_owned())
}

async fn rows_about_connections(t: &Test) -> i64 {
    let sql = "SELECT (SELECT COUNT(*) FROM connections) + (SELECT COUNT(*) FROM sync_runs)
        + (SELECT COUNT(*) FROM jobs)";
    t.app.db.scalar(sql, p![]).await.unwrap()
}

/// An address of this machine at which nobody listens.
async fn closed_address() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}/graphql", listener.local_addr().unwrap())
}

both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn a_refusal_stands_at_its_field_and_leaves_nothing(db: TestDb) {
        let w = World::new(db.db()).await;
        let browser = w.t.page(&w.t.alice).await;
        let send = async |fields: &[(&str, &str)]| browser.post("/integrations/linear/connect", fields).await.is(422);

        let answer = send(&form("lin_api_wrongwrongwrong", "ENG, MOB", "simple", "7")).await;
        assert!(sentence_at(&answer, "secret").unwrap().contains("refused the key"));
        answer.shows("value=\"ENG, MOB\"").shows("value=\"7\"").shows("value=\"simple\" selected").hides("wrongwrong");

        let answer = send(&form("", "ENG", "odd", "0")).await;
        for field in ["secret", "status_mapping", "max_pages"] {
            assert!(sentence_at(&answer, field).is_some(), "{field}: {}", answer.text);
        }
        assert_eq!(sentence_at(&answer, "team_keys"), None);

        let answer = send(&form(KEY, "ENG, NOPE, ALSO", "type", "200")).await;
        let sentence = sentence_at(&answer, "team_keys").unwrap();
        assert!(sentence.contains("NOPE, ALSO") && sentence.contains("ENG, MOB, OPS"), "{sentence}");
        answer.hides(KEY);

        for (secret, word) in [("lin_oauth_0123456789", "OAuth"), ("lin_api_12 34567", "space"), ("schlüssel-0123456", "API key")] {
            let answer = send(&form(secret, "", "type", "200")).await;
            assert!(sentence_at(&answer, "secret").unwrap().contains(word), "{secret}: {}", answer.text);
            answer.hides(secret);
        }
        for (fault, word) in [(Fault::Html(200), "proxy"), (Fault::Html(403), "proxy"), (Fault::Status(503), "503"),
            (Fault::TruncatedJson, "cut off"), (Fault::ResetMidBody, "Linear"), (Fault::WrongContentType, "")] {
            w.linear.fault(fault.clone());
            let answer = browser.post("/integrations/linear/connect", &form(KEY, "", "odd", "200")).await.is(422);
            assert!(sentence_at(&answer, "status_mapping").is_some(), "{fault:?}");
            if fault == Fault::WrongContentType {
                w.linear.clear_faults();
                continue; // the answer itself is right, whatever it is called
            }
            let answer = send(&form(KEY, "ENG", "type", "200")).await;
            answer.shows("class=\"form-error\"").shows(word).shows("value=\"ENG\"").hides(KEY).hides("<!doctype html><title>");
        }
        assert_eq!(rows_about_connections(&w.t).await, 0);
        assert_eq!(w.status().await, Value::Null);
    }

    async fn without_a_network_a_sentence_says_so(db: TestDb) {
        let t = installation(db.db(), &closed_address().await, None).await;
        let browser = t.page(&t.alice).await;
        let answer = browser.post("/integrations/linear/connect", &form(KEY, "ENG", "type", "200")).await.is(422);
        answer.shows("could not be reached at 127.0.0.1").shows("value=\"ENG\"").hides(KEY);
        assert_eq!(rows_about_connections(&t).await, 0);
    }

    async fn an_address_that_is_none_is_said_too(db: TestDb) {
        let t = installation(db.db(), "not an address", None).await;
        let error = connect(&t.app, &t.alice, linear(), KEY, &settings(&[]), Beginning::Sync).await.unwrap_err();
        assert!(error.sentence().contains("LINEAR_API_URL"), "{error:?}");
        assert_eq!(rows_about_connections(&t).await, 0);
    }

    async fn an_empty_workspace_is_up_to_date(db: TestDb) {
        let linear = Linear::new();
        let jo = linear.add_user("Jo Doe", "jo@northwind.example");
        linear.add_key(KEY, jo);
        let server = serve(&linear).await;
        let t = installation(db.db(), &server.url, None).await;
        connect(&t.app, &t.alice, super::linear(), KEY, &settings(&[]), Beginning::Sync).await.unwrap();
        run_due(&t.app).await.unwrap();
        let browser = t.page(&t.alice).await;
        browser.get("/integrations/linear").await.is(200).shows("Up to date").shows("Nothing new").hides("data-poll");
        browser.get("/").await.is(200).shows("Linear up to date");
        // What comes later is found without anybody doing anything.
        let team = linear.add_team("ENG", "Engineering");
        linear.add_issue(team, NewIssue { title: "first".into(), ..NewIssue::default() });
        t.clock.advance(16 * 60);
        run_due(&t.app).await.unwrap();
        t.api(&t.bob).get("/api/v1/tasks").await.is(200).shows("ENG-1: first");
    }

    async fn a_new_key_or_setting_that_is_refused_keeps_the_old_ones(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.eng, "one", "Todo");
        w.connect(&[("team_keys", "ENG")]).await;
        run_due(&w.t.app).await.unwrap();
        let before = w.status().await;
        let browser = w.t.page(&w.t.alice).await;
        let mut fields = form("lin_api_wrongwrongwrong", "ENG", "type", "200").to_vec();
        fields.push(("interval_minutes", "15"));
        let answer = browser.post("/integrations/linear/settings", &fields).await.is(422);
        assert!(sentence_at(&answer, "secret").is_some());
        fields[0].1 = "";
        fields[1].1 = "NOPE";
        let answer = browser.post("/integrations/linear/settings", &fields).await.is(422);
        assert!(sentence_at(&answer, "team_keys").is_some());
        answer.shows("value=\"NOPE\"").shows("9f3c");
        fields[1].1 = "ENG";
        fields[5].1 = "7";
        browser.post("/integrations/linear/settings", &fields).await.is(422);
        assert_eq!(w.status().await, before);
        assert_eq!(w.sync().await["status"], "succeeded");
        fields[1].1 = "ENG, mob";
        fields[5].1 = "60";
        browser.post("/integrations/linear/settings", &fields).await.is(303);
        let after = w.status().await;
        assert_eq!((&after["settings"]["team_keys"], &after["interval_minutes"]), (&json!("ENG, mob"), &json!(60)));
    }

    async fn another_team_in_the_settings_brings_its_old_issues(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.mob, "long here", "Todo");
        w.issue(w.eng, "new", "Todo");
        w.connect(&[("team_keys", "ENG")]).await;
        run_due(&w.t.app).await.unwrap();
        assert!(w.task("MOB-1").await.is_none());
        save_settings(&w.t.app, &w.t.alice, linear(), None, &settings(&[("team_keys", "ENG, MOB")]), QUARTERLY).await.unwrap();
        run_due(&w.t.app).await.unwrap();
        assert!(w.task("MOB-1").await.is_some());
    }
}

#[test]
fn a_service_that_hangs_does_not_hold_the_page() {
    timetracker_db::testing::run(Engine::Sqlite, crate::app::MIGRATIONS, async |db| {
        let w = World::new(db.db()).await;
        w.linear.fault(Fault::Hang);
        let asked = std::time::Instant::now();
        let error = connect(
            &w.t.app,
            &w.t.alice,
            linear(),
            KEY,
            &settings(&[]),
            Beginning::Sync,
        )
        .await
        .unwrap_err();
        assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", asked.elapsed());
        assert!(matches!(error, Error::Rule { .. }), "{error:?}");
        assert!(error.sentence().contains("did not answer within"), "{error:?}");
        assert_eq!(rows_about_connections(&w.t).await, 0);
    });
}
