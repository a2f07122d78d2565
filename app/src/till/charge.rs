//! The payment, in the order's own column: how, how much was received, what goes back.

use domain::{
    money::Money,
    payment::{MAX_PARTS, PaymentError, PaymentMethod, quick_cash},
};
use leptos::{ev::SubmitEvent, html::Input, prelude::*};

use super::{
    desk::{Desk, Step},
    notice::{Notice, told},
    payment::{Tender, TenderError},
    words::{TillWords, of},
};
use crate::{
    layout::SignInAgain,
    refused::Refused,
    words::{fill, use_language, use_words},
};

/// The payment of the sale.
#[component]
pub(super) fn Payment(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        desk.complete();
    };
    let is_split = Memo::new(move |_| desk.sale.with(|sale| sale.tender.is_split()));
    let is_sent = Memo::new(move |_| desk.sale.with(|sale| sale.sent.is_some()));
    let ways = move || {
        if is_sent.get() {
            ().into_any()
        } else if is_split.get() {
            view! { <Parts desk/> }.into_any()
        } else {
            view! { <OneWay desk/> }.into_any()
        }
    };
    view! {
        <form class="till-payment" aria-label=words.payment on:submit=submit>
            {ways}
            <Notices desk/>
            <HandOver desk is_sent/>
            <div class="till-end">
                <Outcome desk/>
                <PaymentFoot desk is_sent/>
            </div>
        </form>
    }
    .into_any()
}

/// A button for each method; `choose` is told which.
fn methods(
    chosen: impl Fn() -> Option<PaymentMethod> + Copy + Send + 'static,
    choose: impl Fn(PaymentMethod) + Copy + Send + 'static,
) -> AnyView {
    let words = use_words();
    let button = move |method: PaymentMethod| {
        let is_chosen = move || if chosen() == Some(method) { "true" } else { "false" };
        view! {
            <button type="button" class="tab" aria-pressed=is_chosen on:click=move |_| choose(method)>
                {words.method(method)}
            </button>
        }
    };
    let label = of(use_language()).method;
    view! {
        <div class="till-tabs" role="group" aria-label=label>
            {PaymentMethod::ALL.map(button).into_iter().collect_view()}
        </div>
    }
    .into_any()
}

fn change_tender(desk: Desk, change: impl FnOnce(&mut Tender)) {
    desk.change(|sale| change(&mut sale.tender));
}

/// All of it one way.
#[component]
fn OneWay(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let method = move || desk.sale.with(|sale| sale.tender.method);
    let is_cash = Memo::new(move |_| method() == PaymentMethod::Cash);
    view! {
        {methods(
            move || Some(method()),
            move |method| change_tender(desk, |tender| tender.method = method),
        )}
        {move || is_cash.get().then(|| view! { <Received desk/> })}
        <button type="button" class="button" on:click=move |_| change_tender(desk, Tender::split)>
            {words.split}
        </button>
    }
}

/// Cash handed over: typed, or one of the likely amounts.
#[component]
fn Received(desk: Desk) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        // By touch the on-screen keyboard would cover the quick amounts.
        if let Some(field) = field.get().filter(|_| desk.by_keyboard.get_untracked()) {
            let _ = field.focus();
        }
    });
    let set = move |typed: String| change_tender(desk, |tender| tender.received = typed);
    let quick = move || {
        let total = desk.totals().ok().map(|totals| totals.total);
        let amounts = total.map(quick_cash).unwrap_or_default();
        let button = move |(place, amount): (usize, Money)| {
            let digits = amount.digits(language.money_style());
            let label = if place == 0 { format!("{} {digits}", words.exact) } else { digits.clone() };
            let choose = move |_| set(digits.clone());
            view! { <button type="button" class="button money" on:click=choose>{label}</button> }
        };
        amounts.into_iter().enumerate().map(button).collect_view()
    };
    view! {
        <div class="till-quick">{quick}</div>
        <label class="field">
            <span>{words.amount_received}</span>
            <input
                node_ref=field class="till-amount" type="text" inputmode="decimal" autocomplete="off"
                prop:value=move || desk.sale.with(|sale| sale.tender.received.clone())
                on:input=move |event| set(event_target_value(&event))
            />
        </label>
    }
}

/// Several ways: what each pays; the last one, left empty, pays the rest.
#[component]
fn Parts(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let count = Memo::new(move |_| desk.sale.with(|sale| sale.tender.parts.len()));
    let can_add = move || count.get() < MAX_PARTS;
    view! {
        <ol class="till-parts">
            {move || (0..count.get()).map(|place| view! { <Part desk place/> }).collect_view()}
        </ol>
        <button
            type="button" class="button" disabled=move || !can_add()
            on:click=move |_| change_tender(desk, Tender::split)
        >{words.add_part}</button>
    }
}

