//! What is for sale: search, categories, and a button for each product.

use contract::catalogue::ProductView;
use leptos::prelude::*;

use super::{
    desk::{Desk, Step},
    keys::KeyList,
    menu::can_sell,
    notice::told,
    words::{TillWords, of},
};
use crate::{
    layout::said,
    words::{fill, use_language},
};

/// Id of the search field.
pub(super) const SEARCH_ID: &str = "till-search";
/// Class of a product's button.
pub(super) const PRODUCT_CLASS: &str = "product";

/// What is for sale.
#[component]
pub(super) fn Products(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let shown = Memo::new(move |_| desk.menu.with(|menu| desk.filter.with(|filter| filter.shown(menu))));
    let needs_app = move || {
        (!desk.is_ready.get()).then(|| view! { <p class="till-needs-app quiet">{words.needs_app}</p> })
    };
    let cut = move || {
        let (is_cut, count) = desk.menu.with(|menu| (menu.is_cut, menu.products.len()));
        is_cut.then(
            || view! { <p class="till-notice" role="status">{fill(words.menu_cut, &count.to_string())}</p> },
        )
    };
    let nothing = move || {
        shown.with(Vec::is_empty).then(|| {
            view! {
                <div class="empty">
                    <p>{words.nothing_found}</p>
                    <p class="quiet">{words.nothing_found_hint}</p>
                </div>
            }
        })
    };
    view! {
        <section class="till-products" aria-label=words.products>
            <div class="till-find">
                <label class="till-search">
                    <span class="hidden">{words.search}</span>
                    <input
                        id=SEARCH_ID
                        type="search"
                        placeholder=words.search_hint
                        autocomplete="off"
                        enterkeyhint="search"
                        prop:value=move || desk.filter.with(|filter| filter.query.clone())
                        on:input=move |event| {
                            desk.filter.update(|filter| filter.query = event_target_value(&event));
                        }
                    />
                </label>
                <Categories desk/>
            </div>
            {needs_app}
            <Notices desk/>
            {cut}
            <ul class="till-grid">
                <For each=move || shown.get() key=key let:product>
                    <Product desk product/>
                </For>
            </ul>
            {nothing}
            <KeyList desk/>
        </section>
    }
    .into_any()
}

/// A product is drawn anew when anything that is shown of it changes.
fn key(product: &ProductView) -> (String, String, i64, bool, Option<i64>) {
    (product.id.to_string(), product.name.clone(), product.price, product.available, product.stock)
}

#[component]
fn Categories(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let choice = move |category: Option<String>| {
        let name = category.clone().unwrap_or_else(|| words.all.to_owned());
        let chosen = category.clone();
        let is_chosen =
            move || desk.filter.with(|filter| if filter.category == chosen { "true" } else { "false" });
        let choose = move |_| {
            desk.filter.update(|filter| {
                filter.category.clone_from(&category);
                filter.query.clear();
            });
        };
        view! { <li><button type="button" class="tab" aria-pressed=is_chosen on:click=choose>{said(name)}</button></li> }
    };
    let choices = move || {
        let categories = desk.menu.with(|menu| menu.categories.clone());
        std::iter::once(None).chain(categories.into_iter().map(Some)).map(choice).collect_view()
    };
    view! { <ul class="till-categories">{choices}</ul> }
}

#[component]
fn Product(desk: Desk, product: ProductView) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let detail_id = format!("detail-{}", product.id);
    let is_sellable = can_sell(&product);
    let price = language.money(product.price, product.currency);
    let stock = stock_word(&product, words);
    let name = product.name.clone();
    let described_by = detail_id.clone();
    // The price lies over the button and describes it; the button is named after the product alone.
    view! {
        <li class="product-place">
            <button
                type="button"
                class=PRODUCT_CLASS
                aria-describedby=described_by
                disabled=move || !is_sellable || !desk.is_ready.get()
                on:click=move |_| desk.add(&product)
            >{said(name)}</button>
            <p class="product-detail" id=detail_id>
                <span class="money">{price}</span>
                {stock}
            </p>
        </li>
    }
    .into_any()
}

/// Stock worth a word: none, or little.
fn stock_word(product: &ProductView, words: &'static TillWords) -> Option<AnyView> {
    const LITTLE: i64 = 5;
    if !can_sell(product) {
        return Some(view! { <span class="product-out">{words.out_of_stock}</span> }.into_any());
    }
    let left = product.stock.filter(|stock| *stock <= LITTLE)?;
    Some(view! { <span class="product-left">{fill(words.left, &left.to_string())}</span> }.into_any())
}

/// What the cashier should know, read aloud as well.
#[component]
fn Notices(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let quantity = move || {
        let quantity = desk.quantity.get()?;
        Some(view! { <p class="till-quantity">{fill(words.next_quantity, &quantity.to_string())}</p> })
    };
    // While paying, notices stand where the payment is.
    let is_ordering = move || desk.step.get() == Step::Ordering;
    let notice = move || {
        desk.notice
            .get()
            .filter(|_| is_ordering())
            .map(|notice| view! { <p class="till-notice">{told(&notice)}</p> })
    };
    let answer = move || desk.answer.get().map(|answer| view! { <p class="till-notice">{told(&answer)}</p> });
    view! { <div class="till-notices" role="status">{quantity}{notice}{answer}</div> }
}
