//! Imports as people meet them: upload, mapping with a preview, progress, result with undo. No scripts needed.

use super::columns::{Column, Unit};
use super::draft_view::DraftView;
use super::model::{Import, Kept, Settings};
use super::moments::DateOrder;
use super::{actions, preview, store, upload, wording};
use crate::app::App;
use crate::auth::{Actor, Writer};
use crate::error::{Error, Result};
use crate::http::wording::{count, day_short, time_of_day};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, render, render_with, see_other,
};
use crate::words::Bare;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use timetracker_types::{Id, Instant, Zone};

/// The pages about imports.
pub fn routes() -> Router<App> {
    let upload = get(list).post(receive).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/imports", upload)
        .route("/imports/{id}", get(show).post(save))
        .route("/imports/{id}/start", post(start))
        .route("/imports/{id}/discard", post(discard))
        .route("/imports/{id}/cancel", post(cancel))
        .route("/imports/{id}/undo", post(undo))
        .route("/imports/{id}/progress", get(progress))
        .route("/imports/{id}/failed.csv", get(failed))
}

/// So many imports are listed.
const LISTED: i64 = 50;
/// So many rows with findings are shown on the page; the file has all that are kept.
const FINDINGS: i64 = 100;

/// One import in the list.
pub(crate) struct ImportRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) headline: String,
    pub(super) details: String,
    pub(super) kind: &'static str,
    pub(super) when: String,
}

/// Where a file is chosen, with the files before it.
#[derive(Template)]
#[template(path = "imports/imports.html")]
pub(crate) struct ImportsPage {
    pub(super) shell: Shell,
    pub(super) rows: Vec<ImportRow>,
    pub(super) refusal: Refusal,
    pub(super) largest: String,
}

/// One import: what it would do, does, or did.
#[derive(Template)]
#[template(path = "imports/import.html")]
pub(crate) struct ImportPage {
    pub(super) shell: Shell,
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) draft: Option<DraftView>,
    pub(super) progress: String,
}

/// A row that failed, or went in with a remark.
pub(crate) struct FindingRow {
    pub(super) row: String,
    pub(super) line: String,
    pub(super) field: String,
    pub(super) reason: String,
}

/// How far it is and what became of it; renews itself while it is under way.
#[derive(Template)]
#[template(path = "imports/progress.html")]
pub(crate) struct Progress {
    pub(super) shell: Bare,
    pub(super) id: i64,
    pub(super) is_stopping: bool,
    pub(super) may_cancel: bool,
    pub(super) may_undo: bool,
    /// `busy` while it is under way.
    pub(super) kind: &'static str,
    pub(super) headline: String,
    pub(super) details: String,
    pub(super) problem: String,
    /// 0 to 100.
    pub(super) percent: i64,
    pub(super) rows: String,
    pub(super) created: String,
    pub(super) failures: Vec<FindingRow>,
    pub(super) more_failures: String,
    pub(super) remarks: Vec<FindingRow>,
    pub(super) first_day: String,
}

impl ImportRow {
    fn of(import: &Import, now: Instant, zone: &Zone) -> Self {
        Self {
            id: import.id.get(),
            name: import.file_name.clone(),
            headline: wording::headline(import),
            details: wording::details(import),
            kind: wording::kind(import),
            when: when(import.created_at, now, zone),
        }
    }
}

fn when(at: Instant, now: Instant, zone: &Zone) -> String {
    format!(
        "{} {}",
        day_short(zone.day_of(at), zone.day_of(now)),
        time_of_day(at, zone)
    )
}

impl ImportsPage {
    async fn load(app: &App, actor: Actor, headers: &HeaderMap, refusal: Refusal) -> Result<Self> {
        let (now, zone) = (app.now(), actor.user.timezone.clone());
        let imports = store::list(&app.db, actor.user.id, LISTED).await?;
        Ok(Self {
            rows: imports
                .iter()
                .map(|import| ImportRow::of(import, now, &zone))
                .collect(),
            refusal,
            largest: format!("{} MB", app.config.import_max_bytes / 1_048_576),
            shell: Shell::load(app, actor, Section::Imports, headers).await?,
        })
    }
}

