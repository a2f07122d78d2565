//! Money is an integer count of the smallest unit a shop charges, together with its currency.
//!
//! The smallest unit *charged*: whole rupiah for IDR (ISO 4217 knows sen, no till does), cents for
//! USD. No floating point, no division without a stated rounding, no arithmetic that can wrap.

mod typed;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use typed::{AmountError, parse_amount, parse_unambiguous, read_amount};

/// The most that one amount may be, either way: the largest integer that a JSON number carries
/// exactly through JavaScript (2⁵³ − 1).
pub const MAX_AMOUNT: i64 = 9_007_199_254_740_991;

/// A currency that a store can charge in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Indonesian rupiah, charged in whole rupiah.
    Idr,
    /// United States dollar, charged in cents.
    Usd,
    /// Euro, charged in cents.
    Eur,
    /// Singapore dollar, charged in cents.
    Sgd,
    /// Malaysian ringgit, charged in sen.
    Myr,
}

/// A word that names no currency Kedai knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown currency; known are IDR, USD, EUR, SGD and MYR")]
pub struct UnknownCurrency;

impl Currency {
    /// The ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Idr => "IDR",
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Sgd => "SGD",
            Self::Myr => "MYR",
        }
    }

    /// How many decimal places an amount is written with: the power of ten between the unit
    /// people name and the unit counted here.
    pub const fn decimals(self) -> u32 {
        match self {
            Self::Idr => 0,
            Self::Usd | Self::Eur | Self::Sgd | Self::Myr => 2,
        }
    }

    /// Notes worth a quick-amount button, in counted units, ascending: the central banks' notes in
    /// circulation without the smallest, which are change rather than payment.
    pub const fn notes(self) -> &'static [i64] {
        match self {
            Self::Idr => &[5_000, 10_000, 20_000, 50_000, 100_000],
            Self::Usd => &[100, 500, 1_000, 2_000, 5_000, 10_000],
            Self::Eur => &[500, 1_000, 2_000, 5_000, 10_000, 20_000],
            Self::Sgd => &[200, 500, 1_000, 5_000, 10_000],
            Self::Myr => &[100, 500, 1_000, 2_000, 5_000, 10_000],
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        Ok(match code {
            "IDR" => Self::Idr,
            "USD" => Self::Usd,
            "EUR" => Self::Eur,
            "SGD" => Self::Sgd,
            "MYR" => Self::Myr,
            _ => return Err(UnknownCurrency),
        })
    }
}

/// Arithmetic that has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The result lies beyond [`MAX_AMOUNT`].
    #[error("the amount is too large")]
    TooLarge,
    /// Two currencies met in one sum.
    #[error("{0} and {1} can't be added")]
    MixedCurrencies(Currency, Currency),
}

/// An amount in the smallest unit charged, and its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    amount: i64,
    currency: Currency,
}

impl Money {
    /// An amount within ±[`MAX_AMOUNT`].
    pub fn new(amount: i64, currency: Currency) -> Result<Self, MoneyError> {
        if amount.unsigned_abs() > MAX_AMOUNT.unsigned_abs() {
            return Err(MoneyError::TooLarge);
        }
        Ok(Self { amount, currency })
    }

    /// Nothing.
    pub const fn zero(currency: Currency) -> Self {
        Self { amount: 0, currency }
    }

    /// The count of smallest units.
    pub const fn amount(self) -> i64 {
        self.amount
    }

    /// Its currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Sum of two amounts of one currency.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let sum = self.amount.checked_add(other.amount).ok_or(MoneyError::TooLarge)?;
        Self::new(sum, self.currency)
    }

    /// Difference of two amounts of one currency.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let difference = self.amount.checked_sub(other.amount).ok_or(MoneyError::TooLarge)?;
        Self::new(difference, self.currency)
    }

    /// So many times the amount.
    pub fn times(self, count: i64) -> Result<Self, MoneyError> {
        let product = self.amount.checked_mul(count).ok_or(MoneyError::TooLarge)?;
        Self::new(product, self.currency)
    }

    /// `amount × numerator / denominator`, half away from zero, as tax offices and tills round.
    pub fn scale(self, numerator: i64, denominator: i64) -> Result<Self, MoneyError> {
        let product = i128::from(self.amount) * i128::from(numerator);
        let divisor = i128::from(denominator.max(1));
        let half = divisor / 2;
        let rounded = if product >= 0 { (product + half) / divisor } else { (product - half) / divisor };
        Self::new(i64::try_from(rounded).map_err(|_| MoneyError::TooLarge)?, self.currency)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::MixedCurrencies(self.currency, other.currency))
        }
    }
}

