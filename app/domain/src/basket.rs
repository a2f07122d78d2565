//! Lines, a discount, and the totals they make: the one computation that browser and server share.

use serde::{Deserialize, Serialize};

use crate::{
    id::ProductId,
    money::{Currency, Money, MoneyError},
    tax::{TaxMode, TaxRules},
};

/// The most lines one order may have.
pub const MAX_LINES: usize = 200;
/// The most of one thing on one line.
pub const MAX_QUANTITY: i64 = 9_999;
/// The longest note on a line or an order, in characters.
pub const MAX_NOTE: usize = 500;
/// The longest name of a custom line, and reason for a discount, in characters.
pub const MAX_NAME: usize = 120;
/// The most code points that a character as people see it takes on average: a flag takes two, a family of
/// four up to eleven. Lengths that people are told count what they see, so a text may have this many times
/// as many code points.
pub const MAX_POINTS_EACH: usize = 4;

/// What a line sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// A product of the catalogue.
    Product(ProductId),
    /// Something named and priced by hand.
    Custom,
}

/// One line of a basket, its name and price already known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What is sold.
    pub item: Item,
    /// As the receipt says it.
    pub name: String,
    /// Price of one.
    pub unit_price: Money,
    /// How many, 1 to [`MAX_QUANTITY`].
    pub quantity: i64,
    /// Which rate applies.
    pub tax_class: String,
}

impl Line {
    /// Price times quantity.
    pub fn total(&self) -> Result<Money, MoneyError> {
        self.unit_price.times(self.quantity)
    }
}

/// Money off the whole order, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// How much, at most the subtotal.
    pub amount: Money,
    /// Why, as the person who gave it says.
    pub reason: String,
}

/// Lines and a discount, in one currency and under one set of tax rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basket<'a> {
    /// The store's currency.
    pub currency: Currency,
    /// What is sold.
    pub lines: &'a [Line],
    /// Money off, if any.
    pub discount: Option<&'a Discount>,
    /// The tenant's taxes.
    pub tax_rules: &'a TaxRules,
}

/// Why a basket has no totals; a line is named by its place, from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BasketError {
    /// Nothing is sold.
    #[error("an order needs at least one line")]
    NoLines,
    /// More than [`MAX_LINES`].
    #[error("an order has at most {MAX_LINES} lines")]
    TooManyLines,
    /// Quantity below 1 or above [`MAX_QUANTITY`].
    #[error("quantity is 1 to {MAX_QUANTITY}")]
    Quantity {
        /// Which line.
        line: usize,
    },
    /// A negative price.
    #[error("a price can't be below zero")]
    Price {
        /// Which line.
        line: usize,
    },
    /// An empty or overlong name.
    #[error("a name has 1 to {MAX_NAME} characters")]
    Name {
        /// Which line.
        line: usize,
    },
    /// A discount below 0 or above the subtotal.
    #[error("a discount is at least 0 and at most the subtotal")]
    DiscountAmount,
    /// A discount that nobody gives a reason for.
    #[error("say in 1 to {MAX_NAME} characters why there is a discount")]
    DiscountReason,
    /// The sum is beyond what can be counted.
    #[error("the total is too large")]
    Money(#[source] MoneyError),
}

/// One tax on the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxLine {
    /// What the receipt calls it.
    pub label: String,
    /// Hundredths of a percent.
    pub basis_points: i64,
    /// What was charged for the lines of this rate, after discount.
    pub base: Money,
    /// The tax.
    pub amount: Money,
}

/// What an order comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Price times quantity of each line, in the lines' order.
    pub line_totals: Vec<Money>,
    /// Their sum.
    pub subtotal: Money,
    /// Money off.
    pub discount: Money,
    /// One entry per rate that applies.
    pub tax_lines: Vec<TaxLine>,
    /// Their sum.
    pub tax: Money,
    /// Whether `total` already contained the tax before it was computed.
    pub tax_mode: TaxMode,
    /// What the customer owes.
    pub total: Money,
}

