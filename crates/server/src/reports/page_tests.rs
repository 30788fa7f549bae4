//! The report and the list of entries, as a browser sees them: every number leads to entries that add up to it.

use crate::app_tests;
use crate::auth::Actor;
use crate::testing::{Answer, Test};
use serde_json::{Value, json};

/// Adds an entry by the API.
async fn entry(t: &Test, who: &Actor, start: &str, end: &str, more: Value) -> i64 {
    let mut body = json!({"start_time": start, "end_time": end, "project_id": t.project});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    t.api(who)
        .post("/api/v1/time-entries", body)
        .await
        .created("time_entry")
}

async fn some(t: &Test) {
    entry(
        t,
        &t.bob,
        "2026-11-02T09:00",
        "2026-11-02T10:20:30",
        json!({"tags": "review, bug", "task_id": t.task}),
    )
    .await;
    entry(
        t,
        &t.bob,
        "2026-11-03T23:30",
        "2026-11-04T01:00",
        json!({"billable": false, "notes": "=1+1"}),
    )
    .await;
    entry(
        t,
        &t.charlie,
        "2026-11-04T09:00",
        "2026-11-04T09:45",
        json!({"tags": "review"}),
    )
    .await;
    let other = t
        .api(&t.alice)
        .post("/api/v1/clients", json!({"name": "Beta"}))
        .await
        .created("client");
    let project = json!({"name": "App, \"new\"", "client_id": other});
    let project = t
        .api(&t.alice)
        .post("/api/v1/projects", project)
        .await
        .created("project");
    entry(
        t,
        &t.charlie,
        "2026-10-30T22:00",
        "2026-10-30T23:00",
        json!({"project_id": project}),
    )
    .await;
}

/// Links of a page with the exact number that each of them says: `(address, "1:20:30")`.
fn numbers(answer: &Answer) -> Vec<(String, String)> {
    let links = answer.text.split("<a href=\"/time-entries?").skip(1);
    let parts = links.filter_map(|rest| {
        let (href, rest) = rest.split_once("\" title=\"")?;
        let exact = rest.split('"').next()?;
        (!href.contains('>')).then(|| {
            (
                format!(
                    "/time-entries?{}",
                    href.replace("&#38;", "&").replace("&amp;", "&")
                ),
                exact.to_owned(),
            )
        })
    });
    parts.collect()
}

