//! The sign-in page.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::actions::SignIn;
use crate::{
    address::local_path,
    context::{Preferences, Visitor},
    layout::{GoOn, LanguageChoice, sentence},
    refused::Refused,
    words::use_words,
};

/// `/login`: asks who it is; whoever is signed in already goes on.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let next = query.get("next").unwrap_or_default();
    if matches!(use_context::<Visitor>(), Some(Visitor::Staff(_))) {
        let path = local_path(&next).to_owned();
        return view! { <GoOn path/> }.into_any();
    }
    let words = use_words();
    let refused = query.get("problem").map(|code| Refused::told(&code, query.get("wait").as_deref()));
    let preferences = use_context::<Preferences>().unwrap_or_default();
    let message = refused.as_ref().map(|refused| {
        view! { <p class="form-problem" id="sign-in-problem" role="alert">{sentence(refused, words)}</p> }
    });
    let problem_id = refused.is_some().then_some("sign-in-problem");
    view! {
        <Title text=format!("{} · Kedai", words.sign_in.title)/>
        <main id="main" class="page sign-in">
            <p class="sign-in-brand">"Kedai"</p>
            <h1>{words.sign_in.title}</h1>
            <p class="quiet">{words.sign_in.lead}</p>
            <form class="form" method="post" action=SignIn::url()>
                {message}
                <input type="hidden" name="next" value=next/>
                <label class="field">
                    <span>{words.sign_in.email}</span>
                    <input
                        type="email" name="email" required autocomplete="username" autocapitalize="none"
                        spellcheck="false" aria-describedby=problem_id
                    />
                </label>
                <label class="field">
                    <span>{words.sign_in.password}</span>
                    <input
                        type="password" name="password" required autocomplete="current-password"
                        aria-describedby=problem_id
                    />
                </label>
                <button class="button button-primary button-wide">{words.sign_in.submit}</button>
            </form>
            <p><a href="/track">{words.layout.follow_order}</a></p>
            <LanguageChoice chosen=preferences.language/>
        </main>
    }
    .into_any()
}
