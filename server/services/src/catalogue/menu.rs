//! A store's menu, and its products by name.

use contract::{
    Problem,
    catalogue::{MenuView, Page, ProductFilter, ProductView},
    session::Caller,
};
use domain::{
    code,
    fold::{fold, has_words, is_same},
    id::StoreId,
    money::Currency,
};
use store::catalogue::{MAX_MENU, ProductRecord, ProductSearch, menu_in_tx, search_in_tx};
use uuid::Uuid;

use crate::{
    Failure, Services,
    access::scope,
    clock::business_day,
    failure::OrProblem,
    orders::cursor,
    tenants::{parse_currency, store_view, tax_rules_in_tx},
    text::{Line, searched},
};

fn product_view(product: ProductRecord, currency: Currency) -> ProductView {
    ProductView {
        id: product.id(),
        available: product.active && product.on_hand.is_none_or(|left| left > 0),
        sku: product.sku,
        name: product.name,
        category: product.category,
        price: product.price,
        currency,
        stock: product.on_hand,
        barcode: product.barcode,
        tax_class: product.tax_class,
    }
}

/// Products that a search looks at in one go.
const READ_AT_ONCE: i64 = 1_000;

/// Whether a product is what somebody searches for: every word in its name, or its SKU or barcode.
fn fits(product: &ProductRecord, words: Option<&Line>) -> bool {
    words.map(Line::as_str).is_none_or(|words| {
        has_words(&product.name, &fold(words))
            || is_same(&product.sku, words)
            || product.barcode.as_deref().is_some_and(|barcode| code::is_same(barcode, words))
    })
}

impl Services {
    pub(super) async fn read_menu(&self, caller: &Caller, store_id: StoreId) -> Result<MenuView, Failure> {
        let (tenant, stores) = self.stores_of(caller).await?;
        let store = stores.iter().find(|store| store.id() == store_id).ok_or(Failure::Gone("the store"))?;
        let mut tx = self.database.begin(&scope(caller)).await?;
        let tax_rules = tax_rules_in_tx(&mut tx, &tenant.tax_mode).await?;
        // What isn't sold any more has no place on a till; the product list still tells of it.
        let mut products = menu_in_tx(&mut tx, store_id).await?;
        tx.commit().await?;
        let most = usize::try_from(MAX_MENU).unwrap_or(usize::MAX);
        let is_cut = products.len() > most;
        products.truncate(most);
        let currency = parse_currency(&tenant.currency)?;
        // Products come in the categories' order, so a new name is a new category.
        let mut categories: Vec<String> = Vec::new();
        for product in &products {
            if categories.last() != Some(&product.category) {
                categories.push(product.category.clone());
            }
        }
        Ok(MenuView {
            store: store_view(store, &tenant, self.clock.now())?,
            today: business_day(&store.time_zone, store.day_cutoff_minutes, self.clock.now())?.0,
            categories,
            products: products.into_iter().map(|product| product_view(product, currency)).collect(),
            is_cut,
            tax_rules,
        })
    }

    pub(super) async fn search_products(
        &self,
        caller: &Caller,
        filter: ProductFilter,
    ) -> Result<Page<ProductView>, Problem> {
        let (tenant, stores) = self.stores_of(caller).await.or_problem()?;
        let store = match &filter.store {
            Some(slug) => stores.iter().find(|store| store.slug == *slug),
            None => stores.first(),
        };
        let store_id = store.ok_or_else(Problem::not_found)?.id();
        let limit = cursor::limit(filter.limit)?;
        let words = searched("q", filter.q.as_deref())?;
        let mut after = filter.cursor.as_deref().map(cursor::read::<(String, Uuid)>).transpose()?;
        let currency = parse_currency(&tenant.currency).or_problem()?;
        let last = |product: &ProductRecord| (product.sort_name.clone(), product.id().uuid());
        let at_once = if words.is_some() { READ_AT_ONCE } else { limit + 1 };
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let mut products = Vec::new();
        // Names are folded here, by the code that the till folds them with, so the menu is read along until
        // the page is full.
        loop {
            let search = ProductSearch { after: after.clone(), limit: at_once };
            let read = search_in_tx(&mut tx, store_id, &search).await.or_problem()?;
            let is_end = i64::try_from(read.len()).unwrap_or(i64::MAX) < at_once;
            after = read.last().map(last);
            products.extend(read.into_iter().filter(|product| fits(product, words.as_ref())));
            if is_end || i64::try_from(products.len()).unwrap_or(i64::MAX) > limit {
                break;
            }
        }
        tx.commit().await.or_problem()?;
        products.truncate(usize::try_from(limit + 1).unwrap_or(usize::MAX));
        let next_cursor = cursor::cut(&mut products, limit, last).or_problem()?;
        let items = products.into_iter().map(|product| product_view(product, currency)).collect();
        Ok(Page { items, next_cursor })
    }
}
