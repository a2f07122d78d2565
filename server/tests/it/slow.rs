//! Those who ask slowly, or not at all: each has a time, and none keeps others from being served.

use std::time::{Duration, Instant};

use server::http::Limits;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{Request, Shop, ShopSettings, sales::plain_sale, socket::Socket};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Times of which one passes quickly and the others don't.
fn patient() -> Limits {
    let long = Duration::from_secs(600);
    Limits { head: long, idle: long, body: long, body_piece: long, answer_piece: long, ..Limits::default() }
}

const SOON: Duration = Duration::from_millis(300);

async fn open(limits: Limits) -> Shop {
    Shop::open_as(ShopSettings { limits, ..ShopSettings::default() }).await
}

/// What a connection says that was told this much, until the server ends it.
async fn until_the_end(shop: &Shop, said: &[u8]) -> String {
    let mut stream = TcpStream::connect(shop.address).await.unwrap();
    stream.write_all(said).await.unwrap();
    ending(&mut stream).await
}

async fn ending(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    let ended = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut heard)).await;
    let _ = ended.expect("the server ends the connection");
    String::from_utf8(heard).unwrap()
}

/// The next answer on a connection that stays open; its body is as long as it says.
async fn answer(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = tokio::time::timeout(PATIENCE, stream.read(&mut piece)).await.unwrap().unwrap();
        assert!(read > 0, "the connection ended");
        heard.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&heard).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        if body.len() >= length.parse().unwrap() {
            return text;
        }
    }
}

#[tokio::test]
async fn a_head_comes_in_its_time_or_never() {
    let shop = open(Limits { head: SOON, ..patient() }).await;
    for said in ["", "G", "GET /health HTTP/1.1\r\nhost: kedai.test\r\n"] {
        let began = Instant::now();
        assert_eq!(until_the_end(&shop, said.as_bytes()).await, "");
        assert!(began.elapsed() >= SOON, "{said:?}");
    }
    // A byte now and then puts nothing off.
    let mut stream = TcpStream::connect(shop.address).await.unwrap();
    let began = Instant::now();
    while stream.write_all(b"x").await.is_ok() {
        tokio::time::sleep(SOON / 10).await;
        assert!(began.elapsed() < PATIENCE, "a trickle goes on for ever");
    }
    // The second request on a connection has its time from its first byte.
    let mut stream = TcpStream::connect(shop.address).await.unwrap();
    for _ in 0..2 {
        stream.write_all(b"GET /health HTTP/1.1\r\nhost: kedai.test\r\n\r\n").await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
        tokio::time::sleep(SOON * 2).await;
    }
    stream.write_all(b"GET /health HT").await.unwrap();
    let began = Instant::now();
    assert_eq!(ending(&mut stream).await, "");
    assert!(began.elapsed() >= SOON - Duration::from_millis(20));
}

#[tokio::test]
async fn a_connection_may_be_idle_for_so_long() {
    let shop = open(Limits { idle: SOON, ..patient() }).await;
    let mut stream = TcpStream::connect(shop.address).await.unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: kedai.test\r\n\r\n").await.unwrap();
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
    let began = Instant::now();
    assert_eq!(ending(&mut stream).await, "");
    assert!(began.elapsed() >= SOON - Duration::from_millis(50));
}

#[tokio::test]
async fn a_body_comes_in_its_time_or_is_answered_408() {
    let paths = ["/api/v1/auth/login", "/api/page/sign-in", "/webhooks/orders/ingest"];
    for limits in [Limits { body: SOON, ..patient() }, Limits { body_piece: SOON, ..patient() }] {
        let shop = open(limits).await;
        for path in paths {
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: kedai.test\r\ncontent-type: application/json\r\n\
                 content-length: 100\r\n\r\n{{\"email\": "
            );
            let heard = until_the_end(&shop, head.as_bytes()).await;
            assert!(heard.starts_with("HTTP/1.1 408"), "{path}: {heard}");
            assert!(heard.contains("\"code\":\"request_timeout\""), "{path}: {heard}");
            assert!(heard.contains("application/problem+json"), "{path}: {heard}");
        }
    }
    // Piece by piece within its whole time it is taken.
    let shop = open(Limits { body_piece: SOON * 4, ..patient() }).await;
    let body = plain_sale().to_string();
    let cashier = shop.cashier().await;
    let mut stream = TcpStream::connect(shop.address).await.unwrap();
    let head = format!(
        "POST /api/v1/offline-orders HTTP/1.1\r\nhost: kedai.test\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        cashier.token,
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for piece in body.as_bytes().chunks(body.len() / 5) {
        stream.write_all(piece).await.unwrap();
        tokio::time::sleep(SOON).await;
    }
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 201"));
}

#[tokio::test]
async fn who_signs_in_says_little() {
    let shop = open(Limits::default()).await;
    let large = serde_json::json!({"email": "a@b.test", "password": "x".repeat(20_000)});
    for path in ["/api/v1/auth/login", "/api/v1/auth/refresh"] {
        let problem = shop.post(path, &large).send().await.problem(413, "body_too_large");
        assert!(problem["detail"].as_str().unwrap().contains("16384"), "{problem}");
    }
    let form = Request::new(shop.address, "POST", "/api/page/sign-in")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("email=a%40b.test&next=&password={}", "x".repeat(20_000)));
    form.send().await.problem(413, "body_too_large");
    // In pieces whose sum nobody said before.
    let piece = format!("3e8\r\n{}\r\n", "x".repeat(1_000));
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: kedai.test\r\ntransfer-encoding: chunked\r\n\r\n";
    let heard = until_the_end(&shop, format!("{head}{}", piece.repeat(20)).as_bytes()).await;
    assert!(heard.starts_with("HTTP/1.1 413"), "{heard}");
}

#[tokio::test]
async fn a_body_that_is_no_body_is_not_a_large_one() {
    let shop = open(Limits::default()).await;
    let token = shop.cashier().await.token;
    for path in
        ["/api/v1/auth/login", "/api/v1/offline-orders", "/webhooks/orders/ingest", "/api/page/sign-in"]
    {
        for pieces in ["zz\r\n", "5\r\n{\"emXX", "fffffffffffffffff\r\n"] {
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: kedai.test\r\nauthorization: Bearer {token}\r\n\
                 content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n{pieces}"
            );
            let heard = until_the_end(&shop, head.as_bytes()).await;
            assert!(heard.starts_with("HTTP/1.1 400"), "{path} {pieces:?}: {heard}");
            assert!(heard.contains("\"code\":\"malformed_body\""), "{path} {pieces:?}: {heard}");
        }
    }
}

