//! Texts from outside: whatever has no place in them is refused at its field, at every entrance, and
//! nothing is written.

use serde_json::{Value, json};
use services::catalogue::import::{Import, ImportError, ImportKind};

use crate::support::{
    Person, Shop,
    app::App,
    browser,
    sales::{cake, plain_sale, product, sale, with},
};

/// Texts that no field takes, and why.
const BAD: [(&str, &str); 16] = [
    ("Re\0née", "control_character"),
    ("Re\u{1b}[31mnée", "control_character"),
    ("Renée\u{7}", "control_character"),
    ("Re\tnée", "control_character"),
    ("Re\u{9b}née", "control_character"),
    ("Re\u{202e}née", "direction_character"),
    ("\u{2067}Renée", "direction_character"),
    ("Renée\u{200f}", "direction_character"),
    ("\u{200b}\u{200d}\u{2060}", "nothing_visible"),
    ("\u{3164}\u{2800}\u{115f}", "nothing_visible"),
    ("Re\u{200b}née", "invisible_character"),
    ("Re\u{ad}née", "invisible_character"),
    ("Re\u{e000}née", "unassigned_character"),
    ("Re\u{fdd0}née", "unassigned_character"),
    ("Ren\u{fffd}e", "damaged_text"),
    ("Re\u{2028}née", "line_break"),
];
/// What only one line refuses.
const BREAK: (&str, &str) = ("Re\nnée", "line_break");

/// An entrance for texts: how to send one, and the field where it is refused.
struct Entrance {
    method: &'static str,
    path: String,
    body: Box<dyn Fn(&str) -> Value>,
    field: &'static str,
    is_note: bool,
}

fn entrance(
    method: &'static str,
    path: &str,
    field: &'static str,
    body: impl Fn(&str) -> Value + 'static,
) -> Entrance {
    let is_note = field.ends_with("note");
    Entrance { method, path: path.to_owned(), body: Box::new(body), field, is_note }
}

fn orders() -> Vec<Entrance> {
    let place = "/api/v1/offline-orders";
    let customer = |fields: Value| with(plain_sale(), json!({"customer": fields}));
    vec![
        entrance("POST", place, "customer.name", move |bad| customer(json!({"name": bad}))),
        entrance("POST", place, "customer.phone", move |bad| {
            customer(json!({"name": "Ayu", "phone": format!("0812 3456 7890 {bad}")}))
        }),
        entrance("POST", place, "customer.email", move |bad| {
            customer(json!({"name": "Ayu", "email": format!("ayu@example.com {bad}")}))
        }),
        entrance("POST", place, "items[0].name", |bad| {
            sale(json!([{"name": bad, "unit_price": 5_000, "quantity": 1}]))
        }),
        entrance("POST", place, "items[0].note", |bad| {
            sale(json!([with(cake(5_000), json!({"note": bad}))]))
        }),
        entrance("POST", place, "note", |bad| with(plain_sale(), json!({"note": bad}))),
        entrance("POST", place, "discount.reason", |bad| {
            with(plain_sale(), json!({"discount": {"amount": 1, "reason": bad}}))
        }),
    ]
}

fn of_order(order: &Value) -> Vec<Entrance> {
    let id = order["id"].as_str().unwrap();
    let path = format!("/api/v1/offline-orders/{id}");
    let payments = format!("{path}/payments");
    let status = format!("/api/v1/orders/{id}/status");
    let mut entrances = vec![
        entrance("POST", &payments, "note", |bad| json!({"method": "cash", "amount": 1, "note": bad})),
        entrance("PATCH", &status, "reason", |bad| json!({"status": "cancelled", "reason": bad})),
        entrance("DELETE", &path, "reason", |bad| json!({"reason": format!("entered twice {bad}")})),
    ];
    for (method, path) in [("PATCH", path.clone()), ("POST", format!("{path}/preview"))] {
        entrances.extend([
            entrance(
                method,
                &path,
                "customer.name",
                |bad| json!({"customer": {"name": bad, "phone": "081234567890"}}),
            ),
            entrance(
                method,
                &path,
                "items[0].name",
                |bad| json!({"items": [{"name": bad, "unit_price": 1, "quantity": 1}]}),
            ),
            entrance(
                method,
                &path,
                "items[0].note",
                |bad| json!({"items": [{"name": "Cake", "unit_price": 1, "quantity": 1, "note": bad}]}),
            ),
            entrance(
                method,
                &path,
                "discount.reason",
                |bad| json!({"discount": {"amount": 1, "reason": bad}}),
            ),
            entrance(method, &path, "note", |bad| json!({ "note": bad })),
        ]);
    }
    entrances
}

