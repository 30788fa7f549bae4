//! What an address asks for: over which days, which entries. The report and the list of entries read and write the
//! same words, so that a number of the one leads to its entries in the other.

use super::dimension::Dimension;
use super::preset::Preset;
use super::range::{Range, readable};
use super::sums::{self, Filter, Key, Pick, Scope};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use timetracker_types::{Day, Id, Zone};

/// The most tags of one filter: each is a condition of its own.
const MOST_TAGS: usize = 50;

/// The words of an address, as they came.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    range: String,
    from: String,
    to: String,
    person: String,
    project: String,
    client: String,
    task: String,
    tag: String,
    untagged: String,
    billable: String,
    /// Words in the notes.
    pub q: String,
    /// The first dimension of a report.
    pub by: String,
    /// The second one.
    pub then: String,
    /// Which page of the groups or entries.
    pub page: String,
    /// The filter that is about to be added.
    pub add: String,
}

/// Over which days, which entries.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The range by name; none for two days that were named.
    pub preset: Option<Preset>,
    /// The days of it.
    pub days: Range,
    /// Which entries.
    pub filter: Filter,
    /// Whether the person is the reader because others may not be seen.
    pub is_own_only: bool,
}

impl Selection {
    /// What is asked for; the days of `otherwise` where none are named.
    pub async fn read(app: &App, actor: &Actor, asked: &Asked, otherwise: Preset) -> Result<Self> {
        let wished = asked.person.parse().ok().map(Id::new);
        let person = readable(actor, wished)?;
        let zone = &actor.user.timezone;
        let today = zone.day_of(app.now());
        let custom = named_days(asked, today)?;
        let preset = match custom {
            Some(_) => None,
            None => Some(Preset::read(&asked.range).unwrap_or(otherwise)),
        };
        let days = match (custom, preset) {
            (Some(days), _) => days,
            (None, Some(Preset::All)) => all_days(app, zone, today).await?,
            (None, preset) => preset
                .unwrap_or(otherwise)
                .days(today, actor.user.first_weekday()),
        };
        Ok(Self {
            preset,
            days,
            filter: Filter {
                person,
                ..filter(asked)?
            },
            is_own_only: !actor.manages(),
        })
    }

    /// The usual days of a page, where what was asked for cannot be read.
    pub fn usual(app: &App, actor: &Actor, preset: Preset) -> Self {
        let today = actor.user.timezone.day_of(app.now());
        let person = Some(actor.user.id).filter(|_| !actor.manages());
        Self {
            preset: Some(preset),
            days: preset.days(today, actor.user.first_weekday()),
            filter: Filter {
                person,
                ..Filter::default()
            },
            is_own_only: !actor.manages(),
        }
    }

    /// The same for sums.
    pub fn scope(&self, actor: &Actor) -> Scope {
        Scope {
            filter: self.filter.clone(),
            days: self.days,
            zone: actor.user.timezone.clone(),
            first_weekday: actor.user.first_weekday(),
        }
    }

    /// The words of its days in an address.
    pub fn range_words(&self) -> Words {
        match self.preset {
            Some(preset) => vec![("range", preset.as_str().into())],
            None => day_words(self.days),
        }
    }

    /// The words of its filter in an address, as it is.
    pub fn filter_words(&self) -> Words {
        let mut words = Words::new();
        let filter = &self.filter;
        if let Some(person) = filter.person.filter(|_| !self.is_own_only) {
            words.push(("person", person.to_string()));
        }
        words.extend(picked("project", &filter.project));
        words.extend(picked("client", &filter.client));
        words.extend(picked("task", &filter.task));
        if !filter.tags.is_empty() {
            words.push(("tag", filter.tags.join(",")));
        }
        if filter.untagged {
            words.push(("untagged", "true".into()));
        }
        if let Some(billable) = filter.billable {
            words.push(("billable", billable.to_string()));
        }
        if !filter.notes.is_empty() {
            words.push(("q", filter.notes.clone()));
        }
        words
    }

    /// All its words.
    pub fn words(&self) -> Words {
        let mut words = self.range_words();
        words.extend(self.filter_words());
        words
    }

    /// Only what lies in these groups as well.
    #[must_use]
    pub fn within(&self, groups: &[(Dimension, &Key)], first_weekday: timetracker_types::Weekday) -> Self {
        let mut inner = self.clone();
        for (dimension, key) in groups {
            inner.narrow(*dimension, key, first_weekday);
        }
        inner
    }

