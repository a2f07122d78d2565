//! A QR code on the page.

use leptos::prelude::*;
use receipt::qr::{QUIET_ZONE, QrCode};

/// A QR code, with the quiet zone that readers need around it.
#[component]
pub fn QrPicture(
    /// What it says.
    #[prop(into)]
    text: String,
    /// What it is, for those who can't see it.
    label: &'static str,
) -> impl IntoView {
    QrCode::encode(&text).map(|code| code_picture(&code, label))
}

/// A code that is encoded already.
pub(super) fn code_picture(code: &QrCode, label: &'static str) -> AnyView {
    let side = code.size() + 2 * QUIET_ZONE;
    let view_box = format!("0 0 {side} {side}");
    view! {
        <svg class="qr" viewBox=view_box role="img" aria-label=label shape-rendering="crispEdges">
            <path class="qr-paper" d=format!("M0 0h{side}v{side}H0z")/>
            <path class="qr-ink" d=modules(code)/>
        </svg>
    }
    .into_any()
}

/// One square for each dark module.
fn modules(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.is_dark(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_one_square_within_the_quiet_zone() {
        let code = QrCode::encode("https://kedai.test/t/secret").unwrap();
        let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark = dark.filter(|(x, y)| code.is_dark(*x, *y)).count();
        let path = modules(&code);
        assert_eq!(path.matches('M').count(), dark);
        assert!(path.starts_with("M4 4h1v1h-1z"), "the finder pattern begins in the corner");
    }
}
