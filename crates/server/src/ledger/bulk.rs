//! What is done to many entries of the list at once, and its undo.

use super::pages::found;
use super::store;
use crate::app::App;
use crate::auth::{Actor, Writer};
use crate::error::{Error, Result};
use crate::http::{Back, Flash, Form, PageResult, Path, Query, see_other};
use crate::reports::{Asked, Preset, Selection, address};
use crate::time_entries::{TimeEntry, Verb, change_many, left, undo_many};
use axum::extract::State;
use timetracker_types::Id;

/// The most entries that one change may name.
const MOST: i64 = 5_000;

/// What the form sends: an `id` for each row that is ticked.
#[derive(Debug, Default)]
struct Wish {
    ids: Vec<Id<TimeEntry>>,
    action: String,
    tag: String,
    is_all: bool,
    /// How many entries the filter found when the page was drawn.
    whole: Option<usize>,
}

impl Wish {
    fn of(fields: Vec<(String, String)>) -> Self {
        let mut wish = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "id" => wish.ids.extend(value.parse().ok().map(Id::new)),
                "action" => wish.action = value,
                "tag" => wish.tag = value,
                "whole" => wish.whole = value.parse().ok(),
                "all" => wish.is_all = value == "true",
                _ => {}
            }
        }
        wish
    }

    fn verb(&self) -> Result<Verb> {
        Ok(match self.action.as_str() {
            "delete" => Verb::Delete,
            "billable" => Verb::SetBillable(true),
            "not-billable" => Verb::SetBillable(false),
            "paid" => Verb::SetPaid(true),
            "not-paid" => Verb::SetPaid(false),
            "add-tag" => Verb::AddTag(Verb::tag(Some(&self.tag))?),
            "remove-tag" => Verb::RemoveTag(Verb::tag(Some(&self.tag))?),
            _ => return Err(Error::rule("bad_request", "Choose what to do with the entries.")),
        })
    }
}

/// `POST /time-entries/bulk`, with the filter of the list in the address.
pub(super) async fn apply(
    Writer(actor): Writer,
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let wish = Wish::of(fields);
    let selection = Selection::read(&app, &actor, &asked, Preset::Last30).await?;
    let ids = if wish.is_all {
        all(&app, &actor, &selection).await?
    } else {
        wish.ids.clone()
    };
    if wish.is_all && wish.whole.is_some_and(|shown| shown != ids.len()) {
        let text = "The filter finds other entries by now. Look at the list, then do it again.";
        return Err(Error::conflict("conflict", text).into());
    }
    if ids.is_empty() {
        return Err(Error::rule("nothing_chosen", "Tick the entries that you mean first.").into());
    }
    let done = change_many(&app, &actor, &ids, &wish.verb()?).await?;
    let flash = Flash::Bulk {
        change: done.change.map(Id::get),
        changed: done.changed,
        left: done.left,
    };
    Ok(see_other(
        &address("/time-entries", &selection.words()),
        Some(&flash),
    ))
}

/// Every entry that the filter finds, as long as they are not too many for one change.
async fn all(app: &App, actor: &Actor, selection: &Selection) -> Result<Vec<Id<TimeEntry>>> {
    let found = found(selection, &actor.user.timezone);
    let ids = store::newest(&app.db, &found, MOST + 1, 0).await?;
    if i64::try_from(ids.len()).unwrap_or(i64::MAX) > MOST {
        let sentence = "These are more than 5,000 entries. Narrow the filter, and change them in parts.";
        return Err(Error::rule("too_many_entries", sentence));
    }
    Ok(ids)
}

/// `POST /time-entries/bulk/{id}/undo`.
pub(super) async fn undo(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Path(id): Path<i64>,
) -> PageResult {
    let rows = undo_many(&app, &actor, Id::new(id)).await?;
    Ok(see_other(&back, Some(&Flash::undone(left(&rows)))))
}
