//! What handlers take as arguments to say who may call them.
//!
//! Pages: [`Visitor`] anybody, [`SignedIn`] anybody with an account, [`Writer`] not viewers,
//! [`Manager`], [`Admin`]. API: [`Caller`] with the scope that its token must carry.

use super::limits::Announced;
use super::tokens::{self, Refusal, Token};
use super::{Actor, sessions};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::{ApiError, PageError, client_ip};
use crate::idempotency::Keyed;
use crate::live;
use crate::users::User;
use crate::words::{Reader, Words};
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use std::marker::PhantomData;

/// Anybody at all; the person where there is a session.
pub struct Visitor(pub Option<Actor>);

impl FromRequestParts<App> for Visitor {
    type Rejection = PageError;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let jar = CookieJar::from_headers(&parts.headers);
        let Some(cookie) = jar.get(sessions::COOKIE) else {
            return Ok(Self(None));
        };
        let Some((user, revision)) = sessions::person(app, cookie.value()).await? else {
            return Ok(Self(None));
        };
        live::note(parts, revision);
        if let Some(reader) = parts.extensions.get::<Reader>() {
            reader.is(Words::chosen(&user.locale, &parts.headers));
        }
        Ok(Self(Some(Actor { user })))
    }
}

/// Anybody with an account. Others are sent to sign in and come back.
pub struct SignedIn(pub Actor);

impl FromRequestParts<App> for SignedIn {
    type Rejection = PageError;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        match Visitor::from_request_parts(parts, app).await?.0 {
            Some(actor) => Ok(Self(actor)),
            None => Err(PageError::sign_in_first(parts, app).await),
        }
    }
}

macro_rules! page_roles {
    ($($(#[$doc:meta])* $name:ident by $check:ident;)*) => {$(
        $(#[$doc])*
        pub struct $name(pub Actor);

        impl FromRequestParts<App> for $name {
            type Rejection = PageError;
            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
                let SignedIn(actor) = SignedIn::from_request_parts(parts, app).await?;
                actor.$check()?;
                Ok(Self(actor))
            }
        }
    )*};
}

page_roles! {
    /// Anybody who tracks time: not viewers.
    Writer by require_writer;
    /// Managers and administrators.
    Manager by require_manager;
    /// Administrators.
    Admin by require_admin;
}

/// A scope that an API handler asks for, as a type.
pub trait Scope: Send + Sync + 'static {
    /// As it is written in tokens, e.g. `read:tasks`.
    const NAME: &'static str;
}

/// The scopes of the API v1 as types, for [`Caller`].
pub mod scopes {
    use super::Scope;

    macro_rules! scopes {
        ($($name:ident = $text:literal;)*) => {$(
            #[doc = concat!("`", $text, "`")]
            pub struct $name;
            impl Scope for $name {
                const NAME: &'static str = $text;
            }
        )*};
    }

    scopes! {
        AnyScope = "";
        ReadProjects = "read:projects";
        WriteProjects = "write:projects";
        ReadClients = "read:clients";
        WriteClients = "write:clients";
        ReadTasks = "read:tasks";
        WriteTasks = "write:tasks";
        ReadTimeEntries = "read:time_entries";
        WriteTimeEntries = "write:time_entries";
        ReadContacts = "read:contacts";
        WriteContacts = "write:contacts";
        ReadComments = "read:comments";
        WriteComments = "write:comments";
        ReadFilters = "read:filters";
        WriteFilters = "write:filters";
        ReadReports = "read:reports";
        WriteReports = "write:reports";
        ReadWebhooks = "read:webhooks";
        WriteWebhooks = "write:webhooks";
        ReadMetrics = "read:metrics";
        ReadUsers = "read:users";
        ReadIntegrations = "read:integrations";
        WriteIntegrations = "write:integrations";
        ReadTokens = "read:tokens";
        WriteTokens = "write:tokens";
        AdminAll = "admin:all";
    }
}

/// A program with a token that carries the scope `S`, acting for the token's owner.
///
/// What it asks for with an `Idempotency-Key` is let in here, or answered as before.
pub struct Caller<S: Scope> {
    /// The token's owner.
    pub actor: Actor,
    /// The token.
    pub token: Token,
    scope: PhantomData<S>,
}

impl<S: Scope> FromRequestParts<App> for Caller<S> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let refused = |error: Error| ApiError::from(error).into_response();
        let Accepted { token, user } = Accepted::find(app, parts).await.map_err(refused)?;
        if !token.grants(S::NAME) {
            return Err(ApiError::scope_missing(S::NAME, &token.scopes).into_response());
        }
        let standing = app.limits.count(token.id, app.now()).await.map_err(refused)?;
        if let Some(announced) = parts.extensions.get::<Announced>() {
            announced.set(standing);
        }
        if standing.is_exceeded() {
            return Err(ApiError::rate_limited(&standing).into_response());
        }
        let actor = Actor { user };
        if S::NAME == scopes::AdminAll::NAME {
            // Whoever was an administrator when the token was made may not be one now.
            actor.require_admin().map_err(refused)?;
        }
        if let Some(keyed) = parts.extensions.get::<Keyed>() {
            keyed.admit(app, token.id).await?;
        }
        Ok(Self {
            actor,
            token,
            scope: PhantomData,
        })
    }
}

/// A token that opens something, and its owner.
#[derive(Clone)]
pub(crate) struct Accepted {
    /// The token.
    pub token: Token,
    /// Its owner.
    pub user: User,
}

impl Accepted {
    /// What the request's headers carry, asked of the database once a request.
    pub async fn find(app: &App, parts: &Parts) -> Result<Self> {
        if let Some(found) = parts.extensions.get::<Self>() {
            return Ok(found.clone());
        }
        let text = token_text(&parts.headers)?;
        let address = client_ip(app, parts);
        let (token, user) = tokens::accept(app, &text, address).await?.map_err(refused)?;
        Ok(Self { token, user })
    }
}

/// `Authorization: Bearer …`, `Authorization: Token …` or `X-API-Key: …`; a well-formed
/// Authorization header wins even when its token is wrong.
fn token_text(headers: &HeaderMap) -> Result<String> {
    let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some((scheme, token)) = authorization.and_then(|text| text.trim().split_once(' ')) {
        let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
        if known && !token.trim().contains(' ') {
            return Ok(token.trim().to_owned());
        }
    }
    let key = headers.get("x-api-key").and_then(|value| value.to_str().ok());
    key.map(|key| key.trim().to_owned()).ok_or_else(|| {
        Error::Unauthenticated(
            "No API token was sent. Send it as “Authorization: Bearer tt_…”; tokens are made under Settings."
                .into(),
        )
    })
}

fn refused(refusal: Refusal) -> Error {
    Error::Unauthenticated(
        match refusal {
            Refusal::Unknown => "This API token is not known. Check that it was copied whole.",
            Refusal::Revoked => "This API token was revoked. Make a new one under Settings.",
            Refusal::Expired => "This API token has expired. Make a new one under Settings.",
            Refusal::Replaced => {
                "This API token was replaced by a new one, and its time beside that is over. Use the new one."
            }
            Refusal::Elsewhere => {
                "This API token may not be used from your address. Its owner can change that under Settings."
            }
            Refusal::Inactive => "The account behind this API token is deactivated.",
        }
        .into(),
    )
}
