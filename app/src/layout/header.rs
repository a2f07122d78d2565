//! The bar above staff's pages: Kedai and the store, the areas, the connection, and the person's
//! menu. The menu is a `<details>` of plain forms: it opens and works without JavaScript.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;

use super::said::said;
use super::{
    frame::{Area, with_search},
    preferences::{ChooseLanguage, ChooseStore, ChooseTheme},
};
use crate::{
    context::{Preferences, Session, Theme},
    live::ConnectionState,
    made_for::MadeForField,
    sign_in::{SignOut, SignOutEverywhere},
    words::{Language, Words, use_words},
};

/// The bar above a page of `area`.
#[component]
pub(super) fn Header(area: Area, session: Session) -> impl IntoView {
    let words = use_words();
    let role = session.me.role;
    let link = move |linked: Area| {
        let current = (linked == area).then_some("page");
        view! { <li><a href=linked.path() aria-current=current>{linked.name(words)}</a></li> }
    };
    view! {
        <header class="bar">
            <div class="bar-place">
                <a class="bar-brand" href="/">"Kedai"</a>
                <span aria-hidden="true">"·"</span>
                {store_choice(&session, words)}
            </div>
            <nav class="bar-areas" aria-label=words.layout.main_menu>
                <ul>{Area::ALL.into_iter().filter(|area| area.is_for(role)).map(link).collect_view()}</ul>
            </nav>
            <div class="bar-person">
                <ConnectionState/>
                <PersonMenu session/>
            </div>
        </header>
    }
    .into_any()
}

/// The store's name, which for a person with several is the way to another.
fn store_choice(session: &Session, words: &'static Words) -> AnyView {
    let name = session.store.name.clone();
    if session.me.stores.len() < 2 {
        return view! { <span class="bar-store">{said(name)}</span> }.into_any();
    }
    let current = session.store.slug.clone();
    let choices = session.me.stores.iter().map(|store| {
        let pressed = if store.slug == current { "true" } else { "false" };
        view! {
            <li>
                <button name="store" value=store.slug.clone() aria-pressed=pressed>{said(store.name.as_str())}</button>
            </li>
        }
    });
    view! {
        <details class="menu bar-store">
            <summary><span class="hidden">{words.layout.store}": "</span>{said(name)}</summary>
            <form class="menu-panel" method="post" action=ChooseStore::url()>
                <MadeForField/>
                <Back/>
                <ul>{choices.collect_view()}</ul>
            </form>
        </details>
    }
    .into_any()
}

#[component]
fn PersonMenu(session: Session) -> impl IntoView {
    let words = use_words();
    let preferences = use_context::<Preferences>().unwrap_or_default();
    view! {
        <details class="menu">
            <summary aria-label=format!("{}: {}", words.layout.your_menu, session.me.name)>
                {said(session.me.name.as_str())}
            </summary>
            <div class="menu-panel menu-panel-end">
                <p class="menu-person">
                    <strong>{said(session.me.name)}</strong>
                    <span>{words.role(session.me.role)}" · "{said(session.me.tenant_name)}</span>
                </p>
                <LanguageChoice chosen=preferences.language/>
                <ThemeChoice chosen=preferences.theme/>
                <form method="post" action=SignOut::url()>
                    <MadeForField/>
                    <button class="menu-button">{words.layout.sign_out}</button>
                </form>
                <form method="post" action=SignOutEverywhere::url()>
                    <MadeForField/>
                    <button class="menu-button">{words.layout.sign_out_everywhere}</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// Chooses among the languages.
#[component]
pub(crate) fn LanguageChoice(chosen: Language) -> impl IntoView {
    let choices = Language::ALL.map(|language| {
        let pressed = if language == chosen { "true" } else { "false" };
        view! {
            <button name="language" value=language.code() lang=language.code() aria-pressed=pressed>
                {language.name()}
            </button>
        }
    });
    view! {
        <form class="choice" method="post" action=ChooseLanguage::url()>
            <MadeForField/>
            <Back/>
            <fieldset>
                <legend>{use_words().layout.language}</legend>
                <div class="choice-buttons">{choices.into_iter().collect_view()}</div>
            </fieldset>
        </form>
    }
    .into_any()
}

#[component]
fn ThemeChoice(chosen: Theme) -> impl IntoView {
    let words = use_words();
    let choices = Theme::ALL.map(|theme| {
        let pressed = if theme == chosen { "true" } else { "false" };
        let name = match theme {
            Theme::Auto => words.layout.theme_auto,
            Theme::Light => words.layout.theme_light,
            Theme::Dark => words.layout.theme_dark,
        };
        view! { <button name="theme" value=theme.code() aria-pressed=pressed>{name}</button> }
    });
    view! {
        <form class="choice" method="post" action=ChooseTheme::url()>
            <MadeForField/>
            <Back/>
            <fieldset>
                <legend>{words.layout.theme}</legend>
                <div class="choice-buttons">{choices.into_iter().collect_view()}</div>
            </fieldset>
        </form>
    }
    .into_any()
}

/// Tells a form which page to come back to.
#[component]
fn Back() -> impl IntoView {
    let location = use_location();
    let here = move || with_search(&location.pathname.get(), &location.search.get());
    view! { <input type="hidden" name="back" value=here/> }
}
