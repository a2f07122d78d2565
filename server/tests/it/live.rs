//! The live socket: nobody misses anything, and nobody sees what isn't theirs.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{
    Person, Shop, browser,
    sales::{cake, plain_sale, sale, with},
    socket::{PATIENCE, Socket},
};

pub(crate) const BOARD: &str = "store:senopati";

async fn place_many(person: &Person, count: usize) {
    for answer in join_all((0..count).map(|_| async { person.place(&plain_sale()).await.status })).await {
        assert_eq!(answer, 201);
    }
}

/// The numbers of the next messages, which must be events.
async fn sequences(socket: &mut Socket, count: usize) -> Vec<i64> {
    let mut sequences = Vec::new();
    for _ in 0..count {
        let message = socket.next().await;
        assert_eq!(message["type"], "event", "{message}");
        sequences.push(message["sequence"].as_i64().unwrap());
    }
    sequences
}

pub(crate) fn token(order: &Value) -> String {
    order["tracking_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_follower_gets_a_snapshot_and_then_what_happens() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let first = cashier.place(&plain_sale()).await.json(201);
    cashier.place(&with(plain_sale(), json!({"hand_over": true}))).await.json(201);
    let mut socket = Socket::of(&shop, &cashier).await;
    let snapshot = socket.follow(BOARD).await;
    assert_eq!(snapshot["sequence"], 2);
    let orders = snapshot["orders"].as_array().unwrap();
    assert_eq!(orders.len(), 1, "what was handed over is no work any more");
    assert_eq!(orders[0]["reference"], first["reference"]);

    let budi =
        json!({"customer": {"name": "Budi Santoso", "phone": "081234567890"}, "note": "by the window"});
    let placed = cashier.place(&with(plain_sale(), budi)).await.json(201);
    let event = socket.next().await;
    assert_eq!(
        (&event["type"], &event["topic"], &event["sequence"]),
        (&json!("event"), &json!(BOARD), &json!(3))
    );
    let event = &event["event"];
    assert_eq!((&event["type"], &event["status"]), (&json!("order.placed"), &json!("pending")));
    assert_eq!((&event["order_id"], &event["reference"]), (&placed["id"], &placed["reference"]));
    assert_eq!(event["at"], placed["created_at"]);
    assert_eq!(
        (&event["order"]["customer_name"], &event["order"]["note"]),
        (&json!("Budi Santoso"), &json!("by the window"))
    );

    cashier.move_to(&placed, "processing", None).await.json(200);
    let moved = socket.next().await;
    assert_eq!(moved["sequence"], 4);
    assert_eq!(moved["event"]["type"], "order.status_changed");
    assert_eq!(
        (&moved["event"]["status"], &moved["event"]["order"]["version"]),
        (&json!("processing"), &json!(2))
    );
    // What changed nothing is no event.
    cashier.move_to(&placed, "processing", None).await.json(200);
    cashier.move_to(&placed, "ready", None).await.json(200);
    assert_eq!(sequences(&mut socket, 1).await, [5]);
}

#[tokio::test]
async fn who_comes_back_gets_exactly_what_was_missed() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let mut watcher = Socket::of(&shop, &cashier).await;
    watcher.follow(BOARD).await;
    place_many(&cashier, 9).await;
    assert_eq!(sequences(&mut watcher, 9).await, (1..=9).collect::<Vec<_>>());
    // From what this process remembers, and from the database by one that remembers nothing.
    for server in [&shop, &shop.beside().await] {
        for after in [0, 4, 8] {
            let mut socket = Socket::of(server, &cashier).await;
            socket.subscribe(BOARD, Some(after)).await;
            let missed = usize::try_from(9 - after).unwrap();
            assert_eq!(sequences(&mut socket, missed).await, (after + 1..=9).collect::<Vec<_>>());
        }
        let polled = cashier.at(server).get("/api/v1/live/store:senopati?after=7").await.json(200);
        let polled: Vec<&Value> =
            polled["messages"].as_array().unwrap().iter().map(|m| &m["sequence"]).collect();
        assert_eq!(polled, [8, 9]);
    }
    // Who missed nothing hears nothing until something happens.
    let mut socket = Socket::of(&shop, &cashier).await;
    socket.subscribe(BOARD, Some(9)).await;
    socket.settle().await;
    place_many(&cashier, 1).await;
    assert_eq!(sequences(&mut socket, 1).await, [10]);
    // To subscribe again is to begin again, not to hear everything twice.
    socket.subscribe(BOARD, Some(10)).await;
    socket.subscribe(BOARD, Some(10)).await;
    socket.settle().await;
    place_many(&cashier, 2).await;
    assert_eq!(sequences(&mut socket, 2).await, [11, 12]);
    socket.send(&json!({"type": "unsubscribe", "topic": BOARD})).await;
    socket.settle().await;
    place_many(&cashier, 1).await;
    assert_eq!(socket.follow(BOARD).await["sequence"], 13);
}

