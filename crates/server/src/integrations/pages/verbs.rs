//! The buttons of a connection: each calls one action and leads back. What is refused is said on the page.

use super::super::actions;
use super::super::model::Cause;
use super::super::troubles::Trouble;
use super::connection::refused_verb;
use super::{address, connector};
use crate::app::App;
use crate::auth::Admin;
use crate::http::{Back, Done, Flash, PageResult, Path, see_other};
use axum::extract::State;
use axum::http::HeaderMap;
use timetracker_types::Id;

pub async fn test(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> PageResult {
    let connector = connector(&name)?;
    match actions::test(&app, &actor, connector).await {
        Ok(_) => Ok(see_other(&address(connector), Some(&Flash::Done(Done::Tested)))),
        Err(error) => refused_verb(&app, actor, &headers, connector, error).await,
    }
}

pub async fn sync(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> PageResult {
    let connector = connector(&name)?;
    match actions::request_sync(&app, &actor, connector, Cause::Manual, false).await {
        Ok(_) => Ok(see_other(
            &address(connector),
            Some(&Flash::Done(Done::SyncQueued)),
        )),
        Err(error) => refused_verb(&app, actor, &headers, connector, error).await,
    }
}

pub async fn read_again(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> PageResult {
    let connector = connector(&name)?;
    match actions::request_sync(&app, &actor, connector, Cause::Manual, true).await {
        Ok(_) => Ok(see_other(
            &address(connector),
            Some(&Flash::Done(Done::ReadingAgain)),
        )),
        Err(error) => refused_verb(&app, actor, &headers, connector, error).await,
    }
}

pub async fn reconcile(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> PageResult {
    let connector = connector(&name)?;
    match actions::request_reconciliation(&app, &actor, connector, Cause::Manual).await {
        Ok(_) => Ok(see_other(
            &address(connector),
            Some(&Flash::Done(Done::Comparing)),
        )),
        Err(error) => refused_verb(&app, actor, &headers, connector, error).await,
    }
}

pub async fn retry(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Back(back): Back,
    Path((name, id)): Path<(String, i64)>,
) -> PageResult {
    let connector = connector(&name)?;
    let back = if back == "/" { address(connector) } else { back };
    match actions::retry_trouble(&app, &actor, connector, Id::<Trouble>::new(id)).await {
        Ok(_) => Ok(see_other(&back, Some(&Flash::Done(Done::Retried)))),
        Err(error) => refused_verb(&app, actor, &headers, connector, error).await,
    }
}

pub async fn cancel(
    Admin(actor): Admin,
    State(app): State<App>,
    Back(back): Back,
    Path(name): Path<String>,
) -> PageResult {
    let connector = connector(&name)?;
    actions::cancel(&app, &actor, connector).await?;
    let back = if back == "/" { address(connector) } else { back };
    Ok(see_other(&back, Some(&Flash::Done(Done::SyncCancelled))))
}

pub async fn disconnect(Admin(actor): Admin, State(app): State<App>, Path(name): Path<String>) -> PageResult {
    let connector = connector(&name)?;
    actions::disconnect(&app, &actor, connector).await?;
    Ok(see_other(
        &address(connector),
        Some(&Flash::Done(Done::Disconnected)),
    ))
}
