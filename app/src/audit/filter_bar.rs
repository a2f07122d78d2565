//! The filters above the entries: a plain GET form, so that what is shown is always in the address.

use contract::audit::AuditActor;
use domain::audit::AuditAction;
use leptos::prelude::*;

use super::{filter::Narrowed, words::of};
use crate::words::{use_language, use_words};

/// The filters, filled in as they are set.
#[component]
pub(super) fn FilterBar(
    /// As the address says.
    narrowed: Narrowed,
    /// Who can be chosen.
    staff: Vec<AuditActor>,
) -> impl IntoView {
    let (words, own) = (use_words(), of(use_language()));
    let kinds = AuditAction::ALL.map(|action| {
        let selected = narrowed.action == action.code();
        view! { <option value=action.code() selected=selected>{own.kind(action)}</option> }
    });
    let people = staff.into_iter().map(|person| {
        let id = person.id.to_string();
        let selected = narrowed.actor == id;
        let name = format!("{} · {}", person.name, words.role_of(&person.role));
        view! { <option value=id selected=selected>{name}</option> }
    });
    // A new document, so that fields which were typed into are emptied as well.
    let clear = narrowed.is_narrowed().then(|| {
        view! { <a class="button" href="/audit" rel="external">{own.clear}</a> }
    });
    let file = narrowed.file();
    view! {
        <form class="filters" method="get" action="/audit" role="search">
            <label class="field">
                <span>{own.order}</span>
                <input name="order" value=narrowed.order placeholder=own.order_hint autocomplete="off"/>
            </label>
            <label class="field">
                <span>{own.customer}</span>
                <input name="customer" value=narrowed.customer placeholder=own.customer_hint autocomplete="off"/>
            </label>
            <label class="field">
                <span>{own.actor}</span>
                <select name="actor">
                    <option value="">{own.anybody}</option>
                    {people.collect_view()}
                </select>
            </label>
            <label class="field">
                <span>{own.action}</span>
                <select name="action">
                    <option value="">{own.any_action}</option>
                    {kinds.into_iter().collect_view()}
                </select>
            </label>
            <label class="field">
                <span>{own.from}</span>
                <input type="date" name="from" value=narrowed.from/>
            </label>
            <label class="field">
                <span>{own.to}</span>
                <input type="date" name="to" value=narrowed.to/>
            </label>
            <div class="filters-buttons">
                <button class="button">{own.show}</button>
                {clear}
                <a class="button" href=file rel="external" download="audit.csv">{own.file}</a>
            </div>
        </form>
    }
    .into_any()
}
