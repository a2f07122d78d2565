//! Products, categories and stock from a file.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    code,
    fold::fold,
    money::{Currency, Money, MoneyStyle, parse_unambiguous},
    tax::{EXEMPT_CLASS, STANDARD_CLASS},
};
use store::{
    TenantTx,
    catalogue::{self, CategoryRow, ProductRow, StockRow, StoredProduct},
    orders::lock_store_in_tx,
    tenants,
};
use uuid::Uuid;

use super::{
    Changes, Import, ImportError, ImportReport,
    change::{Change, Values},
    table::{Row, Table, Wrongs},
};
use crate::{Failure, Services, by_code::ByCode, tenants::parse_currency};

pub(super) const NEEDED: [&str; 4] = ["sku", "name", "category", "unit_price"];
pub(super) const KNOWN: [&str; 6] =
    ["quantity_per_unit", "units_in_stock", "reorder_level", "discontinued", "barcode", "tax_class"];

/// What a row says of a product.
pub(super) struct ProductChange {
    row: usize,
    sku: String,
    name: Change<String>,
    category: Change<String>,
    description: Change<String>,
    price: Change<i64>,
    tax_class: Change<String>,
    barcode: Change<String>,
    active: Change<bool>,
    stock: Change<i64>,
    reorder_level: Change<i64>,
}

/// A product as it is stored, or is to be.
#[derive(Clone)]
struct Product {
    name: String,
    category: String,
    description: String,
    price: i64,
    tax_class: String,
    barcode: Option<String>,
    active: bool,
    /// None if it is made to order and never runs out.
    stock: Option<i64>,
    reorder_level: i64,
}

pub(super) fn read(row: &Row<'_>, currency: Currency, wrongs: &mut Wrongs) -> ProductChange {
    let a_price = format!("Write a price in {currency}, like 18.00.");
    let price = |text: &str| parse_unambiguous(text, currency).map(Money::amount);
    let price = row.read("unit_price", &a_price, price, wrongs);
    if price == Change::Clear {
        wrongs.note(row.number, "unit_price", a_price);
    }
    let active = |text: &str| match fold(text).as_str() {
        "0" | "no" | "false" | "f" => Some(true),
        "1" | "yes" | "true" | "t" => Some(false),
        _ => None,
    };
    ProductChange {
        row: row.number,
        sku: row.key("sku", 60, wrongs),
        name: row.text("name", 120, wrongs),
        category: row.text("category", 60, wrongs),
        description: row.note("quantity_per_unit", 500, wrongs),
        price,
        tax_class: row.optional("tax_class", 40, wrongs).kept_if_empty(),
        barcode: row.code("barcode", 60, wrongs),
        active: row
            .read("discontinued", "Write 1 if it is not sold any more, else 0.", active, wrongs)
            .kept_if_empty(),
        stock: row.count("units_in_stock", wrongs).kept_if_empty(),
        reorder_level: row.count("reorder_level", wrongs),
    }
}

impl ProductChange {
    /// The product as it is to be. What a new one's row leaves out gets what a product begins with.
    fn over(self, stored: Option<Product>) -> Product {
        let stored = stored.as_ref();
        Product {
            name: self.name.over(stored.map(|stored| stored.name.clone())).unwrap_or_default(),
            category: self.category.over(stored.map(|stored| stored.category.clone())).unwrap_or_default(),
            description: self
                .description
                .over(stored.map(|stored| stored.description.clone()))
                .unwrap_or_default(),
            price: self.price.over(stored.map(|stored| stored.price)).unwrap_or_default(),
            tax_class: self
                .tax_class
                .over(stored.map(|stored| stored.tax_class.clone()))
                .unwrap_or_else(|| STANDARD_CLASS.to_owned()),
            barcode: self.barcode.over(stored.and_then(|stored| stored.barcode.clone())),
            active: self.active.over(stored.map(|stored| stored.active)).unwrap_or(true),
            stock: self.stock.over(stored.and_then(|stored| stored.stock)),
            reorder_level: self.reorder_level.over(stored.map(|stored| stored.reorder_level)).unwrap_or(0),
        }
    }
}

impl Product {
    fn of(stored: &StoredProduct) -> Self {
        Self {
            name: stored.name.clone(),
            category: stored.category.clone(),
            description: stored.description.clone(),
            price: stored.price,
            tax_class: stored.tax_class.clone(),
            barcode: stored.barcode.clone(),
            active: stored.active,
            stock: stored.on_hand,
            reorder_level: stored.reorder_level.unwrap_or(0),
        }
    }

