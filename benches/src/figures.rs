//! Medians and how they are written.

use std::time::Duration;

/// The middle one of some durations (the upper of the two middle ones); zero of none.
pub fn median(durations: &[Duration]) -> Duration {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The smallest of some durations that so many of a hundred do not exceed; zero of none.
pub fn percentile(durations: &[Duration], percent: usize) -> Duration {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// How many times as long `measured` is as `floor`.
pub fn ratio(measured: Duration, floor: Duration) -> f64 {
    measured.as_secs_f64() / floor.as_secs_f64()
}

/// Seconds with two decimals, separated by commas.
pub fn seconds(durations: &[Duration]) -> String {
    let texts: Vec<String> = durations
        .iter()
        .map(|duration| format!("{:.2}", duration.as_secs_f64()))
        .collect();
    texts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        let of = |seconds: &[u64]| {
            median(
                &seconds
                    .iter()
                    .copied()
                    .map(Duration::from_secs)
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(of(&[9, 1, 5]), Duration::from_secs(5));
        assert_eq!(of(&[]), Duration::ZERO);
    }

    #[test]
    fn a_percentile_is_exceeded_by_the_rest_only() {
        let hundred: Vec<_> = (1..=100).rev().map(Duration::from_secs).collect();
        assert_eq!(percentile(&hundred, 99), Duration::from_secs(99));
        assert_eq!(percentile(&hundred, 50), Duration::from_secs(50));
        assert_eq!(percentile(&hundred[..1], 99), Duration::from_secs(100));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }

    #[test]
    fn a_ratio_says_how_many_times_as_long() {
        assert!((ratio(Duration::from_secs(3), Duration::from_secs(2)) - 1.5).abs() < 1e-9);
    }
}
