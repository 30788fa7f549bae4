//! Comments on the page of an issue: said and deleted there.

use super::actions;
use super::model::{CommentView, NewComment};
use crate::app::App;
use crate::auth::{Actor, Writer};
use crate::http::{Done, Flash, Form, PageResult, Path, see_other, wording};
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use timetracker_types::{Day, Id};

/// The forms about comments.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/issues/{id}/comments", post(add))
        .route("/comments/{id}/delete", post(delete))
}

/// The most comments that an issue's page shows: the last ones.
pub(crate) const SHOWN: i64 = 100;

/// A comment as a page shows it.
#[derive(Debug, Clone)]
pub struct Said {
    /// The comment.
    pub id: i64,
    /// Who said it.
    pub author: String,
    /// Their initials.
    pub initials: String,
    /// `24 Nov, 10:05`.
    pub at: String,
    /// The words, line breaks kept.
    pub content: String,
    /// Whether the reader may delete it.
    pub deletable: bool,
}

impl Said {
    /// As this reader sees it.
    pub fn of(view: &CommentView, reader: &Actor, today: Day) -> Self {
        let zone = &reader.user.timezone;
        let at = view.comment.created_at;
        let own = view.comment.user_id == reader.user.id && reader.writes();
        Self {
            id: view.comment.id.get(),
            author: view.author.clone(),
            initials: wording::initials(&view.author),
            at: format!(
                "{}, {}",
                wording::day_short(zone.day_of(at), today),
                wording::time_of_day(at, zone)
            ),
            content: view.comment.content.clone(),
            deletable: own || reader.manages(),
        }
    }
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Words {
    content: String,
}

async fn add(
    Writer(actor): Writer,
    State(app): State<App>,
    Path(id): Path<i64>,
    Form(words): Form<Words>,
) -> PageResult {
    let back = format!("/issues/{id}#comments");
    if words.content.trim().is_empty() {
        return Ok(see_other(&back, None));
    }
    let new = NewComment {
        task_id: Some(Id::new(id)),
        content: words.content,
        ..NewComment::default()
    };
    actions::create(&app, &actor, new).await?;
    Ok(see_other(&back, Some(&Flash::Done(Done::Added))))
}

async fn delete(Writer(actor): Writer, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    let gone = actions::delete(&app, &actor, Id::new(id)).await?;
    let back = gone.task_id.map_or_else(
        || format!("/projects/{}", gone.project_id.map_or(0, Id::get)),
        |task| format!("/issues/{task}#comments"),
    );
    Ok(see_other(&back, Some(&Flash::Done(Done::Deleted))))
}
