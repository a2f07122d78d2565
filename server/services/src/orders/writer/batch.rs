//! One transaction for all that waits at a store.

use std::collections::HashMap;

use contract::{
    Problem,
    orders::{Answered, OrderView},
};
use domain::{
    id::{OrderId, StoreId, TenantId},
    role::Permission,
};
use store::{
    StoreError,
    command_answers::answers_in_tx,
    customers::by_phone_in_tx,
    ingestion::ingested_in_tx,
    orders::{OrderChanges, StoreDesk, desk_in_tx, orders_in_tx, stock_taken_in_tx, write_in_tx},
};
use uuid::Uuid;

use super::{Desk, Identity, Task, Waiting};
use crate::{
    Failure, Services,
    access::store_scope,
    clock::business_day,
    events::log::EventLog,
    orders::{
        answers::key_reused,
        checked::What,
        command_hash::CommandHash,
        place::{FirstSent, Sale, sent_before},
    },
    protection::Region,
    tenants::{parse_currency, tax_rules},
};

/// What a command came to.
pub(in crate::orders) type Outcome = Result<Answered<OrderView>, Problem>;

/// How often a batch is decided before it is given up.
const TRIES: usize = 4;

impl Services {
    /// Decides and writes what waits, and answers everybody.
    pub(super) async fn write_batch(&self, tenant_id: TenantId, store_id: StoreId, batch: Vec<Waiting>) {
        let outcomes = self.decide_and_write(tenant_id, store_id, &batch).await;
        match outcomes {
            Ok(outcomes) => answer(batch, outcomes),
            // One command that can't be carried out must not take the others with it.
            Err(failure) if batch.len() > 1 && !is_unavailable(&failure) => {
                for waiting in batch {
                    let outcomes =
                        self.decide_and_write(tenant_id, store_id, std::slice::from_ref(&waiting)).await;
                    let outcomes = outcomes.unwrap_or_else(|failure| vec![Err(failure.into())]);
                    answer(vec![waiting], outcomes);
                }
            }
            Err(failure) => {
                let problem = Problem::from(failure);
                let outcomes = batch.iter().map(|_| Err(problem.clone())).collect();
                answer(batch, outcomes);
            }
        }
    }

