//! What a token may open: the contract's whole list of scopes, and the wildcards that stand for many.

/// What scopes are about, each with whether there is one to write beside the one to read.
///
/// The whole list of the contract, also where the routes are still to come, so that a token made today opens them then.
pub const RESOURCES: &[(&str, bool)] = &[
    ("projects", true),
    ("clients", true),
    ("tasks", true),
    ("time_entries", true),
    ("time_approvals", true),
    ("invoices", true),
    ("recurring_invoices", true),
    ("expenses", true),
    ("payments", true),
    ("mileage", true),
    ("per_diem", true),
    ("budget_alerts", true),
    ("calendar", true),
    ("comments", true),
    ("quotes", true),
    ("filters", true),
    ("contacts", true),
    ("deals", true),
    ("leads", true),
    ("reports", true),
    ("users", false),
    ("webhooks", true),
    ("inventory", true),
    ("ai", true),
    ("metrics", false),
    ("integrations", true),
    ("tokens", true),
];

/// Scopes that stand for many.
pub const WILDCARDS: &[&str] = &["*", "admin:all", "read:*", "write:*"];

/// Every scope that a token may carry beside the wildcards.
pub fn all() -> impl Iterator<Item = String> {
    RESOURCES.iter().flat_map(|(resource, writes)| {
        let write = writes.then(|| format!("write:{resource}"));
        std::iter::once(format!("read:{resource}")).chain(write)
    })
}

/// Whether there is a scope of this name, wildcards included.
pub fn is_known(scope: &str) -> bool {
    WILDCARDS.contains(&scope) || all().any(|known| known == scope)
}
