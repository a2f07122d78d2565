//! Orders and payments by plain forms, as a browser without JavaScript sends them.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    Shop, browser,
    sales::{cake, sale, with},
};

/// Two lattes and a cake by phone, 30 % down and the rest in two months.
const ON_TERMS: [(&str, &str); 16] = [
    ("do", "record"),
    ("store", "senopati"),
    ("channel", "phone"),
    ("customer.name", "Budi Santoso"),
    ("customer.phone", "+62 812-3456-7890"),
    ("customer.email", ""),
    ("items[0].name", "Latte"),
    ("items[0].quantity", "2"),
    ("items[1].name", "Kue ulang tahun"),
    ("items[1].unit_price", "250.000"),
    ("payment.type", "installments"),
    ("payment.down_payment.amount", "30"),
    ("payment.down_payment.as", "percent"),
    ("payment.down_payment.method", "cash"),
    ("payment.installments.count", "2"),
    ("payment.installments.interval", "month"),
];

fn but(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let kept = ON_TERMS.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    kept.chain(changes).copied().collect()
}

const FORM: &str = "/orders/new?form=a-form-of-its-own";

#[tokio::test]
async fn an_order_on_terms_is_recorded_once_however_often_its_form_is_sent() {
    let shop = Shop::open().await;
    let browser = browser(&shop, "cashier", "en").await;
    let opened = browser.get("/orders/new").await;
    assert_eq!(opened.status, 302);
    assert!(opened.header("location").starts_with("/orders/new?form="), "a key of its own");
    assert!(browser.get(FORM).await.text().contains("payment.installments[3].due_date"));
    let sent = browser.send(FORM, &ON_TERMS).await;
    assert_eq!(sent.status, 302, "{}", sent.text());
    let page = sent.header("location").to_owned();
    assert!(page.starts_with("/orders/GO-"), "{page}");
    // A lost answer, a second click, the way back: it is the same order.
    assert_eq!(browser.send(FORM, &ON_TERMS).await.header("location"), page);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 1);
    let other = browser.send(FORM, &but(&[("items[0].quantity", "3")])).await;
    assert_eq!(other.status, 422);
    assert!(other.text().contains("This form recorded another order before"));
    let order = shop.cashier().await.get(&format!("/api/v1{page}")).await.json(200);
    assert_eq!((&order["channel"], &order["total"]), (&json!("phone"), &json!(358_600)));
    let terms = &order["payment_terms"];
    assert_eq!((&terms["down_payment"], &order["amount_paid"]), (&json!(107_580), &json!(107_580)));
    assert_eq!(terms["installments"][1]["due_date"], "2027-01-21");
    assert_eq!(terms["installments"][1]["amount"], 125_510);
}

#[tokio::test]
async fn a_form_that_is_wrong_comes_back_with_everything_that_was_typed() {
    let shop = Shop::open().await;
    let browser = browser(&shop, "cashier", "id").await;
    let wrong = but(&[
        ("customer.phone", "12"),
        ("items[1].unit_price", "250000.00"),
        ("items[1].note", "tulis <b>\"Selamat\"</b>"),
        ("payment.installments.count", "99"),
    ]);
    let answer = browser.send(FORM, &wrong).await;
    assert_eq!(answer.status, 422);
    let page = answer.text();
    for typed in ["Budi Santoso", "Kue ulang tahun", "250000.00", "Selamat", "value=\"99\"", "value=\"12\""] {
        assert!(page.contains(typed), "{typed}");
    }
    assert!(!page.contains("<b>\"Selamat"), "what is typed is text");
    for said in [
        "Isi nomor telepon dengan 5 sampai 20 angka.",
        "Isi harga dengan angka.",
        "Isi 1 sampai 60 angsuran, masing-masing lebih dari nol.",
        "Belum ada yang tercatat.",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);
    // More lines, and what it comes to: neither records anything.
    let more = browser.send(FORM, &but(&[("do", "more_lines")])).await;
    assert_eq!(more.status, 200);
    assert!(more.text().contains("items[5].name"));
    let checked = browser.send(FORM, &but(&[("do", "check")])).await.text();
    assert!(checked.contains("125.510") && checked.contains("21 Jan 2027"), "the schedule");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);
    let gone = browser.send(FORM, &but(&[("items[0].name", "Es krim"), ("items[0].unit_price", "")])).await;
    assert!(gone.text().contains("Ini tidak ada di menu."));
}

