//! What a till is given to sell.

use contract::catalogue::MenuView;

use crate::support::Shop;

/// Puts so many products before all others of the shop that has a till in Senopati.
fn add_products(shop: &Shop, prefix: &str, count: u32, is_active: bool) {
    shop.psql(&format!(
        "INSERT INTO kedai.products (id, tenant_id, category_id, sku, name, description, price, tax_class, active, position)
         SELECT gen_random_uuid(), c.tenant_id, c.id, '{prefix}-' || n, '{prefix} ' || n, '', 1000, 'standard', {is_active}, 0
         FROM generate_series(1, {count}) n,
              (SELECT c.* FROM kedai.categories c JOIN kedai.stores s ON s.tenant_id = c.tenant_id
               WHERE s.slug = 'senopati' ORDER BY c.position, c.name LIMIT 1) c"
    ));
}

async fn menu(shop: &Shop) -> MenuView {
    let (backend, cashier) = (shop.services.backend(), shop.cashier().await);
    let caller = backend.sessions.by_access_token(&cashier.token).await.unwrap().unwrap();
    backend.catalogue.menu(&caller, "senopati").await.unwrap()
}

#[tokio::test]
async fn products_off_sale_leave_room_for_all_that_are_on_sale() {
    let shop = Shop::open().await;
    let before = menu(&shop).await;
    add_products(&shop, "Discontinued", 5_500, false);
    let after = menu(&shop).await;
    assert!(before.products.len() > 10);
    assert_eq!((after.products, after.is_cut), (before.products, false));
}

#[tokio::test]
async fn a_menu_that_is_cut_says_so() {
    let shop = Shop::open().await;
    add_products(&shop, "On sale", 5_001, true);
    let menu = menu(&shop).await;
    assert_eq!((menu.products.len(), menu.is_cut), (5_000, true));
}
