//! Identifiers: UUIDs that follow from a seed and a counter, so that two runs agree.

use std::fmt;

/// A UUID, printed in the usual hyphenated form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(u128);

impl Uuid {
    /// The `counter`-th UUID (version 4 in shape) of a seed.
    pub(crate) fn numbered(seed: u64, counter: u64) -> Self {
        let high = scramble(seed ^ scramble(counter));
        let low = scramble(high ^ counter);
        let bits = u128::from(high) << 64 | u128::from(low);
        let version = 0xf000_u128 << 64;
        let variant = 0xc000_u128 << 48;
        Self(bits & !version & !variant | 0x4000_u128 << 64 | 0x8000_u128 << 48)
    }

    /// Sorts before every other.
    pub(crate) const fn smallest() -> Self {
        Self(0)
    }

    /// Reads the hyphenated form.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let hyphens = [8, 13, 18, 23];
        let shaped = text.len() == 36
            && text
                .bytes()
                .enumerate()
                .all(|(at, byte)| (byte == b'-') == hyphens.contains(&at));
        let digits: String = text.chars().filter(|letter| *letter != '-').collect();
        if shaped {
            u128::from_str_radix(&digits, 16).ok().map(Self)
        } else {
            None
        }
    }
}

/// `SplitMix64`'s finaliser: spreads neighbouring numbers over all 64 bits.
pub(crate) fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl fmt::Display for Uuid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0;
        write!(
            out,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            bits >> 96,
            bits >> 80 & 0xffff,
            bits >> 64 & 0xffff,
            bits >> 48 & 0xffff,
            bits & 0xffff_ffff_ffff
        )
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }
    )*};
}

ids! {
    /// Names a user; prints as the UUID that the API shows.
    UserId,
    /// Names a team; prints as the UUID that the API shows.
    TeamId,
    /// Names a workflow state; prints as the UUID that the API shows.
    StateId,
    /// Names an issue; prints as the UUID that the API shows.
    IssueId,
    /// Names a label; prints as the UUID that the API shows.
    LabelId,
    /// Names a project; prints as the UUID that the API shows.
    ProjectId,
    /// Names a cycle; prints as the UUID that the API shows.
    CycleId,
    /// Names a milestone of a project; prints as the UUID that the API shows.
    MilestoneId,
}
