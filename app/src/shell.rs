//! The document that every page stands in.

use http::{header, request::Parts};
use leptos::{nonce::use_nonce, prelude::*, tachys::html::InertElement};
use leptos_meta::MetaTags;

use crate::{
    App,
    context::{Bundle, Preferences, Theme},
    format::machine_time,
    made_for::{META, made_for},
    release,
    request::set_header,
    served_at,
};

/// What Trunk writes where a nonce belongs.
const NONCE_PLACEHOLDER: &str = "{{__TRUNK NONCE__}}";

/// Seconds between two loads of a tracking page without JavaScript.
const REFRESH_SECONDS: u32 = 20;

/// The whole `<html>` document, and the response headers that guard it.
pub fn shell() -> impl IntoView {
    let preferences = use_context::<Preferences>().unwrap_or_default();
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    set_header(header::CONTENT_SECURITY_POLICY, &content_security_policy(&nonce, &host()));
    let bundle = use_context::<Bundle>();
    let bundle_id =
        bundle.as_ref().map(|bundle| view! { <meta name=release::META content=bundle.id.to_string()/> });
    let bundle = bundle.map(|bundle| bundle.head.replace(NONCE_PLACEHOLDER, &nonce));
    let theme = (preferences.theme != Theme::Auto).then(|| preferences.theme.code());
    view! {
        <!DOCTYPE html>
        <html lang=preferences.language.code() data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" type="image/svg+xml" href="/icon.svg"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link
                    rel="preload"
                    href="/fonts/plus-jakarta-sans-latin.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                {bundle.map(InertElement::new)}
                {bundle_id}
                {served_at::served_at().map(|at| view! { <meta name=served_at::META content=machine_time(at)/> })}
                {made_for().map(|mark| view! { <meta name=META content=mark/> })}
                {refresh()}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// A tracking page loads itself again where it can't follow its order.
fn refresh() -> Option<impl IntoView> {
    let parts = use_context::<Parts>()?;
    let refresh = format!(r#"<noscript><meta http-equiv="refresh" content="{REFRESH_SECONDS}"></noscript>"#);
    parts.uri.path().starts_with("/t/").then(|| InertElement::new(refresh))
}

/// The host that the browser asked for, if it is written as hosts are: it goes into a header.
fn host() -> String {
    let parts = use_context::<Parts>();
    let host = parts.as_ref().and_then(|parts| parts.headers.get(header::HOST)?.to_str().ok());
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    host.filter(|host| host.chars().all(is_host)).unwrap_or_default().to_owned()
}

/// Nothing may run or load but what this server sent: https://www.w3.org/TR/CSP3/. The socket's
/// address is named, since not every browser takes `'self'` for it.
fn content_security_policy(nonce: &str, host: &str) -> String {
    let sockets = if host.is_empty() { String::new() } else { format!(" ws://{host} wss://{host}") };
    format!(
        "default-src 'none'; \
         script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'{sockets}; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_host_gets_a_socket() {
        let policy = content_security_policy("abc", "kedai.test:3000");
        assert!(policy.contains("connect-src 'self' ws://kedai.test:3000 wss://kedai.test:3000;"));
        assert!(policy.contains("script-src 'nonce-abc' 'strict-dynamic'"));
        assert!(!policy.contains("unsafe-inline"));
        assert!(content_security_policy("abc", "").contains("connect-src 'self';"));
    }
}
