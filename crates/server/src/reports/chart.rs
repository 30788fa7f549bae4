//! The picture of a report, drawn here as SVG. Time runs in columns, other groups lie as bars; billable time is
//! solid and the rest hatched, so that print and colour-blind eyes tell them apart. What it shows stands in the table
//! beneath it in words, and its summary in one sentence for those who hear it.

use super::names::Label;
use super::sums::Sum;
use timetracker_types::clock;

/// One column or bar. Places and lengths are in percent of the picture, with two decimals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// What it stands for, for the tooltip and beside a bar.
    pub label: String,
    /// Worked, `2:35`.
    pub worked: String,
    /// Where a column begins.
    pub x: String,
    /// How wide a column is.
    pub width: String,
    /// Where the billable part of a column begins, from above.
    pub billable_y: String,
    /// The length of the billable part.
    pub billable: String,
    /// Where the rest of a column begins, from above.
    pub rest_y: String,
    /// The length of the rest.
    pub rest: String,
}

/// The picture.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    /// Whether time runs in columns.
    pub is_columns: bool,
    /// Its columns or bars.
    pub marks: Vec<Mark>,
    /// The longest, for the scale: `40:00`.
    pub most: String,
    /// Half of it.
    pub half: String,
    /// What stands under the first column, the middle one and the last one.
    pub ends: Vec<String>,
}

impl Chart {
    /// Draws these groups.
    pub fn of(rows: &[(Label, Sum)], is_columns: bool) -> Self {
        let most = rows.iter().map(|(_, sum)| sum.seconds).max().unwrap_or(0);
        let scale = if is_columns { round_up(most) } else { most.max(1) };
        let count = i64::try_from(rows.len()).unwrap_or(1).max(1);
        let mark = |(place, (label, sum)): (usize, &(Label, Sum))| {
            let place = i64::try_from(place).unwrap_or(0);
            let rest = sum.seconds - sum.billable_seconds;
            Mark {
                label: label.name.clone(),
                worked: clock(sum.seconds),
                x: hundredths(place * 10_000 / count),
                width: hundredths(8_000 / count),
                billable_y: share(scale - sum.billable_seconds, scale),
                billable: share(sum.billable_seconds, scale),
                rest_y: share(scale - sum.seconds, scale),
                rest: share(rest, scale),
            }
        };
        let marks: Vec<Mark> = rows.iter().enumerate().map(mark).collect();
        let ends = match rows {
            [] => vec![],
            [only] => vec![only.0.name.clone()],
            [first, .., last] => vec![first.0.name.clone(), last.0.name.clone()],
        };
        Self {
            is_columns,
            marks,
            most: clock(scale),
            half: clock(scale / 2),
            ends,
        }
    }
}

/// The next length that reads well as the top of a scale.
fn round_up(seconds: i64) -> i64 {
    const STEPS: [i64; 14] = [1, 2, 4, 8, 10, 20, 40, 60, 80, 100, 200, 400, 600, 1_000];
    let hours = (seconds + 3_599) / 3_600;
    let step = STEPS.into_iter().find(|step| *step >= hours);
    step.unwrap_or_else(|| (hours + 499) / 500 * 500).max(1) * 3_600
}

fn share(part: i64, whole: i64) -> String {
    let hundredth = i128::from(part.max(0)) * 10_000 / i128::from(whole.max(1));
    hundredths(i64::try_from(hundredth).unwrap_or(0))
}

/// Hundredths of a percent as percent.
fn hundredths(number: i64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, seconds: i64, billable_seconds: i64) -> (Label, Sum) {
        let label = Label {
            name: name.into(),
            ..Label::default()
        };
        (
            label,
            Sum {
                seconds,
                billable_seconds,
                entries: 1,
            },
        )
    }

    #[test]
    fn columns_stand_on_the_ground_and_reach_their_share() {
        let chart = Chart::of(&[row("Mon", 3 * 3600, 3600), row("Tue", 0, 0)], true);
        assert_eq!((chart.most.as_str(), chart.half.as_str()), ("4:00", "2:00"));
        let mark = &chart.marks[0];
        assert_eq!((mark.x.as_str(), mark.width.as_str()), ("0.00", "40.00"));
        assert_eq!(
            (mark.billable_y.as_str(), mark.billable.as_str()),
            ("75.00", "25.00")
        );
        assert_eq!((mark.rest_y.as_str(), mark.rest.as_str()), ("25.00", "50.00"));
        assert_eq!(chart.ends, ["Mon", "Tue"]);
    }

    #[test]
    fn the_longest_bar_is_whole() {
        let chart = Chart::of(&[row("A", 500, 250), row("B", 100, 0)], false);
        assert_eq!(
            (chart.marks[0].billable.as_str(), chart.marks[0].rest.as_str()),
            ("50.00", "50.00")
        );
        assert_eq!(chart.marks[1].rest, "20.00");
        assert!(Chart::of(&[], false).marks.is_empty());
    }
}
