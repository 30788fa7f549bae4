use proptest::prelude::*;
use timetracker_types::{Currency, Money, MoneyError, rate_times};

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn euros(minor: i64) -> Money {
    Money::new(minor, currency("EUR"))
}

fn any_currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec!["EUR", "USD", "JPY", "KWD", "CLF"]).prop_map(currency)
}

#[test]
fn a_currency_is_three_letters() {
    assert_eq!(currency(" eur "), currency("EUR"));
    assert_eq!(currency("EUR").code(), "EUR");
    for text in ["", "EU", "EURO", "€", "E1R", "ÉÉ", "eu r"] {
        assert!(text.parse::<Currency>().is_err(), "{text:?}");
    }
    assert_eq!(
        "€".parse::<Currency>().unwrap_err().to_string(),
        "“€” is not a currency. Use its code of three letters, like EUR."
    );
    assert_eq!(
        ["EUR", "JPY", "KRW", "KWD", "BHD", "CLF"].map(|code| currency(code).minor_digits()),
        [2, 0, 0, 3, 3, 4]
    );
}

#[test]
fn amounts_are_read_exactly() {
    for (text, code, minor) in [
        ("95.50", "EUR", 9550),
        ("95,5", "EUR", 9550),
        ("95", "EUR", 9500),
        (".5", "EUR", 50),
        ("0", "EUR", 0),
        ("-12.34", "EUR", -1234),
        ("-0.01", "EUR", -1),
        ("1500", "JPY", 1500),
        ("1,234", "KWD", 1234),
        ("92233720368547758.07", "EUR", i64::MAX),
        ("-92233720368547758.08", "EUR", i64::MIN),
    ] {
        assert_eq!(
            Money::parse(text, currency(code)),
            Ok(Money::new(minor, currency(code))),
            "{text:?}"
        );
    }
}

#[test]
fn what_would_be_guessed_is_refused() {
    let parse = |text: &str| Money::parse(text, currency("EUR"));
    for text in [
        "", "-", ".", "5.", "1.000,00", "1 000", "1'000", "€5", "--5", "+5", "1e3", "５", "NaN",
    ] {
        assert!(
            matches!(parse(text), Err(MoneyError::Form(_))),
            "{text:?} {:?}",
            parse(text)
        );
    }
    assert_eq!(
        parse("1.000").unwrap_err().to_string(),
        "“1.000” has too many digits after the point: EUR has 2."
    );
    assert!(matches!(
        Money::parse("1.0", currency("JPY")),
        Err(MoneyError::TooPrecise { .. })
    ));
    assert_eq!(parse("92233720368547758.08"), Err(MoneyError::TooLarge));
}

#[test]
fn currencies_do_not_mix() {
    assert_eq!(euros(1).checked_add(euros(2)), Ok(euros(3)));
    let error = euros(1).checked_add(Money::new(1, currency("USD"))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "EUR and USD cannot be added. Keep one total for each currency."
    );
    assert_eq!(euros(i64::MAX).checked_add(euros(1)), Err(MoneyError::TooLarge));
    assert_eq!(Money::zero(currency("EUR")).checked_add(euros(5)), Ok(euros(5)));
}

#[test]
fn amounts_are_written_with_all_their_digits() {
    for (minor, code, text) in [
        (9550, "EUR", "95.50"),
        (5, "EUR", "0.05"),
        (-5, "EUR", "-0.05"),
        (0, "EUR", "0.00"),
        (1500, "JPY", "1500"),
        (1234, "KWD", "1.234"),
        (i64::MIN, "EUR", "-92233720368547758.08"),
    ] {
        assert_eq!(Money::new(minor, currency(code)).to_decimal_text(), text);
    }
    assert_eq!(euros(9550).to_string(), "95.50 EUR");
    let json = serde_json::to_string(&euros(9550)).unwrap();
    assert_eq!(json, r#"{"minor":9550,"currency":"EUR"}"#);
    assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), euros(9550));
}

#[test]
fn a_rate_is_rounded_once_and_halves_go_up() {
    assert_eq!(rate_times(&euros(9550), 5400), Ok(euros(14325)));
    assert_eq!(rate_times(&euros(1), 1800), Ok(euros(1)));
    assert_eq!(rate_times(&euros(1), 1799), Ok(euros(0)));
    assert_eq!(rate_times(&euros(5), 1800), Ok(euros(3)));
    assert_eq!(rate_times(&euros(-5), 1800), Ok(euros(-3)));
    assert_eq!(rate_times(&euros(i64::MAX), 3601), Err(MoneyError::TooLarge));
    assert_eq!(rate_times(&euros(i64::MAX), 3600), Ok(euros(i64::MAX)));
}

proptest! {
    #[test]
    fn amounts_and_their_texts_lead_to_each_other(minor in any::<i64>(), currency in any_currency()) {
        let money = Money::new(minor, currency);
        prop_assert_eq!(Money::parse(&money.to_decimal_text(), currency), Ok(money));
        prop_assert_eq!(Money::parse(&money.to_decimal_text().replace('.', ","), currency), Ok(money));
    }

    #[test]
    fn a_cost_is_the_nearest_and_from_between_the_higher(rate in 0..100_000_000_i64, seconds in 0..36_000_000_i64) {
        let cost = rate_times(&euros(rate), seconds).unwrap().minor;
        let off = i128::from(cost) * 3600 - i128::from(rate) * i128::from(seconds); // in 3600ths of a cent
        prop_assert!((-1799..=1800).contains(&off), "{off}");
    }

    #[test]
    fn what_is_owed_costs_as_much_as_what_is_due(rate in any::<i32>(), seconds in any::<i32>()) {
        let cost = |rate: i64| rate_times(&euros(rate), i64::from(seconds)).unwrap().minor;
        prop_assert_eq!(cost(i64::from(rate)), -cost(-i64::from(rate)));
    }

    #[test]
    fn no_text_panics(text in "[0-9.,−-]{0,30}|.{0,10}", currency in any_currency()) {
        let _ = Money::parse(&text, currency);
        let _ = text.parse::<Currency>();
    }
}

#[test]
fn more_digits_than_the_currency_has_are_rounded() {
    let rounded = |text: &str, currency: &str| {
        Money::parse_rounded(text, currency.parse().unwrap())
            .unwrap()
            .minor
    };
    assert_eq!(rounded("33.335", "EUR"), 3334);
    assert_eq!(rounded("33,3349999", "EUR"), 3333);
    assert_eq!(rounded("-0.005", "EUR"), -1);
    assert_eq!(rounded("99.5", "JPY"), 100);
    assert_eq!(rounded("95.50", "EUR"), 9550);
    assert!(Money::parse_rounded("9.9.9", "EUR".parse().unwrap()).is_err());
}
