//! The lines of an order: how many, notes, off, and more of them.

use domain::money::Currency;
use leptos::{ev::MouseEvent, prelude::*};

use super::{
    desk::EditDesk,
    fields::Wrong,
    form::{Adding, EditForm, LineValues},
    words::of,
};
use crate::{
    layout::isolated,
    words::{fill, use_language},
};

/// The most products in the list of suggestions; others are found by name, SKU or barcode all the same.
const MOST_SUGGESTED: usize = 500;

/// The lines that the order has.
#[component]
pub(super) fn Lines(desk: EditDesk) -> impl IntoView {
    let words = of(use_language());
    let lines = move || desk.form.with(|form| form.mine.lines.clone());
    let key = |line: &LineValues| (line.id.clone(), line.removed);
    view! {
        <fieldset class="panel">
            <legend><h2>{words.lines}</h2></legend>
            <ul class="edit-lines">
                <For each=lines key=key let:line><LineFields desk line/></For>
            </ul>
            <Wrong desk is_field=Callback::new(|field: String| field == "items")/>
        </fieldset>
    }
    .into_any()
}

#[component]
fn LineFields(desk: EditDesk, line: LineValues) -> impl IntoView {
    let (words, language) = (of(use_language()), use_language());
    let currency = desk.form.with_untracked(|form| form.currency);
    let price = language.money(line.unit_price, currency);
    let id = StoredValue::new(line.id.clone());
    let (name, is_new) = (line.name.clone(), line.is_new);
    if line.removed {
        let restore = move |event: MouseEvent| {
            event.prevent_default();
            desk.form.update(|form| form.restore(&id.get_value()));
        };
        return view! {
            <li class="edit-line edit-line-removed">
                <span><s>{format!("{} × {}", line.quantity, isolated(&name))}</s>" "{words.removed}</span>
                <button
                    class="button" name="do" value=format!("restore.{}", line.id)
                    aria-label=fill(words.put_back_line, &name) on:click=restore
                >
                    {words.put_back}
                </button>
            </li>
        }
        .into_any();
    }
    let remove = move |event: MouseEvent| {
        event.prevent_default();
        desk.form.update(|form| form.remove(&id.get_value()));
    };
    let field = move |read: fn(&LineValues) -> &String| {
        move || {
            desk.form.with(|form| {
                let line = id.with_value(|id| form.mine.lines.iter().find(|line| line.id == *id));
                line.map(|line| read(line).clone()).unwrap_or_default()
            })
        }
    };
    let write = move |write: fn(&mut LineValues) -> &mut String| {
        move |event| {
            let typed = event_target_value(&event);
            desk.form.update(|form| {
                if let Some(line) = form.line_mut(&id.get_value()) {
                    *write(line) = typed;
                }
            });
        }
    };
    let (quantity, note) = (field(|line| &line.quantity), field(|line| &line.note));
    let total = move || desk.form.with(|form| line_total(form, &id.get_value(), currency, language));
    let is_field = Callback::new(move |path: String| {
        let place =
            desk.form.with_untracked(|form| form.kept_lines().position(|line| line.id == id.get_value()));
        place.is_some_and(|place| path.starts_with(&format!("items[{place}].")))
    });
    let badge = is_new.then(|| view! { <span class="badge badge-information">{words.new}</span> });
    view! {
        <li class="edit-line">
            <p class="edit-line-name">
                <strong>{name.clone()}</strong>" "{badge}" "<span class="quiet money">{price}</span>
            </p>
            <label class="field edit-line-quantity">
                <span><span class="hidden">{name.clone()}": "</span>{words.quantity}</span>
                <input
                    type="text" name=format!("quantity.{}", line.id) inputmode="numeric" autocomplete="off"
                    value=quantity prop:value=quantity on:input=write(|line| &mut line.quantity)
                />
            </label>
            <label class="field edit-line-note">
                <span><span class="hidden">{name.clone()}": "</span>{words.line_note}</span>
                <textarea
                    name=format!("note.{}", line.id) rows="1" prop:value=note
                    on:input=write(|line| &mut line.note)
                >{untrack(note)}</textarea>
            </label>
            <p class="edit-line-total money">{total}</p>
            <button
                class="button edit-line-remove" name="do" value=format!("remove.{}", line.id)
                aria-label=fill(words.remove_line, &name) on:click=remove
            >
                {words.remove}
            </button>
            <Wrong desk is_field/>
        </li>
    }
    .into_any()
}

fn line_total(form: &EditForm, id: &str, currency: Currency, language: crate::words::Language) -> String {
    let line = form.mine.lines.iter().find(|line| line.id == id);
    let total = line.and_then(|line| {
        let quantity: i64 = line.quantity.trim().parse().ok()?;
        quantity.checked_mul(line.unit_price)
    });
    total.map(|total| language.money(total, currency)).unwrap_or_default()
}

/// Something from the menu, or something named and priced by hand.
#[component]
pub(super) fn AddFields(desk: EditDesk) -> impl IntoView {
    let (words, language) = (of(use_language()), use_language());
    let is_cut = desk.sheet.with_value(|sheet| {
        sheet.menu.products.iter().filter(|product| product.available).nth(MOST_SUGGESTED).is_some()
    });
    let cut = is_cut.then(|| {
        view! { <p class="quiet">{fill(words.suggestions_cut, &MOST_SUGGESTED.to_string())}</p> }
    });
    let products = desk.sheet.with_value(|sheet| {
        let sold = sheet.menu.products.iter().filter(|product| product.available).take(MOST_SUGGESTED);
        let option = |product: &contract::catalogue::ProductView| {
            let label = format!("{} · {}", product.category, language.money(product.price, product.currency));
            view! { <option value=product.name.clone() label=label></option> }
        };
        sold.map(option).collect_view()
    });
    let add = move |event: MouseEvent| {
        event.prevent_default();
        desk.add();
    };
    let on_enter = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            desk.add();
        }
    };
    let field =
        move |name: &'static str, label: &'static str, place: fn(&mut Adding) -> &mut String, list, mode| {
            let value = move || desk.form.with(|form| place(&mut form.adding.clone()).clone());
            let type_in = move |event| {
                let typed = event_target_value(&event);
                desk.form.update(|form| *place(&mut form.adding) = typed);
            };
            view! {
                <label class="field">
                    <span>{label}</span>
                    <input
                        type="text" name=name list=list inputmode=mode autocomplete="off"
                        value=value prop:value=value on:input=type_in on:keydown=on_enter
                    />
                    <Wrong desk is_field=Callback::new(move |path: String| path == name)/>
                </label>
            }
        };
    view! {
        <fieldset class="panel form">
            <legend><h2>{words.add_title}</h2></legend>
            <datalist id="edit-menu">{products}</datalist>
            {field("add.product", words.add_product, |adding| &mut adding.product, Some("edit-menu"), None)}
            {cut}
            <div class="edit-pair">
                {field("add.name", words.add_name, |adding| &mut adding.name, None, None)}
                {field("add.price", words.add_price, |adding| &mut adding.price, None, Some("decimal"))}
            </div>
            <p><button class="button" name="do" value="add" on:click=add>{words.add}</button></p>
        </fieldset>
    }
    .into_any()
}
