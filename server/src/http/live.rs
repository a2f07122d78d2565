//! `GET /live`: the live socket. One socket follows any number of topics, up to a limit; a client
//! that doesn't read is cut, never waited for.

use std::time::Duration;

use axum::{
    Router,
    body::Bytes,
    extract::{
        Query, State,
        ws::{
            CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code,
            rejection::WebSocketUpgradeRejection,
        },
    },
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
    routing::get,
};
use contract::{
    Problem,
    backend::SessionSecret,
    live::{ClientMessage, ServerMessage, Topic},
    problem::Code,
    session::Caller,
};
use domain::id::StaffId;
use futures_util::{
    SinkExt as _, StreamExt as _,
    stream::{self, BoxStream, SplitSink},
};
use http::header;
use serde::Deserialize;
use services::{live::Followed, sessions::Held};
use tokio::{sync::broadcast, time::Instant};
use tokio_stream::StreamMap;
use tokio_tungstenite::tungstenite::{self, error::ProtocolError};

use super::{
    App,
    caller::{bearer_token, session_secret},
    guard::is_own_origin,
    made_for::mark,
    problem::ApiProblem,
};

/// The most topics that one socket follows.
const MAX_TOPICS: usize = 16;
/// The largest message of a client, in bytes: a subscription with a long token.
const MAX_MESSAGE: usize = 4 * 1024;
/// How often the server says it is there. More often than the 30 s that are promised, because a
/// page calls itself delayed after 10 s of silence, and a quiet shop is not a broken one.
const PING_EVERY: Duration = Duration::from_secs(5);
/// A client that was silent for so long is gone.
const SILENCE: Duration = Duration::from_secs(60);
/// How often it is asked anew whether whoever opened a socket may still see what it shows.
const RESOLVE_EVERY: Duration = Duration::from_secs(20);
/// How long one message may take to leave.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) fn routes() -> Router<App> {
    Router::new().route("/live", get(upgrade))
}

#[derive(Deserialize)]
struct Asked {
    token: Option<String>,
    /// For whom the page was made that asks, see [`contract::made_for`].
    made_for: Option<String>,
}

async fn upgrade(
    State(app): State<App>,
    headers: HeaderMap,
    Query(Asked { token, made_for }): Query<Asked>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or(""));
    if origin.is_some_and(|origin| !is_own_origin(&app.public_url, &headers, origin)) {
        let detail = "This socket is for Kedai's own pages.";
        return ApiProblem(Problem::new(Code::ForeignOrigin, detail)).into_response();
    }
    let Ok(upgrade) = upgrade else { return no_socket() };
    let opened_by = Opener::of(token, made_for, &headers);
    // Before it is asked who that is: what ends between is heard.
    let ended = app.services.follow_sessions_ended();
    match opened_by.resolve(&app).await {
        Ok(held) => upgrade
            .max_message_size(MAX_MESSAGE)
            .max_frame_size(MAX_MESSAGE)
            .read_buffer_size(1024)
            .write_buffer_size(0)
            .on_upgrade(move |socket| Connection::new(app, opened_by, held, ended).run(socket)),
        Err(problem) => ApiProblem(problem).into_response(),
    }
}

