//! Which page answers which address.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    audit::AuditPage,
    board::BoardPage,
    context::{Preferences, SignedIn, Visitor},
    customers::{CustomerPage, CustomersPage},
    dashboard::DashboardPage,
    jobs::{JobPage, JobsPage},
    layout::{Area, HomePage, NotFoundPage, staff_page},
    orders::{BulkPage, EditPage, NewOrderPage, OrderPage, OrdersPage},
    release::Held,
    settings::{PrintersPage, ScannerPage},
    sign_in::SignInPage,
    till::TillPage,
    tracking::{LookUpPage, TrackingPage},
    webhooks::{WebhookPage, WebhooksPage},
};

/// All pages. Whose they are and how they speak is settled once per document, on the server, and
/// travels with it.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let preferences = SharedValue::new(|| use_context::<Preferences>().unwrap_or_default()).into_inner();
    let visitor = SharedValue::new(|| {
        let me = use_context::<SignedIn>().and_then(|signed_in| signed_in.0);
        Visitor::of(me, preferences.store.as_deref())
    })
    .into_inner();
    provide_context(preferences);
    provide_context(visitor);
    provide_context(Held::new());
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/login") view=SignInPage ssr=SsrMode::Async/>
                <Route
                    path=path!("/till")
                    view=|| staff_page(Area::Till, |session| view! { <TillPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/board")
                    view=|| staff_page(Area::Board, |session| view! { <BoardPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/orders")
                    view=|| staff_page(Area::Orders, |session| view! { <OrdersPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/orders/bulk")
                    view=|| staff_page(Area::Orders, |session| view! { <BulkPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/orders/new")
                    view=|| staff_page(Area::Orders, |session| view! { <NewOrderPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/orders/:reference")
                    view=|| staff_page(Area::Orders, |session| view! { <OrderPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/orders/:reference/edit")
                    view=|| staff_page(Area::Orders, |session| view! { <EditPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/customers")
                    view=|| staff_page(Area::Customers, |session| view! { <CustomersPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/customers/:id")
                    view=|| staff_page(Area::Customers, |session| view! { <CustomerPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/dashboard")
                    view=|| staff_page(Area::Dashboard, |session| view! { <DashboardPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/audit")
                    view=|| staff_page(Area::Audit, |session| view! { <AuditPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/printers")
                    view=|| staff_page(Area::Settings, |session| view! { <PrintersPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/scanner")
                    view=|| staff_page(Area::Settings, |session| view! { <ScannerPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/webhooks")
                    view=|| staff_page(Area::Settings, |session| view! { <WebhooksPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/webhooks/:id")
                    view=|| staff_page(Area::Settings, |session| view! { <WebhookPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/jobs")
                    view=|| staff_page(Area::Settings, |session| view! { <JobsPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/jobs/:id")
                    view=|| staff_page(Area::Settings, |session| view! { <JobPage session/> }.into_any())
                    ssr=SsrMode::Async
                />
                <Route path=path!("/t/:token") view=TrackingPage ssr=SsrMode::Async/>
                <Route path=path!("/track") view=LookUpPage ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