impl Progress {
    async fn load(app: &App, shell: Bare, actor: &Actor, import: &Import) -> Result<Self> {
        let failures = store::findings(&app.db, import.id, true, 0, FINDINGS).await?;
        let remarks = store::findings(&app.db, import.id, false, 0, FINDINGS).await?;
        let first = if import.created > 0 {
            store::first_day(&app.db, import.id).await?
        } else {
            None
        };
        let read = i64::try_from(import.place()?.byte).unwrap_or(0);
        let more = import.failed - i64::try_from(failures.len()).unwrap_or(0);
        Ok(Self {
            shell,
            id: import.id.get(),
            is_stopping: import.cancel_requested,
            may_cancel: matches!(import.status, super::Status::Queued | super::Status::Running),
            may_undo: import.status.may_be_undone() && import.created > 0,
            kind: wording::kind(import),
            headline: wording::headline(import),
            details: wording::details(import),
            problem: import.problem.clone().unwrap_or_default(),
            percent: (read * 100 / import.file_bytes.max(1)).clamp(0, 100),
            rows: count(import.records),
            created: count(import.created),
            failures: failures.into_iter().map(FindingRow::of).collect(),
            more_failures: if more > 0 { count(more) } else { String::new() },
            remarks: remarks.into_iter().map(FindingRow::of).collect(),
            first_day: first.map_or_else(String::new, |at| actor.user.timezone.day_of(at).to_string()),
        })
    }
}

impl FindingRow {
    fn of(kept: Kept) -> Self {
        Self {
            row: count(kept.record),
            line: count(kept.line),
            field: kept.field,
            reason: kept.reason,
        }
    }
}

async fn list(Writer(actor): Writer, State(app): State<App>, headers: HeaderMap) -> PageResult {
    render(&ImportsPage::load(&app, actor, &headers, Refusal::default()).await?)
}

async fn receive(Writer(actor): Writer, State(app): State<App>, request: Request) -> PageResult {
    let headers = request.headers().clone();
    match taken(&app, &actor, request).await {
        Ok(import) => Ok(see_other(&format!("/imports/{}", import.id), None)),
        Err(Error::TooLarge) => {
            let sentence = "This file is larger than this server takes. Send it in parts.";
            refuse(&app, actor, &headers, Error::field("file", sentence)).await
        }
        Err(error) => refuse(&app, actor, &headers, error).await,
    }
}

async fn taken(app: &App, actor: &Actor, request: Request) -> Result<Import> {
    let (id, taken) = upload::form(app, actor, request, |_, _| Ok(())).await?;
    actions::taken_in(app, actor, id, taken, actions::Wishes::default()).await
}

