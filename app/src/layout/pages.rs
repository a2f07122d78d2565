//! The start, and the page for addresses that lead nowhere.

use domain::role::Role;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;

use super::frame::Area;
use crate::{context::Visitor, refused::set_page_status, words::use_words};

/// `/`: leads everybody to where their work is.
#[component]
pub fn HomePage() -> impl IntoView {
    let path = match use_context::<Visitor>() {
        Some(Visitor::Staff(session)) if session.me.role == Role::Staff => Area::Board.path(),
        Some(Visitor::Staff(_) | Visitor::WithoutStore(_)) => Area::Till.path(),
        Some(Visitor::Stranger) | None => "/login",
    };
    view! { <GoOn path=path.to_owned()/> }
}

/// Leads on to another page. Programs that don't ask for HTML are told so by the status, too.
#[component]
pub(crate) fn GoOn(path: String) -> impl IntoView {
    view! {
        <Redirect path/>
        <main id="main" class="page">{use_words().layout.redirecting}</main>
        {set_page_status(302)}
    }
    .into_any()
}

/// Any address that is none of ours: 404, and the ways on.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_page_status(404);
    view! {
        <Title text=use_words().layout.not_found_title/>
        <main id="main"><NotFoundPart/></main>
    }
    .into_any()
}

/// Says that there is nothing here, where a page's content would be.
#[component]
pub fn NotFoundPart() -> impl IntoView {
    let words = use_words();
    view! {
        <div class="page empty">
            <h1>{words.layout.not_found_title}</h1>
            <p>{words.layout.not_found}</p>
            <p class="empty-ways">
                <a class="button" href="/">{words.layout.to_start}</a>
                <a class="button" href="/track">{words.layout.follow_order}</a>
            </p>
        </div>
    }
    .into_any()
}
