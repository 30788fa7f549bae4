//! The edges that every feature shares: JSON in and out, HTML out, flash messages, assets.

mod api;
pub mod assets;
mod flash;
mod page;
mod query;
mod shell;

pub use api::{ApiError, ApiResult, Json, Pagination, Wanted};
pub use flash::{Done, Flash};
pub use page::{Form, PageError, PageResult, Path, client_address, is_secure, render, see_other};
pub use query::Query;
pub use shell::{Section, Shell, SyncLine};
