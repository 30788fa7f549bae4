//! A file as it arrives: in a form, in JSON, or as the body itself. Only the JSON is ever whole in memory.

use super::actions::{self, Wishes};
use super::api;
use super::model::Import;
use super::spool::{Taken, Upload, Whole};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::http::{ApiError, Fields, Json};
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{StatusCode, header};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use serde_json::Value;
use timetracker_types::Id;

/// The largest file in JSON, in bytes; larger ones come as a form or as the body.
const LARGEST_JSON: usize = 16 * 1024 * 1024;

/// Takes in the file of a request to the API; also whether the sender does not want to wait for the import.
pub async fn received(app: &App, actor: &Actor, request: Request) -> Result<(Import, bool), ApiError> {
    let (mut wishes, mut later) = (Wishes::default(), false);
    let query = request.uri().query().unwrap_or_default().to_owned();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        api::wish(&mut wishes, &mut later, &name, &value)?;
    }
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let (id, taken) = if kind.starts_with("multipart/form-data") {
        form(app, actor, request, |name, value| {
            api::wish(&mut wishes, &mut later, name, value)
        })
        .await?
    } else if kind.contains("json") {
        let fields = json(request).await?;
        for name in [
            "atomic",
            "async",
            "delimiter",
            "encoding",
            "date_order",
            "timezone",
        ] {
            if let Some(value) = said(&fields, name)? {
                api::wish(&mut wishes, &mut later, name, &value)?;
            }
        }
        let text = text(&fields)?;
        whole(app, actor, "import.csv", &mut Whole(Some(text))).await?
    } else {
        whole(app, actor, "import.csv", &mut Raw(request.into_body())).await?
    };
    Ok((actions::taken_in(app, actor, id, taken, wishes).await?, later))
}

/// Takes in the file of a form; its other fields are handed to `say`.
pub async fn form(
    app: &App,
    actor: &Actor,
    request: Request,
    mut say: impl FnMut(&str, &str) -> Result<()>,
) -> Result<(Id<Import>, Taken)> {
    let mut form = Multipart::from_request(request, app)
        .await
        .map_err(|_| broken())?;
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(|error| of_form(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = name == "file" || field.file_name().is_some();
        if is_file && file.is_none() {
            let named = field.file_name().unwrap_or("import.csv").to_owned();
            file = Some(whole(app, actor, &named, &mut Part(field)).await?);
        } else if !is_file {
            say(&name, &short(field).await?)?;
        }
    }
    file.ok_or_else(|| Error::field("file", "Send the file in the form’s field “file”."))
}

async fn whole(
    app: &App,
    actor: &Actor,
    name: &str,
    upload: &mut impl Upload,
) -> Result<(Id<Import>, Taken)> {
    let id = actions::open(app, actor, name).await?;
    Ok((id, actions::take_in(app, id, upload).await?))
}

/// A short field's text; the rest of a long one is read over.
async fn short(mut field: Field<'_>) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| of_form(&error))? {
        if bytes.len() < 1000 {
            bytes.extend_from_slice(&piece[..piece.len().min(1000)]);
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn json(request: Request) -> Result<Fields, ApiError> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, LARGEST_JSON).await.map_err(|_| {
        ApiError::from(Error::rule(
            "too_large",
            "A file in JSON may have 16 MB at most. Send it as a form, in the field “file”, or as the body itself.",
        ))
    })?;
    let request = Request::from_parts(parts, Body::from(bytes));
    let Json(fields) = Json::<Fields>::from_request(request, &()).await?;
    Ok(fields)
}

/// The text of `csv` or `data`; none is an empty file.
fn text(fields: &Fields) -> Result<Bytes> {
    for name in ["csv", "data"] {
        match fields.raw(name) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => return Ok(Bytes::from(text.clone())),
            Some(_) => return Err(Error::field(name, "Send the file’s text as a string.")),
        }
    }
    Ok(Bytes::new())
}

fn said(fields: &Fields, name: &'static str) -> Result<Option<String>> {
    match fields.raw(name) {
        Some(Value::Bool(flag)) => Ok(Some(flag.to_string())),
        _ => fields.text(name),
    }
}

/// The body itself.
struct Raw(Body);

impl Upload for Raw {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        while let Some(frame) = self.0.frame().await {
            if let Ok(data) = frame.map_err(|_| broken())?.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }
}

/// The file in a form.
struct Part<'a>(Field<'a>);

impl Upload for Part<'_> {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        self.0.chunk().await.map_err(|error| of_form(&error))
    }
}

fn of_form(error: &MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Error::TooLarge
    } else {
        broken()
    }
}

fn broken() -> Error {
    Error::rule("bad_request", "The file did not arrive whole. Send it again.")
}
