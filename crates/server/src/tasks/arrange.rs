//! How the list of issues is cut into groups and ordered, and how a task may stand to its estimate: the words that
//! addresses use.

macro_rules! words {
    ($(#[$doc:meta])* $type:ident: $default:ident, $($(#[$one:meta])* $name:ident = $word:literal $title:literal),*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type { $($(#[$one])* $name),* }
        impl $type {
            /// Every one, in the order of menus.
            pub const ALL: &[Self] = &[$(Self::$name),*];
            /// As addresses write it.
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $word),* } }
            /// The message that says it to people.
            pub fn message(self) -> &'static str { match self { $(Self::$name => $title),* } }
        }
        impl Default for $type {
            fn default() -> Self { Self::$default }
        }
        impl std::str::FromStr for $type {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or(())
            }
        }
    };
}

words! {
    /// By what the list is grouped.
    Group: State,
    /// Where it stands.
    State = "state" "group-state",
    /// Where it belongs.
    Project = "project" "group-project",
    /// Who does it.
    Assignee = "assignee" "group-assignee",
    /// How urgent it is.
    Priority = "priority" "group-priority",
    /// The tracker's cycle.
    Cycle = "cycle" "group-cycle",
    /// The first label, or the first own tag where there is none.
    Label = "label" "group-label",
    /// Not at all.
    None = "none" "group-none"
}

words! {
    /// In which order the issues of a group stand.
    Sort: Updated,
    /// Last changed first.
    Updated = "updated" "sort-updated",
    /// Newest first.
    Created = "created" "sort-created",
    /// Urgent first.
    Priority = "priority" "sort-priority",
    /// Due first; without a day last.
    Due = "due" "sort-due",
    /// Longest first; without an estimate last.
    Estimate = "estimate" "sort-estimate",
    /// Most worked first.
    Time = "time" "sort-time",
    /// By name.
    Title = "title" "sort-title"
}

words! {
    /// How a task stands to its estimate.
    Estimate: Over,
    /// More was worked.
    Over = "over" "filter-over",
    /// Not more was worked.
    Under = "under" "filter-under",
    /// There is none.
    Without = "none" "filter-missing"
}
