//! The frame of staff's pages, and the guard before them. What a person may do is decided by the
//! services; the guard only spares them a page that would refuse everything.

use domain::role::{Permission, Role};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::{header::Header, pages::GoOn, stray_scan::StrayScan};
use crate::{
    address::with_query,
    context::{Session, Visitor},
    live::RefusedBand,
    refused::set_page_status,
    release::NewerRelease,
    words::{Words, use_words},
};

/// A part of Kedai that the header links to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Selling.
    Till,
    /// Open orders.
    Board,
    /// The list and single orders.
    Orders,
    /// Who bought.
    Customers,
    /// Figures.
    Dashboard,
    /// Who did or saw what.
    Audit,
    /// This device.
    Settings,
}

impl Area {
    /// All of them, as the header lists them.
    pub const ALL: [Self; 7] = [
        Self::Till,
        Self::Board,
        Self::Orders,
        Self::Customers,
        Self::Dashboard,
        Self::Audit,
        Self::Settings,
    ];

    /// Where it begins.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Till => "/till",
            Self::Board => "/board",
            Self::Orders => "/orders",
            Self::Customers => "/customers",
            Self::Dashboard => "/dashboard",
            Self::Audit => "/audit",
            Self::Settings => "/settings/printers",
        }
    }

    /// What it is called.
    pub const fn name(self, words: &Words) -> &'static str {
        match self {
            Self::Till => words.layout.till,
            Self::Board => words.layout.board,
            Self::Orders => words.layout.orders,
            Self::Customers => words.layout.customers,
            Self::Dashboard => words.layout.dashboard,
            Self::Audit => words.layout.audit,
            Self::Settings => words.layout.printers,
        }
    }

    /// Whether a role has business here.
    pub fn is_for(self, role: Role) -> bool {
        role.may(match self {
            Self::Till => Permission::RecordOrders,
            Self::Board | Self::Orders => Permission::WorkOrders,
            Self::Customers => Permission::SeeCustomers,
            Self::Dashboard => Permission::SeeFigures,
            Self::Audit => Permission::SeeAudit,
            Self::Settings => Permission::UsePrinters,
        })
    }
}

/// A page of staff in its frame; strangers are led to sign in and back here.
pub fn staff_page(area: Area, page: fn(Session) -> AnyView) -> AnyView {
    let words = use_words();
    match use_context::<Visitor>().unwrap_or(Visitor::Stranger) {
        Visitor::Staff(session) if area.is_for(session.me.role) => {
            let content = page((*session).clone());
            frame(area, *session, content)
        }
        Visitor::Staff(session) => {
            set_page_status(403);
            frame(area, *session, apology(words.layout.forbidden_title, words.layout.forbidden))
        }
        Visitor::WithoutStore(_) => {
            set_page_status(403);
            let content = apology(words.layout.no_store_title, words.layout.no_store);
            view! { <main id="main" class="page">{content}</main> }.into_any()
        }
        Visitor::Stranger => {
            let location = use_location();
            let here = with_search(&location.pathname.get_untracked(), &location.search.get_untracked());
            let login = with_query("/login", [("next", here.as_str())]);
            view! { <GoOn path=login/> }.into_any()
        }
    }
}

fn frame(area: Area, session: Session, content: AnyView) -> AnyView {
    let words = use_words();
    let title = format!("{} · {}", area.name(words), session.store.name);
    view! {
        <Title text=title/>
        <a class="skip-link" href="#main">{words.layout.skip}</a>
        <Header area session/>
        <RefusedBand/>
        <NewerRelease/>
        <StrayScan/>
        <main id="main" tabindex="-1">{content}</main>
    }
    .into_any()
}

fn apology(title: &'static str, text: &'static str) -> AnyView {
    view! {
        <div class="page empty">
            <h1>{title}</h1>
            <p>{text}</p>
            <p><a class="button" href="/">{use_words().layout.to_start}</a></p>
        </div>
    }
    .into_any()
}

/// A path with its query string, which may come with or without its question mark.
pub(crate) fn with_search(path: &str, search: &str) -> String {
    match search.trim_start_matches('?') {
        "" => path.to_owned(),
        search => format!("{path}?{search}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_for_managers_and_owners() {
        let visible = |role| Area::ALL.into_iter().filter(|area| area.is_for(role)).count();
        assert_eq!(visible(Role::Staff), 5);
        assert_eq!(visible(Role::Cashier), 5);
        assert!(!Area::Dashboard.is_for(Role::Cashier) && !Area::Audit.is_for(Role::Cashier));
        assert_eq!(visible(Role::Manager), 7);
        assert_eq!(visible(Role::Owner), 7);
    }

    #[test]
    fn the_way_back_keeps_the_query() {
        assert_eq!(with_search("/orders", "?status=ready"), "/orders?status=ready");
        assert_eq!(with_search("/orders", "status=ready"), "/orders?status=ready");
        assert_eq!(with_search("/orders", ""), "/orders");
    }
}
