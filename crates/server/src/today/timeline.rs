//! The day as a line: entries as blocks, gaps between them, and where now is. Places are shares of the time that
//! passes, so that a day of 23 or 25 hours is as long as it was, and the hours beneath say what the clocks showed.

use crate::http::wording;
use crate::time_entries::{self, EntryView};
use crate::words::Words;
use timetracker_types::{Day, Instant, Interval, Zone, clock};

/// The line reaches at least from here to there, in hours.
const USUAL: (u8, u8) = (8, 17);
/// Gaps between so many minutes are shown.
const GAPS: std::ops::RangeInclusive<i64> = 10..=300;
/// At most so many steps between the hours beneath.
const MOST_STEPS: i64 = 12;
const HOUR: i64 = 3_600_000;

/// An entry on the line; places are percentages of its width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The entry.
    pub id: i64,
    /// Its version, for whoever moves it.
    pub version: i64,
    /// The project's place in the palette, or nothing.
    pub color: String,
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
    /// Its start in milliseconds UTC, also where that lies before the line.
    pub from_ms: i64,
    /// Its end in milliseconds UTC; of a running timer, now.
    pub to_ms: i64,
    /// Whether its end can be moved: it is no running timer.
    pub is_finished: bool,
    /// What it says; nothing where there is no room.
    pub label: String,
    /// What it is called, for its tooltip and for screen readers.
    pub name: String,
}

/// Time without an entry, between entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
    /// When it begins, `9:05`.
    pub from: String,
    /// When it ends, `9:40`.
    pub to: String,
    /// Its length, `0:35`.
    pub length: String,
    /// Whether there is room to say so.
    pub has_room: bool,
}

/// An hour beneath the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Where it stands.
    pub x: String,
    /// What the clocks show then.
    pub text: String,
}

/// The whole line.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// Where it begins, in milliseconds UTC.
    pub from_ms: i64,
    /// Where it ends, in milliseconds UTC.
    pub to_ms: i64,
    /// The zone's name, for the times that are shown while dragging.
    pub zone: String,
    /// Entries, in order.
    pub blocks: Vec<Block>,
    /// Gaps, in order.
    pub gaps: Vec<Gap>,
    /// The hours beneath.
    pub ticks: Vec<Tick>,
    /// Where now is, if it is on the line.
    pub now: Option<String>,
    /// The same in words.
    pub summary: String,
}

/// The part of the line that is drawn.
struct Axis {
    span: Interval,
    step: i64,
}

impl Axis {
    /// Whole hours around the usual day and everything that was worked on it.
    fn of(spans: &[Interval], day: Day, zone: &Zone) -> Self {
        let whole = zone.span_of(day);
        let usual = |hour: u8| {
            let local = day.midnight().with_time(hour, 0);
            local.map_or(whole.start(), |local| zone.instant_of(local))
        };
        let first = spans
            .iter()
            .map(Interval::start)
            .fold(usual(USUAL.0), Instant::min);
        let last = spans.iter().map(Interval::end).fold(usual(USUAL.1), Instant::max);
        // Whole hours since midnight, whatever the clocks showed meanwhile.
        let since = |at: Instant| at.as_millis() - whole.start().as_millis();
        let hours = (whole.millis() + HOUR - 1) / HOUR;
        let from = (since(first).max(0) / HOUR).min(hours - 1);
        let to = ((since(last) + HOUR - 1) / HOUR).clamp(from + 1, hours);
        let step = (to - from + MOST_STEPS - 1) / MOST_STEPS;
        let at = |hour: i64| Instant::from_millis(whole.start().as_millis() + hour * HOUR).min(whole.end());
        let span = Interval::new(at(from), at(to)).unwrap_or(whole);
        Self { span, step }
    }

    fn x(&self, at: Instant) -> String {
        wording::percent(at.as_millis() - self.span.start().as_millis(), self.span.millis())
    }

    fn width(&self, span: &Interval) -> String {
        wording::percent(span.millis(), self.span.millis())
    }

