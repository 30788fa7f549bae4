//! Webhooks: addresses that are told what happens here, as a signed request for each event.
//!
//! Every action writes a line of the audit log in its transaction; `audit` hands that line to `tell.rs`, the one
//! place from which events come, and a row in the outbox follows. `deliver.rs` sends it: in order for each
//! webhook, tried again for a day, to public addresses alone. Webhooks belong to whoever made them and are
//! told what that person may read; administrators see all of them.
//!
//! Not here: what an event is about (the feature's own wire form), and webhooks that come in. Start with
//! `events.rs` and `model.rs`.

mod actions;
mod api;
mod checks;
mod courier;
mod deliver;
mod events;
mod form;
mod log;
pub(crate) mod log_pages;
mod model;
mod networks;
mod objects;
pub(crate) mod pages;
mod payload;
#[cfg(test)]
mod samples;
mod schedule;
mod sealed;
mod signature;
mod store;
mod tell;
#[cfg(test)]
mod tests;
mod watch;
mod wording;

pub use actions::{create, redeliver, remove, set_active, test, update};
pub use api::routes as api_routes;
pub use courier::Courier;
pub use deliver::{
    abandon_by_hand, abandon_queue, carry_out, carry_out_by_hand, enqueue_due, keep_pruning, prune,
};
pub use model::{Delivery, Status, Webhook, Wish};
pub use pages::routes as page_routes;
pub use tell::{Change, anybody_listens, tell, tell_many};
pub use watch::Watch;
