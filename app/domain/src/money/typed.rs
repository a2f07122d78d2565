//! Amounts as people and files write them.

use super::{Currency, Money};

/// Why a piece of text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// It could become one: the thousands after the last sign aren't three digits yet. A form that is
    /// still typed into waits; one that was sent refuses.
    #[error("the amount isn't whole")]
    Unfinished,
    /// Nothing that could follow makes it one: letters, signs out of place, or decimals that the
    /// currency doesn't have.
    #[error("this is no amount")]
    Wrong,
}

/// An amount, and whether it could be another one.
struct Reading {
    money: Money,
    /// One group of three digits behind a point or comma, in a currency that has decimals: `1.234` is a
    /// thousand to one person and a fraction to another.
    is_ambiguous: bool,
}

/// Reads an amount as a person types it into a field: `96.800`, `96,800`, `96 800`, `18.00`, `18,5`. The
/// last sign is a decimal point only if the currency has decimals, at most that many digits follow it,
/// and it doesn't stand before thousands as well. All other signs must part thousands, all of one kind.
/// A sign at the end is one whose digits are still to come.
pub fn read_amount(typed: &str, currency: Currency) -> Result<Money, AmountError> {
    let typed = typed.trim();
    read(typed.strip_suffix(['.', ',']).unwrap_or(typed), currency).map(|reading| reading.money)
}

/// The same, when it doesn't matter why it is no amount.
pub fn parse_amount(typed: &str, currency: Currency) -> Option<Money> {
    read_amount(typed, currency).ok()
}

/// An amount in a file, which can be read in one way only. People type `1.234` and mean a thousand,
/// programs write `18.000` and mean eighteen: a hundredfold price must not come of a guess.
pub fn parse_unambiguous(written: &str, currency: Currency) -> Option<Money> {
    read(written.trim(), currency).ok().filter(|reading| !reading.is_ambiguous).map(|reading| reading.money)
}

const fn is_sign(letter: char) -> bool {
    matches!(letter, '.' | ',' | ' ' | '\u{a0}')
}

fn read(typed: &str, currency: Currency) -> Result<Reading, AmountError> {
    let mut groups: Vec<&str> = typed.split(is_sign).collect();
    if !groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(AmountError::Wrong);
    }
    let mut signs: Vec<char> = typed.chars().filter(|letter| is_sign(*letter)).collect();
    let decimals = usize::try_from(currency.decimals()).unwrap_or(0);
    let fraction = fraction(&groups, &signs, decimals);
    if fraction.is_some() {
        groups.pop();
        signs.pop();
    }
    check_thousands(&groups, &signs, fraction.is_some())?;
    let is_ambiguous =
        decimals > 0 && fraction.is_none() && matches!(signs.as_slice(), ['.' | ',']) && groups.len() == 2;
    let digits = format!("{}{:0<decimals$}", groups.concat(), fraction.unwrap_or(""));
    let amount = digits.parse().map_err(|_| AmountError::Wrong)?;
    let money = Money::new(amount, currency).map_err(|_| AmountError::Wrong)?;
    Ok(Reading { money, is_ambiguous })
}

/// The digits behind the decimal point, if the last sign is one.
fn fraction<'a>(groups: &[&'a str], signs: &[char], decimals: usize) -> Option<&'a str> {
    let (sign, before) = signs.split_last()?;
    let last = groups.last().filter(|last| last.len() <= decimals)?;
    (matches!(sign, '.' | ',') && !before.contains(sign)).then_some(last)
}

/// Thousands come in threes behind one to three digits, and behind one kind of sign.
fn check_thousands(groups: &[&str], signs: &[char], has_fraction: bool) -> Result<(), AmountError> {
    let Some((first, rest)) = groups.split_first() else { return Err(AmountError::Wrong) };
    let Some((last, middle)) = rest.split_last() else { return Ok(()) };
    let one_kind = signs.windows(2).all(|pair| pair.first() == pair.last());
    if first.len() > 3 || !one_kind || last.len() > 3 || middle.iter().any(|group| group.len() != 3) {
        return Err(AmountError::Wrong);
    }
    match last.len() {
        3 => Ok(()),
        _ if has_fraction => Err(AmountError::Wrong),
        _ => Err(AmountError::Unfinished),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AmountError::{Unfinished, Wrong};

    fn reads(typed: &str, currency: Currency) -> Result<i64, AmountError> {
        read_amount(typed, currency).map(Money::amount)
    }

    #[test]
    fn decimals_that_a_currency_does_not_have_are_refused() {
        for (typed, wanted) in [
            ("28000", Ok(28_000)),
            ("28.000", Ok(28_000)),
            ("28,000", Ok(28_000)),
            ("28 000", Ok(28_000)),
            ("1.280.000", Ok(1_280_000)),
            ("28000.00", Err(Wrong)),
            ("28000,0", Err(Wrong)),
            ("28.000,00", Err(Wrong)),
            ("28,000.00", Err(Wrong)),
            ("28.0000", Err(Wrong)),
            ("1.28.000", Err(Wrong)),
            ("28..000", Err(Wrong)),
            ("", Err(Wrong)),
            (".", Err(Wrong)),
            ("-5", Err(Wrong)),
            ("28.00", Err(Unfinished)),
        ] {
            assert_eq!(reads(typed, Currency::Idr), wanted, "{typed}");
        }
    }

    #[test]
    fn nobody_is_told_off_on_the_way_to_an_amount() {
        for (whole, currency) in
            [("1.234.567", Currency::Idr), ("1,234,567.89", Currency::Usd), ("1.234,5", Currency::Usd)]
        {
            for end in 1..=whole.len() {
                let typed = &whole[..end];
                assert_ne!(reads(typed, currency), Err(Wrong), "{typed}");
            }
        }
        assert_eq!(reads("100.", Currency::Idr), Ok(100));
        assert_eq!(reads("18,", Currency::Usd), Ok(1_800));
    }

    #[test]
    fn a_file_s_price_is_read_in_one_way_or_not_at_all() {
        let (usd, idr) = (Currency::Usd, Currency::Idr);
        for (cell, currency, wanted) in [
            ("18", usd, Some(1_800)),
            ("18.00", usd, Some(1_800)),
            ("18,5", usd, Some(1_850)),
            ("1,234.50", usd, Some(123_450)),
            ("1.234,50", usd, Some(123_450)),
            ("1,234,567", usd, Some(123_456_700)),
            ("1.234", usd, None),
            ("18.000", usd, None),
            ("18.0000", usd, None),
            ("18.", usd, None),
            ("1.234.50", usd, None),
            ("1,23,456.00", usd, None),
            ("1234,567.00", usd, None),
            ("28000", idr, Some(28_000)),
            ("28.000", idr, Some(28_000)),
            ("1,280,000", idr, Some(1_280_000)),
            ("28000.00", idr, None),
            ("28.000,00", idr, None),
            ("28.", idr, None),
            ("", usd, None),
            (".", usd, None),
            ("-1", usd, None),
            ("cheap", usd, None),
        ] {
            assert_eq!(parse_unambiguous(cell, currency).map(Money::amount), wanted, "{cell}");
        }
    }
}
