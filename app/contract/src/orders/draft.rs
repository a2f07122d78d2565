//! What a command that records an order says.

use serde::{Deserialize, Serialize};

/// Records an order. Amounts are in the smallest unit the store charges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceOrder {
    /// Slug of the store.
    pub store: String,
    /// `till` or `phone`.
    pub channel: String,
    /// Who buys; may be left out at the till.
    #[serde(default)]
    pub customer: Option<CustomerDraft>,
    /// What is sold, 1 to 200 lines.
    pub items: Vec<ItemDraft>,
    /// Money off the whole order.
    #[serde(default)]
    pub discount: Option<DiscountDraft>,
    /// For the shop, up to 500 characters.
    #[serde(default)]
    pub note: Option<String>,
    /// How it is paid.
    pub payment: PaymentDraft,
    /// Whether the goods change hands at once.
    #[serde(default)]
    pub hand_over: bool,
    /// What the sender computed; refused if the server computes another.
    #[serde(default)]
    pub total: Option<i64>,
}

/// Who buys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerDraft {
    /// Their name, 1 to 120 characters.
    pub name: String,
    /// Their phone number, as they say it.
    #[serde(default)]
    pub phone: Option<String>,
    /// Their e-mail address.
    #[serde(default)]
    pub email: Option<String>,
}

// A person's details must never reach a log through a derived Debug.
impl std::fmt::Debug for CustomerDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CustomerDraft { .. }")
    }
}

/// One line: a product by its id, or something named and priced by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemDraft {
    /// The product; its name and price are the catalogue's.
    #[serde(default)]
    pub product_id: Option<String>,
    /// Name of a line that is no product.
    #[serde(default)]
    pub name: Option<String>,
    /// Price of one, for a line that is no product.
    #[serde(default)]
    pub unit_price: Option<i64>,
    /// How many, 1 to 9999.
    pub quantity: i64,
    /// For the kitchen, up to 500 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// Money off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiscountDraft {
    /// How much.
    pub amount: i64,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// How an order is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentDraft {
    /// All of it, one way.
    Full {
        /// `cash`, `card`, `bank_transfer`, `check` or `other`.
        method: String,
        /// Cash handed over.
        #[serde(default)]
        tendered: Option<i64>,
    },
    /// All of it, several ways.
    Split {
        /// Whose sum is the total.
        parts: Vec<PartDraft>,
    },
    /// Some of it now, the rest in instalments; needs a customer with name and phone number.
    Installments {
        /// What is paid now; nothing if left out.
        #[serde(default)]
        down_payment: Option<DownPaymentDraft>,
        /// The rest.
        installments: ScheduleDraft,
    },
    /// All of it later; needs a customer with name and phone number.
    Later {
        /// When it is due, `YYYY-MM-DD`.
        #[cfg_attr(feature = "openapi", schema(format = Date))]
        due_date: String,
    },
}

/// What is paid at once: an amount, or a share of the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DownPaymentDraft {
    /// How much; or `percent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Percent of the total, with at most two decimals; or `amount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub percent: Option<Percent>,
    /// `cash`, `card`, `bank_transfer`, `check` or `other`.
    pub method: String,
    /// Cash handed over, if more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tendered: Option<i64>,
}

/// A percentage, counted in hundredths of a percent and written as people write it: `30`, `12.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(pub i64);

impl Serialize for Percent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            return serializer.serialize_i64(self.0 / 100);
        }
        // Up to 2^53 hundredths are exact in a double, far more than a percentage has.
        #[expect(clippy::cast_precision_loss, reason = "percentages are small")]
        serializer.serialize_f64(self.0 as f64 / 100.0)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hundredths = f64::deserialize(deserializer)? * 100.0;
        let whole = hundredths.round();
        if !(0.0..=10_000.0).contains(&whole) || (hundredths - whole).abs() > 1e-6 {
            return Err(serde::de::Error::custom("a percentage is 0 to 100, with at most two decimals"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "0 to 10,000, checked above")]
        Ok(Self(whole as i64))
    }
}

/// How the rest is paid: so many times at regular distances, or as agreed one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ScheduleDraft {
    /// So many times the same; the last takes the rounding.
    Regular {
        /// How many times, 1 to 60.
        count: i64,
        /// `week`, `two_weeks` or `month`.
        interval: String,
        /// When for the first time, `YYYY-MM-DD`; one interval from now if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(format = Date))]
        first_due: Option<String>,
    },
    /// By their own dates and amounts, earliest first.
    Agreed(Vec<AgreedInstalmentDraft>),
}

/// An instalment as agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgreedInstalmentDraft {
    /// When it is due, `YYYY-MM-DD`.
    #[cfg_attr(feature = "openapi", schema(format = Date))]
    pub due_date: String,
    /// How much.
    pub amount: i64,
}

/// A part of a split payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartDraft {
    /// `cash`, `card`, `bank_transfer`, `check` or `other`.
    pub method: String,
    /// What it pays.
    pub amount: i64,
    /// Cash handed over, if more.
    #[serde(default)]
    pub tendered: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_read_as_people_write_them() {
        let read = |json: &str| serde_json::from_str::<PaymentDraft>(json).unwrap();
        let PaymentDraft::Installments { down_payment: Some(down), installments } = read(
            r#"{"type":"installments","down_payment":{"percent":12.5,"method":"cash"},
                "installments":{"count":2,"interval":"month","first_due":"2026-12-21"}}"#,
        ) else {
            panic!("installments")
        };
        assert_eq!((down.amount, down.percent), (None, Some(Percent(1_250))));
        assert!(matches!(installments, ScheduleDraft::Regular { count: 2, .. }));
        let agreed = read(
            r#"{"type":"installments","down_payment":{"amount":5,"method":"card"},
                "installments":[{"due_date":"2026-12-21","amount":7}]}"#,
        );
        let written = serde_json::to_value(&agreed).unwrap();
        assert_eq!(written["installments"][0]["amount"], 7);
        assert_eq!(read(&written.to_string()), agreed);
        assert!(matches!(read(r#"{"type":"later","due_date":"2026-12-21"}"#), PaymentDraft::Later { .. }));
        for wrong in ["-1", "100.01", "33.333"] {
            assert!(serde_json::from_str::<Percent>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(serde_json::to_string(&[Percent(3_000), Percent(1_250)]).unwrap(), "[30,12.5]");
    }
}
