//! Products, categories and stock from a file.

use std::collections::{HashMap, HashSet};

use domain::{
    money::{Currency, Money, parse_unambiguous},
    tax::STANDARD_CLASS,
};
use store::{
    TenantTx,
    catalogue::{self, CategoryRow, ProductRow, StockRow},
    tenants,
};
use uuid::Uuid;

use super::{
    Import, ImportError, ImportReport,
    table::{Row, Table, Wrongs},
};
use crate::{Failure, Services, tenants::parse_currency};

const NEEDED: [&str; 4] = ["sku", "name", "category", "unit_price"];
const KNOWN: [&str; 6] =
    ["quantity_per_unit", "units_in_stock", "reorder_level", "discontinued", "barcode", "tax_class"];

struct Product {
    sku: String,
    name: String,
    category: String,
    description: String,
    price: i64,
    tax_class: String,
    barcode: Option<String>,
    active: bool,
    stock: Option<i64>,
    reorder_level: i64,
}

fn read(row: &Row<'_>, currency: Currency, wrongs: &mut Wrongs) -> Product {
    let price = parse_unambiguous(row.cell("unit_price"), currency);
    if price.is_none() {
        wrongs.note(row.number, "unit_price", format!("Write a price in {currency}, like 18.00."));
    }
    let active = match row.cell("discontinued").to_lowercase().as_str() {
        "" | "0" | "no" | "false" | "f" => true,
        "1" | "yes" | "true" | "t" => false,
        _ => {
            wrongs.note(row.number, "discontinued", "Write 1 if it is not sold any more, else 0.");
            false
        }
    };
    Product {
        sku: row.text("sku", 60, wrongs),
        name: row.text("name", 120, wrongs),
        category: row.text("category", 60, wrongs),
        description: row.note("quantity_per_unit", 500, wrongs).unwrap_or_default(),
        price: price.map_or(0, Money::amount),
        tax_class: row.optional("tax_class", 40, wrongs).unwrap_or_else(|| STANDARD_CLASS.to_owned()),
        barcode: row.optional("barcode", 60, wrongs),
        active,
        stock: row.count("units_in_stock", wrongs),
        reorder_level: row.count("reorder_level", wrongs).unwrap_or(0),
    }
}

fn check_twice(products: &[Product], wrongs: &mut Wrongs) {
    let (mut skus, mut barcodes) = (HashSet::new(), HashSet::new());
    for (product, row) in products.iter().zip(2..) {
        if !skus.insert(&product.sku) {
            wrongs.note(row, "sku", "This SKU stands twice in the file.");
        }
        if product.barcode.as_ref().is_some_and(|barcode| !barcodes.insert(barcode)) {
            wrongs.note(row, "barcode", "This barcode stands twice in the file.");
        }
    }
}

/// A barcode names one product, also among those that the file doesn't speak of.
async fn check_barcodes(
    tx: &mut TenantTx,
    products: &[Product],
    wrongs: &mut Wrongs,
) -> Result<(), ImportError> {
    let skus: HashSet<&str> = products.iter().map(|product| product.sku.as_str()).collect();
    // What can't be stored can't be asked for either, and is noted already.
    let barcodes = products.iter().filter_map(|product| product.barcode.clone());
    let barcodes: Vec<String> = barcodes.filter(|barcode| !barcode.contains('\0')).collect();
    let known: HashMap<String, String> =
        catalogue::skus_by_barcode_in_tx(tx, &barcodes).await?.into_iter().collect();
    for (product, row) in products.iter().zip(2..) {
        let other = product.barcode.as_ref().and_then(|barcode| known.get(barcode));
        if let Some(other) = other.filter(|other| !skus.contains(other.as_str())) {
            wrongs.note(row, "barcode", format!("Product {other} has this barcode."));
        }
    }
    Ok(())
}

