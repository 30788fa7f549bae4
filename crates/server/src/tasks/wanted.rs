//! What the address of the list of issues says: filters, grouping, order and page. Everything that can be seen
//! there is in the address, so that it can be kept, sent and gone back to.

use super::arrange::{Estimate, Group, Sort};
use super::model::{Priority, Status};
use super::store::{Filter, Whose};
use super::typed::meant;
use crate::users::User;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::str::FromStr;
use timetracker_types::Id;

/// Rows on one page.
pub const PER_PAGE: i64 = 50;
/// The most values of one filter that count.
const MOST: usize = 200;

/// What is wanted of the list or the board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words that occur in identifier or title.
    pub search: String,
    /// Any of these states.
    pub states: Vec<Status>,
    /// Any of these projects.
    pub projects: Vec<i64>,
    /// Any of these people.
    pub people: Vec<Assignee>,
    /// Any of these priorities.
    pub priorities: Vec<Priority>,
    /// Any of these labels or tags.
    pub labels: Vec<String>,
    /// Any of these cycles.
    pub cycles: Vec<String>,
    /// Over the estimate, under it, or without one.
    pub estimate: Option<Estimate>,
    /// With time on them, or without.
    pub has_time: Option<bool>,
    /// The reader's favourites alone.
    pub starred: bool,
    /// By what they are grouped.
    pub group: Group,
    /// In which order.
    pub sort: Sort,
    /// The page, from 1.
    pub page: i64,
    /// The saved view that this came from.
    pub view: Option<i64>,
}

/// An assignee as an address says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignee {
    /// Whoever reads.
    Me,
    /// Nobody.
    Nobody,
    /// Somebody.
    Person(i64),
}

impl FromStr for Assignee {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "me" => Ok(Self::Me),
            "none" => Ok(Self::Nobody),
            number => number.parse().map(Self::Person).map_err(|_| ()),
        }
    }
}

impl std::fmt::Display for Assignee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Me => f.write_str("me"),
            Self::Nobody => f.write_str("none"),
            Self::Person(id) => id.fmt(f),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Wanted {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query().unwrap_or("")))
    }
}

