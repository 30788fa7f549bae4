//! The pages of projects and clients.

use crate::app_tests;
use serde_json::json;

app_tests! {
    async fn a_project_is_added_changed_and_archived(t: Test) {
        let alice = t.page(&t.alice).await;
        let fields = [("name", "Mobile"), ("client_id", "1"), ("code", "mob"), ("color", "4"), ("billable", "true"), ("hourly_rate", "80"), ("estimated_hours", "37,5")];
        let path = alice.post("/projects", &fields).await.is(303).location().to_owned();
        alice.get("/projects").await.is(200).shows("Mobile").shows("MOB").shows("80.00 EUR");
        alice.get(&format!("{path}/edit")).await.is(200).shows("value=\"37.5\"").shows("value=\"80.00\"").shows("value=\"4\" checked");
        let fields = [("name", "Mobile apps"), ("client_id", "1"), ("code", "MOB"), ("color", "4"), ("hourly_rate", "")];
        alice.post(&path, &fields).await.is(303);
        alice.get(&path).await.is(200).shows("Mobile apps").hides("80.00 EUR");
        alice.post(&format!("{path}/archive"), &[]).await.is(303);
        alice.get("/projects").await.is(200).hides("Mobile apps");
        alice.get("/projects?archived=true").await.is(200).shows("Mobile apps");
        alice.post(&format!("{path}/restore"), &[]).await.is(303);
        alice.get("/projects").await.is(200).shows("Mobile apps");
    }

    async fn a_refused_project_keeps_what_was_typed(t: Test) {
        let alice = t.page(&t.alice).await;
        let fields = [("name", ""), ("client_id", ""), ("code", "WEB"), ("hourly_rate", "much"), ("description", "<b>kept</b>")];
        let page = alice.post("/projects", &fields).await.is(422);
        page.shows("A name is needed.").shows("Choose the client").shows("value=\"much\"").shows("&#60;b&#62;kept");
        let fields = [("name", "Mobile"), ("client_id", "1"), ("estimated_hours", "many")];
        alice.post("/projects", &fields).await.is(422).shows("An estimate is a number of hours").shows("value=\"Mobile\"");
        let fields = [("name", "Website"), ("client_id", "1"), ("code", "WEB")];
        alice.post("/projects", &fields).await.is(422).shows("Another project has the code WEB").shows("a project of that name");
    }

    async fn a_client_is_added_changed_and_archived(t: Test) {
        let alice = t.page(&t.alice).await;
        alice.post("/clients", &[("name", "Northwind"), ("email", "eva@example.org"), ("default_hourly_rate", "95.5")]).await.is(303);
        alice.get("/clients").await.is(200).shows("Northwind").shows("95.50 EUR").shows("1 project").shows("0 projects");
        alice.post("/clients", &[("name", "northwind")]).await.is(422).shows("There is a client of that name");
        alice.post("/clients/2", &[("name", "Northwind Ltd")]).await.is(303);
        alice.get("/clients/2/edit").await.is(200).shows("value=\"Northwind Ltd\"");
        alice.get("/clients/2").await.is(200).shows("Northwind Ltd");
        alice.post("/clients/2/archive", &[]).await.is(303);
        alice.get("/clients").await.is(200).hides("Northwind Ltd");
        alice.get("/clients?archived=true").await.is(200).shows("Northwind Ltd");
        alice.post("/clients/2/restore", &[]).await.is(303);
        alice.get("/clients/999").await.is(404);
    }

    async fn members_look_and_managers_change(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.get("/projects").await.is(200).shows("Website").hides("New project");
        bob.get(&format!("/projects/{}", t.project)).await.is(200).hides("/edit");
        bob.get("/clients").await.is(200).shows("Acme").hides("New client");
        bob.get("/clients/1").await.is(200).shows("Acme").shows("Website").hides("/edit");
        for path in ["/projects/new", "/clients/new", "/clients/1/edit"] {
            bob.get(path).await.is(403);
        }
        for path in ["/projects", "/projects/1", "/projects/1/archive", "/clients", "/clients/1", "/clients/1/archive"] {
            bob.post(path, &[("name", "Mine")]).await.is(403);
        }
    }

    async fn a_projects_page_shows_its_hours_to_those_who_may_see_them(t: Test) {
        let entry = |start: &str, end: &str| json!({"task_id": t.task, "start_time": start, "end_time": end, "notes": "quietly"});
        t.api(&t.bob).post("/api/v1/time-entries", entry("2026-11-23T09:00", "2026-11-23T10:30")).await.is(201);
        t.api(&t.charlie).post("/api/v1/time-entries", entry("2026-11-23T09:00", "2026-11-23T09:20")).await.is(201);
        let path = format!("/projects/{}", t.project);
        t.page(&t.alice).await.get(&path).await.is(200).shows("Fix login").shows("1:50").shows(">bob<").shows("Latest entries").shows("23 Nov");
        t.page(&t.charlie).await.get(&path).await.is(200).shows("1:50").shows("Your latest entries").hides(">bob<").shows("Others");
        t.page(&t.bob).await.get("/projects/999").await.is(404);
    }

    async fn a_projects_numbers_lead_to_their_entries(t: Test) {
        let entry = |start: &str, end: &str| json!({"task_id": t.task, "start_time": start, "end_time": end});
        t.api(&t.bob).post("/api/v1/time-entries", entry("2026-11-23T09:00", "2026-11-23T10:30")).await.is(201);
        let (alice, path) = (t.page(&t.alice).await, format!("/projects/{}", t.project));
        let task = format!("/time-entries?range=all&#38;project={}&#38;task={}", t.project, t.task);
        let person = format!("/time-entries?range=all&#38;project={}&#38;person={}", t.project, t.bob.user.id);
        alice.get(&path).await.is(200).shows(&task).shows(&person).shows("100 %");
        alice.get(&format!("/time-entries?range=all&project={}&task={}", t.project, t.task)).await.is(200).shows("<b title=\"1:30:00\">");
        t.page(&t.bob).await.get(&path).await.is(200).hides(&task);
    }

    async fn a_budget_is_measured_and_an_estimate_where_there_is_none(t: Test) {
        let fields = [("name", "Budgeted"), ("client_id", "1"), ("billable", "true"), ("hourly_rate", "100"), ("budget_amount", "1000"), ("estimated_hours", "5")];
        let alice = t.page(&t.alice).await;
        let path = alice.post("/projects", &fields).await.is(303).location().to_owned();
        let id: i64 = path.rsplit('/').next().unwrap().parse().unwrap();
        let entry = json!({"project_id": id, "start_time": "2026-11-23T00:00", "end_time": "2026-11-23T12:00"});
        t.api(&t.bob).post("/api/v1/time-entries", entry).await.is(201);
        alice.get(&path).await.is(200).shows("1,200.00 of 1,000.00 EUR").shows("120 %").shows("data-over");
        alice.get("/projects?q=budg").await.is(200).shows("1,200.00 of 1,000.00 EUR").hides("Website");
        alice.get("/projects?q=ACME").await.is(200).shows("Website").shows("Budgeted");
        alice.get("/projects?q=%25").await.is(200).shows("Nothing is called so");
        let fields = [("name", "Estimated"), ("client_id", "1"), ("estimated_hours", "24")];
        let path = alice.post("/projects", &fields).await.is(303).location().to_owned();
        alice.get(&path).await.is(200).shows("0:00 of 24 h");
    }

    async fn five_hundred_projects_are_ten_pages(t: Test) {
        let sql = "INSERT INTO projects (client_id, name, created_at, updated_at) VALUES (1, $1, 1, 1)";
        for number in 0..120 {
            t.app.db.exec(sql, timetracker_db::p![format!("Project {number:03}")]).await.unwrap();
        }
        let bob = t.page(&t.bob).await;
        bob.get("/projects").await.is(200).shows("1–50 of 121").shows("page=2").hides("Project 119");
        bob.get("/projects?page=3").await.is(200).shows("101–121 of 121").shows("Project 119").shows("Website");
        bob.get("/projects?page=99").await.is(200).shows("101–121 of 121");
    }

    async fn a_client_has_contacts_and_notes(t: Test) {
        let bob = t.page(&t.bob).await;
        bob.post("/clients/1/contacts", &[("first_name", "Eva"), ("last_name", "Lind"), ("email", "eva@example.org")]).await.is(303);
        bob.post("/clients/1/contacts", &[("first_name", ""), ("email", "kept@example.org")]).await.is(422).shows("A name is needed").shows("kept@example.org");
        bob.post("/clients/1/notes", &[("content", "Likes <b>short</b> mails"), ("is_important", "true")]).await.is(303);
        bob.post("/clients/1/notes", &[("content", " ")]).await.is(422);
        let page = bob.get("/clients/1").await.is(200);
        page.shows("Eva Lind").shows("eva@example.org").shows("Likes &#60;b&#62;short").shows("Important");
        bob.post("/clients/1/contacts/1/delete", &[]).await.is(303);
        t.page(&t.charlie).await.post("/clients/1/notes/1/delete", &[]).await.is(403);
        bob.post("/clients/1/notes/1/delete", &[]).await.is(303);
        bob.get("/clients/1").await.is(200).hides("Eva Lind").hides("short");
        t.page(&t.vera).await.post("/clients/1/notes", &[("content", "x")]).await.is(403);
        bob.post("/clients/99/notes", &[("content", "x")]).await.is(404);
    }
}