#[tokio::test]
async fn every_way_of_paying_is_recorded_from_the_form() {
    let shop = Shop::open().await;
    let browser = browser(&shop, "cashier", "en").await;
    let ways: [(&str, &[(&str, &str)]); 4] = [
        ("a", &[("payment.type", "full"), ("payment.method", "cash"), ("payment.tendered", "400.000")]),
        (
            "b",
            &[
                ("payment.type", "split"),
                ("payment.parts[0].method", "cash"),
                ("payment.parts[0].amount", "100.000"),
                ("payment.parts[1].method", "card"),
                ("payment.parts[1].amount", ""),
            ],
        ),
        ("c", &[("payment.type", "later"), ("payment.due_date", "2026-12-31")]),
        (
            "d",
            &[
                ("payment.schedule", "agreed"),
                ("payment.down_payment.amount", ""),
                ("payment.installments[0].due_date", "2026-12-01"),
                ("payment.installments[0].amount", "58.600"),
                ("payment.installments[1].due_date", "2027-02-01"),
                ("payment.installments[1].amount", ""),
            ],
        ),
    ];
    let mut orders: Vec<Value> = Vec::new();
    for (key, way) in ways {
        let sent = browser.send(&format!("/orders/new?form={key}"), &but(way)).await;
        assert_eq!(sent.status, 302, "{}", sent.text());
        let path = format!("/api/v1{}", sent.header("location"));
        orders.push(shop.cashier().await.get(&path).await.json(200));
    }
    assert_eq!((&orders[0]["change"], &orders[0]["balance_due"]), (&json!(41_400), &json!(0)));
    assert_eq!(orders[1]["payments"][1]["amount"], 258_600);
    assert_eq!(orders[2]["payment_terms"]["installments"][0]["amount"], 358_600);
    assert_eq!(orders[3]["payment_terms"]["installments"][1]["amount"], 300_000);
    assert_eq!(orders[3]["amount_paid"], 0);
}

/// An order of 1,100,000 of which 330,000 were paid.
async fn order_on_terms(shop: &Shop) -> String {
    let order = with(
        sale(json!([cake(1_000_000)])),
        json!({
            "customer": {"name": "Budi Santoso", "phone": "+62 812-3456-7890"},
            "payment": {
                "type": "installments", "down_payment": {"percent": 30, "method": "cash"},
                "installments": {"count": 2, "interval": "month", "first_due": "2026-12-21"},
            },
        }),
    );
    let order = shop.cashier().await.place(&order).await.json(201);
    order["reference"].as_str().unwrap().to_owned()
}

const PAYMENT: [(&str, &str); 6] = [
    ("do", "pay"),
    ("key", "pay-1"),
    ("amount", "385,000"),
    ("method", "cash"),
    ("tendered", "400.000"),
    ("note", "dari adiknya"),
];

