//! A menu to test with.

use contract::{
    catalogue::{MenuView, ProductView},
    session::StoreView,
};
use domain::{
    id::{ProductId, StoreId},
    money::Currency,
    tax::{STANDARD_CLASS, TaxMode, TaxRate, TaxRules},
};

const PRODUCTS: [(&str, &str, i64); 4] = [
    ("Kopi susu", "Coffee", 28_000),
    ("Latte", "Coffee", 38_000),
    ("Iced latte", "Coffee", 40_000),
    ("Croissant", "Pastry", 32_000),
];

/// A café's menu, PB1 added.
pub(crate) fn menu() -> MenuView {
    let rate = TaxRate { class: STANDARD_CLASS.into(), label: "PB1 10 %".into(), basis_points: 1_000 };
    MenuView {
        store: StoreView {
            id: StoreId::from_uuid(Default::default()),
            slug: "senopati".into(),
            name: "Senopati".into(),
            address: Vec::new(),
            receipt_footer: String::new(),
            currency: Currency::Idr,
            time_zone: "Asia/Jakarta".into(),
            utc_offset_seconds: 25_200,
        },
        categories: vec!["Coffee".into(), "Pastry".into()],
        products: PRODUCTS.iter().enumerate().map(|(place, product)| made(place, product)).collect(),
        is_cut: false,
        tax_rules: TaxRules { mode: TaxMode::Exclusive, rates: vec![rate] },
        today: "2026-11-21".parse().expect("a day"),
    }
}

/// The product of that name.
pub(crate) fn product(name: &str) -> ProductView {
    menu().products.into_iter().find(|product| product.name == name).expect("a product of the sample menu")
}

fn made(place: usize, (name, category, price): &(&str, &str, i64)) -> ProductView {
    let mut id = [0; 16];
    id[15] = u8::try_from(place + 1).expect("few products");
    ProductView {
        id: format!("prd_{}", id.map(|byte| format!("{byte:02x}")).concat())
            .parse::<ProductId>()
            .expect("an id"),
        sku: format!("KK-{:03}", place + 1),
        name: (*name).into(),
        category: (*category).into(),
        price: *price,
        currency: Currency::Idr,
        available: true,
        stock: None,
        barcode: Some(format!("899100000000{place}")),
        tax_class: STANDARD_CLASS.into(),
    }
}
