//! A typed client of TimeTracker's API v1: who one is, clients, projects, tasks, time entries, the timer, reports.
//!
//! ```no_run
//! # async fn example() -> Result<(), timetracker_client::Error> {
//! use timetracker_client::{Client, StartTimer};
//!
//! let tracker = Client::new("https://time.example.com", "tt_…")?;
//! let project = tracker.projects(1).await?.rows.remove(0);
//! tracker.start(&StartTimer { project_id: Some(project.id), ..StartTimer::default() }).await?;
//! let entry = tracker.stop().await?;
//! println!("{} h on {}", entry.duration_hours, project.name);
//! # Ok(())
//! # }
//! ```
//!
//! **Time.** An attempt may take fifteen seconds ([`Client::with_timeout`]). What did not get through, or was answered
//! with 429 or 5xx, is tried again, four times in all ([`Client::with_attempts`]): after the seconds that
//! `Retry-After` names, a minute at most, else after 0.2, 0.4, 0.8 seconds. A whole call may therefore take a good minute
//! where nothing answers, and longer where the server asks for patience.
//!
//! **Once.** Every call that changes something carries an `Idempotency-Key` of its own, the same for each of its
//! attempts. The server does it once, also where the first answer got lost on its way.
//!
//! **Not here**: what scripts rarely need (boards, webhooks, integrations, attendance). [`Client::call`] asks for anything.

mod call;
mod error;
mod model;
mod operations;

pub use call::Client;
pub use error::Error;
pub use model::{
    Customer, Entry, EntryPatch, Info, NewEntry, NewProject, NewTask, Page, Pagination, Project,
    ProjectHours, Range, StartTimer, Summary, Task, User,
};
