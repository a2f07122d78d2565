//! One queue and one writer a store.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use contract::Problem;
use domain::id::{StoreId, TenantId};
use tokio::sync::{Semaphore, mpsc};

use super::Waiting;
use crate::Services;

/// The most commands that wait for one store; more are told to come back.
const MAX_WAITING: usize = 1_024;
/// The most commands that one transaction decides.
const MAX_BATCH: usize = 64;
/// The most batches that are written at once, of all stores together. A batch costs the database far
/// more than one order more in it: a store that waits for its turn gathers a larger batch meanwhile,
/// and all stores are done sooner.
const MAX_WRITING: usize = 4;
/// How long a writer without work stays.
const LINGER: std::time::Duration = std::time::Duration::from_secs(60);

/// The queues of the stores that sold lately.
pub(crate) struct PlaceQueue {
    stores: Mutex<HashMap<StoreId, mpsc::Sender<Waiting>>>,
    turns: Semaphore,
}

impl PlaceQueue {
    pub(crate) fn new() -> Self {
        Self { stores: Mutex::new(HashMap::new()), turns: Semaphore::new(MAX_WRITING) }
    }

    /// Puts a command into its store's queue, and a writer behind the queue if there is none.
    pub(super) fn push(
        &self,
        services: &Services,
        tenant_id: TenantId,
        store_id: StoreId,
        waiting: Waiting,
    ) -> Result<(), Problem> {
        let mut queues = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = match queues.get(&store_id) {
            None => waiting,
            Some(queue) => match queue.try_send(waiting) {
                Ok(()) => return Ok(()),
                Err(mpsc::error::TrySendError::Full(_)) => return Err(Problem::overloaded()),
                // The writer left just now.
                Err(mpsc::error::TrySendError::Closed(waiting)) => waiting,
            },
        };
        let (queue, commands) = mpsc::channel(MAX_WAITING);
        if queue.try_send(waiting).is_err() {
            return Err(Problem::overloaded());
        }
        queues.insert(store_id, queue);
        drop(queues);
        tokio::spawn(write(services.clone(), tenant_id, store_id, commands));
        Ok(())
    }

    /// Takes a writer's queue away, unless something came in meanwhile.
    fn retire(&self, store_id: StoreId, commands: &mpsc::Receiver<Waiting>) -> bool {
        let mut queues = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = commands.is_empty();
        if idle {
            queues.remove(&store_id);
        }
        idle
    }
}

async fn write(
    services: Services,
    tenant_id: TenantId,
    store_id: StoreId,
    mut commands: mpsc::Receiver<Waiting>,
) {
    loop {
        let first = match tokio::time::timeout(LINGER, commands.recv()).await {
            Ok(Some(first)) => first,
            Ok(None) => return,
            Err(_) if services.places.retire(store_id, &commands) => return,
            Err(_) => continue,
        };
        let _turn = services.places.turns.acquire().await;
        let mut batch = vec![first];
        while batch.len() < MAX_BATCH
            && let Ok(next) = commands.try_recv()
        {
            batch.push(next);
        }
        services.place_batch(tenant_id, store_id, batch).await;
    }
}
