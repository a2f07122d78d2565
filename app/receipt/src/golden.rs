//! What `render` yields, kept as files that an independent decoder judges.
//!
//! `WRITE_GOLDEN=1 cargo test -p receipt golden` writes them anew; then read the difference, and
//! run `node --test end2end/escpos/`.

use std::{env, fs, path::PathBuf};

use serde_json::{Value, json};

use crate::{
    bitmap::{Bitmap, Dots},
    escpos::{TextRaster, drawer_kick, render, status_request, test_slip},
    layout::{Align, Row, Size, Style},
    preview::preview,
    profile::{self, PrinterProfile},
    samples,
};

/// Draws each letter as a hollow box, two thirds as wide as high.
struct HollowBoxes;

impl TextRaster for HollowBoxes {
    fn draw(&self, text: &str, height: Dots, max_width: Dots) -> Option<Bitmap> {
        let step = height * 2 / 3;
        let letters = Dots::try_from(text.chars().count()).ok()?;
        let width = (letters * step).min(max_width);
        let mut picture = Bitmap::new(width, height);
        for y in 0..height {
            for x in 0..width {
                if x % step == 0 || x % step == step - 2 || y == 0 || y == height - 1 {
                    picture.blacken(x, y);
                }
            }
        }
        Some(picture)
    }
}

fn style(style: Style) -> Value {
    let (width, height) = match style.size {
        Size::Normal => (1, 1),
        Size::Tall => (1, 2),
        Size::Double => (2, 2),
    };
    json!({ "bold": style.bold, "width": width, "height": height })
}

/// The preview in the words of the decoder's test.
fn expected(document: &dyn crate::Document, profile: &PrinterProfile) -> Value {
    let rows = preview(document, profile).rows.into_iter().map(|row| match row {
        Row::Text(row) => json!({ "text": row.text, "style": style(row.style) }),
        Row::Image(row) => json!({
            "image": row.text,
            "align": match row.align { Align::Left => "left", Align::Center => "center", Align::Right => "right" },
            "style": style(row.style),
        }),
        Row::Rule => json!("rule"),
        Row::Qr(code) => {
            let module_dots = code.module_dots(profile.dots).unwrap();
            json!({ "qr": code.text(), "picture_rows": code.picture(module_dots).height() })
        }
        Row::Feed(rows) => json!({ "feed": rows }),
        Row::Cut => json!("cut"),
    });
    json!({
        "columns": profile.columns,
        "dots": profile.dots,
        "native_qr": profile.qr == profile::QrSupport::Native,
        "cutter": profile.cut != profile::Cut::None,
        "rows": rows.collect::<Vec<_>>(),
    })
}

fn pretty(value: &Value) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).unwrap();
    text.push(b'\n');
    text
}

fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![("status-request.bin".to_owned(), status_request().to_vec())];
    for profile in profile::ALL {
        files.push((format!("{}.test-slip.bin", profile.id), test_slip(profile)));
        files.push((format!("{}.drawer.bin", profile.id), drawer_kick(profile)));
        for (name, document) in samples::papers() {
            let bytes = render(document.as_ref(), profile, &HollowBoxes).bytes;
            files.push((format!("{}.{name}.bin", profile.id), bytes));
            files
                .push((format!("{}.{name}.json", profile.id), pretty(&expected(document.as_ref(), profile))));
        }
    }
    files
}

#[test]
fn golden_files_are_what_is_printed_today() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../end2end/escpos/golden");
    let write = env::var_os("WRITE_GOLDEN").is_some();
    if write {
        fs::create_dir_all(&folder).unwrap();
    }
    for (name, today) in files() {
        let path = folder.join(&name);
        if write {
            fs::write(&path, &today).unwrap();
        }
        let kept = fs::read(&path).unwrap_or_default();
        assert!(kept == today, "{name} differs; if that is meant, see the head of golden.rs");
    }
}
