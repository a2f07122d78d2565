//! How it was paid, and what sold best: tables whose rows carry a bar of their share.

use contract::dashboard::{MethodFigure, ProductFigure};
use domain::money::Currency;
use leptos::prelude::*;

use crate::words::{use_language, use_words};

/// Received by method, largest first; `list` is the address of the orders behind it.
#[component]
pub(super) fn Methods(methods: Vec<MethodFigure>, currency: Currency, list: String) -> impl IntoView {
    let (words, language) = (use_words(), use_language());
    let largest = methods.iter().map(|figure| figure.amount).max().unwrap_or(0);
    let rows = methods.into_iter().map(|figure| {
        view! {
            <tr>
                <th scope="row">
                    <a href=list.clone()>{words.method(figure.method)}</a>
                    {share(figure.amount, largest)}
                </th>
                <td class="number">{figure.count}</td>
                <td class="number money">{language.money(figure.amount, currency)}</td>
            </tr>
        }
    });
    view! {
        <section class="panel">
            <h2>{words.dashboard.by_method}</h2>
            <table class="breakdown">
                <thead>
                    <tr>
                        <th scope="col">{words.dashboard.method}</th>
                        <th scope="col" class="number">{words.dashboard.count}</th>
                        <th scope="col" class="number">{words.dashboard.amount}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// What earned most; `list` is the address of the orders behind it.
#[component]
pub(super) fn BestProducts(products: Vec<ProductFigure>, currency: Currency, list: String) -> impl IntoView {
    let (words, language) = (use_words(), use_language());
    let largest = products.iter().map(|figure| figure.revenue).max().unwrap_or(0);
    let rows = products.into_iter().map(|figure| {
        view! {
            <tr>
                <th scope="row">
                    <a href=list.clone()>{figure.name}</a>
                    {share(figure.revenue, largest)}
                </th>
                <td class="number">{figure.quantity}"×"</td>
                <td class="number money">{language.money(figure.revenue, currency)}</td>
            </tr>
        }
    });
    view! {
        <section class="panel">
            <h2>{words.dashboard.best_products}</h2>
            <table class="breakdown">
                <thead>
                    <tr>
                        <th scope="col">{words.dashboard.product}</th>
                        <th scope="col" class="number">{words.dashboard.quantity}</th>
                        <th scope="col" class="number">{words.dashboard.amount}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// A bar as long as its share of the largest; the number beside it says the same to everybody.
fn share(amount: i64, largest: i64) -> AnyView {
    view! {
        <svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect width=percent_of(amount, largest).to_string() height="4"></rect>
        </svg>
    }
    .into_any()
}

/// How many hundredths `amount` is of `largest`, 0 to 100.
fn percent_of(amount: i64, largest: i64) -> i64 {
    if largest <= 0 {
        return 0;
    }
    let percent = i128::from(amount.max(0)) * 100 / i128::from(largest);
    i64::try_from(percent).unwrap_or(100).min(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stay_within_their_row() {
        assert_eq!(percent_of(50, 200), 25);
        assert_eq!(percent_of(200, 200), 100);
        assert_eq!(percent_of(-50, 200), 0, "more was given back than received");
        assert_eq!(percent_of(1, 0), 0);
        assert_eq!(percent_of(i64::MAX, 1), 100);
    }
}
