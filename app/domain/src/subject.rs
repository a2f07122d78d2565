//! What an event, an answer, an audit entry or a live topic is about, and in which stream it stands.

use uuid::Uuid;

use crate::id::{CustomerId, OrderId, StoreId, TenantId};

/// What something is about: a kind of thing, and which one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// An order.
    Order(OrderId),
    /// Who buys.
    Customer(CustomerId),
    /// What only a newer version of the program knows.
    Newer {
        /// The word for its kind.
        kind: String,
        /// Which one.
        id: Uuid,
    },
}

impl Subject {
    /// The word for an order, as it is stored.
    pub const ORDER: &'static str = "order";
    /// The word for a customer.
    pub const CUSTOMER: &'static str = "customer";

    /// The subject that a kind's word and an id name.
    pub fn of(kind: &str, id: Uuid) -> Self {
        match kind {
            Self::ORDER => Self::Order(OrderId::from_uuid(id)),
            Self::CUSTOMER => Self::Customer(CustomerId::from_uuid(id)),
            kind => Self::Newer { kind: kind.to_owned(), id },
        }
    }

    /// The word for its kind.
    pub fn kind(&self) -> &str {
        match self {
            Self::Order(_) => Self::ORDER,
            Self::Customer(_) => Self::CUSTOMER,
            Self::Newer { kind, .. } => kind,
        }
    }

    /// Which one.
    pub const fn uuid(&self) -> Uuid {
        match self {
            Self::Order(id) => id.uuid(),
            Self::Customer(id) => id.uuid(),
            Self::Newer { id, .. } => *id,
        }
    }

    /// Which one, as it is shown: `ord_…`.
    pub fn shown_id(&self) -> String {
        match self {
            Self::Order(id) => id.to_string(),
            Self::Customer(id) => id.to_string(),
            Self::Newer { id, .. } => id.simple().to_string(),
        }
    }

    /// The order, if it is one.
    pub const fn order(&self) -> Option<OrderId> {
        match self {
            Self::Order(id) => Some(*id),
            Self::Customer(_) | Self::Newer { .. } => None,
        }
    }
}

/// Where events stand one after the other, numbered without a gap: what happens at a store, and what concerns
/// the whole business. Whatever a subject's events say stands in one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// A store's.
    Store(StoreId),
    /// The business's.
    Tenant(TenantId),
}

impl Stream {
    /// The stream of an id, which is the store's or the tenant's.
    pub fn of(tenant_id: TenantId, id: Uuid) -> Self {
        if id == tenant_id.uuid() { Self::Tenant(tenant_id) } else { Self::Store(StoreId::from_uuid(id)) }
    }

    /// The id, as the database keeps it.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Store(id) => id.uuid(),
            Self::Tenant(id) => id.uuid(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_what_its_word_and_id_say() {
        let id = Uuid::from_u128(7);
        for kind in [Subject::ORDER, Subject::CUSTOMER, "shift"] {
            let subject = Subject::of(kind, id);
            assert_eq!((subject.kind(), subject.uuid()), (kind, id));
            assert_eq!(subject.order().is_some(), kind == Subject::ORDER);
            assert_eq!(matches!(subject, Subject::Newer { .. }), kind == "shift");
            assert!(subject.shown_id().ends_with(&id.simple().to_string()));
        }
    }

    #[test]
    fn a_stream_is_a_stores_or_the_tenants() {
        let (tenant, store) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let of = |id| Stream::of(TenantId::from_uuid(tenant), id);
        assert_eq!(of(tenant), Stream::Tenant(TenantId::from_uuid(tenant)));
        assert_eq!(of(store), Stream::Store(StoreId::from_uuid(store)));
        assert_eq!([of(tenant).uuid(), of(store).uuid()], [tenant, store]);
    }
}
