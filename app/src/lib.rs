//! Kedai's pages, for the server and for the browser.
//!
//! One folder per thing the business does: [`sign_in`], [`till`], [`board`], [`orders`],
//! [`customers`], [`tracking`], [`dashboard`], [`audit`], [`settings`], [`webhooks`], [`jobs`], [`printing`] and [`live`]; [`layout`]
//! is what all pages stand in, [`words`] what they say. A page asks the server through a server function, which
//! takes [`contract::backend::Backend`] from its context and calls one use case; it asks the browser
//! through [`context::BrowserDevices`].
//!
//! To add a page: a folder with the component and its server functions, a line in [`App`]'s routes,
//! its words in both languages, a style sheet named alike, listed in the bundle's `index.html`.

#![expect(
    unreachable_pub,
    reason = "the component and server macros write items that are pub whatever theirs is"
)]

pub mod address;
mod app;
pub mod audit;
pub mod board;
pub mod context;
pub mod customers;
pub mod dashboard;
mod focus;
pub mod form;
pub mod format;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod jobs;
pub mod layout;
pub mod live;
pub mod made_for;
pub mod orders;
pub mod printing;
#[cfg(feature = "ssr")]
mod refusal_page;
pub mod refused;
pub mod release;
#[cfg(feature = "ssr")]
pub mod request;
mod resource;
mod scanner;
pub mod served_at;
pub mod settings;
#[cfg(feature = "ssr")]
mod shell;
pub mod sign_in;
pub mod till;
pub mod tracking;
pub mod webhooks;
pub mod words;

pub use app::App;
#[cfg(feature = "ssr")]
pub use refusal_page::refusal_page;
#[cfg(feature = "ssr")]
pub use shell::shell;
