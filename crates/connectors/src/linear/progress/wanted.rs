//! What a pass asks for next, from where it stands.

use super::{Pass, Progress};
use crate::linear::query::{IssueFilter, NotBefore, PageOf, Sizes};

impl Progress {
    /// How much of each list the first request of a pass asks for.
    pub fn sizes(&self) -> Sizes {
        match self.pass {
            Pass::Full { archived, .. } => Sizes {
                first: None,
                teams: None,
                lists: self.page_size,
                archived: Some(archived),
                latest: None,
                since: None,
            },
            // Few issues, since mostly nothing changed and what is asked for is paid for.
            Pass::Delta { since } => Sizes {
                first: Some(self.page_size * 2 / 5),
                teams: Some(self.page_size),
                lists: self.page_size / 5,
                archived: None,
                latest: None,
                since: Some(since),
            },
        }
    }

    /// Which issues to ask for next.
    pub fn wanted(&self) -> PageOf<'_> {
        let (filter, archived) = match &self.pass {
            Pass::Full { only, archived } => (self.teams_filter(only), *archived),
            Pass::Delta { since } => {
                let updated_at = Some(NotBefore { gte: *since });
                let filter = IssueFilter {
                    updated_at,
                    ..IssueFilter::default()
                };
                (filter, true)
            }
        };
        PageOf {
            first: self.page_size,
            after: self.after.as_deref(),
            filter,
            include_archived: Some(archived),
        }
    }

    /// Issues below those of a team that comes into view come along: until then they seemed to be below nothing.
    fn teams_filter<'a>(&'a self, only: &'a [String]) -> IssueFilter<'a> {
        let read = if self.chosen.is_empty() {
            Vec::new()
        } else {
            self.seen()
        };
        if only.is_empty() {
            return IssueFilter::of_teams(read);
        }
        let only: Vec<&str> = only.iter().map(String::as_str).collect();
        IssueFilter::of_teams_and_below(&only, read)
    }
}