#[tokio::test]
async fn who_comes_back_from_too_far_gets_a_snapshot() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    for _ in 0..6 {
        place_many(&cashier, 84).await;
    }
    let mut socket = Socket::of(&shop, &cashier).await;
    // 504 events ago; a number that was never given, as after a restored backup; and nonsense.
    for after in [0, 1_000_000, -5] {
        socket.subscribe(BOARD, Some(after)).await;
        let snapshot = socket.next().await;
        assert_eq!((&snapshot["type"], &snapshot["sequence"]), (&json!("snapshot"), &json!(504)), "{after}");
        assert_eq!(snapshot["orders"].as_array().unwrap().len(), 500, "a board shows 500");
    }
    let board = browser(&shop, "cashier", "en").await.get("/board").await.text();
    assert!(board.contains("Only the 500 oldest open orders are shown."), "and says that it is cut");
    socket.subscribe(BOARD, Some(4)).await;
    assert_eq!(sequences(&mut socket, 500).await, (5..=504).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_socket_is_for_our_own_pages() {
    let shop = Shop::open().await;
    let own = format!("http://{}", shop.address);
    for origin in [own.as_str(), "http://kedai.test"] {
        assert!(Socket::try_open(&shop, "/live", Some(origin)).await.is_ok(), "{origin}");
    }
    for origin in ["https://evil.test", "null", "http://127.0.0.1", "http://kedai.test.evil.test"] {
        let refused = Socket::try_open(&shop, "/live", Some(origin)).await.err().expect("refused");
        let tokio_tungstenite::tungstenite::Error::Http(answer) = *refused else { panic!("{refused}") };
        assert_eq!(answer.status().as_u16(), 403, "{origin}");
    }
    // Without an upgrade there is nothing to see.
    assert!(shop.get("/live").send().await.status >= 400);
}

pub(crate) async fn refusal(socket: &mut Socket, topic: &str) -> Value {
    socket.subscribe(topic, None).await;
    let message = socket.next().await;
    assert_eq!(message["type"], "error", "{message}");
    message["code"].clone()
}

#[tokio::test]
async fn topics_are_for_those_who_work_there() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let mut nobody = Socket::open(&shop).await;
    assert_eq!(refusal(&mut nobody, BOARD).await, "unauthenticated");
    assert_eq!(refusal(&mut nobody, "order:nonsense").await, "not_found");
    for token in ["nonsense", cashier.refresh_token.as_str()] {
        let mut socket = Socket::try_open(&shop, &format!("/live?token={token}"), None).await.unwrap();
        assert_eq!(refusal(&mut socket, BOARD).await, "unauthenticated");
    }
    let mut socket = Socket::of(&shop, &cashier).await;
    for topic in ["store:kemang", "store:main", "store:nowhere", "store:../x"] {
        assert_eq!(refusal(&mut socket, topic).await, "not_found", "{topic}");
    }
    assert_eq!(refusal(&mut socket, "store:\0").await, "unreadable_text");
    for topic in ["", "store", "store:", "senopati"] {
        assert_eq!(refusal(&mut socket, topic).await, "malformed_message", "{topic}");
    }
    let stranger = shop.sign_in("owner@northwind.test").await;
    let mut theirs = Socket::of(&shop, &stranger).await;
    assert_eq!(refusal(&mut theirs, BOARD).await, "not_found");
    // None of this harmed the sockets; and what happens elsewhere reaches nobody here.
    theirs.follow("store:main").await;
    socket.follow(BOARD).await;
    let manager = shop.manager().await;
    manager.place(&with(plain_sale(), json!({"store": "kemang"}))).await.json(201);
    manager.place(&plain_sale()).await.json(201);
    assert_eq!(sequences(&mut socket, 1).await, [1]);
    stranger.place(&with(plain_sale(), json!({"store": "main"}))).await.json(201);
    let event = theirs.next().await;
    assert_eq!(event["topic"], "store:main");
    shop.get("/api/v1/live/store:senopati").send().await.problem(401, "unauthenticated");
    shop.get("/api/v1/live/nonsense").send().await.problem(404, "not_found");
}

