//! What every page shows around its content: who, where, the timer, the health of the sync.

use super::TimerBar;
use super::flash::Flash;
use crate::app::App;
use crate::auth::Actor;
use crate::error::Result;
use crate::notices::{self, Notice};
use crate::time_entries::{self, EntryView};
use crate::words::{Bare, Words};
use crate::{integrations, organisation};
use axum::http::HeaderMap;
use timetracker_types::Instant;

/// The place in the navigation that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Home.
    Today,
    /// The list of issues and their pages.
    Issues,
    /// The list of entries.
    Entries,
    /// Projects and clients.
    Projects,
    /// Hours by any two dimensions.
    Reports,
    /// Outside services.
    Integrations,
    /// Who has an account.
    People,
    /// The organisation's settings.
    Organisation,
    /// One's own settings.
    Me,
    /// One's own API tokens.
    Tokens,
    /// Files of one's own time.
    Imports,
    /// Addresses that are told what happens.
    Webhooks,
    /// Everything that has a name.
    Search,
    /// The list of keys, which no link of the navigation leads to.
    Keys,
    /// Who changed what.
    Audit,
}

/// How the outside service is doing, in the foot of the sidebar.
#[derive(Debug, Clone)]
pub struct SyncLine {
    /// `ok`, `busy` or `problem`: the dot's colour, said again by the text.
    pub state: &'static str,
    /// "Linear up to date, 3 min ago".
    pub text: String,
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The organisation's name.
    pub organisation: String,
    /// What is said, in the reader's language.
    pub words: Words,
    /// Whoever is signed in.
    pub actor: Actor,
    /// Which link of the navigation is lit.
    pub section: Section,
    /// The running timer.
    pub timer: Option<EntryView>,
    /// Nothing where no service is connected.
    pub sync: Option<SyncLine>,
    /// What the reader must be told once.
    pub notices: Vec<Notice>,
    /// What just happened.
    pub flash: Option<Flash>,
    /// `light` or `dark` where this device chose, else empty.
    pub theme: &'static str,
    /// What the page certainly shows: the newest line of the audit log when its request began.
    pub revision: i64,
    /// Whether the page answers what was sent, and so stays as it is until it is left.
    pub is_answer: bool,
    /// The server's now, for clocks in the browser.
    pub now: Instant,
}

impl Shell {
    /// Reads what the frame shows.
    pub async fn load(app: &App, actor: Actor, section: Section, headers: &HeaderMap) -> Result<Self> {
        // On the heap: every page's own future would be as large as these together.
        let asked = Box::pin(async {
            tokio::try_join!(
                organisation::find(&app.db),
                time_entries::running(&app.db, actor.user.id),
                integrations::sync_line(app),
                notices::shown_to(&app.db, &actor),
            )
        });
        let (organisation, timer, sync, notices) = asked.await?;
        let organisation = organisation.map(|found| found.name).unwrap_or_default();
        let flash = super::page::flash_of(headers);
        let words = Words::chosen(&actor.user.locale, headers);
        Ok(Self {
            organisation,
            words,
            actor,
            section,
            timer,
            sync,
            notices,
            flash,
            theme: super::theme::theme_of(headers),
            revision: crate::live::revision_of(headers),
            is_answer: crate::live::is_answer(headers),
            now: app.now(),
        })
    }

    /// Whether the page is one of the settings, which narrow screens keep one step deeper.
    pub fn is_in_settings(&self) -> bool {
        !matches!(
            self.section,
            Section::Today
                | Section::Entries
                | Section::Issues
                | Section::Projects
                | Section::Reports
                | Section::Search
                | Section::Keys
        )
    }

    /// What parts of the page have that are also sent alone.
    pub fn bare(&self) -> Bare {
        Bare { words: self.words }
    }

    /// What just happened, in the reader's language.
    pub fn flash_text(&self, flash: &Flash) -> String {
        flash.text(self.words)
    }

    /// The running timer as the bar shows it.
    pub fn timer_bar(&self) -> Option<TimerBar> {
        self.timer
            .as_ref()
            .map(|view| TimerBar::of(view, self.now, &self.actor.user, self.words))
    }

    /// Whether this section's link is lit.
    pub fn is(&self, section: &str) -> bool {
        format!("{:?}", self.section).eq_ignore_ascii_case(section)
    }
}
