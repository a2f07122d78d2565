//! Editing an order that isn't paid yet: customer, lines, discount, note.
//!
//! What the command says is checked without a database ([`wanted`]). Then, with the order and what
//! belongs to it loaded ([`facts`]), one pure function decides what the edit comes to ([`decide`]);
//! saving and previewing both ask it. [`rows`] writes what was decided, [`stale`] tells a sender whose
//! version is gone what happened since.

mod customer;
mod decide;
mod facts;
mod history;
mod preview;
mod rows;
mod stale;
mod wanted;

use contract::{
    Problem,
    backend::CatalogueApi as _,
    orders::{Answered, EditOrder, EditPreview, EditSheet, OrderEdit, OrderView},
    problem::Code,
    session::Caller,
};
use domain::order::{Channel, LedgerSums, NotEditable, OrderType, check_editable};
use store::{TenantTx, command_answers, customers, orders::OrderRecord};

use self::decide::decide;
pub(super) use self::wanted::wanted;
use super::{
    answers::CommandKey,
    read::find_in_tx,
    sealed::person_key,
    view::{parse_channel, parse_lifecycle},
};
use crate::{
    Failure, Services,
    access::scope,
    failure::{OrProblem, sentence},
};

impl Services {
    pub(super) async fn edit_sheet(&self, caller: &Caller, id: &str) -> Result<EditSheet, Problem> {
        let order = self.read_order(caller, id).await?.order;
        let menu = self.menu(caller, &order.store).await?;
        Ok(EditSheet { order, menu, key: self.random.id(self.clock.now()).to_string() })
    }

    pub(super) async fn edit_order(
        &self,
        caller: &Caller,
        key: Option<String>,
        edit: OrderEdit,
    ) -> Result<Answered<OrderView>, Problem> {
        let key = CommandKey::of(key, &edit)?;
        let wanted = wanted(&edit.change)?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let (store, order) = self.locked_order_in_tx(&mut tx, &edit.id).await?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        if let Some(key) = &key {
            let stored = command_answers::answers_in_tx(&mut tx, std::slice::from_ref(&key.key)).await;
            if let Some(stored) = stored.or_problem()?.first() {
                return self.replay_in_tx(&mut tx, &keys, stored, &key.hash).await.or_problem()?;
            }
        }
        check_open(&order)?;
        if !edit.is_of(order.version) {
            return Err(self.stale_in_tx(&mut tx, order, edit.version).await?);
        }
        let order = self.with_locked_customer_in_tx(&mut tx, &edit.id, order).await?;
        let facts = self.facts_in_tx(&mut tx, &keys, order, &wanted).await.or_problem()?;
        let mut decided = decide(&facts, &wanted)?;
        if !decided.refusals.is_empty() {
            return Err(decided.refusals.swap_remove(0));
        }
        let (now, is_changed) = (facts.now, !decided.changed.is_empty());
        if is_changed {
            self.write_edit_in_tx(&mut tx, caller, &store, &keys, &facts, decided).await.or_problem()?;
        }
        let record = find_in_tx(&mut tx, &edit.id).await?;
        let person = person_key(&keys, record.data_key_id, record.wrapped_key.as_deref()).or_problem()?;
        let view = self.view_in_tx(&mut tx, record).await.or_problem()?;
        if let (Some(key), true) = (&key, is_changed) {
            let seal_with = person.as_ref().unwrap_or(keys.answers());
            let tenant_id = caller.tenant_id.uuid();
            let row = key.answer_row(tenant_id, seal_with, &view, now, &self.random);
            command_answers::insert_in_tx(&mut tx, &row.or_problem()?).await.or_problem()?;
        }
        tx.commit().await.or_problem()?;
        Ok(Answered { answer: view, replayed: false })
    }

    pub(super) async fn preview_order_edit(
        &self,
        caller: &Caller,
        id: &str,
        versions: &[i32],
        change: EditOrder,
    ) -> Result<EditPreview, Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let order = find_in_tx(&mut tx, id).await?;
        let refused = check_open(&order).err();
        if let Some(problem) = refused.clone().filter(|problem| problem.status == 404) {
            return Err(problem);
        }
        let stale = match versions.first() {
            Some(first) if !versions.contains(&order.version) => {
                Some(self.stale_in_tx(&mut tx, order.clone(), *first).await?)
            }
            _ => None,
        };
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let (wanted, unreadable) = match wanted(&change) {
            Ok(wanted) => (wanted, None),
            Err(problem) => (wanted::Wanted::default(), Some(problem)),
        };
        let facts = self.facts_in_tx(&mut tx, &keys, order, &wanted).await.or_problem()?;
        tx.commit().await.or_problem()?;
        let decided = match unreadable {
            Some(problem) => Err(problem),
            None => decide(&facts, &wanted),
        };
        preview::preview(&facts, decided, [refused, stale].into_iter().flatten().collect()).or_problem()
    }

    /// The order once nobody else changes its customer, whose details an edit may put right.
    async fn with_locked_customer_in_tx(
        &self,
        tx: &mut TenantTx,
        id: &str,
        order: OrderRecord,
    ) -> Result<OrderRecord, Problem> {
        let Some(customer_id) = order.customer_id else { return Ok(order) };
        customers::lock_in_tx(tx, customer_id).await.or_problem()?;
        find_in_tx(tx, id).await
    }
}

/// Whether an order is one that may be edited at all.
fn check_open(order: &OrderRecord) -> Result<(), Problem> {
    let channel: Channel = parse_channel(&order.channel).or_problem()?;
    if channel.order_type() != OrderType::Offline || order.deleted_at.is_some() {
        return Err(Problem::not_found());
    }
    let lifecycle = parse_lifecycle(&order.lifecycle).or_problem()?;
    let ledger = LedgerSums { received: order.received, refunded: order.refunded };
    check_editable(lifecycle, ledger, order.total).map_err(|reason| {
        let code = match reason {
            NotEditable::Paid => Code::OrderPaid,
            NotEditable::Cancelled => Code::OrderClosed,
        };
        Problem::new(code, sentence(&reason))
    })
}

/// What a failure of loading or writing becomes.
type Outcome<T> = Result<T, Failure>;
