//! What a sale may have beside its products: a line named by hand, a discount, who buys, notes.

use domain::{basket::MAX_NAME, money::parse_amount};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    desk::Desk,
    sale::{DiscountEntry, Sale},
    words::of,
};
use crate::words::use_language;

/// Adds something that is not on the menu.
#[component]
pub(super) fn CustomLine(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let (name, price) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let amount = move || {
        let currency = desk.menu.with(|menu| menu.store.currency);
        price.with(|typed| parse_amount(typed, currency))
    };
    let wrong = RwSignal::new(None);
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let is_named = !name.with_untracked(|name| name.trim().is_empty());
        wrong.set(match (is_named, untrack(amount)) {
            (false, _) => Some(words.no_name),
            (true, None) => Some(words.no_price),
            (true, Some(amount)) => {
                if desk.add_custom(&name.get_untracked(), amount.amount()) {
                    name.set(String::new());
                    price.set(String::new());
                }
                None
            }
        });
    };
    let told = move || wrong.get().map(|wrong| view! { <p class="field-problem">{wrong}</p> });
    view! {
        <details class="till-extra">
            <summary>{words.custom_line}</summary>
            <form class="till-extra-body" on:submit=add>
                <label class="field">
                    <span>{words.custom_name}</span>
                    <input
                        type="text" autocomplete="off" maxlength=MAX_NAME.to_string()
                        prop:value=name on:input=move |event| name.set(event_target_value(&event))
                    />
                </label>
                <label class="field">
                    <span>{words.custom_price}</span>
                    <input
                        type="text" inputmode="decimal" autocomplete="off"
                        prop:value=price on:input=move |event| price.set(event_target_value(&event))
                    />
                </label>
                <div role="alert">{told}</div>
                <button class="button">{words.add}</button>
            </form>
        </details>
    }
    .into_any()
}

/// Money off, and why.
#[component]
pub(super) fn DiscountFields(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let entry = move |read: fn(&DiscountEntry) -> String| {
        desk.sale.with(|sale| sale.discount.as_ref().map(read).unwrap_or_default())
    };
    let write = move |change: Box<dyn FnOnce(&mut DiscountEntry)>| {
        desk.change(|sale| change(sale.discount.get_or_insert_default()));
    };
    let kind = move |is_percent: bool, name: &'static str| {
        let is_chosen = move || {
            let chosen = desk.sale.with(|sale| sale.discount.as_ref().is_some_and(|entry| entry.is_percent));
            if chosen == is_percent { "true" } else { "false" }
        };
        let choose = move |_| write(Box::new(move |entry| entry.is_percent = is_percent));
        view! { <button type="button" class="tab" aria-pressed=is_chosen on:click=choose>{name}</button> }
    };
    view! {
        <details class="till-extra">
            <summary>{words.discount}</summary>
            <div class="till-extra-body">
                <div class="till-tabs" role="group" aria-label=words.discount_kind>
                    {kind(false, words.discount_amount)} {kind(true, words.discount_percent)}
                </div>
                <label class="field">
                    <span>{words.discount_value}</span>
                    <input
                        type="text" inputmode="decimal" autocomplete="off"
                        prop:value=move || entry(|entry| entry.typed.clone())
                        on:input=move |event| {
                            let typed = event_target_value(&event);
                            write(Box::new(move |entry| entry.typed = typed));
                        }
                    />
                </label>
                <label class="field">
                    <span>{words.discount_reason}</span>
                    <input
                        type="text" autocomplete="off" maxlength=MAX_NAME.to_string()
                        prop:value=move || entry(|entry| entry.reason.clone())
                        on:input=move |event| {
                            let typed = event_target_value(&event);
                            write(Box::new(move |entry| entry.reason = typed));
                        }
                    />
                </label>
            </div>
        </details>
    }
    .into_any()
}

/// Who buys, and a note on the order.
#[component]
pub(super) fn CustomerFields(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let field = move |name: &'static str, kind: &'static str, place: fn(&mut Sale) -> &mut String| {
        let value = move || desk.sale.with(|sale| place(&mut sale.clone()).clone());
        let write = move |event| {
            let typed = event_target_value(&event);
            desk.change(|sale| *place(sale) = typed);
        };
        view! {
            <label class="field">
                <span>{name}</span>
                <input type=kind autocomplete="off" prop:value=value on:input=write/>
            </label>
        }
    };
    view! {
        <details class="till-extra">
            <summary>{words.customer}</summary>
            <div class="till-extra-body">
                {field(words.customer_name, "text", |sale| &mut sale.customer_name)}
                {field(words.customer_phone, "tel", |sale| &mut sale.customer_phone)}
                {field(words.order_note, "text", |sale| &mut sale.note)}
            </div>
        </details>
    }
    .into_any()
}
