//! Every fault script of the simulation, against the smallest host that does what [`Connector`] asks of one.
//!
//! While a script plays, a sync may fail, but never loses what it holds; after one clean sync at the end the host holds
//! what Linear does, field by field.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use linear_sim::{Ends, IssueView, Script, SyncMark};

use super::*;
use crate::connector::{Named, Person};

/// What a host keeps.
#[derive(Default)]
struct Host {
    cursor: Option<Cursor>,
    tasks: BTreeMap<String, Issue>,
    /// Issues that could not be read, to be fetched by the next run.
    broken: BTreeSet<String>,
}

impl Host {
    /// One run. True if all went well.
    async fn sync(&mut self, call: &Call, reconcile: bool) -> Result<bool, Error> {
        let broken: Vec<String> = self.broken.iter().cloned().collect();
        self.fetch(call, &broken).await?;
        let mut missed = false;
        loop {
            let page = pull(call, self.cursor.as_ref()).await?;
            missed |= page.failures.iter().any(|failure| failure.reference.is_none());
            let more = page.more;
            self.take(page);
            if !more {
                break;
            }
        }
        if reconcile {
            self.reconcile(call).await?;
        }
        Ok(self.broken.is_empty() && !missed)
    }

    fn take(&mut self, page: Page) {
        self.rename(&page);
        for issue in page.issues {
            self.keep(issue);
        }
        for issue in page.outside {
            if self.tasks.contains_key(&issue.reference) {
                self.keep(issue);
            }
        }
        let broken = page.failures.into_iter();
        self.broken.extend(broken.filter_map(|failure| failure.reference));
        self.cursor = Some(page.next);
    }

    fn keep(&mut self, issue: Issue) {
        self.broken.remove(&issue.reference);
        self.tasks.insert(issue.reference.clone(), issue);
    }

    fn rename(&mut self, page: &Page) {
        for task in self.tasks.values_mut() {
            if let Some(it) = page
                .containers
                .iter()
                .find(|it| it.reference == task.container.reference)
            {
                task.container = it.clone();
            }
            if let Some(it) = page.states.iter().find(|it| it.reference == task.state.reference) {
                task.state.name.clone_from(&it.name);
            }
            for person in [&mut task.assignee, &mut task.creator].into_iter().flatten() {
                if let Some(it) = page.people.iter().find(|it| it.reference == person.reference) {
                    *person = it.clone();
                }
            }
            let named = [&mut task.cycle, &mut task.project, &mut task.milestone];
            for name in named.into_iter().flatten().chain(&mut task.labels) {
                if let Some(it) = page.names.iter().find(|it| it.reference == name.reference) {
                    name.name.clone_from(&it.name);
                }
            }
        }
    }

    /// Fetches issues; those that are gone are no tasks any more.
    async fn fetch(&mut self, call: &Call, references: &[String]) -> Result<(), Error> {
        let fetched = Linear.fetch(call, references).await?;
        let mut gone: BTreeSet<&String> = references.iter().collect();
        for issue in &fetched.issues {
            gone.remove(&issue.reference);
        }
        for reference in fetched
            .failures
            .iter()
            .filter_map(|failure| failure.reference.as_ref())
        {
            gone.remove(reference);
            self.broken.insert(reference.clone());
        }
        for reference in gone {
            self.tasks.remove(reference);
            self.broken.remove(reference);
        }
        fetched.issues.into_iter().for_each(|issue| self.keep(issue));
        Ok(())
    }

    async fn reconcile(&mut self, call: &Call) -> Result<(), Error> {
        let mut counted = BTreeMap::new();
        let mut cursor = self.cursor.clone();
        while let Some(from) = cursor {
            let page = Linear.census(call, Detail::Existence, Some(&from)).await?;
            let entries = page.entries.into_iter();
            counted.extend(entries.map(|entry| (entry.reference.clone(), entry)));
            cursor = page.next;
        }
        let same = |task: &Issue| {
            let entry = counted.get(&task.reference);
            entry.is_some_and(|it| (it.updated_at, it.archived) == (task.updated_at, task.archived))
        };
        let other = self.tasks.values().filter(|task| !same(task));
        let new = counted
            .values()
            .filter(|it| !it.archived && !self.tasks.contains_key(&it.reference));
        let wanted: Vec<String> = other
            .map(|task| task.reference.clone())
            .chain(new.map(|it| it.reference.clone()))
            .collect();
        self.fetch(call, &wanted).await
    }
}

/// What of an issue a host has to have: the fields that an import keeps, as text.
fn of_task(task: &Issue, parent: Option<String>) -> String {
    let name = |it: &Option<Named>| it.as_ref().map(|it| (it.reference.clone(), it.name.clone()));
    let email = |it: &Option<Person>| it.as_ref().and_then(|it| it.email.clone());
    let mut labels: Vec<&str> = task.labels.iter().map(|it| it.name.as_str()).collect();
    labels.sort_unstable();
    let what = (
        &task.identifier,
        &task.previous_identifiers,
        &task.container.key,
        &task.title,
    );
    let state = (&task.state.reference, &task.state.name, &task.state.kind);
    let day = task.due_on.map(|day| day.to_string());
    let how = (task.priority, task.estimate, day, labels, parent);
    let people = (email(&task.assignee), email(&task.creator));
    let names = (name(&task.cycle), name(&task.project), name(&task.milestone));
    let links = (&task.url, &task.branch_name, task.archived);
    let times = (
        task.created_at,
        task.updated_at,
        task.started_at,
        task.completed_at,
    );
    format!("{what:?} {state:?} {how:?} {people:?} {names:?} {links:?} {times:?}")
}

