//! A broadcast over WebSockets by axum and nothing else, beside which `make bench` measures Kedai's live
//! socket. POST /change sends a message of the size that the first argument names to every socket, then
//! answers. Prints its port.

use std::{
    env,
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    extract::{
        State,
        ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    response::Response,
    routing::{get, post},
    serve::ListenerExt as _,
};
use tokio::{net::TcpListener, sync::broadcast};

/// As many as Kedai lets a follower be behind.
const BEHIND: usize = 256;

struct Shared {
    size: usize,
    sequence: AtomicU64,
    messages: broadcast::Sender<Utf8Bytes>,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "whoever starts it reads the port there")]
async fn main() -> Result<(), Box<dyn Error>> {
    let size = env::args().nth(1).ok_or("name the size of a message")?.parse()?;
    let shared = Shared { size, sequence: AtomicU64::new(0), messages: broadcast::Sender::new(BEHIND) };
    let router = Router::new().route("/", get(open)).route("/change", post(change));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    // A connection that can't be told to send at once sends a little later.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, router.with_state(Arc::new(shared))).await?;
    Ok(())
}

async fn change(State(shared): State<Arc<Shared>>) -> String {
    let sequence = shared.sequence.fetch_add(1, Ordering::SeqCst) + 1;
    let begin = format!(r#"{{"type":"event","topic":"store:bench-1","sequence":{sequence},"event":""#);
    let filling = "x".repeat(shared.size.saturating_sub(begin.len() + 2));
    // Nobody listening is no failure.
    let _ = shared.messages.send(format!(r#"{begin}{filling}"}}"#).into());
    format!(r#"{{"sequence":{sequence}}}"#)
}

async fn open(State(shared): State<Arc<Shared>>, upgrade: WebSocketUpgrade) -> Response {
    let messages = shared.messages.subscribe();
    upgrade.read_buffer_size(1024).write_buffer_size(0).on_upgrade(|socket| tell(socket, messages))
}

async fn tell(mut socket: WebSocket, mut messages: broadcast::Receiver<Utf8Bytes>) {
    loop {
        tokio::select! {
            message = messages.recv() => {
                let Ok(text) = message else { return };
                if socket.send(Message::Text(text)).await.is_err() {
                    return;
                }
            }
            heard = socket.recv() => if !matches!(heard, Some(Ok(_))) {
                return;
            }
        }
    }
}
