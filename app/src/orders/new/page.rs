//! `/orders/new`: an order by phone, or of somebody who pays in parts or later.

use contract::problem::Code;
use leptos::{
    ev::{Event, FocusEvent, KeyboardEvent, SubmitEvent},
    prelude::*,
    wasm_bindgen::JsCast as _,
    web_sys,
};
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::{
    actions::{OrderForm, open_order_form},
    desk::{Desk, Notice},
    entry::names,
    fields::{Kind, input, radios, select},
    lines::Lines,
    preview::Preview,
    ways::Ways,
    words::of,
};
use crate::{
    address::with_query,
    context::Session,
    form::new_key,
    layout::{GoOn, ProblemView, SignInAgain, sentence},
    made_for::MadeForField,
    refused::set_page_status,
    resource::resource,
    words::{use_language, use_words},
};

/// The page's own address; with the key of one form behind it, so that going back and sending again is
/// the same command.
const PATH: &str = "/orders/new";
/// The most characters of a key that this page makes.
const MAX_KEY: usize = 60;

/// The form for a new order.
#[component]
pub fn NewOrderPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let [key, customer] = ["form", "customer"].map(|name| query.get(name).unwrap_or_default());
    if key.is_empty() || key.len() > MAX_KEY {
        let path = with_query(PATH, [("form", new_key().as_str()), ("customer", &customer)]);
        return view! { <GoOn path/> }.into_any();
    }
    let words = of(use_language());
    let asked = (session.store.slug.clone(), key.clone(), customer);
    let form =
        resource(move || asked.clone(), |(store, key, customer)| open_order_form(store, key, customer));
    view! {
        <Title text=words.title/>
        <div class="page entry">
            <p><a href="/orders">"← "{use_words().order.back}</a></p>
            <div class="page-head"><h1>{words.title}</h1></div>
            <p class="quiet">{words.lead}</p>
            <Suspense fallback=|| view! { <p class="quiet">{use_words().layout.loading}"…"</p> }>
                {move || {
                    let (session, key) = (session.clone(), key.clone());
                    Suspend::new(async move {
                        match form.await {
                            Ok(form) => view! { <Entry form session key/> }.into_any(),
                            Err(refused) => view! { <ProblemView refused/> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </div>
    }
    .into_any()
}

#[component]
fn Entry(form: OrderForm, session: Session, key: String) -> impl IntoView {
    let words = of(use_language());
    let action = with_query(PATH, [("form", key.as_str())]);
    let desk = Desk::new(form, key);
    if desk.notice.with_untracked(Option::is_some) {
        set_page_status(422);
    }
    let go = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let go = go.clone();
        desk.record(move |path, options| go(path, options));
    };
    let typed = move |event: Event| {
        if let Some(name) = name_of(&event) {
            desk.typed_into(&name);
            if name == names::STORE {
                desk.choose_store(desk.fields.with_untracked(|fields| fields.text(names::STORE)));
            }
        }
    };
    let left = move |event: FocusEvent| {
        if let Some(name) = name_of(&event) {
            desk.left(&name);
        }
    };
    // Enter in a field would send a form that is half filled in.
    let press = move |event: KeyboardEvent| {
        let in_input =
            event.target().is_some_and(|target| target.is_instance_of::<web_sys::HtmlInputElement>());
        if event.key() == "Enter" && in_input && desk.is_alive.get_untracked() {
            event.prevent_default();
        }
    };
    view! {
        <form
            class="entry-form" method="post" action=action novalidate=true node_ref=desk.place
            on:submit=submit
            on:input=typed
            on:change=typed
            on:focusout=left
            on:keydown=press
        >
            <MadeForField/>
            // Enter without JavaScript: shows what it comes to, and records nothing.
            <button class="hidden" name="do" value="check" tabindex="-1" aria-hidden="true">{words.check}</button>
            <Notices desk/>
            <div class="entry-columns">
                <div class="entry-column">
                    <Who desk session/>
                    <Lines desk/>
                    <Extras desk/>
                    <Ways desk/>
                </div>
                <div class="entry-column entry-side">
                    <Preview desk/>
                    <Send desk/>
                </div>
            </div>
        </form>
    }
    .into_any()
}

/// The name of the field that something happened in.
fn name_of(event: &Event) -> Option<String> {
    let field = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    field.get_attribute("name").filter(|name| !name.is_empty())
}

/// Where, how it came, and who buys.
#[component]
fn Who(desk: Desk, session: Session) -> impl IntoView {
    let words = of(use_language());
    let stores = session.me.stores;
    let slug = desk.menu.with_untracked(|menu| menu.store.slug.clone());
    let store = if stores.len() > 1 {
        let choices = stores.into_iter().map(|store| (store.slug, store.name)).collect();
        select(desk, names::STORE, words.store, choices)
    } else {
        view! { <input type="hidden" name=names::STORE value=slug/> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby="customer-title">
            <h2 id="customer-title">{words.customer}</h2>
            {radios(desk, names::CHANNEL, words.channel, vec![("phone", words.by_phone), ("till", words.walk_in)])}
            {store}
            <p class="quiet">{words.customer_hint}</p>
            <div class="entry-pair">
                {input(desk, Kind::Text, names::NAME, words.name, None)}
                {input(desk, Kind::Phone, names::PHONE, words.phone, None)}
            </div>
            {input(desk, Kind::Email, names::EMAIL, words.email, None)}
        </section>
    }
    .into_any()
}

/// Money off, a note, and whether the goods change hands.
#[component]
fn Extras(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let kinds = [("amount", words.as_amount), ("percent", words.as_percent)]
        .map(|(code, word)| (code.into(), word.into()));
    let checked = desk.fields.with_untracked(|fields| fields.get(names::HAND_OVER).is_some());
    view! {
        <section class="panel" aria-labelledby="discount-title">
            <h2 id="discount-title">{words.discount_and_note}</h2>
            <div class="entry-pair">
                {input(desk, Kind::Amount, names::DISCOUNT, words.discount_amount, None)}
                {select(desk, names::DISCOUNT_AS, words.discount_as, kinds.to_vec())}
            </div>
            {input(desk, Kind::Text, names::REASON, words.reason, None)}
            {input(desk, Kind::Text, names::NOTE, words.note, Some(words.note_hint))}
            <label class="till-check">
                <input type="checkbox" name=names::HAND_OVER value="1" checked=checked/>
                <span>{words.hand_over}</span>
            </label>
        </section>
    }
    .into_any()
}

/// What stands above the form after it was sent.
#[component]
fn Notices(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let told = move || {
        let notice = desk.notice.get()?;
        let (text, link) = match &notice {
            Notice::Wrong => (words.problems_title.to_owned(), None),
            Notice::OutcomeUnknown => {
                let look = view! { <a href="/orders" rel="external">{words.look_in_orders}</a> };
                (words.outcome_unknown.to_owned(), Some(look.into_any()))
            }
            Notice::PricesChanged => (words.prices_changed.to_owned(), None),
            Notice::Refused(refused) => match refused.0.kind() {
                Some(Code::IdempotencyKeyReused) => {
                    let anew = view! { <a href=PATH rel="external">{words.start_anew}</a> };
                    (words.key_reused.to_owned(), Some(anew.into_any()))
                }
                Some(Code::Unauthenticated) => {
                    (sentence(refused, use_words()), Some(view! { <SignInAgain/> }.into_any()))
                }
                _ => (sentence(refused, use_words()), None),
            },
        };
        let link = link.map(|link| view! { " "{link} });
        Some(view! { <p class="form-problem">{text}{link}</p> })
    };
    view! { <div class="entry-notices" role="alert">{told}</div> }
}

/// The way to record it.
#[component]
fn Send(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let word = move || match (desk.is_sending.get(), desk.notice.with(|notice| notice.clone())) {
        (true, _) => words.recording,
        (false, Some(Notice::OutcomeUnknown)) => words.try_again,
        (false, _) => words.record,
    };
    let check = move || {
        (!desk.is_alive.get()).then(|| {
            view! { <button class="button" name="do" value="check">{words.check}</button> }
        })
    };
    view! {
        <div class="entry-send">
            {check}
            <button
                class="button button-primary button-wide" name="do" value="record"
                disabled=move || desk.is_sending.get()
            >{word}</button>
        </div>
    }
}
