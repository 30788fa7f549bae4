//! How often apps may sign in from one address, counted in this process.

use super::MINUTE;
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use timetracker_types::Instant;

/// At most five sign-ins of apps a minute from one address, whenever the minute begins.
#[derive(Default)]
pub struct Logins(Mutex<HashMap<String, Vec<Instant>>>);

impl Logins {
    const PER_MINUTE: usize = 5;

    /// Counts one try from this address, or refuses it and says when the next is welcome.
    pub fn attempt(&self, address: &str, now: Instant) -> Result<()> {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: &Instant| (0..MINUTE).contains(&(now.as_millis() - at.as_millis()));
        if tries.len() > 10_000 {
            tries.retain(|_, times| times.iter().any(is_recent));
        }
        let times = tries.entry(subject(address)).or_default();
        times.retain(is_recent);
        if times.len() < Self::PER_MINUTE {
            times.push(now);
            return Ok(());
        }
        let oldest = times.first().map_or(0, |at| now.as_millis() - at.as_millis());
        let retry_after = u64::try_from((MINUTE - oldest + 999) / 1000).unwrap_or(1);
        let message =
            format!("Five sign-ins a minute are allowed. Wait {retry_after} seconds and try again.");
        Err(Error::TooMany { retry_after, message })
    }
}

/// Whom an address stands for: of IPv6 the network, since whoever has one address there has them all.
fn subject(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}
