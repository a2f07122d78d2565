//! One line of the sale in the making.

use leptos::prelude::*;

use super::{
    desk::{Desk, Step},
    sale::SaleLine,
    words::of,
};
use crate::{
    layout::{noted, said},
    words::use_language,
};

/// One line.
#[component]
pub(super) fn OrderLine(desk: Desk, key: u32) -> impl IntoView {
    let language = use_language();
    let line =
        Memo::new(move |_| desk.sale.with(|sale| sale.lines.iter().find(|line| line.key == key).cloned()));
    let of_line = move |read: fn(&SaleLine) -> String| line.with(|line| line.as_ref().map(read));
    let price = move || {
        let amount =
            line.with(|line| line.as_ref().map(|line| line.unit_price.saturating_mul(line.quantity)));
        amount.map(|amount| language.money(amount, desk.menu.with(|menu| menu.store.currency)))
    };
    let name_id = format!("line-{key}");
    let is_noting = RwSignal::new(false);
    let note = move || {
        let note = of_line(|line| line.note.clone()).filter(|note| !note.is_empty());
        note.map(|note| view! { <p class="till-line-note">{noted(note)}</p> })
    };
    let described_by = name_id.clone();
    let tools = move || {
        (desk.step.get() == Step::Ordering).then(|| {
            view! { <LineTools desk key is_noting described_by=described_by.clone()/> }
        })
    };
    let field = move || is_noting.get().then(|| view! { <NoteField desk key is_noting/> });
    view! {
        <li class="till-line">
            <p class="till-line-what">
                <span class="till-count">{move || of_line(|line| line.quantity.to_string())}"×"</span>
                <span id=name_id>{move || of_line(|line| line.name.clone()).map(said)}</span>
                <span class="money">{price}</span>
            </p>
            {note}
            {tools}
            {field}
        </li>
    }
    .into_any()
}

/// How many, the note, and the way out. The buttons are named after what they do and described by the
/// line: a product's name alone names its button on the menu.
#[component]
fn LineTools(desk: Desk, key: u32, is_noting: RwSignal<bool>, described_by: String) -> impl IntoView {
    let words = of(use_language());
    let line = described_by;
    view! {
        <div class="till-line-tools">
            <button
                type="button" class="till-step" aria-label=words.one_less aria-describedby=line.clone()
                on:click=move |_| desk.change_quantity(key, -1)
            >"−"</button>
            <button
                type="button" class="till-step" aria-label=words.one_more aria-describedby=line.clone()
                on:click=move |_| desk.change_quantity(key, 1)
            >"+"</button>
            <button
                type="button" class="button" aria-describedby=line.clone()
                aria-expanded=move || if is_noting.get() { "true" } else { "false" }
                on:click=move |_| is_noting.update(|noting| *noting = !*noting)
            >{words.add_note}</button>
            <button
                type="button" class="till-step" aria-label=words.remove aria-describedby=line
                on:click=move |_| desk.change(|sale| sale.remove(key))
            >"×"</button>
        </div>
    }
}

#[component]
fn NoteField(desk: Desk, key: u32, is_noting: RwSignal<bool>) -> impl IntoView {
    let words = of(use_language());
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field that can't take the focus is still there to be tapped.
            let _ = field.focus();
        }
    });
    let note = move || {
        let line = |line: &super::sale::SaleLine| line.note.clone();
        desk.sale.with(|sale| sale.lines.iter().find(|known| known.key == key).map(line)).unwrap_or_default()
    };
    let write = move |event| {
        let typed = event_target_value(&event);
        desk.change(|sale| {
            if let Some(line) = sale.line_mut(key) {
                line.note = typed;
            }
        });
    };
    let close = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_noting.set(false);
    };
    view! {
        <form class="till-note" on:submit=close>
            <label class="field">
                <span>{words.note}</span>
                <input
                    node_ref=field type="text" maxlength="500" autocomplete="off"
                    prop:value=note on:input=write
                />
            </label>
            <button class="button">{words.note_done}</button>
        </form>
    }
    .into_any()
}
