//! Taxes on a sale: a tenant's rates per tax class, added to prices or contained in them.
//!
//! Indonesia's PB1 (regional tax on food and drink, UU 1/2022) is 10 % and usually added to menu
//! prices; retail prices contain VAT. Both are one rule set with another [`TaxMode`].

use serde::{Deserialize, Serialize};

use crate::money::{Money, MoneyError};

/// Whether menu prices already contain the tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    /// The tax is added to the price.
    Exclusive,
    /// The price contains the tax.
    Inclusive,
}

/// The tax of one class of products.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRate {
    /// The class, as products name it: `standard`, `exempt` …
    pub class: String,
    /// What the receipt calls it: `PB1 10 %`.
    pub label: String,
    /// Hundredths of a percent: 10 % is 1000.
    pub basis_points: i64,
}

/// All that is needed to tax a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRules {
    /// Added or contained.
    pub mode: TaxMode,
    /// One rate a class; a class without a rate is not taxed.
    pub rates: Vec<TaxRate>,
}

/// The class of products and custom lines that name none.
pub const STANDARD_CLASS: &str = "standard";

/// The class of what is sold without tax.
pub const EXEMPT_CLASS: &str = "exempt";

const WHOLE: i64 = 10_000;

impl TaxRules {
    /// A tenant that charges no tax.
    pub const fn none() -> Self {
        Self { mode: TaxMode::Exclusive, rates: Vec::new() }
    }

    /// The rate of a class, if it has one above zero.
    pub fn rate(&self, class: &str) -> Option<&TaxRate> {
        self.rates.iter().find(|rate| rate.class == class && rate.basis_points > 0)
    }
}

impl TaxRate {
    /// The tax on, or within, what was charged for all lines of this class together: rounded once
    /// per rate and receipt, so that the tax line equals its rate times the base it names.
    pub fn tax_on(&self, charged: Money, mode: TaxMode) -> Result<Money, MoneyError> {
        match mode {
            TaxMode::Exclusive => charged.scale(self.basis_points, WHOLE),
            TaxMode::Inclusive => charged.scale(self.basis_points, WHOLE + self.basis_points),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn idr(amount: i64) -> Money {
        Money::new(amount, Currency::Idr).unwrap()
    }

    fn pb1() -> TaxRate {
        TaxRate { class: STANDARD_CLASS.into(), label: "PB1 10 %".into(), basis_points: 1_000 }
    }

    #[test]
    fn pb1_is_added_to_or_found_in_the_price() {
        assert_eq!(pb1().tax_on(idr(88_000), TaxMode::Exclusive), Ok(idr(8_800)));
        assert_eq!(pb1().tax_on(idr(96_800), TaxMode::Inclusive), Ok(idr(8_800)));
        assert_eq!(pb1().tax_on(idr(5), TaxMode::Exclusive), Ok(idr(1)));
    }

    #[test]
    fn a_class_without_a_rate_is_not_taxed() {
        let rules = TaxRules { mode: TaxMode::Exclusive, rates: vec![pb1()] };
        assert!(rules.rate("exempt").is_none());
        assert!(rules.rate(STANDARD_CLASS).is_some());
    }
}
