//! The report as a CSV file, read and sent a few thousand lines at a time. Its column names are not translated:
//! scripts rely on them.

use super::csv::{quoted, streamed};
use super::dimension::Dimension;
use super::names::Names;
use super::page::{dimensions, refuse_too_many};
use super::preset::Preset;
use super::selection::{Asked, Selection};
use super::sums::{self, Key, Scope, Sum};
use crate::app::App;
use crate::auth::SignedIn;
use crate::error::Result;
use crate::http::{PageResult, Query};
use crate::words::Words;
use axum::extract::State;
use axum::http::HeaderMap;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use timetracker_types::hours_decimal;

/// Lines of one piece.
const LINES: i64 = 2_000;
const HEADER: &str = "group,subgroup,hours,billable_hours,seconds,billable_seconds,entries\r\n";

/// `GET /reports/export.csv`.
pub(super) async fn download(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> PageResult {
    let selection = Selection::read(&app, &actor, &asked, Preset::ThisMonth).await?;
    let (by, then) = dimensions(&asked);
    refuse_too_many(&selection, by, then)?;
    let file = File {
        words: Words::chosen(&actor.user.locale, &headers),
        scope: selection.scope(&actor),
        app,
        by,
        then,
    };
    let name = format!("report-{}-{}.csv", selection.days.first, selection.days.last);
    let is_by_tag = by == Dimension::Tag || then == Some(Dimension::Tag);
    Ok(streamed(&name, HEADER, None::<(Key, Key)>, move |after| {
        let file = file.clone();
        async move {
            if is_by_tag {
                file.by_tag().await
            } else {
                file.piece(after).await
            }
        }
    }))
}

#[derive(Clone)]
struct File {
    app: App,
    words: Words,
    scope: Scope,
    by: Dimension,
    then: Option<Dimension>,
}

/// A piece, and after which pair of groups the next one begins.
type Piece = (String, Option<Option<(Key, Key)>>);

impl File {
    async fn piece(&self, after: Option<(Key, Key)>) -> Result<Piece> {
        let after = after.as_ref().map(|(outer, inner)| (outer, inner));
        let pairs = sums::pairs_after(&self.app.db, &self.scope, (self.by, self.then), after, LINES).await?;
        let last = pairs.last().map(|pair| (pair.outer.clone(), pair.inner.clone()));
        let is_last = i64::try_from(pairs.len()).unwrap_or(0) < LINES;
        let rows: Vec<(Key, Key, Sum)> = pairs
            .into_iter()
            .map(|pair| (pair.outer, pair.inner, pair.sum))
            .collect();
        Ok((self.lines(&rows).await?, last.filter(|_| !is_last).map(Some)))
    }

    /// Tags are taken apart here, so that a report by tag is one piece: as long as there are tags, not entries.
    async fn by_tag(&self) -> Result<Piece> {
        let beside = if self.by == Dimension::Tag {
            self.then
        } else {
            Some(self.by)
        };
        let mut rows: BTreeMap<(Key, Key), Sum> = BTreeMap::new();
        for (text, key, sum) in sums::tag_sums(&self.app.db, &self.scope, beside).await? {
            let mut tags = crate::http::tag_list(&text);
            if tags.is_empty() {
                tags.push("");
            }
            for tag in tags {
                let tag = Key::Tag(tag.to_owned());
                let pair = if self.by == Dimension::Tag {
                    (tag, key.clone())
                } else {
                    (key.clone(), tag)
                };
                *rows.entry(pair).or_default() += sum;
            }
        }
        let rows: Vec<(Key, Key, Sum)> = rows
            .into_iter()
            .map(|((outer, inner), sum)| (outer, inner, sum))
            .collect();
        Ok((self.lines(&rows).await?, None))
    }

    async fn lines(&self, rows: &[(Key, Key, Sum)]) -> Result<String> {
        let outer = rows.iter().map(|(key, ..)| (self.by, key.clone()));
        let inner = rows
            .iter()
            .filter_map(|(_, key, _)| Some((self.then?, key.clone())));
        let today = self.scope.zone.day_of(self.app.now());
        let names = Names::read(&self.app.db, self.words, today, outer.chain(inner)).await?;
        let name = |dimension: Dimension, key: &Key| match key {
            Key::From(day) => day.to_string(),
            key => {
                let label = names.of(dimension, key);
                let has_code = dimension == Dimension::Task && !label.code.is_empty();
                if has_code {
                    format!("{} {}", label.code, label.name)
                } else {
                    label.name
                }
            }
        };
        let mut text = String::new();
        for (outer, inner, sum) in rows {
            let first = quoted(&name(self.by, outer));
            let second = self
                .then
                .map_or_else(|| quoted(""), |then| quoted(&name(then, inner)));
            let (hours, billable) = (hours_decimal(sum.seconds), hours_decimal(sum.billable_seconds));
            let (seconds, billable_seconds, entries) = (sum.seconds, sum.billable_seconds, sum.entries);
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "{first},{second},{hours:.2},{billable:.2},{seconds},{billable_seconds},{entries}\r\n"
            );
        }
        Ok(text)
    }
}
