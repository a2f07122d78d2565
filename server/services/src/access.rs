//! Whether a caller may, and what they then see.

use contract::{
    Problem,
    session::{Caller, StoreScope},
};
use domain::{
    id::{StoreId, TenantId},
    role::Permission,
    subject::Stream,
};
use store::{Scope, VisibleStores};

/// Refuses a caller whose role may not.
pub(crate) fn require(caller: &Caller, permission: Permission) -> Result<(), Problem> {
    if caller.role.may(permission) { Ok(()) } else { Err(Problem::forbidden()) }
}

/// What a caller's transactions see.
pub(crate) fn scope(caller: &Caller) -> Scope {
    let stores = match &caller.stores {
        StoreScope::All => VisibleStores::All,
        StoreScope::Only(stores) => VisibleStores::Only(stores.clone()),
    };
    Scope {
        tenant_id: caller.tenant_id,
        stores,
        actor: Some(caller.staff_id),
        // To everybody else such an order isn't there.
        deleted_orders: caller.role.may(Permission::CorrectOrders),
    }
}

/// What Kedai's own transactions at one store see.
pub(crate) fn store_scope(tenant_id: TenantId, store_id: StoreId) -> Scope {
    Scope { tenant_id, stores: VisibleStores::Only(vec![store_id]), actor: None, deleted_orders: false }
}

/// The same of a stream.
pub(crate) fn stream_scope(tenant_id: TenantId, stream: Stream) -> Scope {
    match stream {
        Stream::Store(store_id) => store_scope(tenant_id, store_id),
        Stream::Tenant(_) => Scope::system(tenant_id),
    }
}

/// Whether a caller works at a store.
pub(crate) fn works_at(caller: &Caller, store_id: StoreId) -> bool {
    match &caller.stores {
        StoreScope::All => true,
        StoreScope::Only(stores) => stores.contains(&store_id),
    }
}
