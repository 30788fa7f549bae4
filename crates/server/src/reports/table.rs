//! The groups of a report and what is within them, read from the sums.

use super::dimension::Dimension;
use super::sums::{self, Groups, Key, Placed, Scope, Shown, Sum};
use crate::app::App;
use crate::error::Result;
use std::collections::BTreeMap;

/// Groups on a page of a report.
pub(super) const GROUPS: i64 = 25;
/// Groups shown within a group.
pub(super) const WITHIN: i64 = 10;
/// The most groups of time in a report.
pub(super) const MOST_TIMES: i64 = 1_200;

/// One group.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub key: Key,
    pub sum: Sum,
    /// The first groups within it.
    pub within: Vec<(Key, Sum)>,
    /// How many there are within it.
    pub count: i64,
}

/// A page of groups, and what all of them are.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub groups: Vec<Group>,
    /// How many groups there are in all.
    pub count: i64,
    /// What they add up to, each entry once.
    pub total: Sum,
    /// What the chart shows: all groups of time, else those of the page.
    pub chart: Vec<(Key, Sum)>,
}

impl Table {
    /// One page of it, counted from 1.
    pub async fn read(
        app: &App,
        scope: &Scope,
        by: Dimension,
        then: Option<Dimension>,
        page: i64,
    ) -> Result<Self> {
        let then = then.filter(|then| *then != by);
        if by == Dimension::Tag {
            return by_tag(app, scope, then, page).await;
        }
        let part = (GROUPS, (page - 1) * GROUPS);
        let groups = if by.is_time() { (MOST_TIMES, 0) } else { part };
        let (found, pairs) = match then.filter(|then| *then != Dimension::Tag) {
            Some(then) => {
                let shown = Shown {
                    groups,
                    opened: part,
                    within: WITHIN,
                };
                sums::nested_sums(&app.db, scope, (by, then), shown).await?
            }
            None => (
                sums::group_sums(&app.db, scope, by, groups.0, groups.1).await?,
                vec![],
            ),
        };
        let chart = found.rows.clone();
        let rows: Vec<(Key, Sum)> = if by.is_time() {
            paged(found.rows.clone(), page)
        } else {
            found.rows.clone()
        };
        let within = if then == Some(Dimension::Tag) {
            tags_within(app, scope, by, &rows).await?
        } else {
            by_group(pairs)
        };
        Ok(Self::of(rows, within, &found, chart))
    }

    fn of(rows: Vec<(Key, Sum)>, mut within: Within, all: &Groups, chart: Vec<(Key, Sum)>) -> Self {
        let group = |(key, sum): (Key, Sum)| {
            let (within, count) = within.remove(&key).unwrap_or_default();
            Group {
                key,
                sum,
                within,
                count,
            }
        };
        Self {
            groups: rows.into_iter().map(group).collect(),
            count: all.count,
            total: all.total,
            chart,
        }
    }
}

fn paged<T>(rows: Vec<T>, page: i64) -> Vec<T> {
    let place = |number: i64| usize::try_from(number).unwrap_or(0);
    rows.into_iter()
        .skip(place((page - 1) * GROUPS))
        .take(place(GROUPS))
        .collect()
}

/// What is within the groups: the first ones of each, and how many there are.
type Within = BTreeMap<Key, (Vec<(Key, Sum)>, i64)>;

fn by_group(pairs: Vec<Placed>) -> Within {
    let mut found = Within::new();
    for it in pairs {
        let group = found.entry(it.outer).or_default();
        group.0.push((it.inner, it.sum));
        group.1 = it.count;
    }
    found
}

async fn tags_within(app: &App, scope: &Scope, by: Dimension, rows: &[(Key, Sum)]) -> Result<Within> {
    let mut tags: BTreeMap<Key, BTreeMap<String, Sum>> = BTreeMap::new();
    for (text, key, sum) in sums::tag_sums(&app.db, scope, Some(by)).await? {
        if rows.iter().any(|(shown, _)| *shown == key) {
            add_tags(tags.entry(key).or_default(), &text, sum);
        }
    }
    let mut found = Within::new();
    for (key, tags) in tags {
        let count = i64::try_from(tags.len()).unwrap_or(i64::MAX);
        let tags = tags.into_iter().map(|(tag, sum)| (Key::Tag(tag), sum)).collect();
        let mut tags = most_first(tags);
        tags.truncate(usize::try_from(WITHIN).unwrap_or(0));
        found.insert(key, (tags, count));
    }
    Ok(found)
}

/// An entry counts under each of its tags, and under none where it has none.
fn add_tags(tags: &mut BTreeMap<String, Sum>, text: &str, sum: Sum) {
    let own = crate::http::tag_list(text);
    if own.is_empty() {
        *tags.entry(String::new()).or_default() += sum;
    }
    for tag in own {
        *tags.entry(tag.to_owned()).or_default() += sum;
    }
}

fn most_first(mut rows: Vec<(Key, Sum)>) -> Vec<(Key, Sum)> {
    rows.sort_by(|a, b| b.1.seconds.cmp(&a.1.seconds).then_with(|| a.0.cmp(&b.0)));
    rows
}

async fn by_tag(app: &App, scope: &Scope, then: Option<Dimension>, page: i64) -> Result<Table> {
    let (mut tags, mut total) = (BTreeMap::new(), Sum::default());
    let mut inner: BTreeMap<Key, BTreeMap<String, Sum>> = BTreeMap::new();
    for (text, key, sum) in sums::tag_sums(&app.db, scope, then).await? {
        total += sum;
        add_tags(&mut tags, &text, sum);
        add_tags(inner.entry(key).or_default(), &text, sum);
    }
    let rows = tags.into_iter().map(|(tag, sum)| (Key::Tag(tag), sum)).collect();
    let rows = most_first(rows);
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let rows = paged(rows, page);
    let mut within = BTreeMap::new();
    for (key, _) in rows.iter().filter(|_| then.is_some()) {
        let Key::Tag(tag) = key else { continue };
        let sums = inner
            .iter()
            .filter_map(|(key, tags)| Some((key.clone(), *tags.get(tag)?)));
        let mut sums: Vec<(Key, Sum)> = sums.filter(|(_, sum)| sum.entries != 0).collect();
        if !then.is_some_and(Dimension::is_time) {
            sums = most_first(sums);
        }
        let count = i64::try_from(sums.len()).unwrap_or(i64::MAX);
        sums.truncate(usize::try_from(WITHIN).unwrap_or(0));
        within.insert(key.clone(), (sums, count));
    }
    let all = Groups {
        rows: vec![],
        count,
        total,
    };
    Ok(Table::of(rows.clone(), within, &all, rows))
}