async fn refuse(app: &App, actor: Actor, headers: &HeaderMap, error: Error) -> PageResult {
    let error = match error {
        Error::Rule {
            code: "empty_csv", ..
        } => Error::field("file", "Choose a file. An empty one holds nothing to import."),
        other => other,
    };
    let page = ImportsPage::load(app, actor, headers, Refusal::of_form(error)?).await?;
    render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn show(
    Writer(actor): Writer,
    State(app): State<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> PageResult {
    let import = actions::own(&app, &actor, Id::new(id)).await?;
    page(&app, actor, &headers, import, StatusCode::OK).await
}

async fn page(
    app: &App,
    actor: Actor,
    headers: &HeaderMap,
    import: Import,
    status: StatusCode,
) -> PageResult {
    let shell = Shell::load(app, actor.clone(), Section::Imports, headers).await?;
    let (draft, progress) = if import.status == super::Status::Draft {
        let preview = preview::look(app, &actor, &import).await?;
        (
            Some(DraftView::of(&import.settings()?, preview, &actor.user.timezone)),
            String::new(),
        )
    } else {
        let progress = Progress::load(app, shell.bare(), &actor, &import).await?;
        (
            None,
            progress
                .render()
                .map_err(|error| Error::Internal(format!("template: {error}")))?,
        )
    };
    let zone = actor.user.timezone.clone();
    let page = ImportPage {
        id: import.id.get(),
        facts: format!(
            "{} · {}",
            wording::size(import.file_bytes),
            when(import.created_at, app.now(), &zone)
        ),
        name: import.file_name,
        draft,
        progress,
        shell,
    };
    render_with(status, &page)
}

/// The settings of the form, over those that the draft has.
fn wished(before: Settings, fields: &[(String, String)]) -> Result<Settings> {
    let of = |name: &str| {
        fields
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    };
    let mut settings = before;
    if let Some(sign) = of("delimiter").map(actions::delimiter_of).transpose()?.flatten() {
        settings.delimiter = sign;
    }
    if let Some(label) = of("encoding") {
        actions::encoding_of(label)?
            .name()
            .clone_into(&mut settings.encoding);
    }
    if let Some(order) = of("order").and_then(DateOrder::from_key) {
        settings.order = order;
    }
    if let Some(zone) = of("zone") {
        settings.zone = zone
            .parse()
            .map_err(|error| Error::field("zone", format!("{error}")))?;
    }
    if let Some(unit) = of("unit") {
        settings.duration_unit = match unit {
            "minutes" => Unit::Minutes,
            "seconds" => Unit::Seconds,
            _ => Unit::Hours,
        };
    }
    settings.atomic = of("atomic") == Some("true");
    for at in 0..settings.columns.len() {
        if let Some(key) = of(&format!("column{at}")) {
            settings.columns[at] = Column::from_key(key);
        }
    }
    Ok(settings)
}

async fn configured(app: &App, actor: &Actor, id: i64, fields: &[(String, String)]) -> Result<Import> {
    let import = actions::own(app, actor, Id::new(id)).await?;
    let settings = wished(import.settings()?, fields)?;
    actions::configure(app, actor, Id::new(id), settings).await
}

async fn save(
    Writer(actor): Writer,
    State(app): State<App>,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    configured(&app, &actor, id, &fields).await?;
    Ok(see_other(&format!("/imports/{id}"), None))
}

async fn start(
    Writer(actor): Writer,
    State(app): State<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let import = configured(&app, &actor, id, &fields).await?;
    match actions::start(&app, &actor, Id::new(id)).await {
        Ok(()) => Ok(see_other(&format!("/imports/{id}"), None)),
        // The preview says what is missing.
        Err(Error::Invalid(_)) => page(&app, actor, &headers, import, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(error) => Err(error.into()),
    }
}

async fn discard(Writer(actor): Writer, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    actions::discard(&app, &actor, Id::new(id)).await?;
    Ok(see_other("/imports", Some(&Flash::Done(Done::ImportDiscarded))))
}

async fn cancel(Writer(actor): Writer, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    actions::cancel(&app, &actor, Id::new(id)).await?;
    Ok(see_other(
        &format!("/imports/{id}"),
        Some(&Flash::Done(Done::ImportCancelled)),
    ))
}

async fn undo(Writer(actor): Writer, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    actions::undo(&app, &actor, Id::new(id)).await?;
    Ok(see_other(&format!("/imports/{id}"), None))
}

async fn progress(
    Writer(actor): Writer,
    shell: Bare,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> PageResult {
    let import = actions::own(&app, &actor, Id::new(id)).await?;
    render(&Progress::load(&app, shell, &actor, &import).await?)
}

/// The rows that failed, as they stood in the file, each with what is wrong: to be corrected and sent again.
async fn failed(Writer(actor): Writer, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    let import = actions::own(&app, &actor, Id::new(id)).await?;
    let text = super::failed_rows::text(&app, &import).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"import-{id}-failed.csv\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, text).into_response())
}
