//! Tags in the API v1.

use super::store;
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::http::{ApiResult, answers, tag_list};
use crate::openapi::Tells as _;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use serde::Serialize;
use std::collections::BTreeMap;

/// `/api/v1/tags`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new().api_route(
        "/api/v1/tags",
        get_with(list, |op| {
            op.says("List the tags in use").answers(200, "tags:[Tag]")
        }),
    )
}

/// A tag and how often it is used.
#[derive(Debug, Clone, Default, Serialize)]
struct Tag {
    name: String,
    /// By entries and tasks together.
    count: i64,
    time_entries: i64,
    tasks: i64,
}

/// Of one's own entries, or everybody's for managers, and of all tasks; by name.
async fn list(caller: Caller<scopes::ReadTimeEntries>, State(app): State<App>) -> ApiResult {
    let owner = (!caller.actor.manages()).then_some(caller.actor.user.id);
    let mut tags: BTreeMap<(String, String), Tag> = BTreeMap::new();
    for (text, times) in store::of_entries(&app.db, owner).await? {
        count(&mut tags, &text, |tag| tag.time_entries += times);
    }
    for (text, times) in store::of_tasks(&app.db).await? {
        count(&mut tags, &text, |tag| tag.tasks += times);
    }
    let total = |tag: Tag| Tag {
        count: tag.time_entries + tag.tasks,
        ..tag
    };
    let rows: Vec<Tag> = tags.into_values().map(total).collect();
    Ok(answers::shown("tags", &rows))
}

fn count(tags: &mut BTreeMap<(String, String), Tag>, text: &str, add: impl Fn(&mut Tag)) {
    for name in tag_list(text) {
        let tag = tags.entry((name.to_lowercase(), name.to_owned())).or_default();
        name.clone_into(&mut tag.name);
        add(tag);
    }
}
