//! Who reads: the language of a request, for pages without a frame and for errors.

use super::Words;
use crate::error::Error;
use crate::http::draw_error;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

/// What a page or a fragment has for a frame that shows nobody's timer: only the reader's words. As an argument of a
/// handler it stands behind the one that says who may, which finds out whose language it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bare {
    /// The reader's words.
    pub words: Words,
}

impl<S: Send + Sync> FromRequestParts<S> for Bare {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let reader = parts.extensions.get::<Reader>();
        let words = reader.map_or_else(|| Words::asked(&parts.headers), Reader::words);
        Ok(Self { words })
    }
}

/// The language of a request: what the browser asks for, until the session says who it is.
#[derive(Clone)]
pub struct Reader {
    browser: Words,
    person: Arc<OnceLock<Words>>,
}

impl Reader {
    /// Notes the language that the person behind the session chose.
    pub fn is(&self, words: Words) {
        // A second answer for the same request would be the same.
        let _ = self.person.set(words);
    }

    fn words(&self) -> Words {
        self.person.get().copied().unwrap_or(self.browser)
    }
}

/// The error that a page was drawn for.
#[derive(Clone)]
pub(crate) struct Told(pub Error);

/// Tells errors again in the reader's language: whoever meets one deep inside does not know the reader.
pub async fn in_their_language(mut request: Request, next: Next) -> Response {
    let reader = Reader {
        browser: Words::asked(request.headers()),
        person: Arc::default(),
    };
    request.extensions_mut().insert(reader.clone());
    let mut response = next.run(request).await;
    let told = response.extensions_mut().remove::<Told>();
    match told {
        Some(Told(error)) if reader.words() != Words::default() => {
            let (mut parts, _) = response.into_parts();
            parts.headers.remove(CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(draw_error(&error, reader.words())))
        }
        _ => response,
    }
}