fn of_issue(issue: &IssueView, parent: Option<String>) -> String {
    let at = Instant::from_millis;
    let mut labels: Vec<&str> = issue.labels.iter().map(String::as_str).collect();
    labels.sort_unstable();
    let cycle = issue.cycle.as_ref().map(|(id, number, name)| {
        let name = name.clone().unwrap_or_else(|| format!("Cycle {number}"));
        (id.to_string(), name)
    });
    let project = issue
        .project
        .as_ref()
        .map(|(id, name)| (id.to_string(), name.clone()));
    let milestone = issue
        .milestone
        .as_ref()
        .map(|(id, name)| (id.to_string(), name.clone()));
    let priority = super::super::map::priority(f64::from(issue.priority));
    let what = (
        &issue.identifier,
        &issue.previous_identifiers,
        &issue.team_key,
        &issue.title,
    );
    let state = (issue.state_id.to_string(), &issue.state, &issue.state_type);
    let how = (priority, issue.estimate, issue.due_date.clone(), labels, parent);
    let people = (issue.assignee_email.clone(), issue.creator_email.clone());
    let names = (cycle, project, milestone);
    let is_put_away = issue.trashed || issue.archived_at.is_some();
    let links = (Some(&issue.url), Some(&issue.branch_name), is_put_away);
    let times = (
        at(issue.created_at.as_millisecond()),
        at(issue.updated_at.as_millisecond()),
        issue.started_at.map(|it| at(it.as_millisecond())),
        issue
            .completed_at
            .or(issue.canceled_at)
            .map(|it| at(it.as_millisecond())),
    );
    format!("{what:?} {state:?} {how:?} {people:?} {names:?} {links:?} {times:?}")
}

fn differences(host: &Host, issues: &[IssueView]) -> Vec<String> {
    let mut wrong = Vec::new();
    // What lies above is of interest where it is to be seen.
    let seen: BTreeSet<String> = issues.iter().map(|issue| issue.id.to_string()).collect();
    let parent = |above: &Option<String>| above.clone().filter(|above| seen.contains(above));
    for issue in issues {
        let theirs = of_issue(issue, parent(&issue.parent.map(|it| it.to_string())));
        let task = host.tasks.get(&issue.id.to_string());
        match task.map(|task| of_task(task, parent(&task.parent))) {
            Some(ours) if ours == theirs => {}
            Some(ours) => wrong.push(format!("have {ours}\nnot  {theirs}")),
            // What was archived before it was ever seen is of no use to anybody.
            None if issue.archived_at.is_some() => {}
            None => wrong.push(format!("lost {theirs}")),
        }
    }
    wrong
}

/// Plays a script; what is wrong at its end, if anything.
async fn play(path: &Path, chosen: &str) -> Vec<String> {
    let script = Script::load(path).unwrap();
    let mut play = script.start(KEY);
    let teams = play.linear().teams();
    let options = HttpOptions {
        timeout: Duration::from_secs(3),
        backoff: Duration::from_millis(1),
        longest_wait: Duration::ZERO,
        ..HttpOptions::default()
    };
    let it = serving(play.linear().clone(), teams[0].0, teams[1].0, options).await;
    let call = Call {
        clock: Arc::new(SystemClock),
        ..it.teams(chosen)
    };
    let (mut host, mut wrong) = (Host::default(), Vec::new());
    while let Some(SyncMark { ends, reconcile }) = play.next_sync().unwrap() {
        let ended = host.sync(&call, reconcile).await;
        if let Err(error) = &ended {
            contract::is_fit_to_print(error, &call);
        }
        let is_well = matches!(ended, Ok(true));
        if (ends == Ends::Well && !is_well) || (ends == Ends::Badly && is_well) {
            wrong.push(format!("should have ended {ends:?}, but: {ended:?}"));
        }
    }
    match host.sync(&call, script.reconcile).await {
        Ok(true) => {}
        other => wrong.push(format!("the clean sync: {other:?}")),
    }
    let mut there = it.sim.issues_seen_by(KEY);
    there.retain(|issue| chosen.is_empty() || issue.team == teams[0].0);
    wrong.extend(differences(&host, &there));
    wrong
}

fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../linear-sim/scripts");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    files
}

#[tokio::test]
async fn after_every_script_and_one_clean_sync_all_is_equal() {
    all_end_equal("").await;
}

#[tokio::test]
async fn after_every_script_and_one_clean_sync_a_chosen_team_is_equal() {
    all_end_equal("T00").await;
}

async fn all_end_equal(chosen: &'static str) {
    let seats = Arc::new(tokio::sync::Semaphore::new(8));
    let seated = |path: PathBuf| {
        let seats = Arc::clone(&seats);
        async move {
            let _seat = seats.acquire_owned().await.unwrap();
            play(&path, chosen).await
        }
    };
    let plays: Vec<_> = scripts()
        .into_iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, tokio::spawn(seated(path)))
        })
        .collect();
    assert!(plays.len() >= 40, "{} scripts", plays.len());
    let mut failed = Vec::new();
    for (name, play) in plays {
        let wrong = play.await.unwrap_or_else(|panic| vec![panic.to_string()]);
        if !wrong.is_empty() {
            let shown = wrong[..wrong.len().min(3)].join("\n");
            failed.push(format!("{name} ({}): {shown}", wrong.len()));
        }
    }
    assert!(
        failed.is_empty(),
        "{} scripts failed:\n{}",
        failed.len(),
        failed.join("\n\n")
    );
}
