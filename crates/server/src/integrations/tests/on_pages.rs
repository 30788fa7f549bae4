//! The pages: connect with a preview, settle what there is to settle, look at runs, keep a schedule.

use super::*;
use crate::testing::{Answer, Browser};

const HOME: &str = "/integrations/linear";

/// What the form to connect sends.
fn form<'a>(extra: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("secret", KEY),
        ("team_keys", ""),
        ("auto_sync", "on"),
        ("status_mapping", "type"),
        ("max_pages", "200"),
    ];
    usual.into_iter().chain(extra.iter().copied()).collect()
}

/// The first number behind `before` in an answer.
fn number_after(answer: &Answer, before: &str) -> String {
    let rest = answer
        .text
        .split(before)
        .nth(1)
        .unwrap_or_else(|| panic!("no {before} in {}", answer.text));
    rest.chars().take_while(char::is_ascii_digit).collect()
}

/// The id of a state as the page of states names its select.
async fn state_id(browser: &Browser<'_>, name: &str) -> String {
    let page = browser.get("/integrations/linear/states").await.is(200);
    let before = format!("\" aria-label=\"What {name} means here\"");
    let field = page.text.split(&before).next().unwrap();
    field.rsplit("name=\"state-").next().unwrap().to_owned()
}

/// A world with two issues, one of somebody that nobody here is.
async fn two_issues(db: Db) -> World {
    let w = World::new(db).await;
    w.issue(w.eng, "one", "Todo");
    let two = w.issue(w.eng, "two", "In Progress");
    let users = w.linear.users();
    let jo = users.iter().find(|(_, name, _)| name == "Jo Doe").unwrap().0;
    w.linear.edit_issue(two, |issue| issue.assignee = Some(jo));
    w
}

