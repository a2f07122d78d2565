//! The live socket, as a client holds it.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _},
};

use super::{Person, Shop, browser::Browser};

/// How long a message may take before a test gives up on it: far longer than it ever needs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// An open socket.
pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens one without signing in.
    pub(crate) async fn open(shop: &Shop) -> Self {
        Self::try_open(shop, "/live", None).await.unwrap()
    }

    /// Opens one in a person's name.
    pub(crate) async fn of(shop: &Shop, person: &Person) -> Self {
        Self::try_open(shop, &format!("/live?token={}", person.token), None).await.unwrap()
    }

    /// Opens one in a browser's session, with what its page asks for behind the path.
    pub(crate) async fn of_browser(shop: &Shop, browser: &Browser<'_>, query: &str) -> Self {
        Self::open_with(shop, &format!("/live{query}"), &[("cookie", browser.cookie())]).await.unwrap()
    }

    pub(crate) async fn try_open(shop: &Shop, path: &str, origin: Option<&str>) -> Result<Self, Box<Error>> {
        let origin = origin.map(|origin| ("origin", origin));
        Self::open_with(shop, path, origin.as_slice()).await
    }

    async fn open_with(
        shop: &Shop,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, Box<Error>> {
        let mut request = format!("ws://{}{path}", shop.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        // As little memory as the system allows: a client that doesn't read is soon full.
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4 * 1024).unwrap();
        let stream = socket.connect(shop.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        client_async(request, stream).await.map(|(socket, _)| Self(socket)).map_err(Box::new)
    }

    pub(crate) async fn send(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// Sends what may be no message.
    pub(crate) async fn send_raw(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// With which code the server closes, whatever it says before.
    pub(crate) async fn closed_with(&mut self) -> Option<u16> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("an end in time");
            match message? {
                Ok(Message::Close(frame)) => return frame.map(|frame| frame.code.into()),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// Whether the server has ended the connection, found out without reading from it.
    pub(crate) async fn is_cut(&mut self) -> bool {
        let sent = self.0.send(Message::text(json!({"type": "pong"}).to_string()));
        matches!(tokio::time::timeout(Duration::from_millis(50), sent).await, Ok(Err(_)))
    }

    pub(crate) async fn subscribe(&mut self, topic: &str, after: Option<i64>) {
        self.send(&json!({"type": "subscribe", "topic": topic, "after": after})).await;
    }

    /// The next message of any kind; nothing once the server has closed.
    pub(crate) async fn next_of_any(&mut self) -> Option<Value> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("a message in time");
            match message? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(text.as_str()).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next message that is no ping.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            let message = self.next_of_any().await.expect("the socket is open");
            if message["type"] != "ping" {
                return message;
            }
        }
    }

    /// Waits until the server has done all that it was told before: it answers in order.
    pub(crate) async fn settle(&mut self) {
        self.send(&json!({"type": "unheard of"})).await;
        assert_eq!(self.next().await["code"], "malformed_message");
    }

    /// Follows a store's board; gives back the snapshot.
    pub(crate) async fn follow(&mut self, topic: &str) -> Value {
        self.subscribe(topic, None).await;
        let snapshot = self.next().await;
        assert_eq!(snapshot["type"], "snapshot", "{snapshot}");
        assert_eq!(snapshot["topic"], topic);
        snapshot
    }
}
