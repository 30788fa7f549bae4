//! The browser's files under `/assets/…`, embedded in the binary from `web/dist`.
//!
//! Every file's name holds its hash, so a name never changes its content: browsers keep it for ever
//! and a new build is a new name. Templates say the plain name, `assets::url("app.js")`. The bundler
//! has laid a Brotli and a gzip form beside each file that shrinks; nothing is compressed on request.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::{Embed, EmbeddedFile};

/// A year, the longest that browsers honour.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

#[derive(Embed)]
#[folder = "../../web/dist"]
struct Dist;

/// Plain name → path below the site's root, from the manifest that the bundler wrote.
static URLS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let manifest = Dist::get("manifest.json")
        .map(|file| file.data)
        .unwrap_or_default();
    let names: BTreeMap<String, String> = serde_json::from_slice(&manifest).unwrap_or_default();
    names
        .into_iter()
        .map(|(plain, hashed)| (plain, format!("/assets/{hashed}")))
        .collect()
});

/// The route of every embedded file.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

/// Where the file that sources call `name` (`app.js`, `favicon.svg`) is served in this build.
///
/// A name that no build knows leads to a path that answers 404; a test reads every template for such names.
pub fn url(name: &str) -> &'static str {
    URLS.get(name).map_or("/assets/unknown", String::as_str)
}

async fn serve(Path(name): Path<String>, request: HeaderMap) -> Response {
    let is_public = URLS
        .values()
        .any(|url| url.strip_prefix("/assets/") == Some(name.as_str()));
    let Some(plain) = Dist::get(&name).filter(|_| is_public) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (encoding, file) = smallest_accepted(&name, plain, &request);
    let etag = etag(&file);
    if request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .any(|known| names(known, &etag))
    {
        return (StatusCode::NOT_MODIFIED, own_headers(encoding, &etag)).into_response();
    }
    let content_type = [(header::CONTENT_TYPE, content_type(&name))];
    (content_type, own_headers(encoding, &etag), body(file)).into_response()
}

/// The Brotli form, else the gzip form, else the file itself, by what was laid beside it and the browser takes.
fn smallest_accepted(
    name: &str,
    plain: EmbeddedFile,
    request: &HeaderMap,
) -> (Option<&'static str>, EmbeddedFile) {
    let accepted = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
        if accepts(accepted, encoding)
            && let Some(file) = Dist::get(&format!("{name}.{suffix}"))
        {
            return (Some(encoding), file);
        }
    }
    (None, plain)
}

/// Whether an `Accept-Encoding` header names a coding and does not refuse it with `q=0`.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts
            .filter_map(|part| part.strip_prefix("q="))
            .any(|q| q.parse() == Ok(0.0_f32));
        named && !refused
    })
}

/// A strong tag from the served form's own hash: each encoding has its own.
fn etag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&hash[..12]))
}

/// Whether an `If-None-Match` value holds this tag, be it weak or in a list.
fn names(value: &HeaderValue, etag: &str) -> bool {
    let Ok(value) = value.to_str() else { return false };
    value
        .split(',')
        .map(str::trim)
        .any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

fn own_headers(encoding: Option<&'static str>, etag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, FOR_EVER);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    headers
}

fn content_type(name: &str) -> String {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    match (guess.type_(), guess.subtype()) {
        (mime_guess::mime::TEXT, _) | (_, mime_guess::mime::JAVASCRIPT) => format!("{guess}; charset=utf-8"),
        _ => guess.to_string(),
    }
}

fn body(file: EmbeddedFile) -> axum::body::Body {
    match file.data {
        Cow::Borrowed(bytes) => bytes.into(),
        Cow::Owned(bytes) => bytes.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path as FilePath;

    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    async fn get_asset(path: &str, headers: &[(&str, &str)]) -> Response {
        let request = headers.iter().fold(Request::get(path), |request, (name, value)| {
            request.header(*name, *value)
        });
        routes::<()>()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    async fn bytes(response: Response) -> Vec<u8> {
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    #[tokio::test]
    async fn a_script_is_served_for_ever_under_its_hashed_name() {
        let response = get_asset(url("app.js"), &[]).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(
            response.headers()["content-type"],
            "text/javascript; charset=utf-8"
        );
        assert_eq!(
            response.headers()["cache-control"],
            "public, max-age=31536000, immutable"
        );
        assert!(!response.headers().contains_key("content-encoding"));
        assert!(!bytes(response).await.is_empty());
    }

    #[tokio::test]
    async fn a_browser_that_takes_brotli_gets_the_smaller_form() {
        let plain = bytes(get_asset(url("app.css"), &[]).await).await;
        let response = get_asset(url("app.css"), &[("accept-encoding", "gzip, deflate, br")]).await;
        assert_eq!(response.headers()["content-encoding"], "br");
        assert_eq!(response.headers()["content-type"], "text/css; charset=utf-8");
        assert!(bytes(response).await.len() < plain.len());
        let gzip = get_asset(url("app.css"), &[("accept-encoding", "gzip, br;q=0")]).await;
        assert_eq!(gzip.headers()["content-encoding"], "gzip");
    }

    #[tokio::test]
    async fn a_browser_that_has_the_file_is_told_so() {
        let first = get_asset(url("app.css"), &[]).await;
        let etag = first.headers()["etag"].to_str().unwrap().to_owned();
        let again = get_asset(url("app.css"), &[("if-none-match", &etag)]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(bytes(again).await.is_empty());
        let other = get_asset(url("app.css"), &[("if-none-match", "\"another\"")]).await;
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn nothing_but_the_hashed_names_is_served() {
        for path in [
            "/assets/app.js",
            "/assets/manifest.json",
            "/assets/unknown",
            "/assets/..%2Fpackage.json",
        ] {
            assert_eq!(
                get_asset(path, &[]).await.status(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }

    #[tokio::test]
    async fn a_font_has_its_type() {
        let response = get_asset(url("inter-latin-wght-normal.woff2"), &[("accept-encoding", "br")]).await;
        assert_eq!(response.headers()["content-type"], "font/woff2");
        assert!(
            !response.headers().contains_key("content-encoding"),
            "a font is compressed already"
        );
    }

    #[test]
    fn what_a_first_visit_downloads_stays_under_150_kb() {
        let small = ["app.js", "app.css"].map(|name| {
            let hashed = url(name).trim_start_matches("/assets/");
            Dist::get(&format!("{hashed}.br")).unwrap().data.len()
        });
        let font = url("inter-latin-wght-normal.woff2").trim_start_matches("/assets/");
        let total = small.iter().sum::<usize>() + Dist::get(font).unwrap().data.len();
        assert!(total < 150_000, "a first visit downloads {total} bytes");
    }

    #[test]
    fn every_file_that_a_template_names_exists() {
        let named = names_in(FilePath::new(env!("CARGO_MANIFEST_DIR")));
        let unknown: Vec<_> = named.iter().filter(|name| !URLS.contains_key(*name)).collect();
        assert!(unknown.is_empty(), "no such file in web/dist: {unknown:?}");
    }

    /// Every `NAME` of an `assets::url("NAME")` in a template below a folder.
    fn names_in(folder: &FilePath) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                found.extend(names_in(&path));
            } else if path.extension().is_some_and(|extension| extension == "html") {
                let text = std::fs::read_to_string(&path).unwrap();
                let calls = text.split("assets::url(\"").skip(1);
                found.extend(calls.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
            }
        }
        found
    }
}
