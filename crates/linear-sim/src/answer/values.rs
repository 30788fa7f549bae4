//! What a field can come to.

use std::borrow::Cow;

use crate::limits::Allowance;
use crate::world::entities::{
    Cycle, Issue, Label, Milestone, Millis, Organization, Project, Record, State, Team, User,
};
use crate::world::ids::Uuid;

/// Something that has fields.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'w> {
    Query,
    Organization(&'w Organization),
    User(&'w User),
    Team(&'w Team),
    State(&'w State),
    Label(&'w Label),
    Project(&'w Project),
    Cycle(&'w Cycle),
    Milestone(&'w Milestone),
    Issue(&'w Issue),
    RateLimits,
    RateLimit(Allowance),
}

impl<'w> Node<'w> {
    /// The record of an entity; the rest are not entities.
    pub(crate) fn record(self) -> Option<&'w Record> {
        match self {
            Self::Query | Self::RateLimits | Self::RateLimit(_) => None,
            Self::Organization(it) => Some(&it.record),
            Self::User(it) => Some(&it.record),
            Self::Team(it) => Some(&it.record),
            Self::State(it) => Some(&it.record),
            Self::Label(it) => Some(&it.record),
            Self::Project(it) => Some(&it.record),
            Self::Cycle(it) => Some(&it.record),
            Self::Milestone(it) => Some(&it.record),
            Self::Issue(it) => Some(&it.record),
        }
    }
}

/// What a connection runs over.
#[derive(Debug)]
pub(crate) enum Source<'w> {
    /// A handful, in no order.
    Few(Vec<Node<'w>>),
    /// All issues, found through the indexes, that belong to this.
    Issues(Belonging<'w>),
}

/// Which issues a connection is about, before its own filter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Belonging<'w> {
    Anything,
    Team(&'w Team),
    State(&'w State),
    Assignee(&'w User),
    Creator(&'w User),
    Project(&'w Project),
    Cycle(&'w Cycle),
    Milestone(&'w Milestone),
}

/// The value of a field.
#[derive(Debug)]
pub(crate) enum Value<'w> {
    Null,
    Flag(bool),
    Number(f64),
    Text(Cow<'w, str>),
    Id(Uuid),
    Time(Millis),
    /// An instant shown as a number of epoch milliseconds.
    Instant(Millis),
    Texts(Vec<Cow<'w, str>>),
    One(Node<'w>),
    Many(Vec<Node<'w>>),
    Connection(Source<'w>),
}

impl<'w> Value<'w> {
    pub(crate) fn text(text: &'w str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(crate) fn owned(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }

    pub(crate) fn text_or_null(text: Option<&'w str>) -> Self {
        text.map_or(Self::Null, Self::text)
    }

    pub(crate) fn time_or_null(at: Option<Millis>) -> Self {
        at.map_or(Self::Null, Self::Time)
    }

    pub(crate) fn one_or_null(node: Option<Node<'w>>) -> Self {
        node.map_or(Self::Null, Self::One)
    }

    /// A count; more than 2^32 of anything does not happen here.
    pub(crate) fn count(number: usize) -> Self {
        Self::Number(f64::from(u32::try_from(number).unwrap_or(u32::MAX)))
    }
}
