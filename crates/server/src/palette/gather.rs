//! What is found for what was typed. With nothing typed: what one worked on last and what is assigned to one.

use super::commands;
use super::model::{Group, Item};
use super::store::{self, Issue};
use crate::app::App;
use crate::error::Result;
use crate::http::{Shell, tag_list};
use crate::saved_filters::SavedFilter;
use crate::search::{self, FoundClient, FoundProject, FoundTask, Words};
use crate::users::User;
use crate::{saved_filters, tasks, users};
use std::collections::{BTreeMap, HashSet};

/// Lines of a group, where there is more than one group.
const FEW: usize = 6;
/// Issues, which are looked for most.
const ISSUES: usize = 8;
/// How many of one's own issues are looked through for what was typed.
const OWN: i64 = 200;

/// The groups that answer what was typed.
pub async fn gather(app: &App, shell: &Shell, typed: &str) -> Result<Vec<Group>> {
    let meant = tasks::meant(typed);
    let groups = if meant.is_empty() {
        untyped(app, shell).await?
    } else {
        Box::pin(typed_groups(app, shell, &meant)).await?
    };
    Ok(groups
        .into_iter()
        .filter(|group| !group.items.is_empty())
        .collect())
}

async fn untyped(app: &App, shell: &Shell) -> Result<Vec<Group>> {
    let me = shell.actor.user.id;
    let (recent, assigned, views) = tokio::try_join!(
        store::recent(&app.db, me, FEW),
        store::assigned(&app.db, me, 12),
        saved_filters::of_issues(&app.db, me),
    )?;
    let mut seen = HashSet::new();
    let recent = once(recent, &mut seen, FEW);
    let assigned = once(assigned, &mut seen, FEW);
    Ok(vec![
        group("recent", "palette-recent", recent),
        group("assigned", "palette-assigned", assigned),
        group("actions", "palette-actions", commands::actions(shell, "")),
        group("pages", "palette-pages", commands::pages(shell, "")),
        group(
            "views",
            "palette-views",
            views.iter().take(FEW).map(of_view).collect(),
        ),
    ])
}

async fn typed_groups(app: &App, shell: &Shell, meant: &str) -> Result<Vec<Group>> {
    let words = Words::of(meant);
    let (issues, projects, clients, people, views, tags) = tokio::try_join!(
        issues(app, shell, meant, &words),
        search::projects(&app.db, &words, FEW),
        search::clients(&app.db, &words, FEW),
        people(app, shell, &words),
        saved_filters::of_issues(&app.db, shell.actor.user.id),
        tasks::recent_labels(&app.db),
    )?;
    let pages = commands::pages(shell, meant);
    let actions = commands::actions(shell, meant);
    let is_command = commands::is_named(&pages, meant) || commands::is_named(&actions, meant);
    let views = views.iter().filter(|view| words.occur_in(&view.name));
    let mut groups = vec![
        group("pages", "palette-pages", pages),
        group("actions", "palette-actions", actions),
        group("issues", "palette-issues", issues),
        group(
            "projects",
            "palette-projects",
            projects.into_iter().map(of_project).collect(),
        ),
        group(
            "clients",
            "palette-clients",
            clients.into_iter().map(of_client).collect(),
        ),
        group("people", "palette-people", people),
        group("views", "palette-views", views.take(FEW).map(of_view).collect()),
        group("tags", "palette-tags", fitting_tags(&tags, &words)),
    ];
    if !is_command {
        groups[..3].rotate_right(1);
    }
    Ok(groups)
}

/// The issue of that very identifier, then those one works on, then one's own, then the rest as they changed.
async fn issues(app: &App, shell: &Shell, meant: &str, words: &Words) -> Result<Vec<Item>> {
    let me = shell.actor.user.id;
    let called = async {
        if tasks::is_identifier(meant) {
            search::task_called(&app.db, meant).await
        } else {
            Ok(None)
        }
    };
    let (called, recent, assigned, found) = tokio::try_join!(
        called,
        store::recent(&app.db, me, 20),
        store::assigned(&app.db, me, OWN),
        search::tasks(&app.db, words, 8),
    )?;
    let fits = |issue: &Issue| words.occur_in(&issue.search_text);
    let own = recent.into_iter().chain(assigned).filter(fits);
    let all = called
        .map(issue)
        .into_iter()
        .chain(own)
        .chain(found.into_iter().map(issue));
    Ok(once(all, &mut HashSet::new(), ISSUES))
}

