//! What just happened, said once on the next page, with an undo where there is one.
//!
//! Travels in a short-lived cookie as a word and ids, never as text to be shown: whoever forges the
//! cookie can only make us say one of our own sentences, and undo checks rights like any action.

use crate::words::Words;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;

/// The cookie's name.
pub const COOKIE: &str = "tt_flash";

/// A thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flash {
    /// A timer was started; the other one, if any, was stopped by that.
    Started {
        /// The entry that runs now.
        entry: i64,
        /// The entry that was stopped to make room.
        stopped: Option<i64>,
    },
    /// The timer was stopped after so many seconds.
    Stopped {
        /// The entry that ended.
        entry: i64,
        /// Its raw duration.
        seconds: i64,
    },
    /// An entry was deleted and can be brought back.
    Deleted {
        /// The entry.
        entry: i64,
    },
    /// Something was done to entries that can be taken back as one.
    Step {
        /// The step.
        step: i64,
        /// What it was.
        done: Done,
    },
    /// Issues were changed together; the lines of the audit log about it undo it.
    IssuesChanged {
        /// The first line.
        first: i64,
        /// The last line.
        last: i64,
        /// How many issues changed.
        changed: i64,
        /// How many were left alone.
        left: i64,
    },
    /// The time of issues was changed together.
    TimeChanged {
        /// The handle of the undo; 0 where nothing changed.
        change: i64,
        /// How many entries changed.
        changed: i64,
    },
    /// Issues became favourites.
    Starred {
        /// How many.
        changed: i64,
    },
    /// Many entries were changed at once.
    Bulk {
        /// The change, where there is something to undo.
        change: Option<i64>,
        /// How many are now as wished.
        changed: i64,
        /// How many were left as they are.
        left: i64,
    },
    /// Much was taken back, but for what changed since.
    UndoneBut {
        /// How many were left as they are.
        left: i64,
    },
    /// Something was done that needs no undo; the key of a sentence.
    Done(Done),
}

macro_rules! done {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $text:literal;)*) => {
        /// The plain sentences.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Done { $($(#[$doc])* #[doc = $text] $name,)* }
        impl Done {
            fn key(self) -> &'static str { match self { $(Self::$name => $key,)* } }
            fn text(self) -> &'static str { match self { $(Self::$name => $text,)* } }
            /// What they say in English, all of them.
            #[cfg(test)]
            pub(crate) const TEXTS: &[&str] = &[$($text),*];
            fn from_key(key: &str) -> Option<Self> { match key { $($key => Some(Self::$name),)* _ => None } }
        }
    };
}

done! {
    Saved = "saved", "Saved.";
    Added = "added", "Added.";
    Deleted = "gone", "Deleted.";
    Moved = "moved", "Moved.";
    Split = "split", "Parted in two.";
    Merged = "merged", "Merged into one.";
    Cut = "cut", "The timer ended there.";
    Kept = "kept", "Kept. It asks again when it has run as long once more.";
    Discarded = "discarded", "The timer was discarded.";
    Archived = "archived", "Archived. Its time stays; you can bring it back.";
    Hidden = "hidden", "Hidden. Its time stays.";
    Restored = "restored", "Brought back.";
    Undone = "undone", "Undone.";
    Connected = "connected", "Connected. The first sync has begun.";
    ConnectedToLook = "connected-to-look", "Connected. Nothing is brought over until you say so.";
    ReadingAgain = "reading-again", "Everything is read again.";
    Comparing = "comparing", "Everything here is compared with everything there.";
    Previewing = "previewing", "The preview is being made.";
    Retried = "retried", "It is tried again, with the sync that has begun.";
    SettingsKept = "settings", "Settings saved.";
    Disconnected = "disconnected", "Disconnected. Tasks and their time stay.";
    Tested = "tested", "The connection works.";
    SyncQueued = "sync", "Sync started.";
    SyncCancelled = "cancelled", "The sync stops after the page it is on.";
    Invited = "invited", "Invitation made. Give the link to the person.";
    Deactivated = "deactivated", "Deactivated: no sign-in and no token works any more. Their time stays.";
    Reactivated = "reactivated", "Reactivated.";
    TestQueued = "hook-test", "Test sent. What came of it is in the log.";
    SentAgain = "hook-again", "Sent again. What came of it is in the log.";
    SwitchedOn = "hook-on", "Switched on. What waited is sent first.";
    SwitchedOff = "hook-off", "Switched off. Nothing is sent any more.";
    WebhookRemoved = "hook-gone", "Deleted, with its log.";
    Revoked = "revoked", "Revoked. The token stopped working.";
    PasswordChanged = "password", "Password changed. Other devices were signed out.";
    InvitationRevoked = "uninvited", "Revoked. The link does not work any more.";
    Joined = "joined", "Welcome. Start a timer above, or by an issue’s identifier.";
    ImportCancelled = "import-cancelled", "The import stops after the rows it is at.";
    ImportDiscarded = "import-discarded", "The file was dropped. Nothing had gone in.";
    Welcome = "welcome", "Welcome. Connect Linear under Integrations, or just start a timer.";
}

impl Flash {
    /// What is said when a change of many was taken back but for so many.
    pub fn undone(left: usize) -> Self {
        match i64::try_from(left) {
            Ok(0) => Self::Done(Done::Undone),
            left => Self::UndoneBut {
                left: left.unwrap_or(i64::MAX),
            },
        }
    }

