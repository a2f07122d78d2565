//! `/audit`: entries, newest first, narrowed by what the address says, and how their chain stands.

use contract::audit::{AuditView, ChainState};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{actions::load_audit, entries::Entries, filter::Narrowed, filter_bar::FilterBar, words::of};
use crate::{
    context::Session,
    layout::sentence,
    refused::{Refused, set_page_status},
    resource::resource,
    words::{fill, use_language, use_words},
};

/// `/audit`.
#[component]
pub fn AuditPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let (words, own) = (use_words(), of(use_language()));
    let query = use_query_map();
    let narrowed = Memo::new(move |_| Narrowed::read(|name| query.read().get(name)));
    let audit = resource(move || narrowed.get(), |narrowed| load_audit(narrowed.request()));
    view! {
        <div class="page audit-page">
            <h1>{own.title}</h1>
            <p class="quiet">{own.lead}</p>
            <Transition fallback=move || view! { <p class="quiet">{words.layout.loading}"…"</p> }>
                {move || {
                    let (narrowed, session) = (narrowed.get(), session.clone());
                    Suspend::new(async move {
                        match audit.await {
                            Ok(view) => whole(view, narrowed, session),
                            Err(refused) => wrong(&refused, narrowed),
                        }
                    })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

/// A filter that can't be understood stays where it was typed, with what to do about it.
fn wrong(refused: &Refused, narrowed: Narrowed) -> AnyView {
    set_page_status(refused.0.status);
    let text = sentence(refused, use_words());
    view! {
        <FilterBar narrowed staff=Vec::new()/>
        <p class="form-problem" role="alert">{text}</p>
    }
    .into_any()
}

fn whole(view: AuditView, narrowed: Narrowed, session: Session) -> AnyView {
    let (wall_clock, currency) = (session.wall_clock(), session.store.currency);
    let own = of(use_language());
    let entries = if view.page.items.is_empty() {
        let text = if narrowed.is_narrowed() { own.none_filtered } else { own.none };
        view! { <div class="empty"><h2>{own.none_title}</h2><p>{text}</p></div> }.into_any()
    } else {
        let newest = (!narrowed.cursor.is_empty()).then(|| {
            view! { <a class="button" href=narrowed.address_from("")>{own.newest}</a> }
        });
        let older = view.page.next_cursor.map(|cursor| {
            view! { <a class="button" rel="next" href=narrowed.address_from(&cursor)>{own.older}</a> }
        });
        view! {
            <section class="panel">
                <h2>{own.entries}</h2>
                <Entries entries=view.page.items wall_clock currency stores=session.me.stores/>
            </section>
            <nav class="orders-pages" aria-label=own.entries>{newest} {older}</nav>
        }
        .into_any()
    };
    view! {
        <FilterBar narrowed staff=view.staff/>
        {entries}
        <Chain chain=view.chain/>
    }
    .into_any()
}

/// How the chain stands.
#[component]
fn Chain(chain: ChainState) -> impl IntoView {
    let own = of(use_language());
    let state = if chain.sequence == 0 {
        view! { <p>{own.chain_empty}</p> }.into_any()
    } else {
        view! {
            <p>{fill(own.chain_link, &chain.sequence.to_string())}</p>
            <p>{own.chain_whole}": "<code class="audit-hash">{chain.head}</code></p>
        }
        .into_any()
    };
    let waiting = (chain.waiting > 0).then(|| {
        view! { <p>{fill(own.chain_waiting, &chain.waiting.to_string())}</p> }
    });
    view! {
        <section class="panel">
            <h2>{own.chain_title}</h2>
            {state}
            {waiting}
            <p class="quiet">{own.chain_how}</p>
        </section>
    }
    .into_any()
}
