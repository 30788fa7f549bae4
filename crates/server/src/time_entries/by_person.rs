//! Hours by person as pages show them: to managers by name, to everybody else their own and the others' together.

use super::store::PersonTotal;
use crate::auth::Actor;
use crate::http::wording;
use timetracker_types::clock;

/// One line of hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonHours {
    /// Whose: a name, or "Others".
    pub name: String,
    /// For the small round picture.
    pub initials: String,
    /// Worked, `2:35`.
    pub worked: String,
    /// The length of the bar in percent of the longest.
    pub percent: String,
}

/// The lines that somebody may see, most first.
pub fn visible(totals: &[PersonTotal], reader: &Actor) -> Vec<PersonHours> {
    let (named, others): (Vec<&PersonTotal>, Vec<&PersonTotal>) = totals
        .iter()
        .partition(|total| reader.manages() || total.user_id == reader.user.id);
    let rest: i64 = others.iter().map(|total| total.seconds).sum();
    let mut lines: Vec<(&str, i64)> = named
        .iter()
        .map(|total| (total.name.as_str(), total.seconds))
        .collect();
    if rest > 0 {
        lines.push(("Others", rest));
    }
    let most = lines.iter().map(|(_, seconds)| *seconds).max().unwrap_or(0);
    let line = |(name, seconds): (&str, i64)| PersonHours {
        name: name.to_owned(),
        initials: wording::initials(name),
        worked: clock(seconds),
        percent: wording::percent(seconds, most),
    };
    lines.into_iter().map(line).collect()
}
