//! Endpoints of a tenant's programs, what is to be told to them, and how telling it went.

mod deliveries;
mod endpoints;
mod sending;

pub use deliveries::{
    AttemptRow, DeliveryRow, DeliverySearch, attempts_in_tx, dead_in_tx, deliveries_in_tx, delivery_in_tx,
    replay_in_tx,
};
pub use endpoints::{
    Destination, EndpointRow, NewEndpoint, delete_endpoint_in_tx, destination_in_tx, disable_endpoint_in_tx,
    enable_endpoint_in_tx, endpoint_in_tx, endpoints_in_tx, has_endpoints_in_tx, insert_endpoint_in_tx,
    lock_tenant_in_tx, note_failing_in_tx, note_well_in_tx, set_event_types_in_tx, wanted_in_tx,
};
pub use sending::{
    Claimed, EventSaid, NewDelivery, Orphan, Settled, Standing, bury_in_tx, claim_in_tx, events_said_in_tx,
    insert_deliveries_in_tx, orphans_in_tx, settle_in_tx, standing_in_tx,
};