#[tokio::test]
async fn a_socket_bears_nonsense_up_to_a_limit() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let mut socket = Socket::of(&shop, &cashier).await;
    for message in [json!(1), json!({}), json!({"type": "drop"}), json!({"type": "subscribe"})] {
        socket.send(&message).await;
        assert_eq!(socket.next().await["code"], "malformed_message");
    }
    for message in [json!({"type": "pong"}), json!({"type": "ack", "topic": BOARD, "sequence": 1})] {
        socket.send(&message).await;
    }
    // Sixteen topics at once, and no more.
    let mut tokens = Vec::new();
    for _ in 0..17 {
        tokens.push(token(&cashier.place(&plain_sale()).await.json(201)));
    }
    for token in &tokens[..16] {
        socket.follow(&format!("order:{token}")).await;
    }
    assert_eq!(refusal(&mut socket, &format!("order:{}", tokens[16])).await, "too_many_topics");
    socket.send(&json!({"type": "unsubscribe", "topic": format!("order:{}", tokens[0])})).await;
    socket.follow(&format!("order:{}", tokens[16])).await;
    // A message that no client of ours sends ends the socket.
    socket.send(&json!("x".repeat(5_000))).await;
    while socket.next_of_any().await.is_some() {}
}

#[tokio::test]
async fn what_one_process_writes_reaches_the_sockets_of_another() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let cashier = shop.cashier().await;
    let mut here = Socket::of(&shop, &cashier).await;
    let mut there = Socket::of(&beside, &cashier).await;
    here.follow(BOARD).await;
    there.follow(BOARD).await;
    let order = cashier.place(&plain_sale()).await.json(201);
    // Moved by the other process: its writer and this one's share one sequence.
    cashier.at(&beside).move_to(&order, "processing", None).await.json(200);
    cashier.at(&beside).place(&plain_sale()).await.json(201);
    let began = Instant::now();
    for socket in [&mut here, &mut there] {
        assert_eq!(sequences(socket, 3).await, [1, 2, 3]);
    }
    // By notice, not by looking every few seconds.
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[tokio::test]
async fn no_process_remembers_who_was_erased() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let mut followers = [Socket::of(&shop, &cashier).await, Socket::of(&beside, &cashier).await];
    for follower in &mut followers {
        follower.follow(BOARD).await;
    }
    let named = json!({"customer": {"name": "Budi Santoso", "phone": "081234567890"}, "note": "rings twice"});
    let order = cashier.place(&with(plain_sale(), named)).await.json(201);
    let mut tracking = Socket::of(&shop, &cashier).await;
    tracking.follow(&format!("order:{}", token(&order))).await;
    for follower in &mut followers {
        assert_eq!(follower.next().await["event"]["order"]["customer_name"], "Budi Santoso");
    }
    let path = format!("/api/v1/customers/{}", order["customer"]["id"].as_str().unwrap());
    let reason = json!({"reason": "asked by letter"});
    assert_eq!(manager.ask("DELETE", &path).json(&reason).send().await.status, 204);
    // Whoever follows is told how the board stands without them.
    for follower in &mut followers {
        let snapshot = follower.next().await;
        assert_eq!((&snapshot["type"], &snapshot["sequence"]), (&json!("snapshot"), &json!(1)));
        let ticket = &snapshot["orders"][0];
        assert_eq!(ticket["reference"], order["reference"]);
        assert!(ticket["customer_name"].is_null() && ticket["note"].is_null(), "{ticket}");
    }
    assert_eq!(tracking.next().await["type"], "snapshot");
    // And whoever comes back is told what happened without them.
    for server in [&shop, &beside] {
        let feed = cashier.at(server).get("/api/v1/live/store:senopati?after=0").await.json(200);
        let told = &feed["messages"][0]["event"]["order"];
        assert_eq!(told["reference"], order["reference"]);
        assert!(!feed.to_string().contains("Budi") && !feed.to_string().contains("rings twice"), "{feed}");
    }
    // The feed goes on where it was.
    cashier.place(&plain_sale()).await.json(201);
    for follower in &mut followers {
        assert_eq!(sequences(follower, 1).await, [2]);
    }
}

