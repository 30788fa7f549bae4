//! What a project is.

use crate::clients::Client;
use timetracker_db::{FromRow, Row, record};
use timetracker_types::{Id, Instant, Money, rate_times};

record! {
    /// A body of work for one client. A Linear team becomes one.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Project {
        /// The row's id.
        pub id: Id<Project>,
        /// For whom.
        pub client_id: Id<Client>,
        /// Not unique: two Linear teams may share a name. The code tells them apart.
        pub name: String,
        /// Short, upper case, unique where there is one; a Linear team's key.
        pub code: Option<String>,
        /// 0 to 11: a place in the palette.
        pub color: i64,
        /// Free text.
        pub description: Option<String>,
        /// Whether new time here is billable by default.
        pub billable: bool,
        /// Minor units of the organisation's currency an hour; without it the client's.
        pub hourly_rate_minor: Option<i64>,
        /// What the client calls it, e.g. a purchase order.
        pub billing_ref: Option<String>,
        /// Minor units.
        pub budget_amount_minor: Option<i64>,
        /// Percent of the budget at which people want to know.
        pub budget_threshold_percent: i64,
        /// What it was thought to take, in seconds.
        pub estimated_seconds: Option<i64>,
        /// `active`, `inactive` or `archived`.
        pub status: String,
        /// When it was archived.
        pub archived_at: Option<Instant>,
        /// JSON object; `integration` says where the project comes from.
        pub custom_fields: String,
        /// The connection that keeps it, if one does.
        pub connection_id: Option<i64>,
        /// The service's own id of it, e.g. a Linear team's.
        pub external_ref: Option<String>,
        /// When it was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
    }
}

/// A project with what lists show beside it.
#[derive(Debug, Clone)]
pub struct ProjectView {
    /// The project.
    pub project: Project,
    /// Its client's name.
    pub client_name: String,
    /// Its client's rate an hour in minor units, for projects without one of their own.
    pub client_rate_minor: Option<i64>,
    /// Finished worked time in seconds, unrounded.
    pub total_seconds: i64,
    /// The billable part of it.
    pub billable_seconds: i64,
    /// Tasks that are neither done nor cancelled.
    pub open_tasks: i64,
}

impl FromRow for ProjectView {
    fn from_row(row: &Row) -> timetracker_db::Result<Self> {
        Ok(Self {
            project: Project::from_row(row)?,
            client_name: row.get("client_name")?,
            client_rate_minor: row.get("client_rate_minor")?,
            total_seconds: row.get("total_seconds")?,
            billable_seconds: row.get("billable_seconds")?,
            open_tasks: row.get("open_tasks")?,
        })
    }
}

impl ProjectView {
    /// What the billable time is worth in minor units: at the project's rate, else the client's; nothing without one.
    pub fn worth_minor(&self, currency: &str) -> i64 {
        let rate = self.project.hourly_rate_minor.or(self.client_rate_minor);
        let worth = rate
            .zip(currency.parse().ok())
            .and_then(|(rate, currency)| rate_times(&Money::new(rate, currency), self.billable_seconds).ok());
        worth.map_or(0, |worth| worth.minor)
    }

    /// How much of the plan is used, and the plan: in money where there is a budget, else in seconds where there is
    /// an estimate.
    pub fn plan(&self, currency: &str) -> Option<Plan> {
        let project = &self.project;
        if let Some(budget) = project.budget_amount_minor.filter(|budget| *budget > 0) {
            return Some(Plan {
                is_money: true,
                used: self.worth_minor(currency),
                whole: budget,
            });
        }
        let whole = project.estimated_seconds.filter(|seconds| *seconds > 0)?;
        Some(Plan {
            is_money: false,
            used: self.total_seconds,
            whole,
        })
    }

    /// Whether the worth has reached the part of the budget at which people want to know.
    pub fn is_over_threshold(&self, currency: &str) -> bool {
        let project = &self.project;
        project.budget_amount_minor.is_some_and(|budget| {
            budget > 0
                && i128::from(self.worth_minor(currency)) * 100
                    >= i128::from(budget) * i128::from(project.budget_threshold_percent)
        })
    }
}

/// What was planned for a project and how much of it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Minor units of the organisation's currency; else seconds.
    pub is_money: bool,
    /// Used so far.
    pub used: i64,
    /// Planned; more than nothing.
    pub whole: i64,
}

impl Project {
    /// Whether timers may start and time be entered here.
    pub fn is_active(&self) -> bool {
        self.status == "active"
    }

    /// The code, or the first letters of the name.
    pub fn code_display(&self) -> String {
        self.code.clone().unwrap_or_else(|| {
            self.name
                .chars()
                .filter(|c| c.is_alphanumeric())
                .take(3)
                .flat_map(char::to_uppercase)
                .collect()
        })
    }
}

/// A project to be added; numbers as typed.
#[derive(Debug, Clone, Default)]
pub struct NewProject {
    /// Required, 1 to 200 characters.
    pub name: String,
    /// Required.
    pub client_id: Option<Id<Client>>,
    /// Free text.
    pub description: Option<String>,
    /// Billable unless said otherwise.
    pub billable: Option<bool>,
    /// Decimal text such as `95.50`.
    pub hourly_rate: Option<String>,
    /// At most 100 characters.
    pub billing_ref: Option<String>,
    /// At most 20 characters.
    pub code: Option<String>,
    /// Decimal text.
    pub budget_amount: Option<String>,
    /// 0 to 100.
    pub budget_threshold_percent: Option<i64>,
    /// Hours.
    pub estimated_hours: Option<f64>,
    /// 0 to 11; chosen by us where it is not said.
    pub color: Option<i64>,
}

/// Changes to a project. An outer `None` leaves the field as it is.
#[derive(Debug, Clone, Default)]
pub struct ProjectPatch {
    /// A new name.
    pub name: Option<String>,
    /// Another client.
    pub client_id: Option<Id<Client>>,
    /// A new description, or none.
    pub description: Option<Option<String>>,
    /// Whether new time is billable by default.
    pub billable: Option<bool>,
    /// A new rate as decimal text, or none.
    pub hourly_rate: Option<Option<String>>,
    /// A new reference, or none.
    pub billing_ref: Option<Option<String>>,
    /// A new code, or none.
    pub code: Option<Option<String>>,
    /// A new budget as decimal text, or none.
    pub budget_amount: Option<Option<String>>,
    /// 0 to 100.
    pub budget_threshold_percent: Option<i64>,
    /// A new estimate in hours, or none.
    pub estimated_hours: Option<Option<f64>>,
    /// 0 to 11.
    pub color: Option<i64>,
    /// `active`, `inactive` or `archived`.
    pub status: Option<String>,
}
