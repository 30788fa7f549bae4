//! Which crate may use what, read from the manifests: what is not named there cannot be used.

use super::tree::{File, Tree};
use super::{Finding, Rule};

pub const DRIVERS_STAY_IN_DB: Rule = Rule {
    reason: "Only timetracker-db knows a database driver. One SQL text serves two engines because one place knows \
             their differences: call timetracker-db instead.",
    findings: |tree| {
        strangers(
            tree,
            &["rusqlite", "tokio-postgres", "deadpool-postgres"],
            &["crates/db"],
        )
    },
};

pub const TIME_STAYS_IN_TYPES: Rule = Rule {
    reason: "Only timetracker-types knows the time library. Days, weeks and daylight saving are computed in one \
             place, which property tests watch: use its types instead. (linear-sim plays another company's server and \
             shares none of our rules.)",
    findings: |tree| {
        strangers(
            tree,
            &["jiff", "chrono", "time"],
            &["crates/types", "crates/linear-sim"],
        )
    },
};

pub const LOCKS_NAME_NO_REGISTRY: Rule = Rule {
    reason: "A package-lock.json names a registry's host. A clone elsewhere fetches from its own: run npm in the \
             package's folder, whose .npmrc leaves the host out.",
    findings: |tree| {
        let locks = tree
            .ending("package-lock.json")
            .filter(|lock| lock.text.contains("\"resolved\": \"http"));
        locks.map(|lock| lock.path.clone()).collect()
    },
};

/// The manifests, but the workspace's own and the homes', that name one of these crates.
fn strangers(tree: &Tree, crates: &[&str], homes: &[&str]) -> Vec<Finding> {
    let at_home = |manifest: &File| homes.contains(&manifest.path.trim_end_matches("/Cargo.toml"));
    let manifests = tree.ending("/Cargo.toml").filter(|manifest| !at_home(manifest));
    let findings = manifests.flat_map(|manifest| {
        let named = manifest.text.lines().filter_map(|line| {
            let name = line.split(['.', '=', ' ']).next()?;
            crates
                .contains(&name)
                .then(|| format!("{}: {line}", manifest.path))
        });
        named.collect::<Vec<_>>()
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_outside_its_home_is_found() {
        let tree = Tree::of(&[
            ("Cargo.toml", "rusqlite = \"1\""),
            ("crates/db/Cargo.toml", "rusqlite.workspace = true"),
            (
                "crates/server/Cargo.toml",
                "[dependencies]\nrusqlite.workspace = true\ntokio.workspace = true",
            ),
        ]);
        let findings = (DRIVERS_STAY_IN_DB.findings)(&tree);
        assert_eq!(findings, ["crates/server/Cargo.toml: rusqlite.workspace = true"]);
    }

    #[test]
    fn a_lock_file_that_names_a_host_is_found() {
        let tree = Tree::of(&[
            ("web/package-lock.json", "{\"version\": \"1\"}"),
            (
                "e2e/package-lock.json",
                "{\"resolved\": \"https://registry.example/a.tgz\"}",
            ),
        ]);
        assert_eq!(
            (LOCKS_NAME_NO_REGISTRY.findings)(&tree),
            ["e2e/package-lock.json"]
        );
    }
}
