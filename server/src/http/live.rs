//! `GET /live`: the live socket. One socket follows any number of topics, up to a limit; a client
//! that doesn't read is cut, never waited for.

use std::time::Duration;

use axum::{
    Router,
    extract::{
        Query, State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code},
    },
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::get,
};
use contract::{
    Problem,
    live::{ClientMessage, ServerMessage, Topic},
    session::Caller,
};
use futures_util::{SinkExt as _, StreamExt as _, stream::SplitSink};
use http::header;
use serde::Deserialize;
use services::live::Followed;
use tokio::{sync::mpsc, task::JoinSet, time::Instant};

use super::{App, caller::resolve, guard::is_own_origin, problem::ApiProblem};

/// The most topics that one socket follows.
const MAX_TOPICS: usize = 16;
/// The largest message of a client, in bytes: a subscription with a long token.
const MAX_MESSAGE: usize = 4 * 1024;
/// How often the server says it is there. More often than the 30 s that are promised, because a
/// page calls itself delayed after 10 s of silence, and a quiet shop is not a broken one.
const PING_EVERY: Duration = Duration::from_secs(5);
/// A client that was silent for so long is gone.
const SILENCE: Duration = Duration::from_secs(60);
/// How long one message may take to leave.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// How many messages wait for a socket before its topics wait with them.
const WAITING: usize = 32;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/live", get(upgrade))
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
}

async fn upgrade(
    State(app): State<App>,
    headers: HeaderMap,
    Query(Token { token }): Query<Token>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or(""));
    if origin.is_some_and(|origin| !is_own_origin(&app.public_url, &headers, origin)) {
        let detail = "This socket is for Kedai's own pages.";
        return ApiProblem(Problem::new(403, "foreign_origin", detail)).into_response();
    }
    // A token that is no access token may be a tracking link's, which its topic names again.
    let caller = match &token {
        Some(token) => app.backend.sessions.by_access_token(token).await,
        None => resolve(&app, &headers).await,
    };
    match caller {
        Ok(caller) => upgrade
            .max_message_size(MAX_MESSAGE)
            .max_frame_size(MAX_MESSAGE)
            .read_buffer_size(1024)
            .write_buffer_size(0)
            .on_upgrade(move |socket| Connection::new(app, caller).run(socket)),
        Err(problem) => ApiProblem(problem).into_response(),
    }
}

struct Connection {
    app: App,
    caller: Option<Caller>,
    /// One task a topic; a task ends when its topic does.
    topics: JoinSet<()>,
    followed: Vec<(Topic, tokio::task::AbortHandle)>,
    outgoing: mpsc::Sender<ServerMessage>,
    messages: mpsc::Receiver<ServerMessage>,
}

impl Connection {
    fn new(app: App, caller: Option<Caller>) -> Self {
        let (outgoing, messages) = mpsc::channel(WAITING);
        Self { app, caller, topics: JoinSet::new(), followed: Vec::new(), outgoing, messages }
    }

    async fn run(mut self, socket: WebSocket) {
        let (mut sink, mut stream) = socket.split();
        let mut stopping = self.app.stopping.clone();
        let mut ping = tokio::time::interval(PING_EVERY);
        let mut heard = Instant::now();
        loop {
            let alive = tokio::select! {
                message = stream.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        heard = Instant::now();
                        self.hear(&mut sink, text.as_str()).await
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                        heard = Instant::now();
                        true
                    }
                    Some(Ok(Message::Binary(_))) => {
                        refuse(&mut sink, "binary_not_supported", None).await
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => false,
                },
                Some(message) = self.messages.recv() => send(&mut sink, &message).await,
                _ = ping.tick() => heard.elapsed() < SILENCE && {
                    let server_time = self.app.services.clock().now();
                    send(&mut sink, &ServerMessage::Ping { server_time }).await
                },
                () = async { let _ = stopping.wait_for(|stop| *stop).await; } => {
                    let frame = CloseFrame { code: close_code::RESTART, reason: "restarting".into() };
                    let _ = tokio::time::timeout(SEND_TIMEOUT, sink.send(Message::Close(Some(frame)))).await;
                    false
                }
            };
            if !alive {
                return;
            }
        }
    }

    async fn hear(&mut self, sink: &mut Sink, text: &str) -> bool {
        match serde_json::from_str(text) {
            Ok(ClientMessage::Subscribe { topic, after }) => self.subscribe(sink, topic, after).await,
            Ok(ClientMessage::Unsubscribe { topic }) => {
                self.unsubscribe(&topic);
                true
            }
            Ok(ClientMessage::Ack { .. } | ClientMessage::Pong) => true,
            Err(_) => refuse(sink, "malformed_message", None).await,
        }
    }

    async fn subscribe(&mut self, sink: &mut Sink, topic: Topic, after: Option<i64>) -> bool {
        self.unsubscribe(&topic);
        if self.followed.len() >= MAX_TOPICS {
            return refuse(sink, "too_many_topics", Some(topic.to_string())).await;
        }
        let followed = self.app.services.follow(self.caller.as_ref(), topic.clone(), after).await;
        let Followed { backlog, mut following } = match followed {
            Ok(followed) => followed,
            Err(problem) => return refuse(sink, &problem.code, Some(topic.to_string())).await,
        };
        for message in &backlog {
            if !send(sink, message).await {
                return false;
            }
        }
        let outgoing = self.outgoing.clone();
        let task = self.topics.spawn(async move {
            while let Ok(message) = following.next().await {
                // While the socket is slow, the topic waits here and later gets a snapshot.
                if outgoing.send(message).await.is_err() {
                    return;
                }
            }
        });
        self.followed.push((topic, task));
        true
    }

    fn unsubscribe(&mut self, topic: &Topic) {
        self.followed.retain(|(known, task)| {
            if known == topic {
                task.abort();
            }
            known != topic
        });
    }
}

type Sink = SplitSink<WebSocket, Message>;

async fn refuse(sink: &mut Sink, code: &str, topic: Option<String>) -> bool {
    send(sink, &ServerMessage::Error { code: code.to_owned(), topic }).await
}

/// Sends a message; false if the client is gone or doesn't read.
async fn send(sink: &mut Sink, message: &ServerMessage) -> bool {
    let Ok(text) = serde_json::to_string(message) else { return false };
    let sent = tokio::time::timeout(SEND_TIMEOUT, sink.send(Message::Text(text.into()))).await;
    matches!(sent, Ok(Ok(())))
}
