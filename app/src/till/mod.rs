//! A till of a store: what is for sale on the left, the sale in the making and its payment on the right.
//!
//! | module | holds |
//! |---|---|
//! | `sale`, `payment`, `menu` | what can be decided without a page: pure, tested natively |
//! | `kept` | where a sale is kept on the device, and found again |
//! | `desk` | the state of the open page, and what can be done at it |
//! | `notice` | what the cashier should know |
//! | `keys` | the keyboard and the barcode scanner |
//! | `products`, `current_order`, `line`, `extras`, `charge`, `confirmation` | the views, which only show the desk |
//! | `actions`, `words` | what is asked of the server; what is said |

mod actions;
mod before;
mod charge;
mod confirmation;
mod current_order;
mod desk;
mod extras;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod kept;
mod keys;
mod line;
mod menu;
mod notice;
mod payment;
mod products;
mod sale;
#[cfg(test)]
pub(crate) mod samples;
mod words;

use std::{cell::Cell, rc::Rc};

use contract::{catalogue::MenuView, devices::LiveUpdate, live::Topic};
use leptos::prelude::*;

use crate::{
    context::Session,
    layout::ProblemView,
    live::follow,
    resource::resource,
    words::{use_language, use_words},
};
use desk::Desk;

pub use actions::{LoadMenu, RecordSale};
pub(crate) use actions::{load_menu, record_sale};
pub(crate) use menu::{MenuFilter, by_name_or_code, can_sell};
pub(crate) use payment::{Tender, TenderError, TenderPart};
pub(crate) use sale::{DiscountEntry, Sale, SaleError, SaleLine, parse_percent};

/// The menu is loaded again at most so often, however many orders come in.
const REFRESH_MS: u32 = 4_000;

/// A till of a store.
#[component]
pub fn TillPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let store = session.store.slug;
    let menu = resource(move || store.clone(), load_menu);
    view! {
        <Suspense fallback=|| view! { <p class="page quiet">{use_words().layout.loading}</p> }>
            {move || Suspend::new(async move {
                match menu.await {
                    Ok(menu) => view! { <Till menu/> }.into_any(),
                    Err(refused) => view! { <ProblemView refused/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Till(menu: MenuView) -> impl IntoView {
    let words = words::of(use_language());
    let store = menu.store.slug.clone();
    let desk = Desk::new(menu);
    follow_stock(desk, store);
    keys::listen(desk);
    let is_order_shown = RwSignal::new(false);
    let class = move || if is_order_shown.get() { "till till-order-shown" } else { "till" };
    let order = move || match desk.done.get() {
        Some(order) => view! { <confirmation::Confirmation desk order/> }.into_any(),
        None => view! { <current_order::CurrentOrder desk is_order_shown/> }.into_any(),
    };
    view! {
        <h1 class="hidden">{use_words().layout.till}</h1>
        <div class=class>
            <products::Products desk/>
            <section class="till-order" aria-label=words.current_order>{order}</section>
        </div>
    }
    .into_any()
}

/// Loads the menu again after orders anywhere in the store, for what is left in stock.
fn follow_stock(desk: Desk, store: String) {
    let is_waiting = Rc::new(Cell::new(false));
    follow(Topic::Store(store), None, move |update| {
        let is_sale = matches!(&update, LiveUpdate::Event { event, .. } if event.kind() == "order.placed");
        let Some(devices) = desk.devices().filter(|_| is_sale) else { return };
        if !is_waiting.replace(true) {
            let is_waiting = Rc::clone(&is_waiting);
            let refresh = move || {
                is_waiting.set(false);
                desk.refresh_menu();
            };
            devices.browser.after(REFRESH_MS, Box::new(refresh));
        }
    });
}
