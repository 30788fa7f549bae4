//! What groups are called, in the reader's language.

use super::dimension::Dimension;
use super::store::{self, Named};
use super::sums::Key;
use crate::error::Result;
use crate::http::wording;
use crate::words::Words;
use std::collections::HashMap;
use timetracker_db::Read;
use timetracker_types::Day;

/// How a group is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// Its name.
    pub name: String,
    /// Its identifier or code, or nothing.
    pub code: String,
    /// Its place in the palette, or nothing.
    pub color: String,
    /// The initials of a person, or nothing.
    pub initials: String,
}

/// The names of some groups.
pub struct Names {
    words: Words,
    today: Day,
    known: HashMap<(Dimension, i64), Named>,
}

impl Names {
    /// Reads the names of these keys.
    pub async fn read(
        db: &impl Read,
        words: Words,
        today: Day,
        keys: impl IntoIterator<Item = (Dimension, Key)>,
    ) -> Result<Self> {
        let mut wanted: HashMap<Dimension, Vec<i64>> = HashMap::new();
        for (dimension, key) in keys {
            if let Key::Id(id) = key {
                let ids = wanted.entry(dimension).or_default();
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        let mut known = HashMap::new();
        for (dimension, ids) in wanted {
            let found = store::names(db, dimension, &ids).await?;
            known.extend(found.into_iter().map(|named| ((dimension, named.id), named)));
        }
        Ok(Self { words, today, known })
    }

    /// How a group of a dimension is written.
    pub fn of(&self, dimension: Dimension, key: &Key) -> Label {
        match key {
            Key::Id(0) => Label::plain(self.none(dimension)),
            Key::Id(id) => self.row(dimension, *id),
            Key::Tag(tag) if tag.is_empty() => Label::plain(self.none(Dimension::Tag)),
            Key::Tag(tag) => Label::plain(tag.clone()),
            Key::From(day) => Label::plain(self.time(dimension, *day)),
        }
    }

    fn none(&self, dimension: Dimension) -> String {
        let key = match dimension {
            Dimension::Client => "reports-no-client",
            Dimension::Task => "reports-no-task",
            Dimension::Tag => "reports-no-tag",
            _ => "reports-no-project",
        };
        self.words.t(key).into_owned()
    }

    fn row(&self, dimension: Dimension, id: i64) -> Label {
        let Some(named) = self.known.get(&(dimension, id)) else {
            return Label::plain(format!("#{id}"));
        };
        let code = named.code.clone().unwrap_or_default();
        let title = named
            .name
            .strip_prefix(&code)
            .and_then(|rest| rest.strip_prefix(": "));
        let is_task = dimension == Dimension::Task;
        Label {
            name: title.filter(|_| is_task).unwrap_or(&named.name).to_owned(),
            code,
            color: named.color.map(|color| color.to_string()).unwrap_or_default(),
            initials: if dimension == Dimension::Person {
                wording::initials(&named.name)
            } else {
                String::new()
            },
        }
    }

    fn time(&self, dimension: Dimension, day: Day) -> String {
        match dimension {
            Dimension::Month => self.words.month_and_year(day),
            Dimension::Week => self.words.with(
                "reports-days",
                &[
                    ("from", self.words.day_short(day, self.today).into()),
                    ("to", self.words.day_short(day.plus_days(6), self.today).into()),
                ],
            ),
            _ => self.words.day_medium(day, self.today),
        }
    }
}

impl Label {
    fn plain(name: String) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }
}

/// The message that names a dimension.
pub fn title_key(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Project => "reports-by-project",
        Dimension::Client => "reports-by-client",
        Dimension::Task => "reports-by-task",
        Dimension::Person => "reports-by-person",
        Dimension::Tag => "reports-by-tag",
        Dimension::Day => "reports-by-day",
        Dimension::Week => "reports-by-week",
        Dimension::Month => "reports-by-month",
    }
}
