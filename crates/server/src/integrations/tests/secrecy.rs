//! The key is in no answer, row, file, copy or error; nobody but administrators comes near it.

use super::*;
use timetracker_db::Engine;

/// A part of the key that is nowhere else.
const PART: &str = "0123456789abcdefghij";

/// Every row of every table, as text.
async fn everything_stored(db: &Db) -> String {
    let sql = match db.engine() {
        Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Engine::Postgres => {
            "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = 'public'"
        }
    };
    let tables: Vec<(String,)> = db.query(sql, p![]).await.unwrap();
    assert!(tables.len() > 10);
    let mut texts = Vec::new();
    for (table,) in tables {
        let rows = db.rows(&format!("SELECT * FROM {table}"), p![]).await.unwrap();
        texts.push(format!("{rows:?}"));
    }
    texts.concat()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn the_key_is_in_no_row_file_or_copy(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.eng, "findable-title", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        // A service, or something in front of it, that repeats the key in its refusal.
        let echo = Fault::GraphqlError { http_status: 400, message: format!("the key {KEY} is odd"),
            kind: "invalid input", code: "INPUT_ERROR" };
        w.linear.fault_times(3, &echo);
        assert_eq!(w.sync().await["status"], "failed");
        w.linear.fault(echo.clone());
        assert!(test(&w.t.app, &w.t.alice, linear()).await.is_err());
        w.linear.revoke_key(KEY);
        w.sync().await;
        let stored = everything_stored(&w.t.app.db).await;
        assert!(stored.contains("findable-title") && !stored.contains(PART));
        let copy = tempfile::tempdir().unwrap();
        let file = copy.path().join("copy.db");
        if w.t.app.db.engine() == Engine::Sqlite {
            w.t.app.db.backup_to(&file).await.unwrap();
            let timetracker_db::Location::Sqlite(live) = &db.options().location else { panic!("a file") };
            let around = std::fs::read_dir(live.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
            let files: Vec<_> = around.chain([file]).collect();
            assert!(files.iter().any(|file| holds(&std::fs::read(file).unwrap(), "findable-title")));
            for file in files {
                assert!(!holds(&std::fs::read(&file).unwrap(), PART), "{}", file.display());
            }
        }
    }

    async fn the_key_is_in_no_answer(db: TestDb) {
        let w = World::new(db.db()).await;
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let api = w.t.api(&w.t.alice);
        let run = w.status().await["last_run"]["id"].clone();
        for path in [String::new(), "/linear".into(), "/linear/runs".into(), format!("/linear/runs/{run}")] {
            api.get(&format!("/api/v1/integrations{path}")).await.is(200).hides(PART).hides("lin_api_");
        }
        for verb in ["test", "sync", "cancel"] {
            let answer = api.post_empty(&format!("/api/v1/integrations/linear/{verb}")).await;
            assert!(answer.status.is_success(), "{verb}: {}", answer.text);
            answer.hides(PART);
        }
        let browser = w.t.page(&w.t.alice).await;
        for path in ["/", "/integrations", "/integrations/linear", "/integrations/linear/progress", "/issues", "/projects"] {
            browser.get(path).await.is(200).hides(PART);
        }
        let overview = super::super::overview(&w.t.app, linear()).await.unwrap().unwrap();
        assert!(!format!("{overview:?} {:?}", w.t.app.vault).contains(PART));
        let status = super::super::status_json(&overview, w.t.app.now());
        assert!(!status.to_string().contains(PART));
        assert_eq!(status["key_hint"], "9f3c");
    }

    async fn the_key_is_in_no_error(db: TestDb) {
        let w = World::new(db.db()).await;
        let echo = |http_status| Fault::GraphqlError { http_status, message: format!("no {KEY}"), kind: "other", code: "OTHER" };
        for fault in [echo(400), echo(200), echo(500), Fault::Html(502), Fault::TruncatedJson, Fault::ResetMidBody,
            Fault::Status(401), Fault::RateLimited { http_status: 429, retry_after: None }] {
            w.linear.fault(fault.clone());
            let error = connect(&w.t.app, &w.t.alice, linear(), KEY, &settings(&[]), Beginning::Sync).await.unwrap_err();
            assert!(!format!("{error:?} {error} {}", error.sentence()).contains(PART), "{fault:?}: {error:?}");
        }
        w.linear.revoke_key(KEY);
        let error = connect(&w.t.app, &w.t.alice, linear(), KEY, &settings(&[]), Beginning::Sync).await.unwrap_err();
        assert!(!format!("{error:?}").contains(PART));
        for odd in [format!("{KEY} {KEY}"), format!("{KEY}\u{1F600}")] {
            let error = connect(&w.t.app, &w.t.alice, linear(), &odd, &settings(&[]), Beginning::Sync).await.unwrap_err();
            assert!(!format!("{error:?}").contains(PART), "{error:?}");
        }
    }

    async fn a_stored_key_that_cannot_be_opened_is_asked_for_again(db: TestDb) {
        let w = World::new(db.db()).await;
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let other = crate::vault::Vault::with_key([9; 32]).seal("connections/1/secret", KEY.as_bytes()).unwrap();
        w.t.app.db.exec("UPDATE connections SET secret = $1", p![other]).await.unwrap();
        assert_eq!(w.sync().await["status"], "failed");
        let status = w.status().await;
        assert_eq!(status["state"], "needs_attention");
        assert!(status["problem"].as_str().unwrap().contains("Paste it again"));
        assert!(test(&w.t.app, &w.t.alice, linear()).await.unwrap_err().sentence().contains("Paste it again"));
        w.t.page(&w.t.alice).await.get("/integrations/linear").await.is(200).shows("Paste it again");
        save_settings(&w.t.app, &w.t.alice, linear(), Some(KEY), &settings(&[]), QUARTERLY).await.unwrap();
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.status().await["health"], "Up to date");
    }

    async fn a_token_opens_only_what_its_scopes_say(db: TestDb) {
        let w = World::new(db.db()).await;
        w.connect(&[]).await;
        let reader = w.t.api(&w.t.alice).with_scopes("read:integrations");
        reader.get("/api/v1/integrations/linear/runs").await.is(200);
        let other = w.t.api(&w.t.alice).with_scopes("read:tasks,write:tasks");
        let run = w.status().await["open_run"]["id"].clone();
        for path in [String::new(), "/linear".into(), "/linear/runs".into(), format!("/linear/runs/{run}")] {
            other.get(&format!("/api/v1/integrations{path}")).await.is(403);
            w.t.api(&w.t.bob).get(&format!("/api/v1/integrations{path}")).await.is(403);
        }
        for verb in ["test", "sync", "cancel"] {
            reader.post_empty(&format!("/api/v1/integrations/linear/{verb}")).await.is(403);
        }
        assert_eq!(w.t.api(&w.t.alice).get("/api/v1/integrations/linear/runs/999999").await.status.as_u16(), 404);
        let stranger = w.t.stranger();
        for verb in ["connect", "settings", "test", "sync", "cancel", "disconnect"] {
            let answer = stranger.post(&format!("/integrations/linear/{verb}"), &[]).await;
            assert!([303, 401, 403].contains(&answer.status.as_u16()), "{verb}: {}", answer.status);
        }
        assert_eq!(w.status().await["open_run"]["id"], run, "and nothing came of it");
        for actor in [&w.t.bob, &w.t.vera] {
            assert!(connect(&w.t.app, actor, linear(), KEY, &settings(&[]), Beginning::Sync).await.is_err());
            assert!(disconnect(&w.t.app, actor, linear()).await.is_err());
            assert!(test(&w.t.app, actor, linear()).await.is_err());
        }
    }
}
