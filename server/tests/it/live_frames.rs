//! What the live socket doesn't take, and how it says so.

use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use crate::support::{Shop, socket::Socket};

#[tokio::test]
async fn who_asks_for_a_socket_in_plain_http_is_told_what_it_is() {
    let shop = Shop::open().await;
    let plain = shop.get("/live");
    let upgrade = plain.clone().header("connection", "upgrade").header("upgrade", "websocket");
    let version = |version: &str| upgrade.clone().header("sec-websocket-version", version);
    for asked in [
        plain.clone(),
        upgrade.clone(),
        version("13"),
        version("8").header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ] {
        let refused = asked.send().await;
        refused.problem(426, "upgrade_required");
        assert_eq!((refused.header("upgrade"), refused.header("sec-websocket-version")), ("websocket", "13"));
    }
    shop.get("/live?token=a&token=b").send().await.problem(400, "malformed_query");
}

#[tokio::test]
async fn a_frame_that_is_not_taken_is_told_why() {
    let shop = Shop::open().await;
    let long = Message::text("x".repeat(5_000));
    let not_utf8 = Message::Frame(Frame::message(vec![0xff], OpCode::Data(Data::Text), true));
    let no_frame = Message::Frame(Frame::message(vec![], OpCode::Data(Data::Reserved(3)), true));
    for (message, code) in [(long, 1009), (not_utf8, 1007), (no_frame, 1002)] {
        let mut socket = Socket::open(&shop).await;
        socket.send_raw(message).await;
        assert_eq!(socket.closed_with().await, Some(code));
    }
}
