//! What a page sends is done in the name of whom it was made for, or not at all.

use serde_json::json;

use crate::support::{
    Answer, Request, Shop,
    browser::{Browser, browser},
    sales::{plain_sale, with},
    socket::Socket,
};

/// The mark in a page's head.
fn mark(page: &Answer) -> Option<String> {
    let html = page.text();
    let (_, rest) = html.split_once(r#"<meta name="kedai-made-for" content=""#)?;
    rest.split_once('"').map(|(mark, _)| mark.to_owned())
}

async fn mark_of(browser: &Browser<'_>) -> String {
    mark(&browser.get("/board").await).unwrap()
}

/// A call of a page's program, by somebody's session, from a page that was made for somebody.
async fn call(shop: &Shop, browser: &Browser<'_>, path: &str, body: &str, mark: Option<&str>) -> Answer {
    let request = Request::new(shop.address, "POST", path).body(body);
    let request = request.header("content-type", "application/json").header("cookie", browser.cookie());
    let request = request.header("origin", format!("http://{}", shop.address));
    match mark {
        Some(mark) => request.header("kedai-made-for", mark).send().await,
        None => request.send().await,
    }
}

#[tokio::test]
async fn a_page_of_staff_says_for_whom_it_was_made() {
    let shop = Shop::open().await;
    let (manager, again, cashier) = (
        browser(&shop, "manager", "en").await,
        browser(&shop, "manager", "en").await,
        browser(&shop, "cashier", "en").await,
    );
    let page = manager.get("/orders/new").await;
    let own = mark(&page).unwrap();
    let field = format!(r#"<input type="hidden" name="made_for" value="{own}""#);
    assert!(page.text().matches(&field).count() > 2, "the form, and the menu's");
    assert_eq!(mark_of(&again).await, own, "the same person in another session");
    assert_ne!(mark_of(&cashier).await, own);
    // Whoever is signed in, these are nobody's.
    let token = crate::live::token(&shop.manager().await.place(&plain_sale()).await.json(201));
    for path in ["/track".to_owned(), format!("/t/{token}")] {
        assert_eq!(mark(&manager.get(&path).await), None, "{path}");
    }
    assert_eq!(mark(&shop.get("/login").send().await), None);
}

#[tokio::test]
async fn what_a_page_sends_is_refused_while_somebody_else_is_signed_in() {
    let shop = Shop::open().await;
    let (manager, cashier) = (browser(&shop, "manager", "en").await, browser(&shop, "cashier", "id").await);
    let (own, other) = (mark_of(&cashier).await, mark_of(&manager).await);
    let order = shop.manager().await.place(&plain_sale()).await.json(201);
    let (id, reference) = (order["id"].as_str().unwrap(), order["reference"].as_str().unwrap());
    let state = || shop.count("SELECT count(*) FROM kedai.orders WHERE lifecycle = 'processing'");
    // By a page's program: what changes something and what only asks.
    let start = json!({"order": id, "status": "processing"}).to_string();
    for (path, body) in [
        ("/api/page/board-move", start.as_str()),
        ("/api/page/order", &json!({"reference": reference}).to_string()),
        ("/api/page/sign-out", "{}"),
    ] {
        call(&shop, &cashier, path, body, Some(&other)).await.problem(409, "signed_in_as_other");
    }
    let sale = plain_sale().to_string();
    call(&shop, &cashier, "/api/v1/offline-orders", &sale, Some(&other))
        .await
        .problem(409, "signed_in_as_other");
    // By its forms: to a function, and to the page itself.
    let start = [("reference", reference), ("status", "processing")];
    let with_mark = |mark| [start[0], start[1], ("made_for", mark)];
    let told = cashier.send("/api/page/move-order-form", &with_mark(&other)).await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains("Sekarang orang lain yang masuk"), "{}", told.text());
    let entry = [("made_for", other.as_str()), ("customer.name", "Sri"), ("do", "record")];
    let told = cashier.send("/orders/new", &entry).await;
    assert_eq!(told.status, 409);
    assert!(!told.text().contains("Sri"), "nobody else sees what was typed");
    let pay = [("do", "pay"), ("made_for", other.as_str())];
    for path in
        [format!("/orders/{reference}"), format!("/orders/{reference}/edit"), "/settings/webhooks".into()]
    {
        assert_eq!(cashier.send(&path, &pay).await.status, 409, "{path}");
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 1);
    assert_eq!(state(), 0);
    // Whom the page was made for goes on, and so does what bears no mark.
    call(&shop, &cashier, "/api/v1/offline-orders", &sale, Some(&own)).await.json(201);
    call(&shop, &cashier, "/api/v1/offline-orders", &sale, None).await.json(201);
    assert_eq!(cashier.send("/api/page/move-order-form", &with_mark(&own)).await.status, 302);
    assert_eq!(state(), 1);
    // A token is nobody's browser.
    let by_token = shop.cashier().await.ask("POST", "/api/v1/offline-orders").json(&plain_sale());
    by_token.header("kedai-made-for", &other).send().await.json(201);
}

#[tokio::test]
async fn a_socket_shows_nothing_to_a_page_of_somebody_else() {
    let shop = Shop::open().await;
    let (manager, cashier) = (browser(&shop, "manager", "en").await, browser(&shop, "cashier", "en").await);
    let (own, other) = (mark_of(&cashier).await, mark_of(&manager).await);
    let order = shop.cashier().await.place(&with(plain_sale(), json!({"note": "x"}))).await.json(201);
    let link = format!("order:{}", crate::live::token(&order));
    let mut socket = Socket::of_browser(&shop, &cashier, &format!("?made_for={other}")).await;
    let ping = socket.next_of_any().await.unwrap();
    assert_eq!((&ping["signed_in"], &ping["as_other"]), (&json!(true), &json!(true)));
    assert_eq!(crate::live::refusal(&mut socket, crate::live::BOARD).await, "signed_in_as_other");
    assert_eq!(socket.follow(&link).await["type"], "snapshot");
    let feed = |topic: &str| {
        let asked = shop.get(&format!("/api/v1/live/{topic}")).header("cookie", cashier.cookie());
        asked.header("kedai-made-for", &other).send()
    };
    feed(crate::live::BOARD).await.problem(409, "signed_in_as_other");
    feed(&link).await.json(200);
    for query in [format!("?made_for={own}"), String::new()] {
        let mut socket = Socket::of_browser(&shop, &cashier, &query).await;
        assert!(socket.next_of_any().await.unwrap().get("as_other").is_none());
        assert_eq!(socket.follow(crate::live::BOARD).await["type"], "snapshot");
    }
}

#[tokio::test]
async fn signing_in_ends_the_session_that_the_browser_had() {
    let shop = Shop::open().await;
    let manager = browser(&shop, "manager", "en").await;
    let form = [("email", "cashier@kopikita.test"), ("password", services::demo::PASSWORD), ("next", "/")];
    let wrong = [form[0], ("password", "wrong"), form[2]];
    manager.send("/api/page/sign-in", &wrong).await;
    assert_eq!(manager.get("/board").await.status, 200, "not by trying");
    assert_eq!(manager.send("/api/page/sign-in", &form).await.status, 302);
    assert_eq!(manager.get("/board").await.status, 302);
}
