//! What is ordered: lines of the menu or named by hand, and a search that adds them.

use contract::catalogue::ProductView;
use leptos::{ev::KeyboardEvent, prelude::*};

use super::{
    desk::Desk,
    entry::names,
    fields::{Kind, input, list_problem, more},
    words::of,
};
use crate::{
    layout::said,
    till::{MenuFilter, by_name_or_code, can_sell},
    words::{fill, use_language},
};

/// Products that a search shows at most.
const MOST_FOUND: usize = 8;

/// The lines.
#[component]
pub(super) fn Lines(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let search = move || desk.is_alive.get().then(|| view! { <Search desk/> });
    let options = move || {
        let products = desk.menu.with(|menu| menu.products.clone());
        let language = use_language();
        let option = move |product: ProductView| {
            view! { <option value=product.name>{language.money(product.price, product.currency)}</option> }
        };
        products.into_iter().map(option).collect_view()
    };
    view! {
        <section class="panel" aria-labelledby="lines-title">
            <h2 id="lines-title">{words.lines}</h2>
            {search}
            <datalist id="products">{options}</datalist>
            {list_problem(desk, names::ITEMS)}
            <ol class="entry-lines">
                <For each=move || desk.rows.lines.get() key=|key| *key let:key>
                    <Line desk key/>
                </For>
            </ol>
            {more(desk, move || desk.add_line(), "more_lines", words.custom_line, words.more_lines)}
        </section>
    }
    .into_any()
}

#[component]
fn Line(desk: Desk, key: u32) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let name = move |field: &str| names::row(names::ITEMS, key, field);
    // The menu's own price, if the menu has it.
    let price = Memo::new(move |_| {
        let typed = desk.fields.with(|fields| fields.text(&name("name")));
        desk.menu.with(|menu| by_name_or_code(menu, &typed).map(|product| product.price))
    });
    let from_menu = move || {
        price.get().map(|price| {
            let price = language.money(price, desk.menu.with(|menu| menu.store.currency));
            view! { <p class="entry-price"><span>{words.price}</span><strong class="money">{price}</strong></p> }
        })
    };
    let class = move || if price.get().is_some() { "entry-line entry-line-menu" } else { "entry-line" };
    let remove = move || {
        desk.is_alive.get().then(|| {
            view! {
                <button
                    type="button" class="till-step" aria-label=words.remove
                    on:click=move |_| desk.remove_line(key)
                >"×"</button>
            }
        })
    };
    view! {
        <li class=class>
            {input(desk, Kind::Product, name("name"), words.product_or_name, None)}
            <div class="entry-own-price">
                {input(desk, Kind::Amount, name("unit_price"), words.price, Some(words.price_hint))}
            </div>
            {from_menu}
            {input(desk, Kind::Number, name("quantity"), words.quantity, None)}
            {input(desk, Kind::Text, name("note"), words.line_note, None)}
            {remove}
        </li>
    }
    .into_any()
}

/// Finds products and adds them. It has no name, so that it is no part of the form.
#[component]
fn Search(desk: Desk) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let query = RwSignal::new(String::new());
    let all = Memo::new(move |_| {
        let query = query.get();
        if query.trim().is_empty() {
            return Vec::new();
        }
        desk.menu.with(|menu| MenuFilter { query, category: None }.shown(menu))
    });
    let found = move || all.with(|all| all.iter().take(MOST_FOUND).cloned().collect::<Vec<_>>());
    let is_out = RwSignal::new(false);
    let add = move |product: &ProductView| {
        desk.add(product);
        query.set(String::new());
    };
    let press = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            let first = all.with_untracked(|all| all.iter().find(|product| can_sell(product)).cloned());
            is_out.set(first.is_none());
            if let Some(first) = first {
                add(&first);
            }
        }
    };
    let choice = move |product: ProductView| {
        let (is_sellable, name) = (can_sell(&product), product.name.clone());
        let price = language.money(product.price, product.currency);
        let detail = if is_sellable { price } else { words.out_of_stock.to_owned() };
        view! {
            <li>
                <button type="button" class="button" disabled=!is_sellable on:click=move |_| add(&product)>
                    <span>{said(name)}</span>" "<span class="quiet money">{detail}</span>
                </button>
            </li>
        }
    };
    let told = move || {
        let (count, is_searching) = (all.with(Vec::len), !query.with(|query| query.trim().is_empty()));
        let told = match count {
            _ if !is_searching => return None,
            0 => words.nothing_found.to_owned(),
            _ if is_out.get() => words.all_out.to_owned(),
            count if count > MOST_FOUND => fill(words.more_found, &(count - MOST_FOUND).to_string()),
            _ => return None,
        };
        Some(view! { <p class="quiet">{told}</p> })
    };
    view! {
        <div class="entry-search">
            <label class="field">
                <span>{words.find}</span>
                <input
                    type="search" autocomplete="off" placeholder=words.find_hint prop:value=query
                    on:input=move |event| {
                        is_out.set(false);
                        query.set(event_target_value(&event));
                    }
                    on:keydown=press
                />
            </label>
            <ul class="entry-found">{move || found().into_iter().map(choice).collect_view()}</ul>
            <div role="status">{told}</div>
        </div>
    }
    .into_any()
}
