//! Rust sources: what a file says about itself, and who may call whom.

use super::tree::{File, Tree};
use super::{Finding, Rule};

pub const FILES_SAY_WHAT_THEY_ARE: Rule = Rule {
    reason: "A source file does not begin with `//!`. The first lines say what the file is and is not, so that a \
             reader knows whether to read on.",
    findings: |tree| {
        let silent =
            sources(tree).filter(|file| !is_test(file) && !file.text.trim_start().starts_with("//!"));
        silent.map(|file| file.path.clone()).collect()
    },
};

pub const NAMES_SAY_SOMETHING: Rule = Rule {
    reason: "A file's name does not say what is inside, so everything ends up in it. Name it after what it holds.",
    findings: |tree| {
        let drawers =
            sources(tree).filter(|file| file.path.split(['/', '.']).any(|part| DRAWERS.contains(&part)));
        drawers.map(|file| file.path.clone()).collect()
    },
};

pub const HANDLERS_HOLD_NO_SQL: Rule = Rule {
    reason: "A handler holds SQL. Handlers decode, call one action or read, and encode; the SQL of a feature stands \
             in its store.rs, where both the page and the API find it.",
    findings: |tree| {
        let handlers = sources(tree).filter(|file| ["api.rs", "pages.rs"].contains(&file.name()));
        handlers
            .flat_map(|file| lines(file, |line| SQL.iter().any(|word| line.contains(word))))
            .collect()
    },
};

pub const STORES_ARE_PRIVATE: Rule = Rule {
    reason: "A feature reaches into another's store, past its rules. Call the other's actions; where there is no \
             rule to keep, let its actions offer the read.",
    findings: foreign_stores,
};

const DRAWERS: [&str; 6] = ["utils", "util", "helpers", "common", "manager", "misc"];
const SQL: [&str; 4] = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "UPDATE "];

fn sources(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.ending(".rs")
}

fn is_test(file: &File) -> bool {
    file.name() == "tests.rs" || file.path.contains("/tests/") || file.path.contains("/testing")
}

fn lines(file: &File, wrong: impl Fn(&str) -> bool) -> Vec<Finding> {
    let wrong = file.code().filter(|(_, line)| wrong(line));
    wrong
        .map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim()))
        .collect()
}

fn foreign_stores(tree: &Tree) -> Vec<Finding> {
    let features: Vec<(&str, &str)> = tree.ending("/store.rs").filter_map(feature).collect();
    let readers = sources(tree).filter(|file| !is_test(file));
    let findings = readers.flat_map(|file| {
        let neighbours = features
            .iter()
            .filter(|(folder, _)| folder.starts_with(crate_of(&file.path)));
        let others = neighbours.filter(|(folder, _)| !file.path.starts_with(folder));
        let others: Vec<&str> = others.map(|(_, name)| *name).collect();
        lines(file, |line| others.iter().any(|name| names_store_of(line, name)))
    });
    findings.collect()
}

/// The part of a path up to `src/`.
fn crate_of(path: &str) -> &str {
    path.find("/src/")
        .map_or(path, |end| &path[..end + "/src/".len()])
}

/// The folder and the name of the feature that a store belongs to.
fn feature(store: &File) -> Option<(&str, &str)> {
    let folder = store.path.strip_suffix("store.rs")?;
    Some((folder, folder.trim_end_matches('/').rsplit('/').next()?))
}

/// `tasks::store` or `tasks::{actions, store}`, but not `subtasks::store`.
fn names_store_of(line: &str, feature: &str) -> bool {
    let whole_word = |start: usize| !line[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    line.match_indices(&format!("{feature}::"))
        .filter(|(start, _)| whole_word(*start))
        .any(|(start, path)| {
            let rest = &line[start + path.len()..];
            let list = rest
                .strip_prefix('{')
                .and_then(|list| list.split('}').next())
                .unwrap_or_default();
            rest.starts_with("store") || list.split([',', ' ', ':']).any(|word| word == "store")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_file_and_a_drawer_are_found() {
        let tree = Tree::of(&[
            ("a/src/lib.rs", "//! Speaks."),
            ("a/src/utils.rs", "fn f() {}"),
            ("a/src/tests.rs", ""),
        ]);
        assert_eq!((FILES_SAY_WHAT_THEY_ARE.findings)(&tree), ["a/src/utils.rs"]);
        assert_eq!((NAMES_SAY_SOMETHING.findings)(&tree), ["a/src/utils.rs"]);
    }

    #[test]
    fn sql_in_a_handler_is_found_and_in_a_comment_is_not() {
        let text = "//! x\n// SELECT in words\nlet q = \"SELECT 1\";";
        let tree = Tree::of(&[("s/src/tasks/api.rs", text), ("s/src/tasks/store.rs", text)]);
        assert_eq!(
            (HANDLERS_HOLD_NO_SQL.findings)(&tree),
            ["s/src/tasks/api.rs:3: let q = \"SELECT 1\";"]
        );
    }

    #[test]
    fn a_visit_to_anothers_store_is_found() {
        let tree = Tree::of(&[
            ("s/src/tasks/store.rs", ""),
            ("s/src/tasks/actions.rs", "use crate::tasks::store;"),
            (
                "s/src/today/pages.rs",
                "use crate::tasks::{actions, store};\nuse crate::subtasks::store;",
            ),
            ("s/src/timers/actions.rs", "crate::tasks::store::find()"),
        ]);
        let found = (STORES_ARE_PRIVATE.findings)(&tree);
        assert_eq!(
            found,
            [
                "s/src/today/pages.rs:1: use crate::tasks::{actions, store};",
                "s/src/timers/actions.rs:1: crate::tasks::store::find()"
            ]
        );
    }
}