both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn a_preview_comes_before_the_first_sync_and_its_mappings_hold(db: TestDb) {
        let w = two_issues(db.db()).await;
        let browser = w.t.page(&w.t.alice).await;
        browser.get(HOME).await.is(200).shows("Connect and preview first");
        let answer = browser.post("/integrations/linear/connect", &form(&[("preview", "1")])).await.is(303);
        assert_eq!(answer.location(), "/integrations/linear/preview");
        browser.get("/integrations/linear/preview").await.is(200).shows("data-poll").shows("Looking where every issue would land");
        run_due(&w.t.app).await.unwrap();
        assert!(w.task("ENG-1").await.is_none(), "a preview writes nothing");
        let page = browser.get("/integrations/linear/preview").await.is(200);
        page.hides("data-poll").shows("Start the first sync").shows("2 issues in 3 teams").shows("new project")
            .shows("ENG-1").shows("Jo Doe").shows("Not matched");
        browser.get(HOME).await.is(200).shows("Waiting for your go").shows("Look at the preview").hides(">Sync now<");
        let todo = number_after(&page, "name=\"was-state-");
        let (field, was) = (format!("state-{todo}"), format!("was-state-{todo}"));
        browser.post("/integrations/linear/states", &[(&field, "review"), (&was, "")]).await.is(303);
        browser.get("/integrations/linear/preview").await.is(200).shows("value=\"review\" selected");
        w.t.clock.advance(86_400);
        run_due(&w.t.app).await.unwrap();
        assert!(w.task("ENG-1").await.is_none(), "it waits for a word");
        assert_eq!(browser.post("/integrations/linear/sync", &[]).await.is(303).location(), HOME);
        run_due(&w.t.app).await.unwrap();
        assert!(w.task("ENG-1").await.is_some());
        browser.get("/integrations/linear/preview").await.is(200).hides("Start the first sync");
    }

    async fn a_state_is_mapped_and_its_issues_follow(db: TestDb) {
        let w = two_issues(db.db()).await;
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let browser = w.t.page(&w.t.alice).await;
        browser.get("/integrations/linear/states").await.is(200).shows("Platform").shows("unstarted").shows("By its kind: to do");
        let id = state_id(&browser, "Todo").await;
        let (field, was) = (format!("state-{id}"), format!("was-state-{id}"));
        browser.post("/integrations/linear/states", &[(&field, "nonsense"), (&was, "")]).await.is(422);
        browser.post("/integrations/linear/states", &[(&field, "done"), (&was, "")]).await.is(303);
        let mapped: Option<String> = w.t.app.db.scalar("SELECT chosen_status FROM workflow_states WHERE id = $1",
            p![id.parse::<i64>().unwrap()]).await.unwrap();
        assert_eq!(mapped.as_deref(), Some("done"));
        // A page that was opened before somebody else chose says the same as before, and changes nothing.
        browser.post("/integrations/linear/states", &[(&field, ""), (&was, "")]).await.is(303);
        browser.get("/integrations/linear/states").await.is(200).shows("value=\"done\" selected");
        browser.post("/integrations/linear/states", &[("state-999999", "done")]).await.is(404);
        browser.post("/integrations/linear/states", &[(&field, ""), (&was, "done")]).await.is(303);
        browser.get("/integrations/linear/states").await.is(200).hides("value=\"done\" selected");
    }

    async fn a_state_of_an_unknown_kind_is_something_to_settle(db: TestDb) {
        let w = World::new(db.db()).await;
        w.linear.add_state(w.eng, "Dreaming", "imagined");
        w.issue(w.eng, "one", "Dreaming");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let browser = w.t.page(&w.t.alice).await;
        let page = browser.get(HOME).await.is(200);
        page.shows("To settle").shows("States whose kind nobody here knows").shows("Dreaming").shows("imagined");
        let id = number_after(&page, "name=\"was-state-");
        let (field, was) = (format!("state-{id}"), format!("was-state-{id}"));
        browser.post("/integrations/linear/states", &[(&field, "in_progress"), (&was, "")]).await.is(303);
        browser.get(HOME).await.is(200).hides("To settle");
        assert_eq!(w.task("ENG-1").await.unwrap()["status"], "in_progress");
    }

    async fn a_person_is_matched_and_their_issues_are_theirs(db: TestDb) {
        let w = two_issues(db.db()).await;
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let browser = w.t.page(&w.t.alice).await;
        let page = browser.get(HOME).await.is(200);
        page.shows("One person in Linear is nobody here").shows("Jo Doe").shows("1 person not matched");
        let id = number_after(&page, "name=\"was-person-");
        let (field, was) = (format!("person-{id}"), format!("was-person-{id}"));
        let bob = w.t.bob.user.id.to_string();
        browser.post("/integrations/linear/people", &[(&field, "everybody"), (&was, "")]).await.is(422);
        browser.post("/integrations/linear/people", &[(&field, "999999"), (&was, "")]).await.is(422);
        browser.post("/integrations/linear/people", &[(&field, &bob), (&was, "")]).await.is(303);
        browser.get(HOME).await.is(200).hides("To settle");
        assert_eq!(w.task("ENG-2").await.unwrap()["assigned_to"], w.t.bob.user.id.get());
        browser.get("/integrations/linear/people").await.is(200).shows("chosen").shows("1–2 of 2 people");
        browser.post("/integrations/linear/people", &[(&field, "nobody"), (&was, &bob)]).await.is(303);
        browser.get("/integrations/linear/people").await.is(200).shows("said to be nobody here");
        browser.get(HOME).await.is(200).hides("To settle");
        assert_eq!(w.task("ENG-2").await.unwrap()["assigned_to"], Value::Null);
    }

    async fn an_issue_that_failed_is_told_and_can_be_tried_again(db: TestDb) {
        let w = World::new(db.db()).await;
        let broken = w.issue(w.eng, "one", "Todo");
        w.issue(w.eng, "two", "Todo");
        w.linear.break_issue(broken, "team", None);
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let browser = w.t.page(&w.t.alice).await;
        let page = browser.get(HOME).await.is(200);
        page.shows("Not everything came over").shows("1 issue could not be brought over").shows("Try ENG-1 again").shows("Try all again");
        let run = number_after(&page, "/integrations/linear/runs/");
        let run = browser.get(&format!("/integrations/linear/runs/{run}")).await.is(200);
        run.shows("Done, but for some issues").shows("Issues that failed").shows("ENG-1").shows("tried once").shows("alice");
        let id = number_after(&page, "/integrations/linear/issues/");
        browser.post("/integrations/linear/issues/999999/retry", &[]).await.is(404);
        browser.post(&format!("/integrations/linear/issues/{id}/retry"), &[]).await.is(303);
        run_due(&w.t.app).await.unwrap();
        browser.get(HOME).await.is(200).shows("Try ENG-1 again").hides("tried once");
        w.linear.mend_issue(broken);
        browser.post(&format!("/integrations/linear/issues/{id}/retry"), &[]).await.is(303);
        run_due(&w.t.app).await.unwrap();
        assert!(w.task("ENG-1").await.is_some());
        browser.get(HOME).await.is(200).shows("Up to date").hides("To settle");
        browser.post(&format!("/integrations/linear/issues/{id}/retry"), &[]).await.is(404);
    }

    async fn the_log_has_a_page_for_each_run(db: TestDb) {
        let w = two_issues(db.db()).await;
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        for _ in 0..55 {
            w.sync().await;
        }
        let browser = w.t.page(&w.t.alice).await;
        let page = browser.get(HOME).await.is(200);
        page.shows("56 runs").shows("All runs").shows("Where issues land").shows("Edit per team");
        browser.get("/integrations/linear/runs").await.is(200).shows("1–50 of 56 runs").shows("rel=\"next\"");
        browser.get("/integrations/linear/runs?page=2").await.is(200).shows("51–56 of 56 runs").hides("rel=\"next\"").shows("2 new");
        browser.get("/integrations/linear/runs?page=9").await.is(200).shows("No run here");
        browser.get("/integrations/linear/runs?page=x").await.is(200).shows("1–50");
        let run = number_after(&page, "/integrations/linear/runs/");
        browser.get(&format!("/integrations/linear/runs/{run}")).await.is(200).shows("Nothing new").shows("Requests").hides("Issues that failed");
        browser.get("/integrations/linear/runs/999999").await.is(404);
        browser.get("/integrations/linear/runs/nonsense").await.is(404);
    }

    async fn everything_is_compared_and_read_again_on_demand(db: TestDb) {
        let w = two_issues(db.db()).await;
        w.connect(&[]).await;
        let browser = w.t.page(&w.t.alice).await;
        browser.post("/integrations/linear/reconcile", &[]).await.is(422).shows("There is nothing to compare yet");
        run_due(&w.t.app).await.unwrap();
        browser.get(HOME).await.is(200).shows("Not compared with Linear yet");
        let gone = w.issue(w.eng, "three", "Todo");
        w.sync().await;
        w.linear.delete_issue(gone);
        browser.post("/integrations/linear/reconcile", &[]).await.is(303);
        browser.post("/integrations/linear/preview", &[]).await.is(422).shows("A comparison with everything there is running");
        browser.get("/integrations/linear/progress").await.is(200).shows("Comparing with everything there").shows("data-poll");
        run_due(&w.t.app).await.unwrap();
        browser.get(HOME).await.is(200).shows("Last compared with Linear: just now").shows("1 not to be seen any more");
        let task = crate::tasks::find_by_identifier(&w.t.app.db, "ENG-3").await.unwrap().unwrap();
        let place = format!("/issues/{}", task.id);
        let bob = w.t.page(&w.t.bob).await;
        bob.get(&place).await.is(200).shows("cannot be seen in Linear since").shows("Hide this task");
        bob.get("/issues").await.is(200).shows("not there");
        w.t.page(&w.t.vera).await.get(&place).await.is(200).hides("Hide this task");
        bob.post(&format!("{place}/hide"), &[]).await.is(303);
        bob.get("/issues").await.is(200).hides("ENG-3");
        browser.post("/integrations/linear/read-again", &[]).await.is(303);
        run_due(&w.t.app).await.unwrap();
        let run = w.status().await["last_run"].clone();
        assert_eq!(run["created"], 0);
        assert!(run["unchanged"].as_i64().unwrap() >= 2, "{run}");
    }

    async fn the_schedule_is_one_choice(db: TestDb) {
        let w = two_issues(db.db()).await;
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let browser = w.t.page(&w.t.alice).await;
        browser.get(HOME).await.is(200).shows("Off: only by hand").shows("Every 15 minutes").shows("organisation’s zone").hides("name=\"auto_sync\"");
        let set = [("team_keys", ""), ("status_mapping", "type"), ("max_pages", "200")];
        let with = |schedule: [(&'static str, &'static str); 2]| set.into_iter().chain(schedule).collect::<Vec<_>>();
        let post = async |schedule| browser.post("/integrations/linear/settings", &with(schedule)).await;
        post([("interval_minutes", "1440"), ("daily_at", "04:30")]).await.is(303);
        let status = w.status().await;
        assert_eq!((&status["interval_minutes"], &status["daily_at"], &status["auto_sync"]), (&json!(1440), &json!("04:30"), &json!(true)));
        browser.get(HOME).await.is(200).shows("value=\"04:30\"");
        post([("interval_minutes", "off"), ("daily_at", "04:30")]).await.is(303);
        assert_eq!((&w.status().await["auto_sync"], &w.status().await["next_sync_at"]), (&json!(false), &Value::Null));
        run_due(&w.t.app).await.unwrap();
        browser.get(HOME).await.is(200).shows("value=\"off\" selected").shows("automatic sync is off");
        post([("interval_minutes", "7"), ("daily_at", "03:00")]).await.is(422).shows("Choose one of the schedules");
        post([("interval_minutes", "soon"), ("daily_at", "03:00")]).await.is(422);
        post([("interval_minutes", "1440"), ("daily_at", "25:00")]).await.is(422).shows("Write a time of day");
        assert_eq!(w.status().await["auto_sync"], false);
    }

    async fn an_issue_shows_what_linear_tells_and_keeps_what_is_ours(db: TestDb) {
        let w = World::new(db.db()).await;
        w.linear.add_label(None, "bug");
        let parent = w.issue(w.eng, "the whole", "Todo");
        let part = w.issue(w.eng, "a part", "In Progress");
        w.linear.edit_issue(part, |issue| {
            issue.labels = vec!["bug".into()];
            issue.estimate = Some(3.0);
            issue.parent = Some(parent);
        });
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let id = w.task("ENG-2").await.unwrap()["id"].clone();
        let whole = w.task("ENG-1").await.unwrap()["id"].clone();
        let bob = w.t.page(&w.t.bob).await;
        let place = format!("/issues/{id}");
        let page = bob.get(&place).await.is(200);
        page.shows("From Linear").shows("change it there").shows("3 points").shows(">bug<").shows("ENG-1 the whole")
            .shows(&format!("href=\"/issues/{whole}\"")).shows("data-copy=").shows("Kept here");
        bob.get("/issues").await.is(200).shows(">bug<");
        bob.post(&place, &[("estimated_hours", "1,5"), ("tags", "mine")]).await.is(303);
        let task = w.task("ENG-2").await.unwrap();
        assert_eq!(task["estimated_hours"], 1.5);
        bob.get(&place).await.is(200).shows("value=\"1.5\"").shows("value=\"mine\"");
        bob.post(&place, &[("estimated_hours", "much"), ("tags", "kept")]).await.is(422).shows("Write hours as a number").shows("value=\"kept\"");
        bob.post(&format!("{place}/hide"), &[]).await.is(422);
        w.t.page(&w.t.vera).await.post(&place, &[("tags", "no")]).await.is(403);
        w.t.page(&w.t.vera).await.get(&place).await.is(200).hides("Kept here");
    }

    async fn only_administrators_see_or_settle(db: TestDb) {
        let w = two_issues(db.db()).await;
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let bob = w.t.page(&w.t.bob).await;
        for page in ["preview", "runs", "runs/1", "states", "people"] {
            bob.get(&format!("{HOME}/{page}")).await.is(403);
            w.t.stranger().get(&format!("{HOME}/{page}")).await.is(303);
        }
        for verb in ["preview", "states", "people", "reconcile", "read-again", "issues/1/retry"] {
            bob.post(&format!("{HOME}/{verb}"), &[]).await.is(403);
        }
        let alice = w.t.page(&w.t.alice).await;
        alice.post(&format!("{HOME}/disconnect"), &[]).await.is(303);
        for page in ["preview", "runs", "states", "people", "progress"] {
            alice.get(&format!("{HOME}/{page}")).await.is(404);
            alice.get(&format!("/integrations/nonsense/{page}")).await.is(404);
        }
    }
}

