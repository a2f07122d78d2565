//! What the period's sums are made of: tables whose rows carry a bar of their share.

use contract::analytics::{ChannelFigure, MethodFigure, ProductFigure, TypeFigure};
use domain::money::Currency;
use leptos::prelude::*;

use super::{filter::Behind, words};
use crate::{
    layout::said,
    words::{use_language, use_words},
};

/// Online against offline, and by channel below; each opens the orders behind it.
#[component]
pub(super) fn Types(
    types: Vec<TypeFigure>,
    channels: Vec<ChannelFigure>,
    currency: Currency,
    behind: Behind,
) -> impl IntoView {
    let language = use_language();
    let (words, own) = (use_words(), words::of(language));
    let largest = types.iter().map(|figure| figure.revenue).max().unwrap_or(0);
    let types = types.into_iter().map(|figure| {
        let list = behind.of_type(Some(figure.order_type));
        view! {
            <tr>
                <th scope="row">
                    <a href=list>{own.order_type(figure.order_type)}</a>
                    {share(figure.revenue, largest)}
                </th>
                <td class="number">{figure.orders}</td>
                <td class="number money breakdown-average">{language.money(figure.average, currency)}</td>
                <td class="number money">{language.money(figure.revenue, currency)}</td>
            </tr>
        }
    });
    let types = types.collect_view();
    let channels = channels.into_iter().map(|figure| {
        let average = figure.revenue.checked_div(figure.orders).unwrap_or(0);
        view! {
            <tr class="breakdown-part">
                <th scope="row">{own.channel}": "{words.channel(figure.channel)}</th>
                <td class="number">{figure.orders}</td>
                <td class="number money breakdown-average">{language.money(average, currency)}</td>
                <td class="number money">{language.money(figure.revenue, currency)}</td>
            </tr>
        }
    });
    let heads = view! {
        <th scope="col">{own.order_type}</th>
        <th scope="col" class="number">{own.orders}</th>
        <th scope="col" class="number breakdown-average">{own.average_each}</th>
        <th scope="col" class="number">{own.amount}</th>
    };
    let rows = view! { {types}{channels.collect_view()} };
    panel(own.types, heads.into_any(), rows.into_any(), None)
}

/// Received by method, largest first.
#[component]
pub(super) fn Methods(methods: Vec<MethodFigure>, currency: Currency, behind: Behind) -> impl IntoView {
    let language = use_language();
    let (words, own) = (use_words(), words::of(language));
    let largest = methods.iter().map(|figure| figure.amount).max().unwrap_or(0);
    let rows = methods.into_iter().map(|figure| {
        view! {
            <tr>
                <th scope="row">
                    <a href=behind.orders()>{words.method(figure.method)}</a>
                    {share(figure.amount, largest)}
                </th>
                <td class="number">{figure.count}</td>
                <td class="number money">{language.money(figure.amount, currency)}</td>
            </tr>
        }
    });
    let heads = view! {
        <th scope="col">{own.method}</th>
        <th scope="col" class="number">{own.count}</th>
        <th scope="col" class="number">{own.amount}</th>
    };
    panel(own.by_method, heads.into_any(), rows.collect_view().into_any(), None)
}

/// What earned most.
#[component]
pub(super) fn Products(products: Vec<ProductFigure>, currency: Currency, behind: Behind) -> impl IntoView {
    let language = use_language();
    let own = words::of(language);
    let largest = products.iter().map(|figure| figure.revenue).max().unwrap_or(0);
    let rows = products.into_iter().map(|figure| {
        view! {
            <tr>
                <th scope="row">
                    <a href=behind.orders()>{said(figure.name)}</a>
                    {share(figure.revenue, largest)}
                </th>
                <td class="number">{figure.quantity}"×"</td>
                <td class="number money">{language.money(figure.revenue, currency)}</td>
            </tr>
        }
    });
    let heads = view! {
        <th scope="col">{own.product}</th>
        <th scope="col" class="number">{own.quantity}</th>
        <th scope="col" class="number">{own.amount}</th>
    };
    panel(own.best_products, heads.into_any(), rows.collect_view().into_any(), Some(own.products_hint))
}

/// A table under its title, which scrolls in its own box where it is wider than that.
fn panel(title: &'static str, heads: AnyView, rows: AnyView, hint: Option<&'static str>) -> AnyView {
    view! {
        <section class="panel">
            <h2>{title}</h2>
            <div class="scrolls" tabindex="0">
                <table class="breakdown">
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {hint.map(|hint| view! { <p class="quiet">{hint}</p> })}
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
