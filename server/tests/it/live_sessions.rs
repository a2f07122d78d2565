//! A live socket lasts no longer than the session that opened it.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::json;

use crate::{
    live::{BOARD, refusal, token},
    support::{Shop, sales::plain_sale, socket::Socket},
};

#[tokio::test]
async fn a_token_that_ended_opens_no_topic() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    shop.advance(TimeDelta::minutes(16));
    let mut socket = Socket::of(&shop, &cashier).await;
    assert_eq!(refusal(&mut socket, BOARD).await, "unauthenticated");
}

/// What a socket of somebody who follows a board hears of the end, within a few seconds.
async fn hears_the_end(socket: &mut Socket) {
    let began = Instant::now();
    let refused = socket.next().await;
    assert_eq!(
        (&refused["code"], &refused["topic"]),
        (&json!("unauthenticated"), &json!(BOARD)),
        "{refused}"
    );
    assert_eq!(socket.next_of_any().await, None, "and is closed");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[tokio::test]
async fn an_open_socket_ends_with_the_session_that_opened_it() {
    let shop = Shop::open().await;
    let (leaving, staying) = (shop.cashier().await, shop.cashier().await);
    let order = token(&staying.place(&plain_sale()).await.json(201));
    let mut left = Socket::of(&shop, &leaving).await;
    let mut stays = Socket::of(&shop, &staying).await;
    left.follow(BOARD).await;
    stays.follow(BOARD).await;
    // What a link opens is nobody's, and isn't refused.
    left.follow(&format!("order:{order}")).await;
    assert_eq!(leaving.post("/api/v1/auth/logout", &json!({})).await.status, 204);
    hears_the_end(&mut left).await;
    staying.place(&plain_sale()).await.json(201);
    assert_eq!(stays.next().await["type"], "event");
}

#[tokio::test]
async fn sockets_end_with_their_session_in_every_process_and_with_its_time() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let (elsewhere, idle, other) = (shop.cashier().await, shop.cashier().await, shop.manager().await);
    let mut there = Socket::of(&beside, &elsewhere).await;
    let mut of_another = Socket::of(&beside, &other).await;
    there.follow(BOARD).await;
    of_another.follow(BOARD).await;
    assert_eq!(elsewhere.post("/api/v1/auth/logout", &json!({})).await.status, 204);
    hears_the_end(&mut there).await;
    // That process believes the token no longer either.
    elsewhere.at(&beside).get("/api/v1/live/store:senopati").await.problem(401, "unauthenticated");
    of_another.settle().await;
    let mut late = Socket::of(&shop, &idle).await;
    late.follow(BOARD).await;
    shop.advance(TimeDelta::minutes(16));
    hears_the_end(&mut late).await;
}

#[tokio::test]
async fn a_ping_says_whether_somebody_is_signed_in() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let ping = async |mut socket: Socket| socket.next_of_any().await.unwrap();
    assert_eq!(ping(Socket::of(&shop, &cashier).await).await["signed_in"], true);
    assert_eq!(ping(Socket::open(&shop).await).await["signed_in"], false);
}
