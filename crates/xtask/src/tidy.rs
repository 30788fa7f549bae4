//! `cargo xtask tidy`: the house rules that no compiler checks, each with its reason.
//!
//! At most twelve. A rule that nobody can justify any more is removed, not silenced; what clippy or
//! the compiler can check is theirs (`clippy.toml`, the lints in the workspace's `Cargo.toml`).

mod dependencies;
mod documents;
mod migrations;
mod sources;
mod templates;
mod tree;
mod words;

use std::path::Path;

use tree::Tree;

/// Something that a rule found: where, and what.
type Finding = String;

struct Rule {
    /// The rule and its reason, in a sentence or two.
    reason: &'static str,
    findings: fn(&Tree) -> Vec<Finding>,
}

const RULES: [Rule; 11] = [
    documents::NAMED_PATHS_EXIST,
    migrations::IN_PAIRS,
    dependencies::DRIVERS_STAY_IN_DB,
    dependencies::TIME_STAYS_IN_TYPES,
    dependencies::LOCKS_NAME_NO_REGISTRY,
    sources::FILES_SAY_WHAT_THEY_ARE,
    sources::NAMES_SAY_SOMETHING,
    sources::HANDLERS_HOLD_NO_SQL,
    sources::STORES_ARE_PRIVATE,
    templates::NOTHING_INLINE,
    words::WORDS_ARE_MESSAGES,
];

/// Checks every rule on a checkout; the error lists all that was found.
pub fn run(repository: &Path) -> Result<(), String> {
    let tree = Tree::read(repository)?;
    let broken: Vec<String> = RULES.iter().filter_map(|rule| report(rule, &tree)).collect();
    if broken.is_empty() {
        Ok(())
    } else {
        Err(broken.join("\n"))
    }
}

fn report(rule: &Rule, tree: &Tree) -> Option<String> {
    let findings = (rule.findings)(tree);
    if findings.is_empty() {
        return None;
    }
    Some(format!("{}\n  - {}\n", rule.reason, findings.join("\n  - ")))
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_checkout_is_tidy() {
        if let Err(findings) = super::run(&crate::repository()) {
            panic!("{findings}");
        }
    }
}
