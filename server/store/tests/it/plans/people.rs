//! Finding customers, looking at one, and what an import asks about orders it may know.

use domain::id::CustomerId;
use store::{
    TenantTx,
    customers::{
        CustomerSearch, customer_in_tx, ids_by_name_or_phone_in_tx, orders_in_tx, outdated_in_tx,
        search_in_tx, sums_in_tx,
    },
    orders::{imported_numbers_in_tx, products_by_sku_in_tx, taken_references_in_tx},
};

use super::Ids;

pub(super) async fn find(tx: &mut TenantTx, ids: &Ids) {
    // A page that is small beside what there is: of a few hundred customers, all are soon read.
    let all = CustomerSearch { limit: 11, ..CustomerSearch::default() };
    let newest = search_in_tx(tx, &all).await.unwrap();
    let last = newest.last().unwrap();
    let searches = [
        CustomerSearch { before: Some((last.created_at, last.id)), ..all.clone() },
        CustomerSearch { name_index: vec![7_100_001], ..all.clone() },
        CustomerSearch { name_index: vec![1, 7_100_001], ..all.clone() },
        CustomerSearch { phone_index: vec![ids.phone.clone()], ..all.clone() },
        CustomerSearch { email_index: Some(ids.phone.clone()), ..all.clone() },
        CustomerSearch { codes: vec!["C7100001".to_owned()], ..all.clone() },
    ];
    for search in &searches {
        search_in_tx(tx, search).await.unwrap();
    }
    assert_eq!(search_in_tx(tx, &searches[3]).await.unwrap().len(), 1);
    let found =
        ids_by_name_or_phone_in_tx(tx, &[7_100_001], std::slice::from_ref(&ids.phone), 100).await.unwrap();
    assert_eq!(found, [ids.customer]);
    let customer = CustomerId::from_uuid(ids.customer);
    assert!(customer_in_tx(tx, customer).await.unwrap().is_some());
    assert_eq!(sums_in_tx(tx, customer).await.unwrap().orders, 1);
    // Written by an older process, as all of these are.
    assert_eq!(outdated_in_tx(tx, 5).await.unwrap().len(), 5);
    let orders = orders_in_tx(tx, customer, None, 100).await.unwrap();
    assert_eq!(orders.iter().map(|(_, id)| *id).collect::<Vec<_>>(), [ids.order.uuid()]);
    let before = orders.first().copied();
    assert!(orders_in_tx(tx, customer, before, 100).await.unwrap().is_empty());
    assert_eq!(products_by_sku_in_tx(tx, &["SKU-7100001".to_owned()]).await.unwrap().len(), 1);
    assert!(!imported_numbers_in_tx(tx, ids.store).await.unwrap().is_empty());
    assert_eq!(taken_references_in_tx(tx, &["GO-6C5661".to_owned()]).await.unwrap().len(), 1);
}
