//! The connections that requests come on: how many there may be, how long each may take to say what it
//! wants, and their end when the server stops.
//!
//! Half a request costs its sender nothing, and a server that waits for the other half pays for both. So
//! everything that is waited for has an end ([`Limits`]), kept by [`stream`] for heads and answers and by
//! [`super::bodies`] for bodies; and only so many are let in ([`doors`]). A socket that became a live one
//! keeps time itself.

mod doors;
mod line;
mod stream;

pub(crate) use doors::Doors;

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tower::ServiceExt as _;

use self::{
    doors::{Seat, turn_away},
    line::{Answering, Line},
    stream::WatchedStream,
};
use super::client_address::{AddressSettings, ClientAddress};

/// How long is waited for what, and how many may be there at once.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For a whole head: from connecting, or from its first byte on a connection that had a request before.
    pub head: Duration,
    /// For the next request on a connection that had one.
    pub idle: Duration,
    /// For a whole body.
    pub body: Duration,
    /// For the next piece of a body.
    pub body_piece: Duration,
    /// For the other side to take the next piece of an answer.
    pub answer_piece: Duration,
    /// Connections in all.
    pub connections: usize,
    /// Connections from one address, or one network of IPv6 (/64).
    pub connections_per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            body: Duration::from_secs(30),
            body_piece: Duration::from_secs(10),
            answer_piece: Duration::from_secs(30),
            connections: 16_384,
            connections_per_address: 512,
        }
    }
}

/// How long to wait when no connection can be taken, as when there are no more file descriptors.
const PAUSE: Duration = Duration::from_millis(200);

/// What a connection is served with.
#[derive(Clone)]
struct Serving {
    router: Router,
    limits: Limits,
    addresses: Arc<AddressSettings>,
    stopping: watch::Receiver<bool>,
}

/// Answers requests until told to stop, then those under way.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    doors: Arc<Doors>,
    limits: Limits,
    addresses: Arc<AddressSettings>,
    stopping: watch::Receiver<bool>,
) {
    let mut told = stopping.clone();
    let serving = Serving { router, limits, addresses, stopping };
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = open.join_next() => continue,
            () = told_to_stop(&mut told) => break,
        };
        match accepted {
            Ok((stream, peer)) => match doors.enter(peer.ip()) {
                Some(seat) => {
                    open.spawn(serve_one(stream, peer, seat, serving.clone()));
                }
                None => turn_away(&doors, stream),
            },
            // Somebody who went away before they were let in.
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken; trying again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// Waits until the server is to stop; whoever would tell being gone is the same.
async fn told_to_stop(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}

fn is_of_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn serve_one(stream: TcpStream, peer: SocketAddr, seat: Seat, serving: Serving) {
    let Serving { router, limits, addresses, mut stopping } = serving;
    // Live messages are small and must not wait for more to fill a packet.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection sends in packets of its own choice");
    }
    let line = Arc::new(Line::default());
    let io = TokioIo::new(WatchedStream::new(stream, Arc::clone(&line), limits, seat));
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        let answering = line.begin();
        let address = ClientAddress(addresses.client(peer.ip(), request.headers()));
        request.extensions_mut().insert(address);
        let answer = router.clone().oneshot(Request::from(request.map(Body::new)));
        let line = Arc::clone(&line);
        async move {
            let response = match answer.await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            if response.status() == http::StatusCode::SWITCHING_PROTOCOLS {
                line.leave();
            }
            Ok::<_, Infallible>(response.map(|body| Answering::new(body, answering)))
        }
    });
    let mut builder = http1::Builder::new();
    // Counts from the end of the answer before; the head itself is watched by the stream.
    builder.timer(TokioTimer::new()).header_read_timeout(limits.idle);
    let mut connection = std::pin::pin!(builder.serve_connection(io, service).with_upgrades());
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told_to_stop(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
