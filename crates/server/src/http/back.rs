//! The page from which a form was sent, to go back there: forms of the frame and of rows belong to no page.

use axum::extract::FromRequestParts;
use axum::http::header::REFERER;
use axum::http::request::Parts;
use std::convert::Infallible;

/// Path and query of the page that the form stood on; the home page where the browser does not say.
pub struct Back(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Back {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let referer = parts.headers.get(REFERER).and_then(|value| value.to_str().ok());
        Ok(Self(referer.and_then(own_path).unwrap_or_else(|| "/".into())))
    }
}

/// Only the path is kept, so that nobody is ever sent to another host.
fn own_path(referer: &str) -> Option<String> {
    let url = url::Url::parse(referer).ok()?;
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    // Browsers read `//host` and `/\host` as another host.
    let leaves = path.starts_with("//") || path.starts_with("/\\");
    (path.starts_with('/') && !leaves).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn a_form_leads_back_to_the_page_it_stood_on() {
        assert_eq!(
            own_path("https://tt.example/issues?q=login&page=2").as_deref(),
            Some("/issues?q=login&page=2")
        );
        assert_eq!(own_path("http://127.0.0.1:8080/").as_deref(), Some("/"));
    }

    #[test]
    fn nobody_is_sent_to_another_host() {
        assert_eq!(own_path("https://tt.example//evil.example/"), None);
        assert_eq!(own_path("javascript:alert(1)"), None);
        assert_eq!(own_path("nonsense"), None);
    }
}
