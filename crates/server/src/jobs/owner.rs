//! Names for holders of leases that tell, on the same machine, whether the holder still lives.
//!
//! A lease ends by itself, so nothing depends on this; it only spares the wait after a process was killed
//! and started again. On systems other than Linux, and about other machines, nothing can be told.

use crate::app::random_text;
use crate::error::Result;
use std::fs;

/// A new name, never given before.
pub fn new_owner() -> Result<String> {
    let process = Process::current()
        .map(|process| process.to_string())
        .unwrap_or_default();
    Ok(format!("{process}/{}", random_text(9)?))
}

/// Whether the holder of this name is a process of this machine that has ended.
pub fn is_gone(owner: &str) -> bool {
    match (Process::of(owner), Process::current()) {
        (Some(theirs), Some(ours)) if theirs.place == ours.place => {
            started_at(theirs.id) != Some(theirs.started_at)
        }
        _ => false,
    }
}

/// One process among all that ever were on one machine since it was switched on.
struct Process {
    /// The machine's boot and the space in which process ids count.
    place: String,
    id: u32,
    /// In ticks since the boot: an id may be given again.
    started_at: u64,
}

impl std::fmt::Display for Process {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.place, self.id, self.started_at)
    }
}

impl Process {
    fn current() -> Option<Self> {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let space = fs::read_link("/proc/self/ns/pid").ok()?;
        let id = std::process::id();
        let place = format!("{}+{}", boot.trim(), space.display());
        Some(Self {
            place,
            id,
            started_at: started_at(id)?,
        })
    }

    fn of(owner: &str) -> Option<Self> {
        let mut parts = owner.split('/');
        let (place, id, started_at) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            place: place.into(),
            id: id.parse().ok()?,
            started_at: started_at.parse().ok()?,
        })
    }
}

/// The twenty-second field of `/proc/ID/stat`; the second one may hold spaces and ends at the last bracket.
fn started_at(id: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    // A process that has ended but was not yet asked after by its parent is gone too.
    let mut fields = after_name.split_whitespace();
    let state = fields.next()?;
    let started_at = fields.nth(18)?.parse().ok()?;
    (!matches!(state, "Z" | "X")).then_some(started_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_owners_never_share_a_name() {
        assert_ne!(new_owner().unwrap(), new_owner().unwrap());
    }

    #[test]
    fn a_living_process_and_what_cannot_be_told_are_not_gone() {
        assert!(!is_gone(&new_owner().unwrap()));
        for owner in ["", "abc", "/Zm9v", "elsewhere+pid:[1]/1/1/abc"] {
            assert!(!is_gone(owner), "{owner}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_that_ended_is_gone() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let ours = Process::current().unwrap();
        let theirs = Process {
            place: ours.place,
            id: child.id(),
            started_at: started_at(child.id()).unwrap(),
        };
        let owner = format!("{theirs}/abc");
        assert!(!is_gone(&owner));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(is_gone(&owner));
    }
}
