//! What pages find around them. The server provides these for every page and server function,
//! crate `frontend` provides [`BrowserDevices`]; [`Session`] is made of them by [`crate::App`].

use std::sync::Arc;

use contract::{
    devices::Devices,
    session::{Caller, Clocks, Me, StoreView},
};
use domain::wall_clock::WallClock;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// Who calls, as the session cookie says; from the server.
#[derive(Debug, Clone)]
pub struct CurrentCaller(pub Option<Caller>);

/// The same person as pages show them, and what the clocks of their stores show; from the server, for
/// pages only.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Option<(Me, Clocks)>);

/// Where the request comes from, for throttling; from the server.
#[derive(Debug, Clone)]
pub struct ClientAddress(pub String);

/// Whether cookies are to be sent over TLS only; from the server.
#[derive(Debug, Clone, Copy)]
pub struct CookieSecurity {
    /// False only on a loopback address without TLS.
    pub secure: bool,
}

/// The browser's program; from the server.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The inside of its `<head>`, with `{{__TRUNK NONCE__}}` where a nonce belongs.
    pub head: Arc<str>,
    /// Tells it from every other.
    pub id: Arc<str>,
}

/// The browser's printers, live socket and clock; from crate `frontend`, absent on the server.
#[derive(Clone)]
pub struct BrowserDevices(pub SendWrapper<Devices>);

/// The devices of this browser; none on the server.
pub fn use_devices() -> Option<Devices> {
    use_context::<BrowserDevices>().map(|devices| (*devices.0).clone())
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the device prefers.
    #[default]
    Auto,
    /// Dark ink on paper.
    Light,
    /// Light ink on a dark ground.
    Dark,
}

impl Theme {
    /// All of them, as the menu offers them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word in the cookie and in `data-theme`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme that a word names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }
}

/// Name of the cookie that keeps the language.
pub const LANGUAGE_COOKIE: &str = "lang";
/// Name of the cookie that keeps the theme.
pub const THEME_COOKIE: &str = "theme";
/// Name of the cookie that keeps the store somebody works at.
pub const STORE_COOKIE: &str = "store";

/// What this device was told to remember; from the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// In which language pages speak.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// Slug of the store chosen last.
    pub store: Option<String>,
}

impl Preferences {
    /// As the browser's cookies say, which outrank its `Accept-Language`; what is not understood counts as
    /// not said.
    pub fn of(cookie: impl Fn(&str) -> Option<String>, accept_language: &str) -> Self {
        Self {
            language: cookie(LANGUAGE_COOKIE)
                .and_then(|code| Language::from_code(&code))
                .or_else(|| Language::preferred(accept_language))
                .unwrap_or_default(),
            theme: cookie(THEME_COOKIE).and_then(|code| Theme::from_code(&code)).unwrap_or_default(),
            store: cookie(STORE_COOKIE),
        }
    }
}

/// Who is signed in, and the store they work at now. Pages of staff are handed one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The person.
    pub me: Me,
    /// Where they work now: the store chosen last if they still may, else their first.
    pub store: StoreView,
    /// What the clocks of all their stores show.
    pub clocks: Clocks,
}

impl Session {
    /// The clock of the store where they work now.
    pub fn wall_clock(&self) -> WallClock {
        self.clocks.of(&self.store)
    }

    /// The clock of the store of that short name: what happened at a store is told on its own clock.
    pub fn wall_clock_at(&self, store: &str) -> WallClock {
        let store = self.me.stores.iter().find(|known| known.slug == store);
        self.clocks.of(store.unwrap_or(&self.store))
    }
}

/// Whose page this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visitor {
    /// Nobody is signed in.
    Stranger,
    /// Somebody who works at no store (yet).
    WithoutStore(Me),
    /// Somebody at work.
    Staff(Box<Session>),
}

impl Visitor {
    /// Whose page this is, given who is signed in and which store they chose last.
    pub fn of(signed_in: Option<(Me, Clocks)>, store: Option<&str>) -> Self {
        let Some((me, clocks)) = signed_in else { return Self::Stranger };
        let chosen = me.stores.iter().find(|known| Some(known.slug.as_str()) == store);
        match chosen.or_else(|| me.stores.first()).cloned() {
            Some(store) => Self::Staff(Box::new(Session { me, store, clocks })),
            None => Self::WithoutStore(me),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(cookies: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        |wanted| cookies.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn cookies_outrank_the_browser() {
        let cookies = [("lang", "id"), ("theme", "dark"), ("store", "kemang")];
        let read = Preferences::of(kept(&cookies), "en-GB,en;q=0.9");
        assert_eq!(
            read,
            Preferences { language: Language::Indonesian, theme: Theme::Dark, store: Some("kemang".into()) }
        );
    }

    #[test]
    fn without_cookies_the_browser_speaks_and_english_is_left() {
        assert_eq!(Preferences::of(kept(&[]), "id-ID,id;q=0.9").language, Language::Indonesian);
        assert_eq!(Preferences::of(kept(&[]), "de-DE,de").language, Language::English);
        let odd = [("lang", "xx"), ("theme", "pink")];
        assert_eq!(Preferences::of(kept(&odd), ""), Preferences::default());
    }

    fn me(slugs: &[&str]) -> Me {
        let store = |slug: &&str| StoreView {
            id: domain::id::StoreId::from_uuid(Default::default()),
            slug: (*slug).to_owned(),
            name: (*slug).to_owned(),
            address: Vec::new(),
            receipt_footer: String::new(),
            currency: domain::money::Currency::Idr,
            time_zone: "Asia/Jakarta".into(),
            utc_offset_seconds: 25_200,
        };
        Me {
            id: domain::id::StaffId::from_uuid(Default::default()),
            name: "Ayu".into(),
            role: domain::role::Role::Cashier,
            tenant: "kopi-kita".into(),
            tenant_name: "Kopi Kita".into(),
            stores: slugs.iter().map(store).collect(),
        }
    }

    fn store_of(visitor: Visitor) -> Option<String> {
        match visitor {
            Visitor::Staff(session) => Some(session.store.slug),
            _ => None,
        }
    }

    #[test]
    fn a_store_that_was_taken_away_is_not_entered() {
        let both = || Some((me(&["senopati", "kemang"]), Clocks::default()));
        assert_eq!(store_of(Visitor::of(both(), Some("kemang"))), Some("kemang".into()));
        assert_eq!(store_of(Visitor::of(both(), Some("closed"))), Some("senopati".into()));
        assert_eq!(store_of(Visitor::of(both(), None)), Some("senopati".into()));
        assert!(matches!(Visitor::of(Some((me(&[]), Clocks::default())), None), Visitor::WithoutStore(_)));
        assert_eq!(Visitor::of(None, Some("kemang")), Visitor::Stranger);
    }
}
