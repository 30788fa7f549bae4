//! The line of filters over a report and over the list of entries: the days, a chip for each filter, and what may be
//! added. Everything on it is a link or a small form, so that it works without scripts.

use super::dimension::Dimension;
use super::names::{Names, title_key};
use super::preset::Preset;
use super::selection::{Asked, Selection, Words as Pairs, address};
use super::store;
use super::sums::{self, Key, Pick};
use crate::app::App;
use crate::auth::Actor;
use crate::error::Result;
use crate::words::Words;
use std::collections::BTreeSet;

/// The most choices of a filter.
const CHOICES: i64 = 1_000;

/// A link with its text.
#[derive(Debug, Clone)]
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// Whether one is there already.
    pub is_current: bool,
}

/// A filter that is set.
#[derive(Debug, Clone)]
pub struct Chip {
    /// What is filtered by: "Project".
    pub name: String,
    /// The value: "Engineering".
    pub value: String,
    /// The same without it.
    pub without: String,
}

/// A filter that is about to be added: a select, and what else the address holds.
#[derive(Debug, Clone)]
pub struct Adding {
    /// The word in the address.
    pub field: &'static str,
    /// "Project".
    pub name: String,
    /// Values and texts.
    pub choices: Vec<(String, String)>,
    /// Fields that stay.
    pub hidden: Pairs,
    /// The same without it.
    pub cancel: String,
}

/// The line.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// Where its forms go.
    pub path: &'static str,
    /// "This month".
    pub range: String,
    /// "1 – 30 November".
    pub days: String,
    /// The usual ranges.
    pub presets: Vec<Link>,
    /// The first day, for the form of two days.
    pub from: String,
    /// The last day.
    pub to: String,
    /// What that form keeps.
    pub hidden: Pairs,
    /// The filters that are set.
    pub chips: Vec<Chip>,
    /// Those that may be added.
    pub adders: Vec<Link>,
    /// The one that is being added.
    pub adding: Option<Adding>,
    /// Words in the notes.
    pub q: String,
    /// What the search form keeps.
    pub search_hidden: Pairs,
}

/// What the bar is drawn from.
pub struct Drawn<'a> {
    /// The application.
    pub app: &'a App,
    /// The reader.
    pub actor: &'a Actor,
    /// Their language.
    pub words: Words,
    /// The page's address.
    pub path: &'static str,
    /// What is selected.
    pub selection: &'a Selection,
    /// What the page keeps beside it.
    pub beside: Pairs,
}

impl Bar {
    /// Draws it.
    pub async fn of(drawn: &Drawn<'_>, asked: &Asked) -> Result<Self> {
        let Drawn { words, selection, .. } = *drawn;
        let today = drawn.actor.user.timezone.day_of(drawn.app.now());
        let mut hidden = selection.filter_words();
        hidden.extend(drawn.beside.clone());
        let (first, last) = (selection.days.first, selection.days.last);
        let days = if first == last {
            words.day_long(first, today)
        } else {
            let (from, to) = (words.day_short(first, today), words.day_short(last, today));
            words.with("reports-days", &[("from", from.into()), ("to", to.into())])
        };
        Ok(Self {
            path: drawn.path,
            range: words
                .t(selection.preset.map_or("reports-range-custom", preset_key))
                .into_owned(),
            days,
            presets: Preset::ALL.map(|preset| drawn.preset(preset)).into(),
            from: first.to_string(),
            to: last.to_string(),
            hidden,
            chips: drawn.chips(today).await?,
            adders: drawn.adders(),
            adding: drawn.adding(&asked.add).await?,
            q: selection.filter.notes.clone(),
            search_hidden: drawn.without("q"),
        })
    }
}

fn preset_key(preset: Preset) -> &'static str {
    match preset {
        Preset::Today => "reports-range-today",
        Preset::Yesterday => "reports-range-yesterday",
        Preset::ThisWeek => "reports-range-this-week",
        Preset::LastWeek => "reports-range-last-week",
        Preset::ThisMonth => "reports-range-this-month",
        Preset::LastMonth => "reports-range-last-month",
        Preset::ThisQuarter => "reports-range-this-quarter",
        Preset::LastQuarter => "reports-range-last-quarter",
        Preset::ThisYear => "reports-range-this-year",
        Preset::LastYear => "reports-range-last-year",
        Preset::Last7 => "reports-range-7-days",
        Preset::Last30 => "reports-range-30-days",
        Preset::All => "reports-range-all",
    }
}

/// The filters that a person may add by choosing, with the words of the address.
const FIELDS: [(&str, Dimension); 4] = [
    ("project", Dimension::Project),
    ("client", Dimension::Client),
    ("person", Dimension::Person),
    ("tag", Dimension::Tag),
];