#[tokio::test]
async fn who_does_not_take_an_answer_is_cut() {
    let shop = open(Limits { answer_piece: SOON, ..patient() }).await;
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let mut stream = socket.connect(shop.address).await.unwrap();
    // Far more answers than fit between us, none of which is read.
    let asked = "GET /api/openapi.json HTTP/1.1\r\nhost: kedai.test\r\n\r\n".repeat(200);
    let _ = stream.write_all(asked.as_bytes()).await;
    let cut = async {
        // Whoever asks for this is the only one that is left.
        while shop.get("/health").send().await.json(200)["checks"]["connections"]["open"] != 1 {
            tokio::time::sleep(SOON / 10).await;
        }
    };
    tokio::time::timeout(PATIENCE, cut).await.expect("the connection is cut");
    let mut heard = Vec::new();
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut heard)).await.unwrap();
    let answers = heard.windows(15).filter(|piece| piece == b"HTTP/1.1 200 OK").count();
    assert!(answers < 200, "all of {answers} answers were kept for who did not read");
}

#[tokio::test]
async fn a_live_socket_outlives_all_of_that() {
    let shop = open(Limits {
        head: SOON,
        idle: SOON,
        body: SOON,
        body_piece: SOON,
        answer_piece: SOON,
        ..Limits::default()
    })
    .await;
    let cashier = shop.cashier().await;
    let mut socket = Socket::of(&shop, &cashier).await;
    socket.follow("store:senopati").await;
    tokio::time::sleep(SOON * 5).await;
    let order = cashier.place(&plain_sale()).await.json(201);
    let told = socket.next().await;
    assert_eq!(told["event"]["reference"], order["reference"], "{told}");
}

#[tokio::test]
async fn beyond_so_many_connections_the_next_is_told_to_come_back() {
    let shop = open(Limits { connections: 3, ..patient() }).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(TcpStream::connect(shop.address).await.unwrap());
    }
    let heard = until_the_end(&shop, b"GET /health HTTP/1.1\r\nhost: kedai.test\r\n\r\n").await;
    assert!(heard.starts_with("HTTP/1.1 503"), "{heard}");
    assert!(heard.contains("retry-after: 5") && heard.contains("\"code\":\"overloaded\""), "{heard}");
    // A place that is left is another's.
    held.pop();
    let began = Instant::now();
    loop {
        let mut stream = TcpStream::connect(shop.address).await.unwrap();
        stream
            .write_all(b"GET /health HTTP/1.1\r\nhost: kedai.test\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        if ending(&mut stream).await.starts_with("HTTP/1.1 200") {
            break;
        }
        assert!(began.elapsed() < PATIENCE, "the place is never free again");
    }
}

#[tokio::test]
async fn an_order_goes_through_while_five_hundred_ask_slowly() {
    let shop = open(Limits::default()).await;
    let cashier = shop.cashier().await;
    let mut slow = Vec::new();
    for number in 0..500 {
        let mut stream = TcpStream::connect(shop.address).await.unwrap();
        let said: &[u8] = match number % 3 {
            0 => b"",
            1 => b"GET /till HTTP/1.1\r\nhost: ked",
            _ => b"POST /api/v1/auth/login HTTP/1.1\r\nhost: kedai.test\r\ncontent-length: 500\r\n\r\n{\"em",
        };
        stream.write_all(said).await.unwrap();
        slow.push(stream);
    }
    cashier.place(&plain_sale()).await.json(201);
    drop(slow);
}