    async fn decide_and_write(
        &self,
        tenant_id: TenantId,
        store_id: StoreId,
        batch: &[Waiting],
    ) -> Result<Vec<Outcome>, Failure> {
        let mut tries = 1;
        loop {
            match self.try_batch(tenant_id, store_id, batch).await {
                Err(Failure::Store(error)) if tries < TRIES && is_overtaken(&error) => {
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn try_batch(
        &self,
        tenant_id: TenantId,
        store_id: StoreId,
        batch: &[Waiting],
    ) -> Result<Vec<Outcome>, Failure> {
        let (command_keys, client_ids) = identities(batch);
        let mut tx = self.database.begin_at_store(&store_scope(tenant_id, store_id), store_id).await?;
        let desk = desk_in_tx(&mut tx, store_id, &products_of(batch), &command_keys).await?;
        let StoreDesk { store, tax_rates, products, has_answers } = desk.ok_or(Failure::Gone("the store"))?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await?;
        let currency = parse_currency(&store.currency)?;
        let tax_rules = tax_rules(&store.tax_mode, tax_rates.0)?;
        let products = products.0.into_iter().map(|product| (product.id().uuid(), product)).collect();
        let region = Region::of_store(store.country.as_deref(), &store.time_zone, currency);
        let phones: Vec<Vec<u8>> = sales(batch)
            .filter_map(|sale| sale.customer.as_ref()?.phone.as_deref())
            .flat_map(|phone| keys.phone_indexes(&[region], phone))
            .collect();
        let customers = by_phone_in_tx(&mut tx, &phones).await?;
        let answers = if has_answers { answers_in_tx(&mut tx, &command_keys).await? } else { Vec::new() };
        let sent = match client_ids.is_empty() {
            true => Vec::new(),
            false => ingested_in_tx(&mut tx, store_id, &client_ids).await?,
        };
        let changed: Vec<Uuid> = batch.iter().filter_map(|waiting| waiting.task.order_id()).collect();
        let orders = orders_in_tx(&mut tx, &changed).await?;
        let mut taken = HashMap::new();
        for waiting in batch {
            if let Task::Move { order_id, leg } = &waiting.task
                && leg.is_cancellation()
            {
                taken.insert(*order_id, stock_taken_in_tx(&mut tx, OrderId::from_uuid(*order_id)).await?);
            }
        }
        let now = self.clock.now();
        let today = business_day(&store.time_zone, store.day_cutoff_minutes, now)?.0;
        let mut desk = Desk {
            now,
            today,
            random: &self.random,
            keys: &keys,
            public_url: &self.public_url,
            tenant_id,
            store: &store,
            currency,
            region,
            tax_rules: &tax_rules,
            products,
            customers,
            orders: orders.into_iter().map(|order| (order.id, order)).collect(),
            taken,
            log: EventLog::of_store(tenant_id, &store),
            changes: OrderChanges::default(),
        };
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(batch.len());
        let mut answered_here: HashMap<&str, (usize, CommandHash)> = HashMap::new();
        let mut sent_here: HashMap<&str, (usize, &[u8])> = HashMap::new();
        for (place, waiting) in batch.iter().enumerate() {
            // Whoever may not know of an order is told nothing of what was done with it either.
            if !desk.is_known(waiting) {
                outcomes.push(Err(Problem::not_found()));
                continue;
            }
            let command = match &waiting.identity {
                Some(Identity::Key(command)) => command,
                Some(Identity::Client(client)) => {
                    let outcome =
                        if let Some(first) = sent.iter().find(|first| first.client_order_id == client.id) {
                            let same = first.content_hash == keys.content_hash(&client.content);
                            Err(sent_before(&FirstSent::stored(first, &keys, self.public_url.as_str()), same))
                        } else if let Some((earlier, content)) = sent_here.get(client.id.as_str()) {
                            let first = outcomes.get(*earlier).and_then(|outcome| outcome.as_ref().ok());
                            let first = first.ok_or(Failure::Gone("the first answer"))?;
                            Err(sent_before(
                                &FirstSent::answered(&first.answer),
                                *content == client.content.as_slice(),
                            ))
                        } else {
                            let outcome = desk.carry_out(waiting)?;
                            if outcome.is_ok() {
                                sent_here.insert(&client.id, (place, &client.content));
                            }
                            outcome
                        };
                    outcomes.push(outcome);
                    continue;
                }
                None => {
                    outcomes.push(desk.carry_out(waiting)?);
                    continue;
                }
            };
            let outcome = if let Some(stored) = answers.iter().find(|stored| stored.key == command.key) {
                self.replay_in_tx(&mut tx, &keys, stored, &command.hash).await?
            } else if let Some((earlier, hash)) = answered_here.get(command.key.as_str()) {
                let first = outcomes.get(*earlier).cloned();
                replay_of(first.ok_or(Failure::Gone("the first answer"))?, *hash == command.hash)
            } else {
                let outcome = desk.carry_out(waiting)?;
                if outcome.is_ok() {
                    answered_here.insert(&command.key, (place, command.hash));
                }
                outcome
            };
            outcomes.push(outcome);
        }
        let changes = desk.changes;
        write_in_tx(&mut tx, store_id, &changes).await?;
        tx.commit().await?;
        Ok(outcomes)
    }
}

impl Desk<'_> {
    /// Decides a command and adds its rows, or refuses it and adds nothing.
    fn carry_out(&mut self, waiting: &Waiting) -> Result<Outcome, Failure> {
        match &waiting.task {
            Task::Place(sale) => self.place(waiting, sale),
            Task::Pay { order_id, payment } => self.pay(waiting, *order_id, payment),
            Task::Move { order_id, leg } => self.move_order(waiting, *order_id, leg),
        }
    }

    /// Whether the order that a command changes is there for whoever sent it.
    fn is_known(&self, waiting: &Waiting) -> bool {
        let Some(order_id) = waiting.task.order_id() else { return true };
        let sees_deleted = waiting.caller.role.may(Permission::CorrectOrders);
        self.orders.get(&order_id).is_some_and(|order| sees_deleted || order.deleted_at.is_none())
    }
}

/// New orders.
fn sales(batch: &[Waiting]) -> impl Iterator<Item = &Sale> {
    batch.iter().filter_map(|waiting| match &waiting.task {
        Task::Place(sale) => Some(sale.as_ref()),
        Task::Pay { .. } | Task::Move { .. } => None,
    })
}

/// What commands of a batch are known by: keys of commands, and apps' numbers of orders.
fn identities(batch: &[Waiting]) -> (Vec<String>, Vec<String>) {
    let (mut keys, mut client_ids) = (Vec::new(), Vec::new());
    for waiting in batch {
        match &waiting.identity {
            Some(Identity::Key(command)) => keys.push(command.key.clone()),
            Some(Identity::Client(client)) => client_ids.push(client.id.clone()),
            None => {}
        }
    }
    (keys, client_ids)
}

/// The products that some commands name.
fn products_of(batch: &[Waiting]) -> Vec<Uuid> {
    let items = sales(batch).flat_map(|sale| &sale.items);
    let mut ids: Vec<Uuid> = items
        .filter_map(|item| match &item.what {
            What::Product(id) => Some(id.uuid()),
            What::Custom { .. } => None,
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn replay_of(first: Outcome, same_request: bool) -> Outcome {
    match first {
        Ok(_) if !same_request => Err(key_reused()),
        Ok(first) => Ok(Answered { answer: first.answer, replayed: true }),
        Err(problem) => Err(problem),
    }
}

/// Whether deciding anew helps: a random reference was taken already, or a key was used meanwhile at
/// another store, whose lock is another.
fn is_overtaken(error: &StoreError) -> bool {
    let overtaken = ["orders_reference_tenant_id_key", "command_answers_pkey", "ingested_orders_pkey"];
    overtaken.into_iter().any(|constraint| error.is_refused_by(constraint))
}

fn is_unavailable(failure: &Failure) -> bool {
    matches!(failure, Failure::Store(StoreError::Unavailable(_)))
}

fn answer(batch: Vec<Waiting>, outcomes: Vec<Outcome>) {
    for (waiting, outcome) in batch.into_iter().zip(outcomes) {
        // Whoever went away meanwhile finds the answer under the command's key.
        let _ = waiting.answer.send(outcome);
    }
}
