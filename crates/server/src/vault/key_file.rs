//! The file that holds the secret key: 64 hexadecimal digits, for its owner's eyes only.

use crate::error::{Error, Result};
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// The key in a text of 64 hexadecimal digits; `what` begins the sentence that refuses any other text.
pub fn parse(text: &str, what: &str) -> Result<[u8; 32]> {
    let text = text.trim();
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() == 64).ok_or_else(|| {
        refused(format!(
            "{what} is not a key: it must be 64 hexadecimal digits (0-9, a-f), and nothing else."
        ))
    })?;
    let mut key = [0; 32];
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair[0] << 4 | pair[1];
    }
    Ok(key)
}

/// The key in the file; nothing where there is no file. A file that others may read is closed to them.
pub fn read(path: &Path) -> Result<Option<[u8; 32]>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let path = path.display();
            return Err(refused(format!(
                "The secret key in {path} cannot be read: {error}. Give the file back to the user who runs TimeTracker."
            )));
        }
    };
    close_to_others(path)?;
    parse(&text, &format!("What {} holds", path.display())).map(Some)
}

/// Makes the file with a new key, whole or not at all. Where another process was first, its key counts.
/// The second value tells whether the file is ours.
pub fn make(path: &Path) -> Result<([u8; 32], bool)> {
    let failed = |error: io::Error| {
        let place = path.display();
        refused(format!(
            "The secret key cannot be kept in {place}: {error}. Let TimeTracker write into that folder."
        ))
    };
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
    let draft = path.with_extension(format!("key.{}.{:02x}{:02x}", std::process::id(), key[0], key[1]));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    write_private(&draft, &key).map_err(failed)?;
    // A link never replaces a file that is there, and shows the content only when it is whole.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).map_err(failed)?;
    match linked {
        Ok(()) => Ok((key, true)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let theirs = read(path)?.ok_or_else(|| failed(error))?;
            Ok((theirs, false))
        }
        Err(error) => Err(failed(error)),
    }
}

/// Removes a file that was just made and turned out to belong to nothing.
pub fn discard(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(%error, path = %path.display(), "an unused key file could not be removed");
    }
}

fn write_private(path: &Path, key: &[u8; 32]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut text = String::with_capacity(65);
    for byte in key {
        let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
    }
    text.push('\n');
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn close_to_others(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let failed = |error: io::Error| {
        let path = path.display();
        refused(format!(
            "Others can read the secret key in {path}, and that could not be changed: {error}. Run chmod 600."
        ))
    };
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
    let for_others = 0o077;
    if mode & for_others == 0 {
        return Ok(());
    }
    tracing::warn!(path = %path.display(), "others could read the secret key; from now on only its owner can");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(failed)
}

#[cfg(not(unix))]
fn close_to_others(_path: &Path) -> Result<()> {
    Ok(())
}

fn refused(sentence: String) -> Error {
    Error::rule("secret_key", sentence)
}
