//! The palette through the router, on both engines.

use crate::app_tests;
use crate::testing::Test;
use serde_json::json;

/// The `data-href` of each option, in order.
fn addresses(html: &str) -> Vec<&str> {
    let parts = html.split("data-href=\"").skip(1);
    parts.filter_map(|rest| rest.split('"').next()).collect()
}

/// Label and address of each link of the navigation.
fn navigation(html: &str) -> Vec<(String, String)> {
    let links = html.split("<a class=\"nav-link\" href=\"").skip(1);
    let link = |rest: &str| {
        let (address, rest) = rest.split_once('"')?;
        let inside = rest.split_once('>')?.1.split("</a>").next()?;
        let after_icon = inside.rsplit("</svg>").next()?;
        let label = after_icon.split('<').next()?.trim();
        Some((label.to_owned(), address.to_owned()))
    };
    links.filter_map(link).collect()
}

fn query(typed: &str) -> String {
    url::form_urlencoded::byte_serialize(typed.as_bytes()).collect()
}

app_tests! {
    async fn every_label_of_the_navigation_is_found(t: Test) {
        for person in [&t.alice, &t.bob, &t.vera] {
            let browser = t.page(person).await;
            let links = navigation(&browser.get("/").await.is(200).text);
            assert!(links.len() >= 5, "only {links:?}");
            for (label, address) in links.iter().filter(|(label, _)| label != "Settings") {
                let answer = browser.get(&format!("/palette?q={}", query(label))).await.is(200);
                let found = addresses(&answer.text);
                assert_eq!(found.first(), Some(&address.as_str()), "{label} finds {found:?}");
            }
        }
    }

    async fn with_nothing_typed_ones_own_work_comes_first(t: Test) {
        let task = |name: &str, assignee: i64| json!({"name": name, "project_id": t.project, "assignee_id": assignee});
        let own = t.api(&t.alice).post("/api/v1/tasks", task("Mine to do", t.bob.user.id.get())).await.created("task");
        t.api(&t.alice).post("/api/v1/tasks", task("Not mine", t.charlie.user.id.get())).await.created("task");
        let entry = json!({"task_id": t.task, "start_time": "2026-11-23T09:00", "end_time": "2026-11-23T10:00"});
        t.api(&t.bob).post("/api/v1/time-entries", entry).await.is(201);
        let answer = t.page(&t.bob).await.get("/palette").await.is(200);
        let found = addresses(&answer.text);
        assert_eq!(found[..2], [format!("/issues/{}", t.task), format!("/issues/{own}")]);
        answer.shows("Recent").shows("Assigned to you").hides("Not mine").hides("<html").shows("data-starts=");
        t.page(&t.vera).await.get("/palette").await.is(200).hides("data-starts=").hides("Start a timer");
    }

    async fn everything_with_a_name_is_found(t: Test) {
        let client = t.api(&t.alice).post("/api/v1/clients", json!({"name": "Zebra & Söhne"})).await.created("client");
        let project = json!({"name": "Zebra portal", "client_id": client});
        let project = t.api(&t.alice).post("/api/v1/projects", project).await.created("project");
        let task = json!({"name": "Zebra stripes", "project_id": project, "tags": "zebra-tag, other"});
        let task = t.api(&t.alice).post("/api/v1/tasks", task).await.created("task");
        let view = json!({"name": "Zebra view", "scope": "issues", "payload": {"query": "state=todo"}});
        t.api(&t.alice).post("/api/v1/saved-filters", view).await.is(201);
        let zelda = t.person("zebra", crate::users::Role::User, "UTC").await.user.id;
        let answer = t.page(&t.alice).await.get("/palette?q=zebra").await.is(200);
        let found = addresses(&answer.text);
        for expected in [
            format!("/clients/{client}"), format!("/projects/{project}"), format!("/issues/{task}"),
            format!("/settings/people/{zelda}"), "/issues?label=zebra-tag".to_owned(),
        ] {
            assert!(found.contains(&expected.as_str()), "{expected} is not among {found:?}");
        }
        assert!(found.iter().any(|href| href.starts_with("/issues?state=todo&#38;view=")), "{found:?}");
        let bobs = t.page(&t.bob).await.get("/palette?q=zebra").await.is(200);
        bobs.hides("/settings/people/").hides("Zebra view").shows("Zebra portal");
    }

    async fn an_issue_of_that_identifier_comes_before_all_else(t: Test) {
        for number in [41, 4, 42] {
            let name = format!("ENG-{number}: Stop the leak");
            let text = name.to_lowercase();
            let sql = "INSERT INTO tasks (project_id, name, identifier, search_text, created_at, updated_at)
                VALUES ($1, $2, $3, $4, 0, $5)";
            let params = timetracker_db::p![t.project, name, format!("ENG-{number}"), text, i64::from(number)];
            t.app.db.exec(sql, params).await.unwrap();
        }
        let bob = t.page(&t.bob).await;
        let first = |text: &str| text.split("<span class=\"id\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        for typed in ["eng-4", "https%3A%2F%2Flinear.app%2Facme%2Fissue%2FENG-4%2Fwords"] {
            assert_eq!(first(&bob.get(&format!("/palette?q={typed}")).await.is(200).text), "ENG-4");
        }
        bob.get("/palette?q=leak+stop").await.is(200).shows("ENG-42").shows("ENG-41");
        bob.get("/palette?q=%00%27%3B--%25").await.is(200).shows("Nothing is called");
    }

    async fn the_search_page_does_the_same_without_scripts(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.get("/search").await.is(200).shows("Search").shows("href=\"/projects\"").hides("Show all keys");
        let page = bob.get("/search?q=fix+login").await.is(200);
        page.shows(&format!("href=\"/issues/{}\"", t.task)).shows("action=\"/timer/start\"");
        bob.get("/search?q=dark").await.is(200).shows("action=\"/theme\"").shows("value=\"dark\"");
        bob.get("/search?q=nothing-like-it").await.is(200).shows("Nothing found");
        bob.post("/timer/start", &[("task_id", &t.task.to_string())]).await.is(303);
        bob.get("/search?q=stop").await.is(200).shows("action=\"/timer/stop\"");
    }

    async fn a_theme_is_kept_on_the_device(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.get("/").await.is(200).hides("data-theme");
        let answer = bob.post("/theme", &[("theme", "dark")]).await.is(303);
        assert!(format!("{:?}", answer.headers).contains("tt_theme=dark"), "no cookie");
        let answer = bob.post("/theme", &[("theme", "<b>")]).await.is(303);
        assert!(format!("{:?}", answer.headers).contains("tt_theme=;"), "no cookie");
    }

    async fn single_keys_can_be_switched_off(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.get("/").await.is(200).hides("data-keys-off");
        t.app.db.exec("UPDATE users SET single_keys = FALSE", vec![]).await.unwrap();
        bob.get("/").await.is(200).shows("data-keys-off");
    }
}