    fn narrow(&mut self, dimension: Dimension, key: &Key, first_weekday: timetracker_types::Weekday) {
        match (dimension, key) {
            (Dimension::Project, Key::Id(id)) => self.filter.project = pick(*id),
            (Dimension::Client, Key::Id(id)) => self.filter.client = pick(*id),
            (Dimension::Task, Key::Id(id)) => self.filter.task = pick(*id),
            (Dimension::Person, Key::Id(id)) => self.filter.person = Some(Id::new(*id)),
            (Dimension::Tag, Key::Tag(tag)) if tag.is_empty() => self.filter.untagged = true,
            (Dimension::Tag, Key::Tag(tag)) if !self.filter.tags.contains(tag) => {
                self.filter.tags.push(tag.clone());
            }
            (_, Key::From(day)) => {
                let start = dimension.start_of(*day, first_weekday);
                self.days = Range {
                    first: start.max(self.days.first),
                    last: dimension.next(start).plus_days(-1).min(self.days.last),
                };
                self.preset = None;
            }
            _ => {}
        }
    }

    /// The same with or without billable time.
    #[must_use]
    pub fn billable(&self, billable: bool) -> Self {
        let mut inner = self.clone();
        inner.filter.billable = Some(billable);
        inner
    }

    /// The list of its entries. Its days are named, so that the address means the same tomorrow.
    pub fn entries(&self) -> String {
        let mut words = match self.preset {
            Some(Preset::All) => self.range_words(),
            _ => day_words(self.days),
        };
        words.extend(self.filter_words());
        address("/time-entries", &words)
    }
}

/// Names and values of an address.
pub type Words = Vec<(&'static str, String)>;

/// An address with these words behind it.
pub fn address(path: &str, words: &[(&'static str, String)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in words {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() {
        path.into()
    } else {
        format!("{path}?{query}")
    }
}

fn day_words(days: Range) -> Words {
    vec![("from", days.first.to_string()), ("to", days.last.to_string())]
}

fn picked<T>(name: &'static str, pick: &Pick<Id<T>>) -> Option<(&'static str, String)> {
    match pick {
        Pick::Any => None,
        Pick::None => Some((name, "none".into())),
        Pick::Only(id) => Some((name, id.to_string())),
    }
}

fn pick<T>(id: i64) -> Pick<Id<T>> {
    if id == 0 {
        Pick::None
    } else {
        Pick::Only(Id::new(id))
    }
}

fn picking<T>(text: &str) -> Pick<Id<T>> {
    match text {
        "none" => Pick::None,
        text => text.parse().map_or(Pick::Any, |id| Pick::Only(Id::new(id))),
    }
}

fn filter(asked: &Asked) -> Result<Filter> {
    let mut tags: Vec<String> = Vec::new();
    for tag in asked.tag.split(',').map(str::trim) {
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    if tags.len() > MOST_TAGS {
        return Err(Error::field("tag", "Filter by 50 tags at most."));
    }
    Ok(Filter {
        person: None,
        project: picking(&asked.project),
        client: picking(&asked.client),
        task: picking(&asked.task),
        tags,
        untagged: asked.untagged == "true",
        billable: asked.billable.parse().ok(),
        notes: asked.q.trim().chars().take(200).collect(),
    })
}

/// The two days that are named; where one is missing, the other one or today.
fn named_days(asked: &Asked, today: Day) -> Result<Option<Range>> {
    if asked.from.is_empty() && asked.to.is_empty() {
        return Ok(None);
    }
    let mut mistakes = Mistakes::default();
    let mut day = |field, text: &str| {
        let text = text.trim();
        (!text.is_empty())
            .then(|| mistakes.take(field, text.parse::<Day>()))
            .flatten()
    };
    let (first, last) = (day("from", &asked.from), day("to", &asked.to));
    mistakes.check()?;
    let first = first.or(last).unwrap_or(today);
    let last = last.unwrap_or_else(|| first.max(today));
    if last < first {
        return Err(Error::field("to", "The last day is before the first."));
    }
    Ok(Some(Range { first, last }))
}

/// From the month of the first entry to that of the last: whole months are the quickest to add up.
async fn all_days(app: &App, zone: &Zone, today: Day) -> Result<Range> {
    let (first, last) = sums::extent(&app.db, zone).await?.unwrap_or((today, today));
    Ok(Range {
        first: first.month_start(),
        last: last.max(today).month_end(),
    })
}
