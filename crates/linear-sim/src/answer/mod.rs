//! Answers the calls of a planned operation from the world's state.

pub(crate) mod cursor;
pub(crate) mod failure;
pub(crate) mod filter;
pub(crate) mod moment;
pub(crate) mod order;
pub(crate) mod paging;
pub(crate) mod resolve;
pub(crate) mod values;
pub(crate) mod writer;

use crate::limits::Allowance;
use crate::world::World;
use crate::world::entities::{ApiKey, Millis};

/// What every answer may look at.
pub(crate) struct Context<'w> {
    pub(crate) world: &'w World,
    pub(crate) key: &'w ApiKey,
    pub(crate) now: Millis,
    /// What is left of the caller's hourly allowances.
    pub(crate) allowances: [Allowance; 2],
    /// Whether every cursor is to be refused.
    pub(crate) refuse_cursors: bool,
    /// Whether every cursor is taken for that of the first page.
    pub(crate) ignore_cursors: bool,
    /// The most nodes that a page of issues has.
    pub(crate) page_cap: Option<usize>,
}