    /// As a file would write it. A description of nothing and a level of 0 are as good as none.
    fn values(&self, currency: Currency) -> Values<9> {
        let price = Money::new(self.price, currency).map(|price| price.written(MoneyStyle::English));
        [
            ("name", Some(self.name.clone())),
            ("category", Some(self.category.clone())),
            ("quantity_per_unit", Some(self.description.clone()).filter(|text| !text.is_empty())),
            ("unit_price", price.ok()),
            ("tax_class", Some(self.tax_class.clone())),
            ("barcode", self.barcode.clone()),
            ("discontinued", Some(if self.active { "0" } else { "1" }.to_owned())),
            ("units_in_stock", self.stock.map(|stock| stock.to_string())),
            (
                "reorder_level",
                Some(self.reorder_level).filter(|level| *level > 0).map(|level| level.to_string()),
            ),
        ]
    }
}

/// What is stored, to be found by what rows say.
struct Known {
    products: ByCode<StoredProduct>,
    /// Categories in their own spelling.
    categories: HashMap<String, (String, Uuid)>,
    /// Tax classes in their own spelling: those of rates, those of products, and the two that need none.
    tax_classes: BTreeMap<String, String>,
}

impl Known {
    async fn in_tx(tx: &mut TenantTx, store_id: Uuid) -> Result<Self, ImportError> {
        let products = catalogue::stored_in_tx(tx, store_id).await?;
        let rates = tenants::tax_rates_in_tx(tx).await?.into_iter().map(|rate| rate.class);
        let stored = products.iter().map(|product| product.tax_class.clone());
        let always = [EXEMPT_CLASS, STANDARD_CLASS].map(str::to_owned);
        // Last the rates': theirs is the spelling that is taxed.
        let tax_classes = stored.chain(always).chain(rates).map(|class| (fold(&class), class)).collect();
        let categories = catalogue::categories_in_tx(tx).await?.into_iter();
        let categories = categories.map(|(name, id)| (fold(&name), (name, id))).collect();
        Ok(Self { products: ByCode::of(products, |product| Some(&product.sku)), categories, tax_classes })
    }

    /// A tax class in its own spelling; one that nobody knows is noted.
    fn tax_class(&self, row: usize, class: String, wrongs: &mut Wrongs) -> String {
        self.tax_classes.get(&fold(&class)).cloned().unwrap_or_else(|| {
            let known: Vec<&str> = self.tax_classes.values().map(String::as_str).collect();
            let message = format!("No tax is of this class. Write one of: {}.", known.join(", "));
            wrongs.note(row, "tax_class", message);
            class
        })
    }
}

/// One row for each product, and one product for each barcode, also among those that the file doesn't speak of.
fn check_twice(rows: &[Merged<'_>], known: &Known, wrongs: &mut Wrongs) {
    let (mut ids, mut skus, mut barcodes) = (HashMap::new(), HashMap::new(), HashMap::new());
    for merged in rows {
        let first = match merged.stored {
            Some(stored) => ids.insert(stored.id, merged.row),
            None => skus.insert(fold(&merged.sku), merged.row),
        };
        if let Some(first) = first {
            wrongs.note(merged.row, "sku", format!("This SKU stands in row {first} as well."));
        }
        let Some(barcode) = &merged.product.barcode else { continue };
        if let Some(first) = barcodes.insert(code::normal(barcode), merged.row) {
            wrongs.note(merged.row, "barcode", format!("This barcode stands in row {first} as well."));
        }
    }
    for other in known.products.rows().iter().filter(|other| !ids.contains_key(&other.id)) {
        let row = other.barcode.as_ref().and_then(|barcode| barcodes.get(&code::normal(barcode)));
        if let Some(row) = row {
            wrongs.note(*row, "barcode", format!("Product {} has this barcode.", other.sku));
        }
    }
}

/// A row brought together with what is stored.
struct Merged<'a> {
    row: usize,
    sku: String,
    stored: Option<&'a StoredProduct>,
    product: Product,
}

