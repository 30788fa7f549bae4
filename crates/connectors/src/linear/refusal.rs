//! What an answer that is not the wished one means: for the host a kind, for people a sentence.
//!
//! Linear names the same trouble under several HTTP statuses (a rate limit has been seen as 400, 429 and 200), so the
//! body decides and the status only helps where the body says nothing.

use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;

use super::api;
use super::lenient::Flaw;
use crate::connector::Usage;
use crate::error::{Error, ErrorKind};
use crate::http::Answer;

const NOTHING_LOST: &str = "Nothing was lost; the next sync goes on from here.";
/// How many requests the bucket should hold again before we come back, so that a refusal is not followed by another.
const REQUESTS_TO_REGAIN: u64 = 50;
/// The same in points: some pages.
const POINTS_TO_REGAIN: u64 = 20_000;
const SHORTEST_PAUSE: Duration = Duration::from_secs(10);
/// What is asked for is honoured within reason.
const SHORTEST_ASKED: Duration = Duration::from_secs(1);
const LONGEST_ASKED: Duration = Duration::from_hours(24);
const USUAL_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// A refusal to which there is an answer of our own.
#[derive(Debug)]
pub enum Refusal {
    /// The query costs more than Linear allows for one: ask for a smaller page.
    TooComplex(String),
    /// The cursor is not valid, or not any more: begin the pass again.
    Cursor(String),
}

impl Refusal {
    /// The refusal as an error, where there is nothing else to be done about it.
    pub fn into_error(self) -> Error {
        match self {
            Self::TooComplex(detail) => {
                let message = "Linear refuses the request as too complex, even for a small page. A newer version of \
                               TimeTracker may know Linear's present limit.";
                Error::new(ErrorKind::GiveUp, message).with_detail(detail)
            }
            Self::Cursor(detail) => {
                let message = format!("Linear does not go on with a list where it left off. {NOTHING_LOST}");
                Error::new(ErrorKind::Unexpected, message).with_detail(detail)
            }
        }
    }
}

