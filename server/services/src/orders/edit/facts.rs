//! The order and everything that deciding about it needs.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::{OrderId, StoreId},
    money::{Currency, Money},
    payment_terms::PaymentTerms,
    tax::TaxRules,
};
use store::{
    TenantTx,
    orders::{
        OrderLine, OrderPayment, OrderRecord, SellableProduct, sellable_products_in_tx, stock_taken_in_tx,
    },
};
use uuid::Uuid;

use super::{
    Outcome,
    wanted::{Wanted, WantedItem},
};
use crate::{
    Failure, Services,
    clock::business_day,
    orders::{
        checked::What,
        sealed::{open_note, person_key},
        terms::stored_terms,
    },
    protection::{Profile, Region, SecretKey, TenantKeys},
    tenants::{parse_currency, tax_rules_in_tx},
};

/// An order as it stands, opened.
pub(super) struct Facts {
    pub(super) order: OrderRecord,
    pub(super) lines: Vec<OrderLine>,
    /// By line.
    pub(super) line_notes: Vec<Option<String>>,
    pub(super) note: Option<String>,
    pub(super) payments: Vec<OrderPayment>,
    /// Who buys; none if nobody is known or the person was erased.
    pub(super) customer: Option<Profile>,
    /// What seals the order's notes, unless it was destroyed.
    pub(super) key: Option<SecretKey>,
    pub(super) terms: Option<(PaymentTerms, i32)>,
    /// Everything that the order has or is to have.
    pub(super) products: HashMap<Uuid, SellableProduct>,
    /// How many of a product came from counted stock.
    pub(super) taken: HashMap<Uuid, i64>,
    /// Today's rates, in the mode that the order's prices are in.
    pub(super) tax_rules: TaxRules,
    pub(super) currency: Currency,
    /// Where the store is.
    pub(super) region: Region,
    /// When the edit is made: the clock is read once.
    pub(super) now: DateTime<Utc>,
    /// The store's trading day.
    pub(super) today: NaiveDate,
}

impl Facts {
    /// What was paid of it and not given back.
    pub(super) fn held(&self) -> Outcome<Money> {
        Ok(Money::new(self.order.received - self.order.refunded, self.currency)?)
    }
}

impl Services {
    pub(super) async fn facts_in_tx(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        mut order: OrderRecord,
        wanted: &Wanted,
    ) -> Result<Facts, Failure> {
        let order_id = OrderId::from_uuid(order.id);
        let currency = parse_currency(&order.currency)?;
        let now = self.clock.now();
        let today = business_day(&order.time_zone, order.day_cutoff_minutes, now)?.0;
        let region = Region::of_store(order.country.as_deref(), &order.time_zone, currency);
        let lines = std::mem::take(&mut order.lines.0);
        let payments = std::mem::take(&mut order.payments.0);
        let terms = order.terms.as_ref().map(|record| stored_terms(record, currency)).transpose()?;
        let taken = stock_taken_in_tx(tx, order_id).await?;
        let taken = taken.into_iter().map(|(product, quantity)| (product.uuid(), -quantity)).collect();
        let new = wanted.items.iter().flatten().filter_map(|item| match item {
            WantedItem::New { what: What::Product(id), .. } => Some(id.uuid()),
            _ => None,
        });
        let mut ids: Vec<Uuid> = lines.iter().filter_map(|line| line.product_id).chain(new).collect();
        ids.sort_unstable();
        ids.dedup();
        let products = sellable_products_in_tx(tx, StoreId::from_uuid(order.store_id), &ids).await?;
        let products = products.into_iter().map(|product| (product.id().uuid(), product)).collect();
        let tax_rules = tax_rules_in_tx(tx, &order.tax_mode).await?;
        let key = person_key(keys, order.data_key_id, order.wrapped_key.as_deref())?;
        let customer = match (&key, order.customer_id, order.sealed_profile.as_deref()) {
            (Some(key), Some(id), Some(sealed)) => Some(Profile::open(key, id, sealed)?),
            _ => None,
        };
        let note = open_note(key.as_ref(), order.id, order.sealed_note.as_deref())?;
        let line_notes =
            lines.iter().map(|line| open_note(key.as_ref(), line.id, line.sealed_note.as_deref()));
        let line_notes = line_notes.collect::<Result<_, Failure>>()?;
        Ok(Facts {
            order,
            lines,
            line_notes,
            note,
            payments,
            customer,
            key,
            terms,
            products,
            taken,
            tax_rules,
            currency,
            region,
            now,
            today,
        })
    }
}
