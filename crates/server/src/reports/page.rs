//! The report as people see it: a range, two dimensions, a picture, and numbers that each lead to their entries.

use super::bar::{Bar, Drawn, Link};
use super::chart::Chart;
use super::dimension::Dimension;
use super::export;
use super::names::{Label, Names, title_key};
use super::preset::Preset;
use super::selection::{Asked, Selection, address};
use super::sums::{Key, Sum};
use super::table::{GROUPS, Group, MOST_TIMES, Table, WITHIN};
use crate::app::App;
use crate::auth::{Actor, SignedIn};
use crate::error::{Error, Result};
use crate::http::{PageResult, Query, Section, Shell, render_with};
use crate::words::Words;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use timetracker_types::{Weekday, clock, clock_seconds};

/// `/reports` and its table as a file.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/reports", get(show))
        .route("/reports/export.csv", get(export::download))
}

/// A number that leads to its entries.
#[derive(Debug, Clone, Default)]
pub struct Number {
    /// `12:30`.
    pub text: String,
    /// To the second, for the tooltip: `12:30:07`.
    pub exact: String,
    /// The entries behind it; nothing where there are none.
    pub href: String,
}

/// One line of the table.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// What it stands for.
    pub label: Label,
    /// All of it.
    pub worked: Number,
    /// What can be billed.
    pub billable: Number,
    /// What cannot.
    pub rest: Number,
    /// Its share of the total, "63 %".
    pub share: String,
    /// The same for the width of a bar.
    pub percent: String,
    /// How many entries.
    pub entries: String,
    /// The lines within it.
    pub within: Vec<Line>,
    /// "and 12 more", or nothing.
    pub more: String,
    /// The report of this group alone, by its second dimension.
    pub alone: String,
}

/// The report.
#[derive(Template)]
#[template(path = "reports/report.html")]
pub struct ReportPage {
    pub(super) shell: Shell,
    pub(super) bar: Bar,
    /// The first dimension's choices.
    pub(super) by: Vec<Link>,
    /// The second one's.
    pub(super) then: Vec<Link>,
    pub(super) by_title: String,
    pub(super) then_title: String,
    pub(super) total: Line,
    pub(super) chart: Chart,
    /// What the picture shows, in a sentence.
    pub(super) heard: String,
    pub(super) lines: Vec<Line>,
    /// "1–25 of 312", and the pages around.
    pub(super) shown: String,
    pub(super) previous: String,
    pub(super) next: String,
    pub(super) export: String,
    pub(super) zone: String,
    /// The first instant of it and the first after it.
    pub(super) span: (String, String),
    pub(super) is_by_tag: bool,
    pub(super) is_own_only: bool,
    /// What was wrong with the address, or nothing.
    pub(super) problem: String,
}

/// What a report is grouped by.
pub(super) fn dimensions(asked: &Asked) -> (Dimension, Option<Dimension>) {
    let by = Dimension::read(&asked.by).unwrap_or(Dimension::Project);
    let then = match asked.then.as_str() {
        "none" => None,
        word => Dimension::read(word).or(Some(if by == Dimension::Person {
            Dimension::Project
        } else {
            Dimension::Person
        })),
    };
    (by, then.filter(|then| *then != by))
}

/// The selection of an address, and the same on the usual days where the address cannot be read, with the sentence.
pub async fn selection(
    app: &App,
    actor: &Actor,
    asked: &Asked,
    usual: Preset,
) -> Result<(Selection, Option<Error>)> {
    match Selection::read(app, actor, asked, usual).await {
        Ok(selection) => Ok((selection, None)),
        Err(error @ Error::Invalid(_)) => Ok((Selection::usual(app, actor, usual), Some(error))),
        Err(error) => Err(error),
    }
}

/// Refuses more groups of time than anybody reads.
pub(super) fn refuse_too_many(selection: &Selection, by: Dimension, then: Option<Dimension>) -> Result<()> {
    let days = selection.days.first.days_until(selection.days.last) + 1;
    let most = |one: Dimension| match one {
        Dimension::Day => MOST_TIMES,
        Dimension::Week => MOST_TIMES * 7,
        Dimension::Month => MOST_TIMES * 30,
        _ => i64::MAX,
    };
    let is_too_long = days > most(by) || then.is_some_and(|then| days > most(then));
    if is_too_long {
        let sentence =
            "That would be more than 1,200 groups of time. Choose weeks or months, or a shorter range.";
        return Err(Error::field("by", sentence));
    }
    Ok(())
}

