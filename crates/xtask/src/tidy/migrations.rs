//! Migrations of the two databases.

use std::collections::BTreeSet;

use super::tree::Tree;
use super::{Finding, Rule};

const FOLDER: &str = "crates/server/migrations/";

pub const IN_PAIRS: Rule = Rule {
    reason: "A migration stands for one database only. SQLite and PostgreSQL have the same history: give the other \
             folder a file of the same name (its text may be one comment that says why nothing is needed).",
    findings: unpaired,
};

fn unpaired(tree: &Tree) -> Vec<Finding> {
    let of = |engine: &str| -> BTreeSet<String> {
        let folder = format!("{FOLDER}{engine}/");
        let names = tree
            .ending(".sql")
            .filter_map(|file| file.path.strip_prefix(&folder));
        names.map(str::to_owned).collect()
    };
    let (sqlite, postgres) = (of("sqlite"), of("postgres"));
    let alone = |engine: &'static str| move |name: &String| format!("{FOLDER}{engine}/{name}");
    let only_sqlite = sqlite.difference(&postgres).map(alone("sqlite"));
    let only_postgres = postgres.difference(&sqlite).map(alone("postgres"));
    only_sqlite.chain(only_postgres).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_of_one_engine_alone_is_found() {
        let tree = Tree::of(&[
            ("crates/server/migrations/sqlite/0001_base.sql", ""),
            ("crates/server/migrations/postgres/0001_base.sql", ""),
            ("crates/server/migrations/postgres/0002_rates.sql", ""),
        ]);
        assert_eq!(
            (IN_PAIRS.findings)(&tree),
            ["crates/server/migrations/postgres/0002_rates.sql"]
        );
    }
}
