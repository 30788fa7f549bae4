//! Integrations as administrators see them.
//!
//! | file | shows |
//! |---|---|
//! | `list.rs` | what there is to connect |
//! | `connection.rs` | one connection: health, settings, what there is to settle |
//! | `status.rs` | health and the run under way: the part that renews itself |
//! | `runs.rs` | the log of runs, and one run with its numbers and its failed issues |
//! | `states.rs`, `people.rs` | what states mean and who people are here |
//! | `preview.rs` | where every issue would land |
//! | `settle.rs` | what several of these pages show: lines of people, states and failed issues |
//! | `verbs.rs` | the buttons |

pub(crate) mod connection;
pub(crate) mod list;
pub(crate) mod people;
pub(crate) mod preview;
pub(crate) mod runs;
mod settle;
pub(crate) mod states;
pub(crate) mod status;
mod verbs;

#[cfg(test)]
mod samples;

use super::actions::{self, Overview};
use super::model::Connection;
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::wording as words;
use axum::Router;
use axum::routing::{get, post};
use timetracker_connectors::{Connector, by_name};
use timetracker_types::{Instant, Zone};

/// The pages about integrations.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/integrations", get(list::list))
        .route("/integrations/{connector}", get(connection::show))
        .route("/integrations/{connector}/progress", get(status::progress))
        .route("/integrations/{connector}/connect", post(connection::connect))
        .route("/integrations/{connector}/settings", post(connection::save))
        .route("/integrations/{connector}/test", post(verbs::test))
        .route("/integrations/{connector}/sync", post(verbs::sync))
        .route("/integrations/{connector}/read-again", post(verbs::read_again))
        .route("/integrations/{connector}/reconcile", post(verbs::reconcile))
        .route("/integrations/{connector}/cancel", post(verbs::cancel))
        .route("/integrations/{connector}/disconnect", post(verbs::disconnect))
        .route(
            "/integrations/{connector}/preview",
            get(preview::show).post(preview::make),
        )
        .route("/integrations/{connector}/runs", get(runs::list))
        .route("/integrations/{connector}/runs/{id}", get(runs::show))
        .route("/integrations/{connector}/issues/{id}/retry", post(verbs::retry))
        .route(
            "/integrations/{connector}/states",
            get(states::show).post(states::save),
        )
        .route(
            "/integrations/{connector}/people",
            get(people::show).post(people::save),
        )
}

fn connector(name: &str) -> Result<&'static dyn Connector> {
    by_name(name).ok_or(Error::NotFound("integration"))
}

fn address(connector: &dyn Connector) -> String {
    format!("/integrations/{}", connector.manifest().name)
}

/// How it is doing, where there is a key.
async fn connected(app: &App, connector: &'static dyn Connector) -> Result<Option<Overview>> {
    let overview = actions::overview(app, connector).await?;
    Ok(overview.filter(|overview| overview.connection.is_connected()))
}

/// The same for pages that are about nothing without one.
async fn overview(app: &App, connector: &'static dyn Connector) -> Result<Overview> {
    connected(app, connector)
        .await?
        .ok_or(Error::NotFound("connection"))
}

/// The connection alone, without counting anything.
async fn connection_of(app: &App, connector: &'static dyn Connector) -> Result<Connection> {
    let outline = actions::outline(app, connector).await?;
    let connection = outline.map(|outline| outline.connection);
    connection
        .filter(Connection::is_connected)
        .ok_or(Error::NotFound("connection"))
}

/// `14:54` today, `23 Nov 14:54` before.
fn moment(at: Instant, zone: &Zone, now: Instant) -> String {
    let (day, today) = (zone.day_of(at), zone.day_of(now));
    let time = words::time_of_day(at, zone);
    if day == today {
        time
    } else {
        format!("{} {time}", words::day_short(day, today))
    }
}
