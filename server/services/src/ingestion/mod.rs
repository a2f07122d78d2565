//! Orders that an app sends, and what it says of them later.
//!
//! Every message is signed over its raw bytes with a secret that the app and Kedai share
//! ([`signature`]), under a key of one store ([`keys`]). It may come twice, late, out of order or a
//! hundred times at once: the app's own number for an order is that order for ever. What became of a
//! message is noted without anything that it said.

mod keys;
mod signature;

pub use keys::{KeyError, NewKey};
pub(crate) use signature::KeyMemory;
pub use signature::SignedMessage;
#[cfg(feature = "fuzzing")]
pub(crate) use signature::is_signed;
pub(crate) use signature::sign;

use contract::{
    Problem,
    ingestion::{
        AppOrderStatus, AppStatus, AppStatusUpdate, IngestItem, IngestOrder, IngestWarning, IngestedOrder,
    },
    orders::{MoveOrder, OrderView},
    problem::{Code, FieldCode},
    session::Caller,
};
use domain::{
    fold::spellings,
    id::{OrderId, StoreId, WebhookKeyId},
    order::Lifecycle,
};
use store::{
    ingestion::{AttemptRow, ingested_in_tx, insert_attempt_in_tx},
    orders::{KnownProduct, products_by_sku_in_tx},
};

use crate::{
    Failure, Services,
    access::store_scope,
    by_code::ByCode,
    failure::OrProblem,
    text::{Line, TextFault},
};

/// An app whose signature was right.
#[derive(Debug, Clone)]
pub struct Sender {
    key_id: WebhookKeyId,
    store_id: StoreId,
    caller: Caller,
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// A new order.
    Ingest,
    /// What the customer did with one.
    StatusUpdate,
}

/// What a message came to that led to an order.
pub(crate) const ACCEPTED: &str = "accepted";

impl MessageKind {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::StatusUpdate => "status_update",
        }
    }
}

impl Services {
    /// Takes an order in, if it could be read, and notes what the message came to. Sent again it is refused
    /// with the order that it became, and nothing is done.
    pub async fn ingest_order(
        &self,
        sender: &Sender,
        order: Result<IngestOrder, Problem>,
    ) -> Result<IngestedOrder, Problem> {
        let taken = match order {
            Ok(order) => self.take_in(sender, &order).await,
            Err(problem) => Err(problem),
        };
        // One that was taken in is noted already, in its order's transaction.
        if let Err(problem) = &taken {
            self.note_attempt(sender, MessageKind::Ingest, Err(problem)).await;
        }
        taken
    }

    async fn take_in(&self, sender: &Sender, order: &IngestOrder) -> Result<IngestedOrder, Problem> {
        self.check_store(sender, &order.store_id).await?;
        let products = self.products_of(sender, order).await.or_problem()?;
        let product = |sku: &str| products.get(sku).map(KnownProduct::id);
        let placed =
            self.place_by_app(&sender.caller, sender.key_id, sender.store_id, order, product).await?;
        let warnings = warnings(order, &placed);
        Ok(IngestedOrder {
            order_id: placed.id,
            reference: placed.reference,
            status: placed.lifecycle,
            total: placed.total,
            currency: placed.currency,
            tracking_url: placed.tracking_url,
            warnings,
        })
    }

    /// Moves an order as its app says that the customer did, if that could be read, and notes what the
    /// message came to. The same message again changes nothing.
    pub async fn update_by_app(
        &self,
        sender: &Sender,
        update: Result<AppStatusUpdate, Problem>,
    ) -> Result<AppOrderStatus, Problem> {
        let moved = match update {
            Ok(update) => self.move_by_app(sender, update).await,
            Err(problem) => Err(problem),
        };
        let outcome = moved.as_ref().map(|order| order.order_id);
        self.note_attempt(sender, MessageKind::StatusUpdate, outcome).await;
        moved
    }

    async fn move_by_app(&self, sender: &Sender, update: AppStatusUpdate) -> Result<AppOrderStatus, Problem> {
        self.check_store(sender, &update.store_id).await?;
        let scope = store_scope(sender.caller.tenant_id, sender.store_id);
        let mut tx = self.database.begin(&scope).await.or_problem()?;
        let found = ingested_in_tx(&mut tx, sender.store_id, &[update.client_order_id]).await.or_problem()?;
        tx.commit().await.or_problem()?;
        let order_id = found.first().ok_or_else(Problem::not_found)?.order_id();
        let (to, reason) = match update.status {
            AppStatus::PickedUp => (Lifecycle::Completed, update.reason),
            AppStatus::Cancelled => {
                let said = update.reason.filter(|reason| !reason.trim().is_empty());
                (Lifecycle::Cancelled, said.or_else(|| Some("Called off by the customer".to_owned())))
            }
        };
        let command = MoveOrder { status: to.code().to_owned(), reason };
        let moved = self.move_order(&sender.caller, &order_id.to_string(), command).await;
        let order = moved.map_err(|problem| if problem.status == 403 { begun(to) } else { problem })?;
        Ok(AppOrderStatus { order_id, reference: order.reference, status: order.lifecycle })
    }

