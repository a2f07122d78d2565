//! What was changed of one order, on its own page, for those who may see the audit.

use contract::audit::AuditFilter;
use domain::{money::Currency, wall_clock::WallClock};
use leptos::prelude::*;

use super::{actions::load_history, entries::Entries, words::of};
use crate::{
    address::with_query,
    layout::sentence,
    resource::resource,
    words::{use_language, use_words},
};

/// Entries shown before the link to all of them.
const SHOWN: i64 = 10;
/// What changes an order. Who only opened it is on the audit page.
const CHANGES: &str = "CREATE,UPDATE,DELETE,PAYMENT";

/// An order's changes, field by field.
#[component]
pub fn HistoryPart(
    /// Which order.
    reference: String,
    /// Its version: another one is fetched anew.
    version: i32,
    /// How far the store's clocks are from UTC, in seconds.
    wall_clock: WallClock,
    /// Of its amounts.
    currency: Currency,
) -> impl IntoView {
    let (words, own) = (use_words(), of(use_language()));
    let all = with_query("/audit", [("order", reference.as_str())]);
    let history = resource(
        move || (reference.clone(), version),
        |(reference, _)| {
            let filter = AuditFilter {
                action: Some(CHANGES.to_owned()),
                limit: Some(SHOWN),
                ..AuditFilter::default()
            };
            load_history(reference, filter)
        },
    );
    view! {
        <section class="panel">
            <h2>{own.history}</h2>
            <Suspense fallback=move || view! { <p class="quiet">{words.layout.loading}"…"</p> }>
                {move || {
                    let wall_clock = wall_clock.clone();
                    Suspend::new(async move {
                    match history.await {
                        Ok(page) if page.items.is_empty() => {
                            view! { <p class="quiet">{own.history_none}</p> }.into_any()
                        }
                        Ok(page) => view! { <Entries entries=page.items wall_clock currency is_compact=true/> }.into_any(),
                        Err(refused) => {
                            view! { <p class="form-problem">{sentence(&refused, words)}</p> }.into_any()
                        }
                    }
                })
                }}
            </Suspense>
            <p><a href=all>{own.all_of_order}</a></p>
        </section>
    }
    .into_any()
}
