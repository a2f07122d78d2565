//! A stale edit: how the order stands now beside what was typed, field by field.

use domain::wall_clock::WallClock;
use leptos::{ev::MouseEvent, prelude::*};

use super::{
    desk::EditDesk,
    settle::{About, Difference, Side},
    words::{EditWords, of},
};
use crate::{
    format::day_and_clock,
    layout::{isolated, noted, said},
    words::{use_language, use_words},
};

/// What somebody else changed meanwhile, and which side each field is to have.
#[component]
pub(super) fn BothSides(desk: EditDesk, wall_clock: WallClock) -> impl IntoView {
    let panel = move || desk.stale.with(Option::is_some).then(|| panel(desk, wall_clock.clone()));
    view! { <div role="status">{panel}</div> }
}

fn panel(desk: EditDesk, wall_clock: WallClock) -> AnyView {
    let (words, all) = (of(use_language()), use_words());
    let settle = move |event: MouseEvent| {
        event.prevent_default();
        desk.settle();
    };
    let news = move || {
        let changes = desk.stale.with(|stale| stale.as_ref().map(|stale| stale.changes.clone()));
        let news = changes.unwrap_or_default().into_iter().map(|change| {
            let field = match change.field.as_str() {
                "status" => words.status,
                "payments" => all.order.payments,
                other => all.field(other),
            };
            let text = format!(
                "{field}: {} {}, {}",
                all.order.by,
                isolated(&change.by.name),
                day_and_clock(change.at, &wall_clock, all)
            );
            view! { <li>{text}</li> }
        });
        news.collect_view()
    };
    let rows = move || desk.differences().into_iter().map(|one| row(desk, one)).collect_view();
    view! {
        <section class="panel edit-both" aria-labelledby="both-sides">
            <h2 id="both-sides">{words.both_sides}</h2>
            <p>{words.both_sides_hint}</p>
            <ul class="edit-news">{news}</ul>
            <div class="edit-differences">{rows}</div>
            <p>
                <button class="button button-primary" name="do" value="settle" on:click=settle>{words.settle}</button>
            </p>
        </section>
    }
    .into_any()
}

fn row(desk: EditDesk, one: Difference) -> AnyView {
    let words = of(use_language());
    let side = |side: Side| {
        let (value, label) = match side {
            Side::Theirs => (&one.theirs, words.take_theirs),
            Side::Mine => (&one.mine, words.keep_mine),
        };
        let value = if value.is_empty() { words.nothing.to_owned() } else { value.clone() };
        let (field, known) = (one.field.clone(), one.clone());
        let is_likely = one.likely == side;
        view! {
            <label class="edit-side">
                <input
                    type="radio" name=format!("choose.{}", one.field) value=side.code()
                    checked=is_likely prop:checked=move || desk.choice(&known) == side
                    on:change=move |_| desk.choose(&field, side)
                />
                <span><strong>{label}</strong><span class="edit-value">{noted(value)}</span></span>
            </label>
        }
    };
    let (theirs, mine) = (side(Side::Theirs), side(Side::Mine));
    view! {
        <fieldset class="edit-difference">
            <legend>{said(name(&one.about, words))}</legend>
            {theirs}
            {mine}
        </fieldset>
    }
    .into_any()
}

fn name(about: &About, words: &'static EditWords) -> String {
    match about {
        About::Name => words.name.to_owned(),
        About::Phone => words.phone.to_owned(),
        About::Email => words.email.to_owned(),
        About::Discount => words.discount.to_owned(),
        About::Note => words.note.to_owned(),
        About::Line(name) => name.clone(),
    }
}
