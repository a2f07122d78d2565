//! A program that is told what happens: it hears what is posted, and answers as it was told to.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinSet,
};

/// How it answers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Says {
    /// With this status.
    Status(u16),
    /// Elsewhere, which is itself.
    Redirect,
    /// Never.
    Nothing,
    /// With half an answer.
    Half,
}

/// A message as it came.
#[derive(Debug, Clone)]
pub(crate) struct HeardMessage {
    head: String,
    pub(crate) body: String,
}

impl HeardMessage {
    pub(crate) fn header(&self, name: &str) -> String {
        let named = |line: &&str| line.to_lowercase().starts_with(&format!("{name}: "));
        self.head.lines().find(named).map_or_else(String::new, |line| line[name.len() + 2..].to_owned())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The program. It says 200 unless it was told otherwise.
pub(crate) struct Listener {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
}

#[derive(Default)]
struct Shared {
    heard: Mutex<Vec<HeardMessage>>,
    next: Mutex<VecDeque<Says>>,
    always: Mutex<Option<Says>>,
    more: Notify,
}

impl Listener {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let mut tasks = JoinSet::new();
        let of_task = Arc::clone(&shared);
        tasks.spawn(async move {
            let mut conversations = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                conversations.spawn(converse(stream, Arc::clone(&of_task)));
            }
        });
        Self { address, shared, _tasks: tasks }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// What it says to the next messages, one each.
    pub(crate) fn will_say(&self, says: impl IntoIterator<Item = Says>) {
        self.shared.next.lock().unwrap().extend(says);
    }

    /// What it says from now on.
    pub(crate) fn always_says(&self, says: Says) {
        *self.shared.always.lock().unwrap() = Some(says);
    }

    pub(crate) fn heard(&self) -> Vec<HeardMessage> {
        self.shared.heard.lock().unwrap().clone()
    }

    /// The ids of the events that it heard, in order.
    pub(crate) fn events(&self) -> Vec<String> {
        self.heard().iter().map(|message| message.header("x-kedai-event")).collect()
    }

    /// Waits until it has heard so many messages.
    pub(crate) async fn hears(&self, messages: usize) -> Vec<HeardMessage> {
        loop {
            let more = self.shared.more.notified();
            let heard = self.heard();
            if heard.len() >= messages {
                return heard;
            }
            more.await;
        }
    }
}

async fn converse(mut stream: TcpStream, shared: Arc<Shared>) {
    let Some(message) = read(&mut stream).await else { return };
    shared.heard.lock().unwrap().push(message);
    shared.more.notify_waiters();
    shared.more.notify_one();
    let next = shared.next.lock().unwrap().pop_front();
    let says = next.or(*shared.always.lock().unwrap()).unwrap_or(Says::Status(200));
    let answer = match says {
        Says::Status(status) => format!("HTTP/1.1 {status} X\r\ncontent-length: 2\r\n\r\nok"),
        Says::Redirect => "HTTP/1.1 307 X\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".to_owned(),
        Says::Half => "HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nhalf".to_owned(),
        Says::Nothing => {
            // Until the other side gives up.
            let _ = stream.read(&mut [0; 1]).await;
            return;
        }
    };
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<HeardMessage> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let length = head.lines().find_map(|line| {
            line.to_lowercase().strip_prefix("content-length: ").map(|n| n.parse::<usize>().unwrap())
        });
        if bytes.len() >= end + 4 + length.unwrap_or(0) {
            let body = String::from_utf8(bytes[end + 4..].to_vec()).unwrap();
            return Some(HeardMessage { head, body });
        }
    }
}
