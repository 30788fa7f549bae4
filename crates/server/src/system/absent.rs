//! What the existing system has and this one does not: its apps ask for it, and are told so in a word that they know.
//!
//! Answered only to a good token, so that a stranger learns nothing; the apps then hide the view or show the
//! sentence, and go on.

use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::http::ApiError;
use axum::Router;
use axum::routing::any;

/// Paths below `/api/v1/` and the module that each belongs to.
const ABSENT: &[(&str, &str)] = &[
    ("ai", "ai"),
    ("budget-alerts", "budget_alerts"),
    ("calendar", "calendar"),
    ("clients/{id}/invoice-unbilled", "invoices"),
    ("credit-notes", "invoices"),
    ("currencies", "invoices"),
    ("deals", "deals"),
    ("exchange-rates", "invoices"),
    ("expenses", "expenses"),
    ("inventory", "inventory"),
    ("invoice-approvals", "invoices"),
    ("invoice-pdf-templates", "invoices"),
    ("invoice-templates", "invoices"),
    ("invoices", "invoices"),
    ("issues", "issues"),
    ("leads", "leads"),
    ("mileage", "mileage"),
    ("payments", "payments"),
    ("per-diem-rates", "per_diem"),
    ("per-diems", "per_diem"),
    ("project-costs", "expenses"),
    ("projects/{id}/costs", "expenses"),
    ("quotes", "quotes"),
    ("recurring-invoices", "recurring_invoices"),
    ("tax-rules", "invoices"),
    ("time-entries/{id}/request-approval", "time_approvals"),
    ("time-entry-approvals", "time_approvals"),
    ("time-off", "time_off"),
    ("timesheet-periods", "timesheets"),
    ("timesheet-policy", "timesheets"),
];

/// Every method on these paths and on all below them.
pub fn routes() -> Router<App> {
    ABSENT.iter().fold(Router::new(), |routes, (path, module)| {
        let module = *module;
        let answer = any(async move |_: Caller<scopes::AnyScope>| ApiError::module_disabled(module));
        let (path, below) = (format!("/api/v1/{path}"), format!("/api/v1/{path}/{{*rest}}"));
        routes.route(&path, answer.clone()).route(&below, answer)
    })
}

#[cfg(test)]
mod tests {
    use super::ABSENT;
    use crate::app_tests;
    use serde_json::json;

    app_tests! {
        async fn what_is_not_here_is_said_in_the_apps_word(t: Test) {
            for (path, module) in ABSENT {
                let path = format!("/api/v1/{}", path.replace("{id}", "1"));
                for path in [path.clone(), format!("{path}/1/approve")] {
                    let answer = t.api(&t.bob).get(&path).await.is(403).json();
                    assert_eq!(answer["error_code"], "module_disabled", "{path}");
                    assert!(answer["error"].as_str().unwrap().contains("module_disabled"), "{path}");
                    assert!(answer["message"].as_str().unwrap().contains(module), "{path}");
                    t.api(&t.bob).post(&path, json!({})).await.is(403);
                    t.stranger().get(&path).await.is(401);
                }
            }
        }

        async fn what_the_server_says_it_has_it_has(t: Test) {
            let info = t.stranger().get("/api/v1/info").await.is(200).json();
            let mut paths = Vec::new();
            let mut open = vec![info["endpoints"].clone()];
            while let Some(endpoints) = open.pop() {
                for endpoint in endpoints.as_object().unwrap().values() {
                    match endpoint.as_str() {
                        Some(path) => paths.push(path.to_owned()),
                        None => open.push(endpoint.clone()),
                    }
                }
            }
            assert!(paths.len() > 20, "{paths:?}");
            for path in paths {
                let status = t.api(&t.alice).get(&path).await.status.as_u16();
                assert!(matches!(status, 200 | 400 | 405), "{path} answers {status}");
            }
            let modules = info["enabled_modules"].as_array().unwrap().clone();
            assert!(modules.iter().all(|id| ABSENT.iter().all(|(_, absent)| id != absent)));
            assert_eq!(t.api(&t.bob).get("/api/v1/users/me").await.json()["enabled_modules"], json!(modules));
        }
    }
}
