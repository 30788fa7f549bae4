//! What there is to connect.

use super::super::wording::{self, Health};
use super::connected;
use crate::app::App;
use crate::auth::Admin;
use crate::http::{PageResult, Section, Shell, render};
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use timetracker_connectors::Manifest;

/// One connector in the list.
#[derive(Debug, Clone)]
pub struct Card {
    /// In the address.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What connecting gives.
    pub summary: &'static str,
    /// How it is doing, where it is connected.
    pub health: Option<Health>,
}

/// What there is to connect.
#[derive(Template)]
#[template(path = "integrations/integrations.html")]
pub struct IntegrationsPage {
    pub(super) shell: Shell,
    pub(super) cards: Vec<Card>,
}

pub async fn list(Admin(actor): Admin, State(app): State<App>, headers: HeaderMap) -> PageResult {
    let mut cards = Vec::new();
    for connector in timetracker_connectors::ALL {
        let Manifest {
            name, title, summary, ..
        } = *connector.manifest();
        let overview = connected(&app, *connector).await?;
        let health = overview.map(|overview| wording::health(&overview, app.now()));
        cards.push(Card {
            name,
            title,
            summary,
            health,
        });
    }
    let shell = Shell::load(&app, actor, Section::Integrations, &headers).await?;
    render(&IntegrationsPage { shell, cards })
}