/// How a language writes an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyStyle {
    /// `IDR 96,800`, `USD 18.00`.
    English,
    /// `Rp 96.800`, `USD 18,00`.
    Indonesian,
}

impl MoneyStyle {
    const fn separators(self) -> (char, char) {
        match self {
            Self::English => (',', '.'),
            Self::Indonesian => ('.', ','),
        }
    }
}

impl Money {
    /// The digits alone, grouped: `96.800`, `18,00`.
    pub fn digits(self, style: MoneyStyle) -> String {
        let (group, point) = style.separators();
        let decimals = self.currency.decimals();
        let unit = 10_u64.pow(decimals);
        let magnitude = self.amount.unsigned_abs();
        let whole = (magnitude / unit).to_string();
        let mut written = String::with_capacity(whole.len() + whole.len() / 3 + 4);
        if self.amount < 0 {
            written.push('-');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                written.push(group);
            }
            written.push(digit);
        }
        if decimals > 0 {
            let width = usize::try_from(decimals).unwrap_or(0);
            written.push(point);
            written.push_str(&format!("{:0width$}", magnitude % unit));
        }
        written
    }

    /// The amount as people read it: `Rp 96.800` in Indonesian, `IDR 96,800` in English. The
    /// space is a no-break one, so that an amount never falls apart over two lines.
    pub fn written(self, style: MoneyStyle) -> String {
        let symbol = match (self.currency, style) {
            (Currency::Idr, MoneyStyle::Indonesian) => "Rp",
            (currency, _) => currency.code(),
        };
        format!("{symbol}\u{a0}{}", self.digits(style))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn idr(amount: i64) -> Money {
        Money::new(amount, Currency::Idr).unwrap()
    }

    fn usd(amount: i64) -> Money {
        Money::new(amount, Currency::Usd).unwrap()
    }

    #[test]
    fn amounts_are_written_as_people_read_them() {
        assert_eq!(idr(96_800).written(MoneyStyle::Indonesian), "Rp\u{a0}96.800");
        assert_eq!(idr(96_800).written(MoneyStyle::English), "IDR\u{a0}96,800");
        assert_eq!(usd(1_800).written(MoneyStyle::English), "USD\u{a0}18.00");
        assert_eq!(usd(-123_456_705).digits(MoneyStyle::Indonesian), "-1.234.567,05");
        assert_eq!(idr(0).digits(MoneyStyle::English), "0");
        assert_eq!(idr(100).digits(MoneyStyle::English), "100");
    }

    #[test]
    fn typed_amounts_are_read_in_either_style() {
        for typed in ["96.800", "96,800", "96800", " 96 800 "] {
            assert_eq!(parse_amount(typed, Currency::Idr), Some(idr(96_800)), "{typed}");
        }
        assert_eq!(parse_amount("18", Currency::Usd), Some(usd(1_800)));
        assert_eq!(parse_amount("18.5", Currency::Usd), Some(usd(1_850)));
        assert_eq!(parse_amount("1.234,56", Currency::Usd), Some(usd(123_456)));
        assert_eq!(parse_amount("1,234", Currency::Usd), Some(usd(123_400)));
        for wrong in ["", "abc", "-5", "1e3", "99999999999999999999"] {
            assert_eq!(parse_amount(wrong, Currency::Idr), None, "{wrong}");
        }
    }

    #[test]
    fn currencies_never_mix_and_sums_never_wrap() {
        assert_eq!(idr(1).plus(usd(1)), Err(MoneyError::MixedCurrencies(Currency::Idr, Currency::Usd)));
        assert_eq!(idr(MAX_AMOUNT).plus(idr(1)), Err(MoneyError::TooLarge));
        assert_eq!(idr(MAX_AMOUNT).times(i64::MAX), Err(MoneyError::TooLarge));
        assert_eq!(idr(-MAX_AMOUNT).minus(idr(1)), Err(MoneyError::TooLarge));
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(idr(5).scale(1, 10), Ok(idr(1)));
        assert_eq!(idr(4).scale(1, 10), Ok(idr(0)));
        assert_eq!(idr(-5).scale(1, 10), Ok(idr(-1)));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(amount in 0..=MAX_AMOUNT, style in prop_oneof![Just(MoneyStyle::English), Just(MoneyStyle::Indonesian)]) {
            for currency in [Currency::Idr, Currency::Usd] {
                let money = Money::new(amount, currency).unwrap();
                prop_assert_eq!(parse_amount(&money.digits(style), currency), Some(money));
            }
        }
    }
}
