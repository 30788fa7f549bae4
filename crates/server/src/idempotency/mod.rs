//! A request that carries an `Idempotency-Key` is done once, however often it is sent and wherever a process dies.
//!
//! What such a request writes is one transaction ([`Joined`]), and its last statement is the answer itself.
//! So either both are there or neither is: whoever sends the request again gets the same bytes, or has it done
//! now. Two at once meet at the key's row: the second waits for the first. An answer that is a refusal or a
//! failure leaves nothing behind, so that it can be tried again. The reasons are in
//! `docs/decisions/0010-a-keyed-request-is-one-transaction.md`. Start with [`once`].
//!
//! Work that commits in parts and is safe to repeat, such as an import, runs in `timetracker_db::apart`.

mod body;
mod store;
#[cfg(test)]
mod tests;

use crate::app::{App, fingerprint};
use crate::auth::{Accepted, tokens::Token};
use crate::error::{Error, Result};
use crate::http::ApiError;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, OnceLock};
use store::Answer;
use timetracker_db::Joined;
use timetracker_types::Id;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is the one of an earlier request with the same key.
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// The longest key, in characters.
const LONGEST_KEY: usize = 128;

/// A request that is to be done once; [`Caller`](crate::auth::Caller) finds it among the request's extensions.
#[derive(Clone)]
pub(crate) struct Keyed(Arc<Inner>);

struct Inner {
    key_hash: String,
    request_hash: String,
    joined: Joined,
    /// Whose key it is, from the moment that the request is let in.
    token: OnceLock<Id<Token>>,
}

/// The layer around every route of the API.
pub(crate) async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    let writes = matches!(
        *request.method(),
        Method::POST | Method::PUT | Method::PATCH | Method::DELETE
    );
    match wished_key(request.headers()).filter(|_| writes) {
        None => next.run(request).await,
        Some(key) => done_once(&app, key, request, next)
            .await
            .unwrap_or_else(|error| ApiError::from(error).into_response()),
    }
}

/// The key; an empty one counts as none.
fn wished_key(headers: &HeaderMap) -> Option<HeaderValue> {
    let key = headers.get(KEY)?;
    (!key.as_bytes().trim_ascii().is_empty()).then(|| key.clone())
}

async fn done_once(app: &App, key: HeaderValue, request: Request, next: Next) -> Result<Response> {
    let (mut parts, content) = request.into_parts();
    // Whoever is not let in hears so from the handler; nobody else's body is kept.
    let Ok(accepted) = Accepted::find(app, &parts).await else {
        return Ok(next.run(Request::from_parts(parts, content)).await);
    };
    let key = checked(&key)?;
    let address = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let head = format!("{} {address}\n", parts.method);
    let (content, request_hash) = body::keep(content, &head).await?;
    let keyed = Keyed(Arc::new(Inner {
        key_hash: fingerprint(&key),
        request_hash,
        joined: Joined::new(&app.db),
        token: OnceLock::new(),
    }));
    parts.extensions.insert(accepted);
    parts.extensions.insert(keyed.clone());
    let request = Request::from_parts(parts, content);
    let response = keyed.0.joined.run(next.run(request)).await;
    keyed.settled(app, response).await
}

fn checked(key: &HeaderValue) -> Result<String> {
    let wrong = |sentence: &str| Error::rule("invalid_idempotency_key", sentence);
    let key = key
        .to_str()
        .map_err(|_| {
            wrong("An Idempotency-Key holds letters, digits and signs of ASCII only, such as a UUID.")
        })?
        .trim();
    if key.len() > LONGEST_KEY {
        let sentence = format!(
            "An Idempotency-Key has at most {LONGEST_KEY} characters; this one has {}. A UUID is long enough.",
            key.len()
        );
        return Err(wrong(&sentence));
    }
    Ok(key.to_owned())
}

