//! Tables as CSV: fields that spreadsheets take for what they are, and answers that are sent piece by piece.

use crate::error::{Error, Result};
use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::stream;
use std::future::Future;

/// With what a spreadsheet begins a formula; the wide forms count too.
const BEGINS_FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A field that a spreadsheet reads as text and never as a formula.
pub fn quoted(text: &str) -> String {
    let guard = if text.starts_with(BEGINS_FORMULA) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// A file of this name whose pieces are made one after the other, each when the one before was sent. `next` is
/// given where the piece begins and answers with the piece and where the one after it begins; `None` after the last.
pub fn streamed<S, F, N>(name: &str, header_line: &'static str, start: S, next: N) -> Response
where
    S: Send + 'static,
    N: Fn(S) -> F + Send + 'static,
    F: Future<Output = Result<(String, Option<S>)>> + Send + 'static,
{
    let pieces = stream::try_unfold(
        (Some(start), Some(header_line), next),
        |(at, head, next)| async move {
            let Some(at) = at else { return Ok(None) };
            let (text, following) = next(at).await.map_err(|error| told(&error))?;
            let piece = Bytes::from(head.unwrap_or_default().to_owned() + &text);
            Ok::<_, std::io::Error>(Some((piece, (following, None, next))))
        },
    );
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

/// The status was sent long ago: the transfer breaks off, so that nobody takes half a file for a whole one.
fn told(error: &Error) -> std::io::Error {
    tracing::error!(cause = ?error, "an export broke off");
    std::io::Error::other("the export broke off")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_formula() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("\n=1+1"), "\"'\n=1+1\"");
        assert_eq!(quoted("＝1"), "\"'＝1\"");
        assert_eq!(quoted("A \"B\", C"), "\"A \"\"B\"\", C\"");
    }
}