#[tokio::test]
async fn what_happens_while_the_database_forgets_us_is_caught_up() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let mut socket = Socket::of(&shop, &cashier).await;
    socket.follow(BOARD).await;
    place_many(&cashier, 1).await;
    assert_eq!(sequences(&mut socket, 1).await, [1]);
    // The connection that hears notices is cut, and idle ones with it.
    shop.psql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    let mut placed = 0;
    while placed < 3 {
        match cashier.place(&plain_sale()).await.status {
            201 => placed += 1,
            // A connection that was cut shows itself once; nothing was done, and it is told.
            status => assert!(matches!(status, 500 | 503), "{status}"),
        }
    }
    assert_eq!(sequences(&mut socket, 3).await, [2, 3, 4]);
}

#[tokio::test]
async fn the_server_says_that_it_is_there() {
    let shop = Shop::open().await;
    let mut socket = Socket::open(&shop).await;
    let ping = socket.next_of_any().await.unwrap();
    assert_eq!(ping["type"], "ping");
    let server_time: DateTime<Utc> = ping["server_time"].as_str().unwrap().parse().unwrap();
    assert_eq!(server_time, shop.now());
    // A page says with which bundle it was made, so it can tell when there is another one.
    let page = shop.get("/login").send().await.text();
    let bundle = ping["bundle"].as_str().unwrap();
    assert!(page.contains(&format!(r#"<meta name="kedai-bundle" content="{bundle}">"#)), "{page}");
    let order = shop.cashier().await.place(&plain_sale()).await.json(201);
    let feed = shop.get(&format!("/api/v1/live/order:{}", token(&order))).send().await.json(200);
    assert_eq!(feed["bundle"], bundle);
}

#[tokio::test]
async fn a_server_that_stops_says_so() {
    let shop = Shop::open().await;
    let mut socket = Socket::open(&shop).await;
    shop.stop();
    tokio::time::timeout(PATIENCE, async { while socket.next_of_any().await.is_some() {} }).await.unwrap();
}

#[tokio::test]
async fn three_hundred_sales_reach_five_followers_without_a_gap() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let cashier = shop.cashier().await;
    let mut followers = Vec::new();
    for number in 0..5 {
        let server = if number % 2 == 0 { &shop } else { &beside };
        let mut socket = Socket::of(server, &cashier).await;
        let began = socket.follow(BOARD).await["sequence"].as_i64().unwrap();
        followers.push(tokio::spawn(async move {
            let mut told = began;
            while told < 300 {
                let message = socket.next().await;
                let sequence = message["sequence"].as_i64().unwrap();
                // A follower that fell behind may be given a snapshot instead; never a gap.
                match message["type"].as_str().unwrap() {
                    "event" => assert_eq!(sequence, told + 1),
                    "snapshot" => assert!(sequence > told),
                    other => panic!("{other}"),
                }
                told = sequence;
            }
            told
        }));
    }
    let people = [cashier.clone(), cashier.at(&beside)];
    let sales = (0..300).map(|number: usize| {
        let person = &people[number % 2];
        async move { person.place(&plain_sale()).await.status }
    });
    assert!(join_all(sales).await.into_iter().all(|status| status == 201));
    for follower in followers {
        assert_eq!(follower.await.unwrap(), 300);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_read_is_cut_and_harms_nobody() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    // A board of about half a megabyte.
    let line = with(cake(1), json!({"name": "x".repeat(120)}));
    for _ in 0..20 {
        cashier.place(&sale(json!(vec![line.clone(); 200]))).await.json(201);
    }
    let mut reader = Socket::of(&shop, &cashier).await;
    reader.follow(BOARD).await;
    let mut deaf = Socket::of(&shop, &cashier).await;
    // Asks for it again and again, and reads none of it.
    for _ in 0..40 {
        deaf.subscribe(BOARD, None).await;
    }
    let began = Instant::now();
    for _ in 0..5 {
        cashier.place(&plain_sale()).await.json(201);
        assert_eq!(sequences(&mut reader, 1).await.len(), 1);
    }
    assert!(began.elapsed() < Duration::from_secs(5), "the others wait for nobody: {:?}", began.elapsed());
    // The server gives up on it after ten seconds.
    while !deaf.is_cut().await {
        assert!(began.elapsed() < Duration::from_secs(40), "it is kept");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    cashier.place(&plain_sale()).await.json(201);
    assert_eq!(sequences(&mut reader, 1).await.len(), 1);
}