impl Services {
    pub(super) async fn import_products_in_tx(
        &self,
        tx: &mut TenantTx,
        import: &Import<'_>,
    ) -> Result<ImportReport, ImportError> {
        let table = Table::read(import.csv, &NEEDED, &KNOWN)?;
        let tenant = tenants::tenant_in_tx(tx).await?.ok_or(Failure::Gone("the tenant"))?;
        let currency = parse_currency(&tenant.currency)?;
        let mut wrongs = Wrongs::default();
        let products: Vec<Product> = table.rows().map(|row| read(&row, currency, &mut wrongs)).collect();
        check_twice(&products, &mut wrongs);
        check_barcodes(tx, &products, &mut wrongs).await?;
        wrongs.check()?;

        let stores = tenants::stores_in_tx(tx).await?;
        let counted_at: Vec<Uuid> = match import.store {
            Some(slug) => {
                let store = stores.iter().find(|store| store.slug == slug);
                vec![store.ok_or_else(|| ImportError::UnknownStore(slug.to_owned()))?.id().uuid()]
            }
            None => stores.first().iter().map(|store| store.id().uuid()).collect(),
        };
        let skus: Vec<String> = products.iter().map(|product| product.sku.clone()).collect();
        let known: HashMap<String, Uuid> =
            catalogue::product_ids_in_tx(tx, &skus).await?.into_iter().collect();
        let (categories, category_ids) = self.categories_in_tx(tx, &products).await?;
        let rows = self.rows(tx, &products, &known, &category_ids, &counted_at);
        catalogue::upsert_in_tx(tx, &categories, &rows.0, &rows.1, self.clock.now()).await?;

        let preview = products.iter().take(5).map(|product| {
            let price = Money::new(product.price, currency);
            let price =
                price.map(|price| price.written(domain::money::MoneyStyle::English)).unwrap_or_default();
            format!("{} {} ({}) {price}", product.sku, product.name, product.category)
        });
        Ok(ImportReport {
            added: products.len() - known.len(),
            updated: known.len(),
            preview: preview.collect(),
            ignored_columns: table.ignored(),
            written: false,
        })
    }

    /// Categories that are new, and the ids of all by name.
    async fn categories_in_tx(
        &self,
        tx: &mut TenantTx,
        products: &[Product],
    ) -> Result<(Vec<CategoryRow>, HashMap<String, Uuid>), ImportError> {
        let mut ids: HashMap<String, Uuid> = catalogue::categories_in_tx(tx).await?.into_iter().collect();
        let mut rows = Vec::new();
        for product in products {
            if !ids.contains_key(&product.category) {
                let id = self.random.id(self.clock.now());
                rows.push(CategoryRow {
                    id,
                    tenant_id: tx.tenant_id().uuid(),
                    name: product.category.clone(),
                    position: i32::try_from(ids.len()).unwrap_or(i32::MAX),
                });
                ids.insert(product.category.clone(), id);
            }
        }
        Ok((rows, ids))
    }

    fn rows(
        &self,
        tx: &TenantTx,
        products: &[Product],
        known: &HashMap<String, Uuid>,
        category_ids: &HashMap<String, Uuid>,
        counted_at: &[Uuid],
    ) -> (Vec<ProductRow>, Vec<StockRow>) {
        let now = self.clock.now();
        let tenant_id = tx.tenant_id().uuid();
        let (mut rows, mut stock) = (Vec::with_capacity(products.len()), Vec::new());
        for (product, position) in products.iter().zip(0..) {
            let id = known.get(&product.sku).copied().unwrap_or_else(|| self.random.id(now));
            rows.push(ProductRow {
                id,
                tenant_id,
                category_id: category_ids.get(&product.category).copied().unwrap_or_default(),
                sku: product.sku.clone(),
                name: product.name.clone(),
                description: product.description.clone(),
                price: product.price,
                tax_class: product.tax_class.clone(),
                barcode: product.barcode.clone(),
                active: product.active,
                position,
            });
            let Some(on_hand) = product.stock else { continue };
            stock.extend(counted_at.iter().map(|store_id| StockRow {
                tenant_id,
                store_id: *store_id,
                product_id: id,
                on_hand,
                reorder_level: product.reorder_level,
                movement_id: self.random.id(now),
            }));
        }
        (rows, stock)
    }
}