impl Drawn<'_> {
    fn preset(&self, preset: Preset) -> Link {
        let mut pairs = vec![("range", preset.as_str().to_owned())];
        pairs.extend(self.selection.filter_words());
        pairs.extend(self.beside.clone());
        Link {
            text: self.words.t(preset_key(preset)).into_owned(),
            href: address(self.path, &pairs),
            is_current: self.selection.preset == Some(preset),
        }
    }

    fn all(&self) -> Pairs {
        let mut pairs = self.selection.words();
        pairs.extend(self.beside.clone());
        pairs
    }

    fn without(&self, name: &str) -> Pairs {
        self.all()
            .into_iter()
            .filter(|(other, _)| *other != name)
            .collect()
    }

    async fn chips(&self, today: timetracker_types::Day) -> Result<Vec<Chip>> {
        let filter = &self.selection.filter;
        let mut keys: Vec<(&'static str, Dimension, Key)> = Vec::new();
        let person = filter.person.filter(|_| !self.selection.is_own_only);
        keys.extend(person.map(|id| ("person", Dimension::Person, Key::Id(id.get()))));
        keys.extend(key_of(&filter.project).map(|key| ("project", Dimension::Project, key)));
        keys.extend(key_of(&filter.client).map(|key| ("client", Dimension::Client, key)));
        keys.extend(key_of(&filter.task).map(|key| ("task", Dimension::Task, key)));
        let tags = filter
            .tags
            .iter()
            .map(|tag| ("tag", Dimension::Tag, Key::Tag(tag.clone())));
        keys.extend(tags);
        keys.extend(
            filter
                .untagged
                .then(|| ("untagged", Dimension::Tag, Key::Tag(String::new()))),
        );
        let wanted = keys.iter().map(|(_, dimension, key)| (*dimension, key.clone()));
        let names = Names::read(&self.app.db, self.words, today, wanted).await?;
        let mut chips: Vec<Chip> = Vec::new();
        for (field, dimension, key) in keys {
            let label = names.of(dimension, &key);
            let value = if dimension == Dimension::Task && !label.code.is_empty() {
                format!("{} {}", label.code, label.name)
            } else {
                label.name
            };
            chips.push(self.chip(field, title_key(dimension), value));
        }
        if let Some(billable) = filter.billable {
            let value = if billable { "reports-yes" } else { "reports-no" };
            chips.push(self.chip("billable", "reports-billable", self.words.t(value).into_owned()));
        }
        if !filter.notes.is_empty() {
            chips.push(self.chip("q", "reports-notes", filter.notes.clone()));
        }
        Ok(chips)
    }

    fn chip(&self, field: &'static str, title: &str, value: String) -> Chip {
        let mut pairs = self.without(field);
        // Of several tags only the one goes.
        let others: Vec<&str> = self.selection.filter.tags.iter().map(String::as_str).collect();
        if field == "tag" {
            let rest: Vec<&str> = others.into_iter().filter(|tag| *tag != value).collect();
            pairs.extend((!rest.is_empty()).then(|| ("tag", rest.join(","))));
        }
        Chip {
            name: self.words.t(title).into_owned(),
            value,
            without: address(self.path, &pairs),
        }
    }

    fn adders(&self) -> Vec<Link> {
        let filter = &self.selection.filter;
        let mut links = Vec::new();
        for (field, dimension) in FIELDS {
            let is_open = match dimension {
                Dimension::Project => filter.project.is_any(),
                Dimension::Client => filter.client.is_any(),
                Dimension::Person => filter.person.is_none(),
                _ => !filter.untagged,
            };
            if is_open {
                links.push(self.adder(title_key(dimension), ("add", field)));
            }
        }
        if filter.billable.is_none() {
            links.push(self.adder("reports-only-billable", ("billable", "true")));
            links.push(self.adder("reports-only-unbillable", ("billable", "false")));
        }
        links
    }

    fn adder(&self, title: &str, (name, value): (&'static str, &str)) -> Link {
        let mut pairs = self.all();
        pairs.push((name, value.into()));
        Link {
            text: self.words.t(title).into_owned(),
            href: address(self.path, &pairs),
            is_current: false,
        }
    }

    async fn adding(&self, field: &str) -> Result<Option<Adding>> {
        let Some((field, dimension)) = FIELDS.into_iter().find(|(name, _)| *name == field) else {
            return Ok(None);
        };
        let mut choices = Vec::new();
        if dimension == Dimension::Tag {
            choices.extend(self.tags().await?.into_iter().map(|tag| (tag.clone(), tag)));
        } else if dimension != Dimension::Person || self.actor.manages() {
            if dimension != Dimension::Person {
                let none = if dimension == Dimension::Client {
                    "reports-no-client"
                } else {
                    "reports-no-project"
                };
                choices.push(("none".to_owned(), self.words.t(none).into_owned()));
            }
            let found = store::choices(&self.app.db, dimension, CHOICES).await?;
            choices.extend(found.into_iter().map(|named| (named.id.to_string(), named.name)));
        }
        let own = &self.selection.filter.tags;
        let hidden: Pairs = if dimension == Dimension::Tag && !own.is_empty() {
            choices = choices
                .into_iter()
                .map(|(tag, text)| (format!("{},{tag}", own.join(",")), text))
                .collect();
            self.without("tag")
        } else {
            self.all()
        };
        Ok(Some(Adding {
            field,
            name: self.words.t(title_key(dimension)).into_owned(),
            choices,
            hidden,
            cancel: address(self.path, &self.all()),
        }))
    }

    /// The tags of what is selected, those that are chosen already left out.
    async fn tags(&self) -> Result<BTreeSet<String>> {
        let found = sums::tag_sums(&self.app.db, &self.selection.scope(self.actor), None).await?;
        let own = &self.selection.filter.tags;
        let all = found.iter().flat_map(|(text, ..)| crate::http::tag_list(text));
        Ok(all.map(str::to_owned).filter(|tag| !own.contains(tag)).collect())
    }
}

fn key_of<T>(pick: &Pick<timetracker_types::Id<T>>) -> Option<Key> {
    match pick {
        Pick::Any => None,
        Pick::None => Some(Key::Id(0)),
        Pick::Only(id) => Some(Key::Id(id.get())),
    }
}
