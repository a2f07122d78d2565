//! What is left of a transaction when whoever asked for it goes away.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::{Duration, Instant},
};

use domain::id::{StoreId, TenantId};
use store::Scope;

use super::support::{Desk, database, open};

/// How long connections may take to be as they were.
const PATIENCE: Duration = Duration::from_secs(10);

/// Polls a future so many times, and drops it whether it is ready or not.
async fn polled(future: impl Future, times: usize) {
    let mut future = pin!(future);
    for _ in 0..times {
        let is_ready = poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await;
        if is_ready {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_transaction_abandoned_while_it_opens_holds_no_lock() {
    let name = database(1, 1);
    let database = open(&name).await;
    let mut desk = Desk::open(&name).await;
    let id = async |desk: &mut Desk, what: &str| {
        desk.texts(&format!("SELECT {what}::text FROM kedai.stores ORDER BY id LIMIT 1")).await[0]
            .parse()
            .unwrap()
    };
    let scope = Scope::system(TenantId::from_uuid(id(&mut desk, "tenant_id").await));
    let store_id = StoreId::from_uuid(id(&mut desk, "id").await);
    for times in 1..40 {
        // So that a connection waits for it, and the opening is on its way with the first poll.
        database.begin(&scope).await.unwrap().rollback().await.unwrap();
        polled(database.begin_at_store(&scope, store_id), times).await;
        let began = Instant::now();
        let busy = "SELECT state FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
        loop {
            let states = desk.texts(busy).await;
            if states.is_empty() {
                break;
            }
            assert!(began.elapsed() < PATIENCE, "after {times} polls a connection is still {states:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