#[test]
fn a_run_under_way_tells_how_far_it_is() {
    timetracker_db::testing::run(
        timetracker_db::Engine::Sqlite,
        crate::app::MIGRATIONS,
        async |db| {
            let w = two_issues(db.db()).await;
            w.connect(&[]).await;
            run_due(&w.t.app).await.unwrap();
            request_sync(&w.t.app, &w.t.alice, linear(), Cause::Manual, false)
                .await
                .unwrap();
            let now = w.t.app.now();
            let sql = "UPDATE sync_runs SET status = 'running', started_at = $1, pages = 13, seen = 3250, expected = 5200
            WHERE status = 'queued'";
            w.t.app.db.exec(sql, p![now]).await.unwrap();
            let sql =
                "UPDATE connections SET requests_left = 300, requests_limit = 2500, points_left = 2000000,
            points_limit = 3000000, usage_at = $1";
            w.t.app.db.exec(sql, p![now]).await.unwrap();
            w.t.clock.advance(5);
            let browser = w.t.page(&w.t.alice).await;
            let part = browser.get("/integrations/linear/progress").await.is(200);
            part.shows("3,250 of about 5,200 issues · 650 a second · 3 seconds left")
                .shows("value=\"3250\" max=\"5200\"")
                .shows("Page 14. Slowing down: Linear allows little more this hour.")
                .shows("300 of 2,500 requests · 2.00 of 3.00 million points left this hour")
                .shows("data-poll")
                .hides("<html");
            browser.post("/integrations/linear/cancel", &[]).await.is(303);
            browser.get(HOME).await.is(200).shows("Stopping after this page.");
        },
    );
}
