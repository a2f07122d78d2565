//! The subscriber: a delivery for every event and endpoint that wants it.

use async_trait::async_trait;
use domain::subject::Stream;
use store::{
    TenantTx,
    events::EventRecord,
    webhooks::{NewDelivery, has_endpoints_in_tx, wanted_in_tx},
};

use super::sending::add_deliveries_in_tx;
use crate::{Failure, Services, outbox::Subscriber};

/// Adds deliveries. An endpoint that is disabled gets them too: they wait until it is enabled.
pub struct Webhooks;

#[async_trait]
impl Subscriber for Webhooks {
    fn name(&self) -> &'static str {
        "webhooks"
    }

    async fn wants_in_tx(&self, _services: &Services, tx: &mut TenantTx) -> Result<bool, Failure> {
        Ok(has_endpoints_in_tx(tx).await?)
    }

    async fn take_in_tx(
        &self,
        services: &Services,
        tx: &mut TenantTx,
        stream: Stream,
        events: &[EventRecord],
    ) -> Result<(), Failure> {
        let now = services.clock.now();
        let endpoints = wanted_in_tx(tx).await?;
        let mut deliveries = Vec::new();
        for event in events {
            for (endpoint_id, types) in &endpoints {
                if types.is_empty() || types.contains(&event.kind) {
                    deliveries.push(NewDelivery {
                        id: services.random.id(now),
                        endpoint_id: *endpoint_id,
                        event_id: event.id,
                        event_type: event.kind.clone(),
                        sequence: Some(event.sequence),
                        subject: Some(event.subject()),
                    });
                }
            }
        }
        if !deliveries.is_empty() {
            add_deliveries_in_tx(tx, Some(stream), &deliveries, now).await?;
        }
        Ok(())
    }

    fn taken(&self, services: &Services) {
        services.jobs.wake.notify_one();
    }
}
