//! An order that an app sent: by the menu's prices, unpaid, and the same for ever under the app's number.

use contract::{
    Problem,
    ingestion::{IngestItem, IngestOrder},
    orders::{ItemDraft, OrderView},
    problem::{Code, FieldCode},
    session::Caller,
};
use domain::{
    basket::{MAX_LINES, MAX_NAME},
    id::{OrderId, ProductId, StoreId, WebhookKeyId},
    order::{Channel, OrderType},
};
use store::{
    Bytes,
    ingestion::{AttemptRow, IngestedOrder, IngestedRow},
};
use uuid::Uuid;

use super::prepare::{self, Sale, SaleItem, SalePayment};
use crate::{
    Services,
    failure::OrProblem,
    ingestion::{ACCEPTED, MessageKind, sku},
    orders::{
        checked::{Wrong, amount, customer},
        view::tracking_url,
        writer::{ClientOrder, Desk, Identity, Task},
    },
    protection::TenantKeys,
    text::Line,
};

/// The longest number that an app gives an order, in characters.
const MAX_CLIENT_ID: usize = 100;

/// The order that a number stands for, as far as whoever sends it again is told.
pub(in crate::orders) struct FirstSent {
    order_id: OrderId,
    reference: String,
    lifecycle: String,
    tracking_url: String,
}

impl FirstSent {
    /// One of an earlier batch.
    pub(in crate::orders) fn stored(first: &IngestedOrder, keys: &TenantKeys, public_url: &str) -> Self {
        let order_id = first.order_id();
        Self {
            order_id,
            reference: first.reference.clone(),
            lifecycle: first.lifecycle.clone(),
            tracking_url: tracking_url(public_url, &keys.tracking_token(order_id.uuid())),
        }
    }

    /// One of this batch.
    pub(in crate::orders) fn answered(order: &OrderView) -> Self {
        Self {
            order_id: order.id,
            reference: order.reference.to_string(),
            lifecycle: order.lifecycle.code().to_owned(),
            tracking_url: order.tracking_url.clone(),
        }
    }
}

/// The refusal of a number that was sent before, with the order that it became.
pub(in crate::orders) fn sent_before(first: &FirstSent, same: bool) -> Problem {
    let problem = if same {
        Problem::new(Code::DuplicateOrder, "This order is here already. Nothing was done.")
    } else {
        let detail =
            "Another order was sent under this number. Send a changed order under a number of its own.";
        Problem::new(Code::ConflictingOrder, detail)
    };
    problem
        .with("order_id", first.order_id.to_string())
        .with("reference", first.reference.as_str())
        .with("lifecycle", first.lifecycle.as_str())
        .with("tracking_url", first.tracking_url.as_str())
}

impl Services {
    /// Records an order that an app sent. `product` finds a product of the menu by its code.
    pub(crate) async fn place_by_app(
        &self,
        caller: &Caller,
        key_id: WebhookKeyId,
        store_id: StoreId,
        order: &IngestOrder,
        product: impl Fn(&str) -> Option<ProductId> + Send,
    ) -> Result<OrderView, Problem> {
        // As it was understood, so that blanks and the order of fields make no difference.
        let content = serde_json::to_vec(order).or_problem()?;
        let client = ClientOrder { id: order.client_order_id.clone(), content, key_id };
        let sale = prepared(order, product)?;
        let task = Task::Place(Box::new(sale));
        Ok(self.written(caller, store_id, Some(Identity::Client(client)), task).await?.answer)
    }
}

/// What an app's number became, for ever, and that its message was accepted.
pub(super) fn add_ingested(desk: &mut Desk<'_>, client: &ClientOrder, order_id: Uuid) {
    let (tenant_id, store_id) = (desk.tenant_id.uuid(), desk.store.id().uuid());
    desk.changes.ingested.push(IngestedRow {
        store_id,
        client_order_id: client.id.clone(),
        tenant_id,
        order_id,
        content_hash: Bytes(desk.keys.content_hash(&client.content).to_vec()),
        received_at: desk.now,
    });
    desk.changes.attempts.push(AttemptRow {
        id: desk.random.id(desk.now),
        tenant_id,
        store_id,
        key_id: client.key_id.uuid(),
        kind: MessageKind::Ingest.code(),
        status: 200,
        outcome: ACCEPTED.to_owned(),
        order_id: Some(order_id),
        at: desk.now,
    });
}

/// Checks an order, or says which fields are wrong.
pub(in crate::orders) fn prepared(
    order: &IngestOrder,
    product: impl Fn(&str) -> Option<ProductId>,
) -> Result<Sale, Problem> {
    let mut wrong = Wrong::none();
    let id = &order.client_order_id;
    if id.is_empty() || id.len() > MAX_CLIENT_ID || !id.chars().all(|c| c.is_ascii_graphic()) {
        let message =
            format!("Send the app's own number for the order: 1 to {MAX_CLIENT_ID} plain characters.");
        wrong.note("client_order_id", FieldCode::Invalid, message);
    }
    let channel = match order.channel.parse() {
        Ok(channel) if Channel::order_type(channel) == OrderType::Online => channel,
        _ => {
            wrong.note("channel", FieldCode::Unknown, "An order that a program sends comes by app or web.");
            Channel::App
        }
    };
    let who = customer(order.customer.clone(), &mut wrong);
    if who.is_none() {
        wrong.note("customer.name", FieldCode::Missing, "Send the customer's name.");
    }
    if who.as_ref().is_none_or(|who| who.phone.is_none()) {
        wrong.note("customer.phone", FieldCode::Missing, "Send the customer's phone number.");
    }
    if order.items.is_empty() || order.items.len() > MAX_LINES {
        wrong.note("items", FieldCode::Count, format!("Send 1 to {MAX_LINES} items."));
    }
    let mut items = Vec::new();
    for (place, sent) in order.items.iter().take(MAX_LINES).enumerate() {
        items.extend(item(place, sent, &product, &mut wrong));
    }
    if let Err(fault) = Line::read(order.promotion_code.as_deref().unwrap_or_default(), MAX_NAME) {
        wrong.text("promotion_code", fault);
    }
    amount("total", order.total, &mut wrong);
    wrong.checked()?;
    Ok(Sale {
        channel,
        customer: who,
        items,
        discount: None,
        note: None,
        payment: SalePayment::None,
        hand_over: false,
        total: None,
    })
}

fn item(
    place: usize,
    sent: &IngestItem,
    product: impl Fn(&str) -> Option<ProductId>,
    wrong: &mut Wrong,
) -> Option<SaleItem> {
    amount(&format!("items[{place}].unit_price"), sent.unit_price, wrong);
    let field = format!("items[{place}].sku");
    let sku = sku(sent).unwrap_or_else(|fault| {
        wrong.text(&field, fault);
        None
    });
    let Some(product) = sku.as_ref().and_then(|sku| product(sku.as_str())) else {
        wrong.note(field, FieldCode::Unknown, "There is no such product on the menu.");
        return None;
    };
    let draft = ItemDraft {
        product_id: Some(product.to_string()),
        quantity: sent.quantity,
        note: sent.note.clone(),
        ..ItemDraft::default()
    };
    prepare::item(place, draft, wrong)
}