    /// Whether so much time has room for a few letters.
    fn has_room(&self, span: &Interval) -> bool {
        span.millis() * 14 >= self.span.millis()
    }

    fn ticks(&self, zone: &Zone) -> Vec<Tick> {
        let mut ticks = Vec::new();
        let mut at = self.span.start();
        while at <= self.span.end() {
            let local = zone.local(at);
            // The end of the day is its twenty-fourth hour.
            let is_end = at == self.span.end() && local.hour() == 0 && !ticks.is_empty();
            let hour = if is_end { 24 } else { i64::from(local.hour()) };
            let text = match local.minute() {
                0 => hour.to_string(),
                minute => format!("{hour}:{minute:02}"),
            };
            ticks.push(Tick { x: self.x(at), text });
            at = at.plus_seconds(self.step * HOUR / 1000);
        }
        ticks
    }
}

/// Draws the line for the entries of a day, newest first as lists have them.
pub fn draw(entries: &[EntryView], day: Day, zone: &Zone, now: Instant, words: Words) -> Timeline {
    let whole = zone.span_of(day);
    let mut shown: Vec<(&EntryView, Interval)> = entries
        .iter()
        .rev()
        .filter_map(|view| Some((view, view.entry.interval(now)?)))
        .filter_map(|(view, span)| Some((view, span.intersect(&whole)?)))
        .collect();
    shown.sort_by_key(|(_, span)| span.start());
    let spans: Vec<Interval> = shown.iter().map(|(_, span)| *span).collect();
    let axis = Axis::of(&spans, day, zone);
    let gaps = gaps(&spans);
    Timeline {
        from_ms: axis.span.start().as_millis(),
        to_ms: axis.span.end().as_millis(),
        zone: zone.name().to_owned(),
        blocks: shown
            .iter()
            .map(|(view, span)| block(view, span, &axis, zone, now, words))
            .collect(),
        gaps: gaps.iter().map(|gap| drawn_gap(gap, &axis, zone)).collect(),
        ticks: axis.ticks(zone),
        now: axis.span.contains(now).then(|| axis.x(now)),
        summary: summary(&spans, zone, words),
    }
}

fn block(view: &EntryView, span: &Interval, axis: &Axis, zone: &Zone, now: Instant, words: Words) -> Block {
    let entry = &view.entry;
    let label = view.identifier.as_deref().unwrap_or_else(|| view.title());
    Block {
        id: entry.id.get(),
        version: entry.version,
        color: view
            .project_color
            .map(|color| color.to_string())
            .unwrap_or_default(),
        x: axis.x(span.start()),
        width: axis.width(span),
        from_ms: entry.started_at.as_millis(),
        to_ms: entry.ended_at.unwrap_or(now).as_millis(),
        is_finished: entry.ended_at.is_some(),
        label: if axis.has_room(span) {
            label.to_owned()
        } else {
            String::new()
        },
        name: name(view, zone, now, words),
    }
}

fn drawn_gap(gap: &Interval, axis: &Axis, zone: &Zone) -> Gap {
    Gap {
        x: axis.x(gap.start()),
        width: axis.width(gap),
        from: wording::time_of_day(gap.start(), zone),
        to: wording::time_of_day(gap.end(), zone),
        length: clock(gap.seconds()),
        has_room: axis.has_room(gap),
    }
}

/// What none of the spans covers between the first and the last, where it is worth filling.
fn gaps(spans: &[Interval]) -> Vec<Interval> {
    let start = spans.iter().map(Interval::start).min();
    let end = spans.iter().map(Interval::end).max();
    let Some(Ok(worked)) = start.zip(end).map(|(start, end)| Interval::new(start, end)) else {
        return vec![];
    };
    let mut gaps = worked.uncovered(spans);
    gaps.retain(|gap| GAPS.contains(&(gap.seconds() / 60)));
    gaps
}

