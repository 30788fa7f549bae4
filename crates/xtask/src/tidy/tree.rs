//! The files of a checkout, read once.

use std::fs;
use std::path::Path;

/// Folders that hold what was built or fetched, not what was written.
const NOT_OURS: [&str; 5] = [".git", "target", "node_modules", "dist", "results"];

/// Every file of the checkout.
pub struct Tree {
    /// In the order of their paths.
    pub files: Vec<File>,
}

/// One file.
pub struct File {
    /// From the root of the checkout, with `/` on every system.
    pub path: String,
    /// Empty for a file that is not text.
    pub text: String,
}

impl Tree {
    /// Reads a checkout.
    pub fn read(root: &Path) -> Result<Self, String> {
        let mut files = Vec::new();
        read_below(root, "", &mut files).map_err(|error| format!("{}: {error}", root.display()))?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// The files whose path ends so.
    pub fn ending<'a>(&'a self, suffix: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| file.path.ends_with(suffix))
    }

    /// Whether a file or folder has this path, or ends with it (`time_entries/store.rs`).
    pub fn knows(&self, path: &str) -> bool {
        let (inside, whole) = (format!("/{path}"), format!("{path}/"));
        let folder_inside = format!("/{whole}");
        self.files.iter().any(|file| {
            let known = &file.path;
            known == path
                || known.ends_with(&inside)
                || known.starts_with(&whole)
                || known.contains(&folder_inside)
        })
    }
}

impl File {
    /// The file's own name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The lines that are not comments, with their numbers from 1.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self
            .text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn read_below(folder: &Path, prefix: &str, files: &mut Vec<File>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                read_below(&entry.path(), &format!("{path}/"), files)?;
            }
        } else {
            let text = fs::read(entry.path())?;
            files.push(File {
                path,
                text: String::from_utf8(text).unwrap_or_default(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
impl Tree {
    /// A checkout that exists only in a test.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        Self {
            files: files.iter().map(file).collect(),
        }
    }
}