impl Basket<'_> {
    /// Computes what the order comes to, or says which line is wrong.
    pub fn totals(&self) -> Result<Totals, BasketError> {
        self.check_lines()?;
        let line_totals =
            self.lines.iter().map(Line::total).collect::<Result<Vec<_>, _>>().map_err(BasketError::Money)?;
        let subtotal = sum(&line_totals, self.currency)?;
        let discount = self.discount_on(subtotal)?;
        let shares = spread(discount, &line_totals, subtotal);
        let tax_lines = self.tax_lines(&line_totals, &shares)?;
        let taxes: Vec<Money> = tax_lines.iter().map(|line| line.amount).collect();
        let tax = sum(&taxes, self.currency)?;
        let charged = subtotal.minus(discount).map_err(BasketError::Money)?;
        let total = match self.tax_rules.mode {
            TaxMode::Exclusive => charged.plus(tax).map_err(BasketError::Money)?,
            TaxMode::Inclusive => charged,
        };
        Ok(Totals { line_totals, subtotal, discount, tax_lines, tax, tax_mode: self.tax_rules.mode, total })
    }

    fn check_lines(&self) -> Result<(), BasketError> {
        if self.lines.is_empty() {
            return Err(BasketError::NoLines);
        }
        if self.lines.len() > MAX_LINES {
            return Err(BasketError::TooManyLines);
        }
        for (place, line) in self.lines.iter().enumerate() {
            if !(1..=MAX_QUANTITY).contains(&line.quantity) {
                return Err(BasketError::Quantity { line: place });
            }
            if line.unit_price.amount() < 0 {
                return Err(BasketError::Price { line: place });
            }
            if line.name.trim().is_empty() || line.name.chars().count() > MAX_NAME * MAX_POINTS_EACH {
                return Err(BasketError::Name { line: place });
            }
        }
        Ok(())
    }

    fn discount_on(&self, subtotal: Money) -> Result<Money, BasketError> {
        let Some(discount) = self.discount else { return Ok(Money::zero(self.currency)) };
        if discount.amount.currency() != self.currency
            || !(0..=subtotal.amount()).contains(&discount.amount.amount())
        {
            return Err(BasketError::DiscountAmount);
        }
        let reason = discount.reason.trim();
        if discount.amount.amount() > 0
            && (reason.is_empty() || reason.chars().count() > MAX_NAME * MAX_POINTS_EACH)
        {
            return Err(BasketError::DiscountReason);
        }
        Ok(discount.amount)
    }

    fn tax_lines(&self, line_totals: &[Money], shares: &[i64]) -> Result<Vec<TaxLine>, BasketError> {
        let mut tax_lines = Vec::new();
        for rate in self.tax_rules.rates.iter().filter(|rate| rate.basis_points > 0) {
            let taxed = self.lines.iter().zip(line_totals).zip(shares);
            let mut base = Money::zero(self.currency);
            for ((_, line_total), share) in taxed.filter(|((line, _), _)| line.tax_class == rate.class) {
                let share = Money::new(*share, self.currency).map_err(BasketError::Money)?;
                let charged = line_total.minus(share).map_err(BasketError::Money)?;
                base = base.plus(charged).map_err(BasketError::Money)?;
            }
            if base.amount() == 0 {
                continue;
            }
            let amount = rate.tax_on(base, self.tax_rules.mode).map_err(BasketError::Money)?;
            let label = rate.label.clone();
            tax_lines.push(TaxLine { label, basis_points: rate.basis_points, base, amount });
        }
        Ok(tax_lines)
    }
}

fn sum(amounts: &[Money], currency: Currency) -> Result<Money, BasketError> {
    amounts
        .iter()
        .try_fold(Money::zero(currency), |total, amount| total.plus(*amount))
        .map_err(BasketError::Money)
}