app_tests! {
    async fn every_number_opens_entries_that_add_up_to_it(t: Test) {
        some(&t).await;
        let dimensions = ["project", "client", "task", "person", "tag", "day", "week", "month"];
        for (who, most) in [(&t.alice, true), (&t.bob, false)] {
            let browser = t.page(who).await;
            for by in dimensions {
                for then in ["none", "person", "tag", "day"] {
                    for filter in ["range=all", "from=2026-11-01&to=2026-11-30&tag=review", "range=all&billable=false"] {
                        if by == then || (!most && (by.len() + then.len()) % 2 == 0) {
                            continue;
                        }
                        let page = browser.get(&format!("/reports?{filter}&by={by}&then={then}")).await.is(200);
                        let found = numbers(&page);
                        assert!(!found.is_empty() || filter.contains("tag"), "{by} {then} {filter}: {}", page.text);
                        for (href, exact) in found {
                            let list = browser.get(&href).await.is(200);
                            let total = format!("<b title=\"{exact}\">");
                            assert!(list.text.contains(&total), "{href} of {by}, {then}, {filter} is not {exact}");
                        }
                    }
                }
            }
        }
    }

    async fn a_report_counts_an_entry_of_two_tags_once_in_all(t: Test) {
        some(&t).await;
        let page = t.page(&t.alice).await.get("/reports?from=2026-11-01&to=2026-11-30&by=tag&then=none").await.is(200);
        page.shows("counts under both").shows("title=\"2:05:30\">2:05").shows("title=\"1:20:30\">1:20").shows("title=\"3:35:30\">3:35").shows("No tag");
    }

    async fn people_see_their_own_and_managers_everybodys(t: Test) {
        some(&t).await;
        let bob = t.page(&t.bob).await;
        bob.get("/reports?range=all&by=person&then=project").await.is(200).shows("bob").hides("charlie").shows("Your own time");
        bob.get("/time-entries?range=all").await.is(200).hides("charlie").shows("2 entries");
        let other = t.charlie.user.id;
        for path in ["/reports", "/time-entries", "/reports/export.csv", "/time-entries/export.csv"] {
            bob.get(&format!("{path}?person={other}")).await.is(403);
        }
        bob.get("/reports?range=all&add=person").await.is(200).hides("charlie");
        t.page(&t.alice).await.get("/reports?range=all&by=person").await.is(200).shows("bob").shows("charlie");
        t.page(&t.vera).await.get("/reports").await.is(200);
    }

    async fn an_entry_over_midnight_is_of_the_day_it_began(t: Test) {
        some(&t).await;
        let bob = t.page(&t.bob).await;
        bob.get("/time-entries?from=2026-11-03&to=2026-11-03").await.is(200).shows("<b title=\"1:30:00\">").shows("23:30 – 1:00 +1");
        bob.get("/time-entries?from=2026-11-04&to=2026-11-04").await.is(200).shows("No time here");
    }

    async fn what_cannot_be_read_is_said_and_shown_as_usual(t: Test) {
        let bob = t.page(&t.bob).await;
        for (wrong, sentence) in [
            ("from=yesterday", "is not a date"),
            ("from=2026-11-05&to=2026-11-01", "The last day is before the first."),
            ("from=2026-02-30", "There is no"),
        ] {
            bob.get(&format!("/reports?{wrong}")).await.is(422).shows(sentence).shows("This month");
            bob.get(&format!("/time-entries?{wrong}")).await.is(422).shows(sentence);
            bob.get(&format!("/reports/export.csv?{wrong}")).await.is(422);
        }
        bob.get("/reports?from=1900-01-01&to=9999-12-31&by=day").await.is(422).shows("groups of time");
        bob.get("/reports?from=1900-01-01&to=9999-12-31&by=project").await.is(200);
        bob.get("/reports?range=never&by=colour&then=x&page=-3&project=x&task=none&billable=maybe&add=x").await.is(200);
        bob.get("/reports?range=all&page=9999").await.is(200);
        let tags = |count: u32| (0..count).map(|number| format!("t{number}")).collect::<Vec<_>>().join(",");
        bob.get(&format!("/reports?range=all&tag={}", tags(50))).await.is(200);
        for list in ["/reports", "/time-entries", "/reports/export.csv"] {
            bob.get(&format!("{list}?range=all&tag={}", tags(51))).await.is(422).shows("Filter by 50 tags at most.");
        }
        bob.get("/time-entries?range=all&page=9223372036854775807").await.is(200);
    }

    async fn a_table_is_exported_whole_and_without_formulas(t: Test) {
        some(&t).await;
        let alice = t.page(&t.alice).await;
        let file = alice.get("/reports/export.csv?range=all&by=project&then=person").await.is(200);
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        let mut lines: Vec<&str> = file.text.lines().collect();
        assert_eq!(lines.remove(0), "group,subgroup,hours,billable_hours,seconds,billable_seconds,entries");
        lines.sort_unstable();
        assert_eq!(lines, ["\"App, \"\"new\"\"\",\"charlie\",1.00,1.00,3600,3600,1", "\"Website\",\"bob\",2.84,1.34,10230,4830,2", "\"Website\",\"charlie\",0.75,0.75,2700,2700,1"]);
        let tags = alice.get("/reports/export.csv?range=all&by=tag&then=none").await.is(200);
        tags.shows("\"review\",\"\",2.09,2.09,7530,7530,2").shows("\"bug\",\"\",1.34").shows("\"No tag\",\"\",2.50");
        let days = alice.get("/reports/export.csv?range=all&by=day&then=none").await.is(200);
        days.shows("\"2026-11-02\",\"\",1.34");

        let entries = alice.get("/time-entries/export.csv?range=all").await.is(200);
        assert_eq!(entries.text.lines().count(), 5);
        entries.shows("\"'=1+1\"").shows("\"App, \"\"new\"\"\"").shows(",4830,1.34").shows("2026-11-02T08:00:00Z");
        alice.get("/time-entries/export.csv?range=all&tag=bug").await.is(200).shows("\"Fix login\"").hides("=1+1");
        assert_eq!(t.page(&t.bob).await.get("/time-entries/export.csv?range=all").await.text.lines().count(), 3);
    }
}
