//! What a device is told to remember: language, theme, store. Plain forms, so that they work
//! without JavaScript, and the answered page is rendered anew in what was chosen.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use leptos::prelude::*;

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::{
    address::local_path,
    context::{LANGUAGE_COOKIE, STORE_COOKIE, THEME_COOKIE, Theme},
    request::keep_preference,
    words::Language,
};

/// Remembers the language; a word that is none changes nothing.
#[server(prefix = "/api/page", endpoint = "language")]
pub async fn choose_language(language: String, back: String) -> Result<(), Refused> {
    if let Some(language) = Language::from_code(&language) {
        keep_preference(LANGUAGE_COOKIE, language.code());
    }
    leptos_axum::redirect(local_path(&back));
    Ok(())
}

/// Remembers the theme; a word that is none changes nothing.
#[server(prefix = "/api/page", endpoint = "theme")]
pub async fn choose_theme(theme: String, back: String) -> Result<(), Refused> {
    if let Some(theme) = Theme::from_code(&theme) {
        keep_preference(THEME_COOKIE, theme.code());
    }
    leptos_axum::redirect(local_path(&back));
    Ok(())
}

/// Remembers the store by its slug. That the person works there is asked whenever it is used.
#[server(prefix = "/api/page", endpoint = "store")]
pub async fn choose_store(store: String, back: String) -> Result<(), Refused> {
    if store.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        keep_preference(STORE_COOKIE, &store);
    }
    leptos_axum::redirect(local_path(&back));
    Ok(())
}