/// Spreads a discount over lines in proportion to what they cost; the units that rounding down
/// leaves over go to the largest remainders, so that the shares sum to the discount exactly and
/// no line's share exceeds the line.
fn spread(discount: Money, line_totals: &[Money], subtotal: Money) -> Vec<i64> {
    let whole = i128::from(subtotal.amount());
    if whole == 0 || discount.amount() == 0 {
        return vec![0; line_totals.len()];
    }
    let exact = line_totals.iter().map(|line| i128::from(line.amount()) * i128::from(discount.amount()));
    let mut shares: Vec<(usize, i128, i128)> =
        exact.enumerate().map(|(place, product)| (place, product / whole, product % whole)).collect();
    let given: i128 = shares.iter().map(|(_, share, _)| share).sum();
    let left = usize::try_from(i128::from(discount.amount()) - given).unwrap_or(0);
    shares.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
    for (_, share, _) in shares.iter_mut().take(left) {
        *share += 1;
    }
    shares.sort_by_key(|(place, _, _)| *place);
    shares.into_iter().map(|(_, share, _)| i64::try_from(share).unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        money::MAX_AMOUNT,
        tax::{STANDARD_CLASS, TaxRate},
    };
    use proptest::prelude::*;

    fn idr(amount: i64) -> Money {
        Money::new(amount, Currency::Idr).unwrap()
    }

    fn line(price: i64, quantity: i64) -> Line {
        let (name, tax_class) = ("Kopi susu".into(), STANDARD_CLASS.into());
        Line { item: Item::Custom, name, unit_price: idr(price), quantity, tax_class }
    }

    fn rules(mode: TaxMode) -> TaxRules {
        let rate = |class: &str, label: &str, basis_points| TaxRate {
            class: class.into(),
            label: label.into(),
            basis_points,
        };
        TaxRules {
            mode,
            rates: vec![rate(STANDARD_CLASS, "PB1 10 %", 1_000), rate("retail", "PPN 11 %", 1_100)],
        }
    }

    fn totals(lines: &[Line], discount: Option<&Discount>, rules: &TaxRules) -> Result<Totals, BasketError> {
        Basket { currency: Currency::Idr, lines, discount, tax_rules: rules }.totals()
    }

    #[test]
    fn two_coffees_and_a_croissant() {
        let lines = [line(28_000, 2), line(32_000, 1)];
        let totals = totals(&lines, None, &rules(TaxMode::Exclusive)).unwrap();
        assert_eq!((totals.subtotal, totals.tax, totals.total), (idr(88_000), idr(8_800), idr(96_800)));
        assert_eq!(totals.tax_lines.len(), 1);
    }

    #[test]
    fn contained_tax_leaves_the_price_alone() {
        let totals = totals(&[line(96_800, 1)], None, &rules(TaxMode::Inclusive)).unwrap();
        assert_eq!((totals.tax, totals.total), (idr(8_800), idr(96_800)));
    }

    #[test]
    fn each_class_has_its_own_tax_line() {
        let retail = Line { tax_class: "retail".into(), ..line(100_000, 1) };
        let free = Line { tax_class: "exempt".into(), ..line(50_000, 1) };
        let lines = [line(28_000, 1), retail, free];
        let totals = totals(&lines, None, &rules(TaxMode::Exclusive)).unwrap();
        let amounts: Vec<i64> = totals.tax_lines.iter().map(|tax| tax.amount.amount()).collect();
        assert_eq!(amounts, [2_800, 11_000]);
        assert_eq!(totals.total, idr(178_000 + 13_800));
    }

    #[test]
    fn a_discount_lowers_the_tax_base() {
        let discount = Discount { amount: idr(10_000), reason: "regular".into() };
        let totals = totals(&[line(60_000, 1)], Some(&discount), &rules(TaxMode::Exclusive)).unwrap();
        assert_eq!((totals.tax, totals.total), (idr(5_000), idr(55_000)));
    }

    #[test]
    fn wrong_baskets_name_the_line() {
        let rules = rules(TaxMode::Exclusive);
        assert_eq!(totals(&[], None, &rules), Err(BasketError::NoLines));
        assert_eq!(totals(&vec![line(1, 1); 201], None, &rules), Err(BasketError::TooManyLines));
        for quantity in [0, -1, 10_000] {
            let lines = [line(1, 1), line(1, quantity)];
            assert_eq!(totals(&lines, None, &rules), Err(BasketError::Quantity { line: 1 }));
        }
        assert_eq!(totals(&[line(-1, 1)], None, &rules), Err(BasketError::Price { line: 0 }));
        let nameless = Line { name: " ".into(), ..line(1, 1) };
        assert_eq!(totals(&[nameless], None, &rules), Err(BasketError::Name { line: 0 }));
        let huge = [line(MAX_AMOUNT, 9_999)];
        assert_eq!(totals(&huge, None, &rules), Err(BasketError::Money(MoneyError::TooLarge)));
    }

    #[test]
    fn wrong_discounts_are_refused() {
        let rules = rules(TaxMode::Exclusive);
        let give = |amount, reason: &str| {
            let discount = Discount { amount: idr(amount), reason: reason.into() };
            totals(&[line(1_000, 1)], Some(&discount), &rules)
        };
        assert_eq!(give(1_001, "regular"), Err(BasketError::DiscountAmount));
        assert_eq!(give(-1, "regular"), Err(BasketError::DiscountAmount));
        assert_eq!(give(1, "  "), Err(BasketError::DiscountReason));
        assert_eq!(give(1_000, "staff meal").map(|totals| totals.total), Ok(idr(0)));
    }

    proptest! {
        #[test]
        fn totals_add_up(
            lines in prop::collection::vec((0_i64..10_000_000, 1_i64..100, 0_usize..3), 1..30),
            off_percent in 0_i64..=100,
            inclusive: bool,
        ) {
            let classes = [STANDARD_CLASS, "retail", "exempt"];
            let lines: Vec<Line> = lines
                .into_iter()
                .map(|(price, quantity, class)| Line { tax_class: classes[class].into(), ..line(price, quantity) })
                .collect();
            let subtotal: i64 = lines.iter().map(|line| line.total().unwrap().amount()).sum();
            let discount = Discount { amount: idr(subtotal * off_percent / 100), reason: "regular".into() };
            let rules = rules(if inclusive { TaxMode::Inclusive } else { TaxMode::Exclusive });
            let totals = totals(&lines, Some(&discount), &rules).unwrap();

            prop_assert_eq!(totals.subtotal.amount(), subtotal);
            prop_assert_eq!(totals.tax_lines.iter().map(|tax| tax.amount.amount()).sum::<i64>(), totals.tax.amount());
            let added = if inclusive { 0 } else { totals.tax.amount() };
            prop_assert_eq!(totals.total.amount(), subtotal - discount.amount.amount() + added);
            prop_assert!(totals.total.amount() >= 0 && totals.tax.amount() >= 0);
        }

        #[test]
        fn a_discount_is_spread_exactly(
            amounts in prop::collection::vec(0_i64..1_000_000_000, 1..50),
            per_mille in 0_i64..=1_000,
        ) {
            let line_totals: Vec<Money> = amounts.iter().map(|amount| idr(*amount)).collect();
            let subtotal: i64 = amounts.iter().sum();
            let discount = subtotal * per_mille / 1_000;
            let shares = spread(idr(discount), &line_totals, idr(subtotal));
            prop_assert_eq!(shares.iter().sum::<i64>(), discount);
            for (share, amount) in shares.iter().zip(&amounts) {
                prop_assert!(*share >= 0 && share <= amount);
            }
        }
    }
}