#[tokio::test]
async fn a_payment_is_entered_once_and_reversed_by_a_manager() {
    let shop = Shop::open().await;
    let (cashier, manager) = (browser(&shop, "cashier", "en").await, browser(&shop, "manager", "en").await);
    let page = format!("/orders/{}", order_on_terms(&shop).await);
    let opened = cashier.get(&page).await.text();
    assert!(opened.contains("value=\"385,000\""), "the oldest open instalment is offered");
    assert!(!opened.contains("Void payment"), "a cashier corrects nothing");
    let mut wrong = PAYMENT;
    wrong[4].1 = "38.000";
    let refused = cashier.send(&page, &wrong).await;
    assert_eq!(refused.status, 422);
    let text = refused.text();
    assert!(text.contains("at least the amount paid") && text.contains("value=\"dari adiknya\""));
    let paid = cashier.send(&page, &PAYMENT).await;
    assert_eq!(paid.status, 302, "{}", paid.text());
    let recorded = paid.header("location").to_owned();
    assert!(recorded.starts_with(&format!("{page}?recorded=pay_")), "{recorded}");
    assert_eq!(cashier.send(&page, &PAYMENT).await.header("location"), recorded);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.payments"), 2);
    let shown = cashier.get(&recorded).await.text();
    assert!(shown.contains("Change to give back: IDR\u{a0}15,000"));
    assert!(shown.contains("instalment 1"));
    let too_much =
        cashier.send(&page, &[("do", "pay"), ("key", "p2"), ("amount", "500000"), ("method", "card")]);
    assert!(too_much.await.text().contains("Only IDR\u{a0}385,000 is still due."));

    let id = recorded.split_once('=').unwrap().1;
    let void = |reason| [("do", "void"), ("payment", id), ("reason", reason)];
    assert_eq!(cashier.send(&page, &void("typed wrongly")).await.status, 403);
    let short = manager.send(&page, &void("no")).await;
    assert_eq!(short.status, 422);
    assert!(short.text().contains("Say why in 5 to 120 characters."));
    assert_eq!(manager.send(&page, &void("typed into the wrong order")).await.status, 302);
    let shown = manager.get(&page).await.text();
    assert!(shown.contains("<s class=\"money\">IDR\u{a0}385,000") && shown.contains("Reversal"));
    assert_eq!(shop.count("SELECT sum(amount) FROM kedai.payments"), 330_000);
}

#[tokio::test]
async fn what_is_overdue_is_said_on_the_list_the_order_and_the_tracking_page() {
    let shop = Shop::open().await;
    let page = format!("/orders/{}", order_on_terms(&shop).await);
    let seen =
        async |path: &str, language: &str| browser(&shop, "cashier", language).await.get(path).await.text();
    let list = seen("/orders", "en").await;
    assert!(list.contains("by 21 Dec 2026") && !list.contains("badge-overdue"));
    assert!(seen(&page, "en").await.contains("Next due on 21 Dec 2026"));
    shop.advance(TimeDelta::days(31));
    let list = seen("/orders", "id").await;
    assert!(
        list.contains("badge-overdue") && list.contains("Terlambat") && list.contains("sampai 21 Des 2026")
    );
    let order = seen(&page, "id").await;
    assert!(order.contains("Terlambat sejak 21 Des 2026") && order.contains("Masih Rp\u{a0}770.000"));
    let detail = shop.cashier().await.get(&format!("/api/v1{page}")).await.json(200);
    assert_eq!(detail["today"], "2026-12-22");
    let tracking = detail["tracking_url"].as_str().unwrap().replace("http://kedai.test", "");
    let followed = seen(&tracking, "en").await;
    assert!(followed.contains("Next payment due on 21 Dec 2026") && followed.contains("overdue"));
    assert!(!followed.contains("Budi"), "nobody is named");
}

#[tokio::test]
async fn a_text_that_is_refused_is_told_in_the_readers_language() {
    let shop = Shop::open().await;
    for (language, word) in [("id", "Ada karakter kendali"), ("en", "This holds a control character")] {
        let browser = browser(&shop, "cashier", language).await;
        for field in ["customer.name", "note", "items[1].name"] {
            let answer = browser.send(FORM, &but(&[(field, "tulis\u{1b}[31m")])).await;
            assert_eq!(answer.status, 422, "{field}");
            assert!(answer.text().contains(word), "{language} {field}");
        }
        let order = shop.cashier().await.place(&with(sale(json!([cake(10_000)])), json!({}))).await.json(201);
        let fields =
            [("reference", order["reference"].as_str().unwrap()), ("reason", "salah\u{202e}catat lagi")];
        let manager = crate::support::browser(&shop, "manager", language).await;
        let sent = manager.send("/api/page/delete-order-form", &fields).await;
        let shown = manager.get(sent.header("location")).await.text();
        let turned =
            if language == "id" { "mengubah arah tulisan" } else { "changes the direction of writing" };
        assert!(shown.contains(turned), "{language} {}", sent.header("location"));
    }
}