    /// The cookie that carries it to the next page.
    pub fn cookie(&self) -> Cookie<'static> {
        let value = self.encode();
        let text = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=30");
        Cookie::parse(text).unwrap_or_else(|_| Cookie::new(COOKIE, ""))
    }

    /// Reads a cookie's value; nothing where it is not one of ours.
    pub fn decode(value: &str) -> Option<Self> {
        let mut parts = value.split('.');
        let kind = parts.next()?;
        let mut number = || parts.next().and_then(|text| text.parse::<i64>().ok());
        match kind {
            "started" => Some(Self::Started {
                entry: number()?,
                stopped: number(),
            }),
            "stopped" => Some(Self::Stopped {
                entry: number()?,
                seconds: number()?,
            }),
            "deleted" => Some(Self::Deleted { entry: number()? }),
            "step" => Some(Self::Step {
                step: number()?,
                done: Done::from_key(parts.next()?)?,
            }),
            "issues" => Some(Self::IssuesChanged {
                first: number()?,
                last: number()?,
                changed: number()?,
                left: number()?,
            }),
            "time" => Some(Self::TimeChanged {
                change: number()?,
                changed: number()?,
            }),
            "starred" => Some(Self::Starred { changed: number()? }),
            "undone-but" => Some(Self::UndoneBut { left: number()? }),
            "bulk" => Some(Self::Bulk {
                change: number().filter(|change| *change > 0),
                changed: number()?,
                left: number()?,
            }),
            key => Done::from_key(key).map(Self::Done),
        }
    }

    fn encode(&self) -> String {
        match self {
            Self::Started {
                entry,
                stopped: Some(stopped),
            } => format!("started.{entry}.{stopped}"),
            Self::Started { entry, stopped: None } => format!("started.{entry}"),
            Self::Stopped { entry, seconds } => format!("stopped.{entry}.{seconds}"),
            Self::Deleted { entry } => format!("deleted.{entry}"),
            Self::Step { step, done } => format!("step.{step}.{}", done.key()),
            Self::IssuesChanged {
                first,
                last,
                changed,
                left,
            } => format!("issues.{first}.{last}.{changed}.{left}"),
            Self::TimeChanged { change, changed } => format!("time.{change}.{changed}"),
            Self::Starred { changed } => format!("starred.{changed}"),
            Self::Bulk {
                change,
                changed,
                left,
            } => format!("bulk.{}.{changed}.{left}", change.unwrap_or(0)),
            Self::UndoneBut { left } => format!("undone-but.{left}"),
            Self::Done(done) => done.key().into(),
        }
    }

    /// The sentence.
    pub fn text(&self, words: Words) -> String {
        match self {
            Self::Started { stopped: Some(_), .. } => words.t("flash-switched").into(),
            Self::Started { stopped: None, .. } => words.t("flash-started").into(),
            Self::Stopped { seconds, .. } => {
                let length = words.duration(*seconds);
                words.with("flash-stopped", &[("length", length.into())])
            }
            Self::Deleted { .. } => words.t("flash-deleted").into(),
            Self::IssuesChanged { changed, left, .. } => issues_changed(words, *changed, *left),
            Self::TimeChanged { changed, .. } => words.with("flash-time", &[("n", (*changed).into())]),
            Self::Starred { changed } => words.with("flash-starred", &[("n", (*changed).into())]),
            Self::Bulk { changed, left, .. } => {
                let key = if *left == 0 {
                    "flash-bulk"
                } else {
                    "flash-bulk-left"
                };
                let arguments = [("changed", (*changed).into()), ("left", (*left).into())];
                words.with(key, &arguments)
            }
            Self::UndoneBut { left } => words.with("flash-undone-but", &[("left", (*left).into())]),
            Self::Done(done) | Self::Step { done, .. } => words.said(done.text()).into(),
        }
    }

    /// Where a POST takes it back, if that is possible.
    pub fn undo_path(&self) -> Option<String> {
        match self {
            Self::Started {
                entry,
                stopped: Some(stopped),
            } => Some(format!("/timer/undo-switch/{entry}/{stopped}")),
            Self::Started { entry, stopped: None } => Some(format!("/timer/undo-start/{entry}")),
            Self::Stopped { entry, .. } => Some(format!("/timer/undo-stop/{entry}")),
            Self::Deleted { entry } => Some(format!("/time-entries/{entry}/restore")),
            Self::Step { step, .. } => Some(format!("/undo/{step}")),
            Self::IssuesChanged { first, last, .. } if *first > 0 => {
                Some(format!("/issues/bulk/{first}/{last}/undo"))
            }
            Self::TimeChanged { change, .. } if *change > 0 => {
                Some(format!("/issues/bulk-time/{change}/undo"))
            }
            Self::Bulk {
                change: Some(change), ..
            } => Some(format!("/time-entries/bulk/{change}/undo")),
            Self::IssuesChanged { .. }
            | Self::TimeChanged { .. }
            | Self::Starred { .. }
            | Self::Bulk { change: None, .. }
            | Self::UndoneBut { .. }
            | Self::Done(_) => None,
        }
    }
}

fn issues_changed(words: Words, changed: i64, left: i64) -> String {
    let done = words.with("flash-issues", &[("n", changed.into())]);
    if left == 0 {
        return done;
    }
    format!(
        "{done} {}",
        words.with("flash-issues-left", &[("n", left.into())])
    )
}

/// Takes the cookie back once a page has shown it, so that it is said once.
pub async fn forget_shown(request: Request, next: Next) -> Response {
    let is_told =
        CookieJar::from_headers(request.headers()).get(COOKIE).is_some() && wants_page(request.headers());
    let mut response = next.run(request).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_told && is_page {
        let gone = HeaderValue::from_static("tt_flash=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    response
}

/// Scripts also fetch fragments, which show no message.
fn wants_page(headers: &HeaderMap) -> bool {
    let has = |name: &str| headers.contains_key(name);
    !has("hx-request") || has("hx-boosted") || has("hx-history-restore-request")
}