async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (mut selection, mut problem) = selection(&app, &actor, &asked, Preset::ThisMonth).await?;
    let (by, then) = dimensions(&asked);
    if let Err(error) = refuse_too_many(&selection, by, then) {
        selection = Selection::usual(&app, &actor, Preset::ThisMonth);
        problem = Some(error);
    }
    let page = Report {
        app: &app,
        actor: &actor,
        words: Words::chosen(&actor.user.locale, &headers),
        selection: &selection,
        by,
        then,
    };
    let status = if problem.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    render_with(status, &page.draw(&headers, &asked, problem.as_ref()).await?)
}

/// No report has more pages.
const MOST_PAGES: i64 = 1_000_000;

struct Report<'a> {
    app: &'a App,
    actor: &'a Actor,
    words: Words,
    selection: &'a Selection,
    by: Dimension,
    then: Option<Dimension>,
}

impl Report<'_> {
    async fn draw(&self, headers: &HeaderMap, asked: &Asked, problem: Option<&Error>) -> Result<ReportPage> {
        let page = asked.page.parse().unwrap_or(1).clamp(1, MOST_PAGES);
        let drawn = Drawn {
            app: self.app,
            actor: self.actor,
            words: self.words,
            path: "/reports",
            selection: self.selection,
            beside: self.grouping(),
        };
        let ((table, names, page), bar, shell) = tokio::try_join!(
            self.table(page),
            Bar::of(&drawn, asked),
            Shell::load(self.app, self.actor.clone(), Section::Reports, headers),
        )?;
        let marks: Vec<(Label, Sum)> = table
            .chart
            .iter()
            .map(|(key, sum)| (names.of(self.by, key), *sum))
            .collect();
        let chart = Chart::of(&marks, self.by.is_time());
        let zone = &self.actor.user.timezone;
        let (from, to) = self.selection.days.span(zone);
        Ok(ReportPage {
            bar,
            by: self.links(true),
            then: self.links(false),
            by_title: self.words.t(title_key(self.by)).into_owned(),
            then_title: self
                .words
                .t(self.then.map_or("reports-then-none", title_key))
                .into_owned(),
            total: self.line(Label::default(), self.selection, table.total, table.total.seconds),
            heard: self.heard(&marks, &table),
            chart,
            lines: table
                .groups
                .iter()
                .map(|group| self.group(group, &names, &table))
                .collect(),
            shown: self.shown(page, &table),
            previous: if page > 1 {
                self.page(page - 1)
            } else {
                String::new()
            },
            next: if page * GROUPS < table.count {
                self.page(page + 1)
            } else {
                String::new()
            },
            export: address("/reports/export.csv", &self.all()),
            zone: zone.name().to_owned(),
            span: (zone.to_rfc3339(from), zone.to_rfc3339(to)),
            is_by_tag: self.by == Dimension::Tag || self.then == Some(Dimension::Tag),
            is_own_only: self.selection.is_own_only,
            problem: problem.map(|error| self.words.error(error)).unwrap_or_default(),
            shell,
        })
    }

    fn weekday(&self) -> Weekday {
        self.actor.user.first_weekday()
    }

    fn grouping(&self) -> super::selection::Words {
        let then = self.then.map_or("none", Dimension::as_str);
        vec![("by", self.by.as_str().into()), ("then", then.into())]
    }

    fn all(&self) -> super::selection::Words {
        let mut words = self.selection.words();
        words.extend(self.grouping());
        words
    }

    fn page(&self, number: i64) -> String {
        let mut words = self.all();
        words.push(("page", number.to_string()));
        address("/reports", &words)
    }

    /// A page of the groups with their names, and which it is: the first one where there are not so many.
    async fn table(&self, mut page: i64) -> Result<(Table, Names, i64)> {
        let scope = self.selection.scope(self.actor);
        let mut table = Table::read(self.app, &scope, self.by, self.then, page).await?;
        if table.groups.is_empty() && page > 1 {
            page = 1;
            table = Table::read(self.app, &scope, self.by, self.then, page).await?;
        }
        let names = self.names(&table).await?;
        Ok((table, names, page))
    }

    async fn names(&self, table: &Table) -> Result<Names> {
        let outer = table.chart.iter().map(|(key, _)| (self.by, key.clone()));
        let inner = table.groups.iter().flat_map(|group| group.within.iter());
        let inner = inner.filter_map(|(key, _)| Some((self.then?, key.clone())));
        let today = self.actor.user.timezone.day_of(self.app.now());
        Names::read(&self.app.db, self.words, today, outer.chain(inner)).await
    }

    /// The choices of one of the two dimensions, the other one kept where that is possible.
    fn links(&self, is_first: bool) -> Vec<Link> {
        let link = |dimension: Option<Dimension>| {
            let (by, then) = match (is_first, dimension) {
                (true, Some(by)) => (by, self.then.filter(|then| *then != by)),
                (_, then) => (self.by, then),
            };
            let mut words = self.selection.words();
            words.push(("by", by.as_str().into()));
            words.push(("then", then.map_or("none", Dimension::as_str).into()));
            Link {
                text: self
                    .words
                    .t(dimension.map_or("reports-then-none", title_key))
                    .into_owned(),
                href: address("/reports", &words),
                is_current: if is_first {
                    Some(self.by) == dimension
                } else {
                    self.then == dimension
                },
            }
        };
        let all = Dimension::ALL
            .into_iter()
            .filter(|one| is_first || *one != self.by);
        let none = (!is_first).then_some(None);
        all.map(Some).chain(none).map(link).collect()
    }

    fn line(&self, label: Label, selection: &Selection, sum: Sum, whole: i64) -> Line {
        let number = |seconds: i64, selection: &Selection| Number {
            text: clock(seconds),
            exact: clock_seconds(seconds),
            href: if sum.entries == 0 {
                String::new()
            } else {
                selection.entries()
            },
        };
        let rest = sum.seconds - sum.billable_seconds;
        Line {
            label,
            worked: number(sum.seconds, selection),
            billable: split(
                number(sum.billable_seconds, &selection.billable(true)),
                selection,
                true,
            ),
            rest: split(number(rest, &selection.billable(false)), selection, false),
            share: self.words.percent(sum.seconds, whole),
            percent: crate::http::wording::percent(sum.seconds, whole),
            entries: self.words.count(sum.entries),
            ..Line::default()
        }
    }

    fn group(&self, group: &Group, names: &Names, table: &Table) -> Line {
        let own = (self.by, &group.key);
        let selection = self.selection.within(&[own], self.weekday());
        let mut line = self.line(
            names.of(self.by, &group.key),
            &selection,
            group.sum,
            table.total.seconds,
        );
        if let Some(then) = self.then {
            let inner = |(key, sum): &(Key, Sum)| {
                let selection = self.selection.within(&[own, (then, key)], self.weekday());
                self.line(names.of(then, key), &selection, *sum, group.sum.seconds)
            };
            line.within = group.within.iter().map(inner).collect();
            if group.count > WITHIN {
                let more = self.words.count(group.count - WITHIN);
                line.more = self.words.with("reports-more", &[("n", more.into())]);
            }
            let mut words = selection.words();
            words.push(("by", then.as_str().into()));
            words.push(("then", "none".into()));
            line.alone = address("/reports", &words);
        }
        line
    }

    fn shown(&self, page: i64, table: &Table) -> String {
        let count = i64::try_from(table.groups.len()).unwrap_or(0);
        if count == 0 {
            return String::new();
        }
        let first = (page - 1) * GROUPS + 1;
        let arguments = [
            ("first", self.words.count(first).into()),
            ("last", self.words.count(first + count - 1).into()),
            ("all", self.words.count(table.count).into()),
        ];
        self.words.with("reports-shown", &arguments)
    }

    /// The picture in a sentence: the total, and the longest groups.
    fn heard(&self, marks: &[(Label, Sum)], table: &Table) -> String {
        let mut longest: Vec<&(Label, Sum)> = marks.iter().collect();
        longest.sort_by_key(|(_, sum)| -sum.seconds);
        let some = longest.iter().take(3);
        let some: Vec<String> = some
            .map(|(label, sum)| format!("{}: {}", label.name, self.words.duration(sum.seconds)))
            .collect();
        let arguments = [
            ("by", self.words.t(title_key(self.by)).into()),
            ("total", self.words.duration(table.total.seconds).into()),
            ("longest", some.join("; ").into()),
        ];
        self.words.with("reports-heard", &arguments)
    }
}

/// A part of a number leads nowhere where the filter leaves no such part.
fn split(number: Number, selection: &Selection, billable: bool) -> Number {
    let is_other = selection.filter.billable.is_some_and(|flag| flag != billable);
    if is_other || number.text == "0:00" && number.exact == "0:00:00" {
        return Number {
            href: String::new(),
            ..number
        };
    }
    number
}
