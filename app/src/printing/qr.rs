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
    #[prop(into)]
    label: String,
) -> impl IntoView {
    QrCode::encode(&text).map(|code| code_picture(&code, label))
}

/// A code that is encoded already.
pub(super) fn code_picture(code: &QrCode, label: String) -> AnyView {
    let side = code.size() + 2 * QUIET_ZONE;
    let view_box = format!("0 0 {side} {side}");
    view! {
        <svg class="qr" viewBox=view_box role="img" aria-label=label shape-rendering="crispEdges">
            <path class="qr-paper" d=format!("M0 0h{side}v{side}H0z")/>
            <path class="qr-ink" d=path(code)/>
        </svg>
    }
    .into_any()
}

/// The dark modules, each run of a row as one rectangle.
fn path(code: &QrCode) -> String {
    let mut drawn = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run =
                (x..code.size()).take_while(|along| code.is_dark(*along, y)).zip(1..).map(|(_, n)| n).last();
            let length = run.unwrap_or(0);
            if length > 0 {
                drawn.push_str(&format!("M{} {}h{length}v1h-{length}z", x + QUIET_ZONE, y + QUIET_ZONE));
            }
            x += length.max(1);
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let code = QrCode::encode("GO-7K3M9Q").unwrap();
        let drawn = path(&code);
        let lengths = drawn.split('h').skip(1).step_by(2);
        let area: u32 = lengths.map(|part| part.split('v').next().unwrap().parse::<u32>().unwrap()).sum();
        let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark = dark.filter(|(x, y)| code.is_dark(*x, *y)).count();
        assert_eq!(area as usize, dark);
        assert!(drawn.starts_with("M4 4h7v1h-7z"), "the finder pattern begins after the quiet zone");
    }
}