impl Keyed {
    /// Lets a request in whose token, scope and limit are in order: from here on what it writes is joined.
    /// Where the key was used before, the answer is ready instead.
    pub(crate) async fn admit(&self, app: &App, token: Id<Token>) -> std::result::Result<(), Response> {
        let failed = |error: Error| ApiError::from(error).into_response();
        if let Some(answer) = self.stored(app, token).await.map_err(failed)? {
            return Err(self.answered(app, token, answer).unwrap_or_else(failed));
        }
        let (sql, params) = store::claim(token, &self.0.key_hash, &self.0.request_hash, app.now());
        self.0.joined.arm(sql, params);
        let _ = self.0.token.set(token); // a handler asks who calls once
        Ok(())
    }

    /// Keeps what was done together with its answer, or nothing at all.
    async fn settled(&self, app: &App, response: Response) -> Result<Response> {
        let Some(token) = self.0.token.get().copied() else {
            return Ok(response);
        };
        if response.status().is_success() && !self.0.joined.is_taken() {
            match self.kept(app, token, response).await {
                Err(_) if self.0.joined.is_taken() => {}
                outcome => return outcome,
            }
        } else if !self.0.joined.is_taken() {
            self.0.joined.discard().await?;
            return Ok(response);
        }
        // Another request with this key came to its end while this one was on its way.
        match self.stored(app, token).await? {
            Some(answer) => self.answered(app, token, answer),
            None => Err(Error::conflict(
                "idempotency_key_in_use",
                "Another request with this Idempotency-Key was under way. Send it again.",
            )),
        }
    }

    async fn kept(&self, app: &App, token: Id<Token>, response: Response) -> Result<Response> {
        let (parts, content) = response.into_parts();
        let content = axum::body::to_bytes(content, usize::MAX)
            .await
            .map_err(|error| Error::Internal(format!("an answer could not be read: {error}")))?;
        let content_type = parts.headers.get(header::CONTENT_TYPE);
        let answer = Answer {
            request_hash: self.0.request_hash.clone(),
            status: i64::from(parts.status.as_u16()),
            content_type: content_type
                .and_then(|value| value.to_str().ok())
                .unwrap_or("")
                .to_owned(),
            body: Some(app.vault.seal(&self.place(token), &content)?),
        };
        let tx = self.0.joined.finish().await?;
        store::record(&tx, token, &self.0.key_hash, &answer).await?;
        tx.commit().await?;
        // The action rang before its job was there for anybody to see.
        app.job_bell.notify_one();
        if self.0.key_hash.starts_with("00") {
            // One request in 256 clears away what nobody may ask for any more.
            store::forget_expired(&app.db, app.now()).await?;
        }
        Ok(Response::from_parts(parts, Body::from(content)))
    }

    async fn stored(&self, app: &App, token: Id<Token>) -> Result<Option<Answer>> {
        Ok(store::find(&app.db, token, &self.0.key_hash, app.now()).await?)
    }

    /// The earlier answer once more, unless the key was used for another request.
    fn answered(&self, app: &App, token: Id<Token>, answer: Answer) -> Result<Response> {
        if answer.request_hash != self.0.request_hash {
            let sentence =
                "This Idempotency-Key was used for another request. Send each request with a key of its own.";
            return Ok(ApiError::unprocessable("idempotency_key_reused", sentence).into_response());
        }
        let sealed = answer.body.unwrap_or_default();
        let content = app.vault.open_sealed(&self.place(token), &sealed)?;
        let status = u16::try_from(answer.status)
            .ok()
            .and_then(|code| StatusCode::from_u16(code).ok());
        let mut response = Response::new(Body::from(content));
        *response.status_mut() = status.unwrap_or(StatusCode::OK);
        let headers = response.headers_mut();
        if let Ok(value) = HeaderValue::from_str(&answer.content_type)
            && !value.is_empty()
        {
            headers.insert(header::CONTENT_TYPE, value);
        }
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
        Ok(response)
    }

    /// What the stored answer is sealed for.
    fn place(&self, token: Id<Token>) -> String {
        format!("idempotency_keys/{token}-{}/body", self.0.key_hash)
    }
}
