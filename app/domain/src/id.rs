//! One id type per entity: a UUIDv7 inside, a prefixed word like `ord_0190…` at the edge.
//!
//! The prefix keeps a product's id from being taken for an order's, by people as well as by
//! programs; the time-ordered UUID keeps index pages of new rows together.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// A word that is no id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an id that begins with {prefix:?}")]
pub struct ParseIdError {
    /// What an id of this kind begins with.
    pub prefix: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What an id of this kind begins with when it is shown.
            pub const PREFIX: &'static str = $prefix;

            /// Takes a UUID that is known to name this kind of thing.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID, as the database keeps it.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(word: &str) -> Result<Self, ParseIdError> {
                word.strip_prefix($prefix)
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or(ParseIdError { prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                word.parse().map_err(de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// One business.
    TenantId = "ten_";
    /// One place a tenant sells from.
    StoreId = "sto_";
    /// A person who works for a tenant.
    StaffId = "stf_";
    /// A person or company that buys.
    CustomerId = "cus_";
    /// A thing on the menu.
    ProductId = "prd_";
    /// An order.
    OrderId = "ord_";
    /// A line of an order.
    LineId = "lin_";
    /// An entry of an order's payment ledger.
    PaymentId = "pay_";
    /// A key that an app signs its messages with.
    WebhookKeyId = "whk_";
    /// Where a tenant's program is told what happened.
    WebhookEndpointId = "whe_";
    /// One event for one endpoint.
    WebhookDeliveryId = "whd_";
    /// An immutable fact.
    EventId = "evt_";
    /// Something that Kedai does by itself.
    JobId = "job_";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_shows() {
        let id = OrderId::from_uuid(Uuid::from_u128(0x0190_7f5e_0000_7000_8000_0000_0000_0001));
        assert_eq!(id.to_string(), "ord_01907f5e000070008000000000000001");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let product = ProductId::from_uuid(Uuid::from_u128(7)).to_string();
        assert_eq!(product.parse::<OrderId>(), Err(ParseIdError { prefix: "ord_" }));
        assert!("ord_".parse::<OrderId>().is_err());
        assert!("".parse::<OrderId>().is_err());
    }
}
