//! Finding products on the menu. Pure.

use contract::catalogue::{MenuView, ProductView};
use domain::{
    code::is_same,
    fold::{fold, has_words},
};

/// Which part of the menu is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MenuFilter {
    /// What was typed into the search field.
    pub query: String,
    /// The chosen category; none for all. A search looks in all of them.
    pub category: Option<String>,
}

impl MenuFilter {
    /// The products to show, in the menu's order: those whose name has every word of the query, first those
    /// that begin with it, and the one whose SKU or barcode it is.
    pub fn shown(&self, menu: &MenuView) -> Vec<ProductView> {
        let query = fold(&self.query);
        if query.is_empty() {
            let is_chosen = |product: &&ProductView| {
                self.category.as_ref().is_none_or(|category| *category == product.category)
            };
            return menu.products.iter().filter(is_chosen).cloned().collect();
        }
        let mut found: Vec<(bool, ProductView)> = menu
            .products
            .iter()
            .filter(|product| has_words(&product.name, &query) || is_code(product, self.query.trim()))
            .map(|product| (!fold(&product.name).starts_with(&query), product.clone()))
            .collect();
        found.sort_by_key(|(is_later, _)| *is_later);
        found.into_iter().map(|(_, product)| product).collect()
    }
}

fn is_code(product: &ProductView, code: &str) -> bool {
    is_same(&product.sku, code) || product.barcode.as_deref().is_some_and(|barcode| is_same(barcode, code))
}

/// The product that a scanned code names.
pub fn by_code<'a>(menu: &'a MenuView, code: &str) -> Option<&'a ProductView> {
    // What is written the same comes before what only means the same.
    let is_exactly = |product: &&ProductView| product.sku == code || product.barcode.as_deref() == Some(code);
    menu.products
        .iter()
        .find(is_exactly)
        .or_else(|| menu.products.iter().find(|product| is_code(product, code)))
}

/// The product that a name, SKU or barcode names; a name that two products have names none.
pub(crate) fn by_name_or_code<'a>(menu: &'a MenuView, typed: &str) -> Option<&'a ProductView> {
    let typed = typed.trim();
    let wanted = fold(typed);
    let mut named = menu.products.iter().filter(|product| fold(&product.name) == wanted);
    match (named.next(), named.next()) {
        (Some(only), None) => Some(only),
        _ => by_code(menu, typed),
    }
}

/// Whether a product can be added now.
pub fn can_sell(product: &ProductView) -> bool {
    product.available && product.stock.is_none_or(|stock| stock > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::till::samples::{menu, product};

    fn shown(query: &str, category: Option<&str>) -> Vec<String> {
        let filter = MenuFilter { query: query.into(), category: category.map(str::to_owned) };
        filter.shown(&menu()).into_iter().map(|product| product.name).collect()
    }

    #[test]
    fn a_category_shows_its_products_and_a_search_all() {
        assert_eq!(shown("", Some("Pastry")), ["Croissant"]);
        assert_eq!(shown("", None).len(), 4);
        assert_eq!(shown("croiss", Some("Coffee")), ["Croissant"]);
    }

    #[test]
    fn names_that_begin_with_the_query_come_first() {
        assert_eq!(shown("Latte", None), ["Latte", "Iced latte"]);
        assert_eq!(shown("latte ic", None), ["Iced latte"]);
        assert!(shown("tea", None).is_empty());
    }

    #[test]
    fn a_name_is_found_in_every_form() {
        let menu = MenuView {
            products: vec![ProductView { name: "Cafe\u{301} Żubrówka".into(), ..product("Latte") }],
            ..menu()
        };
        for query in ["café", "cafe", "CAFÉ", "cafe\u{301}", "ｃａｆｅ", "zubrowka cafe", " żubr  caf "]
        {
            let filter = MenuFilter { query: query.into(), category: None };
            assert_eq!(filter.shown(&menu).len(), 1, "{query}");
        }
    }

    #[test]
    fn codes_find_their_product() {
        assert_eq!(shown("kk-002", None), ["Latte"]);
        assert_eq!(
            by_code(&menu(), "8991000000003").map(|found| found.name.clone()),
            Some("Croissant".into())
        );
        assert_eq!(by_code(&menu(), "899"), None);
    }

    #[test]
    fn what_is_out_of_stock_can_not_be_added() {
        let with_stock = |stock| ProductView { stock, ..product("Latte") };
        assert!(can_sell(&with_stock(None)) && can_sell(&with_stock(Some(1))));
        assert!(!can_sell(&with_stock(Some(0))));
        assert!(!can_sell(&ProductView { available: false, ..product("Latte") }));
    }
}
