//! The dashboard.

use contract::{dashboard::DashboardView, session::StoreView};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    actions::today_figures,
    breakdown::{BestProducts, Methods},
    chart::HourChart,
    figures::Figures,
    refresh::refresh_on_news,
};
use crate::{
    context::Session,
    format::{clock_with_seconds, day, machine_time},
    layout::ProblemView,
    orders::ListFilter,
    refused::set_page_status,
    words::{fill, use_words},
};

/// `/dashboard`: the trading day so far, at the store of the address or at all of the person's.
#[component]
pub fn DashboardPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let words = use_words();
    let query = use_query_map();
    let store = Memo::new(move |_| query.read().get("store").filter(|slug| !slug.is_empty()));
    let figures = Resource::new(move || store.get(), today_figures);
    let stores = session.me.stores;
    refresh_on_news(&stores, move || figures.refetch());
    let offset = session.store.utc_offset_seconds;
    view! {
        <div class="page dashboard">
            <div class="page-head">
                <h1>{words.dashboard.title}</h1>
                {move || (stores.len() > 1).then(|| store_form(&stores, store.get().as_deref()))}
            </div>
            <Transition fallback=move || view! { <p class="quiet">{words.layout.loading}"…"</p> }>
                {move || Suspend::new(async move {
                    match figures.await {
                        Ok(figures) => whole(figures, offset),
                        Err(refused) => {
                            set_page_status(refused.0.status);
                            view! { <ProblemView refused/> }.into_any()
                        }
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

/// Chooses the store, in the address.
fn store_form(stores: &[StoreView], chosen: Option<&str>) -> AnyView {
    let words = use_words();
    let options = stores.iter().map(|store| {
        let selected = Some(store.slug.as_str()) == chosen;
        view! { <option value=store.slug.clone() selected=selected>{store.name.clone()}</option> }
    });
    view! {
        <form class="dashboard-store" method="get" action="/dashboard">
            <label class="field">
                <span class="hidden">{words.dashboard.store}</span>
                <select name="store">
                    <option value="">{words.dashboard.all_stores}</option>
                    {options.collect_view()}
                </select>
            </label>
            <button class="button">{words.dashboard.show}</button>
        </form>
    }
    .into_any()
}

fn whole(figures: DashboardView, offset: i32) -> AnyView {
    let words = use_words();
    let list = list_behind(&figures);
    let as_of = fill(words.dashboard.as_of, &clock_with_seconds(figures.as_of, offset));
    let is_empty = figures.by_hour.is_empty();
    let details = if is_empty {
        view! {
            <div class="empty">
                <h2>{words.dashboard.no_sales_title}</h2>
                <p>{words.dashboard.no_sales}</p>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="dashboard-columns">
                <div class="dashboard-column">
                    <section class="panel">
                        <h2><a href=list.clone()>{words.dashboard.by_hour}</a></h2>
                        <HourChart figures=figures.clone()/>
                    </section>
                    <Methods methods=figures.by_method.clone() currency=figures.currency list=list.clone()/>
                </div>
                <BestProducts products=figures.best_products.clone() currency=figures.currency list=list.clone()/>
            </div>
        }
        .into_any()
    };
    view! {
        <p class="quiet">
            {words.dashboard.day}" "<time datetime=figures.day.to_string()>{day(figures.day, words)}</time>" · "
            <time datetime=machine_time(figures.as_of)>{as_of}</time>
        </p>
        <Figures figures list/>
        {details}
    }
    .into_any()
}

/// The address of the orders that the figures are made of.
fn list_behind(figures: &DashboardView) -> String {
    let day = figures.day.to_string();
    ListFilter {
        store: figures.store.clone().unwrap_or_default(),
        from: day.clone(),
        to: day,
        ..ListFilter::default()
    }
    .address()
}

#[cfg(test)]
mod tests {
    use contract::dashboard::Figure;
    use domain::money::Currency;

    use super::*;

    #[test]
    fn figures_open_the_orders_of_their_day_and_store() {
        let nothing = Figure { today: 0, before: 0 };
        let figures = DashboardView {
            store: Some("senopati".into()),
            day: "2026-11-21".parse().unwrap(),
            currency: Currency::Idr,
            revenue: nothing,
            orders: nothing,
            average: nothing,
            items: nothing,
            by_hour: Vec::new(),
            by_method: Vec::new(),
            best_products: Vec::new(),
            as_of: "2026-11-21T07:00:00Z".parse().unwrap(),
        };
        assert_eq!(list_behind(&figures), "/orders?store=senopati&from=2026-11-21&to=2026-11-21");
    }
}
