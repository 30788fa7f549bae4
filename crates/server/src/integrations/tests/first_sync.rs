//! A first sync compared with the whole of what is in Linear.

use super::*;
use linear_sim::{IssueView, sample_workspace};
use timetracker_db::record;

record! {
    #[derive(Debug)]
    struct Stored {
        external_ref: String,
        project_ref: String,
        name: String,
        description: Option<String>,
        status: String,
        priority: String,
        due_on: Option<String>,
        assignee: Option<String>,
        custom_fields: String,
    }
}

async fn stored(t: &Test) -> Vec<Stored> {
    let sql =
        "SELECT t.external_ref, p.external_ref AS project_ref, t.name, t.description, t.status, t.priority,
            t.due_on, u.username AS assignee, t.custom_fields
        FROM tasks t JOIN projects p ON p.id = t.project_id LEFT JOIN users u ON u.id = t.assignee_id
        WHERE t.external_ref IS NOT NULL AND t.archived_at IS NULL ORDER BY t.external_ref";
    t.app.db.query(sql, p![]).await.unwrap()
}

fn status_of(issue: &IssueView) -> &'static str {
    match issue.state.as_str() {
        "Done" | "Canceled" | "Duplicate" | "Shipped" | "Abgeschlossen" => "done",
        "In Progress" | "In Review" => "in_progress",
        _ => "todo",
    }
}

/// Whether a task is what its issue says, down to the last character.
#[track_caller]
fn assert_follows(task: &Stored, issue: &IssueView, assignee: Option<&str>) {
    let priority = ["medium", "urgent", "high", "medium", "low"][usize::from(issue.priority)];
    assert_eq!(task.external_ref, issue.id.to_string());
    assert_eq!(task.project_ref, issue.team.to_string());
    assert_eq!(task.name, format!("{}: {}", issue.identifier, issue.title));
    assert_eq!(task.description.as_ref(), Some(&issue.url));
    assert_eq!(task.status, status_of(issue), "{}", issue.state);
    assert_eq!(task.priority, priority);
    assert_eq!(task.due_on, issue.due_date);
    assert_eq!(task.assignee.as_deref(), assignee);
    let facts = serde_json::from_str::<Value>(&task.custom_fields).unwrap()["integration"].clone();
    let expected = [
        ("source", "linear"),
        ("ref", &issue.id.to_string()),
        ("identifier", &issue.identifier),
        ("url", &issue.url),
    ]
    .map(|(field, value)| (field, json!(value)));
    for (field, value) in expected {
        assert_eq!(facts[field], value, "{field}");
    }
}

both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn a_whole_workspace_arrives_as_it_is(db: TestDb) {
        let linear = sample_workspace(1500, 12, 7);
        let jo = linear.users()[0].0;
        linear.add_key(KEY, jo);
        let server = serve(&linear).await;
        let t = installation(db.db(), &server.url, Some("Linear work")).await;
        t.person("first", crate::users::Role::User, "UTC").await;
        t.app.db.exec("UPDATE users SET email = 'Person0@Sample.example' WHERE username = 'first'", p![]).await.unwrap();
        connect(&t.app, &t.alice, super::linear(), KEY, &settings(&[]), Beginning::Sync).await.unwrap();
        run_due(&t.app).await.unwrap();

        let mut live: Vec<_> = linear.issues().into_iter().filter(|issue| issue.archived_at.is_none()).collect();
        live.sort_by_key(|issue| issue.id.to_string());
        assert!(live.len() > 1300 && live.len() < 1500);
        let tasks = stored(&t).await;
        assert_eq!(tasks.len(), live.len());
        for (task, issue) in tasks.iter().zip(&live) {
            assert_follows(task, issue, (issue.assignee == Some(jo)).then_some("first"));
        }

        let sql = "SELECT p.external_ref, p.name, p.code, c.name FROM projects p JOIN clients c ON c.id = p.client_id
            WHERE p.external_ref IS NOT NULL ORDER BY p.external_ref";
        let projects: Vec<(String, String, Option<String>, String)> = t.app.db.query(sql, p![]).await.unwrap();
        let mut teams: Vec<_> = linear.teams().into_iter()
            .map(|(id, key, name)| (id.to_string(), name, Some(key), "Linear work".to_owned())).collect();
        teams.sort();
        assert_eq!(projects, teams);
        assert_eq!(teams.iter().filter(|team| team.1 == "Platform").count(), 2);
    }

    async fn odd_titles_arrive_whole(db: TestDb) {
        let w = World::new(db.db()).await;
        let titles = [String::new(), " spaces around ".into(), "👩‍👩‍👧‍👦 family".into(), "مرحبا بالعالم".into(),
            "<script>alert('x')</script> & \"quotes\"".into(), "Z̸̙̀a̵̭̕l̵͚̔g̶̘̀o̸͉͗".into(), "%_\\'; DROP TABLE tasks; --".into(),
            "🚀".repeat(5000), "ש".repeat(5000)];
        for title in &titles {
            w.issue(w.eng, title, "Todo");
        }
        w.issue(w.eng, "with a \0 in it", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        for (number, title) in titles.iter().enumerate() {
            let identifier = format!("ENG-{}", number + 1);
            assert_eq!(w.task(&identifier).await.unwrap()["name"], format!("{identifier}: {title}"));
        }
        // The one character that PostgreSQL cannot hold is left out on both.
        assert_eq!(w.task("ENG-10").await.unwrap()["name"], "ENG-10: with a  in it");
        let page = w.t.page(&w.t.bob).await.get("/issues").await.is(200);
        page.hides("<script>alert");
        let before = w.dump().await;
        w.sync().await;
        assert_eq!(w.dump().await, before);
    }

    async fn a_person_here_is_found_by_address_and_only_while_active(db: TestDb) {
        let w = World::new(db.db()).await;
        let bob = w.linear.users()[1].0;
        let assigned = |title: &str| NewIssue { title: title.into(), assignee: Some(bob), priority: 1,
            due_date: Some("2027-01-31".into()), ..NewIssue::default() };
        w.linear.add_issue(w.eng, assigned("one"));
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let tasks = stored(&w.t).await;
        assert_eq!((tasks[0].assignee.as_deref(), tasks[0].priority.as_str(), tasks[0].due_on.as_deref()),
            (Some("bob"), "urgent", Some("2027-01-31")));
        w.t.app.db.exec("UPDATE users SET is_active = FALSE WHERE username = 'bob'", p![]).await.unwrap();
        w.linear.add_issue(w.eng, assigned("two"));
        w.sync().await;
        let two = stored(&w.t).await.into_iter().find(|task| task.name == "ENG-2: two").unwrap();
        assert_eq!(two.assignee, None);
    }
}
