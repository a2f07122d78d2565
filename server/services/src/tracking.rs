//! Customers following an order: by its secret link, or by reference and phone number.

use async_trait::async_trait;
use contract::{
    Problem,
    backend::TrackingApi,
    problem::Code,
    tracking::{LookUp, TrackingView},
};
use domain::id::{StoreId, TenantId};
use store::{
    Scope, StoreError,
    customers::by_phone_in_tx,
    gate::TrackedOrder,
    orders::{OrderKey, order_in_tx},
    tenants,
};

use crate::{
    Failure, Services,
    access::store_scope,
    clock::{business_day, utc_offset, wall_clock},
    failure::OrProblem,
    network::network_of,
    orders::tickets::for_customer,
    protection::{Region, sha256},
    sessions::Limit,
    tenants::parse_currency,
};

/// Look-ups that one network may make in a minute, right or wrong.
const LOOK_UPS: Limit = Limit { name: "order look-up", free: 10, window_seconds: 60, longest_seconds: 60 };

fn not_found() -> Problem {
    Problem::new(
        Code::OrderNotFound,
        "No order fits this reference and phone number. Check both; they are on the receipt.",
    )
}

#[async_trait]
impl TrackingApi for Services {
    async fn by_token(&self, token: &str) -> Result<TrackingView, Problem> {
        let tracked = self.tracked(token).await.or_problem()?.ok_or_else(Problem::not_found)?;
        self.tracking_view(tracked, token.to_owned()).await.or_problem()
    }

    async fn look_up(&self, look_up: LookUp, address: &str) -> Result<TrackingView, Problem> {
        self.count_try(LOOK_UPS, &network_of(address)).await?;
        let reference: domain::order::Reference = look_up.reference.parse().map_err(|_| not_found())?;
        let key = OrderKey::Reference(reference.to_string());
        // A reference is unique within a tenant, and a customer doesn't know the tenant: the one whose
        // order has this reference and this number is meant.
        for tenant_id in self.database.tenants_by_reference(&reference.to_string()).await.or_problem()? {
            // A tenant that can't be read keeps no other's customers from their order.
            let found = match self.find_for_phone(tenant_id, &key, &look_up.phone).await {
                Err(Failure::Store(away @ StoreError::Unavailable(_))) => return Err(away).or_problem(),
                found => found.or_problem().unwrap_or(None),
            };
            if let Some((tracked, token)) = found {
                return self.tracking_view(tracked, token).await.or_problem();
            }
        }
        Err(not_found())
    }
}

impl Services {
    /// The order of a link's secret, if there is one.
    pub(crate) async fn tracked(&self, token: &str) -> Result<Option<TrackedOrder>, Failure> {
        Ok(self.database.tracked_order(&sha256(token.as_bytes())).await?)
    }

    /// An order of a reference whose customer has this phone number, and its link's secret.
    async fn find_for_phone(
        &self,
        tenant_id: TenantId,
        key: &OrderKey,
        phone: &str,
    ) -> Result<Option<(TrackedOrder, String)>, Failure> {
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        let Some(order) = order_in_tx(&mut tx, key).await? else { return Ok(None) };
        let currency = parse_currency(&order.currency)?;
        let region = Region::of_store(order.country.as_deref(), &order.time_zone, currency);
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await?;
        let customers = by_phone_in_tx(&mut tx, &keys.phone_indexes(&[region], phone)).await?;
        tx.commit().await?;
        if !customers.iter().any(|customer| Some(customer.id) == order.customer_id) {
            return Ok(None);
        }
        let tracked = TrackedOrder {
            tenant_id,
            store_id: StoreId::from_uuid(order.store_id),
            order_id: domain::id::OrderId::from_uuid(order.id),
        };
        Ok(Some((tracked, keys.tracking_token(order.id))))
    }

    async fn tracking_view(&self, tracked: TrackedOrder, token: String) -> Result<TrackingView, Failure> {
        let mut tx = self.database.begin(&store_scope(tracked.tenant_id, tracked.store_id)).await?;
        let tenant = tenants::tenant_in_tx(&mut tx).await?.ok_or(Failure::Gone("the tenant"))?;
        let store = tenants::stores_in_tx(&mut tx).await?.pop().ok_or(Failure::Gone("the store"))?;
        let ticket = self.tickets_in_tx(&mut tx, &[tracked.order_id.uuid()]).await?.pop();
        tx.commit().await?;
        let now = self.clock.now();
        let order = for_customer(ticket.ok_or(Failure::Gone("the order"))?);
        Ok(TrackingView {
            shop: if store.name == tenant.name {
                tenant.name
            } else {
                format!("{} {}", tenant.name, store.name)
            },
            address: store.address,
            utc_offset_seconds: utc_offset(&store.time_zone, now)?.local_minus_utc(),
            clock: Some(wall_clock(&store.time_zone, now)?.since(order.placed_at)),
            today: business_day(&store.time_zone, store.day_cutoff_minutes, now)?.0,
            sequence: i64::from(order.version),
            tracking_url: crate::orders::tracking_url(&self.public_url, &token),
            order,
            token,
        })
    }
}
