//! The bar under selected issues: what it sends, and what is undone from its message. Also a single issue's star.

use super::bulk::{self, Change};
use super::model::Task;
use super::{asides, store};
use crate::app::App;
use crate::auth::{Actor, SignedIn, Writer};
use crate::error::{Error, Result};
use crate::http::{Back, Flash, PageResult, Path, see_other};
use crate::projects;
use crate::time_entries::bulk::{self as entries, Outcome, Verb};
use axum::body::Bytes;
use axum::extract::State;
use timetracker_types::Id;

/// What the bar sends; `ids` may occur often, which is more than a form as a record can say.
#[derive(Debug, Default)]
struct Sent {
    verb: String,
    ids: Vec<Id<Task>>,
    change: Change,
    /// A project's name, or nothing.
    project: String,
}

impl Sent {
    fn read(body: &[u8]) -> Self {
        let mut sent = Self::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            let value = value.replace('\0', " ");
            let value = value.trim();
            match &*name {
                "verb" => value.clone_into(&mut sent.verb),
                "ids" => sent.ids.extend(value.parse().map(Id::new).ok()),
                "status" if !value.is_empty() => sent.change.status = Some(value.to_owned()),
                "project" => value.clone_into(&mut sent.project),
                "tag" if !value.is_empty() => sent.change.tag = Some(value.to_owned()),
                _ => {}
            }
        }
        sent
    }
}

/// Does what the bar's button says to every selected issue.
pub async fn apply(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    body: Bytes,
) -> PageResult {
    let mut sent = Sent::read(&body);
    let flash = match sent.verb.as_str() {
        "star" => {
            let changed = star_all(&app, &actor, &sent.ids).await?;
            Flash::Starred { changed }
        }
        "billable" => set_billable(&app, &actor, &sent.ids, true).await?,
        "not-billable" => set_billable(&app, &actor, &sent.ids, false).await?,
        _ => {
            if !sent.project.trim().is_empty() {
                let typed = projects::typed(&app.db, &sent.project).await?;
                sent.change.project = Some(typed.map_err(|text| Error::field("project", text))?);
            }
            let outcome = bulk::apply(&app, &actor, &sent.ids, &sent.change).await?;
            let (first, last) = outcome.lines.unwrap_or_default();
            Flash::IssuesChanged {
                first,
                last,
                changed: number(outcome.changed),
                left: number(outcome.left),
            }
        }
    };
    Ok(see_other(&back, Some(&flash)))
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Takes a change back that a message offered to.
pub async fn undo(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Path((first, last)): Path<(i64, i64)>,
) -> PageResult {
    let left = bulk::undo(&app, &actor, first, last).await?;
    Ok(see_other(&back, Some(&Flash::undone(left))))
}

/// Takes a change of the issues' time back.
pub async fn undo_time(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Path(change): Path<i64>,
) -> PageResult {
    let rows = entries::undo(&app, &actor, Id::new(change)).await?;
    Ok(see_other(&back, Some(&Flash::undone(entries::left(&rows)))))
}

/// Time on these issues, as far as it is the actor's to change.
async fn set_billable(app: &App, actor: &Actor, ids: &[Id<Task>], billable: bool) -> Result<Flash> {
    if ids.is_empty() {
        return Err(Error::field("ids", "Select at least one issue first."));
    }
    let owner = (!actor.manages()).then_some(actor.user.id);
    let found = asides::entries_of(&app.db, ids, owner).await?;
    if found.len() > asides::MOST_ENTRIES {
        let text = "These issues have more than 5,000 entries. Select fewer of them at a time.";
        return Err(Error::rule("too_many_entries", text));
    }
    if found.is_empty() {
        let text = "There is no finished time on these issues that is yours to change.";
        return Err(Error::rule("nothing_to_do", text));
    }
    let applied = entries::apply(app, actor, &found, &Verb::SetBillable(billable)).await?;
    let changed = applied
        .rows
        .iter()
        .filter(|row| row.outcome == Outcome::Changed)
        .count();
    Ok(Flash::TimeChanged {
        change: applied.change.map_or(0, Id::get),
        changed: number(changed),
    })
}

async fn star_all(app: &App, actor: &Actor, ids: &[Id<Task>]) -> Result<i64> {
    if ids.is_empty() {
        return Err(Error::field("ids", "Select at least one issue first."));
    }
    let tx = app.db.begin().await?;
    let mut changed = 0;
    for id in ids.iter().take(bulk::MOST) {
        if store::find(&tx, *id).await?.is_none() {
            return Err(Error::NotFound("issue"));
        }
        changed += i64::from(asides::star(&tx, actor.user.id, *id, app.now()).await?);
    }
    tx.commit().await?;
    Ok(changed)
}

/// Marks an issue as one's favourite, or takes the mark away.
pub async fn star(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Back(back): Back,
    Path(id): Path<i64>,
) -> PageResult {
    let id = Id::new(id);
    let tx = app.db.begin().await?;
    if store::find(&tx, id).await?.is_none() {
        return Err(Error::NotFound("issue").into());
    }
    if !asides::star(&tx, actor.user.id, id, app.now()).await? {
        asides::unstar(&tx, actor.user.id, id).await?;
    }
    tx.commit().await?;
    Ok(see_other(&back, None))
}