fn name(view: &EntryView, zone: &Zone, now: Instant, words: Words) -> String {
    let title = match &view.identifier {
        Some(identifier) => format!("{identifier} {}", view.title()),
        None => view.title().to_owned(),
    };
    let end = view.entry.ended_at.map(|end| words.time_of_day(end, zone));
    let end = end.unwrap_or_else(|| words.t("today-now").into());
    let start = words.time_of_day(view.entry.started_at, zone);
    format!(
        "{title}, {start}–{end}, {}",
        clock(view.entry.worked_seconds(now))
    )
}

fn summary(spans: &[Interval], zone: &Zone, words: Words) -> String {
    let first = spans.iter().map(Interval::start).min();
    let last = spans.iter().map(Interval::end).max();
    match first.zip(last) {
        Some((first, last)) => {
            let count = i64::try_from(spans.len()).unwrap_or(0);
            let (from, to) = (words.time_of_day(first, zone), words.time_of_day(last, zone));
            words.with(
                "today-line",
                &[("n", count.into()), ("from", from.into()), ("to", to.into())],
            )
        }
        None => words.t("today-no-entries").into(),
    }
}

/// Whether two entries stand beside each other and are for the same work, so that they can become one.
pub fn may_merge(first: &EntryView, second: &EntryView) -> bool {
    first.entry.ended_at.is_some()
        && second.entry.ended_at.is_some()
        && time_entries::fit(&first.entry, &second.entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> Zone {
        "Europe/Berlin".parse().unwrap()
    }

    fn span(day: &str, from: &str, to: &str) -> Interval {
        let at = |time: &str| timetracker_types::parse_moment(&format!("{day}T{time}"), &berlin()).unwrap();
        Interval::new(at(from), at(to)).unwrap()
    }

    fn hours(day: &str, spans: &[Interval]) -> Vec<String> {
        let axis = Axis::of(spans, day.parse().unwrap(), &berlin());
        axis.ticks(&berlin()).into_iter().map(|tick| tick.text).collect()
    }

    #[test]
    fn a_usual_day_reaches_from_eight_to_five() {
        let usual = ["8", "9", "10", "11", "12", "13", "14", "15", "16", "17"];
        assert_eq!(hours("2026-11-24", &[]), usual);
        assert_eq!(
            hours("2026-11-24", &[span("2026-11-24", "09:00", "10:00")]),
            usual
        );
    }

    #[test]
    fn a_long_day_is_shown_whole_with_fewer_hours_beneath() {
        let spans = [
            span("2026-11-24", "00:00", "00:30"),
            span("2026-11-24", "23:00", "23:59"),
        ];
        let shown = hours("2026-11-24", &spans);
        assert_eq!(shown.first().map(String::as_str), Some("0"));
        assert_eq!(shown.last().map(String::as_str), Some("24"));
        assert_eq!(shown.len(), 13);
    }

    #[test]
    fn the_hours_say_what_the_clocks_showed_when_they_changed() {
        let early = |day: &str| span(day, "00:10", "04:00");
        let spring = Axis::of(&[early("2026-03-29")], "2026-03-29".parse().unwrap(), &berlin());
        assert_eq!(spring.span.millis() / HOUR, 16);
        let autumn = Axis::of(&[early("2026-10-25")], "2026-10-25".parse().unwrap(), &berlin());
        assert_eq!(autumn.span.millis() / HOUR, 18);
        let texts = |axis: &Axis| {
            axis.ticks(&berlin())
                .into_iter()
                .map(|tick| tick.text)
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(&spring)[..3], ["0", "3", "5"]);
        assert_eq!(texts(&autumn)[..3], ["0", "2", "3"]);
    }

    #[test]
    fn only_gaps_worth_filling_are_shown() {
        let on = |from, to| span("2026-11-24", from, to);
        let spans = [
            on("08:00", "09:50"),
            on("09:55", "11:40"),
            on("12:10", "12:40"),
            on("18:20", "19:00"),
        ];
        assert_eq!(gaps(&spans), [on("11:40", "12:10")]);
    }
}
