//! TimeTracker: the server behind the pages, the API v1 and the shell commands.
//!
//! Read in this order. [`app`] is what everything is given; [`routes`] is the whole site map on one
//! screen; then any feature folder, `time_entries` first: it is the room the others are modelled on.
//!
//! A feature folder holds `model.rs` (what things are), `store.rs` (the SQL, one function a query),
//! `actions.rs` (the rules, one function a verb), `api.rs` and `pages.rs` (decode, call one action,
//! encode). Features call each other's actions, never each other's store.

pub mod app;
pub mod config;
pub mod error;
pub mod routes;

pub mod auth;
pub mod http;
pub mod idempotency;
pub mod jobs;
pub mod live;
pub mod vault;
pub mod words;

pub mod organisation;
pub mod users;

pub mod clients;
pub mod imports;
pub mod projects;
pub mod tasks;
pub mod time_entries;
pub mod today;

pub mod client_notes;
pub mod comments;
pub mod contacts;
pub mod entry_templates;
pub mod favorites;
pub mod kanban;
pub mod ledger;
pub mod palette;
pub mod reports;
pub mod saved_filters;
pub mod search;
pub mod tags;
pub mod workday;

pub mod integrations;
pub mod notices;
pub mod webhooks;

pub mod audit;
pub mod cli;
pub mod metrics;
pub mod openapi;
pub mod system;

#[cfg(test)]
mod client_tests;
#[cfg(test)]
mod compatibility;
#[cfg(test)]
pub mod testing;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod route_tests;
