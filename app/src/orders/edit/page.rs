//! `/orders/{reference}/edit`.

use contract::orders::EditSheet;
use domain::wall_clock::WallClock;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::{
    Submitted,
    actions::{answer_form, open_edit},
    both_sides::BothSides,
    desk::EditDesk,
    fields::{CustomerFields, OrderFields, Told},
    foreseen::Foreseen,
    lines::{AddFields, Lines},
    link::refusal,
    words::of,
};
use crate::{
    context::Session,
    layout::{NotFoundPart, ProblemView},
    made_for::MadeForField,
    refused::set_page_status,
    resource::resource,
    words::{fill, use_language, use_words},
};

/// `/orders/{reference}/edit`.
#[component]
pub fn EditPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let parameters = use_params_map();
    let reference = Memo::new(move |_| parameters.read().get("reference").unwrap_or_default());
    let sheet = resource(move || reference.get(), open_edit);
    // A form that was posted is answered by this page; what was typed travels with the document.
    let submitted = resource(move || reference.get(), answer_form);
    let back = move || format!("/orders/{}", reference.get());
    view! {
        <div class="page order">
            <p><a href=back>"← "{move || reference.get()}</a></p>
            <Suspense fallback=move || view! { <p class="quiet">{use_words().layout.loading}"…"</p> }>
                {move || {
                    let session = session.clone();
                    Suspend::new(async move {
                        let submitted = submitted.await;
                        let opened = sheet.await.and_then(|sheet| Ok((sheet, submitted?)));
                        match opened {
                            Ok((sheet, submitted)) => whole(sheet, submitted, &session),
                            Err(refused) if refused.0.status == 404 => {
                                set_page_status(404);
                                view! { <NotFoundPart/> }.into_any()
                            }
                            Err(refused) => view! { <ProblemView refused/> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </div>
    }
    .into_any()
}

fn whole(sheet: EditSheet, submitted: Option<Submitted>, session: &Session) -> AnyView {
    let language = use_language();
    let words = of(language);
    let reference = sheet.order.reference.to_string();
    let title = fill(words.title, &reference);
    let wall_clock = session.wall_clock_at(&sheet.order.store);
    let closed = refusal(&sheet.order, words).filter(|_| submitted.is_none());
    let content = match closed {
        Some(reason) => view! { <p class="form-problem" role="alert">{reason}</p> }.into_any(),
        None => {
            let desk = EditDesk::new(sheet, submitted, language.money_style());
            form(desk, &wall_clock)
        }
    };
    view! {
        <Title text=title.clone()/>
        <h1>{title}</h1>
        {content}
    }
    .into_any()
}

fn form(desk: EditDesk, wall_clock: &WallClock) -> AnyView {
    let words = of(use_language());
    let address = format!("/orders/{}", desk.reference());
    let leave = address.clone();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if desk.is_saved.get() {
            navigate(&leave, Default::default());
        }
    });
    let state = move || desk.form.with(|form| serde_json::to_string(form).unwrap_or_default());
    let preview = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        desk.add();
        desk.foresee();
    };
    let save = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        desk.save();
    };
    let cancel = address.clone();
    view! {
        <form
            class="edit" method="post" action=format!("{address}/edit") autocomplete="off"
            on:submit=move |event| event.prevent_default()
        >
            <MadeForField/>
            <input type="hidden" name="state" value=state/>
            // What Enter presses: never saves by accident.
            <button class="hidden" name="do" value="preview" tabindex="-1" aria-hidden="true" on:click=preview></button>
            <Told desk/>
            <BothSides desk wall_clock=wall_clock.clone()/>
            <div class="order-columns">
                <div class="order-column">
                    <Lines desk/>
                    <AddFields desk/>
                </div>
                <div class="order-column">
                    <CustomerFields desk/>
                    <OrderFields desk/>
                </div>
            </div>
            <Foreseen desk/>
            <div class="edit-buttons">
                <button class="button" name="do" value="preview" on:click=preview>{words.preview}</button>
                <button
                    class="button button-primary" name="do" value="save"
                    disabled=move || desk.is_saving.get() on:click=save
                >
                    {words.save}
                </button>
                <a class="button" href=cancel>{words.cancel}</a>
            </div>
        </form>
    }
    .into_any()
}
