//! Files of imports: the same table however it was saved, and what was read reads back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use services::{
    catalogue::import::ImportError,
    fuzzing::{ProductRow, past_orders, product_rows},
};

fn check(refused: &ImportError) {
    assert!(!refused.to_string().is_empty());
    match refused {
        ImportError::Wrong(cells) => {
            assert!(!cells.is_empty());
            for cell in cells {
                assert!(cell.row > 0 && !cell.message.is_empty(), "{cell:?}");
            }
        }
        ImportError::Encoding | ImportError::Csv(_) | ImportError::TooManyRows => {}
        other => panic!("{other:?}"),
    }
}

/// A file that begins so, of these units.
fn utf16(text: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

fuzz_target!(|input: (bool, &[u8], &[u8])| {
    let (has_head, file, other) = input;
    let head: &[u8] = if has_head { b"sku,name,category,unit_price,barcode\n" } else { b"" };
    let file = [head, file].concat();
    let today = "2026-11-21".parse().unwrap();
    for (orders, lines) in [(&*file, other), (other, &*file)] {
        let head: &[u8] = if has_head { b"order_id,order_date\n" } else { b"" };
        let _ = past_orders(&[head, orders].concat(), lines, today).inspect_err(check);
    }
    let read = product_rows(&file).inspect_err(check);
    if let Ok(text) = std::str::from_utf8(&file)
        && !text.starts_with('\u{feff}')
    {
        for saved in [
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            utf16(text, [0xff, 0xfe], u16::to_le_bytes),
            utf16(text, [0xfe, 0xff], u16::to_be_bytes),
        ] {
            assert_eq!(product_rows(&saved).ok(), read.as_ref().ok().cloned(), "{text:?}");
        }
    }
    let Ok(rows) = read else { return };
    let numbers: Vec<usize> = rows.iter().map(|(number, _)| *number).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next) && numbers.first().is_none_or(|first| *first > 1));
    // A row that ends early has none of the last columns.
    let Some((_, head)) = rows.iter().max_by_key(|(_, cells)| cells.len()) else { return };
    let head: Vec<&str> = head.iter().map(|(column, _)| *column).collect();
    // What separates cells is told by a head of several.
    if head.len() < 2 {
        return;
    }
    let held = |rows: &[ProductRow]| -> Vec<Vec<(&'static str, String)>> {
        let filled = |cells: &Vec<(&'static str, String)>| {
            cells.iter().filter(|(_, cell)| !cell.is_empty()).cloned().collect::<Vec<_>>()
        };
        rows.iter().map(|(_, cells)| filled(cells)).filter(|cells| !cells.is_empty()).collect()
    };
    for separator in [",", ";", "\t"] {
        let mut written = head.join(separator);
        for (_, cells) in &rows {
            let cell = |column: &&str| cells.iter().find(|(of, _)| of == column).map_or("", |(_, cell)| cell);
            let cells: Vec<String> = head.iter().map(|column| quoted(cell(column))).collect();
            written.push_str(&format!("\r\n{}", cells.join(separator)));
        }
        let again = product_rows(written.as_bytes()).expect("what was read can be written");
        assert_eq!(held(&again), held(&rows), "{written:?}");
    }
});
