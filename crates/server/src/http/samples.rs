//! Samples of pages: what each looks like empty, as usual, with long names, foreign scripts, and refused.
//!
//! A page implements [`Samples`] beside its struct and stands in the list of the test below, which renders
//! every sample and looks for what no page may hold.

use super::{Section, Shell, SyncLine};
use crate::auth::Actor;
use crate::notices::{Notice, Severity};
use crate::time_entries::EntryView;
use crate::users::{Role, User};
use askama::Template;
use timetracker_types::{Id, Instant};

/// A page that can show itself without a database.
pub(crate) trait Samples: Template + Sized {
    /// Each sample with a word that says what is special about it.
    fn samples() -> Vec<(&'static str, Self)>;
}

/// A name that must be cut, wrapped and escaped.
pub(crate) const LONG: &str = "A <b>name</b> & title \"quoted\" of such a length that no row, chip, card, select or heading can hold it whole";
/// A title from right to left, with an emoji.
pub(crate) const ARABIC: &str = "تسجيل الخروج لا يعمل عند فقدان الاتصال 🚀";
/// Words without spaces between them.
pub(crate) const JAPANESE: &str = "長いタイトルは正しく折り返されるべきです";
/// Tuesday, 24 November 2026, 09:55 in UTC.
pub(crate) const NOW_MS: i64 = 1_795_514_100_000;

/// The present of every sample.
pub(crate) fn now() -> Instant {
    Instant::from_millis(NOW_MS)
}

/// Somebody of a role.
pub(crate) fn person(role: Role, name: &str) -> Actor {
    let user = User {
        id: Id::new(7),
        username: "sample".into(),
        email: None,
        full_name: name.into(),
        role,
        is_active: true,
        password_hash: None,
        timezone: "Europe/Berlin".parse().unwrap(),
        locale: "en".into(),
        week_start: 0,
        daily_goal_seconds: 28_800,
        timer_limit_minutes: 600,
        rounding_minutes: 0,
        rounding_method: "nearest".into(),
        single_keys: true,
        last_login_at: None,
        created_at: now(),
        updated_at: now(),
    };
    Actor { user }
}

/// Something to be told, too long for a line.
fn notice() -> Notice {
    Notice {
        id: Id::new(3),
        audience: "admins".into(),
        key: "sample".into(),
        severity: Severity::Warning,
        text: LONG.into(),
        link: "/integrations".into(),
        created_at: now(),
        dismissed_at: None,
        dismissed_by: None,
        resolved_at: None,
    }
}

/// A frame around a sample.
pub(crate) fn shell(section: Section, role: Role, timer: Option<EntryView>) -> Shell {
    Shell {
        organisation: "Ember & Oak".into(),
        words: crate::words::Words::default(),
        actor: person(role, "Jo Doe"),
        section,
        timer,
        sync: Some(SyncLine {
            state: "ok",
            text: "Linear up to date, 3 min ago".into(),
        }),
        notices: vec![notice()],
        flash: None,
        theme: "",
        revision: 0,
        is_answer: false,
        now: now(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn check<P: Samples>() {
        for (what, page) in P::samples() {
            let html = page.render().unwrap();
            let name = format!("{} ({what})", std::any::type_name::<P>());
            for forbidden in [
                " style=",
                "<style",
                "javascript:",
                " onclick",
                " onload",
                "hx-on",
                "<b>name</b>",
            ] {
                assert!(!html.contains(forbidden), "{name} holds {forbidden}");
            }
            assert_eq!(
                html.matches("<script").count(),
                html.matches("<script src=").count(),
                "{name}: inline script"
            );
            let ids = attributes(&html, " id=\"");
            let unique: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), unique.len(), "{name}: an id occurs twice in {ids:?}");
            for reference in [
                " for=\"",
                " aria-describedby=\"",
                " aria-labelledby=\"",
                " aria-controls=\"",
                " list=\"",
            ] {
                for target in attributes(&html, reference) {
                    assert!(
                        unique.contains(target),
                        "{name}: {reference}{target} leads nowhere"
                    );
                }
            }
        }
    }

    fn attributes<'a>(html: &'a str, before: &str) -> Vec<&'a str> {
        html.split(before)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect()
    }

    #[test]
    fn every_page_renders_each_of_its_samples() {
        check::<crate::today::pages::TodayPage>();
        check::<crate::today::preview::Preview>();
        check::<crate::tasks::pages::IssuesPage>();
        check::<crate::tasks::issue_page::IssuePage>();
        check::<crate::tasks::suggestions::Suggestions>();
        check::<crate::tasks::pages::Sums>();
        check::<crate::tasks::board::BoardPage>();
        check::<crate::tasks::filters_page::FiltersPage>();
        check::<crate::tasks::new_page::NewIssuePage>();
        check::<crate::tasks::views::ViewsPage>();
        check::<crate::palette::pages::Options>();
        check::<crate::palette::pages::SearchPage>();
        check::<crate::palette::pages::KeysPage>();
        check::<crate::integrations::pages::list::IntegrationsPage>();
        check::<crate::integrations::pages::status::StatusPart>();
        check::<crate::integrations::pages::connection::IntegrationPage>();
        check::<crate::integrations::pages::states::StatesPage>();
        check::<crate::integrations::pages::people::PeoplePage>();
        check::<crate::integrations::pages::preview::PreviewPage>();
        check::<crate::integrations::pages::runs::RunsPage>();
        check::<crate::integrations::pages::runs::RunPage>();
        check::<crate::projects::pages::ProjectsPage>();
        check::<crate::projects::pages::ProjectPage>();
        check::<crate::projects::form::ProjectFormPage>();
        check::<crate::reports::page::ReportPage>();
        check::<crate::ledger::pages::EntriesPage>();
        check::<crate::audit::pages::AuditPage>();
        check::<crate::clients::pages::ClientsPage>();
        check::<crate::clients::client_page::ClientPage>();
        check::<crate::clients::pages::ClientFormPage>();
        check::<crate::auth::pages::SetUpPage>();
        check::<crate::auth::pages::SignInPage>();
        check::<crate::auth::pages::InvitationPage>();
        check::<crate::users::people_pages::PeoplePage>();
        check::<crate::users::people_pages::PersonPage>();
        check::<crate::users::me_pages::MePage>();
        check::<crate::users::token_pages::TokensPage>();
        check::<crate::users::token_pages::TokenPage>();
        check::<crate::organisation::pages::SettingsPage>();
        check::<crate::imports::pages::ImportsPage>();
        check::<crate::imports::pages::ImportPage>();
        check::<crate::imports::pages::Progress>();
        check::<crate::webhooks::pages::WebhooksPage>();
        check::<crate::webhooks::pages::WebhookFormPage>();
        check::<crate::webhooks::log_pages::WebhookPage>();
        check::<crate::webhooks::log_pages::DeliveryPage>();
    }
}