/// 426: whoever asks speaks plain HTTP, or a version of sockets that nobody speaks (RFC 6455, 4.4).
fn no_socket() -> Response {
    let detail = "This address is a WebSocket's, of version 13. Without one, ask /api/v1/live/{topic}.";
    let mut response = ApiProblem(Problem::new(Code::UpgradeRequired, detail)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    response
}

/// With what a socket was opened.
enum Opener {
    /// An access token, in the address or the header. One that is neither may be a tracking link's,
    /// which its topic names again.
    Token(String),
    /// A browser's session, and for whom the page was made that opened the socket.
    Session(SessionSecret, Option<String>),
    Nobody,
}

impl Opener {
    fn of(token: Option<String>, made_for: Option<String>, headers: &HeaderMap) -> Self {
        let token = token.or_else(|| bearer_token(headers).map(str::to_owned));
        match (token, session_secret(headers)) {
            (Some(token), _) => Self::Token(token),
            (None, Some(secret)) => Self::Session(secret, made_for),
            (None, None) => Self::Nobody,
        }
    }

    async fn resolve(&self, app: &App) -> Result<Option<Held>, Problem> {
        match self {
            Self::Token(token) => app.services.held_by_token(token).await,
            Self::Session(secret, _) => app.services.held_by_session(secret).await,
            Self::Nobody => Ok(None),
        }
    }

    /// Whether the page that opened the socket was made for somebody else than `caller`.
    fn is_of_other_than(&self, caller: &Caller) -> bool {
        matches!(self, Self::Session(_, Some(made_for)) if *made_for != mark(caller.staff_id))
    }
}

struct Connection {
    app: App,
    opened_by: Opener,
    held: Option<Held>,
    /// Whose sessions end.
    ended: broadcast::Receiver<StaffId>,
    /// When it was last asked who that is.
    resolved: Instant,
    /// What comes next on each topic. While the socket is slow its topics wait, and those that wait
    /// too long go on with a snapshot. None is a topic that can't go on.
    topics: StreamMap<Topic, BoxStream<'static, Option<Bytes>>>,
}

impl Connection {
    fn new(app: App, opened_by: Opener, held: Option<Held>, ended: broadcast::Receiver<StaffId>) -> Self {
        Self { app, opened_by, held, ended, resolved: Instant::now(), topics: StreamMap::new() }
    }

    fn caller(&self) -> Option<&Caller> {
        self.held.as_ref().map(|held| &held.caller)
    }

    /// Whether the page was made for somebody else than is signed in now.
    fn is_as_other(&self) -> bool {
        self.caller().is_some_and(|caller| self.opened_by.is_of_other_than(caller))
    }

    /// Whether the person who opened this socket is still signed in, with the same rights. While the
    /// database doesn't answer nobody is sent away before their time.
    async fn may_go_on(&mut self) -> bool {
        self.resolved = Instant::now();
        match self.opened_by.resolve(&self.app).await {
            Ok(held) => {
                let is_same = held == self.held;
                self.held = held;
                is_same
            }
            Err(_) => true,
        }
    }

    fn is_in_time(&self) -> bool {
        let now = self.app.services.clock().now();
        self.held.as_ref().is_none_or(|held| now < held.until)
    }

    /// Ends the socket. To whom nobody's topics are open any more each of theirs is refused first; what a
    /// link's secret opens goes on with the next socket.
    async fn end(&mut self, sink: &mut Sink) -> bool {
        if self.held.is_some() {
            return close(sink, close_code::POLICY, "rights changed").await;
        }
        let own = self.topics.keys().filter(|topic| !matches!(topic, Topic::Order(_)));
        for topic in own.map(ToString::to_string).collect::<Vec<_>>() {
            if !refuse(sink, &Problem::unauthenticated().code, Some(topic)).await {
                return false;
            }
        }
        close(sink, close_code::POLICY, "signed out").await
    }

    /// Says that the server is there, and ends what is over.
    async fn ping(&mut self, sink: &mut Sink) -> bool {
        if !self.is_in_time() {
            self.held = None;
            return self.end(sink).await;
        }
        let is_due = self.held.is_some() && self.resolved.elapsed() >= RESOLVE_EVERY;
        if is_due && !self.may_go_on().await {
            return self.end(sink).await;
        }
        let server_time = self.app.services.clock().now();
        let signed_in = Some(self.held.is_some());
        let as_other = self.is_as_other();
        let bundle = Some(self.app.bundle.id.to_string());
        send(sink, &ServerMessage::Ping { server_time, signed_in, as_other, bundle }).await
    }

    /// Sessions of somebody ended: of whom, unless so many did at once that it can't be told.
    async fn heard_of_end(&mut self, of: Option<StaffId>, sink: &mut Sink) -> bool {
        let is_ours = self.caller().is_some_and(|caller| of.is_none_or(|of| caller.staff_id == of));
        if is_ours && !self.may_go_on().await { self.end(sink).await } else { true }
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
                        // Apart, so that a socket holds what following a topic takes only while it begins.
                        Box::pin(self.hear(&mut sink, text.as_str())).await
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                        heard = Instant::now();
                        true
                    }
                    Some(Ok(Message::Binary(_))) => {
                        refuse(&mut sink, "binary_not_supported", None).await
                    }
                    Some(Ok(Message::Close(_))) => {
                        // The answer to a close is on its way once the sink is flushed.
                        let _ = tokio::time::timeout(SEND_TIMEOUT, sink.flush()).await;
                        false
                    }
                    Some(Err(error)) => match refused_frame(error) {
                        Some((code, reason)) => close(&mut sink, code, reason).await,
                        None => false,
                    },
                    None => false,
                },
                Some((_, told)) = self.topics.next() => match told {
                    Some(text) => send_text(&mut sink, text).await,
                    // A board that only looks quiet would be worse than one that says it is not live: the
                    // client comes back and says what it saw last.
                    None => close(&mut sink, close_code::AGAIN, "try again").await,
                },
                _ = ping.tick() => heard.elapsed() < SILENCE && Box::pin(self.ping(&mut sink)).await,
                ended = self.ended.recv() => {
                    // The sender lives as long as the services do.
                    Box::pin(self.heard_of_end(ended.ok(), &mut sink)).await
                }
                () = async { let _ = stopping.wait_for(|stop| *stop).await; } => {
                    close(&mut sink, close_code::RESTART, "restarting").await
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
                self.topics.remove(&topic);
                true
            }
            Ok(ClientMessage::Ack { .. } | ClientMessage::Pong) => true,
            Err(_) => refuse(sink, "malformed_message", None).await,
        }
    }

    async fn subscribe(&mut self, sink: &mut Sink, topic: Topic, after: Option<i64>) -> bool {
        self.topics.remove(&topic);
        if self.topics.len() >= MAX_TOPICS {
            return refuse(sink, "too_many_topics", Some(topic.to_string())).await;
        }
        if !matches!(topic, Topic::Order(_)) && self.is_as_other() {
            return refuse(sink, Code::SignedInAsOther.word(), Some(topic.to_string())).await;
        }
        let followed = self.app.services.follow(self.caller(), topic.clone(), after).await;
        let Followed { backlog, following } = match followed {
            Ok(followed) => followed,
            Err(problem) => return refuse(sink, &problem.code, Some(topic.to_string())).await,
        };
        for message in &backlog {
            if !send(sink, message).await {
                return false;
            }
        }
        let next = stream::unfold(Some(following), async |following| {
            let mut following = following?;
            match following.next().await {
                Ok(text) => Some((Some(text), Some(following))),
                Err(_) => Some((None, None)),
            }
        });
        self.topics.insert(topic, next.boxed());
        true
    }
}