/// Not a benchmark, and too long for every run: by hand, in release, with `--run-ignored only`.
mod quickly {
    use super::*;
    use crate::app::MIGRATIONS;
    use crate::tasks::samples_at_scale;
    use timetracker_db::Engine;
    use timetracker_db::testing::{TestDb, run};

    const TIMES: u32 = 10;

    async fn asked(database: TestDb) {
        let t = Test::new(database.db()).await;
        samples_at_scale::fill(&t, 100_000).await;
        let bob = t.page(&t.bob).await;
        for typed in ["", "eng-4242", "nothing-there", "application", "99999th", "stop"] {
            let path = format!("/palette?q={typed}");
            bob.get(&path).await.is(200);
            let start = std::time::Instant::now();
            for _ in 0..TIMES {
                bob.get(&path).await.is(200);
            }
            println!(
                "{:?} /palette?q={typed}: {:?}",
                t.app.db.engine(),
                start.elapsed() / TIMES
            );
        }
    }

    #[test]
    #[ignore = "writes 100,000 tasks"]
    fn sqlite() {
        run(Engine::Sqlite, MIGRATIONS, asked);
    }

    #[test]
    #[ignore = "writes 100,000 tasks"]
    fn postgres() {
        run(Engine::Postgres, MIGRATIONS, asked);
    }
}
