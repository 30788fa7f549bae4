//! The board's columns: the four that every task status has, and people's own.
//!
//! A project without columns of its own has the global ones. A column of people's own making is remembered
//! beside the task's status, which then says only whether the task is done. Start with `model.rs`.

mod actions;
mod api;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use actions::own_column;
pub use api::routes;
pub use model::{Board, Column, Wish};
pub use store::boards;
