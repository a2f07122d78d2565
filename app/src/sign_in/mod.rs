//! Signing in and out: plain forms, so that they work before and without WebAssembly, and the next
//! page is a new document that knows who is there.

mod actions;
mod page;

pub use actions::{SignIn, SignOut, SignOutEverywhere};
pub use page::SignInPage;