impl Wanted {
    /// Reads a query; what cannot be read is left out, as browsers' histories deserve.
    pub fn read(query: &str) -> Self {
        let mut wanted = Self {
            page: 1,
            ..Self::default()
        };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            // PostgreSQL cannot even be asked about NUL.
            let value = value.replace('\0', " ");
            let value = value.trim();
            if !value.is_empty() {
                wanted.take(&name, value);
            }
        }
        wanted
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "q" => value.clone_into(&mut self.search),
            "state" if value == "open" => {
                let open = Status::ALL.iter().filter(|status| status.is_open());
                open.for_each(|status| add(&mut self.states, *status));
            }
            "state" => add_read(&mut self.states, value),
            "project" => add_read(&mut self.projects, value),
            "assignee" => add_read(&mut self.people, value),
            "priority" => add_read(&mut self.priorities, value),
            // A field of its own takes several, as people write them.
            "label" => crate::http::tag_list(value)
                .into_iter()
                .for_each(|label| add(&mut self.labels, label.to_owned())),
            "cycle" => add(&mut self.cycles, value.to_owned()),
            "estimate" => self.estimate = value.parse().ok(),
            "time" => self.has_time = yes_or_no(value),
            "starred" => self.starred = value == "yes",
            "group" => self.group = value.parse().unwrap_or_default(),
            "sort" => self.sort = value.parse().unwrap_or_default(),
            "page" => self.page = value.parse().unwrap_or(1).clamp(1, 1_000_000),
            "view" => self.view = value.parse().ok(),
            _ => {}
        }
    }

    /// What the address says beyond the defaults, but for the page.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.filter_pairs();
        if self.group != Group::default() {
            pairs.push(("group", self.group.as_str().into()));
        }
        if self.sort != Sort::default() {
            pairs.push(("sort", self.sort.as_str().into()));
        }
        pairs
    }

    /// What the address says about the filter alone.
    pub fn filter_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        pairs.extend(self.states.iter().map(|state| ("state", state.as_str().into())));
        pairs.extend(self.projects.iter().map(|id| ("project", id.to_string())));
        pairs.extend(self.people.iter().map(|person| ("assignee", person.to_string())));
        pairs.extend(
            self.priorities
                .iter()
                .map(|one| ("priority", one.as_str().into())),
        );
        pairs.extend(self.labels.iter().map(|label| ("label", label.clone())));
        pairs.extend(self.cycles.iter().map(|cycle| ("cycle", cycle.clone())));
        pairs.extend(
            self.estimate
                .map(|estimate| ("estimate", estimate.as_str().into())),
        );
        pairs.extend(
            self.has_time
                .map(|yes| ("time", if yes { "yes" } else { "no" }.into())),
        );
        if self.starred {
            pairs.push(("starred", "yes".into()));
        }
        pairs
    }

    /// The query of a page of this.
    pub fn query(&self, page: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs());
        if let Some(view) = self.view {
            query.append_pair("view", &view.to_string());
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        query.finish()
    }

    /// The address of the list or board (`path`) of this.
    pub fn address(&self, path: &str) -> String {
        match self.query(1) {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// Whether anything is left out.
    pub fn is_filtered(&self) -> bool {
        !self.filter_pairs().is_empty()
    }

    /// The same without one filter, from the first page.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut rest = self.clone();
        match name {
            "q" => rest.search.clear(),
            "state" => rest.states.clear(),
            "project" => rest.projects.clear(),
            "assignee" => rest.people.clear(),
            "priority" => rest.priorities.clear(),
            "label" => rest.labels.clear(),
            "cycle" => rest.cycles.clear(),
            "estimate" => rest.estimate = None,
            "time" => rest.has_time = None,
            "starred" => rest.starred = false,
            _ => {}
        }
        rest
    }

    /// The filter as the database is asked.
    pub fn filter(&self, me: Id<User>) -> Filter {
        let whose = |assignee: &Assignee| match assignee {
            Assignee::Me => Whose::Person(me),
            Assignee::Nobody => Whose::Nobody,
            Assignee::Person(id) => Whose::Person(Id::new(*id)),
        };
        Filter {
            search: meant(&self.search),
            projects: self.projects.iter().copied().map(Id::new).collect(),
            statuses: self.states.clone(),
            whose: self.people.iter().map(whose).collect(),
            priorities: self.priorities.clone(),
            labels: self.labels.clone(),
            cycles: self.cycles.clone(),
            estimate: self.estimate,
            has_time: self.has_time,
            starred_by: self.starred.then_some(me),
            ..Filter::default()
        }
    }
}

fn yes_or_no(value: &str) -> Option<bool> {
    match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.len() < MOST && !list.contains(&value) {
        list.push(value);
    }
}

fn add_read<T: PartialEq + FromStr>(list: &mut Vec<T>, value: &str) {
    if let Ok(value) = value.parse() {
        add(list, value);
    }
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn an_address_says_all_and_comes_back_as_it_was() {
        let query = "q=log+in&state=todo&state=review&project=3&assignee=me&assignee=none&assignee=7&priority=high\
            &label=bug&cycle=Cycle+7&estimate=over&time=yes&starred=yes&group=project&sort=due";
        let wanted = Wanted::read(query);
        assert_eq!(wanted.query(1), query);
        assert_eq!(Wanted::read(&wanted.query(3)).page, 3);
        assert_eq!(wanted.states, [Status::Todo, Status::Review]);
        assert_eq!(
            wanted.people,
            [Assignee::Me, Assignee::Nobody, Assignee::Person(7)]
        );
    }

    #[test]
    fn nonsense_is_left_out_and_the_defaults_are_not_said() {
        let odd = "q=%00+&state=x&project=y&assignee=z&priority=&page=-1&time=perhaps&group=moon&sort=&label=%2C+%2C";
        let wanted = Wanted::read(odd);
        assert_eq!((wanted.query(1).as_str(), wanted.page), ("", 1));
        assert!(!wanted.is_filtered());
        assert_eq!(
            Wanted::read("group=state&sort=updated").address("/issues"),
            "/issues"
        );
    }

    #[test]
    fn open_means_what_is_neither_done_nor_cancelled() {
        let open = Wanted::read("state=open&state=todo");
        assert_eq!(open.states, [Status::Todo, Status::InProgress, Status::Review]);
        assert_eq!(open.without("state").query(1), "");
        assert_eq!(Wanted::read("label=a,+b&label=a").labels, ["a", "b"]);
    }
}
