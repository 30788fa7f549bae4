//! Grouping, ordering, filters, views, bulk changes and the board, through the router on both engines.

use crate::app_tests;
use crate::testing::{Answer, Test};
use serde_json::json;
use timetracker_db::{Read as _, p};

/// Identifiers or titles of the rows, in order.
fn shown(answer: &Answer) -> Vec<String> {
    let rows = answer.text.split("data-row-open").skip(1);
    let title = |rest: &str| {
        rest.split_once('>')
            .map(|(_, rest)| rest.split('<').next().unwrap_or("").to_owned())
    };
    rows.filter_map(title).collect()
}

async fn task(t: &Test, fields: serde_json::Value) -> i64 {
    let mut body = json!({"project_id": t.project});
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    t.api(&t.alice).post("/api/v1/tasks", body).await.created("task")
}

/// A task as the sync would have made it, in a cycle.
async fn linked(t: &Test, identifier: &str, cycle: &str) -> i64 {
    let name = format!("{identifier}: Linked");
    let now = t.app.now();
    let tx = t.app.db.begin().await.unwrap();
    let sql = "INSERT INTO connections (connector, created_at, updated_at) VALUES ('linear', $1, $1)
        ON CONFLICT (connector) DO UPDATE SET updated_at = $1 RETURNING id";
    let connection: i64 = tx.scalar(sql, p![now]).await.unwrap();
    let custom = json!({"integration": {"source": "linear", "cycle": {"name": cycle, "ref": "c"}, "parent_ref": "parent"}});
    let sql = "INSERT INTO tasks (project_id, name, identifier, search_text, labels, custom_fields, connection_id,
            external_ref, created_at, updated_at) VALUES ($1, $2, $3, $4, 'Bug, Ünder', $5, $6, $3, $7, $7) RETURNING id";
    let params = p![
        t.project,
        name,
        identifier,
        name.to_lowercase(),
        custom.to_string(),
        connection,
        now
    ];
    let id = tx.scalar(sql, params).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn worked(t: &Test, task: i64, hours: i64) {
    let end = format!("2026-11-23T{:02}:00", 8 + hours);
    let entry = json!({"task_id": task, "start_time": "2026-11-23T08:00", "end_time": end});
    t.api(&t.bob).post("/api/v1/time-entries", entry).await.is(201);
}