/// What is said of a frame that isn't taken; nothing if it is the connection that broke.
fn refused_frame(error: axum::Error) -> Option<(u16, &'static str)> {
    match error.into_inner().downcast_ref::<tungstenite::Error>()? {
        tungstenite::Error::Capacity(_) => Some((close_code::SIZE, "too long")),
        tungstenite::Error::Utf8(_) => Some((close_code::INVALID, "not UTF-8")),
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        tungstenite::Error::Protocol(_) => Some((close_code::PROTOCOL, "not a frame")),
        _ => None,
    }
}

type Sink = SplitSink<WebSocket, Message>;

async fn refuse(sink: &mut Sink, code: &str, topic: Option<String>) -> bool {
    send(sink, &ServerMessage::Error { code: code.to_owned(), topic }).await
}

/// Says why the socket ends; always false, as nothing is alive after it.
async fn close(sink: &mut Sink, code: u16, reason: &'static str) -> bool {
    let frame = CloseFrame { code, reason: reason.into() };
    let _ = tokio::time::timeout(SEND_TIMEOUT, sink.send(Message::Close(Some(frame)))).await;
    false
}

async fn send(sink: &mut Sink, message: &ServerMessage) -> bool {
    match serde_json::to_vec(message) {
        Ok(text) => send_text(sink, text.into()).await,
        Err(_) => false,
    }
}

/// Sends a message; false if the client is gone or doesn't read.
async fn send_text(sink: &mut Sink, text: Bytes) -> bool {
    let Ok(text) = Utf8Bytes::try_from(text) else { return false };
    let sent = tokio::time::timeout(SEND_TIMEOUT, sink.send(Message::Text(text))).await;
    matches!(sent, Ok(Ok(())))
}