/// An entry of `errors`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GraphError {
    message: Option<String>,
    path: Option<serde_json::Value>,
    extensions: Option<Extensions>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Extensions {
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<String>,
    user_presentable_message: Option<String>,
    validation_errors: Option<Vec<ValidationError>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ValidationError {
    property: Option<String>,
}

impl GraphError {
    /// Where in the data it lies, if it says so.
    pub fn path(&self) -> Option<&[serde_json::Value]> {
        self.path.as_ref()?.as_array().map(Vec::as_slice)
    }

    /// Whether it is about whoever asks, rather than about what was asked for.
    pub fn is_about_caller(&self) -> bool {
        self.is("ratelimited", "RATELIMITED") || self.is("authentication error", "AUTHENTICATION_ERROR")
    }

    fn is(&self, kind: &str, code: &str) -> bool {
        let Some(extensions) = &self.extensions else {
            return false;
        };
        let same = |said: &Option<String>, known: &str| {
            said.as_deref()
                .is_some_and(|said| said.eq_ignore_ascii_case(known))
        };
        same(&extensions.kind, kind) || same(&extensions.code, code)
    }

    fn says(&self, words: &str) -> bool {
        let shown = self
            .extensions
            .as_ref()
            .and_then(|it| it.user_presentable_message.as_deref());
        let texts = [self.message.as_deref(), shown];
        texts
            .into_iter()
            .flatten()
            .any(|text| text.to_lowercase().contains(words))
    }

    /// Whether it is about the cursor that we sent.
    fn is_about_cursor(&self) -> bool {
        let validation = self
            .extensions
            .as_ref()
            .and_then(|it| it.validation_errors.as_deref());
        let of_after = |error: &ValidationError| error.property.as_deref() == Some("after");
        validation.is_some_and(|errors| errors.iter().any(of_after)) || self.says("cursor")
    }

    fn detail(&self) -> String {
        let extensions = self.extensions.as_ref();
        let code = extensions.and_then(|it| it.code.as_deref()).unwrap_or("no code");
        let shown = extensions
            .and_then(|it| it.user_presentable_message.as_deref())
            .unwrap_or_default();
        format!(
            "{code}: {} {shown}",
            self.message.as_deref().unwrap_or("no message")
        )
    }
}

/// What the `errors` of an answer mean.
pub fn from_errors(answer: &Answer, errors: &[GraphError]) -> Result<Refusal, Error> {
    let any = |kind: &str, code: &str| errors.iter().any(|error| error.is(kind, code));
    let said = errors
        .iter()
        .map(GraphError::detail)
        .collect::<Vec<_>>()
        .join("; ");
    let detail = format!("{}: {said}", answer.outline());
    if any("ratelimited", "RATELIMITED") || answer.status == StatusCode::TOO_MANY_REQUESTS {
        return Err(rate_limited(answer, detail));
    }
    if any("authentication error", "AUTHENTICATION_ERROR") || answer.status == StatusCode::UNAUTHORIZED {
        return Err(key_refused(detail));
    }
    if any("forbidden", "FORBIDDEN") || answer.status == StatusCode::FORBIDDEN {
        return Err(not_permitted(detail));
    }
    if any("feature not accessible", "FEATURE_NOT_ACCESSIBLE") {
        let message = "Linear says that this workspace's plan does not include reading issues through the API. Ask an \
                       administrator of the workspace.";
        return Err(Error::new(ErrorKind::Unsupported, message).with_detail(detail));
    }
    if errors.iter().any(|error| error.says("too complex")) {
        return Ok(Refusal::TooComplex(detail));
    }
    if errors.iter().any(GraphError::is_about_cursor) {
        return Ok(Refusal::Cursor(detail));
    }
    if any("graphql error", "GRAPHQL_VALIDATION_FAILED") {
        let message = "Linear no longer understands this version's requests. Update TimeTracker; until then the \
                       issues stay as they are.";
        return Err(Error::new(ErrorKind::GiveUp, message).with_detail(detail));
    }
    let message = format!("Linear reported an error of its own and did not answer in full. {NOTHING_LOST}");
    Err(Error::new(ErrorKind::Unexpected, message).with_detail(detail))
}

fn key_refused(detail: String) -> Error {
    let message = "Linear refused the key: it was revoked or mistyped. Create a new one in Linear under Settings → API \
                   and paste it here.";
    Error::new(ErrorKind::Reauthorise, message).with_detail(detail)
}

fn not_permitted(detail: String) -> Error {
    let message = "The key is not permitted to read issues. Create one with Read permission in Linear under Settings → \
                   API and paste it here.";
    Error::new(ErrorKind::Reauthorise, message).with_detail(detail)
}

fn rate_limited(answer: &Answer, detail: String) -> Error {
    let usage = api::usage(answer);
    let pause = answer.retry_after().map_or_else(
        || refill_time(&usage),
        |asked| asked.clamp(SHORTEST_ASKED, LONGEST_ASKED),
    );
    let limit = usage
        .requests_limit
        .map_or_else(String::new, |limit| format!(" of {limit} requests an hour"));
    let message = format!(
        "Linear asks for a pause: its limit{limit} is used up, which all keys of one person share. The sync can go on \
         in {}; nothing was lost.",
        in_words(pause)
    );
    Error::new(ErrorKind::RetryAfter(pause), message).with_detail(detail)
}

/// A service that is down and says for how long.
fn out_for_a_while(answer: &Answer) -> Error {
    let asked = answer.retry_after().unwrap_or(USUAL_PAUSE);
    let pause = asked.clamp(SHORTEST_ASKED, LONGEST_ASKED);
    let message = format!(
        "Linear, or something in front of it, is out of service (HTTP 503) and asks to wait. The sync can go on in {}; \
         nothing was lost.",
        in_words(pause)
    );
    Error::new(ErrorKind::RetryAfter(pause), message).with_detail(answer.outline())
}

/// How long until the bucket holds enough to go on.
///
/// The bucket refills all the time, at its limit an hour. The reset stamp in the headers is always an hour away and
/// waiting for it would waste the hour.
fn refill_time(usage: &Usage) -> Duration {
    let per_hour = |wanted: u64, left: Option<u64>, limit: Option<u64>| {
        let missing = wanted.saturating_sub(left.unwrap_or_default());
        limit
            .filter(|limit| *limit > 0)
            .map(|limit| Duration::from_secs((missing * 3600).div_ceil(limit)))
    };
    let requests = per_hour(REQUESTS_TO_REGAIN, usage.requests_left, usage.requests_limit);
    let points = per_hour(POINTS_TO_REGAIN, usage.points_left, usage.points_limit);
    requests
        .max(points)
        .unwrap_or(USUAL_PAUSE)
        .clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}

fn in_words(pause: Duration) -> String {
    match pause.as_secs() {
        1 => "a second".to_owned(),
        seconds @ 0..=90 => format!("{seconds} seconds"),
        seconds => format!("about {} minutes", seconds.div_ceil(60)),
    }
}

/// An answer in JSON, or something like it, that we cannot read.
pub fn unreadable(answer: &Answer, cause: &serde_json::Error) -> Error {
    let is_page = answer.body.trim_ascii_start().first() == Some(&b'<');
    let looks_like_json = answer.body.trim_ascii_start().first() == Some(&b'{');
    if is_page || !looks_like_json || !answer.status.is_success() {
        return without_reason(answer);
    }
    let message = format!("Linear's answer was cut off or not in the form we know. {NOTHING_LOST}");
    // The place alone: the text of the cause may quote the answer.
    let detail = format!(
        "{}: {:?} at column {}",
        answer.outline(),
        cause.classify(),
        cause.column()
    );
    Error::new(ErrorKind::Unexpected, message).with_detail(detail)
}

/// An answer whose body gives no reason that we understand: only the status is left.
pub fn without_reason(answer: &Answer) -> Error {
    let status = answer.status.as_u16();
    let is_json = answer.body.trim_ascii_start().first() == Some(&b'{');
    let error = match status {
        401 if is_json => return key_refused(answer.outline()),
        403 if is_json => return not_permitted(answer.outline()),
        429 => return rate_limited(answer, answer.outline()),
        503 if answer.retry_after().is_some() => return out_for_a_while(answer),
        407 => Error::new(
            ErrorKind::Unexpected,
            "A proxy between this server and Linear asks for a password (HTTP 407). Set it in the proxy's address.",
        ),
        404 | 405 => Error::new(
            ErrorKind::Unexpected,
            format!(
                "There is no Linear API at the address used (HTTP {status}). Check LINEAR_API_URL if it is set."
            ),
        ),
        500..=599 => Error::new(
            ErrorKind::Unexpected,
            format!(
                "Linear, or something in front of it (a proxy?), failed with HTTP {status}. {NOTHING_LOST}"
            ),
        ),
        _ => Error::new(
            ErrorKind::Unexpected,
            format!(
                "Something between this server and Linear (a proxy?) answered instead of Linear, with HTTP {status}. \
                 Check how this server reaches the internet."
            ),
        ),
    };
    error.with_detail(answer.outline())
}

/// A team that cannot be read.
pub fn unreadable_team(flaw: &Flaw) -> Error {
    let message = format!("Linear's list of teams could not be read: of one team, {flaw}. {NOTHING_LOST}");
    Error::new(ErrorKind::Unexpected, message)
}

/// A key that saw teams once and now sees none.
pub fn no_team_left() -> Error {
    let message = "The key can no longer see any team. What was imported stays as it is. Check in Linear that the key's \
                   owner is still a member of the teams, and that the key is not limited to others.";
    Error::new(ErrorKind::GiveUp, message)
}

/// A list that is said to go on, though there is no way to its next page.
pub fn no_way_on(detail: &str) -> Error {
    let message = format!("Linear says that a list goes on but not where. {NOTHING_LOST}");
    Error::new(ErrorKind::Unexpected, message).with_detail(detail)
}

/// A list that has no end.
pub fn endless(what: &str) -> Error {
    let message = format!(
        "Linear's list of {what} has no end. Nothing was lost; choose single teams to get around it."
    );
    Error::new(ErrorKind::GiveUp, message)
}
