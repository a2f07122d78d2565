//! The dashboard.

use contract::analytics::{FiguresView, ProductFigure, Unit};
use domain::{money::Currency, wall_clock::WallClock};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    actions::{best_products, period_figures},
    breakdown::{Methods, Products, Types},
    chart::{PeriodChart, span},
    figures::Figures,
    filter::{Behind, Choice},
    filter_bar::ChoiceBar,
    refresh::refresh_on_news,
    terms::Terms,
    words,
};
use crate::{
    context::Session,
    format::{clock_with_seconds, machine_time},
    layout::ProblemView,
    refused::{Refused, set_page_status},
    resource::{Json, resource},
    words::{fill, use_language, use_words},
};

/// `/dashboard`: a period at the store of the address or at all of the person's.
#[component]
pub fn DashboardPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let words = words::of(use_language());
    let query = use_query_map();
    let choice = Memo::new(move |_| Choice::read(|name| query.read().get(name)));
    let figures = resource(move || choice.get().request(), period_figures);
    let products = resource(move || choice.get().request(), best_products);
    let (is_counting, set_counting) = signal(false);
    let (wall_clock, stores) = (session.wall_clock(), session.me.stores);
    let is_long = move || choice.with_untracked(Choice::is_long);
    refresh_on_news(&stores, is_long, move || {
        figures.refetch();
        products.refetch();
    });
    view! {
        <div class="page dashboard">
            <div class="page-head">
                <h1>{words.title}</h1>
                <span class="dashboard-counting" class:dashboard-is-counting=is_counting role="status">
                    {move || is_counting.get().then_some(words.counting)}
                </span>
            </div>
            {move || view! { <ChoiceBar choice=choice.get() stores=stores.clone()/> }}
            <Transition fallback=skeleton set_pending=set_counting>
                {move || {
                    let wall_clock = wall_clock.clone();
                    Suspend::new(async move {
                    match figures.await {
                        Ok(figures) => whole(figures, products, &wall_clock),
                        Err(refused) => {
                            set_page_status(refused.0.status);
                            view! { <ProblemView refused/> }.into_any()
                        }
                    }
                })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

/// Where the figures will stand.
fn skeleton() -> AnyView {
    let words = use_words();
    let panels = (0..4).map(|_| view! { <span class="panel skeleton"></span> });
    view! {
        <p class="quiet">{words.layout.loading}"…"</p>
        <div class="figures" aria-hidden="true">{panels.collect_view()}</div>
    }
    .into_any()
}

/// The best products, which come when they are summed.
type Best = Resource<Result<Vec<ProductFigure>, Refused>, Json>;

fn whole(figures: FiguresView, products: Best, wall_clock: &WallClock) -> AnyView {
    let (words, own) = (use_words(), words::of(use_language()));
    let behind = Behind::of(&figures);
    let currency = figures.currency;
    let as_of = fill(own.as_of, &clock_with_seconds(figures.as_of, wall_clock));
    let title = match figures.unit {
        Unit::Hour => own.by_hour,
        Unit::Day => own.by_day,
        Unit::Month => own.by_month,
    };
    let is_empty = figures.orders.current == 0 && figures.by_method.is_empty();
    let details = if is_empty {
        view! {
            <div class="empty">
                <h2>{own.no_sales_title}</h2>
                <p>{own.no_sales}</p>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="dashboard-columns">
                <div class="dashboard-column">
                    <section class="panel">
                        <h2><a href=behind.orders()>{title}</a></h2>
                        <PeriodChart figures=figures.clone()/>
                    </section>
                    <Methods methods=figures.by_method.clone() currency behind=behind.clone()/>
                </div>
                <div class="dashboard-column">
                    <Types
                        types=figures.by_type.clone() channels=figures.by_channel.clone() currency
                        behind=behind.clone()
                    />
                    {best(products, currency, behind.clone())}
                </div>
            </div>
        }
        .into_any()
    };
    let terms = figures.terms.clone();
    view! {
        <p class="quiet">
            {span(figures.from, figures.to, words)}" · "
            <time datetime=machine_time(figures.as_of)>{as_of}</time>
        </p>
        <Figures figures list=behind.orders()/>
        {details}
        <Terms terms currency behind/>
    }
    .into_any()
}

fn best(products: Best, currency: Currency, behind: Behind) -> AnyView {
    view! {
        <Transition fallback=|| view! { <div class="panel skeleton" aria-hidden="true"></div> }>
            {move || {
                let behind = behind.clone();
                Suspend::new(async move {
                    match products.await {
                        Ok(products) => view! { <Products products currency behind/> }.into_any(),
                        Err(refused) => view! { <ProblemView refused/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}