    /// Notes what a message came to. That it can't be noted is logged and stops nothing.
    async fn note_attempt(&self, sender: &Sender, kind: MessageKind, outcome: Result<OrderId, &Problem>) {
        let (status, word, order_id) = match outcome {
            Ok(order_id) => (200, ACCEPTED, Some(order_id)),
            Err(problem) => (problem.status, problem.code.as_str(), told_order(problem)),
        };
        let at = self.clock.now();
        let attempt = AttemptRow {
            id: self.random.id(at),
            tenant_id: sender.caller.tenant_id.uuid(),
            store_id: sender.store_id.uuid(),
            key_id: sender.key_id.uuid(),
            kind: kind.code(),
            status,
            outcome: word.to_owned(),
            order_id: order_id.map(OrderId::uuid),
            at,
        };
        let noted = self.write_attempt(sender, &attempt).await;
        if noted.is_err() {
            tracing::error!(kind = kind.code(), status, outcome = word, "an attempt could not be noted");
        }
    }

    async fn write_attempt(&self, sender: &Sender, attempt: &AttemptRow) -> Result<(), Failure> {
        let scope = store_scope(sender.caller.tenant_id, sender.store_id);
        let mut tx = self.database.begin(&scope).await?;
        insert_attempt_in_tx(&mut tx, attempt).await?;
        Ok(tx.commit().await?)
    }

    /// A key is good for its own store; of another it isn't told whether it exists.
    async fn check_store(&self, sender: &Sender, slug: &str) -> Result<(), Problem> {
        let own = self.store_id(&sender.caller, slug).await;
        own.map(|_| ()).map_err(|problem| {
            let message = "This key is for another store. Send the slug of its own.";
            if problem.status == 404 {
                Problem::invalid("store_id", FieldCode::Unknown, message)
            } else {
                problem
            }
        })
    }

    async fn products_of(
        &self,
        sender: &Sender,
        order: &IngestOrder,
    ) -> Result<ByCode<KnownProduct>, Failure> {
        let sent = order.items.iter().take(domain::basket::MAX_LINES);
        let skus: Vec<String> =
            sent.filter_map(|item| sku(item).ok()?).flat_map(|sku| spellings(sku.as_str())).collect();
        let mut tx = self.database.begin(&store_scope(sender.caller.tenant_id, sender.store_id)).await?;
        let found = products_by_sku_in_tx(&mut tx, &skus).await?;
        tx.commit().await?;
        Ok(ByCode::of(found, |product| Some(&product.sku)))
    }
}

/// Longer codes are on no menu.
const MAX_SKU: usize = 100;

/// The code of what an app sells.
pub(crate) fn sku(item: &IngestItem) -> Result<Option<Line>, TextFault> {
    Line::read(&item.sku, MAX_SKU)
}

/// The order that a refusal names, if it names one.
fn told_order(problem: &Problem) -> Option<OrderId> {
    problem.extensions.get("order_id")?.as_str()?.parse().ok()
}

/// What the app may not do any more, because the shop went on with the order.
fn begun(to: Lifecycle) -> Problem {
    let detail = "The shop has gone on with this order, so the app can't move it. Ask the shop.";
    Problem::new(Code::InvalidTransition, detail).with("asked", to.code())
}

/// What differs from what the customer was shown.
fn warnings(sent: &IngestOrder, placed: &OrderView) -> Vec<IngestWarning> {
    let mut warnings = Vec::new();
    for (place, (item, line)) in sent.items.iter().zip(&placed.items).enumerate() {
        if item.unit_price != line.unit_price {
            warnings.push(IngestWarning {
                code: "price_changed".to_owned(),
                field: format!("items[{place}].unit_price"),
                message: format!("{} costs {} now.", line.name, line.unit_price),
                sent: Some(item.unit_price),
                actual: Some(line.unit_price),
            });
        }
    }
    if sent.promotion_code.as_deref().is_some_and(|code| !code.trim().is_empty()) {
        warnings.push(IngestWarning {
            code: "promotion_not_applied".to_owned(),
            field: "promotion_code".to_owned(),
            message: "There is no such promotion; the order is at the menu's prices.".to_owned(),
            sent: None,
            actual: None,
        });
    }
    // Apps show totals with tax or without.
    let before_tax = placed.subtotal - placed.discount;
    if sent.total != placed.total && sent.total != before_tax {
        warnings.push(IngestWarning {
            code: "total_changed".to_owned(),
            field: "total".to_owned(),
            message: format!("The order comes to {}.", placed.total),
            sent: Some(sent.total),
            actual: Some(placed.total),
        });
    }
    warnings
}