#[component]
fn Part(desk: Desk, place: usize) -> impl IntoView {
    let words = of(use_language());
    let part = move || desk.sale.with(|sale| sale.tender.parts.get(place).cloned());
    let label = fill(words.part, &(place + 1).to_string());
    let choose = move |method| {
        change_tender(desk, |tender| {
            if let Some(part) = tender.parts.get_mut(place) {
                part.method = method;
            }
        });
    };
    let write = move |event| {
        let typed = event_target_value(&event);
        change_tender(desk, |tender| {
            if let Some(part) = tender.parts.get_mut(place) {
                part.typed = typed;
            }
        });
    };
    let is_last = move || desk.sale.with(|sale| place + 1 == sale.tender.parts.len());
    view! {
        <li>
            {methods(move || part().map(|part| part.method), choose)}
            <div class="till-part">
                <label class="field">
                    <span>{label}</span>
                    <input
                        type="text" inputmode="decimal" autocomplete="off"
                        placeholder=move || if is_last() { words.part_rest } else { "" }
                        prop:value=move || part().map(|part| part.typed).unwrap_or_default()
                        on:input=write
                    />
                </label>
                <button
                    type="button" class="till-step" aria-label=words.remove_part
                    on:click=move |_| change_tender(desk, |tender| tender.remove_part(place))
                >"×"</button>
            </div>
        </li>
    }
}

/// What goes back over the counter, large; or what is wrong.
#[component]
fn Outcome(desk: Desk) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let outcome = move || {
        let total = desk.totals().ok()?.total;
        let is_sent = desk.sale.with(|sale| sale.sent.is_some());
        Some(match desk.sale.with(|sale| sale.tender.settle(total)) {
            Ok(settlement) => view! {
                <p class="till-change">
                    <span>{words.change}</span>
                    " "
                    <strong class="money">{settlement.change.written(language.money_style())}</strong>
                </p>
            }
            .into_any(),
            Err(_) if is_sent => ().into_any(),
            Err(TenderError::Missing) => view! { <p class="quiet">{words.part_missing}</p> }.into_any(),
            Err(TenderError::Unfinished) => view! { <p class="quiet">{words.unfinished}</p> }.into_any(),
            Err(error) => view! { <p class="form-problem">{why(&error, words)}</p> }.into_any(),
        })
    };
    view! { <div aria-live="polite">{outcome}</div> }
}

pub(super) fn why(error: &TenderError, words: &'static TillWords) -> &'static str {
    match error {
        TenderError::Plan(PaymentError::TenderedTooLittle { .. }) => words.too_little,
        TenderError::Plan(PaymentError::SumDiffers { .. } | PaymentError::PartCount) => words.sum_differs,
        TenderError::Plan(PaymentError::PartAmount { .. }) => words.empty_part,
        TenderError::Missing => words.part_missing,
        TenderError::Unfinished => words.unfinished,
        TenderError::Typed
        | TenderError::Plan(PaymentError::Money(_) | PaymentError::TenderedWithoutCash { .. }) => {
            words.bad_amount
        }
    }
}

/// What came back from the server, where it matters.
#[component]
fn Notices(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let notice = move || {
        let notice = desk.notice.get()?;
        let way_on = match &notice {
            Notice::OutcomeUnknown => {
                Some(view! { <a href="/orders" rel="external">{words.look_in_orders}</a> }.into_any())
            }
            Notice::Refused(Refused(problem)) if problem.status == 401 => {
                Some(view! { <SignInAgain/> }.into_any())
            }
            _ => None,
        };
        let way_on = way_on.map(|way_on| view! { " "{way_on} });
        Some(view! { <p class="form-problem">{told(&notice)}{way_on}</p> })
    };
    view! { <div role="alert">{notice}</div> }
}

#[component]
fn PaymentFoot(desk: Desk, is_sent: Memo<bool>) -> impl IntoView {
    let words = of(use_language());
    let is_sending = move || desk.step.get() == Step::Sending;
    let can_complete = move || {
        let pays = |total| desk.sale.with(|sale| sale.sent.is_some() || sale.tender.settle(total).is_ok());
        !is_sending() && desk.totals().is_ok_and(|totals| pays(totals.total))
    };
    let word = move || match (is_sending(), is_sent.get()) {
        (true, _) => words.sending,
        (false, true) => words.try_again,
        (false, false) => words.complete,
    };
    view! {
        <div class="till-foot">
            <button
                type="button" class="button" disabled=move || is_sending() || is_sent.get()
                on:click=move |_| desk.back()
            >{words.back}</button>
            <button class="button button-primary till-charge" disabled=move || !can_complete()>{word}</button>
        </div>
    }
}

/// Whether the goods change hands at once.
#[component]
fn HandOver(desk: Desk, is_sent: Memo<bool>) -> impl IntoView {
    let words = of(use_language());
    let hand_over = move || desk.sale.with(|sale| sale.hand_over);
    let toggle = move || {
        (!is_sent.get()).then(|| {
            view! {
                <label class="till-check">
                    <input
                        type="checkbox" prop:checked=hand_over
                        on:change=move |event| {
                            let is_checked = event_target_checked(&event);
                            desk.change(|sale| sale.hand_over = is_checked);
                        }
                    />
                    <span>{words.hand_over}</span>
                </label>
            }
        })
    };
    view! { {toggle} }
}