async fn refused(person: &Person, entrance: &Entrance, bad: &str, code: &str) {
    let body = (entrance.body)(bad);
    let ask = person.ask(entrance.method, &entrance.path).header("if-match", "\"1\"").json(&body);
    let answer = ask.send().await;
    // A preview tells what is wrong and refuses nothing.
    let errors = match entrance.path.ends_with("/preview") {
        true => answer.json(200)["problems"][0]["errors"].clone(),
        false => answer.problem(422, "invalid_request")["errors"].clone(),
    };
    let at = errors.as_array().unwrap().iter().find(|error| error["field"] == entrance.field);
    let at = at.unwrap_or_else(|| panic!("{} {} {bad:?}: {errors}", entrance.path, entrance.field));
    // Where letters of another kind surround it, something can be seen.
    let expected =
        if code == "nothing_visible" { ["nothing_visible", "invisible_character"] } else { [code; 2] };
    assert!(expected.contains(&at["code"].as_str().unwrap()), "{} {bad:?}: {at}", entrance.field);
}

#[tokio::test]
async fn what_has_no_place_in_a_text_is_refused_at_its_field() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let unpaid = with(
        plain_sale(),
        json!({
            "customer": {"name": "Ayu", "phone": "081234567890"},
            "payment": {"type": "later", "due_date": "2026-12-24"},
        }),
    );
    let order = manager.place(&unpaid).await.json(201);
    let counted =
        "SELECT (SELECT count(*) FROM kedai.events) || ' ' || (SELECT count(*) FROM kedai.customers)
        || ' ' || (SELECT count(*) FROM kedai.webhook_endpoints)";
    let before = shop.psql(counted);
    let mut entrances = orders();
    entrances.extend(of_order(&order));
    entrances.push(entrance(
        "POST",
        "/api/v1/webhook-endpoints",
        "url",
        |bad| json!({"url": format!("https://example.com/{bad}")}),
    ));
    let customer = format!("/api/v1/customers/{}", order["customer"]["id"].as_str().unwrap());
    entrances.push(entrance("DELETE", &customer, "reason", |bad| json!({"reason": format!("asked {bad}")})));
    for entrance in &entrances {
        for (bad, code) in BAD {
            refused(&manager, entrance, bad, code).await;
        }
        if !entrance.is_note {
            refused(&manager, entrance, BREAK.0, BREAK.1).await;
        }
    }
    assert_eq!(shop.psql(counted), before);
}

#[tokio::test]
async fn searches_and_signing_in_refuse_it_as_well() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    for (path, field) in [
        ("/api/v1/customers?search=", "search"),
        ("/api/v1/offline-orders?search=", "search"),
        ("/api/v1/offline-orders?customer_name=", "customer_name"),
        ("/api/v1/products?q=", "q"),
        ("/api/v1/audit?customer=", "customer"),
    ] {
        for (bad, code) in [("a%00b", "control_character"), ("a%E2%80%AEb", "direction_character")] {
            let problem = manager.get(&format!("{path}{bad}")).await.problem(422, "invalid_request");
            assert_eq!(
                (&problem["errors"][0]["field"], &problem["errors"][0]["code"]),
                (&json!(field), &json!(code))
            );
        }
    }
    let answer = shop.try_sign_in("cashier\u{202e}@kopikita.test", "secret").await;
    assert_eq!(answer.problem(422, "invalid_request")["errors"][0]["field"], "email");
}

#[tokio::test]
async fn what_an_app_sends_passes_the_same_gate() {
    let shop = Shop::open().await;
    let app = App::of(&shop).await;
    let croissant = product(&shop.cashier().await, "senopati", "Croissant").await;
    let order = |fields: Value, item: Value| {
        let line =
            with(json!({"sku": croissant["sku"], "quantity": 1, "unit_price": croissant["price"]}), item);
        let order = json!({
            "client_order_id": "a-1", "store_id": "senopati", "channel": "app",
            "customer": {"name": "Sari Dewi", "phone": "+62 811-2222-3333"},
            "items": [line], "total": croissant["price"], "placed_at": "2026-11-21T02:00:00Z",
        });
        with(order, fields)
    };
    for (bad, code) in BAD {
        for (field, order) in [
            ("customer.name", order(json!({"customer": {"name": bad, "phone": "081122223333"}}), json!({}))),
            ("items[0].note", order(json!({}), json!({"note": bad}))),
            ("items[0].sku", order(json!({}), json!({"sku": bad}))),
            ("promotion_code", order(json!({"promotion_code": bad}), json!({}))),
        ] {
            let request =
                app.request(&shop, "/webhooks/orders/ingest", shop.now().timestamp(), &order.to_string());
            let problem = request.send().await.problem(422, "invalid_request");
            assert_eq!(
                (&problem["errors"][0]["field"], &problem["errors"][0]["code"]),
                (&json!(field), &json!(code))
            );
        }
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);
}

