use domain::money::{Currency, MAX_AMOUNT};
use proptest::prelude::*;

use super::*;
use crate::{
    document::ReceiptTax,
    preview::{preview, text, written},
    profile, samples,
};

fn shown(document: &ReceiptDocument, id: &str) -> String {
    let shown = preview(document, profile::by_id(id).unwrap());
    written(&shown.rows, shown.columns)
}

/// The shop's name is double: one space before it is two columns.
const COFFEE_32: &str = "\
\u{20}Kopi Senopati
      Jl. Senopati No. 42
     Jakarta Selatan 12190
   NPWP 01.234.567.8-912.000
--------------------------------
GO-7K3M9Q      21 Nov 2025 09.14
Kasir                       Rani
--------------------------------
2 Kopi Susu Gula Aren     56.000
  @ 28.000
  less ice
1 Es Cokelat Premium      32.000
  dengan Taburan Kacang
  Almond Panggang
3 Roti Bakar              12.000
  @ 4.000
--------------------------------
Subtotal                 100.000
Diskon: pelanggan tetap   -5.000
PB1 10 %                   9.500
Total                 Rp 104.500
Tunai                    104.500
Diterima                 110.000
Kembali                    5.500
--------------------------------
       Ikuti pesanan Anda
https://kopi.example/t/k3JrQ8mWzX2v
         Terima kasih!
       Sampai jumpa lagi
";

const COFFEE_48: &str = "\
\u{20}    Kopi Senopati
              Jl. Senopati No. 42
             Jakarta Selatan 12190
           NPWP 01.234.567.8-912.000
------------------------------------------------
GO-7K3M9Q                      21 Nov 2025 09.14
Kasir                                       Rani
------------------------------------------------
2 Kopi Susu Gula Aren                     56.000
  @ 28.000
  less ice
1 Es Cokelat Premium dengan Taburan       32.000
  Kacang Almond Panggang
3 Roti Bakar                              12.000
  @ 4.000
------------------------------------------------
Subtotal                                 100.000
Diskon: pelanggan tetap                   -5.000
PB1 10 %                                   9.500
Total                                 Rp 104.500
Tunai                                    104.500
Diterima                                 110.000
Kembali                                    5.500
------------------------------------------------
               Ikuti pesanan Anda
https://kopi.example/t/k3JrQ8mWzX2v
                 Terima kasih!
               Sampai jumpa lagi
";

#[test]
fn a_receipt_on_58_mm() {
    assert_eq!(shown(&samples::coffee(), "generic-58mm"), COFFEE_32);
}

#[test]
fn a_receipt_on_80_mm() {
    assert_eq!(shown(&samples::coffee(), "generic-80mm"), COFFEE_48);
}

#[test]
fn a_message_has_no_large_letters() {
    let message = text(&samples::coffee());
    assert!(message.starts_with("         Kopi Senopati\n"), "{message}");
    assert_eq!(message.split_once('\n').unwrap().1, COFFEE_32.split_once('\n').unwrap().1);
}

#[test]
fn a_reprint_says_so_first_and_an_original_does_not() {
    let profile = profile::by_id("generic-58mm").unwrap();
    let mut document = samples::coffee();
    document.copy = Copy::Reprint;
    assert_eq!(
        layout(&document, profile).first(),
        Some(&Row::Text(TextRow { text: "* CETAK ULANG *".to_owned(), style: LARGE }))
    );
    assert!(shown(&samples::brasserie(), "generic-58mm").contains("* REPRINT *"));
    assert!(!shown(&samples::coffee(), "generic-58mm").contains("ULANG"));
}

#[test]
fn a_contained_tax_stands_below_the_total_and_an_added_one_above() {
    let place = |document: &ReceiptDocument, word: &str| {
        shown(document, "generic-58mm").lines().position(|row| row.starts_with(word)).unwrap()
    };
    let added = samples::coffee();
    assert!(place(&added, "PB1 10 %") < place(&added, "Total"));
    let contained = samples::brasserie();
    assert!(place(&contained, "Includes VAT 19 %") > place(&contained, "Total"));
}

#[test]
fn a_name_to_be_drawn_leaves_its_amount_to_a_row_of_letters() {
    let rows = layout(&samples::tea_house(), profile::by_id("generic-58mm").unwrap());
    let drawn = rows
        .iter()
        .position(|row| matches!(row, Row::Image(image) if image.text == "2 拿铁咖啡" && image.align == Align::Left))
        .unwrap();
    let amount = format!("{:>32}", "9.60");
    assert_eq!(rows[drawn + 1], Row::Text(TextRow { text: amount, style: PLAIN }));
}

