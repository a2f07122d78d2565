//! Every page in both languages, as it is rendered.

use serde_json::json;

use crate::support::{
    Shop,
    browser::{Browser, browser},
    sales::{cake, plain_sale, with},
};

/// Words that stand on English pages and would on no Indonesian one.
const ENGLISH: [&str; 10] = [
    "Sign in",
    "Charge",
    "Nothing",
    "Search",
    "Revenue",
    "Printer settings",
    "Received",
    "Order",
    "Your",
    "Show",
];

/// What people read of a page's main part: without its marks.
fn main_text(page: &str) -> String {
    let (_, rest) = page.split_once("<main").unwrap();
    let (main, _) = rest.split_once("</main>").unwrap();
    let pieces = main.split('<').skip(1).filter_map(|piece| {
        let (mark, text) = piece.split_once('>')?;
        // What is hidden from readers, or only drawn.
        (!mark.starts_with("script") && !mark.starts_with("style")).then_some(text)
    });
    pieces.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a word stands there by itself.
fn has_word(text: &str, word: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(place, _)| {
        let (before, after) = (text.get(..place), text.get(place + word.len()..));
        !is_letter(before.and_then(|text| text.chars().next_back()))
            && !is_letter(after.and_then(|text| text.chars().next()))
    })
}

async fn read(browser: &Browser<'_>, path: &str, language: &str) -> String {
    let answer = browser.get(path).await;
    assert!(matches!(answer.status, 200 | 404), "{path}: {}", answer.status);
    let page = answer.text();
    assert!(page.contains(&format!(r#"<html lang="{language}""#)), "{path}");
    main_text(&page)
}

#[tokio::test]
async fn every_page_speaks_both_languages() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let customer = json!({"name": "Siti Rahmawati", "phone": "+62 812-1234-5678"});
    let order = with(plain_sale(), json!({"customer": customer, "note": "by the window"}));
    let order = manager.place(&order).await.json(201);
    manager.move_to(&order, "processing", None).await.json(200);
    let terms = json!({
        "type": "installments",
        "down_payment": {"percent": 30, "method": "cash"},
        "installments": {"count": 2, "interval": "month"},
    });
    let on_terms = json!({
        "channel": "phone", "customer": customer, "items": [cake(100_000)], "payment": terms,
    });
    let on_terms = manager.place(&with(plain_sale(), on_terms)).await.json(201);
    let reference = |order: &serde_json::Value| order["reference"].as_str().unwrap().to_owned();
    let tracking = |order: &serde_json::Value| {
        let url = order["tracking_url"].as_str().unwrap();
        url.split_once("/t/").map(|(_, token)| format!("/t/{token}")).unwrap()
    };
    let staff = [
        "/till".to_owned(),
        "/board".to_owned(),
        "/orders".to_owned(),
        "/orders?search=nobody".to_owned(),
        "/orders?deleted=1".to_owned(),
        "/orders/new?form=one".to_owned(),
        format!("/orders/bulk?action=cancel&id={}", order["id"].as_str().unwrap()),
        format!("/orders/{}", reference(&order)),
        format!("/orders/{}", reference(&on_terms)),
        format!("/orders/{}/edit", reference(&on_terms)),
        "/orders/GO-000000".to_owned(),
        "/customers".to_owned(),
        "/customers?search=nobody".to_owned(),
        format!("/customers/{}", on_terms["customer"]["id"].as_str().unwrap()),
        format!("/audit?order={}", reference(&order)),
        "/dashboard".to_owned(),
        "/settings/printers".to_owned(),
        "/settings/scanner".to_owned(),
        "/settings/webhooks".to_owned(),
    ];
    let open_to_all = [
        "/login".to_owned(),
        "/track".to_owned(),
        "/nowhere".to_owned(),
        tracking(&order),
        tracking(&on_terms),
    ];
    let [english, indonesian] = [browser(&shop, "owner", "en").await, browser(&shop, "owner", "id").await];
    let strangers = [Browser::of_stranger(&shop, "en"), Browser::of_stranger(&shop, "id")];
    let pages = staff.iter().map(|path| (path, [&english, &indonesian]));
    let pages = pages.chain(open_to_all.iter().map(|path| (path, strangers.each_ref())));
    for (path, [english, indonesian]) in pages {
        let english = read(english, path, "en").await;
        let indonesian = read(indonesian, path, "id").await;
        assert_ne!(english, indonesian, "{path}");
        assert!(english.len() > 20 && indonesian.len() > 20, "{path}: {english} / {indonesian}");
        let foreign: Vec<_> = ENGLISH.into_iter().filter(|word| has_word(&indonesian, word)).collect();
        assert!(foreign.is_empty(), "{path} says {foreign:?} in Indonesian: {indonesian}");
    }
    // The words are English ones indeed.
    let said = read(&english, "/orders", "en").await;
    assert!(ENGLISH.iter().any(|word| has_word(&said, word)), "{said}");
}
