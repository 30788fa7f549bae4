//! Amounts of money.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::rounding::divide_half_up;
use crate::text::{excerpt, serde_as_text};

/// A currency by its ISO 4217 code, such as `EUR`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// A text that is not a currency code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a currency. Use its code of three letters, like EUR.")]
pub struct CurrencyError(String);

/// Currencies without a smaller unit, with thousandths, and with ten-thousandths; all others have hundredths.
const WHOLE: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
    "XOF", "XPF",
];
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
const TEN_THOUSANDTHS: [&str; 2] = ["CLF", "UYW"];

impl Currency {
    /// The code in three capital letters.
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default() // three ASCII letters always are
    }

    /// How many digits an amount has after the point: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn minor_digits(self) -> u32 {
        let code = self.code();
        match () {
            () if WHOLE.contains(&code) => 0,
            () if THOUSANDTHS.contains(&code) => 3,
            () if TEN_THOUSANDTHS.contains(&code) => 4,
            () => 2,
        }
    }
}

/// Three letters; small ones are made capitals.
impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        match <[u8; 3]>::try_from(text.trim().to_ascii_uppercase().as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_uppercase) => Ok(Self(code)),
            _ => Err(CurrencyError(excerpt(text))),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Currency({})", self.code())
    }
}

serde_as_text!(Currency);

/// An amount of money in a currency's smallest unit: 95.50 euros are 9550 cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// How many of the smallest unit; negative when owed.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// Why an amount cannot be read or reckoned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Two currencies in one sum.
    #[error("{0} and {1} cannot be added. Keep one total for each currency.")]
    Currencies(Currency, Currency),
    /// More than can be stored.
    #[error("The amount is too large.")]
    TooLarge,
    /// Not a decimal number.
    #[error(
        "“{0}” is not an amount. Write a number like 95.50, without spaces or signs between the thousands."
    )]
    Form(String),
    /// Digits the currency does not have.
    #[error("“{text}” has too many digits after the point: {currency} has {digits}.")]
    TooPrecise {
        /// What was written.
        text: String,
        /// The currency it was meant in.
        currency: Currency,
        /// How many digits that currency has.
        digits: u32,
    },
}

impl Money {
    /// So many of the smallest unit of `currency`.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The sum of two amounts of the same currency.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(minor, self.currency))
    }

    /// Reads `95.50` or `95,50` exactly: no digit is rounded away.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let no_amount = || MoneyError::Form(excerpt(text));
        let (negative, amount) = match text.trim().strip_prefix(['-', '−']) {
            Some(amount) => (true, amount),
            None => (false, text.trim()),
        };
        let (whole, fraction) = match amount.split_once(['.', ',']) {
            Some((_, "")) => return Err(no_amount()),
            Some(pieces) => pieces,
            None => (amount, ""),
        };
        if amount.is_empty()
            || !whole
                .bytes()
                .chain(fraction.bytes())
                .all(|byte| byte.is_ascii_digit())
        {
            return Err(no_amount());
        }
        let digits = currency.minor_digits();
        let zeros = (digits as usize)
            .checked_sub(fraction.len())
            .ok_or_else(|| MoneyError::TooPrecise {
                text: excerpt(text),
                currency,
                digits,
            })?;
        let sign = if negative { "-" } else { "" };
        let minor = format!("{sign}{whole}{fraction}{}", "0".repeat(zeros));
        minor
            .parse()
            .map(|minor| Self::new(minor, currency))
            .map_err(|_| MoneyError::TooLarge)
    }

    /// The same, and more digits than the currency has are rounded, a half away from zero.
    ///
    /// # Errors
    /// As of [`parse`](Self::parse), but for being too precise.
    pub fn parse_rounded(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let Err(MoneyError::TooPrecise { .. }) = Self::parse(text, currency) else {
            return Self::parse(text, currency);
        };
        // All its bytes are digits, the point and the sign, so that any place is between characters.
        let digits = currency.minor_digits() as usize;
        let point = text.trim().find(['.', ',']).unwrap_or(text.len());
        let (kept, cut) = text.trim().split_at(point + 1 + digits);
        let kept = kept.trim_end_matches(['.', ',']);
        let money = Self::parse(kept, currency)?;
        let up = cut.starts_with(['5', '6', '7', '8', '9']);
        let away = if kept.starts_with(['-', '−']) { -1 } else { 1 };
        let minor = money.minor.checked_add(if up { away } else { 0 });
        minor
            .map(|minor| Self::new(minor, currency))
            .ok_or(MoneyError::TooLarge)
    }

    /// `95.50`: all the currency's digits, a point, nothing between the thousands.
    pub fn to_decimal_text(self) -> String {
        let digits = self.currency.minor_digits();
        let unit = 10_u64.pow(digits);
        let (whole, fraction) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        let sign = if self.minor < 0 { "-" } else { "" };
        match digits {
            0 => format!("{sign}{whole}"),
            digits => format!("{sign}{whole}.{fraction:0width$}", width = digits as usize),
        }
    }
}

/// `95.50 EUR`.
impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.to_decimal_text(), self.currency)
    }
}

/// What `seconds` cost at a rate per hour: reckoned exactly and rounded once, halves up (away from zero).
pub fn rate_times(rate: &Money, seconds: i64) -> Result<Money, MoneyError> {
    let minor = divide_half_up(i128::from(rate.minor) * i128::from(seconds), 3600);
    let minor = i64::try_from(minor).map_err(|_| MoneyError::TooLarge)?;
    Ok(Money::new(minor, rate.currency))
}