impl Services {
    pub(super) async fn import_products_in_tx(
        &self,
        tx: &mut TenantTx,
        import: &Import<'_>,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, ImportError> {
        let table = Table::read(import.csv, "sku", &NEEDED, &KNOWN)?;
        let tenant = tenants::tenant_in_tx(tx).await?.ok_or(Failure::Gone("the tenant"))?;
        let currency = parse_currency(&tenant.currency)?;
        let stores = tenants::stores_in_tx(tx).await?;
        let store = match import.store {
            Some(slug) => stores.iter().find(|store| store.slug == slug),
            None => stores.first(),
        };
        let unknown = || ImportError::UnknownStore(import.store.unwrap_or_default().to_owned());
        let store_id = store.ok_or_else(unknown)?.id();
        if table.has("units_in_stock") || table.has("reorder_level") {
            // From here on sales of this store wait.
            lock_store_in_tx(tx, store_id).await?.ok_or(Failure::Gone("the store"))?;
        }
        let known = Known::in_tx(tx, store_id.uuid()).await?;
        let mut wrongs = Wrongs::default();
        let rows = merged(&table, &known, currency, &mut wrongs);
        check_twice(&rows, &known, &mut wrongs);
        wrongs.check()?;

        let mut changes = Changes::default();
        let changed = rows.iter().filter(|merged| match merged.stored {
            None => {
                changes.added += 1;
                true
            }
            Some(stored) => {
                let (before, after) = (Product::of(stored).values(currency), merged.product.values(currency));
                changes.compare(merged.row, &stored.sku, before, after)
            }
        });
        let changed: Vec<&Merged<'_>> = changed.collect();
        let writing =
            Writing { services: self, tenant_id: tx.tenant_id().uuid(), store_id: store_id.uuid(), now };
        let (categories, products, stock) = writing.rows(&changed, known.categories.clone());
        catalogue::upsert_in_tx(tx, &categories, &products, &stock, now).await?;

        let preview = rows.iter().take(5).map(|Merged { sku, product, .. }| {
            let price = Money::new(product.price, currency);
            let price = price.map(|price| price.written(MoneyStyle::English)).unwrap_or_default();
            format!("{sku} {} ({}) {price}", product.name, product.category)
        });
        Ok(ImportReport {
            changes,
            preview: preview.collect(),
            ignored_columns: table.ignored(),
            written: false,
        })
    }
}

/// The file's rows, each over what is stored.
fn merged<'a>(table: &Table, known: &'a Known, currency: Currency, wrongs: &mut Wrongs) -> Vec<Merged<'a>> {
    let mut has_new = false;
    let mut rows = Vec::new();
    for row in table.rows() {
        let mut change = read(&row, currency, wrongs);
        if let Change::Set(category) = &mut change.category
            && let Some((name, _)) = known.categories.get(&fold(category))
        {
            category.clone_from(name);
        }
        if let Change::Set(class) = change.tax_class {
            change.tax_class = Change::Set(known.tax_class(row.number, class, wrongs));
        }
        let stored = known.products.get(&change.sku);
        if stored.is_none() {
            has_new = true;
            row.note_cut(wrongs);
        }
        let (row, sku) = (change.row, change.sku.clone());
        let is_level_alone = matches!(change.reorder_level, Change::Set(1..));
        let product = change.over(stored.map(Product::of));
        if is_level_alone && product.stock.is_none() {
            wrongs.note(row, "reorder_level", "Write units_in_stock too: only what is counted has a level.");
        }
        rows.push(Merged { row, sku, stored, product });
    }
    if has_new {
        table.note_missing(wrongs);
    }
    rows
}

/// What the rows that are written have in common.
struct Writing<'a> {
    services: &'a Services,
    tenant_id: Uuid,
    /// The store whose stock is counted.
    store_id: Uuid,
    now: DateTime<Utc>,
}

impl Writing<'_> {
    /// Rows of categories that are new, of products, and of stock where it changes.
    fn rows(
        &self,
        changed: &[&Merged<'_>],
        mut categories: HashMap<String, (String, Uuid)>,
    ) -> (Vec<CategoryRow>, Vec<ProductRow>, Vec<StockRow>) {
        let tenant_id = self.tenant_id;
        let (mut new_categories, mut products, mut stock) = (Vec::new(), Vec::new(), Vec::new());
        for Merged { row, sku, stored, product } in changed {
            let known = categories.len();
            let (_, category_id) = categories.entry(fold(&product.category)).or_insert_with(|| {
                let id = self.services.random.id(self.now);
                let position = i32::try_from(known).unwrap_or(i32::MAX);
                let name = product.category.clone();
                new_categories.push(CategoryRow { id, tenant_id, name: name.clone(), position });
                (name, id)
            });
            let id = stored.map_or_else(|| self.services.random.id(self.now), |stored| stored.id);
            products.push(ProductRow {
                id,
                tenant_id,
                category_id: *category_id,
                sku: stored.map_or_else(|| sku.clone(), |stored| stored.sku.clone()),
                name: product.name.clone(),
                description: product.description.clone(),
                price: product.price,
                tax_class: product.tax_class.clone(),
                barcode: product.barcode.clone(),
                active: product.active,
                position: i32::try_from(*row).unwrap_or(i32::MAX),
            });
            let before = stored.and_then(|stored| Some((stored.on_hand?, stored.reorder_level?)));
            let Some(on_hand) = product.stock else { continue };
            if before != Some((on_hand, product.reorder_level)) {
                stock.push(StockRow {
                    tenant_id,
                    store_id: self.store_id,
                    product_id: id,
                    on_hand,
                    reorder_level: product.reorder_level,
                    movement_id: self.services.random.id(self.now),
                });
            }
        }
        (new_categories, products, stock)
    }
}
