//! The search through the API, on both engines.

use crate::app_tests;
use crate::testing::Test;
use serde_json::{Value, json};
use timetracker_db::p;

async fn issue(t: &Test, identifier: &str, title: &str) {
    let name = format!("{identifier}: {title}");
    let text = crate::tasks::search_text(Some(identifier), &name);
    let sql = "INSERT INTO tasks (project_id, name, identifier, search_text, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $5)";
    let params = p![t.project, name, identifier, text, t.app.now()];
    t.app.db.exec(sql, params).await.unwrap();
}

async fn titles(t: &Test, question: &str) -> Vec<String> {
    let answer = t
        .api(&t.bob)
        .get(&format!("/api/v1/search?{question}"))
        .await
        .is(200)
        .json();
    let results = answer["results"].as_array().unwrap().clone();
    assert_eq!(answer["count"], results.len());
    results
        .iter()
        .map(|one| one["title"].as_str().unwrap().to_owned())
        .collect()
}

app_tests! {
    async fn an_identifier_finds_its_issue_first(t: Test) {
        for number in [421, 42, 422] {
            issue(&t, &format!("ENG-{number}"), "Website search").await;
        }
        assert_eq!(titles(&t, "q=eng-42").await[0], "ENG-42: Website search");
        assert_eq!(titles(&t, "q=eng-42").await.len(), 3);
        let link = "https%3A%2F%2Flinear.app%2Facme%2Fissue%2FENG-42%2Fwords";
        assert_eq!(titles(&t, &format!("q={link}")).await[0], "ENG-42: Website search");
        assert_eq!(titles(&t, "q=website").await[0], "Website");
        assert_eq!(titles(&t, "q=website&types=task&limit=2").await.len(), 2);
        assert_eq!(titles(&t, "q=eng-42&types=project").await, [""; 0]);
    }

    async fn case_does_not_matter_in_any_script_and_signs_are_letters(t: Test) {
        for (number, title) in [(1, "ÜBERFÄLLIGE Zahlung"), (2, "Войти на сайт"), (3, "長いタイトル"), (4, "100% _done_"), (5, "1000 done")] {
            issue(&t, &format!("ENG-{number}"), title).await;
        }
        for (typed, expected) in [("%C3%BCberf%C3%A4ll", 1), ("%D0%92%D0%9E%D0%99%D0%A2%D0%98", 2), ("%E3%82%BF%E3%82%A4", 3), ("100%25", 4), ("_done_", 4)] {
            let found = titles(&t, &format!("q={typed}")).await;
            assert!(found.len() == 1 && found[0].starts_with(&format!("ENG-{expected}:")), "{typed}: {found:?}");
        }
        t.api(&t.alice).post("/api/v1/clients", json!({"name": "Bêta & Söhne"})).await.is(201);
        assert_eq!(titles(&t, "q=B%C3%8ATA%20s%C3%B6hne").await, ["Bêta & Söhne"]);
    }

    async fn notes_are_found_by_their_owner_and_managers(t: Test) {
        let body = json!({"project_id": t.project, "start_time": "2026-11-20T09:00", "end_time": "2026-11-20T10:00", "notes": "Überstunden für Żółw"});
        t.api(&t.charlie).post("/api/v1/time-entries", body).await.is(201);
        assert_eq!(titles(&t, "q=stunden").await, [""; 0]);
        for typed in ["STUNDEN", "%C5%BB%C3%93%C5%81W"] {
            let answer = t.api(&t.alice).get(&format!("/api/v1/search?q={typed}&types=entry")).await.is(200).json();
            assert_eq!((&answer["results"][0]["type"], &answer["partial"]), (&json!("entry"), &json!(false)), "{typed}");
            assert_eq!(answer["results"][0]["badge"], "charlie");
        }
        let url = t.api(&t.charlie).get("/api/v1/search?q=stunden").await.json()["results"][0]["url"].clone();
        t.page(&t.charlie).await.get(url.as_str().unwrap()).await.is(303);
    }

    async fn one_letter_is_too_little_and_nothing_breaks_it(t: Test) {
        let bob = t.api(&t.bob);
        for question in ["", "?q=", "?q=x", "?q=%20x%20"] {
            let answer = bob.get(&format!("/api/v1/search{question}")).await.is(400).json();
            assert_eq!((&answer["results"], &answer["partial"], &answer["errors"]), (&json!([]), &json!(false), &json!({})));
            assert!(answer["error"].is_string());
        }
        let odd = ["q=%00xx", "q=%27%3B--", "q=%5C%5C", "q=xx&limit=-1&types=", "q=xx&limit=abc", "q=%F0%9F%9A%80%F0%9F%9A%80"];
        for question in odd {
            bob.get(&format!("/api/v1/search?{question}")).await.is(200);
        }
        bob.get(&format!("/api/v1/search?q={}", "x".repeat(5000))).await.is(200);
        let none: Value = bob.get("/api/v1/search?q=nothing-like-it").await.json();
        assert_eq!((&none["count"], &none["query"]), (&json!(0), &json!("nothing-like-it")));
    }
}

/// Not a benchmark, and too long for every run: by hand, in release, with `--run-ignored only`.
mod quickly {
    use super::*;
    use crate::app::MIGRATIONS;
    use timetracker_db::Engine;
    use timetracker_db::testing::{TestDb, run};

    const TASKS: i64 = 100_000;
    const TIMES: u32 = 10;

    async fn searched(database: TestDb) {
        let t = Test::new(database.db()).await;
        let tx = t.app.db.begin_bulk().await.unwrap();
        let sql = "INSERT INTO tasks (project_id, name, identifier, search_text, description, custom_fields, created_at,
                updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
        let custom = json!({"integration": {"source": "linear", "url": "https://linear.app/acme/issue/x", "ref": "0".repeat(36)}});
        for number in 0..TASKS {
            let identifier = format!("ENG-{number}");
            let name =
                format!("{identifier}: Make the {number}th thing work on every page of the application");
            let text = name.to_lowercase();
            let params = p![
                t.project,
                name,
                identifier,
                text,
                "d".repeat(120),
                custom.to_string(),
                number
            ];
            tx.exec(sql, params).await.unwrap();
        }
        tx.commit().await.unwrap();
        for question in ["q=nothing-there", "q=application", "q=eng-4242", "q=99999th"] {
            titles(&t, question).await;
            let words = super::super::words::Words::of(&question[2..]);
            let start = std::time::Instant::now();
            for _ in 0..TIMES {
                super::super::store::tasks(&t.app.db, &words, 10).await.unwrap();
            }
            println!(
                "{:?} {question}: {:?}",
                t.app.db.engine(),
                start.elapsed() / TIMES
            );
        }
    }

    #[test]
    #[ignore = "writes 100,000 tasks"]
    fn sqlite() {
        run(Engine::Sqlite, MIGRATIONS, searched);
    }

    #[test]
    #[ignore = "writes 100,000 tasks"]
    fn postgres() {
        run(Engine::Postgres, MIGRATIONS, searched);
    }
}