app_tests! {
    async fn every_filter_leaves_what_it_says(t: Test) {
        let bob = t.bob.user.id.get();
        let high = task(&t, json!({"name": "High", "priority": "high", "assignee_id": bob, "estimated_hours": 1})).await;
        task(&t, json!({"name": "Done", "status": "done", "tags": "billing, under"})).await;
        linked(&t, "ENG-1", "Cycle 7").await;
        worked(&t, high, 2).await;
        let browser = t.page(&t.bob).await;
        for (query, expected) in [
            ("state=done", vec!["Done"]),
            ("state=done&state=review", vec!["Done"]),
            ("priority=high&priority=urgent", vec!["High"]),
            ("assignee=me", vec!["High"]),
            ("assignee=me&q=fix", vec![]),
            ("label=billing", vec!["Done"]),
            ("label=bug", vec!["Linked"]),
            ("label=bill", vec![]),
            ("label=billing&label=Bug&sort=title", vec!["Linked", "Done"]),
            ("cycle=Cycle+7", vec!["Linked"]),
            ("estimate=over", vec!["High"]),
            ("estimate=under", vec![]),
            ("estimate=none&state=done", vec!["Done"]),
            ("time=yes", vec!["High"]),
            ("time=no&state=done", vec!["Done"]),
            ("starred=yes", vec![]),
            ("project=999999", vec![]),
        ] {
            let page = browser.get(&format!("/issues?{query}")).await.is(200);
            assert_eq!(shown(&page), expected, "{query}");
            browser.get(&format!("/issues/board?{query}")).await.is(200);
            browser.get(&format!("/issues/sums?{query}")).await.is(200).hides("<html");
            browser.get(&format!("/issues/filters?{query}")).await.is(200);
        }
        let nobody = browser.get("/issues?assignee=none").await.is(200);
        assert_eq!(shown(&nobody).len(), 3);
        browser.get(&format!("/issues?assignee={bob}&assignee=none")).await.is(200).shows("4 issues");
    }

    async fn every_grouping_and_order_counts_all_and_shows_all(t: Test) {
        task(&t, json!({"name": "A", "priority": "urgent", "estimated_hours": 2, "due_date": "2026-12-01"})).await;
        let b = task(&t, json!({"name": "B", "status": "in_progress", "assignee_id": t.bob.user.id, "tags": "zeta"})).await;
        linked(&t, "ENG-9", "Cycle 9").await;
        linked(&t, "ENG-10", "Cycle 10").await;
        worked(&t, b, 3).await;
        let bob = t.page(&t.bob).await;
        for group in ["state", "project", "assignee", "priority", "cycle", "label", "none"] {
            for sort in ["updated", "created", "priority", "due", "estimate", "time", "title"] {
                let page = bob.get(&format!("/issues?group={group}&sort={sort}")).await.is(200);
                assert_eq!(shown(&page).len(), 5, "{group} by {sort}");
                page.shows("5 · 3:00 of 2:00").shows("1–5 of 5 issues");
            }
            bob.get(&format!("/issues/sums?group={group}")).await.is(200).shows("5 · 3:00 of 2:00");
        }
        let order = |text: &str, names: &[&str]| names.iter().map(|name| text.find(&format!(">{name}</h2>")).expect(name)).collect::<Vec<_>>();
        let cycles = bob.get("/issues?group=cycle").await.is(200);
        assert!(order(&cycles.text, &["Cycle 9", "Cycle 10", "No cycle"]).is_sorted());
        let people = bob.get("/issues?group=assignee").await.is(200);
        assert!(order(&people.text, &["bob", "Nobody"]).is_sorted());
        let urgent = bob.get("/issues?group=none&sort=priority").await.is(200);
        assert_eq!(shown(&urgent)[0], "A");
        assert_eq!(shown(&bob.get("/issues?group=none&sort=time").await.is(200))[0], "B");
        assert_eq!(shown(&bob.get("/issues?group=none&sort=due").await.is(200))[0], "A");
    }

    async fn pages_go_on_where_the_one_before_ended(t: Test) {
        for number in 0..70 {
            task(&t, json!({"name": format!("T{number}"), "status": (if number % 2 == 0 { "todo" } else { "done" })})).await;
        }
        let bob = t.page(&t.bob).await;
        let mut all: Vec<String> = shown(&bob.get("/issues?sort=created").await.is(200));
        assert_eq!(all.len(), 50);
        all.extend(shown(&bob.get("/issues?sort=created&page=2").await.is(200)));
        let mut once = all.clone();
        once.sort();
        once.dedup();
        assert_eq!((all.len(), once.len()), (71, 71));
    }

    async fn a_filter_is_shown_as_chips_that_can_be_taken_away(t: Test) {
        let bob = t.page(&t.bob).await;
        let page = bob.get("/issues?state=todo&state=done&label=bug&q=fix&group=project").await.is(200);
        page.shows("State is To do, Done").shows("Label or tag is bug").shows("href=\"/issues/filters?q=fix&#38;state=todo");
        page.shows("href=\"/issues?q=fix&#38;label=bug&#38;group=project\"");
        let form = bob.get("/issues/filters?state=todo&label=never+used&on=board").await.is(200);
        form.shows("action=\"/issues/board\"").shows("value=\"todo\" checked").hides("value=\"done\" checked").shows("never used");
    }

    async fn a_view_is_saved_shown_and_forgotten(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.get("/issues/views").await.is(200).shows("A view is a filter");
        bob.get("/issues/views?state=todo&label=a+b").await.is(200).shows("value=\"state=todo&#38;label=a+b\"");
        bob.post("/issues/views", &[("name", ""), ("query", "state=todo")]).await.is(422).shows("A name");
        let long = "n".repeat(200);
        let made = bob.post("/issues/views", &[("name", long.as_str()), ("query", "state=todo&evil=1&page=3"), ("shared", "true")]).await.is(303);
        let address = made.location().to_owned();
        assert!(address.starts_with("/issues?state=todo&view="), "{address}");
        bob.get(&address).await.is(200).shows(&format!("aria-current=\"page\" dir=\"auto\"><span class=\"clip\">{long}"));
        t.page(&t.charlie).await.get("/issues").await.is(200).shows(&long);
        let id = address.rsplit('=').next().unwrap();
        let strangers = t.page(&t.charlie).await;
        strangers.get("/issues/views").await.is(200).shows("shared by somebody").hides("Delete the view");
        strangers.post(&format!("/issues/views/{id}/delete"), &[]).await.is(403);
        bob.post(&format!("/issues/views/{id}/delete"), &[]).await.is(303);
        bob.get("/issues").await.is(200).hides(&long);
    }

    async fn ones_own_views_are_not_crowded_out_by_shared_ones(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/issues/views", &[("name", "My own view"), ("query", "state=todo")]).await.is(303);
        for number in 0..100 {
            let sql = "INSERT INTO saved_filters (user_id, name, scope, payload, is_shared, created_at, updated_at)
                SELECT id, $2, 'issues', '{}', TRUE, 0, 0 FROM users WHERE username = $1";
            t.app.db.exec(sql, p!["alice", format!("Shared {number}")]).await.unwrap();
        }
        bob.get("/issues").await.is(200).shows("My own view");
    }

    async fn many_issues_are_changed_at_once_and_back(t: Test) {
        let (one, two) = (task(&t, json!({"name": "One"})).await, task(&t, json!({"name": "Two", "tags": "old"})).await);
        let theirs = linked(&t, "ENG-5", "Cycle 1").await;
        let bob = t.page(&t.bob).await;
        let ids: Vec<String> = [one, two, theirs].iter().map(i64::to_string).collect();
        let mut form: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", id.as_str())).collect();
        form.extend([("verb", "set"), ("status", "review"), ("tag", "new"), ("project", "")]);
        let done = bob.post("/issues/bulk", &form).await.is(303);
        let page = bob.follow(&done).await;
        page.shows("2 issues changed. 1 issue was left alone").shows("Undo");
        bob.get("/issues?state=review&label=new").await.is(200).shows("2 issues").shows("One").shows("Two");
        bob.get(&format!("/issues/{theirs}")).await.is(200).hides(">new<");
        let undo = page.text.split("action=\"/issues/bulk/").nth(1).unwrap().split('"').next().unwrap();
        t.page(&t.charlie).await.post(&format!("/issues/bulk/{undo}"), &[]).await.is(404);
        bob.get("/issues?state=review").await.is(200).shows("2 issues");
        let undone = bob.post(&format!("/issues/bulk/{undo}"), &[]).await.is(303);
        bob.follow(&undone).await.shows("Undone.");
        bob.get("/issues?state=review").await.is(200).shows("No issue matches");
        bob.get("/issues?label=old").await.is(200).shows("1 issue<");
        bob.post(&format!("/issues/bulk/{undo}"), &[]).await.is(409).shows("None of these issues can go back");
    }

    async fn each_issue_goes_back_whole_or_not_at_all(t: Test) {
        let client = t.api(&t.alice).post("/api/v1/clients", json!({"name": "Other"})).await.created("client");
        let other = t.api(&t.alice).post("/api/v1/projects", json!({"name": "Elsewhere", "client_id": client})).await.created("project");
        let mut ids = Vec::new();
        for name in ["Goes back", "Tag taken off", "Time booked"] {
            ids.push(task(&t, json!({"name": name})).await);
        }
        let bob = t.page(&t.bob).await;
        let other = other.to_string();
        let named: Vec<String> = ids.iter().map(i64::to_string).collect();
        let mut form: Vec<(&str, &str)> = named.iter().map(|id| ("ids", id.as_str())).collect();
        form.extend([("project", "Elsewhere"), ("tag", "moved"), ("status", "review")]);
        let done = bob.post("/issues/bulk", &form).await.is(303);
        let page = bob.follow(&done).await;
        page.shows("3 issues changed");
        let undo = page.text.split("action=\"/issues/bulk/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        t.api(&t.bob).patch(&format!("/api/v1/tasks/{}", ids[1]), json!({"tags": ""})).await.is(200);
        let body = json!({"project_id": other.parse::<i64>().unwrap(), "task_id": ids[2], "start_time": "2026-11-20T10:00", "end_time": "2026-11-20T11:00"});
        t.api(&t.bob).post("/api/v1/time-entries", body).await.is(201);
        let undone = bob.post(&format!("/issues/bulk/{undo}"), &[]).await.is(303);
        bob.follow(&undone).await.shows("Undone, but for 2, which stay as they are");
        bob.get(&format!("/issues?project={}", t.project)).await.is(200).shows("Goes back").hides("Tag taken off").hides("Time booked");
        let there = bob.get(&format!("/issues?project={other}&state=review")).await.is(200);
        there.shows("Tag taken off").shows("Time booked").hides("Goes back");
        bob.get(&format!("/issues?project={other}&label=moved")).await.is(200).shows("Time booked").hides("Tag taken off");
    }

    async fn an_issue_whose_state_is_refused_is_not_moved_either(t: Test) {
        let client = t.api(&t.alice).post("/api/v1/clients", json!({"name": "Other"})).await.created("client");
        let other = t.api(&t.alice).post("/api/v1/projects", json!({"name": "Elsewhere", "client_id": client})).await.created("project");
        let column = json!({"key": "qa", "label": "QA", "project_id": t.project});
        t.api(&t.alice).post("/api/v1/kanban/columns", column).await.is(201);
        let (there, here) = (task(&t, json!({"name": "In QA", "status": "qa"})).await, task(&t, json!({"name": "Not in QA"})).await);
        let bob = t.page(&t.bob).await;
        let (there, here, other) = (there.to_string(), here.to_string(), other.to_string());
        let form = [("ids", there.as_str()), ("ids", here.as_str()), ("project", "elsewhere"), ("status", "qa")];
        let done = bob.post("/issues/bulk", &form).await.is(303);
        bob.follow(&done).await.shows("1 issue changed. 1 issue was left alone");
        bob.get(&format!("/issues?project={other}")).await.is(200).hides("Not in QA");
    }

    async fn an_issue_that_cannot_have_the_tag_is_not_moved_either(t: Test) {
        let client = t.api(&t.alice).post("/api/v1/clients", json!({"name": "Other"})).await.created("client");
        let other = t.api(&t.alice).post("/api/v1/projects", json!({"name": "Elsewhere", "client_id": client})).await.created("project");
        let tags: Vec<String> = (0..9).map(|number| format!("{number}{}", "x".repeat(51))).collect();
        let full = task(&t, json!({"name": "Full", "tags": tags.join(",")})).await.to_string();
        let free = task(&t, json!({"name": "Free"})).await.to_string();
        let bob = t.page(&t.bob).await;
        let (other, long) = (other.to_string(), "y".repeat(30));
        let form = [("ids", full.as_str()), ("ids", free.as_str()), ("project", "Elsewhere"), ("tag", long.as_str())];
        let done = bob.post("/issues/bulk", &form).await.is(303);
        bob.follow(&done).await.shows("1 issue changed. 1 issue was left alone");
        bob.get(&format!("/issues?project={other}")).await.is(200).shows("Free").hides("Full");
    }

    async fn what_stands_in_the_way_is_said(t: Test) {
        let theirs = linked(&t, "ENG-6", "Cycle 1").await.to_string();
        let bob = t.page(&t.bob).await;
        let bulk = async |fields: &[(&str, &str)]| bob.post("/issues/bulk", fields).await;
        bulk(&[("verb", "set"), ("status", "done")]).await.is(422).shows("Select at least one issue");
        bulk(&[("verb", "set"), ("ids", theirs.as_str())]).await.is(422).shows("Choose a state, a project or a tag");
        bulk(&[("ids", theirs.as_str()), ("status", "done")]).await.is(422).shows("Change its name");
        bulk(&[("ids", theirs.as_str()), ("status", "nonsense")]).await.is(422);
        bulk(&[("ids", theirs.as_str()), ("project", "Nowhere")]).await.is(422).shows("There is no active project “Nowhere”");
        bulk(&[("ids", "999999"), ("status", "done")]).await.is(404);
        let other = t.api(&t.alice).post("/api/v1/clients", json!({"name": "Other"})).await.created("client");
        let other = t.api(&t.alice).post("/api/v1/projects", json!({"name": "Elsewhere", "client_id": other})).await.created("project");
        let own = task(&t, json!({"name": "Movable"})).await;
        let move_it = async || bulk(&[("ids", &own.to_string()), ("project", "Elsewhere")]).await;
        move_it().await.is(303);
        bob.get(&format!("/issues?project={other}")).await.is(200).shows("Movable");
        let back = bulk(&[("ids", &own.to_string()), ("project", "Website")]).await;
        back.is(303);
        worked(&t, own, 1).await;
        move_it().await.is(422).shows("Time is booked on these issues");
        t.page(&t.vera).await.post("/issues/bulk", &[("ids", "1"), ("status", "done")]).await.is(403);
    }

    async fn time_of_issues_becomes_billable_or_not_and_back(t: Test) {
        worked(&t, t.task, 2).await;
        let bob = t.page(&t.bob).await;
        let id = t.task.to_string();
        let count = async |billable: bool| -> i64 {
            t.app.db.scalar("SELECT COUNT(*) FROM time_entries WHERE billable = $1", p![billable]).await.unwrap()
        };
        let before = count(true).await;
        let done = bob.post("/issues/bulk", &[("ids", id.as_str()), ("verb", if before == 1 { "not-billable" } else { "billable" })]).await.is(303);
        assert_eq!(count(true).await, 1 - before);
        let page = bob.follow(&done).await;
        let undo = page.text.split("action=\"/issues/bulk-time/").nth(1).unwrap().split('"').next().unwrap();
        bob.post(&format!("/issues/bulk-time/{undo}"), &[]).await.is(303);
        assert_eq!(count(true).await, before);
        t.page(&t.charlie).await.post("/issues/bulk", &[("ids", id.as_str()), ("verb", "billable")]).await.is(422).shows("yours to change");
    }

    async fn favourites_are_ones_own(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post(&format!("/issues/{}/star", t.task), &[]).await.is(303);
        bob.get("/issues?starred=yes").await.is(200).shows("Fix login");
        t.page(&t.alice).await.get("/issues?starred=yes").await.is(200).hides("Fix login");
        bob.post("/issues/bulk", &[("ids", &t.task.to_string()), ("verb", "star")]).await.is(303);
        bob.get("/issues?starred=yes").await.is(200).shows("1 issue<");
        bob.post(&format!("/issues/{}/star", t.task), &[]).await.is(303);
        bob.get("/issues?starred=yes").await.is(200).hides("Fix login");
        bob.post("/issues/999999/star", &[]).await.is(404);
    }

    async fn a_card_moves_and_what_a_tracker_owns_stays(t: Test) {
        let theirs = linked(&t, "ENG-8", "Cycle 1").await.to_string();
        t.app.db.exec("UPDATE kanban_columns SET wip_limit = 1 WHERE key = 'todo'", vec![]).await.unwrap();
        let bob = t.page(&t.bob).await;
        let board = bob.get("/issues/board").await.is(200);
        board.shows("2 of 1").shows("class=\"count num full\"").shows("data-lane=\"review\"").shows("draggable=\"true\"");
        let own = t.task.to_string();
        let done = bob.post("/issues/board/move", &[("id", own.as_str()), ("to", "review")]).await.is(303);
        bob.follow(&done).await.shows("1 issue changed.").shows("/issues/bulk/");
        bob.get("/issues/board?state=review").await.is(200).shows("Fix login").hides("Linked");
        bob.post("/issues/board/move", &[("id", theirs.as_str()), ("to", "done")]).await.is(422).shows("belongs to an issue");
        bob.post("/issues/board/move", &[("id", own.as_str()), ("to", "nowhere")]).await.is(422);
        bob.post("/issues/board/move", &[("id", "x"), ("to", "done")]).await.is(404);
        t.page(&t.vera).await.get("/issues/board").await.is(200).hides("draggable=\"true\"");
        t.page(&t.vera).await.post("/issues/board/move", &[("id", own.as_str()), ("to", "done")]).await.is(403);
    }

    async fn a_project_with_columns_of_its_own_has_its_own_board(t: Test) {
        let column = json!({"key": "waiting", "label": "Waiting for Eva", "project_id": t.project});
        t.api(&t.alice).post("/api/v1/kanban/columns", column).await.is(201);
        let bob = t.page(&t.bob).await;
        bob.get("/issues/board").await.is(200).hides("Waiting for Eva");
        let address = format!("/issues/board?project={}", t.project);
        bob.get(&address).await.is(200).shows("Waiting for Eva").hides("data-lane=\"todo\"");
        bob.post("/issues/board/move", &[("id", &t.task.to_string()), ("to", "waiting")]).await.is(303);
        bob.get(&address).await.is(200).shows("Fix login");
    }

    async fn an_issue_of_our_own_is_added_and_changed_on_its_page(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.get("/issues/new").await.is(200).shows("New issue");
        bob.post("/issues/new", &[("name", ""), ("estimated_hours", "x")]).await.is(422).shows("Write hours as a number");
        bob.post("/issues/new", &[("name", "")]).await.is(422).shows("Choose the project").shows("A name");
        let project = t.project.to_string();
        let made = bob.post("/issues/new", &[("name", "Call Eva"), ("project", project.as_str()), ("estimated_hours", "1,5"), ("due_date", "2026-12-01")]).await.is(303);
        let page = made.location().to_owned();
        bob.get(&page).await.is(200).shows("Call Eva").shows("1:30").shows("1 December");
        let changed = [("name", "Call Eva again"), ("status", "in_progress"), ("priority", "high"), ("assignee", ""), ("due_date", ""), ("estimated_hours", ""), ("tags", "phone")];
        bob.post(&page, &changed).await.is(303);
        bob.get(&page).await.is(200).shows("Call Eva again").shows("In progress").hides("1 December").shows("phone");
        bob.post(&page, &[("name", ""), ("status", "todo")]).await.is(422).shows("A name");
        t.page(&t.vera).await.get("/issues/new").await.is(403);
    }

    async fn an_issue_shows_the_time_behind_it_and_what_is_beneath_it(t: Test) {
        worked(&t, t.task, 2).await;
        let bob = t.page(&t.bob).await;
        let page = bob.get(&format!("/issues/{}", t.task)).await.is(200);
        page.shows("2:00 in the last four weeks, on 1 day").shows("Entries").shows("8:00 – 10:00");
        t.page(&t.charlie).await.get(&format!("/issues/{}", t.task)).await.is(200).shows("on 1 day").hides("8:00 – 10:00");
        let parent = linked(&t, "parent", "Cycle 1").await;
        linked(&t, "ENG-77", "Cycle 1").await;
        bob.get(&format!("/issues/{parent}")).await.is(200).shows("Sub-issues").shows("ENG-77");
    }

    async fn hours_over_many_issues_come_after_the_page(t: Test) {
        let sql = "INSERT INTO tasks (project_id, name, search_text, created_at, updated_at) VALUES ($1, 'n', 'n', 0, 0)";
        let tx = t.app.db.begin().await.unwrap();
        for _ in 0..5001 {
            tx.exec(sql, p![t.project]).await.unwrap();
        }
        tx.commit().await.unwrap();
        worked(&t, t.task, 2).await;
        let bob = t.page(&t.bob).await;
        let page = bob.get("/issues").await.is(200);
        page.shows("data-sums=\"/issues/sums?\"").shows(">5,002<").shows("1–50 of 5,002 issues");
        bob.get("/issues/sums?").await.is(200).shows("5,002 · 2:00");
        bob.get("/issues?sums=1").await.is(200).shows("5,002 · 2:00").hides("data-sums");
        bob.get("/issues/sums?page=101").await.is(200).shows("5,001–5,002 of 5,002 issues");
    }

    async fn very_many_issues_are_counted_after_the_first_page(t: Test) {
        let sql = "INSERT INTO tasks (project_id, name, search_text, status, created_at, updated_at)
            WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2)
            SELECT CAST($1 AS BIGINT), 'n', 'n', CASE WHEN i <= 20 THEN 'in_progress' ELSE 'done' END, 0, 0 FROM n";
        t.app.db.exec(sql, p![t.project, 10_000]).await.unwrap();
        let bob = t.page(&t.bob).await;
        let page = bob.get("/issues").await.is(200);
        page.shows(">10,000+<").shows("1–50 of 10,000+ issues").shows("href=\"/issues?page=2\"");
        assert_eq!(shown(&page).len(), 50);
        page.shows("id=\"count-in_progress\"></span>").shows("id=\"count-done\"></span>").hides("group-review");
        let sums = bob.get("/issues/sums?").await.is(200);
        sums.shows("1–50 of 10,001 issues").shows("data-for=\"count-in_progress\">20<");
        sums.shows("data-for=\"count-done\">9,980<");
        bob.get("/issues?group=none").await.is(200).shows("1–50 of 10,000+ issues");
        bob.get("/issues?group=project").await.is(200).shows("1–50 of 10,001 issues");
        bob.get("/issues?page=2").await.is(200).shows("51–100 of 10,001 issues");
        bob.get("/issues?sums=1").await.is(200).shows("1–50 of 10,001 issues");
        bob.get("/issues?state=in_progress").await.is(200).shows("1–20 of 20 issues");
        bob.get("/issues?state=done&q=n").await.is(200).shows("1–50 of 9,980 issues").hides("group-todo");
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

    async fn listed(database: TestDb) {
        let t = Test::new(database.db()).await;
        let start = std::time::Instant::now();
        samples_at_scale::fill(&t, 100_000).await;
        println!("{:?} filled in {:?}", t.app.db.engine(), start.elapsed());
        let bob = t.page(&t.bob).await;
        for path in [
            "/issues",
            "/issues?page=1000",
            "/issues?group=none",
            "/issues?group=project",
            "/issues?group=assignee",
            "/issues?group=priority",
            "/issues?group=cycle",
            "/issues?group=label",
            "/issues?sort=created",
            "/issues?sort=priority",
            "/issues?assignee=me",
            "/issues?assignee=me&state=open",
            "/issues?project=1",
            "/issues?project=1&state=todo",
            "/issues?label=design",
            "/issues?q=99999th",
            "/issues?q=application",
            "/issues?q=nothing-there",
            "/issues?estimate=over",
            "/issues?time=yes",
            "/issues/board",
            "/issues/board?assignee=me",
            "/issues/sums?",
            "/issues/sums?group=project",
            "/issues/filters",
            "/issues/42",
            "/issues/new",
        ] {
            bob.get(path).await.is(200);
            let start = std::time::Instant::now();
            for _ in 0..TIMES {
                bob.get(path).await.is(200);
            }
            println!("{:?} {path}: {:?}", t.app.db.engine(), start.elapsed() / TIMES);
        }
    }

    #[test]
    #[ignore = "writes 100,000 tasks"]
    fn sqlite() {
        run(Engine::Sqlite, MIGRATIONS, listed);
    }

    #[test]
    #[ignore = "writes 100,000 tasks"]
    fn postgres() {
        run(Engine::Postgres, MIGRATIONS, listed);
    }
}
