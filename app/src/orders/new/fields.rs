//! Fields of the form, each with what is wrong under it.

use leptos::prelude::*;

use super::desk::Desk;
use crate::form::{field_id, problem_id};

/// How a field is typed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Phone,
    Email,
    /// Digits of an amount.
    Amount,
    /// A count.
    Number,
    Date,
    /// Anything that a list of products helps with.
    Product,
}

impl Kind {
    const fn of_input(self) -> &'static str {
        match self {
            Self::Phone => "tel",
            Self::Email => "email",
            Self::Date => "date",
            Self::Text | Self::Amount | Self::Number | Self::Product => "text",
        }
    }

    const fn mode(self) -> Option<&'static str> {
        match self {
            Self::Amount => Some("decimal"),
            Self::Number => Some("numeric"),
            _ => None,
        }
    }
}

/// A field to type into.
pub(super) fn input(
    desk: Desk,
    kind: Kind,
    name: impl Into<String>,
    label: impl Into<String>,
    hint: Option<&'static str>,
) -> AnyView {
    let (name, label) = (name.into(), label.into());
    let value = desk.fields.with_untracked(|fields| fields.text(&name));
    let (id, under) = (field_id(&name), problem_id(&name));
    let now = {
        let name = name.clone();
        move || desk.fields.with(|fields| fields.get(&name).map(str::to_owned)).unwrap_or_default()
    };
    let list = (kind == Kind::Product).then_some("products");
    let field = name.clone();
    let problem = Memo::new(move |_| desk.problem(&field));
    let told = {
        let under = under.clone();
        move || {
            problem.get().map(|text| view! { <small class="field-problem" id=under.clone()>{text}</small> })
        }
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                id=id type=kind.of_input() name=name value=value prop:value=now inputmode=kind.mode() list=list
                autocomplete="off" spellcheck="false"
                aria-describedby=move || problem.with(|problem| problem.is_some().then(|| under.clone()))
                aria-invalid=move || problem.with(|problem| problem.is_some().then_some("true"))
            />
            {hint.map(|hint| view! { <small>{hint}</small> })}
            {told}
        </label>
    }
    .into_any()
}

/// A choice among a few words.
pub(super) fn select(
    desk: Desk,
    name: impl Into<String>,
    label: impl Into<String>,
    choices: Vec<(String, String)>,
) -> AnyView {
    let (name, label) = (name.into(), label.into());
    let chosen = desk.fields.with_untracked(|fields| fields.text(&name));
    let options = choices.into_iter().map(|(code, word)| {
        let selected = code == chosen;
        view! { <option value=code selected=selected>{word}</option> }
    });
    view! {
        <label class="field">
            <span>{label}</span>
            <select id=field_id(&name) name=name>{options.collect_view()}</select>
        </label>
    }
    .into_any()
}

/// A choice that the rest of the form depends on, all of it in sight.
pub(super) fn radios(
    desk: Desk,
    name: &'static str,
    legend: &'static str,
    choices: Vec<(&'static str, &'static str)>,
) -> AnyView {
    let chosen = desk.fields.with_untracked(|fields| fields.text(name));
    let options = choices.into_iter().map(|(code, word)| {
        let checked = code == chosen;
        view! {
            <label class="entry-choice">
                <input type="radio" name=name value=code checked=checked/>
                <span>{word}</span>
            </label>
        }
    });
    view! {
        <fieldset class="entry-choices">
            <legend>{legend}</legend>
            {options.collect_view()}
        </fieldset>
    }
    .into_any()
}

/// What is wrong with a list as a whole.
pub(super) fn list_problem(desk: Desk, name: &'static str) -> AnyView {
    let problem = Memo::new(move |_| desk.problem(name));
    let told = move || {
        problem.get().map(|text| {
            view! { <p class="field-problem" id=field_id(name) tabindex="-1">{text}</p> }
        })
    };
    view! { {told} }.into_any()
}

/// A button that adds rows: at once in a living page, else by sending the form.
pub(super) fn more(
    desk: Desk,
    add: impl Fn() + Copy + Send + 'static,
    wish: &'static str,
    alive: &'static str,
    plain: &'static str,
) -> AnyView {
    let button = move || {
        if desk.is_alive.get() {
            view! {
                <button type="button" class="button" on:click=move |_| add()>{alive}</button>
            }
            .into_any()
        } else {
            view! { <button class="button" name="do" value=wish formnovalidate=true>{plain}</button> }
                .into_any()
        }
    };
    view! { <p>{button}</p> }.into_any()
}
