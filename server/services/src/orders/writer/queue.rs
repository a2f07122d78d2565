//! One queue and one writer a store.

use domain::id::{StoreId, TenantId};
use tokio::sync::{Semaphore, mpsc};

use super::Waiting;
use crate::{Services, queues::Queues};

/// The most commands that wait for one store; more are told to come back.
const MAX_WAITING: usize = 1_024;
/// The most commands that one transaction decides.
const MAX_BATCH: usize = 64;
/// The most batches that are written at once, of all stores together. A batch costs the database far
/// more than one order more in it: a store that waits for its turn gathers a larger batch meanwhile,
/// and all stores are done sooner.
const MAX_WRITING: usize = 4;

/// The writers of the stores that sold lately.
pub(crate) struct Writers {
    pub(super) queues: Queues<StoreId, Waiting>,
    turns: Semaphore,
}

impl Writers {
    pub(crate) fn new() -> Self {
        Self { queues: Queues::new(MAX_WAITING), turns: Semaphore::new(MAX_WRITING) }
    }
}

/// A store's writer, until there was nothing to write for a while.
pub(super) async fn write(
    services: Services,
    tenant_id: TenantId,
    store_id: StoreId,
    mut commands: mpsc::Receiver<Waiting>,
) {
    let writers = &services.writers;
    let mut held: Vec<Waiting> = Vec::new();
    loop {
        if held.is_empty() {
            match writers.queues.next(store_id, &mut commands).await {
                Some(first) => held.push(first),
                None => return,
            }
        }
        let _turn = writers.turns.acquire().await;
        while held.len() < MAX_BATCH
            && let Ok(next) = commands.try_recv()
        {
            held.push(next);
        }
        let batch = first_of_each_order(&mut held);
        services.write_batch(tenant_id, store_id, batch).await;
    }
}

/// Takes commands out that can be carried out together. An order is changed once in a batch: what changes
/// it again waits for the next, where it finds the order as the first left it.
fn first_of_each_order(held: &mut Vec<Waiting>) -> Vec<Waiting> {
    let (mut batch, mut rest): (Vec<Waiting>, Vec<Waiting>) = (Vec::new(), Vec::new());
    for next in held.drain(..) {
        let again = next
            .task
            .order_id()
            .is_some_and(|id| batch.iter().chain(&rest).any(|waiting| waiting.task.order_id() == Some(id)));
        if again { rest.push(next) } else { batch.push(next) }
    }
    *held = rest;
    batch
}
