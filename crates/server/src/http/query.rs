//! The part of an address behind `?`, read leniently: an empty field counts as absent.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::convert::Infallible;

/// The query as `T`; what cannot be read leaves `T`'s defaults, as browsers' histories deserve.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let text = parts.uri.query().unwrap_or("");
        let pairs = url::form_urlencoded::parse(text.as_bytes());
        let kept: serde_json::Map<String, serde_json::Value> = pairs
            .filter(|(_, value)| !value.trim().is_empty())
            // PostgreSQL cannot even be asked about NUL.
            .map(|(name, value)| (name.into_owned(), value.replace('\0', " ").into()))
            .collect();
        Ok(Self(serde_json::from_value(kept.into()).unwrap_or_default()))
    }
}
