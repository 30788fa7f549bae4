use proptest::prelude::*;
use timetracker_types::{Rounding, RoundingMethod};

const METHODS: [RoundingMethod; 3] = [RoundingMethod::Nearest, RoundingMethod::Up, RoundingMethod::Down];

fn rounding() -> impl Strategy<Value = Rounding> {
    (0..=240_u32, prop::sample::select(&METHODS[..]))
        .prop_map(|(minutes, method)| Rounding { minutes, method })
}

fn to_quarters(method: RoundingMethod) -> Rounding {
    Rounding { minutes: 15, method }
}

#[test]
fn halves_go_up_and_never_to_even() {
    let nearest = to_quarters(RoundingMethod::Nearest);
    assert_eq!(
        [449, 450, 1349, 1350, 2250].map(|seconds| nearest.apply(seconds)),
        [0, 900, 900, 1800, 2700]
    );
}

#[test]
fn up_and_down_keep_what_is_round_already() {
    assert_eq!(
        [0, 1, 900, 901].map(|seconds| to_quarters(RoundingMethod::Up).apply(seconds)),
        [0, 900, 900, 1800]
    );
    assert_eq!(
        [0, 899, 900].map(|seconds| to_quarters(RoundingMethod::Down).apply(seconds)),
        [0, 0, 900]
    );
}

#[test]
fn steps_of_none_and_of_one_minute_are_off() {
    for minutes in [0, 1] {
        let rounding = Rounding {
            minutes,
            method: RoundingMethod::Up,
        };
        assert!(rounding.is_off());
        assert_eq!(rounding.apply(61), 61);
    }
    assert_eq!(Rounding::default(), Rounding::OFF);
}

#[test]
fn methods_travel_by_name() {
    for method in METHODS {
        assert_eq!(method.to_string().parse(), Ok(method));
        assert_eq!(serde_json::to_string(&method).unwrap(), format!("\"{method}\""));
    }
    assert_eq!(
        "bankers".parse::<RoundingMethod>().unwrap_err().to_string(),
        "“bankers” is not a way to round. Use nearest, up or down."
    );
    let json = r#"{"minutes":15,"method":"nearest"}"#;
    assert_eq!(
        serde_json::from_str::<Rounding>(json).unwrap(),
        to_quarters(RoundingMethod::Nearest)
    );
}

proptest! {
    #[test]
    fn a_longer_length_is_never_rounded_to_a_shorter(rounding in rounding(), a in 0..1_000_000_i64, b in 0..1_000_000_i64) {
        prop_assert!(rounding.apply(a.min(b)) <= rounding.apply(a.max(b)));
    }

    #[test]
    fn rounding_moves_less_than_a_step_and_in_its_direction(rounding in rounding(), seconds in -1_000_000..1_000_000_i64) {
        let step = i64::from(rounding.minutes.max(1)) * 60;
        let moved = rounding.apply(seconds) - seconds;
        let bounds = match rounding.method {
            _ if rounding.is_off() => 0..=0,
            RoundingMethod::Nearest => -(step / 2 - 1)..=step / 2,
            RoundingMethod::Up => 0..=step - 1,
            RoundingMethod::Down => -(step - 1)..=0,
        };
        prop_assert!(bounds.contains(&moved), "{moved} not in {bounds:?}");
    }

    #[test]
    fn rounding_gives_multiples_and_keeps_them(rounding in rounding(), seconds in -1_000_000..1_000_000_i64) {
        let rounded = rounding.apply(seconds);
        prop_assert_eq!(rounding.apply(rounded), rounded);
        prop_assert!(rounding.is_off() || rounded % (i64::from(rounding.minutes) * 60) == 0);
    }

    #[test]
    fn no_length_panics(rounding in rounding(), seconds in any::<i64>()) {
        rounding.apply(seconds);
    }
}