/// Everybody with an account, for those who may see them.
async fn people(app: &App, shell: &Shell, words: &Words) -> Result<Vec<Item>> {
    if !shell.actor.is_admin() {
        return Ok(vec![]);
    }
    let all = users::list(&app.db).await?;
    let text = |person: &User| {
        let email = person.email.as_deref().unwrap_or_default();
        format!("{} {} {email}", person.full_name, person.username)
    };
    let found = all.into_iter().filter(|person| words.occur_in(&text(person)));
    Ok(found.take(FEW).map(|person| of_person(&person)).collect())
}

fn group(key: &'static str, title: &'static str, items: Vec<Item>) -> Group {
    Group { key, title, items }
}

/// Each issue once, at most so many.
fn once(issues: impl IntoIterator<Item = Issue>, seen: &mut HashSet<i64>, most: usize) -> Vec<Item> {
    let fresh = issues.into_iter().filter(|issue| seen.insert(issue.id.get()));
    fresh.take(most).map(|issue| of_issue(&issue)).collect()
}

fn issue(found: FoundTask) -> Issue {
    Issue {
        id: found.id,
        search_text: String::new(),
        name: found.name,
        identifier: found.identifier,
        status: found.status,
        project_name: found.project_name,
    }
}

fn of_issue(issue: &Issue) -> Item {
    let identifier = issue.identifier.clone().unwrap_or_default();
    let rest = issue.name.strip_prefix(&identifier).unwrap_or(&issue.name);
    let title = rest.strip_prefix(": ").unwrap_or(&issue.name).to_owned();
    let id = issue.id.get();
    let state = issue
        .status
        .parse::<tasks::Status>()
        .unwrap_or(tasks::Status::InProgress);
    Item {
        state: state.as_str(),
        identifier,
        aside: issue.project_name.clone(),
        starts: Some(id),
        ..Item::page(format!("task-{id}"), "", title, format!("/issues/{id}"))
    }
}

fn of_project(project: FoundProject) -> Item {
    let id = project.id;
    Item {
        aside: project.client_name,
        ..Item::page(
            format!("project-{id}"),
            "projects",
            project.name,
            format!("/projects/{id}"),
        )
    }
}

fn of_client(client: FoundClient) -> Item {
    let id = client.id;
    Item {
        aside: client.contact_person.or(client.email).unwrap_or_default(),
        ..Item::page(
            format!("client-{id}"),
            "clients",
            client.name,
            format!("/clients/{id}"),
        )
    }
}

fn of_person(person: &User) -> Item {
    let id = person.id;
    Item {
        aside: person.email.clone().unwrap_or_default(),
        ..Item::page(
            format!("person-{id}"),
            "me",
            person.display_name().to_owned(),
            format!("/settings/people/{id}"),
        )
    }
}

fn of_view(view: &SavedFilter) -> Item {
    let id = view.id;
    Item::page(
        format!("view-{id}"),
        "issues",
        view.name.clone(),
        tasks::view_address(view),
    )
}

/// Labels and tags that hold what was typed, by name; each leads to its issues.
fn fitting_tags(texts: &[(String, String)], words: &Words) -> Vec<Item> {
    let mut names = BTreeMap::new();
    for (labels, tags) in texts {
        for name in tag_list(labels).into_iter().chain(tag_list(tags)) {
            if words.occur_in(name) {
                names.entry(name.to_lowercase()).or_insert(name);
            }
        }
    }
    let item = |(place, name): (usize, &str)| {
        let query: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        Item::page(
            format!("tag-{place}"),
            "tag",
            name.to_owned(),
            format!("/issues?label={query}"),
        )
    };
    names.into_values().take(FEW).enumerate().map(item).collect()
}
