//! Past orders from a shop's own files: one of orders, one of their lines.
//!
//! They are entered as what they were: offline orders of their day, paid in full then and handed over,
//! with the prices and line discounts of the file and no tax added. Stock stays as it is, since it was
//! counted after them. Freight is no sale and stays out of the totals; it is kept in the note, with
//! where the goods went. The shop's own number is kept, so that the same file twice doubles nothing.
//! All of it is one transaction, in which the store's sales wait; so a file has a limit.

mod read;
mod rows;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::StaffId,
    money::{Money, MoneyStyle},
    order::Reference,
    tax::TaxRules,
};
use serde::Serialize;
use store::{
    Scope, TenantTx,
    customers::{CustomerRecord, by_code_in_tx, codes_in_tx},
    orders::{
        KnownProduct, LockedStore, first_owner_in_tx, imported_numbers_in_tx, insert_imported_in_tx,
        known_products_in_tx, lock_store_in_tx, taken_references_in_tx, write_in_tx,
    },
    tenants::stores_in_tx,
};

use self::{read::PastOrder, rows::Entering};
use crate::{
    Failure, Services,
    by_code::ByCode,
    catalogue::import::ImportError,
    events::log::EventLog,
    tenants::{parse_currency, parse_tax_mode},
};

/// The most orders of one file: a store's sales wait a few seconds for so many.
pub(crate) const MAX_ORDERS: usize = 20_000;
/// How many orders one statement writes.
const AT_ONCE: usize = 200;

/// Past orders to be imported.
#[derive(Debug, Clone)]
pub struct ImportOrders<'a> {
    /// Slug of the tenant.
    pub tenant: &'a str,
    /// Slug of the store that sold; the tenant's first if absent.
    pub store: Option<&'a str>,
    /// The file of orders, in an encoding that [`Import`](crate::catalogue::import::Import) takes.
    pub orders: &'a [u8],
    /// The file of their lines.
    pub lines: &'a [u8],
    /// Whether to look only.
    pub dry_run: bool,
}

/// What an import of past orders did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrdersReport {
    /// Orders that are new.
    pub added: usize,
    /// Orders that were there already, and stay as they are.
    pub known: usize,
    /// Lines of the new orders.
    pub lines: usize,
    /// The first and last day of the new orders.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Price times quantity of the new orders' lines.
    pub gross: Money,
    /// What line discounts took off.
    pub discounts: Money,
    /// What the new orders' totals sum to.
    pub net: Money,
    /// What the files say of freight, which is in no total.
    pub freight: Money,
    /// The first new orders in words, for a look before it counts.
    pub preview: Vec<String>,
    /// Columns of the files that Kedai has no place for.
    pub ignored_columns: Vec<String>,
    /// Whether it was written.
    pub written: bool,
}

/// What the files name, as the database knows it.
struct Known {
    products: ByCode<KnownProduct>,
    customers: ByCode<CustomerRecord>,
}

/// Reads files as far as it goes without a database, where nothing is known that they name.
#[cfg(feature = "fuzzing")]
pub(super) fn read_alone(orders: &[u8], lines: &[u8], today: NaiveDate) -> Result<usize, ImportError> {
    let files = read::tables(orders, lines)?;
    let _ = (files.customers().count(), files.ignored_columns());
    let known =
        Known { products: ByCode::of(Vec::new(), |_| None), customers: ByCode::of(Vec::new(), |_| None) };
    let taxes = TaxRules { mode: domain::tax::TaxMode::Exclusive, rates: Vec::new() };
    Ok(files.orders(&known, domain::money::Currency::Idr, &taxes, today)?.len())
}

impl Services {
    /// Imports past orders, or tells what that would do.
    pub async fn import_orders(&self, import: ImportOrders<'_>) -> Result<OrdersReport, ImportError> {
        let tenant_id = self.tenant(import.tenant).await?;
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        let mut report = self.import_orders_in_tx(&mut tx, &import, self.clock.now()).await?;
        // A dry run does everything but the last step: what the database would refuse, it refuses.
        if import.dry_run {
            tx.rollback().await?;
        } else {
            tx.commit().await?;
            report.written = true;
        }
        Ok(report)
    }

