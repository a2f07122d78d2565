//! The four figures at the head of the dashboard, each with the period before and the list behind it.

use contract::analytics::{Figure, FiguresView};
use leptos::prelude::*;

use super::{
    scale::Change,
    words::{self, DashboardWords},
};
use crate::words::{fill, use_language};

/// The four figures; `list` is the address of the orders they are made of.
#[component]
pub(super) fn Figures(figures: FiguresView, list: String) -> impl IntoView {
    let language = use_language();
    let words = words::of(language);
    let money = move |amount| language.money(amount, figures.currency);
    let count = |amount: i64| amount.to_string();
    view! {
        <div class="figures">
            {figure(words.revenue, figures.revenue, &list, money)}
            {figure(words.orders, figures.orders, &list, count)}
            {figure(words.average, figures.average, &list, money)}
            {figure(words.items_sold, figures.items, &list, count)}
        </div>
    }
    .into_any()
}

fn figure(name: &'static str, figure: Figure, list: &str, written: impl Fn(i64) -> String) -> AnyView {
    let words = words::of(use_language());
    let change = Change::of(figure);
    let class = match change {
        Change::More(_) => "figure-change figure-more",
        Change::Less(_) => "figure-change figure-less",
        Change::Same | Change::NothingBefore => "figure-change",
    };
    let before = (change != Change::NothingBefore)
        .then(|| view! { <span class="figure-before">{fill(words.before, &written(figure.before))}</span> });
    view! {
        <a class="panel figure-panel" href=list.to_owned()>
            <span class="figure-name">{name}</span>
            <span class="figure">{written(figure.current)}</span>
            <span class=class>{change_words(change, words)}</span>
            {before}
        </a>
    }
    .into_any()
}

/// The change in words and a sign; never by colour alone.
fn change_words(change: Change, words: &DashboardWords) -> String {
    match change {
        Change::NothingBefore => words.nothing_before.to_owned(),
        Change::Same => format!("= {}", words.same_as_before),
        Change::More(percent) => format!("▲ {percent}\u{a0}% {}", words.more),
        Change::Less(percent) => format!("▼ {percent}\u{a0}% {}", words.less),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn changes_are_said_in_words() {
        let english = words::of(Language::English);
        assert_eq!(change_words(Change::More(12), english), "▲ 12\u{a0}% more");
        assert_eq!(change_words(Change::Less(3), english), "▼ 3\u{a0}% less");
        assert_eq!(change_words(Change::Same, english), "= same");
    }
}
