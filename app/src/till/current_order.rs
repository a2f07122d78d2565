//! The sale in the making: its lines, what it comes to, and the way to its payment.

use domain::{basket::BasketError, money::Money};
use leptos::prelude::*;

use super::{
    charge::Payment,
    desk::{Desk, Step},
    extras::{CustomLine, CustomerFields, DiscountFields},
    line::OrderLine,
    sale::SaleError,
    words::{TillWords, of},
};
use crate::words::{fill, use_language};

/// The sale in the making, or its payment.
#[component]
pub(super) fn CurrentOrder(desk: Desk, is_order_shown: RwSignal<bool>) -> impl IntoView {
    let words = of(use_language());
    let last = move || {
        let reference = desk.last.get()?;
        let path = format!("/orders/{reference}");
        let name = fill(words.done, &reference);
        Some(view! { <p class="till-last quiet"><a href=path target="_blank">{name}</a></p> })
    };
    let is_ordering = Memo::new(move |_| desk.step.get() == Step::Ordering);
    let foot = move || {
        if is_ordering.get() {
            view! { <OrderFoot desk/> }.into_any()
        } else {
            view! { <Payment desk/> }.into_any()
        }
    };
    view! {
        <OrderToggle desk is_order_shown/>
        <div class="till-order-body">
            <h2>{words.current_order}</h2>
            {last}
            <OrderLines desk/>
            {move || is_ordering.get().then(|| view! { <OrderExtras desk/> })}
            <Sums desk/>
            {foot}
        </div>
    }
    .into_any()
}

/// On a phone: shows the order over the products, or puts it away.
#[component]
fn OrderToggle(desk: Desk, is_order_shown: RwSignal<bool>) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let word = move || if is_order_shown.get() { words.hide_order } else { words.show_order };
    let count = move || desk.sale.with(|sale| sale.count());
    let total = move || {
        let total = desk.totals().ok().map(|totals| totals.total);
        total.map(|total| total.written(language.money_style()))
    };
    view! {
        <button
            type="button"
            class="till-toggle"
            aria-expanded=move || if is_order_shown.get() { "true" } else { "false" }
            on:click=move |_| is_order_shown.update(|shown| *shown = !*shown)
        >
            <span>{word}" ("{count}")"</span>
            <span class="money">{total}</span>
        </button>
    }
}

#[component]
fn OrderLines(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let keys = move || desk.sale.with(|sale| sale.lines.iter().map(|line| line.key).collect::<Vec<_>>());
    let empty = move || {
        desk.sale.with(|sale| sale.lines.is_empty()).then(|| {
            view! {
                <div class="till-empty">
                    <p>{words.empty}</p>
                    <p class="quiet">{words.empty_hint}</p>
                </div>
            }
        })
    };
    view! {
        <ul class="till-lines">
            <For each=keys key=|key| *key let:key>
                <OrderLine desk key/>
            </For>
        </ul>
        {empty}
    }
}

#[component]
fn OrderExtras(desk: Desk) -> impl IntoView {
    view! {
        <div class="till-extras">
            <CustomLine desk/>
            <DiscountFields desk/>
            <CustomerFields desk/>
            <p><a class="till-later" href="/orders/new" rel="external">{of(use_language()).pay_later}</a></p>
        </div>
    }
}

/// What the sale comes to, or why that can't be said.
#[component]
fn Sums(desk: Desk) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let written = move |amount: Money| amount.written(language.money_style());
    let sums = move || match desk.totals() {
        Ok(totals) => {
            let row = move |label: String, amount: String| {
                view! { <div><dt>{label}</dt><dd class="money">{amount}</dd></div> }
            };
            let discount = (totals.discount.amount() > 0)
                .then(|| row(words.discount.to_owned(), format!("−{}", written(totals.discount))));
            let taxes = totals.tax_lines.into_iter().map(|tax| row(tax.label, written(tax.amount)));
            view! {
                <dl class="till-sums">
                    {row(words.subtotal.to_owned(), written(totals.subtotal))}
                    {discount}
                    {taxes.collect_view()}
                    <div class="till-total">
                        <dt>{words.total}</dt>
                        <dd class="money">{written(totals.total)}</dd>
                    </div>
                </dl>
            }
            .into_any()
        }
        Err(SaleError::Basket(BasketError::NoLines)) => ().into_any(),
        Err(SaleError::DiscountUnfinished) => view! { <p class="quiet">{words.unfinished}</p> }.into_any(),
        Err(error) => view! { <p class="form-problem" role="alert">{why(&error, words)}</p> }.into_any(),
    };
    view! { {sums} }
}

#[component]
fn OrderFoot(desk: Desk) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let total = move || desk.totals().ok().map(|totals| totals.total.written(language.money_style()));
    let clear = move || {
        (!desk.sale.with(|sale| sale.lines.is_empty())).then(|| {
            view! {
                <button type="button" class="button" on:click=move |_| desk.clear()>{words.clear}</button>
            }
        })
    };
    view! {
        <div class="till-end till-foot">
            {clear}
            <button
                type="button"
                class="button button-primary till-charge"
                disabled=move || desk.totals().is_err()
                on:click=move |_| desk.charge(false)
            >
                <span>{words.charge}</span>
                " "
                <span class="money">{total}</span>
            </button>
        </div>
    }
}

pub(super) fn why(error: &SaleError, words: &'static TillWords) -> &'static str {
    match error {
        SaleError::DiscountTyped | SaleError::Basket(BasketError::DiscountAmount) => words.bad_discount,
        SaleError::DiscountUnfinished => words.unfinished,
        SaleError::Basket(BasketError::DiscountReason) => words.no_reason,
        SaleError::Basket(BasketError::NoLines) => words.no_lines,
        SaleError::Price | SaleError::Basket(BasketError::Money(_) | BasketError::TooManyLines) => {
            words.too_large
        }
        SaleError::Basket(
            BasketError::Quantity { .. } | BasketError::Price { .. } | BasketError::Name { .. },
        ) => words.bad_line,
    }
}