    async fn import_orders_in_tx(
        &self,
        tx: &mut TenantTx,
        import: &ImportOrders<'_>,
        now: DateTime<Utc>,
    ) -> Result<OrdersReport, ImportError> {
        let stores = stores_in_tx(tx).await?;
        let store_id = match import.store {
            Some(slug) => stores.iter().find(|store| store.slug == slug),
            None => stores.first(),
        };
        let unknown = || ImportError::UnknownStore(import.store.unwrap_or_default().to_owned());
        let store_id = store_id.ok_or_else(unknown)?.id();
        let files = read::tables(import.orders, import.lines)?;
        let codes = ByCode::from(codes_in_tx(tx).await?).stored(files.customers());
        let known = Known {
            products: ByCode::of(known_products_in_tx(tx).await?, |product| Some(&product.sku)),
            customers: ByCode::of(by_code_in_tx(tx, &codes).await?, |customer| customer.code.as_deref()),
        };
        // From here on sales of this store wait, which is why the files were read before.
        let store = lock_store_in_tx(tx, store_id).await?.ok_or(Failure::Gone("the store"))?;
        let currency = parse_currency(&store.currency)?;
        let taxes = TaxRules { mode: parse_tax_mode(&store.tax_mode)?, rates: Vec::new() };
        let today = crate::clock::business_day(&store.time_zone, store.day_cutoff_minutes, now);
        let today = today.map_err(Failure::from)?.0;
        let orders = files.orders(&known, currency, &taxes, today)?;
        let there = ByCode::from(imported_numbers_in_tx(tx, store_id).await?);
        let (known_orders, orders): (Vec<_>, Vec<_>) =
            orders.into_iter().partition(|order| there.get(&order.number).is_some());
        let report = report(&orders, known_orders.len(), currency, files.ignored_columns())?;
        self.enter_in_tx(tx, &store, &orders, &known, now).await?;
        Ok(report)
    }

    async fn enter_in_tx(
        &self,
        tx: &mut TenantTx,
        store: &LockedStore,
        orders: &[PastOrder],
        known: &Known,
        now: DateTime<Utc>,
    ) -> Result<(), ImportError> {
        let keys = self.keyring.tenant_keys_in_tx(tx).await.map_err(Failure::from)?;
        let owner: StaffId = first_owner_in_tx(tx).await?.ok_or(Failure::Gone("the tenant's owner"))?;
        let mut references = self.references_in_tx(tx, orders.len()).await?.into_iter();
        let mut entering = Entering {
            now,
            random: &self.random,
            keys: &keys,
            tenant_id: tx.tenant_id(),
            store,
            owner,
            known,
            log: EventLog::of_store(tx.tenant_id(), store),
            changes: store::orders::OrderChanges::default(),
            numbers: Vec::new(),
            of_day: HashMap::new(),
        };
        for batch in orders.chunks(AT_ONCE) {
            for (order, reference) in batch.iter().zip(references.by_ref()) {
                entering.add(order, reference)?;
            }
            let changes = std::mem::take(&mut entering.changes);
            write_in_tx(tx, store.id(), &changes).await?;
            insert_imported_in_tx(tx, &std::mem::take(&mut entering.numbers)).await?;
        }
        Ok(())
    }

    /// References that nobody has: of thousands drawn at once, some may be taken.
    async fn references_in_tx(&self, tx: &mut TenantTx, count: usize) -> Result<Vec<Reference>, ImportError> {
        let mut free = BTreeMap::new();
        while free.len() < count {
            let drawn = (free.len()..count).map(|_| self.random.reference());
            let mut drawn: BTreeMap<String, Reference> =
                drawn.map(|reference| (reference.to_string(), reference)).collect();
            let written: Vec<String> = drawn.keys().cloned().collect();
            for taken in taken_references_in_tx(tx, &written).await? {
                drawn.remove(&taken);
            }
            free.extend(drawn);
        }
        Ok(free.into_values().collect())
    }
}

fn report(
    orders: &[PastOrder],
    known: usize,
    currency: domain::money::Currency,
    ignored_columns: Vec<String>,
) -> Result<OrdersReport, Failure> {
    let sum = |of: fn(&PastOrder) -> Money| {
        orders.iter().try_fold(Money::zero(currency), |sum, order| sum.plus(of(order)))
    };
    let preview = orders.iter().take(5).map(|order| {
        let customer = order.customer.as_deref().unwrap_or("walk-in");
        let total = order.totals.total.written(MoneyStyle::English);
        format!("{} {} {customer}, {} lines: {total}", order.number, order.placed_on, order.lines.len())
    });
    let days = orders.iter().map(|order| order.placed_on);
    Ok(OrdersReport {
        added: orders.len(),
        known,
        lines: orders.iter().map(|order| order.lines.len()).sum(),
        days: days.clone().min().zip(days.max()),
        gross: sum(|order| order.totals.subtotal)?,
        discounts: sum(|order| order.totals.discount)?,
        net: sum(|order| order.totals.total)?,
        freight: sum(|order| order.freight)?,
        preview: preview.collect(),
        ignored_columns,
        written: false,
    })
}