#[tokio::test]
async fn what_passes_has_one_form() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = with(
        sale(
            json!([{"name": " Kue\u{a0} tart ", "unit_price": 5_000, "quantity": 1, "note": "a \r\n\r\nb  c"}]),
        ),
        json!({
            "customer": {"name": "  Rene\u{301}e  de\u{3000}Vries ", "phone": "0812 3456 7890", "email": ""},
            "note": "family 👨‍👩‍👧‍👦 of 4", "discount": {"amount": 1, "reason": " staff   meal "},
        }),
    );
    let order = cashier.place(&order).await.json(201);
    assert_eq!(order["customer"]["name"], "Renée de Vries");
    assert_eq!(order["items"][0]["name"], "Kue tart");
    assert_eq!(order["items"][0]["note"], "a\n\nb c");
    assert_eq!(order["discount_reason"], "staff meal");
    // People count what they see, and the database takes it.
    let flags = "🇮🇩".repeat(120);
    let order = sale(json!([{"name": flags, "unit_price": 5_000, "quantity": 1}]));
    assert_eq!(cashier.place(&order).await.json(201)["items"][0]["name"], flags);
    let longer = sale(json!([{"name": "🇮🇩".repeat(121), "unit_price": 5_000, "quantity": 1}]));
    assert_eq!(cashier.place(&longer).await.problem(422, "invalid_request")["errors"][0]["code"], "length");
}

/// Pages keep people's text apart from their own words, so that nothing is reordered around it.
#[tokio::test]
async fn pages_isolate_what_people_wrote() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let (name, cake, note) = ("אבי Łukasz", "كعكة 5", "בלי סוכר\n2 × תה");
    let order = with(
        sale(json!([{"name": cake, "unit_price": 5_000, "quantity": 1, "note": note}])),
        json!({"customer": {"name": name, "phone": "0812 3456 7890"}, "note": note}),
    );
    let order = manager.place(&order).await.json(201);
    let reference = order["reference"].as_str().unwrap();
    let tracking = order["tracking_url"].as_str().unwrap();
    let tracking = &tracking[tracking.find("/t/").or_else(|| tracking.find("/track")).unwrap()..];
    let customer = format!("/customers/{}", order["customer"]["id"].as_str().unwrap());
    let signed_in = browser(&shop, "manager", "en").await;
    for (page, texts) in [
        (format!("/orders/{reference}"), vec![name, cake, note]),
        (customer, vec![name]),
        ("/customers".to_owned(), vec![name]),
        ("/board".to_owned(), vec![name, cake]),
        (tracking.to_owned(), vec![cake]),
    ] {
        // Markers between the pieces of a page are nobody's text.
        let html = signed_in.get(&page).await.text().replace("<!>", "");
        let seen = |part: &str| part.split_once("</script>").map_or("", |(_, seen)| seen).to_owned();
        let mut parts = html.split("<script");
        let first = parts.next().unwrap_or_default().to_owned();
        let html = parts.fold(first, |html, part| html + &seen(part));
        for text in texts {
            assert!(html.contains(text), "{page} {text}");
            for (place, _) in html.match_indices(text) {
                let before = &html[..place];
                let is_apart = ["<bdi>", "<bdi class=\"noted\">", "\u{2068}", "\""]
                    .iter()
                    .any(|end| before.ends_with(end));
                let near: String =
                    before.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
                let is_apart = is_apart || before.rfind("<bdi") > before.rfind("</bdi>");
                // A row of the receipt is a paragraph of its own.
                let is_apart = is_apart || near.contains("<p class=\"receipt-row");
                assert!(is_apart, "{page}: {near}{text}");
            }
        }
    }
}

#[tokio::test]
async fn a_file_s_cells_pass_it_at_row_and_column() {
    let shop = Shop::open().await;
    let before =
        "SELECT (SELECT count(*) FROM kedai.products) || ' ' || (SELECT count(*) FROM kedai.customers)";
    let counted = shop.psql(before);
    let products = |sku: &str, name: &str| {
        format!("sku,name,category,unit_price\nT-1,Tea,Drinks,5000\n{sku},{name},Drinks,5000\n")
    };
    let customers = |id: &str, name: &str| format!("customer_id,contact_name\nA,Ana\n{id},{name}\n");
    for (bad, _) in BAD {
        for (kind, file, column) in [
            (ImportKind::Products, products("T-2", bad), "name"),
            (ImportKind::Products, products(bad, "Tea"), "sku"),
            (ImportKind::Customers, customers("B", bad), "contact_name"),
            (ImportKind::Customers, customers(bad, "Budi"), "customer_id"),
        ] {
            let import =
                Import { tenant: "kopi-kita", store: None, kind, csv: file.as_bytes(), dry_run: false };
            let refused = shop.services.import(import).await;
            let Err(ImportError::Wrong(cells)) = refused else { panic!("{bad:?} was taken") };
            assert_eq!((cells[0].row, cells[0].column.as_str()), (3, column), "{bad:?}");
        }
    }
    assert_eq!(shop.psql(before), counted);
    let file = products("CAFE\u{301}-1", "  Kopi  a\u{300} la ");
    let import = Import {
        tenant: "kopi-kita",
        store: None,
        kind: ImportKind::Products,
        csv: file.as_bytes(),
        dry_run: false,
    };
    shop.services.import(import).await.unwrap();
    assert_eq!(shop.psql("SELECT name FROM kedai.products WHERE sku = 'CAFÉ-1'"), "Kopi à la");
}
