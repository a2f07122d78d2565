//! The receipt on the screen, column for column as on paper.

use leptos::prelude::*;
use receipt::{
    Document, PrinterProfile,
    layout::{Align, ImageRow, Row, Size, Style, TextRow},
};

use super::{qr::code_picture, words::of};
use crate::words::use_language;

/// A document as this printer will print it.
#[component]
pub(super) fn ReceiptPreview(
    /// What is on it.
    document: Box<dyn Document>,
    /// On which printer.
    profile: &'static PrinterProfile,
) -> impl IntoView {
    let preview = receipt::preview(document.as_ref(), profile);
    let columns = preview.columns;
    let rows = preview.rows.into_iter().map(|row| row_view(row, columns)).collect_view();
    // Widths are classes: a policy against inline styles holds for previews, too.
    let class = format!("receipt receipt-{columns}");
    view! { <div class=class>{rows}</div> }.into_any()
}

fn row_view(row: Row, columns: usize) -> AnyView {
    match row {
        Row::Text(TextRow { text, style }) => letters(text, style, ""),
        Row::Image(ImageRow { text, align, style }) => letters(text, style, aligned(align)),
        Row::Rule => letters("-".repeat(columns), Style::default(), ""),
        Row::Qr(code) => code_picture(&code, of(use_language()).qr.to_owned()),
        Row::Feed(rows) => {
            (0..rows).map(|_| letters(String::new(), Style::default(), "")).collect_view().into_any()
        }
        Row::Cut => view! { <hr class="receipt-cut"/> }.into_any(),
    }
}

fn letters(text: String, style: Style, align: &'static str) -> AnyView {
    let size = match style.size {
        Size::Normal => "",
        Size::Tall => " receipt-tall",
        Size::Double => " receipt-double",
    };
    let weight = if style.bold { " receipt-bold" } else { "" };
    view! { <p class=format!("receipt-row{size}{weight}{align}")>{text}</p> }.into_any()
}

const fn aligned(align: Align) -> &'static str {
    match align {
        Align::Left => "",
        Align::Center => " receipt-center",
        Align::Right => " receipt-right",
    }
}
