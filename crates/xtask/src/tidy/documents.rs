//! Documents and the tree agree.

use super::tree::{File, Tree};
use super::{Finding, Rule};

pub const NAMED_PATHS_EXIST: Rule = Rule {
    reason: "A document names a path that does not exist. Whoever follows it is lost: correct the document, \
             or give the whole path from the root.",
    findings: |tree| {
        documents(tree)
            .flat_map(|document| lost_paths(document, tree))
            .collect()
    },
};

/// What a build makes and a reader may still be told about.
const MADE_LATER: [&str; 6] = [
    "target",
    "web/dist",
    "web/node_modules",
    "e2e/node_modules",
    "e2e/results",
    "timetracker-data",
];

/// Endings that only a file's name has.
const FILE_ENDINGS: [&str; 10] = [
    ".rs", ".md", ".toml", ".sql", ".ts", ".mjs", ".css", ".html", ".json", ".graphql",
];

/// The README and its like, and the book; not the record of what once was.
fn documents(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.ending(".md")
        .filter(|file| file.name() != "CHANGELOG.md" && !file.path.starts_with("docs/decisions/"))
}

fn lost_paths(document: &File, tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut in_block = false;
    for (index, line) in document.text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        }
        let quoted = line.split('`').skip(1).step_by(2).filter(|_| !in_block);
        let lost = quoted.filter(|word| is_path(word, tree) && !exists(word, document, tree));
        found.extend(lost.map(|word| format!("{}:{}: {word}", document.path, index + 1)));
    }
    found
}

/// A path is plain words with slashes whose first folder is ours, or that ends like a file.
fn is_path(word: &str, tree: &Tree) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "/._-".contains(character);
    let Some((first, _)) = word.split_once('/') else {
        return false;
    };
    if first.is_empty() || !word.chars().all(plain) {
        return false;
    }
    let ours = format!("{first}/");
    let starts_at_root = tree.files.iter().any(|file| file.path.starts_with(&ours));
    starts_at_root || FILE_ENDINGS.iter().any(|ending| word.ends_with(ending))
}

fn exists(word: &str, document: &File, tree: &Tree) -> bool {
    let word = word.trim_end_matches('/').trim_start_matches("./");
    let beside = document
        .path
        .rsplit_once('/')
        .map(|(folder, _)| format!("{folder}/{word}"));
    MADE_LATER.iter().any(|made| word.starts_with(made))
        || tree.knows(word)
        || beside.is_some_and(|path| tree.knows(&path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(readme: &str) -> Vec<Finding> {
        let tree = Tree::of(&[
            ("README.md", readme),
            ("crates/db/src/lib.rs", ""),
            (".ci/run", ""),
        ]);
        (NAMED_PATHS_EXIST.findings)(&tree)
    }

    #[test]
    fn a_path_that_is_gone_is_found() {
        assert_eq!(
            findings("See\n`crates/db/src/gone.rs`."),
            ["README.md:2: crates/db/src/gone.rs"]
        );
        assert_eq!(findings("See `crates/gone`."), ["README.md:1: crates/gone"]);
    }

    #[test]
    fn paths_that_exist_and_words_that_are_none_are_left_alone() {
        let readme = "`crates/db/`, `db/src/lib.rs`, `.ci/run`, `application/json`, `/api/v1`, `cargo run`, `web/dist`, \
                      `crates/<name>/src/lib.rs`\n```\n`crates/gone`\n```";
        assert!(findings(readme).is_empty(), "{:?}", findings(readme));
    }
}
