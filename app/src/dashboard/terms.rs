//! What orders on terms owe, and which of them are late.

use contract::analytics::{OverdueOrder, Owed, TermsFigures};
use domain::money::Currency;
use leptos::prelude::*;

use super::{
    filter::Behind,
    words::{self, DashboardWords},
};
use crate::{
    format::day,
    words::{fill, use_language, use_words},
};

/// Outstanding, overdue and due instalments, how many orders on terms are paid, and the late ones.
#[component]
pub(super) fn Terms(terms: TermsFigures, currency: Currency, behind: Behind) -> impl IntoView {
    let language = use_language();
    let own = words::of(language);
    let owed = move |name: &'static str, owed: Owed, list: String, class: &'static str| {
        let orders = match owed.orders {
            1 => own.of_one_order.to_owned(),
            many => fill(own.of_orders, &many.to_string()),
        };
        view! {
            <li>
                <a class=class href=list>
                    <span class="figure-name">{name}</span>
                    <span class="terms-amount money">{language.money(owed.amount, currency)}</span>
                    <span class="figure-before">{orders}</span>
                </a>
            </li>
        }
    };
    let late = if terms.overdue.orders > 0 { "terms-figure terms-late" } else { "terms-figure" };
    let completion = completion(&terms, own);
    let is_any_late = !terms.overdue_orders.is_empty();
    view! {
        <section class="panel" id="terms">
            <h2>{own.terms}</h2>
            <p class="quiet">{own.terms_hint}</p>
            <ul class="terms-figures">
                {owed(own.outstanding, terms.outstanding, behind.owing("due"), "terms-figure")}
                {owed(own.overdue, terms.overdue, behind.owing("overdue"), late)}
                {owed(own.due_in_7_days, terms.due_in_7_days, behind.owing("due"), "terms-figure")}
                {owed(own.due_in_30_days, terms.due_in_30_days, behind.owing("due"), "terms-figure")}
                <li>
                    <span class="terms-figure">
                        <span class="figure-name">{own.completion}</span>
                        <span class="terms-amount">{completion.0}</span>
                        <span class="figure-before">{completion.1}</span>
                    </span>
                </li>
            </ul>
            <h3>{own.overdue_orders}</h3>
            {match is_any_late {
                true => overdue(terms.overdue_orders, currency, behind.owing("overdue")),
                false => view! { <p>{own.none_overdue}</p> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

/// The share that is paid, and of how many.
fn completion(terms: &TermsFigures, words: &DashboardWords) -> (String, String) {
    match terms.completion_rate {
        None => ("–".to_owned(), words.completion_none.to_owned()),
        Some(rate) => {
            let of = format!("{} / {}", terms.settled, terms.agreed);
            (format!("{}\u{a0}%", rate / 100), fill(words.completion_of, &of))
        }
    }
}

fn overdue(orders: Vec<OverdueOrder>, currency: Currency, list: String) -> AnyView {
    let language = use_language();
    let (words, own) = (use_words(), words::of(language));
    let rows = orders.into_iter().map(|order| {
        let address = format!("/orders/{}", order.reference);
        let late = match order.days {
            1 => own.late_one.to_owned(),
            days => fill(own.late, &days.to_string()),
        };
        view! {
            <tr>
                <th scope="row"><a href=address>{order.reference.to_string()}</a></th>
                <td>
                    {day(order.due_date, words)}" "
                    <span class="badge badge-danger"><span aria-hidden="true">"!"</span>" "{late}</span>
                </td>
                <td class="number money">{language.money(order.overdue, currency)}</td>
                <td class="number money">{language.money(order.balance_due, currency)}</td>
            </tr>
        }
    });
    view! {
        <div class="scrolls" tabindex="0">
            <table class="breakdown overdue">
                <thead>
                    <tr>
                        <th scope="col">{own.order}</th>
                        <th scope="col">{own.due_since}</th>
                        <th scope="col" class="number">{own.overdue}</th>
                        <th scope="col" class="number">{own.balance}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <p><a href=list>{own.all_overdue}</a></p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn the_share_that_is_paid_is_told_with_its_whole() {
        let english = words::of(Language::English);
        let owed = Owed::default();
        let terms = |settled, agreed, completion_rate| TermsFigures {
            outstanding: owed,
            overdue: owed,
            due_in_7_days: owed,
            due_in_30_days: owed,
            overdue_orders: Vec::new(),
            agreed,
            settled,
            completion_rate,
        };
        let (share, of) = completion(&terms(2, 3, Some(6_666)), english);
        assert_eq!((share.as_str(), of.as_str()), ("66\u{a0}%", "2 / 3 of the period's orders on terms"));
        assert_eq!(completion(&terms(0, 0, None), english).0, "–");
    }
}