#[test]
fn a_name_can_not_command_the_printer() {
    let mut document = samples::coffee();
    document.lines[0].name = "Kopi\u{1b}p\0\u{19}\u{fa} \u{1d}V\0".to_owned();
    document.shop.footer = Some("a\u{1b}@\nb".to_owned());
    for row in layout(&document, profile::by_id("epson-tm-t88v").unwrap()) {
        if let Row::Text(row) = row {
            assert!(!row.text.chars().any(char::is_control), "{row:?}");
        }
    }
}

fn any_money() -> impl Strategy<Value = Money> {
    (-MAX_AMOUNT..=MAX_AMOUNT, prop_oneof![Just(Currency::Idr), Just(Currency::Eur)])
        .prop_map(|(amount, currency)| Money::new(amount, currency).unwrap())
}

/// Names as people type them, and as no one would.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z ]{0,60}",
        "[a-zà-ÿĀ-žА-я€ ]{0,60}",
        "[一-龥あ-ん👍 a-z]{0,40}",
        ".{0,40}",
        any::<String>()
    ]
}

pub(crate) fn any_document() -> impl Strategy<Value = ReceiptDocument> {
    let line = (1..=99_999_i64, any_name(), proptest::option::of(any_name()), any_money(), any_money())
        .prop_map(|(quantity, name, note, unit_price, total)| ReceiptLine {
            quantity,
            name,
            note,
            unit_price,
            total,
        });
    (
        proptest::collection::vec(line, 0..4),
        any_name(),
        any_name(),
        any_name(),
        any_money(),
        any_money(),
        any::<[bool; 2]>(),
    )
        .prop_map(|(lines, shop, customer, address, total, tax, [contained, reprint])| {
            let mut document = samples::coffee();
            document.lines = lines;
            document.shop.name = shop.clone();
            document.shop.footer = Some(customer.clone());
            document.shop.address = vec![address.clone()];
            document.customer = Some(customer);
            document.tracking_url = Some(address);
            document.total = total;
            document.taxes = vec![ReceiptTax { label: shop, amount: tax, contained }];
            document.copy = if reprint { Copy::Reprint } else { Copy::Original };
            document
        })
}

proptest! {
    #[test]
    fn no_row_is_wider_than_the_paper(document in any_document()) {
        for profile in profile::ALL {
            for row in layout(&document, profile) {
                let (text, style) = match &row {
                    Row::Text(row) => (&row.text, row.style),
                    Row::Image(row) => (&row.text, row.style),
                    Row::Rule | Row::Qr(_) | Row::Feed(_) | Row::Cut => continue,
                };
                let columns = columns_of(text) * style.size.columns();
                prop_assert!(columns <= profile.columns, "{columns} of {}: {row:?}", profile.columns);
            }
        }
    }

    #[test]
    fn amounts_are_printed_whole_and_exact(document in any_document()) {
        for profile in profile::ALL {
            let shown = preview(&document, profile);
            let printed = written(&shown.rows, shown.columns);
            let style = document.money_style;
            let total = document.total.written(style).replace('\u{a0}', " ");
            let stands_whole = |amount: &str| {
                printed.lines().any(|row| format!(" {row}").ends_with(&format!(" {amount}")))
            };
            prop_assert!(stands_whole(&total), "{total} in\n{printed}");
            for line in &document.lines {
                let total = line.total.digits(style);
                prop_assert!(stands_whole(&total), "{total} in\n{printed}");
            }
        }
    }

    #[test]
    fn a_picture_stands_for_a_row_only_where_letters_fail(document in any_document()) {
        for profile in profile::ALL {
            let lettering = Sheet::for_printer(profile).lettering();
            for row in layout(&document, profile) {
                match row {
                    Row::Text(row) => prop_assert!(lettering.says(&row.text), "{row:?}"),
                    Row::Image(row) => prop_assert!(!lettering.says(&row.text), "{row:?}"),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn a_reference_stays_whole_beside_a_long_time() {
    let placed_at = "7 Nov 2027, 01:30 UTC−4".to_owned();
    let document = ReceiptDocument { placed_at, ..samples::coffee() };
    let said = shown(&document, "generic-58mm");
    let rows: Vec<&str> = said.lines().filter(|row| row.contains("GO-") || row.contains("UTC")).collect();
    assert_eq!(rows, ["GO-7K3M9Q", "         7 Nov 2027, 01:30 UTC-4"]);
}
