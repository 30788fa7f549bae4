//! Ratios measured in one run: what the product takes against what the same work takes bare.
//!
//! A figure in milliseconds ages with the machine; a ratio of two things measured turn and turn about
//! does not. Each program in `src/bin` prints its figures and writes them into `benches/reports`.
//!
//! Deliberately not here: micro-benchmarks of single functions.

pub mod child;
#[path = "../../crates/server/src/integrations/tests/equality.rs"]
pub mod equality;
pub mod figures;
pub mod installation;

/// What can go wrong in a benchmark: a sentence for whoever runs it.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
